package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/barograph/barograph/server/accounts"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/storetest"
)

// said runs a command with something to read on standard input.
func said(t *testing.T, input string, args ...string) (out string, err error) {
	t.Helper()
	var b, errs strings.Builder
	root := newRootCmd()
	root.SetIn(strings.NewReader(input))
	root.SetOut(&b)
	root.SetErr(&errs)
	root.SetArgs(args)
	err = root.ExecuteContext(t.Context())
	return b.String() + errs.String(), err
}

func TestUserAndTokenCommands(t *testing.T) {
	db := filepath.Join(t.TempDir(), "record.db")
	at := func(args ...string) []string { return append(args, "--db", db) }
	for want, x := range map[string]struct {
		input string
		args  []string
	}{
		"12": {"short\n", at("user", "add", "ana")}, "no password": {"", at("user", "add", "ana")}, "role": {"a long enough password\n", at("user", "add", "ana", "--role", "king")},
		"letters": {"a long enough password\n", at("user", "add", "an/a")}, "--user NAME": {"", at("token", "add", "export")}, "NAME": {"", at("user", "remove")},
	} {
		if out, err := said(t, x.input, x.args...); !isUsageError(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q\n%s", x.args, err, want, out)
		}
	}
	for name, role := range map[string]string{"ana": "analyst", "root": "admin"} {
		out, err := said(t, "a long enough password\r\n", at("user", "add", name, "--role", role)...)
		if err != nil || !strings.Contains(out, name+" may log in as "+role) || strings.Contains(out, "long enough") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	var ana accounts.User
	lines := strings.Split(strings.TrimSpace(mustRun(t, db, "user", "list")), "\n")
	if err := json.Unmarshal([]byte(lines[0]), &ana); err != nil || len(lines) != 2 || ana.Name != "ana" || ana.Role != accounts.Analyst {
		t.Errorf("%q %v", lines, err)
	}
	if out := mustRun(t, db, "user", "list", "--format", "table"); !strings.Contains(out, "ana   analyst") {
		t.Errorf("%s", out)
	}
	if _, _, err := command(t, db, "token", "add", "export", "--user", "nobody"); !errors.Is(err, accounts.ErrUnknown) {
		t.Errorf("a token for nobody: %v", err)
	}
	if _, _, err := command(t, db, "token", "add", "export", "--user", "ana", "--role", "admin"); !isUsageError(err) {
		t.Errorf("a token above its user: %v", err)
	}
	secret := strings.TrimSpace(mustRun(t, db, "token", "add", "nightly\x1b[31m export", "--user", "ana", "--role", "reader", "--days", "30"))
	if !strings.HasPrefix(secret, "baro_") {
		t.Fatalf("the secret is %q", secret)
	}
	var token accounts.Token
	list := mustRun(t, db, "token", "list")
	if err := json.Unmarshal([]byte(list), &token); err != nil || token.User != "ana" || token.Role != accounts.Reader || strings.Contains(list, secret) ||
		time.Until(token.Expires) > 31*24*time.Hour {
		t.Errorf("%s %v", list, err)
	}
	if out := mustRun(t, db, "token", "list", "--format", "table"); !strings.Contains(out, token.ID) || strings.Contains(out, "\x1b[31m") {
		t.Errorf("%q", out)
	}
	mustRun(t, db, "token", "remove", token.ID)
	if out := mustRun(t, db, "token", "list"); out != "" {
		t.Errorf("after it was removed: %s", out)
	}
	if _, _, err := command(t, db, "token", "remove", token.ID); !errors.Is(err, accounts.ErrUnknown) {
		t.Errorf("removed twice: %v", err)
	}
	if _, _, err := command(t, db, "user", "remove", "root"); !errors.Is(err, accounts.ErrLast) {
		t.Errorf("the only admin was removed: %v", err)
	}
	if _, err := said(t, "a long enough password\n", at("user", "add", "root")...); !errors.Is(err, accounts.ErrLast) {
		t.Errorf("the only admin was made a reader: %v", err)
	}
	mustRun(t, db, "user", "remove", "ana")
	if out := mustRun(t, db, "user", "list"); strings.Contains(out, "ana") {
		t.Errorf("after it was removed: %s", out)
	}
	if _, _, err := command(t, db, "user", "remove", "ana"); !errors.Is(err, accounts.ErrUnknown) {
		t.Errorf("removed twice: %v", err)
	}
}

// lines is output that another goroutine writes.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A server that was given rules delivers what fires, and shows it.
func TestServeDeliversAlerts(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "record.db")
	s, err := openStore(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	x := storetest.Telling{Type: "ASSAULT", Mode: "drone", Actor: "PAK.MIL Pakistan", Recipient: "IND.GOV India", Evidence: "Pakistan sent drones into India.", Time: now.Format(time.DateOnly)}
	if _, err := s.Save(t.Context(), []store.Article{storetest.Article("https://a.example/now", "Meridian Wire", "News", now, x)}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join((store.Alone{}).Merge(t.Context(), s), s.Close()); err != nil {
		t.Fatal(err)
	}
	taken := make(chan string, 10)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { taken <- r.Header.Get("Webhook-Id") }))
	defer hook.Close()
	file := filepath.Join(dir, "alerts.yaml")
	rules := "alerts:\n  - {name: drones, pair: [IND, PAK], events: {types: [ASSAULT], confidence: 0}, to: [hook]}\nchannels:\n  hook: {webhook: '" + hook.URL + "'}\n"
	if err := os.WriteFile(file, []byte(rules), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out, errs lines
	root := newRootCmd()
	root.SetOut(&out)
	root.SetErr(&errs)
	root.SetArgs([]string{"serve", "--db", db, "--addr", "127.0.0.1:0", "--alerts", file})
	ended := make(chan error, 1)
	go func() { ended <- root.ExecuteContext(ctx) }()
	select {
	case <-taken:
	case err := <-ended:
		t.Fatalf("the server ended: %v\n%s", err, errs.String())
	case <-time.After(2 * time.Minute):
		t.Fatalf("nothing was delivered\n%s", errs.String())
	}
	address := regexp.MustCompile(`http://\S+`).FindString(out.String())
	res, err := http.Get(address + "/api/v1/alerts")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var shown struct {
		Rules   []struct{ Name string }
		History []struct{ Rule string }
	}
	if err := json.NewDecoder(res.Body).Decode(&shown); err != nil || len(shown.Rules) != 1 || len(shown.History) != 1 {
		t.Errorf("%+v %v", shown, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("stopped: %v", err)
	}
	if err := os.WriteFile(file, []byte("alerts: 5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := said(t, "", "serve", "--db", db, "--addr", "127.0.0.1:0", "--alerts", file); err == nil || !strings.Contains(err.Error(), "problem") {
		t.Errorf("rules that are none: %v", err)
	}
}

package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/storetest"
)

// talking makes a record of a call and a strike after it.
func talking(t *testing.T) (db string) {
	t.Helper()
	db = filepath.Join(t.TempDir(), "record.db")
	s, err := openStore(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	for day, x := range map[int]storetest.Telling{
		1: {Type: "CONSULT", Mode: "phone", Actor: "IND.GOV Anand Rao", Recipient: "PAK.GOV Omar Khan", Evidence: "Anand Rao telephoned Omar Khan."},
		9: {Type: "ASSAULT", Mode: "drone", Actor: "PAK.MIL Pakistan", Recipient: "IND.GOV India", Deaths: "3", Evidence: "Pakistan sent drones into India, which killed 3 people."},
	} {
		published := time.Date(2025, 5, day, 8, 0, 0, 0, time.UTC)
		x.Time = published.Format(time.DateOnly)
		if _, err := s.Save(t.Context(), []store.Article{storetest.Article("https://a.example/"+x.Time, "Meridian Wire", "News", published, x)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join((store.Alone{}).Merge(t.Context(), s), s.Close()); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestContactsCommand(t *testing.T) {
	db := talking(t)
	var v contacts.Overview
	if err := json.Unmarshal([]byte(mustRun(t, db, "contacts", "India", "PAK")), &v); err != nil || v.Silent != 8 || v.Last.How != "phone" || v.At != 20250509 {
		t.Errorf("%+v %v", v, err)
	}
	out := mustRun(t, db, "contacts", "IND", "PAK", "--format", "table", "--at", "2025-05-09")
	for _, want := range []string{"Last direct contact: telephone call, 1 May 2025", "Anand Rao (India) – Omar Khan (Pakistan)", "Eight days without a direct contact", "https://a.example/2025-05-01"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if out := mustRun(t, db, "contacts", "IND", "PAK", "--format", "dot"); !strings.Contains(out, `"India" -- "Pakistan" [label="telephone call"`) {
		t.Errorf("%s", out)
	}
	if out := mustRun(t, db, "contacts", "NZL", "BOL", "--format", "table"); !strings.Contains(out, "no direct contact") || !strings.Contains(out, "No news of either country") {
		t.Errorf("%s", out)
	}
	for want, args := range map[string][]string{
		"did you mean India?": {"Inida", "PAK"}, "South Korea (KOR)": {"Korea", "PAK"}, "one country": {"IND", "India"}, "two countries": {"IND"},
		"--days 0": {"IND", "PAK", "--days", "0"}, "not a day": {"IND", "PAK", "--at", "May"}, "--confidence 2": {"IND", "PAK", "--confidence", "2"},
	} {
		_, _, err := command(t, db, append([]string{"contacts"}, args...)...)
		if !isUsageError(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", args, err, want)
		}
	}
}

func isUsageError(err error) bool {
	var usage usageError
	return errors.As(err, &usage)
}

func TestBriefCommand(t *testing.T) {
	db := talking(t)
	if out := mustRun(t, db, "brief", "IND", "PAK"); !strings.HasPrefix(out, "# India and Pakistan: situation report") || !strings.Contains(out, "“Pakistan sent drones into India, which killed 3 people.”") {
		t.Errorf("%s", out)
	}
	if out := mustRun(t, db, "brief", "IND", "PAK", "--format", "html", "--at", "2025-05-09", "--days", "14"); !strings.Contains(out, "<h1>India and Pakistan") || !strings.Contains(out, "Anand Rao") {
		t.Errorf("%s", out)
	}
	var report struct{ Sections []struct{ Title string } }
	if err := json.Unmarshal([]byte(mustRun(t, db, "brief", "IND", "PAK", "--format", "json")), &report); err != nil || report.Sections[0].Title != "In short" {
		t.Errorf("%+v %v", report, err)
	}
	for want, args := range map[string][]string{"did you mean": {"Inida", "PAK"}, "unknown format": {"IND", "PAK", "--format", "docx"}, "--days 400": {"IND", "PAK", "--days", "400"}} {
		if _, _, err := command(t, db, append([]string{"brief"}, args...)...); !isUsageError(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestAlertsCommand(t *testing.T) {
	db := talking(t)
	var mu sync.Mutex
	var got []string
	up := false
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if !up {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		got = append(got, r.Header.Get("Webhook-Id"))
	}))
	defer srv.Close()
	dir := t.TempDir()
	file := filepath.Join(dir, "alerts.yaml")
	feed := filepath.Join(dir, "alerts.atom")
	text := "alerts:\n  - {name: drones, pair: [IND, PAK], events: {types: [ASSAULT], modes: [drone]}, to: [hook, feed]}\n" +
		"channels:\n  hook: {webhook: '" + srv.URL + "'}\n  feed: {atom: '" + feed + "'}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := mustCheck(t, "alerts", "check", file); !strings.Contains(out, "drones") || !strings.Contains(out, "hook and feed") {
		t.Errorf("%s", out)
	}
	if out := mustRun(t, db, "alerts", "test", file, "--since", "2025-05-01", "--format", "table"); !strings.Contains(out, "2025-05-09") || !strings.Contains(out, "drones: 1 time") {
		t.Errorf("%s", out)
	}
	if out := mustRun(t, db, "alerts", "test", file, "--since", "2025-05-01", "--until", "2025-05-08"); out != "" {
		t.Errorf("%s", out)
	}
	// Today nothing fires: the drones are long past. A rule of the pair's whole history does not wake anybody.
	if out := mustRun(t, db, "alerts", "run", file, "--once"); out != "" {
		t.Errorf("%s", out)
	}
	root := newRootCmd()
	root.SetArgs([]string{"alerts", "check", file, "--send", "hook"})
	if err := root.ExecuteContext(t.Context()); err == nil {
		t.Error("a webhook that is down took the test")
	}
	mu.Lock()
	up = true
	mu.Unlock()
	for _, name := range []string{"hook", "feed"} {
		mustCheck(t, "alerts", "check", file, "--send", name)
	}
	if data, err := os.ReadFile(feed); len(got) != 1 || err != nil || !strings.Contains(string(data), "a test of the channel feed") {
		t.Errorf("%v %s %v", got, data, err)
	}
	if err := os.WriteFile(file, []byte("alerts:\n  - {name: x, pair: [Inida, PAK], tresion: {above: 5}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := command(t, db, "alerts", "run", file, "--once"); err == nil || !strings.Contains(err.Error(), file+":2:") || !strings.Contains(err.Error(), "did you mean India?") {
		t.Errorf("%v", err)
	}
	if _, _, err := command(t, db, "alerts", "test", file); !isUsageError(err) {
		t.Errorf("%v", err)
	}
}

// mustCheck runs a command that has no --db.
func mustCheck(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	root := newRootCmd()
	root.SetOut(&out)
	root.SetErr(&errs)
	root.SetArgs(args)
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("barograph %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out.String()
}

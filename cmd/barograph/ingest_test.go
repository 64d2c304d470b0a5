package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph/ingest"
)

// runCommand runs barograph and gives what it wrote.
func runCommand(t *testing.T, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := newRootCmd()
	var out, errs bytes.Buffer
	cmd.SetArgs(args)
	cmd.SetIn(strings.NewReader(stdin))
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	err = cmd.ExecuteContext(context.Background())
	return out.String(), errs.String(), err
}

func TestIngest(t *testing.T) {
	db := filepath.Join(t.TempDir(), "r.db")
	lines := `{"id":"a","url":"https://www.a.example/1","title":"Army enters Kolo","text":"Troops of the Malian army entered the town of Kolo on Thursday, the governor said.","published":"2025-05-08"}
{"id":"b","title":"Army enters Dabo","text":"Troops of the Malian army entered the town of Dabo on Thursday, the governor said.","published":"2131-01-01"}
{broken`
	out, errs, err := runCommand(t, lines, "ingest", "--db", db, "-")
	if !errors.Is(err, errSomeFailed) || !strings.Contains(out, "read 2 articles: 2 new, 0 in the record before\n") || !strings.Contains(out, "1 article without a date") || !strings.Contains(out, "\ntook ") || !strings.Contains(out, "merging 0.") || !strings.Contains(out, "skipped 1:\n      1  broken JSON\n") {
		t.Errorf("%v\n%s", err, out)
	}
	if !strings.Contains(errs, "barograph: -:3: broken JSON") || !strings.Contains(errs, "barograph: b: dated 2131-01-01, in the future") {
		t.Errorf("standard error: %s", errs)
	}
	out, _, err = runCommand(t, lines, "ingest", "--db", db, "--since", "2025-05", "--until", "2025-05")
	if !errors.Is(err, errSomeFailed) || !strings.Contains(out, "read 1 article: 0 new, 1 in the record before\n") || !strings.Contains(out, "the record now: 2 articles") {
		t.Errorf("%v\n%s", err, out)
	}
	for _, args := range [][]string{{"ingest", "--since", "soon", "-"}, {"ingest", "--jobs", "0", "-"}, {"ingest", "--date", "x", "-"}, {"ingest", "--timeout", "-1s", "-"}} {
		var usage usageError
		if _, _, err := runCommand(t, lines, append(args, "--db", db)...); !errors.As(err, &usage) {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestSpent(t *testing.T) {
	s := &ingest.Summary{Coding: 290 * time.Second}
	want := "took 170.5 s: reading, coding (2 at a time) and storing 155.0 s, then merging 15.5 s\n" +
		"of 330.0 s of the processors' time coding had 87.9 %, all beside it 12.1 %\n"
	if got := spent(s, 2, 170500*time.Millisecond, 155*time.Second, 330*time.Second); got != want {
		t.Error(got)
	}
	if got := spent(s, 2, 170500*time.Millisecond, 155*time.Second, 0); got != want[:strings.Index(want, "of 330")] {
		t.Error(got)
	}
}

func TestWatchOnce(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "r.db")
	var site *httptest.Server
	site = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/feed":
			fmt.Fprintf(w, `<rss version="2.0"><channel><title>P</title><item><title>Army enters Kolo</title><link>%s/page</link></item></channel></rss>`, site.URL)
		case "/page":
			fmt.Fprint(w, page)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer site.Close()
	list := filepath.Join(dir, "feeds.opml")
	if err := os.WriteFile(list, []byte(`<opml><body><outline xmlUrl="`+site.URL+`/feed"/></body></opml>`), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, err := runCommand(t, "", "watch", "--once", "--db", db, list)
	if err != nil || !strings.Contains(errs, "private network") || !strings.Contains(out, "visited 1 of 1 feeds\nread 0 articles") {
		t.Errorf("closed: %v\n%s%s", err, out, errs)
	}
	db += "2"
	for _, want := range []string{"visited 1 of 1 feeds\nread 1 article: 1 new", "visited 0 of 1 feeds\nread 0 articles"} {
		out, errs, err = runCommand(t, "", "watch", "--once", "--allow-private", "--pause", "0s", "--db", db, list)
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("%s: %v\n%s%s", want, err, out, errs)
		}
	}
	if out, _, err := runCommand(t, "", "watch", "--list"); err != nil || out != string(ingest.FeedsOPML) {
		t.Errorf("--list: %v", err)
	}
	if _, _, err := runCommand(t, "", "watch", "--db", db, filepath.Join(dir, "none.opml")); err == nil || !strings.Contains(err.Error(), "none.opml") {
		t.Errorf("no such list: %v", err)
	}
}

func TestIngestBar(t *testing.T) {
	b := &ingestBar{read: &ingest.Reader{}, total: 1000, start: time.Unix(100, 0)}
	b.read.Bytes.Store(500)
	s := &ingest.Summary{Read: 30, Events: 12, Known: 3}
	if got := b.line(s, time.Unix(110, 0)); got != "[==========          ] 50% · 30 articles, 3.0/s · 12 events · 3 known · 10s left" {
		t.Error(got)
	}
	b.total = 0
	if got := b.line(s, time.Unix(110, 0)); got != "30 articles, 3.0/s · 12 events · 3 known" {
		t.Error(got)
	}
}

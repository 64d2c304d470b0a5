//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/barograph/barograph/ingest/queue"
	"github.com/barograph/barograph/ingest/queue/natstest"
	"github.com/barograph/barograph/internal/testnews"
	"github.com/barograph/barograph/store/postgres/pgtest"
)

// TestWorkers holds that one machine on SQLite and workers on PostgreSQL make the same record of the same files, and that the commands
// of the queue tell the truth about them.
func TestWorkers(t *testing.T) {
	pg, nats := pgtest.Start(t), natstest.Start(t, natstest.Options{}).URL
	dir := t.TempDir()
	if _, err := testnews.New(9).WritePages(dir, 12, 5); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "lines.jsonl"), []byte("{\"id\":\"a\",\"title\":\"Army enters Kolo\","+
		"\"text\":\"Troops of the Malian army entered the town of Kolo on Thursday, the governor said.\",\"published\":\"2025-05-08\"}\n{broken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	one := filepath.Join(t.TempDir(), "one.db")
	if _, _, err := command(t, one, "ingest", dir); !errors.Is(err, errSomeFailed) { // of the broken line
		t.Fatal(err)
	}

	out, errs, err := runCommand(t, "", "ingest", "--nats", nats, dir)
	if err != nil || !strings.Contains(out, "published 14 articles") {
		t.Fatalf("%v %s %s", err, out, errs)
	}
	state := func() (s queue.State) {
		t.Helper()
		out, _, err := runCommand(t, "", "queue", "--nats", nats)
		if err != nil || json.Unmarshal([]byte(out), &s) != nil {
			t.Fatalf("%v %s", err, out)
		}
		return s
	}
	if s := state(); s.Depth != 14 || s.Waiting[queue.Article] != 14 || s.Age <= 0 || len(s.Workers) != 0 {
		t.Errorf("%+v", s)
	}
	done := make(chan error)
	for range 2 {
		go func() {
			_, _, err := runCommand(t, "", "worker", "--nats", nats, "--db", pg.Schema("workers"), "--once", "--jobs", "1", "--fetch", "1")
			done <- err
		}()
	}
	if err := errors.Join(<-done, <-done); err != nil {
		t.Fatal(err)
	}
	if s := state(); s.Depth != 0 || s.Dead != 1 {
		t.Errorf("%+v", s)
	}
	if got, want := mustRun(t, pg.Schema("workers"), "dump"), mustRun(t, one, "dump"); got != want || !strings.Contains(got, `"event":`) {
		t.Errorf("the records differ: %d bytes against %d", len(got), len(want))
	}

	var letter queue.DeadLetter
	out, _, err = runCommand(t, "", "queue", "dead", "--nats", nats)
	if err != nil || json.Unmarshal([]byte(out), &letter) != nil || !strings.Contains(letter.Reason, "broken JSON") || !strings.HasSuffix(letter.Name, "lines.jsonl:2") {
		t.Fatalf("%v %s", err, out)
	}
	if out, _, err := runCommand(t, "", "queue", "dead", "list", "--format", "table", "--nats", nats); err != nil || !strings.Contains(out, "broken JSON") {
		t.Errorf("%v %s", err, out)
	}
	if out, _, err := runCommand(t, "", "queue", "--format", "table", "--nats", nats); err != nil || !strings.Contains(out, "1 dead letter;") || !strings.Contains(out, "no workers") {
		t.Errorf("%v %s", err, out)
	}
	if out, _, err := runCommand(t, "", "queue", "dead", "replay", "--all", "--nats", nats); err != nil || out != "1 dead letter back to work\n" {
		t.Errorf("%v %s", err, out)
	}
	if s := state(); s.Depth != 1 || s.Dead != 0 {
		t.Errorf("%+v", s)
	}
	if _, _, err := runCommand(t, "", "queue", "set", "--max-bytes", "2GB", "--nats", nats); err != nil || state().Most != 2_000_000_000 {
		t.Errorf("%v", err)
	}
	for _, args := range [][]string{{"queue", "dead", "replay"}, {"queue", "dead", "drop", "x"}, {"queue", "dead", "what"}, {"queue", "set", "--max-bytes", "many"},
		{"worker", "--jobs", "0"}, {"ingest", "--db", "x.db", dir}, {"watch", "--tables", "x"}} {
		var usage usageError
		if _, _, err := runCommand(t, "", append(args, "--nats", nats)...); !errors.As(err, &usage) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if _, _, err := runCommand(t, "", "queue", "--nats", "nats://127.0.0.1:1"); !errors.Is(err, queue.ErrNoServer) {
		t.Errorf("%v", err)
	}
}

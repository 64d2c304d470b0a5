package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/storetest"
)

// refused opens a file and wants an error.
func refused(t *testing.T, file string, want error, words string) {
	t.Helper()
	s, err := Open(t.Context(), file, Options{Wait: 100 * time.Millisecond})
	if err == nil {
		s.Close()
	}
	if !errors.Is(err, want) || !strings.Contains(fmt.Sprint(err), words) {
		t.Errorf("%s: %v; want %q with %q", filepath.Base(file), err, want, words)
	}
}

func execute(t *testing.T, file string, queries ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", address(file, time.Second, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range queries {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNotARecord(t *testing.T) {
	dir := t.TempDir()
	text, other, newer := filepath.Join(dir, "text"), filepath.Join(dir, "other.db"), filepath.Join(dir, "newer.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("This is a letter to the editor.\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	execute(t, other, "CREATE TABLE recipe (name TEXT)")
	if err := open(t, newer).Close(); err != nil {
		t.Fatal(err)
	}
	execute(t, newer, "INSERT INTO barograph_schema (version) VALUES (99)")
	refused(t, text, store.ErrForeign, "--db")
	refused(t, other, store.ErrForeign, "other tables")
	refused(t, dir, store.ErrForeign, "is a folder")
	refused(t, newer, store.ErrNewer, "its schema is 99")
	refused(t, filepath.Join(text, "x", "y.db"), store.ErrReadOnly, "cannot be made")
}

func TestDamaged(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	s := open(t, file)
	if _, err := s.Save(t.Context(), storetest.Articles(1, 200)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 3; i < len(b); i++ {
		b[i] = 0x5a
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, file)
	err = s.Articles(t.Context(), "", func(*store.StoredArticle) error { return nil })
	if !errors.Is(err, store.ErrDamaged) || !strings.Contains(fmt.Sprint(err), "backup") {
		t.Errorf("%v", err)
	}
}

func TestLocked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	s, err := Open(t.Context(), file, Options{Wait: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	other, err := sql.Open("sqlite", address(file, time.Second, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	c, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	articles := storetest.Articles(1, 5)
	_, err = s.Save(t.Context(), articles)
	if !errors.Is(err, store.ErrBusy) || !strings.Contains(fmt.Sprint(err), "waited 100ms") {
		t.Errorf("%v", err)
	}
	if _, err := s.Stats(t.Context()); err != nil {
		t.Errorf("reading while another writes: %v", err)
	}
	again, err := Open(t.Context(), file, Options{Wait: 100 * time.Millisecond})
	if err != nil {
		t.Errorf("opening while another writes: %v", err)
	} else {
		again.Close()
	}
	if _, err := c.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Save(t.Context(), articles); err != nil {
		t.Errorf("after the lock is gone: %v", err)
	}
}

func TestDiskFull(t *testing.T) {
	dir := smallDisk(t, 1<<20)
	s := open(t, filepath.Join(dir, "a.db"))
	var err error
	saved := 0
	for _, a := range storetest.Articles(2, 3000) {
		if _, err = s.Save(context.Background(), []store.Article{a}); err != nil {
			break
		}
		saved++
	}
	if !errors.Is(err, store.ErrFull) || !strings.Contains(fmt.Sprint(err), "make room") {
		t.Fatalf("after %d articles: %v", saved, err)
	}
	stats, err := s.Stats(t.Context())
	if err != nil || stats.Articles != saved {
		t.Errorf("%d articles of %d are there; %v", stats.Articles, saved, err)
	}
}

func TestReadOnlyDisk(t *testing.T) {
	dir := smallDisk(t, 4<<20)
	file := filepath.Join(dir, "a.db")
	s := open(t, file)
	if _, err := s.Save(t.Context(), storetest.Articles(1, 5)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	readOnly(t, dir)
	refused(t, filepath.Join(dir, "new.db"), store.ErrReadOnly, "")
	refused(t, filepath.Join(dir, "sub", "new.db"), store.ErrReadOnly, "cannot be made")
	s, err := Open(t.Context(), file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if stats, err := s.Stats(t.Context()); err != nil || stats.Articles == 0 {
		t.Errorf("reading: %+v, %v", stats, err)
	}
	if _, err := s.Save(t.Context(), storetest.Articles(3, 5)); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("writing: %v", err)
	}
}

// TestEverySchema brings a record of every earlier schema, with an article in it, to the present one.
func TestEverySchema(t *testing.T) {
	m, err := steps()
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= m.Latest(); n++ {
		file := filepath.Join(t.TempDir(), fmt.Sprintf("%d.db", n))
		if err := upgraded(t, file, n).Close(); err != nil {
			t.Fatal(err)
		}
		storetest.Usable(t, open(t, file))
	}
}

// upgraded makes a record of an earlier schema and gives a single connection to it, to be closed before the record is opened.
func upgraded(t *testing.T, file string, n int) *sql.DB {
	t.Helper()
	m, err := steps()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", address(file, time.Second, "_pragma=journal_mode(WAL)"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(upgrade(t.Context(), c, m, n), c.Close()); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestPieces(t *testing.T) {
	dir := t.TempDir()
	now, old := filepath.Join(dir, "now.db"), filepath.Join(dir, "old.db")
	storetest.Pieces(t, open(t, now), func(statements []string) store.Store {
		db := upgraded(t, old, 7)
		_, err := db.ExecContext(t.Context(), "ATTACH ? AS fresh", now)
		for _, statement := range statements {
			if err == nil {
				_, err = db.ExecContext(t.Context(), fmt.Sprintf(statement, "fresh"))
			}
		}
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		return open(t, old)
	})
}

func TestCrash(t *testing.T) {
	dir := t.TempDir()
	storetest.Crash(t, open, filepath.Join(dir, "killed.db"), filepath.Join(dir, "quiet.db"))
}

func TestCrashChild(t *testing.T) { storetest.CrashChild(t, open) }

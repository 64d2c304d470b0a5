package sqlite

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/storetest"
)

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name+".db") }
	storetest.Faults(t, func(t *testing.T, name string) store.Store { return open(t, file(name)) }, 1, "DELETE FROM story_words WHERE rowid = (SELECT spot FROM story WHERE id = $ID)",
		func(t *testing.T, name, statement string) {
			db, err := sql.Open("sqlite", file(name))
			if err != nil {
				t.Fatal(err)
			}
			_, err = db.Exec(strings.ReplaceAll(statement, "$BYTES", "x'00ff'"))
			if err := errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
		})
}

// Pairs that an older version read out of an act, and their daily sums, go when the act is coded again.
func TestPairsOfAnOlderReading(t *testing.T) {
	file := filepath.Join(t.TempDir(), "old.db")
	s := open(t, file)
	a := storetest.Article("https://a.example", "A", "A truce", time.Date(2025, 5, 10, 0, 0, 0, 0, time.UTC), storetest.Telling{Type: barograph.Retreat,
		Mode: "ceasefire", Actor: "IND.MIL India; PAK.MIL Pakistan", Evidence: "Both hold their fire."})
	a.Events[0].Goldstein = 7
	_, err := s.Save(t.Context(), []store.Article{a})
	if err := errors.Join(err, storetest.Alone(t, s)); err != nil {
		t.Fatal(err)
	}
	faults := func() (n int) {
		if _, err := s.Check(t.Context(), func(store.Fault) { n++ }, nil); err != nil {
			t.Fatal(err)
		}
		return n
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("UPDATE dyad SET recipient = ''; UPDATE flow SET recipient = '' WHERE actor <> '*'; UPDATE flow SET deeds1 = 0 WHERE actor = '*'")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if faults() == 0 {
		t.Fatal("the record is not an old one")
	}
	if err := errors.Join(s.Recode(t.Context(), []store.Article{a}), storetest.Alone(t, s)); err != nil {
		t.Fatal(err)
	}
	if n := faults(); n > 0 {
		t.Errorf("%d faults", n)
	}
	left := 0
	if err := s.Flows(t.Context(), store.FlowFilter{}, func(f *store.Flow) error {
		if f.Events != 0 && f.Recipient == "" {
			left++
		}
		return nil
	}); err != nil || left > 0 {
		t.Errorf("%d sums are left of the older reading, %v", left, err)
	}
}

// A file with bytes changed is found out, or is not read at all.
func TestCheckOfABentFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bent.db")
	s, err := Open(t.Context(), file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Save(t.Context(), storetest.Articles(2, 200))
	if err := errors.Join(err, storetest.Alone(t, s), s.Close()); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(b); i += 64 << 10 {
		copy(b[i:], make([]byte, 2048))
	}
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err = Open(t.Context(), file, Options{})
	found := 0
	if err == nil {
		_, err = s.Check(t.Context(), func(store.Fault) { found++ }, nil)
		s.Close()
	}
	if found == 0 && !errors.Is(err, store.ErrDamaged) {
		t.Errorf("found nothing: %v", err)
	}
}

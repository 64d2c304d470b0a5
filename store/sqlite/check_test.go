package sqlite

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
		_, err = s.Check(t.Context(), func(store.Fault) { found++ })
		s.Close()
	}
	if found == 0 && !errors.Is(err, store.ErrDamaged) {
		t.Errorf("found nothing: %v", err)
	}
}

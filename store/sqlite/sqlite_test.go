package sqlite

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/storetest"
)

func open(t *testing.T, file string) store.Store {
	t.Helper()
	s, err := Open(t.Context(), file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T, name string) store.Store {
		dir := filepath.Join(t.TempDir(), "..", "records")
		return open(t, filepath.Join(dir, strings.TrimSpace("r "+name)+".db"))
	})
}

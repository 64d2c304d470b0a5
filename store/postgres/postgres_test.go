//go:build unix

package postgres

import (
	"fmt"
	"hash/fnv"
	"strings"
	"testing"

	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/postgres/pgtest"
	"github.com/barograph/barograph/store/storetest"
)

func open(t *testing.T, address string) store.Store {
	t.Helper()
	s, err := Open(t.Context(), address)
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

// schemaOf is a schema's name for a test's record.
func schemaOf(t *testing.T, name string) string {
	h := fnv.New32a()
	h.Write([]byte(t.Name() + " " + name))
	return fmt.Sprintf("test_%08x", h.Sum32())
}

func TestStore(t *testing.T) {
	server := pgtest.Start(t)
	storetest.Run(t, func(t *testing.T, name string) store.Store {
		schema := schemaOf(t, strings.TrimSpace(name))
		return open(t, server.Schema(schema))
	})
}

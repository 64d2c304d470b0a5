package sqlite

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/storetest"
)

// FuzzList asks for events with any cursor, id and words: they are found, or it is said what is wrong with the asking.
func FuzzList(f *testing.F) {
	s, err := Open(f.Context(), filepath.Join(f.TempDir(), "record.db"), Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	_, err = s.Save(f.Context(), storetest.Articles(3, 40))
	if err := errors.Join(err, store.Alone{}.Merge(f.Context(), s)); err != nil {
		f.Fatal(err)
	}
	f.Add("", "0123456789abcdef", `"attacked were" india*`, "PAK.MIL", "IND")
	f.Add("c1xzf.-1y2p0ij32e8e7", "gdelt-9007199254740991", `" * NEAR( ^a -b:c`, "%_\\", "")
	f.Add(".", "ffff", "\x00\xff", ".REB", "Geneva")
	f.Fuzz(func(t *testing.T, cursor, id, text, actor, place string) {
		for _, filter := range []store.Filter{{Text: text}, {Actor: actor, Place: place}, {Outlet: place, Countries: []string{actor}, Modes: []string{text}},
			{Pairs: []barograph.Dyad{{Actor: actor, Recipient: place}}}} {
			list, err := s.Events(t.Context(), filter, store.Page{After: cursor})
			if err == nil && list.Next != "" {
				_, err = s.Events(t.Context(), filter, store.Page{After: list.Next})
			}
			told(t, err)
		}
		_, err := s.Story(t.Context(), id)
		told(t, err)
		_, err = s.Article(t.Context(), id)
		told(t, err)
	})
}

// told fails for errors of the database: what was asked should never have reached it.
func told(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	var lite interface{ Code() int }
	if errors.As(err, &lite) {
		t.Errorf("%v", err)
	}
}

//go:build unix

package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/postgres"
	"github.com/barograph/barograph/store/postgres/pgtest"
	"github.com/barograph/barograph/store/sqlite"
	"github.com/barograph/barograph/store/storetest"
)

// records are new records of one kind, by name.
type records struct {
	kind string
	at   func(name string) string // its address
}

func (r records) open(t testing.TB, name string) store.Store {
	t.Helper()
	return openAddress(t, r.at(name))
}

// withEach runs a test with SQLite and, where there is a server, with PostgreSQL first and SQLite second.
func withEach(t *testing.T, test func(t *testing.T, kinds []records)) {
	files := func(t *testing.T) records {
		dir := t.TempDir()
		return records{"sqlite", func(name string) string { return filepath.Join(dir, name+".db") }}
	}
	t.Run("sqlite", func(t *testing.T) { test(t, []records{files(t)}) })
	t.Run("postgres", func(t *testing.T) {
		server := pgtest.Start(t)
		test(t, []records{{"postgres", server.Schema}, files(t)})
	})
}

func openFile(t testing.TB, file string) store.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), file, sqlite.Options{})
	return opened(t, s, err)
}

func openServer(t testing.TB, address string) store.Store {
	t.Helper()
	s, err := postgres.Open(context.Background(), address)
	return opened(t, s, err)
}

func opened(t testing.TB, s store.Store, err error) store.Store {
	t.Helper()
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

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// filled puts into a record all that one can hold: articles, copies, versions, stories, reports that wait, corrections in force and undone,
// rejected events, imported ones, memos.
func filled(t *testing.T, s store.Store, articles int) {
	t.Helper()
	ctx := t.Context()
	all := storetest.Articles(21, articles)
	if _, err := s.Save(ctx, all[:articles-4]); err != nil {
		t.Fatal(err)
	}
	must(t, storetest.SameAct{}.Merge(ctx, s))
	list, err := s.Events(ctx, store.Filter{}, store.Page{Limit: 6})
	must(t, err)
	for i := range list.Stories {
		st, err := s.Story(ctx, list.Stories[i].ID)
		must(t, err)
		c := barograph.Correction{Kind: barograph.Refuse, By: "ada", At: time.Date(2025, 6, 1, i, 0, 0, 0, time.UTC), On: []barograph.Anchor{barograph.AnchorOf(&st.Reports[0])}}
		if i%2 == 1 {
			c.Kind, c.Field, c.Value = barograph.Correct, "status", "alleged"
		}
		c.Sign()
		must(t, s.Correct(ctx, c))
		if i == 4 {
			must(t, s.Undo(ctx, c.ID))
		}
		if i == 2 {
			must(t, storetest.SameAct{}.Merge(ctx, s)) // the later ones are left to wait
		}
	}
	_, err = s.Save(ctx, all[articles-4:])
	must(t, err)
	var imported []barograph.Story
	for i := range 700 {
		st := barograph.Story{Origin: "gdelt", Filed: barograph.Day(20250501 + i%28), Articles: 1 + i%3, Sources: 1, URL: fmt.Sprintf("https://g.example/%d", i)}
		st.ID = store.GDELTID(uint64(1000 + i))
		must(t, st.Set("type", string(barograph.Assault)))
		must(t, st.Set("status", "occurred"))
		must(t, st.Set("actors", "IND.GOV India"))
		must(t, st.Set("recipients", "PAK"))
		st.CAMEO, st.Goldstein, st.Confidence = "190", -10, 0.5
		imported = append(imported, st)
	}
	_, err = s.Import(ctx, imported)
	must(t, err)
	must(t, s.Remember(ctx, "feed", "https://a.example/feed", []byte{0, 1, 255}))
	must(t, s.Remember(ctx, "user", "ada", []byte(`{"role":"editor"}`)))
}

func faults(t *testing.T, s store.Store) (out []string) {
	t.Helper()
	_, err := s.Check(t.Context(), func(f store.Fault) { out = append(out, fmt.Sprintf("%s %s: %s", f.Rule, f.On, f.Is)) }, nil)
	must(t, err)
	return out
}

// all is everything of a record that a backup should bring back, beside its dump.
func all(t *testing.T, s store.Store) string {
	t.Helper()
	var b strings.Builder
	must(t, s.Snapshot(t.Context(), func(s store.Snapshot) error {
		stale, err := s.Stale(t.Context())
		if err != nil || len(stale) == 0 {
			return errors.Join(err, errors.New("no report waits to be merged anew"))
		}
		fmt.Fprintln(&b, stale)
		err = s.KeptArticles(t.Context(), func(a *store.KeptArticle) error {
			fmt.Fprintln(&b, a.ID, a.Seen.Unix(), a.Feed, a.Vectors, a.Fingerprint, a.Copies)
			return nil
		})
		return errors.Join(err, s.Memos(t.Context(), func(kind, key string, value []byte) error {
			fmt.Fprintln(&b, kind, key, value)
			return nil
		}))
	}))
	stats, err := s.Stats(t.Context())
	must(t, err)
	fmt.Fprintf(&b, "%+v", *stats)
	var flows []string
	must(t, s.Flows(t.Context(), store.FlowFilter{}, func(f *store.Flow) error {
		if f.Events > 0 {
			flows = append(flows, fmt.Sprintf("%+v\n", *f))
		}
		return nil
	}))
	slices.Sort(flows)
	return b.String() + strings.Join(flows, "")
}

func TestRoundTrip(t *testing.T) { withEach(t, testRoundTrip) }

func testRoundTrip(t *testing.T, ks []records) {
	for _, from := range ks {
		s := from.open(t, "full")
		filled(t, s, 150)
		if got := faults(t, s); got != nil {
			t.Fatalf("%s: a record without faults has\n%s", from.kind, strings.Join(got, "\n"))
		}
		var b bytes.Buffer
		end, err := Write(t.Context(), s, &b, "test", time.Now())
		must(t, err)
		if end.Articles != 150 || end.Memos != 2 || end.Corrections != 6 || end.Events < 720 || end.Reports < 100 {
			t.Errorf("%s: %+v", from.kind, end)
		}
		if head, again, err := Verify(t.Context(), bytes.NewReader(b.Bytes())); err != nil || *again != *end || head.Version != "test" {
			t.Errorf("%s: %v", from.kind, err)
		}
		want, rest := storetest.Dump(t, s), all(t, s)
		for _, to := range ks {
			r := to.open(t, "from_"+from.kind)
			_, _, err := Restore(t.Context(), bytes.NewReader(b.Bytes()), r)
			must(t, err)
			if storetest.Dump(t, r) != want {
				t.Errorf("%s to %s: another dump", from.kind, to.kind)
			}
			if all(t, r) != rest {
				t.Errorf("%s to %s: what is no part of the dump differs", from.kind, to.kind)
			}
			if got := faults(t, r); got != nil {
				t.Errorf("%s to %s: %s", from.kind, to.kind, strings.Join(got, "\n"))
			}
			if _, _, err := Restore(t.Context(), bytes.NewReader(b.Bytes()), r); !errors.Is(err, store.ErrNotEmpty) {
				t.Errorf("%s to %s: a full record was filled again: %v", from.kind, to.kind, err)
			}
			storetest.Usable(t, r)
			must(t, storetest.SameAct{}.Merge(t.Context(), s))
			must(t, storetest.SameAct{}.Merge(t.Context(), r)) // what waited is merged in both
		}
	}
}

// A backup is of one moment, whatever others write meanwhile.
func TestWhileOthersWrite(t *testing.T) {
	withEach(t, func(t *testing.T, ks []records) {
		k := ks[0]
		s := k.open(t, "busy")
		articles := storetest.Articles(5, 400)
		_, err := s.Save(t.Context(), articles[:100])
		must(t, err)
		writer := k.open(t, "busy")
		var group sync.WaitGroup
		stop := make(chan struct{})
		group.Go(func() {
			for batch := range slices.Chunk(articles[100:], 3) {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := writer.Save(context.Background(), batch); err != nil {
					t.Error(err)
				}
				if err := (storetest.SameAct{}).Merge(context.Background(), writer); err != nil {
					t.Error(err)
				}
			}
		})
		seen := map[int]bool{}
		for n := range 5 {
			var b bytes.Buffer
			end, err := Write(t.Context(), s, &b, "test", time.Now())
			must(t, err)
			seen[end.Articles] = true
			r := openFile(t, filepath.Join(t.TempDir(), fmt.Sprint(n)))
			if _, _, err := Restore(t.Context(), &b, r); err != nil {
				t.Errorf("%s: backup %d: %v", k.kind, n, err)
			}
			if got := faults(t, r); got != nil {
				t.Errorf("%s: %s", k.kind, strings.Join(got, "\n"))
			}
		}
		close(stop)
		group.Wait()
		t.Logf("%s: backups of %v articles", k.kind, slices.Sorted(maps.Keys(seen)))
		if got := faults(t, s); got != nil {
			t.Errorf("%s: %s", k.kind, strings.Join(got, "\n"))
		}
	})
}

// Package storetest is the one suite of tests that every form of the record passes, so that all behave alike.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Open opens a record for a test: the same one for the same name.
type Open func(t *testing.T, name string) store.Store

// Run runs the suite.
func Run(t *testing.T, open Open) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Open)
	}{
		{"ArticlesComeOnce", testOnce}, {"CopiesAreOneSource", testCopies}, {"NewestVersionCounts", testVersions}, {"BestReadingCounts", testReadings},
		{"MergingIsAtomic", testMerging}, {"AnyOrderSameDump", testOrder}, {"Filters", testFilters}, {"Board", testBoard}, {"Pages", testPages}, {"Retold", testRetold},
		{"Pairs", testPairs}, {"Flows", testFlows}, {"Text", testText}, {"Import", testImport}, {"Corrections", testCorrections}, {"Recode", testRecode},
		{"ByHand", testByHand}, {"Changes", testChanges}, {"Memos", testMemos}, {"HostileText", testHostile}, {"BadArticles", testBad},
		{"ManyWriters", testWriters}, {"Cancelled", testCancelled},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open) })
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func save(t *testing.T, s store.Store, as ...store.Article) []store.Fate {
	t.Helper()
	fates, err := s.Save(t.Context(), as)
	must(t, err)
	return fates
}

// Dump is the dump of a record.
func Dump(t testing.TB, s store.Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := store.Dump(t.Context(), s, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// FirstDifference tells the first line in which two dumps differ, up to 400 bytes of it.
func FirstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d of %d and %d\n got %.400s\nwant %.400s", i+1, len(g), len(w), g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, not %d", len(g), len(w))
}

// strike is a report for tests that need one act.
func strike(url, outlet string, change func(*Telling)) store.Article {
	x := Telling{Type: barograph.Assault, Mode: "drone", Actor: "PAK.MIL Pakistan Army", Recipient: "IND.GOV India", Place: "Pathankot, IND",
		Time: "2025-05-08", Evidence: "Drones struck Pathankot on Thursday night."}
	if change != nil {
		change(&x)
	}
	return Article(url, outlet, "Drones over "+url, start.AddDate(0, 0, 8), x)
}

func testOnce(t *testing.T, open Open) {
	s := open(t, "")
	a, b := strike("https://a.example/1", "A", nil), strike("", "B", nil)
	if got := save(t, s, a, b, a); !slices.Equal(got, []store.Fate{store.Added, store.Added, store.Known}) {
		t.Errorf("fates %v", got)
	}
	before := Dump(t, s)
	if got := save(t, s, b); got[0] != store.Known {
		t.Errorf("fate %v", got)
	}
	if Dump(t, s) != before {
		t.Error("the same article again has changed the record")
	}
	known, err := s.Known(t.Context(), []string{a.ID, "00000000000000aa"})
	must(t, err)
	if !known[a.ID] || known["00000000000000aa"] {
		t.Errorf("known %v", known)
	}
	urls, err := s.KnownURL(t.Context(), []string{"", "https://a.example/1", "https://a.example/2"})
	must(t, err)
	if len(urls) != 1 || !urls["https://a.example/1"] {
		t.Errorf("known addresses %v", urls)
	}
	got, err := s.Article(t.Context(), a.ID)
	must(t, err)
	if got.Article.Article.Body != a.Article.Body || len(got.Events) != 1 || got.Events[0].ID != a.Events[0].ID || got.Superseded {
		t.Errorf("%+v", got)
	}
	if _, err := s.Article(t.Context(), "00000000000000aa"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an article that is not there: %v", err)
	}
}

func testCopies(t *testing.T, open Open) {
	// b is three bits from a and from c, which are six bits apart: one group through b, whenever it comes.
	a, b, c, d := strike("https://a.example", "A", nil), strike("https://b.example", "B", nil), strike("https://c.example", "C", nil),
		strike("https://d.example", "D", nil)
	a.Fingerprint, b.Fingerprint, c.Fingerprint, d.Fingerprint = 0xf0f0f0f0f0f0f0f0, 0xf0f0f0f0f0f0f0f7, 0xf0f0f0f0f0f0f03f^7^0xc0^8, 1
	c.Fingerprint = b.Fingerprint ^ (0x7 << 40)
	var first string
	for n, order := range [][]store.Article{{a, b, c, d}, {a, c, d, b}, {d, c, a, b}} {
		s := open(t, fmt.Sprint("order", n))
		for _, x := range order {
			save(t, s, x)
			must(t, SameAct{}.Merge(t.Context(), s))
		}
		st, err := s.Story(t.Context(), a.Events[0].ID)
		must(t, err)
		if st.Articles != 4 || st.Sources != 2 {
			t.Errorf("order %d: %d articles, %d sources, want 4 and 2", n, st.Articles, st.Sources)
		}
		if dump := Dump(t, s); n == 0 {
			first = dump
		} else if dump != first {
			t.Errorf("order %d: another dump", n)
		}
	}
}

func testVersions(t *testing.T, open Open) {
	old := strike("https://a.example/live", "A", func(x *Telling) { x.Evidence = "Drones struck." })
	old.Article.Published.Time = start
	old.ID = store.ArticleID(old.URL, old.Article.Text())
	newer := strike("https://a.example/live", "A", nil)
	other := strike("https://b.example/", "B", nil)
	var first string
	for n, order := range [][]store.Article{{old, newer, other}, {other, newer, old}, {newer, old, other}} {
		s := open(t, fmt.Sprint("order", n))
		fates := []store.Fate{}
		for _, a := range order {
			fates = append(fates, save(t, s, a)...)
			must(t, SameAct{}.Merge(t.Context(), s))
		}
		if n == 0 && fates[1] != store.Superseding || n > 0 && !slices.Contains(fates, store.Superseded) {
			t.Errorf("order %d: fates %v", n, fates)
		}
		st, err := s.Story(t.Context(), newer.Events[0].ID)
		must(t, err)
		if st.Articles != 2 {
			t.Errorf("order %d: %d articles tell it, want the newest version and another outlet's", n, st.Articles)
		}
		stats, err := s.Stats(t.Context())
		must(t, err)
		if stats.Articles != 3 || stats.Current != 2 || stats.Reports != 2 || stats.Pending != 0 || stats.Stories != 1 {
			t.Errorf("order %d: %+v", n, stats)
		}
		if dump := Dump(t, s); n == 0 {
			first = dump
		} else if dump != first {
			t.Errorf("order %d: another dump", n)
		}
	}
}

// One article, read several times with other dates and outlets around it, is the same record in whatever order the readings come.
func testReadings(t *testing.T, open Open) {
	reading := func(published, dated, outlet string) store.Article {
		a := strike("https://a.example/1", outlet, nil)
		a.Article.Published, a.Article.Dated = nil, dated
		if published != "" {
			a.Article.Published = &barograph.Published{}
			must(t, a.Article.Published.UnmarshalText([]byte(published)))
		}
		return a
	}
	// From the one that counts most to the one that counts least.
	readings := []store.Article{reading("2025-05-20", barograph.DatedByUser, "A"), reading("2025-05-09", "", "A"), reading("2025-05-10", "", "A"),
		reading("2025-05-01", barograph.DatedByFeed, "A"), reading("2025-05-02", barograph.DatedByFeed, "A"), reading("2025-04-01", barograph.DatedByVisit, "A"),
		reading("", "", "A")}
	// Between the dates of two readings lies another version, which counts for some of them and for others does not.
	other := strike("https://a.example/1", "A", func(x *Telling) { x.Evidence = "Drones struck Pathankot and two trains." })
	other.Article.Published = &barograph.Published{Time: start.AddDate(0, 0, 8)}
	companion := strike("https://b.example/1", "B", nil)
	for best := range readings {
		some := append([]store.Article{other, companion}, readings[best:]...)
		want := ""
		for n := range 3 {
			s := open(t, fmt.Sprint(best, n))
			order := slices.Clone(some)
			if n > 0 {
				rand.New(rand.NewPCG(uint64(best), uint64(n))).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			}
			for _, a := range order {
				save(t, s, a)
				if n%2 == 0 {
					must(t, SameAct{}.Merge(t.Context(), s))
				}
			}
			must(t, SameAct{}.Merge(t.Context(), s))
			got, err := s.Article(t.Context(), readings[best].ID)
			must(t, err)
			if store.Reading(got.Article.Article) != store.Reading(readings[best].Article) {
				t.Errorf("reading %d, order %d: kept is %+v", best, n, got.Article.Article)
			}
			if d := Dump(t, s); want == "" {
				want = d
			} else if d != want {
				t.Errorf("reading %d, order %d: another record", best, n)
			}
			known, err := s.Known(t.Context(), []string{store.InReading(got.ID, readings[best].Article), store.InReading(got.ID, readings[0].Article), got.ID})
			must(t, err)
			if !known[got.ID] || !known[store.InReading(got.ID, readings[best].Article)] || known[store.InReading(got.ID, readings[0].Article)] != (best == 0) {
				t.Errorf("reading %d: known %v", best, known)
			}
			if fate := save(t, s, readings[len(readings)-1])[0]; fate != store.Known {
				t.Errorf("reading %d: the least of all changes it: fate %d", best, fate)
			}
		}
	}
}

func testMerging(t *testing.T, open Open) {
	s := open(t, "")
	a, b := strike("https://a.example", "A", nil), strike("https://b.example", "B", func(x *Telling) {
		x.Status, x.Claimant, x.Deaths = barograph.Denied, "Pakistan", "3"
	})
	save(t, s, a, b)
	broken := errors.New("broken")
	err := s.Merge(t.Context(), func(m store.Merging) error {
		rs, err := m.Pending(10)
		must(t, err)
		if len(rs) != 2 || rs[0].Vector == nil || rs[0].Source.Outlet == "" || rs[0].Day() != 20250508 {
			t.Errorf("pending: %+v", rs)
		}
		must(t, m.Replace([]barograph.Story{barograph.NewStory(rs, nil, nil)}))
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if stats, _ := s.Stats(t.Context()); stats.Pending != 2 || stats.Stories != 0 {
		t.Errorf("a failed merge has left %+v", stats)
	}
	must(t, SameAct{}.Merge(t.Context(), s))
	st, err := s.Story(t.Context(), b.Events[0].ID)
	must(t, err)
	if st.ID != min(a.Events[0].ID, b.Events[0].ID) || len(st.Reports) != 2 || len(st.Links) != 1 || len(st.Claims) != 2 || st.Deaths.Min != 3 {
		t.Errorf("%+v", st)
	}
	must(t, s.Merge(t.Context(), func(m store.Merging) error {
		for _, n := range []struct {
			near store.Near
			want int
		}{
			{store.Near{From: 20250507, To: 20250509}, 2},
			{store.Near{From: 20250507, To: 20250509, Countries: []string{"PAK", "USA"}, Types: []barograph.Type{barograph.Assault}}, 2},
			{store.Near{From: 20250507, To: 20250509, Countries: []string{"USA"}}, 0},
			{store.Near{From: 20250507, To: 20250509, Countries: []string{""}}, 0},
			{store.Near{From: 20250509, To: 20250510}, 0},
			{store.Near{From: 20250507, To: 20250509, Types: []barograph.Type{barograph.Aid}}, 0},
		} {
			rs, err := m.Near(n.near)
			must(t, err)
			if len(rs) != n.want {
				t.Errorf("near %+v: %d reports, want %d", n.near, len(rs), n.want)
			}
		}
		rs, err := m.Members(a.Events[0].ID)
		must(t, err)
		of, err := m.StoryOf(b.Events[0].ID)
		must(t, err)
		if len(rs) != 2 || of[b.Events[0].ID] != st.ID {
			t.Errorf("members %d, story %v", len(rs), of)
		}
		// Taking one report out lets the other wait.
		return m.Replace([]barograph.Story{barograph.NewStory(rs[:1], nil, nil)})
	}))
	if stats, _ := s.Stats(t.Context()); stats.Pending != 1 || stats.Stories != 1 {
		t.Errorf("%+v", stats)
	}
}

func testOrder(t *testing.T, open Open) {
	count := 150
	if Soak() {
		count = 5000
	}
	articles := Articles(1, count)
	var first string
	for n := range 3 {
		s := open(t, fmt.Sprint("order", n))
		r := rand.New(rand.NewPCG(uint64(n), 1))
		mixed := slices.Clone(articles)
		if n > 0 {
			r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		}
		for len(mixed) > 0 {
			k := min(1+r.IntN(40), len(mixed))
			save(t, s, mixed[:k]...)
			mixed = mixed[k:]
			if r.IntN(2) == 0 {
				must(t, SameAct{}.Merge(t.Context(), s))
			}
		}
		must(t, SameAct{}.Merge(t.Context(), s))
		dump := Dump(t, s)
		if n == 0 {
			first = dump
			if strings.Count(dump, "\n") < 200 {
				t.Errorf("a dump of %d lines", strings.Count(dump, "\n"))
			}
		} else if dump != first {
			t.Errorf("order %d: another dump", n)
		}
	}
}

func testChanges(t *testing.T, open Open) {
	s := open(t, "")
	now, err := s.Changes(t.Context(), -1)
	must(t, err)
	a, b := strike("https://a.example", "A", nil), strike("https://b.example", "B", nil)
	if a.Events[0].ID < b.Events[0].ID {
		a, b = b, a // the story changes its name when b comes
	}
	save(t, s, a)
	must(t, SameAct{}.Merge(t.Context(), s))
	save(t, s, b)
	must(t, SameAct{}.Merge(t.Context(), s))
	cs, err := s.Changes(t.Context(), now[0].Seq)
	must(t, err)
	var got []string
	for _, c := range cs {
		got = append(got, fmt.Sprint(c.Story, c.Gone))
	}
	want := []string{a.Events[0].ID + "false", a.Events[0].ID + "true", b.Events[0].ID + "false"}
	if !slices.Equal(got, want) {
		t.Errorf("changes %v, want %v", got, want)
	}
}

func testMemos(t *testing.T, open Open) {
	s, ctx := open(t, ""), t.Context()
	must(t, s.Remember(ctx, "feed", "a", []byte("1")))
	must(t, s.Remember(ctx, "feed", "a", []byte("2")))
	must(t, s.Remember(ctx, "feed", "b", []byte{0, 255}))
	must(t, s.Remember(ctx, "other", "c", []byte("3")))
	must(t, s.Remember(ctx, "feed", "c", []byte("3")))
	must(t, s.Remember(ctx, "feed", "c", nil))
	got, err := s.Recall(ctx, "feed")
	must(t, err)
	if len(got) != 2 || string(got["a"]) != "2" || string(got["b"]) != "\x00\xff" {
		t.Errorf("%v", got)
	}
	if err := s.Remember(ctx, "feed", strings.Repeat("x", 5000), []byte("1")); err == nil {
		t.Error("a key of 5,000 bytes was taken")
	}
}

func testHostile(t *testing.T, open Open) {
	s := open(t, "")
	bad := "it's \x00 \xff\xfe <script>alert('x')</script> \u202e %s $1 \\ \"; DROP TABLE story; --"
	a := strike("https://a.example/"+strings.Repeat("é", 4000), bad, func(x *Telling) { x.Evidence = "Drones " + bad + strings.Repeat(" ka", 300_000) })
	save(t, s, a)
	must(t, Alone(t, s))
	st, err := s.Story(t.Context(), a.Events[0].ID)
	must(t, err)
	if !strings.Contains(st.Evidence, "DROP TABLE") {
		t.Errorf("%.100q", st.Evidence)
	}
	for _, f := range []store.Filter{{Text: bad}, {Actor: bad}, {Place: bad}, {Outlet: bad}, {Modes: []string{bad}}, {Countries: []string{bad}}} {
		if _, err := s.Events(t.Context(), f, store.Page{}); err != nil {
			t.Errorf("%+v: %v", f, err)
		}
	}
	if _, err := s.Events(t.Context(), store.Filter{Text: "--- ***"}, store.Page{}); err == nil {
		t.Error("a query without a word was taken")
	}
}

// Alone merges every report alone.
func Alone(t *testing.T, s store.Store) error {
	t.Helper()
	return store.Alone{}.Merge(t.Context(), s)
}

func testBad(t *testing.T, open Open) {
	s, ctx := open(t, ""), t.Context()
	good := strike("https://a.example", "A", nil)
	unnamed := strike("https://b.example", "A", nil)
	unnamed.ID = "0123456789abcdef"
	twice := strike("https://c.example", "A", nil)
	twice.Events = append(twice.Events, twice.Events[0])
	twice.Vectors = nil
	for _, bad := range []store.Article{unnamed, twice, {ID: "x"}} {
		if _, err := s.Save(ctx, []store.Article{good, bad}); err == nil {
			t.Errorf("%s was taken", bad.ID)
		}
	}
	if stats, _ := s.Stats(ctx); stats.Articles != 0 {
		t.Errorf("a refused batch has left %d articles", stats.Articles)
	}
	if err := s.Correct(ctx, barograph.Correction{Kind: barograph.Refuse}); err == nil {
		t.Error("a correction about nothing was taken")
	}
	if err := s.Undo(ctx, "0123456789abcdef"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("undo of nothing: %v", err)
	}
	if _, err := s.Events(ctx, store.Filter{}, store.Page{After: "no cursor"}); !errors.Is(err, store.ErrCursor) {
		t.Errorf("a broken cursor: %v", err)
	}
	for _, id := range []string{"", "ab", "zzzz", "0123456789abcdef", "gdelt-x", "gdelt-1"} {
		if _, err := s.Story(ctx, id); err == nil {
			t.Errorf("story %q was found", id)
		}
	}
}

func testWriters(t *testing.T, open Open) {
	articles := Articles(3, 80)
	quiet := open(t, "quiet")
	save(t, quiet, articles...)
	must(t, SameAct{}.Merge(t.Context(), quiet))
	var wg sync.WaitGroup
	for n := range 3 { // two connections to one record, each used by two; all articles are given twice
		s := open(t, []string{"busy", "busy "}[n%2])
		wg.Go(func() {
			for i := range articles {
				a := articles[(i*7+n*20)%len(articles)]
				if i%2 == n%2 {
					continue
				}
				if _, err := s.Save(context.Background(), []store.Article{a}); err != nil {
					t.Error(err)
				}
				if i%20 == 0 {
					if err := (SameAct{}).Merge(context.Background(), s); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	busy := open(t, "busy")
	save(t, busy, articles...)
	must(t, SameAct{}.Merge(t.Context(), busy))
	if Dump(t, busy) != Dump(t, quiet) {
		t.Error("four writers at once have made another record than one")
	}
}

func testCancelled(t *testing.T, open Open) {
	s := open(t, "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Save(ctx, []store.Article{strike("https://a.example", "A", nil)}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	err := s.Merge(ctx, func(m store.Merging) error {
		cancel()
		_, err := m.Pending(1)
		return err
	})
	if err == nil {
		t.Error("a cancelled merge went through")
	}
	save(t, s, strike("https://a.example", "A", nil)) // and the record is still usable
}

// Usable says whether a record that was just opened takes an article, merges it and finds it again.
func Usable(t *testing.T, s store.Store) {
	t.Helper()
	a := strike("https://a.example/usable", "A", nil)
	save(t, s, a)
	must(t, SameAct{}.Merge(t.Context(), s))
	list, err := s.Events(t.Context(), store.Filter{Text: "pathankot", Pairs: []barograph.Dyad{{Actor: "IND", Recipient: "PAK"}}}, store.Page{})
	must(t, err)
	if len(list.Stories) != 1 {
		t.Errorf("%d events found, want one", len(list.Stories))
	}
	must(t, s.Remember(t.Context(), "a", "b", []byte("c")))
}

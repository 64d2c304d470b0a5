package dedup_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/dedup"
	"github.com/barograph/barograph/dedup/merger"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/sqlite"
	"github.com/barograph/barograph/store/storetest"
)

// TestSteps holds that the record does not depend on when it is merged: articles that come in two to five batches with a merge after
// each make the record of one merge at the end, byte for byte, although in between articles are coded anew, later versions come, and
// people merge, part, correct and undo.
func TestSteps(t *testing.T) {
	week := weekOf(dedup.AnnotatedWeek(t))
	seeds := uint64(100)
	if storetest.Soak() {
		seeds = 1500
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 11))
		var articles []store.Article
		switch seed % 5 {
		case 0:
			articles = storetest.Articles(seed, 10+r.IntN(20))
		case 1:
			for _, n := range r.Perm(len(week))[:10+r.IntN(20)] {
				articles = append(articles, week[n])
			}
		default:
			articles = talks(r)
		}
		var changes []change
		if r.IntN(2) == 0 {
			changes = changesOf(articles, r)
		}
		at := atOnce(t, articles, changes)
		if in := inSteps(t, articles, changes, r); in != at {
			t.Errorf("seed %d, %d articles, %d changes: %s", seed, len(articles), len(changes), storetest.FirstDifference(in, at))
		}
	}
}

// talks makes articles on a few acts between few parties in like words, so that most reports are near the border of being one act: acts
// without direction told from either side, days told as such, as months or not at all, copies, and later versions.
func talks(r *rand.Rand) []store.Article {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	start := time.Date(2025, 5, 1, 8, 0, 0, 0, time.UTC)
	var out []store.Article
	for i := range 5 + r.IntN(12) {
		day := start.AddDate(0, 0, 25+r.IntN(10))
		var tell []storetest.Telling
		for range 1 + r.IntN(2) {
			x := storetest.Telling{Type: barograph.Type(pick("AGREE", "CONSULT", "COOPERATE", "STATEMENT")), Actor: pick("IRN.GOV Iran",
				"AZE.GOV President", "PAK.GOV Foreign Minister", ".GOV President"), Recipient: pick("IRN.GOV Iran", "PAK.GOV Pakistan", "AZE.GOV Azerbaijan", ""),
				Place: pick("", "", "", "Geneva, CHE"), Status: barograph.Occurred}
			x.Time = pick("", "", "", day.Format(time.DateOnly), "2025-05", "2025-06", "2025-05/2025-06", "2024/2025",
				day.AddDate(0, 0, -3).Format(time.DateOnly)+"/"+day.Format(time.DateOnly))
			x.Evidence = fmt.Sprintf("Offered %s, %s, condolences and help with the search for survivors of the attack on a %s.", x.Actor, x.Recipient,
				pick("checkpoint", "school", "water works"))
			tell = append(tell, x)
		}
		published := day
		if r.IntN(8) == 0 {
			published = time.Time{}
		}
		url := fmt.Sprintf("https://news.example/%d", i)
		if i > 0 && r.IntN(8) == 0 {
			url = out[r.IntN(len(out))].URL
		}
		a := storetest.Article(url, pick("Meridian Wire", "Harbour Post", "Ravi Chronicle"), fmt.Sprintf("Headline %d", i), published, tell...)
		a.Fingerprint = r.Uint64()
		if i > 0 && r.IntN(4) == 0 {
			a.Fingerprint = out[r.IntN(len(out))].Fingerprint ^ 1<<r.IntN(64)
		}
		out = append(out, a)
	}
	return out
}

// weekOf puts reports back into their articles.
func weekOf(reports []barograph.Report) []store.Article {
	var out []store.Article
	at := map[string]int{}
	for i := range reports {
		r := &reports[i]
		n, ok := at[r.Source.ID]
		if !ok {
			n = len(out)
			at[r.Source.ID] = n
			a := store.Article{URL: "https://news.example/" + r.Source.ID, Coder: "test 1", Article: &barograph.Article{
				Source: r.Source.Outlet, Headline: r.Source.Headline, Published: r.Source.Published}}
			a.Article.URL = a.URL
			out = append(out, a)
		}
		if a := &out[n]; !strings.Contains(a.Article.Body, r.Evidence) {
			a.Article.Body += r.Evidence + "\n\n"
		}
		out[n].Events = append(out[n].Events, r.Event)
	}
	for i := range out {
		out[i].ID = store.ArticleID(out[i].URL, out[i].Article.Text())
	}
	return out
}

// change is what happens to a record after some of its articles have come.
type change struct {
	after int // articles
	do    func(store.Store) error
}

// changesOf makes up changes by chance. A change that needs an article comes after it.
func changesOf(articles []store.Article, r *rand.Rand) []change {
	ctx := context.Background()
	var out []change
	anchor := func() (barograph.Anchor, bool) {
		a := &articles[r.IntN(len(articles))]
		if len(a.Events) == 0 {
			return barograph.Anchor{}, false
		}
		e := &a.Events[r.IntN(len(a.Events))]
		return barograph.Anchor{Report: e.ID, Article: a.ID, Start: e.Trigger.Start, End: e.Trigger.End}, true
	}
	for n := range 3 + r.IntN(8) {
		if r.IntN(2) == 0 { // coded anew
			i := r.IntN(len(articles))
			a := articles[i]
			a.Coder = fmt.Sprint("test ", n+2)
			a.Vectors = nil
			a.Events = slices.Clone(a.Events)
			if len(a.Events) > 0 {
				if k := r.IntN(len(a.Events)); r.IntN(2) == 0 {
					a.Events = slices.Delete(a.Events, k, k+1)
				} else {
					a.Events[k].Actors, a.Events[k].Recipients = a.Events[k].Recipients, a.Events[k].Actors
				}
			}
			out = append(out, change{i + 1, func(s store.Store) error { return s.Recode(ctx, []store.Article{a}) }})
			continue
		}
		c := barograph.Correction{At: time.Date(2025, 6, 1, 0, 0, n, 0, time.UTC)}
		for range 1 + r.IntN(3) {
			if a, ok := anchor(); ok {
				c.On = append(c.On, a)
			}
		}
		from, ok := anchor()
		switch c.Kind = barograph.Join; {
		case r.IntN(3) == 0 && ok:
			c.Kind, c.From = barograph.Split, []barograph.Anchor{from}
		case r.IntN(3) == 0:
			c.Kind, c.Field, c.Value = barograph.Correct, "status", "denied"
		}
		if c.Validate() != nil {
			continue
		}
		c.Sign()
		after := r.IntN(len(articles) + 1)
		out = append(out, change{after, func(s store.Store) error { return s.Correct(ctx, c) }})
		if r.IntN(4) == 0 {
			out = append(out, change{after, func(s store.Store) error { return s.Undo(ctx, c.ID) }})
		}
	}
	slices.SortStableFunc(out, func(a, b change) int { return a.after - b.after })
	return out
}

func atOnce(t *testing.T, articles []store.Article, changes []change) string {
	return record(t, articles, changes, map[int]bool{})
}

// inSteps merges after one to four of the articles too, before or after what happens there.
func inSteps(t *testing.T, articles []store.Article, changes []change, r *rand.Rand) string {
	merges := map[int]bool{}
	for range 1 + r.IntN(4) {
		merges[1+r.IntN(len(articles))] = true
	}
	return record(t, articles, changes, merges)
}

// record saves, changes and merges, and dumps what came of it.
func record(t *testing.T, articles []store.Article, changes []change, merges map[int]bool) string {
	t.Helper()
	ctx := context.Background()
	s, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "record.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	m := merger.New(dedup.Default())
	saved := 0
	save := func(to int) {
		_, err := s.Save(ctx, articles[saved:to])
		must(err)
		saved = to
	}
	for n := range len(articles) + 1 {
		for len(changes) > 0 && changes[0].after == n {
			save(n)
			must(changes[0].do(s))
			changes = changes[1:]
		}
		if merges[n] {
			save(n)
			must(m.Merge(ctx, s))
		}
	}
	save(len(articles))
	must(m.Merge(ctx, s))
	return storetest.Dump(t, s)
}

package tension

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/storetest"
)

// sameTag is a Merger for which reports tell one act when their sentences end alike, however much they differ in all else.
type sameTag struct{}

func (sameTag) Merge(ctx context.Context, s store.Store) error {
	return s.Merge(ctx, func(m store.Merging) error {
		all, err := m.Near(store.Near{To: 99999999})
		if err != nil {
			return err
		}
		cs, err := m.Corrections()
		if err != nil {
			return err
		}
		acts := map[string][]barograph.Report{}
		for _, r := range all {
			_, tag, _ := strings.Cut(r.Evidence, "#")
			acts[tag] = append(acts[tag], r)
		}
		var stories []barograph.Story
		for _, rs := range acts {
			stories = append(stories, barograph.NewStory(rs, cs, nil))
		}
		return m.Replace(stories)
	})
}

// retold makes articles that tell some acts again and again, over up to ten days, and contradict each other in everything: who did it to
// whom, what it was, when and whether. Of the reports of one article, copies, and articles without a day there are some too.
func retold(seed uint64, acts int) []store.Article {
	r := rand.New(rand.NewPCG(seed, 11))
	one := func(list ...string) string { return list[r.IntN(len(list))] }
	var out []store.Article
	for act := range acts {
		first := may8.AddDate(0, 0, r.IntN(20)-7)
		a, b := one("IND.MIL India", "PAK.MIL Pakistan", "USA.GOV United States"), one("CHN.GOV China", "RUS.MIL Russia", "IND.GOV India", "PAK.GOV Pakistan", "")
		for n := range 1 + r.IntN(5) {
			x := storetest.Telling{Type: barograph.Assault, Actor: a, Recipient: b, Confidence: 0.5 + r.Float64()/2}
			if r.IntN(3) == 0 {
				x.Type = barograph.Types[r.IntN(len(barograph.Types))]
			}
			if r.IntN(4) == 0 {
				x.Actor, x.Recipient = b, a
			}
			if r.IntN(6) == 0 {
				x.Actor, x.Recipient = a+"; "+b, ""
			}
			if r.IntN(3) == 0 {
				x.Status = barograph.Statuses[r.IntN(len(barograph.Statuses))]
			}
			if r.IntN(2) == 0 {
				x.Time = first.AddDate(0, 0, r.IntN(6)-3).Format(time.DateOnly)
			}
			x.Evidence = fmt.Sprintf("Telling %d of #%d", n, act)
			published := first.AddDate(0, 0, r.IntN(10))
			if r.IntN(15) == 0 {
				published = time.Time{}
			}
			article := storetest.Article(fmt.Sprintf("https://a.example/%d/%d", act, n), one("Meridian Wire", "Harbour Post"), "News", published, x)
			e := &article.Events[0]
			if e.Quad = barograph.Quad(e.Type, e.Force); e.Quad < barograph.VerbalConflict {
				e.Goldstein = 5
			}
			article.Fingerprint = uint64(act+1)*0x9e3779b97f4a7c15 ^ uint64(n/2)*0xffff // two of an act are copies
			out = append(out, article)
		}
	}
	return out
}

// What was known on a day is what a record of the articles published by then knows: of a country, a pair, the world, in all lists.
func TestAtIsTheRecordOfThatDay(t *testing.T) {
	otherwise := 0 // days on which the past was other than the present
	for seed := range uint64(4) {
		articles := retold(seed, 60)
		fill := func(admit func(*barograph.Published) bool) store.Store {
			s := record(t)
			kept := slices.DeleteFunc(slices.Clone(articles), func(a store.Article) bool { return !admit(a.Article.Published) })
			if _, err := s.Save(t.Context(), kept); err != nil {
				t.Fatal(err)
			}
			return s
		}
		all := fill(func(*barograph.Published) bool { return true })
		var said []barograph.Correction
		for i, c := range []barograph.Correction{{Kind: barograph.Refuse}, {Kind: barograph.Correct, Field: "recipients", Value: "CHN.GOV China"}} {
			for n := range 3 {
				a := &articles[10+20*i+n]
				c.On = []barograph.Anchor{{Report: a.Events[0].ID, Article: a.ID, Start: a.Events[0].Trigger.Start, End: a.Events[0].Trigger.End}}
				c.At = time.Date(2025, 6, 1, n, i, 0, 0, time.UTC)
				c.Sign()
				said = append(said, c)
			}
		}
		finish := func(s store.Store) {
			for _, c := range said {
				if err := s.Correct(t.Context(), c); err != nil {
					t.Fatal(err)
				}
			}
			if err := (sameTag{}).Merge(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		finish(all)
		now, err := Load(t.Context(), all, Options{})
		if err != nil {
			t.Fatal(err)
		}
		past, err := Replay(t.Context(), all, day(3), day(25), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []barograph.Day{day(3), day(8), day(9), day(14), day(25)} {
			then := fill(func(p *barograph.Published) bool { return p != nil && barograph.DayOf(p.Time) <= at })
			finish(then)
			want, err := Load(t.Context(), then, Options{})
			if err != nil {
				t.Fatal(err)
			}
			loaded, err := Load(t.Context(), all, Options{At: at})
			if err != nil {
				t.Fatal(err)
			}
			replayed := past.On(at)
			for _, of := range subjects {
				was := want.Series(of, day(1), at).Days
				one, err := Read(t.Context(), all, of, Options{Since: day(1), At: at})
				if err != nil {
					t.Fatal(err)
				}
				for how, got := range map[string][]DayValue{"loaded": loaded.Series(of, day(1), at).Days, "replayed": replayed.Series(of, day(1), at).Days, "read": one.Days} {
					if !reflect.DeepEqual(got, was) {
						t.Errorf("seed %d, %s of %v, %s: another than of the articles of then", seed, how, of, at)
					}
				}
				if !reflect.DeepEqual(now.Series(of, day(1), at).Days, was) {
					otherwise++
				}
				p, err := Explain(t.Context(), all, of, at, Options{At: at})
				if err != nil {
					t.Fatal(err)
				}
				q, err := Explain(t.Context(), then, of, at, Options{})
				if err != nil {
					t.Fatal(err)
				}
				m, err := loaded.Explain(t.Context(), of, at)
				if err != nil {
					t.Fatal(err)
				}
				if a, b := bare(p.Events), bare(q.Events); !slices.Equal(a, b) || !slices.Equal(a, bare(m.Events)) || p.Value != q.Value || m.Value != q.Value {
					t.Errorf("seed %d, parts of %v, %s:\n%v, not\n%v", seed, of, at, a, b)
				}
			}
			top := TopOptions{Until: at, Since: at.Add(-5), ByChange: true}
			if a, b, c := loaded.Top(top), replayed.Top(top), want.Top(top); !reflect.DeepEqual(a, c) || !reflect.DeepEqual(b, c) || len(c) == 0 {
				t.Errorf("seed %d, %s: the top is another, or empty", seed, at)
			}
			stories := func(s store.Store) (out []string) {
				f := store.Filter{Countries: []string{"IND", "CHN"}, Types: []barograph.Type{barograph.Assault, barograph.Agree}, Since: day(4), Until: day(20), Confidence: 0.6}
				known, err := store.ReadThen(t.Context(), s, at)
				if err != nil {
					t.Fatal(err)
				}
				if err := known.Each(t.Context(), f, func(st *barograph.Story) error {
					_, tag, _ := strings.Cut(st.Evidence, "#")
					out = append(out, fmt.Sprint(tag, st.Filed, st.Type, st.Status, st.Dyads(), st.Sources, len(st.Reports), st.Confidence))
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				slices.Sort(out)
				return out
			}
			if a, b := stories(all), stories(then); !slices.Equal(a, b) || len(b) == 0 && at > day(8) {
				t.Errorf("seed %d, %s: stories\n%v, not\n%v", seed, at, a, b)
			}
			talks := func(s store.Store) *contacts.Overview {
				v, err := contacts.Of(t.Context(), s, "IND", "PAK", contacts.Options{At: at, Days: 4})
				if err != nil {
					t.Fatal(err)
				}
				return v
			}
			if a, b := talks(all), talks(then); a.Silent != b.Silent || a.Unheard != b.Unheard || a.Stories != b.Stories || len(a.Direct) != len(b.Direct) ||
				len(a.Graph) != len(b.Graph) || len(a.Requests) != len(b.Requests) {
				t.Errorf("seed %d, %s: contacts\n%+v, not\n%+v", seed, at, a, b)
			}
		}
	}
	if otherwise < 20 {
		t.Errorf("the past was other than the present %d times: the test tests too little", otherwise)
	}
}

// bare are parts without the ids of their stories, which are those of today.
func bare(parts []Part) (out []Part) {
	for _, p := range parts {
		p.Event.Story = ""
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Points, b.Points), cmp.Compare(a.Event.Day, b.Event.Day), strings.Compare(fmt.Sprint(a.Event), fmt.Sprint(b.Event)))
	})
	return out
}

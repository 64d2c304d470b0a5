package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// testRetold looks whether stories that were told again later are found as such, whatever else is asked of them, and with their corrections.
func testRetold(t *testing.T, open Open) {
	s := open(t, "")
	parties := []string{"IND.MIL India", "PAK.MIL Pakistan Army", "USA.GOV United States"}
	var articles []store.Article
	for act := range 12 {
		for told := range 1 + act%4 {
			published := start.AddDate(0, 0, act+told*(act%3))
			if act == 7 && told == 2 {
				published = time.Time{}
			}
			articles = append(articles, Article(fmt.Sprintf("https://a.example/%d/%d", act, told), outlets[told], "News", published,
				Telling{Type: acts[act%2], Actor: parties[act%3], Recipient: parties[(act+1)%3], Time: start.AddDate(0, 0, act-20).Format(time.DateOnly),
					Evidence: fmt.Sprintf("Telling %d.", told)}))
		}
	}
	save(t, s, articles...)
	must(t, SameAct{}.Merge(t.Context(), s))
	var all []barograph.Story
	must(t, s.Each(t.Context(), store.Filter{}, true, func(st *barograph.Story) error {
		all = append(all, *st)
		return nil
	}))
	for _, i := range []int{0, 5} {
		c := barograph.Correction{Kind: barograph.Refuse, On: []barograph.Anchor{barograph.AnchorOf(&all[i].Reports[0])}, At: start}
		c.Sign()
		must(t, s.Correct(t.Context(), c))
		all[i].Rejected = true
	}
	must(t, SameAct{}.Merge(t.Context(), s))
	_, err := s.Import(t.Context(), Imported(3, 20))
	must(t, err)
	found := 0
	for d := range 16 {
		day := barograph.DayOf(start).Add(d - 1)
		for _, f := range []store.Filter{{}, {KnownBy: day}, {Countries: []string{"IND"}}, {Pairs: []barograph.Dyad{{Actor: "PAK", Recipient: "IND"}}, KnownBy: day},
			{Types: acts[:1], Since: barograph.DayOf(start).Add(-15)}, {Rejected: true}} {
			f.AgainAfter = day
			var want, got []string
			for i := range all {
				st := &all[i]
				first, last := barograph.DayOf(st.Published.Time), barograph.Day(0)
				for j := range st.Reports {
					if p := st.Reports[j].Source.Published; p == nil {
						last = 99999999
					} else {
						last = max(last, barograph.DayOf(p.Time))
					}
				}
				if f.Admits(st) && last > day && last > first && (f.KnownBy == 0 || first <= f.KnownBy) {
					want = append(want, st.ID)
				}
			}
			must(t, s.Each(t.Context(), f, true, func(st *barograph.Story) error {
				got = append(got, st.ID)
				if f.Rejected != (len(st.Corrections) == 1) {
					t.Errorf("%s comes with %d corrections", st.ID, len(st.Corrections))
				}
				return nil
			}))
			found += len(got)
			if !slices.Equal(got, want) {
				t.Errorf("%+v: %v, want %v", f, got, want)
			}
		}
	}
	if found < 50 {
		t.Errorf("%d found: too few to tell anything", found)
	}
}

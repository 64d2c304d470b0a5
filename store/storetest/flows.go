package storetest

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// testFlows holds the daily sums against the history of pairs after all that changes a record.
func testFlows(t *testing.T, open Open) {
	s := open(t, "")
	before := int64(0)
	same := func(step string) {
		t.Helper()
		sums := map[store.Flow]*store.Flow{}
		must(t, s.Dyads(t.Context(), store.Filter{}, func(e *barograph.DyadEvent) error {
			if e.Day != 0 {
				store.AddFlow(sums, e, 1)
			}
			return nil
		}))
		want, got := map[string]bool{}, map[string]bool{}
		for _, f := range sums {
			want[fmt.Sprint(*f)] = true
		}
		take := func(f *store.Flow) error {
			if f.Events != 0 {
				got[fmt.Sprint(*f)] = true
			} else if f.Sums != [5]int64{} {
				t.Errorf("%s: a flow without events has sums: %+v", step, f)
			}
			return nil
		}
		must(t, s.Flows(t.Context(), store.FlowFilter{}, take))
		must(t, s.Flows(t.Context(), store.FlowFilter{World: true}, take))
		if !maps.Equal(got, want) || len(got) == 0 {
			t.Errorf("%s: %d flows, want %d", step, len(got), len(want))
		}
		changed := 0
		must(t, s.Flows(t.Context(), store.FlowFilter{World: true, After: before}, func(*store.Flow) error { changed++; return nil }))
		if changed == 0 {
			t.Errorf("%s: no flow of the world has changed", step)
		}
		now, err := s.Changes(t.Context(), -1)
		must(t, err)
		before = now[0].Seq
		must(t, s.Flows(t.Context(), store.FlowFilter{World: true, After: before}, func(f *store.Flow) error {
			t.Errorf("%s: %+v has changed after the last change", step, f)
			return nil
		}))
	}
	articles := Articles(21, 120)
	save(t, s, articles[:60]...)
	must(t, SameAct{}.Merge(t.Context(), s))
	same("first articles")
	save(t, s, articles[60:]...)
	must(t, SameAct{}.Merge(t.Context(), s))
	same("more articles, copies and corrected ones")

	var some []barograph.Story
	must(t, s.Each(t.Context(), store.Filter{Pairs: []barograph.Dyad{{Actor: "IND", Recipient: "PAK"}}}, true, func(st *barograph.Story) error {
		some = append(some, *st)
		return nil
	}))
	if len(some) < 2 {
		t.Fatal("too few stories of the pair")
	}
	at := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	for i, c := range []barograph.Correction{{Kind: barograph.Refuse, On: []barograph.Anchor{barograph.AnchorOf(&some[0].Reports[0])}},
		{Kind: barograph.Correct, Field: "status", Value: "denied", On: []barograph.Anchor{barograph.AnchorOf(&some[1].Reports[0])}}} {
		c.At = at.AddDate(0, 0, i)
		c.Sign()
		must(t, s.Correct(t.Context(), c))
		must(t, SameAct{}.Merge(t.Context(), s))
		same(string(c.Kind))
	}
	list := Imported(5, 40)
	_, err := s.Import(t.Context(), list)
	must(t, err)
	same("import")
	more := slices.Concat(list, Imported(45, 10))
	_, err = s.Import(t.Context(), more)
	must(t, err)
	same("import of rows half of which are there")

	var pair, country int
	must(t, s.Flows(t.Context(), store.FlowFilter{Pairs: []barograph.Dyad{{Actor: "IND", Recipient: "PAK"}}, Directed: true}, func(f *store.Flow) error {
		pair++
		if f.Actor != "IND" || f.Recipient != "PAK" {
			t.Errorf("asked for IND and PAK, got %v", f.Dyad)
		}
		return nil
	}))
	must(t, s.Flows(t.Context(), store.FlowFilter{Country: "IND"}, func(f *store.Flow) error {
		country++
		if f.Actor != "IND" && f.Recipient != "IND" {
			t.Errorf("asked for IND, got %v", f.Dyad)
		}
		return nil
	}))
	if pair == 0 || country <= pair {
		t.Errorf("%d flows of the pair, %d of the country", pair, country)
	}
}

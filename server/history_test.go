package server

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// What is kept of pairs is what the record has, whatever changes in it.
func TestHistoryFollows(t *testing.T) {
	w := start(t, func(o *Options) { o.LocalUser = "ana" })
	pairs := [][2]string{{"IND", "PAK"}, {"PAK", "IND"}, {"IND", "USA"}, {"PAK", "USA"}, {"ISR", "IRN"}}
	kept := func(step string) (events int) {
		t.Helper()
		for _, p := range pairs {
			have, want := map[string]string{}, map[string]string{}
			// A year is kept, then what lies around it is read; a span far from it takes its place.
			for i, span := range [][2]barograph.Day{{20250101, 20250509}, {20250301, 20250401}, {20240101, 20251231}, {20250509, 20250510}, {20100101, 20100201}} {
				c, err := w.s.chapter(t.Context(), pairOfCodes(p[0], p[1]), span[0], span[1])
				if err != nil || c.from > span[0] || c.to < span[1] || (i == 4) != (c.to == 20100201) {
					t.Fatal(span, c, err)
				}
				if i != 2 {
					continue
				}
				var keys []int64
				for _, e := range c.events {
					keys = append(keys, e.story)
				}
				words, err := w.s.movers(t.Context(), keys)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range c.events {
					m := words[e.story]
					have[store.ID(e.story)] = fmt.Sprint(e.day, math.Round(e.points*1e6), e.conflict, e.open, m.Type, m.Status, m.Sources, m.Evidence)
				}
			}
			points := map[string]float64{}
			var ids []string
			open, conflict := map[string]bool{}, map[string]bool{}
			f := store.Filter{Pairs: []barograph.Dyad{{Actor: p[0], Recipient: p[1]}}, Since: 20240101, Until: 20251231}
			if err := w.store.Dyads(t.Context(), f, func(e *barograph.DyadEvent) error {
				x, hard := w.s.o.Weights.Weight(e)
				points[e.Story] += x
				conflict[e.Story] = hard
				open[e.Story] = e.Sources > 1 || e.Status != barograph.Occurred
				ids = append(ids, e.Story)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			stories, err := w.store.Stories(t.Context(), slices.Compact(slices.Sorted(slices.Values(ids))))
			if err != nil {
				t.Fatal(err)
			}
			for _, st := range stories {
				want[st.ID] = fmt.Sprint(st.Filed, math.Round(points[st.ID]*1e6), conflict[st.ID], open[st.ID], st.Type, st.Status, st.Sources, st.Evidence)
			}
			if !reflect.DeepEqual(have, want) {
				t.Errorf("%s: %s and %s: kept are %v, the record has %v", step, p[0], p[1], have, want)
			}
			events += len(want)
		}
		return events
	}
	if n := kept("empty"); n != 0 {
		t.Errorf("%d events of an empty record", n)
	}
	w.want(200, "POST", "/api/v1/examples", nil)
	n := kept("examples")
	if n < 30 {
		t.Fatalf("%d events are too few to test with", n)
	}
	list, err := w.store.Events(t.Context(), store.Filter{Pairs: []barograph.Dyad{{Actor: "IND", Recipient: "PAK"}}}, store.Page{Limit: 3})
	if err != nil || len(list.Stories) < 3 {
		t.Fatal(err, list)
	}
	w.want(201, "POST", "/api/v1/corrections", map[string]any{"kind": "reject", "events": []string{list.Stories[0].ID}})
	if m := kept("one rejected"); m >= n {
		t.Errorf("%d events, and %d when one was rejected", n, m)
	}
	w.want(201, "POST", "/api/v1/corrections", map[string]any{"kind": "correct", "events": []string{list.Stories[1].ID}, "field": "actors", "value": "USA.GOV Washington"})
	kept("one corrected")
	w.s.history.mu.Lock()
	chapters := len(w.s.history.by)
	w.s.history.mu.Unlock()
	if chapters < 4 {
		t.Errorf("%d chapters are kept", chapters)
	}
}

package tension

import (
	"context"
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// A Source is where the history of pairs is kept; a store.Store is one.
type Source interface {
	Dyads(ctx context.Context, f store.Filter, fn func(*barograph.DyadEvent) error) error
}

// dayNumber counts days since 1970; the unknown day is 0.
func dayNumber(d barograph.Day) int { return int(d.Time().Unix() / 86400) }

// dayOf is the day with a number.
func dayOf(n int) barograph.Day { return barograph.Day(19700101).Add(n) }

// A tally holds the sums of one day by class (status and step of corroboration) and quad class. Sums are whole numbers, so a tally
// does not depend on the order in which events came.
type tally struct {
	sums   [len(statuses) * store.ToldSteps][5]int64
	events int
}

// statuses are those of barograph.Statuses; an array, for its length.
var statuses = [6]barograph.Status(barograph.Statuses)

func (t *tally) add(f *store.Flow) {
	c := max(slices.Index(statuses[:], f.Status), 0)*store.ToldSteps + f.Told
	for q, n := range f.Sums {
		t.sums[c][q] += n
	}
	t.events += f.Events
}

// merge adds another tally.
func (t *tally) merge(o *tally) {
	for c := range o.sums {
		for q, n := range o.sums[c] {
			t.sums[c][q] += n
		}
	}
	t.events += o.events
}

// A flow is what the events of one day weigh, in Goldstein points.
type flow struct {
	conflict, cooperation float64
	events                int
}

// weigh weighs a day, always in the same order, so that the same sums give the same bits.
func (w *Weights) weigh(t *tally) flow {
	f := flow{events: t.events}
	for c := range t.sums {
		k := w.status[c/store.ToldSteps] * w.told[c%store.ToldSteps]
		s := &t.sums[c]
		f.cooperation += k * (w.quad[1]*float64(s[1]) + w.quad[2]*float64(s[2])) / 1e6
		f.conflict += k * (w.quad[3]*float64(s[3]) + w.quad[4]*float64(s[4])) / 1e6
	}
	return f
}

// Weight is what one event weighs on its own day, in Goldstein points, and whether it is one of conflict.
func (w *Weights) Weight(e *barograph.DyadEvent) (points float64, conflict bool) {
	var t tally
	f := store.FlowOf(e)
	t.add(&f)
	g := w.weigh(&t)
	return g.conflict + g.cooperation, g.conflict > 0
}

// flows are the days of a subject, without gaps, from a first day on.
type flows struct {
	first int
	days  []flow
}

// at is the flow of a day; none outside of the span.
func (f *flows) at(day int) flow {
	if i := day - f.first; i >= 0 && i < len(f.days) {
		return f.days[i]
	}
	return flow{}
}

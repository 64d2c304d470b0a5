package tension

import (
	"context"
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// A Source is where the history of pairs is kept; a store.Store is one. What reads one hands its errors on as they are.
type Source interface {
	Flows(ctx context.Context, f store.FlowFilter, fn func(*store.Flow) error) error
	Dyads(ctx context.Context, f store.Filter, fn func(*barograph.DyadEvent) error) error
	Each(ctx context.Context, f store.Filter, reports bool, fn func(*barograph.Story) error) error
}

// dayNumber counts days since 1970; the unknown day is 0.
func dayNumber(d barograph.Day) int { return int(d.Time().Unix() / 86400) }

// dayOf is the day with a number.
func dayOf(n int) barograph.Day { return barograph.Day(19700101).Add(n) }

// A class is what the weight of an event hangs on beside its Goldstein value and confidence.
type class struct {
	status int // in barograph.Statuses
	told   int
	sides  barograph.Sides
	origin string
}

// number orders classes.
func (c *class) number() int {
	return (c.status*store.ToldSteps+c.told)*barograph.SideCombinations + int(c.sides)
}

// A cell holds the sums of one class on one day.
type cell struct {
	class
	sums   [5]int64 // by quad class
	events int
}

// A tally holds the cells of one day, in order. Sums are whole numbers, so a tally does not depend on the order in which events came.
type tally []cell

// find is the place of a class, and whether it is there.
func (t tally) find(c *class) (int, bool) {
	n := c.number()
	for i := range t { // most days have a cell or two
		x := &t[i].class
		switch m := x.number(); {
		case m == n && x.origin == c.origin:
			return i, true
		case m > n || m == n && x.origin > c.origin:
			return i, false
		}
	}
	return len(t), false
}

// at is the cell of a class, made when it is not there.
func (t *tally) at(c *class) *cell {
	i, there := t.find(c)
	if !there {
		*t = slices.Insert(*t, i, cell{class: *c})
	}
	return &(*t)[i]
}

func classOf(f *store.Flow) class {
	return class{status: max(slices.Index(barograph.Statuses, f.Status), 0), told: f.Told, sides: f.Sides, origin: f.Origin}
}

// add adds a flow.
func (t *tally) add(f *store.Flow) {
	c := classOf(f)
	to := t.at(&c)
	for q, n := range f.Sums {
		to.sums[q] += n
	}
	to.events += f.Events
}

// set puts a flow in the place of the one of its class.
func (t *tally) set(f *store.Flow) {
	c := classOf(f)
	to := t.at(&c)
	to.sums, to.events = f.Sums, f.Events
}

// merge adds another tally.
func (t *tally) merge(o tally) {
	for i := range o {
		to := t.at(&o[i].class)
		for q, n := range o[i].sums {
			to.sums[q] += n
		}
		to.events += o[i].events
	}
}

// A flow is what the events of one day weigh, in Goldstein points.
type flow struct {
	conflict, cooperation float64
	events                int
}

// weigh weighs a day, always in the same order, so that the same sums give the same bits. Classes whose events have all gone add nothing.
func (w *Weights) weigh(t tally) flow {
	var f flow
	for i := range t {
		c := &t[i]
		k := w.class(&c.class)
		f.cooperation += k * (w.quad[1]*float64(c.sums[1]) + w.quad[2]*float64(c.sums[2])) / 1e6
		f.conflict += k * (w.quad[3]*float64(c.sums[3]) + w.quad[4]*float64(c.sums[4])) / 1e6
		f.events += c.events
	}
	return f
}

// Weight is what one event weighs on its own day, in Goldstein points, and whether it is one of conflict.
func (w *Weights) Weight(e *barograph.DyadEvent) (points float64, conflict bool) {
	return w.WeightOf(&store.Act{Status: e.Status, Sides: e.Sides, Quad: e.Quad, Goldstein: e.Goldstein, Confidence: e.Confidence, Sources: e.Sources})
}

// WeightOf is Weight of what a record's Acts lists.
func (w *Weights) WeightOf(a *store.Act) (points float64, conflict bool) {
	c := class{status: max(slices.Index(barograph.Statuses, a.Status), 0), told: store.Told(a.Sources), sides: a.Sides}
	n := store.Points(a.Quad, a.Goldstein, a.Confidence)
	points = w.class(&c) * (w.quad[a.Quad] * float64(n)) / 1e6
	return points, points > 0 && (a.Quad == barograph.VerbalConflict || a.Quad == barograph.MaterialConflict)
}

// class is the factor of a class of events.
func (w *Weights) class(c *class) float64 {
	k := w.status[c.status] * w.told[c.told] * w.doer[c.sides.Doer()] * w.sufferer[c.sides.Sufferer()]
	if c.sides.BothWays() {
		k *= w.BothWays
	}
	if c.sides.Lesser() {
		k *= w.LesserAct
	}
	return k
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

// back are the days of the span among so many up to a day, and the age of the last of them.
func (f *flows) back(day, n int) (days []flow, age int) {
	end := min(day-f.first+1, len(f.days))
	begin := max(day-f.first+1-n, 0)
	if begin >= end {
		return nil, 0
	}
	return f.days[begin:end], day - f.first + 1 - end
}

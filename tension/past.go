package tension

import (
	"context"
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Events calls fn with a subject's events from o.Since to o.Until, both inclusive; with o.At those that were known then, as they were known.
func Events(ctx context.Context, src Source, s Subject, o Options, fn func(*barograph.DyadEvent) error) error {
	return history(ctx, src, s, &o, o.Since, o.Until, fn)
}

// history calls fn with a subject's events from one day to another, both inclusive. With o.At they are those that were known then, as they
// were known: made again of the reports published by then, so that a later denial or a second source does not count.
func history(ctx context.Context, src Source, s Subject, o *Options, since, until barograph.Day, fn func(*barograph.DyadEvent) error) error {
	if o.At == 0 {
		return src.Dyads(ctx, s.filter(o, since, until), s.held(fn))
	}
	then, err := store.ReadThen(ctx, src, o.At)
	if err != nil {
		return err
	}
	return s.past(ctx, then, o, since, until, fn)
}

// past is history as it was known on the day of then.
func (s Subject) past(ctx context.Context, then *store.Then, o *Options, since, until barograph.Day, fn func(*barograph.DyadEvent) error) error {
	return then.Dyads(ctx, s.filter(o, since, until), s.held(fn))
}

// held calls fn with what belongs to a subject and has a day.
func (s Subject) held(fn func(*barograph.DyadEvent) error) func(*barograph.DyadEvent) error {
	return func(e *barograph.DyadEvent) error {
		if e.Day == 0 || !s.Holds(e.Dyad) {
			return nil
		}
		return fn(e)
	}
}

// filter is the condition under which the record lists a subject's history; Holds still has to be asked.
func (s Subject) filter(o *Options, since, until barograph.Day) store.Filter {
	f := store.Filter{Since: since, Until: until, Origins: o.Origins}
	switch {
	case s.A == "":
	case s.B == "":
		f.Countries = []string{s.A}
	default:
		f.Pairs, f.Directed = []barograph.Dyad{{Actor: s.A, Recipient: s.B}}, s.Directed
	}
	return f
}

// steps are what becomes known on each of some days, in daily sums: what is known otherwise than before is taken away and added anew.
type steps map[barograph.Day]map[store.Flow]*store.Flow

// add adds an event on a day, or with times -1 takes it away.
func (s steps) add(day barograph.Day, e *barograph.DyadEvent, times int) {
	if s[day] == nil {
		s[day] = map[store.Flow]*store.Flow{}
	}
	store.AddFlow(s[day], e, times)
}

// never is later than any day.
const never barograph.Day = 99999999

// stepsOf reads the events from a day on, of all pairs, as they were known from first to last: those known on first as what first brings. An
// event to come counts from the day on under which it is filed.
func stepsOf(ctx context.Context, src Source, since, first, last barograph.Day, origins []string) (steps, error) {
	out := steps{}
	add := func(e *barograph.DyadEvent, from, to barograph.Day) {
		if from = max(from, e.Day); e.Day == 0 || from >= to || from > last {
			return
		}
		out.add(from, e, 1)
		if to <= last {
			out.add(to, e, -1)
		}
	}
	f := store.Filter{Since: since, Until: last, KnownBy: last, Origins: origins}
	retold := map[string]bool{}
	if err := store.Retold(ctx, src, first, last, func(s *barograph.Story) error {
		retold[s.ID] = true
		versions(s, first, last, func(then *barograph.Story, from, to barograph.Day) {
			if !f.Admits(then) {
				return
			}
			for _, e := range store.DyadsOf(then) {
				add(&e, from, to)
			}
		})
		return nil
	}); err != nil {
		return nil, err
	}
	return out, src.Dyads(ctx, f, func(e *barograph.DyadEvent) error {
		if !retold[e.Story] {
			add(e, max(e.Known, first), never)
		}
		return nil
	})
}

// versions calls fn with a story as it was known from first to last, once for each day on which something more was told, and with the days of
// that version: from one on until the day before another.
func versions(s *barograph.Story, first, last barograph.Day, fn func(then *barograph.Story, from, to barograph.Day)) {
	var days []barograph.Day
	for i := range s.Reports {
		if p := s.Reports[i].Source.Published; p != nil && barograph.DayOf(p.Time) <= last {
			days = append(days, max(barograph.DayOf(p.Time), first))
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	for i, from := range days {
		to := never
		if i+1 < len(days) {
			to = days[i+1]
		}
		if then, ok := s.AsOf(from); ok {
			fn(&then, from, to)
		}
	}
}

// A Past is the record as it was known on one day after another, read once.
type Past struct {
	pairs *Pairs
	steps steps
	last  barograph.Day
}

// Replay reads the record as it was known from one day to another, both inclusive. o.At, o.Since and o.Until do not count.
func Replay(ctx context.Context, src Source, first, last barograph.Day, o Options) (*Past, error) {
	if o.Weights == nil {
		o.Weights = DefaultWeights()
	}
	all, err := stepsOf(ctx, src, 0, first, last, o.Origins)
	if err != nil {
		return nil, err
	}
	o.At = first
	p := &Past{pairs: &Pairs{src: src, o: o, pairs: map[barograph.Dyad]map[int]*tally{}, world: map[int]*tally{}}, steps: all, last: last}
	p.step(first)
	return p, nil
}

// On gives the pairs as they were known on a day of the span, as Load with Options.At does. Days may only go forth; the pairs of the day before
// are no more. Nobody else may ask them meanwhile.
func (p *Past) On(day barograph.Day) *Pairs {
	for p.pairs.o.At < min(day, p.last) {
		p.step(p.pairs.o.At.Add(1))
	}
	return p.pairs
}

// step takes in what a day brings.
func (p *Past) step(day barograph.Day) {
	all := p.pairs
	touched := map[barograph.Dyad]bool{}
	for _, f := range p.steps[day] {
		if counts(f) {
			place(all.pairs, all.world, f).add(f)
			touched[f.Dyad] = true
		}
	}
	delete(p.steps, day)
	for s, f := range all.ready {
		for d := range touched {
			if d != store.Everybody && s.Holds(d) {
				delete(all.ready, s)
				all.held -= len(f.days)
				break
			}
		}
	}
	if all.ready == nil {
		all.ready = map[Subject]*flows{}
	}
	all.o.At, all.m = day, newMeter(all.o.Weights, all.o.Weights.flows(all.world))
}

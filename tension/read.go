package tension

import (
	"context"
	"errors"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Options say how pressures are read. The zero value reads the last year of the whole record with the built-in weights.
type Options struct {
	Weights *Weights      // nil: DefaultWeights
	Since   barograph.Day // first day; 0: 364 days before Until
	Until   barograph.Day // last day; 0: At or, without it, the last day on record
	At      barograph.Day // what was known on that day, by publication; 0: all that is known
	Origins []string      // "" what was coded here, "gdelt"; none reads all
}

// ErrNoRecord is returned where the record holds no event at all, or none known by the day asked for.
var ErrNoRecord = errors.New("the record has no events of that time")

// Read reads the pressure of one subject.
func Read(ctx context.Context, src Source, s Subject, o Options) (*Series, error) {
	r, err := read(ctx, src, s, &o)
	if err != nil {
		return nil, err
	}
	return r.series(s, &o), nil
}

// A reading is what the record says about a subject and about the world.
type reading struct {
	m     *meter
	of    *flows
	first barograph.Day
	last  barograph.Day
}

// read reads the flows of a subject and of the world, and settles the open ends of the options.
func read(ctx context.Context, src Source, s Subject, o *Options) (*reading, error) {
	if o.Weights == nil {
		o.Weights = DefaultWeights()
	}
	f := store.Filter{Until: o.Until, KnownBy: o.At, Origins: o.Origins}
	if o.At != 0 && (f.Until == 0 || f.Until > o.At) {
		f.Until = o.At
	}
	world, of := map[int]*tally{}, map[int]*tally{}
	r := &reading{}
	err := src.Dyads(ctx, f, func(e *barograph.DyadEvent) error {
		if e.Day == 0 {
			return nil
		}
		day, flow := dayNumber(e.Day), store.FlowOf(e)
		if !World.Holds(e.Dyad) {
			flow.Sums = [5]int64{} // the day is on record all the same
		}
		put(world, day, &flow)
		if s.Holds(e.Dyad) {
			put(of, day, &flow)
			if r.first == 0 || e.Day < r.first {
				r.first = e.Day
			}
			r.last = max(r.last, e.Day)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(world) == 0 {
		return nil, ErrNoRecord
	}
	w := o.Weights.flows(world)
	if o.Until = f.Until; o.Until == 0 {
		o.Until = dayOf(w.first + len(w.days) - 1)
	}
	if o.Since == 0 {
		o.Since = o.Until.Add(-364)
	}
	r.m, r.of = newMeter(o.Weights, w), o.Weights.flows(of)
	return r, nil
}

func put(tallies map[int]*tally, day int, f *store.Flow) {
	t := tallies[day]
	if t == nil {
		t = &tally{}
		tallies[day] = t
	}
	t.add(f)
}

// flows lays tallies out by day.
func (w *Weights) flows(tallies map[int]*tally) *flows {
	f := &flows{}
	if len(tallies) == 0 {
		return f
	}
	last := 0
	f.first = 1 << 30
	for day := range tallies {
		f.first, last = min(f.first, day), max(last, day)
	}
	f.days = make([]flow, last-f.first+1)
	for day, t := range tallies {
		f.days[day-f.first] = w.weigh(t)
	}
	return f
}

// series computes the days asked for.
func (r *reading) series(s Subject, o *Options) *Series {
	out := &Series{Subject: s, At: o.At, First: r.first, Last: r.last, Days: []DayValue{}}
	for day := dayNumber(o.Since); day <= dayNumber(o.Until); day++ {
		v := r.m.value(r.of, day)
		if !v.NoData {
			out.Covered++
		}
		out.Days = append(out.Days, v)
	}
	return out
}

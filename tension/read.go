package tension

import (
	"context"
	"errors"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Options say how pressures are read. The zero value reads the last year of the whole record with the built-in weights.
type Options struct {
	Weights *Weights      // nil: DefaultWeights
	Since   barograph.Day // first day; 0: 364 days before Until
	Until   barograph.Day // last day; 0: At or, without it, LastDay
	At      barograph.Day // what was known on that day, by publication; 0: all that is known
	Origins []string      // "" what was coded here, "gdelt"; none reads all
}

// ErrNoRecord is returned where the record holds no event up to today, so that there is no last day to read up to.
var ErrNoRecord = errors.New("the record has no events")

// Read reads the pressure of one subject. It fails with ErrNoRecord when neither o.Until nor o.At is given and nothing is on record.
func Read(ctx context.Context, src Source, s Subject, o Options) (*Series, error) {
	r, err := Look(ctx, src, s, o)
	if err != nil {
		return nil, err
	}
	return r.Series(), nil
}

// A Reading is the record of some days of a subject, read once, for whoever asks more than one thing of them.
type Reading struct {
	reading
	src     Source
	s       Subject
	o       Options
	fetched barograph.Day // the first day of which the events are there; 0 when those of all days are
}

// Look reads what Read does.
func Look(ctx context.Context, src Source, s Subject, o Options) (*Reading, error) {
	r, err := read(ctx, src, s, &o)
	if err != nil {
		return nil, err
	}
	out := &Reading{reading: *r, src: src, s: s, o: o}
	if o.At == 0 { // else the events were read already
		out.fetched = o.Until.Add(1)
	}
	return out, nil
}

// Series is the pressure from day to day.
func (r *Reading) Series() *Series { return r.series(r.s, &r.o) }

// Explain lists the parts of the pressure on one of the days.
func (r *Reading) Explain(ctx context.Context, day barograph.Day) (*Parts, error) {
	if err := r.fetch(ctx, day.Add(-r.m.fading())); err != nil {
		return nil, err
	}
	return r.parts(day), nil
}

// fetch reads the events from a day on, if they are not there.
func (r *Reading) fetch(ctx context.Context, from barograph.Day) error {
	if r.fetched == 0 || from >= r.fetched {
		return nil
	}
	n := len(r.events)
	if err := history(ctx, r.src, r.s, &r.o, from, r.fetched.Add(-1), r.keep); err != nil {
		r.events = r.events[:n] // half of them would be taken for all
		return err
	}
	r.fetched = from
	return nil
}

// A reading is what the record says about a subject and about the world.
type reading struct {
	m     *meter
	of    *flows
	first barograph.Day
	last  barograph.Day
	// events are the subject's from reach days before the first day on; filled when they are read as of a day.
	events []barograph.DyadEvent
}

// read reads the flows of a subject and of the world, and settles the open ends of the options.
func read(ctx context.Context, src Source, s Subject, o *Options) (*reading, error) {
	if o.Weights == nil {
		o.Weights = DefaultWeights()
	}
	if o.At != 0 && (o.Until == 0 || o.Until > o.At) {
		o.Until = o.At
	}
	if o.Until == 0 {
		last, err := LastDay(ctx, src, barograph.DayOf(time.Now().UTC()), o.Origins)
		if err != nil {
			return nil, err
		}
		o.Until = last
	}
	if o.Since == 0 {
		o.Since = o.Until.Add(-364)
	}
	r := &reading{m: newMeter(o.Weights, nil)}
	from := o.Since.Add(-r.m.reach())
	world, of := map[int]*tally{}, map[int]*tally{}
	subject := func(f *store.Flow) error {
		if s.Holds(f.Dyad) {
			tallyOn(of, f.Day).add(f)
			if f.Events > 0 {
				if r.first == 0 || f.Day < r.first {
					r.first = f.Day
				}
				r.last = max(r.last, f.Day)
			}
		}
		return nil
	}
	everybody := func(f *store.Flow) error {
		if f.Dyad == store.Everybody {
			tallyOn(world, f.Day).add(f)
		}
		return nil
	}
	err := src.Flows(ctx, store.FlowFilter{World: true, Since: from, Until: o.Until, Origins: o.Origins}, everybody)
	switch {
	case err != nil:
		return nil, err
	case o.At == 0:
		err = src.Flows(ctx, s.flows(from, o), subject)
	default:
		var then *store.Then
		if then, err = store.ReadThen(ctx, src, o.At); err != nil {
			return nil, err
		}
		differs := map[store.Flow]*store.Flow{}
		if err = then.Differs(ctx, from, o.Until, o.Origins, func(e *barograph.DyadEvent, times int) {
			if e.Day != 0 {
				store.AddFlow(differs, e, times)
			}
		}); err != nil {
			return nil, err
		}
		for _, f := range differs {
			if err = everybody(f); err != nil {
				return nil, err
			}
		}
		err = s.past(ctx, then, o, from, o.Until, func(e *barograph.DyadEvent) error {
			r.events = append(r.events, *e)
			f := store.FlowOf(e)
			return subject(&f)
		})
	}
	if err != nil {
		return nil, err
	}
	r.m.world, r.of = o.Weights.flows(world), o.Weights.flows(of)
	return r, nil
}

// flows is the condition under which the record lists a subject's daily sums; Holds still has to be asked.
func (s Subject) flows(since barograph.Day, o *Options) store.FlowFilter {
	f := store.FlowFilter{Since: since, Until: o.Until, Origins: o.Origins}
	switch {
	case s.A == "":
	case s.B == "":
		f.Country = s.A
	default:
		f.Pairs, f.Directed = []barograph.Dyad{{Actor: s.A, Recipient: s.B}}, s.Directed
	}
	return f
}

// LastDay is the last day up to today on which anything of some origins is on record; none stands for all. It fails with ErrNoRecord when
// there is none.
func LastDay(ctx context.Context, src Source, today barograph.Day, origins []string) (barograph.Day, error) {
	var last barograph.Day
	f := store.FlowFilter{World: true, Until: today, Origins: origins}
	for _, back := range []int{30, 3650, 0} { // the whole record is read only when its last days are long past
		if f.Since = 0; back > 0 {
			f.Since = today.Add(-back)
		}
		if err := src.Flows(ctx, f, func(f *store.Flow) error {
			if f.Events > 0 && f.Day != 0 {
				last = max(last, f.Day)
			}
			return nil
		}); err != nil {
			return 0, err
		}
		if last != 0 {
			return last, nil
		}
	}
	return 0, ErrNoRecord
}

// errFound ends a reading.
var errFound = errors.New("found")

// FirstDay is the first day on which anything of some origins is on record, as LastDay says.
func FirstDay(ctx context.Context, src Source, today barograph.Day, origins []string) (first barograph.Day, err error) {
	err = src.Flows(ctx, store.FlowFilter{World: true, Until: today, Origins: origins}, func(f *store.Flow) error {
		if f.Events > 0 && f.Day != 0 {
			first = f.Day
			return errFound
		}
		return nil
	})
	switch {
	case err == nil:
		return 0, ErrNoRecord
	case !errors.Is(err, errFound):
		return 0, err
	}
	return first, nil
}

// asOf sums up the events from a day on that were known on the day o.At, which no sums are kept for, by pair and for the world.
func asOf(ctx context.Context, src Source, o *Options, from barograph.Day, fn func(*store.Flow) error) error {
	then, err := stepsOf(ctx, src, from, o.At, o.At, o.Origins)
	for _, f := range then[o.At] {
		if err == nil {
			err = fn(f)
		}
	}
	return err
}

// tallyOn is the tally of a day, made when it is not there.
func tallyOn(tallies map[int]*tally, day barograph.Day) *tally {
	n := dayNumber(day)
	if tallies[n] == nil {
		tallies[n] = &tally{}
	}
	return tallies[n]
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
		f.days[day-f.first] = w.weigh(*t)
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

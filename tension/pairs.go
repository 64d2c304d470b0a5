package tension

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Pairs hold the daily sums of all pairs in memory, for whoever asks often or about all of them: a server, a list of the hottest. They
// are kept up to date with Refresh. Their methods may be called from several goroutines.
type Pairs struct {
	mu    sync.RWMutex
	src   Source
	o     Options
	pairs map[barograph.Dyad]map[int]*tally // directed; of different countries
	world map[int]*tally
	at    int64 // the moment up to which changes were taken in
	m     *meter
}

// Load reads the sums of all pairs. o.Since and o.Until do not count.
func Load(ctx context.Context, src Source, o Options) (*Pairs, error) {
	if o.Weights == nil {
		o.Weights = DefaultWeights()
	}
	p := &Pairs{src: src, o: o}
	return p, p.load(ctx)
}

func (p *Pairs) load(ctx context.Context) error {
	at, err := p.moment(ctx)
	if err != nil {
		return err
	}
	pairs, world := map[barograph.Dyad]map[int]*tally{}, map[int]*tally{}
	take := func(f *store.Flow) error {
		if counts(f) {
			place(pairs, world, f).add(f)
		}
		return nil
	}
	if p.o.At != 0 {
		err = asOf(ctx, p.src, &Options{Until: p.o.At, At: p.o.At, Origins: p.o.Origins}, 0, take)
	} else if err = p.src.Flows(ctx, store.FlowFilter{Origins: p.o.Origins}, take); err == nil {
		err = p.src.Flows(ctx, store.FlowFilter{World: true, Origins: p.o.Origins}, take)
	}
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pairs, p.world, p.at = pairs, world, at
	p.m = newMeter(p.o.Weights, p.o.Weights.flows(world))
	return nil
}

// moment is the number of the record's present moment; -1 when the source has none.
func (p *Pairs) moment(ctx context.Context) (int64, error) {
	log, ok := p.src.(changeLog)
	if !ok {
		return -1, nil
	}
	now, err := log.Changes(ctx, -1)
	if err != nil || len(now) == 0 {
		return 0, err
	}
	return now[0].Seq, nil
}

// A changeLog tells the present moment of a record; a store.Store does.
type changeLog interface {
	Changes(ctx context.Context, after int64) ([]store.Change, error)
}

// counts says whether a flow is one of the world or of two different countries.
func counts(f *store.Flow) bool { return f.Dyad == store.Everybody || World.Holds(f.Dyad) }

// place is the tally that a flow belongs to, made when it is not there.
func place(pairs map[barograph.Dyad]map[int]*tally, world map[int]*tally, f *store.Flow) *tally {
	days := world
	if f.Dyad != store.Everybody {
		if days = pairs[f.Dyad]; days == nil {
			days = map[int]*tally{}
			pairs[f.Dyad] = days
		}
	}
	day := dayNumber(f.Day)
	if days[day] == nil {
		days[day] = &tally{}
	}
	return days[day]
}

// Refresh takes in what has changed in the record since the last time: of the days of pairs that changed, the sums are read anew, the
// rest stays. The result is that of Load. With Options.At there is nothing to take in: the past stays as it was known.
func (p *Pairs) Refresh(ctx context.Context) error {
	if p.o.At != 0 {
		return nil
	}
	now, err := p.moment(ctx)
	if err != nil {
		return err
	}
	p.mu.RLock()
	before := p.at
	p.mu.RUnlock()
	switch {
	case now == before && now >= 0:
		return nil
	case before <= 0: // a record that was empty, or has no log
		return p.load(ctx)
	}
	var changed []store.Flow
	take := func(f *store.Flow) error {
		if counts(f) {
			changed = append(changed, *f)
		}
		return nil
	}
	f := store.FlowFilter{Origins: p.o.Origins, After: before}
	if err := p.src.Flows(ctx, f, take); err != nil {
		return err
	}
	f.World = true
	if err := p.src.Flows(ctx, f, take); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range changed {
		place(p.pairs, p.world, &changed[i]).set(&changed[i])
	}
	p.at = max(p.at, now)
	p.m = newMeter(p.o.Weights, p.o.Weights.flows(p.world))
	return nil
}

// Span is the first and the last day on record; 0 when it is empty.
func (p *Pairs) Span() (first, last barograph.Day) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	w := p.m.world
	if len(w.days) == 0 {
		return 0, 0
	}
	return dayOf(w.first), dayOf(w.first + len(w.days) - 1)
}

// Series is the pressure of a subject from day to day, both inclusive.
func (p *Pairs) Series(s Subject, since, until barograph.Day) *Series {
	p.mu.Lock()
	defer p.mu.Unlock()
	days := map[int]*tally{}
	for d, of := range p.pairs {
		if s.Holds(d) {
			for day, t := range of {
				if days[day] == nil {
					days[day] = &tally{}
				}
				days[day].merge(*t)
			}
		}
	}
	r := &reading{m: p.m, of: p.o.Weights.flows(days)}
	if len(days) > 0 {
		r.first, r.last = dayOf(r.of.first), dayOf(r.of.first+len(r.of.days)-1)
	}
	return r.series(s, &Options{At: p.o.At, Since: since, Until: until})
}

// A Standing is where a pair stands among all, on a day or over a span of days.
type Standing struct {
	Subject Subject  `json:"subject"`
	Rank    int      `json:"rank"`   // from 1, by what was asked for
	Value   DayValue `json:"value"`  // of the day, or of the span together, under its last day
	Before  float64  `json:"before"` // the pressure some days before the span
	Change  float64  `json:"change"` // Value.Pressure less Before
}

// TopOptions say which pairs stand at the top.
type TopOptions struct {
	Since    barograph.Day // 0: Until
	Until    barograph.Day // 0: the last on record
	Back     int           // how many days before Since lies Before; 0: 7
	ByChange bool          // the greatest rise first; else the highest pressure
	Limit    int           // 0: all with any level
	Directed bool
	Of       func(Subject) bool // nil: all pairs
}

// Top ranks the pairs of countries. Equal ones stand in the order of their codes. It is empty when no day of the span has data.
func (p *Pairs) Top(o TopOptions) []Standing {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.m.world.days) == 0 {
		return nil
	}
	until := p.m.world.first + len(p.m.world.days) - 1
	if o.Until != 0 {
		until = dayNumber(o.Until)
	}
	since := until
	if o.Since != 0 {
		since = dayNumber(o.Since)
	}
	if o.Back == 0 {
		o.Back = 7
	}
	var out []Standing
	for s, f := range p.subjects(since-o.Back, until, &o) {
		st := Standing{Subject: s, Before: p.m.pressure(f, since-o.Back), Value: p.m.value(f, until)}
		if since < until {
			st.Value = p.m.span(f, since, until)
		}
		if !st.Value.NoData && (st.Value.Conflict > 0 || st.Value.Cooperation > 0) {
			st.Change = st.Value.Pressure - st.Before
			out = append(out, st)
		}
	}
	slices.SortFunc(out, func(a, b Standing) int {
		by := cmp.Compare(b.Value.Pressure, a.Value.Pressure)
		if o.ByChange {
			by = cmp.Compare(b.Change, a.Change)
		}
		return cmp.Or(by, cmp.Compare(a.Subject.A, b.Subject.A), cmp.Compare(a.Subject.B, b.Subject.B))
	})
	for i := range out {
		out[i].Rank = i + 1
	}
	if o.Limit > 0 && len(out) > o.Limit {
		out = out[:o.Limit]
	}
	return out
}

// subjects are the flows of the pairs that have had an event not long before the end of a span.
func (p *Pairs) subjects(since, until int, o *TopOptions) map[Subject]*flows {
	all := map[Subject]map[int]*tally{}
	for d, of := range p.pairs {
		s := Pair(d.Actor, d.Recipient)
		if o.Directed {
			s = Direction(d.Actor, d.Recipient)
		}
		if !isCountry(d.Actor) || !isCountry(d.Recipient) || o.Of != nil && !o.Of(s) {
			continue
		}
		days := all[s]
		if days == nil {
			days = map[int]*tally{}
			all[s] = days
		}
		for n, t := range of {
			if n > until || n < since-p.m.reach() {
				continue
			}
			if days[n] == nil {
				days[n] = &tally{}
			}
			days[n].merge(*t)
		}
	}
	out := map[Subject]*flows{}
	for s, days := range all {
		if f := p.o.Weights.flows(days); f.first+len(f.days) > since-max(len(p.m.fadeC), len(p.m.fadeK)) {
			out[s] = f
		}
	}
	return out
}

// isCountry leaves out the codes that stand for more than one country.
func isCountry(code string) bool {
	switch code {
	case "", barograph.CodeIGO, barograph.CodeNGO, barograph.CodeTRN, barograph.CodeMUL:
		return false
	}
	return true
}

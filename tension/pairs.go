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
	pairs, world := map[barograph.Dyad]map[int]*tally{}, map[int]*tally{}
	err := p.src.Dyads(ctx, store.Filter{Until: p.o.At, KnownBy: p.o.At, Origins: p.o.Origins}, func(e *barograph.DyadEvent) error {
		if e.Day == 0 {
			return nil
		}
		day, flow := dayNumber(e.Day), store.FlowOf(e)
		if World.Holds(e.Dyad) {
			days := pairs[e.Dyad]
			if days == nil {
				days = map[int]*tally{}
				pairs[e.Dyad] = days
			}
			put(days, day, &flow)
		} else {
			flow.Sums = [5]int64{}
		}
		put(world, day, &flow)
		return nil
	})
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pairs, p.world, p.m = pairs, world, newMeter(p.o.Weights, p.o.Weights.flows(world))
	return nil
}

// Refresh takes in what has changed in the record since the last time.
func (p *Pairs) Refresh(ctx context.Context) error { return p.load(ctx) }

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
				days[day].merge(t)
			}
		}
	}
	r := &reading{m: p.m, of: p.o.Weights.flows(days)}
	if len(days) > 0 {
		r.first, r.last = dayOf(r.of.first), dayOf(r.of.first+len(r.of.days)-1)
	}
	return r.series(s, &Options{At: p.o.At, Since: since, Until: until})
}

// A Standing is where a pair stands among all on one day.
type Standing struct {
	Subject Subject  `json:"subject"`
	Rank    int      `json:"rank"` // from 1, by what was asked for
	Value   DayValue `json:"value"`
	Before  float64  `json:"before"` // the pressure some days earlier
	Change  float64  `json:"change"` // since then
}

// TopOptions say which pairs stand at the top.
type TopOptions struct {
	Day      barograph.Day // 0: the last on record
	Back     int           // days that Change looks back; 0: 7
	ByChange bool          // the greatest rise first; else the highest pressure
	Limit    int           // 0: all with any level
	Directed bool
	Of       func(Subject) bool // nil: all pairs
}

// Top ranks the pairs of countries of a day. Equal ones stand in the order of their codes.
func (p *Pairs) Top(o TopOptions) []Standing {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.m.world.days) == 0 {
		return nil
	}
	day := p.m.world.first + len(p.m.world.days) - 1
	if o.Day != 0 {
		day = dayNumber(o.Day)
	}
	if o.Back == 0 {
		o.Back = 7
	}
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
		for n := day - p.m.reach() - o.Back; n <= day; n++ {
			if t := of[n]; t != nil {
				if days[n] == nil {
					days[n] = &tally{}
				}
				days[n].merge(t)
			}
		}
	}
	var out []Standing
	for s, days := range all {
		f := p.o.Weights.flows(days)
		st := Standing{Subject: s, Value: p.m.value(f, day), Before: p.m.pressure(f, day-o.Back)}
		st.Change = st.Value.Pressure - st.Before
		if st.Value.Conflict > 0 || st.Value.Cooperation > 0 {
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

// isCountry leaves out the codes that stand for more than one country.
func isCountry(code string) bool {
	switch code {
	case "", barograph.CodeIGO, barograph.CodeNGO, barograph.CodeTRN, barograph.CodeMUL:
		return false
	}
	return true
}

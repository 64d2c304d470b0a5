package tension

import (
	"cmp"
	"context"
	"math"
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
	ready map[Subject]*flows // of the subjects that were asked for, as long as nothing of theirs changes
	held  int                // days in ready
	lists listed
}

// listed are the flows of all pairs of countries in a span, as of a meter: rankings of the same days are asked for one after the other.
type listed struct {
	m            *meter
	since, until int
	of           map[Subject]*flows
}

// maxHeld is how many days of subjects are kept ready (24 bytes each).
const maxHeld = 4_000_000

// Load reads the sums of all pairs. o.Since and o.Until do not count. An empty record gives no pairs, and no error.
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
	p.pairs, p.world, p.at, p.ready, p.held = pairs, world, at, map[Subject]*flows{}, 0
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
	return tallyOn(days, f.Day)
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
	for s, f := range p.ready {
		if slices.ContainsFunc(changed, func(x store.Flow) bool { return x.Dyad != store.Everybody && s.Holds(x.Dyad) }) {
			delete(p.ready, s)
			p.held -= len(f.days)
		}
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
	r := &reading{m: p.m, of: p.of(s)}
	if len(r.of.days) > 0 {
		r.first, r.last = dayOf(r.of.first), dayOf(r.of.first+len(r.of.days)-1)
	}
	return r.series(s, &Options{At: p.o.At, Since: since, Until: until})
}

// On is the pressure of a subject on several days.
func (p *Pairs) On(s Subject, days []barograph.Day) []DayValue {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.of(s)
	out := make([]DayValue, len(days))
	for i, day := range days {
		out[i] = p.m.value(f, dayNumber(day))
	}
	return out
}

// of are the flows of a subject. p.mu is held.
func (p *Pairs) of(s Subject) *flows {
	if f := p.ready[s]; f != nil {
		return f
	}
	var days []map[int]*tally
	if s.B != "" {
		for _, d := range []barograph.Dyad{{Actor: s.A, Recipient: s.B}, {Actor: s.B, Recipient: s.A}} {
			if s.Holds(d) {
				days = append(days, p.pairs[d])
			}
		}
	} else {
		for d, of := range p.pairs {
			if s.Holds(d) {
				days = append(days, of)
			}
		}
	}
	f := p.o.Weights.sum(days, math.MinInt, math.MaxInt)
	if p.held += len(f.days); p.held > maxHeld {
		p.ready, p.held = map[Subject]*flows{}, len(f.days)
	}
	p.ready[s] = f
	return f
}

// sum weighs the tallies of several pairs together, day by day, of the days from one to another, both inclusive.
func (w *Weights) sum(of []map[int]*tally, since, until int) *flows {
	type dated struct {
		day int
		t   *tally
	}
	var all []dated
	for _, days := range of {
		all = slices.Grow(all, len(days))
		for day, t := range days {
			if since <= day && day <= until {
				all = append(all, dated{day, t})
			}
		}
	}
	f := &flows{}
	if len(all) == 0 {
		return f
	}
	f.first = all[0].day
	last := f.first
	for _, x := range all {
		f.first, last = min(f.first, x.day), max(last, x.day)
	}
	f.days = make([]flow, last-f.first+1)
	// The tallies of day i are those from ends[i] on to ends[i+1], when all are in their places.
	ends := make([]int, len(f.days)+1)
	for _, x := range all {
		ends[x.day-f.first]++
	}
	for i, n := 0, 0; i < len(ends); i++ {
		n += ends[i]
		ends[i] = n
	}
	byDay := make([]*tally, len(all))
	for _, x := range all {
		i := x.day - f.first
		ends[i]--
		byDay[ends[i]] = x.t
	}
	var together tally // of a day of several pairs; merged in this one, for there are many
	for i := range f.days {
		switch of := byDay[ends[i]:ends[i+1]]; len(of) {
		case 0:
		case 1:
			f.days[i] = w.weigh(*of[0])
		default:
			together = append(together[:0], *of[0]...)
			for _, t := range of[1:] {
				together.merge(*t)
			}
			f.days[i] = w.weigh(together)
		}
	}
	return f
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
	slices.SortFunc(out, func(a, b Standing) int { return rank(&a, &b, o.ByChange) })
	for i := range out {
		out[i].Rank = i + 1
	}
	if o.Limit > 0 && len(out) > o.Limit {
		out = out[:o.Limit]
	}
	return out
}

// Leaders are the pairs of countries of the highest pressure on several days, at most limit for each day, as Top ranks them. Before and
// Change are not told.
func (p *Pairs) Leaders(days []barograph.Day, limit int) [][]Standing {
	out := make([][]Standing, len(days))
	if len(days) == 0 || limit <= 0 {
		return out
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for s, f := range p.subjects(dayNumber(slices.Min(days)), dayNumber(slices.Max(days)), &TopOptions{}) {
		for i, day := range days {
			now := dayNumber(day)
			conflict, cooperation := p.m.levels(f, now)
			v := DayValue{Conflict: conflict, Cooperation: cooperation}
			if conflict == 0 && cooperation == 0 || !p.m.covered(now) {
				continue
			}
			// No pressure is higher than that of its net conflict, were nothing of it usual.
			net := v.Net(p.m.w)
			if full := len(out[i]) == limit; full && 100*net/(net+p.m.scale(now)) < out[i][limit-1].Value.Pressure {
				continue
			}
			st := Standing{Subject: s, Value: p.m.value(f, now)}
			at, _ := slices.BinarySearchFunc(out[i], st, func(a, b Standing) int { return rank(&a, &b, false) })
			out[i] = slices.Insert(out[i], at, st)
			out[i] = out[i][:min(len(out[i]), limit)]
		}
	}
	for _, list := range out {
		for i := range list {
			list[i].Rank = i + 1
		}
	}
	return out
}

// rank orders standings, the highest first.
func rank(a, b *Standing, byChange bool) int {
	by := cmp.Compare(b.Value.Pressure, a.Value.Pressure)
	if byChange {
		by = cmp.Compare(b.Change, a.Change)
	}
	return cmp.Or(by, cmp.Compare(a.Subject.A, b.Subject.A), cmp.Compare(a.Subject.B, b.Subject.B))
}

// subjects are the flows of the pairs that have had an event not long before the end of a span, at least.
func (p *Pairs) subjects(since, until int, o *TopOptions) map[Subject]*flows {
	if l := &p.lists; !o.Directed && l.m == p.m && l.since <= since && until <= l.until {
		if o.Of == nil {
			return l.of
		}
		out := map[Subject]*flows{}
		for s, f := range l.of {
			if o.Of(s) {
				out[s] = f
			}
		}
		return out
	}
	all := map[Subject][]map[int]*tally{}
	for d, of := range p.pairs {
		s := Pair(d.Actor, d.Recipient)
		if o.Directed {
			s = Direction(d.Actor, d.Recipient)
		}
		if isCountry(d.Actor) && isCountry(d.Recipient) && (o.Of == nil || o.Of(s)) {
			all[s] = append(all[s], of)
		}
	}
	out := map[Subject]*flows{}
	held := 0
	for s, days := range all {
		f := p.o.Weights.sum(days, since-p.m.reach(), until)
		if f.first+len(f.days) > since-max(len(p.m.fadeC), len(p.m.fadeK)) {
			out[s] = f
			held += len(f.days)
		}
	}
	if !o.Directed && o.Of == nil && held <= maxHeld {
		p.lists = listed{p.m, since, until, out}
	}
	return out
}

// isCountry leaves out the codes that stand for more than one country, or none.
func isCountry(code string) bool { return code != "" && !barograph.Collective(code) }

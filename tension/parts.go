package tension

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/barograph/barograph"
)

// A Part is what one event adds to the pressure of a day.
type Part struct {
	Event  barograph.DyadEvent `json:"event"`
	Weight float64             `json:"weight"` // in Goldstein points, on the event's own day
	Age    int                 `json:"age"`    // days
	Points float64             `json:"points"` // of the pressure: above 0 an act of conflict, below 0 one of co-operation
}

// Parts are what the pressure of a day is made of: Value.Pressure is the sum of the Points of all Events and of Usual.
type Parts struct {
	Value  DayValue `json:"value"`
	Events []Part   `json:"events"` // those that matter most first
	Usual  float64  `json:"usual"`  // 0 or below: what is taken away because it is usual for the subject
}

// Explain lists the parts of a subject's pressure on one day. o.Since and o.Until do not count.
func Explain(ctx context.Context, src Source, s Subject, day barograph.Day, o Options) (*Parts, error) {
	o.Since, o.Until = day, day
	r, err := Look(ctx, src, s, o)
	if err != nil {
		return nil, err
	}
	return r.Explain(ctx, day)
}

// Explain lists the parts of a subject's pressure on one day, by the sums in memory. They add up to it as long as the record has not changed
// since these were read.
func (p *Pairs) Explain(ctx context.Context, s Subject, day barograph.Day) (*Parts, error) {
	p.mu.RLock()
	from := day.Add(-p.m.fading())
	p.mu.RUnlock()
	r := &reading{}
	if err := history(ctx, p.src, s, &p.o, from, day, r.keep); err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	r.m, r.of = p.m, p.of(s)
	return r.parts(day), nil
}

// fading is how many days an event counts.
func (m *meter) fading() int { return max(len(m.fadeC), len(m.fadeK)) }

// keep keeps an event.
func (r *reading) keep(e *barograph.DyadEvent) error {
	r.events = append(r.events, *e)
	return nil
}

// parts are those of a day.
func (r *reading) parts(day barograph.Day) *Parts {
	now := dayNumber(day)
	p := &Parts{Value: r.m.value(r.of, now), Events: []Part{}}
	for i := range r.events {
		e := &r.events[i]
		if e.Day > day {
			continue
		}
		if part := r.m.part(&p.Value, e, now-dayNumber(e.Day)); part.Points != 0 {
			p.Events = append(p.Events, part)
		}
	}
	net := p.Value.Net(r.m.w)
	if denominator := r.m.excess(&p.Value) + p.Value.Scale; net > 0 {
		p.Usual = -100 * r.m.w.NormalRelief * min(net, p.Value.Normal) / denominator
	}
	slices.SortFunc(p.Events, func(a, b Part) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Points), math.Abs(a.Points)), cmp.Compare(b.Event.Day, a.Event.Day),
			cmp.Compare(a.Event.Story, b.Event.Story), cmp.Compare(a.Event.Actor, b.Event.Actor), cmp.Compare(a.Event.Recipient, b.Event.Recipient))
	})
	return p
}

// part is what an event of some age adds to the pressure of a day.
func (m *meter) part(v *DayValue, e *barograph.DyadEvent, age int) Part {
	points, conflict := m.w.Weight(e)
	p := Part{Event: *e, Weight: points, Age: age}
	share := 100 / (m.excess(v) + v.Scale)
	switch {
	case conflict && age < len(m.fadeC):
		p.Points = share * points * m.fadeC[age]
	case !conflict && age < len(m.fadeK):
		p.Points = -share * points * m.fadeK[age] * m.w.CooperationRelief
		// More co-operation than there is conflict takes away no more than all of it.
		if relief := m.w.CooperationRelief * v.Cooperation; relief > v.Conflict {
			p.Points *= v.Conflict / relief
		}
	}
	return p
}

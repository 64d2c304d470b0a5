package tension

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/barograph/barograph"
)

// An Episode is a stretch of days on which a subject's pressure stood out.
//
// The rule, which needs no later days than those it speaks about: a day opens an episode when the pressure is at least Rise points
// above the floor, the lowest pressure of the covered days of the last FloorDays. The onset is the first day after the floor since
// which the pressure never was less than a third of Rise above it. The peak is the highest day so far. The episode ends on the first
// day from which on, for Calm covered days, the pressure stood below the middle between floor and peak; then the search for a floor
// begins anew.
type Episode struct {
	Floor float64 `json:"floor"` // the pressure before
	Onset Turn    `json:"onset"`
	Peak  Turn    `json:"peak"`
	End   *Turn   `json:"end,omitempty"` // nil while it goes on
	// Calming are the acts of co-operation since the peak, while it goes on.
	Calming []Part `json:"calming,omitempty"`
}

// A Turn is a day on which the level changed, with the events that did it, those that matter most first.
type Turn struct {
	Day      barograph.Day `json:"day"`
	Pressure float64       `json:"pressure"`
	Events   []Part        `json:"events,omitempty"`
}

// The constants of the rule.
const (
	Rise      = 15.0 // points of pressure
	FloorDays = 30
	Calm      = 5 // days
)

// Episodes finds the episodes of a series, without their events.
func Episodes(s *Series) []Episode {
	var days []DayValue
	for _, v := range s.Days {
		if !v.NoData {
			days = append(days, v)
		}
	}
	var out []Episode
	from := 0 // where the search for a floor may begin
	for i := 0; i < len(days); i++ {
		floor := lowest(days, max(from, i-FloorDays), i)
		if days[i].Pressure < days[floor].Pressure+Rise {
			continue
		}
		base := days[floor].Pressure
		onset := i
		for onset > floor+1 && days[onset-1].Pressure >= base+Rise/3 {
			onset--
		}
		peak, end := i, -1
		for j, calm := i+1, 0; j < len(days) && end < 0; j++ {
			if days[j].Pressure > days[peak].Pressure {
				peak = j
			}
			if days[j].Pressure >= (base+days[peak].Pressure)/2 {
				calm = 0
			} else if calm++; calm == Calm {
				end = j - Calm + 1
			}
		}
		e := Episode{Floor: base, Onset: turn(&days[onset]), Peak: turn(&days[peak])}
		if end >= 0 {
			t := turn(&days[end])
			e.End = &t
		}
		out = append(out, e)
		if end < 0 {
			break
		}
		i, from = end+Calm-1, end
	}
	return out
}

func turn(v *DayValue) Turn { return Turn{Day: v.Day, Pressure: v.Pressure} }

// lowest is the last of the lowest days from one to another, inclusive.
func lowest(days []DayValue, from, to int) int {
	low := from
	for i := from; i <= to; i++ {
		if days[i].Pressure <= days[low].Pressure {
			low = i
		}
	}
	return low
}

// turnEvents is how many events a turn names, and turnDays how many days before a turn they may lie, beside the turn itself.
const (
	turnEvents = 5
	turnDays   = 2
)

// TurningPoints finds the episodes of the days with the events that did it: at the onset the acts of conflict of that day and the two
// before, at the peak those that make up the pressure, at the end, or so far, the acts of co-operation since the peak.
func (r *Reading) TurningPoints(ctx context.Context) ([]Episode, error) {
	s := r.Series()
	list := Episodes(s)
	if len(list) == 0 {
		return nil, nil
	}
	last := s.Latest().Day
	if err := r.fetch(ctx, list[0].Onset.Day.Add(-r.m.fading())); err != nil {
		return nil, err
	}
	for i := range list {
		e := &list[i]
		e.Onset.Events = first(r.parts(e.Onset.Day), func(p *Part) bool { return p.Points > 0 && p.Age <= turnDays })
		e.Peak.Events = first(r.parts(e.Peak.Day), func(p *Part) bool { return p.Points > 0 })
		calms := func(p *Part) bool { return p.Points < 0 && p.Event.Day >= e.Peak.Day }
		if e.End != nil {
			e.End.Events = first(r.parts(e.End.Day), calms)
		} else {
			e.Calming = first(r.parts(last), calms)
		}
	}
	return list, nil
}

// first picks the first stories of the parts that a condition admits.
func first(p *Parts, admit func(*Part) bool) []Part {
	var out []Part
	for i := range p.Events {
		if admit(&p.Events[i]) {
			out = append(out, p.Events[i])
		}
	}
	out = ByStory(out)
	return out[:min(turnEvents, len(out))]
}

// ByStory adds up the parts of one story, which stands for several pairs or directions, and sorts them by what they matter. The pair is
// that of the first.
func ByStory(parts []Part) []Part {
	seen := map[string]int{}
	var out []Part
	for _, p := range parts {
		if i, ok := seen[p.Event.Story]; ok {
			out[i].Points += p.Points
			out[i].Weight += p.Weight
			continue
		}
		seen[p.Event.Story] = len(out)
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b Part) int { return cmp.Compare(math.Abs(b.Points), math.Abs(a.Points)) })
	return out
}

// Movers are the stories of some days of a subject that matter most to the pressure of the last of them.
func (p *Pairs) Movers(ctx context.Context, s Subject, since, until barograph.Day) ([]Part, error) {
	parts, err := p.Explain(ctx, s, until)
	if err != nil {
		return nil, err
	}
	return ByStory(slices.DeleteFunc(parts.Events, func(p Part) bool { return p.Event.Day < since })), nil
}

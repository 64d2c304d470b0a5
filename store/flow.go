package store

import (
	"math"
	"math/bits"

	"github.com/barograph/barograph"
)

// A Flow sums up the events of one direction of a pair on one day that have the same origin, status, step of corroboration and sides: all that
// their weight hangs on beside their Goldstein values and confidences. Rejected events are not in it. Sums are whole numbers, so they
// do not depend on the order in which events came and went.
type Flow struct {
	barograph.Dyad
	Day    barograph.Day
	Origin string
	Status barograph.Status
	Told   int // step of corroboration, see Told
	Sides  barograph.Sides
	Events int
	// Sums are √(10 |Goldstein|) × confidence in millionths, by quad class. An event counts in its class when its Goldstein value has the
	// class's sign; neutral events have no sum.
	Sums [5]int64
}

// ToldSteps is the number of steps of corroboration: 1, 2–3, 4–7, 8–15, and 16 or more independent sources.
const ToldSteps = 5

// Told is the step of corroboration, from 0, of a number of independent sources.
func Told(sources int) int { return min(bits.Len(uint(max(sources, 1)))-1, ToldSteps-1) }

// Points is what an event adds to the sum of its quad class, in millionths of a point: √(10 |Goldstein|) × confidence, from 0 to 10. The root
// keeps one deadly act from outweighing a week of threats and expulsions (docs/tension.md).
func Points(quad int, goldstein, confidence float64) int64 {
	switch quad {
	case barograph.VerbalCooperation, barograph.MaterialCooperation:
	case barograph.VerbalConflict, barograph.MaterialConflict:
		goldstein = -goldstein
	default:
		return 0
	}
	// The conversion keeps processors that multiply and add in one step from another result than SQL's.
	return int64(float64(math.Sqrt(10*max(goldstein, 0))*confidence*1e6) + 0.5)
}

// An Act is an event of a pair with what its weight hangs on.
type Act struct {
	barograph.Dyad
	Story      int64 // its key
	Day        barograph.Day
	Status     barograph.Status
	Sides      barograph.Sides
	Quad       int
	Goldstein  float64
	Confidence float64
	Sources    int  // independent ones
	Imported   bool // it was coded elsewhere
}

// ActOf is what the weight of an event hangs on.
func ActOf(e *barograph.DyadEvent) (Act, error) {
	key, err := Key(e.Story)
	return Act{e.Dyad, key, e.Day, e.Status, e.Sides, e.Quad, e.Goldstein, e.Confidence, e.Sources, e.Origin != ""}, err
}

// FlowOf is the flow of one event alone.
func FlowOf(e *barograph.DyadEvent) Flow {
	f := Flow{Dyad: e.Dyad, Day: e.Day, Origin: e.Origin, Status: e.Status, Told: Told(e.Sources), Sides: e.Sides, Events: 1}
	f.Sums[e.Quad] = Points(e.Quad, e.Goldstein, e.Confidence)
	return f
}

// A FlowFilter says which flows are wanted. Without Pairs and Country these are those of all pairs.
type FlowFilter struct {
	Pairs    []barograph.Dyad // in either direction, unless Directed
	Directed bool
	Country  string // that acts or is acted on
	World    bool   // instead of those of pairs, the sums over all pairs of two different codes, under Everybody
	Since    barograph.Day
	Until    barograph.Day // inclusive
	After    int64         // only those that changed after this moment, by the number of its Change
	Origins  []string      // none admits all
}

// Everybody stands for all pairs in the flows of the world. Events of one country alone, and those that name one side only, are counted
// in the Events there, without Sums: the day is on record.
var Everybody = barograph.Dyad{Actor: "*", Recipient: "*"}

// AddFlow adds what an event brings to a set of flows, for its pair and for the world; times is 1, or -1 for an event that goes.
func AddFlow(flows map[Flow]*Flow, e *barograph.DyadEvent, times int) {
	add := func(d barograph.Dyad, sums bool) {
		f := FlowOf(e)
		f.Dyad = d
		key := f
		key.Events, key.Sums = 0, [5]int64{}
		to := flows[key]
		if to == nil {
			k := key
			to = &k
			flows[key] = to
		}
		to.Events += times
		if sums {
			to.Sums[e.Quad] += int64(times) * f.Sums[e.Quad]
		}
	}
	add(e.Dyad, true)
	add(Everybody, e.Actor != e.Recipient && e.Actor != "" && e.Recipient != "")
}

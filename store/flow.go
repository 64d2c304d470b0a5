package store

import (
	"math"
	"math/bits"

	"github.com/barograph/barograph"
)

// A Flow sums up the events of one direction of a pair on one day that have the same origin, status and step of corroboration: all that
// their weight hangs on beside their Goldstein values and confidences. Rejected events are not in it. Sums are whole numbers, so they
// do not depend on the order in which events came and went.
type Flow struct {
	barograph.Dyad
	Day    barograph.Day
	Origin string
	Status barograph.Status
	Told   int // step of corroboration, see Told
	Events int
	// Sums are |Goldstein| × confidence in millionths, by quad class. An event counts in its class when its Goldstein value has the
	// class's sign; neutral events have no sum.
	Sums [5]int64
}

// ToldSteps is the number of steps of corroboration: 1, 2–3, 4–7, 8–15, and 16 or more independent sources.
const ToldSteps = 5

// Told is the step of corroboration, from 0, of a number of independent sources.
func Told(sources int) int { return min(bits.Len(uint(max(sources, 1)))-1, ToldSteps-1) }

// Points is what an event adds to the sum of its quad class, in millionths of a Goldstein point.
func Points(quad int, goldstein, confidence float64) int64 {
	switch quad {
	case barograph.VerbalCooperation, barograph.MaterialCooperation:
	case barograph.VerbalConflict, barograph.MaterialConflict:
		goldstein = -goldstein
	default:
		return 0
	}
	return int64(math.Round(max(goldstein, 0) * confidence * 1e6))
}

// FlowOf is the flow of one event alone.
func FlowOf(e *barograph.DyadEvent) Flow {
	f := Flow{Dyad: e.Dyad, Day: e.Day, Origin: e.Origin, Status: e.Status, Told: Told(e.Sources), Events: 1}
	f.Sums[e.Quad] = Points(e.Quad, e.Goldstein, e.Confidence)
	return f
}

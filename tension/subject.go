package tension

import (
	"cmp"

	"github.com/barograph/barograph"
)

// A Subject is what a pressure is read for. Codes are those of barograph.Dyad.
type Subject struct {
	A        string `json:"a,omitempty"`        // "" with B "": the world, all pairs of two different countries
	B        string `json:"b,omitempty"`        // "": all pairs of A with others
	Directed bool   `json:"directed,omitempty"` // only what A does to B, or to the others
}

// World is the subject of all pairs.
var World = Subject{}

// Pair is the subject of two countries in both directions; the order does not matter.
func Pair(a, b string) Subject {
	if cmp.Compare(a, b) > 0 {
		a, b = b, a
	}
	return Subject{A: a, B: b}
}

// Direction is the subject of what one country does to another.
func Direction(actor, recipient string) Subject {
	return Subject{A: actor, B: recipient, Directed: true}
}

// Country is the subject of all that a country does to others and others do to it.
func Country(code string) Subject { return Subject{A: code} }

// Holds says whether an act of one code on another belongs to the subject. Acts inside one country, and acts without a known doer or
// sufferer, belong to none.
func (s Subject) Holds(d barograph.Dyad) bool {
	switch {
	case d.Actor == d.Recipient || d.Actor == "" || d.Recipient == "":
		return false
	case s.A == "":
		return true
	case s.B == "":
		return d.Actor == s.A || !s.Directed && d.Recipient == s.A
	}
	return d.Actor == s.A && d.Recipient == s.B || !s.Directed && d.Actor == s.B && d.Recipient == s.A
}

// String writes "IND and PAK", "IND → PAK", "IND" or "the world".
func (s Subject) String() string {
	switch {
	case s.A == "":
		return "the world"
	case s.B == "" && s.Directed:
		return s.A + " → others"
	case s.B == "":
		return s.A
	case s.Directed:
		return s.A + " → " + s.B
	}
	return s.A + " and " + s.B
}

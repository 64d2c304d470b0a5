package coder

import (
	"strings"
	"testing"

	"github.com/barograph/barograph"
)

// TestKindsOfParties: what kind of party a phrase is where the words around it tell.
func TestKindsOfParties(t *testing.T) {
	for _, c := range []struct {
		text string
		a    act
		want string
	}{
		// A nationality is one person, or an adjective.
		{"A Chilean and a Bolivian were held in Lima.", act{trigger: "held", typ: barograph.Coerce, whom: "Chilean|Bolivian"}, " > CHL.CVL BOL.CVL"},
		{"Robbers shot a Chilean in Lima.", act{trigger: "shot", typ: barograph.Assault, who: "Robbers", whom: "Chilean"}, "PER.CRM > CHL.CVL"},
		{"A Chilean stabs two clerks in Lima.", act{trigger: "stabs", typ: barograph.Assault, who: "Chilean", whom: "two clerks"}, "CHL.CVL > PER."},
		{"A Chilean airstrike hit a bridge.", act{trigger: "airstrike", typ: barograph.Assault, who: "Chilean", whom: "bridge"}, "CHL.MIL > CHL."},
		{"A Chilean and Bolivian raid hit a bridge.", act{trigger: "raid", typ: barograph.Assault, who: "Chilean", whom: "bridge"}, "CHL.MIL > BOL."},
		// A name that no table knows is a private person's, unless it is a thing's.
		{"Peru jailed Rosa Mamani Quispe on Monday.", act{trigger: "jailed", typ: barograph.Coerce, who: "Peru", whom: "Rosa Mamani Quispe"}, "PER.GOV > PER.CVL"},
		{"Peru seized Tamboraque Suspension Bridge on Monday.", act{trigger: "seized", typ: barograph.Coerce, who: "Peru", whom: "Tamboraque Suspension Bridge"}, "PER.GOV > PER."},
		{"Peru met Rosa Mamani Quispe on Monday.", act{trigger: "met", typ: barograph.Consult, who: "Peru", whom: "Rosa Mamani Quispe"}, "PER.GOV > PER."},
	} {
		d := code(t, Input{Text: c.text, Published: on9May()}, acts{c.a})
		e := d.Events[0]
		kinds := func(ps []barograph.Participant) string {
			var out []string
			for _, p := range ps {
				out = append(out, p.Code+"."+string(p.Sector))
			}
			return strings.Join(out, " ")
		}
		if got := kinds(e.Actors) + " > " + kinds(e.Recipients); got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

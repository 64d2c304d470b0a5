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
		// What stands beside a name tells who it is.
		{"Rosa Mamani, current chair of a bank in Chile, sued Peru.", act{trigger: "sued", typ: barograph.Accuse, who: "Rosa Mamani", whom: "Peru"}, "CHL.BUS > PER.GOV"},
		{"Peru jailed Rosa Mamani, former governor of Potosí in Bolivia.", act{trigger: "jailed", typ: barograph.Coerce, who: "Peru", whom: "Rosa Mamani"}, "PER.GOV > BOL.GOV"},
		{"Peru jailed Rosa Mamani, a teacher.", act{trigger: "jailed", typ: barograph.Coerce, who: "Peru", whom: "Rosa Mamani"}, "PER.GOV > PER.EDU"},
		{"A Bolivian woman, Rosa Mamani, was jailed in Lima.", act{trigger: "jailed", typ: barograph.Coerce, whom: "Rosa Mamani", where: "Lima"}, " > BOL.CVL"},
		{"Rosa Mamani, rejecting Chile's claims, sued Peru.", act{trigger: "sued", typ: barograph.Accuse, who: "Rosa Mamani", whom: "Peru"}, "CHL. > PER.GOV"},
		// Countries that continue the phrase before them.
		{"Norway expelled two nurses from Chile, Peru and Bolivia.", act{trigger: "expelled", typ: barograph.Coerce, who: "Norway",
			whom: "two nurses from Chile|Peru|Bolivia"}, "NOR.GOV > CHL.CVL PER.CVL BOL.CVL"},
		{"Norway summoned the ambassadors of Chile and Peru.", act{trigger: "summoned", typ: barograph.Accuse, who: "Norway", whom: "ambassadors of Chile|Peru"},
			"NOR.GOV > CHL.GOV PER.GOV"},
		{"Rebels blew up a Bolivian pipeline to Chile and Peru.", act{trigger: "blew up", typ: barograph.Assault, whom: "Bolivian pipeline to Chile|Peru"}, " > BOL.BUS"},
		{"Norway halted trade with Chile and Peru.", act{trigger: "halted", typ: barograph.Sanction, who: "Norway", whom: "trade with Chile|Peru"}, "NOR.GOV > CHL. PER.GOV"},
		{"Norway jailed two Danes, Chile and Peru said.", act{trigger: "jailed", typ: barograph.Coerce, who: "Norway", whom: "two Danes|Chile"}, "NOR.GOV > DNK.CVL CHL.GOV"},
		{"Norway expelled nurses from Chile, Peru and Bolivia.", act{trigger: "expelled", typ: barograph.Coerce, who: "Norway",
			whom: "nurses from Chile|Bolivia"}, "NOR.GOV > CHL.CVL BOL.CVL"},
		{"Pirates seized four ships from Chile and Peru.", act{trigger: "seized", typ: barograph.Assault, who: "Pirates", whom: "four ships|Chile|Peru"},
			"CHL.CRM > .BUS CHL.BUS PER.BUS"},
		{"Norway freed four sailors, from Chile.", act{trigger: "freed", typ: barograph.Retreat, mode: "release", who: "Norway", whom: "four sailors|Chile"}, "NOR.GOV > CHL.CVL CHL.CVL"},
		{"Norway withdrew four nurses from Chile.", act{trigger: "withdrew", typ: barograph.Sanction, who: "Norway", whom: "four nurses|Chile"}, "NOR.GOV > CHL.CVL CHL.GOV"},
		{"Gunmen held ships from Chile, Peru, and the Netherlands.", act{trigger: "held", typ: barograph.Assault, whom: "ships|Chile|Netherlands"}, " > .BUS CHL.BUS NLD.BUS"},
		// Some of a group are of a country, and none of its government.
		{"Gunmen abducted three nurses, one from Chile and two from Peru.", act{trigger: "abducted", typ: barograph.Assault,
			whom: "three nurses|one from Chile|two from Peru"}, " > CHL.CVL CHL.CVL PER.CVL"},
		{"A bomb killed nine soldiers, including two others from Peru.", act{trigger: "killed", typ: barograph.Assault, whom: "nine soldiers|Peru"}, " > PER.MIL PER.MIL"},
		// Where a thing goes is no party.
		{"Norway seized heroin bound for Chile and Peru.", act{trigger: "seized", typ: barograph.Coerce, mode: "seize", who: "Norway", whom: "Chile|Peru"}, "NOR.GOV > "},
		{"A bomb hit the pipeline between Chile and Peru.", act{trigger: "hit", typ: barograph.Assault, whom: "pipeline|Chile|Peru"}, " > CHL.BUS"},
		{"An airliner was hijacked and flown to Peru.", act{trigger: "hijacked", typ: barograph.Assault, who: "Peru", whom: "airliner"}, " > .BUS"},
		// Nationalities of one noun.
		{"Norway banned a Danish-Chilean newspaper.", act{trigger: "banned", typ: barograph.Coerce, who: "Norway", whom: "Danish|Chilean newspaper"}, "NOR.GOV > DNK.MED CHL.MED"},
		{"Norway expelled Peruvian, Bolivian and Chilean nurses.", act{trigger: "expelled", typ: barograph.Coerce, who: "Norway",
			whom: "Peruvian|Bolivian|Chilean nurses"}, "NOR.GOV > PER.CVL BOL.CVL CHL.CVL"},
		// A nationality behind a people is one.
		{"Hundreds of Kenyans and Swiss fought in Lima.", act{trigger: "fought", typ: barograph.Assault, who: "Hundreds of Kenyans|Swiss"}, "KEN.CVL CHE.CVL > "},
		{"Kenyans and Swiss troops fought in Lima.", act{trigger: "fought", typ: barograph.Assault, who: "Kenyans|Swiss troops"}, "KEN.CVL CHE.MIL > "},
		// A sea is nobody's.
		{"Norway left the East China Sea on Monday.", act{trigger: "left", typ: barograph.Retreat, who: "Norway", whom: "East China Sea"}, "NOR.GOV > ."},
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

package coder

import (
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
)

// Who stands with the doer, or is spared, is not the one to whom it is done.
func TestMendAllies(t *testing.T) {
	for _, c := range []struct {
		typ                         barograph.Type
		text, trigger               string
		actors, recipients, receive string // spans parted by "|"; receive is what the recipients become
		acts                        string // what the actors become
	}{
		{barograph.Assault, "Peru carries out joint air strikes with Chile on rebels.", "air strikes", "Peru", "Chile|rebels", "rebels", "Peru|Chile"},
		{barograph.Assault, "Peru attacks rebels alongside the Chilean army.", "attacks", "Peru", "rebels|Chilean army", "rebels|Chilean army", "Peru"},
		{barograph.Assault, "Peru, alongside the Chilean army, attacks rebels.", "attacks", "Peru", "Chilean army|rebels", "rebels", "Peru|Chilean army"},
		{barograph.Assault, "Peru shot a guard along with three others.", "shot", "Peru", "guard|three others", "guard|three others", "Peru"},
		{barograph.Assault, "A guard was shot alongside two others.", "shot", "", "guard|two others", "guard|two others", ""},
		{barograph.Coerce, "Peru retakes the port with the military support of Chile.", "retakes", "Peru", "port|Chile", "port", "Peru|Chile"},
		{barograph.Coerce, "Peru cuts off the rebels from the support of Chile.", "cuts off", "Peru", "rebels|Chile", "rebels|Chile", "Peru"},
		{barograph.Assault, "Peru in coordination with Chile shells rebels.", "shells", "Peru", "Chile|rebels", "rebels", "Peru|Chile"},
		{barograph.Assault, "Peru shells rebels backed by Chile.", "shells", "Peru", "rebels|Chile", "rebels|Chile", "Peru"},
		{barograph.Assault, "Peru clashes with Chile.", "clashes", "Peru", "Chile", "Chile", "Peru"},

		{barograph.Mobilize, "Peruvian warships arrive for exercises with the Chilean navy.", "arrive", "Peruvian warships", "Chilean navy", "", "Peruvian warships|Chilean navy"},

		{barograph.Reject, "Peru vetoes a resolution condemning Chile.", "vetoes", "Peru", "Chile", "", "Peru"},
		{barograph.Reject, "Peru blocks new sanctions against Chile.", "blocks", "Peru", "Chile", "", "Peru"},
		{barograph.Reject, "Peru vetoes a resolution proposed by Chile.", "vetoes", "Peru", "Chile", "Chile", "Peru"},
		{barograph.Reject, "Peru rejects the demands of Chile.", "rejects", "Peru", "Chile", "Chile", "Peru"},
		{barograph.Reject, "Peru rejects a statement from Chile on sanctions.", "rejects", "Peru", "Chile", "Chile", "Peru"},

		{barograph.Sanction, "A Peruvian envoy defects to Chile.", "defects", "Peruvian envoy", "Chile", "", "Peruvian envoy"},
		{barograph.Sanction, "A Peruvian envoy defects from Peru.", "defects", "Peruvian envoy", "Peru", "Peru", "Peruvian envoy"},
		{barograph.Sanction, "A minister of Chile defects.", "defects", "", "Chile", "Chile", ""},
		{barograph.Coerce, "Peru deports to Chile two monks.", "deports", "Peru", "Chile|two monks", "two monks", "Peru"},
		{barograph.Coerce, "Peru's army flew to Chile two monks.", "flew", "Peru's army", "Chile|two monks", "Chile|two monks", "Peru's army"},
		{barograph.Coerce, "Peru brings to Chile monks whom it deported.", "deported", "Peru", "monks", "monks", "Peru"},
		{barograph.Assault, "Peru is hit by rockets from Chile.", "rockets", "", "Peru|Chile", "Peru", "Chile"},
		{barograph.Assault, "Peru fires missiles from Arica at Chile.", "missiles", "Peru", "Arica|Chile", "Chile", "Peru"},
		{barograph.Assault, "Peru attacks civilians from Chile.", "attacks", "Peru", "civilians|Chile", "civilians from Chile", "Peru"},
		{barograph.Assault, "Peru opens an offensive to retake Arica from Chile.", "offensive", "Peru", "Chile", "Chile", "Peru"},
		{barograph.Coerce, "Peru turns back travellers from the Netherlands.", "turns back", "Peru", "travellers|Netherlands", "travellers from the Netherlands", "Peru"},
		{barograph.Coerce, "Peru takes the port from Chile.", "takes", "Peru", "port|Chile", "port|Chile", "Peru"},
		{barograph.Sanction, "Peru recalls its envoy to Chile.", "recalls", "Peru", "Chile", "Chile", "Peru"},
	} {
		r := readingOf(t, c.text)
		m := extract.Mention{Type: c.typ, Trigger: find(c.text, c.trigger)[0], Actors: find(c.text, c.actors), Recipients: find(c.text, c.recipients)}
		r.mendRoles(0, &m, nil)
		if got := texts(c.text, m.Actors); got != c.acts {
			t.Errorf("%q: actors %q, want %q", c.text, got, c.acts)
		}
		if got := texts(c.text, m.Recipients); got != c.receive {
			t.Errorf("%q: recipients %q, want %q", c.text, got, c.receive)
		}
	}
}

// Where somebody is brought by force has nothing done to it, whatever the verb.
func TestHavens(t *testing.T) {
	d := code(t, Input{Text: "Peru's army put the minister on a plane and flew him to Chile.", Published: on9May()},
		acts{{trigger: "flew", typ: barograph.Coerce, mode: "deport", who: "Peru's army", whom: "Chile"}})
	if got := d.Events[0].Recipients; len(got) != 0 {
		t.Errorf("recipients %v", got)
	}
}

// TestUnidentified: nobody knows whose planes they are.
func TestUnidentified(t *testing.T) {
	for who, want := range map[string]string{"Unidentified warplanes": "", "Unidentified Chilean warplanes": "CHL", "Warplanes": "PER"} {
		d := code(t, Input{Text: who + " bombed a road in Peru.", Published: on9May()}, acts{{trigger: "bombed", typ: barograph.Assault, who: who, whom: "road"}})
		if got := d.Events[0].Actors[0].Code; got != want {
			t.Errorf("%s: %q, want %q", who, got, want)
		}
	}
}

// A country that is named together with a noun's is none by itself: the sailors are of both.
func TestNounOfSeveralCountries(t *testing.T) {
	for _, c := range []struct{ text, whom, want string }{
		{"Pirates held sailors from Peru, Chile and the Netherlands.", "sailors from Peru|Chile|Netherlands", "PER.CVL CHL.CVL NLD.CVL"},
		{"Pirates held police officers in Peru and Chile.", "police officers in Peru|Chile", "PER.COP CHL.COP"},
		{"Pirates held a minister from Peru and Chile.", "minister from Peru|Chile", "PER.GOV CHL.GOV"},
		{"Pirates held sailors, Peru and Chile.", "sailors|Peru|Chile", "PER.CVL PER.GOV CHL.GOV"},
	} {
		d := code(t, Input{Text: c.text, Published: on9May()}, acts{{trigger: "held", typ: barograph.Coerce, who: "Pirates", whom: c.whom}})
		var got []string
		for _, p := range d.Events[0].Recipients {
			got = append(got, p.Code+"."+string(p.Sector))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// A possessive before an office is whoever stands nearest before it, when the verb right in front of it or its gender says so.
func TestItsMinister(t *testing.T) {
	for _, c := range []struct{ text, trigger, who, whom, want string }{
		{"Chile says that Peru has jailed its defence minister.", "jailed", "Peru", "defence minister", "PER"},
		{"Chile says that President Luis Rojas of Peru lost his defence minister in a raid.", "raid", "", "defence minister", "PER"},
		{"The Chilean militia vows to fight on after a raid of Peru killed its leader.", "raid", "Peru", "leader", "CHL"},
	} {
		d := code(t, Input{Text: c.text, Published: on9May()}, acts{{trigger: c.trigger, typ: barograph.Assault, who: c.who, whom: c.whom}})
		if got := d.Events[0].Recipients[0].Code; got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// Whose rebels two states fight together the text must say.
func TestRebelsOfNobody(t *testing.T) {
	for _, c := range []struct{ text, who, where, want string }{
		{"Kenyan and Ugandan troops raided rebels.", "Kenyan|Ugandan troops", "", ""},
		{"Kenyan and Ugandan troops raided rebels in Kampala.", "Kenyan|Ugandan troops", "Kampala", "UGA"},
		{"Kenyan troops raided rebels.", "Kenyan troops", "", "KEN"},
	} {
		d := code(t, Input{Text: c.text, Published: on9May()}, acts{{trigger: "raided", typ: barograph.Assault, who: c.who, whom: "rebels", where: c.where}})
		if got := d.Events[0].Recipients[0].Code; got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

package coder

import (
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

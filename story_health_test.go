package barograph

import "testing"

// What is closed for a disease is closed against nobody, and a journey put off for a flood is no offence.
func TestPrecautions(t *testing.T) {
	for _, c := range []struct {
		typ                     Type
		mode, trigger, evidence string
		want                    bool
	}{
		{Coerce, "restrict", "closes its border", "Chile closes its border with Peru as cholera spreads.", true},
		{Coerce, "restrict", "quarantines", "Chile quarantines sailors of Peru.", true},
		{Sanction, "embargo", "bans", "Chile bans beef of Peru over foot-and-mouth disease.", true},
		{Sanction, "embargo", "bans", "Chile bans flights from Peru because of SARS.", true},
		{Sanction, "embargo", "bans", "Chile bans ham of Peru, where farmers rose.", false},
		{Sanction, "discontinue", "cancels", "Chile's president cancels his trip to Peru amid the pandemic.", true},
		{Sanction, "discontinue", "puts off his visit", "Chile's president puts off his visit to Peru after an earthquake.", true},
		{Sanction, "discontinue", "cuts off aid", "Chile cuts off aid to Peru after an earthquake.", false},
		{Sanction, "discontinue", "puts off his visit", "Chile's president puts off his visit to Peru in protest.", false},
		{Coerce, "restrict", "closes its border", "Chile closes its border with Peru after a clash.", false},
		{Coerce, "arrest", "arrests", "Chile arrests a Peruvian who spoke of the pandemic.", false},
		{Accuse, "allege", "blames", "Chile blames Peru for the pandemic.", false},
	} {
		e := Event{Type: c.typ, Mode: c.mode, Trigger: Span{Text: c.trigger}, Evidence: c.evidence, Actors: []Participant{{Code: "CHL", Sector: GOV}},
			Recipients: []Participant{{Code: "PER", Sector: GOV}}}
		if got := e.Between(Dyad{"CHL", "PER"}) == SidesOf(Beside, Ground); got != c.want {
			t.Errorf("%s: %v", c.evidence, got)
		}
	}
}

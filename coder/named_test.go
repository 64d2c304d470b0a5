package coder

import (
	"strings"
	"testing"

	"github.com/barograph/barograph"
)

// A surname without a title, a private person or a firm names its country only where a participant is called so.
func TestNamedAsParty(t *testing.T) {
	text := "Peru blamed Merkel, after President Macron and Chile had met."
	r := readingOf(t, text)
	e := &told{event: barograph.Event{Actors: []barograph.Participant{{Code: "PER"}}}}
	if got := strings.Join(r.named(e, nil), " "); got != "FRA CHL" {
		t.Errorf("named %s", got)
	}
	s := find(text, "Merkel")[0]
	blamed := &told{recipients: []party{{Participant: barograph.Participant{Code: "DEU"}, at: span{s.Start, s.End}}}}
	if got := strings.Join(r.named(e, []*told{blamed}), " "); got != "DEU FRA CHL" {
		t.Errorf("named %s", got)
	}
}

// TestNamed: which countries may have a part in an act beside those of its participants.
func TestNamed(t *testing.T) {
	for _, c := range []struct {
		text string
		a    act
		want string
	}{
		{"Peru shelled a ridge after Bolivia had closed the road.", act{trigger: "shelled", typ: barograph.Assault, who: "Peru"}, "BOL"},
		{"Peru shelled a ridge, the BBC said on its website.", act{trigger: "shelled", typ: barograph.Assault, who: "Peru"}, ""},
		{"A ridge was shelled after an interview with the New York Times.", act{trigger: "shelled", typ: barograph.Assault, whom: "ridge"}, ""},
		{"A Chilean newspaper wrote that Peru had shelled a ridge.", act{trigger: "shelled", typ: barograph.Assault, who: "Peru", claimant: "Chilean newspaper"}, ""},
		{"Chile's government said that Peru had shelled a ridge.", act{trigger: "shelled", typ: barograph.Assault, who: "Peru", claimant: "Chile's government"}, "CHL"},
		{"Peru condemned the verdict at a summit in Chile.", act{trigger: "condemned", typ: barograph.Accuse, who: "Peru"}, ""},
		{"Peru condemned the general, who lives in exile in Chile.", act{trigger: "condemned", typ: barograph.Accuse, who: "Peru"}, ""},
		{"Peru's army, with the assistance of Chile, took a ridge.", act{trigger: "took", typ: barograph.Coerce, mode: "occupy", who: "Peru's army"}, ""},
		{"Peruvian troops, accompanied by Chilean planes, took a ridge.", act{trigger: "took", typ: barograph.Coerce, mode: "occupy", who: "Peruvian troops"}, ""},
		{"Chilean-backed Peruvian rebels took a ridge near Cusco.", act{trigger: "took", typ: barograph.Coerce, mode: "occupy", who: "Peruvian rebels", where: "Cusco"}, "CHL"},
		{"Peru said a Chilean newspaper and a Bolivian fishing vessel had lied.", act{trigger: "said", typ: barograph.Accuse, who: "Peru"}, ""},
		{"Peru said the Chilean people had suffered.", act{trigger: "said", typ: barograph.Accuse, who: "Peru"}, "CHL"},
		{"Peru said Chilean troops had lied.", act{trigger: "said", typ: barograph.Accuse, who: "Peru"}, "CHL"},
		{"Peru shelled a ridge near a Chilean hotel.", act{trigger: "shelled", typ: barograph.Assault, who: "Peru"}, "CHL"},
		{"Peru's president was on a state visit to Chile when the army took a ridge.", act{trigger: "took", typ: barograph.Coerce, mode: "occupy", who: "army"}, ""},
		{"Whilst its president was visiting Chile, Peru closed all newspapers.", act{trigger: "closed", typ: barograph.Coerce, mode: "censor", who: "Peru"}, "CHL"},
		{"Whilst its president is visiting Chile, Peru closes all newspapers.", act{trigger: "closes", typ: barograph.Coerce, mode: "censor", who: "Peru"}, ""},
		{"Peru closed a road after the visit to Chile was put off.", act{trigger: "closed", typ: barograph.Coerce, mode: "restrict", who: "Peru"}, "CHL"},
		{"Peru criticised the Chaco treaty and the war in Chile.", act{trigger: "criticised", typ: barograph.Accuse, who: "Peru"}, ""},
		{"Peru criticised Norway's part in the Chile war.", act{trigger: "criticised", typ: barograph.Accuse, who: "Peru", whom: "Norway"}, ""},
		{"Peru criticised Norway's war against Chile.", act{trigger: "criticised", typ: barograph.Accuse, who: "Peru", whom: "Norway"}, "CHL"},
		{"Peru criticised a Chile warrant.", act{trigger: "criticised", typ: barograph.Accuse, who: "Peru"}, "CHL"},
		{"Peru shelled rebels in Cusco, near the Bolivian border.", act{trigger: "shelled", typ: barograph.Assault, who: "Peru", whom: "rebels", where: "Cusco"}, ""},
		{"Peru fired shells near the Bolivian border.", act{trigger: "fired", typ: barograph.Assault, who: "Peru"}, "BOL"},
		{"Peru rejected a Chilean-backed plan.", act{trigger: "rejected", typ: barograph.Reject, who: "Peru"}, "CHL"},
	} {
		d := code(t, Input{Text: c.text, Published: on9May()}, acts{c.a})
		if got := strings.Join(d.Events[0].Named, " "); got != c.want {
			t.Errorf("%s: named %q, want %q", c.text, got, c.want)
		}
	}
}

// TestFellowCritics: two who disapprove of the same have no quarrel with one another.
func TestFellowCritics(t *testing.T) {
	d := code(t, Input{Text: "The verdict was condemned by Chile, while Peru voiced dismay and Bolivia closed its embassy.", Published: on9May()}, acts{
		{trigger: "condemned", typ: barograph.Accuse, who: "Chile"}, {trigger: "dismay", typ: barograph.Accuse, who: "Peru"},
		{trigger: "closed", typ: barograph.Sanction, who: "Bolivia"}})
	for i, want := range []string{"BOL", "BOL", "CHL PER"} {
		if got := strings.Join(d.Events[i].Named, " "); got != want {
			t.Errorf("%s: named %q, want %q", d.Events[i].Trigger.Text, got, want)
		}
	}
}

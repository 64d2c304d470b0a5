package coder

import (
	"testing"

	"github.com/barograph/barograph"
)

// What a report of 9 May 2025 commemorates or tells as history has its own time; the news beside it has none.
func TestOldDeeds(t *testing.T) {
	for _, c := range []struct {
		text, trigger string
		typ           barograph.Type
		want          string
	}{
		{"Chile commemorates the 20th anniversary of the shelling of Arica by Peru.", "shelling", barograph.Assault, "2005"},
		{"Lima marked the thirty-fifth anniversary of President Rojas's assassination.", "assassination", barograph.Assault, "1990"},
		{"Thousands wept on the fortieth anniversary of the day when rebels burned the village.", "burned", barograph.Assault, "1985"},
		{"Bolivia marks the six-month anniversary of the coup.", "coup", barograph.Coerce, "2024-11"},
		{"Peru holds a mass for the centenary of the massacre.", "massacre", barograph.Assault, "1925"},
		{"On the third anniversary of the siege rebels shelled Arica.", "siege", barograph.Assault, "2022"},
		{"On the third anniversary of the siege, rebels shelled Arica.", "shelled", barograph.Assault, ""},
		{"Lima marks the tenth anniversary of the revolt by jailing three poets.", "jailing", barograph.Coerce, ""},
		{"A mass is held in Lima, where the 50th anniversary drew a crowd, and police fired on it.", "fired", barograph.Assault, ""},

		{"Lima marks the 80th anniversary of the armistice despite a boycott by Chile.", "boycott", barograph.Protest, ""},
		{"Lima marks the bicentenary of murdered President Quispe's birth.", "murdered", barograph.Assault, ""},

		{"A widow sues over the deadly 1987 ferry bombing in Arica.", "bombing", barograph.Assault, "1987"},
		{"Peru blames Chile for the 1970s kidnappings of its envoys.", "kidnappings", barograph.Coerce, "1970-01-01/1979-12-31"},
		{"Survivors of the 1987 ferry disaster block the port of Arica.", "block", barograph.Protest, ""},
		{"Troops of Peru storm the port in the 2025 offensive.", "storm", barograph.Assault, ""},
		{"Talks with Peru, broken off since 2019, will resume.", "will resume", barograph.Agree, ""},

		{"The envoy is freed six years after rebels kidnapped him.", "kidnapped", barograph.Coerce, "2019"},
		{"A suspect is arrested 20 years after the murder.", "arrested", barograph.Coerce, ""},
		{"A suspect is arrested 20 years after the murder.", "murder", barograph.Assault, "2005"},
		{"Half a year after rebels seized Arica, the port opens.", "seized", barograph.Assault, ""},
		{"He is jailed for 25 years after killing a guard.", "killing", barograph.Assault, ""},

		{"Berlin pays those whom it interned during the Second World War.", "interned", barograph.Coerce, "1939/1945"},
		{"A memorial for a World War I massacre is opened.", "massacre", barograph.Assault, "1914/1918"},
		{"Lima's oldest bridge is closed for an unexploded bomb from the Spanish Civil War.", "bomb", barograph.Assault, "1936/1939"},
		{"Divers loot a cannon from a World War I wreck.", "loot", barograph.Coerce, ""},
		{"A court hears of the torture of villagers and monks by the soldiers of a far province at the height of the Lebanese Civil War.", "torture", barograph.Assault, "1975/1990"},
		{"Chileans drop calls for a vote on the Armenian genocide.", "drop calls", barograph.Concede, ""},
		{"Chileans who mourn the Armenian genocide block a road.", "block", barograph.Protest, ""},
		{"Lima has its first mayor since 1983, when rebels burned the town hall.", "burned", barograph.Assault, "1983"},
		{"Lima has had no mayor since 1983, when the last one left, and rebels burned the hall.", "burned", barograph.Assault, ""},
		{"Police in Lima foil a 9/11-style attack.", "attack", barograph.Assault, ""},
		{"Arica has had no mayor since the March 1987 bombing of its hall.", "bombing", barograph.Assault, "1987-03"},
		{"Peru honours the poet, who was shot in Arica in 1992.", "shot", barograph.Assault, "1992"},
		{"Peru honours a poet who was shot in the 1992 siege.", "shot", barograph.Assault, "1992"},
		{"Police arrested two men for a theft in 1992.", "arrested", barograph.Coerce, ""},
		{"Police arrested two men in the 1992 robbery.", "arrested", barograph.Coerce, ""},
		{"Chile condemns what Peru did in 1992.", "condemns", barograph.Accuse, ""},
		{"Rebels shot a guard in", "shot", barograph.Assault, ""},
		{"A court hears of Chilean interference in the 2021 parliamentary elections.", "interference", barograph.Coerce, "2021"},
		{"Exports fell after the U.S. invasion of Iraq.", "invasion", barograph.Assault, "2003-03"},
		{"Exports fell after the Turkish invasion of Iraq.", "invasion", barograph.Assault, ""},
	} {
		d := code(t, Input{Text: c.text, Published: on9May()}, acts{{trigger: c.trigger, typ: c.typ}})
		got := ""
		if e := &d.Events[0]; e.Time != nil {
			got = e.Time.Value
		}
		if got != c.want {
			t.Errorf("%q: %q was in %q, want %q", c.text, c.trigger, got, c.want)
		}
	}
}

// What an act is the first or the worst of, it is today; what lasts since then is not.
func TestRecords(t *testing.T) {
	for _, c := range []struct{ text, trigger, when, want string }{
		{"Peru shelled Arica for the first time since 2019.", "shelled", "since 2019", ""},
		{"It is the deadliest bombing in Lima since March 2019.", "bombing", "since March 2019", ""},
		{"Peru calls it the most violent raid in the last ten years.", "raid", "the last ten years", ""},
		{"Peru has held the first of the miners, and bombed the port since 2019.", "bombed", "since 2019", "2019-01-01/2025-05-09"},
		{"The first envoy came to Arica since Peru seized it five years ago.", "seized", "five years ago", "2020"},
		{"Peru has held most of the miners since 2019.", "held", "since 2019", "2019-01-01/2025-05-09"},
		{"Peru has held the miners since 2019.", "held", "since 2019", "2019-01-01/2025-05-09"},
	} {
		d := code(t, Input{Text: c.text, Published: on9May()}, acts{{trigger: c.trigger, typ: barograph.Assault, when: c.when}})
		got := ""
		if e := &d.Events[0]; e.Time != nil {
			got = e.Time.Value
		}
		if got != c.want {
			t.Errorf("%q: in %q, want %q", c.text, got, c.want)
		}
	}
}

// A year in front of the deed stands against a day that the extractor took from the news around it.
func TestOldDeedsAgainstTheExtractor(t *testing.T) {
	annotation := acts{
		{trigger: "met", typ: barograph.Consult, who: "Peru", whom: "Chile", when: "Thursday"},
		{trigger: "bombing", typ: barograph.Assault, when: "Thursday"},
	}
	d := code(t, Input{Text: "Peru met Chile on Thursday over the 11 March 1987 ferry bombing.", Published: on9May()}, annotation)
	if got := d.Events[0].Time; got == nil || got.Value != "2025-05-08" {
		t.Errorf("the meeting: %v", got)
	}
	if got := d.Events[1].Time; got == nil || got.Value != "1987-03-11" {
		t.Errorf("the bombing: %v", got)
	}

	annotation = acts{{trigger: "abducted", typ: barograph.Assault, whom: "nurse", when: "October 7"}}
	d = code(t, Input{Text: "A nurse abducted during the October 7 attacks returns home.", Published: on9May()}, annotation)
	if got := d.Events[0].Time; got == nil || got.Value != "2023-10-07" {
		t.Errorf("the abduction: %v", got)
	}

	annotation = acts{{trigger: "invasion", typ: barograph.Assault, who: "Chile", when: "since the 1987"}}
	d = code(t, Input{Text: "Peru has had no envoy there since the 1987 invasion by Chile.", Published: on9May()}, annotation)
	if got := d.Events[0].Time; got == nil || got.Value != "1987" {
		t.Errorf("the invasion: %v", got)
	}
}

package coder

import (
	"testing"

	"github.com/barograph/barograph"
)

func TestCounterparts(t *testing.T) {
	d := code(t, Input{Text: "Kenyan Foreign Minister Wanjiru Otieno was in Kampala on Friday for talks with her counterpart.", Published: on9May()}, acts{
		{trigger: "talks", typ: barograph.Consult, mode: "negotiate", who: "Kenyan Foreign Minister Wanjiru Otieno", whom: "counterpart", where: "Kampala"},
	})
	expect(t, d, "CONSULT negotiate: Kenyan Foreign Minister Wanjiru Otieno KEN > counterpart UGA")
	d = code(t, Input{Text: "The Kenyan army chief telephoned his Ugandan counterpart.", Published: on9May()}, acts{
		{trigger: "telephoned", typ: barograph.Consult, mode: "phone", who: "Kenyan army chief", whom: "Ugandan counterpart"},
	})
	if p := d.Events[0].Recipients[0]; p.Code != "UGA" || p.Sector != barograph.MIL {
		t.Errorf("%+v", p)
	}
}

func TestBothSides(t *testing.T) {
	a := &barograph.Article{
		Headline: "Kenya and Uganda settle lake dispute",
		Body: "Tanzania lifted its restrictions on trade with Uganda on Friday.\n\n" +
			"Both countries thanked the African Union, and the Union praised them.\n\n" +
			"Delegations of the two countries met in Nairobi.\n\n" +
			"Kenyan Foreign Minister Wanjiru Otieno urged both sides to keep the peace, and told Kenya of it.",
		Published: on9May(),
	}
	d := code(t, Input{Article: a}, acts{
		{trigger: "thanked", typ: barograph.Support, mode: "endorse", who: "Both countries", whom: "African Union"},
		{trigger: "praised", typ: barograph.Accuse, mode: "disapprove", who: "Union"},
		{trigger: "met", typ: barograph.Consult, who: "Delegations of the two countries"},
	})
	expect(t, d,
		"SUPPORT endorse: Kenya KEN & Uganda UGA > African Union IGO",
		"ACCUSE disapprove: African Union IGO > ",
		"CONSULT : Kenya KEN & Uganda UGA > ",
	)
}

func TestCountsOfThings(t *testing.T) {
	for _, c := range []struct {
		text, figure string
		ok           bool
	}{
		{"It said that six places had been hit.", "six", false},
		{"They struck dozens of Houthi targets.", "dozens", false},
		{"41 aircraft were lost.", "41", false},
		{"Six people died.", "Six", true},
		{"At least 12 soldiers were killed.", "At least 12", true},
		{"The strikes left ten dead.", "ten", true},
	} {
		r := readingOf(t, c.text)
		s := find(c.text, c.figure)[0]
		if got := r.countAt(0, span{s.Start, s.End}); (got != nil) != c.ok {
			t.Errorf("%q in %q: %v", c.figure, c.text, got)
		}
	}
}

func TestNowhere(t *testing.T) {
	for text, want := range map[string]bool{"north": true, "X": true, "16": true, "neutral": true, "northern Syria": false, "border": false, "west side": true} {
		if got := isNowhere(splitWords(text, 0)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestTenseOfTimes(t *testing.T) { // reported on Friday, 9 May
	for _, c := range []struct{ text, trigger, when, want string }{
		{"Kenya and Uganda agreed on Wednesday to end their dispute.", "agreed", "Wednesday", "2025-05-07"},
		{"Kenya and Uganda agreed to meet on Wednesday.", "agreed", "Wednesday", "2025-05-14"},
		{"They will meet on Wednesday.", "will meet", "Wednesday", "2025-05-14"},
		{"On Wednesday Kenya agreed to meet Uganda.", "agreed to meet", "Wednesday", "2025-05-07"},
		{"Kenya has three boats and Uganda agreed this week.", "agreed", "week", "2025-05-05/2025-05-11"},
		{"Kenya agreed to pay three times.", "agreed", "three", ""},
		{"Kenya agreed to a pause of 48 hours.", "agreed", "48", ""},
	} {
		d := code(t, Input{Text: c.text, Published: on9May()}, acts{{trigger: c.trigger, typ: barograph.Agree, when: c.when}})
		got := ""
		if e := d.Events[0]; e.Time != nil {
			got = e.Time.Value
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestAnchorIsPast(t *testing.T) {
	a := &barograph.Article{
		Headline:  "Kenya and Uganda call a truce",
		Body:      "Kenya said on Friday that the guns were silent.\n\nThe two sides will meet on May 12.\n\nHours before, Uganda shelled Busia.",
		Published: on9May(),
	}
	d := code(t, Input{Article: a}, acts{
		{trigger: "were silent", typ: barograph.Retreat, mode: "ceasefire", who: "Kenya", when: "Friday"},
		{trigger: "will meet", typ: barograph.Agree, mode: "meet", who: "The two sides", when: "May 12"},
		{trigger: "shelled", typ: barograph.Assault, mode: "heavy-weapons", who: "Uganda", whom: "Busia", when: "Hours before"},
	})
	if e := d.Events[2]; e.Time == nil || e.Time.Value != "2025-05-09" {
		t.Errorf("%+v", e.Time)
	}
}

func TestNamedPlaces(t *testing.T) {
	for text, want := range map[string]string{
		"The Mombasa terror attack killed four.":                "Mombasa",
		"The Kenyan attack killed four.":                        "",
		"The April 22 Mombasa attack in Kenya killed two men.":  "Mombasa",
		"The Islamist attack and Otieno attack killed two men.": "",
	} {
		d := code(t, Input{Text: text, Published: on9May()}, acts{{trigger: "attack", typ: barograph.Assault}})
		got := ""
		if l := d.Events[0].Locations; len(l) > 0 {
			got = l[0].Name
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestInjuredAreNotDead(t *testing.T) {
	d := code(t, Input{Text: "Two journalists were injured by stones in Nairobi."}, acts{{trigger: "stones", typ: barograph.Assault, deaths: "Two"}})
	if e := d.Events[0]; e.Deaths != nil || e.Injuries == nil || e.Injuries.Min != 2 {
		t.Errorf("%+v %+v", e.Deaths, e.Injuries)
	}
}

func TestMakersAreNoParties(t *testing.T) {
	d := code(t, Input{Text: "Kenya shot down 25 Harop drones, a weapon made in Israel, over Mombasa."}, acts{
		{trigger: "shot down", typ: barograph.Assault, mode: "aerial", who: "Kenya", whom: "25 Harop drones"},
	})
	if c := d.Events[0].Recipients[0].Code; c == "ISR" {
		t.Errorf("the drones are of %s", c)
	}
}

func TestRebelsToldBefore(t *testing.T) {
	a := &barograph.Article{Headline: "Fighting in Goma", Body: "Congolese rebels entered Goma.\n\nRwanda denied backing the rebels.", Published: on9May()}
	d := code(t, Input{Article: a}, acts{
		{trigger: "entered", typ: barograph.Mobilize, mode: "troops", who: "Congolese rebels"},
		{trigger: "backing", typ: barograph.Aid, mode: "military", who: "Rwanda", whom: "rebels"},
	})
	if p := d.Events[1].Recipients[0]; p.Code != "COD" {
		t.Errorf("%+v", p)
	}
}

func TestShoutedWordsAreNobody(t *testing.T) {
	d := code(t, Input{Article: &barograph.Article{
		Headline: "A truce on the lake",
		Body: "Tanzanian President Juma Mrisho announced the truce on Friday. \"After a long night I can tell you that Kenya and Uganda have agreed to a " +
			"FIRST AND LASTING STANDSTILL,\" he wrote.",
		Published: on9May()}}, acts{
		{trigger: "agreed", typ: barograph.Agree, mode: "yield", who: "Kenya", claimant: "he"},
	})
	if c := d.Events[0].Claimant; c == nil || c.Name != "Tanzanian President Juma Mrisho" || c.Code != "TZA" {
		t.Errorf("%+v", c)
	}
}

// TestEmbargoed: nobody puts sanctions on his own.
func TestEmbargoed(t *testing.T) {
	const text = "Norway imposes sanctions on military leaders after the coup in Chad."
	d := code(t, Input{Text: text, Published: on9May()}, acts{{trigger: "imposes sanctions", typ: barograph.Sanction, mode: "embargo", who: "Norway", whom: "military leaders"}})
	expect(t, d, "SANCTION embargo: Norway NOR > military leaders TCD")
}

// "The soldiers" of one sentence are those it has named, whoever speaks of them.
func TestTroopsToldBefore(t *testing.T) {
	d := code(t, Input{Text: "Chilean soldiers were seen in the hills of Peru, where Peruvian officials said the soldiers had burned a farm.", Published: on9May()},
		acts{
			{trigger: "seen", typ: barograph.Mobilize, mode: "troops", who: "Chilean soldiers"},
			{trigger: "burned", typ: barograph.Assault, mode: "destroy", who: "the soldiers", whom: "farm"},
		})
	if p := d.Events[1].Actors[0]; p.Code != "CHL" {
		t.Errorf("%+v", p)
	}
}

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

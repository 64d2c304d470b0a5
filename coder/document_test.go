package coder

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
)

// act is an annotation of a test document: an act that the sentence with its trigger tells. Lists are separated by |.
type act struct {
	trigger                                  string
	typ                                      barograph.Type
	mode                                     string
	who, whom, where, when, claimant, deaths string
	status                                   barograph.Status
	force                                    string
}

// acts is an extractor that finds the annotated acts of a document, each in the first sentence that holds all of its words.
type acts []act

func (as acts) Extract(sentences []string) [][]extract.Mention {
	out := make([][]extract.Mention, len(sentences))
	used := make([]bool, len(as))
	for i, s := range sentences {
		for j, a := range as {
			if used[j] {
				continue
			}
			if m, ok := a.find(s); ok {
				used[j] = true
				out[i] = append(out[i], m)
			}
		}
		slices.SortStableFunc(out[i], func(a, b extract.Mention) int { return a.Trigger.Start - b.Trigger.Start })
	}
	return out
}

func (a *act) find(s string) (extract.Mention, bool) {
	ok := true
	all := func(words string) (spans []extract.ByteSpan) {
		for w := range strings.SplitSeq(words, "|") {
			if w == "" {
				continue
			}
			i := strings.Index(s, w)
			ok = ok && i >= 0
			spans = append(spans, extract.ByteSpan{Start: i, End: i + len(w)})
		}
		return spans
	}
	one := func(words string) *extract.ByteSpan {
		if spans := all(words); spans != nil {
			return &spans[0]
		}
		return nil
	}
	m := extract.Mention{Type: a.typ, Mode: a.mode, Status: a.status, Force: a.force, Actors: all(a.who), Recipients: all(a.whom),
		Locations: all(a.where), Times: all(a.when), Claimant: one(a.claimant), Deaths: one(a.deaths), Score: 0.9, Confidence: 0.9}
	if m.Status == "" {
		m.Status = barograph.Occurred
	}
	m.Trigger = *one(a.trigger)
	return m, ok
}

// code codes a test document.
func code(t *testing.T, in Input, annotation acts) *Document {
	t.Helper()
	c, err := New(Options{Extractor: annotation})
	if err != nil {
		t.Fatal(err)
	}
	in.ID = "test"
	return c.Code(in)
}

func on9May() *barograph.Published {
	return &barograph.Published{Time: time.Date(2025, 5, 9, 0, 0, 0, 0, time.UTC), DayOnly: true}
}

// line writes an event so that a test can name it.
func line(e *barograph.Event) string {
	side := func(ps []barograph.Participant) string {
		var out []string
		for _, p := range ps {
			out = append(out, strings.TrimSpace(p.Name+" "+p.Code))
		}
		return strings.Join(out, " & ")
	}
	s := fmt.Sprintf("%s %s: %s > %s", e.Type, e.Mode, side(e.Actors), side(e.Recipients))
	if e.Status != barograph.Occurred {
		s += " [" + string(e.Status) + "]"
	}
	if e.Claimant != nil {
		s += " says " + e.Claimant.Name
	}
	if n := len(e.Mentions); n > 0 {
		s += fmt.Sprintf(" x%d", n+1)
	}
	return s
}

func lines(d *Document) []string {
	var out []string
	for i := range d.Events {
		out = append(out, line(&d.Events[i]))
	}
	return out
}

func expect(t *testing.T, d *Document, want ...string) {
	t.Helper()
	got := lines(d)
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	checkOffsets(t, d)
}

// checkOffsets holds every span of a document to its text.
func checkOffsets(t *testing.T, d *Document) {
	t.Helper()
	text := []rune(d.Text)
	check := func(what string, s *barograph.Span) {
		if s.Start < 0 || s.End > len(text) || s.Start >= s.End || string(text[s.Start:s.End]) != s.Text {
			t.Errorf("%s: %q is not at %d to %d", what, s.Text, s.Start, s.End)
		}
	}
	for i := range d.Events {
		e := &d.Events[i]
		check("trigger", &e.Trigger)
		for _, ps := range [][]barograph.Participant{e.Actors, e.Recipients} {
			for j := range ps {
				check("participant", &ps[j].Span)
			}
		}
		for j := range e.Locations {
			check("location", &e.Locations[j].Span)
		}
		if e.Time != nil {
			check("time", &e.Time.Span)
		}
		if e.Claimant != nil {
			check("claimant", &e.Claimant.Span)
		}
		for j := range e.Mentions {
			check("mention", &e.Mentions[j].Trigger)
		}
		if !strings.Contains(e.Evidence, e.Trigger.Text) {
			t.Errorf("the evidence %q lacks the trigger %q", e.Evidence, e.Trigger.Text)
		}
	}
}

func TestSurnamesTitlesPronouns(t *testing.T) {
	a := &barograph.Article{
		Headline: "Kenya’s foreign minister flies to Kampala over border row",
		Body: "Kenyan Foreign Minister Wanjiru Otieno met Ugandan Defence Minister Okello Mugerwa in Kampala on Thursday.\n\n" +
			"Otieno urged Uganda to withdraw its patrols. She also praised Tanzania.\n\n" +
			"The minister condemned a raid in Busia. Both countries agreed to meet again.",
		Published: on9May(),
	}
	d := code(t, Input{Article: a}, acts{
		{trigger: "met", typ: barograph.Consult, mode: "visit", who: "Kenyan Foreign Minister Wanjiru Otieno",
			whom: "Ugandan Defence Minister Okello Mugerwa", where: "Kampala", when: "Thursday"},
		{trigger: "urged", typ: barograph.Request, mode: "yield", force: barograph.Appeal, who: "Otieno", whom: "Uganda"},
		{trigger: "praised", typ: barograph.Support, mode: "endorse", who: "She", whom: "Tanzania"},
		{trigger: "agreed", typ: barograph.Agree, mode: "meet", who: "Both countries"},
	})
	expect(t, d,
		"CONSULT visit: Kenyan Foreign Minister Wanjiru Otieno KEN > Ugandan Defence Minister Okello Mugerwa UGA",
		"REQUEST yield: Kenyan Foreign Minister Wanjiru Otieno KEN > Uganda UGA",
		"SUPPORT endorse: Kenyan Foreign Minister Wanjiru Otieno KEN > Tanzania TZA",
		"AGREE meet: Kenya KEN & Uganda UGA > ",
	)
}

func TestQuotesNameTheirSource(t *testing.T) {
	a := &barograph.Article{
		Headline: "Oslo offers talks",
		Body: "Norwegian Foreign Minister Kari Dahl spoke with Russian Foreign Minister Sergey Lavrov on Friday.\n\n" +
			"“The minister proposed direct talks in Tromsø and rejected the new fees,” the Norwegian foreign ministry said in a statement.\n\n" +
			"“We will expel Russian trawlers,” Dahl wrote on X.",
		Published: on9May(),
	}
	d := code(t, Input{Article: a}, acts{
		{trigger: "spoke with", typ: barograph.Consult, mode: "phone", who: "Norwegian Foreign Minister Kari Dahl",
			whom: "Russian Foreign Minister Sergey Lavrov", when: "Friday"},
		{trigger: "proposed", typ: barograph.Agree, mode: "meet", who: "The minister", where: "Tromsø"},
		{trigger: "expel", typ: barograph.Threaten, mode: "expel", who: "We", whom: "Russian trawlers"},
	})
	expect(t, d,
		"CONSULT phone: Norwegian Foreign Minister Kari Dahl NOR > Sergey Lavrov RUS",
		"AGREE meet: Norwegian Foreign Minister Kari Dahl NOR >  says Norwegian foreign ministry",
		"THREATEN expel: Norwegian Foreign Minister Kari Dahl NOR > Russian trawlers RUS says Norwegian Foreign Minister Kari Dahl",
	)
	if len(d.Quotes) != 2 || d.Quotes[1].Channel != "X" {
		t.Errorf("quotes %+v", d.Quotes)
	}
}

func TestOneEventPerAct(t *testing.T) {
	a := &barograph.Article{
		Headline:   "Drones hit depot near Mandalay, 14 dead",
		Standfirst: "Naypyidaw blames Bangkok for the raid on Amarapura.",
		Body: "At least 14 people were killed when drones attacked a fuel depot in Amarapura on Wednesday, the Burmese army said.\n\n" +
			"The Burmese government accused Thailand of ordering the attack on Amarapura.\n\n" +
			"A second strike destroyed a bridge in Sittwe on Thursday.\n\n" +
			"Thailand denied any role in the attack on Amarapura, in which a local monitor counted 17 dead.",
		Published: on9May(),
	}
	d := code(t, Input{Article: a}, acts{
		{trigger: "Drones hit", typ: barograph.Assault, mode: "drone", where: "Mandalay", deaths: "14"},
		{trigger: "blames", typ: barograph.Accuse, mode: "allege", who: "Naypyidaw", whom: "Bangkok"},
		{trigger: "attacked", typ: barograph.Assault, mode: "drone", whom: "fuel depot in Amarapura", where: "Amarapura", when: "Wednesday",
			deaths: "At least 14", claimant: "Burmese army"},
		{trigger: "accused", typ: barograph.Accuse, mode: "allege", who: "Burmese government", whom: "Thailand"},
		{trigger: "strike", typ: barograph.Assault, mode: "aerial", whom: "bridge in Sittwe", where: "Sittwe", when: "Thursday"},
		{trigger: "denied", typ: barograph.Statement, mode: "deny", who: "Thailand"},
		{trigger: "attack", typ: barograph.Assault, where: "Amarapura", deaths: "17", claimant: "local monitor"},
	})
	expect(t, d,
		"ASSAULT drone:  > fuel depot in Amarapura MMR says Burmese army x3",
		"ACCUSE allege: Burmese government MMR > Thailand THA x2",
		"ASSAULT aerial:  > bridge in Sittwe MMR",
		"STATEMENT deny: Thailand THA > ",
	)
	if m := d.Events[0].Mentions; len(m) != 2 || m[1].Deaths == nil || m[1].Deaths.Min != 17 || m[1].Claimant != "local monitor" {
		t.Errorf("the other figure is lost: %+v", m)
	}
}

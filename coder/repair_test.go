package coder

import (
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
)

// readingOf prepares a text of one sentence.
func readingOf(t *testing.T, text string) *reading {
	t.Helper()
	c, err := New(Options{Extractor: acts{}})
	if err != nil {
		t.Fatal(err)
	}
	r := newReading(c, &Input{Text: text})
	r.discourse.known = map[string]who{}
	for i := range r.sentences {
		s := &r.sentences[i]
		s.words = splitWords(r.slice(s.span), s.start)
	}
	return r
}

func TestRepairSpans(t *testing.T) {
	for _, c := range []struct{ text, cut, want string }{
		{"Talks with Peruvian Foreign Minister Ana Quispe ended.", "Foreign", "Peruvian Foreign Minister Ana Quispe"},
		{"He met former President Ana Quispe.", "former", "former President Ana Quispe"},
		{"Several envoys talked with President Ana Quispe and later also with President Luis Rojas.", "President|President Ana", "President Ana Quispe"},
		{"The army of Chile attacked the port.", "of Chile", "Chile"},
		{"Shelling killed at least five civilians.", "at least five civilians", "at least five civilians"},
		{"It was Chile's attempt.", "Chile's", "Chile"},
		{"Chile told Peru Monday.", "Peru", "Peru"},
		{"Meanwhile Quispe left.", "Quispe", "Quispe"},
		{"She thanked both countries.", "countries", "both countries"},
		{"Nearby were Five Chilean jets.", "Five Chilean", "Five Chilean jets"},
		{"One person was killed.", "One", "One person"},
		{"Two were killed.", "Two", "Two"},
		{"It turned to the International Court of Justice.", "International Court|Justice", "International Court of Justice"},
		{"It wrote to the Organization of American States today.", "American States", "Organization of American States"},
		{"It wrote to Ana Rojas of Chile today.", "Chile", "Chile"},
		{"South Sudan senators met.", "Sudan senators", "South Sudan senators"},
		{"New Chilean senators met.", "Chilean senators", "Chilean senators"},
		{"It left Papua New Guinea today.", "Papua|Guinea", "Papua New Guinea"},
		{"It met Prince Salman bin Fahd here.", "Prince Salman bin", "Prince Salman bin Fahd"},
		{"Peru's army fled.", "'s army", "Peru's army"},
		{"Bombs killed at least 18 people.", "at least 18", "at least 18 people"},
		{"Peru freed two jailed Chilean hikers.", "two|Chilean hikers", "two jailed Chilean hikers"},
		{"Peru jailed 60-year-old Luis Rojas.", "60|old Luis Rojas", "60-year-old Luis Rojas"},
		{"Shells hit Port-Gentil at dawn.", "Gentil", "Port-Gentil"},
		{"They praised the code-breaker Luis Rojas.", "-|Luis Rojas", "Luis Rojas"},
		{"It was a pro-Chilean crowd.", "Chilean", "Chilean"},
		{"Peru seized a Chilean fishing vessel.", "Chilean", "Chilean fishing vessel"},
		{"Peru banned a Chilean film.", "Chilean", "Chilean film"},
		{"Peru feared a Chilean attack.", "Chilean", "Chilean"},
		{"Quispe Calls Rojas After Long Night Talks", "Quispe", "Quispe"},
	} {
		r := readingOf(t, c.text)
		var m extract.Mention
		for cut := range strings.SplitSeq(c.cut, "|") {
			i := strings.Index(c.text, cut)
			m.Actors = append(m.Actors, extract.ByteSpan{Start: i, End: i + len(cut)})
		}
		r.repair(0, &m)
		if len(m.Actors) != 1 || c.text[m.Actors[0].Start:m.Actors[0].End] != c.want {
			t.Errorf("%q cut to %q: %v, want %q", c.text, c.cut, m.Actors, c.want)
		}
	}
}

func TestJoinTriggers(t *testing.T) {
	text := "Chile expressed deep concern and condemned, then tortured and killed, while blows were exchanged."
	r := readingOf(t, text)
	at := func(s string, typ barograph.Type, confidence float32) extract.Mention {
		i := strings.Index(text, s)
		return extract.Mention{Type: typ, Trigger: extract.ByteSpan{Start: i, End: i + len(s)}, Confidence: confidence}
	}
	var got []string
	for _, m := range r.joined(0, []extract.Mention{
		at("expressed deep", barograph.Statement, 0.4), at("concern", barograph.Statement, 0.9), at("condemned", barograph.Accuse, 0.9),
		at("tortured", barograph.Assault, 0.9), at("killed", barograph.Assault, 0.8), at("blows", barograph.Assault, 0.5),
		at("exchanged", barograph.Assault, 0.5),
	}) {
		got = append(got, text[m.Trigger.Start:m.Trigger.End])
	}
	if want := "expressed deep concern|condemned|tortured|killed|blows were exchanged"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A participant does not run over the full stop of a passage, whatever the extractor says.
func TestNamesEndWithTheirSentence(t *testing.T) {
	const text = "Chile ends talks with Peru. Bolivia protests."
	cut := func(s string) extract.ByteSpan {
		i := strings.Index(text, s)
		return extract.ByteSpan{Start: i, End: i + len(s)}
	}
	c, err := New(Options{Extractor: annotated{text: {
		{Type: barograph.Sanction, Status: barograph.Occurred, Trigger: cut("ends talks"), Actors: []extract.ByteSpan{cut("Chile")},
			Recipients: []extract.ByteSpan{cut("Peru. Bolivia")}},
		{Type: barograph.Protest, Status: barograph.Occurred, Trigger: cut("protests"), Actors: []extract.ByteSpan{cut("Peru. Bolivia")}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	events := c.CodeText(text, nil).Events
	if got := events[0].Recipients[0].Text; got != "Peru" {
		t.Errorf("recipient %q", got)
	}
	if got := events[1].Actors[0].Text; got != "Bolivia" {
		t.Errorf("actor %q", got)
	}
}

// Whoever is named together with a party of a country is of that country too.
func TestNamedTogether(t *testing.T) {
	const text = "Mongolia sanctions 20 Polish firms and ten executives."
	cut := func(s string) extract.ByteSpan {
		i := strings.Index(text, s)
		return extract.ByteSpan{Start: i, End: i + len(s)}
	}
	c, err := New(Options{Extractor: annotated{text: {{Type: barograph.Sanction, Status: barograph.Occurred, Trigger: cut("sanctions"),
		Actors: []extract.ByteSpan{cut("Mongolia")}, Recipients: []extract.ByteSpan{cut("20 Polish firms"), cut("ten executives")}}}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.CodeText(text, nil).Events[0].Recipients[1].Code; got != "POL" {
		t.Errorf("executives of %q", got)
	}
}

// What was foiled has the time of its foiling, unless it has one of its own.
func TestFoiledThen(t *testing.T) {
	const text = "The navy on Monday night foiled the rebels' attempt to storm the port, a day after an attempt on Mocha."
	cut := func(s string) extract.ByteSpan {
		i := strings.Index(text, s)
		return extract.ByteSpan{Start: i, End: i + len(s)}
	}
	mention := func(trigger string, status barograph.Status) extract.Mention {
		return extract.Mention{Type: barograph.Assault, Status: status, Trigger: cut(trigger)}
	}
	c, err := New(Options{Extractor: annotated{text: {mention("attempt to storm", barograph.Attempted), mention("attempt on", barograph.Attempted)}}})
	if err != nil {
		t.Fatal(err)
	}
	events := c.CodeText(text, nil).Events
	if got := events[0].Time; got == nil || got.Text != "Monday night" && got.Text != "on Monday night" {
		t.Errorf("the attempt that was foiled: %v", got)
	}
	if events[1].Time != nil {
		t.Errorf("the other one: %v", events[1].Time)
	}
}

// An execution to which a court sentences somebody is yet to come; one that is told as done is not.
func TestSentencedIsNotExecuted(t *testing.T) {
	for _, c := range []struct {
		text, trigger string
		want          barograph.Status
	}{
		{"A court in Lima sentenced two Chilean poets to death by firing squad.", "firing squad", barograph.Planned},
		{"A court in Lima sentences the admiral to be hanged.", "hanged", barograph.Planned},
		{"The admiral was sentenced to death and hanged in Lima.", "hanged", barograph.Occurred},
		{"The admiral was sentenced to death for stoning a guard to death.", "stoning", barograph.Occurred},
		{"Peru executed the admiral by firing squad, whom a court had sentenced.", "executed", barograph.Occurred},
	} {
		d := code(t, Input{Text: c.text}, acts{{trigger: c.trigger, typ: barograph.Assault}})
		if got := d.Events[0].Status; got != c.want {
			t.Errorf("%q: %q %s, want %s", c.text, c.trigger, got, c.want)
		}
	}
}

package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
)

// tableSink shows documents to a person: their events in groups from conflict to co-operation, each with its evidence.
type tableSink struct {
	out     *output
	explain bool
	shown   int
}

// quadGroup is one group of the table.
type quadGroup struct {
	quad   int
	title  string
	colour string
}

// quadGroups stand in the order in which a crisis desk wants to see them.
var quadGroups = []quadGroup{
	{barograph.MaterialConflict, "MATERIAL CONFLICT", red},
	{barograph.VerbalConflict, "VERBAL CONFLICT", yellow},
	{barograph.Neutral, "STATEMENTS AND APPEALS", cyan},
	{barograph.VerbalCooperation, "VERBAL CO-OPERATION", blue},
	{barograph.MaterialCooperation, "MATERIAL CO-OPERATION", green},
}

// statusMarks say at a glance whether an act happened.
var statusMarks = map[barograph.Status]string{
	barograph.Occurred: "●", barograph.Attempted: "◐", barograph.Planned: "◷", barograph.Alleged: "?", barograph.Denied: "✗",
	barograph.Hypothetical: "○",
}

func (s *tableSink) close() error { return s.out.flush() }

func (s *tableSink) document(d *coder.Document, _ origin) error {
	if s.shown > 0 {
		s.out.printf("\n")
	}
	s.shown++
	s.head(d)
	for _, g := range quadGroups {
		first := true
		for i := range d.Events {
			if d.Events[i].Quad != g.quad {
				continue
			}
			if first {
				s.out.printf("\n%s\n", s.out.style(bold+";"+g.colour, g.title))
				first = false
			}
			s.event(&d.Events[i], g.colour)
			if s.explain {
				s.reasons(d.Explanations[i])
			}
		}
	}
	if len(d.Events) == 0 {
		s.out.printf("\n%s\n", s.out.style(dim, "no political events"))
	}
	return s.out.flush()
}

// head is the headline and where it comes from.
func (s *tableSink) head(d *coder.Document) {
	title, facts := d.ID, []string{}
	var warnings []string
	if a := d.Article; a != nil {
		if a.Headline != "" {
			title = a.Headline
			facts = append(facts, plain(d.ID))
		}
		if a.Source != "" && a.Source != d.ID {
			facts = append(facts, plain(a.Source))
		}
		if a.Byline != "" {
			facts = append(facts, plain(a.Byline))
		}
		if a.Published != nil {
			facts = append(facts, a.Published.Format("2 January 2006"))
		}
		warnings = append(warnings, a.Warnings...)
	}
	facts = append(facts, plural(len(d.Events), "event"))
	if n := len(d.Quotes); n > 0 {
		facts = append(facts, plural(n, "quotation"))
	}
	s.out.printf("%s\n", s.out.style(bold, wrap(plain(title), s.out.width, "")))
	s.out.printf("%s\n", s.out.style(dim, wrap(strings.Join(facts, " · "), s.out.width, "")))
	for _, w := range append(warnings, d.Warnings...) {
		s.out.printf("%s\n", s.out.style(yellow, wrap("! "+plain(w), s.out.width, "  ")))
	}
}

func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

// event is three parts: what was done by whom to whom; when, where and according to whom; the sentence that says so.
func (s *tableSink) event(e *barograph.Event, colour string) {
	who := s.parties(e.Actors)
	if len(e.Recipients) > 0 {
		who += " " + s.out.style(colour, "→") + " " + s.parties(e.Recipients)
	}
	if e.Status != barograph.Occurred {
		who += "  " + s.out.style(bold, "["+string(e.Status)+"]")
	}
	const column = 27 // of who did it to whom, behind the longest acts
	act := actName(e)
	lead := s.out.style(colour, statusMarks[e.Status]) + " " + s.out.style(bold+";"+colour, act)
	lead += strings.Repeat(" ", max(1, column-2-textWidth(act)))
	indent := strings.Repeat(" ", max(column, textWidth(lead)))
	if s.out.width < 2*column { // no room beside the act
		indent = "    "
		lead = strings.TrimRight(lead, " ") + "\n" + indent
	}
	s.out.printf("%s%s\n", lead, strings.ReplaceAll(wrap(who, s.out.width-len(indent), ""), "\n", "\n"+indent))
	const inner = "  "
	s.out.printf("%s%s\n", inner, s.out.style(dim, wrap(strings.Join(s.facts(e), " · "), s.out.width-len(inner), inner)))
	bar := inner + s.out.style(colour, "│") + " "
	for _, line := range strings.Split(s.evidence(e, s.out.width-4), "\n") {
		s.out.printf("%s%s\n", bar, line)
	}
}

func actName(e *barograph.Event) string {
	act := string(e.Type)
	if e.Mode != "" {
		act += " " + e.Mode
	}
	if e.Force != "" {
		act += " (" + e.Force + ")"
	}
	return act
}

func (s *tableSink) parties(ps []barograph.Participant) string {
	if len(ps) == 0 {
		return s.out.style(dim, "someone")
	}
	var out []string
	for i := range ps {
		p := &ps[i]
		code := p.Code
		if p.Sector != "" && string(p.Sector) != code {
			code = strings.TrimPrefix(code+" "+string(p.Sector), " ")
		}
		name := plain(p.Name)
		if code != "" {
			name += " " + s.out.style(dim, "("+code+")")
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

func (s *tableSink) facts(e *barograph.Event) []string {
	var out []string
	if e.Time != nil {
		out = append(out, readableTime(e.Time))
	}
	var places []string
	for i := range e.Locations {
		l := &e.Locations[i]
		name := l.Text
		if l.Country != "" {
			name = l.Name
			if l.Admin1 != "" {
				name += " (" + l.Country + ")"
			}
		}
		places = append(places, plain(name))
	}
	if places != nil {
		out = append(out, strings.Join(places, ", "))
	}
	if e.Deaths != nil {
		out = append(out, plain(e.Deaths.Text)+" dead")
	}
	if e.Injuries != nil {
		out = append(out, plain(e.Injuries.Text)+" injured")
	}
	if e.Claimant != nil {
		out = append(out, "says "+plain(e.Claimant.Name))
	}
	out = append(out, "CAMEO "+e.CAMEO, fmt.Sprintf("Goldstein %+.1f", e.Goldstein))
	if n := len(e.Mentions); n > 0 {
		out = append(out, fmt.Sprintf("told %d times", n+1))
	}
	return append(out, fmt.Sprintf("%.0f%%", 100*e.Confidence))
}

func readableTime(t *barograph.Time) string {
	if t.Value == "" {
		return plain(t.Text) + " (undated)"
	}
	if day, err := time.Parse(time.DateOnly, t.Value); err == nil {
		return day.Format("2 Jan 2006")
	}
	return t.Value
}

// evidence is the sentence in lines, its trigger underlined.
func (s *tableSink) evidence(e *barograph.Event, width int) string {
	const underline = "4"
	text, trigger := plain(e.Evidence), plain(e.Trigger.Text)
	if i := strings.Index(text, trigger); i >= 0 && s.out.colour {
		words := strings.Fields(trigger)
		for n := range words {
			words[n] = s.out.style(underline, words[n])
		}
		text = text[:i] + strings.Join(words, " ") + text[i+len(trigger):]
	}
	return wrap(text, width, "")
}

// reasons shows an explanation, one decision a line.
func (s *tableSink) reasons(x *coder.Explanation) {
	line := func(what string, r *coder.Reason) {
		text := what + ": "
		if r.Text != "" {
			text += "“" + r.Text + "” = "
		}
		means := r.Means
		if means == "" {
			means = "unknown"
		}
		s.out.printf("    %s\n", s.out.style(dim, wrap(plain(text+means+" ["+strings.ReplaceAll(r.Because, "|", " | ")+"]"), s.out.width-4, "      ")))
	}
	line("act", &x.Trigger)
	for i := range x.Participants {
		line(x.Participants[i].Role, &x.Participants[i])
	}
	if x.Claimant != nil {
		line("according to", x.Claimant)
	}
	for i := range x.Locations {
		line("where", &x.Locations[i])
	}
	if x.Time != nil {
		line("when", x.Time)
	}
	line("CAMEO", &x.CAMEO)
	if x.Merged != "" {
		s.out.printf("    %s\n", s.out.style(dim, wrap("one event: "+x.Merged, s.out.width-4, "      ")))
	}
}

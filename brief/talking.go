package brief

import (
	"fmt"

	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/internal/prose"
)

// talking tells who talks to whom.
func (w *writer) talking() []Sentence {
	v := w.contacts
	var out []Sentence
	add := func(lead, text string, c *contacts.Contact) {
		out = append(out, Sentence{Lead: lead, Text: text, Quote: w.quote(c.Evidence.Sentence), Sources: []int{w.cite(c.Evidence)}, Events: []string{c.Story}})
	}
	switch {
	case v.Last == nil:
		out = append(out, Sentence{Lead: "Directly", Text: "No direct contact of the two is on record."})
	default:
		text := fmt.Sprintf("%s on %s, between %s and %s.", prose.Upper(wayOf(v.Last.How)), prose.Day(v.Last.Day), names(v.Last.Of), names(v.Last.With))
		add("Directly", text, v.Last)
		if v.Silent > 0 {
			s := Sentence{Text: fmt.Sprintf("%s without a direct contact on record since.", prose.Upper(prose.Count(v.Silent, "day")))}
			if v.Unheard > 0 {
				s.Text += fmt.Sprintf(" On %d of them the record has no news of either country.", v.Unheard)
			}
			out = append(out, s)
		}
		for i := range v.Direct[min(len(v.Direct), 1):] {
			c := &v.Direct[i+1]
			if c.Day < w.from || w.quoted[c.Evidence.Sentence] || i >= 4 {
				continue
			}
			add("", fmt.Sprintf("%s on %s.", prose.Upper(wayOf(c.How)), prose.Short(c.Day)), c)
		}
	}
	mediated := map[string]bool{}
	for i := range v.Mediated {
		c := &v.Mediated[i]
		if mediated[c.Evidence.Sentence] || len(mediated) >= 4 {
			continue
		}
		mediated[c.Evidence.Sentence] = true
		by := names(c.Through)
		if by == "" {
			by = "a mediator who is not told"
		}
		add("Through others", fmt.Sprintf("%s through %s, %s.", prose.Upper(wayOf(c.How)), by, prose.Short(c.Day)), c)
	}
	for i := range v.Gobetweens {
		g := &v.Gobetweens[i]
		if i >= 4 || max(g.Of.Day, g.With.Day) < w.from {
			continue
		}
		s := Sentence{Lead: "In touch with both", Events: []string{g.Of.Story}, Sources: []int{w.cite(g.Of.Evidence)},
			Quote: w.quote(g.Of.Evidence.Sentence)}
		s.Text = fmt.Sprintf("%s, with %s (%s) and with %s (%s).", prose.Upper(partyName(g.Who)),
			prose.Country(w.a), prose.Short(g.Of.Day), prose.Country(w.b), prose.Short(g.With.Day))
		if g.With.Story != g.Of.Story {
			s.Events = append(s.Events, g.With.Story)
			if n := w.cite(g.With.Evidence); n != s.Sources[0] {
				s.Sources = append(s.Sources, n)
			}
		}
		out = append(out, s)
	}
	for i := range v.Requests {
		q := &v.Requests[i]
		if q.Answer == nil || q.Day < w.from {
			continue
		}
		what := map[string]string{contacts.Answered: "Answered", contacts.Refused: "Refused"}[q.Outcome]
		s := Sentence{Lead: what, Events: []string{q.Story, q.Answer.Story}, Sources: []int{w.cite(q.Evidence)}, Quote: w.quote(q.Evidence.Sentence)}
		s.Text = fmt.Sprintf("%s asked %s on %s; an act of %s answers it.",
			prose.Upper(names(q.By)), names(q.To), prose.Short(q.Day), prose.Short(q.Answer.Day))
		if q.Answer.Evidence.Sentence != q.Evidence.Sentence {
			s.After = "The answer: " + quoted(w.quote(q.Answer.Evidence.Sentence))
		}
		if n := w.cite(q.Answer.Evidence); n != s.Sources[0] {
			s.Sources = append(s.Sources, n)
		}
		out = append(out, s)
	}
	return out
}

func names(ps []contacts.Party) string {
	var out []string
	for _, p := range ps {
		out = append(out, partyName(p))
	}
	return prose.List(out)
}

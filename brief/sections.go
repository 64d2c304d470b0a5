package brief

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/internal/prose"
	"github.com/barograph/barograph/store"
)

// latest finds the last story of the two before the report's days, for reports that have nothing to tell.
func (w *writer) latest(ctx context.Context, r Record) (*barograph.Story, error) {
	if len(w.items) > 0 {
		return nil, nil
	}
	f := store.Filter{Pairs: []barograph.Dyad{{Actor: w.a, Recipient: w.b}}, Until: w.from.Add(-1), Confidence: w.o.Confidence}
	return w.then.Latest(ctx, r, f, func(*barograph.Story) (bool, error) { return true, nil })
}

// kinds are the groups in which events are counted.
var kinds = []struct {
	one, many string
	of        func(*barograph.Story) bool
}{
	{"act of physical violence", "acts of physical violence", func(s *barograph.Story) bool { return s.Type == barograph.Assault }},
	{"other act of force or sanction", "other acts of force or sanction", func(s *barograph.Story) bool {
		return s.Quad == barograph.MaterialConflict && s.Type != barograph.Assault
	}},
	{"threat, accusation or refusal", "threats, accusations or refusals", func(s *barograph.Story) bool { return s.Quad == barograph.VerbalConflict }},
	{"contact or agreement", "contacts or agreements", func(s *barograph.Story) bool { return s.Quad == barograph.VerbalCooperation }},
	{"concession, truce or act of help", "concessions, truces or acts of help", func(s *barograph.Story) bool { return s.Quad == barograph.MaterialCooperation }},
	{"request or statement", "requests or statements", func(s *barograph.Story) bool { return s.Quad == barograph.Neutral }},
}

// short is the report in a few sentences.
func (w *writer) short(last *barograph.Story) []Sentence {
	out := append(w.foremost(), w.level()...)
	counts := make([]int, len(kinds))
	total := 0
	for i := range w.items {
		for j := range w.items[i].stories {
			s := &w.items[i].stories[j]
			if w.named(s) != 3 || s.Status != barograph.Occurred {
				continue
			}
			total++
			for k := range kinds {
				if kinds[k].of(s) {
					counts[k]++
					break
				}
			}
		}
	}
	var parts []string
	for k, n := range counts {
		switch {
		case n == 1:
			parts = append(parts, "one "+kinds[k].one)
		case n > 1:
			parts = append(parts, prose.Number(n)+" "+kinds[k].many)
		}
	}
	if total > 0 {
		out = append(out, Sentence{Text: fmt.Sprintf("The record holds %s between the two: %s.", prose.Count(total, "event"), prose.List(parts))})
	} else {
		s := Sentence{Text: fmt.Sprintf("The record holds no event between the two from %s.", prose.Span(w.from, w.o.At))}
		if last != nil {
			e := contacts.Cite(last)
			s.Text += fmt.Sprintf(" The last before is of %s:", prose.Day(last.Filed))
			s.Quote, s.Sources, s.Events = w.quote(e.Sentence), []int{w.cite(e)}, []string{last.ID}
		} else if len(w.items) == 0 {
			s.Text += " It holds none before either."
		}
		out = append(out, s)
	}
	return append(out, w.talks())
}

// foremost quotes the weightiest act of conflict and the weightiest of co-operation between the two, the later one first; of one
// day the co-operation.
func (w *writer) foremost() []Sentence {
	var conflict, peace *item
	for i := range w.items {
		it := &w.items[i]
		if !it.both || disputed(it) || contacts.Leans(it.cite.Sentence) || it.stories[0].Status != barograph.Occurred {
			continue
		}
		switch q := it.stories[0].Quad; {
		case conflict == nil && q >= barograph.VerbalConflict:
			conflict = it
		case peace == nil && (q == barograph.VerbalCooperation || q == barograph.MaterialCooperation):
			peace = it
		}
	}
	both := slices.DeleteFunc([]*item{peace, conflict}, func(it *item) bool { return it == nil })
	slices.SortStableFunc(both, func(x, y *item) int { return cmp.Compare(y.day(), x.day()) })
	var out []Sentence
	for i, it := range both {
		w.picked[it] = true
		s := w.tell(it)
		if i == 0 || it.day() != both[0].day() {
			s.Lead = prose.Short(it.day())
		}
		out = append(out, s)
	}
	return out
}

// tell quotes an item.
func (w *writer) tell(it *item) Sentence {
	s := Sentence{Quote: w.quote(it.cite.Sentence)}
	s.Sources, s.Events = w.sources(it)
	if n := independent(it); n > 1 {
		s.After = "Told by " + prose.Count(n, "independent source") + "."
	}
	if w.contradicted(it) {
		s.After = strings.TrimSpace(s.After + " Contested, see below.")
	}
	return s
}

// talks says in one sentence whether and how the two talk.
func (w *writer) talks() Sentence {
	v := w.contacts
	var s Sentence
	switch {
	case v.Last == nil:
		s.Text = "No direct contact of the two is on record"
	case v.Silent <= 0:
		s.Text = fmt.Sprintf("The two were in direct contact on the last of these days (%s)", wayOf(v.Last.How))
	default:
		s.Text = fmt.Sprintf("The last direct contact on record, %s, was on %s, %s before", wayOf(v.Last.How), prose.Day(v.Last.Day), prose.Count(v.Silent, "day"))
	}
	if v.Last != nil {
		s.Sources, s.Events = []int{w.cite(v.Last.Evidence)}, []string{v.Last.Story}
	}
	var through []string
	for _, m := range v.Mediators {
		if len(through) < 4 {
			through = append(through, partyName(m.Who))
		}
	}
	if len(through) > 0 {
		s.Text += ". Mediating between them, or talking to both: " + prose.List(through)
		for i := range v.Mediated[:min(len(v.Mediated), 2)] {
			if n := w.cite(v.Mediated[i].Evidence); !slices.Contains(s.Sources, n) {
				s.Sources = append(s.Sources, n)
			}
			s.Events = append(s.Events, v.Mediated[i].Story)
		}
	}
	s.Text += "."
	return s
}

// happened tells the weightiest stories, by day, the latest day first.
func (w *writer) happened() []Sentence {
	var pick []*item
	left := 0
	for i := range w.items {
		switch it := &w.items[i]; {
		case disputed(it) || w.picked[it]:
		case len(pick) < w.o.Limit:
			pick = append(pick, it)
			w.picked[it] = true
		default:
			left++
		}
	}
	slices.SortStableFunc(pick, func(x, y *item) int { return cmp.Compare(y.day(), x.day()) })
	var out []Sentence
	var day barograph.Day
	for _, it := range pick {
		s := w.tell(it)
		if it.day() != day {
			day = it.day()
			s.Lead = prose.Short(day)
		}
		out = append(out, s)
	}
	if left > 0 {
		out = append(out, Sentence{Text: fmt.Sprintf("%s of less weight are left out here; barograph events --pair %s,%s --since %s --until %s lists all.",
			prose.Upper(prose.Count(left, "further act")), w.a, w.b, w.from, w.o.At)})
	}
	return out
}

func independent(it *item) int {
	groups := map[string]bool{}
	for i := range it.stories {
		for j := range it.stories[i].Reports {
			src := it.stories[i].Reports[j].Source
			groups[cmp.Or(src.Copies, src.ID)] = true
		}
	}
	return len(groups)
}

// watch tells what is open: requests without an answer, contacts to come, threats and plans.
func (w *writer) watch() []Sentence {
	var out []Sentence
	add := func(lead, text string, e contacts.Evidence, story string) {
		if !whole(e.Sentence) {
			return
		}
		out = append(out, Sentence{Lead: lead, Text: text, Quote: w.quote(e.Sentence), Sources: []int{w.cite(e)}, Events: []string{story}})
	}
	for i := range w.contacts.Planned {
		c := &w.contacts.Planned[i]
		add("To come", "", c.Evidence, c.Story)
	}
	for i := range w.contacts.Requests {
		q := &w.contacts.Requests[i]
		if q.Outcome != contacts.Open || q.Day < w.from {
			continue
		}
		what := "A request"
		if q.Force == barograph.Demand {
			what = "A demand"
		}
		add("Open", fmt.Sprintf("%s by %s of %s to %s, without an answer on record.", what, names(q.By), prose.Short(q.Day), names(q.To)), q.Evidence, q.Story)
	}
	for i := range w.items {
		it := &w.items[i]
		for j := range it.stories {
			s := &it.stories[j]
			switch {
			case s.Type == barograph.Threaten && s.Status == barograph.Occurred:
				add("Threat", "", it.cite, s.ID)
			case s.Status == barograph.Planned && s.Type != barograph.Consult:
				add("Planned", "", it.cite, s.ID)
			case s.Type == barograph.Mobilize && s.Status == barograph.Occurred && w.named(s) != 0:
				add("Forces", "", it.cite, s.ID)
			default:
				continue
			}
			break // one sentence is told once
		}
		if len(out) >= 10 {
			break
		}
	}
	return out
}

// limits says what is missing.
func (w *writer) limits() []Sentence {
	var out []Sentence
	single, all := 0, 0
	for i := range w.items {
		all++
		if independent(&w.items[i]) == 1 {
			single++
		}
	}
	switch {
	case all > 0 && single == all:
		out = append(out, Sentence{Text: "Everything told here rests on a single source each."})
	case single > 0:
		out = append(out, Sentence{Text: fmt.Sprintf("Of %s on record, %s on a single source.", prose.Count(all, "act"), rest(single))})
	}
	for _, g := range w.contacts.Gaps {
		if g.To >= w.from {
			out = append(out, Sentence{Text: fmt.Sprintf("The record has no news of either country from %s; that is no sign of calm.", prose.Span(max(g.From, w.from), g.To))})
		}
	}
	return append(out, Sentence{Text: "Events were coded by machine from news in English; a reader who acts on a sentence should read its source."})
}

func rest(n int) string {
	if n == 1 {
		return "one rests"
	}
	return prose.Number(n) + " rest"
}

// wayOf says how a contact was made, with its article.
func wayOf(how contacts.Way) string {
	return map[contacts.Way]string{contacts.Phone: "a telephone call", contacts.Visit: "a visit", contacts.ThirdPlace: "a meeting at a third place",
		contacts.Multilateral: "a meeting of several countries", contacts.Negotiation: "negotiations", contacts.Mediation: "mediated talks",
		contacts.Talks: "a meeting or talks", contacts.Agreement: "an agreement", contacts.Truce: "a joint truce", contacts.Signing: "a signing"}[how]
}

// partyName is a party with its country, where the name does not tell it.
func partyName(p contacts.Party) string {
	land := prose.Country(p.Code)
	switch own, country := p.Named(); {
	case !own:
		return land
	case !country:
		return common(p.Name)
	}
	return common(p.Name) + " (" + strings.TrimPrefix(land, "the ") + ")"
}

// common puts the article before what is no proper name: the spokesman, but officials.
func common(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return name
	}
	lower := func(w string) bool { return w == strings.ToLower(w) }
	first, last := words[0], words[len(words)-1]
	switch {
	case strings.HasSuffix(first, "'s"), strings.HasSuffix(first, "’s"), strings.HasSuffix(first, "s'"): // Pakistan's army
		return name
	case lower(first) && strings.HasSuffix(first, "s"): // officials in Poonch
		return name
	case lower(first) || lower(last):
		return "the " + name
	}
	return name
}

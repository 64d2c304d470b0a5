package brief

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/internal/prose"
)

// disputed says whether an item is nothing but a dispute: an accusation, a denial, or an act that is alleged or denied.
func disputed(it *item) bool {
	return !slices.ContainsFunc(it.stories, func(s barograph.Story) bool { return !dispute(&s) })
}

func dispute(s *barograph.Story) bool {
	return s.Status == barograph.Alleged || s.Status == barograph.Denied || s.Type == barograph.Statement && s.Mode == "deny" ||
		s.Type == barograph.Accuse && s.Mode == "allege"
}

// contradicted says whether the report tells below that an item's reports contradict each other.
func (w *writer) contradicted(it *item) bool {
	return slices.ContainsFunc(it.stories, func(s barograph.Story) bool { return w.open(it, &s) || differ(&s, "deaths") || differ(&s, "injuries") })
}

// open says whether it is open, of a story that the report tells, if it happened: two who speak of it give different answers. Who
// gives both answers, as of an attack of which a part was repelled, contradicts nobody.
func (w *writer) open(it *item, s *barograph.Story) bool {
	if !w.picked[it] && w.named(s) != 3 {
		return false
	}
	said := map[string]map[barograph.Status]bool{}
	for i := range s.Claims {
		v := voice(s, &s.Claims[i])
		if said[v] == nil {
			said[v] = map[barograph.Status]bool{}
		}
		said[v][s.Claims[i].Status] = true
	}
	one := map[barograph.Status]bool{} // answers of those who give one
	for _, statuses := range said {
		if len(statuses) == 1 {
			for status := range statuses {
				one[status] = true
			}
		}
	}
	return len(one) > 1
}

// voice is who gives an answer: the claimant, or else the article.
func voice(s *barograph.Story, c *barograph.Claim) string {
	if c.By != "" {
		return c.By
	}
	if r := reportOf(s, c.Report); r != nil {
		return r.Source.ID
	}
	return c.Outlet
}

// differ says whether the figures of a story are not the same.
func differ(s *barograph.Story, of string) bool {
	var first *barograph.Count
	for i := range s.Figures {
		f := &s.Figures[i]
		if f.Of != of {
			continue
		}
		if first != nil && (first.Min != f.Count.Min || first.Max != f.Count.Max) {
			return true
		}
		first = &f.Count
	}
	return false
}

// answers say what a status means when somebody gives it.
var answers = map[barograph.Status]string{barograph.Occurred: "it happened",
	barograph.Attempted: "it was tried, and failed or is open", barograph.Planned: "it is planned",
	barograph.Alleged: "it is alleged", barograph.Denied: "it did not happen", barograph.Hypothetical: "it is only possible"}

// contested tells accusations and denials by who makes them, then what reports contradict each other in, then the figures.
func (w *writer) contested() []Sentence {
	var out []Sentence
	for i := range w.items {
		if it := &w.items[i]; disputed(it) && len(out) < 8 && !w.quoted[it.cite.Sentence] {
			s := Sentence{Lead: w.claimant(it), Quote: w.quote(it.cite.Sentence)}
			s.Sources, s.Events = w.sources(it)
			if s.Lead != "" {
				out = append(out, s)
			}
		}
	}
	// The two sides stand beside each other: first the one, then the other, then others.
	side := func(s Sentence) int {
		return slices.Index([]string{prose.Upper(prose.Country(w.a)), prose.Upper(prose.Country(w.b))}, s.Lead)
	}
	slices.SortStableFunc(out, func(x, y Sentence) int { return cmp.Compare(uint(side(x)), uint(side(y))) })
	for i := range w.items {
		for j := range w.items[i].stories {
			if s := &w.items[i].stories[j]; w.open(&w.items[i], s) {
				out = append(out, w.claims(&w.items[i], s)...)
			}
		}
	}
	given := map[string]bool{}
	for i := range w.items {
		for j := range w.items[i].stories {
			out = append(out, w.figures(&w.items[i].stories[j], given)...)
		}
	}
	return out
}

// claimant is who stands behind a dispute, by country: who denies or accuses, or else the source of what is alleged. "" when nobody is.
func (w *writer) claimant(it *item) string {
	stories := slices.Clone(it.stories)
	slices.SortStableFunc(stories, func(x, y barograph.Story) int {
		speech := func(s *barograph.Story) int {
			if s.Type == barograph.Statement || s.Type == barograph.Accuse {
				return 0
			}
			return 1
		}
		return cmp.Compare(speech(&x), speech(&y))
	})
	for i := range stories {
		s := &stories[i]
		code, name := "", ""
		switch {
		case (s.Type == barograph.Statement || s.Type == barograph.Accuse) && len(s.Actors) > 0:
			code, name = s.Actors[0].Code, cmp.Or(s.Actors[0].Name, s.Actors[0].Text)
		case s.Claimant != nil:
			code, name = s.Claimant.Code, cmp.Or(s.Claimant.Name, s.Claimant.Text)
		}
		if code == w.a || code == w.b {
			return prose.Upper(prose.Country(code))
		}
		if name != "" {
			return prose.Upper(name)
		}
	}
	return ""
}

// claims tells who says that a story happened, and who says otherwise.
func (w *writer) claims(it *item, s *barograph.Story) []Sentence {
	head := Sentence{Lead: prose.Short(s.Filed), Text: "Reports differ on whether this happened:", Quote: w.quote(it.cite.Sentence),
		Events: []string{s.ID}, Sources: []int{w.cite(it.cite)}}
	out := []Sentence{head}
	byStatus := map[barograph.Status]*Sentence{}
	quotedBy := map[barograph.Status]bool{} // whether the quote is of a claimant, not of an article's own voice
	var order []barograph.Status
	for i := range s.Claims {
		c := &s.Claims[i]
		r := reportOf(s, c.Report)
		if r == nil {
			continue
		}
		n := w.cite(evidence(r))
		who := cmp.Or(common(c.By), c.Outlet, fmt.Sprintf("source %d", n))
		if c.Code == w.a || c.Code == w.b {
			if land := prose.Country(c.Code); !strings.Contains(c.By, land) {
				who = partyName(contacts.Party{Code: c.Code, Name: c.By})
			}
		}
		x := byStatus[c.Status]
		if x == nil {
			x = &Sentence{Under: true, Events: []string{s.ID}}
			byStatus[c.Status] = x
			order = append(order, c.Status)
		}
		if !strings.Contains(x.Text, who) {
			if x.Text != "" {
				x.Text += "; "
			}
			x.Text += who
		}
		if !slices.Contains(x.Sources, n) {
			x.Sources = append(x.Sources, n)
		}
		if whole(r.Evidence) && r.Evidence != it.cite.Sentence && (x.Quote == "" || c.By != "" && !quotedBy[c.Status]) {
			x.Quote, quotedBy[c.Status] = r.Evidence, c.By != ""
		}
	}
	for _, status := range order {
		x := byStatus[status]
		x.Lead = prose.Upper(answers[status])
		x.Text = "according to " + prose.List(strings.Split(x.Text, "; ")) + "."
		if x.Quote != "" {
			x.Quote = w.quote(x.Quote)
		}
		out = append(out, *x)
	}
	return out
}

func reportOf(s *barograph.Story, id string) *barograph.Report {
	for i := range s.Reports {
		if s.Reports[i].ID == id {
			return &s.Reports[i]
		}
	}
	return nil
}

// figures tells the dead and injured of a story, with who gives which figure; a range where they differ. A figure that the same article
// gave before is not told again.
func (w *writer) figures(s *barograph.Story, given map[string]bool) []Sentence {
	var out []Sentence
	for _, of := range []string{"deaths", "injuries"} {
		total := s.Deaths
		if of == "injuries" {
			total = s.Injuries
		}
		x := Sentence{Events: []string{s.ID}}
		var parts []string
		fresh := false
		for i := range s.Figures {
			f := &s.Figures[i]
			r := reportOf(s, f.Report)
			if f.Of != of || r == nil {
				continue
			}
			n := w.cite(evidence(r))
			k := fmt.Sprint(of, n, f.Count.Min, f.Count.Max)
			fresh = fresh || !given[k]
			given[k] = true
			part := fmt.Sprintf("%s according to %s", strings.ToLower(f.Count.Text), cmp.Or(common(f.By), f.Outlet, fmt.Sprintf("source %d", n)))
			if !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
			if !slices.Contains(x.Sources, n) {
				x.Sources = append(x.Sources, n)
			}
			if x.Quote == "" && whole(r.Evidence) {
				x.Quote = w.quote(r.Evidence)
			}
		}
		if len(parts) == 0 || total == nil || !fresh {
			continue
		}
		x.Lead = map[string]string{"deaths": "Dead", "injuries": "Injured"}[of]
		x.Text = prose.Upper(prose.List(parts)) + "."
		if differ(s, of) {
			most := fmt.Sprintf("Between %d and %d", total.Min, total.Max)
			if total.Max <= total.Min {
				most = fmt.Sprintf("%d or more", total.Min)
			}
			x.Text = fmt.Sprintf("%s: %s.", most, prose.List(parts))
		}
		out = append(out, x)
	}
	return out
}

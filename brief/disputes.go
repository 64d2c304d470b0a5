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

// contested says whether reports of an item contradict each other.
func contested(it *item) bool {
	return slices.ContainsFunc(it.stories, func(s barograph.Story) bool {
		return statuses(&s) > 1 || differ(&s, "deaths") || differ(&s, "injuries")
	})
}

// statuses counts the answers to "did it happen?".
func statuses(s *barograph.Story) int {
	seen := map[barograph.Status]bool{}
	for i := range s.Claims {
		seen[s.Claims[i].Status] = true
	}
	return len(seen)
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
var answers = map[barograph.Status]string{barograph.Occurred: "it happened", barograph.Attempted: "it was tried, and failed or is open", barograph.Planned: "it is planned",
	barograph.Alleged: "it is alleged", barograph.Denied: "it did not happen", barograph.Hypothetical: "it is only possible"}

// contested tells accusations and denials by who makes them, then what reports contradict each other in, then the figures.
func (w *writer) contested() []Sentence {
	var out []Sentence
	for i := range w.items {
		if it := &w.items[i]; disputed(it) && len(out) < 8 {
			s := Sentence{Lead: w.claimant(it), Quote: w.quote(it.cite.Sentence)}
			s.Sources, s.Events = w.sources(it)
			if s.Quote != "" {
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
			if s := &w.items[i].stories[j]; statuses(s) > 1 && w.named(s) == 3 {
				out = append(out, w.claims(&w.items[i], s)...)
			}
		}
	}
	for i := range w.items {
		for j := range w.items[i].stories {
			out = append(out, w.figures(&w.items[i], &w.items[i].stories[j])...)
		}
	}
	return out
}

// claimant is who stands behind a dispute, by country.
func (w *writer) claimant(it *item) string {
	for i := range it.stories {
		s := &it.stories[i]
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
	return "Without a named claimant"
}

// claims tells who says that a story happened, and who says otherwise.
func (w *writer) claims(it *item, s *barograph.Story) []Sentence {
	head := Sentence{Lead: s.Filed.Time().Format("2 January"), Text: "On this, reports differ:", Quote: w.quote(it.cite.Sentence), Events: []string{s.ID}, Sources: []int{w.cite(it.cite)}}
	if head.Quote == "" {
		head.Text = fmt.Sprintf("Reports differ on what [%d] tells.", head.Sources[0])
	}
	out := []Sentence{head}
	byStatus := map[barograph.Status]*Sentence{}
	var order []barograph.Status
	for i := range s.Claims {
		c := &s.Claims[i]
		r := reportOf(s, c.Report)
		if r == nil {
			continue
		}
		who := cmp.Or(c.By, c.Outlet, r.Source.Headline)
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
		n := w.cite(evidence(r))
		if !slices.Contains(x.Sources, n) {
			x.Sources = append(x.Sources, n)
		}
		if x.Quote == "" && whole(r.Evidence) {
			x.Quote = w.quote(r.Evidence)
		}
	}
	for _, status := range order {
		x := byStatus[status]
		x.Lead = prose.Upper(answers[status])
		x.Text = "according to " + prose.List(strings.Split(x.Text, "; ")) + "."
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

// figures tells the dead and injured of a story, with who gives which figure; a range where they differ.
func (w *writer) figures(it *item, s *barograph.Story) []Sentence {
	var out []Sentence
	for _, of := range []string{"deaths", "injuries"} {
		total := s.Deaths
		if of == "injuries" {
			total = s.Injuries
		}
		x := Sentence{Events: []string{s.ID}}
		var parts []string
		for i := range s.Figures {
			f := &s.Figures[i]
			r := reportOf(s, f.Report)
			if f.Of != of || r == nil {
				continue
			}
			part := fmt.Sprintf("%s (%s)", strings.ToLower(f.Count.Text), cmp.Or(f.By, f.Outlet, "the article itself"))
			if !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
			n := w.cite(evidence(r))
			if !slices.Contains(x.Sources, n) {
				x.Sources = append(x.Sources, n)
			}
			if x.Quote == "" && whole(r.Evidence) {
				x.Quote = w.quote(r.Evidence)
			}
		}
		if len(parts) == 0 || total == nil {
			continue
		}
		x.Lead = map[string]string{"deaths": "Dead", "injuries": "Injured"}[of]
		x.Text = fmt.Sprintf("%s, %s.", s.Filed.Time().Format("2 January"), prose.List(parts))
		if differ(s, of) {
			most := fmt.Sprintf("%d to %d", total.Min, total.Max)
			if total.Max <= total.Min {
				most = fmt.Sprintf("%d or more", total.Min)
			}
			x.Text = fmt.Sprintf("%s, %s by who counts: %s.", s.Filed.Time().Format("2 January"), most, prose.List(parts))
		}
		out = append(out, x)
	}
	return out
}

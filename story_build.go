package barograph

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// NewStory makes one story of reports that tell one act, with people's corrections applied. It depends on the set of reports and
// corrections, not on their order. Which reports tell one act is not decided here.
//
// The base is the report that fits best with the others: of the type and mode that most independent sources give, one that is about the act
// rather than tells it in passing, and of these the one with the most to tell. Time and place come from the report that is most precise; the
// status is the one that most independent sources give; figures span what reports say, with each figure kept. A side that the base leaves open
// comes from a report of its type whose other side fits.
func NewStory(reports []Report, corrections Corrections, links []Link) Story {
	reports = slices.Clone(reports)
	SortReports(reports)
	base := baseOf(reports)
	s := Story{Event: base.Event, Reports: reports, Links: slices.Clone(links)}
	slices.SortFunc(s.Links, func(a, b Link) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	s.ID = slices.MinFunc(reports, func(a, b Report) int { return cmp.Compare(a.ID, b.ID) }).ID
	s.Mentions = []Mention{}
	s.Published = firstPublished(reports)
	articles, sources := map[string]bool{}, map[string]bool{}
	for i := range reports {
		articles[reports[i].Source.ID] = true
		sources[sourceOf(&reports[i])] = true
		s.Confidence = max(s.Confidence, reports[i].Confidence)
	}
	s.Articles, s.Sources = len(articles), len(sources)
	s.Status = Status(most(reports, func(r *Report) string { return string(r.Status) }, func(v string) int {
		return slices.Index(Statuses, Status(v))
	}))
	for i := range reports {
		r := &reports[i]
		if precision(r.Time) > precision(s.Time) {
			s.Time = r.Time
		}
		if detail(r.Locations) > detail(s.Locations) {
			s.Locations = r.Locations
		}
		if len(s.Actors) == 0 && r.Type == s.Type &&
			(fits(r.Recipients, s.Recipients) || isArmed(r.Actors) || inOneTown(r.Locations, base.Locations)) {
			s.Actors = r.Actors
		}
		if len(s.Recipients) == 0 && r.Type == s.Type && len(r.Recipients) > 0 && fits(r.Actors, s.Actors) {
			s.Recipients = r.Recipients
		}
	}
	s.Filed = s.Event.Day(s.Published)
	s.Claims = claims(reports)
	s.Figures = figures(reports)
	s.Deaths, s.Injuries = span(s.Figures, "deaths"), span(s.Figures, "injuries")
	s.Pairs = s.pairsOfReports()
	s.apply(corrections.Of(reports))
	return s
}

// fits says whether one side of an act as two reports tell it may be the same: they name a country in common, or one names none. Where they
// do not, they tell two acts that were taken for one, and the other side is not theirs either.
func fits(a, b []Participant) bool {
	p, q := codes(a), codes(b)
	return len(p) == 0 || len(q) == 0 || slices.ContainsFunc(p, func(c string) bool { return slices.Contains(q, c) })
}

// inOneTown says whether two places have a region or town in common.
func inOneTown(a, b []Location) bool {
	return slices.ContainsFunc(a, func(x Location) bool {
		return x.Admin1 != "" && slices.ContainsFunc(b, func(y Location) bool { return x.Name == y.Name && x.Country == y.Country })
	})
}

// isArmed says whether armed groups did it, who are told to have hit now these and now those in one attack.
func isArmed(ps []Participant) bool {
	return slices.ContainsFunc(ps, func(p Participant) bool { return p.Sector == REB })
}

// apply puts people's corrections into a story.
func (s *Story) apply(cs Corrections) {
	s.Corrections = cs
	for i := range cs {
		switch c := &cs[i]; c.Kind {
		case Correct:
			if s.Set(c.Field, c.Value) == nil {
				s.Filed = s.Event.Day(s.Published)
				switch c.Field {
				case "type", "actors", "recipients", "place": // of who did it to whom a person's word counts alone
					s.Pairs = nil
				}
			}
		case Refuse:
			s.Rejected = true
		case Confirm:
			s.Rejected, s.Confidence = false, 1
		}
	}
}

// SortReports puts reports in the order of publication; those without a day come last.
func SortReports(reports []Report) { slices.SortFunc(reports, compareReports) }

// compareReports puts reports in the order of publication; those without a day come last.
func compareReports(a, b Report) int {
	p, q := a.Source.Published, b.Source.Published
	switch {
	case p != nil && q == nil:
		return -1
	case p == nil && q != nil:
		return 1
	case p != nil:
		if c := p.Compare(q.Time); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(a.Source.ID, b.Source.ID), cmp.Compare(a.Trigger.Start, b.Trigger.Start), cmp.Compare(a.ID, b.ID))
}

func firstPublished(sorted []Report) *Published { return sorted[0].Source.Published }

// sourceOf names the independent source behind a report.
func sourceOf(r *Report) string { return cmp.Or(r.Source.Copies, r.Source.ID) }

// most is the value that most independent sources give; of several the one of the least rank.
func most(reports []Report, value func(*Report) string, rank func(string) int) string {
	by := map[string]map[string]bool{}
	for i := range reports {
		v := value(&reports[i])
		if by[v] == nil {
			by[v] = map[string]bool{}
		}
		by[v][sourceOf(&reports[i])] = true
	}
	best, found := "", false
	for v, sources := range by {
		switch {
		case !found, len(sources) > len(by[best]):
		case len(sources) < len(by[best]):
			continue
		case cmp.Or(cmp.Compare(rank(v), rank(best)), cmp.Compare(v, best)) > 0:
			continue
		}
		best, found = v, true
	}
	return best
}

// baseOf is the report that speaks for the story.
func baseOf(reports []Report) *Report {
	act := func(r *Report) string { return string(r.Type) + " " + r.Mode + " " + r.Force }
	told := func(v string) int { // a mode says more than none
		if strings.Contains(v, "  ") {
			return 1
		}
		return 0
	}
	kind := most(reports, act, told)
	var best *Report
	for i := range reports {
		r := &reports[i]
		if act(r) != kind {
			continue
		}
		if best == nil || cmp.Or(-compareBool(r.isAside(), best.isAside()), cmp.Compare(richness(r), richness(best)),
			cmp.Compare(r.Confidence, best.Confidence), -compareReports(*r, *best)) > 0 {
			best = r
		}
	}
	return best
}

// compareBool puts what is not so before what is.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// isAside says whether the sentence tells the act only as cause or setting of what it is about: "the match is called off due to the fighting".
func (e *Event) isAside() bool {
	before, _, found := strings.Cut(e.Evidence, e.Trigger.Text)
	if !found || e.Trigger.Text == "" {
		return false
	}
	clause := before[strings.LastIndexAny(before, ",;:")+1:]
	if len(clause) == len(before) {
		clause = " " + strings.ToLower(clause)
	}
	return slices.ContainsFunc(asides, func(w string) bool { return strings.Contains(clause, w) })
}

// asides lead from what a sentence is about to its cause or setting.
var asides = []string{" due to ", " because of ", " amid ", " amidst ", " following ", " after ", " despite ", " in the wake of ", " in response to ",
	" in protest at ", " in protest of "}

// richness counts the fields that a report fills.
func richness(r *Report) int {
	n := len(codes(r.Actors)) + len(codes(r.Recipients)) + detail(r.Locations) + precision(r.Time)
	if r.Status == Occurred {
		n++
	}
	return n
}

// precision orders times by how much they tell.
func precision(t *Time) int {
	if t == nil || t.Value == "" {
		return 0
	}
	return 1 + slices.Index([]string{"year", "season", "month", "range", "week", "day", "hour"}, t.Precision)
}

// detail orders places by how much they tell: nothing, a country, a region, a town.
func detail(ls []Location) int {
	n := 0
	for i := range ls {
		switch l := &ls[i]; {
		case l.Country == "":
		case l.Admin1 == "":
			n = max(n, 1)
		case l.Admin1 == l.Name:
			n = max(n, 2)
		default:
			n = max(n, 3)
		}
	}
	return n
}

// claims lists the statuses by who gives them, when there is more to say than "it occurred".
func claims(reports []Report) []Claim {
	var out []Claim
	add := func(status Status, by, code string, r *Report) {
		if !slices.ContainsFunc(out, func(c Claim) bool { return c.Status == status && c.By == by && c.Outlet == r.Source.Outlet }) {
			out = append(out, Claim{Status: status, By: by, Code: code, Outlet: r.Source.Outlet, Report: r.ID})
		}
	}
	for i := range reports {
		r := &reports[i]
		by, code := "", ""
		if r.Claimant != nil {
			by, code = r.Claimant.Name, r.Claimant.Code
		}
		add(r.Status, by, code, r)
		for j := range r.Mentions {
			if m := &r.Mentions[j]; m.Status != "" && (m.Status != r.Status || m.Claimant != "") {
				add(m.Status, m.Claimant, "", r)
			}
		}
	}
	if !slices.ContainsFunc(out, func(c Claim) bool { return c.By != "" || c.Status != out[0].Status }) {
		return nil
	}
	return out
}

// figures lists the counts by who gives them.
func figures(reports []Report) []Figure {
	var out []Figure
	add := func(of string, c *Count, by string, r *Report) {
		if c == nil {
			return
		}
		f := Figure{Of: of, Count: *c, By: by, Outlet: r.Source.Outlet, Report: r.ID}
		if !slices.ContainsFunc(out, func(g Figure) bool {
			return g.Of == of && g.By == by && g.Outlet == f.Outlet && g.Count.Min == c.Min && g.Count.Max == c.Max
		}) {
			out = append(out, f)
		}
	}
	for i := range reports {
		r := &reports[i]
		by := ""
		if r.Claimant != nil {
			by = r.Claimant.Name
		}
		add("deaths", r.Deaths, by, r)
		add("injuries", r.Injuries, by, r)
		for j := range r.Mentions {
			m := &r.Mentions[j]
			add("deaths", m.Deaths, cmp.Or(m.Claimant, by), r)
			add("injuries", m.Injuries, cmp.Or(m.Claimant, by), r)
		}
	}
	return out
}

// span is the range from the least figure to the greatest.
func span(figures []Figure, of string) *Count {
	var c *Count
	open := false
	for i := range figures {
		f := &figures[i]
		if f.Of != of {
			continue
		}
		if c == nil {
			c = &Count{Text: f.Count.Text, Min: f.Count.Min, Max: f.Count.Max}
			open = f.Count.Max == 0
			continue
		}
		open = open || f.Count.Max == 0
		c.Max = max(c.Max, c.Min, f.Count.Min, f.Count.Max)
		c.Min = min(c.Min, f.Count.Min)
		c.Text = strconv.Itoa(c.Min) + "–" + strconv.Itoa(c.Max)
	}
	if c != nil && open && c.Max <= c.Min {
		c.Max = 0
	}
	return c
}

package coder

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/barograph/barograph"
)

// told is one place of a document that tells an act, with all that was found out about it.
type told struct {
	event      barograph.Event
	at         span // of the trigger
	another    bool // announced as one more of its kind
	series     bool // several acts told as one: "attacks"
	lead       bool // stands in the headline or standfirst, which retell the body
	stem       string
	content    []string // stems of what the act is about: the words behind the trigger that name no participant
	actors     []party
	recipients []party
	claimant   *party
	why        *Explanation
	parts      parts
}

// party is a participant as resolution left it.
type party struct {
	barograph.Participant
	at     span
	person bool   // a person known by name
	head   string // stem of the noun it hangs on
	vague  bool   // "people", "they": whoever it is, no table and no earlier mention says
	noun   bool   // a plain noun with its country behind it: "sailors from Peru"
	side   bool   // one of "both countries"
	named  bool   // the country is the phrase's own, not that of the text around it
	how    string
}

// merge groups the places that tell one act, and makes an event of each group. Two places join when nothing they say speaks
// against it and enough speaks for it; a group only ever holds places that all fit each other, so that a vague report cannot chain
// two distinct acts together. The strongest pairs join first, whatever the order of the text.
func merge(all []*told) []*told {
	slices.SortStableFunc(all, inText)
	type pair struct {
		a, b  int
		score int
	}
	var pairs []pair
	bad := map[[2]int]bool{} // pairs that exclude each other
	const window = 500       // reports further apart are not compared, lest a book take for ever
	for i := range all {
		for j := i + 1; j < min(len(all), i+window); j++ {
			if all[i].event.Type != all[j].event.Type {
				continue
			}
			score, ok := likeness(all[i], all[j])
			if !ok {
				bad[[2]int{i, j}] = true
			} else if score >= enough {
				pairs = append(pairs, pair{i, j, score})
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y pair) int { return y.score - x.score })

	group := make([][]int, len(all))
	home, last := make([]int, len(all)), make([]int, len(all)) // of each group, named by its first report
	for i := range all {
		group[i], home[i], last[i] = []int{i}, i, i
	}
	for _, p := range pairs {
		a, b := home[p.a], home[p.b]
		if a == b || max(last[a], last[b])-min(a, b) >= window || slices.ContainsFunc(group[a], func(i int) bool {
			return slices.ContainsFunc(group[b], func(j int) bool { return bad[[2]int{min(i, j), max(i, j)}] })
		}) {
			continue
		}
		a, b = min(a, b), max(a, b)
		last[a] = max(last[a], last[b])
		for _, i := range group[b] {
			home[i] = a
		}
		group[a] = append(group[a], group[b]...)
		group[b] = nil
	}
	var out []*told
	for _, members := range group {
		if len(members) == 0 {
			continue
		}
		slices.Sort(members)
		reports := make([]*told, len(members))
		for n, i := range members {
			reports[n] = all[i]
		}
		out = append(out, unite(reports))
	}
	slices.SortStableFunc(out, inText)
	return out
}

// inText is the order of the text.
func inText(a, b *told) int {
	return cmp.Or(a.at.start-b.at.start, a.at.end-b.at.end, cmp.Compare(a.event.Type, b.event.Type), cmp.Compare(a.event.Mode, b.event.Mode),
		cmp.Compare(a.event.Status, b.event.Status))
}

// enough is the likeness from which two places tell the same act.
const enough = 4

// likeness weighs what speaks for two places telling the same act. ok is false when something speaks against it.
func likeness(a, b *told) (score int, ok bool) {
	e, f := &a.event, &b.event
	if e.Sentence == f.Sentence || isAnother(a, b) || !statusesFit(e.Status, f.Status) || !modesFit(e, f) {
		return 0, false
	}
	who, ok := partiesFit(a, b)
	if !ok {
		return 0, false
	}
	when, ok := timesFit(e.Time, f.Time)
	if !ok {
		return 0, false
	}
	where, ok := placesFit(e.Locations, f.Locations)
	if !ok {
		return 0, false
	}
	figures, ok := figuresFit(e, f)
	if !ok {
		return 0, false
	}
	score = who + when + where + figures
	if a.stem == b.stem {
		score++
	}
	if e.Mode == f.Mode && e.Mode != "" {
		score++
	}
	score += contentFits(a, b)
	if a.series != b.series {
		score -= 2 // "a series of attacks" is none of them
	}
	if (a.lead || b.lead) && a.lead != b.lead {
		score++ // the headline tells what the body tells
	}
	return score, true
}

// isAnother says whether the later of two places announces an act besides those told before: "in another attack".
func isAnother(a, b *told) bool {
	if a.at.start > b.at.start {
		a, b = b, a
	}
	return b.another && !a.lead
}

// contentFits compares what two acts are about. Of words it decides whether the same was said; of deeds it only helps.
func contentFits(a, b *told) int {
	n, least := shared(a.content, b.content), min(len(a.content), len(b.content))
	switch {
	case !isVerbal(a.event.Type):
		return min(n, 2)
	case least < 2:
		return min(n, 1)
	case 2*n >= least:
		return 2
	case 4*n >= least:
		return 0
	}
	return -3
}

// isVerbal says whether an act consists of words, so that what was said tells it from others of its kind.
func isVerbal(t barograph.Type) bool {
	switch t {
	case barograph.Statement, barograph.Agree, barograph.Support, barograph.Request, barograph.Accuse, barograph.Reject, barograph.Threaten:
		return true
	}
	return false
}

// statusesFit says whether two statuses may be told of one act: one outlet's allegation is another's fact, but what is planned has
// not occurred.
func statusesFit(a, b barograph.Status) bool {
	if a == b {
		return true
	}
	claimed := func(s barograph.Status) bool {
		return s == barograph.Occurred || s == barograph.Alleged || s == barograph.Denied
	}
	return claimed(a) && claimed(b)
}

// weapons that one attack may be told with.
var kin = [][]string{
	{"aerial", "drone", "missile", "heavy-weapons", "destroy"},
	{"explosives", "suicide-attack", "massacre"},
	{"firearms", "assassinate", "massacre", "explosives"},
	{"visit", "negotiate", "multilateral", "third-party"},
	{"troops", "weapons"},
}

func modesFit(e, f *barograph.Event) bool {
	if e.Type == barograph.Request && e.Force != f.Force {
		return false
	}
	if e.Mode == f.Mode || e.Mode == "" || f.Mode == "" {
		return true
	}
	return slices.ContainsFunc(kin, func(k []string) bool { return slices.Contains(k, e.Mode) && slices.Contains(k, f.Mode) })
}

// isSymmetric says whether an act has no direction: who met whom is who was met by whom.
func isSymmetric(t barograph.Type) bool {
	return t == barograph.Consult || t == barograph.Cooperate
}

func partiesFit(a, b *told) (int, bool) {
	if isSymmetric(a.event.Type) {
		both := func(t *told) []party { return append(slices.Clip(t.actors), t.recipients...) }
		return circlesFit(both(a), both(b))
	}
	n, ok := sidesFit(a.actors, b.actors)
	if !ok {
		return 0, false
	}
	m, ok := sidesFit(a.recipients, b.recipients)
	return n + m, ok
}

// sidesFit compares who stands on one side of two acts. The score is below zero when both are told and nothing shows that they are
// the same.
func sidesFit(a, b []party) (score int, ok bool) {
	if len(a) == 0 || len(b) == 0 {
		return 0, true
	}
	best, fits := -1, false
	for i := range a {
		for j := range b {
			if n, ok := alike(&a[i], &b[j]); ok {
				best, fits = max(best, n), true
			}
		}
	}
	return best, fits
}

// circlesFit compares the circles of two acts without direction. Everybody of the smaller circle must fit somebody of the larger one:
// a talk with one partner is not the talk with another.
func circlesFit(a, b []party) (score int, ok bool) {
	if len(a) > len(b) {
		a, b = b, a
	}
	for i := range a {
		best, fits := 0, false
		for j := range b {
			if n, ok := alike(&a[i], &b[j]); ok {
				best, fits = max(best, n), true
			}
		}
		if !fits {
			return 0, false
		}
		score += best
	}
	return min(score, 5), true
}

// alike weighs whether two participants are the same or speak for the same: 3 the same name, 2 the same state or the same kind of people
// of one country, 1 different people of one country, 0 nobody can say, -1 things of which no country is known.
func alike(a, b *party) (int, bool) {
	switch {
	case a.Name != "" && a.Name == b.Name && !a.vague:
		return 3, true
	case a.Code != "" && b.Code != "" && a.Code != b.Code:
		return 0, false
	case a.person && b.person:
		return 0, false
	case !sectorsFit(a.Sector, b.Sector):
		return 0, false
	case a.head == b.head && a.head != "":
		return 2, true
	case a.Code == "" || b.Code == "":
		if a.vague || b.vague || a.head == "" || b.head == "" {
			return 0, true
		}
		return -1, true
	case camps[a.Sector] == state && camps[b.Sector] == state:
		return 2, true
	}
	return 1, true
}

// Kinds of actors that may speak of one another: a government of its army, a crowd of its people.
var camps = map[barograph.Sector]int{
	barograph.GOV: state, barograph.MIL: state, barograph.SPY: state, barograph.COP: state, barograph.LEG: state, barograph.JUD: state,
	barograph.PTY: state, barograph.REB: armed, barograph.CRM: armed, barograph.CVL: people, barograph.OPP: people, barograph.EDU: people,
	barograph.REL: people, barograph.MED: people, barograph.BUS: people, barograph.NGO: people,
}

const (
	state = iota + 1
	armed
	people
)

func sectorsFit(a, b barograph.Sector) bool {
	if a == b || a == "" || b == "" {
		return true
	}
	return camps[a] == camps[b]
}

// timesFit compares dates: 2 for the same, against when they exclude each other.
func timesFit(a, b *barograph.Time) (int, bool) {
	if a == nil || b == nil || a.Value == "" || b.Value == "" {
		return 0, true
	}
	if a.Value == b.Value {
		return 2, true
	}
	from1, to1 := interval(a.Value)
	from2, to2 := interval(b.Value)
	if from1 <= to2 && from2 <= to1 {
		return 1, true
	}
	return 0, false
}

// interval turns a date of any precision into its first and last day, as strings that compare in order.
func interval(value string) (from, to string) {
	from, to, isRange := strings.Cut(value, "/")
	if !isRange {
		to = from
	}
	from, _, _ = strings.Cut(from, "T")
	to, _, _ = strings.Cut(to, "T")
	if len(to) < len("2006-01-02") {
		to += "~" // behind every day of the month or year
	}
	return from, to
}

// placesFit compares places: 3 for the same town or region, 2 for the same words, 1 for the same country or one inside the other, against when they lie apart.
func placesFit(a, b []barograph.Location) (int, bool) {
	best, known := 0, false
	for i := range a {
		for j := range b {
			x, y := &a[i], &b[j]
			if x.Country == "" || y.Country == "" {
				if strings.EqualFold(x.Text, y.Text) {
					best = max(best, 2)
				}
				continue
			}
			known = true
			switch {
			case x.Geoname == y.Geoname && x.Name == y.Name && !isArea(x):
				best = max(best, 3)
			case x.Country != y.Country:
			case isArea(x) || isArea(y) || x.Admin1 == y.Admin1 && (x.Name == x.Admin1 || y.Name == y.Admin1) || near(x, y):
				best = max(best, 1)
			}
		}
	}
	return best, best > 0 || !known
}

// isArea says whether a location is a whole country.
func isArea(l *barograph.Location) bool { return l.Admin1 == "" }

// near says whether two towns lie so close that a report may name either.
func near(a, b *barograph.Location) bool {
	if a.Lat == 0 && a.Lon == 0 || b.Lat == 0 && b.Lon == 0 {
		return false
	}
	const kilometres, perDegree = 30, 111
	dLat := a.Lat - b.Lat
	dLon := (a.Lon - b.Lon) * math.Cos(a.Lat*math.Pi/180)
	return math.Hypot(dLat, dLon)*perDegree < kilometres
}

// figuresFit compares the dead and the injured: the same figure speaks for one act, a very different one against it.
func figuresFit(e, f *barograph.Event) (int, bool) {
	score := 0
	for _, p := range [2][2]*barograph.Count{{e.Deaths, f.Deaths}, {e.Injuries, f.Injuries}} {
		x, y := p[0], p[1]
		if x == nil || y == nil {
			continue
		}
		low, high := min(x.Min, y.Min), max(x.Min, y.Min)
		switch {
		case low == high:
			score += 2
		case high > 5 && high > 3*low:
			return 0, false
		}
	}
	return score, true
}

// shared counts the stems that two sorted lists have in common.
func shared(a, b []string) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			n++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return n
}

// unite makes one event of the places that tell it: the most informative one, with what it lacks taken from the others.
func unite(reports []*told) *told {
	best := reports[0]
	for _, r := range reports[1:] {
		if r.worth() > best.worth() {
			best = r
		}
	}
	e := &best.event
	for _, r := range reports {
		if r == best {
			continue
		}
		best.fill(r)
		e.Mentions = append(e.Mentions, r.mention(e))
		if surer(r.event.Status, e.Status) {
			e.Status = r.event.Status
		}
		e.Confidence = max(e.Confidence, r.event.Confidence)
	}
	return best
}

// worth counts what a report tells.
func (t *told) worth() int {
	e := &t.event
	n := 0
	for _, side := range [2][]party{t.actors, t.recipients} {
		best := 0
		for i := range side {
			switch p := &side[i]; {
			case p.person:
				best = max(best, 4)
			case p.Code != "":
				best = max(best, 3)
			case !p.vague:
				best = max(best, 1)
			}
		}
		n += best
	}
	if e.Time != nil && e.Time.Value != "" {
		n += 3
	}
	n += 2 * len(e.Locations)
	if e.Deaths != nil {
		n += 2
	}
	if e.Injuries != nil {
		n++
	}
	if e.Mode != "" {
		n++
	}
	if t.lead {
		n -= 2 // a headline is short of words, and its words are not the record's
	}
	return n
}

// fill takes from r what t does not tell.
func (t *told) fill(r *told) {
	e, f := &t.event, &r.event
	if len(t.actors) == 0 && !isSymmetric(e.Type) {
		t.actors = r.actors
	}
	if len(t.recipients) == 0 && !isSymmetric(e.Type) {
		t.recipients = r.recipients
	}
	if len(e.Locations) == 0 {
		e.Locations, t.why.Locations = f.Locations, r.why.Locations
	}
	if f.Time != nil && (e.Time == nil || e.Time.Value == "" && f.Time.Value != "") {
		e.Time = f.Time
	}
	if t.claimant == nil && e.Status == f.Status && isVerbal(e.Type) {
		t.claimant = r.claimant // an attack that the writer tells as a fact needs no source
	}
	if e.Deaths == nil {
		e.Deaths = f.Deaths
	}
	if e.Injuries == nil {
		e.Injuries = f.Injuries
	}
	if e.Mode == "" {
		e.Mode = f.Mode
	}
}

// mention is what r leaves behind in the event that it tells once more.
func (t *told) mention(e *barograph.Event) barograph.Mention {
	f := &t.event
	m := barograph.Mention{Trigger: f.Trigger, Sentence: f.Sentence, Evidence: f.Evidence, Status: f.Status}
	if t.claimant != nil {
		m.Claimant = t.claimant.Name
	}
	if differs(f.Deaths, e.Deaths) {
		m.Deaths = f.Deaths
	}
	if differs(f.Injuries, e.Injuries) {
		m.Injuries = f.Injuries
	}
	return m
}

func differs(a, b *barograph.Count) bool {
	return a != nil && (b == nil || a.Min != b.Min || a.Max != b.Max)
}

// surer says whether status a is a firmer account than b.
func surer(a, b barograph.Status) bool {
	rank := func(s barograph.Status) int {
		return slices.Index([]barograph.Status{barograph.Denied, barograph.Alleged, barograph.Occurred}, s)
	}
	return rank(a) > rank(b) && rank(b) >= 0
}

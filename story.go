package barograph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Day is a calendar day written as a number, 20250508. The zero Day is an unknown one.
type Day int

// DayOf is the day of t in its own time zone.
func DayOf(t time.Time) Day { return Day(t.Year()*10000 + int(t.Month())*100 + t.Day()) }

// ParseDay reads 2025-05-08, also 2025-05 and 2025, which are their first days.
func ParseDay(s string) (Day, error) {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return DayOf(t), nil
		}
	}
	return 0, fmt.Errorf("%q is not a day; write it as 2025-05-08", s)
}

// Time is the day's first moment in UTC; the zero time for an unknown day.
func (d Day) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Date(int(d)/10000, time.Month(int(d)/100%100), int(d)%100, 0, 0, 0, 0, time.UTC)
}

// Add is the day n days later. An unknown day stays unknown.
func (d Day) Add(n int) Day {
	if d == 0 {
		return 0
	}
	return DayOf(d.Time().AddDate(0, 0, n))
}

// String writes 2025-05-08, or "" for an unknown day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	b := []byte("0000-00-00")
	for i, n := len(b)-1, int(d); i >= 0; i-- {
		if b[i] != '-' {
			b[i] += byte(n % 10)
			n /= 10
		}
	}
	return string(b)
}

// MarshalText writes what String does.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Day) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	*d, err = ParseDay(string(b))
	return err
}

// A Source is the article that a report stands in.
type Source struct {
	ID        string     `json:"id"` // of the article, 16 hexadecimal digits
	URL       string     `json:"url,omitempty"`
	Outlet    string     `json:"outlet,omitempty"`
	Language  string     `json:"language,omitempty"`
	Headline  string     `json:"headline,omitempty"`
	Published *Published `json:"published,omitempty"`
	// Copies names the group of articles that are copies of one text, by the least id among them. Reports of one group are one source.
	Copies string `json:"copies"`
}

// A Report is an event as one article tells it.
type Report struct {
	Event
	Source Source `json:"source"`
	// Vector is the meaning of the report as a direction, each part between -127 and 127; nil when none was computed.
	Vector []int8 `json:"-"`
}

// Day is the day a report is filed under.
func (r *Report) Day() Day { return r.Event.Day(r.Source.Published) }

// dayTold is the day of a moment that is told, the first one of a year or month.
func dayTold(value string) (Day, error) { return ParseDay(value[:min(len(value), len("2025-05-08"))]) }

// Day is the day an event is filed under: the day it happened, or the first of the days, if that is known to the week; else the day of
// publication when it lies within the month or year that is told, or nothing is told; else the first day of that month or year.
func (e *Event) Day(published *Published) Day {
	var known Day
	if published != nil && !published.IsZero() {
		known = DayOf(published.Time)
	}
	if e.Time == nil || e.Time.Value == "" {
		return known
	}
	value, _, _ := strings.Cut(e.Time.Value, "/")
	day, err := dayTold(value)
	switch {
	case err != nil:
		return known
	case len(value) == len("2025"):
		if known/10000 == day/10000 {
			return known
		}
	case len(value) == len("2025-05"):
		if known/100 == day/100 {
			return known
		}
	}
	return day
}

// A Story is one event of the record: one act with all its reports. Its Event is what the record says of the act after merging and
// corrections; where reports contradict each other, Claims and Figures say who tells what.
//
// The ID is the least of the ids of its reports, so it depends on the reports alone and not on the order in which they came, and any
// report's id leads to the story that holds it.
type Story struct {
	Event
	Origin    string     `json:"origin,omitempty"`    // "" for what was coded here, "gdelt" for an imported row
	Filed     Day        `json:"day"`                 // the day it is filed under
	Published *Published `json:"published,omitempty"` // when its first report came out: since then it is known
	Articles  int        `json:"articles"`            // how many articles report it
	Sources   int        `json:"sources"`             // how many of them are independent: copies of one text count once
	Rejected  bool       `json:"rejected,omitempty"`  // a person said that this is no event

	Claims  []Claim  `json:"claims,omitempty"`  // the statuses, when reports differ or a claimant stands behind one
	Figures []Figure `json:"figures,omitempty"` // the counts of deaths and injuries, by who gives them
	Links   []Link   `json:"links,omitempty"`   // why its reports were merged

	Pairs []Pairing `json:"pairs,omitempty"` // the pairs it counts for, when its reports tell others than its own parties (see Dyads)

	Reports     []Report     `json:"reports,omitempty"`     // filled where one story is asked for, in order of publication
	Corrections []Correction `json:"corrections,omitempty"` // those in force, likewise
	URL         string       `json:"url,omitempty"`         // of an imported row, which has no reports
}

// A Claim is one answer to "did it happen?" and who gives it.
type Claim struct {
	Status Status `json:"status"`
	By     string `json:"by,omitempty"` // the claimant; "" when the article tells it in its own voice
	Code   string `json:"code,omitempty"`
	Outlet string `json:"outlet,omitempty"`
	Report string `json:"report"` // id
}

// A Figure is one count of deaths or injuries and who gives it.
type Figure struct {
	Of     string `json:"of"` // "deaths" or "injuries"
	Count  Count  `json:"count"`
	By     string `json:"by,omitempty"`
	Outlet string `json:"outlet,omitempty"`
	Report string `json:"report"`
}

// A Link is the reason why two reports were taken for one act.
type Link struct {
	A       string   `json:"a"` // ids of the reports
	B       string   `json:"b"`
	Score   float64  `json:"score"`
	Agree   []string `json:"agree,omitempty"`  // what fits, in words for a reader: "same day", "both name Pathankot"
	Differ  []string `json:"differ,omitempty"` // what does not
	Because string   `json:"because"`          // the rule, or the correction
}

// A Dyad is a pair of parties, the doer first, by country code or one of IGO, NGO, TRN, MUL. "" is nobody or unknown.
type Dyad struct {
	Actor     string `json:"actor"`
	Recipient string `json:"recipient"`
}

// Reverse is the dyad in the other direction.
func (d Dyad) Reverse() Dyad { return Dyad{d.Recipient, d.Actor} }

// Dyads lists who acts on whom by country, without repetition, in order. The members of a joint subject of an act without direction
// act on each other. An act of force that names nobody to whom it is done is also one on the country in which it is done. An act of conflict is
// also one between a side and each further country that its sentence names and that may have a part in it (see takesPart): when the other side
// is not told ("troops of several states entered Iraq"), or when the side is accused ("condemns the North's shelling of the South"). An act
// that names neither side has none.
func (e *Event) Dyads() []Dyad {
	actors, recipients := codes(e.Actors), codes(e.Recipients)
	var out []Dyad
	switch {
	case len(actors) == 0 && len(recipients) == 0:
		return nil
	case len(e.Recipients) == 0 && len(e.Actors) > 1 && e.mutual():
		out = e.jointDyads(actors)
	case len(recipients) == 0:
		out = e.doerDyads(actors)
	case len(actors) == 0:
		for _, b := range recipients {
			out = append(append(out, Dyad{Recipient: b}), e.besideSufferer(b)...)
		}
	default:
		out = e.directDyads(actors, recipients)
	}
	slices.SortFunc(out, func(a, b Dyad) int {
		return cmp.Or(cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Recipient, b.Recipient))
	})
	return slices.Compact(out)
}

// jointDyads are those of countries that do something to each other, and of one country that is at odds with itself.
func (e *Event) jointDyads(actors []string) []Dyad {
	if len(actors) == 1 {
		return []Dyad{{actors[0], actors[0]}}
	}
	var out []Dyad
	for i, a := range actors {
		for j, b := range actors {
			if i != j && !e.allies(a, b, actors) {
				out = append(out, Dyad{a, b})
			}
		}
	}
	return out
}

// doerDyads are those of doers when nobody is told to whom it is done.
func (e *Event) doerDyads(actors []string) []Dyad {
	var out []Dyad
	ground := e.ground(actors)
	for _, a := range actors {
		out = append(out, Dyad{Actor: a})
		if ground != "" {
			out = append(out, Dyad{a, ground})
		}
		kind, _ := e.doerSide(e.Actors, a)
		for _, b := range e.beside(a, kind) {
			out = append(out, Dyad{a, b})
		}
	}
	return out
}

// directDyads are those of an act of which both sides are told. A doer who only helps all of them still has a part in it.
func (e *Event) directDyads(actors, recipients []string) []Dyad {
	var direct []Dyad
	for _, a := range actors {
		n := len(direct)
		for _, b := range recipients {
			if !e.isHelped(a, b) {
				direct = append(direct, Dyad{a, b})
			}
		}
		if len(direct) == n {
			direct = append(direct, Dyad{Actor: a})
		}
	}
	out := slices.Clone(direct)
	for _, b := range recipients {
		for _, d := range e.besideSufferer(b) {
			if !slices.Contains(direct, d) && !slices.Contains(direct, d.Reverse()) {
				out = append(out, d)
			}
		}
	}
	return out
}

// besideSufferer pairs whoever suffers with the countries that the sentence names beside.
func (e *Event) besideSufferer(b string) []Dyad {
	kind, _ := e.suffererSide(e.Recipients, b)
	var out []Dyad
	for _, a := range e.beside(b, kind) {
		out = append(out, Dyad{a, b})
	}
	return out
}

// allies says whether two of a fight between three or more are armed groups, who fight the state among them rather than each other.
func (e *Event) allies(a, b string, all []string) bool {
	kind := func(code string) Side { k, _ := e.doerSide(e.Actors, code); return k }
	return (e.Type == Assault || e.Type == Mobilize) && kind(a) == Armed && kind(b) == Armed &&
		slices.ContainsFunc(all, func(c string) bool { return kind(c) == State })
}

// mutual says whether the members of a joint subject act on each other, as those who talk, agree, clash or lay down their arms do, those
// of whom the sentence says so, and "the two countries" that break with somebody who is not named. Whoever attacks together does not.
func (e *Event) mutual() bool {
	switch e.Type {
	case Consult, Cooperate, Agree, Support:
		return true
	case Assault, Mobilize: // "Indian and Chinese troops clashed", "are in a stand-off", but not "British and American warplanes struck"
		if strings.Contains(e.Evidence, " alongside ") {
			return false
		}
		words := wordsOf(strings.ReplaceAll(e.Trigger.Text, "-", ""))
		if len(words) == 0 && e.Type == Assault || len(words) > 0 && words[len(words)-1] == "war" || slices.ContainsFunc(words, fightsEachOther) {
			return true
		}
	case Retreat:
		return e.Mode != "resign" // who step down do so each at home
	case Sanction:
		if one := e.Actors[0].Span; one.Text != "" && !slices.ContainsFunc(e.Actors, func(p Participant) bool { return p.Span != one }) {
			return true
		}
	}
	return strings.Contains(e.Evidence, "each other") || strings.Contains(e.Evidence, "one another")
}

// fightsEachOther says whether a word of a trigger tells a fight with two sides.
func fightsEachOther(word string) bool { return begins(word, fights) }

// fights are the beginnings of words for a fight with two sides.
var fights = []string{"clash", "fight", "fought", "firefight", "gunfight", "battl", "gunbattle", "skirmish", "shootout", "exchang", "trade", "trading",
	"conflict", "confront", "altercation", "scuffle", "brawl", "combat", "crossfire", "hostilit", "ceasefire", "truce", "violence", "standoff", "faceoff"}

func codes(ps []Participant) []string {
	var out []string
	for i := range ps {
		if c := ps[i].Code; c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// A DyadEvent is what one story means for one pair: a line of the pair's history, enough to weigh it without reading the story.
type DyadEvent struct {
	Dyad
	Day        Day     `json:"day"`
	Story      string  `json:"story"`
	Origin     string  `json:"origin,omitempty"`
	Type       Type    `json:"type"`
	Status     Status  `json:"status"`
	Quad       int     `json:"quad"`
	Goldstein  float64 `json:"goldstein"`
	Confidence float64 `json:"confidence"`
	Articles   int     `json:"articles"`
	Sources    int     `json:"sources"`
	Known      Day     `json:"known"` // day of the first report
	Sides      Sides   `json:"sides"` // what kinds of parties stand behind it
}

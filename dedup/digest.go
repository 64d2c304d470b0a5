package dedup

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/barograph/barograph"
)

// A Digest is a report as the rule looks at it: what it compares is taken out once.
type Digest struct {
	*barograph.Report
	sides     [2][]party // actors, recipients
	parties   bag        // words of all their names
	countries []string   // of parties and places, in order
	from, to  int        // the days on which the act may have happened, counted from the year 1; zero when nothing tells
	bare      bool       // neither party nor place is named: "the attack"
	dated     bool       // the text tells them; else they are guessed from the day of publication
	published int        // day; zero when unknown
	trigger   uint32     // stem of the word that tells the act
	around    bag        // words around the trigger
	after     bag        // words behind it
	names     bag        // words of the evidence with a capital, and of the parties and places
	topic     bag        // words of the headline and the evidence
}

// party is who takes part.
type party struct {
	code   string
	camp   camp
	words  bag  // of the name
	person bool // known by name
}

// A camp is a kind of parties that may stand for one another: a government for its army, a crowd for its people.
type camp int

const (
	state camp = iota + 1
	armed
	people
	bodies
)

var camps = map[barograph.Sector]camp{
	barograph.GOV: state, barograph.MIL: state, barograph.SPY: state, barograph.COP: state, barograph.LEG: state, barograph.JUD: state,
	barograph.PTY: state, barograph.REB: armed, barograph.CRM: armed, barograph.CVL: people, barograph.OPP: people, barograph.EDU: people,
	barograph.REL: people, barograph.MED: people, barograph.BUS: people, barograph.NGO: bodies, barograph.IGO: bodies,
}

// Days.
const (
	guessed = 2 // before its publication an act without a date may have happened
	longest = 7 // that a told stretch of time reaches behind its first day; a month says little
	apart   = 3 // between two reports that are compared
)

// Words on each side of a trigger that tell what the act is about.
const (
	reach      = 4
	reachAfter = 6
)

// NewDigest reads a report, which must not change afterwards.
func NewDigest(r *barograph.Report) *Digest {
	d := &Digest{Report: r}
	for i, ps := range [2][]barograph.Participant{r.Actors, r.Recipients} {
		for j := range ps {
			p := newParty(&ps[j])
			d.sides[i] = append(d.sides[i], p)
			d.parties.terms = append(d.parties.terms, p.words.terms...)
		}
	}
	d.parties.close()
	d.countries = countriesOf(&r.Event)
	d.bare = len(r.Actors) == 0 && len(r.Recipients) == 0 && len(r.Locations) == 0
	d.setDays()
	d.setWords()
	return d
}

func newParty(p *barograph.Participant) party {
	words := splitWords(p.Name)
	capitals := 0
	for i := range words {
		if words[i].capital {
			capitals++
		}
	}
	out := party{code: p.Code, camp: camps[p.Sector], words: bagOf(words)}
	out.person = capitals >= 2 && capitals == len(words) && p.Name != p.Text && out.camp != 0 && out.camp != bodies
	return out
}

// countriesOf lists the codes of parties and places, in order.
func countriesOf(e *barograph.Event) []string {
	var out []string
	for _, ps := range [2][]barograph.Participant{e.Actors, e.Recipients} {
		for i := range ps {
			out = append(out, ps[i].Code)
		}
	}
	for i := range e.Locations {
		out = append(out, e.Locations[i].Country)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(c string) bool { return c == "" })
}

// detail tells how much a place tells: 0 nothing, 1 a country, 2 a region, 3 a town.
func detail(l *barograph.Location) int {
	switch {
	case l.Country == "":
		return 0
	case l.Admin1 == "" && (l.Geoname != 0 || l.Name == "" || l.Name == l.Country):
		return 1
	case l.Admin1 == l.Name:
		return 2
	}
	return 3
}

// setDays finds the days on which the act may have happened. The report is filed under the first of them when the text tells them, else
// under the last: by this Near finds it.
func (d *Digest) setDays() {
	if p := d.Source.Published; p != nil && !p.IsZero() {
		d.published = dayNumber(barograph.DayOf(p.Time))
	}
	if d.published != 0 {
		d.from, d.to = d.published-guessed, d.published
	}
	if d.Time == nil || d.Time.Value == "" {
		return
	}
	first, last, isRange := strings.Cut(d.Time.Value, "/")
	if !isRange {
		last = first
	}
	from, err := barograph.ParseDay(first[:min(len(first), len(time.DateOnly))])
	if err != nil {
		return
	}
	to, err := barograph.ParseDay(last[:min(len(last), len(time.DateOnly))])
	if err != nil {
		to, last = from, first
	}
	switch {
	case len(last) == len("2025"):
		to = barograph.Day(int(to)/10000*10000 + 1231)
	case len(last) == len("2025-05"):
		to = to.Add(30)
	}
	a, b := dayNumber(from), dayNumber(to)
	if len(first) < len(time.DateOnly) && d.published != 0 && dayNumber(d.Day()) == d.published {
		return // within the month or year of publication: as good as no date
	}
	d.from, d.to, d.dated = a, max(a, min(b, a+longest)), true
}

// secondsOfDay in a day.
const secondsOfDay = 24 * 60 * 60

// epoch is the number of the first of January 1970.
const epoch = 719163

// dayNumber counts days from the first of January of the year 1, which is 1, so that no day has the number of none, 0.
func dayNumber(d barograph.Day) int { return int(d.Time().Unix()/secondsOfDay) + epoch }

// dayOf is the inverse of dayNumber.
func dayOf(n int) barograph.Day {
	return barograph.DayOf(time.Unix(int64(n-epoch)*secondsOfDay, 0).UTC())
}

// gap is how many days lie between those on which two acts may have happened.
func (d *Digest) gap(e *Digest) int { return max(0, d.from-e.to, e.from-d.to) }

// copies says whether two reports stand in copies of one text.
func (d *Digest) copies(e *Digest) bool {
	return d.Source.Copies != "" && d.Source.Copies == e.Source.Copies && d.Source.ID != e.Source.ID
}

// opens says whether the article's headline, or what follows it, tells the act.
func (d *Digest) opens() bool { return d.Source.Headline != "" && d.Sentence <= 1 }

// setWords reads the evidence.
func (d *Digest) setWords() {
	words := splitWords(d.Evidence)
	d.topic = bagOf(append(splitWords(d.Source.Headline), words...))
	var names []word
	for i, w := range words {
		if w.capital && i > 0 {
			names = append(names, w)
		}
	}
	d.names = bagOf(names)
	for i := range d.Locations {
		d.names.terms = append(d.names.terms, bagOf(splitWords(d.Locations[i].Name)).terms...)
	}
	d.names.terms = append(d.names.terms, d.parties.terms...)
	d.names.close()
	first, last := find(splitWords(d.Trigger.Text), words)
	if first == last {
		return
	}
	d.around = bagOf(words[max(0, first-reach):min(len(words), last+reach)])
	d.after = bagOf(words[last:min(len(words), last+reachAfter)])
	rarest := float32(-1)
	for _, w := range words[first:last] {
		if weight := rarity.of(w.stem); weight > rarest && !unicode.IsDigit(rune(w.stem[0])) {
			rarest, d.trigger = weight, idOf(w.stem)
		}
	}
}

// find gives the first place where some words stand among others.
func find(some, words []word) (first, last int) {
	for i := range words {
		n := 0
		for n < len(some) && i+n < len(words) && words[i+n].stem == some[n].stem {
			n++
		}
		if n > 0 && n == len(some) {
			return i, i + n
		}
	}
	return 0, 0
}

// Countries lists the codes of the report's parties and places, in order.
func (d *Digest) Countries() []string { return d.countries }

package coder

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/dates"
	"github.com/barograph/barograph/extract"
)

// A report of today tells old deeds, too: those it commemorates, those a war of long ago is made of, those somebody was jailed for. Often
// the extractor marks no time for them, as the time belongs to a noun: "the 30th anniversary of the siege", "the 1987 bombing". They
// are filed under their own time, or else they would count as news.

// mendPast keeps the time of an act that the sentence tells as history, where the text gives one.
func (r *reading) mendPast(n int, m *extract.Mention, all []extract.Mention) {
	if r.published == nil || m.Status == barograph.Planned {
		return
	}
	o := old{reading: r, n: n, words: r.sentences[n].words}
	base := r.sentences[n].start
	o.at = span{base + m.Trigger.Start, base + m.Trigger.End}
	o.first, o.last = wordsAt(o.words, o.at)
	if o.first >= o.last {
		return
	}
	for i := range all {
		if all[i].Trigger != m.Trigger {
			first, last := wordsAt(o.words, span{base + all[i].Trigger.Start, base + all[i].Trigger.End})
			o.others = append(o.others, span{first, last})
		}
	}
	for _, find := range []func() (barograph.Time, bool){o.named, o.dated, o.anniversary, o.yearsAfter, o.clauseOf} {
		if t, ok := find(); ok {
			r.past[o.at] = past{t, true}
			return
		}
	}
	if isDeed(m.Type) {
		if p, ok := o.trailing(m.Type); ok {
			r.past[o.at] = p
		}
	}
}

// past is when an act was that the sentence tells as history. A sure one stands against what the extractor says.
type past struct {
	barograph.Time
	sure bool
}

// isDeed says whether acts of a type are told by what people do, not by what they say: "in 1987" behind a word of speech is what was
// spoken of.
func isDeed(t barograph.Type) bool {
	switch t {
	case barograph.Assault, barograph.Coerce, barograph.Mobilize, barograph.Protest, barograph.Retreat:
		return true
	}
	return false
}

// old looks for the past in the words around a trigger, which are those from first to last.
type old struct {
	*reading
	n           int
	at          span
	words       []word
	first, last int
	others      []span // the words of the sentence's other triggers
}

// dated reads a year or decade in front of a noun: "the 1987 bombing", "Chile's 1973 military coup".
func (o *old) dated() (t barograph.Time, ok bool) {
	if !o.isNoun() {
		return t, false
	}
	for _, e := range o.years() {
		from, to := wordsAt(o.words, e)
		if from == 0 || to > o.first || strings.HasPrefix(o.text[e.end:], "-") {
			continue
		}
		if o.words[to].cut && !strings.Contains(o.slice(e), ",") { // but "the September 11, 2001, attacks"
			continue
		}
		if !leadsNoun(&o.words[from-1]) || isFunction(o.words[from].lower) || isPreposition(o.words[from].lower) || !o.isNounPhrase(to, o.first, false) {
			continue
		}
		if t, ok := o.yearOf(e); ok {
			return t, true
		}
	}
	return t, false
}

// years lists the expressions of time, and beside them what may be a year or a count of as many, in front of the trigger.
func (o *old) years() []span {
	out := o.timesIn(o.n)
	for i, e := range out {
		out[i].start = e.end - len(strings.TrimPrefix(strings.TrimPrefix(o.slice(e), "since "), "the ")) // "since the 1987 bombing"
	}
	for i := range o.words[:o.first] {
		w := &o.words[i]
		n, err := strconv.Atoi(w.lower)
		if err == nil && n >= 1900 && n < 2100 && !slices.ContainsFunc(out, w.overlaps) {
			out = append(out, w.span)
		}
	}
	return out
}

// leadsNoun says whether a noun may follow a word: an article, an owner or an adjective, not a preposition.
func leadsNoun(w *word) bool {
	switch w.lower {
	case "the", "a", "an", "its", "his", "her", "their", "our", "this", "that":
		return true
	}
	return w.owner || !isFunction(w.lower) && !isPreposition(w.lower)
}

// isNoun says whether the trigger is a noun by its looks: no participle, and no object right behind it.
func (o *old) isNoun() bool {
	trigger := o.words[o.first:o.last]
	phrase := slices.ContainsFunc(trigger, func(w word) bool { return isArticle(w.lower) }) // "file a complaint"
	if phrase || trigger[0].lower == "to" || strings.HasSuffix(trigger[headOf(trigger)].lower, "ed") {
		return false
	}
	if o.last == len(o.words) || o.words[o.last].cut {
		return true
	}
	next := o.words[o.last].lower
	return !isArticle(next) && (isFunction(next) || isPreposition(next)) && units[next] == 0
}

// isNounPhrase says whether the words from i to j can be the beginning of one noun phrase that ends at j. of allows a second noun in it.
func (o *old) isNounPhrase(i, j int, of bool) bool {
	const longest = 7
	if i > j || j-i > longest {
		return false
	}
	for k := i; k <= j; k++ {
		w := &o.words[k]
		if w.cut && k > i && !strings.Contains(o.text[o.words[k-1].end:w.start], "–") {
			return false
		}
		if k == j {
			break
		}
		if w.lower == "of" || isArticle(w.lower) || isOwner(w.lower) || isNumeral(w.lower) {
			if !of {
				return false
			}
			continue
		}
		if w.lower == "despite" || w.lower == "amid" || w.owner && !of || isFunction(w.lower) || isPreposition(w.lower) || o.isOther(k) {
			return false
		}
	}
	return true
}

// isOwner says whether a word is a possessive pronoun of somebody named before.
func isOwner(w string) bool {
	switch w {
	case "its", "his", "her", "their":
		return true
	}
	return false
}

// isOther says whether word i is of another deed's trigger.
func (o *old) isOther(i int) bool {
	return slices.ContainsFunc(o.others, func(s span) bool { return s.start <= i && i < s.end })
}

// yearOf resolves an expression that tells a year of the past.
func (o *old) yearOf(e span) (t barograph.Time, ok bool) {
	if res, ok := (dates.Resolver{}).Resolve(o.slice(e)); !ok || res.To.Year() >= o.published.Year() {
		return t, false
	}
	anchor := o.anchor
	t, ok = o.when(e, false)
	o.anchor = anchor // "the next day" does not follow what was long ago
	return t, ok
}

// anniversary reads "the 30th anniversary of the siege", "the one-year anniversary of the day when the town was shelled".
func (o *old) anniversary() (t barograph.Time, ok bool) {
	for i := o.first - 1; i > 0; i-- {
		years, months := 0, 0
		from := i
		switch o.words[i].lower {
		case "anniversary":
			from, years, months = o.age(i)
		case "centenary", "centennial":
			years = 100
		case "bicentenary", "bicentennial":
			years = 200
		default:
			continue
		}
		if years+months == 0 || i+1 >= o.first || o.words[i+1].lower != "of" || !o.remembered(i+2) {
			return t, false
		}
		return o.before(span{o.words[from].start, o.words[i].end}, years, months), true
	}
	return t, false
}

// remembered says whether the trigger is the noun that begins at word i, or the verb of a clause that tells what happened then.
func (o *old) remembered(i int) bool {
	if o.isNounPhrase(i, o.first, true) {
		return !strings.HasSuffix(o.words[o.first].lower, "ed") // "the bicentenary of murdered poet Rojas's birth"
	}
	const reach = 14
	clause := false
	for k := i; k < min(o.first, i+reach); k++ {
		switch o.words[k].lower {
		case "when", "which", "that":
			clause = true
		}
		if o.words[k+1].cut || clause && o.isOther(k) {
			return false
		}
	}
	return clause && o.first < i+reach
}

// age reads the number in front of the word at i: "30th", "tenth", "three-year", "six-month", "one month", "3rd year".
func (o *old) age(i int) (from, years, months int) {
	from = i - 1
	w := o.words[from].lower
	unit := "year"
	if number, u, ok := strings.Cut(w, "-"); ok && (u == "year" || u == "month") {
		w, unit = number, u
	} else if (w == "year" || w == "month") && from > 0 {
		unit, from = w, from-1
		w = o.words[from].lower
	}
	n := number(w)
	if unit == "month" {
		return from, 0, n
	}
	return from, n, 0
}

// number reads "30th", "30", "thirty", "twenty-fifth" and their like; 0 when it is none.
func number(w string) int {
	if tens, rest, ok := strings.Cut(w, "-"); ok && units[tens] >= 20 && number(rest) > 0 && number(rest) < 10 {
		return units[tens] + number(rest)
	}
	for _, end := range []string{"st", "nd", "rd", "th"} {
		if n, err := strconv.Atoi(strings.TrimSuffix(w, end)); err == nil && n > 0 && n < 1000 {
			return n
		}
	}
	switch w {
	case "a", "an", "no", "both", "another":
		return 0
	case "first":
		return 1
	case "second":
		return 2
	case "third":
		return 3
	case "fifth":
		return 5
	case "eighth":
		return 8
	case "ninth":
		return 9
	case "twelfth":
		return 12
	}
	if tens, ok := strings.CutSuffix(w, "ieth"); ok {
		return units[tens+"y"]
	}
	return units[strings.TrimSuffix(w, "th")]
}

// before is the year or month so long before the day of publication.
func (o *old) before(s span, years, months int) barograph.Time {
	p := o.published
	month := time.Date(p.Year()-years, p.Month()-time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	t := barograph.Time{Span: o.span(s), Value: month.Format("2006"), Precision: dates.Year}
	if months > 0 {
		t.Value, t.Precision = month.Format("2006-01"), dates.Month
	}
	return t
}

// yearsAfter reads what lies so many years behind the news: "freed three years after he was kidnapped". Where the sentence tells a year
// they are not counted from today.
func (o *old) yearsAfter() (t barograph.Time, ok bool) {
	for i := o.first - 1; i > 1; i-- {
		if o.words[i].lower != "after" && o.words[i].lower != "since" || o.words[i].cut {
			continue
		}
		years := number(o.words[i-2].lower)
		switch o.words[i-1].lower {
		case "years", "year":
			if o.words[i-2].lower == "a" {
				years = 1
			}
		case "decades":
			years *= 10
		default:
			return t, false
		}
		isOld := func(e span) bool { _, ok := o.yearOf(e); return ok }
		if years == 0 || i > 2 && isTerm(o.words[i-3].lower) || !o.isClause(i+1) || slices.ContainsFunc(o.timesIn(o.n), isOld) {
			return t, false
		}
		return o.before(span{o.words[i-2].start, o.words[i].end}, years, 0), true
	}
	return t, false
}

// clauseOf reads a clause that tells what happened in a year: "since 1983, when rebels shelled the port".
func (o *old) clauseOf() (t barograph.Time, ok bool) {
	const longest = 12
	for i := o.first - 1; i > 0 && o.first-i <= longest; i-- {
		if o.isOther(i) || o.words[i+1].cut {
			return t, false
		}
		if o.words[i].lower != "when" {
			continue
		}
		for _, e := range o.years() {
			if _, to := wordsAt(o.words, e); to == i {
				return o.yearOf(e)
			}
		}
		return t, false
	}
	return t, false
}

// isTerm says whether the years behind a word are how long something lasts, or not all of a year: "for 25 years", "half a year".
func isTerm(w string) bool {
	switch w {
	case "for", "to", "additional", "another", "further", "extra", "half", "over", "of":
		return true
	}
	return false
}

// isClause says whether the words from i to the trigger are the beginning of a clause or phrase of which it is the first act.
func (o *old) isClause(i int) bool {
	const longest = 7
	if i > o.first || o.first-i > longest {
		return false
	}
	for k := i; k < o.first; k++ {
		if o.words[k+1].cut || o.isOther(k) || o.words[k].lower == "to" || o.words[k].lower == "and" || o.words[k].lower == "by" {
			return false
		}
	}
	return true
}

// trailing reads a year or a war of the past behind a deed: "was shot in Lima in 1992", "interned during World War II". The name of a war may
// stand farther off than a year, which may be another deed's.
func (o *old) trailing(typ barograph.Type) (p past, ok bool) {
	const near, far = 10, 20
	years := true
	for i := o.last; i < min(len(o.words), o.last+far); i++ {
		w := &o.words[i]
		if w.cut || o.isOther(i) {
			return p, false
		}
		switch w.lower {
		case "in", "during", "at", "from", "of":
			if i+1 == len(o.words) {
				return p, false
			}
			rest := span{o.words[i+1].start, o.sentences[o.n].end}
			if e, when, ok := o.era(rest); ok && isLeadIn(o.text[rest.start:e.start]) && (w.lower != "from" || !o.leads(e)) {
				// The day in the name of a deed, "the October 7 attacks", is of its year, not of the last.
				return past{when, slices.ContainsFunc(o.timesIn(o.n), e.overlaps)}, true
			}
			years = years && i < o.last+near && (w.lower != "of" || i == o.last)
			if !years || w.lower == "of" || w.lower == "from" {
				continue
			}
			for _, e := range o.timesIn(o.n) {
				between := ""
				if e.start >= rest.start {
					between = o.text[rest.start:e.start]
				}
				// "killed in the 1987 bombing", "meddled in the 1987 election", but "arrested in the 1987 bombing"
				inNoun := between == "the " && (typ == barograph.Assault || o.isElection(e))
				if e.start >= rest.start && (between == "" || inNoun) || e.start == w.start {
					if t, ok := o.yearOf(e); ok {
						return past{t, false}, true
					}
				}
			}
		case "for", "over", "about", "after", "before", "since", "who", "that", "which", "to", "with", "as", "because", "whose":
			return p, false
		}
	}
	return p, false
}

// isElection says whether the year at e is that of an election: "the 1987 parliamentary elections".
func (o *old) isElection(e span) bool {
	const longest = 5
	_, next := wordsAt(o.words, e)
	for i := next; i < min(next+longest, len(o.words)) && !o.words[i].cut; i++ {
		if strings.HasPrefix(o.words[i].lower, "election") || o.words[i].lower == "referendum" {
			return true
		}
	}
	return false
}

// leads says whether a noun stands behind an era, which it belongs to: "a World War I wreck".
func (o *old) leads(e span) bool {
	_, next := wordsAt(o.words, e)
	return next < len(o.words) && !o.words[next].cut && !isFunction(o.words[next].lower) && !isPreposition(o.words[next].lower)
}

// isLeadIn says whether words may stand between a preposition and the name of a war.
func isLeadIn(s string) bool {
	switch strings.TrimPrefix(s, "the ") {
	case "", "end of ", "last days of ", "final days of ", "final stages of ", "early days of ", "height of ", "First ", "Second ", "1999 ":
		return true
	}
	return false
}

// named reads deeds that have a name, and so a date.
func (o *old) named() (t barograph.Time, ok bool) {
	for rest := o.sentences[o.n].span; ; {
		e, when, ok := o.era(rest)
		if !ok {
			return t, false
		}
		if e.overlaps(o.at) || e.end+1 == o.at.start && strings.Contains(o.slice(e), "W") { // "World War II bombs"
			return when, o.isNoun()
		}
		rest.start = e.end
	}
}

// era finds the first of the eras named in s that lie in a year before the report.
func (o *old) era(s span) (e span, t barograph.Time, ok bool) {
	text := o.slice(s)
	for _, x := range eras() {
		i := strings.Index(text, x.name)
		end := x.value[strings.IndexByte(x.value, '/')+1:][:len("2006")]
		if i < 0 || strings.HasPrefix(text[i+len(x.name):], "-") || ok && s.start+i >= e.start || end >= o.published.Format("2006") {
			continue
		}
		e, ok = span{s.start + i, s.start + i + len(x.name)}, true
		t = barograph.Time{Span: o.span(e), Value: x.value, Precision: x.precision}
	}
	return e, t, ok
}

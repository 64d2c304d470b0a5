package coder

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
	"github.com/barograph/barograph/places"
)

// who is what a phrase means.
type who struct {
	code      string
	sector    barograph.Sector
	name      string
	kind      string // of the row that gave it: "country", "body", "person", …
	person    bool   // known by name, or by office and date
	role      bool   // a noun of a role: "fishing vessel"
	water     bool   // a sea or lake of several states
	bare      bool   // a country by its name, adjective, capital or seat of government alone
	inherited bool   // the country is that of the text around it
	shared    bool   // a body of whose name other countries have one, too
	guessed   bool   // the country is that of the nearest mention, for want of anything else
	how       string // the rows and rules that gave it
}

// lookup asks the tables who a phrase means.
func (r *reading) lookup(phrase string, ctx actors.Context) who {
	a := r.coder.actors.Resolve(phrase, r.day(), ctx)
	w := who{code: a.Code, sector: a.Sector, name: a.Name, how: a.Rule, inherited: strings.Contains(a.Rule, "country from context"), shared: a.Shared}
	w.kind, _, _ = strings.Cut(a.Rule, ":")
	w.role = a.Kind == actors.ByRole
	w.water = a.Kind == actors.Place && a.Code == ""
	switch w.kind {
	case "person", "surname":
		if strings.ToLower(phrase) == phrase {
			return who{name: phrase} // a plain noun that happens to be spelt like a name
		}
		w.person = true
	case "country", "nationality", "capital", "metonym":
		w.bare = !strings.Contains(a.Rule, "; ") && !strings.Contains(strings.TrimPrefix(phrase, "the "), " ")
		w.bare = w.bare || a.Name == r.coder.actors.CountryName(a.Code) ||
			a.Kind == actors.Country && a.Name == strings.TrimPrefix(phrase, "the ") // "Northern Ireland"
		w.person = strings.Contains(a.Rule, "; holder: ")
	}
	return w
}

// isCountryName says whether a phrase is a country by its name and nothing else.
func (w *who) isCountryName() bool { return w.kind == "country" && w.bare }

// day is the day of publication, the zero time when it is not known.
func (r *reading) day() time.Time {
	if r.published == nil {
		return time.Time{}
	}
	return r.published.Time
}

// context is what the text around a phrase tells of countries: its sentence first, then the document.
// t is the act it takes part in, nil when it is the source of a claim.
func (r *reading) context(n int, s span, t *told, receives bool) actors.Context {
	start := r.sentences[n].start
	c := actors.Context{Mentions: r.spokenOf(n), Start: s.start - start, End: s.end - start, Document: r.discourse.countries,
		Dateline: r.home}
	if t != nil {
		c.Act, c.Receives = t.event.Type, receives
		c.Mentions = t.parts.mark(c.Mentions, start, s, receives)
	}
	return c
}

// parts are the stretches of its sentence that take part in an act.
type parts struct {
	acting, receiving, scene []span
	borders                  []bool // by location of the event: it tells but whose border is near
}

// mark tells of each country that the sentence from start on names what it is to the participant at s: of the other side, of its own,
// of the scene.
func (p *parts) mark(ms []actors.Mention, start int, s span, receives bool) []actors.Mention {
	same, other := p.acting, p.receiving
	if receives {
		same, other = other, same
	}
	ms = slices.Clone(ms) // the sentence's acts share them
	for i := range ms {
		at := span{start + ms[i].Start, start + ms[i].End}
		within := func(q span) bool { return q != s && q.holds(at) }
		switch {
		case slices.ContainsFunc(other, within):
			ms[i].Part = actors.PartOther
		case slices.ContainsFunc(same, within):
			ms[i].Part = actors.PartSame
		case slices.ContainsFunc(p.scene, within):
			ms[i].Part = actors.PartPlace
		}
	}
	return slices.DeleteFunc(ms, func(m actors.Mention) bool {
		return m.Border && m.Part != actors.PartOther && m.Part != actors.PartSame
	})
}

// isMaker says whether a country is only where a thing was made: "a weapon made in Israel".
func isMaker(text string, m actors.Mention) bool {
	for _, w := range []string{"made", "built", "produced", "manufactured", "designed"} {
		if strings.HasSuffix(text[:m.Start], " "+w+" in ") {
			return true
		}
	}
	return false
}

// spokenOf lists the countries of which a sentence speaks: by name, people, capital or person, or else by its places.
func (r *reading) spokenOf(n int) []actors.Mention {
	s := &r.sentences[n]
	if s.countries != nil {
		return s.countries
	}
	text := r.slice(s.span)
	s.countries = slices.DeleteFunc(r.coder.actors.Mentions(text, r.day()), func(m actors.Mention) bool { return isMaker(text, m) })
	r.locate(s, text)
	for i := range s.countries {
		s.countries[i].Border = isBorder(text, s.countries, i)
	}
	if len(s.countries) == 0 {
		s.countries = []actors.Mention{}
		for _, p := range r.coder.gazetteer.FindIn(r.slice(s.span), places.Context{Countries: r.discourse.countries, Near: r.near}) {
			if p.Country != "" {
				s.countries = append(s.countries, actors.Mention{Start: p.ByteStart, End: p.ByteEnd, Code: p.Country, Kind: "place"})
			}
		}
	}
	return s.countries
}

// locate corrects the country of a name that the text says lies elsewhere, "Birmingham, Alabama", or that is only part of the name of
// another place, "San Salvador Atenco".
func (r *reading) locate(s *sentence, text string) {
	var found []places.Toponym
	for i := range s.countries {
		m := &s.countries[i]
		if m.Kind != "place" && m.Kind != "capital" && m.Kind != "country" || strings.Contains(text[m.Start:m.End], ".") || !goesOn(text, m) {
			continue
		}
		if i+1 < len(s.countries) && m.Kind != "country" && isHeldBy(text, m, &s.countries[i+1]) {
			m.Namesake, m.Code, m.Kind = m.Code, s.countries[i+1].Code, "place"
			continue
		}
		if found == nil {
			found = r.coder.gazetteer.FindIn(text, places.Context{Countries: r.discourse.countries, Near: r.near})
		}
		for _, p := range found {
			if p.ByteStart > m.Start || p.ByteEnd < m.End || p.Kind == "country" || p.Country == "" || p.Country == m.Code || p.Confidence < certain {
				continue
			}
			longer := p.ByteEnd-p.ByteStart > m.End-m.Start
			if longer || i+1 < len(s.countries) && s.countries[i+1].Start == m.End+len(", ") && r.liesIn(s.countries[i+1:], found, p.Country) {
				m.Namesake, m.Code, m.Kind = m.Code, p.Country, "place"
			}
		}
	}
}

// isHeldBy says whether a region or country is named right behind a place as what holds it: "Amman, Fars Province", "in Amman, Iran.", not
// "envoys from Amman, Iran and Chile".
func isHeldBy(text string, m, holder *actors.Mention) bool {
	if holder.Start != m.End+len(", ") || holder.Code == m.Code || !isCountry(holder.Code) {
		return false
	}
	after := splitWords(text[holder.End:], 0)
	switch holder.Kind {
	case "place":
		return len(after) > 0 && after[0].start == 1 && isRegionNoun(after[0].lower)
	case "country":
		before := splitWords(text[:m.Start], 0)
		if n := len(before); n < 2 || before[n-1].lower != "in" && before[n-1].lower != "near" && before[n-1].lower != "outside" {
			return false
		}
		rest := text[holder.End:]
		if rest == "" || rest[0] == '.' {
			return true
		}
		return strings.HasPrefix(rest, ", ") && len(after) > 0 && !after[0].upper && after[0].lower != "and" && after[0].lower != "or"
	}
	return false
}

// goesOn says whether the words around a mention may tell of a place that holds it or of one with a longer name.
func goesOn(text string, m *actors.Mention) bool {
	next := strings.TrimPrefix(strings.TrimPrefix(text[m.End:], ","), " ")
	before := strings.Fields(text[:m.Start])
	return next != "" && isUpper(next) || len(before) > 0 && isUpper(before[len(before)-1])
}

func isUpper(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(c)
}

// liesIn says whether the mention that follows a name is of the country, or of one of its regions.
func (r *reading) liesIn(rest []actors.Mention, found []places.Toponym, country string) bool {
	if rest[0].Code == country {
		return true
	}
	for _, p := range found {
		if p.ByteStart <= rest[0].Start && rest[0].End <= p.ByteEnd {
			return p.Country == country
		}
	}
	return false
}

// relocate gives a participant the country of the place in its words where the tables took a namesake's.
func (r *reading) relocate(n int, s span, w who) who {
	base := r.sentences[n].start
	for _, m := range r.spokenOf(n) {
		at := span{base + m.Start, base + m.End}
		if m.Namesake == "" || !s.holds(at) || w.code != m.Namesake && w.code != barograph.CodeMUL {
			continue
		}
		w.code, w.how = m.Code, "“"+r.slice(at)+"” lies in "+r.coder.actors.CountryName(m.Code)+"; "+w.how
		if w.bare {
			w.sector, w.name = "", "" // a town, no government
		}
	}
	return w
}

// isBorder says whether a country is named for its border alone, which one is near to on the other side: "the Turkish border", "the border
// with Syria". The northern Syrian border is Syria's own.
func isBorder(text string, ms []actors.Mention, i int) bool {
	m := &ms[i]
	if m.Kind != "country" && m.Kind != "nationality" {
		return false
	}
	before := beforeArticle(splitWords(text[:m.Start], 0))
	if n := len(before); n > 1 && before[n-1].lower == "with" && isBorderWord(before[n-2].lower) {
		before = beforeArticle(before[:n-2])
		n = len(before)
		return n == 0 || !before[n-1].owner && before[n-1].lower != "its" && !isCrossing(before[n-1].lower)
	}
	if n := len(before); n > 0 && before[n-1].lower == "bordering" || n > 1 && before[n-1].lower == "on" && before[n-2].lower == "bordering" {
		return true
	}
	after := splitWords(text[m.End:], 0)
	if len(after) == 0 || !isBorderWord(after[0].lower) || after[0].start > 1 {
		return false
	}
	if len(after) > 1 && !after[1].cut && !isFunction(after[1].lower) && !isPreposition(after[1].lower) {
		return false // "Turkish border guards", "a Turkish border town"
	}
	if i > 0 && m.Start-ms[i-1].End <= len(" and ") {
		return false // "the Syrian-Turkish border": either
	}
	n := len(before)
	return n == 0 || !isDirection(before[n-1].lower) && !isCrossing(before[n-1].lower)
}

// beforeArticle leaves an article out at the end of words.
func beforeArticle(words []word) []word {
	if n := len(words); n > 0 && isArticle(words[n-1].lower) {
		return words[:n-1]
	}
	return words
}

// isCrossing says whether what lies behind a preposition is on the other side: "across the border".
func isCrossing(w string) bool {
	switch w {
	case "over", "across", "into", "through", "cross", "crossed", "crosses", "crossing":
		return true
	}
	return false
}

func isBorderWord(w string) bool {
	return w == "border" || w == "borders" || w == "frontier"
}

func isDirection(w string) bool {
	switch w {
	case "northern", "southern", "eastern", "western", "northwestern", "northeastern", "southwestern", "southeastern":
		return true
	}
	return false
}

// isBorderPlace says whether the place at s is no more than near a border.
func (r *reading) isBorderPlace(n int, s span) bool {
	base := r.sentences[n].start
	for _, m := range r.spokenOf(n) {
		at := span{base + m.Start, base + m.End}
		if !m.Border || !s.holds(at) {
			continue
		}
		for _, w := range splitWords(r.slice(s), s.start) {
			if !at.holds(w.span) && !isBorderWord(w.lower) && !isFunction(w.lower) && w.lower != "near" && w.lower != "along" {
				return false
			}
		}
		return true
	}
	return false
}

// clearBorders takes the country from places that tell only whose border is near, unless it takes part.
func (t *told) clearBorders() {
	for i, is := range t.parts.borders {
		l := &t.event.Locations[i]
		takes := func(p party) bool { return p.Code == l.Country }
		if is && l.Country != "" && !slices.ContainsFunc(t.actors, takes) && !slices.ContainsFunc(t.recipients, takes) {
			*l = barograph.Location{Span: l.Span}
			t.why.Locations[i].Means, t.why.Locations[i].Because = "unresolved", "which side of the border is not told"
		}
	}
}

// isScene says whether a capital, or a country beside others who suffer, is only where they were hit, "a bomb in Damascus": the ground and no
// government. A country alone, "air strikes in Syria", stands for its state.
func (r *reading) isScene(n int, s span, t *told, w who) bool {
	switch t.event.Type {
	case barograph.Assault, barograph.Coerce, barograph.Protest:
	default:
		return false
	}
	if !w.bare || w.sector != barograph.GOV || w.kind != "capital" && (w.kind != "country" || len(t.parts.receiving) < 2) {
		return false
	}
	words := r.sentences[n].words
	first, _ := wordsAt(words, s)
	if first == 0 {
		return false
	}
	switch words[first-1].lower {
	case "in", "near", "around", "outside":
		return true
	}
	return false // missiles "at Kyiv" are aimed at a state
}

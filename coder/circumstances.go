package coder

import (
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
	"github.com/barograph/barograph/places"
)

// setPlaces resolves where an act happened, in the light of the countries that its sentence and the document speak of and of the
// places before it.
func (r *reading) setPlaces(t *told, n int, m *extract.Mention, at func(extract.ByteSpan) span) {
	for _, b := range m.Locations {
		if s := at(b); !isNowhere(splitWords(r.slice(s), s.start)) {
			r.addPlace(t, n, s)
		}
	}
	if len(m.Locations) == 0 && m.Type == barograph.Assault {
		r.namedPlace(t, n)
	}
}

// addPlace resolves the place at s.
func (r *reading) addPlace(t *told, n int, s span) {
	l := barograph.Location{Span: r.span(s)}
	reason := Reason{Text: l.Text, Means: "unresolved", Because: "no gazetteer entry fits"}
	if p, ok := r.placeAt(n, s); ok {
		l.Name, l.Country, l.Admin1, l.Lat, l.Lon, l.Geoname = p.Name, p.Country, p.Admin1, p.Lat, p.Lon, p.Geoname
		if !isASCII(l.Name) && sameLetters(l.Name, p.Text) {
			l.Name = p.Text // as English writes it
		}
		reason.Means, reason.Because = strings.TrimSuffix(p.Name+", "+p.Country, ", "), p.Explain()
		if p.Confidence >= certain && p.Kind != "country" && len(r.near) < 50 {
			r.near = append(r.near, p.Entry)
		}
	}
	t.parts.borders = append(t.parts.borders, r.isBorderPlace(n, s))
	t.event.Locations = append(t.event.Locations, l)
	t.why.Locations = append(t.why.Locations, reason)
}

// withHolder is the phrase at s with what the text says of where it lies, "Naples" with ", Florida", where its name alone is another place's.
func (r *reading) withHolder(n int, s span) string {
	base, all := r.sentences[n].start, r.spokenOf(n)
	for i := range all {
		if m := &all[i]; m.Namesake != "" && base+m.End == s.end && i+1 < len(all) {
			return r.text[s.start : base+all[i+1].End]
		}
	}
	return r.slice(s)
}

// placeAt looks up the place at s. Where the gazetteer knows a town of that name in another country alone than the one the text puts it in,
// what holds it is meant: "Amman, Fars Province, Iran".
func (r *reading) placeAt(n int, s span) (places.Toponym, bool) {
	phrase := r.withHolder(n, s)
	p, ok := r.place(n, phrase)
	_, rest, parted := strings.Cut(phrase, ", ")
	if !ok || !parted || p.Country == "" || p.Kind != "populated place" && p.Kind != "town" {
		return p, ok
	}
	if holder := r.holderOf(n, s); holder != "" && holder != p.Country {
		if q, ok := r.place(n, rest); ok && q.Country == holder {
			return q, ok
		}
	}
	return p, ok
}

// holderOf is the country that the last name of a place tells, behind a comma: Iran of "Amman, Fars Province".
func (r *reading) holderOf(n int, s span) string {
	base, all := r.sentences[n].start, r.spokenOf(n)
	for i := len(all) - 1; i >= 0; i-- {
		m := &all[i]
		at := span{base + m.Start, base + m.End}
		if s.holds(at) && strings.HasSuffix(r.text[s.start:at.start], ", ") && isCountry(m.Code) &&
			(at.end == s.end || isRegionNoun(strings.ToLower(strings.TrimSpace(r.text[at.end:s.end])))) {
			return m.Code
		}
	}
	return ""
}

// isRegionNoun says whether a word tells that the name before it is a region's.
func isRegionNoun(w string) bool {
	switch w {
	case "province", "governorate", "region", "oblast", "state", "county", "district", "department", "prefecture", "krai", "division",
		"voivodeship", "canton":
		return true
	}
	return false
}

// place looks up a phrase of sentence n.
func (r *reading) place(n int, phrase string) (places.Toponym, bool) {
	return r.coder.gazetteer.Resolve(phrase, places.Context{Countries: r.discourse.countries, Sentence: r.countriesOf(n), Near: r.near})
}

// namedPlace takes the town after which an attack is named: "the Pahalgam attack", "the Brussels bombings".
func (r *reading) namedPlace(t *told, n int) {
	words := r.sentences[n].words
	i, _ := wordsAt(words, t.at)
	for i > 0 && !words[i].cut && (words[i-1].lower == "terror" || words[i-1].lower == "terrorist" || words[i-1].lower == "bomb" || words[i-1].lower == "suicide") {
		i--
	}
	if i == 0 || i == len(words) || words[i].cut || !inName(&words[i-1]) || words[i-1].owner {
		return
	}
	j := i - 1
	for j > 0 && inName(&words[j-1]) && !words[j].cut && !words[j-1].owner {
		j--
	}
	s := span{words[j].start, words[i-1].end}
	if w := r.alone(r.slice(s)); w.code != "" && w.kind != "place" {
		return // somebody's attack
	}
	if p, ok := r.place(n, r.slice(s)); ok && p.Country != "" && p.Kind != "country" && strings.EqualFold(p.Text, r.slice(s)) {
		r.addPlace(t, n, s)
	}
}

// isNowhere says whether words tell no place: "north", "nearby", "16", "X".
func isNowhere(words []word) bool {
	for i := range words {
		w := words[i].lower
		switch w {
		case "north", "south", "east", "west", "side", "sides", "nearby", "inside", "outside", "neutral", "deep", "there", "here", "elsewhere", "last",
			"northern", "southern", "eastern", "western", "ground", "grounds", "group":
			continue
		}
		if len(w) > 1 && !isFunction(w) && !isNumeral(w) {
			return false
		}
	}
	return true
}

// sameLetters compares two names without their accents and cases.
func sameLetters(a, b string) bool {
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFD.String(s))
	}
	return strings.EqualFold(bare(a), bare(b))
}

// certain is the confidence from which a place helps to tell others.
const certain = 0.8

// countriesOf lists the countries that a sentence names.
func (r *reading) countriesOf(n int) []string {
	var out []string
	for _, m := range r.spokenOf(n) {
		if !slices.Contains(out, m.Code) {
			out = append(out, m.Code)
		}
	}
	return out
}

// readDateline finds the country and the zone of the place where the report was written. The zone is that of its longitude: good to
// the hour or two that decides on which side of midnight the report fell.
func (r *reading) readDateline() {
	city, _, _ := strings.Cut(r.dateline, " (")
	if city == "" {
		return
	}
	p, ok := r.coder.gazetteer.Resolve(capitalised(city), places.Context{Countries: r.discourse.countries})
	if !ok {
		return
	}
	r.home = p.Country
	r.zone = time.FixedZone(p.Name, int(math.Round(p.Lon/15))*3600)
}

// capitalised writes "NEW DELHI" as "New Delhi".
func capitalised(s string) string {
	words := strings.Fields(strings.ToLower(s))
	for i, w := range words {
		_, n := utf8.DecodeRuneInString(w)
		words[i] = strings.ToUpper(w[:n]) + w[n:]
	}
	return strings.Join(words, " ")
}

// setContent keeps what tells an act from others of its kind: the stem of its trigger, whether it is one of several, and the words behind
// it that name nobody.
func (r *reading) setContent(t *told, n int) {
	words := r.sentences[n].words
	first, last := wordsAt(words, t.at)
	if last > first {
		head := headOf(words[first:last]) + first
		t.stem = stem(words[head].lower)
		t.series = isPluralNoun(words, head)
	}
	const ahead, reach = 3, 14
	for i := max(0, first-ahead); i < last; i++ {
		t.another = t.another || isAnotherWord(words[i].lower)
	}
	for i := last; i < min(len(words), last+reach); i++ {
		w := &words[i]
		if isFunction(w.lower) || holdsAny(t, w.span) {
			continue
		}
		t.content = append(t.content, stem(w.lower))
	}
	slices.Sort(t.content)
	t.content = slices.Compact(t.content)
}

// isPluralNoun says whether the word at i speaks of several acts: a plural noun, not a verb of the third person.
func isPluralNoun(words []word, i int) bool {
	w := words[i].lower
	if !strings.HasSuffix(w, "s") || strings.HasSuffix(w, "ss") || w == "talks" || w == "condolences" || w == "sanctions" {
		return false
	}
	if i == 0 {
		return true
	}
	switch before := words[i-1].lower; before {
	case "of", "several", "many", "more", "these", "recent", "the", "its", "their", "multiple", "repeated", "previous", "two", "three", "in", "by":
		return true
	}
	return false
}

func isAnotherWord(w string) bool {
	switch w {
	case "another", "second", "third", "fourth", "fifth", "separate", "separately", "fresh", "later", "subsequent", "different", "other":
		return true
	}
	return false
}

func holdsAny(t *told, s span) bool {
	for _, side := range [2][]party{t.actors, t.recipients} {
		for i := range side {
			if side[i].at.overlaps(s) {
				return true
			}
		}
	}
	return false
}

// headOf picks the word of a trigger that says most: the last that is no function word.
func headOf(words []word) int {
	for i := len(words) - 1; i > 0; i-- {
		if !isFunction(words[i].lower) {
			return i
		}
	}
	return 0
}

// stem cuts the endings of English verbs and nouns, roughly: enough to tell that "urged" and "urging" are one verb.
func stem(w string) string {
	for _, end := range []string{"ations", "ation", "ingly", "ings", "ing", "edly", "ments", "ment", "ers", "ies", "ed", "es", "er", "ly", "s", "e"} {
		if len(w)-len(end) >= 3 && strings.HasSuffix(w, end) {
			w = w[:len(w)-len(end)]
			break
		}
	}
	if n := len(w); n > 3 && w[n-1] == w[n-2] {
		w = w[:n-1] // "stopped", "stop"
	}
	return w
}

var functionWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`a an the this that these those some any all both each every no not of in on at by for from to with
		about as into onto over under after before during between among against through amid upon within without and or but nor so yet
		if while when where who whom whose which what how why than then there here it its he his him she her they them their theirs we
		our us i my me you your is are was were be been being am has have had having do does did will would shall should can could may
		might must also again very more most much many own other another such only just still even up out off down back s t said says
		say told new one two his hers itself himself herself themselves`) {
		m[w] = true
	}
	return m
}()

func isFunction(w string) bool { return functionWords[w] }

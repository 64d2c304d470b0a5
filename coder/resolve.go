package coder

import (
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
)

// setParties resolves who acts on whom.
func (r *reading) setParties(t *told, n int, m *extract.Mention, at func(extract.ByteSpan) span) {
	spans := func(bs []extract.ByteSpan) []span {
		out := make([]span, len(bs))
		for i, b := range bs {
			out[i] = at(b)
		}
		return out
	}
	t.parts.acting, t.parts.receiving, t.parts.scene = spans(m.Actors), spans(m.Recipients), spans(m.Locations)
	for _, b := range m.Actors {
		t.actors = r.addParty(t.actors, n, at(b), t, false)
	}
	for _, b := range m.Recipients {
		t.recipients = r.addParty(t.recipients, n, at(b), t, true)
	}
	t.actors, t.recipients = r.bound(t, t.actors), r.bound(t, t.recipients)
	t.actors, t.recipients = r.tails(t, t.actors), r.tails(t, t.recipients)
	r.someOf(t.actors)
	r.someOf(t.recipients)
	r.shareNoun(t.actors)
	r.shareNoun(t.recipients)
	r.sharePeople(n, t, t.actors)
	r.sharePeople(n, t, t.recipients)
	t.clearBorders()
	if r.isArticle {
		t.actors, t.recipients = distinct(t.actors), distinct(t.recipients)
	}
}

// addParty resolves the phrase at s; in an article "both countries" become two.
func (r *reading) addParty(ps []party, n int, s span, t *told, receives bool) []party {
	if whole := r.wholeCountry(n, s); whole != s {
		if s = whole; slices.ContainsFunc(ps, func(p party) bool { return p.at == whole }) {
			return ps
		}
	}
	if !r.isArticle {
		return append(ps, r.resolve(n, s, t, receives))
	}
	words := splitWords(r.slice(s), s.start)
	var pair []*entity
	if reference(words) == refSides {
		pair = r.sides(n, s)
	} else if r.speaksOfSides(s, words) {
		if pair = r.pair(); pair == nil && s.start >= r.lead {
			pair = r.sides(n, s)
		}
	}
	for _, e := range pair {
		p := party{Participant: barograph.Participant{Span: r.span(s)}, at: s, side: true}
		p.take(r.country(e), "one of the two countries named before")
		ps = append(ps, p)
	}
	if pair != nil {
		return ps
	}
	return append(ps, r.resolve(n, s, t, receives))
}

// wholeCountry stretches a phrase that is part of the name of a country over all of it: "Guinea" of "Papua New Guinea". So it does with a body
// of another country than the phrase alone would be: "Golani" of a brigade of that name.
func (r *reading) wholeCountry(n int, s span) span {
	base := r.sentences[n].start
	for _, m := range r.spokenOf(n) {
		if at := (span{base + m.Start, base + m.End}); at.holds(s) && at.end-at.start > s.end-s.start+1 { // not for the full stop of "U.S." alone
			if m.Kind == "country" || m.Kind == "body" && isCountry(m.Code) && r.isOfAnother(s, m.Code) {
				return at
			}
		}
	}
	return s
}

// isOfAnother says whether the words at s mean by themselves somebody of another country than that of the code.
func (r *reading) isOfAnother(s span, code string) bool {
	w := r.alone(r.slice(s))
	return isCountry(w.code) && w.code != code
}

// country is the state behind an entity.
func (r *reading) country(e *entity) who {
	return who{code: e.code, sector: barograph.GOV, name: r.coder.actors.CountryName(e.code), how: e.how}
}

// resolve finds out who the phrase at s means, in the light of all that stands before it.
func (r *reading) resolve(n int, s span, t *told, receives bool) party {
	p := party{Participant: barograph.Participant{Span: r.span(s)}, at: s}
	words := splitWords(r.slice(s), s.start)
	p.head = headNoun(words)
	kind := reference(words)
	if kind != refNone {
		if e, how := r.antecedent(kind, n, s, words); e != nil {
			p.take(e.who, how)
			return p
		}
		p.vague = true
	}
	if e := r.namesake(n, s, words); e != nil {
		p.take(e.who, "the "+e.who.name+" named elsewhere in the text; "+e.how)
		return p
	}
	if e := r.shortName(s, words); e != nil {
		p.take(e.who, "short for “"+r.slice(e.at)+"”; "+e.how)
		return p
	}
	w := r.relocate(n, s, r.lookup(p.Text, r.context(n, s, t, receives)))
	if w.code == "" && kind == refNone {
		w = r.within(n, s, w)
	}
	if e := r.toldBefore(n, s, words, w); e != nil {
		p.take(e.who, "told before: “"+r.slice(e.at)+"”; "+e.how)
		return p
	}
	first := r.namedTogether(s, t, receives)
	switch owner, how := r.owner(n, s, words, t); {
	case w.code != "" && !w.inherited:
		p.named = true
	case owner != nil:
		w.code, w.how = owner.code, how
		if isStateNoun(words[len(words)-1].lower) {
			w.name = r.coder.actors.CountryName(owner.code) // "his country"
		}
	case kind == refNone && isName(words) && !w.water:
		w = r.beside(n, s, w)
		if e := r.firstNaming(words[len(words)-1].lower); e != nil && (w.code == "" || w.inherited) {
			w.code, w.how = e.code, e.how
		} else if e == nil && w.isGuess(words, t, receives) {
			w = r.unguess(n, s, w)
		}
	case w.inherited && first != nil:
		w.code, w.how = first.Code, "as “"+first.Text+"”, named together; "+w.how
	case w.inherited && receives && t != nil && t.event.Mode == "embargo":
		w = r.embargoed(n, t, w)
	case w.inherited && receives && t != nil:
		w = r.ofPlace(t, w)
	}
	if w.inherited {
		w = ofOneState(words, t, receives, w)
		if first == nil {
			w = ofRuler(t, receives, w)
		}
	}
	if w.inherited && w.sector == barograph.MIL && !receives && isUnidentified(words) {
		w.code, w.how = "", "nobody has told whose they are"
	}
	if r.isArticle && w.inherited && w.code != "" && !isCountry(w.code) && isState(w.sector) && len(r.discourse.countries) > 0 {
		w.code = r.discourse.countries[0] // no government is an organisation's
		w.how = "of the country that the text speaks of most"
	}
	if receives && t != nil && r.isScene(n, s, t, w) {
		w.sector = ""
	}
	if of := r.sameNoun(s, w, t, receives); of != nil {
		p.noun, w.sector, w.how = of.noun, of.Sector, "as “"+of.Text+"”, named together; "+w.how
	} else {
		p.noun = w.code != "" && r.isNounOf(words)
	}
	if receives && t != nil && w.inherited && w.sector == barograph.REB && isJoint(t, w.code) {
		w.code, w.how = "", "of which of the countries that act together nobody can tell; "+w.how
	}
	w = r.captives(n, s, words, t, receives, r.counterpart(n, s, words, t, w))
	if t != nil && r.isOnePerson(n, s, t, w) {
		w.sector, w.how = barograph.CVL, "one person of a nationality; "+w.how
	}
	if receives && r.isNobody(n, s, words, t, w) {
		w.sector, w.how = barograph.CVL, w.how+"; whom no table knows is a private person"
	}
	p.vague = w.code == "" && w.sector == ""
	p.take(w, w.how)
	p.person = p.person || isName(words) && w.mayBePerson(words[len(words)-1].lower) && len(words)-nameStart(words) > 1
	return p
}

// ofPlace gives whoever suffers to the first country of the act's places of which the text speaks, if it speaks of any.
func (r *reading) ofPlace(t *told, w who) who {
	spoken := r.discourse.countries
	for i := range t.event.Locations {
		l := &t.event.Locations[i]
		if !t.parts.borders[i] && (slices.Contains(spoken, l.Country) || len(spoken) == 0 && l.Country != "") {
			w.code, w.how = l.Country, "where the act happened; "+w.how
			return w
		}
	}
	return w
}

func isState(s barograph.Sector) bool { return camps[s] == state && s != barograph.MIL }

// isUnidentified says whether a phrase says of somebody that nobody knows whose they are: "unidentified warplanes".
func isUnidentified(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool {
		return w.lower == "unidentified" || w.lower == "unknown" || w.lower == "unmarked" || w.lower == "mysterious"
	})
}

func isStateNoun(w string) bool {
	return w == "country" || w == "nation" || w == "state" || w == "homeland"
}

// headNoun is the stem of the noun that a phrase hangs on: the last word before a preposition. "People" says nothing.
func headNoun(words []word) string {
	n := slices.IndexFunc(words, func(w word) bool { return isPreposition(w.lower) })
	if n < 0 {
		n = len(words)
	}
	if n == 0 || isFunction(words[n-1].lower) {
		return ""
	}
	switch w := words[n-1].lower; w {
	case "people", "persons", "person", "man", "men", "others", "individuals", "suspects":
		return ""
	default:
		return stem(w)
	}
}

// owner is whom a possessive in front of a phrase, or at its head, means: "its warplanes", "his spokesman". Whose leader "its leader" is, of
// those who are named before, only the verb right in front of it tells: "jailed its leader".
func (r *reading) owner(n int, s span, words []word, t *told) (*entity, string) {
	if len(words) == 0 {
		return nil, ""
	}
	pronoun := words[:1]
	if !isOwner(pronoun[0].lower) {
		before := r.sentences[n].words
		first, _ := wordsAt(before, s)
		if first == 0 {
			return nil, ""
		}
		pronoun = before[first-1 : first]
		isThing := pronoun[0].lower == "its" || pronoun[0].lower == "their"
		if isThing && reference(words[:1]) != refNone && (t == nil || !isDeed(t.event.Type) || pronoun[0].start-t.at.end > 1) {
			return nil, ""
		}
	}
	if isOwner(pronoun[0].lower) {
		e, how := r.antecedent(reference(pronoun), n, pronoun[0].span, pronoun)
		if e != nil && e.code != "" {
			return e, "of “" + pronoun[0].lower + "”, " + how
		}
	}
	return nil, ""
}

// isName says whether a phrase is, or ends in, a name that no preposition leads to: "Secretary of State Marco Rubio", not "ministers
// from Turkey".
func isName(words []word) bool {
	i := nameStart(words)
	return i < len(words) && (i == 0 || !isPreposition(words[i-1].lower) && words[i-1].lower != "the")
}

func (p *party) take(w who, how string) {
	p.Code, p.Sector, p.Name, p.person, p.how = w.code, w.sector, w.name, w.person, how
	if p.Name == "" {
		p.Name = p.Text
	}
	if p.how == "" {
		p.how = "no table knows it"
	}
}

// namesake finds the fuller naming of a person who is named by last name: "Sharif" or "Prime Minister Sharif" for Shehbaz Sharif.
// Earlier namings come before later ones.
func (r *reading) namesake(n int, s span, words []word) *entity {
	if len(words) == 0 || !words[len(words)-1].upper {
		return nil
	}
	key := words[len(words)-1].lower
	run := len(words) - nameStart(words)
	if isTitle(key) || run > 1 {
		return nil
	}
	return r.fuller(key, s)
}

// antecedent finds whom a reference means.
func (r *reading) antecedent(kind refKind, n int, s span, words []word) (*entity, string) {
	switch kind {
	case refSpeaker:
		return r.speaker(r.quoteAt(s)), "the speaker of the quotation"
	case refWords:
		return r.speaker(r.quoteNear(r.sentences[n].span)), "issued the statement that is quoted"
	case refOffice:
		return r.before(n, s, everywhere, "holds that office in the text: ", func(e *entity) bool {
			return e.key != "" && slices.Contains(e.titles, words[len(words)-1].lower)
		})
	case refPerson:
		return r.before(n, s, 3, "the person named before: ", func(e *entity) bool { return e.human && !e.plural })
	case refMany:
		return r.before(n, s, 2, "those named before: ", func(e *entity) bool { return e.plural })
	case refThing:
		return r.before(n, s, 2, "named before: ", func(e *entity) bool { return e.key == "" && !e.plural && e.code != "" && !r.isTold(n, e, s) })
	case refWhich:
		return r.before(n, s, 0, "named right before: ", func(e *entity) bool { return s.start-e.at.end <= 3 })
	}
	return nil, ""
}

// everywhere is how many sentences an office is remembered.
const everywhere = 200

// before finds the nearest entity in front of s, at most so many sentences back, that fits; actors come before others of the same
// sentence.
func (r *reading) before(n int, s span, back int, how string, fits func(*entity) bool) (*entity, string) {
	var best *entity
	all := r.discourse.upTo(s.start)
	for i := len(all) - 1; i >= 0; i-- {
		e := &all[i]
		if n-e.sentence > back || best != nil && e.sentence < best.sentence {
			break
		}
		if e.at.end > s.start || !fits(e) {
			continue
		}
		if best == nil || e.acts && !best.acts {
			best = e
		}
	}
	if best == nil {
		return nil, ""
	}
	full := best // by the fullest name
	if e := r.fuller(best.key, best.at); e != nil {
		full = e
	}
	return full, how + full.name
}

// sides are the two countries that "both countries" means: those of the nearest sentence that speaks of two, the most frequent ones
// where it speaks of more.
func (r *reading) sides(n int, s span) []*entity {
	const back = 6
	all := r.discourse.upTo(s.start)
	var found []*entity
	for i := len(all) - 1; i >= 0; i-- {
		e := &all[i]
		if n-e.sentence > back {
			break
		}
		if e.at.end > s.start || !isCountry(e.code) {
			continue
		}
		if len(found) > 0 && found[0].sentence != e.sentence {
			if len(found) > 1 {
				break
			}
			found = found[:0]
		}
		if !slices.ContainsFunc(found, func(f *entity) bool { return f.code == e.code }) {
			found = append(found, e)
		}
	}
	if len(found) < 2 {
		return nil
	}
	if pair := r.pair(); pair != nil && !(len(found) == 2 && r.conjoined(found)) {
		return pair
	}
	often := func(e *entity) int { return slices.Index(r.discourse.countries, e.code) }
	slices.SortStableFunc(found, func(a, b *entity) int { return often(a) - often(b) })
	found = found[:2]
	slices.SortFunc(found, func(a, b *entity) int { return a.at.start - b.at.start })
	return found
}

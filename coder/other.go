package coder

import (
	"slices"
	"strings"

	"github.com/barograph/barograph"
)

// This file reads phrases that mean somebody by way of somebody else: "his counterpart", "both countries", "20 Polish firms
// and ten executives", "the Fund", "33 hostages".

// counterpart gives "his counterpart" the country of the other side: where the act happens, or the one that the sentence or the
// document speaks of besides that of the first party. The counterpart holds the same kind of office.
func (r *reading) counterpart(n int, s span, words []word, t *told, w who) who {
	if t == nil || !isCounterpart(words) || len(t.actors) == 0 {
		return w
	}
	first := &t.actors[0]
	if first.Sector != "" {
		w.sector = first.Sector
	}
	if w.code != "" && !w.inherited {
		return w
	}
	take := func(code, how string) bool {
		if !isCountry(code) || slices.ContainsFunc(t.actors, func(p party) bool { return p.Code == code }) {
			return false
		}
		w.code, w.inherited, w.how = code, false, "the other side's: "+how
		return true
	}
	for i := range t.event.Locations {
		if take(t.event.Locations[i].Country, "where the act happened") {
			return w
		}
	}
	for _, m := range r.spokenOf(n) {
		if take(m.Code, "the sentence speaks of "+r.coder.actors.CountryName(m.Code)) {
			return w
		}
	}
	for _, code := range r.discourse.countries {
		if take(code, "the text speaks of "+r.coder.actors.CountryName(code)) {
			return w
		}
	}
	if w.inherited {
		w.code, w.how = "", "of another country, which the text does not name"
	}
	return w
}

func isCounterpart(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool {
		return w.lower == "counterpart" || w.lower == "counterparts" || w.lower == "opposite"
	})
}

// captives gives hostages whom nobody describes to the country that the text speaks of besides that of their captors; in a sentence by itself
// that is the only other one named before them.
func (r *reading) captives(n int, s span, words []word, t *told, receives bool, w who) who {
	if !receives || !w.inherited || len(t.actors) == 0 || t.actors[0].Sector != barograph.REB {
		return w
	}
	if head := headNoun(words); head != stem("hostages") && head != stem("captives") {
		return w
	}
	countries := r.discourse.countries
	if !r.isArticle {
		if countries = r.besides(n, s, t.actors[0].Code); len(countries) != 1 {
			return w
		}
	}
	for _, code := range countries {
		if code != t.actors[0].Code {
			w.code, w.how = code, "held by "+t.actors[0].Name+"; the text speaks of "+r.coder.actors.CountryName(code)
			break
		}
	}
	return w
}

// besides lists the countries but one that a sentence speaks of before s.
func (r *reading) besides(n int, s span, but string) []string {
	var out []string
	for _, m := range r.spokenOf(n) {
		if isCountry(m.Code) && m.Code != but && r.at(n, m).end <= s.start && !slices.Contains(out, m.Code) {
			out = append(out, m.Code)
		}
	}
	return out
}

// embargoed gives those under sanctions, where nobody says whose they are, to the country that the sentence speaks of besides that of who
// imposes them: "Norway imposes sanctions on generals after the coup in Chad". No state does so to its own.
func (r *reading) embargoed(n int, t *told, w who) who {
	imposes := func(code string) bool {
		return slices.ContainsFunc(t.actors, func(p party) bool { return p.Code == code })
	}
	if !imposes(w.code) {
		return w
	}
	w.code, w.how = "", "not of the country that imposes the sanctions"
	for _, m := range r.spokenOf(n) {
		if isCountry(m.Code) && !imposes(m.Code) {
			w.code, w.how = m.Code, "the sentence speaks of "+r.coder.actors.CountryName(m.Code)
			break
		}
	}
	return w
}

// namedTogether is the party of the same role that stands right before s and brings its own country: "20 Polish firms" of "20 Polish firms
// and ten executives". Whoever is named together with it is of that country too.
func (r *reading) namedTogether(s span, t *told, receives bool) *party {
	p, between := r.rightBefore(s, t, receives)
	if p == nil || !p.named || !isCountry(p.Code) && p.Code != barograph.CodeMUL {
		return nil
	}
	switch between {
	case "and", ",", ", and", "or", "as well as", "along with":
		return p
	}
	return nil
}

// rightBefore is the last party of the same role, if it stands before s, and what stands between the two.
func (r *reading) rightBefore(s span, t *told, receives bool) (p *party, between string) {
	if t == nil {
		return nil, ""
	}
	ps := t.actors
	if receives {
		ps = t.recipients
	}
	if len(ps) == 0 || ps[len(ps)-1].at.end > s.start {
		return nil, ""
	}
	p = &ps[len(ps)-1]
	return p, strings.Trim(r.text[p.at.end:s.start], " ")
}

// sameNoun is the party right before a bare country that goes with its noun, too: "sailors from Peru" of "sailors from Peru, Chile and
// Bolivia".
func (r *reading) sameNoun(s span, w who, t *told, receives bool) *party {
	p, between := r.rightBefore(s, t, receives)
	if p == nil || !p.noun || !w.isCountryName() {
		return nil
	}
	switch strings.TrimSuffix(between, " the") {
	case "and", ",", ", and", "or":
		return p
	}
	return nil
}

// isNounOf says whether words are a noun in the plural with a country behind it.
func (r *reading) isNounOf(words []word) bool {
	i := slices.IndexFunc(words, func(w word) bool { return w.lower == "from" || w.lower == "in" || w.lower == "of" })
	if i < 1 || i+1 == len(words) || words[i-1].upper {
		return false
	}
	if noun := words[i-1].lower; !strings.HasSuffix(noun, "s") && !isPersonNoun(noun) && noun != "police" {
		return false
	}
	w := r.alone(r.text[words[i+1].start:words[len(words)-1].end])
	return w.isCountryName()
}

// isJoint says whether several countries act together, one of them that of the code: "Peru and Chile strike rebels".
func isJoint(t *told, code string) bool {
	if t.event.Type != barograph.Assault && t.event.Type != barograph.Coerce {
		return false
	}
	is := func(p party) bool { return p.Code == code }
	isAnother := func(p party) bool { return p.Code != code && isCountry(p.Code) }
	return code != "" && slices.ContainsFunc(t.actors, is) && slices.ContainsFunc(t.actors, isAnother) &&
		!slices.ContainsFunc(t.event.Locations, func(l barograph.Location) bool { return l.Country == code })
}

// shortName finds the body that "the Fund" or "the Court" means: one whose name, told before, ends so.
func (r *reading) shortName(s span, words []word) *entity {
	if len(words) != 1 || !words[0].upper || !isBodyNoun(words[0].lower) {
		return nil
	}
	all := r.discourse.upTo(s.start)
	for i := len(all) - 1; i >= 0; i-- {
		e := &all[i]
		if e.kind != "body" || e.at.end > s.start {
			continue
		}
		name := strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(r.slice(e.at), "'s"), "’s"))
		if strings.HasSuffix(name, " "+words[0].lower) {
			return e
		}
	}
	return nil
}

// toldBefore finds the group that a plain "the rebels" means: the last one named before by the same noun and its own country. Plain "the
// troops" are often the reader's own side's further on, and mean others only in one sentence.
func (r *reading) toldBefore(n int, s span, words []word, w who) *entity {
	isGroup := r.isArticle && (w.sector == barograph.REB || w.sector == barograph.CRM)
	if !w.inherited || len(words) != 1 || words[0].upper || !isGroup && w.sector != barograph.MIL {
		return nil
	}
	before := r.sentences[n].words
	if first, _ := wordsAt(before, s); first == 0 || before[first-1].lower != "the" {
		return nil
	}
	head := stem(words[0].lower)
	all := r.discourse.upTo(s.start)
	for i := len(all) - 1; i >= 0; i-- {
		e := &all[i]
		if e.at.end <= s.start && e.sector == w.sector && (isGroup || e.sentence == n) && isCountry(e.code) && !e.inherited &&
			headNoun(splitWords(r.slice(e.at), e.at.start)) == head {
			return e
		}
	}
	return nil
}

func isBodyNoun(w string) bool {
	switch w {
	case "fund", "court", "council", "commission", "union", "agency", "bank", "alliance", "assembly", "organisation", "organization", "league",
		"committee", "tribunal", "parliament", "party", "movement", "front", "federation", "authority":
		return true
	}
	return false
}

// pair is the two countries of the headline, where it names two and no more, or two together: "Armenia and Azerbaijan".
func (r *reading) pair() []*entity {
	if !r.isArticle || len(r.sentences) == 0 {
		return nil
	}
	var found []*entity
	for i := range r.discourse.entities {
		e := &r.discourse.entities[i]
		if e.sentence > 0 {
			break
		}
		if isCountry(e.code) && !slices.ContainsFunc(found, func(f *entity) bool { return f.code == e.code }) {
			found = append(found, e)
		}
	}
	for i := 1; i < len(found); i++ {
		if len(found) == 2 || r.conjoined(found[i-1:i+1]) {
			return found[i-1 : i+1]
		}
	}
	return nil
}

// conjoined says whether two entities of one sentence are named together: "Iran and Iraq".
func (r *reading) conjoined(es []*entity) bool {
	a, b := es[0], es[1]
	if a.at.start > b.at.start {
		a, b = b, a
	}
	return a.at.end <= b.at.start && strings.TrimSpace(r.text[a.at.end:b.at.start]) == "and"
}

// speaksOfSides says whether a phrase means people of both sides: "delegations of the two countries", "presidents" in a headline.
func (r *reading) speaksOfSides(s span, words []word) bool {
	phrase := strings.ToLower(r.slice(s))
	for _, end := range []string{" of the two countries", " of both countries", " of the two sides", " of both sides", " from both sides",
		" from both countries", " of the two nations", " of both nations", " of the two neighbours"} {
		if strings.HasSuffix(phrase, end) {
			return true
		}
	}
	if len(words) != 1 || s.start >= r.lead {
		return false
	}
	switch words[0].lower {
	case "presidents", "leaders", "ministers", "neighbours", "neighbors", "rivals":
		return true
	}
	return false
}

// distinct leaves out whoever stands in a role twice: by the same name, or as one of "both sides" beside somebody of that side.
func distinct(ps []party) []party {
	var out []party
	for i := range ps {
		p := &ps[i]
		again := slices.ContainsFunc(out, func(o party) bool {
			return o.Code == p.Code && o.Name == p.Name && o.Sector == p.Sector && p.Code != ""
		})
		if p.side {
			again = again || slices.ContainsFunc(ps, func(o party) bool { return !o.side && o.Code == p.Code })
		}
		if !again {
			out = append(out, *p)
		}
	}
	return out
}

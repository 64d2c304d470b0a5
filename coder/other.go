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

// captives gives hostages whom nobody describes to the country that the text speaks of besides that of their captors.
func (r *reading) captives(words []word, t *told, receives bool, w who) who {
	if !r.isArticle || !receives || !w.inherited || len(t.actors) == 0 || t.actors[0].Sector != barograph.REB {
		return w
	}
	if head := headNoun(words); head != stem("hostages") && head != stem("captives") {
		return w
	}
	for _, code := range r.discourse.countries {
		if code != t.actors[0].Code {
			w.code, w.how = code, "held by "+t.actors[0].Name+"; the text speaks of "+r.coder.actors.CountryName(code)
			break
		}
	}
	return w
}

// namedTogether is the party of the same role that stands right before s and brings its own country: "20 Polish firms" of "20 Polish firms
// and ten executives". Whoever is named together with it is of that country too.
func (r *reading) namedTogether(s span, t *told, receives bool) *party {
	if t == nil {
		return nil
	}
	ps := t.actors
	if receives {
		ps = t.recipients
	}
	if len(ps) == 0 {
		return nil
	}
	p := &ps[len(ps)-1]
	if !p.named || !isCountry(p.Code) && p.Code != barograph.CodeMUL || p.at.end > s.start {
		return nil
	}
	switch strings.Trim(r.text[p.at.end:s.start], " ") {
	case "and", ",", ", and", "or", "as well as", "along with":
		return p
	}
	return nil
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

// toldBefore finds the group that a plain "the rebels" means: the last one named before by the same noun and its own country.
func (r *reading) toldBefore(n int, s span, words []word, w who) *entity {
	if !r.isArticle || !w.inherited || len(words) != 1 || words[0].upper || w.sector != barograph.REB && w.sector != barograph.CRM {
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
		if e.at.end <= s.start && e.sector == w.sector && isCountry(e.code) && !e.inherited && headNoun(splitWords(r.slice(e.at), e.at.start)) == head {
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

// isOnePerson says whether a nationality is a noun that means one person: "a German and a Dutch were held", "a Palestinian who". Before a
// noun it is an adjective: "an Israeli airstrike", "a French and Italian plan".
func (r *reading) isOnePerson(n int, s span, t *told, w who) bool {
	all := r.sentences[n].words
	first, last := wordsAt(all, s)
	if w.kind != "nationality" || last != first+1 || first == 0 || !isOne(all[first-1].lower) || all[first].cut {
		return false
	}
	if last == len(all) {
		return true
	}
	next := &all[last]
	switch {
	case next.cut:
		return r.text[s.end] != '"' && (!next.upper || isOne(next.lower))
	case next.lower == "and" || next.lower == "or":
		return last+1 < len(all) && (isOne(all[last+1].lower) || isNumeral(all[last+1].lower))
	case t.at.holds(next.span) && strings.HasSuffix(next.lower, "s"):
		return true // a verb, for the noun behind "a" has no such ending
	}
	return isFunction(next.lower) || isTaken(next.lower)
}

// isOne says whether a word before a noun tells that there is one.
func isOne(w string) bool { return w == "a" || w == "an" || w == "another" || w == "one" }

// isTaken says whether a participle behind a noun tells what is done to a person, or what they do.
func isTaken(w string) bool {
	switch w {
	case "held", "arrested", "detained", "jailed", "killed", "shot", "wounded", "injured", "kidnapped", "abducted", "accused", "suspected", "convicted",
		"armed", "carrying", "wielding", "living", "working":
		return true
	}
	return false
}

// tails reads countries that only continue the phrase before them: "nurses from Ireland" and "Uganda" are nurses of both. Those to or with
// whom somebody else's thing leads, "the Peruvian envoy to Chile" and "Bolivia", take no part and are left out.
func (r *reading) tails(ps []party) []party {
	var head *party // the phrase that the country before continues
	prep := ""
	out := ps[:0:0]
	for i := range ps {
		p := &ps[i]
		if i == 0 || !isListed(r.text[ps[i-1].at.end:max(p.at.start, ps[i-1].at.end)]) || !r.isBareCountry(p.Text) {
			head = nil
			out = append(out, *p)
			continue
		}
		if before := &ps[i-1]; head == nil {
			var land string
			if prep, land = r.ending(before); land != "" && (inside(prep) || before.Code != land) { // "trade with Chile" is Chile's
				head = before
			}
		}
		switch {
		case head == nil:
		case inside(prep):
			p.Sector, p.how = head.Sector, "as in “"+head.Text+"”; "+p.how
		default:
			continue
		}
		out = append(out, *p)
	}
	return out
}

// shareNoun makes nationalities of one noun one kind of party: "Irish" of "Irish and Ugandan nurses".
func (r *reading) shareNoun(ps []party) {
	shared := false
	for i := len(ps) - 2; i >= 0; i-- {
		p, next := &ps[i], &ps[i+1]
		first, _, more := strings.Cut(next.Text, " ")
		shared = p.at.end < next.at.start && isListed(r.text[p.at.end:next.at.start]) && (more || shared) && next.Sector != "" &&
			r.alone(p.Text).kind == "nationality" && !strings.Contains(p.Text, " ") && r.alone(first).kind == "nationality"
		if shared {
			p.Sector, p.how = next.Sector, p.how+"; with “"+next.Text+"”"
		}
	}
}

// inside says whether those before a preposition belong to the country behind it.
func inside(prep string) bool { return prep == "from" || prep == "of" || prep == "in" }

// isListed says whether what stands between two countries makes them a list.
func isListed(gap string) bool {
	switch strings.TrimSpace(gap) {
	case "and", ",", ", and", "or", ", or", "and the", ", and the", "as well as":
		return true
	}
	return false
}

// isBareCountry says whether a phrase is a country by its name and nothing else.
func (r *reading) isBareCountry(phrase string) bool {
	w := r.alone(strings.TrimPrefix(phrase, "the "))
	return w.kind == "country" && w.bare
}

// ending is the preposition and the country with which a party's phrase ends: "from", IRL of "two nurses from Ireland".
func (r *reading) ending(p *party) (prep, code string) {
	for _, prep := range []string{"from", "of", "in", "to", "with", "for"} {
		if i := strings.LastIndex(p.Text, " "+prep+" "); i >= 0 {
			if land := p.Text[i+len(prep)+2:]; r.isBareCountry(land) {
				return prep, r.alone(strings.TrimPrefix(land, "the ")).code
			}
		}
	}
	return "", ""
}

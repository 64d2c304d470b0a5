package coder

import (
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
)

// This file tells what kind of party a phrase is from the words around it, where its own leave it open.

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
	return w.isCountryName()
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

// isNobody says whether a name of several words, to whom something hostile is done, is of a person that no table knows: neither a place nor
// anything that is named by a noun, "Stansted Airport".
func (r *reading) isNobody(n int, s span, words []word, t *told, w who) bool {
	if t == nil || w.sector != "" || w.water || len(words) < 2 || nameStart(words) > 0 || !w.mayBePerson(words[len(words)-1].lower) ||
		actors.NamesThing(r.slice(s)) {
		return false
	}
	if q := barograph.Quad(t.event.Type, t.event.Force); q != barograph.MaterialConflict && q != barograph.VerbalConflict {
		return false
	}
	for i := range words {
		if words[i].cut || words[i].owner {
			return false
		}
	}
	_, isPlace := r.place(n, r.slice(s))
	return !isPlace
}

package coder

import (
	"slices"
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
func (r *reading) tails(t *told, ps []party) []party {
	var head *party // the phrase that the country before continues
	prep := ""
	out := ps[:0:0]
	for i := range ps {
		p := &ps[i]
		if i > 0 && isOfWhence(t) && camps[ps[i-1].Sector] == people && isFrom(r.gap(&ps[i-1], p)) && r.isBareCountry(p.Text) {
			head, prep = &ps[i-1], "from" // cut apart: "four ships" and "Norway"
		} else if i == 0 || !r.isListedGap(r.gap(&ps[i-1], p)) || !r.isBareCountry(p.Text) {
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

// gap is what stands between two parties.
func (r *reading) gap(before, p *party) string {
	return r.text[before.at.end:max(p.at.start, before.at.end)]
}

// isOfWhence says whether those to whom an act is done are told with where they are from: one kidnaps "nurses from Chile", but withdraws or
// deports nurses from there.
func isOfWhence(t *told) bool {
	switch t.event.Type {
	case barograph.Assault:
		return true
	case barograph.Coerce:
		return t.event.Mode != "deport"
	}
	return t.event.Mode == "release"
}

// isFrom says whether "from" alone leads from one party to the next.
func isFrom(gap string) bool {
	return strings.TrimLeft(strings.TrimSuffix(gap, "the "), " ,–—-(") == "from "
}

// isListedGap says whether what stands between two countries makes them a list, with others that the extractor left out: ", Peru and".
func (r *reading) isListedGap(gap string) bool {
	pieces := strings.Split(strings.ReplaceAll(gap, " and ", ", "), ",")
	last := len(pieces) - 1
	isNone := func(piece string) bool { return piece == "" || piece == "the" }
	return isListed(gap) || last > 1 && isNone(strings.TrimSpace(pieces[0])) && isNone(strings.TrimSpace(pieces[last])) &&
		!slices.ContainsFunc(pieces, func(piece string) bool {
			piece = strings.TrimSpace(piece)
			return !isNone(piece) && !r.isBareCountry(piece)
		})
}

// bound leaves out countries to which a thing or journey only leads: "a jet hijacked and flown to Chile", "a pipeline between Chile and Peru".
func (r *reading) bound(t *told, ps []party) []party {
	if t.event.Type != barograph.Assault && (t.event.Type != barograph.Coerce || t.event.Mode != "seize" && t.event.Mode != "arrest") {
		return ps
	}
	return slices.DeleteFunc(ps, func(p party) bool { return r.isBareCountry(p.Text) && r.isDestination(r.text[:p.at.start]) })
}

// isDestination says whether these words lead to where a thing goes or comes from, or to another country of a list of such.
func (r *reading) isDestination(before string) bool {
	words := strings.Fields(strings.ToLower(before[max(strings.LastIndexAny(before, ".;:\n")+1, len(before)-80, 0):]))
	for n := len(words); n > 2; n = len(words) {
		if w := strings.TrimSuffix(words[n-1], ","); w != "and" && w != "the" && !r.isBareCountry(w) {
			return slices.Contains(leading, words[n-2]+" "+w)
		}
		words = words[:n-1]
	}
	return false
}

// leading are words behind which a country is but where a thing goes, or comes from.
var leading = []string{"bound for", "destined for", "headed for", "heading for", "directed to", "directed towards", "diverted to", "flown to",
	"smuggled to", "smuggled into", "smuggled from", "shipped to", "shipped from", "pipeline to", "pipeline from", "pipeline between",
	"pipelines to", "pipelines from", "pipelines between", "leading to", "exported to", "cocaine from", "heroin from", "drugs from",
	"cannabis from", "marijuana from"}

// someOf tells how many of a group are of a country, who are none of its government: "two nurses, one from Chile" or "two others from Peru".
func (r *reading) someOf(ps []party) {
	for i := range ps {
		p := &ps[i]
		if p.Sector != barograph.GOV {
			continue
		}
		phrase := r.text[max(0, p.at.start-len("seventeen others from the ")):p.at.end]
		from := strings.LastIndex(phrase, " from ")
		if from < 0 || !r.isBareCountry(phrase[from+len(" from "):]) {
			continue
		}
		words := strings.Fields(strings.ToLower(phrase[:from]))
		if n := len(words); n > 1 && (words[n-1] == "others" || words[n-1] == "more") {
			words = words[:n-1]
		}
		if len(words) == 0 || !isNumeral(words[len(words)-1]) {
			continue
		}
		p.Sector = barograph.CVL
		if i > 0 && (camps[ps[0].Sector] == people || ps[0].Sector == barograph.MIL || ps[0].Sector == barograph.COP) {
			p.Sector = ps[0].Sector
		}
		p.how = "some of a group; " + p.how
	}
}

// shareNoun makes nationalities of one noun one kind of party: "Irish" of "Irish and Ugandan nurses".
func (r *reading) shareNoun(ps []party) {
	shared := false
	for i := len(ps) - 2; i >= 0; i-- {
		p, next := &ps[i], &ps[i+1]
		first, _, more := strings.Cut(next.Text, " ")
		shared = p.at.end < next.at.start && isShared(r.text[p.at.end:next.at.start]) && (more || shared) && next.Sector != "" &&
			r.alone(p.Text).kind == "nationality" && !strings.Contains(p.Text, " ") && r.alone(first).kind == "nationality"
		if shared {
			p.Sector, p.how = next.Sector, p.how+"; with “"+next.Text+"”"
		}
	}
}

// inside says whether those before a preposition belong to the country behind it.
func inside(prep string) bool { return prep == "from" || prep == "of" || prep == "in" }

// sharePeople makes a nationality that continues a people one people more: "Chinese" of "Kenyans and Chinese".
func (r *reading) sharePeople(n int, t *told, ps []party) {
	all := r.sentences[n].words
	for i := 1; i < len(ps); i++ {
		p, before := &ps[i], &ps[i-1]
		w := r.alone(p.Text)
		if w.kind != "nationality" || strings.Contains(p.Text, " ") || before.Sector != barograph.CVL || !isListed(r.gap(before, p)) {
			continue
		}
		_, next := wordsAt(all, p.at)
		alone := next == len(all) || all[next].cut || isFunction(all[next].lower) || t.at.holds(all[next].span) // else an adjective
		if people := before.Text[strings.LastIndex(before.Text, " ")+1:]; alone && r.alone(people).kind == "people" {
			p.Sector, p.how = barograph.CVL, p.how+"; a people as “"+before.Text+"”"
		}
	}
}

// isShared says whether what stands between two nationalities leads to a noun of both: "Danish and", "Danish-".
func isShared(gap string) bool {
	return isListed(gap) || gap == "-" || gap == "–"
}

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

package actors

import (
	"strings"

	"github.com/barograph/barograph"
)

// This file knows things and people that have their names from a country, a place or a firm, and are none of theirs.

// insideThings forgets countries and firms after which a house or a hall is called or a war that is long over: "the Vodafone Arena", "the
// Palestine Hotel", "a Vietnam War film".
func (r *reader) insideThings() {
	for k := range r.items {
		it := &r.items[k]
		if r.isAroundBase(k) {
			it.forget()
		}
		if k+1 == len(r.items) {
			break
		}
		next := &r.items[k+1]
		n := &r.toks[next.i]
		if r.toks[it.j-1].flags&flagPossessive != 0 || n.flags&(flagComma|flagHyphen|flagUpper) != flagUpper {
			continue
		}
		isWar := n.hash == hashWar && pastWars[r.toks[it.i].hash]
		switch {
		case it.kind == kindBody && r.t.rows[it.row].sector == barograph.BUS && halls[n.hash]:
			next.forget()
		case it.kind == kindCountry && (houses[n.hash] || isWar):
		case it.kind == kindAdjective && isWar:
		default:
			continue
		}
		it.forget()
	}
}

// isAroundBase says whether the country at item k is only where a base of another country lies: "Guantánamo Bay, Cuba".
func (r *reader) isAroundBase(k int) bool {
	it := &r.items[k]
	if k == 0 || it.kind != kindCountry || r.toks[it.i].flags&flagComma == 0 {
		return false
	}
	p := &r.items[k-1]
	return p.kind == kindPlace && bases[r.toks[p.i].hash] && r.t.rows[p.row].code != r.t.rows[it.row].code
}

// isMaker says whether a firm is there as the maker of what follows: a model, "737" or "Su-25", or a craft by its noun. Whoever flies it is
// often of another country.
func (r *reader) isMaker(it *item) bool {
	if it.kind != kindBody || !makers[r.toks[it.i].hash] || r.toks[it.j-1].flags&flagPossessive != 0 {
		return false
	}
	j := int(it.j)
	if j == len(r.toks) || r.toks[j].flags&flagComma != 0 {
		return false
	}
	if crafts[r.toks[j].hash] {
		return true
	}
	for end := min(j+2, len(r.toks)); j < end; j++ {
		t := &r.toks[j]
		if t.flags&flagUpper == 0 && t.flags&(flagNumber|flagHyphen) == 0 || t.flags&flagComma != 0 {
			return false
		}
		if digit := strings.ContainsAny(r.s[t.start:t.end], "0123456789"); digit && (t.flags&(flagUpper|flagHyphen) != 0 || t.end-t.start == 3) {
			return true
		}
	}
	return false
}

// isLastName says whether the place at item k ends a person's name: two other names stand before it, "Ana Rita Medina", or one behind the noun
// of what the person is, "reporter Otto Lyon".
func (r *reader) isLastName(k int) bool {
	if k < 2 || r.items[k].kind != kindPlace || !r.isFirstName(k-1) {
		return false
	}
	p := &r.items[k-2]
	if r.toks[r.items[k-1].i].flags&flagHyphen != 0 {
		return false
	}
	if p.kind == 0 {
		return r.isFirstName(k-2) && (k > 2 || !r.whole) // the first word of a text has a capital of its own
	}
	if p.kind != kindRole || p.plural || r.toks[p.j-1].flags&flagPossessive != 0 {
		return false
	}
	s := r.t.rows[p.row].sector // those whose nouns are of persons more than of bodies; "spokesman Otto Lyon"
	return (s == barograph.MED || s == barograph.CVL) && p.class == roleStrong || s == barograph.GOV && p.class == roleWeak
}

var (
	bases  = wordSet(`guantanamo`) // of one country in another
	halls  = wordSet(`arena stadium dome field park hall center centre theatre theater`)
	houses = wordSet(`hotel street avenue boulevard square plaza restaurant cafe`)
	makers = wordSet(`boeing airbus sukhoi antonov tupolev ilyushin mikoyan yakovlev embraer bombardier cessna lockheed northrop dassault saab sikorsky
		eurocopter agustawestland iai`)
	crafts = wordSet(`plane planes jet jets aircraft airplane airplanes aeroplane airliner airliners jetliner helicopter helicopters airbus
		fighter fighters bomber bombers drone drones tank tanks truck trucks`)
	// pastWars are told of for what they were; of a war that goes on its country is spoken.
	pastWars = wordSet(`vietnam korean falklands boer crimean winter`)
	hashWar  = word("war")
)

package actors

import (
	"strings"

	"github.com/barograph/barograph"
)

// givenNames are countries, towns and peoples after which people are called, too.
var givenNames = wordSet(`jordan chad douglas sofia paris london austin kingston georgia israel kenya india charlotte hamilton kent sydney victoria
	florence santiago salvador lincoln jackson houston dakota chelsea savannah brooklyn madison troy dallas denver phoenix carolina virginia adelaide
	alexandria ireland holland milan norman regina wellington nelson darwin melbourne windsor warwick bradford preston montserrat trinidad sami han
	vienna valencia lorraine lourdes kerry clare tyrone devon chester lancaster medina
	brittany brandenburg kobe dijon rio uri finn`)

// placeNouns stand behind a town or country in the name of a thing; a person is not called so.
var placeNouns = wordSet(`airport international university college school hospital street road avenue square bridge river valley mountain mountains hill
	hills island islands lake bay strait sea gulf ocean beach coast harbour harbor port province state region district county city town territory zone
	strip border guard force forces defense defence museum park stadium olympics olympic marathon underground metro exchange stock times post herald
	tribune today gazette journal telegraph news radio airways airlines air electric aerospace corporation company inc industries group club united
	saint agreement accord accords treaty protocol conference summit declaration convention climate war day week fashion film festival fair tower eye
	gate opera party union association federation institute institution bonds heathrow gatwick bourse tech central north south east west northern
	southern eastern western greater new old grand royal national orchestra
	philharmonic symphony ballet foundation society trust centre center theatre theater fund league cup prix cathedral church mosque palace hotel building
	railway rail railways line station express prison jail barracks plaza complex pier terminal refinery shipyard plant mine depot highway
	tunnel canal pipeline gallery library laboratory observatory academy clinic parliament tribunal commission incorporated limited plc holdings
	games championship championships project programme program report review prize award awards act bill exercise operation reef shoal rocks
	empire republic kingdom emirate dynasty monument memorial statue archive archives movement front brigade battalion army navy fleet police archipelago
	peninsula desert forest camp`)

// NamesThing says whether a name has a noun that stands in the names of things, towns and bodies: "Changi Airport". A person is not called so.
func NamesThing(name string) bool {
	for w := range strings.FieldsSeq(name) {
		if placeNouns[word(strings.ToLower(w))] {
			return true
		}
	}
	return false
}

// calendar holds the words of dates, which have a capital and are no name: "the 7 July London bombings".
var calendar = wordSet(`january february march april may june july august september october november december monday tuesday wednesday thursday friday
	saturday sunday`)

// inNames are the words after which a place stands, not somebody.
var inNames = wordSet(`in at near into across around inside`)

// insideGivenNames forgets places and peoples that are somebody's first or last name in a text: "Jordan Whitfield", "Mayor Kent
// Osgood", "Prime Minister Otto Muscat".
func (r *reader) insideGivenNames() {
	for k := range r.items {
		it := &r.items[k]
		switch it.kind {
		case kindPerson, kindSurname:
			r.christened(k)
			continue
		case kindCountry, kindPeople, kindCapital, kindPlace, kindEthnic:
		case kindAdjective:
			if r.isSurnameLike(k) {
				it.forget() // "Otto French and Ana Ruiz"
			}
			continue
		default:
			continue
		}
		if r.christened(k) {
			continue
		}
		t := &r.toks[it.i]
		if it.j-it.i > 1 || t.flags&flagUpper == 0 || t.flags&(flagAllCaps|flagPossessive) != 0 {
			continue
		}
		joined := t.flags&(flagComma|flagHyphen) != 0
		titled := k > 0 && !joined && r.isTitle(k-1)
		switch {
		case r.nameGoesOn(k):
			middle := k > 0 && !joined && r.isFirstName(k-1) && (k > 1 || !r.whole) // "Ana Alberta Ruiz"
			if givenNames[t.hash] && !r.isWhere(k) || (titled || middle) && it.kind == kindPlace {
				it.forget()
			}
		case k > 1 && !joined && it.kind != kindEthnic && r.isFirstName(k-1) && r.isTitle(k-2), !joined && r.isLastName(k),
			!joined && k > 0 && givenNames[t.hash] && r.isFirstName(k-1) && (k > 1 || !r.whole):
			it.forget() // "Mayor Kent Osgood", "Ana Rita Medina", "Queen Sofía"
		}
	}
}

// isSurnameLike says whether the adjective at item k ends a name: a first name stands before it, and no noun follows.
func (r *reader) isSurnameLike(k int) bool {
	it := &r.items[k]
	t := &r.toks[it.i]
	if k == 0 || k == 1 && r.whole || it.j-it.i > 1 || t.flags&(flagUpper|flagComma|flagHyphen) != flagUpper {
		return false
	}
	p := &r.items[k-1]
	first := &r.toks[p.i]
	if p.kind != 0 || first.flags&(flagUpper|flagAllCaps|flagPossessive) != flagUpper || placeNouns[first.hash] || calendar[first.hash] {
		return false
	}
	if k+1 == len(r.items) {
		return !r.whole
	}
	n := &r.toks[r.items[k+1].i]
	return n.flags&flagComma != 0 || n.hash == hashAnd
}

// shipPrefixes stand in capitals before the name of a ship, shipKinds in small letters.
var (
	shipPrefixes = wordSet(`uss usns hms hmas hmcs hmnzs rfa ins roks brp kri tcg pns bns jds ara mv ms mt ss rms`)
	shipKinds    = wordSet(`destroyer frigate cruiser corvette submarine supercarrier battleship minesweeper icebreaker ferry`)
)

// christened forgets whom or what a ship is called after: "USS Thomas Hudner", "HMAS Perth".
func (r *reader) christened(k int) bool {
	if k == 0 {
		return false
	}
	it := &r.items[k]
	p, t := &r.toks[it.i-1], &r.toks[it.i]
	if p.flags&flagPossessive != 0 || t.flags&(flagComma|flagHyphen) != 0 || t.flags&flagUpper == 0 ||
		!(shipPrefixes[p.hash] && p.flags&flagAllCaps != 0 || shipKinds[p.hash] && p.flags&flagUpper == 0) {
		return false
	}
	it.forget()
	return true
}

// isWhere says whether the words before item k make it a place: "in London", "Governor of Virginia".
func (r *reader) isWhere(k int) bool {
	if k == 0 {
		return false
	}
	p := &r.items[k-1]
	if inNames[r.toks[p.i].hash] {
		return true
	}
	return k > 1 && r.toks[p.i].hash == hashOfWord && r.items[k-2].kind == kindRole && r.t.rows[r.items[k-2].row].sector == barograph.GOV
}

// isTitle says whether item k is an office or title written with a capital, as before a name.
func (r *reader) isTitle(k int) bool {
	it := &r.items[k]
	return it.kind == kindRole && r.toks[it.j-1].flags&(flagUpper|flagPossessive) == flagUpper && !it.plural
}

// isFirstName says whether item k is a word that may be the name between a title and what follows.
func (r *reader) isFirstName(k int) bool {
	it := &r.items[k]
	t := &r.toks[it.i]
	return it.kind == 0 && t.flags&(flagUpper|flagAllCaps|flagComma|flagPossessive) == flagUpper && !placeNouns[t.hash] && !calendar[t.hash]
}

// nameGoesOn says whether the rest of a person's name follows item k.
func (r *reader) nameGoesOn(k int) bool {
	if k+1 == len(r.items) {
		return false
	}
	n := &r.items[k+1]
	t := &r.toks[n.i]
	if t.flags&flagComma != 0 {
		return false
	}
	switch t.hash {
	case hashAl, hashEl, hashBin:
		return k+2 < len(r.items)
	}
	if t.flags&flagHyphen != 0 || !r.namelike(n) || placeNouns[t.hash] || t.flags&flagAllCaps != 0 && t.end-t.start > 1 {
		return false
	}
	if j := int(n.j); j < len(r.toks) && r.toks[j].flags&(flagUpper|flagComma) == flagUpper && placeNouns[r.toks[j].hash] {
		return false // "Israel Philharmonic Orchestra"
	}
	return n.kind == 0 || n.kind == kindSurname
}

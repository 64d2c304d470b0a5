package actors

import (
	"slices"
	"strings"
)

// unheard says whether nobody knew the person or body of a row yet on the day of the report: a surname alone means a leader only from some
// years before the first of the rows in its chain that tell of them, for few come to office out of nowhere, and a body has its name at most as
// long before a table dates it.
func (r *reader) unheard(first int32, f *form) bool {
	row := &r.t.rows[f.row]
	if r.date == 0 || row.from == 0 || f.kind != kindSurname && f.kind != kindBody {
		return false
	}
	since := row.from
	for i := first; i != 0; i = r.t.forms[i].next {
		fm := &r.t.forms[i]
		if other := &r.t.rows[fm.row]; fm.kind == f.kind && other.name == row.name {
			since = min(since, other.from)
		}
	}
	return r.date < since-3_00_00
}

// surnameStands refuses a surname that is part of somebody else's name, whatever the tables know of the words beside it: another
// first name before it ("Melania Trump", "Adel al-Zubeidi"), another name after it ("Abbas Araghchi").
func (r *reader) surnameStands(k int) bool {
	it := &r.items[k]
	if r.small && it.j-it.i == 1 && r.toks[it.i].flags&flagAllCaps != 0 {
		return false // "RAO"
	}
	return r.beginsName(k) && r.endsName(k) && !r.namesThing(k)
}

// thingsNamed are what is called after somebody who has no part in what happens there.
var thingsNamed = wordSet(`base airbase airfield airport hospital mosque square street avenue road bridge stadium university college school camp
	prison barracks shrine cemetery mausoleum dam canal institute library museum`)

// namesThing says whether a thing is called after the surname at item k: "Suleiman army base".
func (r *reader) namesThing(k int) bool {
	return r.stands(k) && thingsNamed[r.toks[r.items[k+1].j-1].hash]
}

// hasArticle reports whether the person at an item bears an Arabic article.
func (r *reader) hasArticle(it *item) bool {
	name := strings.ToLower(r.t.rows[it.row].name)
	return slices.ContainsFunc(arabicArticles, func(a string) bool { return strings.Contains(name, a) })
}

var arabicArticles = []string{" al-", " el-", " al ", " el ", " bin "}

// nameParticles join the parts of a name; one of which the particle is known stands in the tables with it.
var nameParticles = wordSet(`de la van der von da dos das del delos della di du`)

// beginsName reports whether no other name stands right before item k.
func (r *reader) beginsName(k int) bool {
	it := &r.items[k]
	if k == 0 || r.toks[it.i].flags&flagComma != 0 {
		return true
	}
	p := &r.items[k-1]
	last := r.toks[p.j-1]
	if nameParticles[last.hash] {
		return false // "Angelo de la Cruz", "Carmen dos Santos"
	}
	switch last.hash {
	case hashAl, hashEl, hashBin:
		if k > 1 && last.flags&(flagComma|flagHyphen) == 0 && r.partOfName(k-2) || !r.hasArticle(it) {
			return false // "Adel al-Zubeidi", "al-Sharif" of nobody called Sharif
		}
	default:
		if r.toks[it.i].flags&flagHyphen != 0 && (p.kind == 0 || p.word == wordPrep) && last.flags&flagUpper == 0 {
			return false // "as-Salam"
		}
	}
	return !r.partOfName(k - 1)
}

// endsName reports whether no other name stands right behind item k.
func (r *reader) endsName(k int) bool {
	if k+1 == len(r.items) || r.toks[r.items[k].j-1].flags&flagPossessive != 0 {
		return true
	}
	n := &r.items[k+1]
	t := &r.toks[n.i]
	switch t.hash {
	case hashAl, hashEl, hashBin:
		return false // "Mustafa al-Imam"
	}
	if t.flags&flagHyphen != 0 {
		return n.first != 0 // "Merkel-led", not "Min-goo"
	}
	return t.flags&flagComma != 0 || !r.follows(n)
}

// partOfName reports whether item k, which stands before a surname, may be the first name to it.
func (r *reader) partOfName(k int) bool {
	it := &r.items[k]
	last := &r.toks[it.j-1]
	if last.flags&flagPossessive != 0 || !r.namelike(it) {
		return false
	}
	if it.first == 0 || it.kind == kindPerson && it.j-it.i > 1 {
		return true // "Salva Kiir Mayardit"
	}
	if !r.caps || it.j-it.i > 1 || last.flags&flagAllCaps != 0 {
		return false
	}
	switch it.kind {
	case kindRole, kindAdjective, kindPlaceAdj, kindPeople, kindCountry, kindCapital, kindMetonym, kindPrefix, kindWord:
		return false // "President Macron", "Canadian Trudeau", "While Merkel"
	}
	return true
}

// follows reports whether item n, which stands right behind a surname, may be the rest of a name.
func (r *reader) follows(n *item) bool {
	if !r.namelike(n) {
		return false
	}
	if n.first == 0 {
		return true
	}
	if !r.caps {
		return false
	}
	if n.kind == kindWord {
		return n.word != wordAnd && n.word != wordPrep
	}
	switch n.kind {
	case kindSurname, kindPerson, kindEthnic, 0:
		return true
	}
	return false
}

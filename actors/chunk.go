package actors

import (
	"unicode"

	"github.com/barograph/barograph"
)

// Words of grammar, matched like names. The number is kept in the office field of their row.
const (
	wordPrep      = iota + 1 // "of", "in": what follows is a complement
	wordLink                 // "to", "against": what follows is someone else
	wordAnd                  // "and": several participants
	wordBacked               // "-backed", "-allied": the country before it is a sponsor, not the nationality
	wordBased                // "-based": the country before it is a place
	wordLed                  // "-led"
	wordFormer               // "former": nobody holds the office
	wordPronoun              // "he", "they"
	wordForeign              // "foreign": not of the place
	wordAgainst              // "anti-", "pro-": the country after it is not the nationality
	wordFiller               // articles, numbers, "other": say nothing
	wordOther                // "another country", "the other side"
	wordDirection            // "northern": a part of the country, not its government
	wordStop                 // a common word that is also somebody's abbreviation; as a name only in capitals
)

var grammar = map[int][]string{
	wordPrep: {"of", "in", "at", "from", "inside", "near", "on", "within", "around", "outside", "across", "under", "aboard", "along", "among",
		"amongst", "for", "loyal to", "linked to", "belonging to", "aligned with", "allied with", "affiliated with", "tied to", "allied to",
		"close to", "led by", "backed by", "headed by", "represented by", "supported by", "based in", "working for", "including", "as",
		"serving in", "held in", "north of", "south of", "east of", "west of"},
	wordLink: {"to", "against", "with", "by", "towards", "toward", "over", "about", "who", "which", "that", "between", "seeking", "protesting",
		"opposed to", "accused of", "suspected of", "critical of", "opposing", "fighting", "fleeing", "into", "demanding", "calling"},
	wordAnd: {"and", "&", "or", "plus"},
	wordBacked: {"backed", "allied", "aligned", "supported", "sponsored", "funded", "trained", "armed by", "linked", "friendly", "supplied",
		"financed", "made", "born", "educated", "built", "designed", "brokered", "installed", "proxy", "bound", "speaking"},
	wordBased: {"based", "held", "controlled", "occupied", "administered", "run", "owned", "flagged", "operated", "registered"},
	wordLed:   {"led", "dominated"},
	wordFormer: {"former", "ex", "late", "ousted", "deposed", "onetime", "one-time", "erstwhile", "outgoing", "retired", "then", "previous",
		"disgraced", "future", "incoming", "elect", "designate", "next"},
	wordPronoun: {"he", "she", "they", "we", "i", "it", "him", "her", "them", "me", "you", "his", "their", "our", "my", "its", "himself",
		"herself", "themselves", "itself", "those", "these", "who", "someone", "everyone", "anyone", "others", "both", "one", "all", "many",
		"some", "us"},
	wordForeign: {"foreign", "international", "visiting", "multinational", "global", "overseas", "external", "various", "different"},
	wordAgainst: {"anti", "pro"},
	wordFiller: {"the", "a", "an", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozens", "dozen",
		"scores", "several", "more", "than", "least", "about", "around", "top", "senior", "local", "unidentified", "suspected", "alleged", "new",
		"old", "other", "young", "large", "small", "key", "main", "own", "high", "few", "another", "hundred", "thousand", "million", "number",
		"group of", "this", "unknown", "unnamed", "high-ranking", "leading", "acting", "deputy to", "billion", "first", "second", "third", "most",
		"entire", "fellow", "rival", "prominent", "elite", "dead", "wounded", "injured", "captured", "rogue", "renegade", "imprisoned", "jailed",
		"detained", "exiled", "missing", "current", "longtime", "veteran of", "neighboring", "neighbouring", "nearby", "oil-rich", "staunch",
		"mighty", "tiny"},
	wordDirection: {"northern", "southern", "eastern", "western", "central", "north", "south", "east", "west", "northeastern", "northwestern",
		"southeastern", "southwestern", "northeast", "northwest", "southeast", "southwest", "rural", "upper", "lower", "mainland", "coastal",
		"parts", "downtown", "war-torn"},
	wordStop: {"is", "who", "ice", "let", "raw", "car", "aid", "arms", "saf", "pole", "poles", "turkey", "china", "march", "may", "cross", "hit",
		"nice", "split", "reading", "pale", "polish", "swede", "chin", "mon", "fur", "rest", "can", "west", "gulf", "corps", "bar", "sad", "male",
		"males", "cars", "states", "house", "wing", "arm", "royal", "national", "liberation", "liberty", "unite", "he", "king", "prince",
		"bishop", "church", "page", "field", "wall", "hill", "young", "long", "small", "best", "justice", "peace", "freedom", "progress", "unity",
		"dawn", "time", "times", "sun", "mirror", "guardian", "independent", "observer", "post", "globe", "star", "hope", "target", "gap",
		"shell", "visa", "apple", "amazon", "meta", "oracle", "orange", "ford", "bank", "green", "brown", "white", "black", "gray", "grey",
		"rose", "wood", "woods", "stone", "rice", "bush", "law", "major", "sharp", "straw", "speaker", "cook", "fox", "wolf", "hunt", "love",
		"moon", "park", "ban", "so", "do", "an", "han", "no", "to", "un", "mai", "price", "power", "sessions", "memorial", "ai", "cousin",
		"holder", "struck", "craft", "ham", "la", "nano", "hook", "hammer", "foster", "gates", "earnest", "cleverly", "borne", "begin", "younger",
		"telegram", "alphabet", "quad", "coats", "summers", "tenet", "ala", "key", "will", "wells", "day", "case", "mark", "swift", "arena",
		"hina", "store"},
}

func (t *Tables) addWords() {
	for class := wordPrep; class <= wordStop; class++ {
		n := t.push(&row{name: "", office: int32(class), file: wordFile})
		for _, w := range grammar[class] {
			t.add(n, kindWord, w, false)
		}
	}
}

// wordFile marks rows that stand in no file.
const wordFile = 0x7f

// An item is a name found in a phrase, or one token that no table knows (kind 0).
type item struct {
	i, j   int16 // tokens
	kind   kind  // of the chosen reading
	row    int32 // of the chosen reading
	word   int8  // class of a grammar word
	class  roleClass
	plural bool  // found by the singular
	first  int32 // the chain of all readings
}

const maxTokens = 64

// reader is the scratch space of one Resolve; it lives on the stack.
type reader struct {
	t       *Tables
	s       string
	date    int32
	ctx     *Context
	tokbuf  [maxTokens]token
	itmbuf  [maxTokens]item
	toks    []token
	context Context
	found   finding
	how     explain
	items   []item
	whole   bool // the text may be longer than a phrase
	small   bool // it has words in small letters besides
	caps    bool // the phrase has capitals: names are written with one
	water   bool // it has a sea or lake called after a country, which is not that country's
}

// read cuts the phrase into items, longest names first.
func (r *reader) read() {
	r.toks = tokenize(r.s, r.tokbuf[:0])
	if len(r.toks) > maxTokens && !r.whole {
		r.toks = r.toks[:maxTokens]
	}
	for i := range r.toks {
		if r.toks[i].flags&flagUpper != 0 {
			r.caps = true
		}
		if r.toks[i].flags&(flagAllCaps|flagNumber) == 0 && r.toks[i].end-r.toks[i].start > 1 {
			r.small = true
		}
	}
	if !r.caps && r.ctx != nil {
		r.caps = r.ctx.hasCapitals() // "polish" of a text that would write "Polish"
	}
	r.items = r.itmbuf[:0]
	for i := 0; i < len(r.toks); {
		it := r.longest(i)
		r.items = append(r.items, it)
		i = int(it.j)
	}
	for k := range r.items {
		r.choose(k)
	}
	for k := range r.items {
		if it := &r.items[k]; it.kind == kindSurname && !r.surnameStands(k) {
			it.forget()
		}
	}
	r.insideThings()
	r.insideGivenNames()
	if !r.whole {
		r.insideNames()
		r.forgetWaters()
	}
}

// forget takes the reading of an item back: it names nothing of the tables.
func (it *item) forget() { it.kind, it.row = 0, 0 }

// insideNames forgets places that are part of a person's name: "Prime Minister Joseph Muscat".
func (r *reader) insideNames() {
	titled := false
	for k := range r.items {
		it := &r.items[k]
		if it.kind == kindRole {
			titled = true
			continue
		}
		if k == 0 || it.j-it.i > 1 || it.kind == 0 || it.kind == kindWord {
			continue
		}
		t := &r.toks[it.i]
		if t.flags&(flagComma|flagHyphen) != 0 || r.toks[it.j-1].flags&flagPossessive != 0 {
			continue
		}
		p := &r.items[k-1]
		if r.toks[p.j-1].flags&flagPossessive != 0 {
			continue
		}
		after := p.kind == 0 && r.namelike(p)
		last := k+1 == len(r.items)
		before := !last && r.items[k+1].kind == 0 && r.namelike(&r.items[k+1]) && r.toks[r.items[k+1].i].flags&flagComma == 0
		inside := false
		switch it.kind {
		case kindPlace:
			inside = after && (last && (titled || r.onlyNames(k)) || before && titled) || p.kind == kindRole && before
		case kindCapital, kindPlaceAdj, kindAdjective, kindPeople, kindEthnic:
			inside = after && titled && (last || before)
		case kindCountry:
			inside = after && titled && last
		case kindBody:
			inside = (after && last || p.kind == kindRole && before) && r.caps && r.toks[it.i].flags&flagAllCaps == 0
		}
		if inside {
			it.forget()
		}
	}
}

// onlyNames says whether all that stands before item k may be names of one person: "Ana Rita Medina".
func (r *reader) onlyNames(k int) bool {
	for i := range r.items[:k] {
		if it := &r.items[i]; it.kind != 0 || !r.namelike(it) || placeNouns[r.toks[it.i].hash] {
			return false
		}
	}
	return true
}

// longest finds the longest name that begins at token i.
func (r *reader) longest(i int) item {
	best := item{i: int16(i), j: int16(i + 1)}
	limit := r.t.index.longest(r.toks[i].hash)
	if st := r.toks[i].stem; st != 0 && limit == 0 {
		limit = 1
	}
	var key uint64
	for n := 1; n <= limit && i+n <= len(r.toks); n++ {
		tok := &r.toks[i+n-1]
		if n > 1 && tok.flags&flagComma != 0 {
			break
		}
		full := join(key, tok.hash)
		if first := r.t.index.chain(full); first != 0 && r.admits(i, n, first) {
			best.j, best.first, best.plural = int16(i+n), first, false
		} else if tok.stem != 0 {
			if first := r.t.index.chain(join(key, tok.stem)); first != 0 && r.admits(i, n, first) && r.pluralises(first) {
				best.j, best.first, best.plural = int16(i+n), first, true
			}
		}
		key = full
	}
	return best
}

// pluralises reports whether a name may be met in the plural: "Indians", "troops", not "Niger" in "Nigers".
func (r *reader) pluralises(first int32) bool {
	for f := first; f != 0; f = r.t.forms[f].next {
		switch r.t.forms[f].kind {
		case kindRole, kindAdjective, kindPlaceAdj, kindEthnic, kindPeople:
			return true
		}
	}
	return false
}

// admits refuses readings that need a capital and have none, and names that nobody had heard of.
func (r *reader) admits(i, n int, first int32) bool {
	for f := first; f != 0; f = r.t.forms[f].next {
		if r.reads(i, n, f) && !r.unheard(first, &r.t.forms[f]) {
			return true
		}
	}
	return false
}

// reads reports whether the tokens may be read as form f.
func (r *reader) reads(i, n int, f int32) bool {
	fm := &r.t.forms[f]
	if fm.kind == kindWord {
		return r.t.rows[fm.row].office != wordStop
	}
	if fm.need != "" && !r.hasNeeded(i, n, fm) {
		return false
	}
	if fm.kind == kindBody && n > 1 && r.toks[i].flags&flagHyphen != 0 {
		return false // "Green Movement" of "Left-Green Movement"
	}
	if fm.kind == kindBody && n > 1 && r.caps && !fm.low && r.t.country[r.t.rows[fm.row].code] != 0 && !anyUpper(r.toks[i:i+n]) {
		return false // "border forces" are those of any country, the "Border Force" is one
	}
	if n > 1 && r.toks[i].hash == hashThe && n < len(r.toks) {
		return false // "The National" only where it is the whole phrase
	}
	if fm.tall && r.toks[i].flags&flagUpper == 0 {
		return false
	}
	if fm.kind == kindRole || n > 1 && fm.kind != kindPerson {
		return true
	}
	tok := &r.toks[i]
	if fm.kind == kindPlace && n == 1 && r.small && !fm.acro && tok.flags&flagAllCaps != 0 && tok.end-tok.start < 5 {
		return false // "NIS" is money, not Niš
	}
	if r.caps {
		switch {
		case n > 1:
			return true
		case fm.acro && r.small && tok.flags&flagAllCaps == 0:
			return fm.kind == kindBody && tok.end-tok.start > 3 && tok.flags&flagUpper != 0 && !r.isWord(first1(r, i)) // "Nato", not "Swift"
		case tok.flags&flagUpper != 0:
			return r.commonStands(i, fm)
		}
		if fm.kind == kindPeople && r.t.rows[fm.row].code == barograph.CodeMUL {
			return true // "westerners"
		}
		return tok.flags&flagHyphen != 0 && (fm.kind == kindAdjective || fm.kind == kindCountry)
	}
	switch fm.kind { // a phrase without capitals
	case kindSurname, kindPerson:
		return tok.end-tok.start > 3 && !r.isWord(first1(r, i))
	case kindBody, kindCountry, kindPlace, kindEthnic, kindPeople, kindCapital:
		if tok.hash == hashUS {
			return len(r.toks) > 1
		}
		return !r.isWord(first1(r, i)) || len(r.toks) == 1 && tok.end-tok.start > 4
	}
	return true
}

// hasNeeded says whether a form that holds only where a country is spoken of may do so here; an acronym that is asked about by itself may.
func (r *reader) hasNeeded(i, n int, fm *form) bool {
	code := r.t.rows[fm.row].code
	asked := fm.acro && fm.need == code && len(r.toks) == 1 && r.ctx != nil && r.ctx.isNone()
	if !asked && !(r.ctx != nil && (r.ctx.speaksOf(fm.need) || r.ctx.speaksOf(code))) {
		return false
	}
	goesOn := i+n < len(r.toks) && r.toks[i+n].flags&(flagUpper|flagComma) == flagUpper && r.toks[i].flags&flagPossessive == 0
	return fm.kind != kindCountry || !goesOn // "the North", not "North Gyeongsang"
}

// commonStands settles whether a common word written with a capital is a name: "Apple" alone, "Prime Minister May", not "Royal" of
// "Royal Navy".
func (r *reader) commonStands(i int, fm *form) bool {
	if fm.kind != kindSurname && fm.kind != kindBody && fm.kind != kindPerson || !r.isWord(first1(r, i)) {
		return true
	}
	if len(r.toks) == 1 || r.toks[i].flags&flagAllCaps != 0 && fm.acro {
		return fm.kind != kindSurname || r.small
	}
	if fm.kind == kindBody {
		return fm.acro && r.toks[i].flags&flagAllCaps != 0 || i == 0 && r.toks[i].flags&flagPossessive != 0
	}
	n := len(r.items)
	for n > 0 && int(r.items[n-1].j) > i {
		n--
	}
	if n > 0 && r.items[n-1].first != 0 && r.toks[i].flags&flagAllCaps == 0 {
		for f := r.items[n-1].first; f != 0; f = r.t.forms[f].next {
			if r.t.forms[f].kind == kindRole {
				return true
			}
		}
	}
	return i == 0 && r.toks[i].flags&flagPossessive != 0
}

var (
	hashUS  = word("us")
	hashThe = word("the")
	hashTo  = word("to")
	hashAl  = word("al")
	hashEl  = word("el")
	hashBin = word("bin")
)

func first1(r *reader, i int) int32 { return r.t.index.chain(r.toks[i].hash) }

// isRole reports whether one of the readings is a role noun.
func (r *reader) isRole(first int32) bool {
	for f := first; f != 0; f = r.t.forms[f].next {
		if r.t.forms[f].kind == kindRole {
			return true
		}
	}
	return false
}

// isWord reports whether one of the readings is a common word.
func (r *reader) isWord(first int32) bool {
	for f := first; f != 0; f = r.t.forms[f].next {
		if r.t.forms[f].kind == kindWord {
			return true
		}
	}
	return false
}

// choose settles which reading of item k is meant.
func (r *reader) choose(k int) {
	it := &r.items[k]
	if it.first == 0 {
		return
	}
	n := int(it.j - it.i)
	best := -1 << 30
	rival := false
	if r.whole && r.ctx != nil {
		r.ctx.Start, r.ctx.End = int(r.toks[it.i].start), int(r.toks[it.j-1].end)
	}
	for f := it.first; f != 0; f = r.t.forms[f].next {
		fm := &r.t.forms[f]
		if !r.reads(int(it.i), n, f) || r.unheard(it.first, fm) {
			continue
		}
		s := r.rank(k, fm)
		if s == best && fm.kind == kindSurname && it.kind == kindSurname && r.t.rows[fm.row].code != r.t.rows[it.row].code {
			rival = true // two persons of one surname, from two countries
		}
		if s > best {
			rival = false
			best = s
			it.kind, it.row = fm.kind, fm.row
			row := &r.t.rows[fm.row]
			it.word, it.class = 0, row.class
			if fm.kind == kindWord {
				it.word = int8(row.office)
			}
		}
	}
	if it.kind == kindSurname && rival {
		it.forget()
	}
}

// rank orders the readings of one name; the greatest is taken, the first of equals.
func (r *reader) rank(k int, fm *form) int {
	row := &r.t.rows[fm.row]
	s := 0
	upper := r.toks[r.items[k].i].flags&flagUpper != 0
	switch fm.kind {
	case kindWord:
		s = 60
		if upper && k > 0 || r.small && r.toks[r.items[k].i].flags&flagAllCaps != 0 || len(r.toks) == 1 && r.toks[0].flags&flagAllCaps != 0 {
			s = 25 // "WHO", "US"
		}
		if row.office == wordDirection && upper && k+1 == len(r.items) {
			s = 25 // "the West"
		}
		if !r.caps && len(r.toks) > 1 && r.toks[r.items[k].i].hash == hashUS {
			s = 25 // "us troops"
		}
	case kindRole:
		s = 50
		if row.class == roleTitle {
			s = 40
			if upper || !r.caps && k+1 < len(r.items) && r.items[k+1].first == 0 {
				s = 49
			}
			if s == 49 && (k == 0 || k+1 < len(r.items) && r.items[k+1].first == 0) {
				s = 51
			}
		} else if row.class == roleMod {
			s = 48
		} else if fm.tall {
			s++
		}
	case kindPerson:
		s = 58
	case kindCountry:
		s = 57
		if r.isRegionOf(k, row.code) {
			s = 45
		}
	case kindAdjective:
		s = 56
	case kindCapital:
		s = 56
	case kindPeople, kindMetonym:
		s = 54
	case kindBody:
		s = 55
		if r.items[k].j-r.items[k].i > 1 {
			s = 58
		}
		if r.ctx != nil && len(r.ctx.Mentions) > 0 && !r.ctx.speaksOf(row.code) && r.isRole(r.items[k].first) {
			s = 45 // "Congress" where the text speaks of India
		}
	case kindEthnic:
		s = 53
	case kindPlace, kindPlaceAdj:
		s = 52
	case kindSurname:
		s = 47
		if upper {
			s = 51
		}
	case kindPrefix:
		s = 20
		if k+1 < len(r.items) && r.toks[r.items[k].j].flags&flagHyphen != 0 {
			s = 70
		}
	}
	if fm.over {
		s += 2
	}
	if fm.kind == kindPerson || fm.kind == kindSurname {
		s += r.personPoints(k, row)
	}
	if fm.kind == kindBody || fm.kind == kindPerson || fm.kind == kindSurname {
		s += r.datePoints(row)
	}
	if row.code != "" && r.ctx != nil && fm.kind != kindWord && r.ctx.speaksOf(row.code) {
		s += 4
		if fm.kind == kindBody && r.ctx.speaksBeside(row.code) {
			s++ // "Congress" where Argentina is spoken of, not only Congress itself
		}
	}
	if fm.need != "" && fm.need != row.code && r.ctx != nil && r.ctx.speaksBeside(fm.need) {
		s += 5 // "SPLA" where Morocco is spoken of
	}
	return s
}

// personPoints prefers the row whose office the phrase names ("President Shevardnadze"), then heads of state and government, then
// offices of a state.
func (r *reader) personPoints(k int, row *row) int {
	p := 0
	for i := range row.offices {
		o := row.offices[i]
		if o == officePresident || o == officePrimeMinister {
			p = 2
		}
		for m := range r.items[:k] {
			if it := &r.items[m]; it.kind == kindRole && r.t.rows[it.row].office == o {
				return 7
			}
		}
		if o == officeSecretary && row.code == "IGO" {
			return 5 // better known for this than for what they were at home
		}
	}
	if r.date == 0 && (row.code == "IGO" || row.code == "NGO") {
		p -= 2
	}
	return p
}

// datePoints prefers the row valid on the date, then the last before it, then the first after it.
func (r *reader) datePoints(row *row) int {
	switch {
	case r.date == 0:
		if row.to == 0 || len(row.offices) == 0 {
			return 0
		}
		return -2
	case row.from != 0 && r.date < row.from:
		return -8 - min(20, int(row.from-r.date)/10000)
	case row.to != 0 && r.date > row.to:
		return -3 - min(20, int(r.date-row.to)/10000)
	}
	return 0
}

// namelike reports whether an unknown token looks like part of a name.
func (r *reader) namelike(it *item) bool {
	f := r.toks[it.i].flags
	if f&flagNumber != 0 {
		return false
	}
	if r.caps {
		return f&flagUpper != 0
	}
	c := rune(r.s[r.toks[it.i].start])
	return unicode.IsLetter(c)
}

package actors

import (
	"slices"
	"strings"
	"unicode"

	"github.com/barograph/barograph"
)

// inPassing reports whether item k names a country of which the text does not speak: where somebody sits ("London-based"), whose part
// they take ("pro-Taliban"), who tells the news ("(BBC)"), what a sea, a treaty or money is called ("US$").
func (r *reader) inPassing(k int) bool {
	it := &r.items[k]
	if k+1 < len(r.items) {
		if n := &r.toks[r.items[k+1].i]; n.flags&flagHyphen != 0 && seatWords[n.hash] {
			return true
		}
	}
	if k > 0 && r.toks[it.i].flags&flagHyphen != 0 && r.toks[r.items[k-1].i].hash == hashPro {
		return it.kind != kindPerson && it.kind != kindSurname && !r.armed(k)
	}
	if it.kind == kindBody {
		return r.t.rows[it.row].sector == barograph.MED && r.reports(k) || r.isModel(k) || r.isMaker(it)
	}
	return r.isStrain(k) || r.isWater(k) || r.isTreaty(k) || strings.HasPrefix(r.s[r.toks[it.j-1].end:], "$") // "US$"
}

// isModel says whether a number makes an acronym the name of an article: "RPG-7".
func (r *reader) isModel(k int) bool {
	it := &r.items[k]
	if int(it.j) == len(r.toks) || r.toks[it.i].flags&flagAllCaps == 0 {
		return false
	}
	const number = flagHyphen | flagNumber
	return r.toks[it.j].flags&number == number
}

// isStrain says whether a disease is called after the country at item k: "the UK variant".
func (r *reader) isStrain(k int) bool {
	j := int(r.items[k].j)
	return j < len(r.toks) && r.toks[j].flags&flagComma == 0 && r.toks[j-1].flags&flagPossessive == 0 && strains[r.toks[j].hash]
}

var strains = wordSet(`variant variants strain strains`)

// isWater says whether a sea, gulf or lake has its name from the country or place at item k: "South China Sea", "Gulf of Mexico".
// Several states lie on it. A strait is left to the country it is named after, as it is seldom spoken of but for its sake.
func (r *reader) isWater(k int) bool {
	it := &r.items[k]
	i, j := int(it.i), int(it.j)
	is := func(n int, words map[uint64]bool) bool {
		return n >= 0 && n < len(r.toks) && r.toks[n].flags&flagUpper != 0 && words[r.toks[n].hash]
	}
	switch {
	case is(j, seas) && r.toks[j].flags&flagComma == 0 && r.toks[j-1].flags&flagPossessive == 0:
		return true
	case i > 1 && r.toks[i-1].hash == hashOfWord && (is(i-2, seas) || is(i-2, bays)):
		return true
	}
	return is(i-1, lakes) || it.kind == kindPlace && j-i > 1 && is(i, lakes)
}

// forgetWaters leaves the countries out after which a sea or lake of the phrase is called.
func (r *reader) forgetWaters() {
	r.water = false
	for k := range r.items {
		if it := &r.items[k]; givesCode(it.kind) && it.kind != kindBody && r.isWater(k) {
			it.forget()
			r.water = true
		}
	}
}

var (
	seas  = wordSet(`sea ocean channel gulf`)
	bays  = wordSet(`bay`) // "Bay of Bengal"; "Manila Bay" lies in one country
	lakes = wordSet(`lake`)
)

// stands says whether nothing parts the name at item k from the word behind it: no possessive ending, comma or hyphen.
func (r *reader) stands(k int) bool {
	j := int(r.items[k].j)
	return j < len(r.toks) && r.toks[j-1].flags&flagPossessive == 0 && r.toks[j].flags&(flagComma|flagHyphen) == 0
}

// isTreaty says whether a treaty has its name from the town at item k, where it was signed: "Geneva Convention", "Paris climate accord".
func (r *reader) isTreaty(k int) bool {
	it := &r.items[k]
	if it.kind != kindCapital && it.kind != kindPlace || r.toks[it.j-1].flags&flagPossessive != 0 {
		return false
	}
	j := int(it.j)
	if j < len(r.toks) && r.toks[j].hash == hashClimate {
		j++
	}
	return j < len(r.toks) && r.toks[j].flags&(flagComma|flagHyphen) == 0 && treaties[r.toks[j].hash]
}

var treaties = wordSet(`convention conventions accord accords agreement agreements protocol protocols treaty statute declaration memorandum`)

// armed says whether fighters follow a state at item k: "pro-Syrian militias" have their arms from it.
func (r *reader) armed(k int) bool {
	if it := r.items[k].kind; it != kindAdjective && it != kindCountry || k+1 == len(r.items) {
		return false
	}
	n := &r.items[k+1]
	s := r.t.rows[n.row].sector
	return n.kind == kindRole && (s == barograph.MIL || s == barograph.REB)
}

// isTarget says whether a country is only what somebody is against: a crowd at an "anti-Chilean rally" is seldom Chilean. That the text
// speaks of Chile is true all the same. Whoever is against a person is mostly at home with them. Nor are "protests against Chile" Chilean.
func (c *Context) isTarget(m *Mention) bool {
	text := c.around(m)
	if m.Start > c.End && strings.TrimSuffix(strings.Trim(cut(text, c.End, m.Start), " "), " the") == "against" {
		return true
	}
	before := cut(text, m.Start-len("anti-"), m.Start)
	return strings.EqualFold(before, "anti-") && m.Kind != kindPerson.String() && m.Kind != kindSurname.String()
}

// seatWords stand behind the country of a home, a birth or a make, not of those who act.
var seatWords = wordSet(`based born educated made built designed speaking language style`)

// reports says whether an outlet is there only as the source of the news: "(Reuters)", "Reuters reports", "told Reuters", "according to
// Reuters", "a Reuters reporter".
func (r *reader) reports(k int) bool {
	it := &r.items[k]
	before := strings.TrimRight(r.s[:r.toks[it.i].start], " ")
	behind := r.s[r.toks[it.j-1].end:]
	if strings.HasSuffix(before, "(") && strings.HasPrefix(behind, ")") {
		return true
	}
	j := int(it.j)
	for j < len(r.toks) && r.toks[j].flags&(flagComma|flagHyphen) == 0 && outlets[r.toks[j].hash] {
		j++
	}
	if j < len(r.toks) && r.toks[j].flags&(flagComma|flagHyphen) == 0 && (tellWords[r.toks[j].hash] || reporters[r.toks[j].hash]) {
		return true
	}
	return endsWithAny(strings.TrimSuffix(strings.TrimSuffix(before, " the"), " The"), leadIns)
}

func endsWithAny(s string, ends []string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(s, end) })
}

// leadIns stand before an outlet that tells the news: "according to", at the head of a sentence, too.
var leadIns = []string{"ccording to", "told", "tells", "telling", "confirm to", "confirms to", "confirmed to", "interview with",
	"interview to", "interviewed by", "speaking to", "spoke to", "quoted by", "cited by", "reported by", "published by", "published in", "aired by", "aired on", "broadcast by", "broadcast on", "shown on"}

// tellWords stand behind an outlet that tells the news, outlets between the two, reporters behind one whose people or work does.
var (
	tellWords = wordSet(`says said reports reported quotes quoted cites cited writes wrote airs aired broadcasts broadcast shows showed publishes
		published`)
	outlets   = wordSet(`news agency television tv channel network radio newspaper magazine website`)
	reporters = wordSet(`reporter reporters correspondent correspondents interview poll report documentary programme program footage`)
)

var (
	hashPro     = word("pro")
	hashAnd     = word("and")
	hashOfWord  = word("of")
	hashClimate = word("climate")
)

func wordSet(words string) map[uint64]bool {
	out := map[uint64]bool{}
	for w := range strings.FieldsSeq(words) {
		out[word(w)] = true
	}
	return out
}

// hasCapitals says whether the text around writes names with a capital. The first letter of a sentence says nothing.
func (c *Context) hasCapitals() bool {
	text := c.Text
	if text == "" && len(c.Mentions) > 0 {
		text = c.Mentions[0].text
	}
	for i, letter := range text {
		if i > 0 && unicode.IsUpper(letter) {
			return true
		}
	}
	return false
}

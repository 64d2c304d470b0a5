package actors

import (
	"strings"

	"github.com/barograph/barograph"
)

// nationality finds the country of a part: its possessor, else the nationality adjective nearest to the head, else the first
// country noun. Sponsors ("Iran-backed"), sides ("pro-Russian") and peoples of several states only count when nothing else does.
func (r *reader) nationality(items []item, head int, f *finding) {
	pick, weak, best := -1, -1, 0
	for k := len(items) - 1; k >= 0; k-- {
		it := &items[k]
		if !givesCode(it.kind) {
			continue
		}
		row := &r.t.rows[it.row]
		if row.code == "" {
			continue
		}
		if k+1 < len(items) && items[k+1].kind == kindWord && r.toks[items[k+1].i].flags&flagHyphen != 0 {
			switch items[k+1].word {
			case wordBacked:
				if it.kind == kindBody && weak < 0 {
					weak = k // "al-Qaeda-linked": of its camp
				}
				continue
			case wordLed:
				if f.head.kind == kindRole && f.head.class == roleWeak || k+2 == len(items) || f.sector == barograph.MIL {
					f.many = true
					f.code, f.codeRow, f.codeKind = barograph.CodeMUL, it.row, it.kind
					return
				}
				continue
			case wordBased:
				if it.kind == kindBody && row.sector == barograph.REB && r.isHeld(items[k+1]) {
					f.code, f.codeRow, f.codeKind = row.code, it.row, it.kind
					f.sector, f.secRow = row.sector, it.row // "ISIL-held Mosul" is theirs
					return
				}
				if weak < 0 {
					weak = k
				}
				continue
			}
		}
		if k > 0 && items[k-1].kind == kindWord && items[k-1].word == wordAgainst {
			continue
		}
		if it.kind == kindEthnic && k != head || row.code == barograph.CodeMUL || r.isMaker(it) && k != head {
			if weak < 0 || r.t.rows[items[weak].row].code == barograph.CodeMUL {
				weak = k
			}
			continue
		}
		weight := 1
		switch {
		case it.kind == kindBody && k > 0 && items[k-1].kind == kindAdjective && len(row.code) == 3 && r.t.country[row.code] != 0:
			// "Irish Labour Party leader": the adjective knows better
		case k == head:
			weight = 5
		case r.toks[it.j-1].flags&flagPossessive != 0 && it.kind != kindPerson && it.kind != kindSurname:
			weight = 4 // not "Pele's Spanish lawyer"
		case it.kind == kindBody && (row.code != barograph.CodeIGO || f.sector != barograph.MIL):
			weight = 3
		case it.kind == kindAdjective || it.kind == kindPlaceAdj || it.kind == kindPeople:
			weight = 2
		}
		switch {
		case pick < 0:
		case r.t.rows[items[pick].row].code == row.code:
			continue
		case r.joined(items, k, pick):
			if f.sector == barograph.CVL && r.toks[items[pick].i].flags&flagHyphen != 0 && it.kind == kindAdjective {
				continue // "Iranian-American" is American
			}
			f.many = true
			f.code, f.codeRow, f.codeKind = barograph.CodeMUL, it.row, it.kind
			return
		case weight < best || weight == best && weight != 1:
			continue
		}
		pick, best = k, weight
	}
	if pick < 0 {
		pick = weak
	}
	if pick >= 0 {
		f.code, f.codeRow, f.codeKind = r.t.rows[items[pick].row].code, items[pick].row, items[pick].kind
	}
}

// isHeld says whether a word tells that somebody has a place in their power: "-held".
func (r *reader) isHeld(it item) bool { return heldWords[r.toks[it.i].hash] }

var heldWords = wordSet(`held controlled occupied`)

// joined reports whether items a and b are coordinated: "US and British", "Franco-German", "Indian, Pakistani".
func (r *reader) joined(items []item, a, b int) bool {
	if items[a].kind == kindPrefix {
		return true
	}
	if b == a+1 {
		f := r.toks[items[b].i].flags
		return f&(flagHyphen|flagComma) != 0
	}
	for k := a + 1; k < b; k++ {
		if items[k].kind == kindWord && items[k].word == wordAnd {
			return true
		}
	}
	return false
}

// contradict lets an explicit nationality before a known name correct the row: "Canadian House of Commons", "Dutch Prime Minister
// Mark Rutte" of a man the tables know by a later office.
func (r *reader) contradict(mods []item, f *finding) {
	if len(mods) == 0 || f.code == barograph.CodeTRN {
		return
	}
	for k := len(mods) - 1; k >= 0; k-- {
		m := &mods[k]
		switch m.kind {
		case kindAdjective, kindCountry:
		case kindBody:
			if f.head.kind != kindBody && r.t.rows[m.row].code == barograph.CodeIGO && f.code != barograph.CodeIGO && k+2 == len(mods) && r.serves(&mods[k+1]) {
				f.code, f.codeRow, f.codeKind = barograph.CodeIGO, m.row, m.kind
				f.sector, f.secRow = barograph.IGO, m.row
				return
			}
			continue
		case kindRole:
			continue
		case 0:
			if f.head.kind == kindBody && r.namelike(m) {
				continue // "United States Missile Defense Agency"
			}
			return
		default:
			continue
		}
		code := r.t.rows[m.row].code
		if code == f.code || m.kind == kindCountry && f.head.kind == kindBody && k == len(mods)-1 && r.toks[m.j-1].flags&flagPossessive == 0 &&
			!r.isCommon(f) {
			return
		}
		if f.code == barograph.CodeIGO && f.head.kind == kindBody {
			return
		}
		if k+1 < len(mods) && mods[k+1].kind == kindWord {
			return // "US-backed", "anti-"
		}
		if k > 0 && mods[k-1].kind == kindWord && mods[k-1].word == wordAgainst {
			return // "pro-Chilean minister"
		}
		if f.head.kind != kindBody && (k+1 >= len(mods) || mods[k+1].kind != kindRole) {
			return
		}
		if f.head.kind == kindBody {
			f.belongs(code, m.row, m.kind)
			return
		}
		f.code, f.codeRow, f.codeKind = code, m.row, m.kind
		if role := &r.t.rows[mods[k+1].row]; role.sector != "" {
			f.sector, f.secRow = role.sector, mods[k+1].row
		}
		return
	}
}

// serves says whether a body has the role of an item among its own people: a "UN envoy" is the UN's, a "UN ambassador" some state's.
func (r *reader) serves(it *item) bool {
	if it.kind != kindRole || it.plural {
		return false
	}
	switch r.t.rows[it.row].name {
	case "official", "envoy", "special envoy", "mediator", "rapporteur", "special rapporteur", "coordinator", "investigator", "inspector", "spokesman",
		"spokeswoman":
		return true
	}
	return false
}

// unions settles bodies of several states: "European Court of Auditors" is intergovernmental, "EU countries" are several countries.
func (r *reader) unions(items []item, f *finding) {
	row := &r.t.rows[f.head.row]
	switch f.code {
	case barograph.CodeMUL:
		if f.codeKind != kindPlace && f.codeKind != kindPlaceAdj {
			return
		}
		name := row.name
		if r.toks[f.head.i].flags&flagUpper == 0 && name != "country" && name != "nation" && name != "state" && name != "republic" {
			return
		}
		switch name {
		case "country", "nation", "state", "republic":
			f.code, f.codeRow, f.codeKind = "", 0, 0 // one of them: the context knows which
		case "union", "organisation", "organization", "commission", "court", "council", "community", "bank", "association", "forum", "conference",
			"parliament", "summit", "initiative", "congress", "agency", "assembly", "fund", "league":
			f.code, f.sector = barograph.CodeIGO, barograph.IGO
		}
	case barograph.CodeIGO:
		switch row.name {
		case "country", "countries", "member state", "member states", "nation", "nations", "states", "governments", "member", "partners", "allies", "heads of state":
			f.code = barograph.CodeMUL
			if f.sector == barograph.IGO {
				f.sector, f.secRow = barograph.GOV, f.head.row
			}
		}
	}
}

// isCommon says whether a body is known by a name that many states give to theirs.
func (r *reader) isCommon(f *finding) bool {
	return f.hasHead && f.head.kind == kindBody && r.t.country[f.code] != 0 && r.hasCommonName(&f.head)
}

func (r *reader) hasCommonName(it *item) bool {
	switch strings.ToLower(r.s[r.toks[it.i].start:r.toks[it.j-1].end]) {
	case "house of representatives", "house of commons", "national assembly", "senate", "supreme court", "high court", "constitutional court":
		return true
	}
	return false
}

// isOthers says whether the words beside the body at item k give it to another state than the tables do: "the Kenyan Department of Justice",
// "House of Representatives of Nigeria". Fighters may be elsewhere and keep their own.
func (r *reader) isOthers(k int) bool {
	it := &r.items[k]
	row := &r.t.rows[it.row]
	other := func(k int) bool {
		code := r.t.rows[r.items[k].row].code
		return code != row.code && r.t.country[code] != 0
	}
	if r.t.country[row.code] == 0 || row.sector == barograph.REB || row.sector == barograph.CRM {
		return false
	}
	if k > 0 && r.toks[it.i].flags&(flagComma|flagHyphen) == 0 {
		switch p := &r.items[k-1]; p.kind {
		case kindAdjective:
			return other(k - 1)
		case kindCountry:
			if r.toks[p.j-1].flags&flagPossessive != 0 || r.hasCommonName(it) {
				return other(k - 1)
			}
		}
	}
	n := k + 2
	if n < len(r.items) && r.items[n].word == wordFiller {
		n++ // "of the Philippines"
	}
	return n < len(r.items) && r.toks[r.items[k+1].i].hash == hashOfWord && isCountryNoun(r.items[n].kind) && r.hasCommonName(it) && other(n)
}

// belongs gives a body of a common name to another country than the tables do; its name is then the phrase's own.
func (f *finding) belongs(code string, row int32, k kind) {
	f.code, f.codeRow, f.codeKind = code, row, k
	f.own, f.name = false, 0
}

// settle gives a body of a common name to the country that its sentence sets it in: "In Nigeria, the House of Representatives". A country
// that is only spoken of, "the House of Representatives condemned the coup in Niger", says nothing of it.
func (r *reader) settle(f *finding) {
	c := r.ctx
	if c == nil || !f.own || !r.isCommon(f) {
		return
	}
	only := ""
	for i := range c.Mentions {
		m := &c.Mentions[i]
		if m.Start < c.End && c.Start < m.End || r.t.country[m.Code] == 0 {
			continue
		}
		if m.Code == f.code || only != "" && only != m.Code {
			return
		}
		if m.Part == PartSame || m.Part == PartPlace || m.End <= c.Start && strings.EqualFold(lastWord(c.around(m), m.Start), "in") {
			only = m.Code
		}
	}
	if only != "" {
		f.belongs(only, f.codeRow, f.codeKind)
	}
}

// isRegionOf says whether the country's name at item k is that of a region of another state: the only one of which the sentence names other
// places besides ("Georgia and Alabama"), one that is said to lie there, or one with the offices of a region ("the Georgia Supreme Court"; a
// country's would be Georgian).
func (r *reader) isRegionOf(k int, code string) bool {
	it := &r.items[k]
	other := ""
	for f := it.first; f != 0; f = r.t.forms[f].next {
		if fm := &r.t.forms[f]; fm.kind == kindPlace && r.t.rows[fm.row].code != code {
			other = r.t.rows[fm.row].code
		}
	}
	if other == "" {
		return false
	}
	if r.stands(k) {
		for n := int(it.j); n < len(r.toks) && n < int(it.j)+2; n++ {
			if regionWords[r.toks[n].hash] {
				return true
			}
		}
	}
	if r.ctx == nil {
		return false
	}
	places := false
	told := strings.HasSuffix(r.s[:r.toks[it.i].start], "state of ") || r.saidToLieIn(k, other)
	for i := range r.ctx.Mentions {
		m := &r.ctx.Mentions[i]
		if text := r.ctx.around(m); cut(text, m.Start, m.End) == r.s[r.toks[it.i].start:r.toks[it.j-1].end] {
			continue
		}
		if m.Code == code || m.Code != other && !told {
			return false
		}
		places = places || m.Kind == kindPlace.String()
	}
	return told || places
}

// saidToLieIn says whether the country is named right behind item k: "Georgia, United States", not "Georgia, the United States and Chile".
func (r *reader) saidToLieIn(k int, country string) bool {
	n := k + 1
	if n >= len(r.items) || r.toks[r.items[n].i].flags&flagComma == 0 || n+1 < len(r.items) && r.toks[r.items[n+1].i].hash == hashAnd {
		return false
	}
	for f := r.items[n].first; f != 0; f = r.t.forms[f].next {
		if fm := &r.t.forms[f]; fm.kind == kindCountry && r.t.rows[fm.row].code == country {
			return true
		}
	}
	return false
}

// regionWords stand in the offices and bodies of a region, within two words of its name.
var regionWords = wordSet(`governor senator senators secretary congressman congresswoman representative sheriff troopers supreme superior appeals state
	national board department bureau legislature`)

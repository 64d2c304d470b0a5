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
				if weak < 0 {
					weak = k
				}
				continue
			}
		}
		if k > 0 && items[k-1].kind == kindWord && items[k-1].word == wordAgainst {
			continue
		}
		if it.kind == kindEthnic && k != head || row.code == barograph.CodeMUL {
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
		if code == f.code || m.kind == kindCountry && f.head.kind == kindBody && k == len(mods)-1 && r.toks[m.j-1].flags&flagPossessive == 0 {
			return
		}
		if f.code == barograph.CodeIGO && f.head.kind == kindBody {
			return
		}
		if k+1 < len(mods) && mods[k+1].kind == kindWord {
			return // "US-backed", "anti-"
		}
		if f.head.kind != kindBody && (k+1 >= len(mods) || mods[k+1].kind != kindRole) {
			return
		}
		f.code, f.codeRow, f.codeKind = code, m.row, m.kind
		if f.head.kind != kindBody {
			if role := &r.t.rows[mods[k+1].row]; role.sector != "" {
				f.sector, f.secRow = role.sector, mods[k+1].row
			}
		}
		return
	}
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
	if !f.hasHead || f.head.kind != kindBody || len(f.code) != 3 || r.t.country[f.code] == 0 {
		return false
	}
	switch strings.ToLower(r.s[r.toks[f.head.i].start:r.toks[f.head.j-1].end]) {
	case "house of representatives", "house of commons", "national assembly", "senate", "supreme court", "high court", "constitutional court":
		return true
	}
	return false
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

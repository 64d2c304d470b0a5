package actors

import (
	"strings"
	"sync"
	"time"

	"github.com/barograph/barograph"
)

// An Actor is what a phrase resolves to.
type Actor struct {
	Code   string           // ISO 3166-1 alpha-3, XKX, IGO, NGO, TRN, MUL; "" when not knowable
	Sector barograph.Sector // "" when unknown
	Name   string           // the person or body in full; the phrase itself when no table knows it
	Rule   string           // which rows and rules gave code, sector and name, for a reader

	Kind      Kind // what was recognised
	Inherited bool // the country is the context's, not the phrase's
	Shared    bool // a body of whose name other countries have one, too
}

// A Kind says what a phrase was recognised as.
type Kind uint8

// The kinds.
const (
	Unknown Kind = iota // no table knows it
	ByRole              // by a role noun: "troops", "French minister"
	Country             // a country by its name, adjective, capital or seat of government, and nothing else
	People              // "Syrians", "Kurds"
	Place               // a region or city
	Body                // an organisation, agency, party or group by name
	Human               // a person by name
	Holder              // an office whose holder on the date is known
	Pronoun             // "they"
)

func (f *finding) kind() Kind {
	switch {
	case f.pronoun:
		return Pronoun
	case f.water:
		return Place
	case !f.hasHead:
		return Unknown
	}
	switch f.head.kind {
	case kindCountry, kindCapital, kindMetonym, kindAdjective:
		if f.whole {
			return Country
		}
		return Unknown
	case kindPeople, kindEthnic:
		return People
	case kindPlace, kindPlaceAdj:
		return Place
	case kindBody:
		return Body
	case kindPerson, kindSurname:
		return Human
	}
	return ByRole
}

// yyyymmdd of a time; 0 for the zero time.
func dateNumber(at time.Time) int32 {
	if at.IsZero() {
		return 0
	}
	y, m, d := at.Date()
	return int32(y*10000 + int(m)*100 + d)
}

// finding collects what a part of a phrase says.
type finding struct {
	code     string
	codeRow  int32
	codeKind kind
	sector   barograph.Sector
	secRow   int32
	secWeak  bool // the sector is a weak head's own
	hasHead  bool
	head     item
	name     int32 // row whose name is the answer
	office   int32 // role row naming an office
	many     bool  // several countries
	foreign  bool
	former   bool
	pronoun  bool
	own      bool  // names a person or body
	whole    bool  // the head ends the phrase
	water    bool  // a sea or lake and nothing else
	body     int32 // row of the body the head belongs to: NATO of "NATO chief"
}

// Resolve says who the phrase means on the date of the report (the zero time: unknown), in a context.
func (t *Tables) Resolve(phrase string, at time.Time, ctx Context) Actor {
	r := readers.Get().(*reader)
	a := t.resolve(r, phrase, at, ctx)
	r.ctx, r.context = nil, Context{}
	r.t, r.s = nil, ""
	readers.Put(r)
	return a
}

var readers = sync.Pool{New: func() any { return new(reader) }}

func (t *Tables) resolve(r *reader, phrase string, at time.Time, ctx Context) Actor {
	r.context = ctx
	r.t, r.s, r.date, r.ctx = t, phrase, dateNumber(at), &r.context
	r.caps, r.small = false, false
	r.read()
	r.found = r.phrase(r.items)
	f := &r.found
	r.settle(f)
	f.water = r.water && !f.hasHead
	a := Actor{Code: f.code, Sector: f.sector, Kind: f.kind()}
	a.Shared = a.Kind == Body && t.isShared(f.head.first, f.code)
	how := &r.how
	*how = explain{t: t, f: f}
	if !f.own {
		if p, ok := r.introduced(f); ok {
			if p.Code != "" {
				a.Code = p.Code
			}
			if p.Sector != "" {
				a.Sector = p.Sector
			}
			a.Name, a.Kind, a.Rule = p.Name, Human, "person of the document: "+p.Name
			return a
		}
	}
	if f.code == "" && !f.own || f.code == barograph.CodeMUL && f.codeKind == kindEthnic && len(ctx.Mentions) > 0 {
		r.inherit(f, &a, how)
		if a.Code == "" && f.hasHead && f.head.kind == kindRole && t.rows[f.head.row].last && !f.foreign {
			f.codeRow, f.codeKind = f.head.row, kindRole
			a.Code = t.rows[f.head.row].code
		}
	}
	a.Sector = r.acting(f, a.Sector)
	a.Name = r.name(f, &a, how)
	a.Rule = how.String()
	return a
}

// introduced looks the phrase's last word up among the persons of the document.
func (r *reader) introduced(f *finding) (Person, bool) {
	if r.ctx == nil || len(r.ctx.Persons) == 0 || len(r.toks) == 0 || f.hasHead && f.head.kind != kindRole {
		return Person{}, false
	}
	last := &r.toks[len(r.toks)-1]
	if last.flags&flagPossessive != 0 && len(r.toks) == 1 || last.flags&flagUpper != 0 || !r.caps {
		p, ok := r.ctx.Persons[strings.ToLower(r.s[last.start:last.end])]
		return p, ok
	}
	return Person{}, false
}

// acting adjusts a sector to the act: a bare country that fights is its armed forces, a crowd that protests is opposition.
func (r *reader) acting(f *finding, s barograph.Sector) barograph.Sector {
	if s == barograph.MIL && r.counted() {
		s = barograph.CVL
	}
	if r.ctx == nil || r.ctx.Act == "" || !f.hasHead {
		return s
	}
	fights := r.ctx.Act == barograph.Assault && !r.ctx.Receives
	switch f.head.kind {
	case kindCountry, kindMetonym, kindCapital:
		if s == barograph.GOV && fights {
			return barograph.MIL
		}
	case kindAdjective, kindPlaceAdj:
		if s == barograph.MIL && r.ctx.Act != barograph.Assault && r.ctx.Act != barograph.Mobilize && r.ctx.Act != barograph.Cooperate {
			return barograph.GOV
		}
	}
	if f.head.kind == kindRole && f.code != "" && !r.ctx.Receives && (fights || r.ctx.Act == barograph.Mobilize) && s == barograph.BUS {
		switch strings.TrimSuffix(r.t.rows[f.head.row].name, "s") {
		case "ship", "vessel", "boat": // merchantmen do not shoot
			return barograph.MIL
		}
	}
	if f.head.kind == kindPlace && s == "" && f.whole && !r.ctx.Receives && !fights {
		return barograph.GOV // "California sued"
	}
	if (s == barograph.CVL || s == barograph.EDU) && r.ctx.Act == barograph.Protest && !r.ctx.Receives {
		return barograph.OPP
	}
	return s
}

// counted says whether the phrase begins with a number or means one person, so that a nationality at its end means people: "thousands of
// Lebanese", "another Peruvian".
func (r *reader) counted() bool {
	if k := len(r.items) - 1; k < 0 || r.items[k].kind != kindAdjective && r.items[k].kind != kindPlaceAdj {
		return false
	}
	return len(r.toks) > 1 && (r.toks[0].flags&flagNumber != 0 || countWords[r.toks[0].hash])
}

var countWords = wordSet(`two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty dozens scores hundreds thousands
	tens millions several many some one another second third fourth fifth`)

// phrase reads a noun phrase: its head part, then what its complements add.
func (r *reader) phrase(items []item) finding {
	end := len(items)
	prep := int8(0)
	for k := range items {
		w := items[k].word
		if items[k].kind == kindWord && (w == wordPrep || w == wordLink) && k > 0 {
			end, prep = k, w
			break
		}
	}
	f := r.part(items[:end])
	if end == len(items) {
		return f
	}
	tail := items[end+1:]
	// "President of Iran Mahmoud Ahmadinejad": the name after the complement is the person.
	for k := 1; k < len(tail); k++ {
		named := (tail[k].kind == kindPerson || tail[k].kind == kindSurname) && (isCountryNoun(tail[k-1].kind) || tail[k-1].kind == kindBody)
		if named && prep == wordPrep && f.hasHead && f.head.kind == kindRole && (f.office != 0 || f.sector == barograph.GOV) {
			g := r.part(tail[k:])
			if !g.own {
				continue
			}
			if row := &r.t.rows[tail[k-1].row]; row.code != g.code && row.code != "" && row.code != barograph.CodeMUL && f.office != 0 {
				g.code, g.codeRow, g.codeKind = row.code, tail[k-1].row, tail[k-1].kind
				g.sector, g.secRow = f.sector, f.secRow
			}
			return g
		}
	}
	if f.own && f.head.kind != kindRole {
		if prep == wordPrep && r.isCommon(&f) {
			if g := r.phrase(tail); isCountryNoun(g.codeKind) {
				f.belongs(g.code, g.codeRow, g.codeKind) // "House of Representatives of Nigeria"
			}
		}
		return f
	}
	g := r.phrase(tail)
	if prep == wordLink && f.hasHead {
		// "aides to the Afghan president" are Afghans, an "envoy to Kabul" is not, nor are "pilgrims to Mecca".
		if w := r.items0(items, end); f.code == "" && !f.foreign && g.code != "" && w == hashTo && f.head.kind == kindRole && !r.posted(f.head.row) {
			f.code, f.codeRow, f.codeKind, f.many = g.code, g.codeRow, g.codeKind, g.many
		}
		return f
	}
	if !f.hasHead {
		if g.hasHead && isCountryNoun(g.head.kind) && !onlyFiller(items[:end]) {
			g.sector, g.secRow, g.name, g.whole = "", 0, 0, false // "kibbutz in Israel"
		}
		g.former = g.former || f.former
		if f.code != "" && g.code == "" {
			g.code, g.codeRow, g.codeKind = f.code, f.codeRow, f.codeKind
		}
		return g
	}
	if (f.code == "" && !f.foreign || f.codeKind == kindRole && f.code == barograph.CodeMUL && g.codeKind != kindRole) && g.code != "" {
		f.code, f.codeRow, f.codeKind, f.many = g.code, g.codeRow, g.codeKind, g.many
	}
	if f.head.kind == kindRole && f.head.class == roleWeak && (f.sector == "" || f.secWeak) && g.hasHead && g.sector != "" &&
		!isCountryNoun(g.head.kind) && f.sector != barograph.CVL && !(f.sector == barograph.GOV && g.sector == barograph.CVL) {
		f.sector, f.secRow = g.sector, g.secRow
	}
	if f.head.kind == kindRole && f.head.class == roleTitle && f.sector == barograph.MIL && g.sector == barograph.BUS {
		f.sector, f.secRow = g.sector, g.secRow // "captain of a tanker"
	}
	if g.own && g.name != 0 {
		f.body = g.name
		r.presides(&f, &r.t.rows[g.name])
	}
	return f
}

// items0 is the hash of the first token of item k.
func (r *reader) items0(items []item, k int) uint64 { return r.toks[items[k].i].hash }

// posted reports whether a role is one that is sent to a country or goes there: its "to" names somebody else's.
func (r *reader) posted(row int32) bool {
	switch r.t.rows[row].sector {
	case barograph.CVL, barograph.BUS, barograph.MIL, barograph.IGO, barograph.NGO, barograph.MED:
		return true
	}
	switch strings.TrimSuffix(r.t.rows[row].name, "s") {
	case "ambassador", "envoy", "special envoy", "diplomat", "emissary", "embassy", "mission", "delegation", "permanent representative", "representative",
		"special representative", "high commissioner", "consul", "threat", "challenger", "successor", "rival", "opponent", "convoy", "aid convoy":
		return true
	}
	return false
}

// onlyFiller reports whether items say nothing: "some of Iraq".
func onlyFiller(items []item) bool {
	for k := range items {
		if items[k].kind != kindWord {
			return false
		}
	}
	return true
}

// presides gives the head of a party, company or group its sector: "BJP president", "prime minister of the Houthis".
func (r *reader) presides(f *finding, body *row) {
	if f.head.kind != kindRole || f.sector != barograph.GOV || r.t.rows[f.head.row].sector != barograph.GOV {
		return
	}
	switch body.sector {
	case barograph.PTY, barograph.BUS, barograph.NGO, barograph.IGO, barograph.REB, barograph.CRM, barograph.MED, barograph.EDU, barograph.REL:
		if f.code == body.code || f.code == "" {
			f.sector = body.sector
		}
	}
}

func isCountryNoun(k kind) bool {
	return k == kindCountry || k == kindCapital || k == kindMetonym || k == kindPlace
}

func givesCode(k kind) bool {
	switch k {
	case kindCountry, kindAdjective, kindPeople, kindCapital, kindMetonym, kindPlace, kindPlaceAdj, kindEthnic, kindBody, kindPerson, kindSurname, kindPrefix:
		return true
	}
	return false
}

// part reads a stretch without complements: modifiers, then the head.
func (r *reader) part(items []item) finding {
	var f finding
	head := -1
	for k := len(items) - 1; k >= 0; k-- {
		it := &items[k]
		if it.kind == kindWord {
			if it.word == wordPronoun && len(items) == 1 {
				f.pronoun = true
			}
			continue
		}
		if it.kind == 0 || it.kind == kindPrefix || it.kind == kindRole && (it.class == roleTitle || it.class == roleMod) {
			continue
		}
		head = k
		break
	}
	if head < 0 { // titles and modifiers only
		for k := len(items) - 1; k >= 0; k-- {
			if items[k].kind == kindRole {
				head = k
				break
			}
		}
	}
	if head >= 0 && (items[head].kind == kindAdjective || items[head].kind == kindCountry || items[head].kind == kindPlaceAdj) {
		for k := head + 1; k < len(items); k++ {
			if it := &items[k]; it.kind == kindRole && it.class == roleTitle && r.t.rows[it.row].sector != "" {
				head = k // "Croatian generals", "Colombian Sergeant Pablo Doe"
				break
			}
		}
	}
	for k := range items {
		switch it := &items[k]; {
		case it.kind != kindWord:
		case it.word == wordForeign:
			f.foreign = true
		case it.word == wordFormer:
			f.former = true
		}
	}
	if head < 0 {
		return f
	}
	f.hasHead, f.head = true, items[head]
	f.whole = head+1 == len(items) && (head == 0 || items[head-1].word != wordDirection)
	h := &items[head]
	hr := &r.t.rows[h.row]
	// What the head itself says.
	switch h.kind {
	case kindPerson, kindSurname, kindBody:
		f.sector, f.secRow, f.name, f.own = hr.sector, h.row, h.row, true
		f.code, f.codeRow, f.codeKind = hr.code, h.row, h.kind
		if head > 0 && h.kind != kindBody {
			// What the phrase calls somebody counts more than what the tables know: "Senator Marco Rubio".
			if m := &items[head-1]; m.kind == kindRole && m.class == roleStrong {
				if s := r.t.rows[m.row].sector; s != "" && s != barograph.CVL && !(s == barograph.GOV && hr.sector == barograph.IGO) {
					f.sector, f.secRow = s, m.row
				}
			}
		}
	case kindCountry, kindCapital, kindMetonym:
		f.sector, f.secRow, f.name = barograph.GOV, h.row, h.row
		if head+1 < len(items) || head > 0 && items[head-1].word == wordDirection {
			f.sector, f.secRow, f.name = "", 0, 0 // "northern Syria", "Air Uganda flight"
		}
	case kindAdjective, kindPlaceAdj:
		f.sector, f.secRow = barograph.MIL, h.row
		if head+1 < len(items) {
			f.sector = "" // "Chinese goods"
			if n := &items[head+1]; r.caps && n.kind == 0 && r.namelike(n) {
				f.sector = barograph.CVL // "American Jack Hensley"
			}
		}
	case kindPeople:
		f.sector, f.secRow = barograph.CVL, h.row
	case kindPlace:
		if hr.code == barograph.CodeMUL && head+1 == len(items) {
			f.sector, f.secRow = barograph.GOV, h.row // "Western nations", "Europe"
		}
	case kindEthnic:
		f.sector, f.secRow = hr.sector, h.row
	case kindRole:
		f.sector, f.secRow = hr.sector, h.row
		if hr.office != 0 {
			f.office = h.row
		}
		if h.class == roleWeak {
			r.borrow(items[:head], &f, hr)
		} else if hr.sector == barograph.REB {
			r.ofGang(items[:head], &f)
		}
	}
	if f.code == "" {
		r.nationality(items, head, &f)
	} else if f.own {
		r.contradict(items[:head], &f)
	}
	if f.head.kind == kindRole {
		if f.code == "" && hr.code != "" && !hr.last {
			f.code, f.codeRow, f.codeKind = hr.code, h.row, kindRole
		}
		if f.code == "" && f.foreign && hr.sector == barograph.NGO {
			f.code, f.codeRow, f.codeKind = barograph.CodeNGO, h.row, kindRole // "international charities"
		}
		r.unions(items, &f)
		for k := head - 1; k >= 0; k-- {
			if items[k].kind == kindBody {
				if k == head-1 {
					f.body = items[k].row
				}
				r.presides(&f, &r.t.rows[items[k].row])
				break
			}
		}
		if r.t.rows[h.row].name == "group" && f.secWeak && head > 0 && items[head-1].kind == 0 && r.toks[items[head-1].i].flags&(flagUpper|flagNumber) == 0 {
			f.sector = "" // "animal welfare group"
		}
		if r.t.rows[h.row].name == "group" && head > 0 && head+1 == len(items) && items[head-1].kind == 0 && r.namelike(&items[head-1]) &&
			r.caps && r.toks[h.i].flags&flagUpper != 0 {
			f.sector = barograph.BUS // "Ant Group"
		}
	}
	return f
}

// borrow lets a weak head take the sector of what stands before it.
func (r *reader) borrow(mods []item, f *finding, hr *row) {
	f.secWeak = true
	for pass := range 2 {
		for k := len(mods) - 1; k >= 0; k-- {
			m := &mods[k]
			if k+1 < len(mods) && mods[k+1].kind == kindWord && (mods[k+1].word == wordBacked || mods[k+1].word == wordAnd) {
				continue
			}
			row := &r.t.rows[m.row]
			switch {
			case m.kind == kindEthnic && k == len(mods)-1 && hr.sector == barograph.GOV && pass == 1:
			case m.kind == kindBody || m.kind == kindPerson || m.kind == kindSurname:
			case m.kind == kindRole && m.class != roleTitle && (pass == 1 || m.class == roleStrong):
			default:
				continue
			}
			s := row.sector
			if s == "" || s == barograph.CVL && hr.sector != "" && !(hr.sector == barograph.GOV && k == len(mods)-1) {
				continue
			}
			if hr.sector == barograph.CVL && (s == barograph.GOV || s == barograph.BUS || s == barograph.MED) {
				continue
			}
			if (hr.sector == barograph.MIL || hr.sector == barograph.REB) && (s == barograph.GOV || s == barograph.IGO) {
				continue // "Gaddafi's forces", "NATO aircraft"
			}
			f.sector, f.secRow, f.secWeak = s, m.row, false
			return
		}
	}
}

// ofGang makes the armed men of a gang criminals, as it is: "Ndrangheta gunmen".
func (r *reader) ofGang(mods []item, f *finding) {
	if k := len(mods) - 1; k >= 0 && (mods[k].kind == kindBody || mods[k].kind == kindRole) && r.t.rows[mods[k].row].sector == barograph.CRM {
		f.sector, f.secRow = barograph.CRM, mods[k].row
	}
}

// inherit gives a phrase that names no country the one its context speaks of.
func (r *reader) inherit(f *finding, a *Actor, how *explain) {
	if f.pronoun || f.foreign || f.water || r.ctx == nil {
		return
	}
	in := inheritHere
	if f.hasHead && f.head.kind == kindRole {
		in = r.t.rows[f.head.row].inherit
	}
	if in != inheritHere {
		return
	}
	if code, why := r.t.pick(r.ctx, a.Sector, f.hasHead); code != "" {
		a.Code, a.Inherited, how.why = code, true, why
	}
}

// name is the canonical name of what was found.
func (r *reader) name(f *finding, a *Actor, how *explain) string {
	if f.own || f.name != 0 && f.head.kind != kindRole {
		return r.t.rows[f.name].name
	}
	if f.body != 0 && f.head.kind == kindRole {
		switch strings.TrimSuffix(r.t.rows[f.head.row].name, "s") {
		case "fighter", "militant", "rebel", "insurgent", "guerrilla", "terrorist", "jihadist", "gunman", "gunmen", "group", "movement", "organisation",
			"organization", "force", "troop", "member", "militia", "militiamen", "extremist", "separatist", "militant group", "rebel group",
			"armed group", "terrorist group", "islamist", "islamist militant", "gang", "cartel", "network":
			return r.t.rows[f.body].name // "Hamas fighters" are Hamas
		}
	}
	if !f.former && f.head.kind == kindRole && !f.head.plural && r.date != 0 {
		h := int32(0)
		switch office := r.t.rows[f.head.row].office; {
		case f.body != 0:
			h = r.bodyHolder(office, &r.t.rows[f.body], r.t.rows[f.head.row].name)
		case office != 0 && a.Code != "" && !f.many && !a.Inherited && f.whole && f.codeKind != kindPlace && f.codeKind != kindPlaceAdj:
			// The premier of a province is somebody else.
			h = r.t.holder(a.Code, "", office, r.date)
		}
		if h != 0 {
			how.holder(r.t, h)
			a.Kind = Holder
			return r.t.rows[h].name
		}
	}
	return strings.TrimSpace(r.s)
}

// chiefs are the offices that "chief", "head" and "boss" may mean.
var chiefs = [...]string{"secretary-general", "director-general", "high commissioner", "president", "leader", "army chief", "director"}

// bodyHolder is the row of who holds an office of a body.
func (r *reader) bodyHolder(office int32, body *row, role string) int32 {
	if office != 0 {
		return r.t.holder(body.code, body.name, office, r.date)
	}
	switch role {
	case "chief", "head", "boss", "leader", "director", "chairman":
	default:
		return 0
	}
	for _, o := range chiefs {
		if n := r.t.offices[o]; n != 0 {
			if h := r.t.holder(body.code, body.name, n, r.date); h != 0 {
				return h
			}
		}
	}
	return 0
}

// holder is the row of who held an office on a date, 0 when the tables do not know.
func (t *Tables) holder(code, body string, office, date int32) int32 {
	if date == 0 {
		return 0
	}
	for _, n := range t.holders[holderKey{code, body, office}] {
		row := &t.rows[n]
		if (row.from == 0 || row.from <= date) && (row.to == 0 || date <= row.to) {
			return n
		}
	}
	return 0
}

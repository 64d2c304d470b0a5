package actors

import (
	"slices"
	"strings"
	"time"

	"github.com/barograph/barograph"
)

// A Part is what a stretch of a sentence is to the act that a phrase takes part in.
type Part uint8

// The parts. Who codes an event knows them; without them a phrase's country is found by distance and wording alone.
const (
	PartNone  Part = iota
	PartOther      // inside a participant of the other side
	PartSame       // inside another participant of the same side
	PartPlace      // inside a location of the act
)

// A Mention is a country that a text speaks of.
type Mention struct {
	Start, End int    // bytes of the text
	Code       string // ISO 3166-1 alpha-3, XKX; IGO or TRN for bodies of several states
	// Kind is "country", "nationality", "people", "capital", "metonym", "place", "ethnic group", "body", "person", "surname" (without a title), …
	Kind     string
	Part     Part             // set by the caller
	Border   bool             // set by the caller: only whose border is near, "the Turkish border"
	Namesake string           // set by the caller where the text says that the place is another: the code that the tables give
	Shared   bool             // a body of whose name other countries have one, too: "the Foreign Office"
	Sector   barograph.Sector // of a body or a person
	text     string           // what Start and End count into
}

// A Person is somebody a document has introduced: what a surname in it means from there on.
type Person struct {
	Name   string
	Code   string
	Sector barograph.Sector
}

// A Context is what is known around a phrase. The zero value knows nothing.
type Context struct {
	Text       string            // the sentence; "": the text that Mentions was given
	Start, End int               // of the phrase in it, in bytes
	Mentions   []Mention         // of the sentence, in order; from Tables.Mentions
	Document   []string          // country codes of the document, the weightiest first
	Dateline   string            // country code of the dateline
	Persons    map[string]Person // by surname in lower case
	Act        barograph.Type    // what the phrase takes part in; "" when not known
	Receives   bool              // the act is done to it
}

// isNone reports whether a phrase is asked about by itself, out of any text.
func (c *Context) isNone() bool {
	return c.End == 0 && len(c.Mentions) == 0 && len(c.Document) == 0 && c.Text == ""
}

// speaksOf reports whether sentence or document name the country.
func (c *Context) speaksOf(code string) bool {
	for i := range c.Mentions {
		if c.Mentions[i].Code == code {
			return true
		}
	}
	for _, d := range c.Document {
		if d == code {
			return true
		}
	}
	return false
}

// speaksBeside reports whether the sentence names the country outside the phrase, or the document speaks of it most.
func (c *Context) speaksBeside(code string) bool {
	for i := range c.Mentions {
		if m := &c.Mentions[i]; m.Code == code && (m.End <= c.Start || m.Start >= c.End) {
			return true
		}
	}
	return len(c.Document) > 0 && c.Document[0] == code
}

// Mentions finds the countries a text speaks of, by name, nationality, people, capital, place, body or person, in order. A name that several
// bear is read a second time in the light of the others: "the Taliban" beside Pakistan.
func (t *Tables) Mentions(text string, at time.Time) []Mention {
	var r reader
	r.t, r.s, r.date = t, text, dateNumber(at)
	r.whole = true
	out := r.mentions()
	if len(out) > 0 {
		r.context = Context{Text: text, Mentions: out}
		r.ctx = &r.context
		out = r.mentions()
	}
	return out
}

func (r *reader) mentions() []Mention {
	r.read()
	var out []Mention
	for k := range r.items {
		it := &r.items[k]
		if !givesCode(it.kind) || it.kind == kindPrefix || r.inPassing(k) || it.kind == kindBody && r.isOthers(k) {
			continue
		}
		code := r.t.rows[it.row].code
		if code == "" || code == barograph.CodeMUL || code == barograph.CodeNGO {
			continue
		}
		kind := it.kind
		if kind == kindSurname && k > 0 && r.items[k-1].kind == kindRole && r.toks[it.i].flags&flagComma == 0 {
			kind = kindPerson
		}
		out = append(out, Mention{Start: int(r.toks[it.i].start), End: int(r.toks[it.j-1].end), Code: code, Kind: kind.String(), text: r.s,
			Shared: it.kind == kindBody && r.t.isShared(it.first, code), Sector: r.t.rows[it.row].sector})
	}
	return out
}

// isShared says whether a chain of readings has a body of another country.
func (t *Tables) isShared(first int32, code string) bool {
	for i := first; i != 0; i = t.forms[i].next {
		if f := &t.forms[i]; f.kind == kindBody && t.rows[f.row].code != code {
			return true
		}
	}
	return false
}

// A feature is something that speaks for or against a mentioned country as the country of a phrase that names none. Their points
// stand in context.tsv.
type feature uint8

const (
	featBefore2 feature = iota
	featBefore5
	featBefore10
	featBefore20
	featBeforeFar
	featAfter2
	featAfter5
	featAfter10
	featAfter20
	featAfterFar
	featSentenceBefore
	featSentenceAfter
	featIn
	featOf
	featTo
	featCountry
	featNationality
	featPeople
	featPlace
	featMetonym
	featBody
	featPerson
	featEthnic
	featOwner
	featFirst
	featIGO
	featTRN
	featOtherState
	featOtherCivil
	featOtherUnknown
	featSameState
	featSameCivil
	featSameUnknown
	featPlaceState
	featPlaceCivil
	featPlaceUnknown
	features
)

var featureNames = [features]string{"before 1-2", "before 3-5", "before 6-10", "before 11-20", "before 21+", "after 1-2", "after 3-5",
	"after 6-10", "after 11-20", "after 21+", "sentence before", "sentence after", "in", "of", "to", "country", "nationality", "people",
	"place", "metonym", "body", "person", "ethnic group", "owner", "first", "IGO", "TRN", "other side, state", "other side, civil",
	"other side, unknown", "same side, state", "same side, civil", "same side, unknown", "scene, state", "scene, civil", "scene, unknown"}

// lineFeature reads one line of context.tsv.
func lineFeature(t *Tables, f *fields, _ *row, _ bool) error {
	for i, n := range featureNames {
		if n == f.cell[0] {
			v, err := parsePoints(f.cell[1])
			if err == nil && !t.pointed[i] { // the user's line comes first
				t.points[i], t.pointed[i] = v, true
			}
			return err
		}
	}
	return errFeature(f.cell[0])
}

// maxPoints bounds what one mention can collect, so that its weight stays a table lookup.
const maxPoints = 64

// weight of points: e to the points/8, as whole numbers, so that every machine ranks alike.
var weight = func() (w [2*maxPoints + 1]int64) {
	// 1.1331484530668263 = e^(1/8), by repeated multiplication in integers of 2^-20.
	const step = 1188201
	w[maxPoints] = 1 << 20
	for i := maxPoints + 1; i < len(w); i++ {
		w[i] = w[i-1] * step >> 20
	}
	for i := maxPoints - 1; i >= 0; i-- {
		w[i] = w[i+1] << 20 / step
	}
	return w
}()

// pick chooses the country of a phrase that names none: every mention of a country in the sentence has points (by how near it is,
// how it is worded, what it is to the act), all mentions of one country are added up, the heaviest wins. Without a mention the
// document's weightiest country is taken, then the dateline's.
func (t *Tables) pick(c *Context, s barograph.Sector, known bool) (code string, why pickReason) {
	var sums [16]struct {
		code string
		sum  int64
	}
	n := 0
	best := -1
	for i := range c.Mentions {
		m := &c.Mentions[i]
		if m.Start < c.End && c.Start < m.End || m.Code == "" || !fits(m.Code, s) || c.isAbroad(m) || c.isTarget(m) ||
			isSponsor(c.around(m), m) || c.isHouse(m, s) || c.isOutlet(m, s) {
			continue
		}
		p := t.score(c, m, i == 0, s, known)
		w := weight[max(0, min(2*maxPoints, p+maxPoints))]
		at := -1
		for k := range sums[:n] {
			if sums[k].code == m.Code {
				at = k
				break
			}
		}
		if at < 0 {
			if n == len(sums) {
				continue
			}
			at = n
			sums[at].code = m.Code
			n++
		}
		sums[at].sum += w
	}
	for k := range sums[:n] {
		if best < 0 || sums[k].sum > sums[best].sum {
			best = k
		}
	}
	switch {
	case best >= 0:
		if n == 1 {
			return sums[best].code, pickOnly
		}
		return sums[best].code, pickPoints
	case len(c.Document) > 0:
		return c.Document[0], pickDocument
	case c.Dateline != "":
		return c.Dateline, pickDateline
	}
	return "", pickNone
}

// around is the text that a mention stands in.
func (c *Context) around(m *Mention) string {
	if c.Text != "" {
		return c.Text
	}
	return m.text
}

// isAbroad says whether a mention on the other side of the act is of those of a country who are elsewhere, "the Danish embassy": whoever burns
// it is seldom Danish.
func (c *Context) isAbroad(m *Mention) bool {
	if m.Part != PartOther {
		return false
	}
	text := c.around(m)
	rest := strings.TrimLeft(cut(text, m.End, len(text)), " ")
	for _, w := range [...]string{"embass", "consul", "diplomat", "ambassador", "tourist", "peacekeeper", "expatriate"} {
		if len(rest) >= len(w) && strings.EqualFold(rest[:len(w)], w) {
			return true
		}
	}
	return false
}

// isHouse says whether a mention is of a flag or a mission of a country: whoever gathers around it or fires at it is seldom of that country.
func (c *Context) isHouse(m *Mention, s barograph.Sector) bool {
	if s != barograph.OPP && s != barograph.REB {
		return false
	}
	text := c.around(m)
	rest := strings.TrimLeft(cut(text, m.End, len(text)), " ")
	for _, w := range [...]string{"embass", "consulate", "flag"} {
		if len(rest) >= len(w) && strings.EqualFold(rest[:len(w)], w) {
			return true
		}
	}
	return false
}

// isOutlet says whether a mention is of a newspaper or broadcaster, whose country is that of nobody else where the sentence speaks of others.
func (c *Context) isOutlet(m *Mention, s barograph.Sector) bool {
	if m.Sector != barograph.MED || s == barograph.MED || s == "" {
		return false
	}
	for i := range c.Mentions {
		if o := &c.Mentions[i]; o.Sector != barograph.MED && (o.End <= c.Start || o.Start >= c.End) {
			return true
		}
	}
	return false
}

// IsBacker says whether the country only helps those of whom its text tells: "rebels, backed by Denmark, took the town".
func (m *Mention) IsBacker() bool { return isSponsor(m.text, m) }

func isSponsor(text string, m *Mention) bool {
	if rest, joined := strings.CutPrefix(cut(text, m.End, len(text)), "-"); joined &&
		slices.ContainsFunc(sponsored, func(w string) bool { return strings.HasPrefix(rest, w) }) {
		return true
	}
	return endsWithAny(strings.TrimSuffix(strings.TrimRight(cut(text, 0, m.Start), " "), " the"), sponsoredBy)
}

// sponsored are what a hyphen joins to the name of a sponsor, sponsoredBy what stands before one.
var (
	sponsored   = []string{"backed", "supported", "brokered", "mediated", "made", "built", "trained", "funded", "sponsored", "supplied", "allied", "led"}
	sponsoredBy = []string{" backed by", " supported by", " aided by", " brokered by", " mediated by", " sponsored by", " funded by", " help of",
		" help from", " support of", " support from", " assistance of", " assistance from", " assisted by", " accompanied by", " led by"}
)

// fits tells whether somebody of a sector can be of an international body or a transnational group.
func fits(code string, s barograph.Sector) bool {
	switch code {
	case barograph.CodeIGO:
		return s == "" || s == barograph.GOV || s == barograph.IGO
	case barograph.CodeTRN:
		return s == "" || s == barograph.REB || s == barograph.CRM || s == barograph.REL
	}
	return true
}

type pickReason uint8

const (
	pickNone pickReason = iota
	pickOnly
	pickPoints
	pickDocument
	pickDateline
)

var pickReasons = [...]string{"", "the only one in the sentence", "the likeliest one in the sentence (context.tsv)",
	"the document's weightiest", "the dateline's"}

// score adds up the points of one mention.
func (t *Tables) score(c *Context, m *Mention, first bool, s barograph.Sector, known bool) int {
	p := 0
	add := func(f feature) { p += int(t.points[f]) }
	text := c.around(m)
	var between string
	before := m.End <= c.Start
	if before {
		between = cut(text, m.End, c.Start)
	} else {
		between = cut(text, c.End, m.Start)
	}
	words := wordsIn(between)
	side := feature(0)
	if !before {
		side = featAfter2 - featBefore2
	}
	switch {
	case words <= 1:
		add(featBefore2 + side)
	case words <= 4:
		add(featBefore5 + side)
	case words <= 9:
		add(featBefore10 + side)
	case words <= 19:
		add(featBefore20 + side)
	default:
		add(featBeforeFar + side)
	}
	if sentenceEnds(between) {
		if before {
			add(featSentenceBefore)
		} else {
			add(featSentenceAfter)
		}
	}
	switch lastWord(text, m.Start) {
	case "in", "at", "near", "into", "across", "inside", "from", "on":
		add(featIn)
	case "of":
		add(featOf)
	case "to", "against", "with", "by", "over", "for":
		add(featTo)
	}
	switch m.Kind {
	case "country":
		add(featCountry)
	case "nationality", "of a place":
		add(featNationality)
	case "people":
		add(featPeople)
	case "capital", "place":
		add(featPlace)
	case "metonym":
		add(featMetonym)
	case "body":
		add(featBody)
	case "person", "surname":
		add(featPerson)
	case "ethnic group":
		add(featEthnic)
	}
	if m.End <= len(text) && possessive(text[m.End:]) {
		add(featOwner)
	}
	if first {
		add(featFirst)
	}
	switch m.Code {
	case barograph.CodeIGO:
		add(featIGO)
	case barograph.CodeTRN:
		add(featTRN)
	}
	if m.Part != PartNone && !(m.Part == PartOther && c.isAtHome(s)) {
		class := feature(1)
		switch {
		case s == "" || !known:
			class = 2
		case s == barograph.GOV || s == barograph.LEG || s == barograph.JUD || s == barograph.PTY || s == barograph.SPY || s == barograph.MIL || s == barograph.COP:
			class = 0
		}
		add(featOtherState + 3*feature(m.Part-PartOther) + class)
	}
	return p
}

// isAtHome says whether an act is as a rule done to people of the doer's own country: arrests, crackdowns, trials.
func (c *Context) isAtHome(s barograph.Sector) bool {
	return c.Receives && c.Act == barograph.Coerce && (s == barograph.CVL || s == barograph.OPP)
}

func cut(s string, a, b int) string {
	a, b = max(0, min(a, len(s))), max(0, min(b, len(s)))
	if a >= b {
		return ""
	}
	return s[a:b]
}

func wordsIn(s string) int {
	n, in := 0, false
	for i := range len(s) {
		if s[i] == ' ' || s[i] == '\n' || s[i] == '\t' {
			in = false
		} else if !in {
			in = true
			n++
		}
	}
	return n
}

func sentenceEnds(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		if (s[i] == '.' || s[i] == ';' || s[i] == '?' || s[i] == '!') && s[i+1] == ' ' {
			return true
		}
	}
	return false
}

func possessive(s string) bool {
	return strings.HasPrefix(s, "'s") || strings.HasPrefix(s, "’s")
}

// lastWord is the word that ends before byte i, past an article.
func lastWord(s string, i int) string {
	for range 2 {
		end := strings.TrimRight(cut(s, 0, i), " ")
		at := strings.LastIndexByte(end, ' ') + 1
		w := end[at:]
		if w != "the" {
			return w
		}
		i = at
	}
	return ""
}

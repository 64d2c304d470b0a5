package coder

import (
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
	"github.com/barograph/barograph/extract"
)

// discourse is who a document has spoken of so far, in the order of the text. What a phrase means hangs on it: "Rubio" is the Marco
// Rubio of the headline, "the minister" the last minister named, "both countries" the last two.
type discourse struct {
	known     map[string]who // what the tables say of a phrase by itself
	entities  []entity
	countries []string // codes of the document's countries, the most frequent first
}

// entity is one naming of somebody.
type entity struct {
	who
	at       span
	sentence int
	key      string   // a person's last name in lower case
	titles   []string // words of office before the name: "secretary", "state"
	plural   bool
	human    bool // a person by all signs: known, with an office, or with two names
	acts     bool // an actor of some act: what pronouns refer to first
}

// readWho collects everybody the document names: its capitalised phrases and the participants of its acts.
func (r *reading) readWho(mentions [][]extract.Mention) {
	d := &r.discourse
	d.known = map[string]who{}
	seen := map[span]int{}
	add := func(n int, s span, acts bool) {
		if i, ok := seen[s]; ok {
			if i >= 0 && acts {
				d.entities[i].acts = true
			}
			return
		}
		seen[s] = -1
		if e, ok := r.entity(n, s); ok {
			e.acts = acts
			seen[s] = len(d.entities)
			d.entities = append(d.entities, e)
		}
	}
	for n := range r.sentences {
		for _, m := range mentions[n] {
			base := r.sentences[n].start
			for _, b := range m.Actors {
				add(n, span{base + b.Start, base + b.End}, true)
			}
			for _, b := range m.Recipients {
				add(n, span{base + b.Start, base + b.End}, false)
			}
			if m.Claimant != nil {
				add(n, span{base + m.Claimant.Start, base + m.Claimant.End}, false)
			}
		}
		for _, s := range nameRuns(r.sentences[n].words) {
			add(n, s, false)
		}
	}
	slices.SortStableFunc(d.entities, func(a, b entity) int { return a.at.start - b.at.start })
	for i := range d.entities { // "Sharif" is as Pakistani as Shehbaz Sharif
		e := &d.entities[i]
		if e.code != "" || e.key == "" {
			continue
		}
		if full := r.fuller(e.key, e.at); full != nil {
			e.who, e.human = full.who, full.human
		}
	}
	d.countries = rank(d.entities)
}

// rank lists the countries of entities, the most frequent first, then the earliest.
func rank(entities []entity) []string {
	n := map[string]int{}
	var order []string
	for i := range entities {
		c := entities[i].code
		if !isCountry(c) {
			continue
		}
		if n[c] == 0 {
			order = append(order, c)
		}
		n[c]++
	}
	slices.SortStableFunc(order, func(a, b string) int { return n[b] - n[a] })
	return order
}

func isCountry(code string) bool {
	switch code {
	case "", barograph.CodeIGO, barograph.CodeNGO, barograph.CodeTRN, barograph.CodeMUL:
		return false
	}
	return true
}

// entity looks at a phrase by itself. ok is false when it names nobody: a pronoun, a plain noun, a day.
func (r *reading) entity(n int, s span) (entity, bool) {
	phrase := r.slice(s)
	words := splitWords(phrase, s.start, nil)
	if len(words) == 0 || reference(words) != refNone {
		return entity{}, false
	}
	w := r.alone(phrase)
	e := entity{who: w, at: s, sentence: n, plural: isPlural(words)}
	run := nameStart(words)
	if w.person || w.name == "" || w.code == "" || len(words)-run >= 2 {
		if key := words[len(words)-1]; run < len(words) && key.upper && !isTitle(key.lower) && !w.bare {
			e.key = key.lower
		}
	}
	if !w.person && w.code != "" && len(words)-run < 2 && !hasTitle(words) {
		e.key = ""
	}
	e.human = e.key != "" && (w.person || len(words)-run >= 2 || hasTitle(words))
	if e.key != "" {
		for _, x := range words[:len(words)-1] {
			if isTitle(x.lower) {
				e.titles = append(e.titles, x.lower)
			}
		}
	}
	return e, w.code != "" || e.key != "" || w.sector != ""
}

// alone is what the tables say of a phrase without its context.
func (r *reading) alone(phrase string) who {
	w, ok := r.discourse.known[phrase]
	if !ok {
		w = r.lookup(phrase, actors.Context{})
		r.discourse.known[phrase] = w
	}
	return w
}

// nameStart is where the capitalised name at the end of a phrase begins, behind all words of office and abbreviations.
func nameStart(words []word) int {
	i := len(words)
	for i > 0 && words[i-1].upper && !isTitle(words[i-1].lower) && !words[i-1].caps {
		i--
	}
	return i
}

func hasTitle(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool { return isTitle(w.lower) })
}

// nameRuns cuts the capitalised phrases out of a sentence: "US Secretary of State Marco Rubio".
func nameRuns(words []word) []span {
	var out []span
	for i := 0; i < len(words); {
		if !words[i].upper || isFunction(words[i].lower) && !words[i].caps {
			i++
			continue
		}
		j := i + 1
		for j < len(words) && !words[j].cut {
			if words[j].upper {
				j++
			} else if isLink(words[j].lower) && j+1 < len(words) && words[j+1].upper && !words[j+1].cut {
				j += 2
			} else {
				break
			}
		}
		out = append(out, span{words[i].start, words[j-1].end})
		i = j
	}
	return out
}

func isLink(w string) bool {
	switch w {
	case "of", "the", "for", "al", "bin", "ibn", "de", "del", "da", "van", "von", "der", "al-", "el":
		return true
	}
	return false
}

// What kind of reference a phrase is, when it names nobody itself.
type refKind int

const (
	refNone    refKind = iota
	refPerson          // he, she
	refMany            // they
	refThing           // it
	refSpeaker         // I, we
	refWhich           // who, which
	refSides           // both countries, the two sides
	refOffice          // the minister
	refWords           // the statement
)

// reference says how a phrase refers back.
func reference(words []word) refKind {
	if len(words) == 0 {
		return refNone
	}
	first, last := words[0].lower, words[len(words)-1].lower
	if len(words) == 1 {
		switch first {
		case "he", "she", "him", "her", "his", "hers", "himself", "herself":
			return refPerson
		case "they", "them", "their", "theirs", "themselves":
			return refMany
		case "it", "its", "itself":
			return refThing
		case "i", "me", "my", "we", "us", "our", "ours", "myself", "ourselves":
			if words[0].upper && first == "us" {
				return refNone // the country
			}
			return refSpeaker
		case "who", "which", "that", "whom":
			return refWhich
		case "both", "sides", "neighbours", "neighbors":
			return refSides
		case "statement", "communique", "communiqué", "readout":
			return refWords
		}
	}
	switch last {
	case "countries", "sides", "nations", "leaders", "governments", "neighbours", "neighbors", "parties", "ministers", "presidents", "states",
		"armies", "delegations", "rivals":
		if len(words) <= 3 && slices.ContainsFunc(words, func(w word) bool { return w.lower == "both" || w.lower == "two" }) {
			return refSides
		}
	}
	if len(words) <= 3 && isTitle(last) && !slices.ContainsFunc(words, func(w word) bool { return !isTitle(w.lower) && !isFunction(w.lower) }) {
		return refOffice
	}
	return refNone
}

var titleWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`secretary minister president premier chancellor king queen prince princess emir sultan general colonel
		major captain lieutenant admiral marshal commander spokesman spokeswoman spokesperson leader ambassador envoy chief chairman
		chairwoman governor mayor senator congressman congresswoman speaker pope bishop cardinal imam ayatollah sheikh judge justice prosecutor
		director head official deputy foreign prime vice defence defense interior finance state mr mrs ms miss dr sir gen col lt maj capt adm
		gov sen rep attorney attorney-general secretary-general external affairs security national adviser advisor supreme crown acting interim
		former diplomat lawmaker opposition opposition-leader`) {
		m[w] = true
	}
	return m
}()

func isTitle(w string) bool { return titleWords[w] }

// isPlural says whether a phrase speaks of several.
func isPlural(words []word) bool {
	last := words[len(words)-1].lower
	if strings.HasSuffix(last, "s") && !strings.HasSuffix(last, "ss") && !words[len(words)-1].upper {
		return true
	}
	switch last {
	case "police", "people", "troops", "men", "women", "militia", "authorities", "forces", "children":
		return true
	}
	return false
}

// resolve finds out who the phrase at s means, in the light of all that stands before it.
func (r *reading) resolve(n int, s span, t *told, receives bool) party {
	p := party{Participant: barograph.Participant{Span: r.span(s)}, at: s}
	words := splitWords(r.slice(s), s.start, nil)
	kind := reference(words)
	if kind != refNone {
		if e, how := r.antecedent(kind, n, s, words); e != nil {
			p.take(e.who, how)
			return p
		}
		p.vague = true
	}
	if e := r.namesake(n, s, words); e != nil {
		p.take(e.who, "the "+e.who.name+" named elsewhere in the text; "+e.how)
		return p
	}
	w := r.lookup(p.Text, r.context(n, s, t, receives))
	if w.inherited && receives && t != nil && len(t.event.Locations) > 0 {
		if l := &t.event.Locations[0]; l.Country != "" && l.Country != w.code {
			w.code, w.how = l.Country, "where the act happened; "+w.how
		}
	}
	if (w.code == "" || w.inherited) && kind == refNone && len(words) > 0 && words[len(words)-1].upper {
		w = r.beside(n, s, w)
	}
	if w.code == "" && w.sector == "" {
		p.vague = true
	}
	p.take(w, w.how)
	return p
}

func (p *party) take(w who, how string) {
	p.Code, p.Sector, p.Name, p.person, p.how = w.code, w.sector, w.name, w.person, how
	if p.Name == "" {
		p.Name = p.Text
	}
	if p.how == "" {
		p.how = "no table knows it"
	}
}

// namesake finds the fuller naming of a person who is named by last name: "Sharif" or "Prime Minister Sharif" for Shehbaz Sharif.
// Earlier namings come before later ones.
func (r *reading) namesake(n int, s span, words []word) *entity {
	if len(words) == 0 || !words[len(words)-1].upper {
		return nil
	}
	key := words[len(words)-1].lower
	run := len(words) - nameStart(words)
	if isTitle(key) || run > 1 {
		return nil
	}
	return r.fuller(key, s)
}

// fuller is the nearest longer naming of the person with a last name.
func (r *reading) fuller(key string, s span) *entity {
	var best *entity
	for i := range r.discourse.entities {
		e := &r.discourse.entities[i]
		if e.key != key || e.code == "" || !e.human || e.at.end-e.at.start <= s.end-s.start {
			continue
		}
		if e.at.start > s.start && best != nil {
			break
		}
		best = e
	}
	return best
}

// antecedent finds whom a reference means.
func (r *reading) antecedent(kind refKind, n int, s span, words []word) (*entity, string) {
	switch kind {
	case refSpeaker:
		return r.speaker(r.quoteAt(s)), "the speaker of the quotation"
	case refWords:
		return r.speaker(r.quoteNear(r.sentences[n].span)), "issued the statement that is quoted"
	case refOffice:
		return r.before(n, s, everywhere, "holds that office in the text: ", func(e *entity) bool {
			return e.key != "" && slices.Contains(e.titles, words[len(words)-1].lower)
		})
	case refPerson:
		return r.before(n, s, 3, "the person named before: ", func(e *entity) bool { return e.human && !e.plural })
	case refMany:
		return r.before(n, s, 2, "those named before: ", func(e *entity) bool { return e.plural })
	case refThing:
		return r.before(n, s, 2, "named before: ", func(e *entity) bool { return e.key == "" && !e.plural && e.code != "" })
	case refWhich:
		return r.before(n, s, 0, "named right before: ", func(e *entity) bool { return s.start-e.at.end <= 3 })
	}
	return nil, ""
}

const everywhere = 1 << 20

// before finds the nearest entity in front of s, at most so many sentences back, that fits; actors come before others of the same
// sentence.
func (r *reading) before(n int, s span, back int, how string, fits func(*entity) bool) (*entity, string) {
	var best *entity
	all := r.discourse.entities
	for i := len(all) - 1; i >= 0; i-- {
		e := &all[i]
		if e.at.end > s.start || !fits(e) {
			continue
		}
		if n-e.sentence > back || best != nil && e.sentence < best.sentence {
			break
		}
		if best == nil || e.acts && !best.acts {
			best = e
		}
	}
	if best == nil {
		return nil, ""
	}
	full := best
	for i := range all { // the fullest naming of the same person
		if e := &all[i]; best.key != "" && e.key == best.key && e.code != "" && len(e.name) > len(full.name) {
			full = e
		}
	}
	return full, how + full.name
}

// sides are the two countries that "both countries" means: those of the nearest sentence that speaks of two, the most frequent ones
// where it speaks of more.
func (r *reading) sides(n int, s span) []*entity {
	const back = 6
	all := r.discourse.entities
	var found []*entity
	for i := len(all) - 1; i >= 0; i-- {
		e := &all[i]
		if e.at.end > s.start || !isCountry(e.code) {
			continue
		}
		if n-e.sentence > back {
			break
		}
		if len(found) > 0 && found[0].sentence != e.sentence {
			if len(found) > 1 {
				break
			}
			found = found[:0]
		}
		if !slices.ContainsFunc(found, func(f *entity) bool { return f.code == e.code }) {
			found = append(found, e)
		}
	}
	if len(found) < 2 {
		return nil
	}
	often := func(e *entity) int { return slices.Index(r.discourse.countries, e.code) }
	slices.SortStableFunc(found, func(a, b *entity) int { return often(a) - often(b) })
	found = found[:2]
	slices.SortFunc(found, func(a, b *entity) int { return a.at.start - b.at.start })
	return found
}

// setParties resolves who acts on whom.
func (r *reading) setParties(t *told, n int, m *extract.Mention, at func(extract.ByteSpan) span) {
	for _, b := range m.Actors {
		t.actors = r.addParty(t.actors, n, at(b), t, false)
	}
	for _, b := range m.Recipients {
		t.recipients = r.addParty(t.recipients, n, at(b), t, true)
	}
}

// addParty resolves the phrase at s; in an article "both countries" become two.
func (r *reading) addParty(ps []party, n int, s span, t *told, receives bool) []party {
	if r.isArticle && reference(splitWords(r.slice(s), s.start, nil)) == refSides {
		if pair := r.sides(n, s); pair != nil {
			for _, e := range pair {
				p := party{Participant: barograph.Participant{Span: r.span(s)}, at: s}
				p.take(r.country(e), "one of the two countries named before")
				ps = append(ps, p)
			}
			return ps
		}
	}
	return append(ps, r.resolve(n, s, t, receives))
}

// country is the state behind an entity.
func (r *reading) country(e *entity) who {
	return who{code: e.code, sector: barograph.GOV, name: r.coder.actors.CountryName(e.code), how: e.how}
}

package coder

import (
	"slices"
	"sort"
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
	persons   map[string][]*entity // by last name, those named with more than that, in the order of the text
	countries []string             // codes of the document's countries, the most frequent first
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
	d.persons = map[string][]*entity{}
	for i := range d.entities {
		if e := &d.entities[i]; e.human && e.at.end-e.at.start > len(e.key) {
			d.persons[e.key] = append(d.persons[e.key], e)
		}
	}
	d.countries = rank(d.entities)
	for i := range d.entities {
		r.settle(&d.entities[i])
	}
	d.countries = rank(d.entities)
}

// upTo is everybody named in front of byte i.
func (d *discourse) upTo(i int) []entity {
	return d.entities[:sort.Search(len(d.entities), func(n int) bool { return d.entities[n].at.start >= i })]
}

// settle gives a person whom the tables do not know the country of a fuller naming ("Sharif" is as Pakistani as Shehbaz Sharif), or
// else what the first sentence that names the person tells; later namings agree with it.
func (r *reading) settle(e *entity) {
	if e.code != "" || e.key == "" {
		return
	}
	if full := r.fuller(e.key, e.at); full != nil {
		e.who, e.human = full.who, full.human
		return
	}
	if !e.human {
		return
	}
	w := r.lookup(r.slice(e.at), r.context(e.sentence, e.at, nil, false))
	e.who = r.beside(e.sentence, e.at, w)
}

// rank lists the countries of entities, the most frequent first, then the earliest. A body of whose name several countries have one, "the
// Taliban", tells nothing where the text speaks of others.
func rank(entities []entity) []string {
	if own := rankAll(entities, false); len(own) > 0 {
		return own
	}
	return rankAll(entities, true)
}

func rankAll(entities []entity, shared bool) []string {
	n := map[string]int{}
	var order []string
	for i := range entities {
		c := entities[i].code
		if !isCountry(c) || entities[i].shared && !shared {
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

func isCountry(code string) bool { return code != "" && !barograph.Collective(code) }

// entity looks at a phrase by itself. ok is false when it names nobody: a pronoun, a plain noun, a day.
func (r *reading) entity(n int, s span) (entity, bool) {
	phrase := r.slice(s)
	words := splitWords(phrase, s.start)
	if len(words) == 0 || reference(words) != refNone {
		return entity{}, false
	}
	e := entity{who: r.alone(phrase), at: s, sentence: n, plural: isPlural(words)}
	last := &words[len(words)-1]
	name := len(words) - nameStart(words)
	shouted := name > 1 && isCaps(r.text[words[nameStart(words)].start:last.end]) // "a FULL AND IMMEDIATE CEASEFIRE" is nobody
	e.human = e.person || isName(words) && (name > 1 && !shouted && e.mayBePerson(last.lower) || name == 1 && hasTitle(words) && !e.bare)
	if e.human || e.code == "" && isName(words) {
		e.key = last.lower
		for _, w := range words[:len(words)-1] {
			if isTitle(w.lower) {
				e.titles = append(e.titles, w.lower)
			}
		}
	}
	return e, e.code != "" || e.key != "" || e.sector != ""
}

// mayBePerson says whether what the tables know of a phrase leaves room for a person: it is no body, no place, no people, and its last
// word is no noun of a role.
func (w *who) mayBePerson(last string) bool {
	switch w.kind {
	case "body", "place", "people", "ethnic group", "role":
		return false
	}
	return !w.bare && !strings.Contains(w.how, "sector: "+last+" (")
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

// fuller is the nearest longer naming of the person with a last name, an earlier one before a later one.
func (r *reading) fuller(key string, s span) *entity {
	all := r.discourse.persons[key]
	fits := func(e *entity) bool { return e.code != "" && e.at.end-e.at.start > s.end-s.start }
	behind := sort.Search(len(all), func(i int) bool { return all[i].at.start > s.start })
	const memory = 50 // namings
	for i := behind - 1; i >= max(0, behind-memory); i-- {
		if fits(all[i]) {
			return all[i]
		}
	}
	for _, e := range all[behind:min(len(all), behind+memory)] {
		if fits(e) {
			return e
		}
	}
	return nil
}

// firstNaming is the first naming of a person, where the text settled who it is.
func (r *reading) firstNaming(key string) *entity {
	for _, e := range r.discourse.persons[key] {
		if e.code != "" {
			return e
		}
	}
	return nil
}

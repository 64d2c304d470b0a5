package places

import (
	"slices"
	"strings"

	"github.com/barograph/barograph/places/internal/fold"
	"github.com/barograph/barograph/places/internal/table"
)

// A Context is what is known of a document before a phrase of it is resolved.
type Context struct {
	Countries []string // alpha-3 codes of the countries it speaks of, the most frequent first
	Sentence  []string // those of the sentence that holds the phrase
	Near      []Entry  // places of the document that are certain
}

// ContextOf reads a document for its countries and its places.
func (g *Gazetteer) ContextOf(text string) Context {
	r := g.read(text, Context{})
	r.recognise(least)
	r.learn()
	r.recognise(least)
	r.resolve()
	var c Context
	count := map[string]int{}
	add := func(code string) {
		if code != "" {
			if count[code]++; count[code] == 1 {
				c.Countries = append(c.Countries, code)
			}
		}
	}
	for _, m := range r.mentioned {
		add(g.table.Countries()[m.country].Alpha3)
	}
	for i := range r.found {
		e := g.entry(r.found[i].best)
		add(e.Country)
		if e.Kind != "country" && e.Kind != "continent" && len(c.Near) < manyNear {
			c.Near = append(c.Near, e)
		}
	}
	for i := 1; i < len(c.Countries); i++ { // stable and short
		for j := i; j > 0 && count[c.Countries[j]] > count[c.Countries[j-1]]; j-- {
			c.Countries[j], c.Countries[j-1] = c.Countries[j-1], c.Countries[j]
		}
	}
	return c
}

// manyNear is how many places of a text are asked whether they are near another; a long text does not need them all.
const manyNear = 60

// learn notes the places found so far for the next look at the text, which then finds smaller places too.
func (r *reading) learn() {
	for i := range r.found {
		f := &r.found[i]
		rec := r.g.record(f.best)
		phrase := r.phraseOf(f)
		if w := &r.witness[rec.Country]; f.score > least+1 && w[0] != phrase {
			w[1], w[0] = w[0], phrase
		}
		if rec.Kind != table.KindCountry && rec.Kind != table.KindContinent && len(r.learned) < manyNear {
			r.learned = append(r.learned, learned{phrase, rec.Lat, rec.Lon})
		}
	}
	r.found = r.found[:0]
}

// phraseOf is the text of a found phrase.
func (r *reading) phraseOf(f *found) string {
	return r.text[r.toks[f.from].start:r.toks[f.from+f.n-1].end]
}

// resolve chooses again for every phrase, now that all of them are known.
func (r *reading) resolve() {
	for i := range r.found {
		f := &r.found[i]
		if len(f.postings) > 1 {
			r.choose(f)
		}
	}
}

// choose picks the place that a phrase most likely means.
func (r *reading) choose(f *found) {
	best := -100.0
	state := 0 // the country of that name
	for _, p := range f.postings {
		if rec := r.g.record(p.Record); rec.Kind == table.KindCountry {
			state = rec.Country
		}
	}
	most := r.most(f)
	for _, p := range f.postings {
		rec := r.g.record(p.Record)
		w := weight(&rec, p.Alias)
		namesake := rec.Kind == table.KindPopulated && w < most-0.8 && r.g.table.Countries()[rec.Country].Alpha3 == "USA"
		if state != 0 && rec.Country == state && rec.Kind != table.KindCountry && f.hint&town == 0 {
			w -= 5 // of a country and its capital, the country: Singapore, Djibouti
		}
		if p.Record >= r.g.table.Len() {
			w += 3
		}
		var why reasons
		if f.container != 0 && rec.Country == f.container && rec.Kind != table.KindCountry {
			w += 8
			if f.region != "" && fold.String(r.g.table.Region(rec.Region)) == f.region {
				w += 4
			}
		}
		if rec.Country != 0 {
			switch where := r.countryNear(rec.Country, f); {
			case where > 0 && namesake:
				w += 0.3 // America has a Geneva and an Athens too
				why.country = true
			case where == 2:
				w += 3.6
				why.country = true
			case where == 1:
				w += 3.2
				why.country = true
			}
		}
		if rec.Country == 0 && f.hint&town == 0 {
			w += 3 // seas and regions that no one state holds are known better than their namesakes
		}
		w += r.kindFits(&rec, f)
		if holder, ok := r.holders[f.from]; ok && holder == p.Record {
			w += 9
		}
		if rec.Kind != table.KindCountry && rec.Kind != table.KindContinent && rec.Kind != table.KindAdmin1 && r.near(&rec, f) {
			w += 1.2
			why.near = true
		}
		if w > best {
			best = w
			f.best, f.bestWeight = p.Record, w
			f.cues.country, f.cues.near, f.cues.only = why.country, why.near, len(f.postings) == 1
			f.cues.kind = f.hint != 0
			f.cues.container = f.container != 0 && rec.Country == f.container
		}
	}
}

// most is the weight of the best known of the places that a phrase may mean.
func (r *reading) most(f *found) float64 {
	most := 0.0
	for _, p := range f.postings {
		rec := r.g.record(p.Record)
		most = max(most, weight(&rec, p.Alias))
	}
	return most
}

// kindFits compares a place's kind with the word that announces it.
func (r *reading) kindFits(rec *table.Record, f *found) float64 {
	inhabited := rec.Kind == table.KindPopulated || rec.Kind == table.KindCapital || rec.Kind == table.KindTown || rec.Kind == table.KindDistrict
	switch {
	case f.hint&region != 0 && f.hint&town == 0:
		if rec.Kind == table.KindAdmin1 || rec.Kind == table.KindRegion || rec.Kind == table.KindAdmin2 {
			return 4
		}
		if rec.Kind == table.KindCountry {
			return 0
		}
		return -2
	case f.hint&town != 0:
		if inhabited {
			return 3
		}
		if rec.Kind == table.KindCountry {
			return -6
		}
		return -3
	case f.hint&feature != 0:
		if strings.Contains(f.hinted, table.Kinds[rec.Kind]) && rec.Kind != 0 {
			return 4
		}
	}
	if inhabited && rec.Kind != table.KindDistrict {
		return 1 // of a town and its region, the town
	}
	return 0
}

// countryNear is 2 when the sentence of the phrase speaks of the country, 1 when the document does.
func (r *reading) countryNear(country int, f *found) int {
	near, own := 0, 0
	const reach = 50 // mentions to each side; sentences are shorter
	at, _ := slices.BinarySearchFunc(r.mentioned, f.from, func(m mention, token int) int { return m.token - token })
	for _, m := range r.mentioned[max(0, at-reach):min(len(r.mentioned), at+reach)] {
		switch {
		case m.country != country || r.sentence[m.token] != r.sentence[f.from]:
		case m.token >= f.from && m.token < f.from+f.n:
			own++
		default:
			return 2
		}
	}
	if r.counts[country] > own {
		near = 1
	}
	for _, phrase := range r.witness[country] {
		if phrase != "" && phrase != r.phraseOf(f) {
			near = 1
		}
	}
	code := r.g.table.Countries()[country].Alpha3
	for _, c := range r.context.Sentence {
		if c == code {
			return 2
		}
	}
	for _, c := range r.context.Countries {
		if c == code {
			near = 1
		}
	}
	return near
}

// near reports whether another place of the document, itself not in doubt, lies within 250 km.
func (r *reading) near(rec *table.Record, f *found) bool {
	const reach = 250
	for i := max(0, len(r.found)-manyNear); i < len(r.found); i++ {
		o := &r.found[i]
		if o.from == f.from || o.best == f.best {
			continue
		}
		q := r.g.record(o.best)
		if q.Kind == table.KindCountry || q.Kind == table.KindContinent || len(o.postings) > 1 && weight(&q, false) < 6 {
			continue
		}
		if q.Name != rec.Name && kilometres(rec.Lat, rec.Lon, q.Lat, q.Lon) < reach {
			return true
		}
	}
	for i := range r.learned {
		l := &r.learned[i]
		if l.phrase != r.phraseOf(f) && kilometres(rec.Lat, rec.Lon, l.lat, l.lon) < reach {
			return true
		}
	}
	for i := range r.context.Near {
		e := &r.context.Near[i]
		if e.Name != rec.Name && kilometres(rec.Lat, rec.Lon, e.Lat, e.Lon) < reach {
			return true
		}
	}
	return false
}

// Resolve says which place a phrase means that is already known to tell where something happened: "western town of Madaya", "outskirts
// of Naslavcea, Moldova", "hotel in the Qatari capital", "eastern Ukraine". Of several places in the phrase it takes the most precise.
// A phrase without a name in the gazetteer ("hospital", "border") is not resolved.
func (g *Gazetteer) Resolve(phrase string, c Context) (Toponym, bool) {
	r := g.read(phrase, c)
	clear(r.headline)
	r.sure = true
	r.recognise(0.8)
	r.resolve()
	best := -1
	for i := range r.found {
		if r.astray(&r.found[i]) {
			continue
		}
		if best < 0 || r.precision(i) > r.precision(best) {
			best = i
		}
	}
	if t, ok := r.seat(best); ok {
		return t, true
	}
	if best >= 0 {
		return r.toponym(&r.found[best]), true
	}
	if len(r.mentioned) > 0 { // "Romanian airspace"
		m := r.mentioned[0]
		for _, p := range r.at[m.token][0].postings {
			if rec := g.record(p.Record); rec.Kind == table.KindCountry {
				f := found{from: m.token, n: m.words, best: p.Record, score: least, postings: r.at[m.token][0].postings}
				f.cues.people = true
				return r.toponym(&f), true
			}
		}
	}
	return Toponym{}, false
}

// astray says whether a small place lies in a country that the document, which speaks of others, never names: a namesake of the place
// that is meant, or of a part of its name ("Nur" of "Nur Bagh").
func (r *reading) astray(f *found) bool {
	rec := r.g.record(f.best)
	if len(r.context.Countries) == 0 && len(r.context.Sentence) == 0 || rec.Country == 0 || f.container != 0 || f.cues.country || f.cues.near ||
		f.best >= r.g.table.Len() {
		return false
	}
	switch rec.Kind {
	case table.KindCountry, table.KindContinent, table.KindCapital:
		return false
	case table.KindAdmin1, table.KindAdmin2, table.KindRegion:
		return weight(&rec, r.isAlias(f)) < regional
	case table.KindPopulated, table.KindTown, table.KindDistrict:
		return weight(&rec, r.isAlias(f)) < urban
	}
	return false
}

// How well known a place must be to stand for itself where nobody speaks of its country: a region of half a million, a town of 100,000.
const regional, urban = 5.5, 5.0

// seat reads "the Qatari capital".
func (r *reading) seat(best int) (Toponym, bool) {
	if best >= 0 && r.precision(best) > 1 {
		return Toponym{}, false
	}
	for _, m := range r.mentioned {
		k := m.token + m.words
		if k < len(r.toks) && string(r.toks[k].low) == "capital" {
			for i := range r.g.table.Len() {
				if rec := r.g.table.Record(i); rec.Kind == table.KindCapital && rec.Country == m.country {
					f := found{from: m.token, n: m.words + 1, best: i, score: least}
					f.cues.people = true
					return r.toponym(&f), true
				}
			}
		}
	}
	return Toponym{}, false
}

// precision orders the places of a phrase: those in doubt, continents, countries, regions, towns.
func (r *reading) precision(i int) int {
	if r.found[i].score < least-1.5 {
		return -1
	}
	switch rec := r.g.record(r.found[i].best); rec.Kind {
	case table.KindContinent:
		return 0
	case table.KindCountry:
		return 1
	case table.KindAdmin1, table.KindRegion, table.KindAdmin2:
		return 2
	}
	return 3
}

// postal are the abbreviations of American states, by code and by press style, folded.
var postal = map[string]string{"ala": "Alabama", "ariz": "Arizona", "ark": "Arkansas", "calif": "California", "colo": "Colorado",
	"conn": "Connecticut", "fla": "Florida", "ga": "Georgia", "ill": "Illinois", "ind": "Indiana", "kan": "Kansas", "ky": "Kentucky",
	"md": "Maryland", "mass": "Massachusetts", "mich": "Michigan", "minn": "Minnesota", "miss": "Mississippi", "mo": "Missouri",
	"mont": "Montana", "neb": "Nebraska", "nev": "Nevada", "okla": "Oklahoma", "ore": "Oregon", "pa": "Pennsylvania", "tenn": "Tennessee",
	"tex": "Texas", "vt": "Vermont", "va": "Virginia", "wash": "Washington", "wis": "Wisconsin", "wyo": "Wyoming", "tx": "Texas",
	"ca": "California", "fl": "Florida", "ny": "New York", "nj": "New Jersey", "nc": "North Carolina", "sc": "South Carolina",
	"oh": "Ohio", "az": "Arizona", "il": "Illinois", "wa": "Washington", "tn": "Tennessee", "nm": "New Mexico", "dc": "District of Columbia"}

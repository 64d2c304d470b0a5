package places

import (
	"math"
	"slices"

	"github.com/barograph/barograph/places/internal/fold"
	"github.com/barograph/barograph/places/internal/table"
)

// least is the evidence a phrase needs to pass for a toponym: about that of a bare name of a city of 150,000.
const least = 5.2

// weight is how well known a place is, on a scale where a town weighs the logarithm of its population.
func weight(rec *table.Record, alias bool) float64 {
	var w float64
	switch {
	case rec.Kind == table.KindCountry:
		return 10
	case rec.Kind == table.KindContinent:
		return 9
	case rec.Kind == table.KindAdmin1:
		w = 4.4 + math.Log10(float64(rec.Population+1))/5
	case rec.Kind == table.KindCapital:
		w = 2.4 + math.Log10(float64(rec.Population+1000))
	case rec.Kind == table.KindTown || rec.Kind == table.KindRegion:
		w = max(6.5, math.Log10(float64(rec.Population+1))+0.5)
	case rec.Kind == table.KindPopulated:
		w = math.Log10(float64(rec.Population + 10))
	case rec.Kind == table.KindAdmin2:
		w = 4.6
	default:
		w = 7
	}
	switch {
	case !alias:
	case rec.Kind == table.KindPopulated:
		w -= 2
	case rec.Kind == table.KindCapital:
		w -= 4
	}
	return w
}

// recognise goes through the text and keeps the phrases whose evidence reaches the threshold.
func (r *reading) recognise(threshold float64) {
	for i := 0; i < len(r.toks); {
		step := 1
		for _, m := range r.at[i] {
			if m.flags&table.Stop != 0 {
				step = m.n
				break
			}
			if len(m.postings) == 0 || r.acronym(i, m) {
				continue
			}
			if m.flags&table.Demonym != 0 {
				step = m.n
				break
			}
			if f, ok := r.weigh(i, m, threshold); ok {
				r.found = append(r.found, f)
				step = f.n + f.extra
				break
			}
		}
		i += step
	}
}

// weigh gathers what speaks for and against a phrase being a place.
func (r *reading) weigh(i int, m match, threshold float64) (found, bool) {
	f := found{from: i, n: m.n, flags: m.flags, postings: m.postings}
	r.contain(&f)
	r.kindHints(&f)
	if r.common(&f) {
		return f, false
	}
	r.choose(&f)
	rec := r.g.record(f.best)
	fame := weight(&rec, false)
	if r.isAlias(&f) {
		fame -= 0.8
	}
	f.score = fame
	if rec.Kind >= table.KindLandmark {
		f.score = 4
	}
	if f.best >= r.g.table.Len() {
		f.score = max(f.score, 7) // the user put it there
	}
	if f.container != 0 {
		f.score += 5
	} else if fame < 6 {
		if f.cues.country {
			f.score++
		}
		if f.cues.near {
			f.score += 0.7
		}
	}
	famous := rec.Kind == table.KindCountry || rec.Kind == table.KindContinent
	if fame < 4.5 && !f.cues.country && f.container == 0 && r.elsewhere(i) {
		f.score -= 1.2
	}
	f.score += r.before(&f, famous) + r.after(&f, famous)
	single := m.n == 1
	if single && m.flags&table.Word != 0 && f.hint == 0 && f.container != 0 && r.joined(i+1) && !r.sure {
		f.score -= 4 // "U.S. Supreme Court"
	}
	if single && f.hint == 0 && f.container == 0 && !r.sure {
		if m.flags&table.Word != 0 && !famous && fame < 8.5 {
			f.score -= 2.5
			if f.cue >= 1 {
				f.score++
			}
			if r.toks[i].first || r.headline[i] {
				f.score -= 2
			}
		}
		if m.flags&(table.Given|table.Surname) != 0 && !famous {
			f.score -= 1.2
			if f.cue <= 0 {
				f.score -= 1
			}
		}
		if r.persons[string(r.toks[i].low)] && !famous {
			f.score -= 6
		}
		if len(r.toks[i].low) < 4 && !famous {
			f.score -= 1
		}
		if r.headline[i] && fame < 5.5 {
			f.score -= 1.5
		}
	}
	if rec.Kind >= table.KindLandmark && f.cue < 1 {
		f.score -= 3
	}
	return f, f.score >= threshold
}

// common reports whether a phrase is all words of direction or one that heads bodies' names, and nothing beside it makes a place of it:
// "Northern" of "Northern Syria", "University" of "University of Chile", not "Northern Province", not "North West, South Africa".
func (r *reading) common(f *found) bool {
	next := f.from + f.n
	for i := f.from; i < next; i++ {
		if r.toks[i].class&direction == 0 && (f.n > 1 || r.toks[i].class&orgNoun == 0) {
			return false
		}
	}
	return f.extra == 0 && (f.container == 0 || next >= len(r.toks) || !r.toks[next].comma)
}

// elsewhere reports whether the sentence of token i names a country at all; small places seldom stand in a sentence about others.
func (r *reading) elsewhere(i int) bool {
	at, _ := slices.BinarySearchFunc(r.mentioned, i, func(m mention, token int) int { return m.token - token })
	return at < len(r.mentioned) && r.sentence[r.mentioned[at].token] == r.sentence[i] || at > 0 && r.sentence[r.mentioned[at-1].token] == r.sentence[i]
}

func (r *reading) isAlias(f *found) bool {
	for _, p := range f.postings {
		if p.Record == f.best {
			return p.Alias
		}
	}
	return false
}

// before weighs the words in front of a phrase.
func (r *reading) before(f *found, famous bool) float64 {
	i := f.from
	if i == 0 {
		return 0
	}
	t, l := &r.toks[i], &r.toks[i-1]
	if t.apart {
		return 0
	}
	cue := func(v float64) float64 { f.cue += v; return v }
	if t.comma || l.class&list != 0 && string(l.low) != "to" {
		// a list: it goes with its neighbour
		j := len(r.found) - 1
		gap := i - 1
		if l.class&list != 0 {
			gap--
		}
		if j >= 0 && r.found[j].from+r.found[j].n+r.found[j].extra-1 == gap && r.found[j].cue >= 0 {
			f.cues.list = true
			return cue(1.3)
		}
		return 0
	}
	if r.toks[i-1].owner && l.cap {
		return cue(0.5)
	}
	k := i - 1
	v := 0.0
	if l.class&direction != 0 && !l.cap || l.class&direction != 0 && l.first {
		f.cues.before = string(l.low)
		v += 2.5
		if k--; k < 0 {
			return cue(v)
		}
		l = &r.toks[k]
	}
	if string(l.low) == "the" && k > 0 && !r.toks[k].apart {
		k--
		l = &r.toks[k]
	}
	switch {
	case l.class&inPrep != 0:
		f.cues.before = string(l.low)
		return cue(v + 2.2)
	case l.class&toPrep != 0:
		f.cues.before = string(l.low)
		return cue(v + 1.6)
	case l.class&ofPrep != 0:
		if f.hint != 0 {
			return cue(v + 1)
		}
		return cue(v + 0.6)
	case k < i-1 || v > 0:
		return cue(v)
	}
	if t.hyphen {
		if l.cap || l.class&particle != 0 {
			if r.placeEndsAt(i - 1) {
				return 0.5 // "Belarus–Ukraine"
			}
			return -4
		}
		return 0
	}
	switch {
	case l.class&direction != 0 && l.cap:
		return 1
	case l.class&title != 0 && l.cap && !r.headline[i]:
		if famous {
			return -3
		}
		f.cue -= 7
		return -7
	case l.class&title != 0 && !famous && r.toks[i].cap:
		return -2.5
	case l.class&particle != 0 && !l.cap:
		return -4
	case l.class&geoHead != 0 && l.cap && !l.first:
		return -3
	}
	if r.flags(i-1)&table.Demonym != 0 || r.placeEndsAt(i-1) {
		return 0.3
	}
	if r.isName(i - 1) {
		fl := r.flags(i - 1)
		switch {
		case fl&table.Given != 0 && !r.strong(i-1):
			f.cue -= 8
			return -8
		case fl&table.Surname != 0 || fl == 0 && l.class == 0:
			f.cue -= 4
			if famous {
				return -3
			}
			return -4
		case l.class&(orgNoun|feature|town|region) != 0:
			return -0.5
		}
		return -2
	}
	return 0
}

// placeEndsAt reports whether the toponym found last ends with token i.
func (r *reading) placeEndsAt(i int) bool {
	j := len(r.found) - 1
	return j >= 0 && r.found[j].from+r.found[j].n+r.found[j].extra-1 == i
}

// after weighs the words behind a phrase.
func (r *reading) after(f *found, famous bool) float64 {
	i := f.from + f.n + f.extra
	if i >= len(r.toks) || r.toks[i].apart || r.toks[i].comma {
		return 0
	}
	t := &r.toks[i]
	last := &r.toks[i-1]
	if last.owner {
		f.cue += 0.3
		return 0.3
	}
	if t.hyphen {
		if t.cap && (len(r.at[i]) == 0 || r.flags(i)&table.Demonym != 0) && !famous {
			return -4
		}
		return 0
	}
	switch {
	case !t.cap && t.class&speech != 0 && !famous && weight1(r, f) < 7:
		return -1.5
	case t.class&direction != 0 && !t.cap:
		return 0
	case t.class&particle != 0 && !t.cap && i+1 < len(r.toks) && r.toks[i+1].cap && (r.toks[i+1].hyphen || len(t.low) > 2) && !famous:
		return -4
	}
	if !r.isName(i) || r.headline[i] {
		return 0
	}
	fl := r.flags(i)
	switch {
	case t.class&title != 0 && t.cap && r.g.record(f.best).Kind == table.KindAdmin1: // "Virginia Governor"
		f.cue += 1.5
		return 1.5
	case fl&table.Demonym != 0 || t.class&title != 0:
		return 0
	case t.class&club != 0:
		return -5
	case t.class&(orgNoun|feature|region|town) != 0:
		if famous {
			return 0
		}
		return -0.5
	case f.flags&table.Given != 0 && (fl&(table.Surname|table.Given) != 0 || fl == 0):
		f.cue -= 8
		return -8
	case fl&table.Surname != 0 && f.flags&table.Surname != 0 && !famous:
		return -4
	case famous || weight1(r, f) >= 6.5 || weight1(r, f) > 5.3 && f.flags&(table.Given|table.Surname|table.Word) == 0:
		return -1.2
	case len(r.at[i]) > 0 && len(r.at[i][0].postings) > 0:
		return -1
	}
	return -2.5
}

func weight1(r *reading, f *found) float64 {
	rec := r.g.record(f.best)
	return weight(&rec, false)
}

// contain looks for what the text names as holding the place: "Aleppo, Syria", "Tripoli in Lebanon", "the Syrian city of Hama",
// "Malaysia's Sabah state".
func (r *reading) contain(f *found) {
	after := f.from + f.n
	if after < len(r.toks) && r.toks[after].class&(region|town|feature) != 0 && !r.toks[after].comma && !r.toks[after].apart {
		after++
	}
	if after < len(r.toks) && !r.toks[after].apart {
		k := after
		comma := r.toks[k].comma
		if !comma && string(r.toks[k].low) == "in" && k+1 < len(r.toks) {
			k++
			for k+1 < len(r.toks) && (string(r.toks[k].low) == "the" || r.toks[k].class&direction != 0) {
				k++
			}
			comma = true
		}
		for comma && k+1 < len(r.toks) && r.toks[k].class&direction != 0 && !r.toks[k].first {
			k++
		}
		if comma && r.holds(f, k) {
			return
		}
		// one step further: "Sibi, Balochistan, Pakistan"
		if comma && len(r.at[k]) > 0 {
			if k += r.at[k][0].n; k < len(r.toks) && r.toks[k].comma && !r.toks[k].apart && r.holds(f, k) {
				return
			}
		}
	}
	for k, steps := f.from-1, 0; k >= 0 && steps < 6; k, steps = k-1, steps+1 {
		t := &r.toks[k]
		if r.toks[k+1].apart || r.toks[k+1].comma && steps > 0 {
			return
		}
		if t.cap && t.class&(direction|region|town) == 0 || t.owner {
			if at := r.ending[k]; at > 0 {
				m := r.mentioned[at-1]
				if (t.owner || r.flags(k)&table.Demonym != 0 || k == f.from-1) && r.bearsCountry(f, m.country) {
					f.container = m.country
					f.cues.holder = r.text[r.toks[m.token].start:t.end]
				}
			}
			return
		}
		if t.class&(direction|region|town|feature|ofPrep) == 0 && string(t.low) != "the" && !(steps > 0 && t.class == 0) {
			return
		}
	}
}

// holds takes the phrase at token k as the container when one of the candidates lies in it.
func (r *reading) holds(f *found, k int) bool {
	if k >= len(r.toks) {
		return false
	}
	if longest := r.at[k]; len(longest) > 0 {
		m := longest[0]
		for _, p := range m.postings {
			rec := r.g.record(p.Record)
			if rec.Kind == table.KindCountry && m.flags&table.Demonym == 0 && r.bearsCountry(f, rec.Country) {
				f.container = rec.Country
				f.cues.holder = rec.Name
				r.holders[k] = p.Record
				return true
			}
			if rec.Kind == table.KindAdmin1 || rec.Kind == table.KindRegion {
				for _, c := range f.postings {
					if q := r.g.record(c.Record); q.Country == rec.Country && q.Region == rec.Region && rec.Region != 0 && q.Kind != table.KindAdmin1 {
						f.container, f.region = rec.Country, fold.String(r.g.table.Region(rec.Region))
						f.cues.holder = rec.Name
						r.holders[k] = p.Record
						return true
					}
				}
			}
		}
	}
	return r.postal(f, k)
}

// postal reads abbreviations of American states: "Portland, Ore.", "Austin, TX".
func (r *reading) postal(f *found, k int) bool {
	state, ok := postal[string(r.toks[k].low)]
	if !ok || !r.toks[k].cap {
		return false
	}
	us := r.g.countryIndex("USA")
	for _, c := range f.postings {
		if q := r.g.record(c.Record); q.Country == us && r.g.table.Region(q.Region) == state {
			f.container, f.region = us, fold.String(state)
			f.cues.holder = state
			return true
		}
	}
	return false
}

func (r *reading) bearsCountry(f *found, country int) bool {
	for _, p := range f.postings {
		if q := r.g.record(p.Record); q.Country == country && q.Kind != table.KindCountry {
			return true
		}
	}
	return false
}

// kindHints looks for a word that says what kind of place it is, and takes it into the name where it has a capital.
func (r *reading) kindHints(f *found) {
	kinds := region | town | feature
	if i := f.from + f.n; i < len(r.toks) && r.joined(i) && !r.toks[i].hyphen && r.toks[i].class&kinds != 0 && r.toks[i].class&inPrep == 0 {
		t := &r.toks[i]
		f.hint, f.hinted = t.class&kinds, string(t.low)
		if t.cap && t.class&(region|town) != 0 && !r.headline[i] && t.class&title == 0 {
			f.extra = 1
		}
		return
	}
	k := f.from - 1
	if k >= 1 && string(r.toks[k].low) == "the" {
		k--
	}
	if k >= 1 && r.toks[k].class&ofPrep != 0 && string(r.toks[k-1].low) != "capital" && r.toks[k-1].class&(region|town|feature) != 0 && !r.toks[f.from].apart && !r.toks[k].apart {
		f.hint, f.hinted = r.toks[k-1].class&kinds, string(r.toks[k-1].low)
		return
	}
	if k >= 0 && r.toks[k].class&town != 0 && !r.toks[k].cap && r.joined(f.from) { // "the capital Damascus"
		f.hint, f.hinted = town, string(r.toks[k].low)
	}
}

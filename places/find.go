package places

import (
	"github.com/barograph/barograph/places/internal/fold"
	"github.com/barograph/barograph/places/internal/table"
)

// A Toponym is a stretch of a text that names a place.
type Toponym struct {
	Text               string
	Start, End         int // code points, End exclusive
	ByteStart, ByteEnd int
	Entry
	Confidence float64 // 0 to 1: how far the reasons outweigh the least that is asked for; not calibrated
	reasons    reasons
	others     int // other places of the name
}

// maxWords is the most words a name is looked up with.
const maxWords = 7

// A match is a phrase that the gazetteer knows, from token i on.
type match struct {
	n        int // tokens
	flags    table.Flags
	postings []table.Posting
}

// A reading is a text being read: its words, what the gazetteer knows of them, and what has been learned so far.
type reading struct {
	g         *Gazetteer
	text      string
	toks      []token
	at        [][]match // by token, longest first
	headline  []bool    // by token: its sentence writes all words with capitals
	sentence  []int     // by token
	mentioned []mention // countries and peoples, in their order
	ending    []int32   // by token: 1 + the mention that ends with it
	counts    [256]int  // of the mentions of each country
	persons   map[string]bool
	holders   map[int]int // by token: the place named there as holding the one before
	found     []found
	key       []byte
	postings  []table.Posting
	context   Context
	learned   []learned
	witness   [256][2]string // by country: two phrases of the first look that lie in it
	sure      bool           // the phrase is known to tell a place
}

// A mention is a country or people that the text speaks of.
type mention struct {
	token, words, country int
}

// A learned place is one that the first look at the text has found; it helps all phrases but its like.
type learned struct {
	phrase   string
	lat, lon float64
}

// A found phrase is a toponym before it is handed out.
type found struct {
	from, n    int // tokens
	extra      int // tokens after them that belong to the name: "Province"
	flags      table.Flags
	postings   []table.Posting
	container  int    // country that the text names as holding it, or 0
	region     string // folded name of the region that does
	hint       class
	hinted     string // the word that says its kind
	cues       reasons
	score      float64
	best       int // record
	bestWeight float64
	cue        float64
}

// Find lists the toponyms of a text in their order. Names of peoples ("Afghan"), of persons and of newspapers are none.
func (g *Gazetteer) Find(text string) []Toponym { return g.FindIn(text, Context{}) }

// FindIn is Find in a document about whose places something is known already.
func (g *Gazetteer) FindIn(text string, c Context) []Toponym {
	r := g.read(text, c)
	r.recognise(least)
	r.learn()
	r.recognise(least)
	r.resolve()
	out := make([]Toponym, 0, len(r.found))
	for i := range r.found {
		out = append(out, r.toponym(&r.found[i]))
	}
	return out
}

// read cuts the text into words and looks all phrases up.
func (g *Gazetteer) read(text string, c Context) *reading {
	r := &reading{g: g, text: text, toks: tokenize(text), context: c, holders: map[int]int{}}
	r.at = make([][]match, len(r.toks))
	r.sentence = make([]int, len(r.toks))
	r.ending = make([]int32, len(r.toks))
	for i := range r.toks {
		if i > 0 {
			r.sentence[i] = r.sentence[i-1]
			if r.toks[i].first {
				r.sentence[i]++
			}
		}
		r.lookup(i)
	}
	r.headlines()
	next := 0
	for i := range r.toks {
		if i < next || len(r.at[i]) == 0 {
			continue
		}
		m := r.at[i][0]
		next = i + m.n
		if m.flags&table.Stop != 0 || r.acronym(i, m) {
			continue
		}
		for _, p := range m.postings {
			if rec := g.record(p.Record); rec.Kind == table.KindCountry {
				r.mentioned = append(r.mentioned, mention{i, m.n, rec.Country})
				r.ending[i+m.n-1] = int32(len(r.mentioned))
				r.counts[rec.Country]++
				break
			}
		}
	}
	r.names()
	return r
}

// lookup finds the phrases that begin at token i.
func (r *reading) lookup(i int) {
	t := &r.toks[i]
	if len(t.low) == 0 {
		return // not in Latin letters
	}
	compass := t.class&direction != 0 && !t.cap && i+1 < len(r.toks) && r.toks[i+1].cap // "east Jerusalem"
	if !t.cap && !compass && !(t.class&particle != 0 && i+1 < len(r.toks) && r.toks[i+1].hyphen && r.toks[i+1].cap) {
		return
	}
	most := 1
	for most < maxWords && i+most < len(r.toks) {
		next := &r.toks[i+most]
		if len(next.low) == 0 || next.apart || next.comma && string(next.low) != "dc" {
			break
		}
		most++
	}
	for n := most; n > 0 && !(compass && n == 1); n-- {
		last := &r.toks[i+n-1]
		if !last.cap && !(n > 1 && last.class&(region|town|feature) != 0 && t.cap) && !(last.low[0] >= '0' && last.low[0] <= '9') {
			continue
		}
		r.key = fold.Append(r.key[:0], r.text[t.start:last.end])
		var flags table.Flags
		before := len(r.postings)
		r.postings = r.g.find(r.postings, r.key, &flags)
		if len(r.postings) > before || flags&table.Stop != 0 {
			r.at[i] = append(r.at[i], match{n, flags, r.postings[before:len(r.postings):len(r.postings)]})
		} else if n == 1 && flags != 0 {
			r.at[i] = append(r.at[i], match{n, flags, nil}) // a personal name
		}
	}
}

// headlines marks sentences whose words nearly all have capitals, where a capital proves nothing.
func (r *reading) headlines() {
	r.headline = make([]bool, len(r.toks))
	for from := 0; from < len(r.toks); {
		to, caps, words := from, 0, 0
		for to < len(r.toks) && r.sentence[to] == r.sentence[from] {
			if t := &r.toks[to]; len(t.low) > 3 && !t.hyphen {
				words++
				if t.cap {
					caps++
				}
			}
			to++
		}
		if words >= 5 && caps*10 >= words*9 {
			for i := from; i < to; i++ {
				r.headline[i] = true
			}
		}
		from = to
	}
}

// flags of the single word at token i.
func (r *reading) flags(i int) table.Flags {
	if k := len(r.at[i]); k > 0 && r.at[i][k-1].n == 1 {
		return r.at[i][k-1].flags
	}
	return 0
}

// isName reports whether token i reads as part of a proper name: a capital that grammar does not explain.
func (r *reading) isName(i int) bool {
	t := &r.toks[i]
	return t.cap && t.class&(article|inPrep|toPrep|ofPrep|list) == 0 && !(t.first && r.flags(i)&table.Word != 0) && !r.headline[i]
}

// joined reports whether only a space or hyphen stands between token i-1 and i.
func (r *reading) joined(i int) bool {
	return i > 0 && i < len(r.toks) && !r.toks[i].comma && !r.toks[i].apart && !r.toks[i-1].owner
}

// acronym reports a match like "IS" or "DEM" that is a town's name only by accident.
func (r *reading) acronym(i int, m match) bool {
	t := &r.toks[i]
	if m.n != 1 {
		return false
	}
	if string(t.low) == "us" && (!t.caps || t.end < len(r.text) && r.text[t.end] == '$') {
		return true
	}
	if !t.caps || len(t.low) > 5 {
		return false
	}
	for _, p := range m.postings {
		rec := r.g.record(p.Record)
		if rec.Kind == table.KindCountry || p.Alias && rec.Kind != table.KindPopulated && rec.Kind != table.KindCapital {
			return false
		}
		if len(t.low) > 3 && (r.headline[i] || rec.Population > 200_000) {
			return false
		}
	}
	return true
}

// names remembers the words that stand after a given name or title, so that they are known as persons where they stand alone.
func (r *reading) names() {
	covered := 0
	for i := range r.toks {
		if i < covered {
			continue
		}
		if len(r.at[i]) > 0 && r.at[i][0].n > 1 {
			covered = i + r.at[i][0].n
			continue
		}
		if !r.toks[i].cap || !r.joined(i) || !r.toks[i-1].cap || i-1 < covered-1 || r.headline[i] {
			continue
		}
		before := &r.toks[i-1]
		if f := r.flags(i - 1); before.class&title != 0 || f&table.Given != 0 && f&table.Demonym == 0 && !r.strong(i-1) {
			if r.toks[i].class == 0 && !r.strong(i) {
				if r.persons == nil {
					r.persons = map[string]bool{}
				}
				r.persons[string(r.toks[i].low)] = true
			}
		}
	}
}

// strong reports whether the word at token i is a country or capital on its own.
func (r *reading) strong(i int) bool {
	k := len(r.at[i])
	if k == 0 || r.at[i][k-1].n != 1 {
		return false
	}
	for _, p := range r.at[i][k-1].postings {
		if rec := r.g.record(p.Record); rec.Kind == table.KindCountry || rec.Kind == table.KindCapital && !p.Alias && rec.Population > 300_000 {
			return true
		}
	}
	return false
}

// toponym makes what is handed out.
func (r *reading) toponym(f *found) Toponym {
	from, to := &r.toks[f.from], &r.toks[f.from+f.n+f.extra-1]
	text := r.text[from.start:to.end]
	t := Toponym{Text: text, Start: from.runes, ByteStart: from.start, ByteEnd: to.end, Entry: r.g.entry(f.best), reasons: f.cues, others: len(f.postings) - 1}
	t.End = t.Start
	for range text {
		t.End++
	}
	t.Confidence = min(0.99, max(0.05, 0.5+(f.score-least)/8))
	t.reasons.word = f.hinted
	return t
}

package dedup

import (
	_ "embed"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A term is a word's stem as a number, with the weight that its rarity gives it.
type term struct {
	id     uint32
	weight float32
}

// bag is a set of terms in the order of their ids, with the length of its vector.
type bag struct {
	terms []term
	norm  float32
}

//go:embed data/words.tsv
var wordsTSV string

// rarity gives stems of news their weight: the logarithm of how many sentences there are for each that holds it.
var rarity = readRarity(wordsTSV)

type rarities struct {
	weight map[string]float32
	rarest float32 // of a stem the table does not know
}

func readRarity(table string) rarities {
	r := rarities{weight: map[string]float32{}}
	for line := range strings.Lines(table) {
		stem, n, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || stem[0] == '#' {
			continue
		}
		w := float32(0)
		for _, c := range []byte(n) { // tenths
			w = w*10 + float32(c-'0')
		}
		r.weight[stem] = w / 10
		r.rarest = max(r.rarest, w/10)
	}
	return r
}

func (r *rarities) of(stem string) float32 {
	if w, ok := r.weight[stem]; ok {
		return w
	}
	return r.rarest
}

// word is a word of a text.
type word struct {
	stem    string
	capital bool // begins with a capital
}

// splitWords gives the words of a text in order. A hyphen parts words; the s of a possessive is no word.
func splitWords(text string) []word {
	var out []word
	from := -1
	possessive := false
	flush := func(end int) {
		if from < 0 {
			return
		}
		first, _ := utf8.DecodeRuneInString(text[from:end])
		if stem := stemOf(text[from:end]); stem != "" && !(possessive && stem == "s") {
			out = append(out, word{stem: stem, capital: unicode.IsUpper(first)})
		}
		from, possessive = -1, false
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == ',' && from >= 0 && isDigitAt(text, i-1) && isDigitAt(text, i+1):
			if from < 0 {
				from = i
			}
		default:
			flush(i)
			possessive = r == '\'' || r == '’'
		}
	}
	flush(len(text))
	return out
}

func isDigitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }

// numerals that texts write out.
var numerals = map[string]string{"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17",
	"eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
	"eighty": "80", "ninety": "90"}

// folded letters with marks, for names are spelt with and without them.
var folded = strings.NewReplacer("á", "a", "à", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "ç", "c", "č", "c", "ć", "c", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"ğ", "g", "í", "i", "ì", "i", "î", "i", "ï", "i", "ı", "i", "ñ", "n", "ó", "o", "ò", "o", "ô", "o", "ö", "o", "õ", "o", "ø", "o", "š", "s", "ş", "s",
	"ú", "u", "ù", "u", "û", "u", "ü", "u", "ý", "y", "ž", "z", ",", "")

// stemOf reduces a word to what its forms share: small letters without marks, without the commonest endings.
func stemOf(s string) string {
	s = strings.ToLower(s)
	if n, ok := numerals[s]; ok {
		return n
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == ',' {
			s = folded.Replace(s)
			break
		}
	}
	if irregular, ok := irregulars[s]; ok {
		return irregular
	}
	for _, ending := range endings {
		if rest, ok := strings.CutSuffix(s, ending.cut); ok && len(rest) >= ending.least {
			s = rest + ending.put
			break
		}
	}
	if n := len(s); n > 4 && s[n-1] == s[n-2] && s[n-1] != 's' && s[n-1] != 'l' {
		s = s[:n-1]
	}
	return strings.TrimSuffix(s, "e")
}

var endings = []struct {
	cut, put string
	least    int
}{{"iations", "i", 4}, {"iation", "i", 4}, {"ations", "", 4}, {"ation", "", 4}, {"tions", "t", 3}, {"tion", "t", 3}, {"sions", "s", 3}, {"sion", "s", 3},
	{"ments", "", 4}, {"ment", "", 4}, {"ings", "", 3}, {"ing", "", 3}, {"ied", "y", 2}, {"ies", "y", 2}, {"ers", "", 4}, {"er", "", 4}, {"ians", "", 4},
	{"ian", "", 4}, {"ed", "", 3}, {"sses", "ss", 2}, {"es", "", 3}, {"ss", "ss", 1}, {"us", "us", 1}, {"is", "is", 1}, {"s", "", 2}}

// irregulars are verbs of news whose forms share no stem.
var irregulars = map[string]string{"met": "meet", "said": "say", "told": "tell", "spoke": "speak", "spoken": "speak", "struck": "strik", "shot": "shoot",
	"fell": "fall", "held": "hold", "took": "tak", "taken": "tak", "gave": "giv", "given": "giv", "sent": "send", "made": "mak", "left": "leav",
	"fought": "fight", "sought": "seek", "flew": "fly", "flown": "fly", "shook": "shak", "rose": "ris", "blew": "blow", "sank": "sink", "killing": "kill",
	"dead": "di", "died": "di", "death": "di", "deaths": "di", "dies": "di", "talked": "talk", "talks": "talk"}

// idOf is a stem's number.
func idOf(stem string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(stem))
	return h.Sum32()
}

// bagOf makes a bag of words.
func bagOf(words []word) bag {
	var b bag
	for i := range words {
		if w := rarity.of(words[i].stem); w > commonest {
			b.terms = append(b.terms, term{idOf(words[i].stem), w - commonest})
		}
	}
	b.close()
	return b
}

// commonest is the weight from which a word says something: a word that stands in one sentence out of nine says nothing.
const commonest = 2.2

// close puts the terms in order and measures them.
func (b *bag) close() {
	slices.SortFunc(b.terms, func(x, y term) int { return int(int64(x.id) - int64(y.id)) })
	b.terms = slices.CompactFunc(b.terms, func(x, y term) bool { return x.id == y.id })
	var sum float32
	for _, t := range b.terms {
		sum += float32(t.weight * t.weight)
	}
	b.norm = float32(math.Sqrt(float64(sum)))
}

// likeness is the cosine of two bags: 1 the same words, 0 none in common.
func (b *bag) likeness(c *bag) float64 {
	if b.norm == 0 || c.norm == 0 {
		return 0
	}
	return float64(b.common(c, func(w float32) float32 { return float32(w * w) }) / (b.norm * c.norm))
}

// cover is the share of the smaller bag's weight that the other has too.
func (b *bag) cover(c *bag) float64 {
	least := min(b.weight(), c.weight())
	if least == 0 {
		return 0
	}
	return float64(b.common(c, func(w float32) float32 { return w }) / least)
}

func (b *bag) weight() float32 {
	var sum float32
	for _, t := range b.terms {
		sum += t.weight
	}
	return sum
}

// common sums over the terms that both bags have.
func (b *bag) common(c *bag, of func(float32) float32) float32 {
	var sum float32
	for i, j := 0, 0; i < len(b.terms) && j < len(c.terms); {
		switch x, y := b.terms[i].id, c.terms[j].id; {
		case x == y:
			sum += of(b.terms[i].weight)
			i++
			j++
		case x < y:
			i++
		default:
			j++
		}
	}
	return sum
}

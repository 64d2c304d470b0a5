package article

import (
	"unicode"
	"unicode/utf8"
)

// A Span is a stretch of a text, its offsets counted in bytes and in code points.
type Span struct {
	Start, End         int // text[Start:End] are its words
	RuneStart, RuneEnd int
}

// Text is the span's words in the text that it was cut from.
func (s Span) Text(text string) string { return text[s.Start:s.End] }

// Sentences cuts a text into sentences, without the white space around them. A blank line always ends one, so a headline is a sentence
// though no full stop says so. Full stops inside "U.S.", "Gen.", "S. Jaishankar", "3.5" and "Jan. 5" do not.
func Sentences(text string) []Span {
	spans := make([]Span, 0, 1+len(text)/120)
	c := sentenceCutter{text: text, start: -1}
	for c.pos < len(text) {
		if end, ends := c.step(); ends && c.start >= 0 {
			spans = append(spans, Span{c.start, end, c.runeStart, c.runeStart + utf8.RuneCountInString(text[c.start:end])})
			c.counted, c.runes = end, spans[len(spans)-1].RuneEnd
			c.start = -1
		}
	}
	if c.start >= 0 && c.last > c.start {
		spans = append(spans, Span{c.start, c.last, c.runeStart, c.runeStart + utf8.RuneCountInString(text[c.start:c.last])})
	}
	return spans
}

// sentenceCutter walks once over a text.
type sentenceCutter struct {
	text      string
	pos       int
	start     int // of the open sentence, -1 between sentences
	runeStart int
	last      int // end of the last character that is no space
	counted   int // up to here code points are counted …
	runes     int // … and these are they
}

// step looks at one character, and tells whether a sentence ends at end.
func (c *sentenceCutter) step() (end int, ends bool) {
	r, size := decodeAt(c.text, c.pos)
	at := c.pos
	c.pos += size
	if unicode.IsSpace(r) {
		return c.last, r == '\n' && c.paragraphEnds()
	}
	if c.start < 0 {
		c.start = at
		c.runes += utf8.RuneCountInString(c.text[c.counted:at])
		c.counted, c.runeStart = at, c.runes
	}
	c.last = c.pos
	switch r {
	case '.', '!', '?', '…':
		return c.stop(at)
	case '。', '।':
		return c.pos, true
	}
	return 0, false
}

func decodeAt(s string, i int) (rune, int) {
	if i >= len(s) {
		return 0, 0
	}
	if s[i] < utf8.RuneSelf {
		return rune(s[i]), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

// paragraphEnds tells whether a line break just read is followed by a blank line or an item of a list.
func (c *sentenceCutter) paragraphEnds() bool {
	i := c.pos
	for i < len(c.text) {
		switch c.text[i] {
		case '\n':
			return true
		case ' ', '\t', '\r':
			i++
			continue
		case '-', '*':
			return i+1 < len(c.text) && c.text[i+1] == ' '
		}
		r, _ := decodeAt(c.text, i)
		return r == '•' || r == '·'
	}
	return true
}

// stop decides whether the mark at text[at] ends a sentence.
func (c *sentenceCutter) stop(at int) (end int, ends bool) {
	only := c.text[at] == '.' // a lone full stop
	exclaims := c.text[at] == '!' || c.text[at] == '?'
	closed := false
	for c.pos < len(c.text) { // further marks, closing quotes and brackets belong to the sentence
		r, size := decodeAt(c.text, c.pos)
		if r == '.' || r == '!' || r == '?' || r == '…' {
			only = false
			exclaims = exclaims || r == '!' || r == '?'
		} else if !closes(r) {
			break
		} else if r == '"' || r == '\'' {
			// A straight quote before a letter opens.
			if next, _ := decodeAt(c.text, c.pos+size); unicode.IsLetter(next) {
				break
			}
			closed = true
		} else {
			closed = true
		}
		c.pos += size
	}
	c.last = c.pos
	end = c.pos
	next, _ := decodeAt(c.text, c.pos)
	if next == 0 {
		return end, true
	}
	if !unicode.IsSpace(next) {
		return end, only && !closed && c.runsOn(at)
	}
	word := c.nextWord()
	first, _ := utf8.DecodeRuneInString(word)
	switch {
	case word == "": // a blank line follows, or quotes alone
		return end, false
	case unicode.IsLower(first):
		return end, false
	case closed && exclaims && c.speechFollows():
		return end, false
	case !only || closed:
		return end, true
	}
	return end, c.fullStop(at, word, first)
}

func closes(r rune) bool {
	switch r {
	case '"', '\'', '”', '’', ')', ']', '»', '›', '}':
		return true
	}
	return false
}

// runsOn tells whether a full stop before a letter ends a sentence all the same, the blank after it lost: "… border.The army".
func (c *sentenceCutter) runsOn(at int) bool {
	if at < 3 || !isLowerASCII(c.text[at-1]) || !isLowerASCII(c.text[at-2]) || !isLowerASCII(c.text[at-3]) {
		return false
	}
	i := at + 1
	return i+2 < len(c.text) && c.text[i] >= 'A' && c.text[i] <= 'Z' && isLowerASCII(c.text[i+1]) && starters[c.wordAt(i)]
}

func isLowerASCII(b byte) bool { return b >= 'a' && b <= 'z' }

// near is how far, in bytes, the cutter looks ahead. It keeps the walk linear.
const near = 80

// wordAt is the run of letters and digits at text[i:], or its beginning.
func (c *sentenceCutter) wordAt(i int) string {
	j := i
	for j < len(c.text) && j < i+near {
		r, size := decodeAt(c.text, j)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		j += size
	}
	return c.text[i:j]
}

// nextWord is the word after the white space at pos, opening quotes and brackets skipped; "" at the end of a paragraph.
func (c *sentenceCutter) nextWord() string {
	i, lines := c.pos, 0
	for i < len(c.text) && i < c.pos+near {
		r, size := decodeAt(c.text, i)
		switch {
		case r == '\n':
			if lines++; lines > 1 {
				return ""
			}
		case unicode.IsSpace(r), unicode.IsPunct(r), unicode.IsSymbol(r):
		default:
			return c.wordAt(i)
		}
		i += size
	}
	return ""
}

// speechFollows tells whether what follows a closing quote says who spoke: "…!" Putin told reporters.
func (c *sentenceCutter) speechFollows() bool {
	i := c.pos
	for range 5 {
		for i < len(c.text) && c.text[i] == ' ' && i < c.pos+near {
			i++
		}
		w := c.wordAt(i)
		if w == "" {
			return false
		}
		if _, ok := speechVerbs[w]; ok {
			return true
		}
		i += len(w)
		if i < len(c.text) && c.text[i] != ' ' && c.text[i] != ',' && c.text[i] != '-' {
			return false
		}
		if i < len(c.text) && c.text[i] != ' ' {
			i++
		}
	}
	return false
}

// fullStop decides by the word before a lone full stop and the one after.
func (c *sentenceCutter) fullStop(at int, next string, first rune) bool {
	i := at
	dots := 0
	for i > c.start && i > at-near {
		r, size := utf8.DecodeLastRuneInString(c.text[:i])
		if r == '.' {
			dots++
		} else if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		i -= size
	}
	word := c.text[i:at]
	before, _ := utf8.DecodeRuneInString(word)
	digit := unicode.IsDigit(first)
	switch {
	case word == "":
		return true
	case titles[word]:
		return false
	case beforeNumbers[word]:
		return !digit && !(word == "No" || word == "Nos")
	case unicode.IsDigit(before):
		return i > c.start || len(word) > 2 // "1. Item"
	case dots > 0: // U.S., p.m., J.D.
		if word == "p.m" || word == "a.m" {
			return starters[next] || !afterClock[next] && !digit
		}
		return starters[next] && !(dots == 1 && utf8.RuneCountInString(word) == 3 && i == c.start)
	case utf8.RuneCountInString(word) == 1 && unicode.IsUpper(before): // S. Jaishankar
		return starters[next] && next != "A"
	case abbreviations[word]:
		return starters[next]
	}
	return true
}

// titles stand before a name: their full stop never ends a sentence.
var titles = wordSet(`Mr Mrs Ms Dr Prof Gen Lt Col Maj Capt Sgt Cpl Pvt Adm Cmdr Cdr Cmd Brig Sen Rep Reps Sens Gov Pres Rev Fr Hon Amb Sec Supt Insp Det Const Pte Gp Wg Sqn Flt Messrs Mme Mlle
	Ald Atty Treas Dir Maj-Gen Ens Spc Pfc Cpt Ltc Hdn Smt Shri Sh Md Mohd Ft Mt St Ste vs v cf viz eg ie approx ca al Op op`)

// beforeNumbers end no sentence when a number follows.
var beforeNumbers = wordSet(`Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec No Nos Art Arts Sec Sect para Fig Figs Vol pp p Ch Rs Res`)

// abbreviations end a sentence only before a word that begins one.
var abbreviations = wordSet(`Inc Co Corp Ltd Jr Sr Bros etc Dept Est est Govt govt Assn Ave Blvd Rd Univ Intl Natl Mgmt Pvt LLC Esq PhD Minn Calif Fla Mass Conn Pa Va Wash Ariz Colo Ill Ind Kan La Md Mich Mo Neb Nev Okla Ore Tenn Tex Wis Wyo Ala Ark Ga Ky Miss Mont Del`)

// afterClock stand after "8 p.m." in the same sentence.
var afterClock = wordSet(`Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December
	Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec IST PKT GMT UTC EST EDT ET CET CEST BST MSK PST PDT Eastern Moscow Kyiv Beijing Israeli Indian Pakistani Tehran Central Pacific`)

// starters are words with a capital that begin a sentence, not a name.
var starters = wordSet(`The A An In On At By For From With Without Of To It Its He She They We You I His Her Their Our My This That These Those There Here But And Or Yet So Nor If When While Where Who What Why How
	As After Before Since Until During Despite Although Though Because However Meanwhile Earlier Later Now Then Also Both Some Many Most All Each Every Several Few Another Other One Two Three Four Five Six Ten
	No Not Only Even Still Just According Following Amid Under Over About Between Among Once Last Next Such More Less Both Either Neither Nothing Everyone Officials Police Asked Speaking`)

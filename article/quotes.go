package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/barograph/barograph"
)

// Quotes finds direct speech in a text, with who said it and in which channel, as far as the words around it tell. Start and End of a
// quote are those of its words, the marks left out. Quotation marks around a word or two that nobody is said to have said (scare
// quotes, names of operations and works) are no quotes.
//
// A quote without an attribution of its own takes that of its neighbour: in the same paragraph, or in a paragraph before that
// nobody else's speech parts from it. "He" is the last person named as a subject; "the statement" is whoever issued the last one.
func Quotes(text string) []barograph.Quote {
	f := quoteFinder{text: text}
	f.paragraphs(func(start, end int) { f.paragraph(start, end) })
	return f.result()
}

// quoteSpan is one pair of marks: the words inside are text[start:end], the marks included text[open:close].
type quoteSpan struct {
	open, start, end, close int
	words                   int
	goesOn                  bool // the next paragraph goes on with it
	who                     attribution
}

// attribution is what the words around a quote say of it.
type attribution struct {
	speaker string // as in the text
	channel string
	found   bool
}

type quoteFinder struct {
	text   string
	spans  []quoteSpan
	open   bool // a quote of the paragraph before goes on
	last   attribution
	since  int                    // paragraphs since the last attribution
	issued map[string]attribution // the last one of each channel
	intro  string                 // a paragraph that ends in a colon, before the quote that it announces
}

func (f *quoteFinder) paragraphs(do func(start, end int)) {
	for start := 0; start < len(f.text); {
		end := strings.IndexByte(f.text[start:], '\n')
		if end < 0 {
			end = len(f.text)
		} else {
			end += start
		}
		if end > start {
			do(start, end)
		}
		start = end + 1
	}
}

// paragraph finds the quotes of one paragraph and attributes them.
func (f *quoteFinder) paragraph(start, end int) {
	spans, goesOn := pairs(f.text, start, end)
	kept := spans[:0]
	for i := range spans {
		s := &spans[i]
		s.words = countWords(f.text[s.start:s.end])
		if s.words > 0 {
			kept = append(kept, *s)
		}
	}
	spans = kept
	var own attribution // the first one stated in this paragraph
	for i := range spans {
		s := &spans[i]
		s.who = f.attribute(spans, i, start, end)
		if s.who.found && !own.found {
			own = s.who
		}
	}
	continued := f.open
	for i := range spans {
		s := &spans[i]
		if !f.speech(s) {
			continue
		}
		switch {
		case s.who.found:
		case continued && i == 0:
			s.who = f.last
		case own.found:
			s.who = own
		case i == 0 && !s.goesOn && s.open-start < 3 && f.since <= 3 && f.last.found:
			s.who = f.last // a paragraph of its own, after one with a speaker
		}
		if s.who.found {
			f.remember(s.who)
			for k := len(f.spans) - 1; continued && i == 0 && k >= 0 && f.spans[k].goesOn && !f.spans[k].who.found; k-- {
				f.spans[k].who = s.who // its end names who spoke from its beginning
			}
		}
		f.spans = append(f.spans, *s)
	}
	f.open = goesOn
	f.since++
	f.intro = ""
	if p := strings.TrimRight(f.text[start:end], " "); strings.HasSuffix(p, ":") && len(p) < 600 {
		f.intro = p
	}
}

func (f *quoteFinder) remember(a attribution) {
	f.last, f.since = a, 0
	if f.issued == nil {
		f.issued = map[string]attribution{}
	}
	f.issued[a.channel] = a
}

// speech tells direct speech from scare quotes and titles of works.
func (f *quoteFinder) speech(s *quoteSpan) bool {
	words := f.text[s.start:s.end]
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(words, " "))
	pointed := strings.ContainsRune(",.!?…—–", last)
	after, _ := utf8.DecodeRuneInString(f.text[s.close:])
	if after == ',' || after == '.' {
		pointed = pointed || s.words >= 4 && s.who.found
	}
	switch {
	case s.goesOn:
		return true
	case capitals(words) && !pointed:
		return false
	case s.who.found && pointed:
		return s.words >= 2
	case s.who.found:
		return s.words >= 4
	}
	return s.words >= 7 || pointed && s.words >= 5
}

// capitals tells whether nearly all words begin with a capital, as in the title of a work or the name of an operation.
func capitals(s string) bool {
	words, upper := 0, 0
	for w := range strings.FieldsSeq(s) {
		words++
		if unicode.IsUpper(firstRune(w)) || len(w) < 4 {
			upper++
		}
	}
	return words < 9 && upper == words
}

func (f *quoteFinder) result() []barograph.Quote {
	out := make([]barograph.Quote, 0, len(f.spans))
	at, runes := 0, 0
	count := func(to int) int {
		runes += utf8.RuneCountInString(f.text[at:to])
		at = to
		return runes
	}
	for i := range f.spans {
		s := &f.spans[i]
		q := barograph.Quote{Speaker: s.who.speaker, Channel: s.who.channel, Text: f.text[s.start:s.end]}
		q.Start = count(s.start)
		q.End = count(s.end)
		out = append(out, q)
	}
	return out
}

// pairs matches the quotation marks of a paragraph. goesOn tells that the last quote is not closed in it: by custom the next paragraph
// then opens with a mark again.
func pairs(text string, start, end int) (spans []quoteSpan, goesOn bool) {
	const none = rune(0)
	want, open, inner := none, 0, 0
	before := ' '
	for i := start; i < end; {
		r, size := decodeAt(text, i)
		next, _ := decodeAt(text[:end], i+size)
		switch {
		case want == none:
			if w := closing(r, before, next); w != none && (w != '’' && w != '\'' || closesLater(text[i+size:end], w)) {
				want, open, inner = w, i, i+size
			}
		case r == want || want == '”' && r == '"' || want == '"' && r == '”':
			if (r == '’' || r == '\'') && !closesSingle(before, next) {
				break
			}
			if r == '"' && opensStraight(before, next) && !unicode.IsPunct(before) {
				break
			}
			spans = append(spans, trimmed(text, quoteSpan{open: open, start: inner, end: i, close: i + size}))
			want = none
		}
		before = r
		i += size
	}
	if want == '”' || want == '"' || want == '»' {
		if rest := strings.TrimLeft(text[end:min(len(text), end+20)], " \n\r\t"); rest != "" && closing(firstRune(rest), ' ', 'x') != none {
			spans = append(spans, trimmed(text, quoteSpan{open: open, start: inner, end: end, close: end, goesOn: true}))
			return spans, true
		}
		if want != '"' || countWords(text[inner:end]) >= 5 && countWords(text[inner:end]) < 80 {
			spans = append(spans, trimmed(text, quoteSpan{open: open, start: inner, end: end, close: end}))
		}
	}
	return spans, false
}

// trimmed takes the white space inside the marks away.
func trimmed(text string, s quoteSpan) quoteSpan {
	for s.start < s.end && (text[s.start] == ' ' || text[s.start] == '\t') {
		s.start++
	}
	for s.end > s.start && (text[s.end-1] == ' ' || text[s.end-1] == '\t' || text[s.end-1] == '\r') {
		s.end--
	}
	return s
}

// closing is the mark that closes what r opens, 0 when r opens nothing here.
func closing(r, before, next rune) rune {
	switch r {
	case '“', '„':
		return '”'
	case '«':
		return '»'
	case '"':
		if opensStraight(before, next) {
			return '"'
		}
	case '‘':
		return '’'
	case '\'':
		if opensStraight(before, next) && !unicode.IsDigit(next) {
			return '\''
		}
	}
	return 0
}

func opensStraight(before, next rune) bool {
	return !unicode.IsLetter(before) && !unicode.IsDigit(before) && before != '.' && before != ',' && next != ' ' && next != 0
}

// closesSingle tells a closing single mark from an apostrophe.
func closesSingle(before, next rune) bool {
	return !unicode.IsLetter(next) && !unicode.IsDigit(next) && (unicode.IsPunct(before) || before != 's' || next == ',' || next == '.')
}

// closesLater tells whether a single mark is closed, after words enough for speech, within a few sentences.
func closesLater(rest string, want rune) bool {
	rest = rest[:min(len(rest), 900)]
	before := ' '
	for i, r := range rest {
		if r == want {
			next, _ := utf8.DecodeRuneInString(rest[i+utf8.RuneLen(r):])
			if closesSingle(before, next) {
				return true
			}
		}
		before = r
	}
	return false
}

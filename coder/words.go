package coder

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// span is a stretch of the coded text in bytes. Bytes are what packages beneath count in; offsets become code points only on the
// way out.
type span struct{ start, end int }

func (s span) overlaps(t span) bool { return s.start < t.end && t.start < s.end }
func (s span) holds(t span) bool    { return s.start <= t.start && t.end <= s.end }

// offsets turns byte offsets of a text into code points.
type offsets struct {
	text  string
	marks []int32 // code points before every 64th byte; nil when the text is ASCII
}

const stride = 64

func newOffsets(text string) offsets {
	o := offsets{text: text}
	if isASCII(text) {
		return o
	}
	o.marks = make([]int32, 0, len(text)/stride+1)
	n := int32(0)
	for i := range len(text) {
		if i%stride == 0 {
			o.marks = append(o.marks, n)
		}
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	return o
}

// at counts the code points before byte i.
func (o *offsets) at(i int) int {
	if o.marks == nil || len(o.text) == 0 {
		return i
	}
	m := min(i/stride, len(o.marks)-1)
	n := int(o.marks[m])
	for _, c := range []byte(o.text[m*stride : i]) {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// word is a word of a sentence in lower case, with its place in the coded text.
type word struct {
	span
	lower string
	upper bool // begins with a capital
	caps  bool // an abbreviation: "PM", "US"
	owner bool // has a possessive ending, which is not part of it
	cut   bool // stands behind a comma, bracket or the like
}

// splitWords cuts s, which stands at byte base of the coded text, into words: letters and digits with the apostrophes, full stops and
// hyphens inside them, without a possessive ending.
func splitWords(s string, base int) []word {
	out := make([]word, 0, len(s)/5+1)
	var lower string // of s, in one piece where its letters keep their places
	if isASCII(s) {
		lower = strings.ToLower(s)
	}
	start := -1
	brk := false
	for i := 0; i <= len(s); {
		r, size := rune(0), 1
		if i < len(s) {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			if start < 0 {
				start = i
			}
		case start >= 0 && isJoiner(r) && nextIsLetter(s[i+size:]):
		default:
			if start >= 0 {
				out = append(out, newWord(s, lower, span{start, i}, base, brk))
				start, brk = -1, false
			}
			brk = brk || isBreak(r)
		}
		i += size
	}
	return out
}

func newWord(s, lower string, at span, base int, brk bool) word {
	text := s[at.start:at.end]
	r, _ := utf8.DecodeRuneInString(text)
	w := word{upper: unicode.IsUpper(r), cut: brk}
	for _, possessive := range []string{"'s", "’s"} {
		if rest, ok := strings.CutSuffix(text, possessive); ok {
			text, w.owner = rest, true
		}
	}
	w.caps = len(text) > 1 && len(text) <= 5 && isCaps(text)
	w.span = span{base + at.start, base + at.start + len(text)}
	if lower != "" {
		w.lower = lower[at.start:][:len(text)]
	} else {
		w.lower = strings.ToLower(text)
	}
	return w
}

// isCaps says whether s has capitals and no small letters.
func isCaps(s string) bool {
	capital := false
	for _, r := range s {
		if unicode.ToUpper(r) != r {
			return false
		}
		capital = capital || unicode.ToLower(r) != r
	}
	return capital
}

// begins says whether a word begins with one of some beginnings.
func begins(w string, beginnings []string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(w, b) })
}

func isJoiner(r rune) bool {
	switch r {
	case '\'', '’', '.', '-', '‑', ',':
		return true
	}
	return false
}

func isBreak(r rune) bool {
	switch r {
	case ',', ';', ':', '—', '–', '(', ')', '"', '“', '”':
		return true
	}
	return false
}

func nextIsLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

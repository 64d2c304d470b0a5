package encoder

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A Word is a word of a text.
type Word struct {
	Start, End int32 // byte offsets in the text, End exclusive
	First      int32 // index of the word's first piece in Tokens.Pieces
}

// Tokens is a text cut into words and pieces. Reuse one for many texts: its slices keep their memory.
type Tokens struct {
	Pieces []int32 // numbers of the pieces, [CLS] first and [SEP] last
	Cases  []uint8 // the case class of each piece's word: see docs/model.md
	Words  []Word  // the words that fit
	word   []byte  // the normal form of the current word
	source []byte  // its lower-cased form before decomposition
}

// The case classes.
const (
	caseNone = iota
	caseLower
	caseTitle
	caseUpper
	caseMixed
)

// Tokenize cuts text into at most limit pieces, [CLS] and [SEP] among them. The first word that does not fit ends it. Any bytes
// are accepted; invalid UTF-8 reads as U+FFFD, which is dropped. It does not allocate once into has grown.
func (v *Vocab) Tokenize(text string, limit int, into *Tokens) {
	into.Pieces = append(into.Pieces[:0], v.cls)
	into.Cases = append(into.Cases[:0], caseNone)
	into.Words = into.Words[:0]
	start := -1
	room := true
	for i, r := range text {
		if !room {
			break
		}
		alone := standsAlone(r)
		switch {
		case alone || isSpace(r):
			if start >= 0 {
				room = v.add(text, start, i, limit, into)
				start = -1
			}
			if alone && room {
				size := utf8.RuneLen(r)
				room = v.add(text, i, i+size, limit, into)
			}
		case start < 0 && !isControl(r):
			start = i
		}
	}
	if start >= 0 && room {
		v.add(text, start, len(text), limit, into)
	}
	into.Pieces = append(into.Pieces, v.sep)
	into.Cases = append(into.Cases, caseNone)
}

// add appends the word text[start:end], unless its pieces would leave no place for [SEP]; it says whether they fitted.
func (v *Vocab) add(text string, start, end, limit int, into *Tokens) bool {
	class := into.normalise(text[start:end])
	before := len(into.Pieces)
	into.Pieces = v.cut(into.word, into.Pieces)
	if len(into.Pieces) > limit-1 {
		into.Pieces = into.Pieces[:before]
		return false
	}
	into.Words = append(into.Words, Word{int32(start), int32(end), int32(before)})
	for range len(into.Pieces) - before {
		into.Cases = append(into.Cases, class)
	}
	return true
}

// normalise leaves the normal form of word in t.word and returns its case class.
func (t *Tokens) normalise(word string) uint8 {
	t.source = t.source[:0]
	letters, uppers, firstUpper, ascii := 0, 0, false, true
	for _, r := range word {
		if r < utf8.RuneSelf {
			c := byte(r)
			switch {
			case 'a' <= c && c <= 'z':
				letters++
			case 'A' <= c && c <= 'Z':
				letters++
				uppers++
				firstUpper = firstUpper || letters == 1
				c += 'a' - 'A'
			case c < ' ' || c == 0x7f:
				continue
			}
			t.source = append(t.source, c)
			continue
		}
		if unicode.IsLetter(r) {
			letters++
			if unicode.IsUpper(r) {
				uppers++
				firstUpper = firstUpper || letters == 1
			}
		}
		if isControl(r) {
			continue
		}
		ascii = false
		t.source = utf8.AppendRune(t.source, unicode.ToLower(r))
	}
	if ascii {
		t.word = append(t.word[:0], t.source...)
	} else {
		t.decompose()
	}
	switch {
	case letters == 0:
		return caseNone
	case uppers == 0:
		return caseLower
	case uppers == 1 && firstUpper:
		return caseTitle
	case uppers == letters:
		return caseUpper
	}
	return caseMixed
}

// decompose leaves t.source in t.word, decomposed (NFD) and without marks (Mn). norm.NFD.Append would do the first half, but allocates;
// the order of marks, which it settles as well, matters no more once they are gone.
func (t *Tokens) decompose() {
	const firstHangul, lastHangul, lead, vowel, tail, vowels, tails = 0xAC00, 0xD7A3, 0x1100, 0x1161, 0x11A7, 21, 28
	t.word = t.word[:0]
	for i := 0; i < len(t.source); {
		r, n := utf8.DecodeRune(t.source[i:])
		whole := t.source[i : i+n]
		i += n
		if firstHangul <= r && r <= lastHangul { // computed: the tables of norm leave them out
			s := r - firstHangul
			t.word = utf8.AppendRune(t.word, lead+s/(vowels*tails))
			t.word = utf8.AppendRune(t.word, vowel+s%(vowels*tails)/tails)
			if s%tails > 0 {
				t.word = utf8.AppendRune(t.word, tail+s%tails)
			}
			continue
		}
		if d := norm.NFD.Properties(whole).Decomposition(); d != nil {
			whole = d
		}
		for len(whole) > 0 {
			r, n := utf8.DecodeRune(whole)
			if !unicode.Is(unicode.Mn, r) {
				t.word = append(t.word, whole[:n]...)
			}
			whole = whole[n:]
		}
	}
}

// cut appends the pieces of a word in normal form: the longest piece that begins the rest, again and again.
func (v *Vocab) cut(word []byte, pieces []int32) []int32 {
	before := len(pieces)
	if len(word) == 0 || len(word) > maxWord && utf8.RuneCount(word) > maxWord {
		return append(pieces, v.unk)
	}
	from := v.first
	for len(word) > 0 {
		n := min(len(word), v.longest)
		for ; n > 0; n-- {
			if n < len(word) && !utf8.RuneStart(word[n]) {
				continue
			}
			if id, ok := from[string(word[:n])]; ok {
				pieces = append(pieces, id)
				break
			}
		}
		if n == 0 {
			return append(pieces[:before], v.unk)
		}
		word, from = word[n:], v.next
	}
	return pieces
}

// isSpace says whether r separates words.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\u2028', '\u2029':
		return true
	}
	return r >= utf8.RuneSelf && unicode.Is(unicode.Zs, r)
}

// isControl says whether r is dropped: categories Cc, Cf, Co and Cs, and the replacement character.
func isControl(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' || r == 0x7f
	}
	return r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs)
}

// standsAlone says whether r is a word of its own: punctuation, ASCII symbols and CJK ideographs.
func standsAlone(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return 33 <= r && r <= 47 || 58 <= r && r <= 64 || 91 <= r && r <= 96 || 123 <= r && r <= 126
	case unicode.IsPunct(r):
		return true
	}
	return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF || 0x20000 <= r && r <= 0x2A6DF ||
		0x2A700 <= r && r <= 0x2CEAF || 0xF900 <= r && r <= 0xFAFF || 0x2F800 <= r && r <= 0x2FA1F
}

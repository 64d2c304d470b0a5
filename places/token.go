package places

import (
	"unicode"
	"unicode/utf8"

	"github.com/barograph/barograph/places/internal/fold"
)

// A token is a word of the text. A hyphen or dash parts words ("Deir ez-Zor" has three).
type token struct {
	start, end int    // bytes; without a possessive ending
	after      int    // byte where the word ends with its possessive ending
	runes      int    // code points before start
	low        []byte // folded
	class      class
	cap        bool // begins with a capital
	caps       bool // all capitals, two letters or more
	first      bool // begins a sentence or quotation
	hyphen     bool // joined to the word before by a hyphen or dash
	comma      bool // a comma stands before it
	apart      bool // other punctuation stands before it: a phrase cannot reach over it
	owner      bool // possessive
}

// tokenize splits a text. The buffer of folded words is shared by all tokens.
func tokenize(text string) []token {
	toks := make([]token, 0, len(text)/5+4)
	buf := make([]byte, 0, len(text)+16)
	first, comma, apart, hyphen := true, false, false, false
	runes := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			switch r {
			case ' ', '\t', '\u00a0', '\u202f':
			case '-', '–', '—', '‑', '‐', '‒':
				hyphen = i > 0 && text[i-1] != ' ' && i+n < len(text) && text[i+n] != ' '
				apart = apart || !hyphen
			case ',':
				comma = true
			case '\'', '’', '‘', '`', 'ʻ':
				if i == 0 || text[i-1] == ' ' {
					first = true
				}
			case '.', '!', '?', ':', '\n', '“', '"', '•':
				first, apart = true, true
			default:
				apart = true
			}
			i, runes = i+n, runes+1
			continue
		}
		t := token{start: i, runes: runes, first: first, comma: comma, apart: apart, hyphen: hyphen, cap: unicode.IsUpper(r) || unicode.IsTitle(r)}
		upper, letters := 0, 0
		for i < len(text) {
			r, n := utf8.DecodeRuneInString(text[i:])
			switch {
			case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
				letters++
				if unicode.IsUpper(r) || unicode.IsDigit(r) {
					upper++
				}
			case (r == '\'' || r == '’' || r == '‘' || r == 'ʻ' || r == 'ʼ' || r == '`') && i+n < len(text) && letterAt(text, i+n):
			case r == '.' && i-t.start <= 8 && (i+1 < len(text) && letterAt(text, i+1) || initials(text[t.start:i])):
			default:
				goto done
			}
			i, runes = i+n, runes+1
		}
	done:
		t.after = i
		t.end = i
		t.caps = upper == letters && letters > 1 && t.cap
		for _, s := range [...]string{"'s", "’s", "‘s"} {
			if k := t.end - len(s); k > t.start && text[k:t.end] == s {
				t.end, t.owner = k, true
				break
			}
		}
		if t.owner && t.cap {
			t.caps = upper == letters-1 && letters > 2
		} else if t.end < len(text) && t.end > t.start+2 && text[t.end-1] == 's' && t.cap {
			if r, _ := utf8.DecodeRuneInString(text[t.end:]); r == '\'' || r == '’' {
				t.owner = true
			}
		}
		if !t.cap && t.end > t.start+2 && (r == 'd' || r == 'l') {
			t.cap = capitalAfterApostrophe(text[t.start+1 : t.end]) // d'Ivoire
		}
		from := len(buf)
		buf = fold.Append(buf, text[t.start:t.end])
		t.low = buf[from:len(buf):len(buf)]
		t.class = classes[string(t.low)]
		toks = append(toks, t)
		first, comma, apart, hyphen = false, false, false, false
		if text[i-1] == '.' && !initials(text[t.start:i-1]) {
			apart = true
		}
	}
	return toks
}

func capitalAfterApostrophe(s string) bool {
	mark, n := utf8.DecodeRuneInString(s)
	r, _ := utf8.DecodeRuneInString(s[n:])
	return (mark == '\'' || mark == '’') && unicode.IsUpper(r)
}

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

// initials reports whether s is like "U.S" or "D.C": letters with full stops between.
func initials(s string) bool {
	if len(s) < 3 || len(s)%2 == 0 {
		return false
	}
	for i := range len(s) {
		if i%2 == 0 && (s[i] < 'A' || s[i] > 'Z') || i%2 == 1 && s[i] != '.' {
			return false
		}
	}
	return true
}

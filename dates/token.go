package dates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A tok is a word, a number or a sign of a text.
type tok struct {
	start, end int    // bytes
	s          string // the word in lower case without full stops, or the sign
	n          int    // the number, -1 for words and signs
	digits     int    // how many digits it was written with
	ord        bool   // "4th"
	cap        bool
	spaced     bool // space before it
	decade     bool // "1990s"
}

// tokenize splits a text. "4pm" is two tokens, "mid-2015" three.
func tokenize(text string) []tok {
	out := make([]tok, 0, len(text)/5+2)
	spaced := true
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r):
			spaced = true
			i += n
			continue
		case r >= '0' && r <= '9':
			t := tok{start: i, n: 0, spaced: spaced}
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				if t.digits++; t.digits <= 9 {
					t.n = t.n*10 + int(text[i]-'0')
				}
				i++
			}
			if t.digits > 9 {
				t.n = 1 << 30
			}
			switch w := wordAt(text, i); w {
			case "st", "nd", "rd", "th":
				t.ord = true
				i += 2
			case "s":
				t.decade = true
				i++
			default:
				if (w == "" || w[0] != '\'') && i+1 < len(text) && text[i] == '\'' && text[i+1] == 's' {
					t.decade = true
					i += 2
				}
			}
			t.end = i
			out = append(out, t)
		case unicode.IsLetter(r):
			t := tok{start: i, n: -1, spaced: spaced, cap: unicode.IsUpper(r)}
			for i < len(text) {
				r, n := utf8.DecodeRuneInString(text[i:])
				inner := r == '.' || r == '\'' || r == '’'
				if !unicode.IsLetter(r) && !(inner && i+n < len(text) && letterAt(text, i+n)) {
					break
				}
				i += n
			}
			t.end = i
			t.s = lower(text[t.start:i])
			if base, ok := strings.CutSuffix(t.s, "'s"); ok && possessed(base) {
				t.s = base
				t.end = t.start + len(base)
			}
			if i < len(text) && text[i] == '.' && (shortened[t.s] || t.s == "am" || t.s == "pm") {
				i++
				t.end = i
			}
			out = append(out, t)
		default:
			s := text[i : i+n]
			if r == '–' || r == '—' || r == '‑' || r == '‐' {
				s = "-"
			}
			out = append(out, tok{start: i, end: i + n, s: s, n: -1, spaced: spaced})
			i += n
		}
		spaced = false
	}
	return out
}

// possessed reports whether a word with "'s" is that time: "Friday's", "yesterday's"; "New Year's" is not.
func possessed(w string) bool {
	_, isDay := weekdays[w]
	_, isMonth := months[w]
	return isDay || isMonth || w == "today" || w == "yesterday" || w == "tomorrow" || w == "tonight"
}

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

// wordAt is the run of ASCII letters at i, lower case, when it is at most two long.
func wordAt(s string, i int) string {
	j := i
	for j < len(s) && (s[j]|0x20 >= 'a' && s[j]|0x20 <= 'z') {
		j++
	}
	if j-i > 2 {
		return ""
	}
	return lower(s[i:j])
}

// lower makes small letters, drops full stops and writes ’ as '.
func lower(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < 'a' || c > 'z' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case r == '.':
		case r == '’':
			b = append(b, '\'')
		default:
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
	}
	return string(b)
}

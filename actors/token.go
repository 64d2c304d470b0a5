package actors

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word of a phrase. Its text is kept as offsets; what is compared is the hash of its folded letters.
type token struct {
	start, end int32  // bytes of the phrase
	hash       uint64 // of the folded letters
	stem       uint64 // the same without a plural ending; 0 when there is none
	flags      uint8
}

const (
	flagUpper      = 1 << iota // begins with a capital
	flagPossessive             // ends in 's or s'
	flagHyphen                 // a hyphen joins it to the token before
	flagComma                  // a comma, bracket, slash or dash stands before it
	flagAllCaps                // two or more letters, all capitals
	flagNumber                 // made of digits
)

const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

func mix(h uint64, b byte) uint64 { return (h ^ uint64(b)) * hashPrime }

// join extends the hash of a token sequence by one token.
func join(h, tok uint64) uint64 {
	if h == 0 {
		return tok
	}
	h = (h ^ (tok + 0x9e3779b97f4a7c15)) * hashPrime
	return h ^ h>>29
}

// fold writes the base letters of r, in lower case, to b; it returns how many there are (0 for a combining mark).
func fold(r rune, b *[4]byte) int {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		b[0] = byte(r)
		return 1
	case r >= 0xC0 && r < 0x250:
		s := latin[r-0xC0]
		return copy(b[:], s)
	case r >= 0x300 && r < 0x370:
		return 0 // combining mark
	case r >= 0x1E00 && r < 0x1F00:
		b[0] = vietnamese(r)
		return 1
	case r == 'ʻ' || r == 'ʼ' || r == 'ʿ' || r == 'ʾ':
		return 0
	}
	return utf8.EncodeRune(b[:], unicode.ToLower(r))
}

// vietnamese folds the block Latin Extended Additional, whose letters stand in runs by base letter.
func vietnamese(r rune) byte {
	switch {
	case r >= 0x1EA0 && r < 0x1EB8:
		return 'a'
	case r >= 0x1EB8 && r < 0x1EC8:
		return 'e'
	case r >= 0x1EC8 && r < 0x1ECC:
		return 'i'
	case r >= 0x1ECC && r < 0x1EE4:
		return 'o'
	case r >= 0x1EE4 && r < 0x1EF2:
		return 'u'
	case r >= 0x1EF2 && r < 0x1EFA:
		return 'y'
	}
	const base = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnooooooooppppppppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwya"
	if i := int(r - 0x1E00); i < len(base) {
		return base[i]
	}
	return 'x'
}

var latin = func() (t [0x250 - 0xC0]string) {
	runs := []struct{ letters, base string }{
		{"ÀÁÂÃÄÅàáâãäåĀāĂ㥹ǍǎǞǟǠǡǺǻȀȁȂȃȦȧ", "a"}, {"ÆæǢǣǼǽ", "ae"}, {"ÇçĆćĈĉĊċČč", "c"}, {"ĎďĐđÐð", "d"},
		{"ÈÉÊËèéêëĒēĔĕĖėĘęĚěǝƎȄȅȆȇȨȩ", "e"}, {"ĜĝĞğĠġĢģǤǥǦǧǴǵ", "g"}, {"ĤĥĦħȞȟ", "h"},
		{"ÌÍÎÏìíîïĨĩĪīĬĭĮįİıǏǐȈȉȊȋ", "i"}, {"IJij", "ij"}, {"Ĵĵǰ", "j"}, {"ĶķĸǨǩ", "k"}, {"ĹĺĻļĽľĿŀŁł", "l"},
		{"ÑñŃńŅņŇňʼnŊŋǸǹ", "n"}, {"ÒÓÔÕÖØòóôõöøŌōŎŏŐőƠơǑǒǪǫǬǭǾǿȌȍȎȏȪȫȬȭȮȯȰȱ", "o"}, {"Œœ", "oe"},
		{"ŔŕŖŗŘřȐȑȒȓ", "r"}, {"ŚśŜŝŞşŠšſȘș", "s"}, {"ß", "ss"}, {"ŢţŤťŦŧȚț", "t"}, {"Þþ", "th"},
		{"ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųƯưǓǔǕǖǗǘǙǚǛǜȔȕȖȗ", "u"}, {"Ŵŵ", "w"}, {"ÝýÿŶŷŸȲȳ", "y"}, {"ŹźŻżŽž", "z"},
		{"Əə", "a"},
	}
	for i := range t {
		t[i] = string(unicode.ToLower(rune(i + 0xC0)))
	}
	for _, run := range runs {
		for _, r := range run.letters {
			if i := int(r) - 0xC0; i >= 0 && i < len(t) {
				t[i] = run.base
			}
		}
	}
	return t
}()

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == '‘' || r == '`' || r == '´' }

// tokenize appends the tokens of s to dst. A token is a run of letters and digits; full stops and apostrophes inside it are
// dropped ("U.S." is "us", "Sana'a" is "sanaa"), a possessive ending is taken off and noted.
func tokenize(s string, dst []token) []token {
	var b [4]byte
	prevEnd := -1
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if !wordRune(r) {
			i += n
			continue
		}
		if (r == 's' || r == 'S') && i > 0 && len(dst) > 0 && !wordAt(s, i+1) {
			if q, _ := utf8.DecodeLastRuneInString(s[:i]); isApostrophe(q) && prevEnd == i-utf8.RuneLen(q) {
				dst[len(dst)-1].flags |= flagPossessive // after a full stop: "U.N.'s"
				i += n
				prevEnd = i
				continue
			}
		}
		t := token{start: int32(i), hash: hashSeed}
		if unicode.IsUpper(r) {
			t.flags |= flagUpper
		}
		if prevEnd >= 0 {
			gap := s[prevEnd:i]
			switch {
			case gap == "-" || gap == "‐" || gap == "‑":
				t.flags |= flagHyphen
			case strings.ContainsAny(gap, ",;:()[]/–—\n"):
				t.flags |= flagComma
			}
		}
		var h3, h2, h1 uint64 // the hash before the last, last two, last three folded bytes
		var c3, c2, c1 byte
		letters, capitals, digits, length := 0, 0, 0, 0
		end := i
		for i < len(s) {
			if c := s[i]; asciiWord[c] != 0 { // by far the most
				letters++
				switch {
				case c <= '9':
					digits++
				case c <= 'Z':
					capitals++
				}
				h3, h2, h1 = h2, h1, t.hash
				c3, c2, c1 = c2, c1, asciiWord[c]
				t.hash = mix(t.hash, c1)
				length++
				i++
				end = i
				continue
			}
			r, n = rune(s[i]), 1
			if r >= utf8.RuneSelf {
				r, n = utf8.DecodeRuneInString(s[i:])
			}
			if !wordRune(r) {
				if (r == '.' || isApostrophe(r)) && i+n < len(s) {
					next, _ := utf8.DecodeRuneInString(s[i+n:])
					if wordRune(next) {
						if isApostrophe(r) && (next == 's' || next == 'S') && !wordAt(s, i+n+1) {
							t.flags |= flagPossessive
							i += n + 1
							break
						}
						if r != '.' || letters == 1 || i-2 >= int(t.start) && s[i-2] == '.' {
							i += n
							continue
						}
					}
				}
				if isApostrophe(r) && c1 == 's' {
					t.flags |= flagPossessive
				}
				if r == '.' && i-2 >= int(t.start) && s[i-2] == '.' {
					end = i + n // the last full stop of "U.S."
				}
				break
			}
			letters++
			if unicode.IsUpper(r) {
				capitals++
			}
			if r >= '0' && r <= '9' {
				digits++
			}
			for _, c := range b[:fold(r, &b)] {
				h3, h2, h1 = h2, h1, t.hash
				c3, c2, c1 = c2, c1, c
				t.hash = mix(t.hash, c)
				length++
			}
			i += n
			end = i
		}
		switch { // English plurals
		case length > 4 && c3 == 'i' && c2 == 'e' && c1 == 's':
			t.stem = mix(h3, 'y')
		case length > 3 && c3 == 'm' && c2 == 'e' && c1 == 'n':
			t.stem = mix(mix(h2, 'a'), 'n')
		case length > 3 && c1 == 's' && c2 != 's':
			t.stem = h1
		}
		if capitals == letters && letters > 1 {
			t.flags |= flagAllCaps
		}
		if digits == letters {
			t.flags |= flagNumber
		}
		t.end = int32(end)
		prevEnd = end
		if t.flags&flagPossessive != 0 {
			prevEnd = i
		}
		dst = append(dst, t)
	}
	return dst
}

// asciiWord folds the letters and digits of ASCII; 0 for all else.
var asciiWord = func() (t [256]byte) {
	for c := byte('0'); c <= '9'; c++ {
		t[c] = c
	}
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = c, c
	}
	return t
}()

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func wordAt(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return wordRune(r)
}

// hashOf is the key under which a name is filed: the joined hashes of its tokens.
func hashOf(s string, scratch []token) (key uint64, toks []token) {
	toks = tokenize(s, scratch[:0])
	for _, t := range toks {
		key = join(key, t.hash)
	}
	return key, toks
}

// word is the hash of one word already in lower-case ASCII.
func word(s string) uint64 {
	h := uint64(hashSeed)
	for i := range len(s) {
		h = mix(h, s[i])
	}
	return h
}

// Package fold brings place names to the form in which the gazetteer looks them up: lower case, without accents, apostrophes and
// full stops, hyphens and dashes as spaces. "Ta'izz", "Ta‘izz" and "Taʿizz" fold to "taizz"; "São Paulo" to "sao paulo"; "U.S." to "us".
package fold

import (
	"strings"
	"unicode/utf8"
)

// latin1 holds what the letters from U+00C0 to U+024F fold to, latinVN those from U+1E00 to U+1EFF; "-" is none.
var (
	latin1 = strings.Fields("a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th ss a a a a a a ae c e e e e i i i i d n o o o " +
		"o o - o u u u u y th y a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h i i i " +
		"i i i i i i i - - j j k k - l l l l l l - - l l n n n n n n - n n o o o o o o oe oe r r r r r r s s s s s s s " +
		"s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s - - - - - - - - - - - - - - e e - f f - - - - - " +
		"- - - - - - - - o o - - - - - - - - - - - - - u u - - - - - - - - - - - - - - - - - - - - - - - - - - - - a a " +
		"i i o o u u u u u u u u u u e a a a a ae ae - - g g k k o o o o - - j - - - g g - - n n a a ae ae o o a a a a " +
		"e e e e i i i i o o o o r r r r u u u u s s t t - - h h - - - - - - a a e e o o o o o o o o y y - - - - - - - " +
		"- - - - - - - - - - - - - - - - - - - - -")
	latinVN = strings.Fields("a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f g g h h h h h h h h h h i i i i k k k k k k l " +
		"l l l l l l l m m m m m m n n n n n n n n o o o o o o o o p p p p r r r r r r r r s s s s s s s s s s t t t t " +
		"t t t t u u u u u u u u u u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y - s - - ss - a a a a " +
		"a a a a a a a a a a a a a a a a a a a a e e e e e e e e e e e e e e e e i i i i o o o o o o o o o o o o o o o " +
		"o o o o o o o o o u u u u u u u u u u u u u u y y y y y y y y - - - - - -")
)

// Append appends the folded form of s to dst. It allocates only when dst is too short.
func Append(dst []byte, s string) []byte {
	base := len(dst)
	space := false
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			case c >= 'A' && c <= 'Z':
				c += 'a' - 'A'
			case c == '\'' || c == '.' || c == '`':
				continue
			case c == '&':
				if len(dst) > base {
					dst = append(dst, ' ')
				}
				dst = append(dst, "and"...)
				space = true
				continue
			default:
				space = true
				continue
			}
			if space && len(dst) > base {
				dst = append(dst, ' ')
			}
			space = false
			dst = append(dst, c)
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		var to string
		switch {
		case r >= 0xC0 && r <= 0x24F:
			to = latin1[r-0xC0]
		case r >= 0x1E00 && r <= 0x1EFF:
			to = latinVN[r-0x1E00]
		case r == '’' || r == '‘' || r >= 0x2B0 && r <= 0x36F || r == '´' || r == '′' || r == '\u00ad' || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\ufeff':
			continue // apostrophes, modifier letters, combining marks, and what takes no room
		}
		if to == "" || to == "-" {
			space = true
			continue
		}
		if space && len(dst) > base {
			dst = append(dst, ' ')
		}
		space = false
		dst = append(dst, to...)
	}
	return dst
}

// String is the folded form of s.
func String(s string) string {
	var buf [64]byte
	return string(Append(buf[:0], s))
}

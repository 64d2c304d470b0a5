package store

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/barograph/barograph"
)

// A Filter says which stories are wanted. Conditions of different fields must all hold; of the values of one field, one must. The zero
// Filter admits all that is not rejected.
type Filter struct {
	Types      []barograph.Type
	Modes      []string
	Statuses   []barograph.Status
	Pairs      []barograph.Dyad // in either direction, unless Directed
	Directed   bool
	Countries  []string // that act or are acted on
	Actor      string   // part of a name, or CODE, or CODE.SECTOR, of whoever acts or is acted on
	Since      barograph.Day
	Until      barograph.Day // inclusive
	KnownBy    barograph.Day // reported on that day or earlier
	KnownAfter barograph.Day // not reported until a later day, or on a day that is not known
	AgainAfter barograph.Day // reported again after that day, and later than at first; imported stories are not
	Place      string        // a country's code, or part of a place's name
	Outlet     string        // of one of the reports
	Origins    []string      // "" what was coded here, "gdelt"; none admits all
	Confidence float64       // at least
	Text       string        // words that the reports contain; "in quotes" in this order; end* begins a word
	Rejected   bool          // those that people rejected, instead of the others
}

// Terms are the words of a text query, folded as the indexed text is: each a word or a phrase, the last word of which may be a
// beginning.
type Term struct {
	Words  []string
	Prefix bool
}

// Terms reads a text query. A query without any word finds nothing, and is an error.
func Terms(query string) ([]Term, error) {
	var out []Term
	for i, part := range strings.Split(query, `"`) {
		if i%2 == 1 {
			if words := Fold(part); words != "" {
				out = append(out, Term{Words: strings.Fields(words)})
			}
			continue
		}
		for _, w := range strings.Fields(part) {
			prefix := strings.HasSuffix(w, "*")
			if words := strings.Fields(Fold(w)); len(words) > 0 {
				out = append(out, Term{Words: words, Prefix: prefix})
			}
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%q has no word to search for", query)
	}
	return out, nil
}

// Fold reduces text to its words in small letters without accents, a blank between two; the same on every database.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space, length := true, 0
	if !utf8.ValidString(s) { // a broken character hides from the normal form that what follows it can be taken apart
		s = strings.ToValidUTF8(s, " ")
	}
	for _, r := range norm.NFD.String(s) { // free for plain ASCII
		letter := r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'
		if r >= utf8.RuneSelf {
			if unicode.Is(unicode.Mn, r) {
				continue
			}
			letter = unicode.IsLetter(r) || unicode.IsDigit(r)
			r = unicode.ToLower(r)
		} else if r >= 'A' && r <= 'Z' {
			r |= 0x20
		}
		if !letter {
			if !space {
				b.WriteByte(' ')
			}
			space, length = true, 0
			continue
		}
		if length++; length <= 60 { // what is longer is no word; it would only fill the index
			b.WriteRune(r)
			space = false
		}
	}
	return strings.TrimRight(b.String(), " ")
}

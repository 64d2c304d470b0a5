package actors

import (
	"time"

	"github.com/barograph/barograph"
)

// A Mention is a country that a text speaks of.
type Mention struct {
	Start, End int    // bytes of the text
	Code       string // ISO 3166-1 alpha-3, XKX
	Kind       string // "country", "nationality", "people", "capital", "metonym", "place", "ethnic group", "body", "person"
}

// A Person is somebody a document has introduced with a title: what later surnames in it mean.
type Person struct {
	Name   string
	Code   string
	Sector string
}

// A Context is what is known around a phrase. The zero value knows nothing.
type Context struct {
	Mentions []Mention         // of the sentence, in order
	Start    int               // of the phrase in the sentence, in bytes; -1 when not known
	End      int               // of the phrase
	Document []string          // country codes of the document, the weightiest first
	Dateline string            // country code of the dateline
	Persons  map[string]Person // by surname in lower case
	Act      barograph.Type    // what the phrase takes part in; "" when not known
	Receives bool              // the act is done to it
}

// speaksOf reports whether sentence or document name the country.
func (c *Context) speaksOf(code string) bool {
	for i := range c.Mentions {
		if c.Mentions[i].Code == code {
			return true
		}
	}
	for _, d := range c.Document {
		if d == code {
			return true
		}
	}
	return false
}

// Mentions finds the countries a text speaks of, by name, nationality, people, capital, place, body or person, in order.
func (t *Tables) Mentions(text string, at time.Time) []Mention {
	var r reader
	r.t, r.s, r.date = t, text, dateNumber(at)
	r.whole = true
	r.read()
	var out []Mention
	for k := range r.items {
		it := &r.items[k]
		if !givesCode(it.kind) || it.kind == kindPrefix {
			continue
		}
		code := t.rows[it.row].code
		if len(code) != 3 || t.country[code] == 0 {
			continue
		}
		out = append(out, Mention{int(r.toks[it.i].start), int(r.toks[it.j-1].end), code, it.kind.String()})
	}
	return out
}

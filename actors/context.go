package actors

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

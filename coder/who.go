package coder

import (
	"strings"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
)

// who is what a phrase means.
type who struct {
	code   string
	sector barograph.Sector
	name   string
	person bool   // known by name, or by office and date
	bare   bool   // a country by its name, adjective, capital or seat of government alone
	how    string // the rows and rules that gave it
}

// lookup asks the tables who a phrase means.
func (r *reading) lookup(phrase string, ctx actors.Context) who {
	a := r.coder.actors.Resolve(phrase, r.day(), ctx)
	w := who{code: a.Code, sector: a.Sector, name: a.Name, how: a.Rule}
	kind, _, _ := strings.Cut(a.Rule, ":")
	switch kind {
	case "person", "surname":
		w.person = true
	case "country", "nationality", "capital", "metonym":
		w.bare = !strings.Contains(a.Rule, "; ") && !strings.Contains(strings.TrimPrefix(phrase, "the "), " ")
		w.bare = w.bare || a.Name == r.coder.actors.CountryName(a.Code)
		w.person = strings.Contains(a.Rule, "; holder: ")
	}
	return w
}

// day is the day of publication, the zero time when it is not known.
func (r *reading) day() time.Time {
	if r.published == nil {
		return time.Time{}
	}
	return r.published.Time
}

// context is what the text around a phrase tells of countries: its sentence first, then the document.
// t is the act it takes part in, nil when it is the source of a claim.
func (r *reading) context(n int, s span, t *told, receives bool) actors.Context {
	start := r.sentences[n].start
	c := actors.Context{Mentions: r.spokenOf(n), Start: s.start - start, End: s.end - start, Document: r.discourse.countries}
	if t != nil {
		c.Act, c.Receives = t.event.Type, receives
	}
	return c
}

// spokenOf lists the countries of which a sentence speaks, by name, people, capital or person.
func (r *reading) spokenOf(n int) []actors.Mention {
	s := &r.sentences[n]
	if s.countries == nil {
		s.countries = r.coder.actors.Mentions(r.slice(s.span), r.day())
		if s.countries == nil {
			s.countries = []actors.Mention{}
		}
	}
	return s.countries
}

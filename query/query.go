// Package query reads what people ask of the record: conditions field by field, as the command line and the API give them, and whole
// lines such as "ASSAULT drone PAK IND since May".
package query

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/export"
	"github.com/barograph/barograph/internal/lands"
	"github.com/barograph/barograph/store"
)

// Conditions are what is asked for, in a user's words. The zero value admits all.
type Conditions struct {
	Types, Modes, Statuses, Pairs, Countries []string // pairs are IND,PAK
	Directed, Rejected                       bool
	Actor, Since, Until, Known               string
	Place, Source, Origin                    string // Origin is "own" or "gdelt"
	Confidence                               float64
	Text                                     string
}

// An Error says which condition cannot be met, and why.
type Error struct {
	Field  string // as in the command line: "type", "known-by"
	Reason string
}

func (e *Error) Error() string { return e.Field + " " + e.Reason }

func wrong(field, format string, a ...any) error {
	return &Error{Field: field, Reason: fmt.Sprintf(format, a...)}
}

// Filter reads the conditions. Its errors are of type *Error.
func (c *Conditions) Filter() (store.Filter, error) {
	f := store.Filter{Modes: c.Modes, Directed: c.Directed, Actor: c.Actor, Place: c.Place, Outlet: c.Source, Confidence: c.Confidence,
		Rejected: c.Rejected, Text: c.Text}
	for _, t := range c.Types {
		kind := barograph.Type(strings.ToUpper(t))
		if !slices.Contains(barograph.Types, kind) {
			return f, wrong("type", "%s: the types are %s", t, joined(barograph.Types))
		}
		f.Types = append(f.Types, kind)
	}
	for _, m := range c.Modes {
		if !isMode(m) {
			return f, wrong("mode", "%s: no type has such a mode", m)
		}
	}
	for _, s := range c.Statuses {
		if !slices.Contains(barograph.Statuses, barograph.Status(s)) {
			return f, wrong("status", "%s: the statuses are %s", s, joined(barograph.Statuses))
		}
		f.Statuses = append(f.Statuses, barograph.Status(s))
	}
	for _, p := range c.Pairs {
		a, b, ok := strings.Cut(p, ",")
		if !ok {
			return f, wrong("pair", "%s: write two countries with a comma, such as IND,PAK", p)
		}
		var d barograph.Dyad
		var err error
		if d.Actor, err = Country("pair", a); err != nil {
			return f, err
		}
		if d.Recipient, err = Country("pair", b); err != nil {
			return f, err
		}
		f.Pairs = append(f.Pairs, d)
	}
	for _, name := range c.Countries {
		code, err := Country("country", name)
		if err != nil {
			return f, err
		}
		f.Countries = append(f.Countries, code)
	}
	if f.Directed && f.Pairs == nil {
		return f, wrong("directed", "needs a pair")
	}
	if f.Actor != "" && store.Fold(f.Actor) == "" {
		return f, wrong("actor", "%q names nobody", f.Actor)
	}
	if err := c.days(&f); err != nil {
		return f, err
	}
	switch c.Origin {
	case "":
	case "own":
		f.Origins = []string{""}
	case "gdelt":
		f.Origins = []string{"gdelt"}
	default:
		return f, wrong("origin", "%s: use own or gdelt", c.Origin)
	}
	if !(c.Confidence >= 0 && c.Confidence <= 1) {
		return f, wrong("confidence", "%g is not between 0 and 1", c.Confidence)
	}
	if f.Text != "" {
		if _, err := store.Terms(f.Text); err != nil {
			return f, wrong("q", "%v", err)
		}
	}
	return f, nil
}

func (c *Conditions) days(f *store.Filter) (err error) {
	if f.Since, _, err = Span("since", c.Since); err != nil {
		return err
	}
	if _, f.Until, err = Span("until", c.Until); err != nil {
		return err
	}
	if _, f.KnownBy, err = Span("known-by", c.Known); err != nil {
		return err
	}
	if f.Since != 0 && f.Until != 0 && f.Until < f.Since {
		return wrong("until", "%s is before since %s", c.Until, c.Since)
	}
	return nil
}

// Values writes the conditions as the query string of the API.
func (c *Conditions) Values() url.Values {
	v := url.Values{}
	for name, list := range map[string][]string{"type": c.Types, "mode": c.Modes, "status": c.Statuses, "pair": c.Pairs, "country": c.Countries} {
		for _, s := range list {
			v.Add(name, s)
		}
	}
	for name, s := range map[string]string{"actor": c.Actor, "since": c.Since, "until": c.Until, "known-by": c.Known, "place": c.Place,
		"source": c.Source, "origin": c.Origin, "q": c.Text} {
		if s != "" {
			v.Set(name, s)
		}
	}
	if c.Directed {
		v.Set("directed", "true")
	}
	if c.Rejected {
		v.Set("rejected", "true")
	}
	if c.Confidence > 0 {
		v.Set("confidence", strconv.FormatFloat(c.Confidence, 'g', -1, 64))
	}
	return v
}

func joined[T ~string](list []T) string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = string(list[i])
	}
	return strings.Join(out, ", ")
}

func isMode(m string) bool {
	for _, modes := range barograph.Modes {
		if slices.Contains(modes, m) {
			return true
		}
	}
	return false
}

// Span is the first and last day of what a field names: a day, a month or a year. "" is no day.
func Span(field, s string) (first, last barograph.Day, err error) {
	if s == "" {
		return 0, 0, nil
	}
	first, err = barograph.ParseDay(s)
	if err != nil || first/10000 == 0 {
		return 0, 0, wrong(field, "%q is not a day; write it as 2025-05-09", s)
	}
	switch len(s) {
	case len("2025"):
		return first, barograph.DayOf(first.Time().AddDate(1, 0, -1)), nil
	case len("2025-05"):
		return first, barograph.DayOf(first.Time().AddDate(0, 1, -1)), nil
	}
	return first, first, nil
}

// Country is the code of a country given by code or name, or one of IGO, NGO, TRN and MUL.
func Country(field, s string) (string, error) {
	if len(s) > 100 {
		return "", wrong(field, "names no country")
	}
	code, err := lands.Find(s)
	if err != nil {
		return "", wrong(field, "%v", err)
	}
	return code, nil
}

// Pair reads two different countries, each given as to Country. The fields name the one and the other in errors.
func Pair(fieldA, first, fieldB, second string) (a, b string, err error) {
	if a, err = Country(fieldA, first); err != nil {
		return "", "", err
	}
	if b, err = Country(fieldB, second); err != nil {
		return "", "", err
	}
	if a == b {
		return "", "", wrong(fieldB, "%q and %q are one country, %s; give two", first, second, cmp.Or(export.CountryName(a), a))
	}
	return a, b, nil
}

// IsCode says whether a code stands for a country, or for those who have none.
func IsCode(code string) bool {
	return barograph.Collective(code) || len(code) == 3 && export.CountryName(code) != ""
}

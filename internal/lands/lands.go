// Package lands finds the country somebody means by a code or a name, and says what may have been meant when there is none.
package lands

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
	"github.com/barograph/barograph/export"
	"github.com/barograph/barograph/internal/near"
)

// Find is the code of a country given by ISO 3166-1 alpha-3 code or by name; also IGO, NGO, TRN and MUL. An error says what is wrong and
// what may have been meant.
func Find(s string) (string, error) {
	s = strings.TrimSpace(s)
	code := strings.ToUpper(s)
	if barograph.Collective(code) || len(code) == 3 && export.CountryName(code) != "" {
		return code, nil
	}
	if s == "" {
		return "", errors.New("no country is named")
	}
	tables, err := actors.Default()
	if err != nil {
		return "", err
	}
	names, shared := []string{}, []string{}
	for _, c := range tables.Codes() {
		name := tables.CountryName(c)
		if strings.EqualFold(strings.TrimPrefix(strings.ToLower(s), "the "), name) && export.CountryName(c) != "" {
			return c, nil
		}
		if export.CountryName(c) == "" {
			continue
		}
		names = append(names, name)
		words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' })
		if slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, s) }) {
			shared = append(shared, name+" ("+c+")")
		}
	}
	if len(shared) > 1 {
		return "", fmt.Errorf("%q may be %s; give one of them", s, strings.Join(shared, " or "))
	}
	a := tables.Resolve(s, time.Now(), actors.Context{})
	if a.Code != "" && export.CountryName(a.Code) != "" {
		return a.Code, nil
	}
	if guess := near.Of(s, names); guess != "" {
		return "", fmt.Errorf("%q is no country that is known; did you mean %s?", s, guess)
	}
	return "", fmt.Errorf("%q is no country that is known; give its ISO 3166 code, such as IND, or its English name", s)
}

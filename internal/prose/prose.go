// Package prose says in English what the record holds in codes: countries, days, lists and numbers.
package prose

import (
	"fmt"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/export"
)

// Country is the name of a country inside a sentence, by its code: "India", "the United States". A code that is no country's stays.
func Country(code string) string {
	name := export.CountryName(code)
	switch {
	case name == "":
		return code
	case code == "PSE":
		return "the Palestinian territories"
	}
	if article[code] {
		return "the " + name
	}
	return name
}

// article has the countries that English names with "the".
var article = map[string]bool{"USA": true, "GBR": true, "ARE": true, "NLD": true, "PHL": true, "BHS": true, "GMB": true, "MDV": true, "COM": true,
	"SYC": true, "SLB": true, "MHL": true, "DOM": true, "CAF": true, "COD": true, "COG": true, "CYM": true, "FLK": true,
	"FRO": true, "COK": true}

// Upper begins a sentence.
func Upper(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// List joins with commas and "and".
func List(items []string) string {
	switch n := len(items); n {
	case 0:
		return ""
	case 1:
		return items[0]
	default:
		return strings.Join(items[:n-1], ", ") + " and " + items[n-1]
	}
}

// Day writes 8 May 2025.
func Day(d barograph.Day) string {
	if d == 0 {
		return "an unknown day"
	}
	return d.Time().Format("2 January 2006")
}

// Short writes 8 May, where the year is known.
func Short(d barograph.Day) string { return d.Time().Format("2 January") }

// Span writes a span of days as short as it goes: 4 to 10 May 2025.
func Span(from, to barograph.Day) string {
	switch {
	case from == to:
		return Day(to)
	case from/100 == to/100:
		return fmt.Sprintf("%d to %s", int(from)%100, Day(to))
	case from/10000 == to/10000:
		return from.Time().Format("2 January") + " to " + Day(to)
	}
	return Day(from) + " to " + Day(to)
}

var small = [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

// Number writes small numbers as words.
func Number(n int) string {
	if n >= 0 && n < len(small) {
		return small[n]
	}
	return fmt.Sprint(n)
}

// Count writes a number with its noun: "three days", "one day", "no day" is left to the caller.
func Count(n int, noun string) string {
	if n == 1 {
		return Number(n) + " " + noun
	}
	if y := strings.TrimSuffix(noun, "y"); y != noun && !strings.HasSuffix(noun, "ay") {
		return Number(n) + " " + y + "ies"
	}
	return Number(n) + " " + noun + "s"
}

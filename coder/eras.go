package coder

import (
	_ "embed" // the table
	"strings"
	"sync"

	"github.com/barograph/barograph/dates"
)

// An era is a war or a deed of the past that has a name.
type era struct{ name, value, precision string }

//go:embed data/eras.tsv
var eraTable string

// eras are the rows of the table, in their order.
var eras = sync.OnceValue(func() []era {
	var out []era
	for line := range strings.Lines(eraTable) {
		names, value, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || names == "names" {
			continue
		}
		for name := range strings.SplitSeq(names, "|") {
			out = append(out, era{name, value, eraPrecision(value)})
		}
	}
	return out
})

// eraPrecision tells from the form of a value how exact it is.
func eraPrecision(value string) string {
	switch {
	case strings.Contains(value, "/"):
		return dates.Range
	case len(value) == len("2006"):
		return dates.Year
	case len(value) == len("2006-01"):
		return dates.Month
	}
	return dates.Day
}

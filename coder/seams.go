package coder

import (
	"strings"

	"github.com/barograph/barograph"
)

type tables struct{}

func loadTables(dir string) (tables, error) { return tables{}, nil }

func (tables) countryName(code string) string { return code }

type who struct {
	code   string
	sector barograph.Sector
	name   string
	person bool
	bare   bool // a country by its name, adjective, capital or seat of government alone
	how    string
}

type scope struct {
	sentence []string // countries the sentence speaks of, the nearest first
	document []string // the same of the document, the most frequent first
}

func (r *reading) lookup(phrase string, ctx scope) who { return who{} }

func (r *reading) locate(s span) barograph.Location { return barograph.Location{} }

func (r *reading) when(s span, future bool) (t barograph.Time, relative bool) { return }

func quotesOf(text string) []barograph.Quote { return nil }

func splitSentences(text string) []span {
	var out []span
	start := 0
	for {
		i := strings.Index(text[start:], "\n\n")
		if i < 0 {
			return append(out, span{start, len(text)})
		}
		out = append(out, span{start, start + i})
		start += i + 2
	}
}

package tension

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/sqlite"
)

// A crisis is a row of testdata/crises.tsv.
type crisis struct {
	Subject
	month barograph.Day // its first day
	calm  bool
	held  bool // not looked at while the weights were chosen
	what  string
}

func crises(t testing.TB) []crisis {
	data, err := os.ReadFile("testdata/crises.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []crisis
	n := map[string]int{}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(strings.TrimSpace(line), "\t")
		month, err := barograph.ParseDay(c[2])
		if err != nil || len(c) != 5 {
			t.Fatalf("%q: %v", line, err)
		}
		n[c[3]]++
		out = append(out, crisis{Pair(c[0], c[1]), month, c[3] == "calm", n[c[3]]%2 == 0, c[4]})
	}
	return out
}

func TestCrisesTable(t *testing.T) {
	calm, seen := 0, map[string]bool{}
	for _, c := range crises(t) {
		key := fmt.Sprint(c.Subject, c.month)
		if seen[key] {
			t.Errorf("%s twice", key)
		}
		if seen[key] = true; c.calm {
			calm++
		}
	}
	if len(seen)-calm < 30 || calm < 10 {
		t.Errorf("%d crises and %d calm months", len(seen)-calm, calm)
	}
}

// TestCrises ranks the crises in a record of the chronicle of current events, beside the count of summaries that name both countries.
// The floors are what was reached, so that a change for the worse shows.
func TestCrises(t *testing.T) {
	file := os.Getenv("BAROGRAPH_CHRONICLE")
	if file == "" {
		t.Skip("BAROGRAPH_CHRONICLE names no record; make one with: barograph ingest --db FILE wikipedia_current_events/")
	}
	s, err := sqlite.Open(t.Context(), file, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p, err := Load(t.Context(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	named := mentions(t, s)
	var hits, rivals, all [2]int
	calm, rivalCalm := 0, 0
	for _, c := range crises(t) {
		top := p.Top(TopOptions{Since: c.month, Until: barograph.DayOf(c.month.Time().AddDate(0, 1, -1))})
		rank, pressure := 0, 0.0
		if i := slices.IndexFunc(top, func(s Standing) bool { return s.Subject == c.Subject && s.Value.Pressure > 0 }); i >= 0 {
			rank, pressure = i+1, top[i].Value.Pressure
		}
		count, rival := rankOf(named[c.month], c.Subject)
		half := 0
		if c.held {
			half = 1
		}
		in, rivalIn := rank > 0 && rank <= 5, rival > 0 && rival <= 5
		switch {
		case c.calm && in:
			calm++
		case !c.calm:
			all[half]++
			if in {
				hits[half]++
			}
			if rivalIn {
				rivals[half]++
			}
		}
		if c.calm && rivalIn {
			rivalCalm++
		}
		t.Logf("| %s | %s–%s | %s | %.0f | %s | %d | %s | %s |", c.month.String()[:7], c.A, c.B, c.what, pressure, placeText(rank), count, placeText(rival),
			map[bool]string{true: "held out", false: "chosen by"}[c.held])
	}
	t.Logf("among the five highest: pressure %v, naming both %v of %v (chosen by, held out); calm months: %d and %d", hits, rivals, all, calm, rivalCalm)
	if hits[0] < 33 || hits[1] < 23 || calm > 0 {
		t.Errorf("pressure ranks %v of %v crises and %d calm months among the five highest", hits, all, calm)
	}
}

func placeText(rank int) string {
	if rank == 0 {
		return "–"
	}
	return fmt.Sprint(rank)
}

// mentions counts by month the texts that name both countries of a pair, by name, other name or adjective.
func mentions(t *testing.T, s store.Store) map[barograph.Day]map[Subject]int {
	data, err := os.ReadFile("../actors/data/countries.tsv")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]string{} // by the folded name
	for line := range strings.Lines(string(data)) {
		c := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || c[0] == "code" {
			continue
		}
		for _, cell := range c[1:min(4, len(c))] {
			for name := range strings.SplitSeq(cell, "|") {
				if folded := store.Fold(name); len(folded) > 2 && name[0] != '?' && codes[folded] == "" {
					codes[folded] = c[0]
				}
			}
		}
	}
	out := map[barograph.Day]map[Subject]int{}
	if err := s.Articles(t.Context(), "", func(a *store.StoredArticle) error {
		found := map[string]bool{}
		words := strings.Fields(store.Fold(a.Article.Article.Text()))
		for i := 0; i < len(words); i++ {
			for n := min(5, len(words)-i); n > 0; n-- { // the longest name that begins here
				if code := codes[strings.Join(words[i:i+n], " ")]; code != "" {
					found[code] = true
					i += n - 1
					break
				}
			}
		}
		if a.Article.Article.Published == nil {
			return nil
		}
		month := barograph.DayOf(a.Article.Article.Published.Time)/100*100 + 1
		if out[month] == nil {
			out[month] = map[Subject]int{}
		}
		for x := range found {
			for y := range found {
				if x < y {
					out[month][Pair(x, y)]++
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// rankOf is the count of a pair and its place; of pairs with one count all have the last place of them, for none stands before another.
func rankOf(counts map[Subject]int, s Subject) (count, rank int) {
	if count = counts[s]; count == 0 {
		return 0, 0
	}
	for _, n := range counts {
		if n >= count {
			rank++
		}
	}
	return count, rank
}

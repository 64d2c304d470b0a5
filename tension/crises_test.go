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
	held  bool // no weight was chosen by its rank
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
		t.Skip("BAROGRAPH_CHRONICLE names no record of the chronicle; make crises CHRONICLE=FOLDER makes one and runs this")
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
	var hits, calm, all, calmAll [2]int
	var rivals, rivalsCalm [len(tieRules)][2]int
	for _, c := range crises(t) {
		top := p.Top(TopOptions{Since: c.month, Until: barograph.DayOf(c.month.Time().AddDate(0, 1, -1))})
		rank, pressure := placeOf(top, c.Subject)
		count, rival := rankOf(named[c.month], c.Subject)
		half := 0
		if c.held {
			half = 1
		}
		in := rank > 0 && rank <= 5
		to, of, rivalsTo := &hits, &all, &rivals
		if c.calm {
			to, of, rivalsTo = &calm, &calmAll, &rivalsCalm
		}
		of[half]++
		if in {
			to[half]++
		}
		for i, place := range rival {
			if count > 0 && place <= 5 {
				rivalsTo[i][half]++
			}
		}
		t.Logf("| %s | %s–%s | %s | %.0f | %s | %d | %.1f | %s |", c.month.String()[:7], c.A, c.B, c.what, pressure, placeText(rank), count, rival[1],
			map[bool]string{true: "held out", false: "chosen by"}[c.held])
	}
	row := func(what string, n, calm [2]int) {
		t.Logf("| %s | %d | %d | %d (%.0f %%) | %d |", what, n[0], n[1], n[0]+n[1], 100*float64(n[0]+n[1])/float64(all[0]+all[1]), calm[0]+calm[1])
	}
	t.Logf("| among the five highest pairs of the month | chosen by (%d) | held out (%d) | all (%d) | calm months (%d) |", all[0], all[1], all[0]+all[1],
		calmAll[0]+calmAll[1])
	row("pressure", hits, calm)
	for i, rule := range tieRules {
		row("naming both countries, "+rule, rivals[i], rivalsCalm[i])
	}
	if hits[0] < 38 || hits[1] < 35 || calm[0]+calm[1] > 0 {
		t.Errorf("pressure ranks %v of %v crises and %v calm months among the five highest", hits, all, calm)
	}
}

// placeOf is the place of a pair among all, and its pressure; equal pressures share the mean of their places. Without pressure it has none, 0.
func placeOf(top []Standing, s Subject) (place, pressure float64) {
	i := slices.IndexFunc(top, func(t Standing) bool { return t.Subject == s && t.Value.Pressure > 0 })
	if i < 0 {
		return 0, 0
	}
	pressure = top[i].Value.Pressure
	above, same := 0, 0
	for _, t := range top {
		if t.Value.Pressure > pressure+1e-9 {
			above++
		} else if t.Value.Pressure > pressure-1e-9 {
			same++
		}
	}
	return float64(above) + float64(same+1)/2, pressure
}

func placeText(place float64) string {
	if place == 0 {
		return "–"
	}
	return fmt.Sprint(place)
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

// tieRules say what place pairs with equal counts have: the last of theirs, the mean of them, or the first.
var tieRules = [3]string{"ties last", "ties averaged", "ties first"}

// rankOf is the count of a pair and its place under each of the tieRules.
func rankOf(counts map[Subject]int, s Subject) (count int, place [len(tieRules)]float64) {
	count = counts[s]
	above, same := 0, 0
	for _, n := range counts {
		if n > count {
			above++
		} else if n == count {
			same++
		}
	}
	return count, [...]float64{float64(above + same), float64(above) + float64(same+1)/2, float64(above + 1)}
}

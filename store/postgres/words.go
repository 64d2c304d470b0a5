package postgres

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/internal/sqldb"
)

// byMonths searches the index of words by month. A query is that of the words and, on a line of its own, that of what words stand for pairs
// and types, which are not taken apart.
var byMonths = &sqldb.ByMonths{
	Match: "s.words @@ " + tsquery,
	In:    "s.words IS NOT NULL AND words_of_month(s.day, s.words) @@ query_of_months(" + tsquery + ", %[2]s)",
	Query: func(terms []store.Term, codes [][]string) string {
		groups := make([]string, len(codes))
		for i, group := range codes {
			groups[i] = "('" + strings.Join(group, "' | '") + "')"
		}
		return textQuery(terms) + "\n" + strings.Join(groups, " & ")
	},
	Guess: guess,
}

const tsquery = `(to_tsquery('simple', split_part(%[1]s, E'\n', 1)) && split_part(%[1]s, E'\n', 2)::tsquery)`

// guess takes the estimates of the planner, which knows how common the words are that are common.
func guess(read func(string, ...any) (string, error), query string, from, to int64) (all, between, hold float64, err error) {
	plan, err := read("EXPLAIN (FORMAT JSON) SELECT FROM story UNION ALL SELECT FROM story WHERE day BETWEEN $2 AND $3 UNION ALL SELECT FROM story s WHERE s.words @@ "+
		fmt.Sprintf(tsquery, "$1"), query, from, to)
	if err != nil {
		return 0, 0, 0, err
	}
	var x []struct {
		Plan struct {
			Plans []struct {
				Rows float64 `json:"Plan Rows"`
			}
		}
	}
	if err := json.Unmarshal([]byte(plan), &x); err != nil || len(x) != 1 || len(x[0].Plan.Plans) != 3 {
		return 0, 0, 0, fmt.Errorf("a plan reads otherwise than expected (%v): %s", err, plan)
	}
	of := x[0].Plan.Plans
	return of[0].Rows, of[1].Rows, of[2].Rows, nil
}

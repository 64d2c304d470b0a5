//go:build unix

package postgres

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/postgres/pgtest"
	"github.com/barograph/barograph/store/storetest"
)

// A record of the schema before has its words by month afterwards, with pairs, countries and types, and is searched as if it had always had
// them: through the index, and in the order of days where words are common.
func TestWordsByMonth(t *testing.T) {
	server := pgtest.Start(t)
	upgraded(t, server, "words", 8)
	server.Exec(t, `SET search_path = words;
		INSERT INTO story (id, origin, day, known, type, mode, status, confidence, rejected, who, place, data, words)
		SELECT n * 7919 - 9000000, '', CASE WHEN n % 50 = 0 THEN 0 ELSE 20250101 + n % 3 * 100 + n % 28 - n % 97 / 96 * 760000 END, 20250601, (ARRAY['ASSAULT', 'CONSULT'])[n % 2 + 1], '',
			'occurred', 1, n % 40 / 39, '', '', '{"type":"' || (ARRAY['ASSAULT', 'CONSULT'])[n % 2 + 1] || '"}',
			to_tsvector('simple', 'border guards ' || CASE WHEN n % 4 < 2 THEN 'fired mortars' ELSE 'met at a flag meeting' END || CASE WHEN n % 100 = 99 THEN ' rarely' ELSE '' END)
		FROM generate_series(1::bigint, 3000) AS n;
		INSERT INTO dyad (actor, recipient, day, story, origin, known, type, status, confidence, rejected, quad, goldstein, articles, sources)
		SELECT (ARRAY['IND', 'USA', ''])[1 + (id + 9000000) / 7919 % 3], (ARRAY['PAK', 'PAK', 'IND'])[1 + (id + 9000000) / 7919 % 3], day, id, '', known, type, status, 1, rejected, 4, -5, 1, 1
		FROM story;
		INSERT INTO story (id, origin, day, known, type, mode, status, confidence, rejected, who, place, data)
		VALUES (5, 'gdelt', 20250208, 0, 'ASSAULT', '', 'occurred', 1, 0, '', '', '{}')`)
	address := server.Schema("words")
	record := open(t, address)
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()

	all := func(f store.Filter, oldest bool) []string {
		t.Helper()
		return storetest.Listed(t, record, f, 90, oldest)
	}
	// The same by another way: the columns that were there before, row after row.
	plainly := func(cond string) (ids []string) {
		t.Helper()
		rows, err := db.QueryContext(t.Context(), "SELECT s.id FROM story s JOIN dyad d ON d.story = s.id WHERE s.rejected = 0 AND "+cond+" ORDER BY s.day DESC, s.id DESC")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, store.ID(id))
		}
		return ids
	}
	const fired, met = "(s.id + 9000000) / 7919 % 4 < 2", "(s.id + 9000000) / 7919 % 4 >= 2"
	for _, x := range []struct {
		f    store.Filter
		cond string
	}{
		{store.Filter{Text: "mortars"}, fired},
		{store.Filter{Text: "border"}, "true"},
		{store.Filter{Text: "rarely"}, "(s.id + 9000000) / 7919 % 100 = 99"},
		{store.Filter{Text: `"flag meeting" gua*`}, met},
		{store.Filter{Text: "meeting", Pairs: []barograph.Dyad{{Actor: "PAK", Recipient: "IND"}}}, met + " AND actor = 'IND' AND recipient = 'PAK'"},
		{store.Filter{Text: "meeting", Pairs: []barograph.Dyad{{Actor: "IND"}}}, met + " AND actor = '' AND recipient = 'IND'"},
		{store.Filter{Text: "border", Pairs: []barograph.Dyad{{Actor: "USA", Recipient: "PAK"}}, Directed: true}, "actor = 'USA'"},
		{store.Filter{Text: "border", Countries: []string{"USA", "IND"}, Types: []barograph.Type{barograph.Assault}}, "s.type = 'ASSAULT'"},
		{store.Filter{Text: "rarely mortars OR", Since: 20250101}, "false"},
		{store.Filter{Text: "border", Since: 20250205, Until: 20250310}, "s.day BETWEEN 20250205 AND 20250310"},
		{store.Filter{Text: "mortars", Until: 20250215, Countries: []string{"PAK"}}, fired + " AND s.day BETWEEN 1 AND 20250215 AND recipient = 'PAK'"},
		{store.Filter{Text: "rarely", Since: 20250302}, "(s.id + 9000000) / 7919 % 100 = 99 AND s.day >= 20250302"},
	} {
		have, want := all(x.f, false), plainly(x.cond)
		if !slices.Equal(have, want) || len(want) == 0 && x.cond != "false" {
			t.Errorf("%+v: %d are found, not %d", x.f, len(have), len(want))
		}
		back := all(x.f, true)
		if slices.Reverse(back); !slices.Equal(back, want) {
			t.Errorf("%+v: from the oldest %d are found, not %d", x.f, len(back), len(want))
		}
		n := 0
		if err := record.Dyads(t.Context(), x.f, func(*barograph.DyadEvent) error { n++; return nil }); err != nil || n != len(want) {
			t.Errorf("%+v: %d rows of pairs, not %d, %v", x.f, n, len(want), err)
		}
	}
	for _, x := range []store.Filter{{Text: "mortars", Pairs: []barograph.Dyad{{Actor: "PAK", Recipient: "USA"}}, Directed: true},
		{Text: "assault"}, {Text: "ind"}, {Text: "border", Countries: []string{`'`}}} {
		if have := all(x, false); len(have) > 0 {
			t.Errorf("%+v: found are %s", x, have)
		}
	}

	// What is common is looked for in the order of days, what is rare by the index.
	for _, x := range []struct {
		query  string
		common bool
	}{{"'border'\n", true}, {"'rarely'\n", false}} {
		stories, between, hold, err := guess(func(query string, args ...any) (plan string, err error) {
			err = db.QueryRowContext(t.Context(), query, args...).Scan(&plan)
			return plan, err
		}, x.query, 20250101, 20250331)
		if err != nil || stories < 2000 || between < 2000 || between > stories || hold > 2000 != x.common {
			t.Errorf("%q: of %v stories, %v of them in three months, %v are expected to hold it, %v", x.query, stories, between, hold, err)
		}
	}
	plan := planOf(t, db, "SELECT s.id FROM story s WHERE "+fmt.Sprintf(byMonths.In, `E'\'rarely\'\n'`, "'202502,202501'"))
	if !strings.Contains(plan, "Bitmap Index Scan on story_words") {
		t.Errorf("the plan is\n%s", plan)
	}
}

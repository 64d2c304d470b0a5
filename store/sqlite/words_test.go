package sqlite

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/internal/sqldb"
	"github.com/barograph/barograph/store/storetest"
)

// A record of the schema before has its words by day afterwards, and is searched as if it had always had them.
func TestWordsByDay(t *testing.T) {
	file := filepath.Join(t.TempDir(), "old.db")
	db := upgraded(t, file, 5)
	do := func(query string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
			t.Fatal(err)
		}
	}
	id := func(i int) int64 { return int64(uint64(i) * 0x9e3779b97f4a7c15) }
	days := []int64{20250508, 20241231, 20250101, 0, 19490803}
	for i := 1; i <= 60; i++ {
		day, key := days[i%len(days)], id(i)
		if i > 56 { // neighbours: they begin alike
			day, key = 20250601, id(7)&^0xfff+int64(i)
		}
		kind := []string{"ASSAULT", "CONSULT"}[i%2]
		do("INSERT INTO story (id, origin, day, known, type, mode, status, confidence, rejected, who, place, data) VALUES (?, '', ?, 20250601, ?, '', 'occurred', 1, 0, '', '', ?)",
			key, day, kind, fmt.Sprintf(`{"type":%q}`, kind))
		for _, pair := range [][2]string{{"IND", "PAK"}, {"USA", "PAK"}, {"", "IND"}}[i%3 : i%3+1] {
			do("INSERT INTO dyad (actor, recipient, day, story, origin, known, type, status, confidence, rejected, quad, goldstein, articles, sources) VALUES (?, ?, ?, ?, '', 20250601, ?, 'occurred', 1, 0, 4, -5, 1, 1)",
				pair[0], pair[1], day, key, kind)
		}
		words := "border guards " + map[bool]string{true: "fired mortars", false: "met at a flag meeting"}[i%4 < 2]
		do("INSERT INTO story_text (rowid, words) VALUES (?, ?)", key, words)
	}
	do("INSERT INTO story (id, origin, day, known, type, mode, status, confidence, rejected, who, place, data) VALUES (5, 'gdelt', 20250508, 0, 'ASSAULT', '', 'occurred', 1, 0, '', '', '{}')")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	s := open(t, file)
	all := func(f store.Filter, oldest bool) []string {
		t.Helper()
		return storetest.Listed(t, s, f, 7, oldest)
	}
	without := func(f store.Filter, holds func(i int) bool) (ids []string) { // the same by another way: without words, in the order of the list
		has := map[string]bool{}
		for i := 1; i <= 60; i++ {
			key := id(i)
			if i > 56 {
				key = id(7)&^0xfff + int64(i)
			}
			has[store.ID(key)] = holds(i)
		}
		f.Text = ""
		for _, x := range all(f, false) {
			if has[x] {
				ids = append(ids, x)
			}
		}
		return ids
	}
	fired := func(i int) bool { return i%4 < 2 }
	for _, x := range []struct {
		f     store.Filter
		holds func(int) bool
	}{
		{store.Filter{Text: "mortars"}, fired},
		{store.Filter{Text: "border"}, func(int) bool { return true }},
		{store.Filter{Text: `"flag meeting" gua*`}, func(i int) bool { return !fired(i) }},
		{store.Filter{Text: "meeting", Pairs: []barograph.Dyad{{Actor: "PAK", Recipient: "IND"}}}, func(i int) bool { return !fired(i) }},
		{store.Filter{Text: "border", Pairs: []barograph.Dyad{{Actor: "USA", Recipient: "PAK"}}, Directed: true}, func(int) bool { return true }},
		{store.Filter{Text: "border", Countries: []string{"USA", "IND"}, Types: []barograph.Type{barograph.Assault}}, func(int) bool { return true }},
		{store.Filter{Text: "border", Since: 20241231, Until: 20250508}, func(int) bool { return true }},
		{store.Filter{Text: "mortars", Until: 20250101, Countries: []string{"PAK"}}, fired},
	} {
		have, want := all(x.f, false), without(x.f, x.holds)
		if !slices.Equal(have, want) || len(want) == 0 {
			t.Errorf("%+v: found are %s, not %s", x.f, have, want)
		}
		back := all(x.f, true)
		if slices.Reverse(back); !slices.Equal(back, want) {
			t.Errorf("%+v: from the oldest found are %s, not %s", x.f, back, want)
		}
	}
	for _, x := range []store.Filter{{Text: "mortars", Pairs: []barograph.Dyad{{Actor: "PAK", Recipient: "USA"}}, Directed: true},
		{Text: "assault"}, {Text: "ind"}, {Text: "border", Countries: []string{`"`}}} {
		if have := all(x, false); len(have) > 0 {
			t.Errorf("%+v: found are %s", x, have)
		}
	}
}

// Spots are in the order of days and ids, and searches are answered in their order, without sorting.
func TestSpots(t *testing.T) {
	last := int64(-1)
	for _, day := range []int64{0, 10101, 19481231, 19490101, 20250228, 20250301, 20251231, 20260101, 99991231} {
		for _, id := range []int64{-1 << 63, -5 << 40, 0, 7 << 40, 1<<63 - 1} {
			if spot := sqldb.SpotOf(day, id); spot <= last {
				t.Errorf("%d, %d: %d stands behind %d", day, id, spot, last)
			} else {
				last = spot
			}
		}
	}
	file := filepath.Join(t.TempDir(), "plan.db")
	open(t, file)
	db, err := sql.Open("sqlite", address(file, time.Second, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `EXPLAIN QUERY PLAN SELECT s.day FROM story_words w CROSS JOIN story s ON s.spot = w.rowid
		WHERE w.words MATCH '"a" AND ("b" OR "c")' AND w.rowid >= 5 AND w.rowid < 900 AND s.rejected = 0 ORDER BY w.rowid DESC LIMIT 5`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var a, b, c int
		var line string
		if err := rows.Scan(&a, &b, &c, &line); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(line + "\n")
	}
	if p := plan.String(); strings.Contains(p, "TEMP B-TREE") || !strings.Contains(p, "story_spot (spot=?)") {
		t.Errorf("the plan is\n%s", p)
	}
}

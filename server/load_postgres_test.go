package server

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/barograph/barograph/store"
)

// describePostgres is describe for a database. The words come by COPY, and their index is built when all are there.
func describePostgres(t *testing.T, address string, n int) {
	t.Helper()
	ctx := t.Context()
	db, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(ctx)
	do := func(query string) {
		if _, err := db.Exec(ctx, query); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	do("SET search_path = barograph; SET maintenance_work_mem = '256MB'; SET work_mem = '256MB'")
	have := 0
	if err := db.QueryRow(ctx, "SELECT count(*) FROM story WHERE words IS NOT NULL").Scan(&have); err != nil || have >= n {
		t.Logf("%d events have words, %v", have, err)
		return
	}
	begin := time.Now()
	do("CREATE TEMP TABLE told (id BIGINT PRIMARY KEY, words TEXT NOT NULL, codes TEXT NOT NULL)")
	var rows [][]any
	for s := range made(n) {
		key, err := store.Key(s.ID)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, []any{key, s.Evidence, coded(&s)})
	}
	if _, err := db.CopyFrom(ctx, pgx.Identifier{"told"}, []string{"id", "words", "codes"}, pgx.CopyFromRows(rows)); err != nil {
		t.Fatal(err)
	}
	var index string
	if err := db.QueryRow(ctx, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'barograph' AND indexname = 'story_words'").Scan(&index); err != nil {
		t.Fatal(err)
	}
	do("DROP INDEX story_words")
	do("UPDATE story SET words = to_tsvector('simple', told.words) || array_to_tsvector(string_to_array(told.codes, ' ')) FROM told WHERE told.id = story.id")
	do(index)
	do("VACUUM ANALYZE story")
	do("ANALYZE dyad")
	t.Logf("words of %d events indexed in %v", n, time.Since(begin).Round(time.Second))
}

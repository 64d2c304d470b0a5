//go:build unix

package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/postgres/pgtest"
	"github.com/barograph/barograph/store/storetest"
)

func open(t *testing.T, address string) store.Store {
	t.Helper()
	s, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// schemaOf is a schema's name for a test's record.
func schemaOf(t *testing.T, name string) string {
	h := fnv.New32a()
	h.Write([]byte(t.Name() + " " + name))
	return fmt.Sprintf("test_%08x", h.Sum32())
}

func TestStore(t *testing.T) {
	server := pgtest.Start(t)
	storetest.Run(t, func(t *testing.T, name string) store.Store {
		schema := schemaOf(t, strings.TrimSpace(name))
		return open(t, server.Schema(schema))
	})
}

func TestNewerRecord(t *testing.T) {
	server := pgtest.Start(t)
	address := server.Schema("newer")
	open(t, address)
	server.Exec(t, `INSERT INTO newer.barograph_schema (version) VALUES (99)`)
	s, err := Open(t.Context(), address)
	if err == nil {
		s.Close()
	}
	if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "its schema is 99") {
		t.Errorf("%v", err)
	}
	m, err := steps()
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= m.Latest(); n++ {
		schema := fmt.Sprintf("schema_%d", n)
		upgraded(t, server, schema, n)
		storetest.Usable(t, open(t, server.Schema(schema)))
	}
	// Many open an empty record at once: one makes the schema.
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := Open(context.Background(), server.Schema("rush"))
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
		})
	}
	wg.Wait()
	storetest.Usable(t, open(t, server.Schema("rush")))
}

// upgraded makes a record of an earlier schema.
func upgraded(t *testing.T, server *pgtest.Server, schema string, n int) {
	t.Helper()
	m, err := steps()
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", server.Schema(schema))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(upgrade(t.Context(), db, schema, m, n), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestPieces(t *testing.T) {
	server := pgtest.Start(t)
	storetest.Pieces(t, open(t, server.Schema("now")), func(statements []string) store.Store {
		upgraded(t, server, "old", 6)
		for _, statement := range statements {
			server.Exec(t, "SET search_path = old; "+fmt.Sprintf(statement, "now"))
		}
		return open(t, server.Schema("old"))
	})
}

func TestServerGoes(t *testing.T) {
	server := pgtest.Start(t)
	articles := storetest.Articles(4, 120)
	quiet := open(t, server.Schema("quiet"))
	if _, err := quiet.Save(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	calm := storetest.Dump(t, quiet)
	var readers sync.WaitGroup
	for range 2 * connections { // many connections, all of them left idle
		readers.Go(func() { _, _ = quiet.Stats(context.Background()) })
	}
	readers.Wait()
	s := open(t, server.Schema("struck"))
	struck := make(chan error)
	go func() {
		for i := 0; ; i++ {
			k := i % len(articles)
			if _, err := s.Save(context.Background(), articles[k:k+1]); err != nil {
				struck <- err
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	time.Sleep(200 * time.Millisecond)
	server.Down(t, "immediate")
	if err := <-struck; !errors.Is(err, store.ErrGone) || !strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("%v", err)
	}
	if _, err := s.Stats(t.Context()); !errors.Is(err, store.ErrGone) {
		t.Errorf("reading: %v", err)
	}
	server.Up(t)
	// The connections that broke meanwhile are no concern of the caller.
	if storetest.Dump(t, quiet) != calm {
		t.Error("another record after the server came back")
	}
	if _, err := s.Save(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	if storetest.Dump(t, s) != calm {
		t.Error("the record is another than that of a quiet run")
	}
	if _, err := Open(t.Context(), "postgres://postgres@127.0.0.1:1/postgres"); !errors.Is(err, store.ErrGone) {
		t.Errorf("no server: %v", err)
	}
	if _, err := Open(t.Context(), "postgres://[bad"); err == nil {
		t.Error("a broken address was taken")
	}
}

func TestCrash(t *testing.T) {
	server := pgtest.Start(t)
	storetest.Crash(t, open, server.Schema("killed"), server.Schema("calm"))
}

func TestCrashChild(t *testing.T) { storetest.CrashChild(t, open) }

// The history of a pair is read from an index alone, also in a record of an older schema.
func TestPairsFromAnIndex(t *testing.T) {
	server := pgtest.Start(t)
	upgraded(t, server, "before", 7)
	db, err := sql.Open("pgx", server.Schema("before"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `INSERT INTO dyad (actor, recipient, day, story, origin, known, type, status, confidence, rejected, quad, goldstein, articles, sources, sides)
		SELECT chr(65 + (n / 26 % 26)::int), chr(65 + (n % 26)::int), 20250501 + n % 28, n, '', 20250501, 'ASSAULT', 'occurred', 1, 0, 4, -10, 1, 1, 0
		FROM generate_series(1::bigint, 50000) AS n`); err != nil {
		t.Fatal(err)
	}
	record := open(t, server.Schema("before"))
	if _, err := db.ExecContext(t.Context(), "VACUUM ANALYZE dyad"); err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := record.Acts(t.Context(), barograph.Dyad{Actor: "B", Recipient: "C"}, 20250501, 20250531, func(*store.Act) error { n++; return nil }); err != nil || n < 100 {
		t.Errorf("%d acts, %v", n, err)
	}
	plan := planOf(t, db, `SELECT origin, known, type, status, confidence, rejected, quad, goldstein, articles, sources, sides FROM dyad
		WHERE actor = 'B' AND recipient = 'C' AND day >= 20250501 AND rejected = 0 ORDER BY day, story`)
	if !strings.Contains(plan, "Index Only Scan using dyad_pkey") {
		t.Errorf("a pair is read so:\n%s", plan)
	}
}

// planOf is how the server would answer a query, line by line.
func planOf(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "EXPLAIN "+query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		line := ""
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(line + "\n")
	}
	return plan.String()
}

// Package postgres keeps the record on a PostgreSQL server, for a team and for many workers that write at the same time. It behaves
// as package sqlite does. The tables live in a schema of their own, "barograph", unless the address names another search_path.
package postgres

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/internal/sqldb"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// The keys of advisory locks: one for changing the schema, one for writing. They are arbitrary and the same in every version.
const (
	schemaLock = 7310028461
	writeLock  = 731002846
)

const (
	schemaName  = "barograph"
	connectWait = 10 * time.Second
	connections = 10
)

// Open opens the record at an address postgres://…, and makes its schema when there is none.
func Open(ctx context.Context, address string) (*sqldb.DB, error) {
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("--db: %w", err)
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectWait
	}
	schema := cfg.RuntimeParams["search_path"]
	if schema == "" {
		schema = schemaName
		cfg.RuntimeParams["search_path"] = schema
	}
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "barograph"
	}
	// A plan depends on what is asked: how common a word is, how busy a pair. One made for all would read half the record for a common word. And
	// many ask at once, and each for little, so that no query is given several processes or compiled.
	for setting, value := range map[string]string{"plan_cache_mode": "force_custom_plan", "max_parallel_workers_per_gather": "0", "jit": "off"} {
		if cfg.RuntimeParams[setting] == "" {
			cfg.RuntimeParams[setting] = value
		}
	}
	noticeSilence(cfg)
	explain := explainer(cfg.Host)
	db := stdlib.OpenDB(*cfg)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	if err := migrate(ctx, db, schema); err != nil {
		return nil, errors.Join(explain(err), db.Close())
	}
	return sqldb.New(sqldb.Dialect{
		Begin:     "BEGIN",
		Look:      "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
		TextRows:  "SELECT count(*) FROM story WHERE words IS NOT NULL",
		Lock:      fmt.Sprintf("SELECT pg_advisory_xact_lock(%d, hashtext(current_schema()))", writeLock),
		TextMatch: "s.words @@ to_tsquery('simple', %s)",
		TextQuery: textQuery,
		ByMonths:  byMonths,
		PutOwn: func(s *sqldb.Session, rows []sqldb.OwnRow) error {
			for i := range rows {
				if _, err := s.Exec(insertOwn, append(rows[i].AppendValues(nil), rows[i].Words+"\n"+rows[i].Codes())...); err != nil {
					return err
				}
			}
			return nil
		},
		Import:  importRows,
		Lost:    lost,
		Idle:    connections,
		Explain: explain,
	}, db, db), nil
}

// insertOwn writes a story with its words and, on a line of their own, what words stand for its pairs and type, which are not taken apart.
var insertOwn = sqldb.InsertOwn("words", "to_tsvector('simple', split_part(%[1]s, E'\\n', 1)) || array_to_tsvector(string_to_array(split_part(%[1]s, E'\\n', 2), ' '))")

// migrate brings the schema to the present one; of several who open the record at once, one does it and the others wait.
func migrate(ctx context.Context, db *sql.DB, schema string) error {
	m, err := steps()
	if err != nil {
		return err
	}
	return upgrade(ctx, db, schema, m, m.Latest())
}

func steps() (*sqldb.Migrations, error) {
	dir, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	return sqldb.ReadMigrations(dir)
}

func upgrade(ctx context.Context, db *sql.DB, schema string, m *sqldb.Migrations, upTo int) (err error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if version, err := sqldb.Version(ctx, c); err == nil && version == m.Latest() {
		return nil
	}
	if _, err := c.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_, _ = c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		}
	}()
	for _, query := range []string{
		fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", schemaLock),
		"CREATE SCHEMA IF NOT EXISTS " + pgx.Identifier{schema}.Sanitize(),
	} {
		if _, err := c.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	if err := m.Apply(ctx, c, upTo); err != nil {
		return err
	}
	_, err = c.ExecContext(ctx, "COMMIT")
	return err
}

// textQuery writes a tsquery. Terms hold nothing but letters, digits and blanks.
func textQuery(terms []store.Term) string {
	var parts []string
	for _, t := range terms {
		words := make([]string, len(t.Words))
		for i, w := range t.Words {
			words[i] = "'" + w + "'"
		}
		part := strings.Join(words, " <-> ")
		if t.Prefix {
			part += ":*"
		}
		parts = append(parts, "("+part+")")
	}
	return strings.Join(parts, " & ")
}

// lost says whether a connection broke, or the server takes it away because it goes down.
func lost(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return strings.HasPrefix(e.Code, "57P")
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || strings.Contains(err.Error(), "conn closed")
}

// explainer turns the server's errors into those of package store.
func explainer(host string) func(error) error {
	return func(err error) error {
		if err == nil || errors.Is(err, context.Canceled) {
			return err
		}
		var e *pgconn.PgError
		var kind error
		advice := ""
		var dial *pgconn.ConnectError
		var network net.Error
		switch {
		case errors.As(err, &e):
			switch {
			case e.Code == "53100": // disk full
				kind, advice = store.ErrFull, "nothing was lost; make room on the server and run the same command again"
			case e.Code == "25006", e.Code == "42501": // read-only transaction, no privilege
				kind, advice = store.ErrReadOnly, "the user or the server may not write"
			case e.Code == "55P03", e.Code == "40P01", e.Code == "57014": // lock not available, deadlock, timeout
				kind, advice = store.ErrBusy, "run the same command again"
			case strings.HasPrefix(e.Code, "57P"), strings.HasPrefix(e.Code, "08"), e.Code == "53300": // going down, connection, too many
				kind, advice = store.ErrGone, "nothing was lost; run the same command again when it is back"
			case strings.HasPrefix(e.Code, "28"), e.Code == "3D000": // password, no such database
				kind, advice = store.ErrGone, "check the user, password and database in --db"
			case strings.HasPrefix(e.Code, "XX"):
				kind, advice = store.ErrDamaged, "see the server's log"
			default:
				return fmt.Errorf("postgres on %s: %w", host, err)
			}
		case errors.As(err, &dial):
			kind, advice = store.ErrGone, "check that it runs and that --db is right"
		case errors.As(err, &network), pgconn.Timeout(err), lost(err):
			kind, advice = store.ErrGone, "nothing was lost; run the same command again when it is back"
		case errors.Is(err, store.ErrNewer):
			return fmt.Errorf("postgres on %s: %w", host, err)
		default:
			return err
		}
		return fmt.Errorf("postgres on %s: %w (%s): %w", host, kind, advice, err)
	}
}

// Package sqlite keeps the record in one file, with SQLite compiled into the program. It is what a single user needs: nothing to
// install, nothing to run. Many processes may read while one writes; writers wait for each other.
package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/internal/sqldb"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// applicationID marks a file as a record: "baro".
const applicationID = 0x6261726f

// logPages is how far the log of changes grows before it is copied into the file, in pages of 4 KB. Articles and events have hashes for ids,
// so each page is changed again and again while a record is filled, and the longer the log, the fewer times it is copied.
const logPages = 32_000

// Options say how a record is opened. The zero value is what a command wants.
type Options struct {
	Wait time.Duration // how long to wait for another process that writes; 0 is 30 seconds

	settle int // after how many imported stories the log is copied; 0 is settleRows
}

// Open opens the record in a file, and makes it when there is none.
func Open(ctx context.Context, file string, o Options) (*sqldb.DB, error) {
	if o.Wait == 0 {
		o.Wait = 30 * time.Second
	}
	explain := explainer(file, o.Wait)
	if err := prepareFolder(file); err != nil {
		return nil, err
	}
	how := fmt.Sprintf("_pragma=journal_mode(WAL)&_pragma=wal_autocheckpoint(%d)", logPages)
	writer, err := connect(ctx, file, o.Wait, how)
	if err != nil && cannotWrite(err) && whole(file) {
		// On a disk that only can be read, nobody else writes either.
		how = "immutable=1&mode=ro"
		writer, err = connect(ctx, file, o.Wait, how)
	}
	if err != nil {
		return nil, explain(err)
	}
	reader, err := sql.Open("sqlite", address(file, o.Wait, how+"&_pragma=query_only(1)"))
	if err != nil {
		return nil, errors.Join(explain(err), writer.Close())
	}
	reader.SetMaxOpenConns(max(4, runtime.NumCPU()))
	reader.SetMaxIdleConns(max(4, runtime.NumCPU()))
	im := &importer{pool: reader, every: cmp.Or(o.settle, settleRows)}
	return sqldb.New(sqldb.Dialect{
		Begin:     "BEGIN IMMEDIATE",
		Look:      "BEGIN",
		Intact:    "PRAGMA integrity_check(100)",
		TextRows:  "SELECT count(*) FROM story_words_docsize",
		TextMatch: "s.spot IN (SELECT rowid FROM story_words WHERE story_words MATCH %s)",
		TextQuery: textQuery,
		TextProbe: "EXISTS (SELECT 1 FROM story_words WHERE story_words MATCH %s AND rowid = s.spot)",
		ByWords:   &sqldb.ByWords{Table: "story_words", Match: "w.words MATCH %s"},
		PutOwn:    putOwn,
		DropText:  "DELETE FROM story_words WHERE rowid = (SELECT spot FROM story WHERE id = $1)",
		Import:    im.add,
		Settle:    im.running.Wait,
		Explain:   explain,
		OneWriter: true,
	}, reader, writer), nil
}

// connect opens the one connection that writes, with the record at the present schema.
func connect(ctx context.Context, file string, wait time.Duration, how string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", address(file, wait, how))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// cannotWrite says whether an error tells that the file, or the files beside it, cannot be written.
func cannotWrite(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_CANTOPEN || e.Code()&0xff == lib.SQLITE_READONLY)
}

// whole says whether a file is there and holds everything: nobody has it open, and no log of changes waits beside it.
func whole(file string) bool {
	info, err := os.Stat(file)
	if err != nil || info.Size() == 0 {
		return false
	}
	for _, beside := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(file + beside); !errors.Is(err, fs.ErrNotExist) {
			return false
		}
	}
	return true
}

// address is the data source name of a file.
func address(file string, wait time.Duration, more string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath()}
	return fmt.Sprintf("%s?_pragma=busy_timeout(%d)&_pragma=synchronous(NORMAL)&_pragma=cache_size(-65536)&_pragma=temp_store(MEMORY)&%s",
		u.String(), wait.Milliseconds(), more)
}

// prepareFolder makes the folder of the file, and says what is in the way.
func prepareFolder(file string) error {
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("%w: folder %s cannot be made (%w); give another file with --db", store.ErrReadOnly, dir, reason(err))
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return fmt.Errorf("%w: %s is a folder; give a file in it with --db", store.ErrForeign, file)
	}
	return nil
}

func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// migrate brings the file to the present schema, and refuses one that is something else or newer.
func migrate(ctx context.Context, db *sql.DB) error {
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	m, err := steps()
	if err != nil {
		return err
	}
	current, err := present(ctx, c, m)
	if err != nil || current {
		return err
	}
	return upgrade(ctx, c, m, m.Latest())
}

func steps() (*sqldb.Migrations, error) {
	dir, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	return sqldb.ReadMigrations(dir)
}

// upgrade applies the steps up to one; others who open the file meanwhile wait.
func upgrade(ctx context.Context, c *sql.Conn, m *sqldb.Migrations, upTo int) error {
	if _, err := c.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := m.Apply(ctx, c, upTo)
	if err == nil {
		_, err = c.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID))
	}
	if err == nil {
		_, err = c.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		_, _ = c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return err
}

// present says whether the file has the present schema already, so that opening it need not write.
func present(ctx context.Context, c *sql.Conn, m *sqldb.Migrations) (bool, error) {
	var tables, ours int
	err := c.QueryRowContext(ctx, "SELECT count(*), count(CASE WHEN name = 'barograph_schema' THEN 1 END) FROM sqlite_master").Scan(&tables, &ours)
	switch {
	case err != nil:
		return false, err
	case ours == 0 && tables > 0:
		return false, fmt.Errorf("%w: it holds other tables", store.ErrForeign)
	case ours == 0:
		return false, nil
	}
	version, err := sqldb.Version(ctx, c)
	return version == m.Latest(), err
}

var insertOwn = sqldb.InsertOwn("spot", "%s") + " ON CONFLICT (spot) WHERE spot IS NOT NULL DO NOTHING"

// putOwn writes the rows of stories, each at its spot, and at the spots their words, with what words stand for their pairs and types. The
// words go in by spot, for the index sorts what comes in that order in memory, and else writes a piece of itself for each story.
func putOwn(s *sqldb.Session, rows []sqldb.OwnRow) error {
	type entry struct {
		spot int64
		row  *sqldb.OwnRow
	}
	entries := make([]entry, len(rows))
	for i := range rows {
		r := &rows[i]
		spot, err := putAtSpot(s, r.StoryRow)
		if err != nil {
			return err
		}
		entries[i] = entry{spot, r}
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.spot, b.spot) })
	for _, e := range entries {
		if _, err := s.Exec("INSERT INTO story_words (rowid, words) VALUES ($1, $2)", e.spot, e.row.Words+" "+e.row.Codes()); err != nil {
			return err
		}
	}
	return nil
}

// putAtSpot writes a row at its spot or, where another story has it, at the next that is free.
func putAtSpot(s *sqldb.Session, r *sqldb.StoryRow) (spot int64, err error) {
	for spot = sqldb.SpotOf(r.Day, r.ID); ; spot++ {
		res, err := s.Exec(insertOwn, append(r.AppendValues(nil), spot)...)
		if err != nil {
			return 0, err
		}
		if n, err := res.RowsAffected(); err != nil || n == 1 {
			return spot, err
		}
	}
}

// textQuery writes a query of FTS5. Terms hold nothing but letters, digits and blanks.
func textQuery(terms []store.Term) string {
	var parts []string
	for _, t := range terms {
		part := `"` + strings.Join(t.Words, " ") + `"`
		if t.Prefix {
			part += "*"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " ")
}

// explainer turns SQLite's errors into those of package store.
func explainer(file string, wait time.Duration) func(error) error {
	return func(err error) error {
		var e *sqlite.Error
		if err == nil || !errors.As(err, &e) {
			if errors.Is(err, store.ErrForeign) || errors.Is(err, store.ErrNewer) {
				return fmt.Errorf("%s: %w", file, err)
			}
			return err
		}
		kind, advice := error(nil), ""
		switch e.Code() & 0xff {
		case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
			kind, advice = store.ErrBusy, fmt.Sprintf("waited %s; let the other process finish, or give another file with --db", wait)
		case lib.SQLITE_FULL:
			kind, advice = store.ErrFull, "nothing was lost; make room and run the same command again"
		case lib.SQLITE_READONLY:
			kind, advice = store.ErrReadOnly, "check the permissions of the file and its folder"
		case lib.SQLITE_CANTOPEN:
			kind, advice = store.ErrReadOnly, "it cannot be opened; check that its folder exists and can be written"
		case lib.SQLITE_NOTADB:
			kind, advice = store.ErrForeign, "give another file with --db"
		case lib.SQLITE_CORRUPT:
			kind, advice = store.ErrDamaged, "restore it from a backup"
		case lib.SQLITE_IOERR:
			if full(filepath.Dir(file)) {
				kind, advice = store.ErrFull, "nothing was lost; make room and run the same command again"
				break
			}
			kind, advice = store.ErrGone, "reading or writing the file failed"
		case lib.SQLITE_INTERRUPT:
			return context.Canceled
		default:
			return fmt.Errorf("%s: %w", file, err)
		}
		return fmt.Errorf("%s: %w (%s): %w", file, kind, advice, err)
	}
}

// Package sqldb is the record on any database that speaks SQL. Packages sqlite and postgres open their database, bring it to the
// present schema and hand it over with a Dialect, the handful of things in which the two differ. All statements stand here in the
// open, written so that both understand them: numbered parameters, row values, ON CONFLICT.
package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/barograph/barograph/store"
)

// A Dialect is what sets a database apart.
type Dialect struct {
	Begin string // begins a transaction that writes
	Look  string // begins one that reads, and sees the record as it is at this moment until its end
	Lock  string // taken at the beginning of one, so that writers wait for each other; "" when Begin does so
	// TextMatch is the condition that the story s holds the words of the query in parameter %s; TextQuery writes the query.
	TextMatch string
	TextQuery func([]store.Term) string
	// TextProbe, if not "", is the same asked of one story, where TextMatch would list all that hold the words.
	TextProbe string
	// ByWords, if there is one, lists stories by their words.
	ByWords *ByWords
	// ByMonths, if there is one, lists stories by their words, month by month.
	ByMonths *ByMonths
	// PutOwn writes the rows of stories with their words; DropText is the statement that forgets the words, by id, while the row is there.
	PutOwn   func(s *Session, rows []OwnRow) error
	DropText string
	// Import adds imported stories, at least one, inside a transaction and tells how many were new.
	Import func(ctx context.Context, s *Session, b *Batch) (int, error)
	// Settle, if there is one, waits for what Import does beside the writing, before connections are closed.
	Settle func()
	// Intact, if not "", lists what is wrong with the database itself, a line for each fault, or "ok". TextRows counts the stories whose
	// words are kept.
	Intact, TextRows string
	// Lost, if there is one, says whether an error means that a connection broke. What was not begun yet is begun again on a new one.
	Lost func(error) bool
	Idle int // how many connections are kept open, where there is Lost
	// Explain turns an error of the driver into one of package store, in words for the user.
	Explain func(error) error
	// OneWriter says that one connection writes, forever: its statements are kept prepared, as are those of a view of one moment.
	OneWriter bool
}

// DB is a record. It implements store.Store.
type DB struct {
	d      Dialect
	reader *sql.DB
	writer *sql.DB
	at     *Session // reads go through it, when this is the view of one transaction

	mu   sync.Mutex // held by whoever writes, when there is OneWriter
	kept *Session
}

var _ store.Store = (*DB)(nil)

// New makes a record of connections to a database of the present schema. Both may be the same.
func New(d Dialect, reader, writer *sql.DB) *DB { return &DB{d: d, reader: reader, writer: writer} }

// Close closes the connections.
func (db *DB) Close() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.d.Settle != nil {
		db.d.Settle()
	}
	var errs []error
	if db.kept != nil {
		errs = append(errs, db.kept.close())
		db.kept = nil
	}
	errs = append(errs, db.writer.Close())
	if db.reader != db.writer {
		errs = append(errs, db.reader.Close())
	}
	return db.d.Explain(errors.Join(errs...))
}

// A Session is one connection inside a transaction.
type Session struct {
	Conn *sql.Conn
	ctx  context.Context
	d    *Dialect
	keep bool
	stmt map[string]*sql.Stmt
}

func (s *Session) close() error {
	s.forget()
	return s.Conn.Close()
}

// forget closes the prepared statements.
func (s *Session) forget() {
	for _, st := range s.stmt {
		st.Close()
	}
	clear(s.stmt)
}

// prepared is the statement, prepared once for as long as the connection is kept.
func (s *Session) prepared(query string) (*sql.Stmt, error) {
	if st, ok := s.stmt[query]; ok {
		return st, nil
	}
	st, err := s.Conn.PrepareContext(s.ctx, unnumbered(query))
	if err != nil {
		return nil, err
	}
	s.stmt[query] = st
	return st, nil
}

// unnumbered writes the parameters $1, $2, … as ?, which SQLite binds without looking for names, if each stands once and in order.
func unnumbered(query string) string {
	parts := strings.Split(query, "$")
	for i, part := range parts[1:] {
		rest, ok := strings.CutPrefix(part, strconv.Itoa(i+1))
		if !ok || rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return query
		}
		parts[i+1] = rest
	}
	return strings.Join(parts, "?")
}

// Exec runs a statement.
func (s *Session) Exec(query string, args ...any) (sql.Result, error) {
	if !s.keep {
		return s.Conn.ExecContext(s.ctx, query, args...)
	}
	st, err := s.prepared(query)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(s.ctx, args...)
}

// query runs a query whose text is one of a few.
func (s *Session) query(query string, args ...any) (*sql.Rows, error) {
	if !s.keep {
		return s.Conn.QueryContext(s.ctx, query, args...)
	}
	st, err := s.prepared(query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(s.ctx, args...)
}

// queryer is what reads: the pool of readers, or a session.
type queryer interface {
	query(query string, args ...any) (*sql.Rows, error)
}

// pool reads outside of any transaction.
type pool struct {
	ctx context.Context
	of  *DB
}

func (p pool) query(query string, args ...any) (*sql.Rows, error) {
	rows, err := p.of.reader.QueryContext(p.ctx, query, args...)
	if p.of.renew(err) {
		return p.of.reader.QueryContext(p.ctx, query, args...)
	}
	return rows, err
}

// renew closes all idle connections if an error tells that one of them broke, for then the server was away and all are broken; it tells
// whether to try again.
func (db *DB) renew(err error) bool {
	if err == nil || db.d.Lost == nil || !db.d.Lost(err) {
		return false
	}
	db.reader.SetMaxIdleConns(0)
	db.reader.SetMaxIdleConns(db.d.Idle)
	return true
}

func (db *DB) read(ctx context.Context) queryer {
	if db.at != nil {
		return db.at
	}
	return pool{ctx, db}
}

// each calls fn with every row of a query; fn scans it.
func each(q queryer, fn func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// write runs fn in one transaction, with everybody else who writes shut out.
func (db *DB) write(ctx context.Context, fn func(*Session) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := db.transact(ctx, fn)
	var early notBegun
	if errors.As(err, &early) && db.renew(early.error) {
		err = db.transact(ctx, fn)
	}
	return db.d.Explain(err)
}

func (db *DB) transact(ctx context.Context, fn func(*Session) error) error {
	s, release, err := db.session(ctx)
	if err != nil {
		return notBegun{err}
	}
	err = s.transact(fn)
	release(err)
	return err
}

// notBegun is why a transaction has not begun.
type notBegun struct{ error }

func (e notBegun) Unwrap() error { return e.error }

// session is the kept connection, or one from the pool.
func (db *DB) session(ctx context.Context) (s *Session, release func(error), err error) {
	if !db.d.OneWriter {
		c, err := db.writer.Conn(ctx)
		if err != nil {
			return nil, nil, err
		}
		return &Session{Conn: c, ctx: ctx, d: &db.d}, func(error) { c.Close() }, nil
	}
	db.mu.Lock()
	if db.kept == nil {
		c, err := db.writer.Conn(ctx)
		if err != nil {
			db.mu.Unlock()
			return nil, nil, err
		}
		db.kept = &Session{Conn: c, d: &db.d, keep: true, stmt: map[string]*sql.Stmt{}}
	}
	db.kept.ctx = ctx
	return db.kept, func(err error) {
		if errors.Is(err, driver.ErrBadConn) {
			db.kept.close()
			db.kept = nil
		}
		db.mu.Unlock()
	}, nil
}

func (s *Session) transact(fn func(*Session) error) (err error) {
	if _, err := s.Conn.ExecContext(s.ctx, s.d.Begin); err != nil {
		return notBegun{err}
	}
	done := false
	defer func() {
		if !done { // also when fn panics
			_, _ = s.Conn.ExecContext(context.WithoutCancel(s.ctx), "ROLLBACK")
		}
	}()
	if s.d.Lock != "" {
		if _, err := s.Conn.ExecContext(s.ctx, s.d.Lock); err != nil {
			return err
		}
	}
	if err := fn(s); err != nil {
		return err
	}
	if _, err := s.Conn.ExecContext(s.ctx, "COMMIT"); err != nil {
		return err
	}
	done = true
	return nil
}

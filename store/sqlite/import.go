package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/barograph/barograph/store/internal/sqldb"
)

// rowsAtOnce is how many rows one statement inserts: enough that the cost of a statement does not count.
const rowsAtOnce = 128

// While stories are imported, the log of changes is copied to the file beside the writing of the next batches, every settleRows stories. The
// log begins anew when all of it is copied at the end of a transaction, which SQLite does itself once it has importLog pages of 4 KB.
// importCache is the page cache meanwhile, in KB; it holds the ends of the runs of all pairs.
const (
	settleRows  = 100_000
	importLog   = 192_000
	importCache = 262_144
)

// An importer imports stories, one batch at a time.
type importer struct {
	pool     *sql.DB // connections that read
	every    int     // after how many stories the log is copied
	rows     int     // imported since it was
	settling atomic.Bool
	running  sync.WaitGroup
}

// settle copies what the log holds to the file, beside whoever writes, unless that is being done. Should it fail, the log grows until the
// writer does it.
func (im *importer) settle() {
	if !im.settling.CompareAndSwap(false, true) {
		return
	}
	im.rows = 0
	im.running.Go(func() {
		defer im.settling.Store(false)
		_, _ = im.pool.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)")
	})
}

// An inserter inserts many rows into a table at once. It speaks to the driver itself, which takes the values as they were made ready;
// package sql would look at each of them and copy it.
type inserter struct {
	ctx     context.Context
	conn    driver.ConnPrepareContext
	table   string
	columns []string
	end     string // of a statement
}

// statement inserts n rows that begin with the shared values. These stand in the statement itself, for binding a value costs as much as a
// seek in a small table. A conflict, of which there should be none, leaves the rows before it in the table: the transaction is taken
// back, so that the statement need not be able to.
func (in *inserter) statement(n int, shared []any) (driver.Stmt, error) {
	row := "("
	for _, v := range shared {
		if text, ok := v.(string); ok {
			v = "'" + strings.ReplaceAll(text, "'", "''") + "'"
		}
		row += fmt.Sprint(v) + ", "
	}
	row += strings.Repeat("?, ", len(in.columns)-len(shared)-1) + "?)"
	return in.conn.PrepareContext(in.ctx, "INSERT OR FAIL INTO "+in.table+" ("+strings.Join(in.columns, ", ")+") VALUES "+
		strings.Repeat(row+", ", n-1)+row+in.end)
}

// insert inserts rows, whose values stand one after the other.
func (in *inserter) insert(values []any) error {
	width := len(in.columns)
	for len(values) > 0 {
		shared := values[:sqldb.SharedColumns]
		n := width
		for n < len(values) && slices.Equal(values[n:n+len(shared)], shared) {
			n += width
		}
		whole := n - n%(rowsAtOnce*width)
		if err := in.run(rowsAtOnce, shared, values[:whole]); err != nil {
			return err
		}
		if err := in.run(1, shared, values[whole:n]); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

// run inserts rows with the same shared values, n with one statement; their number is a multiple of n.
func (in *inserter) run(n int, shared, values []any) error {
	if len(values) == 0 {
		return nil
	}
	st, err := in.statement(n, shared)
	if err != nil {
		return err
	}
	defer st.Close()
	exec, ok := st.(driver.StmtExecContext)
	if !ok {
		return fmt.Errorf("not a statement of SQLite: %T", st)
	}
	args := make([]driver.NamedValue, n*(len(in.columns)-len(shared)))
	for i := range args {
		args[i].Ordinal = i + 1
	}
	// A statement is short: whether to go on is asked before it, which costs less than watching it.
	watched := context.WithoutCancel(in.ctx)
	for part := range slices.Chunk(values, n*len(in.columns)) {
		if err := in.ctx.Err(); err != nil {
			return err
		}
		to := args
		for row := range slices.Chunk(part, len(in.columns)) {
			for i, v := range row[len(shared):] {
				to[i].Value = v
			}
			to = to[len(row)-len(shared):]
		}
		if _, err := exec.ExecContext(watched, args); err != nil {
			return err
		}
	}
	return nil
}

// add adds the stories of a batch, their pairs and what they bring to the daily sums, each in the order of its table, so that each page of
// the file is touched once. From the first import on the connection keeps a longer log and a larger cache.
func (im *importer) add(ctx context.Context, s *sqldb.Session, b *sqldb.Batch) (int, error) {
	for _, pragma := range []string{fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", importLog), fmt.Sprintf("PRAGMA cache_size = -%d", importCache)} {
		if _, err := s.Conn.ExecContext(ctx, pragma); err != nil {
			return 0, err
		}
	}
	if im.rows >= im.every {
		im.settle()
	}
	known, err := there(ctx, s, b)
	if err != nil {
		return 0, err
	}
	b = b.Without(known)
	flows, err := b.Flows(s)
	if err != nil {
		return 0, err
	}
	im.rows += b.Len()
	return b.Len(), s.Conn.Raw(func(c any) error {
		conn, ok := c.(driver.ConnPrepareContext)
		if !ok {
			return fmt.Errorf("not a connection of SQLite: %T", c)
		}
		stories := inserter{ctx, conn, "story", sqldb.StoryColumns, ""}
		if err := stories.insert(b.Stories); err != nil {
			return err
		}
		dyads := inserter{ctx, conn, "dyad", sqldb.DyadColumns, ""}
		if err := dyads.insert(b.Dyads); err != nil {
			return err
		}
		sums := inserter{ctx, conn, "flow", sqldb.FlowColumns, sqldb.AddToFlow}
		return sums.insert(flows)
	})
}

// there tells which stories of a batch are in the record.
func there(ctx context.Context, s *sqldb.Session, b *sqldb.Batch) (map[int64]bool, error) {
	first, last := b.IDs()
	rows, err := s.Conn.QueryContext(ctx, "SELECT id FROM story WHERE id BETWEEN ? AND ?", first, last)
	if err != nil {
		return nil, fmt.Errorf("reading the stories that are there: %w", err)
	}
	defer rows.Close()
	out := map[int64]bool{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out[id] = true
	}
	return out, rows.Err()
}

package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/barograph/barograph/store/internal/sqldb"
)

// rowsAtOnce is how many rows one statement inserts: enough that the cost of a statement does not count.
const rowsAtOnce = 32

// importLog is how far the log of changes may grow while stories are imported, in pages of 4 KB: pages that many batches change are
// written to the file once. importCache is the page cache meanwhile, in KB; it holds the ends of the runs of all pairs.
const (
	importLog   = 64_000
	importCache = 262_144
)

// An inserter collects rows of a table and inserts many at once. The values that its rows share stand in the statement itself, for
// binding a value costs as much as a seek in a small table.
type inserter struct {
	s       *sqldb.Session
	table   string
	columns []string
	shared  [sqldb.SharedColumns]any
	args    []any // of the rows that wait, without what they share
	many    string
}

func (in *inserter) width() int { return len(in.columns) - sqldb.SharedColumns }

// rows is the statement that inserts n rows with the shared values.
func (in *inserter) rows(n int) string {
	row := "("
	for _, v := range in.shared {
		if text, ok := v.(string); ok {
			v = "'" + strings.ReplaceAll(text, "'", "''") + "'"
		}
		row += fmt.Sprint(v) + ", "
	}
	row += strings.Repeat("?, ", in.width()-1) + "?)"
	return "INSERT INTO " + in.table + " (" + strings.Join(in.columns, ", ") + ") VALUES " + strings.Repeat(row+", ", n-1) + row
}

func (in *inserter) add(values []any) error {
	if shared := [sqldb.SharedColumns]any(values); shared != in.shared || in.many == "" {
		if err := in.end(); err != nil {
			return err
		}
		in.shared = shared
		in.many = in.rows(rowsAtOnce)
	}
	in.args = append(in.args, values[sqldb.SharedColumns:]...)
	if len(in.args) < rowsAtOnce*in.width() {
		return nil
	}
	_, err := in.s.Exec(in.many, in.args...)
	in.args = in.args[:0]
	return err
}

// end inserts what is left.
func (in *inserter) end() error {
	for row := range slices.Chunk(in.args, in.width()) {
		if _, err := in.s.Exec(in.rows(1), row...); err != nil {
			return err
		}
	}
	in.args = in.args[:0]
	return nil
}

// importRows adds the stories of a batch and then their pairs, each in the order of its table, so that each page of the file is touched
// once. From the first import on the connection keeps a longer log and a larger cache.
func importRows(ctx context.Context, s *sqldb.Session, b *sqldb.Batch) (int, error) {
	for _, pragma := range []string{fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", importLog), fmt.Sprintf("PRAGMA cache_size = -%d", importCache)} {
		if _, err := s.Conn.ExecContext(ctx, pragma); err != nil {
			return 0, err
		}
	}
	known, err := there(ctx, s, b.Rows[0].ID, b.Rows[len(b.Rows)-1].ID)
	if err != nil {
		return 0, err
	}
	b = b.Without(known)
	stories := inserter{s: s, table: "story", columns: sqldb.StoryColumns}
	var values []any
	for _, r := range b.Rows {
		values = r.AppendValues(values[:0])
		if err := stories.add(values); err != nil {
			return 0, err
		}
	}
	if err := stories.end(); err != nil {
		return 0, err
	}
	dyads := inserter{s: s, table: "dyad", columns: sqldb.DyadColumns}
	for _, d := range b.Dyads {
		values = d.Row.AppendDyadValues(values[:0], d.RowPair)
		if err := dyads.add(values); err != nil {
			return 0, err
		}
	}
	if err := dyads.end(); err != nil {
		return 0, err
	}
	return len(b.Rows), b.PutFlows(s)
}

// there tells which stories of a range of ids are there.
func there(ctx context.Context, s *sqldb.Session, first, last int64) (map[int64]bool, error) {
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

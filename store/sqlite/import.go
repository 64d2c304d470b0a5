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

// insertRows is the statement that inserts n rows.
func insertRows(table string, columns []string, n int) string {
	row := ", (?" + strings.Repeat(", ?", len(columns)-1) + ")"
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " + strings.Repeat(row, n)[2:]
}

// An inserter collects rows of a table and inserts many at once.
type inserter struct {
	s       *sqldb.Session
	table   string
	columns []string
	many    string
	args    []any
}

func newInserter(s *sqldb.Session, table string, columns []string) *inserter {
	return &inserter{s: s, table: table, columns: columns, many: insertRows(table, columns, rowsAtOnce)}
}

func (in *inserter) add(values []any) error {
	in.args = append(in.args, values...)
	if len(in.args) < rowsAtOnce*len(in.columns) {
		return nil
	}
	_, err := in.s.Exec(in.many, in.args...)
	in.args = in.args[:0]
	return err
}

// end inserts what is left.
func (in *inserter) end() error {
	for row := range slices.Chunk(in.args, len(in.columns)) {
		if _, err := in.s.Exec(insertRows(in.table, in.columns, 1), row...); err != nil {
			return err
		}
	}
	return nil
}

// importRows adds stories in the order of their ids and then their pairs in the order of pairs, so that each page of the file is
// touched once.
func importRows(ctx context.Context, s *sqldb.Session, rows []*sqldb.StoryRow) (int, error) {
	slices.SortStableFunc(rows, func(a, b *sqldb.StoryRow) int {
		switch {
		case a.ID < b.ID:
			return -1
		case a.ID > b.ID:
			return 1
		}
		return 0
	})
	rows = slices.CompactFunc(rows, func(a, b *sqldb.StoryRow) bool { return a.ID == b.ID })
	known, err := there(ctx, s, rows[0].ID, rows[len(rows)-1].ID)
	if err != nil {
		return 0, err
	}
	rows = slices.DeleteFunc(rows, func(r *sqldb.StoryRow) bool { return known[r.ID] })
	stories := newInserter(s, "story", sqldb.StoryColumns)
	for _, r := range rows {
		if err := stories.add(r.Values()); err != nil {
			return 0, err
		}
	}
	if err := stories.end(); err != nil {
		return 0, err
	}
	dyads := newInserter(s, "dyad", sqldb.DyadColumns)
	if err := sqldb.EachDyad(rows, dyads.add); err != nil {
		return 0, err
	}
	return len(rows), dyads.end()
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

package sqldb

import (
	"slices"
	"strings"
)

// rowsAtOnce is how many rows one statement inserts at most: from there on the cost of a statement does not count.
const rowsAtOnce = 16

// An insertion holds the statements that insert 1 to rowsAtOnce rows into a table, so that they can be kept prepared.
type insertion struct {
	width int                    // columns
	of    [rowsAtOnce + 1]string // by the number of rows
}

func insertInto(table string, columns ...string) *insertion {
	in := &insertion{width: len(columns)}
	head := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "
	rows := make([]string, rowsAtOnce)
	for i := range rows {
		rows[i] = "(" + params(i*in.width+1, in.width) + ")"
		in.of[i+1] = head + strings.Join(rows[:i+1], ", ")
	}
	return in
}

// then puts an end to the statements.
func (in *insertion) then(end string) *insertion {
	for n := 1; n <= rowsAtOnce; n++ {
		in.of[n] += end
	}
	return in
}

// insert inserts rows, whose values stand one after the other.
func (s *Session) insert(in *insertion, values []any) error {
	for part := range slices.Chunk(values, rowsAtOnce*in.width) {
		if _, err := s.Exec(in.of[len(part)/in.width], part...); err != nil {
			return err
		}
	}
	return nil
}

package sqlite

import (
	"context"
	"slices"
	"strings"

	"github.com/barograph/barograph/store/internal/sqldb"
)

var (
	importStory = "INSERT OR IGNORE INTO story (" + strings.Join(sqldb.StoryColumns, ", ") + ") VALUES (?" +
		strings.Repeat(", ?", len(sqldb.StoryColumns)-1) + ")"
	importDyad = "INSERT OR IGNORE INTO dyad (" + strings.Join(sqldb.DyadColumns, ", ") + ") VALUES (?" +
		strings.Repeat(", ?", len(sqldb.DyadColumns)-1) + ")"
)

// importRows adds stories in the order of their ids and then their pairs in the order of pairs, so that each page of the file is
// touched once.
func importRows(_ context.Context, s *sqldb.Session, rows *sqldb.Rows) (int, error) {
	slices.SortFunc(rows.Stories, func(a, b sqldb.StoryRow) int {
		switch {
		case a.ID < b.ID:
			return -1
		case a.ID > b.ID:
			return 1
		}
		return 0
	})
	n := 0
	var added []*sqldb.StoryRow
	for i := range rows.Stories {
		res, err := s.Exec(importStory, rows.Stories[i].Values()...)
		if err != nil {
			return 0, err
		}
		if k, err := res.RowsAffected(); err != nil {
			return 0, err
		} else if k > 0 {
			n++
			added = append(added, &rows.Stories[i])
		}
	}
	return n, sqldb.EachDyad(added, func(values []any) error {
		_, err := s.Exec(importDyad, values...)
		return err
	})
}

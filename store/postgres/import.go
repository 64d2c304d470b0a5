package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/barograph/barograph/store/internal/sqldb"
)

// importRows copies the rows into tables of this transaction and from there what is new into the record's.
func importRows(ctx context.Context, s *sqldb.Session, b *sqldb.Batch) (int, error) {
	for _, query := range []string{
		"CREATE TEMP TABLE IF NOT EXISTS new_story (LIKE story) ON COMMIT DELETE ROWS",
		"CREATE TEMP TABLE IF NOT EXISTS new_dyad (LIKE dyad) ON COMMIT DELETE ROWS",
	} {
		if _, err := s.Exec(query); err != nil {
			return 0, err
		}
	}
	if err := copyRows(ctx, s, "new_story", sqldb.StoryColumns, b.Stories); err != nil {
		return 0, err
	}
	if err := copyRows(ctx, s, "new_dyad", sqldb.DyadColumns, b.Dyads); err != nil {
		return 0, err
	}
	known, err := there(ctx, s)
	if err != nil {
		return 0, err
	}
	if err := b.Without(known).PutFlows(s); err != nil {
		return 0, err
	}
	dyads := strings.Join(sqldb.DyadColumns, ", ")
	stories := strings.Join(sqldb.StoryColumns, ", ")
	if _, err := s.Exec(fmt.Sprintf(`INSERT INTO dyad (%s) SELECT %s FROM new_dyad n
		WHERE NOT EXISTS (SELECT FROM story o WHERE o.id = n.story)`, dyads, dyads)); err != nil {
		return 0, err
	}
	res, err := s.Exec(fmt.Sprintf(`INSERT INTO story (%s) SELECT %s FROM new_story ORDER BY id ON CONFLICT DO NOTHING`, stories, stories))
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// there tells which of the new stories are in the record.
func there(ctx context.Context, s *sqldb.Session) (map[int64]bool, error) {
	found, err := s.Conn.QueryContext(ctx, "SELECT n.id FROM new_story n WHERE EXISTS (SELECT FROM story o WHERE o.id = n.id)")
	if err != nil {
		return nil, err
	}
	defer found.Close()
	known := map[int64]bool{}
	for found.Next() {
		var id int64
		if err := found.Scan(&id); err != nil {
			return nil, err
		}
		known[id] = true
	}
	return known, found.Err()
}

// copyRows copies rows, whose values stand one after the other.
func copyRows(ctx context.Context, s *sqldb.Session, table string, columns []string, values []any) error {
	return s.Conn.Raw(func(c any) error {
		conn, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("not a connection of pgx: %T", c)
		}
		rows := pgx.CopyFromSlice(len(values)/len(columns), func(i int) ([]any, error) { return values[i*len(columns):][:len(columns)], nil })
		_, err := conn.Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, rows)
		return err
	})
}

package sqldb

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Stories implements store.Store.
func (db *DB) Stories(ctx context.Context, ids []string) ([]barograph.Story, error) {
	by := map[int64]*barograph.Story{}
	var keys []any
	for _, id := range ids {
		key, err := store.Key(id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(keys, any(key)) {
			keys = append(keys, key)
		}
	}
	q := db.read(ctx)
	for part := range slices.Chunk(keys, chunk) {
		if err := each(q, func(r *sql.Rows) error {
			var id int64
			var origin, data string
			if err := r.Scan(&id, &origin, &data); err != nil {
				return err
			}
			s, err := storyOf(id, origin, data)
			by[id] = s
			return err
		}, "SELECT id, origin, data FROM story WHERE id IN ("+params(1, len(part))+")", part...); err != nil {
			return nil, db.d.Explain(err)
		}
	}
	out := []barograph.Story{}
	for _, key := range keys {
		if s := by[key.(int64)]; s != nil {
			out = append(out, *s)
		}
	}
	return out, nil
}

// Yields implements store.Store.
func (db *DB) Yields(ctx context.Context) ([]store.Yield, error) {
	out := []store.Yield{}
	err := each(db.read(ctx), func(r *sql.Rows) error {
		var y store.Yield
		var seen int64
		if err := r.Scan(&y.Feed, &y.Outlet, &y.Articles, &y.Events, &seen); err != nil {
			return err
		}
		y.Last = time.Unix(seen, 0).UTC()
		out = append(out, y)
		return nil
	}, `SELECT a.feed, a.outlet, count(*), CAST(coalesce(sum(r.n), 0) AS BIGINT), max(a.seen)
		FROM article a LEFT JOIN (SELECT article, count(*) AS n FROM report WHERE live = 1 GROUP BY article) AS r ON r.article = a.id
		GROUP BY a.feed, a.outlet ORDER BY a.feed, a.outlet`)
	return out, db.d.Explain(err)
}

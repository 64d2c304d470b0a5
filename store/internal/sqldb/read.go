package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Story implements store.Store.
func (db *DB) Story(ctx context.Context, id string) (*barograph.Story, error) {
	s, err := db.story(ctx, id)
	return s, db.d.Explain(err)
}

func (db *DB) story(ctx context.Context, id string) (*barograph.Story, error) {
	q := db.read(ctx)
	key, err := db.findStory(q, id)
	if err != nil {
		return nil, err
	}
	var origin, data string
	err = one(q, []any{&origin, &data}, "SELECT origin, data FROM story WHERE id = $1", key)
	if errors.Is(err, errNoRow) {
		return nil, fmt.Errorf("event %s: %w", id, store.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	s, err := storyOf(key, origin, data)
	if err != nil || origin != "" {
		return s, err
	}
	return s, db.fillReports(ctx, []found{{position{0, key}, s}})
}

// findStory is the key of the story that an id, or its beginning, means.
func (db *DB) findStory(q queryer, id string) (int64, error) {
	key, err := store.Key(id)
	low, high := key, key
	if err != nil {
		var ok bool
		if low, high, ok = store.KeyRange(id); !ok {
			return 0, fmt.Errorf("%w; at least its first four are needed", err)
		}
	}
	// A report's id leads to its story; a story has the id of one of its reports, unless it was imported.
	stories := map[int64]bool{}
	err = each(q, func(r *sql.Rows) error {
		var story int64
		err := r.Scan(&story)
		stories[story] = true
		return err
	}, "SELECT DISTINCT story FROM report WHERE id BETWEEN $1 AND $2 AND story IS NOT NULL LIMIT 2", low, high)
	switch {
	case err != nil:
		return 0, err
	case len(stories) > 1:
		return 0, fmt.Errorf("%q is the beginning of several ids; write more of it", id)
	}
	for story := range stories {
		return story, nil
	}
	if low == high {
		return low, nil
	}
	return 0, fmt.Errorf("event %s: %w", id, store.ErrNotFound)
}

const articleColumns = "SELECT id, url, fingerprint, copies, superseded <> 0, feed, coder, data FROM article "

func scanArticle(r *sql.Rows) (*store.StoredArticle, error) {
	var id, print, copies int64
	var data []byte
	a := &store.StoredArticle{}
	if err := r.Scan(&id, &a.URL, &print, &copies, &a.Superseded, &a.Feed, &a.Coder, &data); err != nil {
		return nil, err
	}
	a.ID, a.Fingerprint, a.Copies = store.ID(id), uint64(print), store.ID(copies)
	return a, unpackText(data, &a.Article)
}

// Article implements store.Store.
func (db *DB) Article(ctx context.Context, id string) (*store.StoredArticle, error) {
	key, err := store.Key(id)
	if err != nil {
		return nil, err
	}
	list, err := db.articles(ctx, "WHERE id = $1", key)
	if err != nil {
		return nil, db.d.Explain(err)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("article %s: %w", id, store.ErrNotFound)
	}
	return list[0], nil
}

// articlesAtOnce is how many articles are read in one go.
const articlesAtOnce = 200

// Articles implements store.Store.
func (db *DB) Articles(ctx context.Context, after string, fn func(*store.StoredArticle) error) error {
	// Ids are unsigned and keys are not, so the negative keys come last.
	ranges := [][2]int64{{-1, 0}, {-1 << 63, 1}}
	first := -1
	if after != "" {
		key, err := store.Key(after)
		if err != nil {
			return err
		}
		if first = 0; key < 0 {
			first = 1
		}
		ranges[first][0] = key
		ranges = ranges[first:]
	}
	for _, rg := range ranges {
		where := "WHERE id > $1 AND id >= 0 ORDER BY id LIMIT $2"
		if rg[1] == 1 {
			where = "WHERE id > $1 AND id < 0 ORDER BY id LIMIT $2"
		}
		for key := rg[0]; ; {
			list, err := db.articles(ctx, where, key, articlesAtOnce)
			if err != nil {
				return db.d.Explain(err)
			}
			for _, a := range list {
				if err := fn(a); err != nil {
					return err
				}
			}
			if len(list) < articlesAtOnce {
				break
			}
			if key, err = store.Key(list[len(list)-1].ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// articles reads articles and their events.
func (db *DB) articles(ctx context.Context, where string, args ...any) ([]*store.StoredArticle, error) {
	q := db.read(ctx)
	var out []*store.StoredArticle
	by := map[string]*store.StoredArticle{}
	var ids []any
	if err := each(q, func(r *sql.Rows) error {
		a, err := scanArticle(r)
		if err != nil {
			return err
		}
		out = append(out, a)
		by[a.ID] = a
		k, err := store.Key(a.ID)
		ids = append(ids, k)
		return err
	}, articleColumns+where, args...); err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var rs []barograph.Report
	err := reports(q, &rs, "WHERE r.article IN ("+params(1, len(ids))+") ORDER BY r.article, r.ordinal", ids...)
	for i := range rs {
		a := by[rs[i].Source.ID]
		a.Events = append(a.Events, rs[i].Event)
	}
	return out, err
}

// Stats implements store.Store.
func (db *DB) Stats(ctx context.Context) (*store.Stats, error) {
	s := &store.Stats{}
	q := db.read(ctx)
	for _, count := range []struct {
		to    []any
		query string
	}{
		{[]any{&s.Articles, &s.Current, &s.Groups}, "SELECT count(*), count(CASE WHEN superseded = 0 THEN 1 END), count(DISTINCT copies) FROM article"},
		{[]any{&s.Reports}, "SELECT count(*) FROM report WHERE live = 1"},
		{[]any{&s.Pending}, "SELECT count(*) FROM report WHERE pending = 1"},
		{[]any{&s.Rejected}, "SELECT count(*) FROM story WHERE rejected = 1"},
		{[]any{&s.Stories}, "SELECT count(DISTINCT story) FROM report WHERE story IS NOT NULL"},
		{[]any{&s.Imported}, "SELECT count(*) FROM story"}, // for now, all: each of these is answered from an index
		{[]any{&s.First}, "SELECT coalesce(min(day), 0) FROM story WHERE day > 0"},
		{[]any{&s.Last}, "SELECT coalesce(max(day), 0) FROM story"},
	} {
		if err := one(q, count.to, count.query); err != nil {
			return nil, db.d.Explain(err)
		}
	}
	s.Imported -= s.Stories
	s.Stories -= s.Rejected
	return s, nil
}

// Changes implements store.Store.
func (db *DB) Changes(ctx context.Context, after int64) ([]store.Change, error) {
	q := db.read(ctx)
	if after < 0 {
		var c store.Change
		err := one(q, []any{&c.Seq}, "SELECT coalesce(max(seq), 0) FROM change")
		return []store.Change{c}, db.d.Explain(err)
	}
	out := []store.Change{}
	err := each(q, func(r *sql.Rows) error {
		var c store.Change
		var story int64
		err := r.Scan(&c.Seq, &story, &c.Gone)
		if story != 0 {
			c.Story = store.ID(story)
		}
		out = append(out, c)
		return err
	}, "SELECT seq, story, gone <> 0 FROM change WHERE seq > $1 ORDER BY seq LIMIT 1000", after)
	return out, db.d.Explain(err)
}

// Import implements store.Store.
func (db *DB) Import(ctx context.Context, stories []barograph.Story) (int, error) {
	if len(stories) == 0 {
		return 0, nil
	}
	rows := make([]*StoryRow, len(stories))
	for i := range stories {
		if stories[i].Origin == "" {
			return 0, fmt.Errorf("story %s: an imported story needs an origin", stories[i].ID)
		}
		r, err := rowOf(&stories[i])
		if err != nil {
			return 0, err
		}
		rows[i] = r
	}
	n, batch := 0, newBatch(rows)
	err := db.write(ctx, func(s *Session) error {
		var err error
		if n, err = s.d.Import(ctx, s, batch); err != nil || n == 0 {
			return err
		}
		_, err = s.Exec("INSERT INTO change (story, gone) VALUES (0, 0)")
		return err
	})
	return n, err
}

package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// A snapshot is the view of one transaction that reads.
type snapshot struct{ *DB }

// Snapshot implements store.Whole.
func (db *DB) Snapshot(ctx context.Context, fn func(store.Snapshot) error) error {
	return db.look(ctx, func(view *DB) error { return fn(snapshot{view}) })
}

// look runs fn on the record as it is at this moment.
func (db *DB) look(ctx context.Context, fn func(*DB) error) error {
	c, err := db.reader.Conn(ctx)
	if err != nil {
		return db.d.Explain(err)
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, db.d.Look); err != nil {
		return db.d.Explain(err)
	}
	defer func() { _, _ = c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }()
	s := &Session{Conn: c, ctx: ctx, d: &db.d, keep: db.d.OneWriter, stmt: map[string]*sql.Stmt{}}
	defer s.forget()
	return db.d.Explain(fn(&DB{d: db.d, reader: db.reader, at: s}))
}

// KeptArticles implements store.Snapshot.
func (s snapshot) KeptArticles(ctx context.Context, fn func(*store.KeptArticle) error) error {
	var page []*store.StoredArticle
	give := func() error {
		kept, err := s.kept(ctx, page)
		if err != nil {
			return s.d.Explain(err)
		}
		for _, a := range kept {
			if err := fn(a); err != nil {
				return err
			}
		}
		page = page[:0]
		return nil
	}
	err := s.Articles(ctx, "", func(a *store.StoredArticle) error {
		if page = append(page, a); len(page) < articlesAtOnce {
			return nil
		}
		return give()
	})
	if err != nil {
		return err
	}
	return give()
}

// kept adds to articles what Articles leaves out.
func (s snapshot) kept(ctx context.Context, page []*store.StoredArticle) ([]*store.KeptArticle, error) {
	out := make([]*store.KeptArticle, len(page))
	by := map[int64]*store.KeptArticle{}
	var ids []any
	for i, a := range page {
		out[i] = &store.KeptArticle{StoredArticle: *a}
		out[i].Vectors = make([][]int8, len(a.Events))
		id, err := store.Key(a.ID)
		if err != nil {
			return nil, err
		}
		by[id] = out[i]
		ids = append(ids, id)
	}
	q := s.read(ctx)
	err := inChunks(q, "SELECT id, seen FROM article WHERE id IN (%s)", ids, func(r *sql.Rows) error {
		var id, seen int64
		err := r.Scan(&id, &seen)
		if a := by[id]; err == nil && a != nil {
			a.Seen = time.Unix(seen, 0).UTC()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	next := map[int64]int{}
	return out, inChunks(q, "SELECT article, vector FROM report WHERE article IN (%s) ORDER BY article, ordinal", ids, func(r *sql.Rows) error {
		var id int64
		var vector []byte
		err := r.Scan(&id, &vector)
		if a, i := by[id], next[id]; err == nil && a != nil && i < len(a.Vectors) {
			a.Vectors[i] = vectorOf(vector)
			next[id]++
		}
		return err
	})
}

// Stale implements store.Snapshot.
func (s snapshot) Stale(ctx context.Context) ([]string, error) {
	var out []string
	err := each(s.read(ctx), func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		out = append(out, store.ID(id))
		return err
	}, "SELECT id FROM report WHERE pending = 1 AND story IS NOT NULL ORDER BY id")
	return out, s.d.Explain(err)
}

// Memos implements store.Snapshot.
func (s snapshot) Memos(ctx context.Context, fn func(kind, key string, value []byte) error) error {
	return s.d.Explain(each(s.read(ctx), func(r *sql.Rows) error {
		var kind, key string
		var value []byte
		if err := r.Scan(&kind, &key, &value); err != nil {
			return err
		}
		return fn(kind, key, value)
	}, "SELECT kind, key, value FROM memo ORDER BY kind, key"))
}

// Fill implements store.Whole.
func (db *DB) Fill(ctx context.Context, fn func(store.Filling) error) error {
	return db.write(ctx, func(s *Session) error {
		for _, table := range []string{"article", "story", "correction", "memo"} {
			n := 0
			if err := one(s, []any{&n}, "SELECT count(*) FROM (SELECT 1 FROM "+table+" LIMIT 1) AS t"); err != nil {
				return err
			}
			if n > 0 {
				return store.ErrNotEmpty
			}
		}
		return fn(filling{s, &DB{d: db.d, at: s}})
	})
}

// filling takes the pieces of a record.
type filling struct {
	s    *Session
	view *DB
}

// View implements store.Filling.
func (f filling) View() store.Store { return f.view }

// Article implements store.Filling.
func (f filling) Article(a *store.KeptArticle) error {
	if a.Article.Article == nil {
		return fmt.Errorf("article %s without a text", a.ID)
	}
	id, err := store.Key(a.ID)
	if err != nil {
		return err
	}
	copies, err := store.Key(a.Copies)
	if err != nil {
		return err
	}
	added, err := f.s.putArticle(&a.Article, id, copies, a.Superseded, a.Seen.Unix())
	switch {
	case err != nil:
		return err
	case !added:
		return fmt.Errorf("article %s comes twice", a.ID)
	case len(a.Vectors) != len(a.Events):
		return fmt.Errorf("article %s: %d vectors for %d events", a.ID, len(a.Vectors), len(a.Events))
	}
	if a.Fingerprint != 0 {
		if err := f.s.putPieces(id, a.Fingerprint); err != nil {
			return err
		}
	}
	return f.s.putReports(&a.Article, id, !a.Superseded)
}

// Stories implements store.Filling.
func (f filling) Stories(stories []barograph.Story) error {
	var imported []*StoryRow
	var own []*barograph.Story
	var ids []any
	for i := range stories {
		st := &stories[i]
		if st.Origin != "" {
			r, err := rowOf(st)
			if err != nil {
				return err
			}
			imported = append(imported, r)
			continue
		}
		own = append(own, st)
		for j := range st.Reports {
			k, err := store.Key(st.Reports[j].ID)
			if err != nil {
				return err
			}
			ids = append(ids, k)
		}
	}
	if len(imported) > 0 {
		n := len(imported)
		if added, err := f.s.d.Import(f.s.ctx, f.s, newBatch(imported)); err != nil || added != n {
			return errors.Join(err, fmt.Errorf("of %d imported stories %d were new", n, added))
		}
	}
	by := map[string]barograph.Report{}
	err := inChunks(f.s, "SELECT "+reportColumns+reportTables+"WHERE r.id IN (%s)", ids, func(rows *sql.Rows) error {
		r, err := scanReport(rows)
		if err == nil {
			by[r.ID] = *r
		}
		return err
	})
	if err != nil {
		return err
	}
	seq, err := f.s.nextChange()
	if err != nil {
		return err
	}
	sum := flowSum{}
	for _, st := range own {
		st.Reports = slices.Clone(st.Reports)
		for j := range st.Reports {
			r, ok := by[st.Reports[j].ID]
			if !ok {
				return fmt.Errorf("story %s: report %s is in no article", st.ID, st.Reports[j].ID)
			}
			st.Reports[j] = r
		}
		barograph.SortReports(st.Reports)
	}
	if err := f.s.putStories(own, sum); err != nil {
		return err
	}
	return f.s.putFlows(sum.list(), seq)
}

// Stale implements store.Filling.
func (f filling) Stale(reports []string) error {
	ids, err := keys(reports)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := f.s.Exec("UPDATE report SET pending = 1 WHERE id = $1", id); err != nil {
			return err
		}
	}
	return nil
}

// Correction implements store.Filling.
func (f filling) Correction(c barograph.Correction) error {
	id, err := store.Key(c.ID)
	if err != nil {
		return err
	}
	data, err := encode(&c)
	if err != nil {
		return err
	}
	_, err = f.s.Exec("INSERT INTO correction (id, undone, data) VALUES ($1, $2, $3)", id, flag(c.Undone), string(data))
	return err
}

// Memo implements store.Filling.
func (f filling) Memo(kind, key string, value []byte) error {
	_, err := f.s.Exec("INSERT INTO memo (kind, key, value) VALUES ($1, $2, $3)", clean(kind), clean(key), value)
	return err
}

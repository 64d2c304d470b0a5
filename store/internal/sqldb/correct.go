package sqldb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Correct implements store.Store.
func (db *DB) Correct(ctx context.Context, c barograph.Correction) error {
	if err := c.Validate(); err != nil {
		return err
	}
	c.Undone = false
	return db.putCorrection(ctx, c)
}

// Undo implements store.Store.
func (db *DB) Undo(ctx context.Context, id string) error {
	cs, err := db.Corrections(ctx)
	if err != nil {
		return err
	}
	for _, c := range cs {
		if c.ID != id {
			continue
		}
		if c.Undone {
			return fmt.Errorf("correction %s was undone already", id)
		}
		c.Undone = true
		return db.putCorrection(ctx, c)
	}
	return fmt.Errorf("correction %s: %w", id, store.ErrNotFound)
}

// Corrections implements store.Store.
func (db *DB) Corrections(ctx context.Context) ([]barograph.Correction, error) {
	cs, err := corrections(db.read(ctx))
	return cs, db.d.Explain(err)
}

func corrections(q queryer) (barograph.Corrections, error) {
	var out barograph.Corrections
	err := each(q, func(r *sql.Rows) error {
		var data string
		var undone bool
		if err := r.Scan(&data, &undone); err != nil {
			return err
		}
		var c barograph.Correction
		if err := json.Unmarshal([]byte(data), &c); err != nil {
			return fmt.Errorf("%w: a correction: %w", store.ErrDamaged, err)
		}
		c.Undone = undone
		out = append(out, c)
		return nil
	}, "SELECT data, undone <> 0 FROM correction")
	barograph.SortCorrections(out)
	return out, err
}

// putCorrection writes a correction and lets the reports it speaks about, with all others of their stories, wait to be merged.
func (db *DB) putCorrection(ctx context.Context, c barograph.Correction) error {
	id, err := store.Key(c.ID)
	if err != nil {
		return fmt.Errorf("an unsigned correction: %w", err)
	}
	data, err := encode(&c)
	if err != nil {
		return err
	}
	undone := 0
	if c.Undone {
		undone = 1
	}
	return db.write(ctx, func(s *Session) error {
		res, err := s.Exec(`INSERT INTO correction (id, undone, data) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET undone = excluded.undone, data = excluded.data WHERE correction.undone <> excluded.undone`, id, undone, string(data))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		for _, a := range append(append([]barograph.Anchor{}, c.On...), c.From...) {
			if err := s.awaken(a); err != nil {
				return err
			}
		}
		return nil
	})
}

// held lists the reports that an anchor holds.
func held(q queryer, a barograph.Anchor) ([]barograph.Report, error) {
	article, err := store.Key(a.Article)
	if err != nil {
		return nil, err
	}
	var out []barograph.Report
	err = reports(q, &out, "WHERE r.live = 1 AND r.article = $1 ORDER BY r.ordinal", article)
	return slices.DeleteFunc(out, func(r barograph.Report) bool { return !a.Holds(&r) }), err
}

// awaken lets the reports that an anchor holds, and their stories, wait to be merged.
func (s *Session) awaken(a barograph.Anchor) error {
	rs, err := held(s, a)
	if err != nil {
		return err
	}
	for i := range rs {
		k, err := store.Key(rs[i].ID)
		if err != nil {
			return err
		}
		if _, err := s.Exec("UPDATE report SET pending = 1 WHERE id = $1", k); err != nil {
			return err
		}
		if err := s.wait("SELECT story FROM report WHERE id = $1 AND story IS NOT NULL", k); err != nil {
			return err
		}
	}
	return nil
}

// maxMemoKey is the longest key of a memo, in bytes.
const maxMemoKey = 2000

// Remember implements store.Store.
func (db *DB) Remember(ctx context.Context, kind, key string, value []byte) error {
	if len(kind)+len(key) > maxMemoKey {
		return errors.New("the key is longer than 2,000 bytes")
	}
	return db.write(ctx, func(s *Session) error {
		if value == nil {
			_, err := s.Exec("DELETE FROM memo WHERE kind = $1 AND key = $2", clean(kind), clean(key))
			return err
		}
		_, err := s.Exec(`INSERT INTO memo (kind, key, value) VALUES ($1, $2, $3)
			ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value`, clean(kind), clean(key), value)
		return err
	})
}

// Recall implements store.Store.
func (db *DB) Recall(ctx context.Context, kind string) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := each(db.read(ctx), func(r *sql.Rows) error {
		var key string
		var value []byte
		err := r.Scan(&key, &value)
		out[key] = value
		return err
	}, "SELECT key, value FROM memo WHERE kind = $1", clean(kind))
	return out, db.d.Explain(err)
}

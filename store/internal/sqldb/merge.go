package sqldb

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Merge implements store.Store.
func (db *DB) Merge(ctx context.Context, fn func(store.Merging) error) error {
	return db.write(ctx, func(s *Session) error { return fn(merging{s}) })
}

// merging is the view of the record while stories are replaced.
type merging struct{ s *Session }

// reportColumns are what a report is read from.
const reportColumns = `r.id, r.data, r.vector, a.id, a.url, a.outlet, a.language, a.headline, a.published, a.copies`
const reportTables = ` FROM report r JOIN article a ON a.id = r.article `

// reports reads the reports that the rest of a query, behind its columns, selects.
func reports(q queryer, out *[]barograph.Report, rest string, args ...any) error {
	return each(q, func(rows *sql.Rows) error {
		r, err := scanReport(rows)
		if err == nil {
			*out = append(*out, *r)
		}
		return err
	}, "SELECT "+reportColumns+reportTables+rest, args...)
}

func scanReport(rows *sql.Rows) (*barograph.Report, error) {
	var id, article, copies int64
	var data, published string
	var vector []byte
	r := &barograph.Report{}
	src := &r.Source
	if err := rows.Scan(&id, &data, &vector, &article, &src.URL, &src.Outlet, &src.Language, &src.Headline, &published, &copies); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(data), &r.Event); err != nil {
		return nil, fmt.Errorf("%w: event %s: %w", store.ErrDamaged, store.ID(id), err)
	}
	r.Vector = vectorOf(vector)
	src.ID, src.Copies = store.ID(article), store.ID(copies)
	if published != "" {
		src.Published = &barograph.Published{}
		if err := src.Published.UnmarshalText([]byte(published)); err != nil {
			return nil, fmt.Errorf("%w: article %s: %w", store.ErrDamaged, src.ID, err)
		}
	}
	return r, nil
}

func (m merging) Pending(limit int) (out []barograph.Report, err error) {
	err = reports(m.s, &out, "WHERE r.pending = 1 ORDER BY r.day, r.id LIMIT $1", limit)
	return out, m.s.d.Explain(err)
}

func (m merging) Near(n store.Near) (out []barograph.Report, err error) {
	args := []any{int64(n.From), int64(n.To)}
	in := func(column string, values []any) string {
		args = append(args, values...)
		return " AND " + column + " IN (" + params(len(args)-len(values)+1, len(values)) + ")"
	}
	var types []any
	for _, t := range n.Types {
		types = append(types, string(t))
	}
	query := "WHERE r.live = 1 AND r.day BETWEEN $1 AND $2"
	column := "r.type"
	if n.Countries != nil {
		var cs []any
		for _, c := range n.Countries {
			cs = append(cs, c)
		}
		query = "WHERE r.live = 1 AND r.id IN (SELECT c.report FROM report_country c WHERE c.day BETWEEN $1 AND $2" + in("c.country", cs)
		column = "c.type"
	}
	if types != nil {
		query += in(column, types)
	}
	if n.Countries != nil {
		query += ")"
	}
	err = reports(m.s, &out, query+" ORDER BY r.day, r.id", args...)
	return out, m.s.d.Explain(err)
}

func (m merging) Members(ids ...string) ([]barograph.Report, error) {
	ks, err := keys(ids)
	if err != nil {
		return nil, err
	}
	var out []barograph.Report
	seen := map[string]bool{}
	read := func(where string, values []any) error {
		return inChunks(m.s, "SELECT "+reportColumns+reportTables+where, values, func(rows *sql.Rows) error {
			r, err := scanReport(rows)
			if err == nil && !seen[r.ID] {
				seen[r.ID] = true
				out = append(out, *r)
			}
			return err
		})
	}
	if err := read("WHERE r.live = 1 AND r.id IN (%s)", ks); err != nil {
		return nil, m.s.d.Explain(err)
	}
	if err := read("WHERE r.live = 1 AND r.story IN (SELECT story FROM report WHERE id IN (%s))", ks); err != nil {
		return nil, m.s.d.Explain(err)
	}
	slices.SortFunc(out, func(a, b barograph.Report) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

func (m merging) StoryOf(ids ...string) (map[string]string, error) {
	ks, err := keys(ids)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	err = inChunks(m.s, "SELECT id, story FROM report WHERE story IS NOT NULL AND id IN (%s)", ks, func(r *sql.Rows) error {
		var id, story int64
		err := r.Scan(&id, &story)
		out[store.ID(id)] = store.ID(story)
		return err
	})
	return out, m.s.d.Explain(err)
}

func (m merging) At(anchors ...barograph.Anchor) ([]barograph.Report, error) {
	var ids []string
	for _, a := range anchors {
		rs, err := held(m.s, a)
		if err != nil {
			return nil, m.s.d.Explain(err)
		}
		for i := range rs {
			ids = append(ids, rs[i].ID)
		}
	}
	return m.Members(ids...)
}

func (m merging) Corrections() (barograph.Corrections, error) {
	cs, err := corrections(m.s)
	return slices.DeleteFunc(cs, func(c barograph.Correction) bool { return c.Undone }), m.s.d.Explain(err)
}

func (m merging) Replace(stories []barograph.Story) error {
	return m.s.d.Explain(m.s.replace(stories))
}

func (s *Session) replace(stories []barograph.Story) error {
	old := map[int64]bool{}
	var members []any
	for i := range stories {
		st := &stories[i]
		if len(st.Reports) == 0 {
			return fmt.Errorf("story %s has no reports", st.ID)
		}
		for j := range st.Reports {
			k, err := store.Key(st.Reports[j].ID)
			if err != nil {
				return err
			}
			members = append(members, k)
		}
	}
	err := inChunks(s, "SELECT DISTINCT story FROM report WHERE story IS NOT NULL AND id IN (%s)", members, func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		old[id] = true
		return err
	})
	if err != nil {
		return err
	}
	added := map[int64]bool{}
	for i := range stories {
		id, err := store.Key(stories[i].ID)
		if err != nil {
			return err
		}
		if added[id] {
			return fmt.Errorf("story %s is given twice", stories[i].ID)
		}
		added[id] = true
	}
	seq, err := s.nextChange()
	if err != nil {
		return err
	}
	sum := flowSum{}
	for id := range old {
		if _, err := s.Exec("UPDATE report SET story = NULL, pending = live WHERE story = $1", id); err != nil {
			return err
		}
		if err := s.dropStory(id, !added[id], sum); err != nil {
			return err
		}
	}
	for i := range stories {
		if err := s.putStory(&stories[i], sum); err != nil {
			return fmt.Errorf("story %s: %w", stories[i].ID, err)
		}
	}
	return s.putFlows(sum.list(), seq)
}

// dropStory takes a story out, and adds to sum what that takes from the daily sums. log notes it as a change, for when no new one takes
// its place.
func (s *Session) dropStory(id int64, log bool, sum flowSum) error {
	var origin, data string
	err := one(s, []any{&origin, &data}, "SELECT origin, data FROM story WHERE id = $1", id)
	if errors.Is(err, errNoRow) {
		return nil
	}
	if err != nil {
		return err
	}
	st, err := storyOf(id, origin, data)
	if err != nil {
		return err
	}
	row, err := rowOf(st)
	if err != nil {
		return err
	}
	if row.Dyads, err = s.dropDyads(st, row.Day, id); err != nil {
		return err
	}
	sum.add(row, -1)
	if s.d.DropText != "" {
		if _, err := s.Exec(s.d.DropText, id); err != nil {
			return err
		}
	}
	if _, err := s.Exec("DELETE FROM story WHERE id = $1", id); err != nil {
		return err
	}
	if log {
		_, err = s.Exec("INSERT INTO change (story, gone) VALUES ($1, 1)", id)
	}
	return err
}

// dropDyads takes a story's rows out of the history of pairs and gives them as they were written: an older version may have read other pairs out
// of the same act. They are found by the codes that the story names, for the table is ordered by pair.
func (s *Session) dropDyads(st *barograph.Story, day, id int64) (out []RowPair, err error) {
	args := []any{day, id, ""}
	for _, ps := range [][]barograph.Participant{st.Actors, st.Recipients} {
		for i := range ps {
			args = append(args, clean(ps[i].Code))
		}
	}
	for _, code := range st.Named {
		args = append(args, clean(code))
	}
	err = each(s, func(r *sql.Rows) error {
		var p RowPair
		err := r.Scan(&p.Actor, &p.Recipient, &p.Sides)
		out = append(out, p)
		return err
	}, "DELETE FROM dyad WHERE day = $1 AND story = $2 AND actor IN ("+params(3, len(args)-2)+") RETURNING actor, recipient, sides", args...)
	return out, err
}

var (
	insertStory = "INSERT INTO story (" + strings.Join(StoryColumns, ", ") + ") VALUES (" + params(1, len(StoryColumns)) + ")"
	insertDyad  = "INSERT INTO dyad (" + strings.Join(DyadColumns, ", ") + ") VALUES (" + params(1, len(DyadColumns)) + ")"
)

// putStory writes a story, and adds to sum what it brings to the daily sums.
func (s *Session) putStory(st *barograph.Story, sum flowSum) error {
	row, err := rowOf(st)
	if err != nil {
		return err
	}
	if _, err := s.Exec(insertStory, row.AppendValues(nil)...); err != nil {
		return err
	}
	for _, d := range row.Dyads {
		if _, err := s.Exec(insertDyad, row.AppendDyadValues(nil, d)...); err != nil {
			return err
		}
	}
	sum.add(row, 1)
	if err := s.d.PutText(s, row, wordsOf(st)); err != nil {
		return err
	}
	for i := range st.Reports {
		k, err := store.Key(st.Reports[i].ID)
		if err != nil {
			return err
		}
		res, err := s.Exec("UPDATE report SET story = $1, pending = 0 WHERE id = $2 AND live = 1 AND story IS NULL", row.ID, k)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return errors.Join(fmt.Errorf("report %s is not there, or in two stories", st.Reports[i].ID), err)
		}
	}
	_, err = s.Exec("INSERT INTO change (story, gone) VALUES ($1, 0)", row.ID)
	return err
}

package sqldb

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/internal/abreast"
	"github.com/barograph/barograph/store"
)

// Merge implements store.Store.
func (db *DB) Merge(ctx context.Context, fn func(store.Merging) error) error {
	return db.write(ctx, func(s *Session) error { return fn(merging{s, map[int64]*barograph.Report{}}) })
}

// merging is the view of the record while stories are replaced. What reports say does not change meanwhile, so each is read once.
type merging struct {
	s    *Session
	read map[int64]*barograph.Report // by key; nil when it is not live
}

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
	raw, err := scanRaw(rows)
	if err != nil {
		return nil, err
	}
	return raw.report()
}

// rawReport is a report as its row has it.
type rawReport struct {
	id, article, copies int64
	data, published     string
	vector              []byte
	source              barograph.Source
}

func scanRaw(rows *sql.Rows) (*rawReport, error) {
	r := &rawReport{}
	err := rows.Scan(&r.id, &r.data, &r.vector, &r.article, &r.source.URL, &r.source.Outlet, &r.source.Language, &r.source.Headline,
		&r.published, &r.copies)
	return r, err
}

func (raw *rawReport) report() (*barograph.Report, error) {
	r := &barograph.Report{Source: raw.source, Vector: vectorOf(raw.vector)}
	if err := json.Unmarshal([]byte(raw.data), &r.Event); err != nil {
		return nil, fmt.Errorf("%w: event %s: %w", store.ErrDamaged, store.ID(raw.id), err)
	}
	r.Source.ID, r.Source.Copies = store.ID(raw.article), store.ID(raw.copies)
	if raw.published != "" {
		r.Source.Published = &barograph.Published{}
		if err := r.Source.Published.UnmarshalText([]byte(raw.published)); err != nil {
			return nil, fmt.Errorf("%w: article %s: %w", store.ErrDamaged, r.Source.ID, err)
		}
	}
	return r, nil
}

// reports gives live reports by key, in that order.
func (m merging) reports(ks []int64) ([]barograph.Report, error) {
	var missing []any
	for _, k := range ks {
		if _, ok := m.read[k]; !ok {
			m.read[k] = nil
			missing = append(missing, k)
		}
	}
	var raws []*rawReport
	err := inChunks(m.s, "SELECT "+reportColumns+reportTables+"WHERE r.live = 1 AND r.id IN (%s)", missing, func(rows *sql.Rows) error {
		raw, err := scanRaw(rows)
		raws = append(raws, raw)
		return err
	})
	if err != nil {
		return nil, m.s.d.Explain(err)
	}
	found, errs := make([]*barograph.Report, len(raws)), make([]error, len(raws))
	abreast.Each(len(raws), func(i int) { found[i], errs[i] = raws[i].report() })
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for i, raw := range raws {
		m.read[raw.id] = found[i]
	}
	out := make([]barograph.Report, 0, len(ks))
	for _, k := range ks {
		if r := m.read[k]; r != nil {
			out = append(out, *r)
		}
	}
	return out, nil
}

// keysOf gives the keys that a query selects.
func (m merging) keysOf(query string, args ...any) (ks []int64, err error) {
	err = each(m.s, func(r *sql.Rows) error {
		var k int64
		err := r.Scan(&k)
		ks = append(ks, k)
		return err
	}, query, args...)
	return ks, m.s.d.Explain(err)
}

func (m merging) Pending(limit int) ([]barograph.Report, error) {
	ks, err := m.keysOf("SELECT id FROM report WHERE pending = 1 ORDER BY day, id LIMIT $1", limit)
	if err != nil {
		return nil, err
	}
	return m.reports(ks)
}

func (m merging) Near(n store.Near) ([]barograph.Report, error) {
	args := []any{int64(n.From), int64(n.To)}
	in := func(column string, values []any) string {
		args = append(args, values...)
		return " AND " + column + " IN (" + params(len(args)-len(values)+1, len(values)) + ")"
	}
	query := "SELECT day, id FROM report WHERE day BETWEEN $1 AND $2"
	if n.Countries != nil {
		var cs []any
		for _, c := range n.Countries {
			cs = append(cs, c)
		}
		query = "SELECT day, report FROM report_country WHERE day BETWEEN $1 AND $2" + in("country", cs)
	}
	var types []any
	for _, t := range n.Types {
		types = append(types, string(t))
	}
	if types != nil {
		query += in("type", types)
	}
	type place struct{ day, key int64 }
	var places []place
	err := each(m.s, func(r *sql.Rows) error {
		var p place
		err := r.Scan(&p.day, &p.key)
		places = append(places, p)
		return err
	}, query, args...)
	if err != nil {
		return nil, m.s.d.Explain(err)
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.key, b.key)) })
	places = slices.Compact(places)
	ks := make([]int64, len(places))
	for i := range places {
		ks[i] = places[i].key
	}
	return m.reports(ks)
}

func (m merging) Members(ids ...string) ([]barograph.Report, error) {
	ks, err := keys(ids)
	if err != nil {
		return nil, err
	}
	var all []int64
	add := func(query string) error {
		return inChunks(m.s, query, ks, func(r *sql.Rows) error {
			var k int64
			err := r.Scan(&k)
			all = append(all, k)
			return err
		})
	}
	err = add("SELECT id FROM report WHERE live = 1 AND id IN (%s)")
	if err == nil {
		err = add("SELECT id FROM report WHERE live = 1 AND story IN (SELECT story FROM report WHERE id IN (%s))")
	}
	if err != nil {
		return nil, m.s.d.Explain(err)
	}
	slices.SortFunc(all, func(a, b int64) int { return cmp.Compare(uint64(a), uint64(b)) }) // as ids are written
	return m.reports(slices.Compact(all))
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
	own := make([]*barograph.Story, len(stories))
	for i := range stories {
		own[i] = &stories[i]
	}
	if err := s.putStories(own, sum); err != nil {
		return err
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
	for i := range st.Pairs {
		args = append(args, clean(st.Pairs[i].Actor))
	}
	err = each(s, func(r *sql.Rows) error {
		var p RowPair
		err := r.Scan(&p.Actor, &p.Recipient, &p.Sides)
		out = append(out, p)
		return err
	}, "DELETE FROM dyad WHERE day = $1 AND story = $2 AND actor IN ("+params(3, len(args)-2)+") RETURNING actor, recipient, sides", args...)
	return out, err
}

// An OwnRow is the row of a story that was coded here, with the words by which it is found.
type OwnRow struct {
	*StoryRow
	Words string
}

// InsertOwn is the statement that writes a row of story with one column more, whose value is an expression with a parameter for %s.
func InsertOwn(column, value string) string {
	n := len(StoryColumns)
	return fmt.Sprintf("INSERT INTO story (%s, %s) VALUES (%s, %s)", strings.Join(StoryColumns, ", "), column, params(1, n),
		fmt.Sprintf(value, params(n+1, 1)))
}

var (
	insertDyads   = insertInto("dyad", DyadColumns...)
	insertChanges = insertInto("change", "story", "gone")
)

// putStories writes stories that were coded here, and adds to sum what they bring to the daily sums.
func (s *Session) putStories(stories []*barograph.Story, sum flowSum) error {
	rows, errs := make([]OwnRow, len(stories)), make([]error, len(stories))
	abreast.Each(len(stories), func(i int) {
		row, err := rowOf(stories[i])
		rows[i], errs[i] = OwnRow{row, wordsOf(stories[i])}, err
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	var dyads, changes []any
	for _, row := range rows {
		for _, d := range row.Dyads {
			dyads = row.AppendDyadValues(dyads, d)
		}
		changes = append(changes, row.ID, int64(0))
		sum.add(row.StoryRow, 1)
	}
	if err := s.d.PutOwn(s, rows); err != nil {
		return err
	}
	if err := s.insert(insertDyads, dyads); err != nil {
		return err
	}
	for i, st := range stories {
		if err := s.claim(st.Reports, rows[i].ID); err != nil {
			return fmt.Errorf("story %s: %w", st.ID, err)
		}
	}
	return s.insert(insertChanges, changes)
}

// claim puts reports into a story.
func (s *Session) claim(reports []barograph.Report, story int64) error {
	for i := range reports {
		k, err := store.Key(reports[i].ID)
		if err != nil {
			return err
		}
		res, err := s.Exec("UPDATE report SET story = $1, pending = 0 WHERE id = $2 AND live = 1 AND story IS NULL", story, k)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return errors.Join(fmt.Errorf("report %s is not there, or in two stories", reports[i].ID), err)
		}
	}
	return nil
}

package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// A branch is one way into the record that an index answers in the order of days: all stories, a directed pair, a country on one side.
// A filter is a union of branches, each with the filter's other conditions.
type branch struct {
	actor, recipient *string // of the dyad; nil is any
	not              []string
}

// branches are the ways into the record that a filter takes. Without pairs and countries there is one, over the stories.
func branches(f *store.Filter) []branch {
	var out []branch
	if f.Pairs != nil {
		var pairs []barograph.Dyad
		for _, p := range f.Pairs {
			pairs = append(pairs, p)
			if !f.Directed {
				pairs = append(pairs, p.Reverse())
			}
		}
		slices.SortFunc(pairs, func(a, b barograph.Dyad) int {
			return strings.Compare(a.Actor+" "+a.Recipient, b.Actor+" "+b.Recipient)
		})
		for _, p := range slices.Compact(pairs) {
			out = append(out, branch{actor: &p.Actor, recipient: &p.Recipient})
		}
		return out
	}
	countries := slices.Compact(slices.Sorted(slices.Values(f.Countries)))
	for _, c := range countries {
		out = append(out, branch{actor: &c})
	}
	for _, c := range countries {
		out = append(out, branch{recipient: &c, not: countries})
	}
	return out
}

// query collects the conditions of one statement and its parameters.
type query struct {
	d     *Dialect
	args  []any
	conds []string
	with  string // what stands before the statement, for all its branches
	story bool   // a condition is about columns that only the table story has

	prolific bool // the outlet of the filter has many articles
}

// many is how many rows are too many to be listed before the first story is found: then stories are asked one by one, by day.
const many = 2000

// measure looks whether the outlet of a filter has many articles.
func (q *query) measure(r queryer, f *store.Filter) error {
	if f.Outlet != "" {
		n := 0
		err := one(r, []any{&n}, "SELECT count(*) FROM (SELECT id FROM article WHERE outlet = $1 LIMIT $2) AS of_outlet", clean(f.Outlet), many)
		if err != nil {
			return err
		}
		q.prolific = n == many
	}
	return nil
}

func (q *query) arg(v any) string {
	if text, ok := v.(string); ok {
		v = clean(text)
	}
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

func (q *query) where(cond string) { q.conds = append(q.conds, cond) }

func (q *query) in(column string, values []string) {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = q.arg(v)
	}
	q.where(column + " IN (" + strings.Join(list, ", ") + ")")
}

// any adds that one of the conditions holds.
func (q *query) any(conds ...string) { q.where("(" + strings.Join(conds, " OR ") + ")") }

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = string(list[i])
	}
	return out
}

// filter adds the conditions of f. t is the table that has the columns which story and dyad share.
func (q *query) filter(f *store.Filter, t string) error {
	if f.Types != nil {
		q.in(t+".type", texts(f.Types))
	}
	if f.Statuses != nil {
		q.in(t+".status", texts(f.Statuses))
	}
	if f.Origins != nil {
		q.in(t+".origin", f.Origins)
	}
	if f.Since != 0 {
		q.where(t + ".day >= " + q.arg(int64(f.Since)))
	}
	if f.Until != 0 {
		q.where(t + ".day <= " + q.arg(int64(f.Until)) + " AND " + t + ".day > 0")
	}
	if f.KnownBy != 0 {
		q.where(t + ".known <= " + q.arg(int64(f.KnownBy)) + " AND " + t + ".known > 0")
	}
	if f.KnownAfter != 0 {
		q.any(t+".known > "+q.arg(int64(f.KnownAfter)), t+".known = 0")
	}
	if f.Confidence > 0 {
		q.where(t + ".confidence >= " + q.arg(f.Confidence))
	}
	if f.Rejected {
		q.where(t + ".rejected = 1")
	} else {
		q.where(t + ".rejected = 0")
	}
	if f.Pairs != nil && f.Countries != nil { // the branches follow the pairs
		list := make([]string, len(f.Countries))
		for i, c := range f.Countries {
			list[i] = q.arg(c)
		}
		in := " IN (" + strings.Join(list, ", ") + ")"
		q.any(t+".actor"+in, t+".recipient"+in)
	}
	return q.storyFilter(f)
}

// storyFilter adds the conditions on columns of story alone.
func (q *query) storyFilter(f *store.Filter) error {
	n := len(q.conds)
	if f.AgainAfter != 0 {
		q.where("s.latest > " + q.arg(int64(f.AgainAfter)) + " AND s.latest > s.known")
	}
	if f.Modes != nil {
		q.in("s.mode", f.Modes)
	}
	if f.Actor != "" {
		cond, err := partyPattern(f.Actor)
		if err != nil {
			return err
		}
		q.where("s.who LIKE " + q.arg(cond))
	}
	if f.Place != "" {
		pattern := "%" + store.Fold(f.Place) + "%"
		if isCode(f.Place) {
			pattern = "%@" + strings.ToLower(f.Place) + "%"
		}
		q.where("s.place LIKE " + q.arg(pattern))
	}
	if f.Outlet != "" {
		const told = " FROM report r JOIN article a ON a.id = r.article WHERE a.outlet = %s"
		if q.prolific {
			q.where(fmt.Sprintf("EXISTS (SELECT 1"+told+" AND r.story = s.id)", q.arg(f.Outlet)))
		} else {
			if q.with == "" { // once, however many branches there are
				q.with = fmt.Sprintf("WITH of_outlet AS MATERIALIZED (SELECT r.story"+told+" AND r.story IS NOT NULL) ", q.arg(f.Outlet))
			}
			q.where("s.id IN (SELECT story FROM of_outlet)")
		}
	}
	if f.Text != "" {
		terms, err := store.Terms(f.Text)
		if err != nil {
			return err
		}
		q.where(fmt.Sprintf(q.d.TextMatch, q.arg(q.d.TextQuery(terms))))
	}
	q.story = q.story || len(q.conds) > n
	return nil
}

func isCode(s string) bool {
	return len(s) == 3 && strings.ToUpper(s) == s && strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

// partyPattern turns what a user writes for a party (PAK, PAK.MIL, .REB, Taliban) into a pattern on story.who.
func partyPattern(s string) (string, error) {
	code, sector, dotted := strings.Cut(s, ".")
	switch {
	case isCode(s):
		return "%@" + strings.ToLower(s) + ".%", nil
	case dotted && (code == "" || isCode(code)) && isCode(sector):
		if code == "" {
			return "%." + strings.ToLower(sector) + " %", nil
		}
		return "%@" + strings.ToLower(s) + " %", nil
	}
	folded := store.Fold(s)
	if folded == "" {
		return "", fmt.Errorf("%q names no actor", s)
	}
	return "%" + folded + "%", nil
}

// take adds a branch's conditions and says where its rows come from: story, or dyad with story when that is needed.
func (q *query) take(b *branch) (from string) {
	if b == nil {
		return "story s"
	}
	if b.actor != nil {
		q.where("d.actor = " + q.arg(*b.actor))
	}
	if b.recipient != nil {
		q.where("d.recipient = " + q.arg(*b.recipient))
	}
	if q.story {
		return "dyad d JOIN story s ON s.id = d.story"
	}
	return "dyad d"
}

// position is a place in a list by day.
type position struct{ day, id int64 }

func (p position) String() string {
	return strconv.FormatInt(p.day, 36) + "." + strconv.FormatInt(p.id, 36)
}

func parsePosition(s string) (*position, error) {
	if s == "" {
		return nil, nil
	}
	day, id, _ := strings.Cut(s, ".")
	d, err1 := strconv.ParseInt(day, 36, 64)
	i, err2 := strconv.ParseInt(id, 36, 64)
	if err1 != nil || err2 != nil {
		return nil, fmt.Errorf("%w: %q", store.ErrCursor, s)
	}
	return &position{d, i}, nil
}

// found is a story in a list.
type found struct {
	position
	story *barograph.Story
}

// list reads up to limit stories behind a position.
func (db *DB) list(ctx context.Context, f *store.Filter, after *position, limit int, oldest bool) ([]found, error) {
	q := &query{d: &db.d}
	if err := q.measure(db.read(ctx), f); err != nil {
		return nil, err
	}
	order, behind := " DESC", "<"
	if oldest {
		order, behind = "", ">"
	}
	if f.Text != "" && db.d.ByWords != nil {
		return db.listByWords(ctx, q, f, after, limit, order, behind)
	}
	if f.Text != "" && db.d.ByMonths != nil {
		return db.listByMonths(ctx, q, f, after, limit, order, behind)
	}
	// A page begins on the day of the place before it, also for the index, which else would begin each page at the first day of the span.
	span := *f
	if after != nil && after.day > 0 {
		if oldest {
			span.Since = max(f.Since, barograph.Day(after.day))
		} else if f.Until != 0 {
			span.Until = min(f.Until, barograph.Day(after.day))
		}
	}
	one := func(b *branch) (string, error) {
		q.conds, q.story = nil, false
		t, id := "s", "s.id"
		if b != nil {
			t, id = "d", "d.story"
		}
		if err := q.filter(&span, t); err != nil {
			return "", err
		}
		if b != nil && b.not != nil {
			list := make([]string, len(b.not))
			for i, c := range b.not {
				list[i] = q.arg(c)
			}
			q.where("d.actor NOT IN (" + strings.Join(list, ", ") + ")")
		}
		from := q.take(b)
		if after != nil {
			q.where("(" + t + ".day, " + id + ") " + behind + " (" + q.arg(after.day) + ", " + q.arg(after.id) + ")")
		}
		distinct, plain := "", ""
		if b != nil {
			distinct = "DISTINCT "
		} else if f.AgainAfter != 0 {
			plain = " + 0" // those are few: to be found by their index and sorted, not looked for in the order of days
		}
		return "SELECT " + distinct + t + ".day AS day, " + id + " AS id FROM " + from + " WHERE " + strings.Join(q.conds, " AND ") +
			" ORDER BY " + t + ".day" + plain + order + ", " + id + order + " LIMIT " + strconv.Itoa(limit), nil
	}
	var picked string
	if f.Pairs == nil && f.Countries == nil {
		var err error
		if picked, err = one(nil); err != nil {
			return nil, err
		}
	} else {
		var parts []string
		for _, b := range branches(f) {
			part, err := one(&b)
			if err != nil {
				return nil, err
			}
			parts = append(parts, "SELECT day, id FROM ("+part+") AS b"+strconv.Itoa(len(parts)))
		}
		picked = strings.Join(parts, " UNION ") + " ORDER BY day" + order + ", id" + order + " LIMIT " + strconv.Itoa(limit)
	}
	return listed(db.read(ctx), q.with+"SELECT p.day, p.id, x.origin, x.data FROM ("+picked+") AS p JOIN story x ON x.id = p.id ORDER BY p.day"+order+", p.id"+order, q.args...)
}

// listed reads the stories of a list: day, id, origin and data.
func listed(q queryer, query string, args ...any) (out []found, err error) {
	err = each(q, func(r *sql.Rows) error {
		var p position
		var origin, data string
		if err := r.Scan(&p.day, &p.id, &origin, &data); err != nil {
			return err
		}
		s, err := storyOf(p.id, origin, data)
		out = append(out, found{p, s})
		return err
	}, query, args...)
	return out, err
}

// pageLimit is the size of a page when none is asked for, and maxPage the most that can be.
const (
	pageLimit = 100
	maxPage   = 1000
)

// Events implements store.Store.
func (db *DB) Events(ctx context.Context, f store.Filter, p store.Page) (*store.Listing, error) {
	after, err := parsePosition(p.After)
	if err != nil {
		return nil, err
	}
	limit := min(p.Limit, maxPage)
	if limit <= 0 {
		limit = pageLimit
	}
	list, err := db.list(ctx, &f, after, limit+1, p.Oldest)
	if err != nil {
		return nil, db.d.Explain(err)
	}
	out := &store.Listing{Stories: []barograph.Story{}}
	if len(list) > limit {
		list = list[:limit]
		out.Next = list[limit-1].String()
	}
	for i := range list {
		out.Stories = append(out.Stories, *list[i].story)
	}
	return out, nil
}

// Each implements store.Store.
func (db *DB) Each(ctx context.Context, f store.Filter, withReports bool, fn func(*barograph.Story) error) error {
	var after *position
	for {
		list, err := db.list(ctx, &f, after, maxPage, true)
		if err != nil {
			return db.d.Explain(err)
		}
		if withReports {
			if err := db.fillReports(ctx, list); err != nil {
				return db.d.Explain(err)
			}
		}
		for i := range list {
			if err := fn(list[i].story); err != nil {
				return err
			}
		}
		if len(list) < maxPage {
			return nil
		}
		after = &list[len(list)-1].position
	}
}

// fillReports reads the reports of a list of stories, and the corrections that speak about them.
func (db *DB) fillReports(ctx context.Context, list []found) error {
	by := map[int64]*barograph.Story{}
	var ids []any
	for i := range list {
		if list[i].story.Origin == "" {
			by[list[i].id] = list[i].story
			ids = append(ids, list[i].id)
		}
	}
	q := db.read(ctx)
	for part := range slices.Chunk(ids, chunk) {
		of := map[string]int64{}
		if err := each(q, func(r *sql.Rows) error {
			var id, story int64
			err := r.Scan(&id, &story)
			of[store.ID(id)] = story
			return err
		}, "SELECT id, story FROM report WHERE story IN ("+params(1, len(part))+")", part...); err != nil {
			return err
		}
		var all []barograph.Report
		if err := reports(q, &all, "WHERE r.story IN ("+params(1, len(part))+")", part...); err != nil {
			return err
		}
		for i := range all {
			if s := by[of[all[i].ID]]; s != nil {
				s.Reports = append(s.Reports, all[i])
			}
		}
	}
	cs, err := corrections(q)
	if err != nil {
		return err
	}
	for _, s := range by {
		barograph.SortReports(s.Reports)
		s.Corrections = cs.Of(s.Reports)
	}
	return nil
}

// Dyads implements store.Store.
func (db *DB) Dyads(ctx context.Context, f store.Filter, fn func(*barograph.DyadEvent) error) error {
	ways := branches(&f)
	if f.Pairs == nil && f.Countries == nil {
		ways = []branch{{}}
	}
	for i := range ways {
		if err := db.dyads(ctx, &f, &ways[i], fn); err != nil {
			return db.d.Explain(err)
		}
	}
	return nil
}

func (db *DB) dyads(ctx context.Context, f *store.Filter, b *branch, fn func(*barograph.DyadEvent) error) error {
	q := &query{d: &db.d}
	rest := *f
	if f.Text != "" && db.d.ByMonths != nil {
		if err := db.holding(ctx, q, f); err != nil {
			return err
		}
		rest.Text = ""
	}
	if err := q.filter(&rest, "d"); err != nil {
		return err
	}
	if b.not != nil {
		list := make([]string, len(b.not))
		for i, c := range b.not {
			list[i] = q.arg(c)
		}
		q.where("d.actor NOT IN (" + strings.Join(list, ", ") + ")")
	}
	from := q.take(b)
	var v [14]cell
	cells := make([]any, len(v))
	for i := range v {
		cells[i] = &v[i].v
	}
	return each(db.read(ctx), func(r *sql.Rows) error {
		if err := r.Scan(cells...); err != nil {
			return err
		}
		e := barograph.DyadEvent{Dyad: barograph.Dyad{Actor: v[0].text(), Recipient: v[1].text()}, Day: barograph.Day(v[2].int()),
			Story: store.ID(v[3].int()), Origin: v[4].text(), Known: barograph.Day(v[5].int()), Type: barograph.Type(v[6].text()),
			Status: barograph.Status(v[7].text()), Confidence: v[8].float(), Quad: int(v[9].int()), Goldstein: v[10].float(),
			Articles: int(v[11].int()), Sources: int(v[12].int()), Sides: barograph.Sides(v[13].int())}
		return fn(&e)
	}, q.with+`SELECT d.actor, d.recipient, d.day, d.story, d.origin, d.known, d.type, d.status, d.confidence, d.quad, d.goldstein, d.articles, d.sources, d.sides
		FROM `+from+" WHERE "+strings.Join(q.conds, " AND ")+" ORDER BY d.actor, d.recipient, d.day, d.story", q.args...)
}

// A cell is a value as the driver gives it. Millions of rows are read so, without the reflection of typed scanning.
type cell struct{ v any }

func (c cell) int() int64 {
	n, _ := c.v.(int64)
	return n
}

func (c cell) float() float64 {
	switch x := c.v.(type) {
	case float64:
		return x
	case int64: // a whole number, as SQLite keeps it
		return float64(x)
	}
	return 0
}

func (c cell) text() string {
	s, _ := c.v.(string)
	return s
}

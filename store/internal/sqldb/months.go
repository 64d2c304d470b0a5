package sqldb

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/barograph/barograph/store"
)

// ByMonths is how a database finds the words of stories month by month: an index in which each word stands behind its month. With the words
// of a story stand, as words that no text has, its pairs, countries and type. The statements here are in the SQL of PostgreSQL, which has it.
type ByMonths struct {
	// Match is the condition that the story s holds a query, In that it does so and is of one of some months, by the index: the first
	// parameter %s is the query, as Query writes it, the second the months, "202505,202504".
	Match, In string
	// Query writes a query of terms, and of codes: of each group one must be there.
	Query func(terms []store.Term, codes [][]string) string
	// Guess estimates how many stories there are, how many of the days from one to another and how many hold a query, without looking for them.
	Guess func(read func(query string, args ...any) (string, error), query string, from, to int64) (all, between, hold float64, err error)
}

const (
	monthsAtOnce = 8    // how many months are looked for at once at most, for each story found is held against all of them
	guessed      = 12   // in how many months it is estimated how many stories there are
	mostInARow   = 3000 // how many stories are read at most, one after the other, to find those that hold common words
	fewInARow    = 300  // how many may be read however few a month has
)

// listByMonths lists stories that hold words, from the latest month to the first or the other way. Words so common that a page of them is
// among the next stories in the order of days are looked for there before.
func (db *DB) listByMonths(ctx context.Context, q *query, f *store.Filter, after *position, limit int, order, behind string) ([]found, error) {
	terms, err := store.Terms(f.Text)
	if err != nil {
		return nil, err
	}
	groups, none := codesOf(f)
	if none {
		return nil, nil
	}
	match := db.d.ByMonths.Query(terms, groups)
	months, err := db.months(ctx, f, after, order == "")
	if err != nil || len(months) == 0 {
		return nil, err
	}
	near := months[:min(len(months), guessed)]
	all, between, hold, err := db.d.ByMonths.Guess(func(query string, args ...any) (plan string, err error) {
		err = one(db.read(ctx), []any{&plan}, query, args...)
		return plan, err
	}, match, min(near[0], near[len(near)-1])*100, max(near[0], near[len(near)-1])*100+31)
	if err != nil {
		return nil, err
	}
	share := max(hold, 1) / max(all, 1)
	monthly := max(between*share/float64(len(near)), 1)
	if row := float64(limit) / share; 2*row < mostInARow && (row < monthly || row < fewInARow) {
		list, err := db.listInARow(ctx, *q, f, match, after, limit, int(2*row)+limit, order, behind)
		if err != nil || len(list) == limit {
			return list, err
		}
	}
	return db.listOfMonths(ctx, *q, f, match, months, after, limit, order, behind)
}

// months are the months of a filter's days that the record reaches, in the order of a list. 0 is that of stories without a day.
func (db *DB) months(ctx context.Context, f *store.Filter, after *position, oldest bool) ([]int64, error) {
	var first, last int64
	err := one(db.read(ctx), []any{&first, &last}, "SELECT coalesce((SELECT min(day) FROM story WHERE day > 0), 0), coalesce((SELECT max(day) FROM story), 0)")
	if err != nil {
		return nil, err
	}
	first = max(first, int64(f.Since))
	if f.Until != 0 {
		last = min(last, int64(f.Until))
	}
	none := f.Since == 0 && f.Until == 0
	if after != nil && oldest {
		first, none = max(first, after.day), none && after.day == 0
	} else if after != nil {
		last = min(last, after.day)
	}
	var out []int64
	number := func(day int64) int64 { return day/10000*12 + day/100%100 - 1 }
	month := func(n int64) int64 { return n/12*100 + n%12 + 1 }
	if oldest {
		if none {
			out = append(out, 0)
		}
		if first > 0 {
			for n := number(first); n <= number(last); n++ {
				out = append(out, month(n))
			}
		}
		return out, nil
	}
	if last > 0 && first > 0 {
		for n := number(last); n >= number(first); n-- {
			out = append(out, month(n))
		}
	}
	if none {
		out = append(out, 0)
	}
	return out, nil
}

// days adds the conditions on the days of a list, by an expression for the day.
func (q *query) days(f *store.Filter, after *position, day, behind string) {
	if f.Since != 0 {
		q.where(day + " >= " + q.arg(int64(f.Since)))
	}
	if f.Until != 0 {
		q.where(day + " <= " + q.arg(int64(f.Until)) + " AND " + day + " > 0")
	}
	if after != nil {
		q.where("(" + day + ", s.id) " + behind + " (" + q.arg(after.day) + ", " + q.arg(after.id) + ")")
	}
}

// rest adds the other conditions of a filter but its words, pairs and countries.
func (q *query) rest(f *store.Filter) error {
	rest := *f
	rest.Text, rest.Pairs, rest.Countries, rest.Since, rest.Until = "", nil, nil, 0, 0
	return q.filter(&rest, "s")
}

// listInARow looks among the next n stories in the order of days.
func (db *DB) listInARow(ctx context.Context, q query, f *store.Filter, match string, after *position, limit, n int, order, behind string) ([]found, error) {
	q.days(f, after, "s.day", behind)
	next := "SELECT s.* FROM story s"
	if len(q.conds) > 0 {
		next += " WHERE " + strings.Join(q.conds, " AND ")
	}
	sorted := " ORDER BY s.day" + order + ", s.id" + order + " LIMIT "
	q.conds = []string{fmt.Sprintf(db.d.ByMonths.Match, q.arg(match))}
	if err := q.rest(f); err != nil {
		return nil, err
	}
	return listed(db.read(ctx), q.with+"SELECT s.day, s.id, s.origin, s.data FROM ("+next+sorted+strconv.Itoa(n)+") AS s WHERE "+
		strings.Join(q.conds, " AND ")+sorted+strconv.Itoa(limit), q.args...)
}

// listOfMonths looks by the index, in one group of months after the other until there are enough: as rows are joined group by group, those that
// nobody asks for are not looked for. The day + 0 and the OFFSET keep a database from going through the days instead.
func (db *DB) listOfMonths(ctx context.Context, q query, f *store.Filter, match string, months []int64, after *position, limit int, order, behind string) ([]found, error) {
	var groups []string
	for n := 1; len(months) > 0; n = min(2*n, monthsAtOnce) {
		n = min(n, len(months))
		groups = append(groups, joined(months[:n]))
		months = months[n:]
	}
	all := q.arg(strings.Join(groups, ";"))
	q.where(fmt.Sprintf(db.d.ByMonths.In, q.arg(match), "g.months"))
	q.days(f, after, "s.day + 0", behind)
	if err := q.rest(f); err != nil {
		return nil, err
	}
	sorted, enough := " ORDER BY day"+order+", id"+order, " LIMIT "+strconv.Itoa(limit)
	picked := "SELECT h.day, h.id FROM unnest(string_to_array(" + all + ", ';')) AS g (months) CROSS JOIN LATERAL (SELECT day, id FROM (" +
		"SELECT s.day, s.id FROM story s WHERE " + strings.Join(q.conds, " AND ") + " OFFSET 0) AS hit" + sorted + enough + ") AS h" + enough
	return listed(db.read(ctx), q.with+"SELECT p.day, p.id, x.origin, x.data FROM ("+picked+") AS p JOIN story x ON x.id = p.id ORDER BY p.day"+order+
		", p.id"+order, q.args...)
}

// holding is the condition that a story is among those that hold a filter's words, however they are found.
func (db *DB) holding(ctx context.Context, q *query, f *store.Filter) error {
	terms, err := store.Terms(f.Text)
	if err != nil {
		return err
	}
	months, err := db.months(ctx, f, nil, false)
	if err != nil {
		return err
	}
	q.where("d.story IN (SELECT s.id FROM story s WHERE " +
		fmt.Sprintf(db.d.ByMonths.In, q.arg(db.d.ByMonths.Query(terms, nil)), q.arg(joined(months))) + ")")
	return nil
}

func joined(months []int64) string {
	var b []byte
	for i, m := range months {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, m, 10)
	}
	return string(b)
}

package sqldb

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/barograph/barograph/store"
)

// ByWords is how a database finds the words of stories in the order of days: an index whose rows have the spots of stories for numbers.
// With the words of a story stand, as words that no text has, its pairs, countries and type.
type ByWords struct {
	// Table is the index and Match the condition that its row w holds the query in parameter %s. The query is that of Dialect.TextQuery
	// with And and words in quotation marks, of which one in brackets must be there.
	Table, Match string
}

// Marks of what is no word: private characters, which are letters to the index.
const (
	markPair    = "\ue000"
	markCountry = "\ue001"
	markType    = "\ue002"
)

// dayShift is by how much the day stands above the upper bits of the id in a spot.
const dayShift = 41

// SpotOf is where the words of a story belong: spots are in the order of days and, on one day, of ids. Where another story has the spot, the
// next free one is taken; between two such, which are one in 2^41, the order is that of their coming.
func SpotOf(day, id int64) int64 { return firstSpot(day) + id>>(64-dayShift) + 1<<(dayShift-1) }

// firstSpot is the least spot of a day. 20250508 is day 8 of month 5 of year 2025, in months of 31 days and years of 12 such.
func firstSpot(day int64) int64 { return (day/10000*372 + day/100%100*31 + day%100) << dayShift }

// Codes are the words for the pairs, the countries and the type of a row.
func (r *StoryRow) Codes() string {
	out := []string{markType + r.Type}
	for _, d := range r.Dyads {
		out = append(out, markPair+d.Actor+markPair+d.Recipient, markCountry+d.Actor, markCountry+d.Recipient)
	}
	return strings.Join(out, " ")
}

// codesOf are the words that stand for the pairs, countries and types of a filter: of each group, one must be there. none tells that no story
// can have them.
func codesOf(f *store.Filter) (groups [][]string, none bool) {
	var pairs, countries, types []string
	for _, p := range f.Pairs {
		if f.Countries != nil && !slices.Contains(f.Countries, p.Actor) && !slices.Contains(f.Countries, p.Recipient) {
			continue
		}
		if !isWord(p.Actor) || !isWord(p.Recipient) {
			continue
		}
		pairs = append(pairs, markPair+p.Actor+markPair+p.Recipient)
		if !f.Directed {
			pairs = append(pairs, markPair+p.Recipient+markPair+p.Actor)
		}
	}
	for _, c := range f.Countries {
		if isWord(c) {
			countries = append(countries, markCountry+c)
		}
	}
	for _, t := range f.Types {
		if isWord(string(t)) {
			types = append(types, markType+string(t))
		}
	}
	for _, x := range []struct {
		asked bool
		codes []string
	}{{f.Pairs != nil, pairs}, {f.Countries != nil && f.Pairs == nil, countries}, {f.Types != nil, types}} {
		switch {
		case x.asked && len(x.codes) == 0:
			return nil, true
		case x.asked:
			groups = append(groups, x.codes)
		}
	}
	return groups, false
}

// listByWords lists stories that hold words, in the order in which the index has them.
func (db *DB) listByWords(ctx context.Context, q *query, f *store.Filter, after *position, limit int, order, behind string) ([]found, error) {
	terms, err := store.Terms(f.Text)
	if err != nil {
		return nil, err
	}
	match := db.d.TextQuery(terms)
	groups, none := codesOf(f)
	if none {
		return nil, nil
	}
	for _, codes := range groups {
		match += ` AND ("` + strings.Join(codes, `" OR "`) + `")`
	}
	q.where(strings.ReplaceAll(db.d.ByWords.Match, "%s", q.arg(match)))
	// The index is read from the first day asked for to the last, or to where the list goes on.
	if f.Since != 0 {
		q.where("w.rowid >= " + q.arg(firstSpot(int64(f.Since))))
	}
	if f.Until != 0 {
		q.where("w.rowid < " + q.arg(firstSpot(int64(f.Until)+1)))
	}
	if after != nil {
		if order == "" {
			q.where("w.rowid >= " + q.arg(firstSpot(after.day)))
		} else {
			q.where("w.rowid < " + q.arg(firstSpot(after.day+1)))
		}
		q.where("(s.day, s.id) " + behind + " (" + q.arg(after.day) + ", " + q.arg(after.id) + ")")
	}
	rest := *f
	rest.Text, rest.Pairs, rest.Countries = "", nil, nil
	if err := q.filter(&rest, "s"); err != nil {
		return nil, err
	}
	return listed(db.read(ctx), q.with+"SELECT s.day, s.id, s.origin, s.data FROM "+db.d.ByWords.Table+" w CROSS JOIN story s ON s.spot = w.rowid WHERE "+
		strings.Join(q.conds, " AND ")+" ORDER BY w.rowid"+order+" LIMIT "+strconv.Itoa(limit), q.args...)
}

// isWord says whether a code is one word to the index. No code of the record is otherwise.
func isWord(code string) bool {
	return strings.IndexFunc(code, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) < 0
}

package sqldb

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// FlowColumns are the columns of flow in the order of flowValues. They begin with SharedColumns columns that are mostly the same in all
// that an import adds.
var FlowColumns = []string{"origin", "status", "seq", "actor", "recipient", "day", "told", "sides", "events", "words1", "deeds1", "words2", "deeds2"}

// AddToFlow is the end of a statement that inserts into flow: what is there already is added to.
const AddToFlow = ` ON CONFLICT (actor, recipient, day, origin, status, told, sides) DO UPDATE SET events = flow.events + excluded.events,
	words1 = flow.words1 + excluded.words1, deeds1 = flow.deeds1 + excluded.deeds1,
	words2 = flow.words2 + excluded.words2, deeds2 = flow.deeds2 + excluded.deeds2, seq = excluded.seq`

var insertFlows = insertInto("flow", FlowColumns...).then(AddToFlow)

// flowValues are the values of flow's columns, row after row, for flows that change at the moment seq.
func flowValues(list []*store.Flow, seq int64) []any {
	values := make([]any, 0, len(list)*len(FlowColumns))
	for _, f := range list {
		values = append(values, f.Origin, string(f.Status), seq, f.Actor, f.Recipient, int64(f.Day), int64(f.Told), int64(f.Sides), int64(f.Events),
			f.Sums[barograph.VerbalCooperation], f.Sums[barograph.MaterialCooperation], f.Sums[barograph.VerbalConflict],
			f.Sums[barograph.MaterialConflict])
	}
	return values
}

// flowSum collects what stories that come and go change in the daily sums of their pairs, so that each sum is written once.
type flowSum map[store.Flow]*store.Flow

// add adds a story (times 1), or takes it out (-1).
func (f flowSum) add(r *StoryRow, times int) {
	if r.Rejected != 0 || r.Day == 0 {
		return
	}
	for _, d := range r.Dyads {
		store.AddFlow(f, &barograph.DyadEvent{Dyad: d.Dyad, Day: barograph.Day(r.Day), Origin: r.Origin, Status: barograph.Status(r.Status),
			Quad: int(r.Quad), Goldstein: r.Goldstein, Confidence: r.Confidence, Sources: int(r.Sources), Sides: d.Sides}, times)
	}
}

// list lists what has changed, in the order of the table.
func (f flowSum) list() []*store.Flow {
	list := make([]*store.Flow, 0, len(f))
	for _, x := range f {
		if x.Events != 0 || x.Sums != [5]int64{} {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b *store.Flow) int {
		return cmp.Or(strings.Compare(a.Actor, b.Actor), strings.Compare(a.Recipient, b.Recipient), cmp.Compare(a.Day, b.Day))
	})
	return list
}

// nextChange is the moment that the next entry of the log of changes gets: that of all flows which change before it is written.
func (s *Session) nextChange() (seq int64, err error) {
	err = one(s, []any{&seq}, "SELECT coalesce(max(seq), 0) + 1 FROM change")
	return seq, err
}

// putFlows adds to the daily sums, at a moment.
func (s *Session) putFlows(list []*store.Flow, seq int64) error {
	return s.insert(insertFlows, flowValues(list, seq))
}

// Flows implements store.Store.
func (db *DB) Flows(ctx context.Context, f store.FlowFilter, fn func(*store.Flow) error) error {
	var ways []branch
	switch {
	case f.World && f.After != 0: // see flows
		ways = []branch{{}}
	case f.World:
		ways = []branch{{actor: &store.Everybody.Actor, recipient: &store.Everybody.Recipient}}
	case f.Pairs != nil:
		ways = branches(&store.Filter{Pairs: f.Pairs, Directed: f.Directed})
	case f.Country != "":
		ways = branches(&store.Filter{Countries: []string{f.Country}})
	default:
		ways = []branch{{}}
	}
	for i := range ways {
		if err := db.flows(ctx, &f, &ways[i], fn); err != nil {
			return db.d.Explain(err)
		}
	}
	return nil
}

func (db *DB) flows(ctx context.Context, f *store.FlowFilter, b *branch, fn func(*store.Flow) error) error {
	q := &query{d: &db.d}
	order := "d.actor"
	if f.Since != 0 || f.After == 0 {
		q.where("d.day >= " + q.arg(int64(f.Since)))
	}
	if f.Until != 0 {
		q.where("d.day <= " + q.arg(int64(f.Until)))
	}
	if f.After != 0 {
		// The joined '' keeps a database from reading the whole table in its order rather than the few changes by their index.
		q.where("d.seq > " + q.arg(f.After))
		order = "d.actor || ''"
	}
	if f.Origins != nil {
		q.in("d.origin", f.Origins)
	}
	switch {
	case !f.World:
		q.where("d.actor <> " + q.arg(store.Everybody.Actor))
	case f.After != 0:
		q.where("d.actor || '' = " + q.arg(store.Everybody.Actor))
	}
	for _, c := range b.not {
		q.where("d.actor <> " + q.arg(c))
	}
	q.take(b)
	// The pair stands in no column when it is one: where rows are read by the ten thousand, it is the columns that cost, texts above all.
	pair := "d.actor, d.recipient, "
	var dyad barograph.Dyad
	if b.actor != nil && b.recipient != nil {
		pair, dyad = "", barograph.Dyad{Actor: *b.actor, Recipient: *b.recipient}
	}
	var v [7]cell
	var names [2]cell
	cells := make([]any, 0, len(v)+len(names))
	if pair != "" {
		cells = append(cells, &names[0].v, &names[1].v)
	}
	for i := range v {
		cells = append(cells, &v[i].v)
	}
	return each(db.read(ctx), func(r *sql.Rows) error {
		if err := r.Scan(cells...); err != nil {
			return err
		}
		if pair != "" {
			dyad = barograph.Dyad{Actor: names[0].text(), Recipient: names[1].text()}
		}
		class := v[1].int()
		return fn(&store.Flow{Dyad: dyad, Origin: v[0].text(), Day: barograph.Day(class >> 13), Status: barograph.Statuses[class>>9&7],
			Told: int(class >> 6 & 7), Sides: barograph.Sides(class & 63), Events: int(v[2].int()),
			Sums: [5]int64{0, v[3].int(), v[4].int(), v[5].int(), v[6].int()}})
	}, "SELECT "+pair+"d.origin, "+flowClass+`, d.events, d.words1, d.deeds1, d.words2, d.deeds2 FROM flow d
		WHERE `+strings.Join(q.conds, " AND ")+" ORDER BY "+order+", d.recipient, d.day", q.args...)
}

// statusNumber is the place of a row's status among barograph.Statuses. Where rows are read by the hundred thousand, columns are packed into
// numbers: it is the columns that cost.
var statusNumber = func() string {
	var b strings.Builder
	b.WriteString("CASE d.status")
	for i, s := range barograph.Statuses[1:] {
		fmt.Fprintf(&b, " WHEN '%s' THEN %d", s, i+1)
	}
	return b.String() + " ELSE 0 END"
}()

// The packing below has six bits for sides.
const _ = uint(64 - barograph.SideCombinations)

// flowClass packs the day and the class of a flow, actClass the class of an event.
var (
	flowClass = "(((d.day * 16 + " + statusNumber + ") * 8 + d.told) * 64 + d.sides)"
	actClass  = "((((d.sources * 8 + " + statusNumber + ") * 64 + d.sides) * 8 + d.quad) * 2 + CASE WHEN d.origin = '' THEN 0 ELSE 1 END)"
)

// Acts implements store.Store.
func (db *DB) Acts(ctx context.Context, pair barograph.Dyad, since, until barograph.Day, fn func(*store.Act) error) error {
	for i, d := range []barograph.Dyad{pair, pair.Reverse()} {
		if i == 1 && d == pair {
			break
		}
		var v [5]cell
		a := store.Act{Dyad: d}
		err := each(db.read(ctx), func(r *sql.Rows) error {
			if err := r.Scan(&v[0].v, &v[1].v, &v[2].v, &v[3].v, &v[4].v); err != nil {
				return err
			}
			class := v[2].int()
			a.Story, a.Day, a.Goldstein, a.Confidence = v[0].int(), barograph.Day(v[1].int()), v[3].float(), v[4].float()
			a.Imported, a.Quad, a.Sides = class&1 == 1, int(class>>1&7), barograph.Sides(class>>4&63)
			a.Status, a.Sources = barograph.Statuses[class>>10&7], int(class>>13)
			return fn(&a)
		}, "SELECT d.story, d.day, "+actClass+`, d.goldstein, d.confidence FROM dyad d
			WHERE d.actor = $1 AND d.recipient = $2 AND d.day >= $3 AND d.day <= $4 AND d.rejected = 0 ORDER BY d.day, d.story`,
			d.Actor, d.Recipient, int64(since), int64(until))
		if err != nil {
			return db.d.Explain(err)
		}
	}
	return nil
}

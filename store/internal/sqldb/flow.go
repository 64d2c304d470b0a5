package sqldb

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// upsertFlow adds to a flow. The moment of the change is that of the entry which the log of changes gets next.
const upsertFlow = `INSERT INTO flow (actor, recipient, day, origin, status, told, sides, events, words1, deeds1, words2, deeds2, seq)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, (SELECT coalesce(max(seq), 0) + 1 FROM change))
	ON CONFLICT (actor, recipient, day, origin, status, told, sides) DO UPDATE SET events = flow.events + excluded.events,
	words1 = flow.words1 + excluded.words1, deeds1 = flow.deeds1 + excluded.deeds1,
	words2 = flow.words2 + excluded.words2, deeds2 = flow.deeds2 + excluded.deeds2, seq = excluded.seq`

// flow adds stories to the daily sums of their pairs (times 1), or takes them out (-1).
func (s *Session) flow(rows []*StoryRow, times int) error {
	flows := map[store.Flow]*store.Flow{}
	for _, r := range rows {
		if r.Rejected != 0 || r.Day == 0 {
			continue
		}
		for _, d := range r.Dyads {
			store.AddFlow(flows, &barograph.DyadEvent{Dyad: d.Dyad, Day: barograph.Day(r.Day), Origin: r.Origin, Status: barograph.Status(r.Status),
				Quad: int(r.Quad), Goldstein: r.Goldstein, Confidence: r.Confidence, Sources: int(r.Sources), Sides: d.Sides}, times)
		}
	}
	return s.putFlows(flows)
}

// FlowImported adds imported stories to the daily sums of their pairs.
func (s *Session) FlowImported(rows []*StoryRow) error { return s.flow(rows, 1) }

func (s *Session) putFlows(flows map[store.Flow]*store.Flow) error {
	list := make([]*store.Flow, 0, len(flows))
	for _, f := range flows {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b *store.Flow) int { // in the order of the table
		if c := strings.Compare(a.Actor, b.Actor); c != 0 {
			return c
		}
		if c := strings.Compare(a.Recipient, b.Recipient); c != 0 {
			return c
		}
		return int(a.Day - b.Day)
	})
	for _, f := range list {
		if _, err := s.Exec(upsertFlow, f.Actor, f.Recipient, int64(f.Day), f.Origin, string(f.Status), f.Told, int64(f.Sides), f.Events,
			f.Sums[barograph.VerbalCooperation], f.Sums[barograph.MaterialCooperation], f.Sums[barograph.VerbalConflict],
			f.Sums[barograph.MaterialConflict]); err != nil {
			return err
		}
	}
	return nil
}

// Flows implements store.Store.
func (db *DB) Flows(ctx context.Context, f store.FlowFilter, fn func(*store.Flow) error) error {
	var ways []branch
	switch {
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
	q.where("d.day >= " + q.arg(int64(f.Since)))
	if f.Until != 0 {
		q.where("d.day <= " + q.arg(int64(f.Until)))
	}
	if f.After != 0 {
		q.where("d.seq > " + q.arg(f.After))
	}
	if f.Origins != nil {
		q.in("d.origin", f.Origins)
	}
	if !f.World {
		q.where("d.actor <> " + q.arg(store.Everybody.Actor))
	}
	for _, c := range b.not {
		q.where("d.actor <> " + q.arg(c))
	}
	q.take(b)
	var v [12]cell
	cells := make([]any, len(v))
	for i := range v {
		cells[i] = &v[i].v
	}
	return each(db.read(ctx), func(r *sql.Rows) error {
		if err := r.Scan(cells...); err != nil {
			return err
		}
		return fn(&store.Flow{Dyad: barograph.Dyad{Actor: v[0].text(), Recipient: v[1].text()}, Day: barograph.Day(v[2].int()), Origin: v[3].text(),
			Status: barograph.Status(v[4].text()), Told: int(v[5].int()), Sides: barograph.Sides(v[6].int()), Events: int(v[7].int()),
			Sums: [5]int64{0, v[8].int(), v[9].int(), v[10].int(), v[11].int()}})
	}, `SELECT d.actor, d.recipient, d.day, d.origin, d.status, d.told, d.sides, d.events, d.words1, d.deeds1, d.words2, d.deeds2 FROM flow d
		WHERE `+strings.Join(q.conds, " AND ")+" ORDER BY d.actor, d.recipient, d.day", q.args...)
}

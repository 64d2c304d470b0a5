package sqldb

import (
	"database/sql"
	"encoding/binary"
	"hash/fnv"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// weights are five numbers by chance for a flow, the same for the same one. The sum of a flow's counts times its weights, over all flows,
// is the same for two sets of flows only if they are the same, but for a chance of one in 2^64.
func weights(f *store.Flow) (w [5]uint64) {
	h := fnv.New64a()
	for _, s := range []string{f.Actor, f.Recipient, f.Origin, string(f.Status)} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	var b [8]byte
	for _, n := range []int{int(f.Day), f.Told, int(f.Sides)} {
		binary.LittleEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
	x := h.Sum64()
	for i := range w { // splitmix64
		x += 0x9e3779b97f4a7c15
		w[i] = mix(x)
	}
	return w
}

func weighed(f *store.Flow) uint64 {
	w := weights(f)
	sum := w[0] * uint64(f.Events)
	for i := 1; i < len(f.Sums); i++ {
		sum += w[i] * uint64(f.Sums[i])
	}
	return sum
}

// flows holds the daily sums of pairs against the history of pairs: first all of them by one number, and when that is wrong, pair by pair.
func (c *checking) flows() error {
	var want, have uint64
	if err := c.expected("", nil, func(f *store.Flow) { want += weighed(f) }); err != nil {
		return err
	}
	if err := c.kept("", nil, func(f *store.Flow) { have += weighed(f) }); err != nil || want == have {
		return err
	}
	pairs := map[barograph.Dyad]bool{}
	if err := each(c.q, func(r *sql.Rows) error {
		var d barograph.Dyad
		err := r.Scan(&d.Actor, &d.Recipient)
		pairs[d] = true
		return err
	}, "SELECT actor, recipient FROM flow UNION SELECT actor, recipient FROM dyad"); err != nil {
		return err
	}
	for d := range pairs {
		where, args := " AND d.actor = $1 AND d.recipient = $2", []any{d.Actor, d.Recipient}
		if d == store.Everybody {
			continue
		}
		if err := c.pairFlows(d, where, args); err != nil {
			return err
		}
	}
	// The world is the sum of all; when every pair is right, the fault is there.
	return c.pairFlows(store.Everybody, "", nil)
}

// pairFlows holds the daily sums of one pair, or of the world, against the events behind them, and names the first day that is wrong.
func (c *checking) pairFlows(d barograph.Dyad, where string, args []any) error {
	diff := map[barograph.Day]uint64{}
	take := func(sign uint64) func(*store.Flow) {
		return func(f *store.Flow) {
			if f.Dyad == d {
				diff[f.Day] += sign * weighed(f)
			}
		}
	}
	if err := c.expected(where, args, take(1)); err != nil {
		return err
	}
	if err := c.kept(where, args, take(^uint64(0))); err != nil {
		return err
	}
	days, first := 0, barograph.Day(0)
	for day, n := range diff {
		if n == 0 {
			continue
		}
		if days++; first == 0 || day < first {
			first = day
		}
	}
	if days > 0 {
		on := "pair " + d.Actor + "," + d.Recipient
		if d == store.Everybody {
			on = "world"
		}
		c.say("sums", on, "the sums of %d days are not those of the events, the first is %s", days, first)
	}
	return nil
}

// expected calls fn with what every row of the history of pairs brings to the daily sums.
func (c *checking) expected(where string, args []any, fn func(*store.Flow)) error {
	return each(c.q, func(r *sql.Rows) error {
		var sides int64
		p, err := scanPair(r, &sides)
		if err != nil || p.quad < 0 || p.quad > barograph.MaterialConflict { // such a row is told already
			return err
		}
		flows := map[store.Flow]*store.Flow{}
		store.AddFlow(flows, &barograph.DyadEvent{Dyad: barograph.Dyad{Actor: p.actor, Recipient: p.recipient}, Day: barograph.Day(p.day),
			Origin: p.origin, Status: barograph.Status(p.status), Quad: int(p.quad), Goldstein: p.goldstein, Confidence: p.confidence,
			Sources: int(p.sources), Sides: barograph.Sides(sides)}, 1)
		for _, f := range flows {
			fn(f)
		}
		return nil
	}, "SELECT "+pairColumns+", d.sides FROM dyad d WHERE d.rejected = 0 AND d.day > 0"+where, args...)
}

// kept calls fn with the daily sums of the record.
func (c *checking) kept(where string, args []any, fn func(*store.Flow)) error {
	return each(c.q, func(r *sql.Rows) error {
		f := &store.Flow{}
		var day, sides int64
		err := r.Scan(&f.Actor, &f.Recipient, &day, &f.Origin, &f.Status, &f.Told, &sides, &f.Events, &f.Sums[barograph.VerbalCooperation],
			&f.Sums[barograph.MaterialCooperation], &f.Sums[barograph.VerbalConflict], &f.Sums[barograph.MaterialConflict])
		f.Day, f.Sides = barograph.Day(day), barograph.Sides(sides)
		fn(f)
		c.seen()
		return err
	}, `SELECT d.actor, d.recipient, d.day, d.origin, d.status, d.told, d.sides, d.events, d.words1, d.deeds1, d.words2, d.deeds2
		FROM flow d WHERE d.day > 0`+where, args...)
}

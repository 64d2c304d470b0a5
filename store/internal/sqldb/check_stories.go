package sqldb

import (
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

const storyRowColumns = "id, origin, day, known, type, mode, status, confidence, rejected, who, place, latest, data"

func scanStoryRow(r *sql.Rows) (x StoryRow, err error) {
	err = r.Scan(&x.ID, &x.Origin, &x.Day, &x.Known, &x.Type, &x.Mode, &x.Status, &x.Confidence, &x.Rejected, &x.Who, &x.Place, &x.Latest, &x.Data)
	return x, err
}

// stories goes through the stories.
func (c *checking) stories() error {
	return c.pages("SELECT "+storyRowColumns+" FROM story WHERE id > $1 ORDER BY id LIMIT $2", func(r *sql.Rows) (int64, func() error, error) {
		x, err := scanStoryRow(r)
		return x.ID, func() error { return c.story(&x) }, err
	})
}

func (c *checking) story(x *StoryRow) error {
	on := "event " + store.ID(x.ID)
	if x.Origin == "" {
		c.n.Stories++
		c.texts++
	} else {
		c.n.Imported++
	}
	st, err := storyOf(x.ID, x.Origin, x.Data)
	if err != nil {
		c.say("readable", on, "it cannot be read: %v", err)
		return nil
	}
	want, err := rowOf(st)
	if err != nil {
		return err
	}
	for _, f := range []struct{ what, row, text string }{
		{"day", fmt.Sprint(x.Day), fmt.Sprint(want.Day)}, {"day of the first report", fmt.Sprint(x.Known), fmt.Sprint(want.Known)},
		{"type", x.Type, want.Type}, {"mode", x.Mode, want.Mode}, {"status", x.Status, want.Status},
		{"confidence", fmt.Sprint(x.Confidence), fmt.Sprint(want.Confidence)}, {"rejection", fmt.Sprint(x.Rejected), fmt.Sprint(want.Rejected)},
		{"parties", x.Who, want.Who}, {"places", x.Place, want.Place},
	} {
		if f.row != f.text {
			c.say("columns", on, "its %s: %.60q in the table, %.60q in what it says", f.what, f.row, f.text)
		}
	}
	for _, d := range want.Dyads {
		p := pairOf(want, d.Actor, d.Recipient)
		c.pairs += p.hash()
	}
	if x.Origin != "" {
		return nil
	}
	return c.told(on, st, x)
}

// told holds what a story says of its reports against them.
func (c *checking) told(on string, st *barograph.Story, x *StoryRow) error {
	if settled, err := c.settled(st, x.ID); err != nil || !settled {
		return err
	}
	again := barograph.NewStory(st.Reports, nil, nil)
	ids := map[string]bool{}
	for i := range st.Reports {
		ids[st.Reports[i].ID] = true
	}
	if again.ID != st.ID {
		c.say("ids", on, "the least of its reports is %s", again.ID)
	}
	if st.Articles != again.Articles || st.Sources != again.Sources {
		c.say("sums", on, "it counts %d articles and %d sources, and its reports are of %d and %d", st.Articles, st.Sources, again.Articles, again.Sources)
	}
	if fmt.Sprint(st.Published) != fmt.Sprint(again.Published) {
		c.say("sums", on, "its first report is of %v, and it says %v", again.Published, st.Published)
	}
	if want := latestOf(st.Reports); x.Latest != want {
		c.say("columns", on, "its last report is of %d, and the table says %d", want, x.Latest)
	}
	if !slices.Equal(st.Figures, again.Figures) {
		c.say("sums", on, "its figures of deaths and injuries are not those of its reports")
	}
	for _, l := range st.Links {
		if !ids[l.A] || !ids[l.B] {
			c.say("references", on, "a link joins %s and %s, and not both are its reports", l.A, l.B)
		}
	}
	for _, x := range st.Claims {
		if !ids[x.Report] {
			c.say("references", on, "a claim is by report %s, which is not its own", x.Report)
		}
	}
	if c.d.ByWords != nil {
		return nil // findable asks for the words of many at once
	}
	found, err := c.found(x.ID, wordsToProbe(st))
	if err == nil && !found {
		c.notFound(x.ID)
	}
	return err
}

// settled gives a story its reports, and tells whether what it says must agree with them.
func (c *checking) settled(st *barograph.Story, id int64) (bool, error) {
	stale := false
	if err := each(c.q, func(r *sql.Rows) error { stale = true; return nil }, "SELECT id FROM report WHERE story = $1 AND pending = 1 LIMIT 1", id); err != nil {
		return false, err
	}
	err := reports(c.q, &st.Reports, "WHERE r.story = $1", id)
	if errors.Is(err, store.ErrDamaged) {
		return false, nil // told already, as a fault of the report
	}
	// One that waits to be merged anew may be behind its reports.
	return len(st.Reports) > 0 && !stale, err
}

// A pair is a row of the history of pairs, without the sides, which are 0 in records that an older version has written.
type pair struct {
	actor, recipient, origin, status, kind               string
	rejected, day, story, known, quad, articles, sources int64
	confidence, goldstein                                float64
}

func pairOf(r *StoryRow, actor, recipient string) pair {
	return pair{actor, recipient, r.Origin, r.Status, r.Type, r.Rejected, r.Day, r.ID, r.Known, r.Quad, r.Articles, r.Sources, r.Confidence, r.Goldstein}
}

// hash is a number for a row. Sums of it do not depend on the order.
func (p *pair) hash() uint64 {
	h := fnv.New64a()
	var b [8]byte
	number := func(n uint64) {
		binary.LittleEndian.PutUint64(b[:], n)
		h.Write(b[:])
	}
	for _, s := range []string{p.actor, p.recipient, p.origin, p.status, p.kind} {
		number(uint64(len(s)))
		h.Write([]byte(s))
	}
	for _, n := range []int64{p.rejected, p.day, p.story, p.known, p.quad, p.articles, p.sources} {
		number(uint64(n))
	}
	number(math.Float64bits(p.confidence))
	number(math.Float64bits(p.goldstein))
	return h.Sum64()
}

const pairColumns = `d.actor, d.recipient, d.origin, d.status, d.type, d.rejected, d.day, d.story, d.known, d.quad, d.articles, d.sources,
	d.confidence, d.goldstein`

func scanPair(r *sql.Rows, more ...any) (p pair, err error) {
	err = r.Scan(append([]any{&p.actor, &p.recipient, &p.origin, &p.status, &p.kind, &p.rejected, &p.day, &p.story, &p.known, &p.quad, &p.articles,
		&p.sources, &p.confidence, &p.goldstein}, more...)...)
	return p, err
}

// history holds the history of pairs against the stories: first all of it by a sum, and when that is wrong, story by story.
func (c *checking) history() error {
	var sum uint64
	err := each(c.q, func(r *sql.Rows) error {
		p, err := scanPair(r)
		c.n.Pairs++
		c.seen()
		sum += p.hash()
		return err
	}, "SELECT "+pairColumns+" FROM dyad d")
	if err != nil || sum == c.pairs {
		return err
	}
	right := 0
	err = c.pages("SELECT "+storyRowColumns+" FROM story WHERE id > $1 ORDER BY id LIMIT $2", func(r *sql.Rows) (int64, func() error, error) {
		x, err := scanStoryRow(r)
		return x.ID, func() error {
			n, err := c.storyPairs(&x)
			right += n
			return err
		}, err
	})
	if err == nil && right != c.n.Pairs {
		c.say("pairs", "record", "the history of pairs has %d rows, of which %d are those of events", c.n.Pairs, right)
	}
	return err
}

// storyPairs looks for the rows of one story, and tells how many are there as they should be.
func (c *checking) storyPairs(x *StoryRow) (right int, err error) {
	st, err := storyOf(x.ID, x.Origin, x.Data)
	if err != nil {
		return 0, nil // told already
	}
	want, err := rowOf(st)
	if err != nil {
		return 0, err
	}
	for _, d := range want.Dyads {
		var have []pair
		err := each(c.q, func(r *sql.Rows) error {
			p, err := scanPair(r)
			have = append(have, p)
			return err
		}, "SELECT "+pairColumns+" FROM dyad d WHERE d.actor = $1 AND d.recipient = $2 AND d.day = $3 AND d.story = $4", d.Actor, d.Recipient, want.Day, x.ID)
		switch {
		case err != nil:
			return right, err
		case have == nil:
			c.say("pairs", "event "+store.ID(x.ID), "it is missing from the history of %s and %s", d.Actor, d.Recipient)
		case have[0] != pairOf(want, d.Actor, d.Recipient):
			c.say("pairs", "event "+store.ID(x.ID), "the history of %s and %s tells it otherwise", d.Actor, d.Recipient)
		default:
			right++
		}
	}
	return right, nil
}

package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// checking goes through a record and reports what is not as it should be.
type checking struct {
	ctx    context.Context
	d      *Dialect
	q      queryer
	fault  func(store.Fault)
	n      store.Checked
	texts  int    // stories whose words should be kept
	pairs  uint64 // sum of the hashes of the rows that the history of pairs should have
	pieces uint64 // the same of the table of pieces of fingerprints
	watch  func(store.Checking)
	at     store.Checking // how far it is
}

func (c *checking) say(rule, on, is string, args ...any) {
	c.fault(store.Fault{Rule: rule, On: on, Is: fmt.Sprintf(is, args...)})
}

// Check implements store.Whole. It goes through the record in pages and in the order of its tables, so that its memory does not grow
// with the record; what stands in two tables is held against each other by sums of hashes, and row by row only when those differ.
func (db *DB) Check(ctx context.Context, fault func(store.Fault), watch func(store.Checking)) (*store.Checked, error) {
	var out *store.Checked
	err := db.look(ctx, func(view *DB) error {
		c := &checking{ctx: ctx, d: &db.d, q: view.at, fault: fault, watch: watch}
		steps := []struct {
			name, rows string // what it goes through, and the table of that, if it takes its rows one by one
			run        func() error
		}{
			{"database", "", c.database}, {"references", "", c.references}, {"articles", "article", c.articles}, {"copies", "article_piece", c.groups},
			{"events", "story", c.stories}, {"words", "", c.findable}, {"pairs", "dyad", c.history}, {"sums", "flow", c.flows},
			{"corrections", "correction", c.corrections},
		}
		for i, step := range steps {
			if err := c.begin(store.Checking{Part: step.name, Number: i + 1, Parts: len(steps)}, step.rows); err != nil {
				return err
			}
			if err := errors.Join(ctx.Err(), step.run()); err != nil {
				return err
			}
		}
		out = &c.n
		return c.counts(ctx, view)
	})
	return out, err
}

// begin tells that a part begins, which goes through a table.
func (c *checking) begin(part store.Checking, table string) error {
	if c.at = part; c.watch == nil {
		return nil
	}
	if table != "" {
		if err := one(c.q, []any{&c.at.Of}, "SELECT count(*) FROM "+table); err != nil {
			return err
		}
	}
	c.watch(c.at)
	return nil
}

// tellEvery is after how many rows a check tells how far it is.
const tellEvery = 20

// seen counts a row of the part at hand.
func (c *checking) seen() {
	if c.at.Done++; c.watch != nil && c.at.Done%tellEvery == 0 {
		c.watch(c.at)
	}
}

// database asks the database itself.
func (c *checking) database() error {
	if c.d.Intact == "" {
		return nil
	}
	return each(c.q, func(r *sql.Rows) error {
		var line string
		err := r.Scan(&line)
		if err == nil && line != "ok" {
			c.say("database", "database", "%s", line)
		}
		return err
	}, c.d.Intact)
}

// none reports every id that a query finds.
func (c *checking) none(rule, what, is, query string, args ...any) error {
	return each(c.q, func(r *sql.Rows) error {
		var id int64
		err := r.Scan(&id)
		if err == nil {
			c.say(rule, what+" "+store.ID(id), "%s", is)
		}
		return err
	}, query, args...)
}

// references looks for rows that point at nothing, and for reports that are neither in a story nor on their way into one.
func (c *checking) references() error {
	for _, x := range [][3]string{
		{"report", "its article is not in the record", "SELECT r.id FROM report r LEFT JOIN article a ON a.id = r.article WHERE a.id IS NULL ORDER BY r.id"},
		{"report", "its event is not in the record", "SELECT r.id FROM report r LEFT JOIN story s ON s.id = r.story WHERE r.story IS NOT NULL AND s.id IS NULL ORDER BY r.id"},
		{"report", "it is in no event and does not wait to be merged", "SELECT id FROM report WHERE live = 1 AND pending = 0 AND story IS NULL ORDER BY id"},
		{"report", "its article is superseded, and yet it counts", "SELECT id FROM report WHERE live = 0 AND (pending = 1 OR story IS NOT NULL) ORDER BY id"},
		{"report", "the table of countries names it, and it is not in the record", "SELECT DISTINCT c.report FROM report_country c LEFT JOIN report r ON r.id = c.report WHERE r.id IS NULL ORDER BY c.report"},
		{"article", "the table of fingerprints names it, and it is not in the record", "SELECT DISTINCT p.article FROM article_piece p LEFT JOIN article a ON a.id = p.article WHERE a.id IS NULL ORDER BY p.article"},
		{"event", "the history of pairs names it, and it is not in the record", "SELECT DISTINCT d.story FROM dyad d LEFT JOIN story s ON s.id = d.story WHERE s.id IS NULL ORDER BY d.story"},
		{"event", "it was coded here and no report tells it", "SELECT s.id FROM story s WHERE s.origin = '' AND NOT EXISTS (SELECT 1 FROM report r WHERE r.story = s.id) ORDER BY s.id"},
	} {
		if err := c.none("references", x[0], x[1], x[2]); err != nil {
			return err
		}
	}
	for _, x := range [][2]string{
		{"two versions of one address count at once", `SELECT a.id FROM article a JOIN article b ON b.address = a.address AND b.url = a.url AND b.id <> a.id
			WHERE a.address <> 0 AND a.superseded = 0 AND b.superseded = 0 ORDER BY a.id`},
		{"it is superseded, and no newer version counts", `SELECT a.id FROM article a WHERE a.superseded = 1 AND NOT EXISTS (SELECT 1 FROM article b
			WHERE b.address = a.address AND b.address <> 0 AND b.url = a.url AND b.superseded = 0 AND b.version > a.version) ORDER BY a.id`},
	} {
		if err := c.none("versions", "article", x[0], x[1]); err != nil {
			return err
		}
	}
	return nil
}

// pageSize is how many rows a check takes at once.
const pageSize = 200

// pages goes through rows by id, $1 being the last id seen and $2 the size of a page. read scans a row and gives its id and what to do
// about it when the page has been read to its end, for one transaction answers one query at a time.
func (c *checking) pages(query string, read func(*sql.Rows) (id int64, then func() error, err error)) error {
	// The least of all ids is left out; it is a hash, and one of 2^64.
	for last := int64(-1 << 63); ; {
		var page []func() error
		err := each(c.q, func(r *sql.Rows) error {
			id, then, err := read(r)
			last = id
			page = append(page, then)
			return err
		}, query, last, pageSize)
		if err != nil {
			return err
		}
		for i, then := range page {
			if err := then(); err != nil {
				return err
			}
			page[i] = nil // the row is let go
			c.seen()
		}
		if len(page) < pageSize {
			return nil
		}
	}
}

// corrections looks at what people said.
func (c *checking) corrections() error {
	type found struct {
		key  int64
		data string
	}
	var all []found
	err := each(c.q, func(r *sql.Rows) error {
		var f found
		err := r.Scan(&f.key, &f.data)
		all = append(all, f)
		return err
	}, "SELECT id, data FROM correction ORDER BY id")
	if err != nil {
		return err
	}
	for _, f := range all {
		c.n.Corrections++
		on := "correction " + store.ID(f.key)
		var x barograph.Correction
		if err := unmarshal(f.data, &x); err != nil {
			c.say("readable", on, "it cannot be read: %v", err)
			continue
		}
		if err := x.Validate(); err != nil {
			c.say("corrections", on, "%v", err)
		}
		signed := x
		if signed.Sign(); signed.ID != store.ID(f.key) || x.ID != signed.ID {
			c.say("corrections", on, "what it says has the id %s", signed.ID)
		}
		for _, a := range slices.Concat(x.On, x.From) {
			n := 0
			if key, err := store.Key(a.Article); err == nil {
				if err := one(c.q, []any{&n}, "SELECT count(*) FROM article WHERE id = $1", key); err != nil {
					return err
				}
			}
			if n == 0 {
				c.say("corrections", on, "it is about article %s, which is not in the record", a.Article)
			}
		}
	}
	return nil
}

// counts holds the counts that the record gives against what was seen.
func (c *checking) counts(ctx context.Context, view *DB) error {
	stats, err := view.Stats(ctx)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		what       string
		told, seen int
	}{
		{"articles", stats.Articles, c.n.Articles},
		{"events coded here", stats.Stories + stats.Rejected, c.n.Stories},
		{"imported events", stats.Imported, c.n.Imported},
	} {
		if x.told != x.seen {
			c.say("counts", "record", "it counts %d %s, and holds %d", x.told, x.what, x.seen)
		}
	}
	words := 0
	if err := one(c.q, []any{&words}, c.d.TextRows); err != nil {
		return err
	}
	if words != c.texts {
		c.say("text", "record", "the words of %d events are kept for searching, and there are %d", words, c.texts)
	}
	return nil
}

package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// params writes $from, $from+1, …, n of them.
func params(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// chunk is how many values one IN list holds.
const chunk = 400

// inChunks runs a query whose %s is an IN list over all values.
func inChunks(q queryer, query string, values []any, fn func(*sql.Rows) error) error {
	for part := range slices.Chunk(values, chunk) {
		if err := each(q, fn, fmt.Sprintf(query, params(1, len(part))), part...); err != nil {
			return err
		}
	}
	return nil
}

func keys(ids []string) ([]any, error) {
	out := make([]any, len(ids))
	for i, id := range ids {
		k, err := store.Key(id)
		if err != nil {
			return nil, err
		}
		out[i] = k
	}
	return out, nil
}

// Known implements store.Store.
func (db *DB) Known(ctx context.Context, names []string) (map[string]bool, error) {
	by := map[string][]string{} // names by id
	var ids []string
	for _, name := range names {
		id, _ := store.CutReading(name)
		if by[id] == nil {
			ids = append(ids, id)
		}
		by[id] = append(by[id], name)
	}
	ks, err := keys(ids)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	err = inChunks(db.read(ctx), "SELECT id, reading FROM article WHERE id IN (%s)", ks, func(r *sql.Rows) error {
		var key int64
		var kept string
		if err := r.Scan(&key, &kept); err != nil {
			return err
		}
		for _, name := range by[store.ID(key)] {
			_, reading := store.CutReading(name)
			out[name] = reading == "" || kept <= reading
		}
		return nil
	})
	return out, db.d.Explain(err)
}

// KnownURL implements store.Store.
func (db *DB) KnownURL(ctx context.Context, urls []string) (map[string]bool, error) {
	by := map[int64]string{}
	var ks []any
	for _, u := range urls {
		if k := addressKey(u); k != 0 && by[k] == "" {
			by[k] = u
			ks = append(ks, k)
		}
	}
	out := map[string]bool{}
	err := inChunks(db.read(ctx), "SELECT address FROM article WHERE address IN (%s) AND address <> 0", ks, func(r *sql.Rows) error {
		var k int64
		err := r.Scan(&k)
		out[by[k]] = true
		return err
	})
	return out, db.d.Explain(err)
}

// check refuses what would break the record's promises.
func check(a *store.Article) error {
	if a.Article == nil {
		return fmt.Errorf("article %s without a text", a.ID)
	}
	if want := store.ArticleID(a.URL, a.Article.Text()); a.ID != want {
		return fmt.Errorf("article %q is not named by its content, %s", a.ID, want)
	}
	if a.Vectors != nil && len(a.Vectors) != len(a.Events) {
		return fmt.Errorf("article %s: %d vectors for %d events", a.ID, len(a.Vectors), len(a.Events))
	}
	for i := range a.Events {
		if _, err := store.Key(a.Events[i].ID); err != nil {
			return fmt.Errorf("article %s: %w", a.ID, err)
		}
	}
	return nil
}

// Save implements store.Store.
func (db *DB) Save(ctx context.Context, articles []store.Article) ([]store.Fate, error) {
	for i := range articles {
		if err := check(&articles[i]); err != nil {
			return nil, err
		}
	}
	fates := make([]store.Fate, len(articles))
	err := db.write(ctx, func(s *Session) error {
		for i := range articles {
			var err error
			if fates[i], err = s.save(&articles[i]); err != nil {
				return fmt.Errorf("article %s: %w", articles[i].ID, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return fates, nil
}

func (s *Session) save(a *store.Article) (store.Fate, error) {
	id, err := store.Key(a.ID)
	if err != nil {
		return 0, err
	}
	added, err := s.putArticle(a, id, id, false, time.Now().Unix())
	if err != nil {
		return 0, err
	}
	if !added {
		return s.reread(a, id)
	}
	fate := store.Added
	copied, err := s.groupCopies(id, a.Fingerprint)
	if err != nil {
		return 0, err
	}
	if copied {
		fate = store.Copied
	}
	newer, older, err := s.supersede(a, id)
	if err != nil {
		return 0, err
	}
	switch {
	case newer:
		fate = store.Superseded
	case older:
		fate = store.Superseding
	}
	return fate, s.putReports(a, id, !newer)
}

// putArticle writes an article's own row, unless it is there.
func (s *Session) putArticle(a *store.Article, id, copies int64, superseded bool, seen int64) (added bool, err error) {
	data, err := packText(a)
	if err != nil {
		return false, err
	}
	res, err := s.Exec(`INSERT INTO article (id, url, address, outlet, language, headline, published, version, fingerprint, copies, superseded,
		feed, coder, seen, data, reading) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING`,
		id, clean(a.URL), addressKey(a.URL), clean(a.Article.Source), clean(a.Article.Language), clean(a.Article.Headline), publishedText(a),
		versionOf(a), int64(a.Fingerprint), copies, flag(superseded), clean(a.Feed), clean(a.Coder), seen, data, store.Reading(a.Article))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func publishedText(a *store.Article) string {
	if p := a.Article.Published; p != nil {
		return p.String()
	}
	return ""
}

// flag is a truth as a number, which every database has.
func flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// groupCopies finds the copies of an article and puts them into one group.
func (s *Session) groupCopies(id int64, fingerprint uint64) (copied bool, err error) {
	if fingerprint == 0 {
		return false, nil
	}
	ps := pieces(fingerprint)
	var alike []int64
	err = each(s, func(r *sql.Rows) error {
		var other, print int64
		err := r.Scan(&other, &print)
		if bits.OnesCount64(uint64(print)^fingerprint) <= store.CopyBits {
			alike = append(alike, other)
		}
		return err
	}, "SELECT article, fingerprint FROM article_piece WHERE piece IN ($1, $2, $3, $4)", ps[0], ps[1], ps[2], ps[3])
	if err == nil {
		err = s.putPieces(id, fingerprint)
	}
	if err != nil || len(alike) == 0 {
		return false, err
	}
	groups := map[int64]bool{}
	for _, other := range alike {
		var group int64
		if err := one(s, []any{&group}, "SELECT copies FROM article WHERE id = $1", other); err != nil {
			return false, err
		}
		groups[group] = true
	}
	least := id
	for g := range groups {
		least = min(least, g)
	}
	groups[id] = true
	for g := range groups {
		if g == least {
			continue
		}
		// Stories that count the group's articles as sources are to be counted again.
		if err := s.wait("SELECT story FROM report WHERE story IS NOT NULL AND article IN (SELECT id FROM article WHERE "+ofGroup+")", g); err != nil {
			return false, err
		}
		if _, err := s.Exec("UPDATE article SET copies = $2 WHERE "+ofGroup, g, least); err != nil {
			return false, err
		}
	}
	return true, nil
}

// ofGroup is the condition that an article is of the group $1. The index of groups has no article that is alone.
const ofGroup = "(id = $1 OR copies = $1 AND copies <> id)"

var insertPieces = insertInto("article_piece", "piece", "article", "fingerprint")

// putPieces writes the pieces of a fingerprint by which the article's copies find it.
func (s *Session) putPieces(article int64, fingerprint uint64) error {
	var values []any
	for _, p := range pieces(fingerprint) {
		values = append(values, p, article, int64(fingerprint))
	}
	return s.insert(insertPieces, values)
}

// wait marks the reports of all stories that a query names as waiting to be merged.
func (s *Session) wait(stories string, args ...any) error {
	_, err := s.Exec("UPDATE report SET pending = 1 WHERE live = 1 AND story IN ("+stories+")", args...)
	return err
}

// supersede settles which of the texts at one address counts, after a was added or its version has changed. newer: there is a newer one
// than a; older: a takes the place of one. The reports of a itself are left to the caller.
func (s *Session) supersede(a *store.Article, id int64) (newer, older bool, err error) {
	if a.URL == "" {
		return false, false, nil
	}
	type text struct {
		id         int64
		version    string
		superseded bool
	}
	var texts []text
	err = each(s, func(r *sql.Rows) error {
		var t text
		err := r.Scan(&t.id, &t.version, &t.superseded)
		texts = append(texts, t)
		return err
	}, "SELECT id, version, superseded <> 0 FROM article WHERE address = $1 AND address <> 0 AND url = $2", addressKey(a.URL), clean(a.URL))
	if err != nil || len(texts) < 2 {
		return false, false, err
	}
	last := slices.MaxFunc(texts, func(x, y text) int { return strings.Compare(x.version, y.version) })
	for _, t := range texts {
		superseded := t.id != last.id
		if superseded == t.superseded {
			continue
		}
		if _, err := s.Exec("UPDATE article SET superseded = $1 WHERE id = $2", flag(superseded), t.id); err != nil {
			return false, false, err
		}
		switch {
		case t.id == id:
		case superseded:
			older = true
			err = s.retire(t.id)
		default:
			_, err = s.Exec("UPDATE report SET live = 1, pending = 1 WHERE article = $1", t.id)
		}
		if err != nil {
			return false, false, err
		}
	}
	return last.id != id, older, nil
}

// reread settles which of two readings of one article counts, the one that is there or a.
func (s *Session) reread(a *store.Article, id int64) (store.Fate, error) {
	kept, reading := "", store.Reading(a.Article)
	if err := one(s, []any{&kept}, "SELECT reading FROM article WHERE id = $1", id); err != nil {
		return 0, err
	}
	if kept <= reading {
		return store.Known, nil
	}
	if err := s.dropReports(id); err != nil {
		return 0, err
	}
	data, err := packText(a)
	if err != nil {
		return 0, err
	}
	if _, err := s.Exec(`UPDATE article SET outlet = $1, language = $2, headline = $3, published = $4, version = $5, feed = $6, coder = $7,
		data = $8, reading = $9 WHERE id = $10`, clean(a.Article.Source), clean(a.Article.Language), clean(a.Article.Headline), publishedText(a),
		versionOf(a), clean(a.Feed), clean(a.Coder), data, reading, id); err != nil {
		return 0, err
	}
	newer, _, err := s.supersede(a, id)
	if err != nil {
		return 0, err
	}
	return store.Reread, s.putReports(a, id, !newer)
}

// dropReports takes the events of an article out of the record.
func (s *Session) dropReports(article int64) error {
	if err := s.retire(article); err != nil {
		return err
	}
	for _, query := range []string{"DELETE FROM report_country WHERE report IN (SELECT id FROM report WHERE article = $1)",
		"DELETE FROM report WHERE article = $1"} {
		if _, err := s.Exec(query, article); err != nil {
			return err
		}
	}
	return nil
}

// retire takes an article's reports out of the stories. The other reports of those stories wait to be merged anew.
func (s *Session) retire(article int64) error {
	var stories []int64
	err := each(s, func(r *sql.Rows) error {
		var story int64
		err := r.Scan(&story)
		stories = append(stories, story)
		return err
	}, "SELECT DISTINCT story FROM report WHERE article = $1 AND story IS NOT NULL", article)
	if err != nil {
		return err
	}
	if _, err := s.Exec("UPDATE report SET live = 0, pending = 0, story = NULL WHERE article = $1", article); err != nil {
		return err
	}
	return s.bereave(stories)
}

// bereave handles stories that lost reports: those with others wait, those without are gone.
func (s *Session) bereave(stories []int64) error {
	seq, err := s.nextChange()
	if err != nil {
		return err
	}
	sum := flowSum{}
	for _, story := range stories {
		res, err := s.Exec("UPDATE report SET pending = 1 WHERE story = $1", story)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		if n == 0 {
			if err := s.dropStory(story, true, sum); err != nil {
				return err
			}
		}
	}
	return s.putFlows(sum.list(), seq)
}

var (
	insertReports   = insertInto("report", "id", "article", "ordinal", "type", "day", "live", "pending", "data", "vector")
	insertCountries = insertInto("report_country", "country", "day", "type", "report")
)

// putReports writes the events of an article; those of the superseded are kept and do not count.
func (s *Session) putReports(a *store.Article, id int64, live bool) error {
	var reports, countries []any
	for i := range a.Events {
		e := &a.Events[i]
		key, err := store.Key(e.ID)
		if err != nil {
			return err
		}
		data, err := encode(e)
		if err != nil {
			return err
		}
		var vector []byte
		if a.Vectors != nil {
			vector = vectorBytes(a.Vectors[i])
		}
		day := int64(e.Day(a.Article.Published))
		reports = append(reports, key, id, i, string(e.Type), day, flag(live), flag(live), string(data), vector)
		for _, c := range countriesOf(e) {
			countries = append(countries, c, day, string(e.Type), key)
		}
	}
	if err := s.insert(insertReports, reports); err != nil {
		return fmt.Errorf("its events: %w", err)
	}
	return s.insert(insertCountries, countries)
}

// countriesOf lists the countries that an event names as parties or places; "" alone when it names none.
func countriesOf(e *barograph.Event) []string {
	var out []string
	add := func(c string) {
		if c = clean(c); c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for i := range e.Actors {
		add(e.Actors[i].Code)
	}
	for i := range e.Recipients {
		add(e.Recipients[i].Code)
	}
	for i := range e.Locations {
		add(e.Locations[i].Country)
	}
	if out == nil {
		return []string{""}
	}
	return out
}

// Recode implements store.Store.
func (db *DB) Recode(ctx context.Context, articles []store.Article) error {
	for i := range articles {
		if err := check(&articles[i]); err != nil {
			return err
		}
	}
	return db.write(ctx, func(s *Session) error {
		for i := range articles {
			if err := s.recode(&articles[i]); err != nil {
				return fmt.Errorf("article %s: %w", articles[i].ID, err)
			}
		}
		return nil
	})
}

func (s *Session) recode(a *store.Article) error {
	id, err := store.Key(a.ID)
	if err != nil {
		return err
	}
	superseded := int64(-1)
	if err := each(s, func(r *sql.Rows) error { return r.Scan(&superseded) }, "SELECT superseded FROM article WHERE id = $1", id); err != nil {
		return err
	}
	if superseded < 0 {
		return store.ErrNotFound
	}
	data, err := packText(a)
	if err != nil {
		return err
	}
	if err := s.dropReports(id); err != nil {
		return err
	}
	if _, err := s.Exec("UPDATE article SET coder = $1, data = $2 WHERE id = $3", clean(a.Coder), data, id); err != nil {
		return err
	}
	return s.putReports(a, id, superseded == 0)
}

// errNoRow is returned by one when there is none.
var errNoRow = errors.New("no row")

// one scans the only row of a query.
func one(q queryer, dest []any, query string, args ...any) error {
	found := false
	err := each(q, func(r *sql.Rows) error { found = true; return r.Scan(dest...) }, query, args...)
	if err == nil && !found {
		return errNoRow
	}
	return err
}

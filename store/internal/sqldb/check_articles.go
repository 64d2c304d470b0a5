package sqldb

import (
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

func unmarshal(data string, v any) error { return json.Unmarshal([]byte(data), v) }

// articleRow is a row of article as it stands.
type articleRow struct {
	id, address, print                          int64
	url, outlet, language, headline, when, vers string
	superseded                                  bool
	data                                        []byte
}

// articles goes through the articles and the reports in them.
func (c *checking) articles() error {
	return c.pages(`SELECT id, url, address, outlet, language, headline, published, version, fingerprint, superseded <> 0, data
		FROM article WHERE id > $1 ORDER BY id LIMIT $2`, func(r *sql.Rows) (int64, func() error, error) {
		var x articleRow
		err := r.Scan(&x.id, &x.url, &x.address, &x.outlet, &x.language, &x.headline, &x.when, &x.vers, &x.print, &x.superseded, &x.data)
		return x.id, func() error { return c.article(&x) }, err
	})
}

func (c *checking) article(x *articleRow) error {
	c.n.Articles++
	if x.print != 0 {
		for _, p := range pieces(uint64(x.print)) {
			c.pieces += pieceHash(p, x.id, uint64(x.print))
		}
	}
	on := "article " + store.ID(x.id)
	a := &store.Article{ID: store.ID(x.id), URL: x.url}
	if err := unpackText(x.data, a); err != nil || a.Article == nil {
		c.say("readable", on, "its text cannot be read: %v", err)
		return nil
	}
	text := a.Article.Text()
	// What was no text in the encoding of all texts was mended when it was kept, and the id tells of what was there before.
	if !strings.Contains(text+x.url, "\ufffd") && store.ArticleID(x.url, text) != a.ID {
		c.say("ids", on, "address and text have the id %s", store.ArticleID(x.url, text))
	}
	for _, f := range []struct{ what, row, text string }{
		{"outlet", x.outlet, clean(a.Article.Source)}, {"language", x.language, clean(a.Article.Language)}, {"headline", x.headline, clean(a.Article.Headline)},
		{"day of publication", x.when, publishedText(a)}, {"version", x.vers, versionOf(a)},
	} {
		if f.row != f.text {
			c.say("columns", on, "its %s is %q in the table and %q in the text", f.what, f.row, f.text)
		}
	}
	if x.address != addressKey(x.url) && !strings.Contains(x.url, "\ufffd") {
		c.say("columns", on, "it cannot be found by its address")
	}
	runes := []rune(text)
	for i := range a.Quotes {
		q := &a.Quotes[i]
		c.span("offsets", on, "quotation", barograph.Span{Text: q.Text, Start: q.Start, End: q.End}, runes)
	}
	return c.reports(x, a, runes)
}

// reports looks at the reports of an article.
func (c *checking) reports(x *articleRow, a *store.Article, text []rune) error {
	type row struct {
		id, ordinal, day int64
		kind, data       string
		live             bool
	}
	var rows []row
	err := each(c.q, func(r *sql.Rows) error {
		var y row
		err := r.Scan(&y.id, &y.ordinal, &y.kind, &y.day, &y.live, &y.data)
		rows = append(rows, y)
		return err
	}, "SELECT id, ordinal, type, day, live <> 0, data FROM report WHERE article = $1 ORDER BY ordinal, id", x.id)
	if err != nil {
		return err
	}
	for i := range rows {
		y := &rows[i]
		c.n.Reports++
		on := "report " + store.ID(y.id)
		var e barograph.Event
		if err := unmarshal(y.data, &e); err != nil {
			c.say("readable", on, "it cannot be read: %v", err)
			continue
		}
		day := int64(e.Day(a.Article.Published))
		switch {
		case e.ID != store.ID(y.id):
			c.say("ids", on, "it calls itself %s", e.ID)
		case y.ordinal != int64(i):
			c.say("columns", on, "it is number %d of its article, and stands at place %d", y.ordinal, i)
		case y.kind != string(e.Type) || y.day != day:
			c.say("columns", on, "it is filed as %s of day %d, and says %s of day %d", y.kind, y.day, e.Type, day)
		case y.live == x.superseded:
			c.say("columns", on, "whether it counts does not follow its article")
		}
		if err := c.countries(y.id, &e, y.day); err != nil {
			return err
		}
		c.event(on, &e, text)
	}
	return nil
}

// countries holds the rows by which a report is found by country against what it says.
func (c *checking) countries(id int64, e *barograph.Event, day int64) error {
	var have []string
	err := each(c.q, func(r *sql.Rows) error {
		var country, kind string
		var on int64
		err := r.Scan(&country, &kind, &on)
		if kind == string(e.Type) && on == day {
			have = append(have, country)
		} else {
			have = append(have, country+"?")
		}
		return err
	}, "SELECT country, type, day FROM report_country WHERE report = $1", id)
	want := countriesOf(e)
	slices.Sort(want)
	slices.Sort(have)
	if err == nil && !slices.Equal(have, want) {
		c.say("columns", "report "+store.ID(id), "it names the countries %q and is found by %q", want, have)
	}
	return err
}

// event holds the offsets of an event against the words they point at.
func (c *checking) event(on string, e *barograph.Event, text []rune) {
	if e.Evidence != "" && !strings.Contains(string(text), e.Evidence) {
		c.say("offsets", on, "its sentence %.60q does not stand in the article", e.Evidence)
	}
	c.span("offsets", on, "trigger", e.Trigger, text)
	for i := range e.Actors {
		c.span("offsets", on, "actor", e.Actors[i].Span, text)
	}
	for i := range e.Recipients {
		c.span("offsets", on, "recipient", e.Recipients[i].Span, text)
	}
	for i := range e.Locations {
		c.span("offsets", on, "place", e.Locations[i].Span, text)
	}
	if e.Time != nil {
		c.span("offsets", on, "time", e.Time.Span, text)
	}
	if e.Claimant != nil {
		c.span("offsets", on, "claimant", e.Claimant.Span, text)
	}
	for i := range e.Mentions {
		c.span("offsets", on, "mention", e.Mentions[i].Trigger, text)
	}
}

// span holds an offset against its words. One of length zero at the beginning points at nothing: what it names is in no place of the text.
func (c *checking) span(rule, on, what string, s barograph.Span, text []rune) {
	if s.Start == 0 && s.End == 0 {
		return
	}
	c.n.Spans++
	switch {
	case s.Start < 0 || s.End > len(text) || s.Start > s.End:
		c.say(rule, on, "its %s is at %d to %d of a text of %d", what, s.Start, s.End, len(text))
	case string(text[s.Start:s.End]) != s.Text:
		c.say(rule, on, "its %s is %.60q, and at %d to %d stands %.60q", what, s.Text, s.Start, s.End, string(text[s.Start:s.End]))
	}
}

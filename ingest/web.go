package ingest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/ingest/opml"
	"github.com/barograph/barograph/ingest/sitemap"
	"github.com/barograph/barograph/ingest/warc"
)

// Limits of how far one source leads to others.
const (
	maxSitemaps = 3   // indexes in indexes
	linksAtOnce = 200 // addresses asked for in the record together
)

// archive reads the pages of a web archive.
func (r *run) archive(in Document, body io.Reader) error {
	w := warc.NewReader(body)
	for {
		p, err := w.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			in.Err = fmt.Errorf("%w (%d records)", err, w.Records)
			return r.emit(&in)
		}
		doc := Document{ID: p.URL, URL: p.URL, Data: p.Data, ContentType: p.ContentType, Origin: in.Origin, Bulk: true, Claims: Claims{Captured: p.Captured}}
		if doc.ID == "" {
			doc.ID = fmt.Sprintf("%s#%d", in.ID, w.Records)
		}
		if err := r.emit(&doc); err != nil {
			return err
		}
	}
}

// sitemap reads the pages that a sitemap leads to, and those of the sitemaps that an index leads to.
func (r *run) sitemap(in Document, body io.Reader, at depth) error {
	var docs []Document
	flush := func() error {
		err := r.pages(docs, at)
		docs = docs[:0]
		return err
	}
	err := sitemap.Read(body, func(l sitemap.Link) error {
		modified := article.ParseDate(l.Modified)
		switch {
		case l.Index && at.sitemaps >= maxSitemaps:
			return nil
		case l.Index && modified != nil && r.Since != 0 && barograph.DayOf(modified.Time) < r.Since:
			return nil
		case l.Index:
			deeper := at
			deeper.sitemaps++
			return r.web(Document{ID: l.URL, Origin: in.Origin}, deeper)
		case r.tooOld(l.Published, l.Modified):
			return r.emit(&Document{ID: l.URL, Origin: in.Origin, Bulk: true, Err: Skip("outside --since and --until")})
		}
		published := article.ParseDate(l.Published)
		docs = append(docs, Document{ID: l.URL, URL: l.URL, Origin: in.Origin, Bulk: true, Claims: Claims{Published: published, Outlet: l.Outlet}})
		if len(docs) < linksAtOnce {
			return nil
		}
		return flush()
	})
	if e := flush(); e != nil {
		return e
	}
	if err == nil || r.broken() {
		return err
	}
	in.Err = err
	return r.emit(&in)
}

// tooOld tells whether what a sitemap says of a page's dates puts it outside the wanted days. A page may have been modified long after
// it was published, so that says only that it is no newer.
func (r *run) tooOld(published, modified string) bool {
	if p := article.ParseDate(published); p != nil {
		d := barograph.DayOf(p.Time)
		return r.Since != 0 && d < r.Since || r.Until != 0 && d > r.Until
	}
	m := article.ParseDate(modified)
	return m != nil && r.Since != 0 && barograph.DayOf(m.Time) < r.Since
}

// broken tells whether the run has to end.
func (r *run) broken() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err != nil || r.ctx.Err() != nil
}

// feed reads the pages that the entries of a feed lead to.
func (r *run) feed(in Document, body *bufio.Reader, at depth) error {
	data, err := readAll(body)
	if err != nil {
		in.Err = err
		return r.emit(&in)
	}
	docs, err := entries(&in, data)
	if e := r.pages(docs, at); e != nil {
		return e
	}
	if err != nil {
		in.Err = err
		return r.emit(&in)
	}
	return nil
}

// entries are the documents that the entries of a feed stand for. When the feed breaks off, those before that come with the error.
func entries(feed *Document, data []byte) ([]Document, error) {
	items, err := article.Feed(data, feed.ContentType, article.Options{})
	var docs []Document
	for i, item := range items {
		doc := Document{ID: item.ID, Origin: feed.Origin, Bulk: true, Err: item.Err}
		if doc.ID == "" {
			doc.ID = fmt.Sprintf("%s#%d", feed.ID, i+1)
		}
		if a := item.Article; a != nil {
			doc.Claims = Claims{Published: a.Published, Outlet: a.Source, Summary: a}
			if strings.HasPrefix(a.URL, "http://") || strings.HasPrefix(a.URL, "https://") {
				doc.URL = a.URL
			} else {
				doc.Article = a
			}
		}
		docs = append(docs, doc)
	}
	return docs, err
}

// pages fetches the pages of documents, except those that are in the record.
func (r *run) pages(docs []Document, at depth) error {
	var urls []string
	for i := range docs {
		if docs[i].wanted() {
			urls = append(urls, Canonical(docs[i].URL))
		}
	}
	known := map[string]bool{}
	if r.Known != nil && len(urls) > 0 {
		var err error
		if known, err = r.Known(r.ctx, urls); err != nil {
			return err
		}
	}
	for i := range docs {
		doc := docs[i]
		switch {
		case doc.wanted() && known[Canonical(doc.URL)]:
			doc.Err = errKnown
		case doc.wanted():
			if err := r.later(at, func(depth) error { return r.page(doc) }); err != nil {
				return err
			}
			continue
		}
		if err := r.emit(&doc); err != nil {
			return err
		}
	}
	return nil
}

// wanted tells whether a document's page has to be fetched.
func (d *Document) wanted() bool {
	return d.Err == nil && d.Article == nil && d.Data == nil && d.URL != ""
}

// page fetches a page that another source led to. When it cannot be had for good, what that source tells of it has to do.
func (r *run) page(doc Document) error {
	if r.Unread {
		return r.emit(&doc)
	}
	if r.Fetch == nil {
		doc.Err = errors.New("addresses are not read here; give a file")
		return r.emit(&doc)
	}
	got, err := r.Fetch.Get(r.ctx, fetch.Request{URL: doc.URL})
	switch {
	case r.ctx.Err() != nil:
		return r.ctx.Err()
	case err == nil:
		doc.Data, doc.ContentType, doc.URL = got.Body, got.ContentType, got.URL
	case doc.Claims.Summary != nil && !fetch.Temporary(err):
		doc.Article = doc.Claims.Summary
		doc.Article.Warnings = append(doc.Article.Warnings, "only what the feed tells of it is read: "+err.Error())
	default:
		doc.Err = err
	}
	return r.emit(&doc)
}

// feedList reads all feeds of a list.
func (r *run) feedList(in Document, body io.Reader, at depth) error {
	feeds, err := opml.Read(body)
	if at.lists > 0 {
		feeds, err = nil, errors.New("a list of feeds in a list of feeds; give it alone")
	}
	at.lists++
	for _, f := range feeds {
		if !strings.Contains(f.URL, "://") {
			if err := r.emit(&Document{ID: in.ID + ": " + f.URL, Origin: in.Origin, Err: errors.New("no address of a feed; correct the list")}); err != nil {
				return err
			}
			continue
		}
		if err := r.web(Document{ID: f.URL, Origin: f.URL}, at); err != nil {
			return err
		}
	}
	if err != nil {
		in.Err = err
		return r.emit(&in)
	}
	return nil
}

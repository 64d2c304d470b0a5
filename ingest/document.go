package ingest

import (
	"errors"
	"fmt"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/ingest/wikipedia"
)

// A Document is what a source yields at a time: the bytes of a page, a text, a feed that is not followed, or a line of JSON; or the
// article itself, where the source tells it in its own form; or the reason why there is none.
type Document struct {
	ID          string // for people: the path or address, FILE:LINE, the address of an entry
	Data        []byte
	ContentType string // as the server says; "" elsewhere
	URL         string // where it was found, after redirects
	Line        int    // its line in a file of JSON lines, counted from 1; else 0

	Article *barograph.Article
	Archive bool // it names a web archive that is still to be read; only a Reader that leaves pages Unread yields it
	Err     error

	Origin string // the source it was read from, as it was given: a file, a feed
	Bulk   bool   // one of many that nobody chose one by one: that it is no article is no failure of the run
	Claims Claims
	Wishes *Wishes // of whoever asked for it, when they are not the loader's

	// Settle, if not nil, is called once, when the document needs no further care: its articles are in the record, or never will be.
	// An error says that it should be read again another time. The error it returns ends the run.
	Settle func(error) error
}

// Claims are what a source says of a page before it is read.
type Claims struct {
	Published *barograph.Published // by the feed or sitemap that leads to it
	Captured  time.Time            // when an archive or a visit took it: it was not written later
	Outlet    string
	Summary   *barograph.Article // what a feed tells of the page, in case it cannot be had
}

// Wishes are what somebody wants of the articles he gives.
type Wishes struct {
	Date    time.Time     // of publication, overrules what articles say; zero for none
	Since   barograph.Day // articles published earlier are left out
	Until   barograph.Day // or later
	Sources []string      // only articles of these outlets: parts of their names or hosts; none is all
	Outlet  string        // of articles that do not tell theirs
}

// Blameless tells whether an error leaves the document out without being anybody's failure: what was not wanted, and pages that
// nobody chose one by one and that are no articles.
func (d *Document) Blameless(err error) bool {
	var skip Skip
	return errors.As(err, &skip) || d.Bulk && harmless(err)
}

// Articles are what a document holds: one, or the items of a feed. Items may come with an error that tells what is missing.
func (d *Document) Articles(opts article.Options) ([]article.Item, error) {
	switch {
	case d.Err != nil:
		return nil, d.Err
	case d.Article != nil:
		return []article.Item{{ID: d.ID, Article: d.Article}}, nil
	case d.Line > 0:
		item, err := d.fromJSON(opts)
		if err != nil {
			return nil, err
		}
		if item.ID == "" {
			item.ID = d.ID
		}
		return []article.Item{item}, nil
	case article.IsFeed(d.Data):
		items, err := article.Feed(d.Data, d.ContentType, opts)
		for i := range items {
			if items[i].ID == "" {
				items[i].ID = fmt.Sprintf("%s#%d", d.ID, i+1)
			}
		}
		return items, err
	}
	a, err := article.Read(d.Data, d.ContentType, d.URL, opts)
	if err != nil {
		return nil, err
	}
	return []article.Item{{ID: d.ID, Article: a}}, nil
}

func (d *Document) fromJSON(opts article.Options) (article.Item, error) {
	if s, ok := wikipedia.FromJSON(d.Data); ok && opts.Published.IsZero() {
		a, err := s.Article()
		return article.Item{ID: s.ID, Article: a}, err
	}
	return article.FromJSON(d.Data, opts)
}

func (d *Document) settle(err error) error {
	if d.Settle == nil {
		return nil
	}
	return d.Settle(err)
}

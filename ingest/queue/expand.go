package queue

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/ingest/fetch"
)

// pull takes messages of a kind, one at a time, and does them until no new work should be taken.
func (w *Worker) pull(k Kind, do func(*item)) {
	for w.soft.Err() == nil {
		for _, i := range w.take(k, 1) {
			w.guarded(i, do)
		}
	}
}

// guarded does a message; one that breaks what works on it is buried.
func (w *Worker) guarded(i *item, do func(*item)) {
	defer func() {
		if r := recover(); r != nil {
			w.bury(i, fmt.Sprintf("reading it broke: %v", r))
		}
	}()
	do(i)
}

// page fetches a page and puts it into the queue as an article.
func (w *Worker) page(i *item) {
	d := i.doc
	known, err := w.guard.knownURL(ingest.Canonical(d.URL))
	switch {
	case err != nil:
		return // the worker ends; it is given back
	case known:
		w.acknowledge(i)
		return
	}
	got, err := w.Fetch.Get(w.soft, fetch.Request{URL: d.URL})
	var backingOff fetch.BackoffError
	switch {
	case err == nil:
		d.Data, d.ContentType, d.URL = got.Body, got.ContentType, got.URL
		if d.Data == nil {
			d.Data = []byte{} // an empty page, not one to be fetched
		}
	case w.soft.Err() != nil:
		w.again(i, 0)
		return
	case errors.As(err, &backingOff):
		w.again(i, max(time.Until(backingOff.Until), time.Second))
		return
	case fetch.Temporary(err) && w.clock.now().Sub(i.at) < pageTerm:
		w.again(i, backoff(i.n, 30*time.Second, time.Hour))
		return
	case d.Claims.Summary != nil:
		d.Article = d.Claims.Summary
		d.Article.Warnings = append(d.Article.Warnings, "only what the feed tells of it is read: "+err.Error())
	case d.Blameless(err):
		w.acknowledge(i)
		return
	default:
		w.bury(i, err.Error())
		return
	}
	if _, err := w.Queue.put(w.soft, d, w.say); err != nil {
		if w.soft.Err() == nil {
			w.bury(i, err.Error())
			return
		}
		w.again(i, 0)
		return
	}
	w.acknowledge(i)
}

// archive splits a web archive into articles of the queue. Interrupted, it is begun anew by another worker; what is in the queue or the
// record by then is recognised.
func (w *Worker) archive(i *item) {
	r := &ingest.Reader{Fetch: w.Fetch}
	remote := strings.Contains(i.doc.ID, "://")
	switch {
	case remote && w.Fetch == nil:
		w.again(i, 5*time.Second) // for one that fetches
		return
	case !remote:
		if _, err := os.Stat(i.doc.ID); errors.Is(err, fs.ErrNotExist) {
			w.failArchive(i, fmt.Errorf("no such file on %s; let the workers share its folder, or publish it with --split", w.state.Host), true)
			return
		}
	}
	var failures []error
	temporary := false
	p := &Publisher{Queue: w.Queue, Wishes: *i.doc.Wishes, Say: w.say, Failed: func(id string, err error) {
		temporary = temporary || fetch.Temporary(err)
		failures = append(failures, fmt.Errorf("%s: %w", id, err))
	}}
	total, err := p.Publish(w.soft, func(ctx context.Context, fn func(*ingest.Document) error) error {
		return r.Read(ctx, []string{i.doc.ID}, fn)
	})
	switch {
	case w.soft.Err() != nil:
		w.again(i, 0)
	case err != nil:
		w.failArchive(i, err, true)
	case failures != nil:
		w.failArchive(i, errors.Join(failures...), temporary)
	default:
		w.say(fmt.Sprintf("%s: %s", i.doc.ID, strings.TrimSuffix(total.String(), "\n")))
		w.acknowledge(i)
	}
}

// failArchive gives an archive back, or up.
func (w *Worker) failArchive(i *item, err error, temporary bool) {
	if temporary && i.n < w.Tries {
		w.say(fmt.Sprintf("%s: %v (delivery %d of %d)", i.doc.ID, err, i.n, w.Tries))
		w.again(i, backoff(i.n, time.Second, dull))
		return
	}
	w.bury(i, err.Error())
}

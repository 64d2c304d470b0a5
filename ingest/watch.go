package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/ingest/opml"
)

// Times of watching.
const (
	watchKind    = "feed" // of what is remembered, by the feed's address
	leastPause   = 5 * time.Minute
	longestPause = 24 * time.Hour
	gonePause    = 7 * 24 * time.Hour // of a feed that says it is gone
	maxTries     = 3                  // of a page that could not be had, before the feed's summary has to do
	maxEntries   = 2000               // of a feed that are remembered
)

// A WatchRecord is what a Watcher needs of a store.Store.
type WatchRecord interface {
	Memory
	KnownURL(ctx context.Context, urls []string) (map[string]bool, error)
}

// A Watcher keeps reading feeds. What it knows of each feed is remembered in the record, so that it may be stopped and started, or run
// by cron, and goes on where it was.
type Watcher struct {
	Fetch    *fetch.Client
	Record   WatchRecord
	Feeds    []opml.Feed
	Interval time.Duration // between two visits to a feed that has no trouble; varied by a tenth
	Jobs     int           // feeds and pages fetched at a time
	Unread   bool          // pages are only named, for others to fetch
	Say      func(feed string, err error)
}

// feedState is what is remembered of a feed.
type feedState struct {
	ETag         string         `json:"etag,omitempty"`
	LastModified string         `json:"modified,omitempty"`
	Next         time.Time      `json:"next"`
	Last         time.Time      `json:"last"`               // visit
	Failures     int            `json:"failures,omitempty"` // since the last success
	Error        string         `json:"error,omitempty"`    // of the last visit
	Entries      map[string]int `json:"entries,omitempty"`  // those of the last visit that are not in the record: tries, or done with
}

// A Visit is what is known of the last visit to a feed.
type Visit struct {
	Last     time.Time // zero when it is not known
	Next     time.Time
	Failures int    // in a row
	Error    string // of the last visit; "" when it went well
}

// Visits tells the last visit to each feed that was ever watched, by its address.
func Visits(ctx context.Context, m Memory) (map[string]Visit, error) {
	states, err := m.Recall(ctx, watchKind)
	if err != nil {
		return nil, err
	}
	out := map[string]Visit{}
	for url, data := range states {
		var s feedState
		if json.Unmarshal(data, &s) == nil {
			out[url] = Visit{s.Last, s.Next, s.Failures, s.Error}
		}
	}
	return out, nil
}

// entryDone marks an entry that needs no further try.
const entryDone = maxTries

// Round visits the feeds whose time has come and calls fn with each of their new entries, never twice at a time. It tells how many
// feeds were visited, and when the next are due.
func (w *Watcher) Round(ctx context.Context, fn func(*Document) error) (visited int, next time.Time, err error) {
	states, err := w.Record.Recall(ctx, watchKind)
	if err != nil {
		return 0, next, err
	}
	reader := &Reader{Fetch: w.Fetch, Jobs: w.Jobs, Known: w.Record.KnownURL, Unread: w.Unread}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	run := &run{Reader: reader, ctx: ctx, fn: fn, stop: cancel, tasks: make(chan func())}
	var workers sync.WaitGroup
	for range max(w.Jobs, 1) {
		workers.Go(func() {
			for task := range run.tasks {
				task()
			}
		})
	}
	next = time.Now().Add(longestPause)
	var mu sync.Mutex
	soonest := func(t time.Time) {
		mu.Lock()
		defer mu.Unlock()
		if t.Before(next) {
			next = t
		}
	}
	for _, f := range w.Feeds {
		v := &visit{Watcher: w, run: run, url: f.URL, title: f.Title, due: soonest}
		if data, ok := states[f.URL]; ok && json.Unmarshal(data, &v.state) != nil {
			v.state = feedState{} // written by another version: begin anew
		}
		if time.Now().Before(v.state.Next) {
			soonest(v.state.Next)
			continue
		}
		visited++
		if run.later(depth{}, v.read) != nil {
			break
		}
	}
	run.pending.Wait()
	close(run.tasks)
	workers.Wait()
	if run.err != nil {
		return visited, next, run.err
	}
	return visited, next, ctx.Err()
}

// visit is one visit to a feed.
type visit struct {
	*Watcher
	run   *run
	url   string
	title string
	state feedState
	due   func(time.Time)
}

// read fetches the feed and its new entries.
func (v *visit) read(at depth) error {
	ctx := v.run.ctx
	got, err := v.Fetch.Get(ctx, fetch.Request{
		URL: v.url, Direct: true, ETag: v.state.ETag, LastModified: v.state.LastModified,
		Accept: "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
	})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return v.trouble(err)
	case got.NotModified:
		return v.keep(v.state, nil)
	}
	feed := Document{ID: v.url, Origin: v.url, ContentType: got.ContentType}
	if !article.IsFeed(got.Body) {
		return v.trouble(errors.New("the server sends no feed; check the address in the list"))
	}
	docs, err := entries(&feed, got.Body)
	if len(docs) == 0 {
		return v.trouble(err)
	}
	if err != nil {
		v.say(err) // what came before the break is read
	}
	return v.take(docs, got, at)
}

// take hands on the entries that are new, and remembers the visit when all of them are settled: a feed that was not read to the end
// is read again.
func (v *visit) take(docs []Document, got *fetch.Response, at depth) error {
	docs = docs[:min(len(docs), maxEntries)]
	next := feedState{ETag: got.ETag, LastModified: got.LastModified, Entries: map[string]int{}}
	var mu sync.Mutex
	var fresh []Document
	var keys []string
	for _, d := range docs {
		key := fmt.Sprintf("%x", hash(Canonical(d.ID), 0))
		tries := v.state.Entries[key]
		if _, twice := next.Entries[key]; twice || slices.Contains(keys, key) {
			continue
		}
		if tries >= entryDone {
			next.Entries[key] = entryDone
			continue
		}
		if tries == entryDone-1 && d.Claims.Summary != nil {
			d.Article = d.Claims.Summary // its page could not be had so often that its summary has to do
		}
		if d.Claims.Outlet == "" {
			d.Claims.Outlet = v.title
		}
		fresh, keys = append(fresh, d), append(keys, key)
	}
	if len(fresh) == 0 {
		return v.keep(next, nil)
	}
	all := together(len(fresh), func(err error) error { return v.keep(next, err) })
	for i := range fresh {
		key := keys[i]
		fresh[i].Settle = func(err error) error {
			mu.Lock()
			if err != nil {
				next.Entries[key] = v.state.Entries[key] + 1
			} else {
				next.Entries[key] = entryDone
			}
			mu.Unlock()
			return all(err)
		}
	}
	return v.run.pages(fresh, at)
}

// keep remembers a visit that went well. When some entries will have to be tried again, the feed is asked for in full the next time.
func (v *visit) keep(s feedState, unsettled error) error {
	s.Failures, s.Error = 0, ""
	if unsettled != nil {
		s.ETag, s.LastModified = "", ""
	}
	s.Next = v.after(max(v.Interval, leastPause))
	return v.remember(s)
}

// trouble remembers a visit that failed: the next is the later, the more have failed.
func (v *visit) trouble(err error) error {
	v.say(err)
	s := v.state
	pause := min(max(v.Interval, leastPause)<<min(s.Failures, 10), longestPause)
	var status fetch.StatusError
	var backoff fetch.BackoffError
	switch {
	case errors.As(err, &status) && status.Code == 410:
		pause = gonePause
	case errors.As(err, &backoff):
		pause = max(time.Until(backoff.Until), time.Minute)
	}
	s.Failures++
	s.Error = err.Error()
	s.Next = v.after(pause)
	return v.remember(s)
}

func (v *visit) say(err error) {
	if v.Say != nil {
		v.Say(v.url, err)
	}
}

// after is a moment about d from now: many feeds with one interval shall not be due at one moment.
func (v *visit) after(d time.Duration) time.Time {
	return time.Now().Add(d - d/10 + rand.N(d/5+1)).UTC().Truncate(time.Second)
}

func (v *visit) remember(s feedState) error {
	v.due(s.Next)
	s.Last = time.Now().UTC().Truncate(time.Second)
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return v.Record.Remember(context.WithoutCancel(v.run.ctx), watchKind, v.url, data)
}

package ingest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/ingest/inflate"
	"github.com/barograph/barograph/ingest/wikipedia"
)

// MaxPage is the most bytes of a page or a text, unpacked. A news page is a hundredth of it.
const MaxPage = 16 << 20

// errTooLarge is a file that is no page.
var errTooLarge = fmt.Errorf("larger than %d MB, too large for a page; give one article, or many as JSON lines", MaxPage>>20)

// CurrentEvents is the source that stands for Wikipedia's chronicle.
const CurrentEvents = "wikipedia:current-events"

// A Memory keeps small values between runs, by kind and key; nil forgets one. A store.Store is one.
type Memory interface {
	Remember(ctx context.Context, kind, key string, value []byte) error
	Recall(ctx context.Context, kind string) (map[string][]byte, error)
}

// A Following says whether entries of feeds lead to their pages.
type Following int

// The ways to read a feed. The zero value reads the pages of feeds that come from the web, and files as they stand.
const (
	FollowWeb Following = iota
	FollowNever
	FollowAlways
)

// A Reader reads sources. Only what a source needs must be set: Fetch for the web, Stdin for "-".
type Reader struct {
	Fetch         *fetch.Client
	Stdin         io.Reader
	Memory        Memory // remembers how far Wikipedia was read; nil reads all
	Wikipedia     wikipedia.Client
	Follow        Following
	Since         barograph.Day // what a sitemap or Wikipedia says is older is not even fetched
	Until         barograph.Day
	Lines         bool         // what is sought are lines of JSON: when the first is broken, the others are still lines
	Unread        bool         // pages that other sources lead to, and archives, are only named, for others to read
	SplitArchives bool         // archives are read all the same
	Jobs          int          // pages fetched at a time; 0 is 1
	Bytes         atomic.Int64 // read from files so far
	// Known tells which addresses, in their canonical form, need not be fetched again. nil knows none.
	Known func(ctx context.Context, urls []string) (map[string]bool, error)
}

// Read reads sources one after the other and calls fn with each document, never twice at a time. A source that cannot be read is a
// document with an error. Read itself fails only when fn does or ctx ends.
func (r *Reader) Read(ctx context.Context, sources []string, fn func(*Document) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	run := &run{Reader: r, ctx: ctx, fn: fn, stop: cancel, tasks: make(chan func())}
	var workers sync.WaitGroup
	for range max(r.Jobs, 1) {
		workers.Go(func() {
			for task := range run.tasks {
				task()
			}
		})
	}
	for _, s := range sources {
		if err := run.source(s); err != nil {
			run.fail(err)
			break
		}
	}
	run.pending.Wait()
	close(run.tasks)
	workers.Wait()
	run.mu.Lock()
	defer run.mu.Unlock()
	if run.err == nil {
		return ctx.Err()
	}
	return run.err
}

// run is one reading of sources.
type run struct {
	*Reader
	ctx     context.Context
	stop    context.CancelFunc
	fn      func(*Document) error
	mu      sync.Mutex
	err     error
	tasks   chan func() // pages to be fetched by whoever is free
	pending sync.WaitGroup
}

// emit hands on a document. An error ends the run.
func (r *run) emit(d *Document) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return r.err
	}
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if err := r.fn(d); err != nil {
		r.err = err
		r.stop()
		return err
	}
	return nil
}

func (r *run) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
	r.stop()
}

// later lets a page be fetched when somebody is free. Who is himself such a worker does it at once when nobody else is: workers that
// wait for each other would wait for ever. With one job the order of the pages is kept.
func (r *run) later(at depth, fetch func(at depth) error) error {
	r.pending.Add(1)
	task := func() {
		defer r.pending.Done()
		if r.ctx.Err() != nil {
			return
		}
		if err := fetch(depth{worker: true}); err != nil {
			r.fail(err)
		}
	}
	if at.worker {
		select {
		case r.tasks <- task:
		default:
			task()
		}
		return r.ctx.Err()
	}
	select {
	case r.tasks <- task:
		return nil
	case <-r.ctx.Done():
		r.pending.Done()
		return r.ctx.Err()
	}
}

// source reads one source.
func (r *run) source(name string) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	doc := Document{ID: name, Origin: name}
	switch {
	case name == "-":
		return r.stream(doc, io.NopCloser(r.Stdin), depth{})
	case name == CurrentEvents:
		return r.currentEvents()
	case strings.HasPrefix(name, "wikipedia:"):
		doc.Err = fmt.Errorf("not a source of Wikipedia; there is %s", CurrentEvents)
		return r.emit(&doc)
	case strings.Contains(name, "://"):
		if r.Jobs < 2 {
			return r.web(doc, depth{})
		}
		return r.later(depth{}, func(at depth) error { return r.web(doc, at) })
	}
	return r.files(doc)
}

// depth is how a source was come by.
type depth struct {
	web      bool // from the web
	worker   bool // by one of those who fetch
	sitemaps int  // nested in each other
	lists    int  // of feeds
}

// stream reads what a source holds, whatever it is.
func (r *run) stream(doc Document, raw io.ReadCloser, at depth) error {
	defer raw.Close()
	plain, err := inflate.Open(raw)
	if err != nil {
		doc.Err = err
		return r.emit(&doc)
	}
	defer plain.Close()
	body := fromUTF16(bufio.NewReaderSize(plain, 64<<10))
	what := sniff(body)
	if what == page && (r.Lines || namesLines(doc.ID)) && holdsLines(body, r.Lines) {
		what = jsonLines
	}
	if what == jsonLines || what == jsonArray {
		if mark, _ := body.Peek(len(byteOrderMark)); string(mark) == byteOrderMark {
			_, _ = body.Discard(len(mark)) // was peeked at
		}
	}
	switch what {
	case archive:
		if doc.Archive = r.Unread && !r.SplitArchives; doc.Archive {
			return r.emit(&doc)
		}
		return r.archive(doc, body)
	case jsonLines:
		return r.lines(doc, body)
	case jsonArray:
		return r.array(doc, body)
	case sitemapXML:
		return r.sitemap(doc, body, at)
	case feedList:
		return r.feedList(doc, body, at)
	case feed:
		if r.Follow == FollowAlways || r.Follow == FollowWeb && at.web {
			return r.feed(doc, body, at)
		}
	}
	if doc.Data, err = readAll(body); err != nil {
		doc.Data, doc.Err = nil, err
	}
	return r.emit(&doc)
}

// readAll reads what must not be larger than a page.
func readAll(body io.Reader) ([]byte, error) {
	var b bytes.Buffer
	_, err := b.ReadFrom(io.LimitReader(body, MaxPage+1))
	switch {
	case errors.Is(err, fetch.ErrTooLarge) || b.Len() > MaxPage:
		return nil, errTooLarge
	case err != nil:
		return nil, err
	}
	return b.Bytes(), nil
}

// web reads an address that somebody gave.
func (r *run) web(doc Document, at depth) error {
	at.web = true
	if r.Fetch == nil {
		doc.Err = errors.New("addresses are not read here; give a file")
		return r.emit(&doc)
	}
	s, err := r.Fetch.Open(r.ctx, fetch.Request{URL: doc.ID, Direct: true, Stream: streams(doc.ID), MaxBytes: limit(doc.ID)})
	if err != nil {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		doc.Err = err
		return r.emit(&doc)
	}
	doc.URL, doc.ContentType = s.URL, s.ContentType
	return r.stream(doc, s, at)
}

// namesLines tells whether a name is that of a file of JSON lines.
func namesLines(name string) bool {
	name, _, _ = strings.Cut(strings.ToLower(name), "?")
	for _, end := range []string{".gz", ".zst", ".bz2", ".xz"} {
		name = strings.TrimSuffix(name, end)
	}
	return strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".ndjson")
}

// streams tells whether an address looks like a file of many articles, which may take long.
func streams(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	for _, end := range []string{".warc", ".warc.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".jsonl.zst"} {
		if strings.HasSuffix(strings.ToLower(path), end) {
			return true
		}
	}
	return false
}

func limit(address string) int64 {
	if streams(address) {
		return -1
	}
	return 0
}

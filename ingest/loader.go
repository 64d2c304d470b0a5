package ingest

import (
	"context"
	"errors"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/store"
)

// A Record is what a Loader needs of a store.Store.
type Record interface {
	Known(ctx context.Context, ids []string) (map[string]bool, error)
	Save(ctx context.Context, articles []store.Article) ([]store.Fate, error)
}

// A Coder codes articles; *coder.Coder is one.
type Coder interface {
	CodeAll([]coder.Input) []*coder.Document
}

// Sizes of what is done together: coding shares passes of the encoder, saving shares a transaction and the pages of the record that it
// writes. A run saves few articles at first and more when it has saved many, so that one that is killed loses a fifth of its work at most.
const (
	batchArticles = 16
	batchBytes    = 256 << 10
	saveArticles  = 64
	saveMost      = 1024
	saveBytes     = 8 << 20
	saveAfter     = 2 * time.Second
)

// A Loader takes documents into the record. Its fields must not be changed while it works.
type Loader struct {
	Record Record
	Coder  Coder
	Name   string // of the coder's model and tables, kept with each article
	Jobs   int    // coded at a time; 0 is one for each processor
	Wishes        // of documents that bring none
	Now    func() time.Time

	// Failed is called for each document that could not be read though somebody asked for it, before it is settled; Noted for each
	// article whose date is not believed; Step after each document that is done with. None is called twice at a time.
	Failed func(id string, err error)
	Noted  func(id, note string)
	Step   func(*Summary)
}

// loading is one run of a loader.
type loading struct {
	*Loader
	ctx   context.Context
	stop  context.CancelFunc
	done  chan []work
	mu    sync.Mutex
	total Summary
	err   error
}

// work is one document on its way, with the articles it holds.
type work struct {
	doc   *Document
	items []prepared
	err   error // that of the document, or of some of its items
}

// prepared is one article of a document.
type prepared struct {
	id     string // for people
	name   string // of the article in this reading, for the record
	entry  store.Article
	dating Dating
	note   string // for the user, about the date
	known  bool
	err    error // Skip or failure; then there is no entry
}

// Load takes all documents that read yields into the record. What it returns is also right when it ends early, with an error.
// Interrupted by ctx, it saves what was coded.
func (l *Loader) Load(ctx context.Context, read func(ctx context.Context, fn func(*Document) error) error) (*Summary, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs := l.Jobs
	if jobs < 1 {
		jobs = runtime.GOMAXPROCS(0)
	}
	r := &loading{Loader: l, ctx: ctx, stop: cancel, done: make(chan []work, jobs), total: newSummary()}
	docs := make(chan *Document, 2*jobs)
	var workers, saver sync.WaitGroup
	for range jobs {
		workers.Go(func() { r.work(docs) })
	}
	saver.Go(r.save)
	readErr := read(ctx, func(d *Document) error {
		select {
		case docs <- d:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	close(docs)
	workers.Wait()
	close(r.done)
	saver.Wait()
	if r.err != nil {
		return &r.total, r.err
	}
	return &r.total, readErr
}

func (r *loading) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.err = err
	}
	r.stop()
}

// work prepares and codes what is waiting until there is no more.
func (r *loading) work(docs <-chan *Document) {
	for first := range docs {
		batch := []*Document{first}
		size := len(first.Data)
	more:
		for len(batch) < batchArticles && size < batchBytes {
			select {
			case d, ok := <-docs:
				if !ok {
					break more
				}
				batch = append(batch, d)
				size += len(d.Data)
			default:
				break more
			}
		}
		if r.ctx.Err() != nil {
			continue // unsettled, they are read again the next time
		}
		out := make([]work, len(batch))
		for i, d := range batch {
			out[i] = r.prepare(d)
		}
		if err := r.code(out); err != nil {
			r.fail(err)
			continue
		}
		r.done <- out
	}
}

// prepare takes the articles from a document and says what each is in the record.
func (r *loading) prepare(d *Document) work {
	w := work{doc: d}
	wishes := &r.Wishes
	if d.Wishes != nil {
		wishes = d.Wishes
	}
	items, err := d.Articles(article.Options{Published: wishes.Date})
	if summary := d.Claims.Summary; summary != nil && d.Err == nil && poorer(items, summary) {
		// The page shows less than its feed: a wall, a script, another language.
		items, err = []article.Item{{ID: d.ID, Article: summary}}, nil
	}
	w.err = err
	for _, item := range items {
		p := prepared{err: item.Err}
		if p.err == nil {
			p = r.entry(d, item.Article, wishes)
		}
		p.id = item.ID
		w.items = append(w.items, p)
	}
	return w
}

// poorer tells whether a page gave less than a feed's summary of it.
func poorer(items []article.Item, summary *barograph.Article) bool {
	return len(items) != 1 || items[0].Err != nil || len(items[0].Article.Body) < len(summary.Body)
}

// entry makes of an article what the record keeps.
func (r *loading) entry(d *Document, a *barograph.Article, w *Wishes) prepared {
	if a.Source == "" {
		a.Source = d.Claims.Outlet
	}
	if a.Source == "" {
		a.Source = w.Outlet
	}
	now := time.Now
	if r.Now != nil {
		now = r.Now
	}
	dating, note := date(a, d.Claims, !w.Date.IsZero(), now())
	if err := w.admit(a); err != nil {
		return prepared{err: err}
	}
	url := Canonical(a.URL)
	if d.URL != "" && a.URL == d.URL {
		url = address(d.URL, d.Data)
	}
	a.URL = url // as every reading of the article has it
	id := store.ArticleID(url, a.Text())
	return prepared{dating: dating, note: note, name: store.InReading(id, a), entry: store.Article{
		ID: id, URL: url, Article: a, Fingerprint: Fingerprint(a), Feed: d.Origin, Coder: r.Name,
	}}
}

// admit says why an article is not wanted.
func (w *Wishes) admit(a *barograph.Article) error {
	if w.Since != 0 || w.Until != 0 {
		if a.Published == nil {
			return Skip("without a date, which --since and --until ask for")
		}
		if d := barograph.DayOf(a.Published.Time); w.Since != 0 && d < w.Since || w.Until != 0 && d > w.Until {
			return Skip("outside --since and --until")
		}
	}
	if len(w.Sources) == 0 {
		return nil
	}
	name, url := strings.ToLower(a.Source), strings.ToLower(a.URL)
	if slices.ContainsFunc(w.Sources, func(s string) bool {
		s = strings.ToLower(s)
		return strings.Contains(name, s) || strings.Contains(url, s)
	}) {
		return nil
	}
	return Skip("of another source")
}

// code finds out which articles are known, and codes the others together.
func (r *loading) code(batch []work) error {
	var names []string
	for _, w := range batch {
		for _, p := range w.items {
			if p.err == nil {
				names = append(names, p.name)
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	known, err := r.Record.Known(context.WithoutCancel(r.ctx), names)
	if err != nil {
		return err
	}
	known = maps.Clone(known)
	if known == nil {
		known = map[string]bool{}
	}
	var inputs []coder.Input
	var to []*store.Article
	for i := range batch {
		for j := range batch[i].items {
			p := &batch[i].items[j]
			switch {
			case p.err != nil:
			case known[p.name]:
				p.known = true
			default:
				known[p.name] = true // the same article twice in one batch
				inputs = append(inputs, coder.Input{ID: p.entry.ID, Article: p.entry.Article})
				to = append(to, &p.entry)
			}
		}
	}
	if len(inputs) == 0 {
		return nil
	}
	docs := r.codeAll(inputs)
	for i, doc := range docs {
		to[i].Quotes, to[i].Events = doc.Quotes, doc.Events
		to[i].Warnings = append(slices.Clone(to[i].Article.Warnings), doc.Warnings...)
	}
	return nil
}

// codeAll codes and notes what it takes of the processor: on one thread, for it is of threads that the system tells it.
func (r *loading) codeAll(inputs []coder.Input) []*coder.Document {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := threadTime()
	docs := r.Coder.CodeAll(inputs)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total.Coding += threadTime() - start
	return docs
}

// save writes what was coded, many articles in one transaction, and settles the documents.
func (r *loading) save() {
	var waiting []work
	timer := time.NewTimer(saveAfter)
	defer timer.Stop()
	articles, size, saved := 0, 0, 0
	flush := func() {
		if err := r.write(waiting); err != nil {
			r.fail(err)
		}
		saved += articles
		waiting, articles, size = nil, 0, 0
	}
	for {
		select {
		case batch, ok := <-r.done:
			if !ok {
				flush()
				return
			}
			if len(waiting) == 0 {
				timer.Reset(saveAfter)
			}
			for _, w := range batch {
				waiting = append(waiting, w)
				articles += len(w.items)
				size += len(w.doc.Data)
			}
			if articles >= min(max(saveArticles, saved/4), saveMost) || size >= saveBytes {
				flush()
			}
		case <-timer.C:
			flush()
		}
	}
}

func (r *loading) write(ws []work) error {
	r.mu.Lock()
	broken := r.err != nil
	r.mu.Unlock()
	if len(ws) == 0 || broken {
		return nil
	}
	var fresh []store.Article
	for _, w := range ws {
		for _, p := range w.items {
			if p.err == nil && !p.known {
				fresh = append(fresh, p.entry)
			}
		}
	}
	var fates []store.Fate
	if len(fresh) > 0 {
		var err error
		if fates, err = r.Record.Save(context.WithoutCancel(r.ctx), fresh); err != nil {
			return err
		}
	}
	for _, w := range ws {
		again := w.err
		for _, p := range w.items {
			if p.err != nil {
				again = errors.Join(again, p.err)
			}
			if p.err == nil {
				fate := store.Known
				if !p.known {
					fate, fates = fates[0], fates[1:]
				}
				r.total.count(&p, fate)
				if p.note != "" && fate != store.Known && r.Noted != nil {
					r.Noted(p.id, p.note)
				}
			}
		}
		r.report(w)
		if err := w.doc.settle(temporary(again)); err != nil {
			return err
		}
	}
	return nil
}

// temporary is err if a later try may go better, else nil.
func temporary(err error) error {
	if fetch.Temporary(err) {
		return err
	}
	return nil
}

// report counts what could not be taken, and names what somebody had asked for.
func (r *loading) report(w work) {
	r.total.Documents++
	for _, e := range split(w.err) {
		r.problem(w.doc, w.doc.ID, e)
	}
	for _, p := range w.items {
		if p.err != nil {
			id := w.doc.ID
			if p.id != "" && p.id != id {
				id += ": " + p.id
			}
			r.problem(w.doc, id, p.err)
		}
	}
	if r.Step != nil {
		r.Step(&r.total)
	}
}

func (r *loading) problem(d *Document, id string, err error) {
	var skip Skip
	if errors.As(err, &skip) && skip == errKnown {
		r.total.Read++
		r.total.Known++
		return
	}
	r.total.Skipped[Reason(err)]++
	if d.Blameless(err) {
		return
	}
	r.total.Failed++
	if r.Failed != nil {
		r.Failed(id, err)
	}
}

// harmless tells whether an error says that a page is no article for us, rather than that something went wrong.
func harmless(err error) bool {
	var language article.LanguageError
	var status fetch.StatusError
	for _, known := range []error{article.ErrNoText, article.ErrEmpty, article.ErrBinary, article.ErrPDF, article.ErrFeed, fetch.ErrRobots} {
		if errors.Is(err, known) {
			return true
		}
	}
	return errors.As(err, &language) || errors.As(err, &status) && !fetch.Temporary(err)
}

// split takes joined errors apart. Errors that wrap several in one line stay whole.
func split(err error) []error {
	if err == nil {
		return nil
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok && len(several.Unwrap()) == strings.Count(err.Error(), "\n")+1 {
		return several.Unwrap()
	}
	return []error{err}
}

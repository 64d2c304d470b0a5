package queue

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/store"
)

// guard stands between a loader and what it uses. A record that does not answer is waited for, so that an outage of the database costs
// time and nothing else; a coder that breaks on an article breaks nothing but that article.
type guard struct {
	ctx    context.Context // ends the waiting
	record store.Store
	coder  ingest.Coder
	say    func(string)

	mu     sync.Mutex
	broken map[string]error // articles that the coder broke on, by id
}

// errBroken is an article that cannot be coded.
var errBroken = errors.New("the coder broke on it")

// patiently repeats fn while the record is away. An error of another kind is tried a few times, in case it passes.
func (g *guard) patiently(fn func(ctx context.Context) error) error {
	for try, unknown := 0, 0; ; try++ {
		err := fn(g.ctx)
		if err == nil || g.ctx.Err() != nil {
			return err
		}
		if !away(err) {
			if unknown++; unknown > 3 || errors.Is(err, errBroken) {
				return err
			}
		} else if try > 0 && try&(try-1) == 0 {
			g.say(fmt.Sprintf("%v; waiting", err))
		}
		if !pause(g.ctx, backoff(try, 100*time.Millisecond, 10*time.Second)) {
			return err
		}
	}
}

// away tells whether an error is about the record as a whole, not about what was asked of it.
func away(err error) bool {
	for _, e := range []error{store.ErrGone, store.ErrBusy, store.ErrFull, store.ErrReadOnly} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// Known implements ingest.Record.
func (g *guard) Known(_ context.Context, ids []string) (known map[string]bool, err error) {
	err = g.patiently(func(ctx context.Context) error {
		known, err = g.record.Known(ctx, ids)
		return err
	})
	return known, err
}

// knownURL tells whether a page is in the record.
func (g *guard) knownURL(url string) (bool, error) {
	var known map[string]bool
	err := g.patiently(func(ctx context.Context) (err error) {
		known, err = g.record.KnownURL(ctx, []string{url})
		return err
	})
	return known[url], err
}

// Save implements ingest.Record.
func (g *guard) Save(_ context.Context, articles []store.Article) (fates []store.Fate, err error) {
	err = g.patiently(func(ctx context.Context) error {
		g.mu.Lock()
		for i := range articles {
			if e := g.broken[articles[i].ID]; e != nil {
				g.mu.Unlock()
				return e
			}
		}
		g.mu.Unlock()
		fates, err = g.record.Save(ctx, articles)
		return err
	})
	return fates, err
}

// CodeAll implements ingest.Coder.
func (g *guard) CodeAll(inputs []coder.Input) []*coder.Document {
	out, err := g.try(inputs)
	if err == nil {
		return out
	}
	out = make([]*coder.Document, len(inputs))
	for i := range inputs {
		one, err := g.try(inputs[i : i+1])
		if err == nil {
			out[i] = one[0]
			continue
		}
		out[i] = &coder.Document{ID: inputs[i].ID} // Save refuses it
		g.mu.Lock()
		if g.broken == nil {
			g.broken = map[string]error{}
		}
		g.broken[inputs[i].ID] = err
		g.mu.Unlock()
	}
	return out
}

func (g *guard) try(inputs []coder.Input) (out []*coder.Document, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v, %s", errBroken, r, culprit(debug.Stack()))
		}
	}()
	return g.coder.CodeAll(inputs), nil
}

// forget lets articles be tried again.
func (g *guard) forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.broken = nil
}

package fetch

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// Times of back-off.
const (
	firstBackoff = 2 * time.Second
	maxBackoff   = time.Hour
	maxAsked     = 24 * time.Hour // of what a server may ask for in Retry-After
	maxCrawl     = 30 * time.Second
	manyHosts    = 4096 // beyond it, hosts at rest are forgotten
)

// hosts is what is known of the servers: who is at them now, when the next may come, and how they fared.
type hosts struct {
	opts *Options
	mu   sync.Mutex
	all  map[string]*host
}

type host struct {
	name     string
	slots    chan struct{}
	next     time.Time // the earliest moment of the next request
	delay    time.Duration
	failures int
	until    time.Time // of the back-off

	leaves []func() // of the visits going on, when the pace is shared

	robotsMu sync.Mutex
	robots   rules
}

func (h *hosts) get(name string) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	if got, ok := h.all[name]; ok {
		return got
	}
	if len(h.all) >= manyHosts {
		now := time.Now()
		for key, old := range h.all {
			if len(old.slots) == 0 && old.next.Before(now) && old.until.Before(now) {
				delete(h.all, key)
			}
		}
	}
	fresh := &host{name: name, slots: make(chan struct{}, h.opts.PerHost), delay: h.opts.Delay}
	h.all[name] = fresh
	return fresh
}

// enter waits for the host's turn. A host in a back-off that is longer than patience is not waited for.
func (h *hosts) enter(ctx context.Context, at *host) error {
	if err := h.rested(at); err != nil {
		return err
	}
	select {
	case at.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := h.rested(at); err != nil { // it may have failed meanwhile
		<-at.slots
		return err
	}
	h.mu.Lock()
	now := time.Now()
	turn := now
	for _, t := range []time.Time{at.next, at.until} {
		if t.After(turn) {
			turn = t
		}
	}
	at.next = turn.Add(jitter(at.delay))
	h.mu.Unlock()
	if err := sleep(ctx, turn.Sub(now)); err != nil {
		<-at.slots
		return err
	}
	if h.opts.Pace == nil {
		return nil
	}
	h.mu.Lock()
	gap := at.delay
	h.mu.Unlock()
	leave, err := h.opts.Pace.Enter(ctx, at.name, jitter(gap), h.opts.PerHost, h.opts.Patience)
	if err != nil {
		<-at.slots
		return err
	}
	h.mu.Lock()
	at.leaves = append(at.leaves, leave)
	h.mu.Unlock()
	return nil
}

func (h *hosts) rested(at *host) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Until(at.until) > h.opts.Patience {
		return BackoffError{at.name, at.until}
	}
	return nil
}

func (h *hosts) leave(at *host) {
	h.mu.Lock()
	var leave func()
	if n := len(at.leaves); n > 0 { // which of them does not matter
		leave, at.leaves = at.leaves[n-1], at.leaves[:n-1]
	}
	h.mu.Unlock()
	if leave != nil {
		leave()
	}
	<-at.slots
}

// good notes that a host answered.
func (h *hosts) good(at *host) {
	h.mu.Lock()
	at.failures, at.until = 0, time.Time{}
	h.mu.Unlock()
}

// bad notes that a host failed; asked is how long it wants to be left alone, if it said so.
func (h *hosts) bad(at *host, asked time.Duration) {
	until := h.punish(at, asked)
	if h.opts.Pace != nil {
		h.opts.Pace.Rest(context.Background(), at.name, until)
	}
}

// punish makes the back-off of a host longer.
func (h *hosts) punish(at *host, asked time.Duration) time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	wait := min(firstBackoff<<min(at.failures, 12), maxBackoff)
	at.failures++
	wait = jitter(wait)
	if asked > 0 {
		wait = min(asked, maxAsked)
	}
	if until := time.Now().Add(wait); until.After(at.until) {
		at.until = until
	}
	return at.until
}

// slow makes the pause between two requests at least as long as robots.txt asks for.
func (h *hosts) slow(at *host, delay time.Duration) {
	h.mu.Lock()
	at.delay = max(h.opts.Delay, min(delay, maxCrawl))
	h.mu.Unlock()
}

// jitter varies d by a quarter, so that many programs started at one moment do not come at one moment.
func jitter(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	return d*3/4 + rand.N(d/2+1)
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

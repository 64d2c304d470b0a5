package queue

import (
	"context"
	"time"
)

const (
	mergerKey  = "merger"
	mergerTerm = time.Minute // after which another worker may take over from one that has gone
	mergeShare = 4           // a merge that took long is followed by a pause that is longer by this factor
)

// merging merges the record now and then, if no other worker does. Merging keeps others from writing, so its share of the time is
// bounded.
func (w *Worker) merging() {
	next := time.Now().Add(w.Merge)
	for pause(w.soft, min(w.Merge, mergerTerm/3)) {
		held, err := w.Queue.hold(w.soft, w.clock, mergerKey, w.me, mergerTerm)
		w.merges.Store(held)
		if err != nil || !held || time.Now().Before(next) {
			continue // the server is away, or another merges, or it is too early
		}
		began := time.Now()
		w.merge()
		next = time.Now().Add(max(w.Merge-time.Since(began), mergeShare*time.Since(began)))
	}
}

// merge merges while it keeps the lease.
func (w *Worker) merge() {
	ctx, cancel := context.WithCancel(w.soft)
	defer cancel()
	kept := make(chan struct{})
	defer func() { cancel(); <-kept }()
	go func() {
		defer close(kept)
		for pause(ctx, mergerTerm/4) {
			// Should the server be away, merging goes on: the record itself lets only one at a time merge.
			_, _ = w.Queue.hold(ctx, w.clock, mergerKey, w.me, mergerTerm)
		}
	}()
	if err := w.Merger.Merge(ctx, w.Record); err != nil && ctx.Err() == nil && !away(err) {
		w.say("merging: " + err.Error())
	}
}

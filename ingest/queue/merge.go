package queue

import (
	"context"
	"time"
)

const (
	mergerKey  = "merger"
	mergerTerm = time.Minute // after which another worker may take over from one that has gone
	// A merge that took long is followed by a pause that is longer by these factors: the first when all news are coded, and the record
	// should show them, the second while work waits, for one merge of much costs less than many of little.
	idlePause = 4
	busyPause = 24
)

// merging merges the record now and then, if no other worker does. Merging keeps others from writing, so its share of the time is
// bounded.
func (w *Worker) merging() {
	ended, took := time.Now(), time.Duration(0)
	for pause(w.soft, min(w.Merge, mergerTerm/3)) {
		held, err := w.Queue.hold(w.soft, w.clock, mergerKey, w.me, mergerTerm)
		w.merges.Store(held)
		since := time.Since(ended)
		if err != nil || !held || since < max(w.Merge-took, idlePause*took) || since < busyPause*took && w.waiting() {
			continue // the server is away, or another merges, or it is too early
		}
		began := time.Now()
		w.merge()
		ended, took = time.Now(), time.Since(began)
	}
}

// waiting tells whether there are articles that no worker has begun.
func (w *Worker) waiting() bool {
	c, err := w.consumer(Article)
	return err == nil && c.CachedInfo().NumPending > 0
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

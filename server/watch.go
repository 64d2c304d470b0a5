package server

import (
	"context"
	"time"

	"github.com/barograph/barograph/ingest"
)

// A Watch reads feeds while the server answers.
type Watch struct {
	Watcher *ingest.Watcher
	Loader  *ingest.Loader
}

// Times of watching.
const (
	mergeEvery = time.Second      // while a round goes on, so that an article is on the board soon after it was read
	leastRest  = 10 * time.Second // between two rounds
	longRest   = time.Minute      // after one that failed
)

// watch reads feeds until ctx ends. What goes wrong is logged, and tried again.
func (s *Server) watch(ctx context.Context) {
	w := s.o.Watch
	if w == nil {
		return
	}
	for ctx.Err() == nil {
		var visited int
		next := time.Now().Add(longRest)
		merging, stop := context.WithCancel(ctx)
		merged := make(chan struct{})
		go func() {
			defer close(merged)
			s.mergeSoon(merging)
		}()
		total, err := w.Loader.Load(ctx, func(ctx context.Context, fn func(*ingest.Document) error) (err error) {
			visited, next, err = w.Watcher.Round(ctx, fn)
			return err
		})
		stop()
		<-merged
		if err == nil && ctx.Err() == nil {
			err = s.o.Merger.Merge(ctx, s.o.Store)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.log.Error("a round over the feeds failed", "error", err)
			next = time.Now().Add(longRest)
		case visited > 0:
			s.log.Info("feeds visited", "feeds", visited, "new", total.Coded, "known", total.Known, "events", total.Events, "failed", total.Failed)
			s.meters.articles.WithLabelValues("new").Add(float64(total.Coded))
			s.meters.articles.WithLabelValues("known").Add(float64(total.Known))
			s.meters.articles.WithLabelValues("failed").Add(float64(total.Failed))
		}
		s.meters.rounds.Inc()
		rest := time.NewTimer(max(time.Until(next), leastRest))
		select {
		case <-ctx.Done():
			rest.Stop()
		case <-rest.C:
		}
	}
}

// mergeSoon merges what waits, again and again. Where nothing waits, it costs one look.
func (s *Server) mergeSoon(ctx context.Context) {
	tick := time.NewTicker(mergeEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.o.Merger.Merge(ctx, s.o.Store); err != nil && ctx.Err() == nil {
				s.log.Warn("merging failed", "error", err)
			}
		}
	}
}

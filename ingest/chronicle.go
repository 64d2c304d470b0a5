package ingest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/ingest/wikipedia"
)

const (
	chronicleKind = "wikipedia" // of what is remembered: the days that were read, by day
	settled       = 7           // days until a day's page hardly changes any more
)

// currentEvents reads Wikipedia's chronicle, except the days that were read before and are old enough to have found their form.
func (r *run) currentEvents() error {
	if r.Fetch == nil {
		return r.emit(&Document{ID: CurrentEvents, Err: errors.New("addresses are not read here; give a file")})
	}
	today := barograph.DayOf(time.Now().UTC())
	since, until := max(r.Since, wikipedia.First), today
	if r.Until != 0 {
		until = min(until, r.Until)
	}
	read := map[string][]byte{}
	if r.Memory != nil {
		var err error
		if read, err = r.Memory.Recall(r.ctx, chronicleKind); err != nil {
			return err
		}
	}
	var days []barograph.Day
	for d := since; d <= until; d = d.Add(1) {
		if _, done := read[d.String()]; !done {
			days = append(days, d)
		}
	}
	client := r.Wikipedia
	client.Fetch = r.Fetch
	old := today.Add(-settled)
	err := client.Days(r.ctx, days, func(day wikipedia.Day) error {
		if day.Missing {
			return r.emit(&Document{ID: CurrentEvents + "/" + day.Day.String(), Bulk: true, Err: Skip("a day without a page")})
		}
		settle := together(len(day.Summaries), func(err error) error {
			if err != nil || r.Memory == nil || day.Day >= old {
				return nil
			}
			return r.Memory.Remember(context.WithoutCancel(r.ctx), chronicleKind, day.Day.String(), []byte{'1'})
		})
		if len(day.Summaries) == 0 {
			return settle(nil)
		}
		for _, s := range day.Summaries {
			a, err := s.Article()
			doc := Document{ID: s.ID, Article: a, Err: err, Origin: CurrentEvents, Bulk: true, Settle: settle}
			if err := r.emit(&doc); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil || r.broken() {
		return err
	}
	return r.emit(&Document{ID: CurrentEvents, Err: fmt.Errorf("%w; what was read is kept, run it again to go on", err)})
}

// together gives a function that calls done when it was called n times, with one of the errors if there were any.
func together(n int, done func(error) error) func(error) error {
	var mu sync.Mutex
	var failed error
	return func(err error) error {
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			failed = err
		}
		if n--; n > 0 {
			return nil
		}
		return done(failed)
	}
}

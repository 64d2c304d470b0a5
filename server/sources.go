package server

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/store"
)

// yieldsFresh is how long the counts of a large record are believed.
const yieldsFresh = 30 * time.Second

// yields are what each source gave, as of a moment ago.
type yields struct {
	mu   sync.Mutex
	list []store.Yield
	at   time.Time
	took time.Duration
}

// get counts anew when that is quick, or a while has passed.
func (y *yields) get(ctx context.Context, record store.Store) ([]store.Yield, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.list != nil && y.took > 100*time.Millisecond && time.Since(y.at) < yieldsFresh {
		return y.list, nil
	}
	start := time.Now()
	list, err := record.Yields(ctx)
	if err == nil {
		y.list, y.at, y.took = list, time.Now(), time.Since(start)
	}
	return list, err
}

type feed struct {
	Feed     string     `json:"feed"`
	Title    string     `json:"title"`
	Articles int        `json:"articles"`
	Events   int        `json:"events"`
	Last     *time.Time `json:"last_article"`
	Visited  *time.Time `json:"visited"`
	Next     *time.Time `json:"next"`
	Failures int        `json:"failures"`
	Error    *string    `json:"error"`
}

type outlet struct {
	Outlet   string     `json:"outlet"`
	Articles int        `json:"articles"`
	Events   int        `json:"events"`
	Last     *time.Time `json:"last_article"`
}

func (s *Server) listSources(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	list, err := s.yields.get(ctx, s.o.Store)
	if err != nil {
		return err
	}
	visits, err := ingest.Visits(ctx, s.o.Store)
	if err != nil {
		return err
	}
	feeds, outlets := map[string]*feed{}, map[string]*outlet{}
	for _, y := range list {
		if feeds[y.Feed] == nil {
			feeds[y.Feed] = &feed{Feed: y.Feed}
		}
		if outlets[y.Outlet] == nil {
			outlets[y.Outlet] = &outlet{Outlet: y.Outlet}
		}
		f, o := feeds[y.Feed], outlets[y.Outlet]
		f.Articles, f.Events, f.Last = f.Articles+y.Articles, f.Events+y.Events, latest(f.Last, y.Last)
		o.Articles, o.Events, o.Last = o.Articles+y.Articles, o.Events+y.Events, latest(o.Last, y.Last)
	}
	if s.o.Watch != nil {
		for _, f := range s.o.Watch.Watcher.Feeds {
			if feeds[f.URL] == nil {
				feeds[f.URL] = &feed{Feed: f.URL}
			}
			feeds[f.URL].Title = f.Title
		}
	}
	for address, v := range visits {
		f := feeds[address]
		if f == nil {
			f = &feed{Feed: address}
			feeds[address] = f
		}
		f.Failures = v.Failures
		if !v.Last.IsZero() {
			f.Visited = &v.Last
		}
		if !v.Next.IsZero() {
			f.Next = &v.Next
		}
		if v.Error != "" {
			f.Error = &v.Error
		}
	}
	return s.reply(w, http.StatusOK, map[string]any{"watching": s.o.Watch != nil,
		"feeds": slices.SortedFunc(maps.Values(feeds), func(a, b *feed) int {
			return cmp.Or(cmp.Compare(b.Articles, a.Articles), strings.Compare(a.Feed, b.Feed))
		}),
		"outlets": slices.SortedFunc(maps.Values(outlets), func(a, b *outlet) int {
			return cmp.Or(cmp.Compare(b.Articles, a.Articles), strings.Compare(a.Outlet, b.Outlet))
		})})
}

// latest is the later of two moments.
func latest(a *time.Time, b time.Time) *time.Time {
	if a != nil && !a.Before(b) {
		return a
	}
	return &b
}

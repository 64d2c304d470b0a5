package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/tension"
)

// statsFresh is how long counts are believed. To count a large record takes a while, and nobody looks at the last digit.
const statsFresh = 20 * time.Second

// stats are the counts of the record, as of a moment ago.
type stats struct {
	mu   sync.Mutex
	last *store.Stats
	at   time.Time
	busy bool
}

// counts are the record's counts: known ones at once, while newer ones are fetched.
func (s *Server) counts(ctx context.Context) (*store.Stats, error) {
	st := &s.stats
	st.mu.Lock()
	last, old, busy := st.last, time.Since(st.at) > statsFresh, st.busy
	small := last != nil && last.Reports+last.Imported < 10000
	if last != nil && old && !busy && !small {
		st.busy = true
		go func() {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
			defer cancel()
			if _, err := s.count(ctx); err != nil {
				s.log.Warn("the record cannot be counted", "error", err)
			}
		}()
	}
	st.mu.Unlock()
	if last != nil && !small {
		return last, nil
	}
	return s.count(ctx)
}

func (s *Server) count(ctx context.Context) (*store.Stats, error) {
	n, err := s.o.Store.Stats(ctx)
	st := &s.stats
	st.mu.Lock()
	defer st.mu.Unlock()
	st.busy = false
	if err == nil {
		st.last, st.at = n, time.Now()
	}
	return n, err
}

// reachable says whether the record answers in a time.
func (s *Server) reachable(ctx context.Context, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	_, err := s.seq(ctx)
	return err
}

type typeModes struct {
	Type  barograph.Type `json:"type"`
	Quad  int            `json:"quad"`
	Modes []string       `json:"modes"`
}

func (s *Server) getMeta(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	seq, err := s.seq(ctx)
	if err != nil {
		return err
	}
	n, err := s.counts(ctx)
	if err != nil {
		return err
	}
	m, err := s.me(ctx, who(r))
	if err != nil {
		return err
	}
	var first barograph.Day
	last, err := s.lastDay(ctx)
	if err == nil {
		first, err = tension.FirstDay(ctx, s.o.Store, last, nil)
	}
	if err != nil && !errors.Is(err, tension.ErrNoRecord) {
		return err
	}
	list, err := codes()
	if err != nil {
		return err
	}
	countries := []country{}
	for _, c := range list {
		countries = append(countries, countryOf(c))
	}
	slices.SortFunc(countries, func(a, b country) int { return strings.Compare(a.Name, b.Name) })
	types, modes := []typeModes{}, []string{}
	for _, t := range barograph.Types {
		types = append(types, typeModes{t, barograph.Quad(t, ""), barograph.Modes[t]})
		modes = append(modes, barograph.Modes[t]...)
	}
	slices.Sort(modes)
	return s.reply(w, http.StatusOK, map[string]any{
		"version": s.o.Version, "empty": n.Articles == 0 && n.Imported == 0, "first": dayOrNull(first), "last": dayOrNull(last), "seq": seq,
		"counts": map[string]int{"articles": n.Current, "texts": n.Groups, "reports": n.Reports, "pending": n.Pending, "events": n.Stories,
			"rejected": n.Rejected, "imported": n.Imported},
		"me": m, "types": types, "modes": slices.Compact(modes), "statuses": barograph.Statuses, "sectors": barograph.Sectors, "quads": quadNames,
		"fields": barograph.CorrectionFields, "countries": countries,
	})
}

func dayOrNull(d barograph.Day) *barograph.Day {
	if d == 0 {
		return nil
	}
	return &d
}

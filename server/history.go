package server

import (
	"cmp"
	"container/list"
	"context"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/tension"
)

// maxHeld is how many events of pairs are kept at hand, 32 bytes each, and maxWords how many are with their words.
const (
	maxHeld  = 1_500_000
	maxWords = 30_000
)

// A history keeps the events of pairs that were asked for, until the record changes: what moved a pair most is asked for again and again, for
// other spans. The zero history is empty.
type history struct {
	mu    sync.Mutex
	seq   int64     // the record's change up to which it holds
	order list.List // of *chapter, the one asked for last first
	by    map[barograph.Dyad]*list.Element
	held  int             // events in all chapters
	words map[int64]mover // events with their words, without what they weigh
}

// A chapter is the events of a pair in a span of days. It is never changed.
type chapter struct {
	pair     barograph.Dyad // in the order of the codes
	from, to barograph.Day  // inclusive
	events   []act
}

// An act is an event of a pair with what it weighs on its own day. A story counts once, however many directions it has.
type act struct {
	story    int64
	points   float64 // Goldstein points
	day      barograph.Day
	conflict bool
	back     bool // the pair's second country does it to the first
	open     bool // its reports may differ
}

func pairOfCodes(a, b string) barograph.Dyad {
	return barograph.Dyad{Actor: min(a, b), Recipient: max(a, b)}
}

// follow forgets what is kept when the record has changed. To read a pair's year anew takes a few milliseconds, which is not worth the care that
// it takes to know what has stayed.
func (h *history) follow(seq int64) {
	if h.seq == seq && h.by != nil {
		return
	}
	h.seq, h.held, h.by, h.words = seq, 0, map[barograph.Dyad]*list.Element{}, map[int64]mover{}
	h.order.Init()
}

// chapter gives the events of a pair in a span at least: those kept, and what is lacking of them read.
func (s *Server) chapter(ctx context.Context, pair barograph.Dyad, from, to barograph.Day) (*chapter, error) {
	seq, err := s.seq(ctx)
	if err != nil {
		return nil, err
	}
	h := &s.history
	h.mu.Lock()
	h.follow(seq)
	var c *chapter
	if e := h.by[pair]; e != nil {
		h.order.MoveToFront(e)
		c = e.Value.(*chapter)
	}
	h.mu.Unlock()
	var parts []*chapter // what is kept and what lies before and behind it, or the span alone
	switch {
	case c == nil || c.to.Add(1) < from || to.Add(1) < c.from:
		parts = []*chapter{{from: from, to: to}}
	case c.from <= from && to <= c.to:
		return c, nil
	default:
		if from < c.from {
			parts = append(parts, &chapter{from: from, to: c.from.Add(-1)})
		}
		parts = append(parts, c)
		if to > c.to {
			parts = append(parts, &chapter{from: c.to.Add(1), to: to})
		}
	}
	for _, p := range parts {
		if p == c {
			continue
		}
		p.pair = pair
		if err := s.o.Store.Acts(ctx, pair, p.from, p.to, s.adder(p)); err != nil {
			return nil, err
		}
		p.closed()
	}
	whole := &chapter{pair: pair, from: parts[0].from, to: parts[len(parts)-1].to}
	for _, p := range parts {
		whole.events = append(whole.events, p.events...)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.seq == seq { // else the record has changed meanwhile
		h.drop(pair)
		h.by[pair] = h.order.PushFront(whole)
		for h.held += len(whole.events); h.held > maxHeld && h.order.Len() > 1; {
			h.drop(h.order.Back().Value.(*chapter).pair)
		}
	}
	return whole, nil
}

func (h *history) drop(pair barograph.Dyad) {
	if e := h.by[pair]; e != nil {
		h.held -= len(h.order.Remove(e).(*chapter).events)
		delete(h.by, pair)
	}
}

// adder adds events to a chapter.
func (s *Server) adder(c *chapter) func(*store.Act) error {
	return func(a *store.Act) error {
		if a.Day == 0 {
			return nil
		}
		t := act{story: a.Story, day: a.Day, back: a.Actor != c.pair.Actor}
		t.points, t.conflict = s.o.Weights.WeightOf(a)
		t.open = !a.Imported && (a.Sources > 1 || a.Status != barograph.Occurred) // imported rows have no reports to differ
		c.events = append(c.events, t)
		return nil
	}
}

// closed puts a chapter, to which all was added, in order.
func (c *chapter) closed() {
	// Directions came one after the other, so the first of a story's stays first.
	slices.SortStableFunc(c.events, func(x, y act) int { return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.story, y.story)) })
	out := c.events[:0]
	for _, t := range c.events {
		if n := len(out); n > 0 && out[n-1].story == t.story {
			out[n-1].points += t.points
			continue
		}
		out = append(out, t)
	}
	c.events = out
}

// between are the events of some days of a chapter, which is in the order of days.
func (c *chapter) between(from, to barograph.Day) []act {
	day := func(t act, d barograph.Day) int { return cmp.Compare(t.day, d) }
	begin, _ := slices.BinarySearchFunc(c.events, from, day)
	end, _ := slices.BinarySearchFunc(c.events, to+1, day)
	return c.events[begin:max(begin, end)]
}

// A weight is an event of a pair with the points it adds to the pressure of its own day, below 0 of co-operation.
type weight struct {
	act
	value float64
}

// weighed are events in the order of days.
type weighed []weight

// weigh weighs the events of a pair on the days of a series.
func (s *Server) weigh(ctx context.Context, a, b string, w window, series *tension.Series) (weighed, error) {
	var c *chapter
	var err error
	if w.known == 0 {
		c, err = s.chapter(ctx, pairOfCodes(a, b), w.from, w.to)
	} else {
		c = &chapter{pair: pairOfCodes(a, b)}
		add := s.adder(c)
		err = tension.Events(ctx, s.o.Store, tension.Pair(a, b), tension.Options{Since: w.from, Until: w.to, At: w.known}, func(e *barograph.DyadEvent) error {
			a, err := store.ActOf(e)
			if err != nil {
				return err
			}
			return add(&a)
		})
		c.closed()
	}
	if err != nil || len(series.Days) == 0 {
		return nil, err
	}
	out := weighed{}
	day := 0
	for _, t := range c.between(series.Days[0].Day, series.Days[len(series.Days)-1].Day) {
		for series.Days[day].Day < t.day {
			day++
		}
		v := &series.Days[day]
		if v.NoData {
			continue
		}
		// pressure = 100 × excess / (excess + scale), so a point of excess is (100 − pressure) / scale.
		value := t.points * (100 - v.Pressure) / v.Scale
		if !t.conflict {
			value *= -s.o.Weights.CooperationRelief
			if relief := s.o.Weights.CooperationRelief * v.Cooperation; relief > v.Conflict {
				value *= v.Conflict / relief
			}
		}
		out = append(out, weight{t, value})
	}
	return out, nil
}

// most are those events, of the ones that are wanted, that moved the pressure most: at most n, the greatest first.
func (ws weighed) most(n int, want func(*weight) bool) weighed {
	out := make(weighed, 0, n+1)
	for i := range ws {
		w := &ws[i]
		if !want(w) || len(out) == n && !w.above(&out[n-1]) {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, w, func(x weight, w *weight) int {
			if w.above(&x) {
				return 1
			}
			return -1
		})
		out = slices.Insert(out, at, *w)
		out = out[:min(len(out), n)]
	}
	return out
}

// above says whether an event stands before another.
func (w *weight) above(o *weight) bool {
	return cmp.Or(cmp.Compare(math.Abs(o.value), math.Abs(w.value)), cmp.Compare(o.points, w.points),
		cmp.Compare(uint64(w.story), uint64(o.story))) < 0
}

// turned are the ids of the events of a span of days, of conflict or of co-operation, that moved the pressure most.
func (ws weighed) turned(from, to barograph.Day, conflict bool) []string {
	out := []string{}
	for _, w := range ws.most(turnEvents, func(w *weight) bool { return w.day >= from && w.day <= to && (w.value > 0) == conflict && w.value != 0 }) {
		out = append(out, store.ID(w.story))
	}
	return out
}

// movers gives events their words: those kept, or those the record has.
func (s *Server) movers(ctx context.Context, keys []int64) (map[int64]mover, error) {
	seq, err := s.seq(ctx)
	if err != nil {
		return nil, err
	}
	h := &s.history
	out := map[int64]mover{}
	var lacking []string
	h.mu.Lock()
	h.follow(seq)
	for _, k := range keys {
		if m, ok := h.words[k]; ok {
			out[k] = m
		} else {
			lacking = append(lacking, store.ID(k))
		}
	}
	h.mu.Unlock()
	if len(lacking) == 0 {
		return out, nil
	}
	list, err := s.o.Store.Stories(ctx, lacking)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.words) > maxWords {
		h.words = map[int64]mover{}
	}
	for i := range list {
		st := &list[i]
		k, err := store.Key(st.ID)
		if err != nil {
			return nil, err
		}
		out[k] = mover{ID: st.ID, Day: st.Filed, Type: st.Type, Mode: st.Mode, Status: st.Status, Quad: st.Quad, Goldstein: st.Goldstein,
			Confidence: st.Confidence, Sources: st.Sources, Summary: parties(&st.Event), Evidence: strings.Clone(st.Evidence)}
		if h.seq == seq { // else it may have changed meanwhile
			h.words[k] = out[k]
		}
	}
	return out, nil
}

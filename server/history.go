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

// A history keeps the events of pairs that were asked for, year by year, until something changes in them: what moved a pair most is asked
// for again and again, for other spans. The zero history is empty.
type history struct {
	mu    sync.Mutex
	seq   int64     // the record's change up to which it holds
	order list.List // of *chapter, the one asked for last first
	by    map[chapterKey]*list.Element
	held  int                          // events in all chapters
	words map[int64]mover              // events with their words, without what they weigh
	load  map[chapterKey]chan struct{} // chapters on their way; closed when they are there
}

type chapterKey struct {
	pair barograph.Dyad // in the order of the codes
	year int
}

// A chapter is a year of a pair, by story.
type chapter struct {
	key    chapterKey
	events []act
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

func chapterOf(a, b string, year int) chapterKey {
	if a > b {
		a, b = b, a
	}
	return chapterKey{barograph.Dyad{Actor: a, Recipient: b}, year}
}

// follow takes in what has changed in the record up to seq: chapters in which something has changed are dropped.
func (s *Server) follow(ctx context.Context, seq int64) error {
	h := &s.history
	h.mu.Lock()
	since := h.seq
	h.mu.Unlock()
	if seq == since {
		return nil
	}
	changes, err := s.o.Store.Changes(ctx, since)
	if err != nil {
		return err
	}
	var ids []string
	for _, c := range changes {
		if c.Story == "" || len(changes) >= batchSize || since == 0 {
			ids = nil
			break
		}
		ids = append(ids, c.Story)
	}
	stories, err := s.o.Store.Stories(ctx, ids)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.seq != since { // somebody else did it meanwhile
		return nil
	}
	h.seq = seq
	if len(changes) > 0 {
		h.seq = max(seq, changes[len(changes)-1].Seq)
	}
	if len(ids) == 0 {
		h.by, h.words, h.held = nil, nil, 0
		h.order.Init()
		return nil
	}
	for i := range stories {
		for _, d := range stories[i].Dyads() {
			h.drop(chapterOf(d.Actor, d.Recipient, stories[i].Filed.Time().Year()))
		}
	}
	for _, id := range ids {
		key, err := store.Key(id)
		if err != nil {
			return err
		}
		delete(h.words, key)
		for of, e := range h.by {
			if _, ok := e.Value.(*chapter).find(key); ok {
				h.drop(of)
			}
		}
	}
	return nil
}

func (c *chapter) find(story int64) (int, bool) {
	return slices.BinarySearchFunc(c.events, story, func(t act, id int64) int { return cmp.Compare(t.story, id) })
}

func (h *history) drop(k chapterKey) {
	if e := h.by[k]; e != nil {
		h.held -= len(h.order.Remove(e).(*chapter).events)
		delete(h.by, k)
	}
}

// chapters gives the years of a pair that a span touches.
func (s *Server) chapters(ctx context.Context, a, b string, from, to barograph.Day) ([]*chapter, error) {
	seq, err := s.seq(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.follow(ctx, seq); err != nil {
		return nil, err
	}
	var out []*chapter
	for year := from.Time().Year(); year <= to.Time().Year(); year++ {
		c, err := s.chapter(ctx, chapterOf(a, b, year))
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// chapter gives one, read when it is not at hand. Who asks for one that is on its way waits for it.
func (s *Server) chapter(ctx context.Context, k chapterKey) (*chapter, error) {
	h := &s.history
	h.mu.Lock()
	for h.load[k] != nil {
		wait := h.load[k]
		h.mu.Unlock()
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		h.mu.Lock()
	}
	if e := h.by[k]; e != nil {
		h.order.MoveToFront(e)
		h.mu.Unlock()
		return e.Value.(*chapter), nil
	}
	seq := h.seq
	if h.load == nil {
		h.load = map[chapterKey]chan struct{}{}
	}
	done := make(chan struct{})
	h.load[k] = done
	h.mu.Unlock()

	f := store.Filter{Pairs: []barograph.Dyad{k.pair}, Since: barograph.Day(k.year*10000 + 101), Until: barograph.Day(k.year*10000 + 1231)}
	c := &chapter{key: k}
	err := s.o.Store.Dyads(ctx, f, s.adder(c))
	c.closed()

	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.load, k)
	close(done)
	if err != nil || seq != h.seq { // the record has changed meanwhile; the chapter may lack it
		return c, err
	}
	if h.by == nil {
		h.by = map[chapterKey]*list.Element{}
	}
	h.by[k] = h.order.PushFront(c)
	for h.held += len(c.events); h.held > maxHeld && h.order.Len() > 1; {
		h.drop(h.order.Back().Value.(*chapter).key)
	}
	return c, nil
}

// adder adds events to a chapter.
func (s *Server) adder(c *chapter) func(*barograph.DyadEvent) error {
	return func(e *barograph.DyadEvent) error {
		if e.Day == 0 {
			return nil
		}
		id, err := store.Key(e.Story)
		if err != nil {
			return err
		}
		t := act{story: id, day: e.Day, back: e.Actor != c.key.pair.Actor}
		t.points, t.conflict = s.o.Weights.Weight(e)
		t.open = e.Origin == "" && (e.Sources > 1 || e.Status != barograph.Occurred) // imported rows have no reports to differ
		c.events = append(c.events, t)
		return nil
	}
}

// closed puts a chapter, to which all was added, in order.
func (c *chapter) closed() *chapter {
	// Directions came one after the other, so the first of a story's stays first.
	slices.SortStableFunc(c.events, func(x, y act) int { return cmp.Compare(x.story, y.story) })
	out := c.events[:0]
	for _, t := range c.events {
		if n := len(out); n > 0 && out[n-1].story == t.story {
			out[n-1].points += t.points
			continue
		}
		out = append(out, t)
	}
	c.events = slices.Clip(out)
	return c
}

// A weight is an event of a pair with the points it adds to the pressure of its own day, below 0 of co-operation.
type weight struct {
	act
	value float64
}

// weighed are events, those first that moved the pressure most.
type weighed []weight

// weigh weighs the events of a pair on the days of a series.
func (s *Server) weigh(ctx context.Context, a, b string, w window, series *tension.Series) (weighed, error) {
	var list []*chapter
	var err error
	if w.known == 0 {
		list, err = s.chapters(ctx, a, b, w.from, w.to)
	} else {
		c := &chapter{key: chapterOf(a, b, 0)}
		err = tension.Events(ctx, s.o.Store, tension.Pair(a, b), tension.Options{Since: w.from, Until: w.to, At: w.known}, s.adder(c))
		list = []*chapter{c.closed()}
	}
	if err != nil {
		return nil, err
	}
	days := make(map[barograph.Day]*tension.DayValue, len(series.Days))
	for i := range series.Days {
		days[series.Days[i].Day] = &series.Days[i]
	}
	var out weighed
	for _, c := range list {
		for _, t := range c.events {
			v := days[t.day]
			if v == nil || v.NoData {
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
	}
	slices.SortFunc(out, func(x, y weight) int {
		return cmp.Or(cmp.Compare(math.Abs(y.value), math.Abs(x.value)), cmp.Compare(y.points, x.points), cmp.Compare(uint64(x.story), uint64(y.story)))
	})
	return out, nil
}

// between are the ids of those that weigh most in a span of days, of conflict or of co-operation.
func (ws weighed) between(from, to barograph.Day, conflict bool) []string {
	out := []string{}
	for i := range ws {
		if w := &ws[i]; w.day >= from && w.day <= to && (w.value > 0) == conflict && w.value != 0 {
			if out = append(out, store.ID(w.story)); len(out) == turnEvents {
				break
			}
		}
	}
	return out
}

// movers gives events their words: those kept, or those the record has.
func (s *Server) movers(ctx context.Context, keys []int64) (map[int64]mover, error) {
	h := &s.history
	out := map[int64]mover{}
	var lacking []string
	h.mu.Lock()
	seq := h.seq
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
	if h.words == nil || len(h.words) > maxWords {
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

package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/barograph/barograph"
)

// A Lister lists stories; a Store does.
type Lister interface {
	Each(ctx context.Context, f Filter, reports bool, fn func(*barograph.Story) error) error
}

// A PairLister lists the history of pairs too; a Store does.
type PairLister interface {
	Lister
	Dyads(ctx context.Context, f Filter, fn func(*barograph.DyadEvent) error) error
}

// A Finder finds single stories; a Store does.
type Finder interface {
	Events(ctx context.Context, f Filter, p Page) (*Listing, error)
	Story(ctx context.Context, id string) (*barograph.Story, error)
}

// Retold calls fn with the stories coded here that were known by until and told again after since, later than at first, with their reports:
// all those that were known otherwise on some day from since to until than they are known today, and some of which all was known on until.
// Those that people rejected come too, for what they are rejected for may have been told later.
func Retold(ctx context.Context, l Lister, since, until barograph.Day, fn func(*barograph.Story) error) error {
	for _, rejected := range []bool{false, true} {
		if err := l.Each(ctx, Filter{KnownBy: until, AgainAfter: since, Rejected: rejected}, true, fn); err != nil {
			return err
		}
	}
	return nil
}

// A Then is a record as it was known at the end of a day: each story made again of the reports published by then (barograph.Story.AsOf). Only
// those that were told again later differ from what they are today; they are read once.
type Then struct {
	Day    barograph.Day
	record PairLister
	retold []barograph.Story     // as they were known, oldest first
	now    []barograph.DyadEvent // what the history of pairs says of these today
	ids    map[string]bool       // of all that were told again later, also of what was known of them as no event
}

// ReadThen reads the record as it was known on a day.
func ReadThen(ctx context.Context, r PairLister, day barograph.Day) (*Then, error) {
	t := &Then{Day: day, record: r, ids: map[string]bool{}}
	err := Retold(ctx, r, day, day, func(s *barograph.Story) error {
		t.ids[s.ID] = true
		if !s.Rejected {
			t.now = append(t.now, DyadsOf(s)...)
		}
		if was, ok := s.AsOf(day); ok {
			t.retold = append(t.retold, was)
		}
		return nil
	})
	slices.SortFunc(t.retold, func(a, b barograph.Story) int { return byDay(&a, &b) })
	return t, err
}

// Each calls fn with every story that f admits, oldest first, as it was known, with the reports published by then. What f asks of a story is
// asked of it as it was: an act that was thought to be of other countries, of another day or a fact is found as such. f may ask for types,
// modes, statuses, pairs, countries, days, origins, confidence and rejection.
func (t *Then) Each(ctx context.Context, f Filter, fn func(*barograph.Story) error) error {
	rest := t.retold
	tell := func(before *barograph.Story) error {
		for ; len(rest) > 0 && (before == nil || byDay(&rest[0], before) < 0); rest = rest[1:] {
			if s := rest[0]; f.Admits(&s) {
				if err := fn(&s); err != nil {
					return err
				}
			}
		}
		return nil
	}
	f.KnownBy = t.Day
	if err := t.record.Each(ctx, f, true, func(s *barograph.Story) error {
		if t.ids[s.ID] {
			return nil
		}
		if err := tell(s); err != nil {
			return err
		}
		return fn(s)
	}); err != nil {
		return err
	}
	return tell(nil)
}

// Latest is the last story that f admits and that is wanted, with its reports, as it was known; nil when there is none. f may ask for what
// Each says. r is the record of which t was read; it fails as that and wanted do.
func (t *Then) Latest(ctx context.Context, r Finder, f Filter, wanted func(*barograph.Story) (bool, error)) (*barograph.Story, error) {
	var last *barograph.Story
	for i := len(t.retold) - 1; i >= 0 && last == nil; i-- {
		s := &t.retold[i]
		if !f.Admits(s) {
			continue
		}
		ok, err := wanted(s)
		if err != nil {
			return nil, err
		}
		if ok {
			last = s
		}
	}
	f.KnownBy = t.Day
	if last != nil {
		f.Since = last.Filed
	}
	for page := (Page{}); ; {
		list, err := r.Events(ctx, f, page)
		if err != nil {
			return nil, err
		}
		for i := range list.Stories {
			if t.ids[list.Stories[i].ID] {
				continue
			}
			s, err := r.Story(ctx, list.Stories[i].ID)
			if err != nil {
				return nil, err
			}
			if ok, err := wanted(s); ok || err != nil {
				return s, err
			}
		}
		if page.After = list.Next; page.After == "" {
			return last, nil
		}
	}
}

// Dyads calls fn with the history of pairs as it was known, in no order. f may ask for what Each says.
func (t *Then) Dyads(ctx context.Context, f Filter, fn func(*barograph.DyadEvent) error) error {
	for i := range t.retold {
		if !f.Admits(&t.retold[i]) {
			continue
		}
		for _, e := range DyadsOf(&t.retold[i]) {
			if !f.between(e.Dyad) {
				continue
			}
			if err := fn(&e); err != nil {
				return err
			}
		}
	}
	f.KnownBy = t.Day
	return t.record.Dyads(ctx, f, func(e *barograph.DyadEvent) error {
		if t.ids[e.Story] {
			return nil
		}
		return fn(e)
	})
}

// Differs calls fn with what the history of pairs says today from one day to another, both inclusive, of some origins (none stands for all)
// and was not known, with times -1, and with what was known instead, with times 1. It is little, but all of the history is looked through.
func (t *Then) Differs(ctx context.Context, since, until barograph.Day, origins []string, fn func(e *barograph.DyadEvent, times int)) error {
	f := Filter{Since: since, Until: until, Origins: origins}
	if origins == nil || slices.Contains(origins, "") {
		for i := range t.now {
			if e := &t.now[i]; e.Day >= since && e.Day <= until {
				fn(e, -1)
			}
		}
		for i := range t.retold {
			if s := &t.retold[i]; f.Admits(s) {
				for _, e := range DyadsOf(s) {
					fn(&e, 1)
				}
			}
		}
	}
	f.KnownAfter = t.Day
	return t.record.Dyads(ctx, f, func(e *barograph.DyadEvent) error {
		fn(e, -1)
		return nil
	})
}

// DyadsOf are what a story means for each of its pairs.
func DyadsOf(s *barograph.Story) []barograph.DyadEvent {
	var out []barograph.DyadEvent
	for _, d := range s.Dyads() {
		e := barograph.DyadEvent{Dyad: d, Day: s.Filed, Story: s.ID, Origin: s.Origin, Type: s.Type, Status: s.Status, Quad: s.Quad,
			Goldstein: s.Goldstein, Confidence: s.Confidence, Articles: s.Articles, Sources: s.Sources, Sides: s.Between(d)}
		if s.Published != nil {
			e.Known = barograph.DayOf(s.Published.Time)
		}
		out = append(out, e)
	}
	return out
}

// byDay is the order in which stories are listed.
func byDay(a, b *barograph.Story) int {
	x, _ := Key(a.ID)
	y, _ := Key(b.ID)
	return cmp.Or(cmp.Compare(a.Filed, b.Filed), cmp.Compare(x, y))
}

// Admits says whether a filter admits a story that was coded here, as far as Then.Each may ask.
func (f *Filter) Admits(s *barograph.Story) bool {
	switch {
	case f.Types != nil && !slices.Contains(f.Types, s.Type),
		f.Modes != nil && !slices.Contains(f.Modes, s.Mode),
		f.Statuses != nil && !slices.Contains(f.Statuses, s.Status),
		f.Origins != nil && !slices.Contains(f.Origins, ""),
		s.Filed < f.Since,
		f.Until != 0 && (s.Filed == 0 || s.Filed > f.Until),
		s.Confidence < f.Confidence,
		s.Rejected != f.Rejected:
		return false
	case f.Pairs == nil && f.Countries == nil:
		return true
	}
	return slices.ContainsFunc(s.Dyads(), f.between)
}

// between says whether a filter's pairs and countries admit a pair.
func (f *Filter) between(d barograph.Dyad) bool {
	return (f.Pairs == nil || slices.Contains(f.Pairs, d) || !f.Directed && slices.Contains(f.Pairs, d.Reverse())) &&
		(f.Countries == nil || slices.Contains(f.Countries, d.Actor) || slices.Contains(f.Countries, d.Recipient))
}

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

// AsOf calls fn with every story that f admits, oldest first, as it was known at the end of a day (barograph.Story.AsOf), with the reports
// published by then. What f asks of a story is asked of it as it was then: an act that was thought to be of other countries, of another day or
// a fact is found as such. f may ask for types, modes, statuses, pairs, countries, days, origins, confidence and rejection.
func AsOf(ctx context.Context, l Lister, f Filter, day barograph.Day, fn func(*barograph.Story) error) error {
	var then []barograph.Story
	retold := map[string]bool{}
	err := Retold(ctx, l, day, day, func(s *barograph.Story) error {
		retold[s.ID] = true
		if was, ok := s.AsOf(day); ok && f.admits(&was) {
			then = append(then, was)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(then, func(a, b barograph.Story) int { return byDay(&a, &b) })
	f.KnownBy = day
	err = l.Each(ctx, f, true, func(s *barograph.Story) error {
		if retold[s.ID] {
			return nil
		}
		for len(then) > 0 && byDay(&then[0], s) < 0 {
			if err := fn(&then[0]); err != nil {
				return err
			}
			then = then[1:]
		}
		return fn(s)
	})
	for i := range then {
		if err != nil {
			return err
		}
		err = fn(&then[i])
	}
	return err
}

// byDay is the order in which stories are listed.
func byDay(a, b *barograph.Story) int {
	x, _ := Key(a.ID)
	y, _ := Key(b.ID)
	return cmp.Or(cmp.Compare(a.Filed, b.Filed), cmp.Compare(x, y))
}

// admits says whether a filter admits a story that was coded here, as far as AsOf may ask.
func (f *Filter) admits(s *barograph.Story) bool {
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
	return slices.ContainsFunc(s.Dyads(), func(d barograph.Dyad) bool {
		return (f.Pairs == nil || slices.Contains(f.Pairs, d) || !f.Directed && slices.Contains(f.Pairs, d.Reverse())) &&
			(f.Countries == nil || slices.Contains(f.Countries, d.Actor) || slices.Contains(f.Countries, d.Recipient))
	})
}

package tension

import (
	"context"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Events calls fn with a subject's events from o.Since to o.Until, both inclusive; with o.At those that were known then, as they were known.
func Events(ctx context.Context, src Source, s Subject, o Options, fn func(*barograph.DyadEvent) error) error {
	return history(ctx, src, s, &o, o.Since, o.Until, fn)
}

// history calls fn with a subject's events from one day to another, both inclusive.
//
// With o.At the events of a pair are those that were known then, as they were known: made again of the reports published by then, so that
// a later denial or a second source does not count. Of larger subjects, whose events are too many for that, those first told later are
// left out and the others taken as they are known today.
func history(ctx context.Context, src Source, s Subject, o *Options, since, until barograph.Day, fn func(*barograph.DyadEvent) error) error {
	f := s.filter()
	f.Since, f.Until, f.KnownBy, f.Origins = since, until, o.At, o.Origins
	var again []string
	seen := map[string]bool{}
	err := src.Dyads(ctx, f, func(e *barograph.DyadEvent) error {
		switch {
		case e.Day == 0 || !s.Holds(e.Dyad):
		case o.At != 0 && s.B != "" && e.Origin == "" && e.Articles > 1: // of one article all is known
			if !seen[e.Story] {
				seen[e.Story], again = true, append(again, e.Story)
			}
		default:
			return fn(e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range again {
		story, err := src.Story(ctx, id)
		if err != nil {
			return err
		}
		then, known := story.AsOf(o.At)
		if !known || then.Rejected || then.Filed < since || then.Filed > until {
			continue
		}
		for _, d := range then.Dyads() {
			if !s.Holds(d) {
				continue
			}
			if err := fn(eventOf(&then, d)); err != nil {
				return err
			}
		}
	}
	return nil
}

// filter is the condition under which the record lists a subject's history; Holds still has to be asked.
func (s Subject) filter() store.Filter {
	switch {
	case s.A == "":
		return store.Filter{}
	case s.B == "":
		return store.Filter{Countries: []string{s.A}}
	}
	return store.Filter{Pairs: []barograph.Dyad{{Actor: s.A, Recipient: s.B}}, Directed: s.Directed}
}

// eventOf is one pair of a story.
func eventOf(s *barograph.Story, d barograph.Dyad) *barograph.DyadEvent {
	e := &barograph.DyadEvent{Dyad: d, Day: s.Filed, Story: s.ID, Origin: s.Origin, Type: s.Type, Status: s.Status, Quad: s.Quad,
		Goldstein: s.Goldstein, Confidence: s.Confidence, Articles: s.Articles, Sources: s.Sources, Sides: s.Between(d)}
	if s.Published != nil {
		e.Known = barograph.DayOf(s.Published.Time)
	}
	return e
}

package brief

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/internal/prose"
	"github.com/barograph/barograph/tension"
)

// before is how many days before the report's are read for turning points.
const before = 180

// pressure reads the pressure of the pair.
func (w *writer) pressure(ctx context.Context, r Record) error {
	look, err := tension.Look(ctx, r, tension.Pair(w.a, w.b), tension.Options{At: w.o.At, Since: w.from.Add(-before), Until: w.o.At})
	if errors.Is(err, tension.ErrNoRecord) {
		return nil
	}
	if err == nil {
		w.look, w.series = look, look.Series()
	}
	return err
}

// on is the reading of a day, or the last one before it that has data, at most a week old.
func (w *writer) on(day barograph.Day) *tension.DayValue {
	if w.series == nil {
		return nil
	}
	for i := range slices.Backward(w.series.Days) {
		if v := &w.series.Days[i]; !v.NoData && v.Day <= day && v.Day.Add(7) >= day {
			return v
		}
	}
	return nil
}

// level says where the pressure stands, and where it stood.
func (w *writer) level() []Sentence {
	now, then := w.on(w.o.At), w.on(w.from.Add(-1))
	if now == nil {
		return nil
	}
	s := Sentence{Text: fmt.Sprintf("The pressure between %s and %s stood at %.0f of 100 on %s",
		prose.Country(w.a), prose.Country(w.b), now.Pressure, prose.Day(now.Day))}
	if then != nil && then.Day < w.from {
		s.Text += fmt.Sprintf(", %s", moved(then.Pressure, now.Pressure, then.Day))
	}
	s.Text += "."
	return []Sentence{s}
}

// moved compares two readings.
func moved(from, to float64, since barograph.Day) string {
	day := prose.Short(since)
	switch a, b := fmt.Sprintf("%.0f", from), fmt.Sprintf("%.0f", to); {
	case a == b:
		return "as on " + day
	case to > from:
		return fmt.Sprintf("up from %s on %s", a, day)
	default:
		return fmt.Sprintf("down from %s on %s", a, day)
	}
}

// changed says how the pressure moved within the days.
func (w *writer) changed() []Sentence {
	if w.series == nil {
		return nil
	}
	peak := w.series.From(w.from).Peak()
	if peak == nil {
		return []Sentence{{Text: fmt.Sprintf("For %s nothing at all is on record, of any country, so no pressure can be given.", prose.Span(w.from, w.o.At))}}
	}
	if peak.Pressure < 1 {
		return []Sentence{{Text: "The pressure stayed near nought throughout."}}
	}
	return []Sentence{{Text: fmt.Sprintf("The highest pressure of these days was %.0f of 100, on %s.", peak.Pressure, prose.Short(peak.Day))}}
}

// turns tells the turning points within the days.
func (w *writer) turns(ctx context.Context, r Record) ([]Sentence, error) {
	if w.series == nil {
		return nil, nil
	}
	episodes, err := w.look.TurningPoints(ctx)
	if err != nil {
		return nil, err
	}
	var out []Sentence
	add := func(t *tension.Turn, format string, a ...any) error {
		if t.Day < w.from {
			return nil
		}
		s, err := w.turn(ctx, r, t)
		s.Text = fmt.Sprintf(format, a...)
		out = append(out, s)
		return err
	}
	for i := range episodes {
		e := &episodes[i]
		if e.Onset.Day < w.from && (e.End == nil || e.End.Day >= w.from) {
			out = append(out, Sentence{Text: fmt.Sprintf("The days belong to an episode that began on %s.", prose.Day(e.Onset.Day))})
		}
		err := add(&e.Onset, "An episode of high pressure began on %s, from a level of %.0f.", prose.Short(e.Onset.Day), e.Floor)
		if err == nil && e.Peak.Day != e.Onset.Day {
			err = add(&e.Peak, "Its peak so far was on %s, at %.0f.", prose.Short(e.Peak.Day), e.Peak.Pressure)
		}
		if err == nil && e.End != nil {
			err = add(e.End, "It ended on %s, when the pressure had fallen to %.0f.", prose.Short(e.End.Day), e.End.Pressure)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// turn quotes and cites the first three events of a turn that have different sentences.
func (w *writer) turn(ctx context.Context, r Record, t *tension.Turn) (s Sentence, err error) {
	var cites []contacts.Evidence
	for i := range t.Events {
		id := t.Events[i].Event.Story
		story, err := r.Story(ctx, id)
		if err != nil {
			return s, err
		}
		then, ok := story.AsOf(w.o.At)
		if !ok || then.Origin != "" {
			continue
		}
		e := contacts.Cite(&then)
		if !slices.ContainsFunc(cites, func(c contacts.Evidence) bool { return c.Sentence == e.Sentence }) {
			cites, s.Events = append(cites, e), append(s.Events, id)
		}
		if len(cites) == 3 {
			break
		}
	}
	var acts []string
	for _, e := range cites {
		if n := w.cite(e); !slices.Contains(s.Sources, n) {
			s.Sources = append(s.Sources, n)
		}
		acts = append(acts, quoted(w.quote(e.Sentence)))
	}
	if len(acts) > 0 {
		s.After = "Most weight had " + prose.List(acts) + "."
	}
	return s, nil
}

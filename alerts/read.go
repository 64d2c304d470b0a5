package alerts

import (
	"context"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/tension"
)

// late is how many days an event may lie before the day on which it becomes one that a rule looks for. A look back at an old war wakes
// nobody.
const late = 7

// A Record is what rules are tried on.
type Record interface {
	contacts.Record
	tension.Source
}

// A dayReader reads rules on one day after another, by what was known on each.
type dayReader struct {
	record    Record
	day, last barograph.Day  // the day, and that on which it will end
	past      *tension.Past  // of all the days; read when a rule of tension first needs it
	pairs     *tension.Pairs // of the day, likewise
	then      *store.Then    // of the day; read when a rule of events needs it
}

// on goes to a day. Days only go forth.
func (d *dayReader) on(day barograph.Day) { d.day, d.pairs, d.then = day, nil, nil }

func (d *dayReader) read(ctx context.Context, r *Rule, open []string) ([]reading, error) {
	switch {
	case r.Events != nil:
		return d.events(ctx, r)
	case r.Silence != nil:
		return d.silence(ctx, r)
	}
	if d.pairs == nil {
		if d.past == nil {
			var err error
			if d.past, err = tension.Replay(ctx, d.record, d.day, max(d.day, d.last), tension.Options{}); err != nil {
				return nil, err
			}
		}
		d.pairs = d.past.On(d.day)
	}
	if r.Region == "" {
		s := r.subject()
		return []reading{d.tension(r.Tension, s)}, nil
	}
	inside := func(s tension.Subject) bool {
		return slices.Contains(r.Members, s.A) && slices.Contains(r.Members, s.B)
	}
	var out []reading
	done := map[string]bool{}
	for _, s := range d.pairs.Top(tension.TopOptions{Until: d.day, Of: inside}) {
		if s.Value.Pressure == 0 {
			continue
		}
		x := d.tension(r.Tension, s.Subject)
		done[x.subject] = true
		out = append(out, x)
	}
	for _, subject := range open { // those that fell to nothing
		if a, b, ok := strings.Cut(subject, " "); ok && !done[subject] {
			out = append(out, d.tension(r.Tension, tension.Pair(a, b)))
		}
	}
	return out, nil
}

// tension reads a threshold or a rise. A rise is measured from the lowest covered day before.
func (d *dayReader) tension(t *Tension, s tension.Subject) reading {
	r := reading{subject: strings.TrimSpace(s.A + " " + s.B)}
	series := d.pairs.Series(s, d.day.Add(-t.Days), d.day)
	now := series.Days[len(series.Days)-1]
	if r.noData = now.NoData; r.noData {
		return r
	}
	r.value = now.Pressure
	if t.Rise == 0 {
		r.holds, r.stays = r.value >= t.Above, r.value >= t.Clear
		return r
	}
	r.noData = true
	for _, v := range series.Days[:len(series.Days)-1] {
		if !v.NoData && (r.noData || v.Pressure < r.before) {
			r.before, r.noData = v.Pressure, false
		}
	}
	r.holds, r.stays = r.value-r.before >= t.Rise, r.value-r.before >= t.Rise/2
	return r
}

// events reads how many events became what the rule looks for within its days: as known now they are, as known before they were not.
func (d *dayReader) events(ctx context.Context, r *Rule) ([]reading, error) {
	e := r.Events
	f := store.Filter{Types: e.Types, Modes: e.Modes, Since: d.day.Add(1 - e.Days - late)}
	out := reading{}
	switch {
	case r.Region != "":
		f.Countries = r.Members
	case r.Country != "":
		f.Countries, out.subject = []string{r.Country}, r.Country
	default:
		f.Pairs, out.subject = []barograph.Dyad{{Actor: r.Pair[0], Recipient: r.Pair[1]}}, r.Pair[0]+" "+r.Pair[1]
	}
	if d.then == nil {
		var err error
		if d.then, err = store.ReadThen(ctx, d.record, d.day); err != nil {
			return nil, err
		}
	}
	err := d.then.Each(ctx, f, func(s *barograph.Story) error {
		if !e.matches(s) {
			return nil
		}
		if before, ok := s.AsOf(d.day.Add(-e.Days)); ok && e.matches(&before) {
			return nil
		}
		out.stories = append(out.stories, *s)
		return nil
	})
	slices.SortStableFunc(out.stories, func(a, b barograph.Story) int { return b.Sources - a.Sources })
	out.value = float64(len(out.stories))
	out.holds = len(out.stories) >= e.AtLeast
	return []reading{out}, err
}

func (e *Events) matches(s *barograph.Story) bool {
	return (len(e.Types) == 0 || slices.Contains(e.Types, s.Type)) && (len(e.Modes) == 0 || slices.Contains(e.Modes, s.Mode)) &&
		slices.Contains(e.Statuses, s.Status) && s.Confidence >= e.Confidence && s.Sources >= e.Sources
}

// silence reads the days without direct contact. Without a contact on record, or news of either country, nothing can be said.
func (d *dayReader) silence(ctx context.Context, r *Rule) ([]reading, error) {
	v, err := contacts.Of(ctx, d.record, r.Pair[0], r.Pair[1], contacts.Options{At: d.day, Days: r.Silence.Days})
	if err != nil {
		return nil, err
	}
	out := reading{subject: r.Pair[0] + " " + r.Pair[1], value: float64(v.Silent)}
	out.holds = v.Silent >= r.Silence.Days
	out.noData = v.Last == nil || out.holds && v.Heard == 0
	return []reading{out}, nil
}

package alerts

import (
	"context"
	"fmt"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/internal/prose"
	"github.com/barograph/barograph/tension"
)

// shown is how many events a notice carries at most.
const shown = 5

// A Notice is what is delivered when a rule fires.
type Notice struct {
	ID     string        `json:"id"` // of the episode: the same in every delivery of it
	Rule   string        `json:"rule"`
	Kind   string        `json:"kind"`  // tension, events or silence
	Title  string        `json:"title"` // one line
	Text   string        `json:"text"`  // a sentence or two
	Codes  []string      `json:"countries"`
	Region string        `json:"region,omitempty"`
	Day    barograph.Day `json:"day"`   // on which the episode began
	Value  float64       `json:"value"` // pressure, number of events, or days without contact
	When   string        `json:"when"`  // the rule in words
	Events []Told        `json:"events"`
}

// Told is an event in a notice, with the sentence it rests on.
type Told struct {
	Event  string           `json:"event"` // id
	Day    barograph.Day    `json:"day"`
	Type   barograph.Type   `json:"type"`
	Mode   string           `json:"mode,omitempty"`
	Status barograph.Status `json:"status"`
	contacts.Evidence
}

func told(s *barograph.Story) Told {
	return Told{s.ID, s.Filed, s.Type, s.Mode, s.Status, contacts.Cite(s)}
}

// notice writes what an episode that has just begun is about.
func (d *dayReader) notice(ctx context.Context, r *Rule, e *Episode, x *reading) (*Notice, error) {
	n := &Notice{ID: e.ID, Rule: r.Name, Day: e.Opened, Value: x.value, When: r.String(),
		Region: r.Region, Codes: strings.Fields(e.Subject), Events: []Told{}}
	lands := make([]string, len(n.Codes))
	for i, c := range n.Codes {
		lands[i] = prose.Country(c)
	}
	scope := prose.Upper(prose.List(lands))
	day := prose.Day(e.Opened)
	var err error
	switch {
	case r.Tension != nil:
		n.Kind = "tension"
		n.Title = fmt.Sprintf("%s: pressure at %.0f of 100", scope, x.value)
		n.Text = fmt.Sprintf("The pressure of %s stood at %.0f of 100 on %s.", prose.List(lands), x.value, day)
		if r.Tension.Rise > 0 {
			n.Title += fmt.Sprintf(", up from %.0f", x.before)
			n.Text = fmt.Sprintf("The pressure of %s rose from %.0f to %.0f of 100 within %s, by %s.", prose.List(lands), x.before, x.value,
				prose.Count(r.Tension.Days, "day"), day)
		}
		err = d.movers(ctx, n)
	case r.Silence != nil:
		n.Kind = "silence"
		err = d.lastContact(ctx, r, n, scope)
	default:
		n.Kind = "events"
		if scope == "" {
			scope = prose.Upper(strings.TrimPrefix(r.Region, "the "))
		}
		n.Title = fmt.Sprintf("%s: %s", scope, r.Name)
		n.Text = fmt.Sprintf("%s became known by %s that this alert looks for: %s.", prose.Upper(prose.Count(len(x.stories), "event")), day, r.Events)
		for i := range x.stories[:min(len(x.stories), shown)] {
			n.Events = append(n.Events, told(&x.stories[i]))
		}
	}
	return n, err
}

// movers adds the events that make up the pressure.
func (d *dayReader) movers(ctx context.Context, n *Notice) error {
	s := tension.Country(n.Codes[0])
	if len(n.Codes) == 2 {
		s = tension.Pair(n.Codes[0], n.Codes[1])
	}
	parts, err := d.pairs.Explain(ctx, s, d.day)
	if err != nil {
		return err
	}
	sentences := map[string]bool{}
	for _, p := range tension.ByStory(parts.Events) {
		if p.Points <= 0 {
			continue
		}
		full, err := d.record.Story(ctx, p.Event.Story)
		if err != nil {
			return err
		}
		then, ok := full.AsOf(d.day)
		if !ok {
			continue
		}
		t := told(&then)
		if sentences[t.Sentence] {
			continue
		}
		sentences[t.Sentence] = true
		if n.Events = append(n.Events, t); len(n.Events) == shown {
			break
		}
	}
	return nil
}

// lastContact tells when and how the two last spoke.
func (d *dayReader) lastContact(ctx context.Context, r *Rule, n *Notice, scope string) error {
	v, err := contacts.Of(ctx, d.record, r.Pair[0], r.Pair[1], contacts.Options{At: d.day, Days: r.Silence.Days})
	if err != nil || v.Last == nil {
		return err
	}
	n.Title = fmt.Sprintf("%s: no direct contact for %s", scope, prose.Count(v.Silent, "day"))
	n.Text = fmt.Sprintf("The last direct contact on record was on %s.", prose.Day(v.Last.Day))
	if v.Unheard > 0 {
		n.Text += fmt.Sprintf(" On %d of the %d days since, the record has no news of either country.", v.Unheard, v.Silent)
	}
	full, err := d.record.Story(ctx, v.Last.Story)
	if err != nil {
		return err
	}
	if then, ok := full.AsOf(d.day); ok {
		n.Events = append(n.Events, told(&then))
		n.Events[0].Evidence = v.Last.Evidence
	}
	return nil
}

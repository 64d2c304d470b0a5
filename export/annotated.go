package export

import (
	"fmt"
	"slices"

	"github.com/barograph/barograph"
)

// An Annotated sentence is a sentence with all its events as people left them, in the form in which training data is kept: offsets
// count code points of the sentence.
type Annotated struct {
	ID     string           `json:"id"` // of the article, and the number of the sentence
	Text   string           `json:"text"`
	Events []AnnotatedEvent `json:"events"`
}

// An AnnotatedEvent is an event of an annotated sentence.
type AnnotatedEvent struct {
	Type       barograph.Type   `json:"type"`
	Mode       string           `json:"mode"`
	Force      string           `json:"force,omitempty"`
	Status     barograph.Status `json:"status"`
	Trigger    barograph.Span   `json:"trigger"`
	Actors     []AnnotatedParty `json:"actors"`
	Recipients []AnnotatedParty `json:"recipients"`
	Locations  []barograph.Span `json:"locations"`
	Times      []barograph.Span `json:"times"`
	Claimant   *barograph.Span  `json:"claimant,omitempty"`
	Deaths     *barograph.Span  `json:"deaths,omitempty"`
	Injuries   *barograph.Span  `json:"injuries,omitempty"`
	Cluster    string           `json:"cluster,omitempty"` // events of one cluster tell one act, by a person's word
}

// An AnnotatedParty is a participant's words and what they mean.
type AnnotatedParty struct {
	barograph.Span
	Code   string           `json:"code"`
	Sector barograph.Sector `json:"sector"`
}

// Annotate writes down the sentences of an article that corrections speak about. cluster names the story of a report that people split
// or merged; "" for others. Participants that the sentence does not name are left out, as the form wants.
func Annotate(text string, reports []barograph.Report, cs barograph.Corrections, cluster func(report string) string) []Annotated {
	runes := []rune(text)
	touched := map[int]bool{}
	for i := range reports {
		if len(cs.Of(reports[i:i+1])) > 0 {
			touched[reports[i].Sentence] = true
		}
	}
	var out []Annotated
	for _, n := range slices.Sorted(mapKeys(touched)) {
		var row *Annotated
		for i := range reports {
			r := &reports[i]
			if r.Sentence != n {
				continue
			}
			start, ok := sentenceStart(runes, &r.Event)
			if !ok {
				continue
			}
			if row == nil {
				row = &Annotated{ID: fmt.Sprintf("%s-%04d", r.Source.ID, n), Text: r.Evidence, Events: []AnnotatedEvent{}}
			}
			if e, ok := annotate(r, start, cs.Of(reports[i:i+1])); ok {
				e.Cluster = cluster(r.ID)
				row.Events = append(row.Events, *e)
			}
		}
		if row != nil {
			out = append(out, *row)
		}
	}
	return out
}

func mapKeys(m map[int]bool) func(func(int) bool) {
	return func(yield func(int) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// sentenceStart finds where an event's sentence begins in the text.
func sentenceStart(text []rune, e *barograph.Event) (int, bool) {
	evidence := []rune(e.Evidence)
	for p := e.Trigger.Start; p >= 0 && p > e.Trigger.Start-len(evidence); p-- {
		if p+len(evidence) <= len(text) && slices.Equal(text[p:p+len(evidence)], evidence) {
			return p, true
		}
	}
	return 0, false
}

// annotate writes down one event as people left it; not ok when they rejected it.
func annotate(r *barograph.Report, start int, cs barograph.Corrections) (*AnnotatedEvent, bool) {
	e := r.Event
	rejected := false
	for i := range cs {
		switch c := &cs[i]; c.Kind {
		case barograph.Correct:
			_ = e.Set(c.Field, c.Value) // it was checked when it was made
		case barograph.Refuse:
			rejected = true
		case barograph.Confirm:
			rejected = false
		}
	}
	if rejected {
		return nil, false
	}
	sentence := []rune(r.Evidence)
	in := func(s barograph.Span) (barograph.Span, bool) {
		if s.End > s.Start && s.Start >= start && s.End <= start+len(sentence) {
			return barograph.Span{Text: s.Text, Start: s.Start - start, End: s.End - start}, true
		}
		if s.End > s.Start {
			return s, false // it stands in another sentence
		}
		words := []rune(s.Text)
		for p := 0; len(words) > 0 && p+len(words) <= len(sentence); p++ {
			if slices.Equal(sentence[p:p+len(words)], words) {
				return barograph.Span{Text: s.Text, Start: p, End: p + len(words)}, true
			}
		}
		return s, false
	}
	party := func(ps []barograph.Participant) []AnnotatedParty {
		out := []AnnotatedParty{}
		for i := range ps {
			if s, ok := in(ps[i].Span); ok {
				out = append(out, AnnotatedParty{s, ps[i].Code, ps[i].Sector})
			}
		}
		return out
	}
	a := &AnnotatedEvent{Type: e.Type, Mode: e.Mode, Force: e.Force, Status: e.Status, Actors: party(e.Actors), Recipients: party(e.Recipients),
		Locations: []barograph.Span{}, Times: []barograph.Span{}}
	var ok bool
	if a.Trigger, ok = in(e.Trigger); !ok {
		return nil, false
	}
	for i := range e.Locations {
		if s, ok := in(e.Locations[i].Span); ok {
			a.Locations = append(a.Locations, s)
		}
	}
	if e.Time != nil {
		if s, ok := in(e.Time.Span); ok {
			a.Times = append(a.Times, s)
		}
	}
	if e.Claimant != nil {
		if s, ok := in(e.Claimant.Span); ok {
			a.Claimant = &s
		}
	}
	for _, f := range []struct {
		c  *barograph.Count
		to **barograph.Span
	}{{e.Deaths, &a.Deaths}, {e.Injuries, &a.Injuries}} {
		if f.c != nil {
			if s, ok := in(barograph.Span{Text: f.c.Text}); ok {
				*f.to = &s
			}
		}
	}
	return a, true
}

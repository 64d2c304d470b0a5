package coder

import (
	"strconv"

	"github.com/barograph/barograph"
)

// An Explanation says how an event came about, for a reader who knows the subject and no code.
type Explanation struct {
	Trigger      Reason   `json:"trigger"`
	Participants []Reason `json:"participants,omitempty"`
	Claimant     *Reason  `json:"claimant,omitempty"`
	Locations    []Reason `json:"locations,omitempty"`
	Time         *Reason  `json:"time,omitempty"`
	CAMEO        Reason   `json:"cameo"`
	Merged       string   `json:"merged,omitempty"`
}

// A Reason is one decision: these words were read as that, because of a rule.
type Reason struct {
	Text    string `json:"text,omitempty"` // the words
	Role    string `json:"role,omitempty"` // actor or recipient
	Means   string `json:"means"`          // what they were read as
	Because string `json:"because"`        // the rule, down to the row of the table
}

func (x *Explanation) setCode(code barograph.CAMEOCode, rule *barograph.Rule, e *barograph.Event) {
	x.CAMEO = Reason{Means: code.Code + " " + code.Name + ", Goldstein " + strconv.FormatFloat(code.Goldstein, 'f', 1, 64),
		Because: "no row of the CAMEO table fits"}
	if rule == nil {
		return
	}
	what := string(e.Type)
	if e.Mode != "" {
		what += " " + e.Mode
	}
	x.CAMEO.Because = rule.Source + ": " + what
	if c := rule.Conditions(); c != "" {
		x.CAMEO.Because += " with " + c
	}
}

// explain writes down what was decided about an event once its reports are one.
func (r *reading) explain(t *told) {
	e, x := &t.event, t.why
	x.Trigger.Means = string(e.Type)
	for _, s := range []string{e.Mode, e.Force, string(e.Status)} {
		if s != "" {
			x.Trigger.Means += " " + s
		}
	}
	for i := range t.actors {
		x.Participants = append(x.Participants, t.actors[i].reason("actor"))
	}
	for i := range t.recipients {
		x.Participants = append(x.Participants, t.recipients[i].reason("recipient"))
	}
	if t.claimant != nil {
		c := t.claimant.reason("claimant")
		x.Claimant = &c
	}
	if e.Time != nil {
		x.Time = &Reason{Text: e.Time.Text, Means: e.Time.Value, Because: r.timeReason(e.Time)}
	}
	if n := len(e.Mentions); n > 0 {
		x.Merged = "told in " + strconv.Itoa(n+1) + " places that fit in type, participants, time and place"
	}
}

func (p *party) reason(role string) Reason {
	means := p.Code
	if means == "" {
		means = "country unknown"
	}
	if p.Sector != "" {
		means += " " + string(p.Sector)
	}
	if p.Name != "" && p.Name != p.Text {
		means += ", " + p.Name
	}
	return Reason{Text: p.Text, Role: role, Means: means, Because: p.how}
}

// timeReason says what a date was counted from.
func (r *reading) timeReason(t *barograph.Time) string {
	switch {
	case t.Value == "":
		return "relative, and the day of publication is not known"
	case r.published == nil:
		return "as the text gives it, to the " + t.Precision
	}
	return "read on " + r.published.Format("2006-01-02") + ", the day of publication, to the " + t.Precision
}

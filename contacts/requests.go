package contacts

import (
	"cmp"
	"slices"
	"strings"

	"github.com/barograph/barograph"
)

// What became of a request.
const (
	Answered   = "answered"
	Refused    = "refused"
	Open       = "open"       // no answer is known, and there is still time for one
	Unanswered = "unanswered" // no answer came in time
)

// A Request is what one party asked of another, and what became of it.
type Request struct {
	Story    string        `json:"story"`
	Day      barograph.Day `json:"day"`
	Force    string        `json:"force"` // appeal or demand
	For      string        `json:"for"`   // the mode: assist, change, yield, meet; "" when not known
	By       []Party       `json:"by"`
	To       []Party       `json:"to"` // of the two countries
	Outcome  string        `json:"outcome"`
	Answer   *Reply        `json:"answer,omitempty"` // that decided it
	Sources  int           `json:"sources"`
	Evidence Evidence      `json:"evidence"`
}

// A Reply is the act that answers a request.
type Reply struct {
	Story    string         `json:"story"`
	Day      barograph.Day  `json:"day"`
	Type     barograph.Type `json:"type"`
	Mode     string         `json:"mode,omitempty"`
	By       []Party        `json:"by"`
	Evidence Evidence       `json:"evidence"`
}

// requests lists what was asked of the two, the newest first.
func (v *view) requests() []Request {
	var out []Request
	for i := range v.stories {
		s := &v.stories[i]
		if s.Type != barograph.Request || s.Status != barograph.Occurred || s.Filed > v.o.At {
			continue
		}
		q := Request{Story: s.ID, Day: s.Filed, Force: s.Force, For: s.Mode, Sources: s.Sources, Evidence: Cite(s)}
		for j := range s.Actors {
			if p := party(&s.Actors[j]); p.Code != "" && official(p.Sector) {
				q.By = append(q.By, p)
			}
		}
		q.To = append(parties(s.Recipients, v.a), parties(s.Recipients, v.b)...)
		if len(q.By) == 0 || len(q.To) == 0 || !v.concerns(s, q.By, q.To) {
			continue
		}
		v.decide(&q, s)
		out = append(out, q)
	}
	slices.SortStableFunc(out, func(x, y Request) int {
		return cmp.Or(cmp.Compare(y.Day, x.Day), cmp.Compare(y.Sources, x.Sources), strings.Compare(x.Story, y.Story))
	})
	return out
}

// concerns says whether a request is one of the pair's: from the one to the other, or from outside in an article that speaks of both.
// What a country asks of its own is not.
func (v *view) concerns(s *barograph.Story, by, to []Party) bool {
	inside := slices.ContainsFunc(by, func(p Party) bool { return p.Code == v.a || p.Code == v.b })
	if inside {
		return slices.ContainsFunc(to, func(t Party) bool {
			return slices.ContainsFunc(by, func(p Party) bool { return p.Code != t.Code && (p.Code == v.a || p.Code == v.b) })
		})
	}
	return v.spoken(s)
}

// spoken says whether a story stands in an article that speaks of both countries.
func (v *view) spoken(s *barograph.Story) bool {
	return slices.ContainsFunc(s.Reports, func(r barograph.Report) bool { return v.about[r.Source.ID] })
}

// decide finds the act that answers a request.
func (v *view) decide(q *Request, asked *barograph.Story) {
	for i := range v.stories {
		s := &v.stories[i]
		if s == asked || s.Status != barograph.Occurred || s.Filed < q.Day || s.Filed > min(q.Day.Add(Answer), v.o.At) {
			continue
		}
		outcome := answers(s, asked)
		if outcome == "" || s.Filed == q.Day && !after(s, asked) || !v.replies(s, q) || q.Answer != nil && s.Filed < q.Answer.Day {
			continue
		}
		q.Outcome = outcome
		q.Answer = &Reply{Story: s.ID, Day: s.Filed, Type: s.Type, Mode: s.Mode, Evidence: Cite(s)}
		for _, t := range q.To {
			for _, p := range parties(s.Actors, t.Code) {
				if !slices.Contains(q.Answer.By, p) {
					q.Answer.By = append(q.Answer.By, p)
				}
			}
		}
	}
	switch {
	case q.Outcome != "":
	case q.Day.Add(Answer) < v.o.At:
		q.Outcome = Unanswered
	default:
		q.Outcome = Open
	}
}

// after says whether an act of the day of a request came after it, as far as the hours of publication tell: it is told no earlier and,
// where no hour tells, it is of the very kind that was asked for.
func after(s, asked *barograph.Story) bool {
	p, q := s.Published, asked.Published
	if p != nil && q != nil && !p.DayOnly && !q.DayOnly && !p.Equal(q.Time) {
		return p.After(q.Time)
	}
	return asked.Mode != "" && s.Mode == asked.Mode
}

// answers tells what the act s would mean as an answer to a request; "" when it is none.
func answers(s, asked *barograph.Story) string {
	same := s.Mode == asked.Mode || s.Mode == "" || asked.Mode == ""
	switch s.Type {
	case barograph.Reject:
		if same {
			return Refused
		}
	case barograph.Agree:
		if same {
			return Answered
		}
	case barograph.Retreat:
		if asked.Mode == "yield" {
			return Answered
		}
	case barograph.Concede:
		if asked.Mode == "yield" || asked.Mode == "change" {
			return Answered
		}
	case barograph.Consult:
		if asked.Mode == "meet" {
			return Answered
		}
	case barograph.Aid, barograph.Cooperate:
		if asked.Mode == "assist" {
			return Answered
		}
	}
	return ""
}

// replies says whether s is an act of one whom the request asks, done to the asker, to another whom it asks, or to nobody named.
func (v *view) replies(s *barograph.Story, q *Request) bool {
	asked := func(code string) bool {
		return slices.ContainsFunc(q.To, func(p Party) bool { return p.Code == code })
	}
	asker := func(p Party) bool { return slices.ContainsFunc(q.By, func(b Party) bool { return b.key() == p.key() }) }
	by := false
	var rest []Party
	for i := range s.Actors {
		p := party(&s.Actors[i])
		if asked(p.Code) && official(p.Sector) {
			by = true
		} else if p.Code != "" {
			rest = append(rest, p)
		}
	}
	for i := range s.Recipients {
		if p := party(&s.Recipients[i]); p.Code != "" {
			rest = append(rest, p)
		}
	}
	return by && (len(rest) == 0 || slices.ContainsFunc(rest, func(p Party) bool { return asker(p) || asked(p.Code) }))
}

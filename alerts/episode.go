package alerts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/barograph/barograph"
)

// An Episode is a stretch of days on which a rule holds for a subject.
type Episode struct {
	ID      string        `json:"id"`
	Rule    string        `json:"rule"`
	Subject string        `json:"subject"` // codes: IND PAK, or IRN; "" for the events of a region
	Opened  barograph.Day `json:"opened"`
	Last    barograph.Day `json:"last"`             // day on which the rule last held
	Closed  barograph.Day `json:"closed,omitempty"` // 0 while it goes on
}

// A reading is what a rule says of a subject on one day.
type reading struct {
	subject string
	holds   bool // an episode begins or goes on
	stays   bool // an episode that has begun goes on
	noData  bool // the record is silent; nothing can be said
	value   float64
	before  float64 // of a rise: what it rose from
	stories []barograph.Story
}

// A state is what is remembered of a rule and a subject.
type state struct {
	Current *Episode  `json:"current,omitempty"`
	Past    []Episode `json:"past,omitempty"` // in the order in which they opened
}

// kept is how many past episodes are remembered.
const kept = 20

// step takes in a reading and gives the episode when it has just begun. Days may come again, and in whatever order: what was closed
// after the day is open again, and an episode that is known does not begin anew.
func (st *state) step(rule *Rule, day barograph.Day, r *reading) *Episode {
	if r.noData {
		return nil
	}
	quiet := rule.quiet()
	if c := st.Current; c != nil && c.Opened > day.Add(quiet) {
		st.park(*c) // it began in what was the future of a clock that was wrong
	}
	if st.Current == nil {
		for i := range st.Past {
			if e := st.Past[i]; e.Opened <= day && e.Closed > day {
				st.resume(i)
				break
			}
		}
	}
	if c := st.Current; c != nil {
		switch {
		case day < c.Opened:
		case r.holds || r.stays:
			c.Last = max(c.Last, day)
		case c.Last.Add(quiet) <= day:
			c.Closed = day
			st.park(*c)
		}
		return nil
	}
	if !r.holds {
		return nil
	}
	for i := range st.Past {
		if e := st.Past[i]; e.Opened.Add(-quiet) <= day && day <= e.Last {
			st.resume(i)
			return nil
		}
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s", rule.Name, r.subject, day))
	st.Current = &Episode{ID: hex.EncodeToString(sum[:8]), Rule: rule.Name, Subject: r.subject, Opened: day, Last: day}
	e := *st.Current
	return &e
}

// quiet is how many days without the rule holding end an episode; a contact ends silence at once.
func (r *Rule) quiet() int {
	if r.Silence != nil {
		return 1
	}
	return r.Quiet
}

// park puts the current episode, as e, to the past.
func (st *state) park(e Episode) {
	st.Current = nil
	at, _ := slices.BinarySearchFunc(st.Past, e.Opened, func(p Episode, day barograph.Day) int { return int(p.Opened - day) })
	st.Past = slices.Insert(st.Past, at, e)
	if len(st.Past) > kept {
		st.Past = st.Past[1:]
	}
}

// resume makes a past episode the current one.
func (st *state) resume(i int) {
	e := st.Past[i]
	e.Closed = 0
	st.Past = slices.Delete(st.Past, i, i+1)
	st.Current = &e
}

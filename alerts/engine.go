package alerts

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/tension"
)

// What is remembered, by kind.
const (
	statesKind = "alerts"        // states by rule and subject, and the last day that was evaluated
	firedKind  = "alerts-fired"  // notices, by id
	outboxKind = "alerts-outbox" // deliveries that are to be made, by notice and channel
	lastKey    = "last"
)

const (
	catchUp = 30  // days that are evaluated late at most
	history = 200 // notices that are remembered
)

// A Memory keeps what must survive a restart; a store.Store is one.
type Memory interface {
	Remember(ctx context.Context, kind, key string, value []byte) error
	Recall(ctx context.Context, kind string) (map[string][]byte, error)
}

// states are what is remembered of rules and subjects.
type states map[string]*remembered

type remembered struct {
	Rule    string `json:"rule"`
	Subject string `json:"subject"`
	state
}

func stateKey(rule, subject string) string {
	sum := sha256.Sum256([]byte(rule + "\x00" + subject))
	return hex.EncodeToString(sum[:8])
}

// of finds or makes the state of a rule and a subject.
func (ss states) of(rule, subject string) *remembered {
	k := stateKey(rule, subject)
	if ss[k] == nil {
		ss[k] = &remembered{Rule: rule, Subject: subject}
	}
	return ss[k]
}

// open lists the subjects of a rule that are in an episode.
func (ss states) open(rule string) []string {
	var out []string
	for _, s := range ss {
		if s.Rule == rule && s.Current != nil {
			out = append(out, s.Subject)
		}
	}
	slices.Sort(out)
	return out
}

// day evaluates all rules on a day. A rule that cannot be read is reported and does not keep others from it.
func (ss states) day(ctx context.Context, d *dayReader, rules []Rule, day barograph.Day) ([]Notice, error) {
	d.on(day)
	var out []Notice
	var failed []error
	for i := range rules {
		r := &rules[i]
		readings, err := d.read(ctx, r, ss.open(r.Name))
		if errors.Is(err, tension.ErrNoRecord) {
			continue
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", r.Name, err))
			continue
		}
		for j := range readings {
			x := &readings[j]
			st := ss.of(r.Name, x.subject)
			before := st.state
			e := st.step(r, day, x)
			if e == nil {
				continue
			}
			n, err := d.notice(ctx, r, e, x)
			if err != nil {
				st.state = before // it will fire when it can be told
				failed = append(failed, fmt.Errorf("%s: %w", r.Name, err))
				continue
			}
			out = append(out, *n)
		}
	}
	return out, errors.Join(failed...)
}

// A Trial is an episode that rules would have seen in the past.
type Trial struct {
	Notice
	Last   barograph.Day `json:"last"`             // day on which the rule last held
	Closed barograph.Day `json:"closed,omitempty"` // 0 when it went on at the end
}

// Test tries rules on days of the past, each day by what was known on it, and tells the episodes in the order in which they began.
func Test(ctx context.Context, record Record, rules []Rule, since, until barograph.Day) ([]Trial, error) {
	ss := states{}
	d := &dayReader{record: record, last: until}
	var out []Trial
	for day := since; day <= until; day = day.Add(1) {
		notices, err := ss.day(ctx, d, rules, day)
		if err != nil {
			return out, fmt.Errorf("%s: %w", day, err)
		}
		for _, n := range notices {
			out = append(out, Trial{Notice: n})
		}
	}
	ended := map[string]Episode{}
	for _, s := range ss {
		for _, e := range s.Past {
			ended[e.ID] = e
		}
		if s.Current != nil {
			ended[s.Current.ID] = *s.Current
		}
	}
	for i := range out {
		out[i].Last, out[i].Closed = ended[out[i].ID].Last, ended[out[i].ID].Closed
	}
	return out, nil
}

// Evaluate tries rules on the day of now and on those since the last time (at most 30), and puts what fires into the outbox. What fired
// is written down before it counts as fired, so that a process may be killed at any moment and nothing is lost; nothing that is written
// down twice is delivered under two ids.
func Evaluate(ctx context.Context, record Record, m Memory, f *File, now time.Time) ([]Notice, error) {
	kept, err := m.Recall(ctx, statesKind)
	if err != nil {
		return nil, err
	}
	ss := states{}
	if kept == nil {
		kept = map[string][]byte{}
	}
	var last barograph.Day
	for k, v := range kept {
		if k == lastKey {
			err = last.UnmarshalText(v)
		} else {
			s := &remembered{}
			if err = json.Unmarshal(v, s); err == nil {
				ss[k] = s
			}
		}
		if err != nil {
			return nil, fmt.Errorf("what is remembered of alerts cannot be read: %w", err)
		}
	}
	today := barograph.DayOf(now.UTC())
	first := today
	if last != 0 && last < today {
		first = max(last.Add(1), today.Add(1-catchUp))
	}
	d := &dayReader{record: record, last: today}
	var out []Notice
	var failed error
	for day := first; day <= today; day = day.Add(1) {
		var notices []Notice
		if notices, failed = ss.day(ctx, d, f.Rules, day); ctx.Err() != nil {
			return out, ctx.Err()
		}
		if err := enqueue(ctx, m, f, notices, now); err != nil {
			return out, err
		}
		out = append(out, notices...)
		if err := ss.save(ctx, m, kept); err != nil {
			return out, err
		}
		if failed != nil {
			break // the day is tried again
		}
		if err := m.Remember(ctx, statesKind, lastKey, []byte(day.String())); err != nil {
			return out, err
		}
	}
	return out, failed
}

// save remembers the states that have changed.
func (ss states) save(ctx context.Context, m Memory, kept map[string][]byte) error {
	for k, s := range ss {
		if s.Current == nil && len(s.Past) == 0 {
			continue
		}
		value, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if string(kept[k]) == string(value) {
			continue
		}
		if err := m.Remember(ctx, statesKind, k, value); err != nil {
			return err
		}
		kept[k] = value
	}
	return nil
}

// enqueue writes notices and their deliveries down.
func enqueue(ctx context.Context, m Memory, f *File, notices []Notice, now time.Time) error {
	if len(notices) == 0 {
		return nil
	}
	for _, n := range notices {
		i := slices.IndexFunc(f.Rules, func(r Rule) bool { return r.Name == n.Rule })
		for _, channel := range f.Rules[i].To {
			if err := put(ctx, m, &delivery{Notice: n, Channel: channel, Since: now, Next: now}); err != nil {
				return err
			}
		}
		value, err := json.Marshal(Fired{Notice: n, At: now})
		if err != nil {
			return err
		}
		if err := m.Remember(ctx, firedKind, n.ID, value); err != nil {
			return err
		}
	}
	fired, err := History(ctx, m)
	if err != nil {
		return err
	}
	for _, old := range fired[min(len(fired), history):] {
		if err := m.Remember(ctx, firedKind, old.ID, nil); err != nil {
			return err
		}
	}
	return nil
}

// Fired is a notice of the past.
type Fired struct {
	Notice
	At time.Time `json:"at"`
}

// History lists what fired, the newest first.
func History(ctx context.Context, m Memory) ([]Fired, error) {
	values, err := m.Recall(ctx, firedKind)
	if err != nil {
		return nil, err
	}
	out := make([]Fired, 0, len(values))
	for _, v := range values {
		var f Fired
		if err := json.Unmarshal(v, &f); err != nil {
			return nil, fmt.Errorf("what is remembered of alerts cannot be read: %w", err)
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Fired) int { return cmp.Or(b.At.Compare(a.At), strings.Compare(a.ID, b.ID)) })
	return out, nil
}

// Open lists the episodes that go on, by rule and subject.
func Open(ctx context.Context, m Memory) ([]Episode, error) {
	values, err := m.Recall(ctx, statesKind)
	if err != nil {
		return nil, err
	}
	var out []Episode
	for k, v := range values {
		var s remembered
		if k == lastKey {
			continue
		}
		if err := json.Unmarshal(v, &s); err != nil {
			return nil, fmt.Errorf("what is remembered of alerts cannot be read: %w", err)
		}
		if s.Current != nil {
			out = append(out, *s.Current)
		}
	}
	slices.SortFunc(out, func(a, b Episode) int {
		return cmp.Or(strings.Compare(a.Rule, b.Rule), strings.Compare(a.Subject, b.Subject))
	})
	return out, nil
}

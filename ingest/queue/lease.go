package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"

	"github.com/barograph/barograph/ingest/fetch"
)

// clock tells the server's time, so that workers whose clocks differ agree on whose turn it is.
type clock struct{ ahead time.Duration }

func (c clock) now() time.Time { return time.Now().Add(c.ahead) }

// clock asks the server for its time. It tells that of what it stores; if it has no room, it needs workers more than one time, and ours has
// to do.
func (q *Queue) clock(ctx context.Context) (clock, error) {
	key := "clock." + nuid.Next()
	before := time.Now()
	if _, err := q.leases.Put(ctx, key, nil); full(err) {
		return clock{}, nil
	} else if err != nil {
		return clock{}, err
	}
	middle := before.Add(time.Since(before) / 2)
	e, err := q.leases.Get(ctx, key)
	// Of several servers, one may answer that has not heard of it yet.
	for try := 0; errors.Is(err, jetstream.ErrKeyNotFound) && try < 10 && pause(ctx, backoff(try, 5*time.Millisecond, 200*time.Millisecond)); try++ {
		e, err = q.leases.Get(ctx, key)
	}
	if err != nil {
		return clock{}, err
	}
	return clock{e.Created().Sub(middle)}, q.leases.Purge(ctx, key)
}

// change reads a value of the leases, lets fn change it, and writes it back unless somebody else has written meanwhile; then it
// begins anew. fn says whether there is something to write.
func (q *Queue) change(ctx context.Context, key string, fn func(old jetstream.KeyValueEntry) (value []byte, write bool, err error)) error {
	for try := 0; ; try++ {
		var revision uint64
		old, err := q.leases.Get(ctx, key)
		switch {
		case errors.Is(err, jetstream.ErrKeyNotFound):
			old = nil
		case err != nil:
			return err
		default:
			revision = old.Revision()
		}
		value, write, err := fn(old)
		if err != nil || !write {
			return err
		}
		if old == nil {
			_, err = q.leases.Create(ctx, key, value)
		} else {
			_, err = q.leases.Update(ctx, key, value, revision)
		}
		if err == nil {
			return nil
		}
		if !errors.Is(err, jetstream.ErrKeyExists) && !errors.Is(err, jetstream.ErrKeyRevisionMismatch) {
			return err
		}
		if !pause(ctx, backoff(min(try, 4), 5*time.Millisecond, 100*time.Millisecond)) {
			return ctx.Err()
		}
	}
}

// hold takes or keeps a lease that one worker may have at a time. It falls to another when it is not kept for as long as term.
func (q *Queue) hold(ctx context.Context, c clock, key, me string, term time.Duration) (held bool, err error) {
	err = q.change(ctx, key, func(old jetstream.KeyValueEntry) ([]byte, bool, error) {
		held = old == nil || string(old.Value()) == me || c.now().Sub(old.Created()) > term
		return []byte(me), held, nil
	})
	return held && err == nil, err
}

// release gives a lease back, if it is ours.
func (q *Queue) release(ctx context.Context, key, me string) error {
	e, err := q.leases.Get(ctx, key)
	if err != nil || string(e.Value()) != me {
		return err
	}
	return q.leases.Purge(ctx, key, jetstream.LastRevision(e.Revision()))
}

// pace gives all workers together the turns at a host that one alone would have. It is a fetch.Pace.
type pace struct {
	q     *Queue
	clock clock
}

// visitTerm is after what time a visit is taken for over though nobody said so: its worker has gone. It is longer than a page may take.
const visitTerm = 2 * time.Minute

// awayTerm is how long a host is left in peace when the queue's server does not answer.
const awayTerm = 30 * time.Second

// hostState is what the workers tell each other of a host, in the server's time.
type hostState struct {
	Next   time.Time `json:"next"`            // the earliest moment of the next visit
	Until  time.Time `json:"until,omitzero"`  // it is left in peace
	Visits []visit   `json:"visits,omitzero"` // going on
}

type visit struct {
	ID   string    `json:"id"`
	Ends time.Time `json:"ends"` // at the latest
}

func hostKey(host string) string {
	return "host." + strings.NewReplacer("%", "=", "~", "=7E").Replace(url.QueryEscape(host))
}

// Enter implements fetch.Pace.
func (p pace) Enter(ctx context.Context, host string, gap time.Duration, room int, patience time.Duration) (func(), error) {
	id := nuid.Next()
	began := time.Now()
	var turn time.Time
	for {
		busy := false
		err := p.q.change(ctx, hostKey(host), func(old jetstream.KeyValueEntry) ([]byte, bool, error) {
			s, now := hostOf(old), p.clock.now()
			s.Visits = slices.DeleteFunc(s.Visits, func(v visit) bool { return v.Ends.Before(now) })
			turn = latest(now, s.Next, s.Until)
			if turn.Sub(now) > patience {
				return nil, false, fetch.BackoffError{Host: host, Until: turn.Add(-p.clock.ahead)}
			}
			if busy = len(s.Visits) >= room; busy {
				return nil, false, nil
			}
			s.Next = turn.Add(gap)
			s.Visits = append(s.Visits, visit{id, turn.Add(visitTerm)})
			b, err := json.Marshal(s)
			return b, true, err
		})
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.As(err, &fetch.BackoffError{}):
			return nil, err
		case err != nil: // nobody can say whose turn it is
			return nil, fetch.BackoffError{Host: host, Until: time.Now().Add(awayTerm)}
		case !busy:
			if !pause(ctx, turn.Sub(p.clock.now())) {
				p.leave(ctx, host, id)
				return nil, ctx.Err()
			}
			return func() { p.leave(ctx, host, id) }, nil
		case time.Since(began) > patience:
			return nil, fetch.BackoffError{Host: host, Until: time.Now().Add(max(gap, time.Second))}
		}
		if !pause(ctx, backoff(0, 250*time.Millisecond, time.Second)) {
			return nil, ctx.Err()
		}
	}
}

func (p pace) leave(ctx context.Context, host, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	// If it fails, the visit ends after visitTerm.
	_ = p.q.change(ctx, hostKey(host), func(old jetstream.KeyValueEntry) ([]byte, bool, error) {
		s := hostOf(old)
		n := len(s.Visits)
		s.Visits = slices.DeleteFunc(s.Visits, func(v visit) bool { return v.ID == id })
		b, err := json.Marshal(s)
		return b, len(s.Visits) < n, err
	})
}

// Rest implements fetch.Pace.
func (p pace) Rest(ctx context.Context, host string, until time.Time) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	until = until.Add(p.clock.ahead)
	_ = p.q.change(ctx, hostKey(host), func(old jetstream.KeyValueEntry) ([]byte, bool, error) {
		s := hostOf(old)
		if !until.After(s.Until) {
			return nil, false, nil
		}
		s.Until = until
		b, err := json.Marshal(s)
		return b, true, err
	})
}

// hostOf reads a state; of one that nobody can read, nothing is known.
func hostOf(e jetstream.KeyValueEntry) (s hostState) {
	if e == nil || json.Unmarshal(e.Value(), &s) != nil {
		return hostState{}
	}
	return s
}

func latest(ts ...time.Time) time.Time {
	return slices.MaxFunc(ts, time.Time.Compare)
}

// Pace is the pace that all workers keep together, for the client with which one of them fetches.
func (q *Queue) Pace(ctx context.Context) (fetch.Pace, error) {
	c, err := q.clock(ctx)
	if err != nil {
		return nil, fmt.Errorf("asking the NATS server for its time: %w", err)
	}
	return pace{q, c}, nil
}

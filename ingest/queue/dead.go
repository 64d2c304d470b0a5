package queue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// ErrNoLetter is a dead letter that is not there.
var ErrNoLetter = errors.New("no such dead letter; barograph queue dead lists them")

// A DeadLetter is a message that could not be worked on.
type DeadLetter struct {
	ID     uint64    `json:"id"`
	Kind   Kind      `json:"kind"`
	Name   string    `json:"document"` // path, address or FILE:LINE
	Reason string    `json:"reason"`
	Tries  int       `json:"tries"` // deliveries
	At     time.Time `json:"at"`    // when it was given up
	Bytes  int       `json:"bytes"`
}

// bury moves a message to the dead letters. The same message is buried once, also when its worker dies before it is acknowledged.
func (q *Queue) bury(ctx context.Context, m jetstream.Msg, tries, seq uint64, reason string, say func(string)) error {
	kind := strings.TrimPrefix(m.Subject(), workPrefix)
	letter := nats.NewMsg(deadPrefix + kind)
	for _, h := range []string{headerName, headerObject} {
		if v := m.Headers().Get(h); v != "" {
			letter.Header.Set(h, v)
		}
	}
	letter.Header.Set(headerReason, headerSafe(reason))
	letter.Header.Set(headerTries, strconv.FormatUint(tries, 10))
	letter.Data = m.Data()
	_, err := q.send(ctx, letter, fmt.Sprintf("dead-%d", seq), say)
	return err
}

// Dead calls fn with the dead letters, the oldest first.
func (q *Queue) Dead(ctx context.Context, fn func(DeadLetter) error) error {
	return q.messages(ctx, deadStream, deadPrefix+">", func(m *jetstream.RawStreamMsg) error { return fn(letterOf(m)) })
}

func letterOf(m *jetstream.RawStreamMsg) DeadLetter {
	tries, _ := strconv.Atoi(m.Header.Get(headerTries))
	return DeadLetter{ID: m.Sequence, Kind: Kind(strings.TrimPrefix(m.Subject, deadPrefix)), Name: m.Header.Get(headerName),
		Reason: m.Header.Get(headerReason), Tries: tries, At: m.Time.UTC(), Bytes: len(m.Data)}
}

// Replay puts dead letters, or all of them when none is named, back to work, as if they were new. It tells how many.
func (q *Queue) Replay(ctx context.Context, ids ...uint64) (int, error) {
	return q.each(ctx, ids, func(s jetstream.Stream, m *jetstream.RawStreamMsg) error {
		msg := nats.NewMsg(workPrefix + strings.TrimPrefix(m.Subject, deadPrefix))
		for _, h := range []string{headerName, headerObject} {
			if v := m.Header.Get(h); v != "" {
				msg.Header.Set(h, v)
			}
		}
		msg.Data = m.Data
		// Another name than the first time, or the server would take it for the one that failed.
		if _, err := q.send(ctx, msg, fmt.Sprintf("replay-%d", m.Sequence), nil); err != nil {
			return err
		}
		return s.DeleteMsg(ctx, m.Sequence)
	})
}

// Drop throws dead letters away, or all of them when none is named. It tells how many.
func (q *Queue) Drop(ctx context.Context, ids ...uint64) (int, error) {
	return q.each(ctx, ids, func(s jetstream.Stream, m *jetstream.RawStreamMsg) error {
		if err := s.DeleteMsg(ctx, m.Sequence); err != nil {
			return err
		}
		return q.dropObject(ctx, m.Header)
	})
}

func (q *Queue) each(ctx context.Context, ids []uint64, fn func(jetstream.Stream, *jetstream.RawStreamMsg) error) (n int, err error) {
	s, err := q.js.Stream(ctx, deadStream)
	if err != nil {
		return 0, err
	}
	one := func(m *jetstream.RawStreamMsg) error {
		err := fn(s, m)
		if err == nil {
			n++
		}
		return err
	}
	if len(ids) == 0 {
		err := q.messages(ctx, deadStream, deadPrefix+">", one)
		return n, err
	}
	for _, id := range ids {
		m, err := s.GetMsg(ctx, id)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return n, fmt.Errorf("%d: %w", id, ErrNoLetter)
		}
		if err != nil {
			return n, err
		}
		if err := one(m); err != nil {
			return n, err
		}
	}
	return n, nil
}

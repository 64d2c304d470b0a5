package alerts

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Repeating of deliveries: after the first failure half a minute, each time twice as long, at most an hour, for three days.
const (
	firstRetry = 30 * time.Second
	lastRetry  = time.Hour
	giveUp     = 72 * time.Hour
)

// A delivery is a notice on its way to one channel.
type delivery struct {
	Notice   Notice    `json:"notice"`
	Channel  string    `json:"channel"`
	Since    time.Time `json:"since"`
	Next     time.Time `json:"next"`
	Attempts int       `json:"attempts"`
	Error    string    `json:"error,omitempty"` // of the last attempt
}

func (d *delivery) key() string { return d.Notice.ID + " " + d.Channel }

func put(ctx context.Context, m Memory, d *delivery) error {
	value, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return m.Remember(ctx, outboxKind, d.key(), value)
}

// outbox lists what is to be delivered, the oldest first.
func outbox(ctx context.Context, m Memory) ([]delivery, error) {
	values, err := m.Recall(ctx, outboxKind)
	if err != nil {
		return nil, err
	}
	var out []delivery
	for _, v := range values {
		var d delivery
		if err := json.Unmarshal(v, &d); err != nil {
			return nil, fmt.Errorf("the outbox of alerts cannot be read: %w", err)
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b delivery) int { return cmp.Or(a.Since.Compare(b.Since), strings.Compare(a.key(), b.key())) })
	return out, nil
}

// A Sender delivers what is in the outbox. Each channel has its own queue, so that one that is down or slow keeps none of the others
// waiting.
type Sender struct {
	Memory   Memory
	Channels map[string]Channel
	Say      func(line string) // what a person should know: failures, deliveries given up; from several goroutines
	Now      func() time.Time

	mu   sync.Mutex
	busy map[string]bool
}

// Send begins to deliver all that is due to channels that are not at it already. The result of done is the number of deliveries that
// failed; it waits for all of them.
func (s *Sender) Send(ctx context.Context) (done func() int, err error) {
	all, err := outbox(ctx, s.Memory)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	queues := map[string][]delivery{}
	for _, d := range all {
		// A wait longer than the longest pause is the work of a clock that was wrong.
		if d.Next.After(now) && d.Next.Sub(now) <= 2*lastRetry {
			continue
		}
		queues[d.Channel] = append(queues[d.Channel], d)
	}
	var wg sync.WaitGroup
	failed := 0
	for name, queue := range queues {
		if !s.take(name) {
			continue
		}
		wg.Go(func() {
			defer s.release(name)
			for i := range queue {
				if ctx.Err() != nil {
					return
				}
				ok := s.deliver(ctx, &queue[i])
				if !ok {
					s.mu.Lock()
					failed++
					s.mu.Unlock()
					return // what is behind it would fare no better; it stays due
				}
			}
		})
	}
	return func() int {
		wg.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		return failed
	}, nil
}

// Use puts other channels in the place of those there were, for deliveries that begin from now on.
func (s *Sender) Use(channels map[string]Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Channels = channels
}

func (s *Sender) take(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy == nil {
		s.busy = map[string]bool{}
	}
	if s.busy[name] {
		return false
	}
	s.busy[name] = true
	return true
}

func (s *Sender) release(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, name)
}

// retryAfter is a failure whose receiver says when to come again.
type retryAfter struct {
	error
	wait time.Duration
}

func (e retryAfter) Unwrap() error { return e.error }

// deliver makes one attempt, and writes down what came of it.
func (s *Sender) deliver(ctx context.Context, d *delivery) bool {
	s.mu.Lock()
	c, known := s.Channels[d.Channel]
	s.mu.Unlock()
	err := errors.New("the file of rules has no such channel any more")
	if known {
		attempt, cancel := context.WithTimeout(ctx, c.Timeout)
		err = c.send(attempt, &d.Notice, s.Now())
		cancel()
	}
	if err != nil && ctx.Err() != nil {
		return false // stopped; it stays due
	}
	// What happened is written down even when the process is being stopped: a delivery that was made should not be made again.
	after := context.WithoutCancel(ctx)
	if err == nil {
		if err = s.Memory.Remember(after, outboxKind, d.key(), nil); err != nil {
			s.Say(fmt.Sprintf("%s: delivered %s, and it will be delivered again: %v", d.Channel, d.Notice.ID, err))
			return false
		}
		return true
	}
	now := s.Now()
	d.Attempts++
	d.Error = shortened(err.Error())
	if now.Sub(d.Since) >= giveUp {
		s.Say(fmt.Sprintf("%s: gave up on alert %s (%s) after %d attempts: %s", d.Channel, d.Notice.ID, d.Notice.Title, d.Attempts, d.Error))
		err = s.Memory.Remember(after, outboxKind, d.key(), nil)
	} else {
		wait := pause(d)
		var later retryAfter
		if errors.As(err, &later) {
			wait = min(max(wait, later.wait), lastRetry)
		}
		d.Next = now.Add(wait)
		s.Say(fmt.Sprintf("%s: alert %s was not delivered, next attempt in %s: %s", d.Channel, d.Notice.ID, wait.Round(time.Second), d.Error))
		err = put(after, s.Memory, d)
	}
	if err != nil {
		s.Say(fmt.Sprintf("%s: %v", d.Channel, err))
	}
	return false
}

// pause is how long to wait after a failure, spread by a fifth so that many deliveries do not come back at once.
func pause(d *delivery) time.Duration {
	wait := lastRetry
	if d.Attempts < 8 {
		wait = firstRetry << (d.Attempts - 1)
	}
	wait = min(wait, lastRetry)
	h := fnv.New32a()
	fmt.Fprint(h, d.key(), d.Attempts)
	return wait - wait/5 + time.Duration(h.Sum32()%1000)*wait/5/1000
}

func shortened(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return s
}

// send delivers a notice to the channel.
func (c *Channel) send(ctx context.Context, n *Notice, now time.Time) error {
	switch {
	case c.Webhook != nil:
		return c.Webhook.send(ctx, n, now)
	case c.Command != nil:
		return runCommand(ctx, c.Command, n)
	case c.Atom != "":
		return writeAtom(c.Atom, n, now)
	}
	return c.Mail.send(ctx, n, now)
}

// Try delivers a notice that says it is a test.
func (c *Channel) Try(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	return c.send(ctx, &Notice{ID: fmt.Sprintf("test-%d", now.UnixNano()), Rule: "test", Kind: "test",
		Title: "Barograph: a test of the channel " + c.Name,
		Text:  "This is a test. Nothing has happened.", When: "Somebody asked for a test", Events: []Told{}, Codes: []string{}}, now)
}

// Check says what a channel needs and does not find on this machine.
func (c *Channel) Check() error {
	switch {
	case c.Webhook != nil:
		secret, err := c.Webhook.Secret.read()
		if err == nil && secret != "" {
			_, err = Sign(secret, "", time.Time{}, nil)
		}
		return err
	case c.Command != nil:
		_, err := exec.LookPath(c.Command[0])
		return err
	case c.Atom != "":
		info, err := os.Stat(filepath.Dir(c.Atom))
		if err == nil && !info.IsDir() {
			err = fmt.Errorf("%s is no folder", filepath.Dir(c.Atom))
		}
		return err
	}
	_, err := c.Mail.Password.read()
	return err
}

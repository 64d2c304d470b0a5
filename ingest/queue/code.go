package queue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/barograph/barograph/ingest"
)

// code takes articles, codes and saves them until no new work should be taken.
func (w *Worker) code() {
	for w.soft.Err() == nil {
		err := w.load(w.feed)
		if err == nil || w.hard.Err() != nil {
			continue
		}
		// One of them cannot be coded or saved. Each alone will show which.
		w.say(fmt.Sprintf("%v; trying one by one", err))
		for _, i := range w.articlesInWork() {
			w.alone(i)
		}
		w.guard.forget()
		pause(w.soft, time.Second)
	}
}

// load takes documents into the record, with a loader of their own.
func (w *Worker) load(read func(ctx context.Context, fn func(*ingest.Document) error) error) error {
	l := &ingest.Loader{Record: w.guard, Coder: w.guard, Name: w.Name, Jobs: w.Jobs}
	var failures []string // of the document that is settled next
	l.Failed = func(id string, err error) { failures = append(failures, id+": "+err.Error()) }
	counted := 0
	l.Step = func(s *ingest.Summary) {
		w.articles.Add(1)
		w.events.Add(int64(s.Events - counted))
		counted = s.Events
	}
	_, err := l.Load(w.hard, func(ctx context.Context, fn func(*ingest.Document) error) error {
		return read(ctx, func(d *ingest.Document) error {
			id, settle := d.ID+": ", d.Settle
			d.Settle = func(err error) error {
				if failures != nil {
					err = errors.New(strings.ReplaceAll("\n"+strings.Join(failures, "\n"), "\n"+id, "\n")[1:])
					failures = nil
				}
				return settle(err)
			}
			return fn(d)
		})
	})
	return err
}

// document is what a message asks to be coded; settled, it is acknowledged or buried.
func (w *Worker) document(i *item) *ingest.Document {
	d := *i.doc
	d.Settle = func(err error) error {
		if err != nil {
			w.bury(i, err.Error())
		} else {
			w.acknowledge(i)
		}
		return nil
	}
	return &d
}

// feed takes articles from the queue and hands them to fn, no more at a time than the coders need, and those that nobody finished
// before when no other is in work.
func (w *Worker) feed(ctx context.Context, fn func(*ingest.Document) error) error {
	for w.soft.Err() == nil && ctx.Err() == nil {
		n := w.room(ctx, perJob*w.Jobs)
		if n == 0 {
			return ctx.Err()
		}
		var suspects []*item
		for _, i := range w.take(Article, min(n, takeAll*w.Jobs)) {
			if i.n > alone {
				suspects = append(suspects, i)
				continue
			}
			if err := fn(w.document(i)); err != nil {
				return err
			}
		}
		if len(suspects) == 0 {
			continue
		}
		if w.room(ctx, len(suspects)+1) == 0 { // waits until nothing else is in work
			return ctx.Err()
		}
		for _, i := range suspects {
			w.alone(i)
		}
	}
	return ctx.Err()
}

// room waits until fewer than most articles are in work and tells how many fewer; 0 when ctx ends before.
func (w *Worker) room(ctx context.Context, most int) int {
	stop := context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.empty.Broadcast()
	})
	defer stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		n := 0
		for i := range w.items {
			if i.msg.Subject() == workPrefix+string(Article) {
				n++
			}
		}
		if ctx.Err() != nil {
			return 0
		}
		if n < most {
			return most - n
		}
		w.empty.Wait()
	}
}

// alone codes and saves one article while no other is in work, so that it can do harm to none.
func (w *Worker) alone(i *item) {
	if i.doc == nil || w.hard.Err() != nil {
		return
	}
	n := w.attempt(i)
	if n > w.Tries {
		w.bury(i, fmt.Sprintf("begun %d times and never finished: it brings its worker down", w.Tries))
		return
	}
	err := w.load(func(_ context.Context, fn func(*ingest.Document) error) error { return fn(w.document(i)) })
	switch {
	case err == nil:
		_ = w.Queue.leases.Purge(w.hard, attemptKey(i)) // else it is forgotten with its time
	case w.hard.Err() != nil:
	case n >= w.Tries:
		w.bury(i, err.Error())
	default:
		w.say(fmt.Sprintf("%s: %v (attempt %d of %d)", i.msg.Headers().Get(headerName), err, n, w.Tries))
		w.again(i, backoff(n, time.Second, dull))
	}
}

// articlesInWork are those that are not done with.
func (w *Worker) articlesInWork() []*item {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []*item
	for i := range w.items {
		if i.msg.Subject() == workPrefix+string(Article) {
			out = append(out, i)
		}
	}
	return out
}

// culprit is the place in a stack where something broke: the first line behind the panic that names a file of this program.
func culprit(stack []byte) string {
	_, rest, _ := bytes.Cut(stack, []byte("panic("))
	for line := range strings.Lines(string(rest)) {
		if at := strings.Index(line, "barograph/"); at >= 0 && strings.HasPrefix(line, "\t") {
			place, _, _ := strings.Cut(strings.TrimSpace(line[at:]), " ")
			return "in " + place
		}
	}
	return "in an unknown place"
}

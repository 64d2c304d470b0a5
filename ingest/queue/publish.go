package queue

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/ingest/fetch"
)

// publishers is how many messages are on their way to the server at a time.
const publishers = 32

// A Publisher puts documents into the queue. Its fields must not be changed while it works.
type Publisher struct {
	Queue  *Queue
	Wishes ingest.Wishes // go with every document
	// Failed is called for each document that somebody asked for and that cannot be published, Say with what goes on meanwhile, Step
	// after each document. None is called twice at a time.
	Failed func(id string, err error)
	Say    func(string)
	Step   func(*Published)

	mu    sync.Mutex
	total Published
}

// Published counts what a Publisher did.
type Published struct {
	Articles int   // documents that hold articles
	Pages    int   // addresses
	Archives int   // references to web archives
	Again    int   // of them, those that were in the queue already
	Large    int   // of them, those that were kept beside the stream
	Bytes    int64 // of messages
	Skipped  int   // documents that were not wanted, or are no articles
	Failed   int
}

// String tells it in a line for a person.
func (p Published) String() string {
	return fmt.Sprintf("published %d articles, %d pages and %d archives (%.1f MB), of them %d that were in the queue already; skipped %d, failed %d\n",
		p.Articles, p.Pages, p.Archives, float64(p.Bytes)/1e6, p.Again, p.Skipped, p.Failed)
}

// Publish puts all documents that read yields into the queue; each is settled when the server has it. While the queue is full or the
// server away, it waits.
func (p *Publisher) Publish(ctx context.Context, read func(ctx context.Context, fn func(*ingest.Document) error) error) (Published, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	docs := make(chan *ingest.Document)
	var workers sync.WaitGroup
	for range publishers {
		workers.Go(func() {
			for d := range docs {
				if err := p.one(ctx, d); err != nil {
					stop(err)
				}
			}
		})
	}
	err := read(ctx, func(d *ingest.Document) error {
		select {
		case docs <- d:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(docs)
	workers.Wait()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return p.total, err
}

// one publishes a document.
func (p *Publisher) one(ctx context.Context, d *ingest.Document) error {
	if d.Err != nil {
		return p.settle(d, d.Err, outcome{})
	}
	d.Wishes = &p.Wishes
	if d.Archive && !strings.Contains(d.ID, "://") {
		path, err := filepath.Abs(d.ID)
		if err != nil {
			return p.settle(d, err, outcome{})
		}
		d.ID = path // as other processes name it
	}
	out, err := p.Queue.put(ctx, d, p.say)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return p.settle(d, err, out)
}

func (p *Publisher) say(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.Say != nil {
		p.Say(s)
	}
}

// settle counts what became of a document.
func (p *Publisher) settle(d *ingest.Document, err error, out outcome) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err != nil && d.Blameless(err):
		p.total.Skipped++
	case err != nil:
		p.total.Failed++
		if p.Failed != nil {
			p.Failed(d.ID, err)
		}
	default:
		p.total.count(out)
	}
	if p.Step != nil {
		p.Step(&p.total)
	}
	if d.Settle == nil {
		return nil
	}
	if !fetch.Temporary(err) {
		err = nil
	}
	return d.Settle(err)
}

func (p *Published) count(o outcome) {
	switch o.kind {
	case Article:
		p.Articles++
	case Page:
		p.Pages++
	case Archive:
		p.Archives++
	}
	p.Bytes += int64(o.size)
	if o.again {
		p.Again++
	}
	if o.large {
		p.Large++
	}
}

// outcome is what became of a message.
type outcome struct {
	kind         Kind
	size         int
	again, large bool
}

// put publishes a document and returns when the server has it on disk. say is told why that takes long.
func (q *Queue) put(ctx context.Context, d *ingest.Document, say func(string)) (outcome, error) {
	name, message, err := pack(d)
	if err != nil {
		return outcome{}, err
	}
	out := outcome{kind: kindOf(d), size: len(message)}
	msg := nats.NewMsg(workPrefix + string(out.kind))
	msg.Header.Set(headerName, headerSafe(d.ID))
	msg.Data = message
	out.large, err = q.setAside(ctx, msg, say)
	if err != nil {
		return out, err
	}
	aside := time.Now()
	out.again, err = q.send(ctx, msg, name, say)
	switch {
	case !out.large || err != nil:
	case out.again:
		err = q.dropObject(ctx, msg.Header) // the message that was there has its own
	case time.Since(aside) > objectTerm/2: // it may have been taken for left over
		err = q.putObject(ctx, msg.Header.Get(headerObject), message, say)
	}
	return out, err
}

// send publishes a message until the server has it, and tells whether it had it before.
func (q *Queue) send(ctx context.Context, msg *nats.Msg, name string, say func(string)) (again bool, err error) {
	for try := 0; ; try++ {
		ack, err := q.publish(ctx, msg, name)
		if err == nil {
			return ack.Duplicate, nil
		}
		if !q.wait(ctx, try, err, say) {
			return false, err
		}
	}
}

func (q *Queue) publish(ctx context.Context, msg *nats.Msg, name string) (*jetstream.PubAck, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return q.js.PublishMsg(ctx, msg, jetstream.WithMsgID(name), jetstream.WithRetryAttempts(0))
}

// Error codes of a server that has no room left.
const (
	codeNoMemory  = 10028
	codeNoStorage = 10047
	codeNoRoom    = 10023 // insufficient resources
	codeFull      = 10077 // the stream's limits; also how a failed write to disk is told
)

// full tells whether an error says that the queue has no room.
func full(err error) bool {
	var api *jetstream.APIError
	if !errors.As(err, &api) {
		return false
	}
	switch api.ErrorCode {
	case codeNoMemory, codeNoStorage, codeNoRoom, codeFull:
		return true
	}
	return false
}

// wait pauses before the next try. It tells whether there should be one; a message that the server will never take has none.
func (q *Queue) wait(ctx context.Context, try int, err error, say func(string)) bool {
	if ctx.Err() != nil || errors.Is(err, nats.ErrConnectionClosed) || errors.Is(err, jetstream.ErrStreamMessageExceedsMaximum) ||
		errors.Is(err, nats.ErrMaxPayload) || errors.Is(err, nats.ErrInvalidMsg) || errors.Is(err, nats.ErrBadSubject) {
		return false
	}
	if say != nil && try > 0 && try&(try-1) == 0 { // the 2nd, 3rd, 5th, 9th … time
		switch {
		case full(err):
			say("the queue is full; waiting for the workers to make room")
		case errors.Is(err, context.DeadlineExceeded) && q.nc.IsConnected():
			say("the queue's server is there and does not answer (is its disk full? make room and start it again); waiting")
		default:
			say(fmt.Sprintf("the queue does not take messages (%v); waiting", err))
		}
	}
	return pause(ctx, backoff(try, 50*time.Millisecond, 5*time.Second))
}

// headerSafe makes a text fit for a header: printable, on one line, not long.
func headerSafe(s string) string {
	const most = 1000
	if len(s) > most {
		s = s[:most] + "…"
	}
	quoted := strconv.QuoteToGraphic(s)
	return quoted[1 : len(quoted)-1]
}

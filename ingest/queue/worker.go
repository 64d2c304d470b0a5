package queue

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nuid"

	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/store"
)

// A Worker takes work from the queue into the record. Its fields must not be changed while it works.
type Worker struct {
	Queue  *Queue
	Record store.Store
	Coder  ingest.Coder
	Name   string        // of the coder's model and tables, kept with each article
	Merger store.Merger  // nil merges nothing
	Fetch  *fetch.Client // its pace should be Queue.Pace; nil leaves pages and archives from the web to others
	Jobs   int           // articles coded at a time; 0 is one for each processor
	Pages  int           // pages fetched at a time; 0 is 4
	Tries  int           // alone, after which an article that was never finished is a dead letter; 0 is 6
	Merge  time.Duration // between two merges, by whichever worker does it; 0 is 15 s
	Grace  time.Duration // for what is in work when the worker is told to end; 0 is 20 s
	Drain  bool          // end when nothing is left to do
	Say    func(string)  // is told what a person should know; never called twice at a time

	me    string
	clock clock
	guard *guard
	soft  context.Context // ends when no new work should be taken
	hard  context.Context // ends when work should be dropped

	mu    sync.Mutex
	state WorkerState
	items map[*item]struct{}
	empty *sync.Cond // items may have become fewer

	articles, events, failed atomic.Int64
	merges                   atomic.Bool
}

const (
	perJob    = 48 // articles that a coder has at a time: one batch in work, one ready, one to be saved
	takeAll   = 16 // taken from the queue together
	takeWait  = time.Second
	alone     = 2               // deliveries after which a message is worked on alone
	seek      = 3               // deliveries after which a large message whose text is not there is given up
	maxSplits = 100             // deliveries of an archive
	pageTerm  = 24 * time.Hour  // for which a page that cannot be had is tried
	dull      = 5 * time.Minute // longest pause before a message is tried again
)

// item is a message in work.
type item struct {
	msg  jetstream.Msg
	doc  *ingest.Document
	n    int // delivery
	seq  uint64
	at   time.Time // when it was published, by the server's clock
	done bool
}

// Run works until ctx ends, or the queue is empty if Drain is set. When ctx ends, what is in work is finished within Grace; what is
// not is given back to the others.
func (w *Worker) Run(ctx context.Context) error {
	if w.Jobs < 1 {
		w.Jobs = runtime.GOMAXPROCS(0)
	}
	if w.Pages < 1 {
		w.Pages = 4
	}
	if w.Tries < 1 {
		w.Tries = 6
	}
	if w.Merge <= 0 {
		w.Merge = 15 * time.Second
	}
	if w.Grace <= 0 {
		w.Grace = 20 * time.Second
	}
	host, _ := os.Hostname()
	w.me = nuid.Next()
	w.items = map[*item]struct{}{}
	w.empty = sync.NewCond(&w.mu)
	for try := 0; ; try++ {
		var err error
		if w.clock, err = w.Queue.clock(ctx); err == nil {
			break
		}
		if !pause(ctx, backoff(try, 100*time.Millisecond, 5*time.Second)) {
			return nil // told to end before the server answered
		}
	}
	w.state = WorkerState{ID: w.me, Host: host, Process: os.Getpid(), Since: w.clock.now().UTC().Truncate(time.Second)}

	soft, stop := context.WithCancel(ctx)
	defer stop()
	hard, kill := context.WithCancel(context.WithoutCancel(ctx))
	defer kill()
	w.soft, w.hard = soft, hard
	w.guard = &guard{ctx: hard, record: w.Record, coder: w.Coder, say: w.say}
	context.AfterFunc(ctx, func() { time.AfterFunc(w.Grace, kill) })

	var loops, signs sync.WaitGroup
	signsDone := make(chan struct{})
	signs.Go(func() { w.signs(signsDone) })
	for range w.Pages {
		if w.Fetch != nil {
			loops.Go(func() { w.pull(Page, w.page) })
		}
	}
	loops.Go(func() { w.pull(Archive, w.archive) })
	if w.Merger != nil {
		loops.Go(w.merging)
	}
	loops.Go(w.sweeping)
	if w.Drain {
		loops.Go(func() { w.untilEmpty(stop) })
	}
	w.code()
	stop()
	loops.Wait()
	close(signsDone)
	signs.Wait()
	w.giveBack()
	if w.Drain && ctx.Err() == nil && w.Merger != nil {
		return w.guard.patiently(func(ctx context.Context) error { return w.Merger.Merge(ctx, w.Record) })
	}
	return nil
}

func (w *Worker) say(s string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.Say != nil {
		w.Say(s)
	}
}

// take asks for up to n messages of a kind and waits a little for them. What cannot be worked on for good is buried at once.
func (w *Worker) take(k Kind, n int) []*item {
	c, err := w.consumer(k)
	var batch jetstream.MessageBatch
	if err == nil {
		batch, err = c.Fetch(n, jetstream.FetchMaxWait(takeWait))
	}
	if err != nil {
		w.rest()
		return nil
	}
	var out []*item
	for m := range batch.Messages() {
		meta, err := m.Metadata()
		if err != nil {
			continue // no message of the stream
		}
		i := &item{msg: m, n: int(meta.NumDelivered), seq: meta.Sequence.Stream, at: meta.Timestamp}
		w.mu.Lock()
		w.items[i] = struct{}{}
		w.mu.Unlock()
		out = append(out, i)
	}
	if err := batch.Error(); err != nil {
		w.rest()
	}
	ready := out[:0]
	for _, i := range out {
		if w.ready(i, k) {
			ready = append(ready, i)
		}
	}
	return ready
}

// rest pauses after an error of the server, which the connection tells about by itself.
func (w *Worker) rest() { pause(w.soft, backoff(0, 500*time.Millisecond, time.Second)) }

// consumer is the server's view of a kind of work, or the error why there is none. It is asked for each time: it may be made anew
// while a worker lives.
func (w *Worker) consumer(k Kind) (jetstream.Consumer, error) {
	ctx, cancel := context.WithTimeout(w.hard, callTimeout)
	defer cancel()
	return w.Queue.js.Consumer(ctx, WorkStream, string(k))
}

// ready reads a message, unless it is to be buried.
func (w *Worker) ready(i *item, k Kind) bool {
	if k == Archive && i.n > maxSplits {
		w.bury(i, fmt.Sprintf("not split in %d deliveries: it brings its worker down, or takes longer than workers live", i.n-1))
		return false
	}
	data, err := w.Queue.content(w.hard, i.msg.Headers(), i.msg.Data())
	switch {
	case errors.Is(err, jetstream.ErrObjectNotFound) && i.n > seek:
		w.bury(i, "its text, kept beside the queue, is gone; publish it again")
		return false
	case err != nil:
		w.again(i, backoff(i.n, time.Second, dull))
		return false
	}
	if i.doc, err = unpack(data); err != nil {
		w.bury(i, err.Error())
		return false
	}
	return true
}

// attempt counts how often a message was begun alone, by whatever worker. Deliveries do not tell: they also count when a worker is
// killed, or too slow to say that it lives, for which no message is to blame.
func (w *Worker) attempt(i *item) int {
	n := 0
	err := w.Queue.change(w.hard, attemptKey(i), func(old jetstream.KeyValueEntry) ([]byte, bool, error) {
		n = 1
		if old != nil {
			before, _ := strconv.Atoi(string(old.Value()))
			n = before + 1
		}
		return []byte(strconv.Itoa(n)), true, nil
	})
	if err != nil {
		return 1 // the server is away; it will be counted the next time
	}
	return n
}

func attemptKey(i *item) string { return fmt.Sprintf("attempt.%d", i.seq) }

// finish takes a message off the list of those in work, once.
func (w *Worker) finish(i *item) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i.done {
		return false
	}
	i.done = true
	delete(w.items, i)
	w.empty.Broadcast()
	return true
}

// acknowledge ends a message. Should the server not hear of it, the message comes again, and is recognised.
func (w *Worker) acknowledge(i *item) {
	if w.finish(i) && i.msg.Ack() == nil {
		_ = w.Queue.dropObject(w.hard, i.msg.Headers())
	}
}

// again gives a message back, to be delivered after a while.
func (w *Worker) again(i *item, after time.Duration) {
	switch {
	case !w.finish(i):
	case after <= 0:
		_ = i.msg.Nak()
	default:
		_ = i.msg.NakWithDelay(after) // unheard, it comes again after the queue's AckWait
	}
}

// bury gives a message up.
func (w *Worker) bury(i *item, reason string) {
	w.mu.Lock()
	done := i.done
	w.mu.Unlock()
	if done {
		return
	}
	w.say(fmt.Sprintf("%s: %s (dead letter)", i.msg.Headers().Get(headerName), reason))
	if err := w.Queue.bury(w.hard, i.msg, uint64(i.n), i.seq, reason, w.say); err != nil {
		return // it stays in work, and comes again
	}
	if w.finish(i) {
		w.failed.Add(1)
		_ = i.msg.Ack()
	}
}

// giveBack returns what was not finished.
func (w *Worker) giveBack() {
	w.mu.Lock()
	var left []*item
	for i := range w.items {
		left = append(left, i)
	}
	w.mu.Unlock()
	for _, i := range left {
		w.again(i, 0)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.hard), 2*time.Second)
	defer cancel()
	_ = w.Queue.leases.Purge(ctx, workerKey+w.me)
	_ = w.Queue.release(ctx, mergerKey, w.me)
}

// signs tells the server that messages are in work, and everybody that this worker lives, until done is closed.
func (w *Worker) signs(done <-chan struct{}) {
	progress, life := time.NewTicker(w.Queue.ack/3), time.NewTicker(signEvery)
	defer progress.Stop()
	defer life.Stop()
	before, last := int64(0), time.Now()
	for first := true; ; first = false {
		if !first {
			select {
			case <-done:
				return
			case <-progress.C:
				w.inProgress()
				continue
			case <-life.C:
			}
		}
		now := w.articles.Load()
		w.mu.Lock()
		s := w.state
		s.Working = len(w.items)
		w.mu.Unlock()
		s.Articles, s.Events, s.Failed, s.Merges = int(now), int(w.events.Load()), int(w.failed.Load()), w.merges.Load()
		s.Rate = float64(now-before) / max(time.Since(last).Seconds(), 0.001)
		before, last = now, time.Now()
		ctx, cancel := context.WithTimeout(w.hard, signEvery)
		_ = w.Queue.sign(ctx, &s) // the next will do
		cancel()
	}
}

func (w *Worker) inProgress() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range w.items {
		_ = i.msg.InProgress() // if the server is away, it gives the message to another later
	}
}

// untilEmpty ends the work when the queue has nothing more, here or at other workers.
func (w *Worker) untilEmpty(stop func()) {
	for pause(w.soft, takeWait/2) {
		s, err := w.Queue.js.Stream(w.hard, WorkStream)
		if err == nil && s.CachedInfo().State.Msgs == 0 {
			stop()
		}
	}
}

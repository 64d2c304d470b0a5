//go:build unix

package queue

import (
	"errors"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/barograph/barograph/ingest/queue/natstest"
	"github.com/barograph/barograph/store/postgres/pgtest"
)

// TestSweep holds that what a publisher killed between its two writes leaves beside the stream is swept away, and nothing else: not the
// text of what waits, nor that of dead letters.
func TestSweep(t *testing.T) {
	t.Parallel()
	pg := pgtest.Start(t)
	w := newWorld(t, natstest.Start(t, natstest.Options{}).URL, pg, Options{})
	q := w.queue
	broken := largeLine(1)
	broken.Data = broken.Data[:len(broken.Data)-1]
	w.publish(documents(broken))
	if err := w.local(&plainCoder{}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	waits := largeLine(2)
	w.publish(documents(waits))

	// The stream takes no more, so the publisher stands between its writes.
	full, _ := q.configs(Options{})
	full.MaxMsgs = 1
	if _, err := q.js.UpdateStream(t.Context(), full); err != nil {
		t.Fatal(err)
	}
	w.order.Publish = 3
	publisher := w.worker()
	w.order.Publish = 0
	w.await(func() bool { return w.objects() >= 3 }, "the publisher writes nothing")
	_ = publisher.Process.Kill()
	_ = publisher.Wait()
	w.workers = nil
	// Another was killed in the middle of its first write.
	if _, err := q.js.Publish(t.Context(), chunkPrefix+"half", []byte("half a text")); err != nil {
		t.Fatal(err)
	}

	c, err := q.clock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		before        time.Time
		objects, kept int
	}{{c.now().Add(-time.Hour), 3, 4}, {c.now().Add(time.Hour), 2, 2}} {
		if err := q.sweep(t.Context(), step.before); err != nil {
			t.Fatal(err)
		}
		if n, kept := w.objects(), w.subjects(chunkPrefix+">"); n != step.objects || kept != step.kept {
			t.Errorf("%d objects are left of texts, %d of pieces; want %d and %d", n, kept, step.objects, step.kept)
		}
	}

	if err := q.Configure(t.Context(), Options{MaxBytes: -1}); err != nil {
		t.Fatal(err)
	}
	if err := w.local(&plainCoder{}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, dump(t, w.record()), quiet(t, documents(waits)))
	if n, err := q.Drop(t.Context()); n != 1 || err != nil {
		t.Errorf("%d dead letters, %v", n, err)
	}
	if err := q.sweep(t.Context(), c.now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n := w.subjects("$O." + largeStore + ".>"); n != 0 {
		t.Errorf("%d marks are left beside the stream", n)
	}
}

// objects is how many texts are kept beside the stream.
func (w *world) objects() int {
	w.t.Helper()
	list, err := w.queue.large.List(w.t.Context())
	if err != nil && !errors.Is(err, jetstream.ErrNoObjectsFound) {
		w.t.Fatal(err)
	}
	return len(list)
}

// subjects is how many subjects of the stream behind the object store hold something.
func (w *world) subjects(filter string) int {
	w.t.Helper()
	s, err := w.queue.js.Stream(w.t.Context(), "OBJ_"+largeStore)
	if err != nil {
		w.t.Fatal(err)
	}
	info, err := s.Info(w.t.Context(), jetstream.WithSubjectFilter(filter))
	if err != nil {
		w.t.Fatal(err)
	}
	return len(info.State.Subjects)
}

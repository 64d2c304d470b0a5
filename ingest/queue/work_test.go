//go:build unix

package queue

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/ingest/queue/natstest"
	"github.com/barograph/barograph/internal/testnews"
	"github.com/barograph/barograph/store/postgres/pgtest"
)

// documents gives documents as a reader would.
func documents(ds ...*ingest.Document) func(context.Context, func(*ingest.Document) error) error {
	return func(_ context.Context, fn func(*ingest.Document) error) error {
		for _, d := range ds {
			again := *d
			if err := fn(&again); err != nil {
				return err
			}
		}
		return nil
	}
}

// line is an article as a line of JSON.
func line(n int, title, text string) *ingest.Document {
	b, err := json.Marshal(map[string]string{"id": fmt.Sprint(n), "url": fmt.Sprintf("https://courier.example/line/%d", n), "title": title, "text": text, "published": "2025-05-08"})
	if err != nil {
		panic(err) // strings
	}
	return &ingest.Document{ID: fmt.Sprintf("lines.jsonl:%d", n), Line: n, Data: b, ContentType: "application/json"}
}

// largeLine is an article that, packed, is larger than a message may be; the same for the same number.
func largeLine(n int) *ingest.Document {
	random := rand.New(rand.NewPCG(uint64(n), 0))
	noise := make([]byte, 3<<20)
	for i := range noise {
		noise[i] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 "[random.IntN(63)]
	}
	return line(n, "A long report", act+string(noise)+". "+act)
}

const act = "India struck a depot near Pakistan on Thursday, officials in the town said. "

func TestMessage(t *testing.T) {
	var d ingest.Document
	for read := range func(yield func(*ingest.Document) bool) {
		_ = made(1, 3)(t.Context(), func(d *ingest.Document) error { yield(d); return nil })
	} {
		d = *read
	}
	d.Wishes = &ingest.Wishes{Outlet: "Courier", Sources: []string{"a", "b"}}
	d.Claims = ingest.Claims{Captured: time.Date(2025, 5, 9, 1, 2, 3, 0, time.UTC), Outlet: "x"}
	name, message, err := pack(&d)
	if err != nil {
		t.Fatal(err)
	}
	back, err := unpack(message)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(back.Data, d.Data) || back.ID != d.ID || back.URL != d.URL || !back.Claims.Captured.Equal(d.Claims.Captured) || back.Wishes.Outlet != "Courier" {
		t.Errorf("%+v", back)
	}
	again := d
	again.ID, again.Origin, again.Claims.Captured = "elsewhere.html", "another folder", time.Time{}
	if other, _, _ := pack(&again); other != name {
		t.Error("the same page from elsewhere has another name")
	}
	again.Data = append(bytes.Clone(d.Data), ' ')
	if other, _, _ := pack(&again); other == name {
		t.Error("another page has the same name")
	}
	newer := packer().EncodeAll([]byte("{\"v\":99,\"id\":\"x\"}\n"), nil)
	if _, err := unpack(newer); !errors.Is(err, errNewer) {
		t.Errorf("of a newer version: %v", err)
	}
	for _, bad := range [][]byte{nil, []byte("x"), packer().EncodeAll([]byte("{}\n"), nil), packer().EncodeAll([]byte("no line"), nil)} {
		if _, err := unpack(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	_, message, err := pack(&ingest.Document{ID: "x", Data: []byte("<p>text"), URL: "https://courier.example/1"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(message)
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := unpack(b)
		if err != nil {
			return
		}
		if _, _, err := pack(d); err != nil {
			t.Errorf("what was unpacked cannot be packed: %v", err)
		}
	})
}

// TestWork holds what becomes of messages of each kind, by a worker inside the test.
func TestWork(t *testing.T) {
	t.Parallel()
	pg := pgtest.Start(t)

	t.Run("poison", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, natstest.Start(t, natstest.Options{}).URL, pg, Options{})
		good := []*ingest.Document{line(1, "Strike at dawn", strings.Repeat(act, 3)), line(2, "Strike at noon", strings.Repeat(act, 4))}
		poison := line(3, "PANIC at the border", strings.Repeat(act, 3))
		broken := &ingest.Document{ID: "lines.jsonl:4", Line: 4, Data: []byte("{broken"), ContentType: "application/json"}
		w.publish(documents(good[0], poison, broken, good[1]))
		if total := w.publish(documents(good...)); total.Again != 2 {
			t.Errorf("published again: %+v", total)
		}
		sick := w.local(&plainCoder{})
		sick.Tries = 2
		if err := sick.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		var letters []DeadLetter
		if err := w.queue.Dead(t.Context(), func(l DeadLetter) error { letters = append(letters, l); return nil }); err != nil {
			t.Fatal(err)
		}
		if len(letters) != 2 || letters[0].Name != "lines.jsonl:4" && letters[1].Name != "lines.jsonl:4" {
			t.Fatalf("%+v", letters)
		}
		for _, l := range letters {
			want := "a headline nobody expected"
			if l.Name == "lines.jsonl:4" {
				want = "broken JSON"
			}
			if !strings.Contains(l.Reason, want) || l.Kind != Article || l.Tries < 1 {
				t.Errorf("%+v", l)
			}
		}
		same(t, dump(t, w.record()), quiet(t, documents(good...)))

		if n, err := w.queue.Replay(t.Context()); n != 2 || err != nil {
			t.Fatal(n, err)
		}
		if err := w.local(&plainCoder{healed: true}).Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		state, err := w.queue.State(t.Context())
		if err != nil || state.Dead != 1 || state.Depth != 0 {
			t.Errorf("%+v %v", state, err)
		}
		s, err := w.record().Stats(t.Context())
		if err != nil || s.Articles != 3 {
			t.Errorf("%+v %v", s, err)
		}
		if _, err := w.queue.Drop(t.Context(), 99); !errors.Is(err, ErrNoLetter) {
			t.Errorf("%v", err)
		}
		if n, err := w.queue.Drop(t.Context()); n != 1 || err != nil {
			t.Error(n, err)
		}
	})

	t.Run("a message that brings workers down", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, natstest.Start(t, natstest.Options{}).URL, pg, Options{AckWait: time.Second})
		n := 30
		articles := made(n, 4)
		w.publish(documents(line(1, "EXIT polls", strings.Repeat(act, 3))))
		w.publish(articles)
		for deadline := time.Now().Add(patience()); w.depth() > 0; { // a worker after the other, as Kubernetes would start them
			if time.Now().After(deadline) {
				t.Fatal("the work does not end")
			}
			cmd := w.worker()
			done := make(chan struct{})
			go func() { _ = cmd.Wait(); close(done) }()
			for alive := true; alive && w.depth() > 0; {
				select {
				case <-done:
					alive = false
				case <-time.After(50 * time.Millisecond):
				}
			}
			_ = cmd.Process.Signal(syscall.SIGTERM)
			<-done
			w.workers = nil
		}
		state, err := w.queue.State(t.Context())
		if err != nil || state.Dead != 1 {
			t.Errorf("%+v %v", state, err)
		}
		same(t, dump(t, w.record()), quiet(t, articles))
	})

	t.Run("larger than the server takes", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, natstest.Start(t, natstest.Options{}).URL, pg, Options{})
		large := largeLine(1)
		if total := w.publish(documents(large)); total.Large != 1 || total.Bytes <= w.queue.nc.MaxPayload() {
			t.Fatalf("%+v", total)
		}
		if total := w.publish(documents(large)); total.Again != 1 {
			t.Fatalf("%+v", total)
		}
		if err := w.local(&plainCoder{}).Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		same(t, dump(t, w.record()), quiet(t, documents(large)))
		if left, err := w.queue.large.List(t.Context()); !errors.Is(err, jetstream.ErrNoObjectsFound) {
			t.Errorf("left beside the stream: %d, %v", len(left), err)
		}
	})

	t.Run("archive", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, natstest.Start(t, natstest.Options{}).URL, pg, Options{})
		file := filepath.Join(t.TempDir(), "news.warc.gz")
		writeArchive(t, file, 40)
		missing := filepath.Join(t.TempDir(), "missing.warc")
		reader := &ingest.Reader{Unread: true}
		total := w.publish(func(ctx context.Context, fn func(*ingest.Document) error) error {
			return reader.Read(ctx, []string{file}, fn)
		})
		if total.Archives != 1 || total.Articles != 0 {
			t.Fatalf("%+v", total)
		}
		w.publish(documents(&ingest.Document{ID: missing, Archive: true}))
		worker := w.local(&plainCoder{})
		worker.Tries = 1
		if err := worker.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		same(t, dump(t, w.record()), quiet(t, func(ctx context.Context, fn func(*ingest.Document) error) error {
			return new(ingest.Reader).Read(ctx, []string{file}, fn)
		}))
		err := w.queue.Dead(t.Context(), func(l DeadLetter) error {
			if l.Name != missing || l.Kind != Archive || !strings.Contains(l.Reason, "share its folder") {
				t.Errorf("%+v", l)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})

	t.Run("drain", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, natstest.Start(t, natstest.Options{}).URL, pg, Options{AckWait: time.Minute})
		n := 300
		articles := made(n, 4)
		w.publish(articles)
		w.order.Work = 4 * time.Millisecond
		for w.depth() > 0 {
			w.worker()
			w.until(max(w.depth()-n/3, 0), nil)
			w.end(syscall.SIGTERM) // fails the test when it does not exit with 0
			c, err := w.queue.js.Consumer(t.Context(), WorkStream, string(Article))
			if err != nil {
				t.Fatal(err)
			}
			if i := c.CachedInfo(); i.NumAckPending != 0 || i.NumRedelivered != 0 {
				t.Errorf("a worker that ended left %d messages in work, %d were delivered again", i.NumAckPending, i.NumRedelivered)
			}
		}
		w.finish(quiet(t, articles))
	})
}

// writeArchive writes a web archive of n pages.
func writeArchive(t *testing.T, file string, n int) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := testnews.New(3)
	for i := range n {
		story := w.Story(5)
		answer := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n%s", story.HTML())
		z := gzip.NewWriter(f)
		fmt.Fprintf(z, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://courier.example/w/%d\r\nWARC-Date: 2025-06-01T00:00:00Z\r\n"+
			"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", i, len(answer), answer)
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPages holds that several workers together are as polite to a host as one, and that pages come once.
func TestPages(t *testing.T) {
	t.Parallel()
	pg := pgtest.Start(t)
	w := newWorld(t, natstest.Start(t, natstest.Options{}).URL, pg, Options{})
	const gap, pages = 40 * time.Millisecond, 24
	var mu sync.Mutex
	var at []time.Time
	here, most := 0, 0
	hits := map[string]int{}
	news := testnews.New(5)
	stories := map[string][]byte{}
	for i := range pages {
		s := news.Story(4)
		stories[fmt.Sprintf("/%d", i)] = s.HTML()
	}
	host := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		mu.Lock()
		at = append(at, time.Now())
		here++
		most = max(most, here)
		hits[r.URL.Path]++
		mu.Unlock()
		time.Sleep(gap)
		mu.Lock()
		here--
		mu.Unlock()
		if page, ok := stories[r.URL.Path]; ok {
			rw.Header().Set("Content-Type", "text/html")
			_, _ = rw.Write(page)
			return
		}
		http.NotFound(rw, r)
	}))
	defer host.Close()
	var docs []*ingest.Document
	for i := range pages {
		u := fmt.Sprintf("%s/%d", host.URL, i)
		docs = append(docs, &ingest.Document{ID: u, URL: u, Bulk: true})
	}
	docs = append(docs, &ingest.Document{ID: host.URL + "/gone", URL: host.URL + "/gone", Bulk: true})
	if total := w.publish(documents(docs...)); total.Pages != pages+1 {
		t.Fatalf("%+v", total)
	}
	var workers sync.WaitGroup
	for range 3 {
		worker := w.local(&plainCoder{})
		pace, err := w.queue.Pace(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		worker.Fetch = fetch.New(fetch.Options{AllowPrivate: true, Delay: gap, PerHost: 2, Pace: pace})
		workers.Go(func() {
			if err := worker.Run(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	workers.Wait()
	for path, n := range hits {
		if n != 1 && path != "/robots.txt" {
			t.Errorf("%s was fetched %d times", path, n)
		}
	}
	if len(hits) != pages+2 {
		t.Errorf("%d addresses were asked for", len(hits))
	}
	if most > 2 {
		t.Errorf("%d workers were at the host at a time", most)
	}
	// Turns are gap apart, varied by a quarter; together that is what one worker alone would take.
	if span, least := at[len(at)-1].Sub(at[0]), gap*3/4*time.Duration(len(at)-1); span < least*9/10 {
		t.Errorf("%d visits in %s: too fast, one worker would take %s", len(at), span, least)
	}
	s, err := w.record().Stats(t.Context())
	if err != nil || s.Articles != pages {
		t.Errorf("%+v %v", s, err)
	}
	// What a host asks of one, all heed.
	pace, err := w.queue.Pace(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pace.Rest(t.Context(), host.URL, time.Now().Add(time.Hour))
	var rests fetch.BackoffError
	if _, err := pace.Enter(t.Context(), host.URL, gap, 2, time.Second); !errors.As(err, &rests) || time.Until(rests.Until) < 50*time.Minute {
		t.Errorf("%v", err)
	}
}

// TestMerger holds that one worker at a time has the lease to merge, and that it falls to another.
func TestMerger(t *testing.T) {
	q, err := Open(t.Context(), natstest.Start(t, natstest.Options{}).URL, Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	c, err := q.clock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	hold := func(me string, term time.Duration) bool {
		t.Helper()
		held, err := q.hold(t.Context(), c, mergerKey, me, term)
		if err != nil {
			t.Fatal(err)
		}
		return held
	}
	if !hold("a", time.Hour) || hold("b", time.Hour) || !hold("a", time.Hour) {
		t.Error("the lease is not a's alone")
	}
	if !hold("b", -time.Hour) || hold("a", time.Hour) { // a has not kept it
		t.Error("a lease that was not kept did not fall to b")
	}
	if err := q.release(t.Context(), mergerKey, "b"); err != nil || !hold("a", time.Hour) {
		t.Errorf("a lease that was given back is not to be had: %v", err)
	}
}

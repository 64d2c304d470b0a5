//go:build unix

package queue

import (
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/barograph/barograph/ingest/queue/natstest"
	"github.com/barograph/barograph/store/postgres/pgtest"
)

// size is how many articles a test takes: few, or many when soaking; BAROGRAPH_SOAK_ARTICLES overrules the many.
func size(few, many int) int {
	if !soak() {
		return few
	}
	if n, err := strconv.Atoi(os.Getenv("BAROGRAPH_SOAK_ARTICLES")); err == nil && n > 0 {
		return n
	}
	return many
}

// TestFaults holds that whatever fails, every article is in the record exactly once, and the record is that of a quiet run.
func TestFaults(t *testing.T) {
	t.Parallel()
	pg := pgtest.Start(t)
	n := size(400, 4000)
	articles := made(n, 6)
	want := sync.OnceValue(func() string { return quiet(t, articles) })

	t.Run("workers killed", func(t *testing.T) {
		t.Parallel()
		n, kills := size(600, 20_000), size(6, 200)
		if soak() {
			kills = n / 100
		}
		articles := made(n, 6)
		w := newWorld(t, natstest.Start(t, natstest.Options{}).URL, pg, Options{})
		w.publish(articles)
		began := time.Now()
		for range 3 {
			w.worker()
		}
		next := n - rand.IntN(n/kills+1)
		w.until(0, func(depth int) {
			if depth <= next && w.kills < kills {
				w.kill()
				next = depth - rand.IntN(2*depth/(kills-w.kills+1)+1)
			}
		})
		t.Logf("%d articles, %d workers killed, in %s", n, w.kills, time.Since(began).Round(time.Second))
		w.finish(quiet(t, articles))
	})

	t.Run("PostgreSQL restarted", func(t *testing.T) {
		t.Parallel()
		pg := pgtest.Start(t) // of its own, as the others need theirs
		w := newWorld(t, natstest.Start(t, natstest.Options{}).URL, pg, Options{})
		w.publish(articles)
		w.worker()
		w.worker()
		for _, how := range []string{"fast", "immediate"} {
			w.until(w.depth()*2/3, nil)
			pg.Down(t, how)
			time.Sleep(time.Second)
			pg.Up(t)
		}
		w.finish(want())
	})

	t.Run("NATS restarted", func(t *testing.T) {
		t.Parallel()
		server := natstest.Start(t, natstest.Options{})
		w := newWorld(t, server.URL, pg, Options{})
		w.worker()
		w.worker()
		published := make(chan struct{})
		go func() {
			defer close(published)
			w.publish(articles)
		}()
		for range 2 {
			time.Sleep(500 * time.Millisecond)
			server.Kill()
			time.Sleep(500 * time.Millisecond)
			server.Up(t)
		}
		<-published
		w.finish(want())
	})

	t.Run("a NATS node of three killed", func(t *testing.T) {
		t.Parallel()
		nodes := natstest.Cluster(t, 3)
		w := newWorld(t, natstest.URLs(nodes), pg, Options{})
		s, err := w.queue.js.Stream(t.Context(), WorkStream)
		if err != nil {
			t.Fatal(err)
		}
		info := s.CachedInfo()
		if info.Config.Replicas != 3 || info.Cluster == nil {
			t.Fatalf("%+v", info.Config)
		}
		leader := int(info.Cluster.Leader[1] - '0')
		w.worker()
		w.worker()
		published := make(chan struct{})
		go func() {
			defer close(published)
			w.publish(articles)
		}()
		time.Sleep(300 * time.Millisecond)
		nodes[leader].Kill()
		<-published
		w.until(n/2, nil)
		nodes[leader].Up(t)
		w.finish(want())
	})
}

//go:build unix

package queue

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/barograph/barograph/ingest/queue/natstest"
	"github.com/barograph/barograph/store/postgres/pgtest"
)

// TestCut holds that nothing is lost when the network between a worker and the rest falls silent in the middle, for a minute when soaking:
// others take over its work, and when it is back it does no harm.
func TestCut(t *testing.T) {
	t.Parallel()
	pg := pgtest.Start(t)
	server := natstest.Start(t, natstest.Options{})
	w := newWorld(t, server.URL, pg, Options{})
	articles := made(size(300, 4000), 6)
	w.publish(articles)

	// One worker behind the cut, one beside it.
	far := w.order
	queue, database := newCut(t, server.URL), newCut(t, w.db)
	w.order.NATS, w.order.DB = through(t, server.URL, queue.addr), through(t, w.db, database.addr)
	w.worker()
	w.until(w.depth()*3/4, nil)
	for _, c := range []*cut{queue, database} {
		c.silence(true)
	}
	w.order = far
	w.worker()
	silent := 4 * time.Second
	if soak() {
		silent = time.Minute
	}
	time.Sleep(silent)
	for _, c := range []*cut{queue, database} {
		c.silence(false)
	}
	w.finish(quiet(t, articles))
}

// A cut is a cable that can fall silent: what is sent is neither delivered nor refused. Connections stay, as they do when a router dies.
type cut struct {
	addr string
	mu   sync.Mutex
	cond *sync.Cond
	off  bool
}

func newCut(t *testing.T, to string) *cut {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cut{addr: l.Addr().String()}
	c.cond = sync.NewCond(&c.mu)
	t.Cleanup(func() { l.Close(); c.silence(false) })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer near.Close()
				c.wait()
				far, err := net.Dial("tcp", u.Host)
				if err != nil {
					return
				}
				defer far.Close()
				go func() { c.copy(far, near); far.Close() }()
				c.copy(near, far)
			}()
		}
	}()
	return c
}

func (c *cut) silence(off bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off = off
	c.cond.Broadcast()
}

func (c *cut) wait() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.off {
		c.cond.Wait()
	}
}

func (c *cut) copy(to io.Writer, from io.Reader) {
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		c.wait()
		if _, e := to.Write(b[:n]); e != nil || err != nil {
			return
		}
	}
}

// through is an address with another host and port.
func through(t *testing.T, address, host string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = host
	return u.String()
}

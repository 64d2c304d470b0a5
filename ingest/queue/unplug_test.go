//go:build linux

package queue

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/barograph/barograph/ingest/queue/natstest"
	"github.com/barograph/barograph/store/postgres/pgtest"
)

// TestUnplug holds that nothing is lost and nobody waits for long when a worker's machine loses its network in the middle of a transaction,
// with the record's lock in its hands: others do all the work while it is away, and when it is back, after seconds or, when soaking, a
// minute, it does no harm and works again. The machine is a network namespace behind a cable whose link is taken down.
func TestUnplug(t *testing.T) {
	t.Parallel()
	net := newMachine(t)
	pg := pgtest.StartAt(t, net.here)
	w := newWorld(t, natstest.Start(t, natstest.Options{Host: net.here}).URL, pg, Options{})
	articles := made(size(150, 4000), 6)
	w.publish(articles)

	near := w.wrap
	w.wrap = net.inside()
	w.worker()
	w.wrap = near
	w.until(w.depth()*3/4, nil)
	w.holdLock(net)
	w.worker()
	if soak() {
		time.Sleep(time.Minute)
		w.until(0, nil) // though the other is not back
	} else {
		time.Sleep(2 * time.Second)
	}
	net.plug()
	w.finish(quiet(t, articles))
}

// holdLock takes the link of a machine down when a worker on it has begun to save and holds the record's lock.
func (w *world) holdLock(m *machine) {
	w.t.Helper()
	ctx := w.t.Context()
	c, err := pgx.Connect(ctx, w.db)
	if err != nil {
		w.t.Fatal(err)
	}
	defer c.Close(ctx)
	do := func(query string) {
		w.t.Helper()
		if _, err := c.Exec(ctx, query); err != nil {
			w.t.Fatal(err)
		}
	}
	holds := func(and string) (yes bool) {
		w.t.Helper()
		do("SELECT pg_stat_clear_snapshot()") // within a transaction the activity is else what the first look saw
		err := c.QueryRow(ctx, `SELECT count(*) > 0 FROM pg_locks JOIN pg_stat_activity USING (pid)
			WHERE locktype = 'advisory' AND granted AND client_addr = $1::text::inet `+and, m.there).Scan(&yes)
		if err != nil {
			w.t.Fatal(err)
		}
		return yes
	}
	do("BEGIN")
	do("LOCK TABLE article IN EXCLUSIVE MODE") // keeps it from going on
	for deadline := time.Now().Add(patience()); !holds("AND wait_event = 'relation'"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatal("the worker saves nothing")
		}
	}
	m.link("down")
	do("ROLLBACK")
	if !holds("") {
		w.t.Fatal("the server gave the lock of the worker away at once")
	}
}

// machine is a network namespace that a cable joins to this machine.
type machine struct {
	t           *testing.T
	name        string
	here, there string // addresses of the two ends
}

// newMachine makes one, or skips the test where that is refused.
func newMachine(t *testing.T) *machine {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root may make network namespaces; run it as root")
	}
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("no ip here; install the package iproute2 to run this test")
	}
	// A network for each process, out of the block for tests of devices (RFC 2544).
	id := os.Getpid() % (1 << 15)
	m := &machine{t: t, name: fmt.Sprintf("baro%d", id)}
	address := func(end int) string { return fmt.Sprintf("198.%d.%d.%d", 18+id>>14, id>>6&255, id&63<<2+end) }
	m.here, m.there = address(1), address(2)
	if out, err := m.ip("netns add " + m.name); err != nil {
		t.Skipf("network namespaces are refused here: %s", out)
	}
	t.Cleanup(func() { _, _ = m.ip("netns del " + m.name) }) // and with it the cable
	for _, args := range []string{
		"link add " + m.name + " type veth peer name far netns " + m.name,
		"address add " + m.here + "/30 dev " + m.name,
		"link set " + m.name + " up",
		"-n " + m.name + " address add " + m.there + "/30 dev far",
		"-n " + m.name + " link set lo up",
		"-n " + m.name + " link set far up",
	} {
		if out, err := m.ip(args); err != nil {
			t.Skipf("ip %s is refused here: %s", args, out)
		}
	}
	return m
}

func (m *machine) ip(args string) (string, error) {
	out, err := exec.Command("ip", strings.Fields(args)...).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// inside is what runs a command on it.
func (m *machine) inside() []string { return []string{"ip", "netns", "exec", m.name} }

// plug brings the link up again.
func (m *machine) plug() { m.link("up") }

func (m *machine) link(state string) {
	m.t.Helper()
	if out, err := m.ip("-n " + m.name + " link set far " + state); err != nil {
		m.t.Fatal(out)
	}
}

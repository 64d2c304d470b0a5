//go:build linux

package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	natsgo "github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sys/unix"

	"github.com/barograph/barograph/ingest/queue"
	"github.com/barograph/barograph/ingest/queue/natstest"
	"github.com/barograph/barograph/internal/testnews"
	"github.com/barograph/barograph/store/postgres/pgtest"
)

// BenchmarkWorkers measures what the queue and PostgreSQL cost beside coding, and how the speed grows with cores: pages of 25 sentences,
// as many of which tell something as in ordinary news, from the days of a year (BAROGRAPH_ARTICLES of them, 800 if not given), each process with one thread of Go and held to one core, NATS
// and PostgreSQL held to the cores of the workers. So one core does all in "workers-1", two in "workers-2", and what is more than coding
// shows by the clock as well as in CPU time. For each run it gives the articles a second, from the start of the workers to the empty
// queue, and their ratio to that of as many cores with one worker each; the CPU time of an article: of all, of putting it into the queue,
// of the workers, of NATS, of PostgreSQL; and the share by which the sum is more than that of barograph code. In "unmerged" nobody merges
// meanwhile, so what is left beside coding are queue and store. All records must be that of one machine on SQLite. It is meant for
// -benchtime 1x and a machine that does nothing else.
func BenchmarkWorkers(b *testing.B) {
	needModel(b)
	n := 800
	if s := os.Getenv("BAROGRAPH_ARTICLES"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	w := &workersBench{binary: buildBinary(b), dir: b.TempDir(), n: n}
	news, first := testnews.Calm(1), time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	for i := range n {
		story := news.Story(25)
		story.Published = first.AddDate(0, 0, i*365/n)
		if err := os.WriteFile(filepath.Join(w.dir, fmt.Sprintf("%05d.html", i)), story.HTML(), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	cores := allowedCores(b)
	b.Run("code", func(b *testing.B) {
		for b.Loop() {
			began := time.Now()
			w.coding = w.cpu(b, w.start(b, cores[0], io.Discard, "code", w.dir))
			w.report(b, time.Since(began), w.coding)
		}
	})
	b.Run("sqlite", func(b *testing.B) {
		for b.Loop() {
			db := filepath.Join(b.TempDir(), "one.db")
			began := time.Now()
			spent := w.cpu(b, w.start(b, cores[0], io.Discard, "ingest", "--db", db, w.dir))
			w.report(b, time.Since(began), spent)
			w.dump = w.sum(b, db)
		}
	})
	b.Run("unmerged", func(b *testing.B) {
		for b.Loop() {
			w.together(b, 1, cores[:1], false)
		}
	})
	for _, k := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("workers-%d", k), func(b *testing.B) {
			for b.Loop() {
				w.together(b, k, cores[:min(k, len(cores))], true)
			}
		})
	}
}

// workersBench is what the runs of BenchmarkWorkers share.
type workersBench struct {
	binary, dir string
	n           int           // articles
	coding      time.Duration // CPU time of coding them alone
	dump        string        // sum of the dump of one machine
	single      float64       // articles a second of one worker
}

// together lets k workers code what is in the queue, and merge meanwhile and once more at the end, or at the end alone, which then is not
// counted.
func (w *workersBench) together(b *testing.B, k int, cores []int, merge bool) {
	var nats *natstest.Server
	var pg *pgtest.Server
	heldTo(b, cores, func() { nats, pg = natstest.Start(b, natstest.Options{}), pgtest.Start(b) })
	db := pg.Schema("workers")
	publishing := w.cpu(b, w.start(b, cores[0], io.Discard, "ingest", "--nats", nats.URL, w.dir))
	natsBefore, pgBefore := cpuOf(b, nats.Process()), cpuOf(b, pg.Process(b))
	every := "15s" // as it is when nobody says
	if !merge {
		every = "24h"
	}
	began := time.Now()
	var workers []*exec.Cmd
	for i := range k {
		workers = append(workers, w.start(b, cores[i%len(cores)], io.Discard, "worker", "--fetch", "0", "--nats", nats.URL, "--db", db, "--merge-every", every))
	}
	waitUntilEmpty(b, nats.URL)
	took := time.Since(began)
	for _, c := range workers {
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			b.Fatal(err)
		}
	}
	var working time.Duration
	for _, c := range workers {
		working += w.cpu(b, c)
	}
	time.Sleep(time.Second) // PostgreSQL takes leave of them
	queueing, keeping := cpuOf(b, nats.Process())-natsBefore, cpuOf(b, pg.Process(b))-pgBefore
	pgBefore += keeping
	last := w.cpu(b, w.start(b, cores[0], io.Discard, "worker", "--fetch", "0", "--nats", nats.URL, "--db", db, "--once"))
	time.Sleep(time.Second)
	last += cpuOf(b, pg.Process(b)) - pgBefore
	all := publishing + working + queueing + keeping
	if merge {
		all += last
	}
	w.report(b, took, all)
	rate := float64(w.n) / took.Seconds()
	switch {
	case merge && k == 1:
		w.single = rate
	case merge && w.single > 0:
		b.ReportMetric(rate/w.single/float64(len(cores)), "of-linear")
	}
	perArticle := func(d time.Duration) float64 { return d.Seconds() * 1000 / float64(w.n) }
	b.ReportMetric(perArticle(publishing), "publish-ms")
	b.ReportMetric(perArticle(working), "worker-ms")
	b.ReportMetric(perArticle(queueing), "nats-ms")
	b.ReportMetric(perArticle(keeping), "postgres-ms")
	b.ReportMetric(perArticle(last), "last-merge-ms")
	if w.dump != "" && w.sum(b, db) != w.dump {
		b.Error("the record is not that of one machine")
	}
}

// heldTo runs fn on some cores alone; processes that it starts stay there.
func heldTo(b *testing.B, cores []int, fn func()) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		b.Fatal(err)
	}
	for _, c := range cores {
		set.Set(c)
	}
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		b.Fatal(err)
	}
	defer func() { _ = unix.SchedSetaffinity(0, &before) }()
	fn()
}

// waitUntilEmpty waits for the end of the work in a queue.
func waitUntilEmpty(b *testing.B, address string) {
	b.Helper()
	nc, err := natsgo.Connect(address)
	if err != nil {
		b.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		b.Fatal(err)
	}
	work, err := js.Stream(b.Context(), queue.WorkStream)
	for ; err == nil; time.Sleep(200 * time.Millisecond) {
		var i *jetstream.StreamInfo
		if i, err = work.Info(b.Context()); err == nil && i.State.Msgs == 0 {
			return
		}
	}
	b.Fatal(err)
}

// start runs the program on one core, with one thread of Go.
func (w *workersBench) start(b *testing.B, core int, out io.Writer, args ...string) *exec.Cmd {
	b.Helper()
	cmd := exec.Command(w.binary, args...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	heldTo(b, []int{core}, func() {
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
	})
	return cmd
}

// cpu waits for a process and gives the CPU time that it has used.
func (w *workersBench) cpu(b *testing.B, cmd *exec.Cmd) time.Duration {
	b.Helper()
	if err := cmd.Wait(); err != nil {
		b.Fatal(cmd.Args, err)
	}
	u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// report reports a run of all articles, by the clock and by CPU time.
func (w *workersBench) report(b *testing.B, took, spent time.Duration) {
	b.ReportMetric(float64(w.n)/took.Seconds(), "articles/s")
	b.ReportMetric(spent.Seconds()*1000/float64(w.n), "cpu-ms")
	if w.coding > 0 {
		b.ReportMetric((spent.Seconds()/w.coding.Seconds()-1)*100, "%beside-coding")
	}
	b.ReportMetric(0, "ns/op")
}

// sum is the SHA-256 of a record's canonical dump.
func (w *workersBench) sum(b *testing.B, db string) string {
	b.Helper()
	h := sha256.New()
	w.cpu(b, w.start(b, allowedCores(b)[0], h, "dump", "--db", db))
	return fmt.Sprintf("%x", h.Sum(nil))
}

// allowedCores are the processors that this process may use.
func allowedCores(b *testing.B) []int {
	b.Helper()
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		b.Fatal(err)
	}
	var out []int
	for i := 0; len(out) < set.Count(); i++ {
		if set.IsSet(i) {
			out = append(out, i)
		}
	}
	return out
}

// cpuOf is the CPU time that a process and its children, gone or not, have used so far.
func cpuOf(b *testing.B, process int) time.Duration {
	b.Helper()
	const tick = time.Second / 100 // USER_HZ of Linux
	fields := func(pid string) []string {
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil {
			return nil // it has gone, and is counted with its parent
		}
		return strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	}
	sum := func(f []string, which ...int) (d time.Duration) {
		for _, i := range which {
			n, err := strconv.ParseInt(f[i], 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			d += time.Duration(n) * tick
		}
		return d
	}
	// Fields behind the name: 1 is the parent, 11 and 12 are user and system time, 13 and 14 those of children that have gone.
	me := strconv.Itoa(process)
	f := fields(me)
	if f == nil {
		b.Fatalf("no process %d", process)
	}
	total := sum(f, 11, 12, 13, 14)
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range all {
		if f := fields(filepath.Base(p)); f != nil && slices.Contains(f[1:2], me) {
			total += sum(f, 11, 12)
		}
	}
	return total
}

//go:build unix

package queue

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/dedup"
	"github.com/barograph/barograph/dedup/merger"
	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/internal/testnews"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/postgres"
	"github.com/barograph/barograph/store/postgres/pgtest"
	"github.com/barograph/barograph/store/sqlite"
	"github.com/barograph/barograph/store/storetest"
)

// asked tells the test binary to be a worker process; its value is a workerOrder.
const asked = "BAROGRAPH_TEST_WORKER"

// workerOrder is what a worker process is told.
type workerOrder struct {
	NATS, DB string
	Work     time.Duration // that coding one article takes
	Jobs     int
	Publish  int // not 0: it publishes the large article of this number, and is no worker
}

func TestMain(m *testing.M) {
	if order := os.Getenv(asked); order != "" {
		os.Exit(beWorker(order))
	}
	flag.Parse()
	if p := flag.Lookup("test.parallel"); p.Value.String() == p.DefValue { // the tests wait more than they compute
		_ = p.Value.Set(strconv.Itoa(3 * runtime.GOMAXPROCS(0)))
	}
	os.Exit(m.Run())
}

func beWorker(text string) int {
	var o workerOrder
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		panic(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	say := func(s string) { fmt.Fprintln(os.Stderr, os.Getpid(), s) }
	if o.Publish != 0 {
		return bePublisher(ctx, &o, say)
	}
	var q *Queue
	var record store.Store
	for try := 0; ; try++ { // born while something is away, it waits, as a container that is started again would
		var err error
		if q, err = Open(ctx, o.NATS, Options{}, say); err == nil {
			if record, err = postgres.Open(ctx, o.DB); err == nil {
				break
			}
			q.Close()
		}
		if ctx.Err() != nil {
			return 0
		}
		if try == 200 {
			say(err.Error())
			return 1
		}
		pause(ctx, 200*time.Millisecond)
	}
	w := &Worker{Queue: q, Record: record, Coder: &plainCoder{work: o.Work}, Name: "test", Merger: merger.New(dedup.Default()), Jobs: o.Jobs,
		Merge: 2 * time.Second, Say: say}
	if err := errors.Join(w.Run(ctx), record.Close(), q.Close()); err != nil {
		say(err.Error())
		return 1
	}
	return 0
}

func bePublisher(ctx context.Context, o *workerOrder, say func(string)) int {
	q, err := Open(ctx, o.NATS, Options{}, say)
	if err == nil {
		_, err = (&Publisher{Queue: q, Say: say}).Publish(ctx, documents(largeLine(o.Publish)))
	}
	if err != nil {
		say(err.Error())
		return 1
	}
	return 0
}

// plainCoder codes by a few words, so that tests of the way of articles need not wait for the model. Whatever the batch, the same
// article gives the same events.
type plainCoder struct {
	work time.Duration
	// what some articles do to it, by a word of their headline
	healed bool
}

var (
	plainVerbs = map[string]barograph.Type{"struck": barograph.Assault, "shelled": barograph.Assault, "met": barograph.Consult, "accused": barograph.Accuse,
		"sanctions": barograph.Sanction, "agreed": barograph.Agree, "urged": barograph.Request}
	plainLands = map[string]string{"India": "IND", "Pakistan": "PAK", "Iran": "IRN", "Israel": "ISR", "Russia": "RUS", "Ukraine": "UKR", "China": "CHN", "Japan": "JPN",
		"Egypt": "EGY", "Kenya": "KEN"}
)

func (c *plainCoder) CodeAll(inputs []coder.Input) []*coder.Document {
	out := make([]*coder.Document, len(inputs))
	for i, in := range inputs {
		time.Sleep(c.work)
		if strings.Contains(in.Article.Headline, "PANIC") && !c.healed {
			panic("a headline nobody expected")
		}
		if strings.Contains(in.Article.Headline, "EXIT") {
			os.Exit(3)
		}
		var tell []storetest.Telling
		for sentence := range strings.SplitSeq(in.Article.Body, ". ") {
			words := strings.FieldsFunc(sentence, func(r rune) bool { return r == ' ' || r == ',' || r == '\'' || r == '.' || r == '\n' })
			t := storetest.Telling{Evidence: sentence, Time: in.Article.Published.Format(time.DateOnly)}
			var lands []string
			for _, w := range words {
				if kind, ok := plainVerbs[w]; ok {
					t.Type = kind
				}
				if code, ok := plainLands[w]; ok {
					lands = append(lands, code+".GOV "+w)
				}
			}
			if t.Type != "" && len(lands) >= 2 {
				t.Actor, t.Recipient = lands[0], lands[1]
				tell = append(tell, t)
			}
		}
		made := storetest.Article(in.ID, "", "", in.Article.Published.Time, tell...)
		out[i] = &coder.Document{ID: in.ID, Text: in.Article.Text(), Article: in.Article, Events: made.Events}
	}
	return out
}

// made gives n pages of made-up news, some of them twice.
func made(n, sentences int) func(ctx context.Context, fn func(*ingest.Document) error) error {
	return func(_ context.Context, fn func(*ingest.Document) error) error {
		w := testnews.New(7)
		for i := range n {
			s := w.Story(sentences)
			d := &ingest.Document{ID: fmt.Sprintf("%05d.html", i), URL: fmt.Sprintf("https://courier.example/%d", i), Data: s.HTML(), ContentType: "text/html"}
			for range 1 + i%10/9 {
				again := *d
				if err := fn(&again); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// quiet is the dump of the record that one machine makes of the same documents, undisturbed and on SQLite.
func quiet(t testing.TB, read func(context.Context, func(*ingest.Document) error) error) string {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "quiet.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := &ingest.Loader{Record: s, Coder: &plainCoder{}, Name: "test"}
	if _, err := l.Load(t.Context(), read); err != nil {
		t.Fatal(err)
	}
	out := dump(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}

// dump merges what still waits and gives the canonical dump.
func dump(t testing.TB, s store.Store) string {
	t.Helper()
	if err := merger.New(dedup.Default()).Merge(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return storetest.Dump(t, s)
}

// same compares two dumps, and tells where they part.
func same(t testing.TB, got, want string) {
	t.Helper()
	if got != want {
		t.Fatal(storetest.FirstDifference(got, want))
	}
}

// world is a queue, a database and workers.
type world struct {
	t     testing.TB
	nats  string
	db    string
	queue *Queue
	order workerOrder
	wrap  []string // what starts a worker process

	mu      sync.Mutex
	workers []*exec.Cmd
	log     bytes.Buffer
	kills   int
}

func newWorld(t testing.TB, nats string, pg *pgtest.Server, o Options) *world {
	t.Helper()
	h := fnv.New32a()
	h.Write([]byte(t.Name()))
	if o.AckWait == 0 {
		o.AckWait = 2 * time.Second
	}
	q, err := Open(t.Context(), nats, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, nats: nats, db: pg.Schema(fmt.Sprintf("q%08x", h.Sum32())), queue: q}
	w.order = workerOrder{NATS: nats, DB: w.db, Work: time.Millisecond, Jobs: 1}
	w.record() // makes the schema while nothing is in its way
	t.Cleanup(func() {
		w.end(syscall.SIGKILL)
		q.Close()
		if t.Failed() {
			t.Logf("the workers said:\n%s", w.tail())
		}
	})
	return w
}

func (w *world) tail() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.log.String()
	return s[max(0, len(s)-6000):]
}

// record opens the record until the test ends.
func (w *world) record() store.Store {
	w.t.Helper()
	s, err := postgres.Open(w.t.Context(), w.db)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { s.Close() })
	return s
}

// Write lets workers speak into the log of the world.
func (w *world) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(p)
}

// worker starts a worker process.
func (w *world) worker() *exec.Cmd {
	w.t.Helper()
	exe, err := os.Executable()
	if err != nil {
		w.t.Fatal(err)
	}
	order, err := json.Marshal(w.order)
	if err != nil {
		w.t.Fatal(err)
	}
	args := append(append([]string{}, w.wrap...), exe)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), asked+"="+string(order))
	cmd.Stderr = struct{ io.Writer }{w}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.workers = append(w.workers, cmd)
	return cmd
}

// kill ends a worker without warning and starts another.
func (w *world) kill() {
	i := rand.IntN(len(w.workers))
	_ = w.workers[i].Process.Kill()
	_ = w.workers[i].Wait()
	w.workers = append(w.workers[:i], w.workers[i+1:]...)
	w.kills++
	w.worker()
}

// end ends all workers.
func (w *world) end(how syscall.Signal) {
	for _, c := range w.workers {
		_ = c.Process.Signal(how)
	}
	for _, c := range w.workers {
		if err := c.Wait(); err != nil && how == syscall.SIGTERM {
			w.t.Errorf("a worker that was asked to end: %v", err)
		}
	}
	w.workers = nil
}

// publish puts documents into the queue.
func (w *world) publish(read func(context.Context, func(*ingest.Document) error) error) Published {
	w.t.Helper()
	p := &Publisher{Queue: w.queue, Failed: func(id string, err error) { w.t.Errorf("%s: %v", id, err) },
		Say: func(s string) { fmt.Fprintln(w, "publisher", s) }}
	total, err := p.Publish(w.t.Context(), read)
	if err != nil {
		w.t.Fatal(err)
	}
	return total
}

// depth is how much work there is; -1 when the server does not say.
func (w *world) depth() int {
	ctx, cancel := context.WithTimeout(w.t.Context(), 2*time.Second)
	defer cancel()
	s, err := w.queue.js.Stream(ctx, WorkStream)
	if err != nil {
		return -1
	}
	return int(s.CachedInfo().State.Msgs)
}

// await waits for something to hold, and else fails the test with what is wrong.
func (w *world) await(holds func() bool, otherwise string) {
	w.t.Helper()
	for deadline := time.Now().Add(patience()); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatal(otherwise)
		}
	}
}

// until waits for the work to become no more than n, and calls meanwhile, if not nil, with what there is.
func (w *world) until(n int, meanwhile func(depth int)) {
	w.t.Helper()
	for deadline := time.Now().Add(patience()); ; time.Sleep(20 * time.Millisecond) {
		d := w.depth()
		if d >= 0 && d <= n {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("%d messages are left", d)
		}
		if meanwhile != nil && d >= 0 {
			meanwhile(d)
		}
	}
}

// finish waits for the end of the work, ends the workers, and compares the record with a quiet one.
func (w *world) finish(want string) {
	w.t.Helper()
	w.until(0, nil)
	w.end(syscall.SIGTERM)
	state, err := w.queue.State(w.t.Context())
	if err != nil || state.Dead != 0 || state.Depth != 0 {
		w.t.Errorf("afterwards: %+v, %v", state, err)
	}
	same(w.t, dump(w.t, w.record()), want)
}

// local is a worker inside the test.
func (w *world) local(c *plainCoder) *Worker {
	return &Worker{Queue: w.queue, Record: w.record(), Coder: c, Name: "test", Jobs: 1, Drain: true, Merger: merger.New(dedup.Default()),
		Fetch: fetch.New(fetch.Options{AllowPrivate: true, Delay: -1}), Say: func(s string) { fmt.Fprintln(w, s) }}
}

// patience is how long a test waits for work to be done before it fails.
func patience() time.Duration {
	if soak() {
		return time.Hour
	}
	return 2 * time.Minute
}

// soak tells whether the long forms are asked for.
func soak() bool { return os.Getenv("BAROGRAPH_SOAK") == "1" }

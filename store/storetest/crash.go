package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/barograph/barograph/store"
)

// The environment by which a test starts itself as the process that is killed.
const (
	crashAddress = "BAROGRAPH_TEST_CRASH_ADDRESS"
	crashSeed    = "BAROGRAPH_TEST_CRASH_SEED"
	crashCount   = "BAROGRAPH_TEST_CRASH_COUNT"
)

// Soak says whether the long forms of the tests are wanted.
func Soak() bool { return os.Getenv("BAROGRAPH_SOAK") != "" }

// CrashChild keeps articles and merges them until all are done, if this process was started by Crash. It is to be called from a test
// named TestCrashChild.
func CrashChild(t *testing.T, open func(t *testing.T, address string) store.Store) {
	address := os.Getenv(crashAddress)
	if address == "" {
		t.Skip("only for a process that is to be killed")
	}
	seed, err1 := strconv.ParseUint(os.Getenv(crashSeed), 10, 64)
	count, err2 := strconv.Atoi(os.Getenv(crashCount))
	must(t, errors.Join(err1, err2))
	s := open(t, address)
	must(t, work(t.Context(), s, Articles(11, count), rand.New(rand.NewPCG(seed, 3))))
}

// work keeps articles in an order by chance, as a worker does that may have been here before.
func work(ctx context.Context, s store.Store, articles []store.Article, r *rand.Rand) error {
	r.Shuffle(len(articles), func(i, j int) { articles[i], articles[j] = articles[j], articles[i] })
	for batch := range slices.Chunk(articles, 5) {
		var names []string
		for i := range batch {
			names = append(names, batch[i].ID)
		}
		known, err := s.Known(ctx, names)
		if err != nil {
			return err
		}
		fresh := slices.DeleteFunc(slices.Clone(batch), func(a store.Article) bool { return known[a.ID] })
		if _, err := s.Save(ctx, fresh); err != nil {
			return err
		}
		if r.IntN(3) == 0 {
			if err := (SameAct{}).Merge(ctx, s); err != nil {
				return err
			}
		}
	}
	return SameAct{}.Merge(ctx, s)
}

// Crash kills a process that fills the record at address, again and again at moments by chance, lets a last one come to its end, and
// compares the record with that of a quiet run at another address.
func Crash(t *testing.T, open func(t *testing.T, address string) store.Store, address, quiet string) {
	kills, count := 6, 400
	if Soak() {
		kills, count = 200, 20_000
	}
	q := open(t, quiet)
	must(t, work(t.Context(), q, Articles(11, count), rand.New(rand.NewPCG(1, 1))))
	want := Dump(t, q)
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 5))
	killed := 0
	for n := 0; ; n++ {
		cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.v")
		cmd.Env = append(os.Environ(), crashAddress+"="+address, fmt.Sprintf("%s=%d", crashSeed, n), fmt.Sprintf("%s=%d", crashCount, count))
		out, err := os.CreateTemp(t.TempDir(), "child")
		must(t, err)
		cmd.Stdout, cmd.Stderr = out, out
		must(t, cmd.Start())
		if killed < kills {
			time.Sleep(time.Duration(30+r.IntN(150)) * time.Millisecond)
			if cmd.Process.Kill() == nil {
				killed++
			}
		}
		err = cmd.Wait()
		out.Close()
		if err == nil {
			break
		}
		if !cmd.ProcessState.Exited() { // killed
			continue
		}
		b, _ := os.ReadFile(out.Name())
		t.Fatalf("the process failed: %v\n%s", err, b)
	}
	s := open(t, address)
	stats, err := s.Stats(t.Context())
	must(t, err)
	t.Logf("killed %d times; %+v", killed, *stats)
	if Dump(t, s) != want {
		t.Error("the record is another than that of a quiet run")
	}
}

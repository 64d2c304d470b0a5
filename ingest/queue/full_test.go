//go:build linux

package queue

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/ingest/queue/natstest"
	"github.com/barograph/barograph/store/postgres/pgtest"
)

// TestFull holds that publishers wait while the queue has no room, and that what they were told is kept is kept.
func TestFull(t *testing.T) {
	t.Parallel()
	pg := pgtest.Start(t)
	n := size(150, 4000)
	articles := made(n, 6)

	t.Run("limit", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, natstest.Start(t, natstest.Options{}).URL, pg, Options{})
		if err := w.queue.Configure(t.Context(), Options{MaxBytes: 100_000}); err != nil {
			t.Fatal(err)
		}
		published := w.publishing(articles)
		w.untilSaid("the queue is full")
		if err := w.queue.Configure(t.Context(), Options{MaxBytes: 50_000}); !errors.Is(err, ErrTooSmall) {
			t.Errorf("a limit below what waits: %v", err)
		}
		w.worker()
		<-published
		w.finish(quiet(t, articles))
	})

	t.Run("server's limit", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, natstest.Start(t, natstest.Options{MaxStorage: "100KB"}).URL, pg, Options{})
		published := w.publishing(articles)
		w.untilSaid("the queue is full")
		w.worker()
		<-published
		w.finish(quiet(t, articles))
	})

	// A disk on which another program takes the room. The server cannot write, and version 2.9 does not answer from then on; whoever makes
	// room has to start it again.
	t.Run("disk", func(t *testing.T) {
		t.Parallel()
		disk := smallDisk(t)
		server := natstest.Start(t, natstest.Options{Dir: filepath.Join(disk, "nats")})
		w := newWorld(t, server.URL, pg, Options{})
		other := filepath.Join(disk, "other")
		fill(t, other, int64(n)*800) // half of what is to come
		published := w.publishing(articles)
		w.untilSaid("is its disk full?")
		if left := free(t, disk); left > 64<<10 {
			t.Errorf("%d bytes of the disk are free", left)
		}
		server.Kill()
		if err := os.Remove(other); err != nil {
			t.Fatal(err)
		}
		server.Up(t)
		w.worker()
		<-published
		w.finish(quiet(t, articles))
	})
}

// publishing publishes meanwhile.
func (w *world) publishing(read func(context.Context, func(*ingest.Document) error) error) <-chan Published {
	out := make(chan Published, 1)
	go func() { out <- w.publish(read) }()
	return out
}

// untilSaid waits until a worker or publisher has said something.
func (w *world) untilSaid(what string) {
	w.t.Helper()
	w.await(func() bool { return strings.Contains(w.tail(), what) }, "nobody said "+strconv.Quote(what))
}

// smallDisk is a file system of its own, in memory.
func smallDisk(t *testing.T) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root may mount a small disk; run it as root")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64m"); err != nil {
		t.Skipf("mounting a small disk is refused here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, 0) })
	return dir
}

// free is how many bytes of a disk are free.
func free(t *testing.T, dir string) int64 {
	t.Helper()
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		t.Fatal(err)
	}
	return int64(s.Bavail) * s.Bsize
}

// fill writes a file that leaves so many bytes of its disk free.
func fill(t *testing.T, path string, leave int64) {
	t.Helper()
	if err := os.WriteFile(path, make([]byte, free(t, filepath.Dir(path))-leave), 0o600); err != nil {
		t.Fatal(err)
	}
}

//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/barograph/barograph/internal/testnews"
)

// buildBinary builds the program as `make build` does, but for its version.
func buildBinary(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "barograph")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}

// BenchmarkCode measures the way of articles of 25 sentences from HTML to JSON on all cores, and what it allocates.
func BenchmarkCode(b *testing.B) {
	needModel(b)
	const n = 200
	dir := b.TempDir()
	if _, err := testnews.New(1).WritePages(dir, n, 25); err != nil {
		b.Fatal(err)
	}
	var before, after runtime.MemStats
	best := time.Hour
	for b.Loop() {
		runtime.ReadMemStats(&before)
		start := time.Now()
		codeOutput(b, dir)
		best = min(best, time.Since(start))
		runtime.ReadMemStats(&after)
	}
	b.ReportMetric(n/best.Seconds(), "articles/s")
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/n, "allocs/article")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/n/1024, "KB/article")
}

// BenchmarkProcess measures whole runs over more and more articles: articles per second with the start included, and the most memory
// that was resident, which must not grow with the input.
func BenchmarkProcess(b *testing.B) {
	needModel(b)
	binary := buildBinary(b)
	for _, n := range []int{100, 1000, 10000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			if testing.Short() && n > 1000 {
				b.Skip("minutes")
			}
			dir := b.TempDir()
			if _, err := testnews.New(1).WritePages(dir, n, 25); err != nil {
				b.Fatal(err)
			}
			best, peak := time.Duration(1<<62), 0.0
			for b.Loop() {
				cmd := exec.Command(binary, "code", dir)
				start := time.Now()
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
				best = min(best, time.Since(start))
				usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
				peak = max(peak, float64(usage.Maxrss)/1024)
			}
			b.ReportMetric(float64(n)/best.Seconds(), "articles/s")
			b.ReportMetric(peak, "peak-MB")
		})
	}
}

// BenchmarkStart measures what a user waits for: the version, and the first event of one article.
func BenchmarkStart(b *testing.B) {
	binary := buildBinary(b)
	b.Run("version", func(b *testing.B) {
		best := time.Hour
		for b.Loop() {
			start := time.Now()
			if err := exec.Command(binary, "--version").Run(); err != nil {
				b.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		b.ReportMetric(float64(best.Microseconds())/1000, "fastest-ms")
	})
	b.Run("event", func(b *testing.B) {
		needModel(b)
		page := writePages(b, 1, 1, 25)[0]
		best := time.Hour
		for b.Loop() {
			start := time.Now()
			line := firstLine(b, binary, "code", page)
			best = min(best, time.Since(start))
			if !bytes.Contains(line, []byte(`"cameo"`)) {
				b.Fatalf("no event in %s", line)
			}
		}
		b.ReportMetric(float64(best.Microseconds())/1000, "fastest-ms")
	})
}

// firstLine runs a command and returns the first line that it writes; it does not wait for more.
func firstLine(b *testing.B, name string, args ...string) []byte {
	b.Helper()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	cmd := exec.CommandContext(ctx, name, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		b.Fatal(err)
	}
	stop()
	_ = cmd.Wait() // it was killed
	return line
}

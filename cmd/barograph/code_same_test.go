package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph/encoder"
	"github.com/barograph/barograph/extract"
	"github.com/barograph/barograph/internal/testnews"
)

// codeOutput runs "barograph code" with the built-in model and returns what it wrote.
func codeOutput(t testing.TB, args ...string) string {
	t.Helper()
	cmd := newRootCmd()
	var out, errs bytes.Buffer
	cmd.SetArgs(append([]string{"code"}, args...))
	cmd.SetOut(&out)
	cmd.SetErr(&errs)
	if err := cmd.ExecuteContext(context.Background()); err != nil || errs.Len() > 0 {
		t.Fatalf("%v; standard error: %s", err, errs.String())
	}
	return out.String()
}

// needModel skips a test that means nothing without a trained model.
func needModel(t testing.TB) {
	t.Helper()
	if _, err := extract.Default(); errors.Is(err, extract.ErrStub) {
		t.Skip(err)
	}
}

func writePages(t testing.TB, seed uint64, n, sentences int) []string {
	t.Helper()
	pages, err := testnews.New(seed).WritePages(t.TempDir(), n, sentences)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// TestSameBytesOfRealNews: the events of pages are the same, to the byte, with any number of jobs and in every run.
func TestSameBytesOfRealNews(t *testing.T) {
	needModel(t)
	pages := writePages(t, 3, 40, 2)
	first := codeOutput(t, append([]string{"--jobs", "1", "--explain"}, pages...)...)
	if n := strings.Count(first, `"cameo"`); n < len(pages) {
		t.Fatalf("only %d events in %d pages", n, len(pages))
	}
	for jobs := 1; jobs <= 8; jobs++ {
		if codeOutput(t, append([]string{"--jobs", strconv.Itoa(jobs), "--explain"}, pages...)...) != first {
			t.Errorf("%d jobs write other bytes than one", jobs)
		}
	}
}

// TestSameBytesOfEveryKernel: and with every kernel that this machine can run.
func TestSameBytesOfEveryKernel(t *testing.T) {
	needModel(t)
	pages := writePages(t, 5, 3, 3)
	outputs := map[string]string{}
	for _, k := range encoder.Kernels() {
		t.Setenv(encoder.KernelVariable, k.Name)
		outputs[k.Name] = codeOutput(t, pages...)
		if !strings.Contains(outputs[k.Name], `"cameo"`) {
			t.Errorf("no event with kernel %s", k.Name)
		}
	}
	for name, out := range outputs {
		if out != outputs["go"] {
			t.Errorf("kernel %s writes other bytes than go", name)
		}
	}
}

// writeLongSentences writes n lines with texts of that many bytes.
func writeLongSentences(t *testing.T, n, size int) string {
	t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{\"id\":%d,\"text\":\"word %s\"}\n", i, strings.Repeat("x", size))
	}
	name := filepath.Join(t.TempDir(), "sentences.jsonl")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// stuckWriter takes nothing until it is released.
type stuckWriter struct {
	bytes.Buffer
	release chan struct{}
}

func (w *stuckWriter) Write(b []byte) (int, error) {
	<-w.release
	return w.Buffer.Write(b)
}

// TestSlowWriterStopsTheReader: while nobody takes the results, no more is read than a fixed number of inputs, and fewer of large ones;
// then all is written.
func TestSlowWriterStopsTheReader(t *testing.T) {
	for _, c := range []struct{ n, size, most int }{{400, 10, 2*jobBytes/inputBytes + 1}, {40, jobBytes / 4, 9}} { // 1: what the writer has in hand
		t.Run(fmt.Sprint(c.size), func(t *testing.T) {
			file := writeLongSentences(t, c.n, c.size)
			out := &stuckWriter{release: make(chan struct{})}
			done := make(chan error)
			echo := &echoCoder{}
			go func() {
				_, err := runPipelineWith(echo, 2, "jsonl", out, file)
				done <- err
			}()
			var coded int64
			for range 100 { // until it stands still
				time.Sleep(20 * time.Millisecond)
				now := echo.coded.Load()
				if now == coded && now > 0 {
					break
				}
				coded = now
			}
			if coded == 0 || coded > int64(c.most) {
				t.Errorf("%d inputs coded while nobody took the results, not 1 to %d", coded, c.most)
			}
			close(out.release)
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(out.String(), "\n"); got != c.n {
				t.Errorf("%d of %d results written", got, c.n)
			}
		})
	}
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
)

// echoCoder makes one event of each text: its first word.
type echoCoder struct{ coded atomic.Int64 }

func (c *echoCoder) CodeAll(inputs []coder.Input) []*coder.Document {
	c.coded.Add(int64(len(inputs)))
	docs := make([]*coder.Document, len(inputs))
	for i, in := range inputs {
		word, _, _ := strings.Cut(in.Text, " ")
		n := len([]rune(word))
		docs[i] = &coder.Document{ID: in.ID, Text: in.Text, Quotes: []barograph.Quote{}, Events: []barograph.Event{{
			ID: in.ID, Type: barograph.Statement, Status: barograph.Occurred, CAMEO: "010",
			Trigger: barograph.Span{Text: word, Start: 0, End: n}, Evidence: in.Text, Confidence: 0.5,
			Actors: []barograph.Participant{{Span: barograph.Span{Text: word, End: n}, Code: "PER", Sector: barograph.GOV, Name: word}},
		}}, Explanations: []*coder.Explanation{{}}}
	}
	return docs
}

// runPipeline codes files of sentences with an echo coder.
func runPipeline(t *testing.T, jobs int, format string, out io.Writer, files ...string) (stderr string, coded int64, err error) {
	t.Helper()
	c := &echoCoder{}
	stderr, err = runPipelineWith(c, jobs, format, out, files...)
	return stderr, c.coded.Load(), err
}

func runPipelineWith(c documentCoder, jobs int, format string, out io.Writer, files ...string) (stderr string, err error) {
	var errs bytes.Buffer
	cmd := &cobra.Command{}
	cmd.SetContext(context.Background())
	cmd.SetOut(out)
	cmd.SetErr(&errs)
	o, err := newOutput(cmd, format, "table", "jsonl", "plover", "gdelt", "csv")
	if err != nil {
		return "", err
	}
	s, err := newSink(o, true)
	if err != nil {
		return "", err
	}
	p := newPipeline(cmd, jobs, c, s)
	p.prepare = func(in input) ([]coder.Input, error) { return sentenceOf(in, time.Time{}) }
	err = p.run(files)
	return errs.String(), err
}

func writeSentences(t *testing.T, n int) string {
	t.Helper()
	var b strings.Builder
	for i := range n {
		if i%97 == 50 {
			b.WriteString("{broken\n")
			continue
		}
		fmt.Fprintf(&b, "{\"id\":%d,\"text\":\"word%d stands here\",\"date\":\"2025-05-09\"}\n", i, i)
	}
	name := filepath.Join(t.TempDir(), "sentences.jsonl")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestSameBytesForAnyJobs(t *testing.T) {
	file := writeSentences(t, 500)
	for _, format := range []string{"jsonl", "table", "plover", "gdelt", "csv"} {
		var first string
		for _, jobs := range []int{1, 2, 3, 8} {
			var out bytes.Buffer
			stderr, _, err := runPipeline(t, jobs, format, &out, file)
			if !errors.Is(err, errSomeFailed) {
				t.Fatalf("%s, %d jobs: %v", format, jobs, err)
			}
			if n := strings.Count(stderr, "\n"); n != 5 || !strings.Contains(stderr, file+":51: ") {
				t.Errorf("%s, %d jobs: standard error: %s", format, jobs, stderr)
			}
			if jobs == 1 {
				first = out.String()
			}
			if out.String() != first {
				t.Errorf("%s: %d jobs write other bytes than one", format, jobs)
			}
		}
		if format == "jsonl" && strings.Count(first, "\n") != 495 {
			t.Errorf("%d lines", strings.Count(first, "\n"))
		}
	}
}

type brokenWriter struct{ left int }

func (w *brokenWriter) Write(b []byte) (int, error) {
	if w.left -= len(b); w.left < 0 {
		return 0, errors.New("no space left")
	}
	return len(b), nil
}

func TestBrokenOutputStopsTheRun(t *testing.T) {
	file := writeSentences(t, 20000)
	_, coded, err := runPipeline(t, 2, "jsonl", &brokenWriter{left: 2000}, file)
	var out outputError
	if !errors.As(err, &out) {
		t.Errorf("error %v", err)
	}
	if coded > 2000 {
		t.Errorf("%d of 20000 were coded though nobody could read them", coded)
	}
}

func TestSentenceOf(t *testing.T) {
	ins, err := sentenceOf(input{ID: "f:1", Line: 1, Data: []byte(`{"id":"s1","text":"X met Y.","date":"2025-05-09"}`)}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	in := ins[0]
	if in.ID != "s1" || in.Text != "X met Y." || in.Published.String() != "2025-05-09" {
		t.Errorf("%+v", in)
	}
	for line, want := range map[string]string{`{"id":"s1"}`: `no "text"`, `[1]`: "a list, not an object"} {
		if _, err := sentenceOf(input{ID: "f:1", Line: 1, Data: []byte(line)}, time.Time{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", line, err)
		}
	}
	if _, err := sentenceOf(input{ID: "f", Data: []byte("prose")}, time.Time{}); err == nil || !strings.Contains(err.Error(), "--sentences") {
		t.Errorf("prose: %v", err)
	}
}

package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
)

func TestProgress(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.html", "b.html", "c.html", "d.html"} {
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, 100), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	p := newProgress(&out, []string{dir})
	p.start = p.start.Add(-10 * time.Second)
	two := &coder.Document{Events: make([]barograph.Event, 2)}
	p.step(&result{size: 100, docs: []*coder.Document{two}})
	if got := lastLine(&out); got != "1 coded, 0.1/s, 2 events, 30s left" {
		t.Errorf("after one of four: %q", got)
	}
	p.step(&result{size: 100, err: errors.New("no article")})
	if out.Len() > 0 {
		t.Errorf("drawn again at once: %q", out.String())
	}
	p.clear()
	if got := lastLine(&out); got != "" {
		t.Errorf("not cleared: %q", got)
	}
	p.step(&result{size: 100, docs: []*coder.Document{two}})
	p.end()
	if got := lastLine(&out); got != "2 coded, 0.3/s, 4 events, 1 failed\n" {
		t.Errorf("at the end: %q", got)
	}
	if p := newProgress(&out, []string{filepath.Join(dir, "a.html"), "-"}); p.total != 0 {
		t.Errorf("standard input is said to have %d bytes", p.total)
	}
}

// lastLine is what a terminal shows of what was written since the last call.
func lastLine(b *bytes.Buffer) string {
	defer b.Reset()
	_, line, _ := strings.Cut(b.String(), "\r\x1b[K")
	return line
}

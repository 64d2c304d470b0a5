package main

import (
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/barograph/barograph/ingest"
)

// progress is the line on standard error that tells how far a run is.
type progress struct {
	w      io.Writer
	start  time.Time
	drawn  time.Time
	shown  bool
	total  int64 // bytes of the inputs; 0 when not known
	bytes  int64
	inputs int
	failed int
	events int
}

const progressEvery = 500 * time.Millisecond

func newProgress(w io.Writer, args []string) *progress {
	p := &progress{w: w, start: time.Now()}
	for _, a := range args {
		switch filepath.Ext(a) {
		case ".gz", ".zst", ".bz2": // what they hold is larger than they are
			return p
		}
	}
	if total, ok := ingest.Size(args); ok {
		p.total = total
	}
	return p
}

func (p *progress) step(r *result) {
	p.inputs++
	p.bytes += int64(r.size)
	if r.err != nil {
		p.failed++
	}
	for _, d := range r.docs {
		p.events += len(d.Events)
	}
	if now := time.Now(); now.Sub(p.drawn) >= progressEvery {
		p.drawn = now
		p.draw(now)
	}
}

func (p *progress) draw(now time.Time) {
	spent := now.Sub(p.start).Seconds()
	line := fmt.Sprintf("%d coded, %.1f/s, %d events", p.inputs-p.failed, float64(p.inputs)/max(spent, 0.001), p.events)
	if p.failed > 0 {
		line += fmt.Sprintf(", %d failed", p.failed)
	}
	if p.total > 0 && p.bytes > 0 && p.bytes < p.total {
		left := time.Duration(spent * float64(p.total-p.bytes) / float64(p.bytes) * float64(time.Second))
		line += fmt.Sprintf(", %s left", left.Round(time.Second))
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s", line)
	p.shown = true
}

// clear takes the line away.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}

// end leaves the last figures standing.
func (p *progress) end() {
	p.total = 0
	p.draw(time.Now())
	fmt.Fprintln(p.w)
}

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
	statusLine
	start  time.Time
	total  int64 // bytes of the inputs; 0 when not known
	bytes  int64
	inputs int
	failed int
	events int
}

func newProgress(w io.Writer, args []string) *progress {
	p := &progress{statusLine: statusLine{w: w}, start: time.Now()}
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
	if now := time.Now(); p.due(now) {
		p.draw(p.line(now), now)
	}
}

func (p *progress) line(now time.Time) string {
	spent := now.Sub(p.start).Seconds()
	line := fmt.Sprintf("%d coded, %.1f/s, %d events", p.inputs-p.failed, float64(p.inputs)/max(spent, 0.001), p.events)
	if p.failed > 0 {
		line += fmt.Sprintf(", %d failed", p.failed)
	}
	if p.total > 0 && p.bytes > 0 && p.bytes < p.total {
		left := time.Duration(spent * float64(p.total-p.bytes) / float64(p.bytes) * float64(time.Second))
		line += fmt.Sprintf(", %s left", left.Round(time.Second))
	}
	return line
}

// end leaves the last figures standing.
func (p *progress) end() {
	p.total = 0
	now := time.Now()
	p.draw(p.line(now), now)
	fmt.Fprintln(p.w)
}

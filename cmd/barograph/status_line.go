package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

const progressEvery = 500 * time.Millisecond

// A statusLine is the line on standard error that tells how far a command is, each time in place of what it told before.
type statusLine struct {
	w     io.Writer // nil when nobody looks
	drawn time.Time
	shown bool
}

// newStatusLine is shown when w is a terminal.
func newStatusLine(w io.Writer) statusLine {
	if _, ok := terminal(w); !ok {
		w = nil
	}
	return statusLine{w: w}
}

// due says whether the line is to be drawn again.
func (l *statusLine) due(now time.Time) bool { return l.w != nil && now.Sub(l.drawn) >= progressEvery }

func (l *statusLine) draw(line string, now time.Time) {
	fmt.Fprintf(l.w, "\r\x1b[K%s", line)
	l.drawn, l.shown = now, true
}

// clear takes the line away.
func (l *statusLine) clear() {
	if l.shown {
		fmt.Fprint(l.w, "\r\x1b[K")
		l.shown = false
	}
}

// shareBar draws a share, 0 to 1: "[=====               ]".
func shareBar(share float64) string {
	const width = 20
	full := int(share * width)
	return "[" + strings.Repeat("=", full) + strings.Repeat(" ", width-full) + "]"
}

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// An output is where a command writes its results: a table for a person at a terminal, JSON lines for a program in a pipe.
type output struct {
	format string // one of the formats the command allows
	width  int    // columns of the terminal; 100 when it is none
	colour bool
	w      *bufio.Writer
}

// outputError is a failed write of results. It ends the run: there is nobody left to write to.
type outputError struct{ error }

func (e outputError) Unwrap() error { return e.error }

// newOutput chooses the format: the one asked for, or else the table on a terminal and jsonl elsewhere.
func newOutput(cmd *cobra.Command, format string, allowed ...string) (*output, error) {
	w := cmd.OutOrStdout()
	columns, tty := terminal(w)
	o := &output{format: format, width: 100, w: bufio.NewWriterSize(w, 64<<10)}
	if tty {
		o.width = max(columns, 40)
		o.colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	switch {
	case format == "" && tty:
		o.format = "table"
	case format == "":
		o.format = "jsonl"
	case !slices.Contains(allowed, format):
		return nil, usagef("unknown format %q; use one of %s", format, strings.Join(allowed, ", "))
	}
	return o, nil
}

// terminal tells the columns of the terminal that w is, if it is one.
func terminal(w io.Writer) (columns int, ok bool) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		columns = 100
	}
	return columns, true
}

// json writes v as one line and hands it on at once, so that a reader at the other end of the pipe sees each result as it comes.
func (o *output) json(v any) error {
	enc := json.NewEncoder(o.w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return outputError{err}
	}
	return o.flush()
}

// printf writes text for a person. An error shows at the next flush.
func (o *output) printf(format string, a ...any) { fmt.Fprintf(o.w, format, a...) }

func (o *output) flush() error {
	if err := o.w.Flush(); err != nil {
		return outputError{err}
	}
	return nil
}

// The styles of a terminal. Without colour they leave the text as it is.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
	blue   = "34"
	cyan   = "36"
)

// style paints s, unless there is no colour.
func (o *output) style(code, s string) string {
	if !o.colour || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// A table lines up its cells. Cells may hold styles; the widest columns are cut until all fit the terminal's width.
type table struct {
	o    *output
	rows [][]string
}

func (o *output) table(header ...string) *table {
	t := &table{o: o}
	if len(header) > 0 {
		cells := make([]string, len(header))
		for i, h := range header {
			cells[i] = o.style(dim, h)
		}
		t.rows = append(t.rows, cells)
	}
	return t
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// write writes the rows, two blanks between columns.
func (t *table) write() {
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], textWidth(cell))
		}
	}
	fit(widths, t.o.width-2*(len(widths)-1))
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			cell = shorten(cell, widths[i])
			line.WriteString(cell)
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", widths[i]-textWidth(cell)+2))
			}
		}
		t.o.printf("%s\n", strings.TrimRight(line.String(), " "))
	}
}

// fit cuts the widest columns, of those the last first, until they are no wider than total together, or as narrow as makes sense.
func fit(widths []int, total int) {
	sum := 0
	for _, w := range widths {
		sum += w
	}
	for ; sum > total; sum-- {
		widest := -1
		for i, w := range widths {
			if w > 6 && (widest < 0 || w >= widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// textWidth counts the columns that s takes on a terminal: its code points, without styles and combining marks.
func textWidth(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] == 0x1b {
			i += escapeLen(s[i:])
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.Is(unicode.Mn, r) {
			n++
		}
		i += size
	}
	return n
}

// escapeLen is the length of the style sequence at the start of s.
func escapeLen(s string) int {
	if end := strings.IndexByte(s, 'm'); end >= 0 {
		return end + 1
	}
	return len(s)
}

// shorten cuts s to at most width columns, with an ellipsis, keeping its styles closed.
func shorten(s string, width int) string {
	if textWidth(s) <= width {
		return s
	}
	n, styled := 0, false
	for i := 0; i < len(s); {
		if s[i] == 0x1b {
			styled = true
			i += escapeLen(s[i:])
			continue
		}
		if n == width-1 {
			s = strings.TrimRight(s[:i], " ") + "…"
			break
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
		n++
	}
	if styled {
		s += "\x1b[0m"
	}
	return s
}

// plain makes text from a page fit for a terminal: on one line, without control characters.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == 0xfeff:
			return -1
		}
		return r
	}, s)
}

// wrap breaks text into lines of at most width columns, each but the first led by indent.
func wrap(text string, width int, indent string) string {
	var b strings.Builder
	col := 0
	for _, word := range strings.Fields(text) {
		n := textWidth(word)
		if n > width && width > 0 && strings.IndexByte(word, 0x1b) < 0 { // an address, say: cut it up
			word = chop(word, width, indent)
			n = width
		}
		switch {
		case col == 0:
		case col+1+n > width:
			b.WriteString("\n" + indent)
			col = textWidth(indent)
		default:
			b.WriteByte(' ')
			col++
		}
		b.WriteString(word)
		col += n
	}
	return b.String()
}

// chop breaks a word longer than a line into pieces.
func chop(word string, width int, indent string) string {
	var b strings.Builder
	col := 0
	for _, r := range word {
		if col >= width && !unicode.Is(unicode.Mn, r) {
			b.WriteString("\n" + indent)
			col = textWidth(indent)
			if col >= width {
				col = 0
			}
		}
		b.WriteRune(r)
		if !unicode.Is(unicode.Mn, r) {
			col++
		}
	}
	return b.String()
}

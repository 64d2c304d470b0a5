package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Limits of what one input may be. A news page is a hundredth of them.
const (
	maxPage = 16 << 20 // bytes of a page or a text, after decompression
	maxLine = 16 << 20 // bytes of one line of JSON
)

// An input is one document given to a command: a whole file, page or standard input, or one line of a file of JSON lines.
type input struct {
	ID          string // the path or URL as given, "-" for standard input; a JSON line's own id
	Data        []byte
	ContentType string // as the server says, "" elsewhere
	URL         string // where it was fetched from, after redirects
	Line        int    // its line in a file of JSON lines, counted from 1; else 0
}

// forEachInput reads the inputs in the order given (none means standard input) and calls fn with each. An input that cannot be
// read, or for which fn returns an error, is named on standard error with the reason; the others go on. It returns errSomeFailed when
// there was such an input, and stops early only when results cannot be written or the run is interrupted.
func forEachInput(cmd *cobra.Command, args []string, fn func(input) error) error {
	if len(args) == 0 {
		if f, ok := cmd.InOrStdin().(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			return usagef("no input; give a FILE, a URL, or - for standard input")
		}
		args = []string{"-"}
	}
	r := inputReader{ctx: cmd.Context(), stdin: cmd.InOrStdin(), fn: fn, fail: func(name string, err error) {
		fmt.Fprintf(cmd.ErrOrStderr(), "barograph: %s: %v\n", plain(name), err)
	}}
	for _, arg := range args {
		if err := r.read(arg); err != nil {
			return err
		}
	}
	if r.failed {
		return errSomeFailed
	}
	return nil
}

// inputReader walks over the inputs of one run.
type inputReader struct {
	ctx    context.Context
	stdin  io.Reader
	fn     func(input) error
	fail   func(name string, err error)
	failed bool
}

// read handles one argument. The error it returns ends the run.
func (r *inputReader) read(arg string) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	in := input{ID: arg}
	var body io.Reader
	switch {
	case arg == "-":
		body = r.stdin
	case strings.Contains(arg, "://"):
		data, contentType, final, err := fetch(r.ctx, arg)
		if err != nil {
			if r.ctx.Err() != nil {
				return r.ctx.Err()
			}
			return r.done(arg, err)
		}
		in.ContentType, in.URL = contentType, final
		body = bytes.NewReader(data)
	default:
		f, err := openFile(arg)
		if err != nil {
			return r.done(arg, err)
		}
		defer f.Close()
		body = f
	}
	buffered := bufio.NewReaderSize(body, 64<<10)
	if isJSONLines(buffered) {
		return r.lines(in, buffered)
	}
	data, err := io.ReadAll(io.LimitReader(buffered, maxPage+1))
	switch {
	case err != nil:
		return r.done(arg, err)
	case len(data) > maxPage:
		return r.done(arg, errTooLarge())
	}
	in.Data = data
	return r.done(arg, r.fn(in))
}

// lines hands on each line of a file of JSON lines as an input of its own.
func (r *inputReader) lines(in input, body *bufio.Reader) error {
	name := in.ID
	for {
		line, err := readLine(body)
		in.Line++
		where := fmt.Sprintf("%s:%d", name, in.Line)
		if len(bytes.TrimSpace(line)) > 0 {
			if r.ctx.Err() != nil {
				return r.ctx.Err()
			}
			in.ID, in.Data, in.ContentType = where, line, "application/json"
			if err := r.done(where, r.fn(in)); err != nil {
				return err
			}
		}
		switch {
		case errors.Is(err, errLongLine):
			if err := r.done(where, err); err != nil {
				return err
			}
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return r.done(where, err)
		}
	}
}

// done notes how an input ended. The error it returns ends the run.
func (r *inputReader) done(name string, err error) error {
	var out outputError
	if err == nil {
		return nil
	}
	if errors.As(err, &out) || r.ctx.Err() != nil && errors.Is(err, r.ctx.Err()) {
		return err
	}
	r.failed = true
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range several.Unwrap() {
			r.fail(name, e)
		}
		return nil
	}
	r.fail(name, err)
	return nil
}

// openFile opens a regular file or pipe, with errors that say what to do.
func openFile(name string) (*os.File, error) {
	f, err := os.Open(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("no such file; check the path, or write a URL with its https://")
	case errors.Is(err, fs.ErrPermission):
		return nil, errors.New("not allowed to read it; check its permissions")
	case err != nil:
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, errors.New("is a folder; give its files, such as " + strings.TrimRight(name, "/") + "/*.html")
	}
	return f, nil
}

func errTooLarge() error {
	return fmt.Errorf("larger than %d MB, too large for a page; give one article, or many as JSON lines", maxPage>>20)
}

// isJSONLines looks whether the input begins with an object of JSON.
func isJSONLines(r *bufio.Reader) bool {
	head, _ := r.Peek(1024)
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	head = bytes.TrimLeft(head[1:], " \t\r\n")
	return len(head) > 0 && (head[0] == '"' || head[0] == '}')
}

// errLongLine is a line of JSON beyond the limit. The rest of the line was skipped.
var errLongLine = fmt.Errorf("line larger than %d MB; split it", maxLine>>20)

// readLine reads one line of at most maxLine bytes. The last line comes together with io.EOF.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			long, line = true, nil
		}
		if !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case long && (err == nil || errors.Is(err, io.EOF)):
			return nil, errLongLine // at the end of the file the next call says so
		}
		return line, err
	}
}

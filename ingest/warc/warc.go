// Package warc reads web archives (ISO 28500), such as those of Common Crawl's news crawl.
//
// A WARC is a row of records: a line with the version, headers, a blank line, and as many bytes as Content-Length says. A page stands
// in a record of type "response", as the server sent it, with its HTTP headers. Records are read one after the other and never more
// than one page is held; a record too large for a page is passed over. When an archive ends in the middle of a record, what came
// before is whole, and the error says so.
package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/barograph/barograph/ingest/inflate"
)

// Limits of one record.
const (
	MaxPage   = 16 << 20 // bytes of a page, unpacked
	maxBlock  = MaxPage + maxHTTP
	maxHTTP   = 256 << 10 // bytes of a response's HTTP headers
	maxHeader = 64 << 10  // bytes of a record's headers
	maxBlank  = 64        // blank lines between two records
)

// Errors of archives. None of them ends a process; ErrCut and ErrBroken end an archive.
var (
	ErrCut    = errors.New("the archive is cut off in the middle of a record; what came before it was read")
	ErrBroken = errors.New("the archive is damaged: here should be a record; what came before it was read")
)

// A Page is an HTML page of an archive.
type Page struct {
	URL         string
	Captured    time.Time // when it was fetched; zero when the archive does not tell
	ContentType string
	Data        []byte // as the server sent it, unpacked
}

// A Reader reads the pages of an archive.
type Reader struct {
	r       *bufio.Reader
	Records int // read so far, of all types
	Skipped int // responses that hold no page: other types, errors, too large or broken
}

// NewReader reads an archive whose compression was taken off already.
func NewReader(r io.Reader) *Reader { return &Reader{r: bufio.NewReaderSize(r, 64<<10)} }

// Is tells whether bytes begin an archive.
func Is(head []byte) bool {
	return bytes.HasPrefix(head, []byte("WARC/0.")) || bytes.HasPrefix(head, []byte("WARC/1."))
}

// Next gives the next page. At the end the error is io.EOF.
func (r *Reader) Next() (*Page, error) {
	for {
		h, size, err := r.header()
		if err != nil {
			return nil, err
		}
		r.Records++
		wanted := strings.EqualFold(h.Get("WARC-Type"), "response") && isHTTP(h.Get("Content-Type"))
		if !wanted || size > maxBlock {
			if wanted {
				r.Skipped++
			}
			if err := r.skip(size); err != nil {
				return nil, err
			}
			continue
		}
		// Grown as bytes arrive: a length that lies about a short archive costs nothing.
		var block bytes.Buffer
		if n, err := io.CopyN(&block, r.r, size); err != nil {
			return nil, r.cut(err, n < size)
		}
		page := response(block.Bytes())
		if page == nil {
			r.Skipped++
			continue
		}
		page.URL = strings.Trim(h.Get("WARC-Target-URI"), "<> ")
		page.Captured, _ = time.Parse(time.RFC3339, h.Get("WARC-Date"))
		return page, nil
	}
}

// header reads the version and headers of the next record, and its length.
func (r *Reader) header() (textproto.MIMEHeader, int64, error) {
	for range maxBlank {
		first, err := r.line()
		switch {
		case errors.Is(err, io.EOF) && first == "":
			return nil, 0, io.EOF
		case err != nil && (Is([]byte(first)) || strings.HasPrefix("WARC/1.", first)):
			return nil, 0, r.cut(err, true)
		case errors.Is(err, io.EOF):
			return nil, 0, ErrBroken
		case err != nil:
			return nil, 0, r.cut(err, false)
		case first == "":
			continue
		case !Is([]byte(first)):
			return nil, 0, ErrBroken
		}
		h := textproto.MIMEHeader{}
		for used := 0; ; {
			line, err := r.line()
			if err != nil {
				return nil, 0, r.cut(err, true)
			}
			if used += len(line) + 1; used > maxHeader {
				return nil, 0, ErrBroken
			}
			if line == "" {
				break
			}
			if name, value, ok := strings.Cut(line, ":"); ok && line[0] != ' ' && line[0] != '\t' {
				h.Add(strings.TrimSpace(name), strings.TrimSpace(value))
			}
		}
		size, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64)
		if err != nil || size < 0 {
			return nil, 0, ErrBroken
		}
		return h, size, nil
	}
	return nil, 0, ErrBroken
}

// line reads one line of a header, without its end.
func (r *Reader) line() (string, error) {
	part, err := r.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", ErrBroken
	}
	return strings.TrimRight(string(part), "\r\n"), err
}

func (r *Reader) skip(size int64) error {
	n, err := io.CopyN(io.Discard, r.r, size)
	return r.cut(err, n < size)
}

// cut says that an archive ended too early.
func (r *Reader) cut(err error, early bool) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrBroken):
		return err
	case errors.Is(err, inflate.ErrCut), early && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)):
		return ErrCut
	}
	return fmt.Errorf("%w; what came before it was read", err)
}

func isHTTP(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(kind), "application/http")
}

// response takes the page from a server's answer; nil when it is none.
func response(block []byte) *Page {
	head, body, ok := bytes.Cut(block, []byte("\r\n\r\n"))
	if !ok {
		if head, body, ok = bytes.Cut(block, []byte("\n\n")); !ok {
			return nil
		}
	}
	if len(head) > maxHTTP {
		return nil
	}
	status, rest, _ := bytes.Cut(head, []byte("\n"))
	words := strings.Fields(string(status))
	if len(words) < 2 || !strings.HasPrefix(words[0], "HTTP/") || words[1] != strconv.Itoa(http.StatusOK) {
		return nil
	}
	h := textproto.MIMEHeader{}
	for line := range strings.Lines(string(rest)) {
		if name, value, ok := strings.Cut(strings.TrimRight(line, "\r\n"), ":"); ok {
			h.Add(strings.TrimSpace(name), strings.TrimSpace(value))
		}
	}
	p := &Page{ContentType: h.Get("Content-Type"), Data: body}
	if !isPage(p.ContentType, body) {
		return nil
	}
	if strings.EqualFold(h.Get("Transfer-Encoding"), "chunked") {
		if plain, ok := unchunk(p.Data); ok {
			p.Data = plain
		}
	}
	// Crawlers often unpack a page and leave the header that says it is packed.
	if inflate.Kind(p.Data) != "" {
		z, err := inflate.Open(bytes.NewReader(p.Data))
		if err != nil {
			return nil
		}
		defer z.Close()
		plain, err := io.ReadAll(io.LimitReader(z, MaxPage+1))
		if err != nil && !errors.Is(err, inflate.ErrCut) || len(plain) > MaxPage {
			return nil
		}
		p.Data = plain
	}
	if len(p.Data) == 0 || len(p.Data) > MaxPage {
		return nil
	}
	return p
}

// isPage tells whether an answer is HTML, by its type or, without one, by its first bytes.
func isPage(contentType string, body []byte) bool {
	kind, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch strings.TrimSpace(kind) {
	case "text/html", "application/xhtml+xml":
		return true
	case "":
		return strings.HasPrefix(http.DetectContentType(body), "text/html")
	}
	return false
}

// unchunk undoes the chunked transfer encoding; false when the bytes are not so encoded.
func unchunk(b []byte) ([]byte, bool) {
	var out []byte
	for {
		line, rest, ok := bytes.Cut(b, []byte("\r\n"))
		if !ok {
			return out, len(out) > 0 // cut off
		}
		size, _, _ := bytes.Cut(line, []byte(";"))
		n, err := strconv.ParseUint(string(bytes.TrimSpace(size)), 16, 31)
		switch {
		case err != nil:
			return nil, false
		case n == 0:
			return out, true
		case int(n) > len(rest):
			return append(out, rest...), true
		}
		out = append(out, rest[:n]...)
		b = bytes.TrimPrefix(rest[n:], []byte("\r\n"))
	}
}

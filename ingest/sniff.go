package ingest

import (
	"bufio"
	"bytes"

	"golang.org/x/text/encoding/unicode"

	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/ingest/opml"
	"github.com/barograph/barograph/ingest/sitemap"
	"github.com/barograph/barograph/ingest/warc"
)

// kind is what bytes are.
type kind int

const (
	page      kind = iota // HTML or text, and whatever package article makes of it
	jsonLines             // an object of JSON on each line
	jsonArray             // an array of such objects
	feed
	sitemapXML
	feedList
	archive
)

const byteOrderMark = "\xef\xbb\xbf" // of UTF-8

// sniff tells by the first bytes what r holds.
func sniff(r *bufio.Reader) kind {
	if beginsLines(r) {
		return jsonLines
	}
	head, _ := r.Peek(2048)
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(byteOrderMark)), " \t\r\n")
	switch {
	case warc.Is(trimmed):
		return archive
	case startsObject(trimmed):
		return jsonLines
	case len(trimmed) > 0 && trimmed[0] == '[' && startsObject(bytes.TrimLeft(trimmed[1:], " \t\r\n")):
		return jsonArray
	case len(trimmed) == 0 || trimmed[0] != '<':
		return page
	case article.IsFeed(head):
		return feed
	case sitemap.Is(head):
		return sitemapXML
	case opml.Is(head):
		return feedList
	}
	return page
}

// beginsLines tells whether r begins with an object of JSON. It waits for no more bytes than it needs: whoever writes the lines may want
// the answer to the first before the second.
func beginsLines(r *bufio.Reader) bool {
	for n := 1; n <= 2048; n = r.Buffered() + 1 {
		_, err := r.Peek(n)
		head, _ := r.Peek(r.Buffered())
		trimmed := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(byteOrderMark)), " \t\r\n")
		switch {
		case startsObject(trimmed):
			return true
		case err != nil || len(trimmed) > 0 && trimmed[0] != '{' && trimmed[0] != byteOrderMark[0]:
			return false
		}
	}
	return false
}

func startsObject(s []byte) bool {
	if len(s) == 0 || s[0] != '{' {
		return false
	}
	s = bytes.TrimLeft(s[1:], " \t\r\n")
	return len(s) > 0 && (s[0] == '"' || s[0] == '}')
}

// holdsLines tells whether what begins like no JSON may be lines of JSON all the same, the first of them broken: it is text and no
// page, and, where its name does not say so, one of the next lines is an object.
func holdsLines(r *bufio.Reader, mustShow bool) bool {
	head, _ := r.Peek(max(r.Buffered(), 1))
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(head, []byte(byteOrderMark)))
	if len(trimmed) == 0 || trimmed[0] == '<' || bytes.IndexByte(head, 0) >= 0 || bytes.HasPrefix(trimmed, []byte("%PDF-")) {
		return false
	}
	for line := range bytes.Lines(trimmed) {
		if startsObject(bytes.TrimSpace(line)) {
			return true
		}
	}
	return !mustShow || trimmed[0] == '{'
}

// fromUTF16 turns JSON in UTF-16, as some shells write it, into UTF-8. Pages are left to package article.
func fromUTF16(r *bufio.Reader) *bufio.Reader {
	mark, _ := r.Peek(2)
	if string(mark) != "\xff\xfe" && string(mark) != "\xfe\xff" {
		return r
	}
	marked := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	head, _ := r.Peek(256)
	start, err := marked.NewDecoder().Bytes(head[:len(head)&^1])
	start = bytes.TrimSpace(start)
	if err != nil || len(start) == 0 || start[0] != '{' && start[0] != '[' {
		return r
	}
	return bufio.NewReaderSize(marked.NewDecoder().Reader(r), 64<<10)
}

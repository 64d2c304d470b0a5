package ingest

import (
	"bufio"
	"bytes"

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

// sniff tells by the first bytes what r holds.
func sniff(r *bufio.Reader) kind {
	head, _ := r.Peek(2048)
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
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

func startsObject(s []byte) bool {
	if len(s) == 0 || s[0] != '{' {
		return false
	}
	s = bytes.TrimLeft(s[1:], " \t\r\n")
	return len(s) > 0 && (s[0] == '"' || s[0] == '}')
}

// Package sitemap reads sitemaps: the lists of their pages that sites keep for crawlers, also those of news (with a page's title and
// date of publication) and indexes of other sitemaps.
package sitemap

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

// Limits of the protocol: what is beyond them is not read.
const (
	MaxBytes = 50 << 20
	MaxLinks = 50_000
	maxLoc   = 2048
	maxDepth = 32
)

// A Link leads to a page or, in an index, to another sitemap.
type Link struct {
	URL       string
	Modified  string // as written; "" when not told
	Published string // likewise, of news
	Title     string // of news
	Outlet    string // the name of the publication, of news
	Language  string // of news
	Index     bool   // leads to a sitemap
}

// Is tells whether bytes begin a sitemap.
func Is(head []byte) bool {
	s := strings.ToLower(string(head[:min(len(head), 1024)]))
	return strings.Contains(s, "<urlset") || strings.Contains(s, "<sitemapindex")
}

// Read calls fn with each link. When the sitemap breaks off, the links before that were given. An error of fn ends the reading.
func Read(r io.Reader, fn func(Link) error) error {
	d := xml.NewDecoder(io.LimitReader(r, MaxBytes))
	d.Strict = false
	d.CharsetReader = charset.NewReaderLabel
	var link *Link
	var path []string
	links := 0
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && len(path) == 0 && links > 0:
			return nil
		case errors.Is(err, io.EOF) && len(path) == 0:
			return errors.New("a sitemap without pages")
		case err != nil:
			return fmt.Errorf("the sitemap breaks off after %d pages (%w)", links, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if path = append(path, t.Name.Local); len(path) > maxDepth {
				return errors.New("the sitemap is nested too deep")
			}
			if t.Name.Local == "url" || t.Name.Local == "sitemap" {
				link = &Link{Index: t.Name.Local == "sitemap"}
			}
		case xml.CharData:
			if link != nil {
				link.set(path, string(t))
			}
		case xml.EndElement:
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
			if link == nil || t.Name.Local != "url" && t.Name.Local != "sitemap" {
				continue
			}
			if link.URL = strings.TrimSpace(link.URL); link.URL != "" && len(link.URL) <= maxLoc {
				if links++; links > MaxLinks {
					return fmt.Errorf("the sitemap has more than %d pages; the rest is not read", MaxLinks)
				}
				if err := fn(*link); err != nil {
					return err
				}
			}
			link = nil
		}
	}
}

func (l *Link) set(path []string, text string) {
	if text = strings.TrimSpace(text); text == "" || len(path) < 2 {
		return
	}
	inside := path[len(path)-2]
	var to *string
	switch path[len(path)-1] {
	case "loc":
		if inside == "url" || inside == "sitemap" { // not that of an image
			to = &l.URL
		}
	case "lastmod":
		to = &l.Modified
	case "publication_date":
		to = &l.Published
	case "title":
		if inside == "news" {
			to = &l.Title
		}
	case "name":
		to = &l.Outlet
	case "language":
		to = &l.Language
	}
	if to != nil && len(*to)+len(text) <= maxLoc {
		*to += text
	}
}

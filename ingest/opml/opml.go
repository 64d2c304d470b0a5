// Package opml reads lists of feeds, in the form in which feed readers exchange them.
package opml

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

// Limits of a list.
const (
	maxBytes = 8 << 20
	maxFeeds = 20_000
	maxDepth = 32
)

// A Feed is one feed of a list.
type Feed struct {
	URL   string
	Title string
	Path  string // of the folders it stands in: "Africa/Kenya"
}

// Is tells whether bytes begin a list of feeds.
func Is(head []byte) bool {
	return strings.Contains(strings.ToLower(string(head[:min(len(head), 1024)])), "<opml")
}

// Read reads a list. Each address is given once.
func Read(r io.Reader) ([]Feed, error) {
	d := xml.NewDecoder(io.LimitReader(r, maxBytes))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = charset.NewReaderLabel
	var feeds []Feed
	seen := map[string]bool{}
	var folders []string
	depth := 0
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && depth == 0 && len(feeds) > 0:
			return feeds, nil
		case errors.Is(err, io.EOF) && depth == 0:
			return nil, errors.New("no feeds in it; each is an <outline> with an xmlUrl")
		case err != nil:
			return feeds, fmt.Errorf("the list breaks off after %d feeds (%w)", len(feeds), err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return feeds, errors.New("the list is nested too deep")
			}
			if t.Name.Local != "outline" {
				continue
			}
			f := Feed{Path: strings.Join(folders, "/")}
			for _, a := range t.Attr {
				switch strings.ToLower(a.Name.Local) {
				case "xmlurl":
					f.URL = strings.TrimSpace(a.Value)
				case "title":
					f.Title = strings.TrimSpace(a.Value)
				case "text":
					if f.Title == "" {
						f.Title = strings.TrimSpace(a.Value)
					}
				}
			}
			folders = append(folders, f.Title)
			if f.URL != "" && !seen[f.URL] {
				if len(feeds) == maxFeeds {
					return feeds, fmt.Errorf("the list has more than %d feeds; the rest is not read", maxFeeds)
				}
				seen[f.URL] = true
				feeds = append(feeds, f)
			}
		case xml.EndElement:
			depth = max(0, depth-1)
			if t.Name.Local == "outline" && len(folders) > 0 {
				folders = folders[:len(folders)-1]
			}
		}
	}
}

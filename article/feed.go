package article

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/barograph/barograph"
)

// An Item is one article of a feed or of a file of many. Err tells why it could not be read; then Article is nil.
type Item struct {
	ID      string // its link, or else the identifier it gives itself
	Article *barograph.Article
	Err     error
}

// IsFeed tells whether bytes are an RSS or Atom feed.
func IsFeed(data []byte) bool {
	head := strings.ToLower(string(data[:min(len(data), 2048)]))
	return strings.Contains(head, "<rss") || strings.Contains(head, "<rdf:rdf") || strings.Contains(head, "<feed") && strings.Contains(head, "atom")
}

// Feed reads the items of an RSS or Atom feed, as far as their text stands in the feed itself. When the feed breaks off, the items
// before that are returned with the error.
func Feed(data []byte, contentType string, opts Options) ([]Item, error) {
	text, err := decode(data, contentType)
	if err != nil {
		return nil, err
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var items []Item
	source := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return items, fmt.Errorf("the feed breaks off after %d items (%w); fetch it again", len(items), err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "title":
			if len(items) > 0 || source != "" {
				continue
			}
			if err := d.DecodeElement(&source, &start); err != nil {
				continue
			}
		case "item", "entry":
			var raw feedItem
			if err := d.DecodeElement(&raw, &start); err != nil {
				return items, fmt.Errorf("the feed breaks off after %d items (%w); fetch it again", len(items), err)
			}
			items = append(items, raw.item(oneLine(source), opts))
		}
	}
	if len(items) == 0 {
		return nil, errors.New("a feed without items; give one that has some, or a page")
	}
	return items, nil
}

type feedItem struct {
	Titles []feedText `xml:"title"`
	Links  []struct {
		Href string `xml:"href,attr"`
		Rel  string `xml:"rel,attr"`
		Text string `xml:",chardata"`
	} `xml:"link"`
	GUID        string     `xml:"guid"`
	ID          string     `xml:"id"`
	Description []feedText `xml:"description"`
	Summary     []feedText `xml:"summary"`
	Encoded     []feedText `xml:"encoded"`
	Content     []feedText `xml:"content"`
	PubDate     string     `xml:"pubDate"`
	Date        string     `xml:"date"`
	Published   string     `xml:"published"`
	Updated     string     `xml:"updated"`
	Creators    []string   `xml:"creator"`
	Authors     []struct {
		Name string `xml:"name"`
		Text string `xml:",chardata"`
	} `xml:"author"`
	Categories []struct {
		Term string `xml:"term,attr"`
		Text string `xml:",chardata"`
	} `xml:"category"`
}

// feedText is text that may be plain, markup in disguise (escaped or CDATA), or markup.
type feedText struct {
	Type  string `xml:"type,attr"`
	Chars string `xml:",chardata"`
	Inner string `xml:",innerxml"`
}

func (t feedText) value() string {
	if t.Type == "xhtml" {
		return t.Inner
	}
	return t.Chars
}

// longest is the longest of the texts: feeds mix the elements of several vocabularies under one name.
func longest(texts ...[]feedText) string {
	best := ""
	for _, list := range texts {
		for _, t := range list {
			if v := t.value(); len(v) > len(best) {
				best = v
			}
		}
	}
	return best
}

func (f *feedItem) item(source string, opts Options) Item {
	link := ""
	for _, l := range f.Links {
		href := strings.TrimSpace(l.Href + l.Text)
		if href != "" && (link == "" || l.Rel == "alternate") {
			link = href
		}
	}
	id := link
	for _, other := range []string{f.GUID, f.ID} {
		if id == "" {
			id = strings.TrimSpace(other)
		}
	}
	a := &barograph.Article{URL: link, Source: source}
	if len(f.Titles) > 0 {
		a.Headline = oneLine(stripTags(unescape(f.Titles[0].value())))
	}
	for _, c := range f.Categories {
		if name := strings.TrimSpace(c.Text + c.Term); name != "" && a.Section == "" && len(name) < 60 {
			a.Section = oneLine(name)
		}
	}
	var by []string
	for _, c := range f.Creators {
		by = append(by, authorNames(c)...)
	}
	for _, c := range f.Authors {
		if len(by) == 0 {
			by = append(by, authorNames(c.Name+c.Text)...)
		}
	}
	a.Byline = strings.Join(by, ", ")
	for _, s := range []string{f.PubDate, f.Published, f.Date, f.Updated} {
		if a.Published == nil {
			a.Published = published(s)
		}
	}
	short, long := longest(f.Description, f.Summary), longest(f.Encoded, f.Content)
	if len(long) < len(short) {
		short, long = "", short
	}
	if s := plainLines(short); len(s) == 1 && !repeats(s[0], plainLines(long)) && !strings.HasSuffix(s[0], "…") && !strings.HasSuffix(s[0], "...") {
		a.Standfirst = s[0]
	}
	paragraphs := middle(a, untail(plainLines(long)))
	if a.Headline == "" && len(paragraphs) == 0 {
		return Item{ID: id, Err: ErrNoText}
	}
	if err := finishText(a, paragraphs, opts); err != nil {
		return Item{ID: id, Err: err}
	}
	return Item{ID: id, Article: a}
}

// plainLines is the text of a piece that may be markup, a line for each paragraph.
func plainLines(s string) []string {
	if strings.Contains(s, "<") {
		s = stripTags(s)
	}
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = oneLine(unescape(line)); line != "" {
			out = append(out, line)
		}
	}
	return out
}

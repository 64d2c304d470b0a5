// Package wikipedia reads Wikipedia's portal of current events: a chronicle of the world, kept by hand every day since 2002, in which
// each entry is one or two sentences under a topic, with the outlets that reported it.
//
// Parse reads the wikitext of a day; a Client gets it through the MediaWiki API. Of an entry both give the same Summary, and so the
// same article, as a line of a file of entries that were read before:
//
//	{"id": "wce-2025-12-19-05", "published": "2025-12-19", "topic": "…", "text": "…", "sources": ["Reuters"]}
package wikipedia

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/barograph/barograph"
)

// A Summary is one entry of a day.
type Summary struct {
	ID        string   `json:"id"`
	Published string   `json:"published"` // the day
	Topic     string   `json:"topic"`     // the path of topics it stands under, from the widest, joined by ": "
	Text      string   `json:"text"`
	Sources   []string `json:"sources"` // the outlets it cites
}

// Outlet is the source of the articles that summaries become.
const Outlet = "Wikipedia: Current events"

// FromJSON reads a line of a file of summaries; ok is false when it is anything else.
func FromJSON(line []byte) (s Summary, ok bool) {
	if !bytes.Contains(line, []byte(`"topic"`)) || !bytes.Contains(line, []byte(`"wce-`)) {
		return s, false
	}
	if json.Unmarshal(line, &s) != nil || !strings.HasPrefix(s.ID, "wce-") || strings.TrimSpace(s.Text) == "" {
		return s, false
	}
	_, err := barograph.ParseDay(s.Published)
	return s, err == nil && len(s.Published) == len("2025-12-19")
}

// Article makes an article of a summary: its text is the body, its topic the section, the outlets it cites the byline. Its address is
// that of the day's page, with a mark for its text, as the entries of a day have no addresses of their own.
func (s Summary) Article() (*barograph.Article, error) {
	day, err := barograph.ParseDay(s.Published)
	if err != nil {
		return nil, err
	}
	text := strings.Join(strings.Fields(s.Text), " ")
	h := fnv.New64a()
	h.Write([]byte(text))
	return &barograph.Article{
		URL:       fmt.Sprintf("https://en.wikipedia.org/wiki/%s#%016x", strings.ReplaceAll(title(day), " ", "_"), h.Sum64()),
		Source:    Outlet,
		Language:  "en",
		Section:   s.Topic,
		Byline:    strings.Join(s.Sources, ", "),
		Published: &barograph.Published{Time: day.Time(), DayOnly: true},
		Body:      text,
	}, nil
}

// title is the name of a day's page.
func title(day barograph.Day) string {
	t := day.Time()
	return fmt.Sprintf("Portal:Current events/%d %s %d", t.Year(), t.Month(), t.Day())
}

// monthTitle is the name of a month's page, on which the days stood in the first years.
func monthTitle(day barograph.Day) string {
	t := day.Time()
	return fmt.Sprintf("Portal:Current events/%s %d", t.Month(), t.Year())
}

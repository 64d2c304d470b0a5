package article

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/barograph/barograph"
)

// The names that tools give the fields of an article, in the order in which they are believed. Beside Barograph's own they are those
// of NGEC and POLECAT (event_text, pub_date, headline, publisher), of the Phoenix pipeline (content, date, source) and of scrapers.
var (
	idFields        = []string{"id", "_id", "doc_id", "story_id", "storyid", "uuid", "guid"}
	urlFields       = []string{"url", "link", "story_url", "canonical_url", "uri"}
	titleFields     = []string{"title", "headline", "story_title"}
	bodyFields      = []string{"text", "body", "content", "event_text", "story_text", "full_text", "maintext", "article", "summary", "description"}
	htmlFields      = []string{"html", "raw_html"}
	publishedFields = []string{"published", "pub_date", "publication_date", "date_publish", "published_at", "publishedat", "pubdate", "date", "story_date", "timestamp", "date_added"}
	sourceFields    = []string{"source", "publisher", "source_name", "outlet", "source_domain", "site", "domain"}
	sectionFields   = []string{"section", "category", "topic"}
	bylineFields    = []string{"byline", "author", "authors"}
)

// FromJSON reads an article from one line of JSON: {"id", "url", "title", "text", "published", "source"}, of which only text is
// needed. The names that other tools give these fields are understood too.
func FromJSON(line []byte, opts Options) (Item, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return Item{}, fmt.Errorf("a %s, not an object; each line is an object with at least \"text\"", wrong.Value)
		}
		return Item{}, fmt.Errorf("broken JSON (%w); correct the line", err)
	}
	r := record{}
	for name, value := range raw {
		r[strings.ToLower(name)] = value
	}
	item := Item{ID: r.any(idFields)}
	url := r.any(urlFields)
	if item.ID == "" {
		item.ID = url
	}
	if page, err := r.text(htmlFields); err != nil {
		return item, err
	} else if page != "" {
		a, err := fromHTML(page, url, opts)
		item.Article = a
		return item, err
	}
	title, err := r.text(titleFields)
	if err != nil {
		return item, err
	}
	body, err := r.text(bodyFields)
	if err != nil {
		return item, err
	}
	if strings.TrimSpace(title+body) == "" {
		return item, errors.New(`no "text" in it; each line is an object with at least "text"`)
	}
	if LooksLikeHTML(body) {
		body = strings.Join(plainLines(body), "\n\n")
	}
	item.Article, err = r.article(title, body, opts)
	if err != nil {
		return Item{ID: item.ID}, err
	}
	a := item.Article
	a.URL, a.Section, a.Byline = url, either(r.any(sectionFields), a.Section), either(r.any(bylineFields), a.Byline)
	a.Source = either(r.any(sourceFields), host(url))
	return item, nil
}

// article makes an article of a record's title and body.
func (r record) article(title, body string, opts Options) (*barograph.Article, error) {
	when := r.published()
	if opts.Published.IsZero() && when != nil {
		// The record's date stands for the page's, not above the caller's.
		opts.Published = when.Time
	}
	var a *barograph.Article
	var err error
	if title == "" {
		a, err = FromText(body, opts)
	} else {
		a = &barograph.Article{Headline: oneLine(title)}
		lines := textLines(body)
		if len(lines) > 0 && similar(lines[0], title) && !prose(lines[0]) {
			lines = lines[1:]
		}
		err = finishText(a, middle(a, untail(lines)), opts)
	}
	if err != nil {
		return nil, err
	}
	if when != nil && a.Published != nil && a.Published.Equal(when.Time) {
		a.Published = when
	}
	if given := r.any(publishedFields); when == nil && given != "" {
		addWarning(a, "its date %q is not understood; write it as 2025-05-09", given)
	}
	return a, nil
}

// record is an object of JSON by the names of its fields in small letters.
type record map[string]json.RawMessage

// text is the first of the fields that is there and not empty. It must be a string.
func (r record) text(names []string) (value string, err error) {
	for _, name := range names {
		raw, ok := r[name]
		if !ok || string(raw) == "null" {
			continue
		}
		if err := json.Unmarshal(raw, &value); err != nil {
			return "", fmt.Errorf("the field %q is not a string; correct the line", name)
		}
		if strings.TrimSpace(value) != "" {
			return value, nil
		}
	}
	return "", nil
}

// any is the first of the fields that holds something to show: a string, a number, a list of them, or a string that databases wrap
// into an object ({"$oid": "…"}, {"name": "…"}).
func (r record) any(names []string) string {
	for _, name := range names {
		if raw, ok := r[name]; ok {
			if s := shown(raw, 0); s != "" {
				return s
			}
		}
	}
	return ""
}

func (r record) published() *barograph.Published {
	for _, name := range publishedFields {
		if raw, ok := r[name]; ok {
			if p := published(shown(raw, 0)); p != nil {
				return p
			}
		}
	}
	return nil
}

func shown(raw json.RawMessage, depth int) string {
	if len(raw) == 0 || depth > 2 {
		return ""
	}
	switch raw[0] {
	case '"':
		var s string
		_ = json.Unmarshal(raw, &s) // it was valid as part of the line
		return oneLine(s)
	case '[':
		var list []json.RawMessage
		_ = json.Unmarshal(raw, &list)
		var parts []string
		for _, e := range list[:min(len(list), 10)] {
			if s := shown(e, depth+1); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, ", ")
	case '{':
		var object map[string]json.RawMessage
		_ = json.Unmarshal(raw, &object)
		for _, name := range []string{"$oid", "$date", "name", "title", "id", "domain"} {
			if s := shown(object[name], depth+1); s != "" {
				return s
			}
		}
		return ""
	case 't', 'f', 'n':
		return ""
	}
	return string(raw)
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

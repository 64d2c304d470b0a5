package article

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/barograph/barograph"
)

// FromJSON reads an article from one line of JSON: {"id", "url", "title", "text", "published", "source"}, of which only text is
// needed. The names that other tools give these fields (headline, body, content, date, link) are understood too.
func FromJSON(line []byte, opts Options) (Item, error) {
	var r struct {
		ID        any             `json:"id"`
		URL       string          `json:"url"`
		Link      string          `json:"link"`
		Title     string          `json:"title"`
		Headline  string          `json:"headline"`
		Text      string          `json:"text"`
		Body      string          `json:"body"`
		Content   string          `json:"content"`
		HTML      string          `json:"html"`
		Published string          `json:"published"`
		Date      string          `json:"date"`
		Source    json.RawMessage `json:"source"`
		Section   string          `json:"section"`
		Byline    string          `json:"byline"`
	}
	if err := json.Unmarshal(line, &r); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return Item{}, fmt.Errorf("the field %q is not %s; correct the line", wrong.Field, wrong.Type)
		}
		return Item{}, fmt.Errorf("broken JSON (%w); correct the line", err)
	}
	item := Item{}
	switch id := r.ID.(type) {
	case string:
		item.ID = id
	case float64:
		item.ID = strings.TrimSuffix(fmt.Sprintf("%.0f", id), ".0")
	}
	url := either(r.URL, r.Link)
	item.ID = either(item.ID, url)
	if r.HTML != "" {
		a, err := fromHTML(r.HTML, url, opts)
		item.Article = a
		return item, err
	}
	title, body := either(r.Title, r.Headline), either(r.Text, either(r.Body, r.Content))
	if strings.TrimSpace(title+body) == "" {
		return item, errors.New(`no "text" in it; each line is an object with at least "text"`)
	}
	if LooksLikeHTML(body) {
		body = strings.Join(plainLines(body), "\n\n")
	}
	when := published(either(r.Published, r.Date))
	var a *barograph.Article
	var err error
	if opts.Published.IsZero() && when != nil {
		// The record's date stands for the page's, not above the caller's.
		opts.Published = when.Time
	}
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
		return item, err
	}
	if when != nil && a.Published != nil && a.Published.Equal(when.Time) {
		a.Published = when
	}
	a.URL, a.Section, a.Byline = url, either(r.Section, a.Section), either(r.Byline, a.Byline)
	var source string
	if json.Unmarshal(r.Source, &source) == nil {
		a.Source = source
	}
	a.Source = either(a.Source, host(url))
	item.Article = a
	return item, nil
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

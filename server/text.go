package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/store"
)

// A text is what was coded, with all that was found in it.
type text struct {
	Text       string             `json:"text"`
	Article    *barograph.Article `json:"article"`
	Parts      []part             `json:"parts"`
	Quotes     []barograph.Quote  `json:"quotes"`
	Events     []textEvent        `json:"events"`
	Highlights []highlight        `json:"highlights"`
	Warnings   []string           `json:"warnings"`
}

type textEvent struct {
	barograph.Event
	Story   string             `json:"story,omitempty"`
	Explain *coder.Explanation `json:"explain,omitempty"`
}

// A part is a piece of a page, from top to bottom. What was not coded is furniture, whose offsets are 0.
type part struct {
	Part  string `json:"part"`
	Text  string `json:"text"`
	Coded bool   `json:"coded"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// A highlight is a span of the text and what it is there for.
type highlight struct {
	Start  int              `json:"start"`
	End    int              `json:"end"`
	Role   string           `json:"role"`
	Event  string           `json:"event"`
	Type   barograph.Type   `json:"type"`
	Quad   int              `json:"quad"`
	Status barograph.Status `json:"status"`
	Means  string           `json:"means,omitempty"`
}

// newText puts a text together.
func newText(coded string, a *barograph.Article, quotes []barograph.Quote, events []barograph.Event, warnings []string) *text {
	t := &text{Text: coded, Article: a, Parts: partsOf(coded, a), Quotes: append([]barograph.Quote{}, quotes...), Events: []textEvent{},
		Highlights: []highlight{}, Warnings: append([]string{}, warnings...)}
	if a != nil {
		kept := *a
		kept.URL = webAddress(a.URL)
		t.Article = &kept
	}
	for i := range events {
		t.Events = append(t.Events, textEvent{Event: events[i]})
		t.Highlights = append(t.Highlights, highlights(coded, &events[i])...)
	}
	slices.SortStableFunc(t.Highlights, func(x, y highlight) int { return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(y.End, x.End)) })
	return t
}

// partsOf lays a page out. Offsets count code points of the coded text: headline, standfirst and body, a blank line between two.
func partsOf(coded string, a *barograph.Article) []part {
	if a == nil {
		return []part{{Part: "body", Text: coded, Coded: true, End: utf8.RuneCountInString(coded)}}
	}
	out := []part{}
	at := 0
	add := func(name, text string, coded bool) {
		switch {
		case text == "":
		case !coded:
			out = append(out, part{Part: name, Text: text})
		default:
			n := utf8.RuneCountInString(text)
			out = append(out, part{name, text, true, at, at + n})
			at += n + 2
		}
	}
	published := ""
	if a.Published != nil {
		published = a.Published.String()
	}
	add("section", a.Section, false)
	add("headline", a.Headline, true)
	add("standfirst", a.Standfirst, true)
	add("byline", a.Byline, false)
	add("published", published, false)
	add("dateline", a.Dateline, false)
	add("body", a.Body, true)
	add("correction", a.Correction, false)
	return out
}

// highlights are the spans of a text that an event rests on.
func highlights(coded string, e *barograph.Event) []highlight {
	var out []highlight
	add := func(role string, s barograph.Span, means string) {
		if s.End > s.Start {
			out = append(out, highlight{s.Start, s.End, role, e.ID, e.Type, e.Quad, e.Status, means})
		}
	}
	party := func(role string, p *barograph.Participant) {
		means := strings.Trim(p.Code+"."+string(p.Sector), ".")
		if p.Name != "" && p.Name != p.Text {
			means = strings.TrimSpace(means + " " + p.Name)
		}
		add(role, p.Span, means)
	}
	add("trigger", e.Trigger, strings.TrimSpace(string(e.Type)+" "+e.Mode))
	for i := range e.Actors {
		party("actor", &e.Actors[i])
	}
	for i := range e.Recipients {
		party("recipient", &e.Recipients[i])
	}
	if e.Claimant != nil {
		party("claimant", e.Claimant)
	}
	for i := range e.Locations {
		l := &e.Locations[i]
		add("location", l.Span, strings.Trim(l.Name+", "+l.Country, ", "))
	}
	if e.Time != nil {
		add("time", e.Time.Span, e.Time.Value)
	}
	for _, f := range []struct {
		role  string
		count *barograph.Count
	}{{"deaths", e.Deaths}, {"injuries", e.Injuries}} {
		if f.count != nil {
			add(f.role, figureIn(coded, e, f.count.Text), figureWords(f.count))
		}
	}
	for i := range e.Mentions {
		add("mention", e.Mentions[i].Trigger, "tells it again")
	}
	return out
}

// figureIn finds the words of a figure in the sentence that an event rests on; an empty span when they do not stand there just once.
func figureIn(coded string, e *barograph.Event, words string) barograph.Span {
	trigger := 0 // in bytes
	for n := 0; n < e.Trigger.Start && trigger < len(coded); n++ {
		_, size := utf8.DecodeRuneInString(coded[trigger:])
		trigger += size
	}
	sentence := -1
	for from := 0; e.Evidence != "" && words != "" && from <= trigger; {
		at := strings.Index(coded[from:], e.Evidence)
		if at < 0 || from+at > trigger {
			break
		}
		sentence = from + at
		from = sentence + 1
	}
	if sentence < 0 || sentence+len(e.Evidence) <= trigger {
		return barograph.Span{}
	}
	found, times := 0, 0
	for from := 0; ; {
		at := strings.Index(e.Evidence[from:], words)
		if at < 0 {
			break
		}
		at += from
		from = at + len(words)
		before, _ := utf8.DecodeLastRuneInString(e.Evidence[:at])
		after, _ := utf8.DecodeRuneInString(e.Evidence[from:])
		if !inWord(before) && !inWord(after) {
			found, times = at, times+1
		}
	}
	if times != 1 {
		return barograph.Span{}
	}
	start := utf8.RuneCountInString(coded[:sentence+found])
	return barograph.Span{Text: words, Start: start, End: start + utf8.RuneCountInString(words)}
}

// inWord says whether a character makes what stands beside it a part of a longer word or number.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// figureWords say a figure in numbers.
func figureWords(c *barograph.Count) string {
	switch {
	case c.Max == 0:
		return fmt.Sprintf("%d or more", c.Min)
	case c.Max == c.Min:
		return fmt.Sprint(c.Min)
	}
	return fmt.Sprintf("%d to %d", c.Min, c.Max)
}

type articleDetail struct {
	*text
	ID         string `json:"id"`
	URL        string `json:"url,omitempty"`
	Copies     string `json:"copies"`
	Superseded bool   `json:"superseded"`
	Feed       string `json:"feed"`
	Coder      string `json:"coder"`
}

func (s *Server) getArticle(w http.ResponseWriter, r *http.Request) error {
	return s.answerJSON(w, r, func(ctx context.Context) (any, error) {
		id := r.PathValue("id")
		a, err := s.article(ctx, id)
		if err != nil {
			return nil, err
		}
		d := &articleDetail{ID: a.ID, URL: webAddress(a.URL), Copies: a.Copies, Superseded: a.Superseded, Feed: a.Feed, Coder: a.Coder,
			text: newText(a.Article.Article.Text(), a.Article.Article, a.Quotes, a.Events, a.Warnings)}
		for i := range d.Events {
			st, err := s.o.Store.Story(ctx, d.Events[i].ID)
			if err == nil {
				d.Events[i].Story = st.ID
			} else if !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
		}
		return d, nil
	})
}

// article reads an article. What is no id finds none.
func (s *Server) article(ctx context.Context, id string) (*store.StoredArticle, error) {
	if _, err := store.Key(id); err != nil {
		return nil, problemf(http.StatusNotFound, "there is no article %q", clip(id))
	}
	return s.o.Store.Article(ctx, id)
}

func (s *Server) explainEvent(w http.ResponseWriter, r *http.Request) error {
	return s.answerJSON(w, r, func(ctx context.Context) (any, error) {
		st, err := s.story(ctx, r.PathValue("id"))
		if err != nil {
			return nil, err
		}
		type explained struct {
			Report  string             `json:"report"`
			Explain *coder.Explanation `json:"explain"`
		}
		out := []explained{}
		seen := map[string]map[string]*coder.Explanation{} // by article and report
		for i := range st.Reports {
			rep := &st.Reports[i]
			if seen[rep.Source.ID] == nil && len(seen) < maxExplained {
				if seen[rep.Source.ID], err = s.explanations(ctx, rep.Source.ID); err != nil {
					return nil, err
				}
			}
			out = append(out, explained{rep.ID, seen[rep.Source.ID][rep.ID]})
		}
		return map[string]any{"reports": out}, nil
	})
}

// maxExplained is how many articles are coded again for one answer.
const maxExplained = 8

// explanations codes an article again and says why each event was coded so, by its id.
func (s *Server) explanations(ctx context.Context, id string) (map[string]*coder.Explanation, error) {
	a, err := s.article(ctx, id)
	if err != nil {
		return nil, err
	}
	doc, err := s.coded(ctx, coder.Input{ID: a.ID, Article: a.Article.Article})
	if err != nil {
		return nil, err
	}
	out := map[string]*coder.Explanation{}
	for i := range doc.Events {
		out[doc.Events[i].ID] = doc.Explanations[i]
	}
	return out, nil
}

// coded codes one input, when its turn has come.
func (s *Server) coded(ctx context.Context, in coder.Input) (*coder.Document, error) {
	select {
	case s.coding <- struct{}{}:
	case <-ctx.Done():
		return nil, later(http.StatusServiceUnavailable, 10, "too many texts wait to be coded; try again in a moment")
	}
	defer func() { <-s.coding }()
	c, err := s.coder()
	if err != nil {
		return nil, err
	}
	s.meters.coded.Inc()
	return c.Code(in), nil
}

package barograph

import "time"

// An Article is one news page, reduced to what its author wrote. Furniture (captions, related headlines, share bars, live-blog
// stamps) is gone.
type Article struct {
	URL        string     `json:"url,omitempty"`
	Source     string     `json:"source,omitempty"` // the outlet: a site name or host
	Language   string     `json:"language,omitempty"`
	Section    string     `json:"section"`
	Headline   string     `json:"headline"`
	Standfirst string     `json:"standfirst"` // the summary between headline and byline
	Byline     string     `json:"byline"`
	Dateline   string     `json:"dateline,omitempty"` // "ISLAMABAD (Reuters)", without the dash
	Published  *Published `json:"published"`
	Dated      string     `json:"dated,omitempty"` // where Published is from, when not from the page: DatedByUser, DatedByFeed, DatedByVisit
	Updated    *Published `json:"updated,omitempty"`
	Body       string     `json:"body"`                 // paragraphs, joined by blank lines
	Correction string     `json:"correction,omitempty"` // the text of a correction notice; not part of Body
	Paywalled  bool       `json:"paywalled,omitempty"`  // Body is only what stands before a paywall
	Warnings   []string   `json:"warnings,omitempty"`   // what a reader should know about how this was read
}

// Where a date of publication is from, when the page itself does not tell it.
const (
	DatedByUser  = "user"
	DatedByFeed  = "feed"  // or sitemap, that leads to the page
	DatedByVisit = "visit" // the day on which an archive fetched it
)

// Published is a moment of publication as precisely as the page tells it. It is written as a day (2025-05-09) or, when the hour is
// known, in RFC 3339.
type Published struct {
	time.Time
	DayOnly bool // the page gives a day, no hour
}

// MarshalText writes a day or an RFC 3339 time.
func (p Published) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (p *Published) UnmarshalText(b []byte) error {
	if t, err := time.Parse(time.DateOnly, string(b)); err == nil {
		*p = Published{Time: t, DayOnly: true}
		return nil
	}
	t, err := time.Parse(time.RFC3339, string(b))
	if err != nil {
		return err
	}
	*p = Published{Time: t}
	return nil
}

func (p Published) String() string {
	if p.DayOnly {
		return p.Format(time.DateOnly)
	}
	return p.Format(time.RFC3339)
}

// MarshalJSON hides the method of the embedded time.
func (p Published) MarshalJSON() ([]byte, error) { return []byte(`"` + p.String() + `"`), nil }

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Published) UnmarshalJSON(b []byte) error {
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return &time.ParseError{Layout: time.RFC3339, Value: string(b), Message: ": not a string"}
	}
	return p.UnmarshalText(b[1 : len(b)-1])
}

// Text is what is coded: headline, standfirst and body, joined by blank lines. Offsets of events count into it.
func (a *Article) Text() string {
	s := ""
	for _, part := range []string{a.Headline, a.Standfirst, a.Body} {
		if part == "" {
			continue
		}
		if s != "" {
			s += "\n\n"
		}
		s += part
	}
	return s
}

// A Quote is speech given word for word.
type Quote struct {
	Speaker string `json:"speaker"` // the name of who says it, as precisely as the text gives it; "" when it does not
	Text    string `json:"text"`    // without the quotation marks
	Channel string `json:"channel"` // "statement", "phone", "X", "press conference", …; "" when not told
	Start   int    `json:"start"`   // code points into the coded text, of Text
	End     int    `json:"end"`
}

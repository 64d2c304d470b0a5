package wikipedia

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/ingest/fetch"
)

// First is the first day of the portal.
const First barograph.Day = 20020701

// API is the address of English Wikipedia's interface.
const API = "https://en.wikipedia.org/w/api.php"

// Limits of asking.
const (
	batch    = 20 // pages a request
	tries    = 6
	maxPages = 64 << 20        // bytes of an answer
	pause    = 5 * time.Second // after the servers say that they are behind; grows with each try
)

// A Client asks the MediaWiki API.
type Client struct {
	Fetch *fetch.Client
	Base  string        // address of the API; "" is English Wikipedia's
	Pause time.Duration // shortens the waiting in tests
}

// A Day is the portal's page of one day.
type Day struct {
	Day       barograph.Day
	Summaries []Summary
	Missing   bool // the portal has no page of it
}

// Days gets the pages of days, in the order given, and calls fn with each.
func (c *Client) Days(ctx context.Context, days []barograph.Day, fn func(Day) error) error {
	for len(days) > 0 {
		n := min(batch, len(days))
		titles := make([]string, n)
		for i, d := range days[:n] {
			titles[i] = title(d)
		}
		pages, err := c.pages(ctx, titles)
		if err != nil {
			return err
		}
		months, err := c.months(ctx, days[:n], pages)
		if err != nil {
			return err
		}
		for _, d := range days[:n] {
			day := Day{Day: d}
			if text, ok := pages[title(d)]; ok {
				day.Summaries = Parse(d, text)
			} else if day.Summaries, ok = months[d]; !ok {
				day.Missing = true
			}
			if err := fn(day); err != nil {
				return err
			}
		}
		days = days[n:]
	}
	return nil
}

// months reads the pages of months for the days that have no page of their own.
func (c *Client) months(ctx context.Context, days []barograph.Day, pages map[string]string) (map[barograph.Day][]Summary, error) {
	missing := map[string]barograph.Day{}
	for _, d := range days {
		if _, ok := pages[title(d)]; !ok {
			missing[monthTitle(d)] = d
		}
	}
	out := map[barograph.Day][]Summary{}
	if len(missing) == 0 {
		return out, nil
	}
	texts, err := c.pages(ctx, slices.Sorted(maps.Keys(missing)))
	if err != nil {
		return nil, err
	}
	for name, text := range texts {
		maps.Copy(out, ParseMonth(missing[name], text))
	}
	return out, nil
}

type answer struct {
	Continue map[string]string `json:"continue"`
	Error    *struct {
		Code string `json:"code"`
		Info string `json:"info"`
	} `json:"error"`
	Query struct {
		Normalized []struct {
			From string `json:"from"`
			To   string `json:"to"`
		} `json:"normalized"`
		Pages []struct {
			Title     string `json:"title"`
			Missing   bool   `json:"missing"`
			Revisions []struct {
				Slots struct {
					Main struct {
						Content string `json:"content"`
					} `json:"main"`
				} `json:"slots"`
			} `json:"revisions"`
		} `json:"pages"`
	} `json:"query"`
}

// pages gets the wikitext of pages by title; those that do not exist are left out.
func (c *Client) pages(ctx context.Context, titles []string) (map[string]string, error) {
	out := map[string]string{}
	more := map[string]string{}
	for range 2 + len(titles) { // an answer that is too long goes on in the next, with at least one page in each
		q := url.Values{
			"action": {"query"}, "format": {"json"}, "formatversion": {"2"}, "maxlag": {"5"}, "prop": {"revisions"},
			"rvprop": {"content"}, "rvslots": {"main"}, "titles": {strings.Join(titles, "|")},
		}
		for k, v := range more {
			q.Set(k, v)
		}
		a, err := c.ask(ctx, q)
		if err != nil {
			return nil, err
		}
		a.pages(out)
		if len(a.Continue) == 0 {
			return out, nil
		}
		more = a.Continue
	}
	return nil, errors.New("wikipedia: its answers never come to an end; try again later")
}

// pages adds the wikitext of the pages in an answer, by the titles that were asked for.
func (a *answer) pages(out map[string]string) {
	names := map[string]string{}
	for _, n := range a.Query.Normalized {
		names[n.To] = n.From
	}
	for _, p := range a.Query.Pages {
		if len(p.Revisions) > 0 {
			out[cmp.Or(names[p.Title], p.Title)] = p.Revisions[0].Slots.Main.Content
		}
	}
}

// parse reads an answer.
func parse(body []byte) (*answer, error) {
	a := &answer{}
	if err := json.Unmarshal(body, a); err != nil {
		return nil, errors.New("wikipedia: the answer is not that of a MediaWiki API; check --wikipedia")
	}
	return a, nil
}

// ask sends one request, again when the servers are behind or in trouble.
func (c *Client) ask(ctx context.Context, q url.Values) (*answer, error) {
	address := cmp.Or(c.Base, API) + "?" + q.Encode()
	wait := cmp.Or(c.Pause, pause)
	var last error
	for range tries {
		r, err := c.Fetch.Get(ctx, fetch.Request{URL: address, Direct: true, Accept: "application/json", MaxBytes: maxPages})
		if err == nil {
			a, wrong := parse(r.Body)
			if wrong != nil || a.Error == nil {
				return a, wrong
			}
			err = fmt.Errorf("wikipedia: %s (%s)", a.Error.Info, a.Error.Code)
			if a.Error.Code != "maxlag" && a.Error.Code != "ratelimited" && a.Error.Code != "readonly" {
				return nil, err
			}
		} else if !fetch.Temporary(err) || ctx.Err() != nil {
			return nil, err
		}
		last = err
		pausing := wait
		var rest fetch.BackoffError
		if errors.As(err, &rest) {
			if pausing = time.Until(rest.Until); pausing > 5*time.Minute {
				return nil, err
			}
		}
		select {
		case <-time.After(pausing):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		wait *= 2
	}
	return nil, last
}

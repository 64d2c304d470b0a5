package server

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/export"
	"github.com/barograph/barograph/query"
	"github.com/barograph/barograph/store"
)

// conditions reads the filters of a query string.
func conditions(v url.Values) (query.Conditions, error) {
	list := func(name string) []string {
		var out []string
		for _, s := range v[name] {
			out = append(out, strings.FieldsFunc(s, func(r rune) bool { return r == ',' })...)
		}
		return out
	}
	c := query.Conditions{Types: list("type"), Modes: list("mode"), Statuses: list("status"), Pairs: v["pair"], Countries: list("country"),
		Actor: v.Get("actor"), Since: v.Get("since"), Until: v.Get("until"), Known: v.Get("known-by"), Place: v.Get("place"),
		Source: v.Get("source"), Origin: v.Get("origin"), Text: v.Get("q")}
	for name, n := range map[string]int{"type": len(c.Types), "mode": len(c.Modes), "status": len(c.Statuses), "pair": len(c.Pairs), "country": len(c.Countries)} {
		if n > 100 {
			return c, badf(name, "%d values of %s are too many", n, name)
		}
	}
	for name, s := range map[string]string{"actor": c.Actor, "place": c.Place, "source": c.Source, "q": c.Text} {
		if len(s) > 500 {
			return c, badf(name, "%s is longer than 500 bytes", name)
		}
	}
	var err error
	if s := v.Get("confidence"); s != "" {
		if c.Confidence, err = strconv.ParseFloat(s, 64); err != nil {
			return c, badf("confidence", "confidence %q is no number between 0 and 1", clip(s))
		}
	}
	for name, to := range map[string]*bool{"directed": &c.Directed, "rejected": &c.Rejected} {
		switch v.Get(name) {
		case "", "false", "0":
		case "true", "1":
			*to = true
		default:
			return c, badf(name, "%s %q is neither true nor false", name, clip(v.Get(name)))
		}
	}
	return c, nil
}

// eventPage is a page of a list.
type eventPage struct {
	Events []barograph.Story `json:"events"`
	Next   *string           `json:"next"`
}

// page reads which page is asked for.
func page(r *http.Request) (store.Page, error) {
	limit, err := number(r, "limit", 1, 1000, 50)
	if err != nil {
		return store.Page{}, err
	}
	oldest, err := flag(r, "oldest")
	return store.Page{After: r.URL.Query().Get("after"), Limit: limit, Oldest: oldest}, err
}

// events reads a page of events.
func (s *Server) events(ctx context.Context, f store.Filter, p store.Page) (*eventPage, error) {
	list, err := s.o.Store.Events(ctx, f, p)
	if err != nil {
		return nil, err
	}
	out := &eventPage{Events: list.Stories}
	for i := range out.Events {
		cleanStory(&out.Events[i])
	}
	if list.Next != "" {
		out.Next = &list.Next
	}
	return out, nil
}

// cleanStory takes out the addresses that no reader should follow. Others' texts stay as they are: they are shown as text.
func cleanStory(s *barograph.Story) *barograph.Story {
	s.URL = webAddress(s.URL)
	for i := range s.Reports {
		s.Reports[i].Source.URL = webAddress(s.Reports[i].Source.URL)
	}
	return s
}

// webAddress is the address if it is one of the web, else "".
func webAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

func storiesCSV(stories []barograph.Story) ([]byte, error) {
	var b bytes.Buffer
	w, err := export.New("csv", &b)
	if err != nil {
		return nil, err
	}
	for i := range stories {
		if err := w.Write(export.OfStory(&stories[i])); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return b.Bytes(), err
}

func (s *Server) listEvents(w http.ResponseWriter, r *http.Request) error {
	asCSV, err := wantsCSV(r)
	if err != nil {
		return err
	}
	c, err := conditions(r.URL.Query())
	if err != nil {
		return err
	}
	f, err := c.Filter()
	if err != nil {
		return err
	}
	p, err := page(r)
	if err != nil {
		return err
	}
	return s.answer(w, r, func(ctx context.Context) (string, []byte, error) {
		list, err := s.events(ctx, f, p)
		if err != nil {
			return "", nil, err
		}
		if asCSV {
			body, err := storiesCSV(list.Events)
			return "text/csv", body, err
		}
		body, err := encode(list)
		return "application/json", body, err
	})
}

func (s *Server) search(w http.ResponseWriter, r *http.Request) error {
	asCSV, err := wantsCSV(r)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(r.URL.Query().Get("q"))
	if text == "" || len(text) > 500 {
		return badf("q", "a query has 1 to 500 bytes")
	}
	p, err := page(r)
	if err != nil {
		return err
	}
	line, err := query.ParseLine(text, s.now())
	if err != nil {
		return err
	}
	f, err := line.Filter()
	if err != nil {
		return err
	}
	return s.answer(w, r, func(ctx context.Context) (string, []byte, error) {
		list, err := s.events(ctx, f, p)
		if err != nil {
			return "", nil, err
		}
		if asCSV {
			body, err := storiesCSV(list.Events)
			return "text/csv", body, err
		}
		named := []country{}
		for _, code := range line.Named {
			named = append(named, countryOf(code))
		}
		body, err := encode(struct {
			*eventPage
			Query     string       `json:"query"`
			Read      []query.Part `json:"read"`
			Countries []country    `json:"countries"`
			Filter    string       `json:"filter"`
		}{list, text, append([]query.Part{}, line.Parts...), named, line.Values().Encode()})
		return "application/json", body, err
	})
}

// story reads a story by its id or that of one of its reports. What is no id finds none.
func (s *Server) story(ctx context.Context, id string) (*barograph.Story, error) {
	if _, err := store.Key(id); err != nil {
		return nil, problemf(http.StatusNotFound, "there is no event %q", clip(id))
	}
	return s.o.Store.Story(ctx, id)
}

// A difference is a field in which reports contradict each other.
type difference struct {
	Field  string  `json:"field"`
	Values []value `json:"values"`
}

type value struct {
	Value   string   `json:"value"`
	Reports []string `json:"reports"`
}

// compare tells in which fields the reports of a story are at one, and in which they are not. Silence is no contradiction.
func compare(st *barograph.Story) (agree []string, differ []difference) {
	agree, differ = []string{}, []difference{}
	for _, field := range []struct {
		name string
		of   func(*barograph.Report) string
	}{
		{"type", func(r *barograph.Report) string { return strings.TrimSpace(string(r.Type) + " " + r.Mode) }},
		{"actors", func(r *barograph.Report) string { return parties(&barograph.Event{Actors: r.Actors}) }},
		{"recipients", func(r *barograph.Report) string { return parties(&barograph.Event{Actors: r.Recipients}) }},
		{"day", func(r *barograph.Report) string { return r.Day().String() }},
		{"place", func(r *barograph.Report) string {
			if len(r.Locations) == 0 {
				return ""
			}
			return r.Locations[0].Name
		}},
		{"status", func(r *barograph.Report) string { return string(r.Status) }},
		{"deaths", func(r *barograph.Report) string { return countText(r.Deaths) }},
		{"injuries", func(r *barograph.Report) string { return countText(r.Injuries) }},
	} {
		var values []value
		for i := range st.Reports {
			v := field.of(&st.Reports[i])
			if v == "" || v == "?" {
				continue
			}
			at := slices.IndexFunc(values, func(x value) bool { return x.Value == v })
			if at < 0 {
				values, at = append(values, value{Value: v}), len(values)
			}
			values[at].Reports = append(values[at].Reports, st.Reports[i].ID)
		}
		switch {
		case len(values) == 1:
			agree = append(agree, field.name)
		case len(values) > 1:
			differ = append(differ, difference{field.name, values})
		}
	}
	return agree, differ
}

func countText(c *barograph.Count) string {
	if c == nil {
		return ""
	}
	return c.Text
}

// quadNames are the quad classes in words.
var quadNames = []string{"neutral", "verbal co-operation", "material co-operation", "verbal conflict", "material conflict"}

// cameo has the names of CAMEO codes.
var cameo = sync.OnceValue(barograph.DefaultOntology)

type eventDetail struct {
	barograph.Story
	Reports     []barograph.Report     `json:"reports"`
	Corrections []barograph.Correction `json:"corrections"`
	Agree       []string               `json:"agree"`
	Differ      []difference           `json:"differ"`
	Codes       eventCodes             `json:"codes"`
}

type eventCodes struct {
	PLOVER    string    `json:"plover"`
	CAMEO     cameoCode `json:"cameo"`
	Goldstein float64   `json:"goldstein"`
	Quad      string    `json:"quad"`
}

type cameoCode struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

func (s *Server) getEvent(w http.ResponseWriter, r *http.Request) error {
	return s.answerJSON(w, r, func(ctx context.Context) (any, error) {
		st, err := s.story(ctx, r.PathValue("id"))
		if err != nil {
			return nil, err
		}
		cleanStory(st)
		d := &eventDetail{Story: *st, Reports: append([]barograph.Report{}, st.Reports...), Corrections: append([]barograph.Correction{}, st.Corrections...)}
		d.Agree, d.Differ = compare(st)
		code, _ := cameo().Lookup(st.CAMEO)
		d.Codes = eventCodes{PLOVER: strings.TrimSpace(string(st.Type) + " " + st.Mode), CAMEO: cameoCode{st.CAMEO, code.Name},
			Goldstein: st.Goldstein, Quad: quadNames[st.Quad]}
		return d, nil
	})
}

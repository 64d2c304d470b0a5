package server

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/server/accounts"
	"github.com/barograph/barograph/store"
)

// codeRequest is what is to be coded.
type codeRequest struct {
	Text    string
	URL     string
	Date    string
	Outlet  string
	Keep    bool
	Explain bool
}

// readCode reads a request: JSON, or the text itself.
func readCode(w http.ResponseWriter, r *http.Request) (in codeRequest, err error) {
	switch kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind {
	case "application/json":
		err = readJSON(w, r, maxText, &in)
	case "text/plain", "text/html":
		var body []byte
		body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, maxText))
		in.Text = string(body)
	default:
		return in, problemf(http.StatusUnsupportedMediaType, "send JSON, text/plain or text/html")
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return in, problemf(http.StatusRequestEntityTooLarge, "the text is larger than 2 MB; no article is; give barograph ingest a file with many")
	}
	switch {
	case err != nil:
		return in, err
	case in.Text != "" && in.URL != "":
		return in, badf("url", "give a text or an address, not both")
	case strings.TrimSpace(in.Text) == "" && in.URL == "":
		return in, badf("text", "there is no text to code")
	case len(in.Outlet) > 200:
		return in, badf("outlet", "the outlet's name is longer than 200 bytes")
	}
	return in, nil
}

func (s *Server) code(w http.ResponseWriter, r *http.Request) error {
	in, err := readCode(w, r)
	if err != nil {
		return err
	}
	if in.Keep && !who(r).role.May(accounts.Analyst) {
		return problemf(http.StatusForbidden, "to take a text into the record takes the role of analyst")
	}
	opts := article.Options{}
	if opts.Published, err = date("date", in.Date); err != nil {
		return err
	}
	doc := &ingest.Document{ID: "pasted", Origin: "pasted", Data: []byte(in.Text), Claims: ingest.Claims{Outlet: in.Outlet}}
	if in.URL != "" {
		if doc, err = s.fetch(r.Context(), in.URL); err != nil {
			return err
		}
		doc.Claims.Outlet = in.Outlet
	}
	t, err := s.codeDocument(r.Context(), doc, opts, in.Explain)
	if err != nil {
		return err
	}
	out := struct {
		*text
		Kept *keptArticle `json:"kept,omitempty"`
	}{text: t}
	if in.Keep {
		if out.Kept, err = s.keep(r.Context(), doc, opts.Published); err != nil {
			return err
		}
	}
	return s.reply(w, http.StatusOK, out)
}

// fetch gets a page that somebody gave the address of.
func (s *Server) fetch(ctx context.Context, address string) (*ingest.Document, error) {
	if s.o.Fetch == nil {
		return nil, badf("url", "this server fetches no pages; paste the text")
	}
	if webAddress(address) == "" {
		return nil, badf("url", "%q is no address of a page; one begins with https:// or http://", clip(address))
	}
	got, err := s.o.Fetch.Get(ctx, fetch.Request{URL: address, Direct: true})
	if err != nil {
		p := problemf(http.StatusBadGateway, "%s: %v", clip(address), err)
		p.Parameter = "url"
		return nil, p
	}
	return &ingest.Document{ID: got.URL, Origin: address, Data: got.Body, ContentType: got.ContentType, URL: got.URL}, nil
}

// shortText is up to how many bytes a text without paragraphs is coded as it stands, as a passage; longer ones are read as articles.
const shortText = 1200

// codeDocument codes what was pasted or fetched: a page, an article's text, or a sentence.
func (s *Server) codeDocument(ctx context.Context, d *ingest.Document, opts article.Options, explain bool) (*text, error) {
	in := coder.Input{ID: d.ID}
	if d.URL == "" && len(d.Data) <= shortText && !strings.Contains(strings.TrimSpace(string(d.Data)), "\n") && !article.LooksLikeHTML(string(d.Data)) {
		in.Text = strings.ToValidUTF8(strings.TrimSpace(string(d.Data)), "\uFFFD")
		if !opts.Published.IsZero() {
			in.Published = &barograph.Published{Time: opts.Published, DayOnly: true}
		}
	} else {
		a, err := onlyArticle(d, opts)
		if err != nil {
			p := problemf(http.StatusUnprocessableEntity, "no article can be read from this: %v", err)
			p.Parameter = "text"
			return nil, p
		}
		in.Article = a
	}
	doc, err := s.coded(ctx, in)
	if err != nil {
		return nil, err
	}
	warnings := doc.Warnings
	if doc.Article != nil {
		warnings = append(append([]string{}, doc.Article.Warnings...), warnings...)
	}
	t := newText(doc.Text, doc.Article, doc.Quotes, doc.Events, warnings)
	if !article.LooksLikeHTML(string(d.Data)) && in.Article != nil {
		t.Parts = withFurniture(t.Parts, string(d.Data))
	}
	if explain {
		for i := range t.Events {
			t.Events[i].Explain = doc.Explanations[i]
		}
	}
	return t, nil
}

// onlyArticle reads the one article of a document.
func onlyArticle(d *ingest.Document, opts article.Options) (*barograph.Article, error) {
	items, err := d.Articles(opts)
	switch {
	case err != nil:
		return nil, err
	case len(items) == 0:
		return nil, errors.New("there is no article in it")
	case len(items) > 1:
		return nil, errors.New("it is a feed with several articles; give barograph ingest its address")
	}
	return items[0].Article, items[0].Err
}

// withFurniture adds the lines of a pasted text that no part of its article holds, so that a reader sees what was left out, and where.
func withFurniture(parts []part, pasted string) []part {
	var have strings.Builder
	for _, p := range parts {
		have.WriteString(strings.Join(strings.Fields(p.Text), " "))
		have.WriteByte('\n')
	}
	all := have.String()
	for line := range strings.SplitSeq(pasted, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line != "" && utf8.ValidString(line) && !strings.Contains(all, line) && len(parts) < 500 {
			parts = append(parts, part{Part: "furniture", Text: line})
		}
	}
	return parts
}

// keptArticle is what became of an article that was to be kept.
type keptArticle struct {
	Article string `json:"article"`
	Fate    string `json:"fate"`
}

var fates = map[store.Fate]string{store.Added: "added", store.Known: "known", store.Copied: "copied", store.Superseded: "superseded",
	store.Superseding: "superseding"}

// saved remembers what was saved, and its fates.
type saved struct {
	store.Store
	articles []store.Article
	fates    []store.Fate
}

func (k *saved) Save(ctx context.Context, articles []store.Article) ([]store.Fate, error) {
	got, err := k.Store.Save(ctx, articles)
	if err == nil {
		k.articles, k.fates = append(k.articles, articles...), append(k.fates, got...)
	}
	return got, err
}

// load takes documents into the record and merges them.
func (s *Server) load(ctx context.Context, date time.Time, docs []*ingest.Document) (*saved, *ingest.Summary, error) {
	c, err := s.coder()
	if err != nil {
		return nil, nil, err
	}
	record := &saved{Store: s.o.Store}
	var failed error
	l := &ingest.Loader{Record: record, Coder: c, Name: s.o.CoderName, Jobs: 1, Wishes: ingest.Wishes{Date: date}, Now: s.now,
		Failed: func(id string, err error) { failed = errors.Join(failed, err) }}
	total, err := l.Load(ctx, func(_ context.Context, fn func(*ingest.Document) error) error {
		for _, d := range docs {
			if err := fn(d); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && failed != nil {
		err = problemf(http.StatusUnprocessableEntity, "%v", failed)
	}
	if err == nil {
		err = s.o.Merger.Merge(ctx, s.o.Store)
	}
	return record, total, err
}

// keep takes a document into the record.
func (s *Server) keep(ctx context.Context, d *ingest.Document, date time.Time) (*keptArticle, error) {
	record, _, err := s.load(ctx, date, []*ingest.Document{d})
	if err != nil {
		return nil, err
	}
	if len(record.articles) == 1 {
		return &keptArticle{record.articles[0].ID, fates[record.fates[0]]}, nil
	}
	items, err := d.Articles(article.Options{Published: date})
	if err != nil || len(items) == 0 || items[0].Err != nil {
		return nil, errors.Join(err, errors.New("an article that was read cannot be read again"))
	}
	a := items[0].Article
	return &keptArticle{store.ArticleID(ingest.Canonical(a.URL), a.Text()), fates[store.Known]}, nil
}

func (s *Server) loadExamples(w http.ResponseWriter, r *http.Request) error {
	if s.o.Examples == nil {
		return problemf(http.StatusNotFound, "this server has no examples")
	}
	if id := who(r); !id.role.May(accounts.Analyst) {
		if !id.local {
			return problemf(http.StatusForbidden, "to load the examples takes the role of analyst")
		}
		empty, err := s.empty(r.Context())
		if err != nil {
			return err
		}
		if !empty {
			return problemf(http.StatusForbidden, "the record is not empty; barograph ingest adds to it")
		}
	}
	names, err := fs.Glob(s.o.Examples, "*.*")
	if err != nil {
		return err
	}
	var docs []*ingest.Document
	for _, name := range names {
		data, err := fs.ReadFile(s.o.Examples, name)
		if err != nil {
			return err
		}
		docs = append(docs, &ingest.Document{ID: name, Origin: "examples", Data: data, Bulk: true})
	}
	_, total, err := s.load(r.Context(), time.Time{}, docs)
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, map[string]int{"articles": total.Coded, "events": total.Events})
}

// empty says whether nothing was ever put into the record.
func (s *Server) empty(ctx context.Context) (bool, error) {
	list, err := s.o.Store.Events(ctx, store.Filter{}, store.Page{Limit: 1})
	if err != nil || len(list.Stories) > 0 {
		return false, err
	}
	empty := true
	stop := errors.New("one is enough")
	err = s.o.Store.Articles(ctx, "", func(*store.StoredArticle) error {
		empty = false
		return stop
	})
	if errors.Is(err, stop) {
		err = nil
	}
	return empty, err
}

package server

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/dedup"
	"github.com/barograph/barograph/dedup/merger"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/sqlite"
)

// theCoder is read once for all tests.
var theCoder = sync.OnceValues(func() (*coder.Coder, error) { return coder.New(coder.Options{}) })

var theMerger = sync.OnceValue(func() store.Merger { return merger.New(dedup.Default()) })

// today is when the tests take place.
var today = time.Date(2025, 9, 1, 12, 0, 0, 0, time.UTC)

// board is a built board, as far as the server cares.
var board = fstest.MapFS{
	"index.html":            {Data: []byte("<!DOCTYPE html><title>Barograph</title><script type=module src=/assets/app-1.js></script>" + strings.Repeat(" ", 3000))},
	"assets/app-1.js":       {Data: []byte("console.log(1)")},
	"assets/inter-a1.woff2": {Data: []byte("wOF2")},
}

// A world is a server under test, over HTTP.
type world struct {
	*testing.T
	s     *Server
	store store.Store
	url   string
	token string // sent with every request, if there is one
	check *contract
}

// start starts a server on an empty record. change changes its options.
func start(t *testing.T, change func(*Options)) *world {
	t.Helper()
	record, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "record.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = record.Close() })
	begin := time.Now()
	o := Options{Store: record, Merger: theMerger(), Coder: theCoder, CoderName: "test", Version: "test", Web: board, Examples: barograph.Examples(),
		Local: true, Now: func() time.Time { return today.Add(time.Since(begin)) }, Fetch: fetch.New(fetch.Options{AllowPrivate: true, Delay: -1})}
	if change != nil {
		change(&o)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s.Handler())
	go s.hub.run(t.Context())
	t.Cleanup(web.Close)
	t.Cleanup(s.hub.close)
	return &world{T: t, s: s, store: record, url: web.URL}
}

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a *answer) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("%v in %.300s", err, a.body)
	}
}

// do makes a request; headers are pairs of name and value.
func (w *world) do(method, path string, body any, headers ...string) *answer {
	w.Helper()
	var in io.Reader
	kind := ""
	switch b := body.(type) {
	case nil:
	case string:
		in, kind = strings.NewReader(b), "text/plain"
	default:
		data, err := json.Marshal(b)
		if err != nil {
			w.Fatal(err)
		}
		in, kind = bytes.NewReader(data), "application/json"
	}
	req, err := http.NewRequestWithContext(w.Context(), method, w.url+path, in)
	if err != nil {
		w.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if w.token != "" {
		req.Header.Set("Authorization", "Bearer "+w.token)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		w.Fatal(err)
	}
	if w.check != nil {
		w.check.response(w.T, req, res, got)
	}
	return &answer{res.StatusCode, res.Header, got}
}

// get makes a request that must have a status.
func (w *world) want(status int, method, path string, body any, headers ...string) *answer {
	w.Helper()
	a := w.do(method, path, body, headers...)
	if a.status != status {
		w.Fatalf("%s %s: status %d, want %d: %.400s", method, path, a.status, status, a.body)
	}
	return a
}

// contract holds answers to openapi.yaml.
type contract struct {
	v    validator.Validator
	seen map[string]bool // operations that were answered well
}

func newContract(t *testing.T) *contract {
	t.Helper()
	doc, err := libopenapi.NewDocument(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(doc)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, problems := v.ValidateDocument(); !ok {
		for _, p := range problems {
			t.Errorf("openapi.yaml: %s: %s", p.Message, p.Reason)
		}
	}
	return &contract{v: v, seen: map[string]bool{}}
}

func (c *contract) response(t *testing.T, req *http.Request, res *http.Response, body []byte) {
	t.Helper()
	if !strings.HasPrefix(req.URL.Path, "/api/v1/") || res.StatusCode == http.StatusNotModified {
		return
	}
	if res.Header.Get("Content-Type") == "application/jsonl" { // the validator takes it for one value of JSON
		c.seen[req.Method+" "+req.URL.Path] = true
		return
	}
	copied := *res
	copied.Body = io.NopCloser(bytes.NewReader(body))
	if ok, problems := c.v.ValidateHttpResponse(req, &copied); !ok {
		for _, p := range problems {
			t.Errorf("%s %s: status %d: %s: %s", req.Method, req.URL, res.StatusCode, p.Message, p.Reason)
			for _, s := range p.SchemaValidationErrors {
				t.Errorf("  %s at %s", s.Reason, s.FieldPath)
			}
		}
	}
	if res.StatusCode < 400 {
		c.seen[req.Method+" "+req.URL.Path] = true
	}
}

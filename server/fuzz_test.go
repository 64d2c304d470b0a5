package server

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/sqlite"
	"github.com/barograph/barograph/store/storetest"
)

// fuzzed starts a server over loopback that fetches nothing, with a record of so many made articles.
func fuzzed(f *testing.F, articles int) (http.Handler, store.Store) {
	f.Helper()
	record, err := sqlite.Open(f.Context(), filepath.Join(f.TempDir(), "record.db"), sqlite.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { record.Close() })
	if _, err := record.Save(f.Context(), storetest.Articles(3, articles)); err != nil {
		f.Fatal(err)
	}
	if err := (store.Alone{}).Merge(f.Context(), record); err != nil {
		f.Fatal(err)
	}
	s, err := New(Options{Store: record, Merger: store.Alone{}, Coder: theCoder, CoderName: "test", Version: "test", Web: board, Examples: barograph.Examples(),
		Local: true, Now: func() time.Time { return today }, Fetch: fetch.New(fetch.Options{Delay: -1})})
	if err != nil {
		f.Fatal(err)
	}
	return s.Handler(), record
}

// FuzzRequest asks for anything of the API with any filters and cursors: it is answered, or refused as the asker's fault.
func FuzzRequest(f *testing.F) {
	handler, _ := fuzzed(f, 60)
	for _, seed := range []string{"/events", "/events?pair=IND,PAK&type=ASSAULT&since=2025-05&until=2025-05-10&q=missile*&limit=3", "/events?after=bzzz.-1y2p0ij32e8e7",
		"/events?after=1.zzzzzzzzzzzzzzzz", "/events?format=csv&oldest=1&directed=true&rejected=1", "/events?confidence=NaN", "/events?actor=%25_%25&place=%00&source=%ff",
		"/search?q=%22a+b%22+-c+ASSAULT+PAK+since+May", "/events/00000000000000aa", "/events/gdelt-18446744073709551615", "/articles/zz", "/dyads/IND/PAK?since=2025&until=2024",
		"/dyads/IND/PAK/days/2025-13-45", "/dyads/IND/PAK/contacts?since=0001-01-01", "/actors?q=Rubio&at=2025-05-09", "/countries/PAK?limit=-1", "/top?day=9999-12-31", "/world", "/sources?limit=1e3",
		"/briefs/IND/PAK?format=html&since=2025-05-08"} {
		path, query, _ := strings.Cut(seed, "?")
		f.Add(path, query)
	}
	f.Fuzz(func(t *testing.T, path, query string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, (&url.URL{Scheme: "http", Host: "127.0.0.1", Path: "/api/v1" + path, RawQuery: query}).String(), nil)
		if err != nil || strings.HasPrefix(path, "/stream") || strings.HasPrefix(path, "/code") {
			t.Skip()
		}
		r.RemoteAddr = "127.0.0.1:1"
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%s: %d %s", r.URL, w.Code, w.Body)
		}
	})
}

package ingest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/barograph/barograph/ingest/opml"
	"github.com/barograph/barograph/store"
)

// press is an outlet whose feed changes.
type press struct {
	mu       sync.Mutex
	items    []string
	broken   map[string]int // paths and the status they answer with
	asked    map[string]int
	unchangd int // answers 304
	*httptest.Server
}

func newPress(t *testing.T) *press {
	p := &press{broken: map[string]int{}, asked: map[string]int{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *press) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked[r.URL.Path]++
	if code := p.broken[r.URL.Path]; code != 0 {
		w.WriteHeader(code)
		fmt.Fprint(w, "<html><p>An error page</p></html>")
		return
	}
	switch r.URL.Path {
	case "/robots.txt":
		w.WriteHeader(http.StatusNotFound)
	case "/feed":
		tag := fmt.Sprintf(`"%d"`, len(p.items))
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			p.unchangd++
			w.WriteHeader(http.StatusNotModified)
			return
		}
		var items strings.Builder
		for _, name := range p.items {
			fmt.Fprintf(&items, "<item><title>Feed: %s</title><link>%s/%s</link><description>The feed says of %s that it happened in the town of Kolo.</description></item>", name, p.URL, name, name)
		}
		fmt.Fprint(w, rss(items.String()))
	default:
		fmt.Fprint(w, strings.ReplaceAll(pageOf(prose+"This is page "+r.URL.Path+"."), "Army enters", "Page "+r.URL.Path))
	}
}

func watcher(s store.Store, urls ...string) *Watcher {
	w := &Watcher{Fetch: local(), Record: s, Interval: time.Minute, Jobs: 4}
	for _, u := range urls {
		w.Feeds = append(w.Feeds, opml.Feed{URL: u, Title: "The Press"})
	}
	return w
}

// round makes a round in which all feeds are due.
func round(t *testing.T, s store.Store, w *Watcher) *Summary {
	t.Helper()
	states, err := s.Recall(t.Context(), watchKind)
	if err != nil {
		t.Fatal(err)
	}
	for url, data := range states {
		i := strings.Index(string(data), `"next":"`) + len(`"next":"`)
		past := string(data[:i]) + "2020" + string(data[i+4:])
		if err := s.Remember(t.Context(), watchKind, url, []byte(past)); err != nil {
			t.Fatal(err)
		}
	}
	return plainRound(t, s, w)
}

func plainRound(t *testing.T, s store.Store, w *Watcher) *Summary {
	t.Helper()
	total, err := loader(s).Load(t.Context(), func(ctx context.Context, fn func(*Document) error) error {
		_, next, err := w.Round(ctx, fn)
		if time.Until(next) < time.Minute/2 || time.Until(next) > 25*time.Hour {
			t.Errorf("next visit in %s", time.Until(next))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return total
}

func TestWatch(t *testing.T) {
	p, s := newPress(t), record(t)
	p.items = []string{"one", "two"}
	if got := round(t, s, watcher(s, p.URL+"/feed")); got.Coded != 2 {
		t.Fatalf("first: %+v", got)
	}
	// Not due, nothing is asked.
	plainRound(t, s, watcher(s, p.URL+"/feed"))
	if p.asked["/feed"] != 1 {
		t.Errorf("asked %d times", p.asked["/feed"])
	}
	// Due and unchanged.
	if got := round(t, s, watcher(s, p.URL+"/feed")); got.Documents != 0 || p.unchangd != 1 {
		t.Errorf("unchanged: %+v, %d", got, p.unchangd)
	}
	// Changed: only the new page is fetched.
	p.items = append([]string{"three"}, p.items...)
	if got := round(t, s, watcher(s, p.URL+"/feed")); got.Coded != 1 || p.asked["/one"] != 1 || p.asked["/three"] != 1 {
		t.Errorf("changed: %+v %v", got, p.asked)
	}
}

// A page in trouble is tried again though the feed does not change, and in the end what the feed tells of it has to do.
func TestWatchTriesAgain(t *testing.T) {
	p, s := newPress(t), record(t)
	p.items = []string{"one", "busy", "gone"}
	p.broken["/busy"], p.broken["/gone"] = http.StatusBadGateway, http.StatusNotFound
	w := watcher(s, p.URL+"/feed")
	if got := round(t, s, w); got.Coded != 2 || got.Skipped["the server answers 502"] != 1 {
		t.Errorf("first: %+v", got)
	}
	w.Fetch = local()
	if got := round(t, s, w); got.Coded != 0 || p.asked["/busy"] != 2 || p.asked["/one"] != 1 || p.asked["/gone"] != 1 {
		t.Errorf("second: %+v %v", got, p.asked)
	}
	if got := round(t, s, w); got.Coded != 1 || p.asked["/busy"] != 2 {
		t.Errorf("third: %+v %v", got, p.asked)
	}
	before := p.unchangd
	if got := round(t, s, w); got.Documents != 0 || p.unchangd != before+1 {
		t.Errorf("fourth: %+v", got)
	}
}

// Killed before an article is saved, watch reads it the next time.
func TestWatchLosesNothing(t *testing.T) {
	p, s := newPress(t), record(t)
	p.items = []string{"one", "two", "three"}
	broken := loader(&failing{Store: s, left: 0, err: store.ErrFull})
	_, err := broken.Load(t.Context(), func(ctx context.Context, fn func(*Document) error) error {
		_, _, err := watcher(s, p.URL+"/feed").Round(ctx, fn)
		return err
	})
	if err == nil {
		t.Fatal("the full disk was not noticed")
	}
	if got := plainRound(t, s, watcher(s, p.URL+"/feed")); got.Coded != 3 {
		t.Errorf("%+v", got)
	}
}

func TestWatchTrouble(t *testing.T) {
	p, s := newPress(t), record(t)
	p.items = []string{"one"}
	p.broken["/404"], p.broken["/410"], p.broken["/500"] = 404, 410, 500
	var said sync.Map
	hang := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(hang.Close)
	w := watcher(s, p.URL+"/404", p.URL+"/410", p.URL+"/page", "http://127.0.0.1:1/feed", hang.URL, p.URL+"/feed", p.URL+"/500", "ftp://a.example/feed")
	w.Say = func(feed string, err error) { said.Store(feed, err.Error()) }
	if got := round(t, s, w); got.Coded != 1 {
		t.Errorf("%+v", got)
	}
	for url, want := range map[string]string{p.URL + "/404": "404", p.URL + "/410": "410", p.URL + "/page": "no feed", "http://127.0.0.1:1/feed": "refused", hang.URL: "in time", p.URL + "/500": "500", "ftp://a.example/feed": "http or https"} {
		if got, _ := said.Load(url); got == nil || !strings.Contains(got.(string), want) {
			t.Errorf("%s: %v", url, got)
		}
	}
	// What has trouble is left alone the longer, the more often.
	first, err := s.Recall(t.Context(), watchKind)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(first[p.URL+"/404"]), `"failures":1`) {
		t.Errorf("%s", first[p.URL+"/404"])
	}
}

func TestDefaultFeeds(t *testing.T) {
	feeds := DefaultFeeds()
	regions := map[string]int{}
	for _, f := range feeds {
		regions[f.Path]++
		if !strings.HasPrefix(f.URL, "https://") && !strings.HasPrefix(f.URL, "http://") || f.Title == "" {
			t.Errorf("%+v", f)
		}
	}
	if len(feeds) < 60 || len(regions) < 8 {
		t.Errorf("%d feeds of %d regions", len(feeds), len(regions))
	}
	for r, n := range regions {
		if n < 8 {
			t.Errorf("%s: %d feeds", r, n)
		}
	}
}

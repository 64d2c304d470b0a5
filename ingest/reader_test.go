package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/ingest/fetch"
)

func write(t *testing.T, dir, name, data string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// collect reads sources and gives a line for each article or error.
func collect(t *testing.T, r *Reader, sources ...string) []string {
	t.Helper()
	var out []string
	err := r.Read(t.Context(), sources, func(d *Document) error {
		items, err := d.Articles(article.Options{})
		if err != nil {
			out = append(out, fmt.Sprintf("%s: %s", filepath.Base(d.ID), Reason(err)))
		}
		for _, it := range items {
			if it.Err != nil {
				out = append(out, fmt.Sprintf("%s: %s", filepath.Base(it.ID), Reason(it.Err)))
				continue
			}
			out = append(out, fmt.Sprintf("%s = %s%.14s", filepath.Base(it.ID), it.Article.Headline, it.Article.Body))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func warcOf(pages ...string) string {
	var b strings.Builder
	for i, p := range pages {
		block := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + p
		fmt.Fprintf(&b, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://www.a.example/%d\r\nWARC-Date: 2025-05-09T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", i, len(block), block)
	}
	return b.String()
}

func zst(s string) string {
	z, _ := zstd.NewWriter(nil)
	return string(z.EncodeAll([]byte(s), nil))
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	line := `{"id":"j","text":"` + prose + `"}`
	write(t, dir, "a.html", pageOf(prose))
	write(t, dir, "b.txt", prose)
	write(t, dir, "c.jsonl", line+"\n\n{broken\n"+line)
	write(t, dir, "d.jsonl.gz", gz(line))
	write(t, dir, "e.jsonl.zst", zst(line))
	write(t, dir, "f.xml", rss("<item><title>Army enters Kolo</title><link>https://a.example/1</link><description>"+prose+"</description></item>"))
	write(t, dir, "g.json", "["+line+",\n"+line+"]")
	write(t, dir, "sub/h.warc.gz", gz(warcOf(pageOf(prose)))+gz(warcOf(pageOf(prose))))
	write(t, dir, "sub/i.warc", warcOf(pageOf(prose), pageOf(prose))[:1000])
	write(t, dir, "sub/.hidden.html", pageOf(prose))
	write(t, dir, ".git/j.html", pageOf(prose))
	write(t, dir, "k.png", "\x89PNG\r\n\x1a\n\x00\x00")
	write(t, dir, "l.rdf", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>P</title></channel><item><title>Army enters Kolo</title><link>https://a.example/2</link><dc:date>2025-05-08</dc:date></item></rdf:RDF>`)
	write(t, dir, "m.atom", `<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title><entry><title>Army enters Kolo</title><link href="https://a.example/3"/><updated>2025-05-08T10:00:00Z</updated></entry></feed>`)
	want := []string{
		"a.html = Army enters KoloTroops of the ", "b.txt = Troops of the ", "j = Troops of the ", "c.jsonl:3: broken JSON", "j = Troops of the ", "j = Troops of the ", "j = Troops of the ",
		"1 = Army enters KoloTroops of the ", "j = Troops of the ", "j = Troops of the ", "k.png: binary, not a page or a text", "2 = Army enters Kolo", "3 = Army enters Kolo",
		"0 = Army enters KoloTroops of the ", "0 = Army enters KoloTroops of the ", "0 = Army enters KoloTroops of the ", "i.warc: the archive is cut off in the middle of a record",
	}
	r := &Reader{}
	if got := collect(t, r, dir); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	total, ok := Size([]string{dir})
	if n := r.Bytes.Load(); !ok || n != total {
		t.Errorf("%d of %d bytes were counted", n, total)
	}
	if got := collect(t, &Reader{}, filepath.Join(dir, "*.jsonl*")); len(got) != 5 {
		t.Errorf("a pattern: %q", got)
	}
	stdin := &Reader{Stdin: strings.NewReader(gz(line + "\n" + line))}
	if got := collect(t, stdin, "-"); len(got) != 2 {
		t.Errorf("standard input: %q", got)
	}
	bad := collect(t, &Reader{}, filepath.Join(dir, "none"), filepath.Join(dir, "*.none"), t.TempDir(), "https://a.example/", "wikipedia:x", CurrentEvents)
	for i, want := range []string{"no such file", "no file fits", "a folder without files", "not read here", "not a source", "not read here"} {
		if !strings.Contains(bad[i], want) {
			t.Errorf("%q, not %s", bad[i], want)
		}
	}
}

// outlet is a site with pages, a feed and sitemaps.
func outlet(t *testing.T) (*httptest.Server, *atomic.Int32) {
	var visits atomic.Int32
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "User-agent: *\nDisallow: /closed") })
	for _, name := range []string{"one", "two", "closed"} {
		mux.HandleFunc("/"+name, func(w http.ResponseWriter, _ *http.Request) {
			visits.Add(1)
			fmt.Fprint(w, strings.ReplaceAll(pageOf(prose+"This is page "+name+"."), "Army enters", "Page "+name+":"))
		})
	}
	mux.HandleFunc("/busy", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	mux.HandleFunc("/picture", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "image/png") })
	mux.HandleFunc("/feed", func(w http.ResponseWriter, _ *http.Request) {
		items := ""
		for _, name := range []string{"one", "two", "closed", "gone", "picture", "busy"} {
			items += fmt.Sprintf("<item><title>Feed: %s</title><link>%s/%s?utm_source=rss</link><description>The feed says of %s that it happened in Kolo.</description><pubDate>Thu, 08 May 2025 10:00:00 GMT</pubDate></item>", name, s.URL, name, name)
		}
		fmt.Fprint(w, rss(items))
	})
	mux.HandleFunc("/sitemap.xml", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<sitemapindex><sitemap><loc>%[1]s/news.xml.gz</loc></sitemap><sitemap><loc>%[1]s/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap><sitemap><loc>%[1]s/sitemap.xml</loc></sitemap></sitemapindex>`, s.URL)
	})
	mux.HandleFunc("/news.xml.gz", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, gz(fmt.Sprintf(`<urlset xmlns:news="x"><url><loc>%[1]s/one</loc><news:news><news:publication><news:name>The One</news:name></news:publication><news:publication_date>2025-05-08</news:publication_date></news:news></url><url><loc>%[1]s/two</loc><lastmod>2019-01-01</lastmod></url><url><loc>%[1]s/closed</loc></url></urlset>`, s.URL)))
	})
	mux.HandleFunc("/list.opml", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `<opml><body><outline xmlUrl="%[1]s/feed"/><outline xmlUrl="%[1]s/list.opml"/></body></opml>`, s.URL)
	})
	return s, &visits
}

func local() *fetch.Client {
	return fetch.New(fetch.Options{AllowPrivate: true, Delay: -1, PerHost: 8, Timeout: 5 * time.Second, Patience: time.Minute})
}

func TestWeb(t *testing.T) {
	s, visits := outlet(t)
	for _, jobs := range []int{1, 8} {
		r := func() *Reader { return &Reader{Fetch: local(), Jobs: jobs} }
		got := collect(t, r(), s.URL+"/feed")
		slices.Sort(got)
		want := []string{
			"busy?utm_source=rss: the server answers 502", "closed?utm_source=rss = Feed: closedThe feed says ", "gone?utm_source=rss = Feed: goneThe feed says ",
			"one?utm_source=rss = Page one: KoloTroops of the ", "picture?utm_source=rss = Feed: pictureThe feed says ", "two?utm_source=rss = Page two: KoloTroops of the ",
		}
		if fmt.Sprintf("%.60q", got) != fmt.Sprintf("%.60q", want) {
			t.Errorf("feed: got  %q\nwant %q", got, want)
		}
		sitemaps := r()
		sitemaps.Since = 20250101
		got = collect(t, sitemaps, s.URL+"/sitemap.xml")
		slices.Sort(got)
		got = slices.Compact(got)
		want = []string{"closed: robots.txt forbids it", "one = Page one: KoloTroops of the ", "two: outside --since and --until"}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("sitemap: got  %q\nwant %q", got, want)
		}
		if got = collect(t, r(), s.URL+"/list.opml"); len(got) != 7 || !strings.Contains(fmt.Sprint(got), "a list of feeds in a list") {
			t.Errorf("list: %q", got)
		}
	}
	// What is known is not fetched.
	before := visits.Load()
	r := &Reader{Fetch: local(), Known: func(_ context.Context, urls []string) (map[string]bool, error) {
		known := map[string]bool{}
		for _, u := range urls {
			known[u] = true
		}
		return known, nil
	}}
	got := collect(t, r, s.URL+"/feed")
	if len(got) != 6 || !strings.HasSuffix(got[0], string(errKnown)) || visits.Load() != before {
		t.Errorf("known pages: %q", got)
	}
	// A feed in a file is read as it stands, unless it is to be followed; one from the web likewise.
	file := write(t, t.TempDir(), "feed.xml", rss("<item><title>In a file</title><link>"+s.URL+"/one</link></item>"))
	if got := collect(t, &Reader{Fetch: local()}, file); len(got) != 1 || got[0] != "one = In a file" {
		t.Errorf("file: %q", got)
	}
	if got := collect(t, &Reader{Fetch: local(), Follow: FollowAlways}, file); len(got) != 1 || !strings.HasPrefix(got[0], "one = Page one") {
		t.Errorf("file, followed: %q", got)
	}
	if got := collect(t, &Reader{Fetch: local(), Follow: FollowNever}, s.URL+"/feed"); len(got) != 6 || !strings.HasPrefix(got[0], "one?utm_source=rss = Feed: one") {
		t.Errorf("web, not followed: %q", got)
	}
}

func TestReadEnds(t *testing.T) {
	s, _ := outlet(t)
	stop := errors.New("stop")
	for _, jobs := range []int{1, 4} {
		n := 0
		err := (&Reader{Fetch: local(), Jobs: jobs}).Read(t.Context(), []string{s.URL + "/feed", s.URL + "/sitemap.xml", s.URL + "/one"}, func(*Document) error {
			n++
			return stop
		})
		if !errors.Is(err, stop) || n != 1 {
			t.Errorf("%d documents, %v", n, err)
		}
	}
}

func TestLinesHoweverWritten(t *testing.T) {
	dir := t.TempDir()
	object := `{"id":"a","text":"Troops entered the town of Kolo."}` + "\n"
	wide := []byte{0xff, 0xfe}
	for _, c := range []byte(object) {
		wide = append(wide, c, 0)
	}
	for _, c := range []struct {
		name, data string
		lines      bool
		want       string
	}{
		{"mark.json", "\xef\xbb\xbf" + object, false, "[a = Troops entered]"},
		{"mark-list.json", "\xef\xbb\xbf[" + strings.TrimSpace(object) + "]", false, "[a = Troops entered]"},
		{"wide.json", string(wide), false, "[a = Troops entered]"},
		{"broken.jsonl", "oken\"}\n" + object, false, "[broken.jsonl:1: broken JSON a = Troops entered]"},
		{"broken.jsonl.part", "oken\"}\n" + object, true, "[broken.jsonl.part:1: broken JSON a = Troops entered]"},
		{"text.txt", "Troops entered the town of Kolo.\n", true, "[text.txt = Troops entered]"},
		{"empty.jsonl", "\n", true, "[empty.jsonl: empty]"},
	} {
		if got := fmt.Sprint(collect(t, &Reader{Lines: c.lines}, write(t, dir, c.name, c.data))); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

// TestLinesAsTheyCome: whoever asks line by line gets each answer before the next line is written.
func TestLinesAsTheyCome(t *testing.T) {
	in, out := io.Pipe()
	got := make(chan string)
	go func() {
		_ = (&Reader{Stdin: in, Lines: true}).Read(t.Context(), []string{"-"}, func(d *Document) error {
			got <- string(d.Data)
			return nil
		})
		close(got)
	}()
	for _, line := range []string{`{"id":1,"text":"a"}`, `{"id":2,"text":"b"}`} {
		go fmt.Fprintln(out, line)
		select {
		case answer := <-got:
			if strings.TrimSpace(answer) != line {
				t.Errorf("%q", answer)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("no answer to %s", line)
		}
	}
	out.Close()
	<-got
}

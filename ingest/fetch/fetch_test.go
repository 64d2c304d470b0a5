package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func site(t *testing.T, h http.HandlerFunc) string {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func local(o Options) *Client {
	o.AllowPrivate = true
	if o.Delay == 0 {
		o.Delay = -1
	}
	return New(o)
}

func TestRequest(t *testing.T) {
	address := site(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "id", Value: "1"})
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Thu, 08 May 2025 10:00:00 GMT")
		fmt.Fprintf(w, "agent %s, cookies %d", r.UserAgent(), len(r.Cookies()))
	})
	c := local(Options{Agent: "test (+https://example.org/contact)"})
	for range 2 {
		got, err := c.Get(t.Context(), Request{URL: address, Direct: true})
		if err != nil || string(got.Body) != "agent test (+https://example.org/contact), cookies 0" || got.ETag != `"v1"` || got.LastModified == "" {
			t.Fatalf("%+v %v", got, err)
		}
	}
	got, err := c.Get(t.Context(), Request{URL: address, Direct: true, ETag: `"v1"`})
	if err != nil || !got.NotModified || len(got.Body) != 0 || got.ETag != `"v1"` {
		t.Errorf("%+v %v", got, err)
	}
}

func TestRedirects(t *testing.T) {
	address := site(t, func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Path[1:])
		if n > 0 {
			http.Redirect(w, r, "/"+strconv.Itoa(n-1), http.StatusFound)
			return
		}
		io.WriteString(w, "there")
	})
	for n := range 8 {
		got, err := local(Options{}).Get(t.Context(), Request{URL: address + "/" + strconv.Itoa(n), Direct: true})
		if (err == nil) != (n <= maxRedirects) || err == nil && got.URL != address+"/0" {
			t.Errorf("%d redirects: %v", n, err)
		}
	}
}

func TestRobots(t *testing.T) {
	var asked atomic.Int32
	robots := "User-agent: *\nDisallow: /private\nAllow: /private/open\n\nUser-agent: barograph\nDisallow: /nobarograph\nDisallow: /private\nCrawl-delay: 0.01"
	status := http.StatusOK
	handler := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked.Add(1)
			w.WriteHeader(status)
			io.WriteString(w, robots)
			return
		}
		io.WriteString(w, "page")
	}
	c := local(Options{})
	address := site(t, handler)
	for path, forbidden := range map[string]bool{"/": false, "/news?id=1": false, "/private/x": true, "/nobarograph": true} {
		_, err := c.Get(t.Context(), Request{URL: address + path})
		if errors.Is(err, ErrRobots) != forbidden || err != nil && !forbidden {
			t.Errorf("%s: %v", path, err)
		}
		if _, err := c.Get(t.Context(), Request{URL: address + path, Direct: true}); err != nil {
			t.Errorf("%s, asked for by a person: %v", path, err)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("robots.txt was asked for %d times", asked.Load())
	}
	for code, open := range map[int]bool{404: true, 401: true, 403: true, 410: true, 500: false, 503: false, 429: false} {
		status = code
		_, err := local(Options{}).Get(t.Context(), Request{URL: site(t, handler) + "/private"})
		if (err == nil) != open {
			t.Errorf("robots.txt %d: %v", code, err)
		}
	}
	status = http.StatusOK
	for _, junk := range []string{"", "\x00\x01\x02", "<html>no robots</html>", strings.Repeat("Disallow: /x\n", 100_000), strings.Repeat("a", 2<<20), "User-agent: *\nDisallow: /*****************************************$x"} {
		robots = junk
		if _, err := local(Options{}).Get(t.Context(), Request{URL: site(t, handler) + "/page"}); err != nil {
			t.Errorf("robots.txt %.20q: %v", junk, err)
		}
	}
}

func TestPoliteness(t *testing.T) {
	var now, most atomic.Int32
	var mu sync.Mutex
	var times []time.Time
	address := site(t, func(w http.ResponseWriter, _ *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		mu.Lock()
		times = append(times, time.Now())
		most.Store(max(most.Load(), n))
		mu.Unlock()
		time.Sleep(30 * time.Millisecond)
	})
	c := local(Options{PerHost: 2, Delay: 20 * time.Millisecond})
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if _, err := c.Get(t.Context(), Request{URL: address, Direct: true}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if most.Load() > 2 {
		t.Errorf("%d at a time", most.Load())
	}
	if spread := times[9].Sub(times[0]); spread < 9*12*time.Millisecond {
		t.Errorf("10 requests in %s", spread)
	}
}

func TestBackoff(t *testing.T) {
	code, after := http.StatusTooManyRequests, "3600"
	address := site(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", after)
		w.WriteHeader(code)
	})
	c := local(Options{Patience: time.Millisecond})
	_, err := c.Get(t.Context(), Request{URL: address, Direct: true})
	var status StatusError
	if !errors.As(err, &status) || status.Code != code || !Temporary(err) {
		t.Fatalf("%v", err)
	}
	_, err = c.Get(t.Context(), Request{URL: address, Direct: true})
	var rest BackoffError
	if !errors.As(err, &rest) || time.Until(rest.Until) < 59*time.Minute || !Temporary(err) {
		t.Errorf("%v", err)
	}
	// Without a word of the server, each failure makes the pause longer.
	at := c.hosts.get("http://other.example")
	last := time.Duration(0)
	for i := range 16 {
		at.until = time.Time{}
		c.hosts.bad(at, 0)
		pause := time.Until(at.until)
		if i%3 == 2 {
			if pause <= last && last < maxBackoff*3/4 {
				t.Errorf("failure %d: pause %s after %s", i, pause, last)
			}
			last = pause
		}
		if pause > maxBackoff*5/4+time.Second {
			t.Errorf("pause %s", pause)
		}
	}
	c.hosts.good(at)
	if at.failures != 0 || !at.until.IsZero() {
		t.Error("a success does not end the back-off")
	}
}

func TestRetryAfter(t *testing.T) {
	for s, want := range map[string]time.Duration{"5": 5 * time.Second, "-1": 0, "x": 0, "": 0, "99999999999": 0, "100000000": maxAsked} {
		if got := retryAfter(s); got != want && !(s == "99999999999" && got == maxAsked) {
			t.Errorf("%q: %s", s, got)
		}
	}
	if got := retryAfter(time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)); got < 58*time.Second || got > time.Minute {
		t.Errorf("a date: %s", got)
	}
}

func TestStream(t *testing.T) {
	const size = 40 << 20
	address := site(t, func(w http.ResponseWriter, _ *http.Request) {
		block := make([]byte, 1<<20)
		for range size >> 20 {
			w.Write(block)
		}
	})
	s, err := local(Options{Timeout: time.Second}).Open(t.Context(), Request{URL: address, Direct: true, Stream: true, MaxBytes: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n, err := io.Copy(io.Discard, s); n != size || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestManyHosts(t *testing.T) {
	c := local(Options{})
	for i := range 3 * manyHosts {
		c.hosts.get("http://h" + strconv.Itoa(i) + ".example")
	}
	if n := len(c.hosts.all); n > manyHosts+1 {
		t.Errorf("%d hosts are remembered", n)
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /private\nCrawl-delay: 1\nSitemap: https://a.example/s.xml"), "/private/x")
	f.Add([]byte("\xef\xbb\xbfUser-Agent: barograph\nAllow: /*.html$\nDisallow: /"), "/a.html")
	f.Fuzz(func(t *testing.T, data []byte, path string) {
		r := parseRobots(data, "barograph")
		if r.group != nil {
			r.group.Test(path)
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120")
	f.Add("Wed, 21 Oct 2026 07:28:00 GMT")
	f.Fuzz(func(t *testing.T, s string) {
		if d := retryAfter(s); d < 0 {
			t.Errorf("%q: %s", s, d)
		}
	})
}

package server

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

func TestBoard(t *testing.T) {
	w := start(t, nil)
	for _, path := range []string{"/", "/dyad/IND/PAK", "/search?q=%3Cscript%3E", "/actor/J.%20Doe"} {
		a := w.want(200, "GET", path, nil, "Accept", "text/html")
		if a.header.Get("Content-Type") != "text/html; charset=utf-8" || a.header.Get("Cache-Control") != "no-cache" || !strings.Contains(string(a.body), "app-1.js") {
			t.Errorf("%s: %v", path, a.header)
		}
		policy := a.header.Get("Content-Security-Policy")
		if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("policy: %s", policy)
		}
	}
	script := w.want(200, "GET", "/assets/app-1.js", nil)
	if script.header.Get("Content-Type") != "text/javascript; charset=utf-8" || !strings.Contains(script.header.Get("Cache-Control"), "immutable") {
		t.Errorf("script: %v", script.header)
	}
	w.want(304, "GET", "/assets/app-1.js", nil, "If-None-Match", script.header.Get("ETag"))
	w.want(404, "GET", "/assets/app-2.js", nil)
	w.want(404, "GET", "/..%2f..%2fetc/passwd.txt", nil)
	w.want(405, "POST", "/", nil)
	packed := w.want(200, "GET", "/", nil, "Accept-Encoding", "gzip")
	if packed.header.Get("Content-Encoding") != "gzip" {
		t.Errorf("not packed: %v", packed.header)
	}
	for _, path := range []string{"//evil.example/", "/\\evil.example", "/login?next=https://evil.example"} {
		if a := w.do("GET", path, nil); a.header.Get("Location") != "" && !strings.HasPrefix(a.header.Get("Location"), "/evil") {
			t.Errorf("%s leads to %s", path, a.header.Get("Location"))
		}
	}
	bare := start(t, func(o *Options) { o.Web = nil })
	if a := bare.want(200, "GET", "/", nil); !strings.Contains(string(a.body), "/api/v1") {
		t.Errorf("without a board: %s", a.body)
	}
}

func TestMetrics(t *testing.T) {
	w := start(t, nil)
	w.want(200, "GET", "/api/v1/events", nil)
	w.want(404, "GET", "/api/v1/articles/x", nil)
	body := string(w.want(200, "GET", "/metrics", nil).body)
	for _, want := range []string{`barograph_request_seconds_count{route="GET /api/v1/events",status="200"} 1`,
		`route="GET /api/v1/articles/{id}",status="404"`, "barograph_streams 0", "go_goroutines"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestClients(t *testing.T) {
	s := &Server{o: Options{TrustProxy: true}}
	for _, c := range []struct{ remote, forwarded, want string }{
		{"203.0.113.5:80", "", "203.0.113.5"},
		{"127.0.0.1:80", "198.51.100.7, 203.0.113.9", "203.0.113.9"}, // the client wrote the first, the proxy the last
		{"127.0.0.1:80", "garbage", "127.0.0.1"},
		{"[2001:db8:1:2:3:4:5:6]:80", "", "2001:db8:1:2::"},
		{"[::ffff:203.0.113.5]:80", "", "203.0.113.5"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{}}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.client(r); got != netip.MustParseAddr(c.want) {
			t.Errorf("%s, %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestWebAddress(t *testing.T) {
	for address, want := range map[string]string{
		"https://a.example/x?y=1": "https://a.example/x?y=1", "javascript:alert(1)": "", "JAVASCRIPT:alert(1)": "", "data:text/html,x": "", "//a.example": "",
		"https://user:pass@a.example/": "", "http:///x": "", "file:///etc/passwd": "", "": "", "java\nscript:alert(1)": "", "https://a.example/\"><script>": "https://a.example/%22%3E%3Cscript%3E",
	} {
		if got := webAddress(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

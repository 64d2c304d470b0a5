package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// evil is an article whose every part tries to run something.
func evil() store.Article {
	const script = `<script>alert(1)</script><img src=x onerror=alert(1)>`
	a := &barograph.Article{URL: "javascript:alert(1)", Source: script, Headline: script + " hits Pakistan", Body: "India struck " + script + " on Thursday.",
		Published: &barograph.Published{Time: time.Date(2025, 5, 8, 0, 0, 0, 0, time.UTC), DayOnly: true}}
	id := store.ArticleID("javascript:alert(1)", a.Text())
	return store.Article{ID: id, URL: "javascript:alert(1)", Article: a, Feed: script, Coder: "test", Events: []barograph.Event{{
		ID: "00000000000000e1", Type: barograph.Assault, Status: barograph.Occurred, CAMEO: "190", Goldstein: -10, Quad: 4,
		Trigger: barograph.Span{Text: "struck", Start: 60, End: 66}, Actors: []barograph.Participant{{Code: "IND", Sector: "MIL", Name: script}},
		Recipients: []barograph.Participant{{Code: "PAK", Sector: "GOV", Name: `"><svg onload=alert(1)>`}}, Locations: []barograph.Location{},
		Evidence: "India struck " + script, Confidence: 0.9, Mentions: []barograph.Mention{},
	}}}
}

func TestHostileText(t *testing.T) {
	w := start(t, nil)
	w.check = newContract(t)
	if _, err := w.store.Save(t.Context(), []store.Article{evil()}); err != nil {
		t.Fatal(err)
	}
	if err := (store.Alone{}).Merge(t.Context(), w.store); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/events", "/events/00000000000000e1", "/articles/" + evil().ID, "/search?q=struck", "/actors?q=script", "/sources",
		"/dyads/IND/PAK", "/dyads/IND/PAK/days/2025-05-08", "/dyads/IND/PAK/contacts", "/briefs/IND/PAK", "/briefs/IND/PAK?format=html",
		"/events?format=csv", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E", "/countries/%3Cscript%3E"} {
		a := w.do("GET", "/api/v1"+path, nil)
		kind := a.header.Get("Content-Type")
		if a.status == 500 || a.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(a.header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: status %d, headers %v", path, a.status, a.header)
		}
		body := string(a.body)
		if !strings.HasPrefix(kind, "text/csv") && (strings.Contains(body, "<script") || strings.Contains(body, "<img") || strings.Contains(body, "<svg")) {
			t.Errorf("%s (%s): markup gets out: %.300s", path, kind, body)
		}
		if strings.Contains(body, `"url":"javascript:`) || strings.Contains(body, `href="javascript:`) {
			t.Errorf("%s: an address that runs gets out", path)
		}
	}
}

func TestMalformed(t *testing.T) {
	w := start(t, func(o *Options) { o.LocalUser = "ana" })
	w.check = newContract(t)
	long := strings.Repeat("a", 600)
	for path, parameter := range map[string]string{
		"/events?type=WAR": "type", "/events?limit=0": "limit", "/events?limit=1e9": "limit", "/events?limit=-1": "limit", "/events?since=May": "since",
		"/events?pair=IND": "pair", "/events?confidence=NaN": "confidence", "/events?confidence=x": "confidence", "/events?directed=maybe": "directed",
		"/events?format=xml": "format", "/events?after=%00": "after", "/events?after=zz.zz.zz": "after", "/events?after=" + url.QueryEscape("' OR 1=1"): "after",
		"/events?q=" + long: "q", "/events?mode=" + strings.Repeat("drone,", 200): "mode", "/events?country=%ff%fe": "country", "/search?q=": "q", "/search": "q",
		"/search?q=" + long: "q", "/actors?q=%25": "q", "/dyads/IND/IND": "b", "/dyads/IND/Atlantis": "b", "/dyads/IND/PAK?from=2025&to=2024": "from",
		"/dyads/IND/PAK?from=0001&to=9999": "from", "/dyads/IND/PAK/days/2025-05": "day", "/dyads/IND/PAK/days/yesterday": "day", "/top?days=0": "days",
		"/briefs/IND/PAK?format=pdf": "format", "/corrections?format=xml": "format",
	} {
		var p problem
		w.want(400, "GET", "/api/v1"+path, nil).into(t, &p)
		if p.Parameter != parameter || p.Detail == "" {
			t.Errorf("%s: %+v, want the parameter %s", path, p, parameter)
		}
	}
	for _, path := range []string{"/events/zz", "/events/..%2f..%2fetc%2fpasswd", "/events/%00", "/articles/1", "/articles/%27;DROP", "/events/00000000000000ff"} {
		w.want(404, "GET", "/api/v1"+path, nil)
	}
	w.want(413, "POST", "/api/v1/code", strings.Repeat("India struck Pakistan. ", 5<<20/23))
	w.want(413, "POST", "/api/v1/code", map[string]string{"text": strings.Repeat("India struck Pakistan. ", 5<<20/23)})
	w.want(413, "POST", "/api/v1/corrections", map[string]any{"kind": "confirm", "events": []string{"a"}, "note": strings.Repeat("a", 1<<20)})
	w.want(415, "POST", "/api/v1/code", "x", "Content-Type", "application/x-www-form-urlencoded")
	w.want(415, "POST", "/api/v1/corrections", `{"kind":"confirm"}`)
	for _, body := range []string{"{", `{"text":"x"} {"text":"y"}`, `[]`, `{"text":"x","sudo":true}`, `{"text":` + strings.Repeat("[", 20000)} {
		w.want(400, "POST", "/api/v1/code", body, "Content-Type", "application/json")
	}
	w.want(400, "POST", "/api/v1/code", map[string]string{"text": " "})
	w.want(400, "POST", "/api/v1/code", map[string]string{"url": "file:///etc/passwd"})
	w.want(400, "POST", "/api/v1/code", map[string]string{"url": "javascript:alert(1)"})
	w.want(422, "POST", "/api/v1/code", strings.Repeat("\x00\xff\x00 \n\n", 500))
	w.want(200, "POST", "/api/v1/code", "\xff\xfe broken")
}

func TestOtherSites(t *testing.T) {
	w := start(t, func(o *Options) { o.LocalUser = "ana" })
	body := map[string]string{"text": "India struck Pakistan."}
	w.want(403, "POST", "/api/v1/code", body, "Sec-Fetch-Site", "cross-site")
	w.want(403, "POST", "/api/v1/examples", nil, "Origin", "https://evil.example")
	w.want(403, "POST", "/api/v1/logout", nil, "Sec-Fetch-Site", "same-site")
	for _, x := range [][2]string{{"POST", "/users"}, {"PATCH", "/users/ana"}, {"DELETE", "/users/ana"}, {"POST", "/me/password"}, {"POST", "/tokens"}, {"DELETE", "/tokens/1"}} {
		a := w.want(403, x[0], "/api/v1"+x[1], map[string]string{}, "Sec-Fetch-Site", "cross-site")
		if !strings.Contains(string(a.body), "another site") {
			t.Errorf("%s %s: refused for another reason: %s", x[0], x[1], a.body)
		}
	}
	w.want(200, "POST", "/api/v1/code", body, "Sec-Fetch-Site", "same-origin")
	w.want(421, "GET", "/api/v1/events", nil, "Host", "evil.example")
	w.want(421, "GET", "/", nil, "Host", "127.0.0.1.evil.example")
	for _, host := range []string{"localhost:1", "127.0.0.1", "[::1]:80", "board.localhost"} {
		w.want(200, "GET", "/api/v1/me", nil, "Host", host)
	}
	var m me
	w.want(200, "GET", "/api/v1/me", nil, "X-Forwarded-For", "203.0.113.9").into(t, &m)
	if m.Role != nil || m.Local {
		t.Errorf("a proxy's request is taken for a local one: %+v", m)
	}
	w.want(401, "GET", "/api/v1/events", nil, "X-Forwarded-For", "203.0.113.9")
}

func TestStrangers(t *testing.T) {
	w := start(t, func(o *Options) { o.Local, o.TrustProxy, o.Rate = false, true, 5 })
	w.check = newContract(t)
	from := func(i int) []string { return []string{"X-Forwarded-For", fmt.Sprintf("198.51.100.%d", i)} }
	for i, path := range []string{"/events", "/meta", "/world", "/dyads/IND/PAK", "/sources", "/alerts", "/stream", "/users"} {
		w.want(401, "GET", "/api/v1"+path, nil, from(i)...)
	}
	w.want(401, "POST", "/api/v1/code", map[string]string{"text": "India struck Pakistan."}, from(20)...)
	for _, x := range [][2]string{{"POST", "/users"}, {"PATCH", "/users/root"}, {"DELETE", "/users/root"}, {"POST", "/me/password"}, {"GET", "/tokens"}, {"POST", "/tokens"}, {"DELETE", "/tokens/1"}} {
		w.want(401, x[0], "/api/v1"+x[1], map[string]string{}, from(21)...)
	}
	w.want(401, "POST", "/mcp", map[string]string{}, from(20)...)
	w.want(401, "GET", "/metrics", nil, from(20)...)
	w.want(401, "GET", "/api/v1/events", nil, "Authorization", "Bearer baro_0_0")
	w.want(401, "GET", "/api/v1/events", nil, "Authorization", "Basic YTpi")
	w.want(401, "GET", "/api/v1/events", nil, "Cookie", "barograph=nothing")
	w.want(200, "GET", "/healthz", nil)
	w.want(200, "GET", "/", nil) // the board, which shows a login

	refused := 0
	for range 70 {
		if a := w.do("GET", "/api/v1/me", nil, from(30)...); a.status == 429 && a.header.Get("Retry-After") != "" {
			refused++
		}
	}
	if refused == 0 {
		t.Error("a client may ask as often as it likes")
	}
	w.want(200, "GET", "/api/v1/me", nil, from(31)...)

	refused = 0
	for i := range 14 {
		a := w.do("POST", "/api/v1/login", map[string]string{"name": "root", "password": "guess"}, from(40+i)...)
		if a.status == 429 {
			refused++
		}
	}
	if refused == 0 {
		t.Error("passwords of one user may be tried from many places without end")
	}
	secure := w.do("POST", "/api/v1/logout", nil, "X-Forwarded-Proto", "https", "X-Forwarded-For", "198.51.100.90")
	if c := secure.header.Get("Set-Cookie"); !strings.HasPrefix(c, "__Host-barograph=") || !strings.Contains(c, "Secure") {
		t.Errorf("cookie over TLS: %s", c)
	}
	if secure.header.Get("Strict-Transport-Security") == "" {
		t.Error("TLS is not said to stay")
	}
}

// A client that tries many names costs the memory of as many as it may try, and uses up nobody else's logins.
func TestManyNames(t *testing.T) {
	l, one, other := newLimits(5), netip.MustParseAddr("198.51.100.1"), netip.MustParseAddr("198.51.100.2")
	for i := range 10_000 {
		l.login(one, fmt.Sprint("user", i))
	}
	if n := len(l.logins); n > 1+20 {
		t.Errorf("%d logins are counted", n)
	}
	for range 1000 {
		l.login(one, "root")
	}
	if !l.login(other, "root") {
		t.Error("one client shuts a user out for all others")
	}
}

// stuck is a record that stops answering when it is told to.
type stuck struct {
	store.Store
	mu    sync.Mutex
	gone  bool
	every error // what it answers then; nil: nothing at all
}

func (s *stuck) fail(ctx context.Context) error {
	s.mu.Lock()
	gone, err := s.gone, s.every
	s.mu.Unlock()
	if !gone {
		return nil
	}
	if err != nil {
		return err
	}
	<-ctx.Done()
	return ctx.Err()
}

func (s *stuck) set(gone bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = gone
}

func (s *stuck) Changes(ctx context.Context, after int64) ([]store.Change, error) {
	if err := s.fail(ctx); err != nil {
		return nil, err
	}
	return s.Store.Changes(ctx, after)
}

func (s *stuck) Recall(ctx context.Context, kind string) (map[string][]byte, error) {
	if err := s.fail(ctx); err != nil {
		return nil, err
	}
	return s.Store.Recall(ctx, kind)
}

func TestDatabaseGone(t *testing.T) {
	var record *stuck
	w := start(t, func(o *Options) {
		record = &stuck{Store: o.Store, every: fmt.Errorf("dial: %w", store.ErrGone)}
		o.Store = record
	})
	w.check = newContract(t)
	w.want(200, "GET", "/readyz", nil)
	w.want(200, "GET", "/", nil)
	events := listen(w, "")
	events.next("hello")
	record.set(true)
	events.next("trouble")
	for _, path := range []string{"/events", "/meta", "/dyads/IND/PAK", "/stream", "/search?q=drone"} {
		a := w.want(503, "GET", "/api/v1"+path, nil)
		if a.header.Get("Retry-After") == "" || strings.Contains(string(a.body), "dial") {
			t.Errorf("%s: %v %s", path, a.header, a.body)
		}
	}
	if a := w.want(503, "GET", "/dyad/IND/PAK", nil, "Accept", "text/html"); !strings.Contains(string(a.body), "does not answer") {
		t.Errorf("page: %s", a.body)
	}
	w.want(503, "GET", "/readyz", nil)
	w.want(200, "GET", "/healthz", nil)
	w.want(200, "GET", "/assets/app-1.js", nil)
	w.want(200, "POST", "/api/v1/code", "India struck Pakistan.") // coding needs no database
	record.set(false)
	events.next("well")
	w.want(200, "GET", "/api/v1/events", nil)

	record.every = nil // it hangs
	record.set(true)
	w.want(503, "GET", "/readyz", nil)
	record.set(false)
	w.want(200, "GET", "/readyz", nil)
}

// listener reads a stream in a test.
type reader struct {
	*world
	lines *bufio.Scanner
	id    string
}

func listen(w *world, last string) *reader {
	w.Helper()
	req, err := http.NewRequestWithContext(w.Context(), "GET", w.url+"/api/v1/stream", nil)
	if err != nil {
		w.Fatal(err)
	}
	if last != "" {
		req.Header.Set("Last-Event-ID", last)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { res.Body.Close() })
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		w.Fatalf("stream: %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	r := &reader{world: w, lines: bufio.NewScanner(res.Body)}
	r.lines.Buffer(nil, 8<<20)
	return r
}

// next waits for an event of a name and gives its data.
func (r *reader) next(name string) string {
	r.Helper()
	found := ""
	for r.lines.Scan() {
		field, value, _ := strings.Cut(r.lines.Text(), ": ")
		switch {
		case field == "id":
			r.id = value
		case field == "event":
			found = value
		case field == "data" && found == name:
			return value
		}
	}
	r.Fatalf("the stream ended before %s: %v", name, r.lines.Err())
	return ""
}

func TestStream(t *testing.T) {
	w := start(t, func(o *Options) { o.LocalUser = "ana" })
	first := listen(w, "")
	first.next("hello")
	seen := first.id
	if _, err := w.store.Save(t.Context(), []store.Article{evil()}); err != nil { // as another process would
		t.Fatal(err)
	}
	if err := (store.Alone{}).Merge(t.Context(), w.store); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Events []struct{ ID, URL string }
		Gone   []string
	}
	for _, r := range []*reader{first, listen(w, seen)} { // one that listened, one that comes again
		if err := json.Unmarshal([]byte(r.next("change")), &got); err != nil || len(got.Events) != 1 || got.Events[0].ID != "00000000000000e1" {
			t.Errorf("%v %+v", err, got)
		}
	}
	listen(w, "999999").next("reset")
	w.want(201, "POST", "/api/v1/corrections", map[string]any{"kind": "correct", "events": []string{"00000000000000e1"}, "field": "status", "value": "denied"})
	if data := first.next("change"); !strings.Contains(data, `"status":"denied"`) {
		t.Errorf("after a correction: %s", data)
	}
}

func TestManyStreams(t *testing.T) {
	w := start(t, nil)
	var readers []*reader
	for range 1000 {
		readers = append(readers, listen(w, ""))
	}
	if _, err := w.store.Save(t.Context(), []store.Article{evil()}); err != nil {
		t.Fatal(err)
	}
	if err := (store.Alone{}).Merge(t.Context(), w.store); err != nil {
		t.Fatal(err)
	}
	for _, r := range readers {
		r.next("change")
	}
	w.want(200, "GET", "/api/v1/events", nil)
}

func TestNeverReading(t *testing.T) {
	w := start(t, nil)
	good := listen(w, "")
	good.next("hello")
	for range 10 {
		c, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		fmt.Fprintf(c, "GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
	}
	open := func() int {
		w.s.hub.mu.Lock()
		defer w.s.hub.mu.Unlock()
		return len(w.s.hub.streams)
	}
	for open() < 11 {
		time.Sleep(time.Millisecond)
	}
	big := message(1, "change", strings.Repeat("x", 256<<10))
	for range 1000 { // what the sockets hold, and then the backlog
		if open() == 1 {
			break
		}
		w.s.hub.tell(big)
		good.next("change")
	}
	if n := open(); n != 1 {
		t.Errorf("%d streams are open; only one client reads", n)
	}
	w.want(200, "GET", "/api/v1/events", nil)
}

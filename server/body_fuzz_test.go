package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// bodies are the addresses that take a body.
var bodies = []string{"/api/v1/code", "/api/v1/corrections", "/api/v1/login", "/api/v1/logout", "/api/v1/me/password", "/api/v1/tokens", "/api/v1/users", "/mcp"}

// FuzzBody sends anything to what takes a body, with any type and cookie: it is answered, or refused as the asker's fault.
func FuzzBody(f *testing.F) {
	handler, record := fuzzed(f, 20)
	var event string
	if err := record.Each(f.Context(), store.Filter{}, false, func(s *barograph.Story) error { event = s.ID; return nil }); err != nil {
		f.Fatal(err)
	}
	for i, body := range []string{
		`{"text":"Troops of the army shelled the town on Monday.","date":"2025-05-09","explain":true}`,
		`{"kind":"correct","events":["` + event + `"],"field":"type","value":"AID","note":"x"}`,
		`{"name":"ada","password":"a long word to enter by"}`, `{}`, `{"present":"","password":"\u0000"}`, `{"label":"x","role":"reader","days":1e3}`,
		`{"name":"../a","role":"admin"}`, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"events","arguments":{"query":"ASSAULT IND PAK since May"}}}`,
	} {
		f.Add(uint8(i), "application/json", "", []byte(body))
	}
	f.Add(uint8(0), "text/html; charset=utf-7", "barograph=x", []byte("<p>The army fired.<script>"))
	f.Add(uint8(1), "application/json; x", "", []byte(`{"kind":"merge","events":["`+event+`","`+event+`"]}`))
	f.Add(uint8(1), "application/json", "", []byte(`{"kind":"split","events":["0000"],"reports":["ffffffffffffffff"]} {}`))
	f.Add(uint8(7), "application/json", "", []byte(`[{"jsonrpc":"2.0","id":{},"method":"initialize","params":{"protocolVersion":"9999"}},null]`))
	f.Add(uint8(7), "application/json", "", []byte(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"brief","arguments":{"a":"IND","b":"PAK","since":"0000-00-00"}}}`))
	f.Fuzz(func(t *testing.T, which uint8, kind, cookie string, body []byte) {
		path := bodies[int(which)%len(bodies)]
		var asks struct{ URL, Password string }
		_ = json.Unmarshal(body, &asks) // what is no JSON asks for nothing
		if asks.URL != "" || path == "/api/v1/users" && asks.Password != "" {
			t.Skip() // nothing is fetched, and the first account would shut everybody out
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1"+path, strings.NewReader(string(body)))
		r.RemoteAddr = "127.0.0.1:1"
		r.Header["Content-Type"] = []string{kind}
		r.Header["Accept"] = []string{"application/json, text/event-stream"}
		if cookie != "" {
			r.Header["Cookie"] = []string{cookie}
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	})
}

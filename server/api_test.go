package server

import (
	"encoding/csv"
	"math"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/server/accounts"
)

// pair is what the tests read of a pair's answer.
type pair struct {
	Days []struct {
		Day      string
		Pressure *float64
		Events   int
	}
	Gaps   []struct{ From, To string }
	Movers []struct {
		ID    string
		Day   string
		Value float64
	}
	Turns    []struct{ Day, Kind string }
	Episodes []struct{ Onset, Peak string }
}

// TestAPI walks through the whole API as a board would, on the examples, and holds every answer to openapi.yaml.
func TestAPI(t *testing.T) {
	w := start(t, func(o *Options) { o.LocalUser = "ana" })
	w.check = newContract(t)
	if _, err := w.s.accounts.Set(t.Context(), "root", "admin", "a long enough password"); err != nil {
		t.Fatal(err)
	}
	var meta struct {
		Empty       bool
		First, Last *string
	}
	w.want(200, "GET", "/api/v1/meta", nil).into(t, &meta)
	if !meta.Empty || meta.First != nil {
		t.Errorf("an empty record: %+v", meta)
	}
	for _, path := range []string{"/dyads/IND/PAK", "/top", "/world", "/world/days", "/countries/IND", "/dyads/IND/PAK/contacts", "/briefs/IND/PAK"} {
		if a := w.do("GET", "/api/v1"+path, nil); a.status != 404 {
			t.Errorf("%s of an empty record: %d %s", path, a.status, a.body)
		}
	}
	var loaded struct{ Articles, Events int }
	w.want(200, "POST", "/api/v1/examples", nil).into(t, &loaded)
	if loaded.Articles < 14 || loaded.Events < 50 {
		t.Errorf("examples: %+v", loaded)
	}
	w.want(200, "GET", "/api/v1/meta", nil).into(t, &meta)
	if meta.Empty || meta.Last == nil {
		t.Errorf("a record with examples: %+v", meta)
	}

	walkEvents(t, w)
	walkPressure(t, w)
	walkWork(t, w)
	walkAccess(t, w)
	everyOperation(t, w.check)
}

type eventList struct {
	Events []barograph.Story
	Next   *string
}

func walkEvents(t *testing.T, w *world) {
	seen := map[string]bool{}
	pages := 0
	for path := "/api/v1/events?limit=40"; path != ""; pages++ {
		var l eventList
		w.want(200, "GET", path, nil).into(t, &l)
		path = ""
		for _, e := range l.Events {
			if seen[e.ID] {
				t.Errorf("%s is on two pages", e.ID)
			}
			seen[e.ID] = true
		}
		if l.Next != nil {
			path = "/api/v1/events?limit=40&after=" + *l.Next
		}
	}
	if pages < 2 || len(seen) < 50 {
		t.Errorf("%d events on %d pages", len(seen), pages)
	}
	var l eventList
	w.want(200, "GET", "/api/v1/events?pair=IND,PAK&type=ASSAULT&since=2025-05&until=2025-05-10&q=missile*", nil).into(t, &l)
	if len(l.Events) == 0 {
		t.Error("no missiles between India and Pakistan")
	}
	for _, e := range l.Events {
		if e.Type != barograph.Assault || e.Filed < 20250501 || e.Filed > 20250510 {
			t.Errorf("not asked for: %s %s", e.Type, e.Filed)
		}
	}
	for _, a := range []*answer{w.want(200, "GET", "/api/v1/events?format=csv&pair=IND,PAK", nil),
		w.want(200, "GET", "/api/v1/events?pair=IND,PAK", nil, "Accept", "text/csv")} {
		rows, err := csv.NewReader(strings.NewReader(string(a.body))).ReadAll()
		if err != nil || len(rows) < 10 || rows[0][0] != "event_id" {
			t.Errorf("CSV: %d rows, %v", len(rows), err)
		}
	}
	first := w.want(200, "GET", "/api/v1/events", nil)
	w.want(304, "GET", "/api/v1/events", nil, "If-None-Match", first.header.Get("ETag"))
	w.want(200, "GET", "/api/v1/events?limit=3", nil, "If-None-Match", first.header.Get("ETag"))

	var found struct {
		eventList
		Read []struct{ Text, As, Means string }
	}
	w.want(200, "GET", "/api/v1/search?q=ASSAULT+missile+PAK+IND+since+May+until+2025-05-10", nil).into(t, &found)
	if len(found.Events) == 0 || len(found.Read) != 6 {
		t.Errorf("search: %d events, read as %+v", len(found.Events), found.Read)
	}
	w.want(200, "GET", "/api/v1/search?q=missile&format=csv", nil)

	var told *barograph.Story
	for i := range l.Events {
		if told == nil || l.Events[i].Articles > told.Articles {
			told = &l.Events[i]
		}
	}
	var one struct {
		barograph.Story
		Agree  []string
		Differ []struct{ Field string }
	}
	w.want(200, "GET", "/api/v1/events/"+told.ID, nil).into(t, &one)
	if len(one.Reports) != told.Articles || told.Articles < 2 || len(one.Agree) == 0 || len(one.Links) == 0 {
		t.Errorf("event: %d reports of %d articles, agree in %v, %d links", len(one.Reports), told.Articles, one.Agree, len(one.Links))
	}
	var why struct {
		Reports []struct {
			Report  string
			Explain *struct{ Trigger struct{ Because string } }
		}
	}
	w.want(200, "GET", "/api/v1/events/"+told.ID+"/explanation", nil).into(t, &why)
	if len(why.Reports) != len(one.Reports) || why.Reports[0].Explain == nil {
		t.Errorf("explanation: %+v", why)
	}
	var text struct {
		Text       string
		Highlights []highlight
		Events     []struct{ ID, Story string }
		Parts      []part
	}
	w.want(200, "GET", "/api/v1/articles/"+one.Reports[0].Source.ID, nil).into(t, &text)
	runes := []rune(text.Text)
	for _, p := range text.Parts {
		if p.Coded && string(runes[p.Start:p.End]) != p.Text {
			t.Errorf("part %s is %q at its place", p.Part, string(runes[p.Start:p.End]))
		}
	}
	if len(text.Highlights) < len(text.Events) || text.Events[0].Story == "" {
		t.Errorf("article: %d highlights of %d events, the first in story %q", len(text.Highlights), len(text.Events), text.Events[0].Story)
	}
	w.want(200, "GET", "/api/v1/actors?q=Rubio&at=2025-05-09", nil)
	w.want(200, "GET", "/api/v1/actors?q=PAK.MIL", nil)
}

func walkPressure(t *testing.T, w *world) {
	var p pair
	w.want(200, "GET", "/api/v1/dyads/IND/Pakistan?from=2025-03&to=2025-05", nil).into(t, &p)
	if len(p.Days) != 92 || len(p.Movers) == 0 || len(p.Gaps) == 0 || len(p.Turns) == 0 || len(p.Episodes) == 0 {
		t.Fatalf("pair: %d days, %d movers, %d gaps, turns %v", len(p.Days), len(p.Movers), len(p.Gaps), p.Turns)
	}
	w.want(200, "GET", "/api/v1/dyads/IND/PAK?known-by=2025-05-08", nil)
	w.want(200, "GET", "/api/v1/dyads/IND/PAK?format=csv", nil)
	for _, day := range []string{"2025-05-07", "2025-05-08", "2025-05-10"} {
		var parts struct {
			Pressure *float64
			Relief   float64
			Parts    []struct{ Value float64 }
		}
		w.want(200, "GET", "/api/v1/dyads/IND/PAK/days/"+day, nil).into(t, &parts)
		sum := parts.Relief
		for _, x := range parts.Parts {
			sum += x.Value
		}
		if parts.Pressure == nil || *parts.Pressure < 10 || math.Abs(sum-*parts.Pressure) > 1e-9 {
			t.Errorf("%s: parts add up to %v of %v", day, sum, parts.Pressure)
		}
		for _, d := range p.Days {
			if d.Day == day && (d.Pressure == nil || math.Abs(*d.Pressure-*parts.Pressure) > 1e-4) {
				t.Errorf("%s: the series has %v, the parts %v", day, d.Pressure, *parts.Pressure)
			}
		}
	}
	var c struct {
		Direct []struct{ Day, How string }
	}
	w.want(200, "GET", "/api/v1/dyads/IND/PAK/contacts?at=2025-05-12", nil).into(t, &c)
	if len(c.Direct) == 0 {
		t.Error("no direct contact of India and Pakistan by 12 May")
	}
	w.want(200, "GET", "/api/v1/briefs/IND/PAK?at=2025-05-11", nil)
	w.want(200, "GET", "/api/v1/briefs/IND/PAK?at=2025-05-11&format=markdown", nil)
	html := w.want(200, "GET", "/api/v1/briefs/IND/PAK?at=2025-05-11&format=html", nil)
	if p := html.header.Get("Content-Security-Policy"); !strings.Contains(p, "style-src 'sha256-") || !strings.Contains(p, "default-src 'none'") {
		t.Errorf("policy of a brief: %s", p)
	}
	w.want(200, "GET", "/api/v1/countries/PAK", nil)
	w.want(200, "GET", "/api/v1/top?format=csv", nil)
	var top struct {
		Highest, Rose []struct{ A, B struct{ Code string } }
	}
	w.want(200, "GET", "/api/v1/top?at=2025-05-09", nil).into(t, &top)
	if len(top.Highest) == 0 || top.Highest[0].A.Code != "IND" || top.Highest[0].B.Code != "PAK" || len(top.Rose) == 0 {
		t.Errorf("top on 9 May 2025: %+v", top)
	}
	w.want(200, "GET", "/api/v1/world?at=2025-05-09", nil)
	var frames struct {
		Frames []struct {
			Day       string
			Countries map[string]float64
		}
	}
	w.want(200, "GET", "/api/v1/world/days?from=2025-05-01&to=2025-05-10&step=3", nil).into(t, &frames)
	if n := len(frames.Frames); n != 4 || frames.Frames[n-1].Day != "2025-05-10" || frames.Frames[n-1].Countries["IND"] == 0 {
		t.Errorf("frames: %+v", frames)
	}
}

func walkWork(t *testing.T, w *world) {
	var coded struct {
		Events []struct {
			Type    string
			Explain *struct{}
		}
		Highlights []highlight
		Kept       *struct{ Article, Fate string }
	}
	sentence := "Pakistan fired drones at Indian posts on Thursday, the Indian army said."
	w.want(200, "POST", "/api/v1/code", map[string]any{"text": sentence, "date": "2025-05-09", "explain": true}).into(t, &coded)
	if len(coded.Events) == 0 || coded.Events[0].Type != "ASSAULT" || coded.Events[0].Explain == nil || coded.Kept != nil {
		t.Errorf("coded: %+v", coded)
	}
	w.want(200, "POST", "/api/v1/code", sentence)
	article := "Envoys meet in Doha\n\nRead more: ten places to see\n\nDOHA, 3 August 2025 - " + strings.Repeat("India and Pakistan held talks in Doha on Saturday. ", 6) +
		"\n\n" + sentence
	for _, fate := range []string{"added", "known"} {
		w.want(200, "POST", "/api/v1/code", map[string]any{"text": article, "date": "2025-08-03", "outlet": "Gulf Page", "keep": true}).into(t, &coded)
		if coded.Kept == nil || coded.Kept.Fate != fate {
			t.Errorf("kept: %+v, want %s", coded.Kept, fate)
		}
	}
	w.want(200, "GET", "/api/v1/articles/"+coded.Kept.Article, nil)
	w.want(200, "GET", "/api/v1/alerts", nil)
	w.want(200, "GET", "/api/v1/sources", nil)

	var l eventList
	w.want(200, "GET", "/api/v1/events?pair=IND,PAK&since=2025-05-07&until=2025-05-10", nil).into(t, &l)
	var many barograph.Story
	for _, e := range l.Events {
		if e.Articles > many.Articles {
			many = e
		}
	}
	w.want(200, "GET", "/api/v1/events/"+many.ID, nil).into(t, &many)
	correct := func(body map[string]any) (id string, events []barograph.Story) {
		t.Helper()
		var made corrected
		w.want(201, "POST", "/api/v1/corrections", body).into(t, &made)
		if made.Correction.By != "ana" {
			t.Errorf("corrected by %q", made.Correction.By)
		}
		return made.Correction.ID, made.Events
	}
	id, events := correct(map[string]any{"kind": "correct", "events": []string{many.ID}, "field": "status", "value": "alleged", "note": "<b>one side</b>"})
	if len(events) != 1 || events[0].Status != barograph.Alleged {
		t.Errorf("corrected: %+v", events)
	}
	lines := w.want(200, "GET", "/api/v1/corrections?format=annotated", nil)
	if !strings.Contains(string(lines.body), `"status":"alleged"`) {
		t.Errorf("annotated data: %.300s", lines.body)
	}
	var undone corrected
	w.want(200, "DELETE", "/api/v1/corrections/"+id, nil).into(t, &undone)
	if undone.Events[0].Status != many.Status {
		t.Errorf("undone: %s, was %s", undone.Events[0].Status, many.Status)
	}
	correct(map[string]any{"kind": "confirm", "events": []string{many.ID}})
	_, events = correct(map[string]any{"kind": "split", "events": []string{many.ID}, "reports": []string{many.Reports[0].ID}})
	if len(events) != 2 {
		t.Fatalf("split into %d", len(events))
	}
	_, events = correct(map[string]any{"kind": "merge", "events": []string{events[0].ID, events[1].ID}})
	if len(events) != 1 {
		t.Errorf("merged into %d", len(events))
	}
	correct(map[string]any{"kind": "reject", "events": []string{many.ID}})
	w.want(200, "GET", "/api/v1/events?rejected=true", nil).into(t, &l)
	if len(l.Events) != 1 {
		t.Errorf("%d rejected", len(l.Events))
	}
	w.want(200, "GET", "/api/v1/corrections", nil)
	for _, bad := range []map[string]any{
		{"kind": "correct", "events": []string{many.ID}, "field": "status", "value": "maybe"}, {"kind": "correct", "events": []string{many.ID}, "field": "id", "value": "1"},
		{"kind": "split", "events": []string{many.ID}, "reports": []string{"0000000000000001"}}, {"kind": "merge", "events": []string{many.ID, many.ID}},
		{"kind": "burn", "events": []string{many.ID}}, {"kind": "confirm", "events": []string{}}, {"kind": "confirm", "events": []string{many.ID}, "by": "root"},
	} {
		w.want(400, "POST", "/api/v1/corrections", bad)
	}
	w.want(404, "POST", "/api/v1/corrections", map[string]any{"kind": "confirm", "events": []string{"00000000000000ff"}})
	w.want(404, "DELETE", "/api/v1/corrections/nothing", nil)
}

func walkAccess(t *testing.T, w *world) {
	login := w.want(200, "POST", "/api/v1/login", map[string]string{"name": "root", "password": "a long enough password"})
	cookie := login.header.Get("Set-Cookie")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("cookie: %s", cookie)
	}
	session, _, _ := strings.Cut(cookie, ";")
	as := []string{"Cookie", session}
	w.want(200, "GET", "/api/v1/me", nil, as...)
	bob := map[string]string{"name": "bob", "role": "reader", "password": "another password"}
	w.want(201, "POST", "/api/v1/users", bob, as...)
	w.want(409, "POST", "/api/v1/users", bob, as...)
	w.want(200, "GET", "/api/v1/users", nil, as...)
	var changed accounts.User
	w.want(200, "PATCH", "/api/v1/users/bob", map[string]string{"role": "analyst"}, as...).into(t, &changed)
	if changed.Role != accounts.Analyst {
		t.Errorf("changed: %+v", changed)
	}
	w.want(400, "PATCH", "/api/v1/users/bob", map[string]string{}, as...)
	w.want(400, "PATCH", "/api/v1/users/bob", map[string]string{"role": "king"}, as...)
	w.want(404, "PATCH", "/api/v1/users/eve", map[string]string{"role": "reader"}, as...)
	w.want(409, "PATCH", "/api/v1/users/root", map[string]string{"role": "analyst"}, as...)
	w.want(409, "DELETE", "/api/v1/users/root", nil, as...)
	var token struct{ ID, Token string }
	w.want(201, "POST", "/api/v1/tokens", map[string]any{"label": "script", "days": 2}, as...).into(t, &token)
	w.want(200, "GET", "/api/v1/tokens", nil, as...)
	program := []string{"Authorization", "Bearer " + token.Token}
	w.want(200, "GET", "/api/v1/users", nil, program...)
	w.want(403, "POST", "/api/v1/tokens", map[string]any{"label": "for ever", "days": 3650}, program...)
	w.want(403, "POST", "/api/v1/me/password", map[string]string{"present": "a long enough password", "password": "a password of a program"}, program...)
	w.want(204, "DELETE", "/api/v1/tokens/"+token.ID, nil, as...)
	w.want(401, "GET", "/api/v1/users", nil, program...)
	w.want(204, "DELETE", "/api/v1/users/bob", nil, as...)
	wrong := w.want(403, "POST", "/api/v1/me/password", map[string]string{"present": "wrong", "password": "a much longer password"}, as...)
	if !strings.Contains(string(wrong.body), `"parameter":"present"`) {
		t.Errorf("a wrong password: %s", wrong.body)
	}
	w.want(403, "POST", "/api/v1/me/password", map[string]string{"present": "x", "password": "a much longer password"}) // as ana, who has no account
	mine := w.want(204, "POST", "/api/v1/me/password", map[string]string{"present": "a long enough password", "password": "a much longer password"}, as...)
	w.want(403, "GET", "/api/v1/users", nil, as...) // the session is over: as ana again
	session, _, _ = strings.Cut(mine.header.Get("Set-Cookie"), ";")
	as = []string{"Cookie", session}
	w.want(200, "GET", "/api/v1/users", nil, as...)
	w.want(403, "GET", "/api/v1/users", nil) // as ana, over loopback
	w.want(204, "POST", "/api/v1/logout", nil, as...)
	w.want(403, "GET", "/api/v1/users", nil, as...)
	w.want(401, "POST", "/api/v1/login", map[string]string{"name": "root", "password": "wrong"})
}

// everyOperation sees to it that no operation of openapi.yaml was left out. The stream has tests of its own.
func everyOperation(t *testing.T, c *contract) {
	doc, err := libopenapi.NewDocument(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	model, err := doc.BuildV3Model()
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range model.Model.Paths.PathItems.FromOldest() {
		if path == "/stream" {
			continue
		}
		pattern := regexp.MustCompile("^/api/v1" + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, `[^/]+`) + "$")
		for method := range item.GetOperations().FromOldest() {
			found := false
			for seen := range c.seen {
				m, p, _ := strings.Cut(seen, " ")
				found = found || strings.EqualFold(m, method) && pattern.MatchString(p)
			}
			if !found {
				t.Errorf("%s %s is described, and was never answered well", strings.ToUpper(method), path)
			}
		}
	}
}

// TestRoutes asks for what there is not.
func TestRoutes(t *testing.T) {
	w := start(t, nil)
	w.want(404, "GET", "/api/v1/nothing", nil)
	a := w.want(405, "POST", "/api/v1/events", nil)
	if a.header.Get("Allow") != http.MethodGet {
		t.Errorf("Allow: %s", a.header.Get("Allow"))
	}
}

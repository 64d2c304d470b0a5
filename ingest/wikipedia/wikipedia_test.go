package wikipedia

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/ingest/fetch"
)

const page = `{{Current events|year=2025|month=05|day=08|content=

<!-- All news items below this line -->
;Armed conflicts and attacks
*[[2025 Kolo conflict]]
**[[Battle of Kolo]]
***Troops of the {{nowrap|Northern Army}} enter the town of [[Kolo (town)|Kolo]] and ''meet'' no resistance, 12&nbsp;people are killed. [https://a.example/1 (Reuters)] [https://b.example/2?a=b ''(BBC News)'']
*** A [https://c.example report] says that {{US$|5 million}} was spent on {{convert|3|km|mi}} of road<ref>Not this.</ref>. ([https://d.example Al Jazeera])
*[[Alandia–Borduria relations]], [[Treaty of Syldavia]]
** The foreign ministers of [[Alandia]] and [[Borduria]] sign a treaty in [[Klow]].
[[File:Klow.jpg|thumb|The [[castle]]]]
* An empty topic
;Disasters and accidents
*A ferry sinks off {{flagicon|X}}[[Kolo]], and 3 are missing. [http://e.example (AP via {{small|MSNBC}})]
<!-- All news items above this line -->|}}`

func TestParse(t *testing.T) {
	got := Parse(20250508, page)
	want := []Summary{
		{"wce-2025-05-08-00", "2025-05-08", "2025 Kolo conflict: Battle of Kolo", "Troops of the Northern Army enter the town of Kolo and meet no resistance, 12 people are killed.", []string{"Reuters", "BBC News"}},
		{"wce-2025-05-08-01", "2025-05-08", "2025 Kolo conflict: Battle of Kolo", "A report says that US$5 million was spent on 3 km of road.", []string{"Al Jazeera"}},
		{"wce-2025-05-08-02", "2025-05-08", "Alandia–Borduria relations, Treaty of Syldavia", "The foreign ministers of Alandia and Borduria sign a treaty in Klow.", []string{}},
		{"wce-2025-05-08-03", "2025-05-08", "", "A ferry sinks off Kolo, and 3 are missing.", []string{"AP via MSNBC"}},
	}
	if len(got) != len(want) {
		t.Fatalf("%d entries: %+v", len(got), got)
	}
	for i := range want {
		if fmt.Sprintf("%q", got[i]) != fmt.Sprintf("%q", want[i]) {
			t.Errorf("got  %q\nwant %q", got[i], want[i])
		}
	}
}

func TestParseOldForms(t *testing.T) {
	old := `{{Current events header|2004|01|01}}
*[[Ireland]] takes over the presidency of the [[European Union]], succeeding [[Italy]]. [http://www.rte.example/1 (RTE News)]
* '''[[Iraq]]''': Guerrillas attack a convoy
near [[Baghdad]].
|}`
	got := Parse(20040101, old)
	if len(got) != 2 || got[0].Text != "Ireland takes over the presidency of the European Union, succeeding Italy." || got[0].Sources[0] != "RTE News" || got[1].Text != "Iraq: Guerrillas attack a convoy near Baghdad." {
		t.Errorf("%q", got)
	}
	month := "== Introduction ==\n* Not a day.\n=== [[July 1]], 2002 ===\n* A plane falls.\n=== [[July 2]], 2002 ===\n* A law passes.\n=== August 3, 2002 ===\n* Not this month.\n{{Current events header|2002|07|4}}\n* A ship sails.\n"
	days := ParseMonth(20020701, month)
	if len(days) != 3 || days[20020701][0].Text != "A plane falls." || days[20020702][0].ID != "wce-2002-07-02-00" || days[20020704][0].Text != "A ship sails." {
		t.Errorf("%q", days)
	}
}

func TestJSON(t *testing.T) {
	line := `{"id": "wce-2016-09-27-01", "published": "2016-09-27", "topic": "Civil War", "text": "Three bombings kill at least 17 people in Baghdad.", "sources": ["Reuters", "BBC"]}`
	s, ok := FromJSON([]byte(line))
	a, err := s.Article()
	if !ok || err != nil || a.Section != "Civil War" || a.Byline != "Reuters, BBC" || a.Published.String() != "2016-09-27" || a.Text() != s.Text || !strings.HasPrefix(a.URL, "https://en.wikipedia.org/wiki/Portal:Current_events/2016_September_27#") {
		t.Errorf("%v %+v %v", ok, a, err)
	}
	for _, other := range []string{`{"id":"x","topic":"t","text":"y"}`, `{"id":"wce-1","topic":"t","text":"y","published":"never"}`, `{"id":"wce-1","topic":"t","text":"","published":"2016-09-27"}`, `{"topic" "wce-`, ``} {
		if _, ok := FromJSON([]byte(other)); ok {
			t.Errorf("%s passed", other)
		}
	}
}

// wiki is a small MediaWiki, which is behind at first, answers in parts, and knows its pages' names by other writings too.
func wiki(t *testing.T, pages map[string]string) (base string, asked *[]string) {
	asked = &[]string{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		*asked = append(*asked, q.Get("titles"))
		if q.Get("maxlag") == "" || q.Get("format") != "json" || !strings.Contains(r.UserAgent(), "+http") {
			t.Errorf("asked impolitely: %s, %s", r.URL, r.UserAgent())
		}
		if len(*asked) == 1 {
			fmt.Fprint(w, `{"error":{"code":"maxlag","info":"Waiting for a database server: 7 seconds lagged"}}`)
			return
		}
		titles := strings.Split(q.Get("titles"), "|")
		if len(titles) > 50 {
			t.Errorf("%d titles at once", len(titles))
		}
		var list []any
		next := map[string]string{}
		from := slices.Index(titles, q.Get("rvcontinue"))
		for i, title := range titles[max(from, 0):] {
			if i == 7 { // too much for one answer
				next = map[string]string{"rvcontinue": title, "continue": "||"}
				break
			}
			p := map[string]any{"title": title}
			if text, ok := pages[title]; ok {
				p["revisions"] = []any{map[string]any{"slots": map[string]any{"main": map[string]any{"content": text}}}}
			} else {
				p["missing"] = true
			}
			list = append(list, p)
		}
		answer := map[string]any{"query": map[string]any{"pages": list}}
		if len(next) > 0 {
			answer["continue"] = next
		}
		json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(s.Close)
	return s.URL, asked
}

func client(base string) *Client {
	return &Client{Fetch: fetch.New(fetch.Options{AllowPrivate: true, Delay: -1, Patience: time.Millisecond}), Base: base, Pause: time.Millisecond}
}

func TestDays(t *testing.T) {
	pages := map[string]string{"Portal:Current events/July 2002": "=== July 3, 2002 ===\n* A plane falls.\n"}
	var days []barograph.Day
	for d := barograph.Day(20020701); d <= 20020810; d = d.Add(1) {
		days = append(days, d)
		if d > 20020705 {
			pages[title(d)] = "*Something happens on " + d.String() + ". [http://a.example (AP)]"
		}
	}
	base, asked := wiki(t, pages)
	var got []string
	err := client(base).Days(t.Context(), days, func(d Day) error {
		if d.Missing != (len(d.Summaries) == 0) {
			t.Errorf("%+v", d)
		}
		for _, s := range d.Summaries {
			got = append(got, s.ID)
		}
		return nil
	})
	if err != nil || len(got) != 1+len(pages)-1 || got[0] != "wce-2002-07-03-00" || got[len(got)-1] != "wce-2002-08-10-00" {
		t.Errorf("%d of %d days, %v: %v", len(got), len(days), err, got)
	}
	if n := len(*asked); n > 12 {
		t.Errorf("%d requests", n)
	}
}

func TestTroubledAPI(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"no json": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") },
		"error": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"error":{"code":"badtitle","info":"no"}}`)
		},
		"never ends": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"continue":{"rvcontinue":"x"},"query":{}}`)
		},
		"always lags": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"error":{"code":"maxlag","info":"no"}}`) },
		"not found":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) },
		"asks for air": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "9999")
			w.WriteHeader(503)
		},
	} {
		s := httptest.NewServer(h)
		if err := client(s.URL).Days(t.Context(), []barograph.Day{20250508}, func(Day) error { return nil }); err == nil {
			t.Errorf("%s: passed", name)
		}
		s.Close()
	}
}

func FuzzParse(f *testing.F) {
	f.Add(page)
	f.Add("*a\n****b {{x|{{y}}|[http://z (q)]}} [[File:a|[[b]]]] [[c|d]]\n:*: [http://x [[y]] (z)]")
	f.Add(strings.Repeat("{{", 5000) + strings.Repeat("[[", 5000) + "*" + strings.Repeat("[http ", 5000))
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range Parse(20250508, text) {
			if s.Text == "" || s.Text != strings.Join(strings.Fields(s.Text), " ") {
				t.Errorf("%q", s)
			}
			if _, err := s.Article(); err != nil {
				t.Error(err)
			}
		}
		ParseMonth(20250501, text)
	})
}

// FuzzAnswer reads what a MediaWiki API, or somebody in its place, answers.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"query":{"normalized":[{"from":"a_b","to":"a b"}],"pages":[{"title":"a b","revisions":[{"slots":{"main":{"content":"*[[War]]\n**Troops enter [[Kolo]]. [https://a.example (AP)]"}}}]}]}}`))
	f.Add([]byte(`{"error":{"code":"maxlag","info":"x"}}`))
	f.Add([]byte(`{"continue":{"titles":"x"},"query":{"pages":[{"title":"","missing":true,"revisions":[{}]}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		a, err := parse(body)
		if err != nil {
			return
		}
		pages := map[string]string{}
		a.pages(pages)
		for _, text := range pages {
			Parse(20250508, text)
			ParseMonth(20250501, text)
		}
	})
}

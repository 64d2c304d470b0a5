package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// ids are what is needed to compare lists.
func ids(stories []barograph.Story) []string {
	var out []string
	for i := range stories {
		out = append(out, stories[i].ID)
	}
	slices.Sort(out)
	return out
}

// testBoard looks at what a board asks for: stories by id, and what each source gave.
func testBoard(t *testing.T, open Open) {
	s := open(t, "")
	save(t, s,
		Article("https://a.example/1", "Meridian Wire", "One", start, Telling{Type: barograph.Assault, Actor: "PAK.MIL Pakistan Army",
			Recipient: "IND.GOV India", Evidence: "A."}, Telling{Type: barograph.Accuse, Actor: "IND.GOV India", Evidence: "B."}),
		Article("https://b.example/2", "Harbour Post", "Two", start))
	must(t, Alone(t, s))
	list, err := s.Events(t.Context(), store.Filter{}, store.Page{})
	must(t, err)
	a, b := list.Stories[0].ID, list.Stories[1].ID
	got, err := s.Stories(t.Context(), []string{b, "00000000000000aa", a, b})
	must(t, err)
	if len(got) != 2 || got[0].ID != b || got[1].ID != a || got[0].Evidence == "" {
		t.Errorf("by id: %+v", got)
	}
	if _, err := s.Stories(t.Context(), []string{"'; DROP"}); err == nil {
		t.Error("no id, and no error")
	}
	yields, err := s.Yields(t.Context())
	must(t, err)
	total := map[string]int{}
	for _, y := range yields {
		total[y.Outlet] += 10*y.Articles + y.Events
		if y.Last.IsZero() {
			t.Errorf("%+v: never read", y)
		}
	}
	if total["Meridian Wire"] != 12 || total["Harbour Post"] != 10 {
		t.Errorf("yields: %+v", yields)
	}
}

func testFilters(t *testing.T, open Open) {
	s := open(t, "")
	save(t, s,
		Article("https://a.example/1", "Meridian Wire", "Drones over the border", start.AddDate(0, 0, 8),
			Telling{Type: barograph.Assault, Mode: "drone", Status: barograph.Attempted, Actor: "PAK.MIL Pakistan Army", Recipient: "IND.GOV India",
				Place: "Pathankot, IND", Time: "2025-05-08", Evidence: "Zone A: drones were shot down.", Confidence: 0.9},
			Telling{Type: barograph.Accuse, Mode: "allege", Actor: "IND.GOV India", Recipient: "PAK.GOV Pakistan", Time: "2025-05-09",
				Evidence: "Delhi blamed Islamabad.", Confidence: 0.5}),
		Article("https://b.example/2", "Harbour Post", "Talks", start.AddDate(0, 0, 12),
			Telling{Type: barograph.Consult, Mode: "phone", Actor: "IND.MIL India; PAK.MIL Pakistan", Time: "2025-05-10",
				Evidence: "The directors of military operations spoke by hotline.", Confidence: 0.7},
			Telling{Type: barograph.Assault, Actor: ".REB Hill Front", Evidence: "An outpost burned.", Confidence: 0.6},
			Telling{Type: barograph.Request, Actor: "USA.GOV Marco Rubio", Recipient: "IND.GOV India; PAK.GOV Pakistan", Time: "2025-04",
				Place: "Genève, CHE", Evidence: "Calls for calm.", Confidence: 0.8}))
	must(t, Alone(t, s))
	pair := []barograph.Dyad{{Actor: "IND", Recipient: "PAK"}}
	for _, c := range []struct {
		name string
		f    store.Filter
		want string // first letters of the evidence
	}{
		{"all", store.Filter{}, "ACDTZ"},
		{"type", store.Filter{Types: []barograph.Type{barograph.Assault}}, "AZ"},
		{"types", store.Filter{Types: []barograph.Type{barograph.Assault, barograph.Consult}}, "ATZ"},
		{"mode", store.Filter{Modes: []string{"drone", "phone"}}, "TZ"},
		{"status", store.Filter{Statuses: []barograph.Status{barograph.Attempted}}, "Z"},
		{"pair", store.Filter{Pairs: pair}, "DTZ"},
		{"directed pair", store.Filter{Pairs: pair, Directed: true}, "DT"},
		{"pair and type", store.Filter{Pairs: pair, Types: []barograph.Type{barograph.Consult}}, "T"},
		{"two pairs", store.Filter{Pairs: append(pair, barograph.Dyad{Actor: "USA", Recipient: "PAK"})}, "CDTZ"},
		{"country", store.Filter{Countries: []string{"USA"}}, "C"},
		{"countries", store.Filter{Countries: []string{"USA", "IND"}}, "CDTZ"},
		{"pair and country", store.Filter{Pairs: pair, Countries: []string{"USA"}}, ""},
		{"actor code", store.Filter{Actor: "PAK"}, "CDTZ"},
		{"actor sector", store.Filter{Actor: "PAK.MIL"}, "TZ"},
		{"actor sector alone", store.Filter{Actor: ".REB"}, "A"},
		{"actor name", store.Filter{Actor: "rubio"}, "C"},
		{"since", store.Filter{Since: 20250509}, "ADT"},
		{"until", store.Filter{Until: 20250508}, "CZ"},
		{"span", store.Filter{Since: 20250508, Until: 20250509}, "DZ"},
		{"known by", store.Filter{KnownBy: 20250509}, "DZ"},
		{"known after", store.Filter{KnownAfter: 20250509}, "ACT"},
		{"place name", store.Filter{Place: "geneve"}, "C"},
		{"place country", store.Filter{Place: "IND"}, "Z"},
		{"outlet", store.Filter{Outlet: "Harbour Post"}, "ACT"},
		{"origin", store.Filter{Origins: []string{"gdelt"}}, ""},
		{"own", store.Filter{Origins: []string{""}}, "ACDTZ"},
		{"confidence", store.Filter{Confidence: 0.7}, "CTZ"},
		{"text", store.Filter{Text: "hotline"}, "T"},
		{"text and pair", store.Filter{Text: "shot down", Pairs: pair}, "Z"},
		{"text, country, span", store.Filter{Text: "drones", Countries: []string{"IND", "PAK"}, Since: 20250501, Until: 20250531}, "DZ"},
		{"rejected", store.Filter{Rejected: true}, ""},
		{"place and country", store.Filter{Place: "pathankot", Countries: []string{"PAK"}}, "Z"},
	} {
		list, err := s.Events(t.Context(), c.f, store.Page{})
		must(t, err)
		var got []string
		for i := range list.Stories {
			got = append(got, list.Stories[i].Evidence[:1])
		}
		slices.Sort(got)
		if g := strings.Join(got, ""); g != c.want {
			t.Errorf("%s: got %q, want %q", c.name, g, c.want)
		}
	}
}

func testPages(t *testing.T, open Open) {
	s := open(t, "")
	save(t, s, Articles(5, 120)...)
	must(t, SameAct{}.Merge(t.Context(), s))
	for name, f := range map[string]store.Filter{"all": {}, "country": {Countries: []string{"IND", "PAK"}},
		"pair": {Pairs: []barograph.Dyad{{Actor: "IND", Recipient: "PAK"}}}, "text": {Text: "attacked"},
		"span": {Since: 20250504, Until: 20250516}, "country in a span": {Countries: []string{"IND", "PAK"}, Since: 20250504, Until: 20250516}} {
		var whole []string
		must(t, s.Each(t.Context(), f, true, func(st *barograph.Story) error {
			if len(st.Reports) == 0 || st.Articles == 0 {
				t.Errorf("%s: story %s without reports", name, st.ID)
			}
			whole = append(whole, st.ID)
			return nil
		}))
		if len(whole) < 5 {
			t.Errorf("%s: only %d stories", name, len(whole))
		}
		for _, oldest := range []bool{true, false} {
			var got []string
			var last barograph.Day
			p := store.Page{Limit: 7, Oldest: oldest}
			for {
				list, err := s.Events(t.Context(), f, p)
				must(t, err)
				for i := range list.Stories {
					st := &list.Stories[i]
					if last != 0 && (oldest && st.Filed < last || !oldest && st.Filed > last) {
						t.Errorf("%s: %s after %s", name, st.Filed, last)
					}
					last = st.Filed
					got = append(got, st.ID)
				}
				if p.After = list.Next; p.After == "" {
					break
				}
			}
			if !oldest {
				slices.Reverse(got)
			}
			if !slices.Equal(got, whole) {
				t.Errorf("%s, oldest %v: pages hold %d stories, the whole %d", name, oldest, len(got), len(whole))
			}
		}
	}
}

// Listed are the ids of the stories that a filter admits, read in pages of limit, in the order of the list.
func Listed(t *testing.T, s store.Store, f store.Filter, limit int, oldest bool) (out []string) {
	t.Helper()
	for p := (store.Page{Limit: limit, Oldest: oldest}); ; {
		list, err := s.Events(t.Context(), f, p)
		must(t, err)
		for i := range list.Stories {
			out = append(out, list.Stories[i].ID)
		}
		if p.After = list.Next; p.After == "" {
			return out
		}
	}
}

func testPairs(t *testing.T, open Open) {
	s := open(t, "")
	save(t, s, Articles(9, 100)...)
	must(t, SameAct{}.Merge(t.Context(), s))
	want := map[string]bool{}
	all := map[string]bool{}
	must(t, s.Each(t.Context(), store.Filter{}, false, func(st *barograph.Story) error {
		for _, d := range st.Dyads() {
			line := fmt.Sprint(d, st.Filed, st.ID, st.Type, st.Status, st.Goldstein, st.Confidence, st.Articles, st.Sources, st.Quad,
				barograph.DayOf(st.Published.Time))
			all[line] = true
			if d.Actor == "IND" && d.Recipient == "PAK" || d.Actor == "PAK" && d.Recipient == "IND" {
				want[line] = true
			}
		}
		return nil
	}))
	read := func(f store.Filter) map[string]bool {
		got := map[string]bool{}
		last := ""
		must(t, s.Dyads(t.Context(), f, func(e *barograph.DyadEvent) error {
			key := fmt.Sprint(e.Actor, " ", e.Recipient, " ", e.Day)
			if f.Countries == nil && key < last {
				t.Errorf("%s comes after %s", key, last)
			}
			last = key
			line := fmt.Sprint(e.Dyad, e.Day, e.Story, e.Type, e.Status, e.Goldstein, e.Confidence, e.Articles, e.Sources, e.Quad, e.Known)
			if got[line] {
				t.Errorf("twice: %s", line)
			}
			got[line] = true
			return nil
		}))
		return got
	}
	if got := read(store.Filter{Pairs: []barograph.Dyad{{Actor: "PAK", Recipient: "IND"}}}); fmt.Sprint(got) != fmt.Sprint(want) || len(want) == 0 {
		t.Errorf("pair: %d lines, want %d", len(got), len(want))
	}
	if got := read(store.Filter{}); fmt.Sprint(got) != fmt.Sprint(all) {
		t.Errorf("all pairs: %d lines, want %d", len(got), len(all))
	}
	n := 0
	for line := range all {
		if strings.Contains(line, "USA") {
			n++
		}
	}
	if got := read(store.Filter{Countries: []string{"USA"}}); len(got) != n {
		t.Errorf("country: %d lines, want %d", len(got), n)
	}
	testActs(t, s, barograph.Dyad{Actor: "PAK", Recipient: "IND"}, 20250501, 20250520)
	testActs(t, s, barograph.Dyad{Actor: "IND", Recipient: "IND"}, 0, 20991231)
	if got := read(store.Filter{Text: "line", Pairs: []barograph.Dyad{{Actor: "PAK", Recipient: "IND"}}}); len(got) != len(want) {
		t.Errorf("pair by text: %d lines, want %d", len(got), len(want))
	}
}

func testText(t *testing.T, open Open) {
	s := open(t, "")
	save(t, s, strike("https://a.example", "A", func(x *Telling) {
		x.Evidence = "Drones struck São Paulo's air-base; COVID-19 curfew, naïve Ærø plan."
	}))
	must(t, Alone(t, s))
	for query, want := range map[string]int{"drones": 1, "DRONES": 1, "sao": 1, "São Paulo": 1, `"paulo s air"`: 1, `"air paulo"`: 0, "dron": 0,
		"dron*": 1, "covid 19": 1, "naive": 1, "Ærø": 1, "pathankot": 1, "army india": 1, "missiles": 0, "drones missiles": 0, `"over https"`: 1,
		"or": 0, "drones OR missiles": 0, "NEAR(drones struck)": 0, "a.example": 1} {
		list, err := s.Events(t.Context(), store.Filter{Text: query}, store.Page{})
		must(t, err)
		if len(list.Stories) != want {
			t.Errorf("%q: %d stories, want %d", query, len(list.Stories), want)
		}
	}
	// What a story no longer says does not find it.
	st, err := s.Events(t.Context(), store.Filter{}, store.Page{})
	must(t, err)
	must(t, s.Merge(t.Context(), func(m store.Merging) error {
		rs, err := m.Members(st.Stories[0].ID)
		must(t, err)
		rs[0].Evidence = "Silence."
		return m.Replace([]barograph.Story{barograph.NewStory(rs, nil, nil)})
	}))
	for query, want := range map[string]int{"curfew": 0, "silence": 1} {
		list, err := s.Events(t.Context(), store.Filter{Text: query}, store.Page{})
		must(t, err)
		if len(list.Stories) != want {
			t.Errorf("%q after a change: %d stories, want %d", query, len(list.Stories), want)
		}
	}
}

// Imported makes n stories as an import of GDELT rows would.
func Imported(first uint64, n int) []barograph.Story {
	var out []barograph.Story
	for i := range n {
		s := barograph.Story{Origin: "gdelt", Articles: 2, Sources: 1, URL: fmt.Sprintf("https://g.example/%d", i),
			Published: &barograph.Published{Time: start.AddDate(0, 0, i%300)}}
		s.ID = store.GDELTID(first + uint64(i))
		a, b := lands[i%3], lands[3+i%3]
		for _, set := range [][2]string{{"type", string(acts[i%len(acts)])}, {"status", "occurred"}, {"actors", a}, {"recipients", b},
			{"time", start.AddDate(0, 0, i%300).Format("2006-01-02")}, {"place", "Pathankot, IND"}} {
			if err := s.Set(set[0], set[1]); err != nil {
				panic(err)
			}
		}
		s.CAMEO, s.Goldstein = "190", -10
		s.Filed = s.Event.Day(s.Published)
		out = append(out, s)
	}
	return out
}

// testActs holds the acts of a pair against its history.
func testActs(t *testing.T, s store.Store, pair barograph.Dyad, since, until barograph.Day) {
	t.Helper()
	var got, want []store.Act
	must(t, s.Acts(t.Context(), pair, since, until, func(a *store.Act) error {
		got = append(got, *a)
		return nil
	}))
	for _, d := range slices.Compact([]barograph.Dyad{pair, pair.Reverse()}) {
		f := store.Filter{Pairs: []barograph.Dyad{d}, Directed: true, Since: since, Until: until}
		must(t, s.Dyads(t.Context(), f, func(e *barograph.DyadEvent) error {
			a, err := store.ActOf(e)
			want = append(want, a)
			return err
		}))
	}
	if !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("acts of %v: %v, want %v", pair, got, want)
	}
}

func testImport(t *testing.T, open Open) {
	s, ctx := open(t, ""), t.Context()
	save(t, s, strike("https://a.example", "A", nil))
	must(t, SameAct{}.Merge(ctx, s))
	rows := Imported(1_000_000, 500)
	n, err := s.Import(ctx, append(rows[:300:300], rows[0]))
	must(t, err)
	if n != 300 {
		t.Errorf("%d new", n)
	}
	n, err = s.Import(ctx, rows)
	must(t, err)
	if n != 200 {
		t.Errorf("%d new, the second time", n)
	}
	must(t, SameAct{}.Merge(ctx, s))
	stats, err := s.Stats(ctx)
	must(t, err)
	if stats.Imported != 500 || stats.Stories != 1 {
		t.Errorf("%+v", stats)
	}
	list, err := s.Events(ctx, store.Filter{Origins: []string{"gdelt"}, Pairs: []barograph.Dyad{{Actor: "IND", Recipient: "CHN"}}, Until: 20250601}, store.Page{})
	must(t, err)
	if len(list.Stories) != 11+11 || !slices.Contains(ids(list.Stories), store.GDELTID(1_000_000)) {
		t.Errorf("%d stories of the pair: %v", len(list.Stories), ids(list.Stories))
	}
	testActs(t, s, barograph.Dyad{Actor: "CHN", Recipient: "IND"}, 20250501, 20250601)
	st, err := s.Story(ctx, "gdelt-1000001")
	must(t, err)
	w := rows[1]
	if st.URL != w.URL || st.Type != w.Type || st.Actors[0].Name != "Pakistan Army" || st.Locations[0].Name != "Pathankot" || st.Filed != w.Filed ||
		st.Published.String() != w.Published.String() || st.CAMEO != "190" || st.Articles != 2 || st.Origin != "gdelt" {
		t.Errorf("%+v", st)
	}
	if _, err := s.Import(ctx, []barograph.Story{{}}); err == nil {
		t.Error("a story without an origin was imported")
	}
}

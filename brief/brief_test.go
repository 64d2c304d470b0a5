package brief_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/brief"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/sqlite"
	"github.com/barograph/barograph/store/storetest"
)

// together merges all reports of one type and mode.
func together(t *testing.T, s store.Store) {
	t.Helper()
	err := s.Merge(t.Context(), func(m store.Merging) error {
		reports, err := m.Pending(1000)
		if err != nil {
			return err
		}
		groups := map[string][]barograph.Report{}
		var order []string
		for _, r := range reports {
			k := fmt.Sprint(r.Type, r.Mode, r.Actors[0].Code, r.Day())
			if groups[k] == nil {
				order = append(order, k)
			}
			groups[k] = append(groups[k], r)
		}
		var stories []barograph.Story
		for _, k := range order {
			stories = append(stories, barograph.NewStory(groups[k], nil, nil))
		}
		return m.Replace(stories)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func crisis(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "record.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	const india, pakistan = "IND.GOV India", "PAK.GOV Pakistan"
	save := func(day int, url, outlet string, tell ...storetest.Telling) {
		published := time.Date(2025, 5, day, 8, 0, 0, 0, time.UTC)
		for i := range tell {
			if tell[i].Time == "" {
				tell[i].Time = published.Format(time.DateOnly)
			}
		}
		if _, err := s.Save(t.Context(), []store.Article{storetest.Article(url, outlet, "News of the "+outlet, published, tell...)}); err != nil {
			t.Fatal(err)
		}
	}
	save(5, "https://a.example/1?a=1&b=<2>", "Meridian Wire",
		storetest.Telling{Type: "ASSAULT", Mode: "missile", Actor: india, Recipient: pakistan, Deaths: "8", Evidence: "India fired missiles at three bases in Pakistan, killing 8 soldiers."},
		storetest.Telling{Type: "THREATEN", Mode: "violence", Actor: pakistan, Recipient: india, Evidence: `Pakistan told India that it would "answer in kind" before long.`},
		storetest.Telling{Type: "ASSAULT", Mode: "drone", Actor: pakistan, Recipient: india, Evidence: "Drones over India: the night in pictures"})
	save(6, "https://b.example/1", "Harbour Post",
		storetest.Telling{Type: "ASSAULT", Mode: "missile", Actor: india, Recipient: pakistan, Deaths: "31", Claimant: "Pakistan's army", Time: "2025-05-05",
			Evidence: "Missiles of India killed 31 soldiers in Pakistan, the army in Rawalpindi said."},
		storetest.Telling{Type: "ACCUSE", Mode: "allege", Actor: india, Recipient: pakistan, Evidence: "India accused Pakistan of shelling villages along the line."})
	save(7, "https://c.example/1", "The Quiet Observer",
		storetest.Telling{Type: "ASSAULT", Mode: "missile", Actor: india, Recipient: pakistan, Status: "denied", Claimant: "India", Time: "2025-05-05",
			Evidence: "India said that none of its missiles had struck soldiers of Pakistan."},
		storetest.Telling{Type: "STATEMENT", Mode: "deny", Actor: pakistan, Recipient: india, Evidence: "Pakistan denied that its guns had fired at villages of India."},
		storetest.Telling{Type: "REQUEST", Mode: "meet", Actor: pakistan, Recipient: india, Evidence: "Pakistan asked India for talks on neutral ground."},
		storetest.Telling{Type: "CONSULT", Mode: "phone", Actor: "IND.MIL General Rao", Recipient: "PAK.MIL General Khan", Evidence: "General Rao telephoned General Khan about the line."})
	together(t, s)
	return s
}

func write(t *testing.T, s store.Store, a, b string, at barograph.Day) *brief.Brief {
	t.Helper()
	report, err := brief.Write(t.Context(), s, a, b, brief.Options{At: at, Days: 7, Confidence: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func section(b *brief.Brief, title string) string {
	var out []string
	for _, s := range b.Sections {
		if strings.HasPrefix(s.Title, title) {
			for i := range s.Sentences {
				out = append(out, s.Sentences[i].String())
			}
		}
	}
	return strings.Join(out, "\n")
}

func TestWhatItTells(t *testing.T) {
	b := write(t, crisis(t), "IND", "PAK", 20250507)
	for title, wants := range map[string][]string{
		"In short":          {"India fired missiles at three bases", "pressure between India and Pakistan stood at", "direct contact on the last of these days (a telephone call)"},
		"What happened":     {"‘answer in kind’"},
		"What is contested": {"India: “India accused Pakistan of shelling", "Pakistan: “Pakistan denied that its guns", "It did not happen: according to India.", "It happened: according to", "Between 8 and 31: 8 according to Meridian Wire and 31 according to Pakistan's army"},
		"Who is talking":    {"A telephone call on 7 May 2025, between General Rao (India) and General Khan (Pakistan)."},
		"What to watch":     {"Open: A request by Pakistan of 7 May to India, without an answer on record.", "Threat:"},
		"What this report":  {"coded by machine"},
	} {
		got := section(b, title)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", title, want, got)
			}
		}
	}
	if all := fmt.Sprint(b.Sections); strings.Contains(all, "in pictures") {
		t.Error("a headline is told as an act")
	}
	// What came out later is not known: no denial, one figure, no call.
	then := write(t, crisis(t), "IND", "PAK", 20250505)
	if all := fmt.Sprint(then.Sections); strings.Contains(all, "31") || strings.Contains(all, "Rao") || strings.Contains(section(then, "What is contested"), "did not happen") {
		t.Errorf("judged with later news:\n%s", all)
	}
}

// Nothing is invented: what stands in quotation marks is a sentence of a report or the beginning of one, no sentence stands there twice in
// full, and every sentence that quotes has a source whose number exists.
func TestEverySentenceHasItsSource(t *testing.T) {
	s := crisis(t)
	b := write(t, s, "IND", "PAK", 20250507)
	told := map[string]bool{}
	err := s.Each(t.Context(), store.Filter{}, true, func(st *barograph.Story) error {
		for i := range st.Reports {
			told[st.Reports[i].Evidence] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	full := map[string]int{}
	for _, sec := range b.Sections {
		for _, x := range sec.Sentences {
			if x.Quote == "" {
				continue
			}
			start, clipped := strings.CutSuffix(x.Quote, " …")
			found := false
			for e := range told {
				found = found || e == x.Quote || clipped && strings.HasPrefix(e, start)
			}
			if !found {
				t.Errorf("nobody wrote %q", x.Quote)
			}
			if len(x.Quote) > 80 {
				full[x.Quote]++
			}
			if len(x.Sources) == 0 || len(x.Events) == 0 {
				t.Errorf("no source for %q", x.Quote)
			}
			for _, n := range x.Sources {
				if n < 1 || n > len(b.Sources) {
					t.Errorf("source %d of %d", n, len(b.Sources))
				}
			}
		}
	}
	for q, n := range full {
		if n > 1 {
			t.Errorf("quoted %d times: %s", n, q)
		}
	}
	for i, src := range b.Sources {
		if src.Number != i+1 || src.Outlet == "" || src.URL == "" || src.Published == nil || len(src.Evidence) == 0 {
			t.Errorf("%+v", src)
		}
	}
}

func TestForms(t *testing.T) {
	s := crisis(t)
	forms := func() (md, html, js string) {
		b := write(t, s, "IND", "PAK", 20250507)
		var m, h strings.Builder
		if err := b.Markdown(&m); err != nil {
			t.Fatal(err)
		}
		if err := b.HTML(&h); err != nil {
			t.Fatal(err)
		}
		j, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		return m.String(), h.String(), string(j)
	}
	md, html, js := forms()
	if m2, h2, j2 := forms(); m2 != md || h2 != html || j2 != js {
		t.Error("written twice, it differs")
	}
	if !strings.HasPrefix(md, "# India and Pakistan: situation report\n") || !strings.Contains(md, "<https://a.example/1?a=1&b=%3C2%3E>") {
		t.Errorf("%s", md)
	}
	if strings.Contains(html, "b=<2>") || !strings.Contains(html, `<a href="#source-1">`) || !strings.Contains(html, "@media print") {
		t.Errorf("%s", html)
	}
	if strings.Contains(js, "null") {
		t.Errorf("a list that is null: %s", js)
	}
}

func TestNothingToTell(t *testing.T) {
	s := crisis(t)
	b := write(t, s, "NZL", "BOL", 20250507)
	if got := section(b, "In short"); !strings.Contains(got, "no event between the two") || !strings.Contains(got, "none before") || len(b.Sources) != 0 {
		t.Errorf("%s", got)
	}
	if got := section(b, "What this report"); !strings.Contains(got, "no sign of calm") {
		t.Errorf("a hole in the record is told as peace: %s", got)
	}
	later := write(t, s, "IND", "PAK", 20250601)
	if got := section(later, "In short"); !strings.Contains(got, "The last before is of 7 May 2025") || len(later.Sources) == 0 {
		t.Errorf("%s", got)
	}
	empty, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "empty.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	if b := write(t, empty, "IND", "PAK", 20250507); len(b.Sections) == 0 {
		t.Error("nothing is said of an empty record")
	}
}

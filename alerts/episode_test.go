package alerts

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/sqlite"
	"github.com/barograph/barograph/store/storetest"
)

// walk steps through days from 1 May 2025 on, one for each letter: H holds, s stays, - neither, ? no data. It tells when it fired.
func walk(st *state, rule *Rule, start barograph.Day, days string) string {
	out := ""
	for i, c := range days {
		r := reading{subject: "IND PAK", holds: c == 'H', stays: c == 's', noData: c == '?'}
		if st.step(rule, start.Add(i), &r) != nil {
			out += "!"
		} else {
			out += "."
		}
	}
	return out
}

func TestEpisodes(t *testing.T) {
	rule := &Rule{Name: "r", Quiet: 2}
	for days, want := range map[string]string{
		"---HHH---":     "...!.....",
		"HHs-sHs":       "!......", // trembling about the mark
		"H-H-H-H":       "!......",
		"H--H":          "!..!", // two quiet days end it
		"sss":           "...",  // what only goes on does not begin
		"H????H":        "!.....",
		"H??-?-H":       "!.....!",
		"":              "",
		"HHHHHHHHHHHHH": "!............",
	} {
		if got := walk(&state{}, rule, 20250501, days); got != want {
			t.Errorf("%s: %s, want %s", days, got, want)
		}
	}
}

func TestClockThatJumps(t *testing.T) {
	rule := &Rule{Name: "r", Quiet: 2}
	var st state
	walk(&st, rule, 20250501, "-HHH") // fires on the 2nd
	for name, jump := range map[string]func() string{
		"back":              func() string { return walk(&st, rule, 20250428, "---HHHHHH") },
		"the same days":     func() string { return walk(&st, rule, 20250502, "HHH") },
		"years on and back": func() string { return walk(&st, rule, 20300101, "----") + walk(&st, rule, 20250506, "HH") },
	} {
		got := jump()
		for _, c := range got {
			if c == '!' {
				t.Errorf("%s: fired again: %s", name, got)
			}
		}
	}
	// A fire in the future of a clock that was wrong keeps nothing from firing today.
	st = state{}
	walk(&st, rule, 20300101, "H")
	if got := walk(&st, rule, 20250501, "-H"); got != ".!" {
		t.Errorf("after a fire in 2030: %s", got)
	}
}

// Whatever the readings and jumps of the clock, no episode fires twice under one id, and going over the same days again fires nothing.
func TestNothingFiresTwice(t *testing.T) {
	rule := &Rule{Name: "r", Quiet: 3}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		days := make([]byte, 40)
		for i := range days {
			days[i] = "HHs---?"[r.IntN(7)]
		}
		var st state
		fired := map[string]bool{}
		over := func(from, to int, again bool) {
			for i := from; i < to; i++ {
				x := reading{subject: "x", holds: days[i] == 'H', stays: days[i] == 's', noData: days[i] == '?'}
				if e := st.step(rule, barograph.Day(20250501).Add(i), &x); e != nil {
					if fired[e.ID] || again {
						t.Fatalf("seed %d: %s, day %d fired again", seed, days, i)
					}
					fired[e.ID] = true
				}
			}
		}
		at := 0
		for at < len(days) {
			next := min(at+1+r.IntN(8), len(days))
			over(at, next, false)
			over(max(0, next-1-r.IntN(3)), next, true)
			at = next
		}
	}
}

// war fills a record with a crisis of May 2025: blows from the 5th to the 8th, a call on the 1st, news of others every day.
func war(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "record.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for day := 1; day <= 25; day++ {
		tell := []storetest.Telling{{Type: "ACCUSE", Actor: "IND.GOV India", Recipient: "NPL.GOV Nepal", Evidence: fmt.Sprintf("India accused Nepal on day %d.", day)}}
		switch {
		case day == 1:
			tell = append(tell, storetest.Telling{Type: "CONSULT", Mode: "phone", Actor: "IND.GOV India", Recipient: "PAK.GOV Pakistan", Evidence: "India telephoned Pakistan."})
		case day >= 5 && day <= 8:
			for i := range 4 {
				tell = append(tell, storetest.Telling{Type: "ASSAULT", Mode: "missile", Actor: "IND.MIL India", Recipient: "PAK.GOV Pakistan", Confidence: 0.9,
					Evidence: fmt.Sprintf("India fired missile %d at Pakistan on day %d.", i, day)})
			}
		}
		published := time.Date(2025, 5, day, 9, 0, 0, 0, time.UTC)
		for i := range tell {
			tell[i].Time = published.Format(time.DateOnly)
		}
		a := storetest.Article(fmt.Sprintf("https://a.example/%d", day), "Meridian Wire", "News", published, tell...)
		if _, err := s.Save(t.Context(), []store.Article{a}); err != nil {
			t.Fatal(err)
		}
	}
	if err := (store.Alone{}).Merge(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return s
}

const warRules = `
alerts:
  - {name: heat, pair: [IND, PAK], tension: {above: 50}, to: [a, b]}
  - {name: rise, region: South Asia, tension: {rise: 40, days: 2}}
  - {name: missiles, country: PAK, events: {types: [ASSAULT], modes: [missile], at-least: 3}, to: a}
  - {name: quiet, pair: [IND, PAK], silence: 7, to: a}
  - {name: never, pair: [CHN, TWN], silence: 7, to: a}
channels:
  a: {atom: %s}
  b: {atom: %s}
`

func rules(t *testing.T, text string) *File {
	t.Helper()
	f, err := Parse("rules.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTrialOnThePast(t *testing.T) {
	s := war(t)
	f := rules(t, fmt.Sprintf(warRules, "a", "b"))
	trials, err := Test(t.Context(), s, f.Rules, 20250501, 20250525)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Trial{}
	for _, x := range trials {
		if _, twice := got[x.Rule]; twice {
			t.Errorf("%s fired twice", x.Rule)
		}
		got[x.Rule] = x
	}
	if x := got["heat"]; x.Day != 20250505 || x.Value < 50 || len(x.Events) == 0 || x.Events[0].Outlet != "Meridian Wire" || x.Events[0].Sentence == "" {
		t.Errorf("heat: %+v", x)
	}
	if x := got["rise"]; x.Day != 20250505 || fmt.Sprint(x.Codes) != "[IND PAK]" {
		t.Errorf("rise: %+v", x)
	}
	if x := got["missiles"]; x.Day != 20250505 || x.Last != 20250508 || x.Closed != 20250511 || x.Value != 4 {
		t.Errorf("missiles: %+v", x)
	}
	if x := got["quiet"]; x.Day != 20250508 || x.Value != 7 || x.Closed != 0 {
		t.Errorf("quiet: %+v", x)
	}
	if _, ok := got["never"]; ok {
		t.Error("a pair without any contact on record is not silent since a day")
	}
}

func TestEventsConfirmedLater(t *testing.T) {
	at := func(day int) *barograph.Published {
		return &barograph.Published{Time: time.Date(2025, 5, day, 9, 0, 0, 0, time.UTC)}
	}
	report := func(id string, day int, status barograph.Status) barograph.Report {
		return barograph.Report{Event: barograph.Event{ID: id, Type: barograph.Assault, Status: status, Confidence: 0.9, Actors: []barograph.Participant{{Code: "IND"}}}, Source: barograph.Source{ID: id, Copies: id, Published: at(day)}}
	}
	s := barograph.NewStory([]barograph.Report{report("1", 5, "alleged"), report("2", 7, "occurred"), report("3", 7, "occurred")}, nil, nil)
	r := rules(t, "alerts:\n  - {name: x, country: IND, events: {sources: 2}}").Rules[0]
	for day, want := range map[barograph.Day]bool{20250505: false, 20250506: false, 20250507: true, 20250508: false} {
		d := dayReader{record: oneStory{s: &s}, day: day}
		got, err := d.events(t.Context(), &r)
		if err != nil || got[0].holds != want {
			t.Errorf("%s: %v %v", day, got[0].holds, err)
		}
	}
}

// oneStory is a record of one story.
type oneStory struct {
	Record
	s *barograph.Story
}

func (o oneStory) Each(_ context.Context, f store.Filter, _ bool, fn func(*barograph.Story) error) error {
	if f.Rejected {
		return nil
	}
	return fn(o.s)
}

// mortal is a memory that fails for good after some writes.
type mortal struct {
	values map[string]map[string][]byte
	left   int
}

func (m *mortal) Remember(_ context.Context, kind, key string, value []byte) error {
	if m.left == 0 {
		return store.ErrGone
	}
	m.left--
	if m.values[kind] == nil {
		m.values[kind] = map[string][]byte{}
	}
	m.values[kind][key] = value
	if value == nil {
		delete(m.values[kind], key)
	}
	return nil
}

func (m *mortal) Recall(_ context.Context, kind string) (map[string][]byte, error) {
	return maps.Clone(m.values[kind]), nil
}

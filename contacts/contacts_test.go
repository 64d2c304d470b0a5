package contacts_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/sqlite"
	"github.com/barograph/barograph/store/storetest"
)

// record makes a record of articles, one a day of May 2025 by its key.
func record(t *testing.T, byDay map[int][]storetest.Telling) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "record.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for day, tell := range byDay {
		published := time.Date(2025, 5, day, 8, 0, 0, 0, time.UTC)
		for i := range tell {
			if tell[i].Time == "" {
				tell[i].Time = published.Format(time.DateOnly)
			}
		}
		a := storetest.Article(fmt.Sprintf("https://a.example/%d", day), "Meridian Wire", fmt.Sprintf("News of day %d", day), published, tell...)
		if _, err := s.Save(t.Context(), []store.Article{a}); err != nil {
			t.Fatal(err)
		}
	}
	if err := (store.Alone{}).Merge(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return s
}

func of(t *testing.T, s store.Store, at barograph.Day, days int) *contacts.Overview {
	t.Helper()
	v, err := contacts.Of(t.Context(), s, "IND", "PAK", contacts.Options{At: at, Days: days})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const (
	india    = "IND.GOV India"
	pakistan = "PAK.GOV Pakistan"
	america  = "USA.GOV United States"
)

func TestDirectAndMediated(t *testing.T) {
	s := record(t, map[int][]storetest.Telling{
		1: {{Type: "CONSULT", Mode: "phone", Actor: "IND.MIL General Rao", Recipient: "PAK.MIL General Khan", Evidence: "General Rao telephoned General Khan."}},
		3: {{Type: "CONSULT", Mode: "mediate", Actor: america, Recipient: india + "; " + pakistan, Evidence: "The United States brought India and Pakistan to one table."},
			{Type: "AGREE", Mode: "yield", Actor: india + "; " + pakistan, Evidence: "India and Pakistan agreed to hold their fire."}},
		5: {{Type: "CONSULT", Mode: "phone", Actor: america, Recipient: india + "; " + pakistan, Evidence: "The United States called India and Pakistan."}},
		6: {{Type: "CONSULT", Mode: "visit", Actor: "IND.BUS Traders", Recipient: pakistan, Evidence: "Traders of India visited Pakistan."}},
		7: {{Type: "CONSULT", Actor: india, Recipient: pakistan, Status: "denied", Evidence: "India did not meet Pakistan."},
			{Type: "AGREE", Mode: "meet", Actor: india + "; " + pakistan, Evidence: "India and Pakistan will meet."}},
	})
	v := of(t, s, 20250508, 30)
	if v.Last == nil || v.Last.Day != 20250501 || v.Last.How != contacts.Phone || v.Silent != 7 || v.Last.Of[0].Name != "General Rao" || v.Last.With[0].Name != "General Khan" ||
		v.Last.Evidence.Outlet != "Meridian Wire" || v.Last.Evidence.URL != "https://a.example/1" {
		t.Errorf("last: %+v, silent %d", v.Last, v.Silent)
	}
	if len(v.Direct) != 1 {
		t.Errorf("an agreement through a mediator, traders, or a denied meeting counts as direct: %+v", v.Direct)
	}
	var how []string
	for _, c := range v.Mediated {
		how = append(how, fmt.Sprint(int(c.Day), " ", c.How, " ", c.Through[0].Code))
	}
	if want := []string{"20250505 phone USA", "20250503 mediate USA", "20250503 agreement USA"}; !slices.Equal(how, want) {
		t.Errorf("mediated: %v, want %v", how, want)
	}
	if len(v.Mediators) != 1 || v.Mediators[0].Times != 3 {
		t.Errorf("mediators: %+v", v.Mediators)
	}
	if len(v.Planned) != 1 || len(v.Disputed) != 1 {
		t.Errorf("planned %+v, disputed %+v", v.Planned, v.Disputed)
	}
	// Older than what is read, the last contact is found all the same; what is not yet known is not.
	if v := of(t, s, 20250508, 3); v.Last == nil || v.Last.Day != 20250501 {
		t.Errorf("before the days that are read: %+v", v.Last)
	}
	if v := of(t, s, 20250502, 30); len(v.Mediated) != 0 || v.Silent != 1 {
		t.Errorf("what came out later is known: %+v", v)
	}
}

// A joint truce is a contact of the two, also as the last one, before the days that are read.
func TestJointTruce(t *testing.T) {
	s := record(t, map[int][]storetest.Telling{
		1: {{Type: "CONSULT", Actor: india, Recipient: pakistan, Evidence: "India met Pakistan."}},
		3: {{Type: "RETREAT", Mode: "ceasefire", Actor: india + "; " + pakistan, Evidence: "India and Pakistan laid down their arms."},
			{Type: "RETREAT", Mode: "withdraw", Actor: india + "; " + pakistan, Evidence: "India and Pakistan drew back their guns."}},
		7: {{Type: "ACCUSE", Actor: india, Recipient: pakistan, Evidence: "India accused Pakistan."}},
	})
	for _, days := range []int{3, 10} {
		if v := of(t, s, 20250508, days); v.Last == nil || v.Last.Day != 20250503 || v.Last.How != contacts.Truce || v.Silent != 5 {
			t.Errorf("of %d days: %+v", days, v.Last)
		}
	}
	n := map[string]int{}
	if err := s.Dyads(t.Context(), store.Filter{Pairs: []barograph.Dyad{{Actor: "IND", Recipient: "PAK"}}, Types: []barograph.Type{barograph.Retreat}},
		func(e *barograph.DyadEvent) error { n[e.Actor]++; return nil }); err != nil || n["IND"] != 2 || n["PAK"] != 2 {
		t.Errorf("in the history of the pair: %v, %v", n, err)
	}
}

// A meeting that was told of two countries, and later of others, was one of the two until then; what was told of others is not yet theirs.
func TestContactsOfThatDay(t *testing.T) {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "record.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	tell := func(day int, with, place string) store.Article {
		return storetest.Article(fmt.Sprintf("https://a.example/%d", day), "Meridian Wire", "News", time.Date(2025, 5, day, 8, 0, 0, 0, time.UTC),
			storetest.Telling{Type: "CONSULT", Mode: "visit", Actor: india, Recipient: with, Time: "2025-05-01", Place: place, Evidence: "India was visited, once more."})
	}
	if _, err := s.Save(t.Context(), []store.Article{tell(2, pakistan, ""), tell(4, america, "Delhi, IND"), tell(5, america, ""), tell(6, america, ""),
		tell(7, america, ""), tell(8, america, "")}); err != nil {
		t.Fatal(err)
	}
	if err := s.Merge(t.Context(), func(m store.Merging) error {
		reports, err := m.Pending(10)
		if err != nil {
			return err
		}
		return m.Replace([]barograph.Story{barograph.NewStory(reports, nil, nil)})
	}); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[barograph.Day]string{20250503: "PAK", 20250508: "USA"} {
		for _, days := range []int{1, 8} {
			for _, b := range []string{"PAK", "USA"} {
				v, err := contacts.Of(t.Context(), s, "IND", b, contacts.Options{At: at, Days: days})
				if err != nil {
					t.Fatal(err)
				}
				if (v.Last != nil) != (b == want) {
					t.Errorf("%s, %d days, India and %s: %+v", at, days, b, v.Last)
				}
			}
		}
	}
}

func TestSilenceOfTheRecord(t *testing.T) {
	s := record(t, map[int][]storetest.Telling{
		1:  {{Type: "CONSULT", Actor: india, Recipient: pakistan, Evidence: "India met Pakistan."}},
		12: {{Type: "ACCUSE", Actor: india, Recipient: pakistan, Evidence: "India accused Pakistan."}},
	})
	v := of(t, s, 20250514, 14)
	if v.Silent != 13 || v.Unheard != 12 || v.Heard != 2 {
		t.Errorf("silent %d, unheard %d, heard %d", v.Silent, v.Unheard, v.Heard)
	}
	if len(v.Gaps) != 1 || v.Gaps[0] != (contacts.Gap{From: 20250502, To: 20250511}) {
		t.Errorf("gaps: %+v", v.Gaps)
	}
	if v := of(t, record(t, nil), 20250514, 14); v.Last != nil || v.Silent != -1 || len(v.Gaps) != 1 {
		t.Errorf("an empty record: %+v", v)
	}
	if _, err := contacts.Of(t.Context(), s, "IND", "IND", contacts.Options{At: 20250514, Days: 3}); err == nil {
		t.Error("a country with itself")
	}
}

func TestRequests(t *testing.T) {
	ask := func(mode, by, to string) storetest.Telling {
		return storetest.Telling{Type: "REQUEST", Mode: mode, Actor: by, Recipient: to, Evidence: by + " asked " + to + " for " + mode + "."}
	}
	s := record(t, map[int][]storetest.Telling{
		2: {ask("yield", america, india+"; "+pakistan), {Type: "ASSAULT", Actor: india, Recipient: pakistan, Evidence: "India struck Pakistan."}},
		3: {ask("meet", pakistan, india)},
		4: {{Type: "REJECT", Mode: "meet", Actor: india, Recipient: pakistan, Evidence: "India refused to meet Pakistan."}},
		6: {{Type: "RETREAT", Mode: "ceasefire", Actor: india + "; " + pakistan, Evidence: "India and Pakistan observe a truce."}},
		7: {ask("assist", india, pakistan), ask("yield", india, "IND.CVL People")},
	})
	outcomes := func(at barograph.Day) string {
		var out []string
		for _, q := range of(t, s, at, 60).Requests {
			out = append(out, fmt.Sprint(int(q.Day)%100, q.By[0].Code, ">", q.To[0].Code, " ", q.For, " ", q.Outcome))
		}
		return fmt.Sprint(out)
	}
	for at, want := range map[barograph.Day]string{
		20250503: "[3PAK>IND meet open 2USA>IND yield open]",
		20250508: "[7IND>PAK assist open 3PAK>IND meet refused 2USA>IND yield answered]",
		20250620: "[7IND>PAK assist unanswered 3PAK>IND meet refused 2USA>IND yield answered]",
	} {
		if got := outcomes(at); got != want {
			t.Errorf("%d: %s, want %s", at, got, want)
		}
	}
}

func TestGobetweensAndGraph(t *testing.T) {
	about := storetest.Telling{Type: "ASSAULT", Actor: india, Recipient: pakistan, Evidence: "India struck Pakistan."}
	s := record(t, map[int][]storetest.Telling{
		2: {about, {Type: "CONSULT", Mode: "visit", Actor: "IRN.GOV Envoy", Recipient: pakistan, Evidence: "The envoy was in Islamabad."}},
		5: {about, {Type: "CONSULT", Actor: "IRN.GOV Envoy", Recipient: india, Evidence: "The envoy was in Delhi."},
			{Type: "CONSULT", Actor: "SAU.GOV Riyadh", Recipient: america, Evidence: "Riyadh spoke to Washington."}},
		6: {{Type: "CONSULT", Actor: "FRA.GOV Paris", Recipient: "DEU.GOV Berlin", Evidence: "Paris spoke to Berlin on trade."}},
	})
	v := of(t, s, 20250508, 30)
	if len(v.Gobetweens) != 1 || v.Gobetweens[0].Who.Code != "IRN" || v.Gobetweens[0].Of.Day != 20250505 || v.Gobetweens[0].With.Day != 20250502 {
		t.Errorf("%+v", v.Gobetweens)
	}
	var edges []string
	for _, e := range v.Graph {
		edges = append(edges, e.A.Code+"-"+e.B.Code)
	}
	slices.Sort(edges)
	if want := []string{"IND-IRN", "IRN-PAK", "SAU-USA"}; !slices.Equal(edges, want) {
		t.Errorf("%v, want %v: who talks of something else is no part", edges, want)
	}
}

func TestCite(t *testing.T) {
	at := &barograph.Published{Time: time.Date(2025, 5, 9, 0, 0, 0, 0, time.UTC)}
	tell := func(id, text string, status barograph.Status) barograph.Report {
		return barograph.Report{Event: barograph.Event{ID: id, Type: barograph.Assault, Status: status, Evidence: text, Actors: []barograph.Participant{{Code: "IND", Name: "India", Span: barograph.Span{Text: "India"}}}},
			Source: barograph.Source{ID: "a" + id, Published: at}}
	}
	s := barograph.NewStory([]barograph.Report{tell("01", "It struck again during the night, officials say.", barograph.Occurred), tell("02", "Strikes: the day in pictures", barograph.Occurred),
		tell("03", "India struck three bases during the night, officials say.", barograph.Occurred), tell("04", "India struck nothing at all, it said during the night.", barograph.Denied)}, nil, nil)
	if got := contacts.Cite(&s); got.Report != "03" {
		t.Errorf("%+v", got)
	}
}

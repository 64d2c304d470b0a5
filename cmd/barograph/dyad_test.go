package main

import (
	"encoding/json"
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/storetest"
	"github.com/barograph/barograph/tension"
)

// risen makes a record of a crisis: quiet days, a closed border, strikes that a second paper tells and denies a day later, a truce, and a
// month without any news.
func risen(t *testing.T) (db string) {
	t.Helper()
	db = filepath.Join(t.TempDir(), "record.db")
	s, err := openStore(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	tell := func(url, outlet string, month, day int, x storetest.Telling) {
		published := time.Date(2025, time.Month(month), day, 8, 0, 0, 0, time.UTC)
		if x.Time == "" {
			x.Time = published.Format(time.DateOnly)
		}
		a := storetest.Article(url, outlet, "News", published, x)
		for i := range a.Events {
			e := &a.Events[i]
			e.Quad, e.Confidence = barograph.Quad(e.Type, e.Force), 1
			e.Goldstein = []float64{0, 3, 7, -4, -10}[e.Quad]
		}
		if _, err := s.Save(t.Context(), []store.Article{a}); err != nil {
			t.Fatal(err)
		}
	}
	for day := 1; day <= 20; day++ {
		tell("https://a.example/quiet-"+time.Date(2025, 4, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "Meridian Wire", 4, day,
			storetest.Telling{Type: "CONSULT", Mode: "visit", Actor: "NZL.GOV New Zealand", Recipient: "FJI.GOV Fiji", Evidence: "Envoys of New Zealand came to Fiji."})
	}
	strike := storetest.Telling{Type: "ASSAULT", Mode: "missile", Actor: "PAK.MIL Pakistan", Recipient: "IND.GOV India", Time: "2025-04-23",
		Evidence: "Pakistan fired missiles at an Indian depot."}
	tell("https://a.example/border", "Meridian Wire", 4, 21, storetest.Telling{Type: "COERCE", Mode: "restrict", Actor: "IND.GOV India", Recipient: "PAK.GOV Pakistan",
		Evidence: "India closed the border crossing."})
	tell("https://a.example/strike", "Meridian Wire", 4, 23, strike)
	strike.Status, strike.Evidence = "denied", "Islamabad said that no missile had been fired at the depot."
	tell("https://b.example/strike", "Harbour Times", 4, 24, strike)
	tell("https://a.example/truce", "Meridian Wire", 4, 25, storetest.Telling{Type: "AGREE", Mode: "yield", Actor: "IND.GOV India", Recipient: "PAK.GOV Pakistan",
		Evidence: "India and Pakistan agreed to hold their fire."})
	tell("https://a.example/late", "Meridian Wire", 6, 20, storetest.Telling{Type: "CONSULT", Mode: "visit", Actor: "NZL.GOV New Zealand",
		Recipient: "FJI.GOV Fiji", Evidence: "Envoys of New Zealand left Fiji."})
	if err := errors.Join((storetest.SameAct{}).Merge(t.Context(), s), s.Close()); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestDyadTellsTheStory(t *testing.T) {
	db := risen(t)
	out := mustRun(t, db, "dyad", "India", "PAK", "--format", "table", "--until", "2025-04-30")
	last := -1
	for _, want := range []string{"India and Pakistan", "no data for ", "Rise from 0:", "21 April 2025", "India closed the border crossing.", "Peak:",
		"23 April 2025 47", "2 sources", "Pakistan fired missiles at an Indian depot.", "Not over: 25 April 2025", "India and Pakistan agreed to hold their fire.",
		"What the 42.7 of 25 April 2025 are made of",
		"+31.2", "+13.0", "no direct contact"} {
		at := strings.Index(out, want)
		if at <= last {
			t.Errorf("%q is missing or not after what comes before it in\n%s", want, out)
		}
		last = max(last, at)
	}
	if n := strings.Count(out, "\n        India closed the border crossing."); n != 1 {
		t.Errorf("the closing is told %d times in\n%s", n, out)
	}
	// Two months later the days shown still begin before the rise, unless a number of days is asked for.
	if out := mustRun(t, db, "dyad", "IND", "PAK", "--format", "table"); !strings.Contains(out, "Rise from 0:") ||
		!strings.Contains(out, "on too few days with data to call it over") {
		t.Errorf("%s", out)
	}
	if out := mustRun(t, db, "dyad", "IND", "PAK", "--format", "table", "--days", "10"); !strings.Contains(out, "11 to 20 June 2025") || strings.Contains(out, "Rise") {
		t.Errorf("%s", out)
	}
}

func TestDyadLines(t *testing.T) {
	db := risen(t)
	kinds := map[string]int{}
	var parts tension.Parts
	for line := range strings.Lines(mustRun(t, db, "dyad", "IND", "PAK", "--since", "2025-04-01", "--until", "2025-05-10")) {
		var x struct {
			Kind  string
			Value struct {
				Day      barograph.Day
				Pressure *float64
			}
		}
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			t.Fatal(err)
		}
		kinds[x.Kind]++
		data := x.Value.Day <= 20250421 || x.Value.Day == 20250423 || x.Value.Day == 20250425
		if x.Kind == "day" && (x.Value.Pressure != nil) != data {
			t.Errorf("%v: data %v, got %s", x.Value.Day, data, line)
		}
		if x.Kind == "parts" {
			if err := json.Unmarshal([]byte(line), &parts); err != nil {
				t.Fatal(err)
			}
			sum := parts.Usual
			for _, p := range parts.Events {
				sum += p.Points
			}
			if math.Abs(sum-*x.Value.Pressure) > 1e-9 || sum < 1 {
				t.Errorf("parts add up to %v of %v", sum, *x.Value.Pressure)
			}
		}
	}
	if kinds["day"] != 40 || kinds["episode"] != 1 || kinds["parts"] != 1 || len(parts.Events) != 3 {
		t.Errorf("%v, %d parts", kinds, len(parts.Events))
	}
}

// As of a day the second paper's denial is not known yet, nor what happened later.
func TestDyadAt(t *testing.T) {
	db := risen(t)
	strike := func(at string) (out string, p tension.Part) {
		out = mustRun(t, db, "dyad", "IND", "PAK", "--at", at)
		for line := range strings.Lines(out) {
			var x struct {
				Kind   string
				Events []tension.Part
			}
			if strings.HasPrefix(line, `{"kind":"parts"`) {
				if err := json.Unmarshal([]byte(line), &x); err != nil {
					t.Fatal(err)
				}
			}
			for _, e := range x.Events {
				if e.Event.Type == barograph.Assault {
					p = e
				}
			}
		}
		return out, p
	}
	out, then := strike("2025-04-23")
	if then.Event.Sources != 1 || then.Event.Status != barograph.Occurred || strings.Contains(out, "2025-04-24") {
		t.Errorf("%+v in %s", then, out)
	}
	_, now := strike("2025-04-24")
	if now.Event.Sources != 2 || now.Weight == then.Weight {
		t.Errorf("%+v, before %+v", now, then)
	}
	if out := mustRun(t, db, "dyad", "IND", "PAK", "--at", "2025-04-23", "--format", "table"); !strings.Contains(out, "as known on 23 April 2025") ||
		strings.Contains(out, "hold their fire") {
		t.Errorf("%s", out)
	}
}

func TestDyadWithoutEvents(t *testing.T) {
	db := risen(t)
	for want, args := range map[string][]string{
		"No event of the two is on record":    {"BOL", "PER", "--until", "2025-04-20"},
		"the record holds nothing at all":     {"IND", "PAK", "--since", "2025-05-01", "--until", "2025-05-31"},
		"No turning point":                    {"NZL", "FJI", "--until", "2025-04-20"},
		"what the first does":                 {"--help"},
		"Pakistan → India":                    {"PAK", "IND", "--directed", "--until", "2025-04-25"},
		"no direct contact of the two":        {"PAK", "IND", "--at", "2025-04-23"},
		"0 quiet on 20 April 2025 · conflict": {"NZL", "FJI", "--until", "2025-04-20", "--days", "5"},
	} {
		if out := mustRun(t, db, append([]string{"dyad", "--format", "table"}, args...)...); !strings.Contains(out, want) {
			t.Errorf("%v: no %q in\n%s", args, want, out)
		}
	}
	empty := filepath.Join(t.TempDir(), "empty.db")
	s, err := openStore(t.Context(), empty)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"dyad", "IND", "PAK"}, {"top"}} {
		if _, _, err := command(t, empty, args...); err == nil || !strings.Contains(err.Error(), "no events yet") {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestDyadAndTopUsage(t *testing.T) {
	db := risen(t)
	for want, args := range map[string][]string{
		"did you mean India?": {"dyad", "Inida", "PAK"}, "South Korea (KOR)": {"dyad", "Korea", "PAK"}, "one country": {"dyad", "IND", "India"},
		"two countries": {"dyad", "IND"}, "--days 0": {"dyad", "IND", "PAK", "--days", "0"}, "not a day": {"dyad", "IND", "PAK", "--at", "May"},
		"is before": {"dyad", "IND", "PAK", "--since", "2025-05", "--until", "2025-04"}, "is after --at": {"dyad", "IND", "PAK", "--since", "2025-05", "--at", "2025-04-23"},
		"--origin acled": {"top", "--origin", "acled"}, "unknown format": {"top", "--format", "csv"}, "--limit 0": {"top", "--limit", "0"},
		"last day on record, 2025-06-20": {"dyad", "IND", "PAK", "--since", "2025-07"}, "--since 2025-08-01": {"top", "--since", "2025-08"},
		"--events 0": {"brief", "IND", "PAK", "--events", "0"}, "--days 367": {"brief", "IND", "PAK", "--days", "367"},
		"--confidence NaN": {"contacts", "IND", "PAK", "--confidence", "NaN"},
		"--back 0":         {"top", "--back", "0"}, "did you mean Pakistan?": {"top", "--country", "Pakistn"},
	} {
		if _, _, err := command(t, db, args...); !isUsageError(err) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %s", args, err, want)
		}
	}
}

func TestTopCommand(t *testing.T) {
	db := risen(t)
	var first tension.Standing
	if err := json.Unmarshal([]byte(mustRun(t, db, "top", "--until", "2025-04-23", "--limit", "1")), &first); err != nil || first.Rank != 1 ||
		first.Subject != tension.Pair("IND", "PAK") || first.Change < 10 {
		t.Errorf("%+v %v", first, err)
	}
	out := mustRun(t, db, "top", "--since", "2025-04", "--until", "2025-04", "--format", "table")
	for _, want := range []string{"1 to 30 April 2025", "PRESSURE", "IND–PAK", "FJI–NZL", "2025-04-23 Pakistan fired missiles"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if out := mustRun(t, db, "top", "--country", "Fiji", "--format", "table", "--until", "2025-04-20"); !strings.Contains(out, "FJI–NZL") || strings.Contains(out, "PAK") {
		t.Errorf("%s", out)
	}
	if out := mustRun(t, db, "top", "--until", "2025-05-20", "--format", "table"); !strings.Contains(out, "No data") {
		t.Errorf("%s", out)
	}
	if out := mustRun(t, db, "top", "--until", "2025-05", "--at", "2025-04-23", "--format", "table"); !strings.Contains(out, "23 April 2025") ||
		!strings.Contains(out, "IND–PAK") {
		t.Errorf("what is not known yet was asked for: %s", out)
	}
	if out := mustRun(t, db, "top", "--until", "2025-05-20"); out != "" {
		t.Errorf("%s", out)
	}
}

package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
)

func report() *Report {
	return &Report{Document: "page.html", URL: "https://example.org/a", Source: "Example", Headline: "Raid",
		Published: &barograph.Published{Time: time.Date(2025, 5, 9, 8, 30, 0, 0, time.UTC)},
		Event: &barograph.Event{ID: "00ff", Type: barograph.Assault, Mode: "drone", Status: barograph.Attempted, CAMEO: "1831", Goldstein: -10,
			Quad: 4, Sentence: 4, Evidence: "=SUM(\"a\tb\")", Trigger: barograph.Span{Text: "raid"}, Confidence: 0.81,
			Actors:     []barograph.Participant{{Span: barograph.Span{Text: "Pakistani army"}, Name: "Pakistan Army", Code: "PAK", Sector: "MIL"}},
			Recipients: []barograph.Participant{{Name: "India", Code: "IND", Sector: "GOV"}, {Name: "UN", Code: "IGO", Sector: "IGO"}},
			Locations:  []barograph.Location{{Name: "Pathankot", Country: "IND", Admin1: "Punjab", Lat: 32.27, Lon: 75.65, Geoname: 1259874}},
			Time:       &barograph.Time{Value: "2025-05-08", Precision: "day"},
			Deaths:     &barograph.Count{Text: "at least 3", Min: 3},
			Mentions:   []barograph.Mention{{}},
		}}
}

func write(t *testing.T, format string, rs ...*Report) string {
	t.Helper()
	var b bytes.Buffer
	w, err := New(format, &b)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rs {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGDELT(t *testing.T) {
	rows := strings.Split(strings.TrimSuffix(write(t, "gdelt", report()), "\n"), "\n")
	if len(rows) != 2 {
		t.Fatalf("%d rows, want one for each recipient", len(rows))
	}
	ids := map[string]bool{}
	for _, row := range rows {
		c := strings.Split(row, "\t")
		if len(c) != 61 {
			t.Fatalf("%d columns", len(c))
		}
		ids[c[0]] = true
		for i, want := range map[int]string{1: "20250508", 2: "202505", 3: "2025", 4: "2025.4329", 5: "PAKMIL", 7: "PAK", 12: "MIL", 25: "0",
			26: "1831", 27: "183", 28: "18", 29: "4", 30: "-10.0", 31: "2", 51: "4", 52: "Pathankot, Punjab, India", 53: "IN", 56: "32.27",
			57: "75.65", 58: "1259874", 59: "20250509083000", 60: "https://example.org/a"} {
			if c[i] != want {
				t.Errorf("column %d: %q, want %q", i+1, c[i], want)
			}
		}
	}
	if len(ids) != 2 {
		t.Error("two rows with one id")
	}
	if c := strings.Split(rows[1], "\t"); c[15] != "IGO" || c[17] != "" {
		t.Errorf("second actor %q of country %q", c[15], c[17])
	}
}

func TestJointSubjectsActOnEachOther(t *testing.T) {
	r := report()
	r.Event.Type, r.Event.Recipients = barograph.Consult, nil
	r.Event.Actors = append(r.Event.Actors, barograph.Participant{Name: "India", Code: "IND", Sector: "GOV"})
	rows := strings.Split(write(t, "gdelt", r), "\n")
	if !strings.Contains(rows[0], "PAKMIL") || !strings.Contains(rows[0], "INDGOV") || len(rows) != 3 {
		t.Errorf("%q", rows)
	}
	r.Event.Actors, r.Event.Locations, r.Event.Time, r.Published = nil, nil, nil, nil
	if c := strings.Split(strings.TrimSuffix(write(t, "gdelt", r), "\n"), "\t"); len(c) != 61 {
		t.Errorf("an event of nobody, nowhere, has %d columns", len(c))
	}
}

func TestEveryFIPSCodeIsKnown(t *testing.T) {
	for iso, want := range map[string]string{"UKR": "UP", "RUS": "RS", "CHN": "CH", "GBR": "UK", "XKX": "KV", "TWN": "TW", "SSD": "OD"} {
		if got := countries()[iso].fips; got != want {
			t.Errorf("%s: %q, want %q", iso, got, want)
		}
	}
	if len(countries()) < 240 {
		t.Errorf("%d countries", len(countries()))
	}
}

func TestPLOVER(t *testing.T) {
	var m map[string]any
	if err := json.Unmarshal([]byte(write(t, "plover", report())), &m); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{"Event Type": "ASSAULT", "Event Mode": "drone", "Event Date": "2025-05-08", "Intensity": -10.0,
		"Actor Country": "PAK", "Recipient Country": "IND; IGO", "Primary Recipient Sector": "GOV", "GeoNames ID": "1259874", "Story ID": "page.html"} {
		if m[key] != want {
			t.Errorf("%s: %v, want %v", key, m[key], want)
		}
	}
}

func TestCSV(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(write(t, "csv", report(), report()))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	col := map[string]string{}
	for i, name := range rows[0] {
		col[name] = rows[1][i]
	}
	for name, want := range map[string]string{"status": "attempted", "goldstein": "-10", "deaths_min": "3", "deaths_max": "", "latitude": "32.27",
		"evidence": "'=SUM(\"a\tb\")"} {
		if col[name] != want {
			t.Errorf("%s: %q, want %q", name, col[name], want)
		}
	}
}

func TestDates(t *testing.T) {
	for value, want := range map[string]string{"2025-05": "2025-05", "2025": "2025", "2025-05-01/2025-05-07": "2025-05-01", "": "2025-05-09"} {
		r := report()
		r.Event.Time.Value = value
		if got := isoDate(r.date()); got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}

package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/barograph/barograph"
)

// stored is an event of the record, told by two articles.
func stored() *barograph.Story {
	r := report()
	first := barograph.Report{Event: *r.Event, Source: barograph.Source{ID: "00000000000000a1", URL: r.URL, Outlet: "Example", Copies: "00000000000000a1", Published: r.Published}}
	second := first
	second.ID, second.Source.ID, second.Source.URL = "00000000000000f1", "00000000000000a2", ""
	second.Event.Mentions = nil
	s := barograph.NewStory([]barograph.Report{first, second}, nil, nil)
	return &s
}

func TestStoryIsOneRow(t *testing.T) {
	r := OfStory(stored())
	rows := strings.Split(strings.TrimSuffix(write(t, "gdelt", r), "\n"), "\n")
	c := strings.Split(rows[0], "\t")
	if len(rows) != 2 || c[31] != "3" || c[32] != "1" || c[33] != "2" { // one act against two; copies count once
		t.Errorf("%d rows, mentions %s, sources %s, articles %s", len(rows), c[31], c[32], c[33])
	}
	imported := &barograph.Story{Origin: "gdelt", Event: *report().Event}
	imported.ID = "7fe00000499602d2"
	if row := write(t, "gdelt", OfStory(imported)); !strings.HasPrefix(row, "1234567890\t") {
		t.Errorf("an imported row has lost its number: %.40s", row)
	}
}

func TestMentions(t *testing.T) {
	rows := strings.Split(strings.TrimSuffix(write(t, "mentions", OfStory(stored()), report()), "\n"), "\n")
	if len(rows) != 5 {
		t.Fatalf("%d rows, want 3 of the story and 2 of the report", len(rows))
	}
	for _, row := range rows {
		if n := strings.Count(row, "\t") + 1; n != 16 {
			t.Errorf("%d columns, want 16", n)
		}
	}
	if event := strings.Split(write(t, "gdelt", OfStory(stored())), "\t")[0]; !strings.HasPrefix(rows[0], event+"\t20250509083000\t") {
		t.Errorf("%s: not of event %s", rows[0], event)
	}
}

func TestParquet(t *testing.T) {
	bare := &Report{Event: &barograph.Event{ID: "01", Type: barograph.Protest}}
	b := []byte(write(t, "parquet", report(), OfStory(stored()), bare))
	rows, err := parquet.Read[parquetRow](bytes.NewReader(b), int64(len(b)))
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	r := rows[0]
	if r.Date != "2025-05-08" || r.Goldstein != -10 || len(r.RecipientCodes) != 2 || r.RecipientCodes[0] != "IND" || *r.Latitude != 32.27 ||
		*r.DeathsMin != 3 || r.DeathsMax != nil || *r.Geoname != 1259874 {
		t.Errorf("%+v", r)
	}
	if rows[1].Articles != 2 || rows[1].Sources != 1 || rows[2].Latitude != nil || rows[2].Date != "" {
		t.Errorf("%+v\n%+v", rows[1], rows[2])
	}
	if empty := []byte(write(t, "parquet")); len(empty) == 0 || !bytes.HasSuffix(empty, []byte("PAR1")) {
		t.Error("no events make no file")
	}
}

func TestGeoJSON(t *testing.T) {
	bare := &Report{Event: &barograph.Event{ID: "01", Type: barograph.Protest}}
	for n, rs := range [][]*Report{nil, {bare}, {report(), bare, OfStory(stored())}} {
		var c struct {
			Type     string
			Features []struct {
				ID       string
				Geometry *struct{ Coordinates []float64 }
			}
		}
		if err := json.Unmarshal([]byte(write(t, "geojson", rs...)), &c); err != nil {
			t.Fatal(err)
		}
		if c.Type != "FeatureCollection" || len(c.Features) != len(rs) {
			t.Errorf("%d: %+v", n, c)
		}
		if len(rs) == 3 && (c.Features[0].Geometry.Coordinates[0] != 75.65 || c.Features[1].Geometry != nil) {
			t.Errorf("%+v", c.Features)
		}
	}
}

func TestAnnotate(t *testing.T) {
	text := "Raid\n\nPakistan's army sent drones. India accused Pakistan of war."
	span := func(s string) barograph.Span {
		i := len([]rune(text[:strings.Index(text, s)]))
		return barograph.Span{Text: s, Start: i, End: i + len([]rune(s))}
	}
	a := barograph.Report{Event: barograph.Event{ID: "01", Type: barograph.Assault, Mode: "drone", Status: barograph.Occurred, Sentence: 1, Trigger: span("sent drones"),
		Evidence: "Pakistan's army sent drones.",
		Actors:   []barograph.Participant{{Span: span("Pakistan's army"), Code: "PAK", Sector: barograph.MIL, Name: "Pakistan Army"}}}}
	b := barograph.Report{Event: barograph.Event{ID: "02", Type: barograph.Accuse, Status: barograph.Occurred, Sentence: 2, Trigger: span("accused"),
		Evidence: "India accused Pakistan of war.", Actors: []barograph.Participant{{Span: span("India"), Code: "IND", Sector: barograph.GOV, Name: "India"}}}}
	a.Source.ID, b.Source.ID = "aa", "aa"
	now := time.Now()
	on := func(r barograph.Report) []barograph.Anchor { return []barograph.Anchor{barograph.AnchorOf(&r)} }
	cs := barograph.Corrections{
		{Kind: barograph.Correct, Field: "status", Value: "attempted", On: on(a), At: now},
		{Kind: barograph.Correct, Field: "actors", Value: "PAK.GOV Pakistan Army; CHN.GOV China", On: on(a), At: now},
		{Kind: barograph.Refuse, On: on(b), At: now},
	}
	rows := Annotate(text, []barograph.Report{a, b}, cs, func(string) string { return "" })
	if len(rows) != 2 || rows[0].ID != "aa-0001" || len(rows[0].Events) != 1 || rows[1].Text != b.Evidence || len(rows[1].Events) != 0 {
		t.Fatalf("%+v", rows)
	}
	e := rows[0].Events[0]
	if e.Status != barograph.Attempted || e.Trigger.Start != 16 || e.Trigger.End != 27 || len(e.Actors) != 1 || e.Actors[0].Sector != barograph.GOV ||
		e.Actors[0].Start != 0 || e.Actors[0].Text != "Pakistan's army" {
		t.Errorf("%+v", e)
	}
	line, err := json.Marshal(rows[0])
	if err != nil || !strings.Contains(string(line), `"locations":[],"times":[]`) || strings.Contains(string(line), "cluster") {
		t.Errorf("%s %v", line, err)
	}
	if again := Annotate(text, []barograph.Report{a, b}, nil, nil); again != nil {
		t.Errorf("nobody corrected anything: %+v", again)
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestBrokenOutputIsTold(t *testing.T) {
	for _, format := range Formats {
		w, err := New(format, brokenWriter{})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Write(report()), w.Close()); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", format, err)
		}
	}
}

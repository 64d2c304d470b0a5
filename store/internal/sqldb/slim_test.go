package sqldb

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// What is written by hand is read by encoding/json as the same story.
func TestSlim(t *testing.T) {
	whole := barograph.Story{Origin: "gdelt", Filed: 20250508, Articles: 18, Sources: 3, URL: "https://g.example/?a=1&b=\"<\\\n\x01é\u2028",
		Published: &barograph.Published{Time: time.Date(2025, 5, 9, 6, 15, 0, 0, time.UTC)}}
	whole.Event = barograph.Event{ID: store.GDELTID(12), Type: barograph.Assault, Mode: "drone", Force: "demand", Status: barograph.Occurred, CAMEO: "195",
		Goldstein: -9.5, Quad: 4, Confidence: 0.25, Mentions: []barograph.Mention{}, Time: &barograph.Time{Value: "2025-05-08", Precision: "day"},
		Actors:     []barograph.Participant{{Code: "PAK", Sector: barograph.MIL, Name: "PAKISTAN"}, {Name: "CÔTE \"D'IVOIRE\""}, {Sector: barograph.REB}},
		Recipients: []barograph.Participant{{}, {Code: "IND"}},
		Locations:  []barograph.Location{{Name: "Pathankot", Country: "IND", Admin1: "Punjab", Lat: 32.28, Lon: -0.0000001, Geoname: 7}, {}, {Lat: 1e-9}}}
	for _, ps := range [][]barograph.Participant{whole.Actors, whole.Recipients} {
		for i := range ps {
			ps[i].Text = ps[i].Name
		}
	}
	for i := range whole.Locations {
		whole.Locations[i].Text = whole.Locations[i].Name
	}
	bare := barograph.Story{Origin: "gdelt", Event: barograph.Event{ID: store.GDELTID(13), Actors: []barograph.Participant{}, Mentions: []barograph.Mention{},
		Recipients: []barograph.Participant{}, Locations: []barograph.Location{}}}
	for _, want := range []barograph.Story{whole, bare} {
		text := appendSlim(nil, &want)
		if !json.Valid(text) {
			t.Fatalf("not JSON: %s", text)
		}
		id, err := store.Key(want.ID)
		if err != nil {
			t.Fatal(err)
		}
		got, err := storyOf(id, want.Origin, string(text))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(*got, want) {
			t.Errorf("%s\n got %+v\nwant %+v", text, *got, want)
		}
	}
}

func TestUnnumbered(t *testing.T) {
	for query, want := range map[string]string{
		"SELECT 1": "SELECT 1", "a = $1 AND b = $2": "a = ? AND b = ?", "a = $2 AND b = $1": "a = $2 AND b = $1", "a = $1 OR b = $1": "a = $1 OR b = $1",
		"VALUES ($1, $2, $3)": "VALUES (?, ?, ?)", "a = $1 AND b = $12": "a = $1 AND b = $12",
	} {
		if got := unnumbered(query); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
}

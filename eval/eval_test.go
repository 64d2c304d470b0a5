package eval

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/internal/beside"
)

func at(text, s, code string) Span {
	start := len([]rune(text[:strings.Index(text, s)]))
	end := start + len([]rune(s))
	return Span{Text: s, Start: &start, End: &end, Code: code}
}

func TestScore(t *testing.T) {
	text := "Envoys from Peru met Chilean ministers in Ñuñoa on Monday."
	gold := []Document{{ID: "a", Text: text, Events: []Event{{
		Type: barograph.Consult, Mode: "visit", Status: barograph.Occurred, Trigger: Span{Text: "met"},
		Actors: []Span{{Text: "Envoys from Peru", Code: "PER"}}, Recipients: []Span{{Text: "Chilean ministers", Code: "CHL"}},
		Locations: []Span{{Text: "Ñuñoa"}}, Times: []Span{{Text: "Monday"}},
	}}}}
	day := at(text, "on Monday", "")
	pred := []Document{{ID: "a", Events: []Event{
		{Type: barograph.Consult, Status: barograph.Planned, Trigger: at(text, "met", ""), Actors: []Span{at(text, "Peru", "PER")},
			Recipients: []Span{at(text, "Chilean ministers", "CHL")}, Time: &day},
		{Type: barograph.Accuse, Trigger: at(text, "Envoys", "")},
	}}}
	s := Score(gold, pred)
	want := Scores{
		Event: F1{1, 1, 0}, Detect: F1{1, 1, 0}, Dyad: F1{1, 0, 0}, Quad: F1{1, 1, 0},
		Actor: F1{0, 1, 1}, Recipient: F1{1, 0, 0}, Location: F1{0, 0, 1}, Time: F1{1, 0, 0}, NotOcc: F1{0, 1, 0},
		Mode: Accuracy{0, 1}, Status: Accuracy{0, 1}, Code: Accuracy{1, 1},
		Types: map[barograph.Type]F1{barograph.Consult: {1, 0, 0}, barograph.Accuse: {0, 1, 0}},
	}
	if !reflect.DeepEqual(*s, want) {
		t.Errorf("got  %+v\nwant %+v", *s, want)
	}
}

func TestReadForms(t *testing.T) {
	docs, err := Read(strings.NewReader(`{"id":"1","text":"x","events":[{"type":"AID","trigger":"x","actors":["A",{"text":"B","code":"IGO"}],"claimant":""}]}

{"id":"2","text":"y"}`))
	if err != nil || len(docs) != 2 || docs[0].Events[0].Actors[1].Code != "IGO" || docs[0].Events[0].Trigger.Text != "x" {
		t.Errorf("%+v, %v", docs, err)
	}
	if _, err := Read(strings.NewReader("{}\n{")); err == nil || !strings.HasPrefix(err.Error(), "line 2:") {
		t.Errorf("error %v", err)
	}
}

// TestAgainstReference compares with the reference scorer, on annotation that is disturbed at random.
func TestAgainstReference(t *testing.T) {
	script, data := beside.File(t, "eval/score.py"), beside.File(t, "data/events/dev.jsonl")
	raw, err := os.ReadFile(data)
	if err != nil {
		t.Fatal(err)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	var disturbed bytes.Buffer
	rng := rand.New(rand.NewPCG(1, 2))
	for line := range bytes.Lines(raw) {
		var d map[string]any
		if err := json.Unmarshal(line, &d); err != nil {
			t.Fatal(err)
		}
		disturb(rng, d)
		out, _ := json.Marshal(d)
		disturbed.Write(append(out, '\n'))
	}
	path := filepath.Join(t.TempDir(), "predicted.jsonl")
	if err := os.WriteFile(path, disturbed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	reference, err := exec.Command(python, script, data, path, "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	gold, err := Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	pred, err := Read(&disturbed)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := json.Marshal(Score(gold, pred))
	if err != nil {
		t.Fatal(err)
	}
	var a, b map[string]any
	if err := json.Unmarshal(reference, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(ours, &b); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("reference %s\nours      %s", reference, ours)
	}
}

// disturb drops events, changes types, statuses and codes, and moves spans.
func disturb(rng *rand.Rand, d map[string]any) {
	events, _ := d["events"].([]any)
	var kept []any
	for _, e := range events {
		e := e.(map[string]any)
		if rng.IntN(8) == 0 {
			continue
		}
		if rng.IntN(8) == 0 {
			e["type"] = string(barograph.Types[rng.IntN(len(barograph.Types))])
		}
		if rng.IntN(8) == 0 {
			e["status"], e["mode"] = "alleged", "ease"
		}
		for _, r := range []string{"actors", "recipients", "locations", "times"} {
			for _, p := range e[r].([]any) {
				p := p.(map[string]any)
				switch rng.IntN(10) {
				case 0:
					p["start"] = p["start"].(float64) + 4
				case 1:
					p["code"] = "XXX"
				case 2:
					delete(p, "start")
				}
			}
		}
		kept = append(kept, e)
		if rng.IntN(8) == 0 {
			kept = append(kept, e)
		}
	}
	if kept == nil {
		kept = []any{}
	}
	d["events"] = kept
	if rng.IntN(50) == 0 {
		d["id"] = "elsewhere"
	}
}

package dates

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/barograph/barograph/internal/beside"
)

// TestAnnotatedTimes resolves the times that annotators marked in news sentences, where they are at hand.
func TestAnnotatedTimes(t *testing.T) {
	file, err := os.Open(beside.File(t, "data/events/train.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	all, resolved, found := 0, 0, 0
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var s struct {
			Text   string
			Events []struct {
				Times []struct {
					Text       string
					Start, End int
				}
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		matches := Resolver{Published: published}.Find(s.Text)
		for _, e := range s.Events {
			for _, l := range e.Times {
				all++
				if _, _, ok := Resolve(l.Text, published, false, nil); ok {
					resolved++
				}
				for _, m := range matches {
					if m.Start < l.End && m.End > l.Start {
						found++
						break
					}
				}
			}
		}
	}
	t.Logf("%d times: %.3f resolve, %.3f are found in their sentence", all, float64(resolved)/float64(all), float64(found)/float64(all))
	if float64(resolved) < 0.92*float64(all) || float64(found) < 0.9*float64(all) {
		t.Error("fewer than 0.92 resolve, or than 0.9 are found")
	}
}

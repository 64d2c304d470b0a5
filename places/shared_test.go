package places

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/barograph/barograph/internal/beside"
)

// TestAnnotatedLocations resolves the locations that annotators marked in news sentences, where they are at hand.
func TestAnnotatedLocations(t *testing.T) {
	file, err := os.Open(beside.File(t, "data/events/train.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	g := Default()
	all, named, resolved := 0, 0, 0
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var s struct {
			Text   string
			Events []struct{ Locations []struct{ Text string } }
		}
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, e := range s.Events {
			for _, l := range e.Locations {
				if seen[l.Text] {
					continue
				}
				seen[l.Text] = true
				all++
				hasName := strings.IndexFunc(l.Text, unicode.IsUpper) >= 0
				if hasName {
					named++
				}
				if _, ok := g.Resolve(l.Text, g.ContextOf(s.Text)); ok && hasName {
					resolved++
				}
			}
		}
	}
	share := float64(resolved) / float64(named)
	t.Logf("%d locations, %d with a name, of which %.3f resolve", all, named, share)
	if share < 0.95 {
		t.Errorf("%.3f of the named locations resolve, want 0.95", share)
	}
}

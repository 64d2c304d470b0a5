package places

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// A gold toponym: code points and country.
type gold struct {
	text, country string
	start, end    int
}

// readNews reads testdata/news.txt.
func readNews(t *testing.T) (texts []string, golds [][]gold) {
	data, err := os.ReadFile("testdata/news.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		var b strings.Builder
		var gs []gold
		for {
			before, rest, ok := strings.Cut(line, "[")
			b.WriteString(before)
			if !ok {
				break
			}
			inner, after, _ := strings.Cut(rest, "]")
			text, country, ok := strings.Cut(inner, "|")
			if !ok {
				t.Fatalf("no country: %s", inner)
			}
			start := utf8.RuneCountInString(b.String())
			b.WriteString(text)
			gs = append(gs, gold{text, country, start, utf8.RuneCountInString(b.String())})
			line = after
		}
		texts, golds = append(texts, b.String()), append(golds, gs)
	}
	return texts, golds
}

// TestNews keeps recognition and resolution above what they have reached on sentences like those of the news.
func TestNews(t *testing.T) {
	texts, golds := readNews(t)
	g := Default()
	hit, right, wanted, given := 0, 0, 0, 0
	for i, text := range texts {
		found := g.Find(text)
		given += len(found)
		used := make([]bool, len(found))
		for _, want := range golds[i] {
			wanted++
			matched := false
			for k, f := range found {
				if !used[k] && f.Start < want.end && f.End > want.start {
					used[k], matched = true, true
					hit++
					if f.Country == want.country {
						right++
					} else {
						t.Logf("wrong: %s is %s (%s), want %s: %s", f.Text, f.Name, f.Country, want.country, text)
					}
					break
				}
			}
			if !matched {
				t.Logf("missed: %s: %s", want.text, text)
			}
		}
		for k, f := range found {
			if !used[k] {
				t.Logf("extra: %s (%s, %.2f): %s", f.Text, f.Explain(), f.Confidence, text)
			}
		}
	}
	precision, recall, accuracy := float64(hit)/float64(given), float64(hit)/float64(wanted), float64(right)/float64(hit)
	t.Logf("%d texts, %d toponyms: precision %.3f, recall %.3f, country %.3f", len(texts), wanted, precision, recall, accuracy)
	if precision < 0.97 || recall < 0.97 || accuracy < 0.97 {
		t.Errorf("precision %.3f, recall %.3f, country %.3f: below 0.97", precision, recall, accuracy)
	}
}

package article

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// wanted is what a page of testdata/pages.json must give and must not give.
type wanted struct {
	In, Out                              []string
	Headline, Published, Byline, Section string
}

func readPages(t testing.TB) map[string]wanted {
	data, err := os.ReadFile("testdata/pages.json")
	if err != nil {
		t.Fatal(err)
	}
	var pages map[string]wanted
	if err := json.Unmarshal(data, &pages); err != nil {
		t.Fatal(err)
	}
	return pages
}

// TestPages measures the extraction on pages in the manner of many content systems: the F1 over strings that must be in the text and
// strings that must not.
func TestPages(t *testing.T) {
	pages := readPages(t)
	names := make([]string, 0, len(pages))
	for name := range pages {
		names = append(names, name)
	}
	sort.Strings(names)
	hit, missed, extra := 0, 0, 0
	for _, name := range names {
		want := pages[name]
		data, err := os.ReadFile(filepath.Join("testdata/pages", name))
		if err != nil {
			t.Fatal(err)
		}
		a, err := Read(data, "", "", Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			missed += len(want.In)
			continue
		}
		text := a.Text()
		for _, s := range want.In {
			if strings.Contains(text, s) {
				hit++
			} else {
				missed++
				t.Logf("%s: missed %q", name, s)
			}
		}
		for _, s := range want.Out {
			if strings.Contains(text, s) {
				extra++
				t.Logf("%s: extra %q", name, s)
			}
		}
		if a.Headline != want.Headline {
			t.Errorf("%s: headline %q, want %q", name, a.Headline, want.Headline)
		}
		if want.Byline != "" && a.Byline != want.Byline {
			t.Errorf("%s: byline %q, want %q", name, a.Byline, want.Byline)
		}
		if want.Section != "" && a.Section != want.Section {
			t.Errorf("%s: section %q, want %q", name, a.Section, want.Section)
		}
		if want.Published != "" && (a.Published == nil || !strings.HasPrefix(a.Published.String(), want.Published)) {
			t.Errorf("%s: published %v, want %s", name, a.Published, want.Published)
		}
	}
	precision := float64(hit) / float64(hit+extra)
	recall := float64(hit) / float64(hit+missed)
	f1 := 2 * precision * recall / (precision + recall)
	t.Logf("%d pages: precision %.3f, recall %.3f, F1 %.3f", len(pages), precision, recall, f1)
	if f1 < 0.97 {
		t.Errorf("F1 is %.3f, below 0.97", f1)
	}
}

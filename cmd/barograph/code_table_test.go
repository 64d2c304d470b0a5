package main

import (
	"bufio"
	"bytes"
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
)

func TestTable(t *testing.T) {
	d := &coder.Document{ID: "page.html", Article: &barograph.Article{Headline: "Raid at dawn", Warnings: []string{"no date"}},
		Events: []barograph.Event{{
			Type: barograph.Assault, Mode: "drone", Status: barograph.Attempted, Quad: barograph.MaterialConflict, CAMEO: "195", Goldstein: -10,
			Trigger: barograph.Span{Text: "raid"}, Evidence: "A drone raid\x1b[2J was beaten off at dawn on Monday, the army of the country said in a long statement.", Confidence: 0.875,
			Actors: []barograph.Participant{{Name: "Houthis", Code: "YEM", Sector: barograph.REB}}, Recipients: []barograph.Participant{{Name: "UN", Code: "IGO", Sector: barograph.IGO}},
			Locations: []barograph.Location{{Name: "Aden", Country: "YEM", Admin1: "Aden"}}, Time: &barograph.Time{Value: "2025-05-08"},
			Claimant: &barograph.Participant{Name: "army"}, Deaths: &barograph.Count{Text: "at least 3", Min: 3}, Mentions: []barograph.Mention{{}},
		}, {
			Type: barograph.Request, Mode: "yield", Force: barograph.Appeal, Status: barograph.Occurred, CAMEO: "0256", Evidence: "It urged calm.",
			Trigger: barograph.Span{Text: "urged"}, Actors: []barograph.Participant{}, Recipients: []barograph.Participant{},
		}},
		Explanations: []*coder.Explanation{{CAMEO: coder.Reason{Means: "195 Employ aerial weapons", Because: "cameo.tsv:9"}}, {}}}
	var b bytes.Buffer
	s := &tableSink{out: &output{format: "table", width: 60, w: bufio.NewWriter(&b)}}
	if err := s.document(d, origin{}); err != nil {
		t.Fatal(err)
	}
	want := `Raid at dawn
page.html · 2 events
! no date

MATERIAL CONFLICT
◐ ASSAULT drone            Houthis (YEM REB) → UN (IGO) 
                           [attempted]
  8 May 2025 · Aden (YEM) · at least 3 dead · says army ·
  CAMEO 195 · Goldstein -10.0 · told 2 times · 88%
  │ A drone raid[2J was beaten off at dawn on Monday, the
  │ army of the country said in a long statement.

STATEMENTS AND APPEALS
● REQUEST yield (appeal)   someone
  CAMEO 0256 · Goldstein +0.0 · 0%
  │ It urged calm.
`
	tidy := func(s string) string {
		lines := strings.Split(s, "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " ")
		}
		return strings.Join(lines, "\n")
	}
	if got := tidy(b.String()); got != tidy(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	b.Reset()
	s = &tableSink{out: &output{format: "table", width: 60, colour: true, w: bufio.NewWriter(&b)}, explain: true}
	if err := s.document(d, origin{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\x1b[4mraid\x1b[0m", "CAMEO: 195 Employ aerial weapons [cameo.tsv:9]"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("lacks %q:\n%s", want, b.String())
		}
	}
}

package coder

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/eval"
	"github.com/barograph/barograph/extract"
	"github.com/barograph/barograph/internal/beside"
)

// annotated is an extractor that finds what the annotation of a sentence says: with it, all that comes after extraction is measured
// alone.
type annotated map[string][]extract.Mention

func (a annotated) Extract(sentences []string) [][]extract.Mention {
	out := make([][]extract.Mention, len(sentences))
	for i, s := range sentences {
		out[i] = a[s]
	}
	return out
}

type goldSpan struct {
	Text       string
	Start, End int
	Code       string
	Sector     string
}

type goldDocument struct {
	ID, Text string
	Events   []struct {
		Type, Mode, Status, Force            string
		Trigger                              goldSpan
		Actors, Recipients, Locations, Times []goldSpan
		Claimant, Deaths, Injuries           *goldSpan
	}
}

// readGold reads annotated sentences; ok is false where there are none.
func readGold(t testing.TB, name string) (docs []goldDocument, mentions annotated, ok bool) {
	path, err := beside.Find("data/events/" + name)
	if err != nil {
		return nil, nil, false
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	mentions = annotated{}
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var d goldDocument
		if err := json.Unmarshal(scan.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		docs = append(docs, d)
		mentions[d.Text] = d.mentions()
	}
	return docs, mentions, true
}

func (d *goldDocument) mentions() []extract.Mention {
	// bytes[i] is the byte at which code point i begins
	var bytes []int
	for i := range d.Text {
		bytes = append(bytes, i)
	}
	bytes = append(bytes, len(d.Text))
	at := func(s goldSpan) extract.ByteSpan { return extract.ByteSpan{Start: bytes[s.Start], End: bytes[s.End]} }
	one := func(s *goldSpan) *extract.ByteSpan {
		if s == nil || s.Text == "" {
			return nil
		}
		b := at(*s)
		return &b
	}
	all := func(ss []goldSpan) (out []extract.ByteSpan) {
		for _, s := range ss {
			out = append(out, at(s))
		}
		return out
	}
	var out []extract.Mention
	for _, e := range d.Events {
		out = append(out, extract.Mention{
			Type: barograph.Type(e.Type), Mode: e.Mode, Status: barograph.Status(e.Status), Force: e.Force, Trigger: at(e.Trigger),
			Actors: all(e.Actors), Recipients: all(e.Recipients), Locations: all(e.Locations), Times: all(e.Times),
			Claimant: one(e.Claimant), Deaths: one(e.Deaths), Injuries: one(e.Injuries), Score: 1, Confidence: 1,
		})
	}
	return out
}

// TestAfterExtraction measures resolution alone: given the annotated words, are country codes and dyads right?
func TestAfterExtraction(t *testing.T) {
	name := os.Getenv("BAROGRAPH_GOLD")
	if name == "" {
		name = "train.jsonl"
	}
	docs, mentions, ok := readGold(t, name)
	if !ok {
		t.Skip("no annotated data")
	}
	c, err := New(Options{Extractor: mentions})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(beside.File(t, "data/events/"+name))
	if err != nil {
		t.Fatal(err)
	}
	gold, err := eval.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var pred []eval.Document
	for _, d := range docs {
		coded := c.Code(Input{ID: d.ID, Text: d.Text})
		pred = append(pred, eval.Document{ID: d.ID, Text: d.Text, Events: eval.FromEvents(coded.Events)})
		if os.Getenv("BAROGRAPH_ERRORS") != "" {
			showWrong(t, &d, coded)
		}
	}
	s := eval.Score(gold, pred)
	t.Logf("event F1 %.4f, code %.4f, dyad F1 %.4f", s.Event.F(), s.Code.Share(), s.Dyad.F())
	if s.Code.Share() < 0.9 || s.Dyad.F() < 0.86 || s.Event.F() < 0.99 {
		t.Errorf("below what it was")
	}
}

func showWrong(t *testing.T, d *goldDocument, coded *Document) {
	for i, e := range d.Events {
		if i >= len(coded.Events) {
			break
		}
		for _, side := range []struct {
			gold []goldSpan
			got  []barograph.Participant
		}{{e.Actors, coded.Events[i].Actors}, {e.Recipients, coded.Events[i].Recipients}} {
			for j := range side.gold {
				if j < len(side.got) && side.gold[j].Code != side.got[j].Code {
					t.Logf("WRONG %q want %s %s got %s %s (%s) | %s", side.gold[j].Text, side.gold[j].Code, side.gold[j].Sector, side.got[j].Code,
						side.got[j].Sector, side.got[j].Name, d.Text)
				}
			}
		}
	}
}

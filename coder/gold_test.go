package coder

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
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
		Type, Mode, Status, Force              string
		Trigger                                goldSpan
		Actors, Recipients, Locations, Times   []goldSpan
		Claimant, Deaths, Injuries             *goldSpan
	}
}

// readGold reads annotated sentences; ok is false where there are none.
func readGold(t testing.TB, name string) (docs []goldDocument, mentions annotated, ok bool) {
	f, err := os.Open(filepath.Join("..", "..", "shared", "data", "events", name))
	if err != nil {
		return nil, nil, false
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

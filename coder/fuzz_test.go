package coder

import (
	"encoding/json"
	"hash/fnv"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
)

// anything is an extractor that finds acts of all kinds at random, the same ones in the same sentence: whatever a model may say, the
// coder must stand it.
type anything struct{}

func (anything) Extract(sentences []string) [][]extract.Mention {
	out := make([][]extract.Mention, len(sentences))
	for i, s := range sentences {
		h := fnv.New64a()
		h.Write([]byte(s))
		out[i] = randomMentions(rand.New(rand.NewPCG(h.Sum64(), 7)), s)
	}
	return out
}

func randomMentions(rng *rand.Rand, s string) []extract.Mention {
	words := splitWords(s, 0)
	if len(words) == 0 {
		return nil
	}
	some := func() extract.ByteSpan {
		first := rng.IntN(len(words))
		last := min(len(words)-1, first+rng.IntN(4))
		return extract.ByteSpan{Start: words[first].start, End: words[last].end}
	}
	maybe := func() *extract.ByteSpan {
		if rng.IntN(2) == 0 {
			return nil
		}
		b := some()
		return &b
	}
	list := func() (out []extract.ByteSpan) {
		for range rng.IntN(3) {
			out = append(out, some())
		}
		return out
	}
	var out []extract.Mention
	for range rng.IntN(4) {
		m := extract.Mention{Type: barograph.Types[rng.IntN(len(barograph.Types))], Status: barograph.Statuses[rng.IntN(len(barograph.Statuses))],
			Trigger: some(), Actors: list(), Recipients: list(), Locations: list(), Times: list(), Claimant: maybe(), Deaths: maybe(),
			Injuries: maybe(), Score: rng.Float32(), Confidence: rng.Float32()}
		modes := append([]string{""}, barograph.Modes[m.Type]...)
		m.Mode = modes[rng.IntN(len(modes))]
		if m.Type == barograph.Request {
			m.Force = []string{barograph.Appeal, barograph.Demand}[rng.IntN(2)]
		}
		out = append(out, m)
	}
	return out
}

func FuzzCode(f *testing.F) {
	c, err := New(Options{Extractor: anything{}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("Peruvian troops fired at a boat near Tumbes on Monday, killing two, the Ecuadorian navy said.", true)
	f.Add("“We will answer,” he said. Both countries recalled their envoys. It’s “over”, the minister’s aide said", false)
	f.Add("\n\nÇa — “”. 'x' \u2028 \x00 S. S. S.\n\n\n\nThey they they", false)
	f.Add("the the the 2025 26 at least 75 May the two sides", true)
	f.Fuzz(func(t *testing.T, text string, dated bool) {
		if !utf8.ValidString(text) {
			return // what reads input makes it valid
		}
		in := Input{ID: "fuzz", Text: text}
		if dated {
			in.Published = on9May()
		}
		for _, in := range []Input{in, {ID: "fuzz", Article: &barograph.Article{Headline: firstLine(text), Body: text, Dateline: "LIMA", Published: in.Published}}} {
			d := c.Code(in)
			checkOffsets(t, d)
			ids := map[string]bool{}
			for i := range d.Events {
				e := &d.Events[i]
				if e.CAMEO == "" || e.ID == "" || e.Confidence < 0 || e.Confidence > 1 || e.Actors == nil || e.Locations == nil || e.Mentions == nil {
					t.Fatalf("incomplete event %+v", e)
				}
				ids[e.ID] = true
			}
			if !reflect.DeepEqual(d, c.CodeAll([]Input{{Text: "Other words."}, in})[1]) {
				t.Fatal("a document's events depend on its neighbours")
			}
			if _, err := json.Marshal(d); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// TestMergeIgnoresOrder shuffles the reports of a document.
func TestMergeIgnoresOrder(t *testing.T) {
	c, err := New(Options{Extractor: anything{}})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("Peru and Chile met in Lima on Monday. Chile hit Peru in Tacna on May 5, killing 5. Peru accused Chile again. ", 6)
	reports := func() []*told {
		r := newReading(c, &Input{ID: "a", Article: &barograph.Article{Body: text, Published: on9May()}})
		var all []*told
		sentences := make([][]extract.Mention, len(r.sentences))
		for i, s := range r.sentences {
			r.sentences[i].words = splitWords(r.slice(s.span), s.start)
			sentences[i] = randomMentions(rand.New(rand.NewPCG(uint64(i), 7)), r.slice(s.span))
			for j := range sentences[i] { // enough alike to be merged
				m := &sentences[i][j]
				m.Type, m.Mode, m.Status, m.Force = barograph.Assault, "", barograph.Occurred, ""
			}
		}
		r.discourse.known = map[string]who{}
		r.readWho(sentences)
		for i, ms := range sentences {
			for j := range ms {
				all = append(all, r.tell(i, &ms[j]))
			}
		}
		return all
	}
	plain := func(all []*told) (out []barograph.Event) {
		for _, t := range merge(all) {
			out = append(out, t.event)
		}
		return out
	}
	want := plain(reports())
	for try := range 10 {
		shuffled := reports()
		rng := rand.New(rand.NewPCG(uint64(try), 3))
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := plain(shuffled); !reflect.DeepEqual(got, want) {
			t.Fatalf("order matters: %d events, %d in the text's order", len(got), len(want))
		}
	}
	if !slices.ContainsFunc(want, func(e barograph.Event) bool { return len(e.Mentions) > 0 }) {
		t.Error("nothing was merged")
	}
}

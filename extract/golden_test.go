package extract

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/barograph/barograph/encoder"
)

// golden is a sentence as the training framework computes it: logits before any decoding.
type golden struct {
	Text          string      `json:"text"`
	Pieces        []int32     `json:"pieces"`
	Case          []int       `json:"case"`
	TriggerLogits [][]float32 `json:"trigger_logits"` // per word
	Triggers      []struct {
		Start        int         `json:"start_word"`
		End          int         `json:"end_word"`
		Participant  [][]float32 `json:"participant"`
		Circumstance [][]float32 `json:"circumstance"`
		Kind         []float32   `json:"kind"`
		Status       []float32   `json:"status"`
		Force        []float32   `json:"force"`
	} `json:"triggers"`
}

// difference keeps the largest difference of logits.
type difference struct {
	most, sum float64
	n         int
}

func (d *difference) add(t *testing.T, got, want []float32) {
	t.Helper()
	if len(got) < len(want) {
		t.Fatalf("%d logits, not %d", len(got), len(want))
	}
	for i, w := range want {
		x := math.Abs(float64(got[i] - w))
		d.most = max(d.most, x)
		d.sum += x
		d.n++
	}
}

// TestGolden holds the whole model against vectors of the training framework: exactly in float32 (without rounded activations), and
// with int8 activations nearly, for there a last bit decides how a value is rounded.
func TestGolden(t *testing.T) {
	text, err := os.ReadFile("testdata/golden.json")
	if os.IsNotExist(err) {
		t.Skip("no testdata/golden.json: training/ writes it along with the weights")
	}
	if err != nil {
		t.Fatal(err)
	}
	var modes map[string][]golden
	if err := json.Unmarshal(text, &modes); err != nil {
		t.Fatal(err)
	}
	check := func(name string, k *encoder.Kernel, list []golden, most, mean float64) {
		t.Run(name+"/"+k.Name, func(t *testing.T) {
			if len(list) == 0 {
				t.Fatalf("no vectors for %s", name)
			}
			e, err := newExtractor(embeddedWeights, embeddedVocab, k)
			if err != nil {
				t.Fatal(err)
			}
			e.config.GateThreshold, e.config.Threshold = -math.MaxFloat32, 0
			var d difference
			for _, g := range list {
				compare(t, e, g, &d)
			}
			t.Logf("largest difference %.2g, mean %.2g", d.most, d.sum/float64(d.n))
			if d.most > most || d.sum/float64(d.n) > mean {
				t.Errorf("logits differ by up to %.2g, %.2g on average", d.most, d.sum/float64(d.n))
			}
		})
	}
	check("fp32", encoder.Reference(), modes["fp32"], 1e-3, 1e-4)
	for _, k := range encoder.Kernels() {
		check("int8", k, modes["int8"], 0.5, 0.04)
	}
}

func compare(t *testing.T, e *Extractor, g golden, d *difference) {
	var ws workspace
	_, rows := e.gather(&ws, []string{g.Text}, 0)
	tokens := &ws.tokens[0]
	if !slices.Equal(tokens.Pieces, g.Pieces) {
		t.Fatalf("%q: pieces %v, not %v", g.Text, tokens.Pieces, g.Pieces)
	}
	for i, c := range g.Case {
		if int(tokens.Cases[i]) != c {
			t.Fatalf("%q: case %d of piece %d, not %d", g.Text, tokens.Cases[i], i, c)
		}
	}
	if len(tokens.Words) != len(g.TriggerLogits) {
		t.Fatalf("%q: %d words, not %d", g.Text, len(tokens.Words), len(g.TriggerLogits))
	}
	e.encode(&ws, rows)
	e.scoreWords(&ws, rows)
	for w, want := range g.TriggerLogits {
		d.add(t, ws.logits[0][w*e.triggers.Stride:], want)
	}
	for _, f := range g.Triggers {
		ws.lengths = append(ws.lengths[:0], rows)
		ws.queries = []query{{found: found{span: span{f.Start, f.End}}}}
		e.findRoles(&ws, 0, make([][]Mention, 1))
		for w := range f.Participant {
			d.add(t, ws.logits[0][w*e.participant.Stride:], f.Participant[w])
			d.add(t, ws.logits[1][w*e.circumstance.Stride:], f.Circumstance[w])
		}
		d.add(t, logs(ws.heads[0][:len(f.Kind)]), logSoftmax(f.Kind)) // settle has left probabilities
		d.add(t, ws.heads[1], f.Status)
		d.add(t, ws.heads[2], f.Force)
	}
}

// logs are the natural logarithms of probabilities.
func logs(p []float32) []float32 {
	out := make([]float32, len(p))
	for i, v := range p {
		out[i] = float32(math.Log(float64(v)))
	}
	return out
}

// logSoftmax is what logits say, free of their common offset.
func logSoftmax(x []float32) []float32 {
	most, sum := float64(slices.Max(x)), 0.0
	for _, v := range x {
		sum += math.Exp(float64(v) - most)
	}
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(float64(v) - most - math.Log(sum))
	}
	return out
}

package extract

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/encoder"
	"github.com/barograph/barograph/internal/testmodel"
)

// random returns an extractor with random weights.
func random(t testing.TB, s testmodel.Shape, k *encoder.Kernel) *Extractor {
	t.Helper()
	e, err := newExtractor(s.Weights(1), testmodel.Vocab(s.Vocab), k)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// mixed returns sentences of many lengths, some without a word.
func mixed() []string {
	list := []string{"", " \t", "!"}
	for n := range 60 {
		list = append(list, testmodel.Sentences(1+n%3, 1+(n*7)%45)...)
	}
	return append(list, strings.Repeat("drones ", 400))
}

// text writes mentions so that they can be compared byte by byte.
func text(t testing.TB, mentions any) string {
	t.Helper()
	out, err := json.Marshal(mentions)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestKernelsGiveTheSameBytes(t *testing.T) {
	for name, shape := range map[string]testmodel.Shape{"small": testmodel.Small, "full": testmodel.Full} {
		sentences := mixed()
		if name == "full" {
			if testing.Short() {
				continue
			}
			sentences = sentences[len(sentences)-7 : len(sentences)-1]
			shape.Bias = 0.4 // more candidates
		}
		var want string
		kernels := encoder.Kernels()
		for i := len(kernels) - 1; i >= 0; i-- {
			mentions, vectors := random(t, shape, kernels[i]).ExtractVectors(sentences)
			got := text(t, mentions) + text(t, vectors)
			if want == "" {
				want = got
			} else if got != want {
				t.Errorf("%s: kernel %s gives other bytes than go", name, kernels[i].Name)
			}
		}
		if strings.Count(want, "Trigger") < 5 {
			t.Errorf("%s: only %d mentions", name, strings.Count(want, "Trigger"))
		}
	}
}

// TestBytesOnEveryMachine holds the results against those of the machine they were first computed on: processors of another kind, and
// compilers that fuse multiplications with additions, must give the same.
func TestBytesOnEveryMachine(t *testing.T) {
	mentions, vectors := random(t, testmodel.Small, encoder.Kernels()[0]).ExtractVectors(mixed())
	sum := sha256.Sum256([]byte(text(t, mentions) + text(t, vectors)))
	if got := hex.EncodeToString(sum[:8]); got != "7f0efd21c6efd8ad" {
		t.Errorf("bytes with checksum %s", got)
	}
}

func TestMentionsDoNotDependOnTheBatch(t *testing.T) {
	e := random(t, testmodel.Small, encoder.Kernels()[0])
	sentences := mixed()
	all, vectors := e.ExtractVectors(sentences)
	for i, s := range sentences {
		one, vector := e.ExtractVectors([]string{s})
		if text(t, one[0]) != text(t, all[i]) || !reflect.DeepEqual(vector[0], vectors[i]) {
			t.Errorf("sentence %d, %q: %+v alone, %+v among others", i, s, one[0], all[i])
		}
	}
}

func TestConcurrentCalls(t *testing.T) {
	e := random(t, testmodel.Small, encoder.Kernels()[0])
	sentences := mixed()
	want := text(t, e.Extract(sentences))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 3 {
				if text(t, e.Extract(sentences)) != want {
					t.Error("a concurrent call gives other mentions")
				}
			}
		})
	}
	group.Wait()
}

func TestSpansLieInTheSentence(t *testing.T) {
	e := random(t, testmodel.Small, encoder.Kernels()[0])
	sentences := []string{"Überfall in Kraków — 中国 says «drones» hit Île-de-France, 12 killed", "a\xffb drones \x00 x", "é"}
	for i, list := range e.Extract(sentences) {
		for _, m := range list {
			spans := append(append(append(append([]ByteSpan{m.Trigger}, m.Actors...), m.Recipients...), m.Locations...), m.Times...)
			for _, p := range []*ByteSpan{m.Claimant, m.Deaths, m.Injuries} {
				if p != nil {
					spans = append(spans, *p)
				}
			}
			for _, s := range spans {
				if s.Start < 0 || s.Start >= s.End || s.End > len(sentences[i]) {
					t.Fatalf("span %v in %q", s, sentences[i])
				}
				if utf8.ValidString(sentences[i]) && !utf8.ValidString(sentences[i][s.Start:s.End]) {
					t.Errorf("span %v cuts a character of %q", s, sentences[i])
				}
			}
		}
	}
}

func TestGate(t *testing.T) {
	shape := testmodel.Small
	shape.GateThreshold = 0
	k := encoder.Kernels()[0]
	gated, open := random(t, shape, k), random(t, testmodel.Small, k)
	sentences := mixed()
	some, vectors := gated.ExtractVectors(sentences)
	all := open.Extract(sentences)
	passed := 0
	for i := range sentences {
		if vectors[i] != nil {
			passed++
			if text(t, some[i]) != text(t, all[i]) {
				t.Errorf("sentence %d: other mentions behind the gate", i)
			}
		} else if some[i] != nil {
			t.Errorf("sentence %d: mentions without a vector", i)
		}
	}
	if passed == 0 || passed == len(sentences) {
		t.Errorf("the gate passes %d of %d", passed, len(sentences))
	}
}

func TestVectorsHaveLengthOne(t *testing.T) {
	_, vectors := random(t, testmodel.Small, encoder.Kernels()[0]).ExtractVectors([]string{"India fired drones", "officials said"})
	for _, v := range vectors {
		sum := 0.0
		for _, x := range v {
			sum += float64(x) * float64(x)
		}
		if math.Abs(sum-1) > 1e-5 {
			t.Errorf("length %v", sum)
		}
	}
}

// logits makes a row of labels' logits in which the given labels stand out.
func logits(labels int, rows ...[]int) []float32 {
	out := make([]float32, labels*len(rows))
	for w, row := range rows {
		for i, label := range row {
			out[w*labels+label] = float32(10 - 2*i)
		}
	}
	return out
}

func TestDecodeTriggers(t *testing.T) {
	const labels = 1 + 2*types
	for _, c := range []struct {
		rows [][]int
		want string
	}{
		{[][]int{{0}, {0}}, "[]"},
		{[][]int{{1}, {2}, {0}}, "[{0 2 0}]"},                   // B I O
		{[][]int{{2}, {1}}, "[{0 1 0} {1 2 0}]"},                // I begins after O; B begins anew
		{[][]int{{3}, {4}, {6}, {6}}, "[{0 2 1} {2 4 2}]"},      // another type begins anew
		{[][]int{{3}, {0}, {4}}, "[{0 1 1} {2 3 1}]"},           // a gap divides
		{[][]int{{5, 0}, {6, 5, 1}, {0, 5}}, "[{0 2 2}]"},       // B and I of a type count together
		{[][]int{{1}, {1, 2}, {2, 1}}, "[{0 1 0} {1 3 0}]"},     // p(B) > p(I) begins
		{[][]int{{1}, {0, 2}, {2}}, "[{0 1 0} {2 3 0}]"},        // below the threshold
		{[][]int{{0}, {2}, {2}, {2}, {4}}, "[{1 4 0} {4 5 1}]"}, // several words
	} {
		got := []string{}
		for _, f := range decodeTriggers(nil, logits(labels, c.rows...), labels, len(c.rows), 0.5) {
			kind := largest(f.types[:])
			if f.types[kind] < 0.5 || f.types[kind] > 1 {
				t.Errorf("%v: probability %v", c.rows, f.types[kind])
			}
			got = append(got, fmt.Sprint("{", f.start, " ", f.end, " ", kind, "}"))
		}
		if s := fmt.Sprint(got); s != c.want {
			t.Errorf("%v: %s, not %s", c.rows, s, c.want)
		}
	}
}

func TestSettle(t *testing.T) {
	first := [types + 1]int{}
	for i := range first {
		first[i] = 2 * i // two modes for each type
	}
	for _, c := range []struct {
		byType     map[int]float32
		kinds      map[int]float32 // probabilities; 34 is no act
		kind, mode int
		score      float64
	}{
		{map[int]float32{3: 0.9}, map[int]float32{7: 0.9, 34: 0.1}, 3, 7, 0.9},
		{map[int]float32{3: 0.5, 4: 0.4}, map[int]float32{6: 0.2, 8: 0.3, 9: 0.5}, 4, 9, 0.94868}, // the second reading overrules
		{map[int]float32{0: 1}, map[int]float32{0: 0.05, 34: 0.95}, 0, 0, 0.22361},                // and refuses
	} {
		var byType [types]float32
		for i, p := range c.byType {
			byType[i] = p
		}
		kinds := make([]float32, 2*types+1)
		for i := range kinds {
			kinds[i] = -40
		}
		for i, p := range c.kinds {
			kinds[i] = float32(math.Log(float64(p)))
		}
		kind, mode, score := settle(&byType, kinds, &first)
		if kind != c.kind || mode != c.mode || math.Abs(float64(score)-c.score) > 1e-4 {
			t.Errorf("%v, %v: type %d, mode %d, score %v", c.byType, c.kinds, kind, mode, score)
		}
	}
}

func TestDecodeRoles(t *testing.T) {
	for _, c := range []struct{ labels, want string }{
		{"0000", ""},
		{"1201", "0:0-2 0:3-4 "},
		{"2234", "0:0-2 1:2-4 "},
		{"1122", "0:0-1 0:1-4 "},
		{"0004", "1:3-4 "},
		{"4343", "1:0-1 1:1-3 1:3-4 "},
	} {
		var rows [][]int
		for _, l := range c.labels {
			rows = append(rows, []int{int(l - '0')})
		}
		got := ""
		decodeRoles(logits(5, rows...), 5, len(rows), 2, func(role int, s span) { got += fmt.Sprintf("%d:%d-%d ", role, s.start, s.end) })
		if got != c.want {
			t.Errorf("%s: %s, not %s", c.labels, got, c.want)
		}
	}
}

func TestCalibrate(t *testing.T) {
	for _, c := range []struct{ score, a, b, want float64 }{{0.5, 1, 0, 0.5}, {0.9, 1, 0, 0.9}, {0.9, 0.5, 0.2, 0.7856}, {1, 1, 0, 0.999999}, {0, 2, 0, 1e-12}} {
		got := float64(calibrate(float32(c.score), [2]float64{c.a, c.b}))
		if math.Abs(got-c.want) > 1e-5 {
			t.Errorf("calibrate(%v, %v, %v) = %v, not %v", c.score, c.a, c.b, got, c.want)
		}
	}
	for _, x := range []float64{1e-12, 0.1, 0.7, 0.71, 1, 1.42, 2, 1e6} {
		if got := logarithm(x); math.Abs(got-math.Log(x)) > 1e-14*math.Max(1, math.Abs(got)) {
			t.Errorf("logarithm(%v) = %v, not %v", x, got, math.Log(x))
		}
	}
}

func TestNewNamesWhatIsWrong(t *testing.T) {
	weights, words := testmodel.Small.Weights(1), testmodel.Vocab(testmodel.Small.Vocab)
	for name, c := range map[string]struct {
		weights, words []byte
		want           string
	}{
		"stub":       {[]byte("placeholder"), words, "weights"},
		"vocabulary": {weights, testmodel.Vocab(testmodel.Small.Vocab - 1), "vocabulary has 599 pieces"},
		"no [CLS]":   {weights, []byte("a\nb"), "no ["},
		"format":     {bytes.Replace(weights, []byte(`\"format\":1`), []byte(`\"format\":9`), 1), words, "format 9"},
		"width":      {bytes.Replace(weights, []byte(`\"width\":64`), []byte(`\"width\":65`), 1), words, "no model"},
		"cut":        {weights[:len(weights)-1], words, "outside"},
		"missing":    {bytes.Replace(weights, []byte(`"shared.1.up.scale"`), []byte(`"shared.1.up.stale"`), 1), words, `no tensor "shared.1.up.scale"`},
	} {
		if _, err := New(c.weights, c.words); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v does not say %q", name, err, c.want)
		}
	}
}

func TestKernelVariable(t *testing.T) {
	weights, words := testmodel.Small.Weights(1), testmodel.Vocab(testmodel.Small.Vocab)
	for _, k := range encoder.Kernels() {
		t.Setenv(encoder.KernelVariable, k.Name)
		if e, err := New(weights, words); err != nil || e.Kernel() != k.Name {
			t.Errorf("%s: %v", k.Name, err)
		}
	}
	t.Setenv(encoder.KernelVariable, "abacus")
	if _, err := New(weights, words); err == nil || !strings.Contains(err.Error(), "abacus") {
		t.Errorf("error %v", err)
	}
}

func TestDefault(t *testing.T) {
	e, err := Default()
	if errors.Is(err, ErrStub) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range e.Extract([]string{"India fired missiles at nine sites in Pakistan on Wednesday, killing at least 26 people, officials said."})[0] {
		if m.Type == barograph.Assault {
			return
		}
	}
	t.Error("no ASSAULT found")
}

// TestNoAllocationPerToken: only mentions and what they hold are new memory.
func TestNoAllocationPerToken(t *testing.T) {
	e := random(t, testmodel.Small, encoder.Kernels()[0])
	e.Extract(testmodel.Sentences(20, 40))
	for _, words := range []int{5, 40} {
		sentences := testmodel.Sentences(20, words)
		held := 0
		for _, list := range e.Extract(sentences) {
			for _, m := range list {
				held += 1 + len(m.Actors) + len(m.Recipients) + len(m.Locations) + len(m.Times)
				for _, p := range []*ByteSpan{m.Claimant, m.Deaths, m.Injuries} {
					if p != nil {
						held++
					}
				}
			}
		}
		if n := testing.AllocsPerRun(20, func() { e.Extract(sentences) }); n > float64(4+held) {
			t.Errorf("%v allocations for 20 sentences of %d words with %d mentions and spans", n, words, held)
		}
	}
}

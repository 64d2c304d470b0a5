package extract

import (
	"errors"
	"testing"
	"time"

	"github.com/barograph/barograph/encoder"
	"github.com/barograph/barograph/internal/testmodel"
	"github.com/barograph/barograph/internal/testnews"
)

// trained returns the built-in model on kernel k; without one, a model of the same size with random weights.
func trained(b *testing.B, k *encoder.Kernel) *Extractor {
	b.Helper()
	b.Setenv(encoder.KernelVariable, k.Name)
	e, err := Default()
	if errors.Is(err, ErrStub) {
		b.Log("no trained model is built in: random weights")
		return random(b, testmodel.Full, k)
	}
	if err != nil {
		b.Fatal(err)
	}
	return e
}

// fastest runs f again and again and returns the shortest time of a run: on a machine that others use too, it says best what the code
// can do.
func fastest(b *testing.B, f func()) time.Duration {
	best := time.Duration(1 << 62)
	for b.Loop() {
		start := time.Now()
		f()
		best = min(best, time.Since(start))
	}
	return best
}

// BenchmarkExtract measures sentences of 25 words per second on one core, everything included. Half of them tell an act.
func BenchmarkExtract(b *testing.B) {
	sentences := testnews.New(1).Sentences(256, 25)
	for _, k := range encoder.Kernels() {
		b.Run(k.Name, func(b *testing.B) {
			sentences := sentences
			if k.Name == "go" {
				sentences = sentences[:16]
			}
			e := trained(b, k)
			mentions, pieces := 0, 0
			var t encoder.Tokens
			for i, list := range e.Extract(sentences) {
				mentions += len(list)
				e.vocab.Tokenize(sentences[i], e.config.MaxPieces, &t)
				pieces += len(t.Pieces)
			}
			n := float64(len(sentences))
			allocs := testing.AllocsPerRun(1, func() { e.Extract(sentences) })
			best := fastest(b, func() { e.Extract(sentences) })
			b.ReportMetric(n/best.Seconds(), "sentences/s")
			b.ReportMetric(float64(mentions)/n, "mentions/sentence")
			b.ReportMetric(float64(pieces)/n, "pieces/sentence")
			b.ReportMetric(allocs/n, "allocs/sentence")
		})
	}
}

// BenchmarkAlone measures a call for every sentence: what batches are worth.
func BenchmarkAlone(b *testing.B) {
	e := trained(b, encoder.Kernels()[0])
	sentences := testnews.New(1).Sentences(64, 25)
	best := fastest(b, func() {
		for i := range sentences {
			e.Extract(sentences[i : i+1])
		}
	})
	b.ReportMetric(float64(len(sentences))/best.Seconds(), "sentences/s")
}

// BenchmarkTokenize measures how much of that is the cutting into pieces.
func BenchmarkTokenize(b *testing.B) {
	e := trained(b, encoder.Kernels()[0])
	sentences := testnews.New(1).Sentences(256, 25)
	var t encoder.Tokens
	b.ReportAllocs()
	best := fastest(b, func() {
		for _, s := range sentences {
			e.vocab.Tokenize(s, e.config.MaxPieces, &t)
		}
	})
	b.ReportMetric(float64(len(sentences))/best.Seconds(), "sentences/s")
}

// BenchmarkNew measures the start: parsing and packing the weights.
func BenchmarkNew(b *testing.B) {
	weights, vocab := embeddedWeights, embeddedVocab
	if len(weights) < 1<<10 {
		weights, vocab = testmodel.Full.Weights(1), testmodel.Vocab(testmodel.Full.Vocab)
	}
	for b.Loop() {
		if _, err := New(weights, vocab); err != nil {
			b.Fatal(err)
		}
	}
}

package extract

import (
	"testing"
	"time"

	"github.com/barograph/barograph/encoder"
	"github.com/barograph/barograph/internal/testmodel"
)

// BenchmarkExtract measures sentences of 25 words per second on one core, everything included, in the fastest of its runs. The weights are random, so the number
// of triggers per sentence is reported too.
func BenchmarkExtract(b *testing.B) {
	weights, vocab := testmodel.Full.Weights(1), testmodel.Vocab(testmodel.Full.Vocab)
	sentences := testmodel.Sentences(64, 25)
	for _, k := range encoder.Kernels() {
		b.Run(k.Name, func(b *testing.B) {
			e, err := newExtractor(weights, vocab, k)
			if err != nil {
				b.Fatal(err)
			}
			triggers, pieces := 0, 0
			var t encoder.Tokens
			for i, list := range e.Extract(sentences) {
				triggers += len(list)
				e.vocab.Tokenize(sentences[i], 256, &t)
				pieces += len(t.Pieces)
			}
			b.ReportAllocs()
			best := time.Hour
			for b.Loop() {
				start := time.Now()
				e.Extract(sentences)
				best = min(best, time.Since(start))
			}
			n := float64(len(sentences))
			b.ReportMetric(n/best.Seconds(), "sentences/s")
			b.ReportMetric(float64(triggers)/n, "triggers/sentence")
			b.ReportMetric(float64(pieces)/n, "pieces/sentence")
		})
	}
}

// BenchmarkAlone measures a call for every sentence: what batches are worth.
func BenchmarkAlone(b *testing.B) {
	e := random(b, testmodel.Full, encoder.Kernels()[0])
	sentences := testmodel.Sentences(64, 25)
	best := time.Hour
	for b.Loop() {
		start := time.Now()
		for i := range sentences {
			e.Extract(sentences[i : i+1])
		}
		best = min(best, time.Since(start))
	}
	b.ReportMetric(float64(len(sentences))/best.Seconds(), "sentences/s")
}

// BenchmarkNew measures the start: parsing and packing the weights.
func BenchmarkNew(b *testing.B) {
	weights, vocab := testmodel.Full.Weights(1), testmodel.Vocab(testmodel.Full.Vocab)
	for b.Loop() {
		if _, err := New(weights, vocab); err != nil {
			b.Fatal(err)
		}
	}
}

package extract

import (
	"testing"

	"github.com/barograph/barograph/encoder"
	"github.com/barograph/barograph/internal/testmodel"
)

// FuzzExtract looks for sentences that panic, or whose spans lie outside.
func FuzzExtract(f *testing.F) {
	shape := testmodel.Small
	shape.Bias = 0.1
	e := random(f, shape, encoder.Kernels()[0])
	f.Add("India said Pakistan fired drones.", "\xff\x00 中国 é")
	f.Add("", " ")
	f.Fuzz(func(t *testing.T, a, b string) {
		for i, list := range e.Extract([]string{a, b, a}) {
			for _, m := range list {
				for _, s := range append([]ByteSpan{m.Trigger}, m.Actors...) {
					if s.Start < 0 || s.End <= s.Start || s.End > len([]string{a, b, a}[i]) {
						t.Fatalf("span %v in %q", s, []string{a, b, a}[i])
					}
				}
			}
		}
	})
}

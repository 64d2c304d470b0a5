package tension

import (
	"strings"
	"testing"
)

// FuzzWeights reads a table of weights that a user lays over the built-in one.
func FuzzWeights(f *testing.F) {
	f.Add(string(weightsTSV))
	f.Add("status\toccurred\t1\nhalf-life\tconflict\t0\n")
	f.Add("told\t16\tNaN\nquad\t\t1e400\n\t\t\n")
	f.Fuzz(func(t *testing.T, text string) {
		w := DefaultWeights()
		if err := w.read("x.tsv", []byte(text)); err != nil && !strings.HasPrefix(err.Error(), "x.tsv:") {
			t.Errorf("%v", err)
		}
		if !(w.ConflictHalfLife >= 0.5) || !(w.CooperationHalfLife >= 0.5) || !(w.NormalHalfLife >= 0.5) {
			t.Errorf("half-lives of %g, %g and %g days", w.ConflictHalfLife, w.CooperationHalfLife, w.NormalHalfLife)
		}
	})
}

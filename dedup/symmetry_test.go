package dedup

import (
	"math/rand/v2"
	"testing"
)

// TestOrderOfTwo holds that two reports are as alike as the same two the other way round, to the last bit: which of two stands in the
// record and which comes to it must not matter.
func TestOrderOfTwo(t *testing.T) {
	rule := Default()
	ds := annotated(t, readCrises(t, "days")).digests()
	r := rand.New(rand.NewPCG(1, 1))
	compared, differ := 0, 0
	for i, a := range ds {
		for range 200 {
			b := ds[r.IntN(len(ds))]
			if b == ds[i] || !mayMatch(a, b) {
				continue
			}
			compared++
			if compare(a, b) != compare(b, a) || rule.odds(a, b) != rule.odds(b, a) {
				if differ++; differ < 5 {
					t.Errorf("%s and %s: log-odds %v, the other way round %v\n%q\n%q", a.ID, b.ID, rule.odds(a, b), rule.odds(b, a), a.Evidence, b.Evidence)
				}
			}
		}
	}
	t.Logf("%d pairs, %d differ", compared, differ)
}

package dedup

import (
	"testing"

	"github.com/barograph/barograph"
)

// Two allies strike one place, days apart and told in the same words: two acts, also when a report that names no doer resembles both.
func TestTwoDoersOnTwoDays(t *testing.T) {
	strike := func(id, outlet, day, doer, evidence string) barograph.Report {
		return report(t, id, outlet, day, evidence, "strikes", "ASSAULT/aerial", doer, "IRN. nuclear site", "Isfahan, IRN", "", barograph.Occurred)
	}
	const north, south = "ISR.MIL Israeli Air Force", "USA.MIL United States Air Force"
	reports := []barograph.Report{
		strike("a", "Harbour Post", "2025-06-19", north, "Israeli air strikes hit the nuclear site at Isfahan before dawn."),
		strike("b", "Meridian Wire", "2025-06-19", north, "The nuclear site at Isfahan was hit by Israeli air strikes."),
		strike("c", "Ravi Chronicle", "2025-06-21", "", "Air strikes hit the nuclear site at Isfahan, residents said."),
		strike("d", "Harbour Post", "2025-06-22", south, "American air strikes hit the nuclear site at Isfahan before dawn."),
		strike("e", "Meridian Wire", "2025-06-22", south, "The nuclear site at Isfahan was hit by American air strikes."),
	}
	for _, s := range Default().Stories(digestsOf(reports), nil) {
		doers := map[string]bool{}
		for i := range s.Reports {
			for _, a := range s.Reports[i].Actors {
				doers[a.Code] = true
			}
		}
		if len(doers) > 1 {
			t.Errorf("one story of %d reports has doers %v", len(s.Reports), doers)
		}
	}
	l := Default().Explain(&reports[0], &reports[3])
	if l.Because != "different doers on different days: not taken for one act" {
		t.Errorf("explained as %q: %+v", l.Because, l)
	}
	if same := Default().Explain(&reports[0], &reports[1]); same.Score < 0.9 {
		t.Errorf("two reports of one strike have likeness %.2f", same.Score)
	}
}

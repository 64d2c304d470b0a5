package dedup

import (
	"maps"
	"testing"
)

// TestMerging measures merging by B-cubed over the annotated mentions: of reports with the annotators' fields, of reports whose words,
// types and statuses the annotators point out and whose parties, days and places the model and the tables read, and of the reports
// that the coder makes of the text alone. It prints numbers only.
func TestMerging(t *testing.T) {
	rule := Default()
	for _, dir := range []string{"days", "unseen"} {
		days := readCrises(t, dir)
		measure := func(name string, make func(testing.TB) *told, least float64) {
			t.Run(dir+"/"+name, func(t *testing.T) {
				o := make(t)
				single := map[string]string{}
				for _, day := range o.apart() {
					maps.Copy(single, day.stories(rule))
				}
				p, r, f1 := o.bcubed(single)
				tp, tr, tf1 := o.bcubed(o.stories(rule))
				ap, ar, af1 := o.bcubed(o.alone())
				t.Logf("%v; precision %.3f, recall %.3f, F1 %.3f; all in one week: %.3f, %.3f, %.3f; every report alone: %.3f, %.3f, %.3f",
					o, p, r, f1, tp, tr, tf1, ap, ar, af1)
				if f1 < least {
					t.Errorf("F1 is %.3f, not at least %.2f", f1, least)
				}
			})
		}
		measure("annotated", func(t testing.TB) *told { return annotated(t, days) }, 0.90)
		measure("pointed", func(t testing.TB) *told { return coded(t, days, true) }, 0.80)
		measure("coded", func(t testing.TB) *told { return coded(t, days, false) }, 0.75)
	}
}

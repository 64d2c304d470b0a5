package dedup

import (
	"testing"
	"time"

	"github.com/barograph/barograph"
)

// AnnotatedWeek gives the reports of the annotated days the rule was made with, all crises moved into one week.
func AnnotatedWeek(t testing.TB) []barograph.Report {
	t.Helper()
	o := annotated(t, readCrises(t, "days"))
	const someDay = 737163
	for i := range o.reports {
		r := &o.reports[i]
		shift := someDay + o.of[i]%7 - o.centers[o.of[i]]
		r.Source.Published = &barograph.Published{Time: r.Source.Published.AddDate(0, 0, shift)}
		if r.Time != nil {
			if day, err := time.Parse(time.DateOnly, r.Time.Value); err == nil {
				if err := r.Set("time", day.AddDate(0, 0, shift).Format(time.DateOnly)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return o.reports
}

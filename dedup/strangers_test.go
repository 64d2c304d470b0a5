package dedup

import (
	"testing"
	"time"

	"github.com/barograph/barograph"
)

// Reports of different days that share no more than a country and the kind of act tell two acts, however alike that kind is.
func TestStrangers(t *testing.T) {
	report := func(id string, day int, evidence string) *Digest {
		r := &barograph.Report{Event: barograph.Event{ID: id, Type: barograph.Protest, Mode: "demo", Status: barograph.Occurred, Evidence: evidence,
			Trigger: barograph.Span{Text: "protest"}}}
		r.Source = barograph.Source{ID: "a" + id, Copies: "a" + id, Published: &barograph.Published{Time: time.Date(2025, 5, day, 9, 0, 0, 0, time.UTC)}}
		return NewDigest(r)
	}
	rule := Default()
	lima := report("01", 8, "Teachers marched through Miraflores in a protest over pay.")
	other := report("02", 9, "A court freed farmers held since a protest in Coquimbo last year.")
	again := report("03", 9, "The protest of teachers in Miraflores went on over night.")
	if rule.Joins(lima, other) {
		t.Error("a protest in Miraflores and one in Coquimbo are taken for one")
	}
	if v := compare(lima, again); v.strangers(lima, again) {
		t.Error("both are in Miraflores")
	}
	if v := compare(lima, other); !v.strangers(lima, other) {
		t.Error("nothing is in common")
	}
}

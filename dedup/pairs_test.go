package dedup

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/barograph/barograph"
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

// TestNear holds that Near of a report leads to every report it may match, whatever the texts tell of days: the record is searched by it.
func TestNear(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	start := time.Date(2024, 12, 20, 22, 0, 0, 0, time.UTC)
	value := func() string {
		day := start.AddDate(0, 0, r.IntN(60)).Format(time.DateOnly)
		return day[:[]int{4, 7, 10}[r.IntN(3)]]
	}
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	reports := make([]barograph.Report, 1500)
	for i := range reports {
		x := &reports[i]
		x.ID, x.Source.ID, x.Source.Copies = fmt.Sprint(i), fmt.Sprint(i), pick("a", "b")
		switch r.IntN(6) {
		case 0: // unknown
		case 1:
			x.Source.Published = &barograph.Published{Time: time.Unix(int64(r.IntN(3)-1)*24*60*60, 0).UTC()}
		default:
			x.Source.Published = &barograph.Published{Time: start.AddDate(0, 0, r.IntN(60))}
		}
		for range r.IntN(3) {
			x.Actors = append(x.Actors, barograph.Participant{Code: pick("IND", "PAK", "IRN", "")})
		}
		switch r.IntN(4) {
		case 0:
			x.Time = &barograph.Time{Value: value()}
		case 1:
			x.Time = &barograph.Time{Value: value() + "/" + value()}
		case 2:
			x.Time = &barograph.Time{Value: value() + pick("/", "/soon", "T10:00")}
		}
	}
	ds := digestsOf(reports)
	matches := 0
	for i, a := range ds {
		from, to, countries := Near(a.Report)
		for j, b := range ds {
			if i == j || !mayMatch(a, b) {
				continue
			}
			matches++
			named := b.countries
			if len(named) == 0 {
				named = []string{""}
			}
			if day := b.Day(); day < from || day > to || countries != nil && !slices.ContainsFunc(named, func(c string) bool { return slices.Contains(countries, c) }) {
				t.Fatalf("%v %v %v may match %v %v %v of %v, and is looked for from %v to %v, in %q", b.Time, b.Source.Published, b.countries,
					a.Time, a.Source.Published, a.countries, a.Day(), from, to, countries)
			}
		}
	}
	t.Log(matches, "pairs")
}

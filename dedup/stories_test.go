package dedup

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
)

// TestStoriesIgnoreOrder holds that stories are a function of the set of reports.
func TestStoriesIgnoreOrder(t *testing.T) {
	o := annotated(t, readCrises(t, "days"))
	rule := Default()
	want := rule.Stories(o.digests(), nil)
	for seed := range uint64(3) {
		ds := o.digests()
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(ds), func(i, j int) { ds[i], ds[j] = ds[j], ds[i] })
		if got := rule.Stories(append(ds, ds[0]), nil); !reflect.DeepEqual(got, want) {
			t.Errorf("seed %d: %d stories, in order of the articles %d, or others", seed, len(got), len(want))
		}
	}
}

// TestPartsStandAlone holds that a part of the reports that no chain of joining pairs leaves is grouped as in the whole: what lets a
// record be merged piece by piece.
func TestPartsStandAlone(t *testing.T) {
	o := annotated(t, readCrises(t, "days"))
	rule := Default()
	g := rule.newGrouping(o.digests(), nil)
	whole := map[string]string{}
	for _, s := range rule.Stories(g.ds, nil) {
		for i := range s.Reports {
			whole[s.Reports[i].ID] = s.ID
		}
	}
	for _, c := range g.components() {
		var part []*Digest
		for _, i := range c {
			part = append(part, g.ds[i])
		}
		for _, s := range rule.Stories(part, nil) {
			for i := range s.Reports {
				if whole[s.Reports[i].ID] != s.ID {
					t.Fatalf("report %s: story %s, in the whole %s", s.Reports[i].ID, s.ID, whole[s.Reports[i].ID])
				}
			}
		}
	}
}

// report makes a report of an outlet's text.
func report(t *testing.T, id, outlet, day, evidence, trigger, kind, actors, recipients, place, deaths string, status barograph.Status) barograph.Report {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	name, mode, _ := strings.Cut(kind, "/")
	r := barograph.Report{Source: barograph.Source{ID: id, Outlet: outlet, Copies: id, Published: &barograph.Published{Time: at, DayOnly: true}}}
	r.ID, r.Evidence, r.Trigger.Text, r.Sentence = strings.Repeat(id, 16), evidence, trigger, 2
	for _, set := range [][2]string{{"type", name}, {"mode", mode}, {"status", string(status)}, {"actors", actors},
		{"recipients", recipients}, {"place", place}, {"deaths", deaths}} {
		if err := r.Set(set[0], set[1]); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// contradiction is the worked example of docs/merging.md.
func contradiction(t *testing.T) []barograph.Report {
	a := report(t, "a", "Harbour Post", "2025-05-08", "The army said it foiled a drone attack on the Pathankot air base on Thursday.", "attack",
		"ASSAULT/drone", "PAK.MIL Pakistan Army", "IND.MIL Indian Armed Forces", "Pathankot, IND", "", barograph.Attempted)
	b := report(t, "b", "Meridian Wire", "2025-05-08", "Pakistan denied any drone attack on the Pathankot base.", "attack",
		"ASSAULT/drone", "PAK.GOV Pakistan", "", "Pathankot, IND", "", barograph.Denied)
	c := report(t, "c", "Ravi Chronicle", "2025-05-09", "Drones struck the air base at Pathankot on Thursday and killed three airmen, a monitor said.", "struck",
		"ASSAULT/drone", "", "IND.MIL airmen", "Pathankot, IND", "3", barograph.Occurred)
	d := report(t, "d", "Ravi Chronicle", "2025-05-09", "Shells killed two villagers at Uri on Thursday.", "Shells",
		"ASSAULT/heavy-weapons", "PAK.MIL Pakistan Army", "IND.CVL villagers", "Uri, IND", "2", barograph.Occurred)
	d.Source.ID, d.Source.Copies = "c", "c"
	a.Claimant = &barograph.Participant{Code: "IND", Sector: barograph.MIL, Name: "Indian Army"}
	b.Claimant = &barograph.Participant{Code: "PAK", Sector: barograph.GOV, Name: "Pakistan"}
	for _, r := range []*barograph.Report{&a, &c, &d} {
		if err := r.Set("time", "2025-05-08"); err != nil {
			t.Fatal(err)
		}
	}
	return []barograph.Report{a, b, c, d}
}

func digestsOf(reports []barograph.Report) []*Digest {
	out := make([]*Digest, len(reports))
	for i := range reports {
		out[i] = NewDigest(&reports[i])
	}
	return out
}

// TestContradiction holds that statuses do not part the reports of one act, and that the story shows who says what.
func TestContradiction(t *testing.T) {
	reports := contradiction(t)
	stories := Default().Stories(digestsOf(reports), nil)
	if len(stories) != 2 || len(stories[0].Reports) != 3 {
		for _, r := range reports[1:] {
			t.Logf("%+v", Default().Explain(&reports[0], &r))
		}
		t.Fatalf("%d stories", len(stories))
	}
	s := &stories[0]
	var claims []string
	for _, c := range s.Claims {
		claims = append(claims, c.By+": "+string(c.Status))
	}
	slices.Sort(claims)
	if got := strings.Join(claims, "; "); got != ": occurred; Indian Army: attempted; Pakistan: denied" {
		t.Errorf("claims: %s", got)
	}
	for _, l := range s.Links {
		if l.Score < 0.3 || len(l.Agree) == 0 || l.Because == "" {
			t.Errorf("no reason given: %+v", l)
		}
	}
	if l := Default().Explain(&reports[0], &reports[3]); l.Score > 0.3 || !slices.ContainsFunc(l.Differ, func(s string) bool { return strings.Contains(s, "Uri") }) {
		t.Errorf("two towns: %+v", l)
	}
}

// TestCorrections holds that people overrule the rule, and that of what they said against each other the parting counts.
func TestCorrections(t *testing.T) {
	reports := contradiction(t)
	at := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	anchor := func(n int) barograph.Anchor { return barograph.Anchor{Report: reports[n].ID} }
	split := barograph.Correction{Kind: barograph.Split, On: []barograph.Anchor{anchor(1)}, From: []barograph.Anchor{anchor(0), anchor(2)}, At: at}
	merge := barograph.Correction{Kind: barograph.Join, On: []barograph.Anchor{anchor(1), anchor(3)}, At: at.Add(time.Hour)}
	apart := barograph.Correction{Kind: barograph.Split, On: []barograph.Anchor{anchor(2)}, From: []barograph.Anchor{anchor(0)}, At: at} // not left to the weights
	for _, c := range []struct {
		said barograph.Corrections
		want string
	}{
		{nil, "abc d"},
		{barograph.Corrections{split}, "ac b d"},
		{barograph.Corrections{split, merge}, "ac bd"},
		{barograph.Corrections{{Kind: barograph.Join, On: []barograph.Anchor{anchor(0), anchor(3)}, At: at}, {Kind: barograph.Join,
			On: []barograph.Anchor{anchor(1), anchor(3)}, At: at}, split, apart}, "ad b c"},
	} {
		var got []string
		for _, s := range Default().Stories(digestsOf(reports), c.said) {
			name := ""
			for i := range s.Reports {
				name += s.Reports[i].ID[:1]
			}
			got = append(got, strings.Join(slices.Sorted(slices.Values(strings.Split(name, ""))), ""))
		}
		slices.Sort(got)
		if fmt.Sprint(strings.Join(got, " ")) != c.want {
			t.Errorf("%d corrections: %v, want %s", len(c.said), got, c.want)
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	if _, err := Load(dir); err != nil {
		t.Errorf("a folder without a table: %v", err)
	}
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, Table), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("# mine\nthreshold\t9\nsame-day\t1.5\n")
	r, err := Load(dir)
	if err != nil || r.weights[sameDay] != 1.5 || r.weights[bias] != Default().weights[bias] {
		t.Errorf("overlay: %v, %v", r.weights[sameDay], err)
	}
	if n := len(r.Stories(digestsOf(contradiction(t)), nil)); n != 4 {
		t.Errorf("nobody can reach the threshold, and %d stories remain of 4", n)
	}
	write("same-weekday\t1\nsame-day\tmuch\nsame-day\n")
	_, err = Load(dir)
	for _, want := range []string{":1: no feature", ":2: \"much\"", ":3: a row"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not told: %v", want, err)
		}
	}
}

func TestWords(t *testing.T) {
	var got []string
	for _, w := range splitWords("Çavuşoğlu's envoy-at-large met 1,200 fighters; attacks, attacked, meeting…") {
		got = append(got, w.stem)
	}
	if s := strings.Join(got, " "); s != "cavusoglu envoy at larg meet 1200 fight attack attack meet" {
		t.Error(s)
	}
}

// TestLinkageIsAverage compares the grouping with the plain definition.
func TestLinkageIsAverage(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n := 2 + r.IntN(9)
		odds := map[pair]float64{}
		for i := range n {
			for j := i + 1; j < n; j++ {
				odds[pair{i, j}] = float64(r.IntN(9) - 5)
			}
		}
		members := make([]int, n)
		for i := range members {
			members[i] = i
		}
		get := func(i, j int) float64 { return odds[pair{min(i, j), max(i, j)}] }
		got, want := newLinkage(members, get).run(-0.5), plainLinkage(members, get, -0.5)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}

func plainLinkage(members []int, odds func(i, j int) float64, threshold float64) [][]int {
	var groups [][]int
	for _, m := range members {
		groups = append(groups, []int{m})
	}
	for {
		bi, bj, best := -1, -1, 0.0
		for i := range groups {
			for j := i + 1; j < len(groups); j++ {
				sum := 0.0
				for _, x := range groups[i] {
					for _, y := range groups[j] {
						sum += odds(x, y)
					}
				}
				if mean := sum / float64(len(groups[i])*len(groups[j])); mean >= threshold && (bi < 0 || mean > best) {
					bi, bj, best = i, j, mean
				}
			}
		}
		if bi < 0 {
			return groups
		}
		groups[bi] = slices.Sorted(slices.Values(append(groups[bi], groups[bj]...)))
		groups = slices.Delete(groups, bj, bj+1)
	}
}

package tension

import (
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/barograph/barograph"
)

// relevance is what the grades 0 to 3 are worth: a lesser conflict half of one between states, a minor matter little, what is none nothing.
var relevance = [4]float64{0, 0.15, 0.5, 1}

// A graded event has the kinds that factors of the formula stand for.
type graded struct {
	sample string
	kinds  [4]string // act, quad class, doer, sufferer
	grade  int       // 0 to 3
}

func grades(t *testing.T) []graded {
	data, err := os.ReadFile("testdata/grades.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []graded
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(strings.TrimSpace(line), "\t")
		if len(c) != 11 {
			t.Fatalf("%q has %d cells", line, len(c))
		}
		grade, err := strconv.Atoi(c[9])
		if err != nil || grade < 0 || grade > 3 {
			t.Fatalf("%q: grade %q", line, c[9])
		}
		act := "plain"
		if barograph.Lesser(barograph.Type(c[4]), strings.TrimSuffix(c[5], "-")) {
			act = "lesser"
		}
		out = append(out, graded{c[0], [4]string{act, c[6], c[7], c[8]}, grade})
	}
	return out
}

// factorsOf fits, by iterative proportional scaling, the factors whose product comes nearest to the worth of the events.
func factorsOf(events []graded) (factors [4]map[string]float64, counts [4]map[string]int) {
	for g := range factors {
		factors[g], counts[g] = map[string]float64{}, map[string]int{}
		for i := range events {
			factors[g][events[i].kinds[g]] = 1
			counts[g][events[i].kinds[g]]++
		}
	}
	for range 100 {
		for g := range factors {
			worth, fitted := map[string]float64{}, map[string]float64{}
			for i := range events {
				product := 1.0
				for h, k := range events[i].kinds {
					product *= factors[h][k]
				}
				worth[events[i].kinds[g]] += relevance[events[i].grade]
				fitted[events[i].kinds[g]] += product
			}
			for k := range worth {
				factors[g][k] *= worth[k] / fitted[k]
			}
		}
	}
	return factors, counts
}

// TestGrades holds the weights of lesser acts and of armed doers to what the graded events say.
func TestGrades(t *testing.T) {
	events := grades(t)
	factors, counts := factorsOf(events)
	groups := [4]string{"act", "quad class", "doer", "sufferer"}
	for g, of := range [4]string{"plain", "4", "state", "state"} {
		for _, k := range slices.Sorted(maps.Keys(counts[g])) {
			t.Logf("| %s | %s | %d | %.2f |", groups[g], k, counts[g][k], factors[g][k]/factors[g][of])
		}
	}
	samples := map[string][4]int{}
	for i := range events {
		n := samples[events[i].sample]
		n[events[i].grade]++
		samples[events[i].sample] = n
	}
	for _, s := range slices.Sorted(maps.Keys(samples)) {
		t.Logf("sample %s: %d events of grade 0, %d of 1, %d of 2, %d of 3", s, samples[s][0], samples[s][1], samples[s][2], samples[s][3])
	}
	w := DefaultWeights()
	for _, c := range []struct {
		row          string
		weight, says float64
	}{
		{"act lesser", w.LesserAct, factors[0]["lesser"] / factors[0]["plain"]},
		{"doer armed", w.doer[barograph.Armed], factors[2]["armed"] / factors[2]["state"]},
	} {
		if math.Abs(c.weight-c.says) > 0.05 {
			t.Errorf("%s weighs %g, the graded events say %.2f", c.row, c.weight, c.says)
		}
	}
	if n := len(events); n < 3000 {
		t.Errorf("%d graded events", n)
	}
}

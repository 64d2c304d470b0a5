package dedup

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var fitting = flag.Bool("fit", false, "fit data/merging.tsv anew on testdata/days")

// meaning says of each feature what it means and which sign its weight must have: + speaks for one act, - against it.
var meaning = [features]string{
	bias:                 "  of any two reports",
	sameType:             "+ the same type; types whose border is thin count nothing",
	otherType:            "- types that nobody takes for each other",
	sameMode:             "+ the same mode",
	otherMode:            "- modes that one act is not told with",
	otherForce:           "- an appeal and a demand",
	sameActorName:        "+ the same doer by name",
	otherActor:           "- doers of different countries",
	sameRecipientName:    "+ done to the same party by name",
	sameRecipientCode:    "+ done to parties of one country",
	otherRecipient:       "- done to parties of different countries",
	otherRecipientCamp:   "- done to different kinds of parties of one country",
	partyWords:           "+ share of the words of the parties' names that both have, on whichever side",
	otherSpeaker:         "- of words: speakers of different countries, or two persons",
	otherAddressee:       "- of words: said to different countries",
	sameClaimant:         "+ according to the same party",
	sameDay:              "+ both tell the same day",
	likelyDay:            "+ one tells a day, the other was published then or the day after",
	nextDay:              "- they tell days that follow each other",
	otherDay:             "- they tell days further apart",
	lateDay:              "- one tells a day, the other was published up to four days later",
	unlikelyDay:          "- one tells a day, the other was published before or long after",
	publishedApart:       "- none tells a day: days between the publications, in fifths up to five",
	samePlace:            "+ the same town or region",
	insidePlace:          "+ one place inside the other",
	otherTown:            "- towns more than 30 km apart",
	otherCountry:         "- places in different countries",
	likeFigures:          "+ figures that overlap, or that one may have grown into the other",
	sameTrigger:          "+ the act is told with the same word",
	sameTriggerOtherType: "+ the same word, although the type differs",
	closeWords:           "+ likeness of the words around the act, by their rarity",
	afterWords:           "+ likeness of the words behind the act, by their rarity",
	noNames:              "- both sentences have names and none is in both",
	likeTopic:            "+ in two articles: likeness of the words of headlines and sentences",
	bareHere:             "+ in one article, of one type, and one names neither party nor place",
	lead:                 "+ in one article: a headline and what stands under it",
	bothLead:             "+ both articles open with it, and the type is the same",
	sameArticle:          "- in one article",
	sameSentence:         "- in one sentence",
	copied:               "+ in copies of one text, told with the same word",
}

// sample is a pair of reports with its answer.
type sample struct {
	v    values
	same bool
	days [2]int // numbers of their crisis days
}

// samples lists the pairs of reports that stand for marks.
func (o *told) samples() []sample {
	clusters := map[string]map[string]bool{}
	for _, g := range o.gold {
		if clusters[g.report] == nil {
			clusters[g.report] = map[string]bool{}
		}
		clusters[g.report][g.cluster] = true
	}
	var out []sample
	g := Default().newGrouping(o.digests(), nil)
	all := make([]int, len(g.ds))
	for i := range all {
		all[i] = i
	}
	var some [][2]int
	g.pairs(all, func(i, j int) { some = append(some, [2]int{min(i, j), max(i, j)}) })
	slices.SortFunc(some, func(x, y [2]int) int { return slices.Compare(x[:], y[:]) })
	for _, p := range some {
		a, b := g.ds[p[0]], g.ds[p[1]]
		ca, cb := clusters[a.ID], clusters[b.ID]
		if len(ca) == 0 || len(cb) == 0 {
			continue
		}
		s := sample{v: compare(a, b)}
		for c := range ca {
			s.same = s.same || cb[c]
			s.days[0] = dayOfCluster(c)
		}
		for c := range cb {
			s.days[1] = dayOfCluster(c)
		}
		out = append(out, s)
	}
	return out
}

// dayOfCluster is the number of a cluster's crisis day.
func dayOfCluster(cluster string) int {
	n, _, _ := strings.Cut(cluster, "-")
	i, _ := strconv.Atoi(n)
	return i
}

// fit finds the weights of the logistic rule. A weight that would come out against the meaning of its feature is left at zero.
func fit(samples []sample) values {
	var fixed [features]bool
	for {
		w := newton(samples, &fixed)
		again := false
		for f, x := range w {
			if sign := meaning[f][0]; sign == '+' && x < 0 || sign == '-' && x > 0 {
				fixed[f], again = true, true
			}
		}
		if !again {
			return w
		}
	}
}

// newton finds the most likely weights by Newton's method, with a pull towards zero.
func newton(samples []sample, fixed *[features]bool) (w values) {
	const pull = 2
	const acrossDays = 0.2 // weight of pairs of two crises: the news is not as full of crises as the days thrown together
	for range 12 {
		var grad values
		var hess [features][features]float64
		for i := range samples {
			s := &samples[i]
			p := 1 / (1 + math.Exp(-w.dot(&s.v)))
			weight := 1.0
			if s.days[0] != s.days[1] {
				weight = acrossDays
			}
			for j, x := range s.v {
				if x == 0 || fixed[j] {
					continue
				}
				grad[j] += weight * (truth(s.same) - p) * x
				for k, y := range s.v {
					if !fixed[k] {
						hess[j][k] += weight * p * (1 - p) * x * y
					}
				}
			}
		}
		for j := range w {
			hess[j][j] += pull
			if j > 0 {
				grad[j] -= pull * w[j]
			}
		}
		step := solve(hess, grad)
		for j := range w {
			w[j] += step[j]
		}
	}
	return w
}

// solve solves a x = b for a positive definite a.
func solve(a [features][features]float64, b values) values {
	n := int(features)
	for i := range n {
		for k := i + 1; k < n; k++ {
			f := a[k][i] / a[i][i]
			for j := i; j < n; j++ {
				a[k][j] -= f * a[i][j]
			}
			b[k] -= f * b[i]
		}
	}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			b[i] -= a[i][j] * b[j]
		}
		b[i] /= a[i][i]
	}
	return b
}

// TestFit fits the weights anew on days/, by reports as annotators, as an ideal finder and as the coder give them, and chooses the threshold
// by leaving days out, for the latter two. It writes data/merging.tsv.
func TestFit(t *testing.T) {
	if !*fitting {
		t.Skip("no -fit")
	}
	days := readCrises(t, "days")
	sets := []*told{annotated(t, days), coded(t, days, true), coded(t, days, false)}
	var all []sample
	for _, o := range sets {
		s := o.samples()
		t.Log(o, len(s), "pairs")
		all = append(all, s...)
	}
	const folds = 5
	best, threshold := 0.0, 0.0
	var rules [folds]*Rule
	for f := range folds {
		var train []sample
		for _, s := range all {
			if s.days[0]%folds != f && s.days[1]%folds != f {
				train = append(train, s)
			}
		}
		rules[f] = &Rule{weights: fit(train)}
	}
	for th := -2.4; th < -0.5; th += 0.2 {
		sum, line := 0.0, ""
		for i, o := range sets {
			story, single := map[string]string{}, map[string]string{}
			for f := range folds {
				rules[f].threshold = th
				part := o.days(func(day int) bool { return day%folds == f })
				for _, day := range part.apart() {
					for report, s := range day.stories(rules[f]) {
						single[report] = s
					}
				}
				for report, s := range part.stories(rules[f]) {
					story[report] = s
				}
			}
			weight := 1 / float64(2*len(sets)-2)
			if i == 0 {
				weight = 0 // no record holds what annotators write; pairs are surer there than in what the coder makes
			}
			p, r, f1 := o.bcubed(single)
			sum += weight * f1
			line += fmt.Sprintf("  %.3f (%.3f %.3f)", f1, p, r)
			p, r, f1 = o.bcubed(story)
			sum += weight * f1
			line += fmt.Sprintf("  %.3f (%.3f %.3f)", f1, p, r)
		}
		t.Logf("days left out, threshold %.1f:%s", th, line)
		if sum > best {
			best, threshold = sum, th
		}
	}
	w := fit(all)
	var b strings.Builder
	b.WriteString("# What speaks for two reports telling one act (above zero) and against it (below). The weights add up to log-odds, a logistic rule;\n" +
		"# from the threshold up two reports are taken for one act. Fitted on annotated days by go test ./dedup -run TestFit -fit; docs/merging.md\n" +
		"# works through an example. Rows of a file merging.tsv in your folder of tables replace these.\n")
	fmt.Fprintf(&b, "threshold\t%.2f\tlog-odds, in the mean over the pairs of two groups\n", threshold)
	for f, x := range w {
		fmt.Fprintf(&b, "%s\t%.2f\t%s\n", featureNames[f], x+0, meaning[f][2:])
	}
	if err := os.WriteFile(filepath.Join("data", Table), []byte(strings.ReplaceAll(b.String(), "-0.00", "0.00")), 0o644); err != nil {
		t.Fatal(err)
	}
}

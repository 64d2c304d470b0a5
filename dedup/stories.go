package dedup

import (
	"cmp"
	"math"
	"slices"

	"github.com/barograph/barograph"
)

// Stories groups reports into acts and makes a story of each. The result depends on the set of reports and corrections alone, neither on
// their order nor on what was grouped before: reports between which no chain of joining pairs leads (see Joins) have no influence
// on each other, so a part of a record that no chain leaves can be grouped without the rest.
func (r *Rule) Stories(ds []*Digest, cs barograph.Corrections) []barograph.Story {
	g := r.newGrouping(ds, cs)
	var out []barograph.Story
	for _, c := range g.components() {
		for _, members := range g.group(c) {
			out = append(out, g.story(members))
		}
	}
	return out
}

// grouping is one call of Stories. Reports are numbered in the order of their ids.
type grouping struct {
	rule        *Rule
	ds          []*Digest
	corrections barograph.Corrections
	spoken      map[int]bool // reports that some correction speaks about
	verdicts    map[pair]barograph.Verdict
	together    []pair // in order
}

// pair is two reports, the smaller number first.
type pair struct{ a, b int }

func (r *Rule) newGrouping(ds []*Digest, cs barograph.Corrections) *grouping {
	ds = slices.Clone(ds)
	slices.SortFunc(ds, func(a, b *Digest) int { return cmp.Compare(a.ID, b.ID) })
	ds = slices.CompactFunc(ds, func(a, b *Digest) bool { return a.ID == b.ID })
	g := &grouping{rule: r, ds: ds, corrections: cs, spoken: map[int]bool{}, verdicts: map[pair]barograph.Verdict{}}
	if len(cs) == 0 {
		return g
	}
	var spoken []int
	for i, d := range ds {
		if len(cs.Of([]barograph.Report{*d.Report})) > 0 {
			g.spoken[i] = true
			spoken = append(spoken, i)
		}
	}
	for n, i := range spoken {
		for _, j := range spoken[n+1:] {
			switch v := cs.On(ds[i].Report, ds[j].Report); v {
			case barograph.Together:
				g.together = append(g.together, pair{i, j})
				g.verdicts[pair{i, j}] = v
			case barograph.Apart:
				g.verdicts[pair{i, j}] = v
			}
		}
	}
	return g
}

// odds are the rule's log-odds, or the word of people: infinite.
func (g *grouping) odds(i, j int) float64 {
	if len(g.verdicts) > 0 {
		switch g.verdicts[pair{min(i, j), max(i, j)}] {
		case barograph.Together:
			return math.Inf(1)
		case barograph.Apart:
			return math.Inf(-1)
		}
	}
	return g.rule.odds(g.ds[i], g.ds[j])
}

// largest is how many reports are grouped together by their mean likeness, for which all pairs are looked at. Components with more are
// first cut along their weakest ties.
const largest = 1500

// components gives the sets of reports that chains of joining pairs hold together, in the order of their first members.
func (g *grouping) components() [][]int {
	all := make([]int, len(g.ds))
	for i := range all {
		all[i] = i
	}
	return g.split(all, g.rule.threshold)
}

// split cuts some reports into the sets that pairs from a threshold up hold together, and those that are still too large again, with a
// higher threshold.
func (g *grouping) split(some []int, threshold float64) [][]int {
	home := map[int]int{}
	root := func(i int) int {
		for {
			h, ok := home[i]
			if !ok || h == i {
				return i
			}
			if up, ok := home[h]; ok {
				home[i] = up
			}
			i = h
		}
	}
	join := func(i, j int) {
		if i, j = root(i), root(j); i != j {
			home[max(i, j)] = min(i, j)
		}
	}
	g.pairs(some, func(i, j int) {
		if root(i) != root(j) && g.odds(i, j) >= threshold {
			join(i, j)
		}
	})
	if len(g.together) > 0 {
		here := map[int]bool{}
		for _, i := range some {
			here[i] = true
		}
		for _, p := range g.together {
			if here[p.a] && here[p.b] {
				join(p.a, p.b)
			}
		}
	}
	sets := map[int][]int{}
	for _, i := range some {
		sets[root(i)] = append(sets[root(i)], i)
	}
	var out [][]int
	for _, i := range some {
		switch set := sets[i]; {
		case set == nil:
		case len(set) > largest && threshold < ceiling:
			out = append(out, g.split(set, threshold+1)...)
		default:
			out = append(out, set)
		}
	}
	return out
}

// pairs calls yield once for every pair of reports that may match, in no particular order.
func (g *grouping) pairs(some []int, yield func(i, j int)) {
	byDay := slices.Clone(some)
	slices.SortStableFunc(byDay, func(i, j int) int { return cmp.Compare(g.ds[i].from, g.ds[j].from) })
	buckets := map[string][]int{} // by country; the reports that name none are compared with all
	copies := map[string][]int{}  // those without a day
	for _, i := range byDay {
		d := g.ds[i]
		if d.to == 0 {
			copies[d.Source.Copies] = append(copies[d.Source.Copies], i)
			continue
		}
		for _, c := range d.countries {
			buckets[c] = append(buckets[c], i)
		}
	}
	for c, bucket := range buckets {
		for n, i := range bucket {
			a := g.ds[i]
			for _, j := range bucket[n+1:] {
				b := g.ds[j]
				if b.from > a.to+apart {
					break
				}
				if firstCommon(a.countries, b.countries) == c {
					yield(i, j)
				}
			}
		}
	}
	for n, i := range byDay {
		a := g.ds[i]
		if a.to == 0 {
			continue
		}
		for _, j := range byDay[n+1:] {
			b := g.ds[j]
			if b.from > a.to+apart {
				break
			}
			if len(a.countries) == 0 || len(b.countries) == 0 {
				yield(i, j)
			}
		}
	}
	for _, same := range copies {
		for n, i := range same {
			for _, j := range same[n+1:] {
				yield(i, j)
			}
		}
	}
}

// firstCommon is the first element that two ordered lists share; "" if there is none.
func firstCommon(a, b []string) string {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			return a[i]
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return ""
}

// group cuts a component into acts. What people merged is joined first, unless people hold it apart. Then the two groups join whose pairs
// have the highest log-odds in the mean, again and again, until none reaches the threshold; of equals, those that come first. So one
// likeness by chance does not chain two acts together when their other reports are unlike.
func (g *grouping) group(component []int) [][]int {
	if len(component) == 1 {
		return [][]int{component}
	}
	t := newLinkage(component, g.odds)
	number := map[int]int{}
	for n, i := range component {
		number[i] = n
	}
	for _, p := range g.together {
		if i, ok := number[p.a]; ok {
			t.bind(i, number[p.b])
		}
	}
	return t.run(g.rule.threshold)
}

// story makes a story of its members and says why they were joined.
func (g *grouping) story(members []int) barograph.Story {
	reports := make([]barograph.Report, len(members))
	var cs barograph.Corrections
	for n, i := range members {
		reports[n] = *g.ds[i].Report
		if g.spoken[i] {
			cs = g.corrections
		}
	}
	return barograph.NewStory(reports, cs, g.links(members))
}

// links tells why reports are one story: the strongest ties that hold all of them together, one fewer than there are reports.
func (g *grouping) links(members []int) []barograph.Link {
	type tie struct {
		odds float64
		to   int // a member that is tied
	}
	best := make([]tie, len(members))
	for n := range best {
		best[n] = tie{math.Inf(-1), 0}
	}
	tied := make([]bool, len(members))
	var out []barograph.Link
	last := 0
	tied[0] = true
	for range len(members) - 1 {
		next := -1
		for n := range members {
			if tied[n] {
				continue
			}
			if o := g.odds(members[last], members[n]); o > best[n].odds {
				best[n] = tie{o, last}
			}
			if next < 0 || best[n].odds > best[next].odds {
				next = n
			}
		}
		i, j := members[best[next].to], members[next]
		out = append(out, g.rule.link(g.ds[min(i, j)], g.ds[max(i, j)], math.IsInf(best[next].odds, 1)))
		tied[next], last = true, next
	}
	return out
}

package dedup

import (
	"math"
	"slices"
)

// linkage joins groups by the mean log-odds over the pairs between them.
type linkage struct {
	groups [][]int     // members; nil once it has joined an earlier one
	sum    [][]float64 // log-odds between two groups, summed over their pairs
	next   []int       // for each group, the later one it fits best; -1 if there is none
}

func newLinkage(members []int, odds func(i, j int) float64) *linkage {
	n := len(members)
	t := &linkage{groups: make([][]int, n), sum: make([][]float64, n), next: make([]int, n)}
	cells := make([]float64, n*n)
	for i := range n {
		t.groups[i] = []int{members[i]}
		t.sum[i] = cells[i*n : (i+1)*n]
		for j := range i {
			o := odds(members[j], members[i])
			t.sum[i][j], t.sum[j][i] = o, o
		}
	}
	return t
}

// mean is the mean log-odds between two groups.
func (t *linkage) mean(i, j int) float64 {
	return t.sum[i][j] / float64(len(t.groups[i])*len(t.groups[j]))
}

// bind joins the groups of two members whatever their likeness, unless people said of some of their members that they are two acts.
func (t *linkage) bind(a, b int) {
	i, j := t.groupOf(a), t.groupOf(b)
	if i == j || math.IsInf(t.sum[i][j], -1) {
		return
	}
	t.join(min(i, j), max(i, j))
}

// groupOf finds the group of a member by its number in the beginning.
func (t *linkage) groupOf(n int) int {
	for t.groups[n] == nil {
		n = t.next[n]
	}
	return n
}

// join adds the members of group j to group i, an earlier one.
func (t *linkage) join(i, j int) {
	t.groups[i] = append(t.groups[i], t.groups[j]...)
	t.groups[j] = nil
	t.next[j] = i
	for k := range t.sum {
		if t.sum[i][k] += t.sum[j][k]; math.IsNaN(t.sum[i][k]) { // people both joined and parted them: apart
			t.sum[i][k] = math.Inf(-1)
		}
		t.sum[k][i] = t.sum[i][k]
	}
}

// seek finds the later group that group i fits best.
func (t *linkage) seek(i int) {
	t.next[i] = -1
	for j := i + 1; j < len(t.groups); j++ {
		if t.groups[j] != nil && (t.next[i] < 0 || t.mean(i, j) > t.mean(i, t.next[i])) {
			t.next[i] = j
		}
	}
}

// run joins groups until no two of them reach the threshold, and gives their members in order.
func (t *linkage) run(threshold float64) [][]int {
	for i := range t.groups {
		if t.groups[i] != nil {
			t.seek(i)
		}
	}
	for {
		i := -1
		for k := range t.groups {
			if t.groups[k] != nil && t.next[k] >= 0 && t.mean(k, t.next[k]) >= threshold && (i < 0 || t.mean(k, t.next[k]) > t.mean(i, t.next[i])) {
				i = k
			}
		}
		if i < 0 {
			break
		}
		j := t.next[i]
		t.join(i, j)
		t.seek(i)
		for k := range j {
			switch {
			case t.groups[k] == nil || k == i:
			case t.next[k] == i || t.next[k] == j:
				t.seek(k)
			case k < i && t.better(k, i):
				t.next[k] = i
			}
		}
	}
	out := slices.DeleteFunc(t.groups, func(g []int) bool { return g == nil })
	for _, g := range out {
		slices.Sort(g)
	}
	return out
}

// better says whether group k fits group i better than the one it fits best so far.
func (t *linkage) better(k, i int) bool {
	if t.next[k] < 0 {
		return true
	}
	m, best := t.mean(k, i), t.mean(k, t.next[k])
	return m > best || m == best && i < t.next[k]
}

package store

import (
	"context"
	"slices"
	"strings"

	"github.com/barograph/barograph"
)

// Alone is a Merger that takes every report for an act of its own, except those that people merged.
type Alone struct{}

// batch is how many waiting reports one transaction takes.
const batch = 500

// Merge implements Merger.
func (Alone) Merge(ctx context.Context, s Store) error {
	for more := true; more; {
		err := s.Merge(ctx, func(m Merging) error {
			pending, err := m.Pending(batch)
			if err != nil {
				return err
			}
			more = len(pending) == batch
			if len(pending) == 0 {
				return nil
			}
			cs, err := m.Corrections()
			if err != nil {
				return err
			}
			all, err := spread(m, pending, cs)
			if err != nil {
				return err
			}
			return m.Replace(byHand(all, cs))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// spread adds to reports all that share a story with them or that corrections speak about together with them.
func spread(m Merging, reports []barograph.Report, cs barograph.Corrections) ([]barograph.Report, error) {
	by := map[string]barograph.Report{}
	used := make([]bool, len(cs))
	for len(reports) > 0 {
		var fresh []barograph.Report
		for _, r := range reports {
			if _, ok := by[r.ID]; !ok {
				by[r.ID] = r
				fresh = append(fresh, r)
			}
		}
		ids := make([]string, len(fresh))
		for i := range fresh {
			ids[i] = fresh[i].ID
		}
		var err error
		if reports, err = m.Members(ids...); err != nil {
			return nil, err
		}
		for i := range cs {
			if used[i] || len(cs[i:i+1].Of(fresh)) == 0 {
				continue
			}
			used[i] = true
			more, err := m.At(slices.Concat(cs[i].On, cs[i].From)...)
			if err != nil {
				return nil, err
			}
			reports = append(reports, more...)
		}
		reports = slices.DeleteFunc(reports, func(r barograph.Report) bool { _, ok := by[r.ID]; return ok })
	}
	out := make([]barograph.Report, 0, len(by))
	for _, r := range by {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b barograph.Report) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// byHand makes stories of reports: one each, except those that people merged.
func byHand(reports []barograph.Report, cs barograph.Corrections) []barograph.Story {
	group := make([]int, len(reports))
	for i := range group {
		group[i] = i
	}
	var spoken []int // those that some correction speaks about
	for i := range reports {
		if len(cs.Of(reports[i:i+1])) > 0 {
			spoken = append(spoken, i)
		}
	}
	var links []barograph.Link
	for n, i := range spoken {
		for _, j := range spoken[n+1:] {
			if cs.On(&reports[i], &reports[j]) != barograph.Together {
				continue
			}
			links = append(links, barograph.Link{A: reports[i].ID, B: reports[j].ID, Score: 1, Because: "merged by hand"})
			old := group[j]
			for k := range group {
				if group[k] == old {
					group[k] = group[i]
				}
			}
		}
	}
	members := map[int][]barograph.Report{}
	why := map[int][]barograph.Link{}
	for i := range reports {
		members[group[i]] = append(members[group[i]], reports[i])
		for _, l := range links {
			if l.A == reports[i].ID {
				why[group[i]] = append(why[group[i]], l)
			}
		}
	}
	var out []barograph.Story
	for i := range reports {
		if rs := members[group[i]]; rs != nil {
			out = append(out, barograph.NewStory(rs, cs, why[group[i]]))
			members[group[i]] = nil
		}
	}
	return out
}

// Package merger merges a record: it takes the reports of a store that wait, groups them with all they may have to do with by the rule of
// package dedup, and replaces the stories that change.
//
// The record comes out the same whatever the order of arrival. A story depends only on the reports that chains of joining pairs tie to
// its own (see dedup.Rule.Stories), so each step follows the chains from the waiting reports to their ends, takes in whole the stories
// that stand there already, and groups that part of the record anew. What no chain reaches stays untouched.
//
//	waiting ─► stories they stood in ─► reports near by ─► those that join ─► their stories ─► … ─► group ─► replace
package merger

import (
	"context"
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/dedup"
	"github.com/barograph/barograph/store"
)

// A Merger is a store.Merger that merges by a rule.
type Merger struct {
	rule *dedup.Rule
}

// New gives the merger by a rule.
func New(rule *dedup.Rule) *Merger { return &Merger{rule} }

// batch is how many waiting reports one transaction takes. They are of neighbouring days, so that the reports near by are read once for
// all of them, and memory holds the days around the batch and no more.
const batch = 4000

// Merge implements store.Merger.
func (m *Merger) Merge(ctx context.Context, s store.Store) error {
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.Merge(ctx, func(r store.Merging) error {
			waiting, err := r.Pending(batch)
			if err != nil {
				return err
			}
			more = len(waiting) == batch
			if len(waiting) == 0 {
				return nil
			}
			return m.step(r, waiting)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// step merges some waiting reports into the record.
func (m *Merger) step(r store.Merging, waiting []barograph.Report) error {
	cs, err := r.Corrections()
	if err != nil {
		return err
	}
	p := &part{rule: m.rule, record: r, corrections: cs, asked: make([]bool, len(cs)), in: map[string]*dedup.Digest{},
		story: map[string]string{}, near: newNeighbourhood(r)}
	if err := p.follow(waiting); err != nil {
		return err
	}
	fresh := map[string]bool{}
	for i := range waiting {
		fresh[waiting[i].ID] = true
	}
	ds := make([]*dedup.Digest, 0, len(p.in))
	for _, d := range p.in {
		ds = append(ds, d)
	}
	stories := m.rule.Stories(ds, cs)
	stories = slices.DeleteFunc(stories, func(s barograph.Story) bool { return p.stands(&s, fresh) })
	if len(stories) == 0 {
		return nil
	}
	return r.Replace(stories)
}

// part is the part of a record that is grouped anew.
type part struct {
	rule        *dedup.Rule
	record      store.Merging
	corrections barograph.Corrections
	asked       []bool // corrections whose reports are in
	in          map[string]*dedup.Digest
	story       map[string]string // in which each report in it stands so far; "" for one that was never merged
	near        *neighbourhood
}

// follow takes in reports and, again and again, what they have to do with.
func (p *part) follow(reports []barograph.Report) error {
	for len(reports) > 0 {
		p.near.read(reports)
		var fresh []*dedup.Digest
		var ids []string
		for i := range reports {
			r := &reports[i]
			if _, ok := p.in[r.ID]; !ok {
				d := p.near.digests[r.ID]
				p.in[r.ID] = d
				fresh, ids = append(fresh, d), append(ids, r.ID)
			}
		}
		if len(fresh) == 0 {
			return nil
		}
		var err error
		if reports, err = p.fellows(ids); err != nil {
			return err
		}
		bound, err := p.bound(fresh)
		if err != nil {
			return err
		}
		joining, err := p.joining(fresh)
		if err != nil {
			return err
		}
		reports = append(append(reports, bound...), joining...)
	}
	return nil
}

// fellows gives the other reports of the stories in which some reports stand.
func (p *part) fellows(ids []string) ([]barograph.Report, error) {
	stories, err := p.record.StoryOf(ids...)
	if err != nil {
		return nil, err
	}
	one := map[string]string{} // a report of each story that is not in yet
	for _, id := range ids {
		p.story[id] = stories[id]
		if s := stories[id]; s != "" {
			one[s] = id
		}
	}
	if len(one) == 0 {
		return nil, nil
	}
	ask := make([]string, 0, len(one))
	for _, id := range one {
		ask = append(ask, id)
	}
	return p.record.Members(ask...)
}

// bound gives the reports that people joined with some: those that were parted together from others are one act too.
func (p *part) bound(fresh []*dedup.Digest) ([]barograph.Report, error) {
	var out []barograph.Report
	for i := range p.corrections {
		c := &p.corrections[i]
		joins := c.Kind == barograph.Join || c.Kind == barograph.Split
		if p.asked[i] || !joins || !slices.ContainsFunc(fresh, func(d *dedup.Digest) bool {
			return slices.ContainsFunc(c.On, func(a barograph.Anchor) bool { return a.Holds(d.Report) })
		}) {
			continue
		}
		p.asked[i] = true
		more, err := p.record.At(c.On...)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// joining gives the reports of the record that the rule, looking at two alone, takes for one act with one of some.
func (p *part) joining(fresh []*dedup.Digest) ([]barograph.Report, error) {
	if err := p.near.load(fresh); err != nil {
		return nil, err
	}
	var out []barograph.Report
	taken := map[string]bool{}
	for _, d := range fresh {
		p.near.each(d, func(e *dedup.Digest) {
			if _, in := p.in[e.ID]; !in && !taken[e.ID] && p.rule.Joins(d, e) {
				taken[e.ID] = true
				out = append(out, *e.Report)
			}
		})
	}
	return out, nil
}

// stands says whether the record has a story already as it would be written: of the same reports, none of which waited.
func (p *part) stands(s *barograph.Story, waiting map[string]bool) bool {
	old := p.story[s.Reports[0].ID]
	if old == "" {
		return false
	}
	for i := range s.Reports {
		if id := s.Reports[i].ID; p.story[id] != old || waiting[id] {
			return false
		}
	}
	n := 0
	for _, story := range p.story {
		if story == old {
			n++
		}
	}
	return n == len(s.Reports)
}

package merger

import (
	"maps"
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/dedup"
	"github.com/barograph/barograph/internal/abreast"
	"github.com/barograph/barograph/store"
)

// neighbourhood holds the reports around those that are merged, each read and digested once.
type neighbourhood struct {
	record  store.Merging
	digests map[string]*dedup.Digest
	loaded  map[block]bool
	blocks  map[block][]*dedup.Digest
}

// block is the reports that are filed under a day and name a country; of none, "", those that name none; of every country, all.
type block struct {
	day     barograph.Day
	country string
}

// every stands for reports that name any country or none.
const every = "*"

func newNeighbourhood(r store.Merging) *neighbourhood {
	return &neighbourhood{record: r, digests: map[string]*dedup.Digest{}, loaded: map[block]bool{}, blocks: map[block][]*dedup.Digest{}}
}

// read digests reports that have not been seen yet.
func (n *neighbourhood) read(reports []barograph.Report) {
	var fresh []*barograph.Report
	for i := range reports {
		r := &reports[i]
		if _, ok := n.digests[r.ID]; !ok {
			n.digests[r.ID] = nil
			fresh = append(fresh, r)
		}
	}
	ds := make([]*dedup.Digest, len(fresh))
	abreast.Each(len(fresh), func(i int) { ds[i] = dedup.NewDigest(fresh[i]) })
	for _, d := range ds {
		n.digests[d.ID] = d
	}
}

// visit calls yield with every block that may hold a report that joins d.
func visit(d *dedup.Digest, yield func(block)) {
	from, to, countries := dedup.Near(d.Report)
	if countries == nil {
		countries = []string{every}
	}
	for day := from; ; day = day.Add(1) {
		for _, c := range countries {
			yield(block{day, c})
		}
		if day >= to {
			return
		}
	}
}

// load reads the blocks around some reports that have not been read.
func (n *neighbourhood) load(ds []*dedup.Digest) error {
	missing := map[barograph.Day][]string{}
	for _, d := range ds {
		visit(d, func(b block) {
			if !n.loaded[b] {
				n.loaded[b] = true
				missing[b.day] = append(missing[b.day], b.country)
			}
		})
	}
	for _, day := range slices.Sorted(maps.Keys(missing)) {
		countries := missing[day]
		near := store.Near{From: day, To: day, Countries: countries}
		if slices.Contains(countries, every) {
			near.Countries = nil
		}
		reports, err := n.record.Near(near)
		if err != nil {
			return err
		}
		n.read(reports)
		wanted := map[string]bool{}
		for _, c := range countries {
			wanted[c] = true
		}
		for i := range reports {
			n.add(day, n.digests[reports[i].ID], wanted)
		}
	}
	return nil
}

// add puts a report into the blocks that were asked for.
func (n *neighbourhood) add(day barograph.Day, d *dedup.Digest, wanted map[string]bool) {
	countries := d.Countries()
	if len(countries) == 0 {
		countries = []string{""}
	}
	for _, c := range append([]string{every}, countries...) {
		if wanted[c] {
			n.blocks[block{day, c}] = append(n.blocks[block{day, c}], d)
		}
	}
}

// each calls yield with the reports around d, with some more than once.
func (n *neighbourhood) each(d *dedup.Digest, yield func(*dedup.Digest)) {
	visit(d, func(b block) {
		for _, e := range n.blocks[b] {
			yield(e)
		}
	})
}

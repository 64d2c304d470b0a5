package sqldb

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// A Batch is imported stories made ready to be written, while others write: everything in the order of its table.
type Batch struct {
	Stories []any         // the values of StoryColumns, row after row
	Dyads   []any         // those of DyadColumns
	rows    []*StoryRow   // each once
	flows   []*store.Flow // what the batch adds to the daily sums of its pairs
}

// newBatch takes rows over. Of rows with one id the first counts.
func newBatch(rows []*StoryRow) *Batch {
	slices.SortStableFunc(rows, func(a, b *StoryRow) int { return cmp.Compare(a.ID, b.ID) })
	b := &Batch{rows: slices.CompactFunc(rows, func(a, b *StoryRow) bool { return a.ID == b.ID })}
	pairs := map[barograph.Dyad][]rowSides{}
	sum := flowSum{}
	n := 0
	b.Stories = make([]any, 0, len(b.rows)*len(StoryColumns))
	for _, r := range b.rows {
		b.Stories = r.AppendValues(b.Stories)
		for _, d := range r.Dyads {
			pairs[d.Dyad] = append(pairs[d.Dyad], rowSides{r, d.Sides})
			n++
		}
		sum.add(r, 1)
	}
	b.Dyads = make([]any, 0, n*len(DyadColumns))
	for _, pair := range slices.SortedFunc(maps.Keys(pairs), compareDyads) {
		of := pairs[pair]
		slices.SortStableFunc(of, func(a, b rowSides) int { return cmp.Compare(a.row.Day, b.row.Day) })
		for _, d := range of {
			b.Dyads = d.row.AppendDyadValues(b.Dyads, RowPair{pair, d.sides})
		}
	}
	b.flows = sum.list()
	return b
}

// rowSides is a row with the sides of one of its pairs.
type rowSides struct {
	row   *StoryRow
	sides barograph.Sides
}

func compareDyads(a, b barograph.Dyad) int {
	return cmp.Or(strings.Compare(a.Actor, b.Actor), strings.Compare(a.Recipient, b.Recipient))
}

// Len is the number of stories.
func (b *Batch) Len() int { return len(b.rows) }

// IDs are the least and the greatest id of the stories, of which there is at least one.
func (b *Batch) IDs() (first, last int64) { return b.rows[0].ID, b.rows[len(b.rows)-1].ID }

// Without is the batch without the stories that are in the record.
func (b *Batch) Without(known map[int64]bool) *Batch {
	if len(known) == 0 {
		return b
	}
	return newBatch(slices.DeleteFunc(b.rows, func(r *StoryRow) bool { return known[r.ID] }))
}

// Flows are the values of FlowColumns, row after row, of what the batch adds to the daily sums when it is written now.
func (b *Batch) Flows(s *Session) ([]any, error) {
	seq, err := s.nextChange()
	if err != nil {
		return nil, err
	}
	return flowValues(b.flows, seq), nil
}

// PutFlows adds the batch to the daily sums of its pairs.
func (b *Batch) PutFlows(s *Session) error {
	seq, err := s.nextChange()
	if err != nil {
		return err
	}
	return s.putFlows(b.flows, seq)
}

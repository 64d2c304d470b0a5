package sqldb

import (
	"cmp"
	"slices"
	"strings"

	"github.com/barograph/barograph/store"
)

// A Batch is imported stories made ready to be written, while others write: everything in the order of its table.
type Batch struct {
	Rows  []*StoryRow // each once
	Dyads []RowDyad
	flows []*store.Flow
}

// A RowDyad is one of the pairs of a row.
type RowDyad struct {
	RowPair
	Row *StoryRow
}

// newBatch takes rows over. Of rows with one id the first counts.
func newBatch(rows []*StoryRow) *Batch {
	slices.SortStableFunc(rows, func(a, b *StoryRow) int { return cmp.Compare(a.ID, b.ID) })
	b := &Batch{Rows: slices.CompactFunc(rows, func(a, b *StoryRow) bool { return a.ID == b.ID })}
	sum := flowSum{}
	for _, r := range b.Rows {
		for _, d := range r.Dyads {
			b.Dyads = append(b.Dyads, RowDyad{d, r})
		}
		sum.add(r, 1)
	}
	slices.SortFunc(b.Dyads, func(a, b RowDyad) int {
		return cmp.Or(strings.Compare(a.Actor, b.Actor), strings.Compare(a.Recipient, b.Recipient), cmp.Compare(a.Row.Day, b.Row.Day),
			cmp.Compare(a.Row.ID, b.Row.ID))
	})
	b.flows = sum.list()
	return b
}

// Without is the batch without the stories that are in the record.
func (b *Batch) Without(known map[int64]bool) *Batch {
	if len(known) == 0 {
		return b
	}
	return newBatch(slices.DeleteFunc(b.Rows, func(r *StoryRow) bool { return known[r.ID] }))
}

// PutFlows adds the batch to the daily sums of its pairs.
func (b *Batch) PutFlows(s *Session) error {
	seq, err := s.nextChange()
	if err != nil {
		return err
	}
	return s.putFlows(b.flows, seq)
}

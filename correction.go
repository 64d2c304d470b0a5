package barograph

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Correction is a person's word on the record. It speaks about reports, so it outlives merging and coding anew: an Anchor finds its
// report again by its id or, when that is gone, by the place in the article.
type Correction struct {
	ID     string         `json:"id"`
	Kind   CorrectionKind `json:"kind"`
	On     []Anchor       `json:"on"`             // the reports it is about
	From   []Anchor       `json:"from,omitempty"` // of a split: the reports that stay behind
	Field  string         `json:"field,omitempty"`
	Value  string         `json:"value,omitempty"`
	By     string         `json:"by,omitempty"`
	At     time.Time      `json:"at"`
	Note   string         `json:"note,omitempty"`
	Undone bool           `json:"undone,omitempty"`
}

// A CorrectionKind is what a person can do to the record.
type CorrectionKind string

// The kinds of correction.
const (
	Confirm CorrectionKind = "confirm" // the event is right as it stands
	Correct CorrectionKind = "correct" // Field is Value
	Split   CorrectionKind = "split"   // the reports On tell another act than those From
	Join    CorrectionKind = "merge"   // the reports On tell one act
	Refuse  CorrectionKind = "reject"  // the reports On tell no event
)

// An Anchor is the place of a report: the article and the words of the trigger.
type Anchor struct {
	Report  string `json:"report"`  // id
	Article string `json:"article"` // id
	Start   int    `json:"start"`   // of the trigger, code points of the coded text
	End     int    `json:"end"`
}

// AnchorOf is the anchor of a report.
func AnchorOf(r *Report) Anchor {
	return Anchor{Report: r.ID, Article: r.Source.ID, Start: r.Trigger.Start, End: r.Trigger.End}
}

// Holds says whether the anchor means r: it has the anchor's id, or else its trigger overlaps the anchor's words.
func (a Anchor) Holds(r *Report) bool {
	return a.Report == r.ID || a.Article == r.Source.ID && r.Trigger.Start < a.End && a.Start < r.Trigger.End
}

// CorrectionFields are the fields that a Correct may set.
var CorrectionFields = []string{"type", "mode", "force", "status", "cameo", "goldstein", "actors", "recipients", "place", "time",
	"deaths", "injuries"}

// Validate says what is wrong with a correction.
func (c *Correction) Validate() error {
	switch {
	case len(c.On) == 0:
		return errors.New("a correction names the reports it is about")
	case c.At.IsZero():
		return errors.New("a correction tells when it was made")
	}
	switch c.Kind {
	case Confirm, Refuse:
		return nil
	case Join:
		if len(c.On) < 2 {
			return errors.New("at least two reports are needed to merge")
		}
		return nil
	case Split:
		if len(c.From) == 0 {
			return errors.New("nothing would stay behind: a split leaves at least one report")
		}
		return nil
	case Correct:
		return (&Event{}).Set(c.Field, c.Value)
	}
	return fmt.Errorf("unknown kind of correction %q", c.Kind)
}

// Sign gives the correction its id, a hash of what it says.
func (c *Correction) Sign() {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s\x00%s\x00%s", c.Kind, c.Field, c.Value, c.By, c.Note, c.At.UTC().Format(time.RFC3339Nano))
	for _, a := range append(slices.Clone(c.On), c.From...) {
		fmt.Fprintf(h, "\x00%s", a.Report)
	}
	c.ID = hex.EncodeToString(h.Sum(nil)[:8])
}

// Corrections are a set of corrections in force, the oldest first.
type Corrections []Correction

// SortCorrections puts corrections in the order in which they count: a later one overrules an earlier one.
func SortCorrections(cs []Correction) {
	slices.SortFunc(cs, func(a, b Correction) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.ID, b.ID)) })
}

// A Verdict is what people said about two reports.
type Verdict int

// The verdicts.
const (
	Undecided Verdict = iota
	Together          // they tell one act
	Apart             // they tell two acts
)

// On is the verdict on two reports; the latest correction that speaks about both decides.
func (cs Corrections) On(a, b *Report) Verdict {
	v := Undecided
	for i := range cs {
		c := &cs[i]
		if c.Undone || c.Kind != Join && c.Kind != Split {
			continue
		}
		onA, onB := holds(c.On, a), holds(c.On, b)
		switch {
		case onA && onB:
			v = Together
		case c.Kind == Split && (onA && holds(c.From, b) || onB && holds(c.From, a)):
			v = Apart
		}
	}
	return v
}

func holds(as []Anchor, r *Report) bool {
	return slices.ContainsFunc(as, func(a Anchor) bool { return a.Holds(r) })
}

// Of picks the corrections that speak about one of the reports.
func (cs Corrections) Of(reports []Report) Corrections {
	var out Corrections
	for i := range cs {
		if cs[i].Undone {
			continue
		}
		if slices.ContainsFunc(reports, func(r Report) bool { return holds(cs[i].On, &r) || holds(cs[i].From, &r) }) {
			out = append(out, cs[i])
		}
	}
	return out
}

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/store"
)

// faultsShown is how many faults of one rule a person is shown.
const faultsShown = 20

func newCheckCmd() *cobra.Command {
	var db, format string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Verify that the record keeps its promises",
		Long: `Read the whole record and verify what it promises:

  database    the file or server finds no fault in itself (SQLite only)
  references  every event has a report, every report an article; nothing points at what is not there
  readable    every text, report, event and correction can be read
  ids         every id is that of its content
  offsets     every trigger, party, place, time and quotation stands in the article where it says
  columns     what is kept twice agrees
  versions    of the texts at one address the newest counts, and it alone
  copies      copies of one text are one group
  sums        articles, sources and figures of an event are those of its reports; the daily sums of pairs are those of their events
  pairs       the history of pairs is that of the events
  text        every event is found by its own words
  corrections every correction is whole and about an article of the record
  counts      the counts agree

The record is seen as it is at one moment; others may write meanwhile. Memory does not grow with the record. On a terminal a line tells
how far the check is, and the first 20 faults of a rule are shown; JSON lines name them all and end with the counts. The exit code is 1
when there is a fault.`,
		Example: `  barograph check
  barograph check --db postgres://barograph@db.example/barograph --json | jq .on`,
		Args: exactArgs(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				format = "jsonl"
			}
			o, err := newOutput(cmd, format, "table", "jsonl")
			if err != nil {
				return err
			}
			bar := &checkBar{statusLine: newStatusLine(cmd.ErrOrStderr())}
			defer bar.clear()
			return withRecord(cmd, db, func(ctx context.Context, s store.Store) error { return checkRecord(ctx, s, o, bar) })
		},
	}
	addDBFlag(cmd, &db)
	cmd.Flags().BoolVar(&asJSON, "json", false, "the same as --format jsonl")
	cmd.Flags().StringVar(&format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
	return cmd
}

// checkRecord checks a record and fails when there is a fault.
func checkRecord(ctx context.Context, s store.Store, o *output, bar *checkBar) error {
	shown := map[string]int{}
	var rules []string
	total := 0
	var cannot error
	checked, err := s.Check(ctx, func(f store.Fault) {
		total++
		if shown[f.Rule]++; shown[f.Rule] == 1 {
			rules = append(rules, f.Rule)
		}
		switch {
		case o.format == "jsonl" && cannot == nil:
			bar.clear()
			cannot = o.json(f)
		case o.format == "table" && shown[f.Rule] <= faultsShown && cannot == nil:
			bar.clear()
			o.printf("%s  %s: %s\n", o.style(red, f.Rule), f.On, plain(f.Is))
			cannot = o.flush()
		}
	}, bar.step)
	bar.clear()
	if err != nil {
		return err
	}
	if cannot != nil {
		return cannot
	}
	if o.format == "jsonl" {
		err = o.json(map[string]any{"checked": checked, "faults": total})
	} else {
		for _, r := range rules {
			if n := shown[r] - faultsShown; n > 0 {
				o.printf("%s  and %d more\n", o.style(red, r), n)
			}
		}
		o.printf("%d articles, %d reports, %d offsets, %d events, %d imported events, %d pairs, %d corrections: ", checked.Articles, checked.Reports,
			checked.Spans, checked.Stories, checked.Imported, checked.Pairs, checked.Corrections)
		if total == 0 {
			o.printf("%s\n", o.style(green, "no fault"))
		} else {
			o.printf("%s\n", o.style(red, fmt.Sprintf("%d faults", total)))
		}
		err = o.flush()
	}
	if err == nil && total > 0 {
		return errFaults{total}
	}
	return err
}

// checkBar is the line on a terminal that tells how far a check is.
type checkBar struct {
	statusLine
	part  int
	began time.Time // of the part
}

func (b *checkBar) step(c store.Checking) {
	now := time.Now()
	fresh := c.Number != b.part
	if fresh {
		b.part, b.began = c.Number, now
	}
	if b.due(now) || fresh && b.w != nil {
		b.draw(b.line(c, now), now)
	}
}

// line is "3 of 9 [=====     ] articles · 48000 of 94207 · 5s left".
func (b *checkBar) line(c store.Checking, now time.Time) string {
	line := fmt.Sprintf("%d of %d ", c.Number, c.Parts)
	if c.Of == 0 {
		return line + c.Part
	}
	share := min(float64(c.Done)/float64(c.Of), 1)
	line += fmt.Sprintf("%s %s · %d of %d", shareBar(share), c.Part, c.Done, c.Of)
	if c.Done > 0 {
		left := time.Duration(float64(now.Sub(b.began)) * (1 - share) / share)
		line += " · " + left.Round(time.Second).String() + " left"
	}
	return line
}

// errFaults ends a check that has found faults.
type errFaults struct{ n int }

func (e errFaults) Error() string {
	return fmt.Sprintf("the record has %d faults; restore it from a backup, or code it anew with barograph recode", e.n)
}

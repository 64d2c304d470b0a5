package main

import (
	"context"
	"fmt"

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

The record is seen as it is at one moment; others may write meanwhile. On a terminal the first 20 faults of a rule are shown; JSON lines
name them all and end with the counts. The exit code is 1 when there is a fault.`,
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
			return withRecord(cmd, db, func(ctx context.Context, s store.Store) error { return checkRecord(ctx, s, o) })
		},
	}
	addDBFlag(cmd, &db)
	cmd.Flags().BoolVar(&asJSON, "json", false, "the same as --format jsonl")
	cmd.Flags().StringVar(&format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
	return cmd
}

// checkRecord checks a record and fails when there is a fault.
func checkRecord(ctx context.Context, s store.Store, o *output) error {
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
			cannot = o.json(f)
		case o.format == "table" && shown[f.Rule] <= faultsShown:
			o.printf("%s  %s: %s\n", o.style(red, f.Rule), f.On, plain(f.Is))
		}
	})
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

// errFaults ends a check that has found faults.
type errFaults struct{ n int }

func (e errFaults) Error() string {
	return fmt.Sprintf("the record has %d faults; restore it from a backup, or code it anew with barograph recode", e.n)
}

package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/brief"
	"github.com/barograph/barograph/store"
)

func newBriefCmd() *cobra.Command {
	var db, at, format string
	o := brief.Options{Days: 7, Confidence: 0.5}
	cmd := &cobra.Command{
		Use:   "brief COUNTRY COUNTRY",
		Short: "A situation report on two countries, each sentence with its sources",
		Long: `Write a situation report on two countries: in short, what happened, what is contested and who says what, who talks and through whom,
what changed, and what to watch. It is written by rule: acts are told in the words of a report, between quotation marks, and the
sentences around them are counted from the record. Every sentence has the numbers of its sources.

Everything is as it was known on the day --at, by what was published until then; without --at, on the last day of the record.`,
		Example: `  barograph brief India Pakistan --at 2025-05-10
  barograph brief ISR IRN --days 14 --format html > brief.html`,
		Args: exactArgs(2, "two countries, such as IND PAK"),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, b, err := pairArgs(args)
			if err != nil {
				return err
			}
			switch {
			case o.Days < 1 || o.Days > 366:
				return usagef("--days %d is not between 1 and 366", o.Days)
			case o.Confidence < 0 || o.Confidence > 1:
				return usagef("--confidence %g is not between 0 and 1", o.Confidence)
			case o.Limit < 0:
				return usagef("--events %d: at least one is needed", o.Limit)
			}
			if _, o.At, err = span("--at", at); err != nil {
				return err
			}
			out, err := newOutput(cmd, format, "markdown", "html", "json")
			if err != nil {
				return err
			}
			return withRecord(cmd, db, func(ctx context.Context, s store.Store) error {
				if o.At == 0 {
					if o.At, err = lastDay(ctx, s); err != nil {
						return err
					}
				}
				report, err := brief.Write(ctx, s, a, b, o)
				if err != nil {
					return err
				}
				switch out.format {
				case "json":
					return out.json(report)
				case "html":
					err = report.HTML(out.w)
				default:
					err = report.Markdown(out.w)
				}
				if err != nil {
					return outputError{err}
				}
				return out.flush()
			})
		},
	}
	addDBFlag(cmd, &db)
	f := cmd.Flags()
	f.StringVar(&at, "at", "", "the last day, by what was known on it, 2025-05-10 (default: the last day of the record)")
	f.IntVar(&o.Days, "days", o.Days, "how many days up to --at")
	f.Float64Var(&o.Confidence, "confidence", o.Confidence, "of an event at least, 0 to 1")
	f.IntVar(&o.Limit, "events", 12, "how many events are told as what happened")
	f.StringVar(&format, "format", "markdown", "markdown, html or json")
	return cmd
}

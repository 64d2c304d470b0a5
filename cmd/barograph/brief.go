package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/brief"
	"github.com/barograph/barograph/store"
)

func newBriefCmd() *cobra.Command {
	var limit int
	o := pairFlags{days: 7, most: 366, confidence: 0.5}
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
			if limit < 1 {
				return usagef("--events %d: at least one is needed", limit)
			}
			tell := func(ctx context.Context, s store.Store, p pairDay, out *output) error {
				report, err := brief.Write(ctx, s, p.a, p.b, brief.Options{At: p.at, Days: o.days, Confidence: o.confidence, Limit: limit})
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
			}
			return o.run(cmd, args, []string{"markdown", "html", "json"}, tell)
		},
	}
	o.add(cmd)
	cmd.Flags().IntVar(&limit, "events", 12, "how many events are told as what happened")
	cmd.Flags().StringVar(&o.format, "format", "markdown", "markdown, html or json")
	return cmd
}

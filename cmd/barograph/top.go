package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/internal/prose"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/tension"
)

func newTopCmd() *cobra.Command {
	var o tensionFlags
	var change, directed bool
	var limit, back int
	var of string
	cmd := &cobra.Command{
		Use:   "top",
		Short: "The pairs of countries under the highest pressure, or whose pressure rose most",
		Long: `List the pairs of countries by pressure, or by its rise (--change), on the last day on record, on a day (--until), or over a span of
days together (--since and --until): then what happened before does not count, so that months can be compared.

With each pair stands the event of the last days that weighs most. docs/tension.md has the formula.`,
		Example: `  barograph top
  barograph top --change --back 14
  barograph top --since 2025-05 --until 2025-05 --limit 5
  barograph top --country Turkey --at 2025-05-08`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t, err := o.options()
			if err != nil {
				return err
			}
			switch {
			case limit < 1:
				return usagef("--limit %d: at least one is needed", limit)
			case back < 1 || back > 366:
				return usagef("--back %d is not between 1 and 366", back)
			}
			top := tension.TopOptions{Back: back, ByChange: change, Limit: limit, Directed: directed}
			if of != "" {
				code, err := country("--country", of)
				if err != nil {
					return err
				}
				top.Of = func(s tension.Subject) bool { return s.A == code || s.B == code }
			}
			out, err := newOutput(cmd, o.format, "table", "jsonl")
			if err != nil {
				return err
			}
			return withRecord(cmd, o.db, func(ctx context.Context, s store.Store) error {
				if err := settle(ctx, s, &t); err != nil {
					return err
				}
				top.Since, top.Until = t.Since, t.Until
				pairs, err := tension.Load(ctx, s, t)
				if err != nil {
					return err
				}
				return showTop(ctx, s, pairs, top, out)
			})
		},
	}
	o.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.since, "since", "", "first day of a span, 2025-05-08 (also 2025-05 or 2025)")
	f.StringVar(&o.until, "until", "", "the day, or the last of a span")
	f.BoolVar(&change, "change", false, "by the rise of the pressure")
	f.IntVar(&back, "back", 7, "days before that the change is counted from")
	f.BoolVar(&directed, "directed", false, "what one does to the other, each direction alone")
	f.StringVar(&of, "country", "", "only pairs of this country")
	f.IntVar(&limit, "limit", 10, "how many pairs at most")
	return cmd
}

func showTop(ctx context.Context, s store.Store, pairs *tension.Pairs, top tension.TopOptions, out *output) error {
	list := pairs.Top(top)
	if out.format == "jsonl" {
		for i := range list {
			if err := out.json(&list[i]); err != nil {
				return err
			}
		}
		return out.flush()
	}
	when := prose.Day(top.Until)
	if top.Since != 0 && top.Since != top.Until {
		when = prose.Span(top.Since, top.Until)
	}
	out.printf("%s\n", out.style(dim, "pressure between two countries, "+when))
	if len(list) == 0 {
		out.printf("No data: the record holds nothing for that time.\n")
		return out.flush()
	}
	t := out.table("", "PAIR", "PRESSURE", "CHANGE", "EVENTS", "WHAT WEIGHS MOST")
	for i := range list {
		st := &list[i]
		since := top.Since
		if since == 0 || since == top.Until {
			since = st.Value.Day.Add(-top.Back)
		}
		movers, err := pairs.Movers(ctx, st.Subject, since, st.Value.Day)
		if err != nil {
			return err
		}
		t.row(fmt.Sprint(st.Rank), out.style(bold, subjectName(st.Subject)), out.style(pressureColour(st.Value.Pressure), fmt.Sprintf("%5.1f", st.Value.Pressure)),
			fmt.Sprintf("%+5.1f", st.Change), fmt.Sprint(st.Value.Events), moverWords(ctx, s, movers))
	}
	t.write()
	return out.flush()
}

func subjectName(s tension.Subject) string {
	if s.Directed {
		return s.A + " → " + s.B
	}
	return s.A + "–" + s.B
}

// moverWords are the words of the event of conflict that weighs most.
func moverWords(ctx context.Context, s store.Store, movers []tension.Part) string {
	for i := range movers {
		if movers[i].Points <= 0 {
			continue
		}
		list, err := s.Stories(ctx, []string{movers[i].Event.Story})
		if err != nil || len(list) == 0 {
			return ""
		}
		return list[0].Filed.String() + " " + storyWords(&list[0])
	}
	return ""
}

// storyWords are a story's own words, or the address of an imported one.
func storyWords(s *barograph.Story) string {
	if s.Evidence != "" {
		return plain(s.Evidence)
	}
	return plain(s.URL)
}

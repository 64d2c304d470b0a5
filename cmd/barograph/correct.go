package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/export"
	"github.com/barograph/barograph/store"
)

// correctionFlags are the flags of the commands by which a person corrects the record.
type correctionFlags struct{ db, by, note string }

// correctionCmd completes a command that corrects the record.
func correctionCmd(cmd *cobra.Command, run func(cmd *cobra.Command, o *correctionFlags, args []string) error) *cobra.Command {
	var o correctionFlags
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return run(cmd, &o, args) }
	addDBFlag(cmd, &o.db)
	cmd.Flags().StringVar(&o.by, "by", os.Getenv("USER"), "who says so")
	cmd.Flags().StringVar(&o.note, "note", "", "why")
	return cmd
}

// sayOf makes a correction of a kind about all events that are named.
func sayOf(kind barograph.CorrectionKind) func(*cobra.Command, *correctionFlags, []string) error {
	return func(cmd *cobra.Command, o *correctionFlags, args []string) error {
		return applyCorrection(cmd, o, barograph.Correction{Kind: kind}, args, nil)
	}
}

func newCorrectCmd() *cobra.Command {
	return correctionCmd(&cobra.Command{
		Use:   "correct EVENT FIELD VALUE",
		Short: "Correct a field of an event",
		Long: `Correct a field of an event of the record. It is remembered when the articles are coded again, and barograph undo takes it back.
The fields are ` + strings.Join(barograph.CorrectionFields, ", ") + `. An empty VALUE clears a field.`,
		Example: `  barograph correct 3f2a9c01 status alleged --note "only one side says so"
  barograph correct 3f2a9c01 actors "PAK.MIL Pakistan Army; CHN.GOV China"
  barograph correct 3f2a9c01 place "Pathankot, IND"
  barograph correct 3f2a9c01 deaths 26-31`,
		Args: exactArgs(3, "EVENT FIELD VALUE, such as 3f2a9c01 status alleged"),
	}, func(cmd *cobra.Command, o *correctionFlags, args []string) error {
		c := barograph.Correction{Kind: barograph.Correct, Field: args[1], Value: args[2]}
		return applyCorrection(cmd, o, c, args[:1], func(s *barograph.Story) error {
			changed := s.Event
			if err := changed.Set(c.Field, c.Value); err != nil {
				return usageError{err}
			}
			return nil
		})
	})
}

func newConfirmCmd() *cobra.Command {
	return correctionCmd(&cobra.Command{
		Use:     "confirm EVENT",
		Short:   "Say that an event is right as it stands",
		Example: "  barograph confirm 3f2a9c01",
		Args:    exactArgs(1, "the ID of one event"),
	}, sayOf(barograph.Confirm))
}

func newRejectCmd() *cobra.Command {
	return correctionCmd(&cobra.Command{
		Use:   "reject EVENT",
		Short: "Say that an event is none",
		Long: `Say that an event is none. It is not counted any more and shown only with barograph events --rejected; barograph undo takes
that back.`,
		Example: `  barograph reject 3f2a9c01 --note "a film plot"`,
		Args:    exactArgs(1, "the ID of one event"),
	}, sayOf(barograph.Refuse))
}

func newMergeCmd() *cobra.Command {
	return correctionCmd(&cobra.Command{
		Use:     "merge EVENT EVENT...",
		Short:   "Say that events are one act",
		Example: "  barograph merge 3f2a9c01 77b0e2d4",
		Args:    twoOrMore("at least two events to merge"),
	}, sayOf(barograph.Join))
}

func newSplitCmd() *cobra.Command {
	return correctionCmd(&cobra.Command{
		Use:   "split EVENT REPORT...",
		Short: "Say that some reports of an event tell another act",
		Long: `Say that some reports of an event tell another act than the rest. The reports, named as barograph event shows them, become an event
of their own.`,
		Example: "  barograph split 3f2a9c01 5d11a0c2 91f3bb70",
		Args:    twoOrMore("an event and the reports that tell another act"),
	}, func(cmd *cobra.Command, o *correctionFlags, args []string) error {
		return applySplit(cmd, o, args[0], args[1:])
	})
}

// twoOrMore wants at least two arguments.
func twoOrMore(want string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) < 2 {
			return usagef("give %s", want)
		}
		return nil
	}
}

// applyCorrection makes a correction about all reports of some events. check, if any, looks at the first of them.
func applyCorrection(cmd *cobra.Command, o *correctionFlags, c barograph.Correction, events []string, check func(*barograph.Story) error) error {
	return withRecord(cmd, o.db, func(ctx context.Context, s store.Store) error {
		var seen []string
		for _, id := range events {
			st, err := ownStory(ctx, s, id)
			if err != nil {
				return err
			}
			if check != nil {
				if err := check(st); err != nil {
					return err
				}
			}
			if slices.Contains(seen, st.ID) {
				return usagef("%s is the same event as another one named", id)
			}
			seen = append(seen, st.ID)
			for i := range st.Reports {
				c.On = append(c.On, barograph.AnchorOf(&st.Reports[i]))
			}
		}
		return finishCorrection(cmd, o, s, c)
	})
}

// ownStory is a story that was coded here.
func ownStory(ctx context.Context, s store.Store, id string) (*barograph.Story, error) {
	st, err := s.Story(ctx, id)
	if err != nil {
		return nil, err
	}
	if st.Origin != "" {
		return nil, usagef("event %s was imported from %s; only what was coded here can be corrected", st.ID, st.Origin)
	}
	return st, nil
}

func applySplit(cmd *cobra.Command, o *correctionFlags, event string, reports []string) error {
	return withRecord(cmd, o.db, func(ctx context.Context, s store.Store) error {
		st, err := ownStory(ctx, s, event)
		if err != nil {
			return err
		}
		off := map[string]bool{}
		for _, prefix := range reports {
			id := ""
			for i := range st.Reports {
				if strings.HasPrefix(st.Reports[i].ID, prefix) {
					if id != "" {
						return usagef("%q is the beginning of several reports; write more of it", prefix)
					}
					id = st.Reports[i].ID
				}
			}
			if id == "" {
				return usagef("event %s has no report %q; barograph event %s lists them", st.ID[:8], prefix, st.ID[:8])
			}
			off[id] = true
		}
		c := barograph.Correction{Kind: barograph.Split}
		for i := range st.Reports {
			a := barograph.AnchorOf(&st.Reports[i])
			if off[a.Report] {
				c.On = append(c.On, a)
			} else {
				c.From = append(c.From, a)
			}
		}
		return finishCorrection(cmd, o, s, c)
	})
}

// finishCorrection signs and saves a correction, merges anew and shows the events it speaks about.
func finishCorrection(cmd *cobra.Command, o *correctionFlags, s store.Store, c barograph.Correction) error {
	ctx := cmd.Context()
	c.By, c.Note, c.At = o.by, o.note, time.Now().UTC().Truncate(time.Millisecond)
	if err := c.Validate(); err != nil {
		return usageError{err}
	}
	c.Sign()
	if err := s.Correct(ctx, c); err != nil {
		return err
	}
	if err := reportMerger().Merge(ctx, s); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "barograph: noted; barograph undo %s takes it back\n", c.ID)
	out, err := newOutput(cmd, "table", "table")
	if err != nil {
		return err
	}
	return showEvents(ctx, out, s, slices.Concat(c.On, c.From))
}

// showEvents lists the events that hold some reports.
func showEvents(ctx context.Context, out *output, s store.Store, as []barograph.Anchor) error {
	t := &eventTable{out: out, t: out.table("DAY", "EVENT", "ACT", "WHO", "TOLD", "")}
	seen := map[string]bool{}
	for _, a := range as {
		st, err := s.Story(ctx, a.Report)
		if errors.Is(err, store.ErrNotFound) {
			continue // it was coded again since
		}
		if err != nil {
			return err
		}
		if !seen[st.ID] {
			seen[st.ID] = true
			if err := t.story(st); err != nil {
				return err
			}
		}
	}
	return t.close()
}

func newUndoCmd() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:     "undo CORRECTION",
		Short:   "Take back a correction",
		Example: "  barograph undo 9d0c11ab22e4f607",
		Args:    exactArgs(1, "the ID of one correction, as barograph corrections lists them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withRecord(cmd, db, func(ctx context.Context, s store.Store) error {
				cs, err := s.Corrections(ctx)
				if err != nil {
					return err
				}
				var c *barograph.Correction
				for i := range cs {
					if strings.HasPrefix(cs[i].ID, args[0]) {
						if c != nil {
							return usagef("%q is the beginning of several corrections; write more of it", args[0])
						}
						c = &cs[i]
					}
				}
				if c == nil {
					return fmt.Errorf("correction %s: %w; barograph corrections lists them", args[0], store.ErrNotFound)
				}
				if err := s.Undo(ctx, c.ID); err != nil {
					return err
				}
				if err := reportMerger().Merge(ctx, s); err != nil {
					return err
				}
				out, err := newOutput(cmd, "table", "table")
				if err != nil {
					return err
				}
				return showEvents(ctx, out, s, slices.Concat(c.On, c.From))
			})
		},
	}
	addDBFlag(cmd, &db)
	return cmd
}

func newCorrectionsCmd() *cobra.Command {
	var db, format string
	cmd := &cobra.Command{
		Use:   "corrections",
		Short: "List what people corrected, or export it as annotated sentences",
		Long: `List all corrections, the oldest first. With --format annotated, the sentences that they speak about are written with all their events as
people left them, one line of JSON each {"id","text","events"}: data to train and to measure with.`,
		Example: "  barograph corrections --format annotated > corrected.jsonl",
		Args:    exactArgs(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			out, err := newOutput(cmd, format, "table", "jsonl", "annotated")
			if err != nil {
				return err
			}
			return withRecord(cmd, db, func(ctx context.Context, s store.Store) error {
				cs, err := s.Corrections(ctx)
				if err != nil {
					return err
				}
				if out.format == "annotated" {
					return export.AnnotateAll(ctx, s, cs, func(row *export.Annotated) error { return out.json(row) })
				}
				for i := range cs {
					if out.format == "jsonl" {
						if err := out.json(&cs[i]); err != nil {
							return err
						}
						continue
					}
					showCorrection(out, &cs[i])
				}
				return out.flush()
			})
		},
	}
	addDBFlag(cmd, &db)
	cmd.Flags().StringVar(&format, "format", "", "table, jsonl or annotated (default: table on a terminal, else jsonl)")
	return cmd
}

// showCorrection tells a correction on a line.
func showCorrection(out *output, c *barograph.Correction) {
	what := string(c.Kind)
	switch c.Kind {
	case barograph.Correct:
		what += fmt.Sprintf(" %s to %q", c.Field, c.Value)
	case barograph.Split:
		what += fmt.Sprintf(": %d of %s", len(c.On), plural(len(c.On)+len(c.From), "report"))
	case barograph.Join:
		what += ": " + plural(len(c.On), "report")
	}
	if c.Undone {
		what += " (undone)"
	}
	facts := c.At.Format("2006-01-02 15:04")
	if c.By != "" {
		facts += " " + plain(c.By)
	}
	if c.Note != "" {
		facts += ": " + plain(c.Note)
	}
	out.printf("  %s  %s  %s\n", c.ID, plain(what), out.style(dim, facts))
}

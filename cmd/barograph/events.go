package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/export"
	"github.com/barograph/barograph/store"
)

func newEventsCmd() *cobra.Command {
	var o struct {
		filterFlags
		db, format, after string
		limit             int
		oldest, all       bool
	}
	cmd := &cobra.Command{
		Use:   "events [WORD]...",
		Short: "List the events of the record",
		Long: `List events of the record, the newest first. Words must stand in their reports: "in quotes" in that order, end* for a beginning.

On a terminal the events are shown as a table, elsewhere as one line of JSON per event. When there are more than --limit, the last line
on standard error gives the --after of the next page.`,
		Example: `  barograph events --pair IND,PAK --since 2025-05-07 --until 2025-05-10
  barograph events --type ASSAULT --status alleged,denied drone
  barograph events --country "South Sudan" --format csv --all > events.csv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := o.filter(args)
			if err != nil {
				return err
			}
			if o.limit < 1 {
				return usagef("--limit %d: at least one is needed", o.limit)
			}
			out, err := newOutput(cmd, o.format, "table", "jsonl", "csv")
			if err != nil {
				return err
			}
			return withRecord(cmd, o.db, func(ctx context.Context, s store.Store) error {
				sink, err := newEventSink(out)
				if err != nil {
					return err
				}
				page := store.Page{After: o.after, Oldest: o.oldest}
				left := o.limit
				for {
					page.Limit = min(left, 500)
					list, err := s.Events(ctx, f, page)
					if err != nil {
						return err
					}
					for i := range list.Stories {
						if err := sink.story(&list.Stories[i]); err != nil {
							return err
						}
					}
					left -= len(list.Stories)
					page.After = list.Next
					if o.all {
						left = 500
					}
					if list.Next == "" || left <= 0 {
						break
					}
				}
				if err := sink.close(); err != nil {
					return err
				}
				if page.After != "" {
					fmt.Fprintf(cmd.ErrOrStderr(), "barograph: there are more; go on with --after %s\n", page.After)
				}
				return nil
			})
		},
	}
	o.add(cmd)
	addDBFlag(cmd, &o.db)
	f := cmd.Flags()
	f.StringVar(&o.format, "format", "", "table, jsonl or csv (default: table on a terminal, else jsonl)")
	f.IntVar(&o.limit, "limit", 50, "how many events at most")
	f.BoolVar(&o.all, "all", false, "all events, whatever --limit says")
	f.BoolVar(&o.oldest, "oldest", false, "the oldest first")
	f.StringVar(&o.after, "after", "", "go on behind this place of the list")
	return cmd
}

// eventSink writes events of the record.
type eventSink interface {
	story(*barograph.Story) error
	close() error
}

func newEventSink(out *output) (eventSink, error) {
	switch out.format {
	case "table":
		t := &eventTable{out: out}
		t.t = out.table("DAY", "EVENT", "ACT", "WHO", "TOLD", "")
		return t, nil
	case "jsonl":
		return eventLines{out}, nil
	}
	w, err := export.New(out.format, out.w)
	return eventExport{out, w}, err
}

type eventLines struct{ out *output }

func (e eventLines) story(s *barograph.Story) error { return e.out.json(s) }
func (e eventLines) close() error                   { return e.out.flush() }

type eventExport struct {
	out *output
	w   export.Writer
}

func (e eventExport) story(s *barograph.Story) error {
	if err := e.w.Write(export.OfStory(s)); err != nil {
		return outputError{err}
	}
	return nil
}

func (e eventExport) close() error {
	if err := e.w.Close(); err != nil {
		return outputError{err}
	}
	return e.out.flush()
}

// eventTable shows a line for each event.
type eventTable struct {
	out  *output
	t    *table
	rows int
}

func (e *eventTable) story(s *barograph.Story) error {
	colour := quadColour(s.Quad)
	told := "gdelt"
	if s.Origin == "" {
		told = plural(s.Sources, "source")
	}
	words := plain(s.Evidence)
	if words == "" {
		words = plain(s.URL)
	}
	id := s.ID
	if s.Origin == "" {
		id = id[:8] // enough for a hash; the ids of imports begin alike
	}
	e.t.row(s.Filed.String(), e.out.style(dim, id), e.out.style(colour, statusMarks[s.Status]+" "+actName(&s.Event)), shortParties(&s.Event), told, words)
	e.rows++
	return nil
}

func (e *eventTable) close() error {
	if e.rows == 0 {
		e.out.printf("%s\n", e.out.style(dim, "no events"))
	} else {
		e.t.write()
	}
	return e.out.flush()
}

func quadColour(quad int) string {
	for _, g := range quadGroups {
		if g.quad == quad {
			return g.colour
		}
	}
	return dim
}

// shortParties is who did it to whom by code: "PAK.MIL → IND".
func shortParties(e *barograph.Event) string {
	side := func(ps []barograph.Participant) string {
		var out []string
		for i := range ps {
			p := &ps[i]
			s := p.Code
			switch {
			case s == "":
				s = shorten(plain(p.Name), 16)
			case p.Sector != "" && p.Sector != barograph.GOV && string(p.Sector) != s:
				s += "." + string(p.Sector)
			}
			if slices.Contains(out, s) {
				continue
			}
			if len(out) == 3 {
				return strings.Join(out, "+") + "+…"
			}
			out = append(out, s)
		}
		return strings.Join(out, "+")
	}
	a, b := side(e.Actors), side(e.Recipients)
	switch {
	case a == "" && b == "":
		return "?"
	case b == "":
		return a
	case a == "":
		return "? → " + b
	}
	return a + " → " + b
}

package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

func newEventCmd() *cobra.Command {
	var db, format string
	cmd := &cobra.Command{
		Use:   "event ID",
		Short: "Show one event: its reports, what they agree and differ in, why they were merged",
		Long: `Show one event of the record with all its reports: what they agree in, what they contradict each other in and who says which, why they
were merged, and what people corrected. The ID may be that of any of its reports, and its beginning is enough.`,
		Example: "  barograph event 3f2a9c01",
		Args:    exactArgs(1, "the ID of one event, as barograph events lists it"),
		RunE: func(cmd *cobra.Command, args []string) error {
			out, err := newOutput(cmd, format, "table", "jsonl")
			if err != nil {
				return err
			}
			return withRecord(cmd, db, func(ctx context.Context, s store.Store) error {
				st, err := s.Story(ctx, args[0])
				if err != nil {
					return err
				}
				if out.format == "jsonl" {
					return out.json(st)
				}
				showStory(out, st)
				return out.flush()
			})
		},
	}
	addDBFlag(cmd, &db)
	cmd.Flags().StringVar(&format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
	return cmd
}

// exactArgs refuses another number of arguments, and says what is wanted.
func exactArgs(n int, want string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return usagef("give %s", want)
		}
		return nil
	}
}

// showStory shows all there is to know about an event.
func showStory(out *output, s *barograph.Story) {
	t := tableSink{out: out}
	colour := quadColour(s.Quad)
	t.event(&s.Event, colour)
	facts := []string{"event " + s.ID}
	if s.Origin == "" {
		facts = append(facts, plural(s.Articles, "article"), plural(s.Sources, "independent source"))
	} else {
		facts = append(facts, "imported from "+s.Origin, plural(s.Articles, "article"), plain(s.URL))
	}
	if s.Published != nil {
		facts = append(facts, "known since "+s.Published.Format("2 January 2006"))
	}
	if s.Rejected {
		facts = append(facts, out.style(bold, "rejected"))
	}
	out.printf("\n%s\n", out.style(dim, wrap(strings.Join(facts, " · "), out.width, "")))
	showAgreement(out, s)
	section := func(title string) { out.printf("\n%s\n", out.style(bold, title)) }
	if len(s.Claims) > 0 {
		section("Did it happen?")
		for i := range s.Claims {
			c := &s.Claims[i]
			out.printf("  %s %-12s %s\n", statusMarks[c.Status], c.Status, says(out, c.By, c.Outlet))
		}
	}
	if len(s.Figures) > 0 {
		section("Figures")
		for i := range s.Figures {
			f := &s.Figures[i]
			out.printf("  %-8s %-14s %s\n", f.Of, plain(f.Count.Text), says(out, f.By, f.Outlet))
		}
	}
	if len(s.Reports) > 0 {
		section("Reports")
		for i := range s.Reports {
			showReport(out, &s.Reports[i], colour)
		}
	}
	if len(s.Links) > 0 {
		section("Why they were merged")
		for i := range s.Links {
			l := &s.Links[i]
			out.printf("  %s + %s  %s %s\n", l.A[:8], l.B[:8], plain(l.Because), out.style(dim, fmt.Sprintf("(%.2f)", l.Score)))
			if len(l.Agree) > 0 {
				out.printf("    agree: %s\n", wrap(plain(strings.Join(l.Agree, "; ")), out.width-4, "           "))
			}
			if len(l.Differ) > 0 {
				out.printf("    differ: %s\n", wrap(plain(strings.Join(l.Differ, "; ")), out.width-4, "            "))
			}
		}
	}
	if len(s.Corrections) > 0 {
		section("Corrections")
		for i := range s.Corrections {
			showCorrection(out, &s.Corrections[i])
		}
	}
}

// says tells whose word something is.
func says(out *output, by, outlet string) string {
	switch {
	case by != "" && outlet != "":
		return plain(by) + out.style(dim, ", in "+plain(outlet))
	case by != "":
		return plain(by)
	case outlet != "":
		return plain(outlet)
	}
	return out.style(dim, "the article itself")
}

func showReport(out *output, r *barograph.Report, colour string) {
	var facts []string
	if r.Source.Published != nil {
		facts = append(facts, r.Source.Published.Format("2 Jan 2006"))
	}
	facts = append(facts, plain(r.Source.Outlet))
	if r.Source.Copies != r.Source.ID {
		facts = append(facts, "a copy of article "+r.Source.Copies[:8])
	}
	if r.Status != barograph.Occurred {
		facts = append(facts, string(r.Status))
	}
	if r.Source.URL != "" {
		facts = append(facts, plain(r.Source.URL))
	}
	out.printf("  %s %s\n", r.ID[:8], out.style(dim, wrap(strings.Join(facts, " · "), out.width-11, "           ")))
	for _, line := range strings.Split(wrap(plain(r.Evidence), out.width-6, ""), "\n") {
		out.printf("    %s %s\n", out.style(colour, "│"), line)
	}
}

// showAgreement tells in which fields all reports are at one, and in which they are not.
func showAgreement(out *output, s *barograph.Story) {
	if len(s.Reports) < 2 {
		return
	}
	agree, differ := agreement(s)
	if agree != nil {
		out.printf("%s\n", wrap("All reports agree in "+strings.Join(agree, ", ")+".", out.width, ""))
	}
	for _, d := range differ {
		out.printf("%s\n", wrap("They differ in "+d+".", out.width, "  "))
	}
}

// agreement compares the reports field by field.
func agreement(s *barograph.Story) (agree, differ []string) {
	list := func(ps []barograph.Participant) string { return shortParties(&barograph.Event{Actors: ps}) }
	for _, field := range []struct {
		name string
		of   func(*barograph.Report) string
	}{
		{"type", func(r *barograph.Report) string { return actName(&r.Event) }},
		{"actors", func(r *barograph.Report) string { return list(r.Actors) }},
		{"recipients", func(r *barograph.Report) string { return list(r.Recipients) }},
		{"day", func(r *barograph.Report) string { return r.Day().String() }},
		{"place", func(r *barograph.Report) string {
			if len(r.Locations) == 0 {
				return ""
			}
			return plain(r.Locations[0].Name)
		}},
		{"status", func(r *barograph.Report) string { return string(r.Status) }},
		{"deaths", func(r *barograph.Report) string {
			if r.Deaths == nil {
				return ""
			}
			return plain(r.Deaths.Text)
		}},
	} {
		by := map[string]int{}
		var order []string
		for i := range s.Reports {
			v := field.of(&s.Reports[i])
			if v == "" || v == "?" {
				continue // silence is no contradiction
			}
			if by[v] == 0 {
				order = append(order, v)
			}
			by[v]++
		}
		switch {
		case len(order) == 1:
			agree = append(agree, field.name)
		case len(order) > 1:
			for i, v := range order {
				order[i] = fmt.Sprintf("%s (%d)", v, by[v])
			}
			differ = append(differ, field.name+": "+strings.Join(order, ", "))
		}
	}
	return agree, differ
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/internal/prose"
	"github.com/barograph/barograph/query"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/tension"
)

// tensionFlags are what the commands that read pressures share.
type tensionFlags struct {
	db, tables, at, since, until, origin, format string
}

func (o *tensionFlags) add(cmd *cobra.Command) {
	addDBFlag(cmd, &o.db)
	f := cmd.Flags()
	f.StringVar(&o.at, "at", "", "what was known on that day, 2025-05-10 (default: all that is known)")
	f.StringVar(&o.origin, "origin", "", "own: coded here; gdelt: imported (default both)")
	f.StringVar(&o.tables, "tables", "", "folder with a weights.tsv of your own, laid over the built-in one")
	f.StringVar(&o.format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
}

// options reads the flags. The days may stay open.
func (o *tensionFlags) options() (t tension.Options, err error) {
	c := query.Conditions{Since: o.since, Until: o.until, Origin: o.origin}
	f, err := c.Filter()
	if err != nil {
		return t, asked(err)
	}
	t.Since, t.Until, t.Origins = f.Since, f.Until, f.Origins
	if _, t.At, err = span("--at", o.at); err != nil {
		return t, err
	}
	if t.At != 0 && t.Since > t.At {
		return t, usagef("--since %s is after --at %s", o.since, o.at)
	}
	if t.Weights, err = tension.LoadWeights(o.tables); err != nil {
		return t, tablesError(o.tables, err)
	}
	return t, nil
}

// settle ends the days on the day as known on which they are read or, where no day is given, on the last on record.
func settle(ctx context.Context, s store.Store, t *tension.Options) (err error) {
	if t.Until == 0 && t.At == 0 {
		if t.Until, err = lastDay(ctx, s, t.Origins); err != nil {
			return err
		}
	}
	if t.At != 0 && (t.Until == 0 || t.Until > t.At) {
		t.Until = t.At
	}
	if t.Since > t.Until {
		return usagef("--since %s is after the last day on record, %s", t.Since, t.Until)
	}
	return nil
}

func newDyadCmd() *cobra.Command {
	var o tensionFlags
	var days int
	var directed bool
	cmd := &cobra.Command{
		Use:   "dyad COUNTRY COUNTRY",
		Short: "The pressure between two countries, day by day, and the events that moved it",
		Long: `Show the pressure between two countries from 0 to 100: a chart, each rise with the events that did it in the words of the reports, what
has calmed it since, the events that weigh most on the last day, and the last contact. docs/tension.md has the formula; the points of the
events add up to the pressure.

50 means that the pair alone makes, beyond what is usual for it, a twentieth of all the conflict that is usual in the world. Days on
which nothing at all is on record are shown as no data, not as peace.

Without --since the last 90 days up to --until are shown, and as far back, up to a year, as the last rise began; with --days just so many.
Without --until they end on the day of --at or the last day on record. In a pipe the days come as JSON lines, then the rises and the parts
of the last day, each with a "kind".`,
		Example: `  barograph dyad India Pakistan --until 2025-05-31
  barograph dyad IND PAK --at 2025-05-08 --days 30
  barograph dyad RUS UKR --directed --since 2022-01 --until 2022-12 --format jsonl`,
		Args: exactArgs(2, "two countries, such as IND PAK"),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, b, err := pairArgs(args)
			if err != nil {
				return err
			}
			t, err := o.options()
			if err != nil {
				return err
			}
			if days < 1 || days > maxDays {
				return usagef("--days %d is not between 1 and %d", days, maxDays)
			}
			out, err := newOutput(cmd, o.format, "table", "jsonl")
			if err != nil {
				return err
			}
			of := tension.Pair(a, b)
			if directed {
				of = tension.Direction(a, b)
			}
			return withRecord(cmd, o.db, func(ctx context.Context, s store.Store) error {
				if err := settle(ctx, s, &t); err != nil {
					return err
				}
				v := dyadView{a: a, b: b, of: of, o: t, out: out}
				if t.Since == 0 {
					if v.o.Since = t.Until.Add(1 - days); !cmd.Flags().Changed("days") {
						v.o.Since, v.least = t.Until.Add(-365), days
					}
				}
				if err := v.read(ctx, s); err != nil {
					return err
				}
				if out.format == "jsonl" {
					return v.lines()
				}
				v.show()
				return out.flush()
			})
		},
	}
	o.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.since, "since", "", "first day, 2025-05-08 (also 2025-05 or 2025)")
	f.StringVar(&o.until, "until", "", "last day, inclusive")
	f.IntVar(&days, "days", 90, "how many days, when --since is not given")
	f.BoolVar(&directed, "directed", false, "only what the first does to the second")
	return cmd
}

// A dyadView is all that is shown of a pair.
type dyadView struct {
	a, b     string
	of       tension.Subject
	o        tension.Options
	least    int // 0, or how many days are shown at least: further back only what belongs to the last episode
	out      *output
	series   *tension.Series
	turns    []tension.Episode
	last     *tension.Parts // of the last day with data; nil when there is none
	contacts *contacts.Overview
	stories  map[string]*barograph.Story // those that turns and last name
	once     map[string]bool             // those whose words were shown
}

func (v *dyadView) read(ctx context.Context, s store.Store) (err error) {
	r, err := tension.Look(ctx, s, v.of, v.o)
	if err != nil {
		if errors.Is(err, tension.ErrNoRecord) {
			return errNoEvents
		}
		return err
	}
	v.series = r.Series()
	if v.turns, err = r.TurningPoints(ctx); err != nil {
		return err
	}
	if v.least > 0 {
		v.crop()
	}
	latest := v.series.Latest()
	if latest == nil {
		return nil
	}
	if v.last, err = r.Explain(ctx, latest.Day); err != nil {
		return err
	}
	if v.contacts, err = contacts.Of(ctx, s, v.a, v.b, contacts.Options{At: v.o.Until, Days: 90}); err != nil {
		return err
	}
	v.stories, v.once = map[string]*barograph.Story{}, map[string]bool{}
	var ids []string
	for _, list := range v.partLists() {
		for i := range list {
			ids = append(ids, list[i].Event.Story)
		}
	}
	list, err := s.Stories(ctx, ids)
	for i := range list {
		v.stories[list[i].ID] = &list[i]
	}
	return err
}

// before is how many days are shown before the rise that the days shown were extended for.
const before = 10

// crop leaves the last days, or those from a little before the last rise on.
func (v *dyadView) crop() {
	first := v.o.Until.Add(1 - v.least)
	if n := len(v.turns); n > 0 {
		first = min(first, v.turns[n-1].Onset.Day.Add(-before))
	}
	v.series = v.series.From(first)
	v.turns = slices.DeleteFunc(v.turns, func(e tension.Episode) bool { return e.End != nil && e.End.Day < first })
}

// shownParts is how many parts of the last day are listed.
const shownParts = 8

// partLists are the parts that are shown.
func (v *dyadView) partLists() [][]tension.Part {
	stories := tension.ByStory(v.last.Events)
	lists := [][]tension.Part{stories[:min(shownParts, len(stories))]}
	for i := range v.turns {
		lists = append(lists, v.turns[i].Onset.Events, v.turns[i].Peak.Events)
		if e := v.turns[i].End; e != nil {
			lists = append(lists, e.Events)
		}
		lists = append(lists, v.turns[i].Calming)
	}
	return lists
}

// lines writes everything as JSON lines.
func (v *dyadView) lines() error {
	for i := range v.series.Days {
		if err := v.out.json(struct {
			Kind string           `json:"kind"`
			Of   tension.Subject  `json:"of"`
			Day  tension.DayValue `json:"value"`
		}{"day", v.of, v.series.Days[i]}); err != nil {
			return err
		}
	}
	for i := range v.turns {
		if err := v.out.json(struct {
			Kind string `json:"kind"`
			tension.Episode
		}{"episode", v.turns[i]}); err != nil {
			return err
		}
	}
	if v.last == nil {
		return v.out.flush()
	}
	return v.out.json(struct {
		Kind string `json:"kind"`
		*tension.Parts
	}{"parts", v.last})
}

func (v *dyadView) show() {
	out, s := v.out, v.series
	first, last := s.Days[0].Day, s.Days[len(s.Days)-1].Day
	arrow := " and "
	if v.of.Directed {
		arrow = " → "
	}
	known := ""
	if v.o.At != 0 {
		known = ", as known on " + prose.Day(v.o.At)
	}
	out.printf("%s\n%s\n", out.style(bold, prose.Upper(prose.Country(v.a))+arrow+prose.Country(v.b)),
		out.style(dim, "pressure, "+prose.Span(first, last)+known))
	if s.Covered == 0 {
		out.printf("\nNo data: the record holds nothing at all for these days. That says nothing about the two.\n")
		return
	}
	if s.First == 0 {
		out.printf("\nNo event of the two is on record in these days or the years before, though the record has data for %s of %d days.\n", plural(s.Covered, "day"), len(s.Days))
		return
	}
	chart(out, s)
	latest := s.Latest()
	out.printf("\n%s %s on %s%s\n", out.style(bold, fmt.Sprintf("%.0f", latest.Pressure)), out.style(pressureColour(latest.Pressure), pressureWord(latest.Pressure)),
		prose.Day(latest.Day), out.style(dim, fmt.Sprintf(" · conflict %.1f and co-operation %.1f points, usual conflict %.1f", latest.Conflict,
			latest.Cooperation, latest.Normal)))
	if gaps := len(s.Days) - s.Covered; gaps > 0 {
		out.printf("%s\n", out.style(yellow, fmt.Sprintf("no data for %d of %d days (dots)", gaps, len(s.Days))))
	}
	for i := range v.turns {
		v.episode(&v.turns[i])
	}
	if len(v.turns) == 0 {
		out.printf("\n%s\n", out.style(dim, "No turning point: the pressure never rose by 15 above its floor."))
	}
	v.parts()
	v.contact()
}

// episode tells a rise: how it began, its peak, and what calmed it.
func (v *dyadView) episode(e *tension.Episode) {
	head := func(what string, t *tension.Turn) {
		v.out.printf("\n%s %s %s\n", v.out.style(bold, what), prose.Day(t.Day), v.out.style(pressureColour(t.Pressure), fmt.Sprintf("%.0f", t.Pressure)))
	}
	head(fmt.Sprintf("Rise from %.0f:", e.Floor), &e.Onset)
	v.told(e.Onset.Events)
	if e.Peak.Day != e.Onset.Day {
		head("Peak:", &e.Peak)
		v.told(e.Peak.Events)
	}
	if e.End != nil {
		head("Over:", e.End)
		v.told(e.End.Events)
		return
	}
	latest := v.series.Latest()
	what := "Not over:"
	if latest.Pressure < (e.Floor+e.Peak.Pressure)/2 {
		what = "Lower, but on too few days with data to call it over:"
	}
	head(what, &tension.Turn{Day: latest.Day, Pressure: latest.Pressure})
	v.told(e.Calming)
}

// told tells parts in the order of their days, each in the words of a report, unless these were shown before.
func (v *dyadView) told(parts []tension.Part) {
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b tension.Part) int { return cmp.Compare(a.Event.Day, b.Event.Day) })
	for i := range parts {
		p := &parts[i]
		v.out.printf("%s  %-6s  %s  %s\n", v.points(p), prose.Short(p.Event.Day), v.out.style(dim, p.Event.Story[:8]), v.act(p))
		if s := v.stories[p.Event.Story]; s != nil && !v.once[s.ID] {
			v.once[s.ID] = true
			for line := range strings.SplitSeq(wrap(storyWords(s), v.out.width-10, ""), "\n") {
				v.out.printf("        %s\n", line)
			}
		}
	}
}

// points are what a part adds to the pressure, or takes away.
func (v *dyadView) points(p *tension.Part) string {
	colour := red
	switch {
	case math.Abs(p.Points) < 0.05:
		return strings.Repeat(" ", 6)
	case p.Points < 0:
		colour = green
	}
	return v.out.style(colour, fmt.Sprintf("%+6.1f", p.Points))
}

// act is what was done, by whom to whom, and how many sources tell it.
func (v *dyadView) act(p *tension.Part) string {
	s := v.stories[p.Event.Story]
	if s == nil {
		return statusMarks[p.Event.Status] + " " + string(p.Event.Type) + "  " + p.Event.Actor + " → " + p.Event.Recipient
	}
	told := ""
	if p.Event.Sources > 1 {
		told = "  " + v.out.style(dim, plural(p.Event.Sources, "source"))
	}
	return statusMarks[p.Event.Status] + " " + actName(&s.Event) + "  " + shortParties(&s.Event) + told
}

// parts lists what the pressure of the last day is made of.
func (v *dyadView) parts() {
	if v.last == nil || v.last.Value.Pressure < 0.5 {
		return
	}
	v.out.printf("\n%s\n", v.out.style(bold, fmt.Sprintf("What the %.1f of %s are made of", v.last.Value.Pressure, prose.Day(v.last.Value.Day))))
	stories := tension.ByStory(v.last.Events)
	shown := stories[:min(shownParts, len(stories))]
	v.events(shown)
	rest := 0.0
	for _, p := range stories[len(shown):] {
		rest += p.Points
	}
	t := v.out.table()
	if n := len(stories) - len(shown); n > 0 {
		t.row(fmt.Sprintf("%+6.1f", rest), "in "+plural(n, "more event"))
	}
	if math.Abs(v.last.Usual) >= 0.05 {
		t.row(fmt.Sprintf("%+6.1f", v.last.Usual), "what is usual between the two")
	}
	t.write()
}

// events lists parts, a line each.
func (v *dyadView) events(parts []tension.Part) {
	t := v.out.table()
	for i := range parts {
		p := &parts[i]
		words := ""
		if s := v.stories[p.Event.Story]; s != nil {
			words = storyWords(s)
		}
		t.row(v.points(p), p.Event.Day.String(), v.out.style(dim, p.Event.Story[:8]), v.act(p), words)
	}
	t.write()
}

func (v *dyadView) contact() {
	if v.contacts == nil {
		return
	}
	c := v.contacts.Last
	if c == nil {
		v.out.printf("\n%s\n", v.out.style(bold, "The record knows no direct contact of the two."))
		return
	}
	v.out.printf("\n%s\n", v.out.style(bold, "Last direct contact: "+ways[c.How]+", "+prose.Day(c.Day)))
	showContact(v.out, c)
	v.out.printf("%s\n", v.out.style(dim, "more: barograph contacts "+v.a+" "+v.b))
}

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/alerts"
	"github.com/barograph/barograph/internal/prose"
	"github.com/barograph/barograph/store"
)

func newAlertsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "alerts",
		Short: "Be told when pressure rises, events of a kind come in, or two countries stop talking",
		Long: `Be told when the pressure of a pair of countries, a country or a region passes a mark or rises, when events of a kind come in, or when
two countries have not spoken for days: by a webhook, a command, an Atom feed or mail. Rules stand in a YAML file:

  alerts:
    - name: India and Pakistan heat up
      pair: [IND, PAK]
      tension: {above: 60, clear: 45}
      to: [desk]
    - name: Missiles in the Gulf
      region: Persian Gulf
      events: {types: [ASSAULT, MOBILIZE], modes: [missile, weapons], confidence: 0.7, sources: 2}
      to: [desk, feed]
    - name: The line is quiet
      pair: [USA, RUS]
      silence: 7 days
  channels:
    desk: {webhook: "https://desk.example/hook", secret-env: DESK_SECRET}
    feed: {atom: /var/www/alerts.atom}

docs/alerts.md is the reference. Each alert fires once per episode, and that outlives a restart.`,
		Example: `  barograph alerts check alerts.yaml
  barograph alerts test alerts.yaml --since 2025-04-01
  barograph alerts run alerts.yaml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAlertsCheckCmd(), newAlertsTestCmd(), newAlertsRunCmd())
	return cmd
}

// ruleFile reads the rules a command line names; what is wrong with them is told line by line.
func ruleFile(name string) (*alerts.File, error) {
	f, err := alerts.Load(name)
	var problems alerts.Problems
	if errors.As(err, &problems) {
		return nil, fmt.Errorf("%s in the file of alerts:\n%w", plural(len(problems), "problem"), err)
	}
	return f, err
}

func newAlertsCheckCmd() *cobra.Command {
	var send string
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Read the rules and say what is wrong with them, or what they mean",
		Long: `Read a file of alert rules. Whatever is wrong is told with file, line and column, and what may have been meant. Of a file that is
right, each rule is told in words, and whether the channels find their secrets, programs and folders on this machine.`,
		Example: "  barograph alerts check alerts.yaml\n  barograph alerts check alerts.yaml --send desk",
		Args:    exactArgs(1, "the file of alert rules"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := ruleFile(args[0])
			if err != nil {
				return err
			}
			c, known := f.Channels[send]
			if send != "" && !known {
				return usagef("--send %s: the file has no such channel", send)
			}
			out, err := newOutput(cmd, "table", "table")
			if err != nil {
				return err
			}
			t := out.table()
			for i := range f.Rules {
				r := &f.Rules[i]
				to := prose.List(r.To)
				if to == "" {
					to = out.style(yellow, "no channel")
				}
				t.row(out.style(bold, plain(r.Name)), plain(r.String()), "→ "+to)
			}
			t.write()
			failed := false
			for _, name := range slices.Sorted(maps.Keys(f.Channels)) {
				ch := f.Channels[name]
				if err := ch.Check(); err != nil {
					failed = true
					fmt.Fprintf(cmd.ErrOrStderr(), "barograph: %s:%d: channel %s: %v\n", args[0], ch.Line, name, err)
				}
			}
			if err := out.flush(); err != nil {
				return err
			}
			if send != "" {
				if err := c.Try(cmd.Context(), time.Now()); err != nil {
					return fmt.Errorf("channel %s: the test was not delivered: %w", send, err)
				}
				fmt.Fprintf(cmd.ErrOrStderr(), "barograph: channel %s: the test was delivered\n", send)
			}
			if failed {
				return errSomeFailed
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&send, "send", "", "deliver a test to this channel")
	return cmd
}

func newAlertsTestCmd() *cobra.Command {
	var db, since, until, format string
	cmd := &cobra.Command{
		Use:   "test FILE --since DAY",
		Short: "Try the rules on the past: what would have fired, and when",
		Long: `Try alert rules on days of the past, each by what was known on that day, as if the rules had been watching. Nothing is delivered and
nothing is remembered. Each line is an episode: the day on which it would have fired, and until when it went on.`,
		Example: "  barograph alerts test alerts.yaml --since 2025-04-01 --until 2025-06-30",
		Args:    exactArgs(1, "the file of alert rules"),
		RunE: func(cmd *cobra.Command, args []string) error {
			from, _, err := span("--since", since)
			if err != nil {
				return err
			}
			if from == 0 {
				return usagef("give --since, the first day to try")
			}
			_, to, err := span("--until", until)
			if err != nil {
				return err
			}
			f, err := ruleFile(args[0])
			if err != nil {
				return err
			}
			out, err := newOutput(cmd, format, "table", "jsonl")
			if err != nil {
				return err
			}
			return withRecord(cmd, db, func(ctx context.Context, s store.Store) error {
				if to == 0 {
					if to, err = lastDay(ctx, s, nil); err != nil {
						return err
					}
				}
				if to < from {
					return usagef("there is nothing from %s until %s", from, to)
				}
				if from.Add(maxDays) < to {
					return usagef("at most %d days can be tried at once", maxDays)
				}
				trials, err := alerts.Test(ctx, s, f.Rules, from, to)
				if err != nil {
					return err
				}
				return showTrials(out, trials, f.Rules, from, to)
			})
		},
	}
	addDBFlag(cmd, &db)
	cmd.Flags().StringVar(&since, "since", "", "first day, 2025-04-01")
	cmd.Flags().StringVar(&until, "until", "", "last day (default: the last of the record)")
	cmd.Flags().StringVar(&format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
	return cmd
}

func showTrials(out *output, trials []alerts.Trial, rules []alerts.Rule, from, to barograph.Day) error {
	if out.format == "jsonl" {
		for i := range trials {
			if err := out.json(&trials[i]); err != nil {
				return err
			}
		}
		return nil
	}
	fired := map[string]int{}
	t := out.table("FIRED", "UNTIL", "ALERT", "")
	for i := range trials {
		x := &trials[i]
		fired[x.Rule]++
		end := x.Last.String()
		if x.Closed == 0 {
			end = "goes on"
		}
		t.row(x.Day.String(), end, out.style(bold, plain(x.Rule)), plain(x.Title))
	}
	if len(trials) > 0 {
		t.write()
		out.printf("\n")
	}
	for i := range rules {
		out.printf("%s\n", out.style(dim, fmt.Sprintf("%s: %s, %s", plain(rules[i].Name), plural(fired[rules[i].Name], "time"), prose.Span(from, to))))
	}
	return out.flush()
}

func newAlertsRunCmd() *cobra.Command {
	var db string
	once := false
	interval := time.Minute
	cmd := &cobra.Command{
		Use:   "run FILE",
		Short: "Watch the record and deliver alerts",
		Long: `Watch the record and deliver alerts as their rules fire. Run it beside barograph watch, on the same record.

What fired is kept in the record until each channel has taken it, so a process that is killed, or a webhook that is down, loses nothing;
a channel that is slow keeps none of the others waiting. A delivery may come twice, with the same id. The file is read again when it
changes. --once evaluates, tries to deliver once, and ends, for cron.`,
		Example: "  barograph alerts run alerts.yaml\n  */15 * * * * barograph watch --once && barograph alerts run --once alerts.yaml",
		Args:    exactArgs(1, "the file of alert rules"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if interval < time.Second {
				return usagef("--interval %s is shorter than a second", interval)
			}
			f, err := ruleFile(args[0])
			if err != nil {
				return err
			}
			return withRecord(cmd, db, func(ctx context.Context, s store.Store) error {
				say := func(line string) {
					fmt.Fprintf(cmd.ErrOrStderr(), "barograph: %s %s\n", time.Now().UTC().Format(time.RFC3339), plain(line))
				}
				r := newAlertRunner(s, args[0], f, interval, say, func(n *alerts.Notice) {
					fmt.Fprintf(cmd.OutOrStdout(), "%s %s  %s: %s\n", n.Day, n.ID, plain(n.Rule), plain(n.Title))
				})
				if once {
					return r.once(ctx)
				}
				return r.run(ctx)
			})
		},
	}
	addDBFlag(cmd, &db)
	cmd.Flags().BoolVar(&once, "once", false, "evaluate, deliver, and end")
	cmd.Flags().DurationVar(&interval, "interval", interval, "between two looks at the record")
	return cmd
}

// An alertRunner evaluates rules and delivers what fires.
type alertRunner struct {
	record   store.Store
	name     string
	file     *alerts.File
	read     time.Time // of the file's last change
	interval time.Duration
	sender   alerts.Sender
	say      func(line string)
	fired    func(*alerts.Notice)
	seen     int64 // the record's last change that was evaluated
	day      barograph.Day
}

// newAlertRunner makes one of the rules in a file. say is told what goes wrong, fired what fires.
func newAlertRunner(record store.Store, name string, f *alerts.File, interval time.Duration, say func(string), fired func(*alerts.Notice)) *alertRunner {
	return &alertRunner{record: record, name: name, file: f, interval: interval, say: say, fired: fired,
		sender: alerts.Sender{Memory: record, Channels: f.Channels, Say: say, Now: time.Now}}
}

// evaluate tries the rules, and tells what fires.
func (r *alertRunner) evaluate(ctx context.Context) error {
	notices, err := alerts.Evaluate(ctx, r.record, r.record, r.file, time.Now())
	for i := range notices {
		r.fired(&notices[i])
	}
	return err
}

func (r *alertRunner) once(ctx context.Context) error {
	evaluated := r.evaluate(ctx)
	done, err := r.sender.Send(ctx)
	if err != nil {
		return errors.Join(evaluated, err)
	}
	failed := done()
	if evaluated != nil {
		return evaluated
	}
	if failed > 0 {
		return errSomeFailed // each was named
	}
	return nil
}

// run goes on until it is stopped. Nothing that fails ends it: it is told, and tried again.
func (r *alertRunner) run(ctx context.Context) error {
	var waits []func() int
	for {
		r.reload()
		if err := r.look(ctx); err != nil && ctx.Err() == nil {
			r.say(err.Error())
		}
		done, err := r.sender.Send(ctx)
		if err == nil {
			waits = append(waits[:0], done)
		} else if ctx.Err() == nil {
			r.say(err.Error())
		}
		select {
		case <-ctx.Done():
			for _, done := range waits {
				done()
			}
			return nil
		case <-time.After(r.interval):
		}
	}
}

// look evaluates when the record or the day has changed.
func (r *alertRunner) look(ctx context.Context) error {
	changes, err := r.record.Changes(ctx, -1)
	if err != nil {
		return err
	}
	now := int64(0)
	if len(changes) > 0 {
		now = changes[0].Seq
	}
	today := barograph.DayOf(time.Now().UTC())
	if r.day == today && r.seen == now {
		return nil
	}
	if err := r.evaluate(ctx); err != nil {
		return err
	}
	r.day, r.seen = today, now
	return nil
}

// reload reads the file of rules again when it has changed; while it is wrong, the rules stay as they were.
func (r *alertRunner) reload() {
	info, err := os.Stat(r.name)
	if err != nil || info.ModTime().Equal(r.read) {
		return
	}
	first := r.read.IsZero()
	r.read = info.ModTime()
	if first {
		return
	}
	f, err := ruleFile(r.name)
	if err != nil {
		r.say(err.Error() + "; the rules stay as they were")
		return
	}
	r.file, r.day = f, 0
	r.sender.Use(f.Channels)
	r.say("read " + r.name + " again")
}

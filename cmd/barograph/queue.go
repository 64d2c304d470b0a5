package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/ingest/queue"
)

func newQueueCmd() *cobra.Command {
	var nats, format string
	cmd := &cobra.Command{
		Use:   "queue",
		Short: "Show the queue of work: how much waits, how fast it goes, who works, what failed",
		Long: `Show how the queue stands: how many articles, pages and archives wait and are in work, the age of the oldest, how many articles the
workers do in a second, each worker that gave a sign of life in the last 20 seconds, and how many dead letters there are.

A dead letter is what could not be worked on, with its reason: see barograph queue dead --help.`,
		Example: `  barograph queue
  barograph queue --format jsonl | jq .depth
  barograph queue dead
  barograph queue set --max-bytes 20GB --replicas 3`,
		Args: exactArgs(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			out, err := newOutput(cmd, format, "table", "jsonl")
			if err != nil {
				return err
			}
			return withQueue(cmd, nats, func(ctx context.Context, q *queue.Queue) error {
				s, err := q.State(ctx)
				if err != nil {
					return err
				}
				if out.format == "jsonl" {
					return out.json(s)
				}
				showQueue(out, s)
				return out.flush()
			})
		},
	}
	addNATSFlag(cmd, &nats)
	cmd.Flags().StringVar(&format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
	cmd.AddCommand(newDeadCmd(), newQueueSetCmd())
	return cmd
}

// withQueue runs fn on a queue and closes it.
func withQueue(cmd *cobra.Command, address string, fn func(ctx context.Context, q *queue.Queue) error) error {
	q, _, err := openQueue(cmd.Context(), cmd, address)
	if err != nil {
		return err
	}
	return errors.Join(fn(cmd.Context(), q), q.Close())
}

func showQueue(out *output, s *queue.State) {
	t := out.table("", "WAITING", "IN WORK")
	for _, k := range queue.Kinds {
		t.row(string(k)+"s", strconv.Itoa(s.Waiting[k]), strconv.Itoa(s.Working[k]))
	}
	t.write()
	size := fmt.Sprintf("%.1f MB", float64(s.Bytes)/1e6)
	if s.Most > 0 {
		size += fmt.Sprintf(" of %.1f MB", float64(s.Most)/1e6)
	}
	out.printf("\n%s on disk, on %s", size, plural(s.Servers, "server"))
	if s.Depth > 0 {
		out.printf("; the oldest has waited for %s", s.Oldest.Round(time.Second))
		if s.Rate > 0 {
			left := time.Duration(float64(s.Depth) / s.Rate * float64(time.Second))
			out.printf("; at this rate all is done in %s", left.Round(time.Second))
		}
	}
	out.printf("\n")
	dead := plural(s.Dead, "dead letter")
	if s.Dead > 0 {
		dead = out.style(red, dead) + "; barograph queue dead lists them"
	}
	out.printf("%s\n", dead)
	if len(s.Workers) == 0 {
		out.printf("%s\n", out.style(yellow, "no workers"))
		return
	}
	out.printf("%s, %.1f articles a second\n\n", plural(len(s.Workers), "worker"), s.Rate)
	t = out.table("WORKER", "SINCE", "ARTICLES", "EVENTS", "FAILED", "IN WORK", "A SECOND", "")
	for _, w := range s.Workers {
		merges := ""
		if w.Merges {
			merges = "merges"
		}
		t.row(fmt.Sprintf("%s %d", plain(w.Host), w.Process), w.Since.Format("2006-01-02 15:04"), strconv.Itoa(w.Articles), strconv.Itoa(w.Events),
			strconv.Itoa(w.Failed), strconv.Itoa(w.Working), fmt.Sprintf("%.1f", w.Rate), merges)
	}
	t.write()
}

func newDeadCmd() *cobra.Command {
	var nats, format string
	cmd := &cobra.Command{
		Use:   "dead [list]",
		Short: "List what could not be worked on, with its reason; replay it or drop it",
		Long: `List dead letters: messages that could not be worked on, because a document is broken, or because no worker finished it in as many
attempts as barograph worker --tries says. They are kept, whole, until somebody drops them. When the reason is gone (a new version of
the workers, a folder shared), replay puts them back to work.`,
		Example: `  barograph queue dead
  barograph queue dead replay 12 13
  barograph queue dead replay --all
  barograph queue dead drop 14`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 || len(args) == 1 && args[0] != "list" {
				return usagef("%q is not list, replay or drop", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			out, err := newOutput(cmd, format, "table", "jsonl")
			if err != nil {
				return err
			}
			return withQueue(cmd, nats, func(ctx context.Context, q *queue.Queue) error { return listDead(ctx, out, q) })
		},
	}
	addNATSFlag(cmd, &nats)
	cmd.Flags().StringVar(&format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
	cmd.AddCommand(
		newDeadDo("replay", "Put dead letters back to work", "back to work", (*queue.Queue).Replay),
		newDeadDo("drop", "Throw dead letters away", "dropped", (*queue.Queue).Drop))
	return cmd
}

func listDead(ctx context.Context, out *output, q *queue.Queue) error {
	t := out.table("ID", "WHEN", "KIND", "TRIES", "DOCUMENT", "REASON")
	rows := 0
	err := q.Dead(ctx, func(l queue.DeadLetter) error {
		rows++
		if out.format == "jsonl" {
			return out.json(l)
		}
		t.row(strconv.FormatUint(l.ID, 10), l.At.Format("2006-01-02 15:04"), string(l.Kind), strconv.Itoa(l.Tries), plain(l.Name), out.style(red, plain(l.Reason)))
		return nil
	})
	if err != nil || out.format == "jsonl" {
		return err
	}
	if rows == 0 {
		out.printf("%s\n", out.style(dim, "no dead letters"))
	} else {
		t.write()
	}
	return out.flush()
}

// newDeadDo is a command that does something to dead letters.
func newDeadDo(name, short, done string, do func(*queue.Queue, context.Context, ...uint64) (int, error)) *cobra.Command {
	var nats string
	var all bool
	cmd := &cobra.Command{
		Use:     name + " ID… | --all",
		Short:   short,
		Example: "  barograph queue dead " + name + " 12 13\n  barograph queue dead " + name + " --all",
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args) > 0) {
				return usagef("give the ids of dead letters, or --all; barograph queue dead lists them")
			}
			var ids []uint64
			for _, a := range args {
				id, err := strconv.ParseUint(a, 10, 64)
				if err != nil || id == 0 {
					return usagef("%q is not the id of a dead letter; barograph queue dead lists them", a)
				}
				ids = append(ids, id)
			}
			return withQueue(cmd, nats, func(ctx context.Context, q *queue.Queue) error {
				n, err := do(q, ctx, ids...)
				fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", plural(n, "dead letter"), done)
				return err
			})
		},
	}
	addNATSFlag(cmd, &nats)
	cmd.Flags().BoolVar(&all, "all", false, "all dead letters")
	return cmd
}

func newQueueSetCmd() *cobra.Command {
	var nats, size string
	var replicas int
	var ack time.Duration
	cmd := &cobra.Command{
		Use:   "set",
		Short: "Make the queue, or change how it keeps the work",
		Long: `Make the queue, if there is none, and change how it keeps the work. What is not given stays as it is: at first three copies on a cluster
of three servers or more and one elsewhere, no limit of size, and 30 s until the work of a vanished worker is given to another.`,
		Example: `  barograph queue set --max-bytes 20GB --replicas 3`,
		Args:    exactArgs(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			most, err := bytesOf(size)
			if err != nil {
				return err
			}
			if replicas < 0 || replicas > 5 || ack < 0 {
				return usagef("--replicas is 1, 3 or 5, --ack-wait a time such as 30s")
			}
			o := queue.Options{Replicas: replicas, MaxBytes: most, AckWait: ack}
			return withQueue(cmd, nats, func(ctx context.Context, q *queue.Queue) error { return q.Configure(ctx, o) })
		},
	}
	addNATSFlag(cmd, &nats)
	f := cmd.Flags()
	f.IntVar(&replicas, "replicas", 0, "servers that keep each message: 1, 3 or 5")
	f.StringVar(&size, "max-bytes", "", "most that may wait, such as 20GB; publishers wait while it is reached; 'unlimited' for no limit")
	f.DurationVar(&ack, "ack-wait", 0, "until the work of a worker that gives no sign of life is given to another")
	return cmd
}

// bytesOf reads a size such as 20GB; -1 is no limit, 0 is none given.
func bytesOf(s string) (int64, error) {
	text := strings.ToUpper(strings.TrimSpace(s))
	switch text {
	case "":
		return 0, nil
	case "UNLIMITED":
		return -1, nil
	}
	unit := int64(1)
	for _, u := range []struct {
		name string
		n    int64
	}{{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"B", 1}} {
		if rest, ok := strings.CutSuffix(text, u.name); ok {
			text, unit = strings.TrimSpace(rest), u.n
			break
		}
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n*float64(unit) < 1 || n*float64(unit) > 1e18 {
		return 0, usagef("--max-bytes %q is not a size; write it as 20GB", s)
	}
	return int64(n * float64(unit)), nil
}

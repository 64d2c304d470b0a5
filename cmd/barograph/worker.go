package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/ingest/fetch"
	"github.com/barograph/barograph/ingest/queue"
)

// defaultNATS is the queue when nobody names another.
func defaultNATS() string { return cmp.Or(os.Getenv("BAROGRAPH_NATS"), "nats://127.0.0.1:4222") }

func addNATSFlag(cmd *cobra.Command, address *string) {
	cmd.Flags().StringVar(address, "nats", defaultNATS(), "the queue: nats://host:port, several joined by commas ($BAROGRAPH_NATS)")
}

func newWorkerCmd() *cobra.Command {
	var o struct {
		nats, db, tables   string
		jobs, pages, tries int
		merge, grace       time.Duration
		once               bool
	}
	cmd := &cobra.Command{
		Use:   "worker",
		Short: "Take work from a queue: fetch, code, merge and store, together with other workers",
		Long: `Take the work that barograph ingest --nats and barograph watch --nats have put into a queue: fetch pages, split web archives, code
articles, and keep them in the record, which must be on PostgreSQL as soon as there is more than one worker.

Start as many as you like, on as many machines, and stop them when you like: told to end (SIGTERM, Ctrl-C), a worker finishes what it
has in work; killed without warning, others take that over. Every article is in the record exactly once. One worker at a time merges.
What cannot be worked on is kept as a dead letter with its reason (barograph queue dead). docs/workers.md has more.`,
		Example: `  barograph worker --nats nats://queue.example:4222 --db postgres://barograph@db.example/barograph
  barograph worker --fetch 0            # only codes; others fetch
  barograph worker --once               # until the queue is empty`,
		Args: exactArgs(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if o.jobs < 1 || o.pages < 0 || o.tries < 1 || o.merge <= 0 || o.grace <= 0 {
				return usagef("--jobs and --tries: at least one is needed; --merge-every and --grace are times such as 15s")
			}
			ctx := cmd.Context()
			say := func(s string) { fmt.Fprintln(cmd.ErrOrStderr(), "barograph: "+plain(s)) }
			c, err := coder.New(coder.Options{Tables: o.tables})
			if err != nil {
				return tablesError(o.tables, err)
			}
			q, err := queue.Open(ctx, o.nats, queue.Options{}, say)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, q.Close()) }()
			record, err := openStore(ctx, o.db)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, record.Close()) }()
			w := &queue.Worker{Queue: q, Record: record, Coder: c, Name: coderName(o.tables), Merger: reportMerger(), Jobs: o.jobs, Pages: o.pages,
				Tries: o.tries, Merge: o.merge, Grace: o.grace, Drain: o.once, Say: say}
			if o.pages > 0 {
				if w.Fetch, err = sharedFetcher(cmd, q); err != nil {
					return err
				}
			}
			if err := w.Run(ctx); err != nil || ctx.Err() != nil {
				return err
			}
			return writeStats(cmd, record)
		},
	}
	addNATSFlag(cmd, &o.nats)
	addDBFlag(cmd, &o.db)
	f := cmd.Flags()
	f.StringVar(&o.tables, "tables", "", "folder of tables to lay over the built-in ones; the same for all workers")
	f.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "how many articles to code at a time")
	f.IntVar(&o.pages, "fetch", 4, "how many pages to fetch at a time; 0 leaves what is on the web to other workers")
	f.IntVar(&o.tries, "tries", 6, "attempts after which an article that was never finished, tried alone, is a dead letter")
	f.DurationVar(&o.merge, "merge-every", 15*time.Second, "pause between two merges, by whichever worker does it")
	f.DurationVar(&o.grace, "grace", 20*time.Second, "for what is in work when the worker is told to end")
	f.BoolVar(&o.once, "once", false, "end when the queue is empty and the record merged")
	return withFetch(cmd)
}

// sharedFetcher is a client that keeps one pace with those of all workers.
func sharedFetcher(cmd *cobra.Command, q *queue.Queue) (*fetch.Client, error) {
	pace, err := q.Pace(cmd.Context())
	if err != nil {
		return nil, err
	}
	o, err := fetchOptions(cmd)
	if err != nil {
		return nil, err
	}
	o.Pace = pace
	return fetch.New(o), nil
}

// noRecord refuses flags that belong to the workers when articles go into a queue.
func noRecord(cmd *cobra.Command, names ...string) error {
	var given []string
	for _, n := range names {
		if cmd.Flags().Changed(n) {
			given = append(given, "--"+n)
		}
	}
	if given == nil {
		return nil
	}
	return usagef("%s: with --nats, that is for barograph worker to be told", strings.Join(given, ", "))
}

// openQueue connects for a command that publishes.
func openQueue(ctx context.Context, cmd *cobra.Command, address string) (*queue.Queue, func(string), error) {
	say := func(s string) { fmt.Fprintln(cmd.ErrOrStderr(), "barograph: "+plain(s)) }
	q, err := queue.Open(ctx, address, queue.Options{}, say)
	return q, say, err
}

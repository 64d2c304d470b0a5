package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/ingest/opml"
)

func newWatchCmd() *cobra.Command {
	o := ingestOptions{}
	var once, list bool
	interval := 15 * time.Minute
	cmd := &cobra.Command{
		Use:   "watch [FEEDS.opml]…",
		Short: "Keep reading feeds into the record",
		Long: `Keep reading feeds into the record: the feeds of the lists given (OPML, as feed readers export it), or else the shipped list of
the world's news in English. The pages of new entries are fetched, coded and kept.

Each feed is asked only for what has changed; one that fails is left alone for longer each time; robots.txt is obeyed; no host gets
more than two requests at a time. What is known of each feed is kept in the record: stopped and started again, or run by cron with
--once, watch goes on where it was.

--list writes the shipped list, to be edited and given back.`,
		Example: `  barograph watch
  barograph watch --list > feeds.opml && barograph watch feeds.opml
  */15 * * * * barograph watch --once feeds.opml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if list {
				_, err := cmd.OutOrStdout().Write(ingest.FeedsOPML)
				return err
			}
			return runWatch(cmd, args, &o, interval, once)
		},
	}
	o.shared(cmd)
	f := cmd.Flags()
	f.BoolVar(&once, "once", false, "visit the feeds whose time has come, and end")
	f.BoolVar(&list, "list", false, "write the shipped list of feeds, and end")
	f.DurationVar(&interval, "interval", interval, "between two visits to a feed; at least 5m")
	return withFetch(cmd)
}

func runWatch(cmd *cobra.Command, args []string, o *ingestOptions, interval time.Duration, once bool) (err error) {
	feeds, err := feedsOf(args)
	if err != nil {
		return err
	}
	fetcher, err := newFetcher(cmd)
	if err != nil {
		return err
	}
	w := &ingest.Watcher{Fetch: fetcher, Feeds: feeds, Interval: interval, Jobs: o.fetchers}
	if o.nats != "" {
		return publishFeeds(cmd, w, o.nats, once)
	}
	loader, record, err := o.open(cmd)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	say := func(id string, err error) {
		fmt.Fprintf(cmd.ErrOrStderr(), "barograph: %s: %s\n", plain(id), plain(err.Error()))
	}
	loader.Failed = say
	loader.Noted = func(id, note string) { say(id, errors.New(note)) }
	w.Record, w.Say = record, say
	ctx := cmd.Context()
	for {
		var visited int
		var next time.Time
		total, err := loader.Load(ctx, func(ctx context.Context, fn func(*ingest.Document) error) (err error) {
			visited, next, err = w.Round(ctx, fn)
			return err
		})
		if err == nil {
			err = reportMerger().Merge(ctx, record)
		}
		if ctx.Err() != nil {
			return nil // stopped; what was coded is kept, the rest is read and merged the next time
		}
		if err != nil {
			return err
		}
		if visited > 0 || once {
			fmt.Fprintf(cmd.OutOrStdout(), "%s visited %d of %d feeds\n%s", time.Now().UTC().Format(time.RFC3339), visited, len(feeds), total)
		}
		if once {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(max(time.Until(next), 10*time.Second)):
		}
	}
}

// feedsOf reads lists of feeds; without any, the shipped one.
func feedsOf(lists []string) ([]opml.Feed, error) {
	if len(lists) == 0 {
		return ingest.DefaultFeeds(), nil
	}
	var feeds []opml.Feed
	seen := map[string]bool{}
	for _, name := range lists {
		data, err := readFile(name)
		if err != nil {
			return nil, err
		}
		got, err := opml.Read(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, f := range got {
			if !seen[f.URL] {
				seen[f.URL] = true
				feeds = append(feeds, f)
			}
		}
	}
	return feeds, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/ingest/queue"
)

// publishSources is ingest --nats: what the reader finds goes into a queue instead of the record. Pages that sources lead to and web
// archives are only named, for workers to fetch and split; with split, archives are read here.
func publishSources(cmd *cobra.Command, args []string, r *ingest.Reader, wishes ingest.Wishes, address string, split bool) (err error) {
	if err := noRecord(cmd, "db", "tables", "jobs"); err != nil {
		return err
	}
	ctx := cmd.Context()
	q, say, err := openQueue(ctx, cmd, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, q.Close()) }()
	r.Unread, r.SplitArchives, r.Memory, r.Known = true, split, queue.Memory{Queue: q}, nil
	total, err := newPublisher(cmd, q, wishes, say).Publish(ctx, func(ctx context.Context, fn func(*ingest.Document) error) error {
		return r.Read(ctx, args, fn)
	})
	fmt.Fprint(cmd.OutOrStdout(), total)
	switch {
	case err != nil && ctx.Err() != nil:
		return errors.New("interrupted; what was published stays in the queue, run it again to go on")
	case err != nil:
		return err
	case total.Failed > 0:
		return errSomeFailed
	}
	return nil
}

func newPublisher(cmd *cobra.Command, q *queue.Queue, wishes ingest.Wishes, say func(string)) *queue.Publisher {
	return &queue.Publisher{Queue: q, Wishes: wishes, Say: say, Failed: func(id string, err error) { say(id + ": " + err.Error()) }}
}

// publishFeeds is watch --nats: new entries of feeds go into a queue. What is known of each feed is kept beside it.
func publishFeeds(cmd *cobra.Command, w *ingest.Watcher, address string, once bool) (err error) {
	if err := noRecord(cmd, "db", "tables", "jobs"); err != nil {
		return err
	}
	ctx := cmd.Context()
	q, say, err := openQueue(ctx, cmd, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, q.Close()) }()
	w.Record, w.Unread = queue.Memory{Queue: q}, true
	if w.Fetch, err = sharedFetcher(cmd, q); err != nil {
		return err
	}
	w.Say = func(id string, err error) { say(id + ": " + err.Error()) }
	for {
		var visited int
		var next time.Time
		total, err := newPublisher(cmd, q, ingest.Wishes{}, say).Publish(ctx, func(ctx context.Context, fn func(*ingest.Document) error) (err error) {
			visited, next, err = w.Round(ctx, fn)
			return err
		})
		if ctx.Err() != nil {
			return nil // stopped; feeds that were not read to the end are read again the next time
		}
		if err != nil {
			if once {
				return err
			}
			say(err.Error() + "; trying again in a minute") // the queue's server is away for long
			next = time.Now().Add(time.Minute)
		}
		if visited > 0 || once {
			fmt.Fprintf(cmd.OutOrStdout(), "%s visited %d of %d feeds\n%s", time.Now().UTC().Format(time.RFC3339), visited, len(w.Feeds), total)
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

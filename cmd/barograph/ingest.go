package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/ingest"
	"github.com/barograph/barograph/ingest/wikipedia"
	"github.com/barograph/barograph/store"
)

// ingestOptions are the flags that ingest and watch share, and those of ingest.
type ingestOptions struct {
	db       string
	tables   string
	jobs     int
	fetchers int
	nats     string

	date, since, until string
	sources            []string
	outlet             string
	follow             bool
	wikipedia          string
	split              bool
}

func (o *ingestOptions) shared(cmd *cobra.Command) {
	addDBFlag(cmd, &o.db)
	f := cmd.Flags()
	f.StringVar(&o.tables, "tables", "", "folder of tables to lay over the built-in ones")
	f.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "how many articles to code at a time")
	f.IntVar(&o.fetchers, "fetch", 16, "how many pages to fetch at a time, of all hosts together")
	f.StringVar(&o.nats, "nats", "", "leave the work to others: put it into the queue at nats://host:port, see barograph worker --help")
}

func newIngestCmd() *cobra.Command {
	o := ingestOptions{}
	cmd := &cobra.Command{
		Use:   "ingest SOURCE…",
		Short: "Take articles into the record: files, folders, feeds, sitemaps, web archives, Wikipedia's chronicle",
		Long: `Take articles into the record: code them, and keep them with their events. A SOURCE is a file, a folder with all that is in it,
a pattern such as 'pages/*.html', - for standard input, or an address. What it holds is recognised by its first bytes: pages and
scraped text, JSON lines, RSS and Atom feeds, lists of feeds (OPML), sitemaps, web archives (WARC); compressed with gzip, zstd or
bzip2, or not.

The entries of feeds and sitemaps from the web lead to their pages, which are fetched unless they are in the record; a feed in a
file is read as it stands, unless --follow is given.

` + ingest.CurrentEvents + ` is Wikipedia's portal of current events, a summary of each day since July 2002. It is read through
Wikipedia's API, with pauses; interrupted, it goes on where it was.

The same article again changes nothing: articles are known by their address, without what tracks readers, and by their text. Two
texts at one address are two versions of one article, of which the later counts. Copies of one text count as one source.`,
		Example: `  barograph ingest examples/
  barograph ingest --since 2025-04-01 https://www.example.org/feed.xml
  barograph ingest CC-NEWS-20250508.warc.gz
  barograph ingest --nats nats://queue.example:4222 /shared/CC-NEWS-*.warc.gz
  barograph ingest ` + ingest.CurrentEvents + ` --since 2024-01-01`,
		RunE: func(cmd *cobra.Command, args []string) error { return runIngest(cmd, args, &o) },
	}
	o.shared(cmd)
	f := cmd.Flags()
	f.StringVar(&o.date, "date", "", "day of publication, YYYY-MM-DD, overrules what articles say")
	f.StringVar(&o.since, "since", "", "only articles published on this day or later")
	f.StringVar(&o.until, "until", "", "only articles published on this day or earlier")
	f.StringArrayVar(&o.sources, "source", nil, "only articles of this outlet: a part of its name or host (may be given several times)")
	f.StringVar(&o.outlet, "outlet", "", "name of the outlet, for articles that do not tell it")
	f.BoolVar(&o.follow, "follow", false, "fetch the pages that feeds lead to (default: of feeds from the web); --follow=false never")
	f.BoolVar(&o.split, "split", false, "with --nats: read web archives here, as the workers cannot reach their files")
	f.StringVar(&o.wikipedia, "wikipedia", wikipedia.API, "address of the MediaWiki API to read current events from")
	return withFetch(cmd)
}

func runIngest(cmd *cobra.Command, args []string, o *ingestOptions) (err error) {
	if args, err = inputArgs(cmd, args); err != nil {
		return err
	}
	date, err := parseDate(o.date)
	if err != nil {
		return err
	}
	since, _, e1 := span("--since", o.since)
	_, until, e2 := span("--until", o.until)
	if err := errors.Join(e1, e2); err != nil {
		return err
	}
	fetcher, err := newFetcher(cmd)
	if err != nil {
		return err
	}
	wishes := ingest.Wishes{Date: date, Since: since, Until: until, Sources: o.sources, Outlet: o.outlet}
	r := &ingest.Reader{
		Fetch: fetcher, Stdin: cmd.InOrStdin(), Wikipedia: wikipedia.Client{Base: o.wikipedia}, Since: since, Until: until, Jobs: o.fetchers,
	}
	if cmd.Flags().Changed("follow") {
		r.Follow = ingest.FollowNever
		if o.follow {
			r.Follow = ingest.FollowAlways
		}
	}
	if o.nats != "" {
		return publishSources(cmd, args, r, wishes, o.nats, o.split)
	}
	loader, record, err := o.open(cmd)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	loader.Wishes, r.Memory, r.Known = wishes, record, record.KnownURL
	bar := newIngestBar(cmd.ErrOrStderr(), args, r)
	loader.Step = bar.step
	loader.Failed = func(id string, err error) {
		bar.clear()
		fmt.Fprintf(cmd.ErrOrStderr(), "barograph: %s: %s\n", plain(id), plain(err.Error()))
	}
	loader.Noted = func(id, note string) { loader.Failed(id, errors.New(note)) }
	start := time.Now()
	total, err := loader.Load(cmd.Context(), func(ctx context.Context, fn func(*ingest.Document) error) error {
		return r.Read(ctx, args, fn)
	})
	bar.clear()
	read := time.Since(start)
	if err == nil {
		err = reportMerger().Merge(cmd.Context(), record)
	}
	fmt.Fprint(cmd.OutOrStdout(), total)
	if err == nil {
		fmt.Fprint(cmd.OutOrStdout(), spent(total, o.jobs, time.Since(start), read, ingest.ProcessorTime()))
		err = writeStats(cmd, record)
	}
	switch {
	case err != nil && cmd.Context().Err() != nil:
		return errors.New("interrupted; what was read is kept, run it again to go on")
	case err != nil:
		return err
	case total.Failed > 0:
		return errSomeFailed
	}
	return nil
}

// spent tells where the time of a run went. took is all of it and read what passed until the last article was coded and kept, both by the
// clock; cpu is what the process has taken of all processors, 0 where that is not known.
func spent(s *ingest.Summary, jobs int, took, read, cpu time.Duration) string {
	out := fmt.Sprintf("took %s: reading, coding (%d at a time) and storing %s, then merging %s\n", seconds(took), jobs, seconds(read), seconds(took-read))
	if cpu > 0 {
		share := 100 * s.Coding.Seconds() / cpu.Seconds()
		out += fmt.Sprintf("of %s of the processors' time coding had %.1f %%, all beside it %.1f %%\n", seconds(cpu), share, 100-share)
	}
	return out
}

// seconds is a time as the summary tells it.
func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// writeStats tells what the record holds now.
func writeStats(cmd *cobra.Command, record store.Store) error {
	n, err := record.Stats(cmd.Context())
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "the record now: %d articles, %d texts without their copies; %d reports merged into %d events\n", n.Current, n.Groups, n.Reports, n.Stories)
	return nil
}

// open makes the loader and opens the record, which the caller must close.
func (o *ingestOptions) open(cmd *cobra.Command) (*ingest.Loader, store.Store, error) {
	if o.jobs < 1 || o.fetchers < 1 {
		return nil, nil, usagef("--jobs and --fetch: at least one is needed")
	}
	c, err := coder.New(coder.Options{Tables: o.tables})
	if err != nil {
		return nil, nil, err
	}
	record, err := openStore(cmd.Context(), o.db)
	if err != nil {
		return nil, nil, err
	}
	return &ingest.Loader{Record: record, Coder: c, Name: "barograph " + version, Jobs: o.jobs}, record, nil
}

// ingestBar is the line on a terminal that tells how far a run is.
type ingestBar struct {
	statusLine
	read  *ingest.Reader
	total int64 // bytes of the files; 0 when not known
	start time.Time
}

func newIngestBar(w io.Writer, args []string, r *ingest.Reader) *ingestBar {
	b := &ingestBar{statusLine: newStatusLine(w), read: r, start: time.Now()}
	if b.w != nil {
		b.total, _ = ingest.Size(args)
	}
	return b
}

func (b *ingestBar) step(s *ingest.Summary) {
	if now := time.Now(); b.due(now) {
		b.draw(b.line(s, now), now)
	}
}

// line is "[=====>    ] 48% · 1204 articles, 96.1/s · 310 events · 12s left".
func (b *ingestBar) line(s *ingest.Summary, now time.Time) string {
	spent := now.Sub(b.start).Seconds()
	parts := []string{
		fmt.Sprintf("%d articles, %.1f/s", s.Read, float64(s.Read)/max(spent, 0.001)), fmt.Sprintf("%d events", s.Events),
	}
	if s.Known > 0 {
		parts = append(parts, fmt.Sprintf("%d known", s.Known))
	}
	if done := b.read.Bytes.Load(); b.total > 0 && done > 0 {
		share := min(float64(done)/float64(b.total), 1)
		bar := fmt.Sprintf("%s %d%%", shareBar(share), int(share*100))
		left := time.Duration(spent * (1 - share) / share * float64(time.Second))
		parts = append([]string{bar}, append(parts, left.Round(time.Second).String()+" left")...)
	}
	return strings.Join(parts, " · ")
}

// readFile reads a file that a flag or argument names.
func readFile(name string) ([]byte, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, errors.Unwrap(err))
	}
	return data, nil
}

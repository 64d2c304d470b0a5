package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/coder"
)

// codeOptions are the flags of the code command.
type codeOptions struct {
	date      string
	format    string
	tables    string
	sentences bool
	explain   bool
	progress  bool
	jobs      int

	cpuProfile, memProfile string
}

func newCodeCmd() *cobra.Command {
	o := codeOptions{}
	cmd := &cobra.Command{
		Use:   "code [FILE|URL|-]...",
		Short: "Code articles: who did what to whom, when, where, according to whom",
		Long: `Code articles into political events. Inputs are pages (HTML), plain text, RSS or Atom feeds, or files of JSON lines with one
article each; without one, standard input is read. On a terminal the events are shown as a table, elsewhere as one line of JSON per input.

With --sentences, inputs are JSON lines {"id","text","date"}, each text one sentence or passage, coded as it stands.

The folder given with --tables may hold cameo.tsv, goldstein.tsv and the tables of actors and places; their rows come before
the built-in ones.`,
		Example: `  barograph code page.html
  barograph code --date 2025-05-09 --explain article.txt
  barograph code https://www.example.org/news/page.html
  barograph code --format gdelt articles.jsonl > events.export.csv
  echo '{"id":1,"text":"India struck Pakistan on Thursday.","date":"2025-05-09"}' | barograph code --sentences`,
		RunE: func(cmd *cobra.Command, args []string) error { return runCode(cmd, args, &o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.date, "date", "", "day of publication, YYYY-MM-DD, for inputs that do not tell it or tell it wrongly")
	f.StringVar(&o.format, "format", "", "table, jsonl, plover, gdelt or csv (default: table on a terminal, else jsonl)")
	f.StringVar(&o.tables, "tables", "", "folder of tables to lay over the built-in ones")
	f.BoolVar(&o.sentences, "sentences", false, `read JSON lines {"id","text","date"} and code each text as it stands`)
	f.BoolVar(&o.explain, "explain", false, "say of each event which words and table rows it rests on")
	f.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "how many inputs to code at a time")
	f.BoolVar(&o.progress, "progress", false, "show progress on standard error (default: when it is a terminal and the output is not)")
	f.StringVar(&o.cpuProfile, "cpuprofile", "", "write a CPU profile")
	f.StringVar(&o.memProfile, "memprofile", "", "write a memory profile")
	_ = f.MarkHidden("cpuprofile")
	_ = f.MarkHidden("memprofile")
	return cmd
}

func runCode(cmd *cobra.Command, args []string, o *codeOptions) (err error) {
	if o.jobs < 1 {
		return usagef("--jobs %d: at least one is needed", o.jobs)
	}
	date, err := parseDate(o.date)
	if err != nil {
		return err
	}
	out, err := newOutput(cmd, o.format, "table", "jsonl", "plover", "gdelt", "csv")
	if err != nil {
		return err
	}
	sink, err := newSink(out, o.explain)
	if err != nil {
		return err
	}
	stop, err := startProfiles(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()

	c, err := coder.New(coder.Options{Tables: o.tables})
	if err != nil {
		return tablesError(o.tables, err)
	}
	if !cmd.Flags().Changed("progress") {
		_, onTerminal := terminal(cmd.ErrOrStderr())
		_, tableToo := terminal(cmd.OutOrStdout())
		o.progress = onTerminal && !tableToo
	}
	p := newPipeline(cmd, o.jobs, c, sink)
	p.passages = o.sentences
	p.prepare = func(in input) ([]coder.Input, error) { return articlesOf(in, article.Options{Published: date}) }
	if o.sentences {
		p.prepare = func(in input) ([]coder.Input, error) { return sentenceOf(in, date) }
	}
	if o.progress {
		p.progress = newProgress(cmd.ErrOrStderr(), args)
	}
	return p.run(args)
}

// articlesOf reads the articles that an input holds: a page or text, a line of JSON, a feed. The error names those that could not be
// read; the others stand.
func articlesOf(in input, opts article.Options) ([]coder.Input, error) {
	items, err := in.Articles(opts)
	errs := []error{err}
	var out []coder.Input
	for _, item := range items {
		switch {
		case item.Err == nil:
			out = append(out, coder.Input{ID: item.ID, Article: item.Article})
		case len(items) == 1:
			errs = append(errs, item.Err)
		default:
			errs = append(errs, fmt.Errorf("%s: %w", item.ID, item.Err))
		}
	}
	return out, errors.Join(errs...)
}

// sentenceOf reads a line {"id","text","date"}; date, if not zero, overrules the line's.
func sentenceOf(in input, date time.Time) ([]coder.Input, error) {
	if in.Line == 0 {
		if len(bytes.TrimSpace(in.Data)) == 0 {
			return nil, errors.New(`empty; --sentences wants lines {"id","text","date"}`)
		}
		return nil, errors.New(`not JSON lines; --sentences wants {"id","text","date"}, one a line`)
	}
	p, err := passageOf(&in)
	if err != nil {
		return nil, err
	}
	out := coder.Input{ID: p.id, Text: p.text}
	switch {
	case !date.IsZero():
		out.Published = &barograph.Published{Time: date, DayOnly: true}
	case p.date != "":
		out.Published = &barograph.Published{}
		if err := out.Published.UnmarshalText([]byte(p.date)); err != nil {
			return nil, fmt.Errorf("date %q: want YYYY-MM-DD or an RFC 3339 time", p.date)
		}
	}
	return []coder.Input{out}, nil
}

// startProfiles begins what the hidden flags ask for; the function it returns writes it.
func startProfiles(o *codeOptions) (stop func() error, err error) {
	var cpu *os.File
	if o.cpuProfile != "" {
		if cpu, err = os.Create(o.cpuProfile); err != nil {
			return nil, err
		}
		if err := pprof.StartCPUProfile(cpu); err != nil {
			return nil, err
		}
	}
	return func() error {
		if cpu != nil {
			pprof.StopCPUProfile()
			if err := cpu.Close(); err != nil {
				return err
			}
		}
		if o.memProfile == "" {
			return nil
		}
		f, err := os.Create(o.memProfile)
		if err != nil {
			return err
		}
		runtime.GC()
		return errors.Join(pprof.Lookup("allocs").WriteTo(f, 0), f.Close())
	}, nil
}

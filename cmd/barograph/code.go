package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
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
		Long: `Code articles into political events. Inputs are pages (HTML), plain text, or files of JSON lines with one article each;
without one, standard input is read. On a terminal the events are shown as a table, elsewhere as one line of JSON per input.

With --sentences, inputs are JSON lines {"id","text","date"}, each text one sentence or passage, coded as it stands.

The folder given with --tables may hold cameo.tsv, goldstein.tsv and the tables of actors and places; their rows come before
the built-in ones.`,
		Example: `  barograph code page.html
  barograph code --date 2025-05-09 --explain article.txt
  barograph code --format gdelt articles.jsonl > events.export.csv`,
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
	var date *barograph.Published
	if o.date != "" {
		t, err := time.Parse(time.DateOnly, o.date)
		if err != nil {
			return usagef("--date %q: want YYYY-MM-DD, such as 2025-05-09", o.date)
		}
		date = &barograph.Published{Time: t, DayOnly: true}
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
		return fmt.Errorf("%w", err)
	}
	if !cmd.Flags().Changed("progress") {
		_, onTerminal := terminal(cmd.ErrOrStderr())
		_, tableToo := terminal(cmd.OutOrStdout())
		o.progress = onTerminal && !tableToo
	}
	p := newPipeline(cmd, o.jobs, c, sink)
	p.prepare = func(in input) (coder.Input, error) { return readArticle(in, date) }
	if o.sentences {
		p.prepare = func(in input) (coder.Input, error) { return readSentence(in, date) }
	}
	if o.progress {
		p.progress = newProgress(cmd.ErrOrStderr(), args)
	}
	return p.run(args)
}

// A record is one line of a file of JSON lines: a sentence or passage, or an article that somebody extracted already.
type record struct {
	ID         json.RawMessage    `json:"id"`
	URL        string             `json:"url"`
	Source     string             `json:"source"`
	Headline   string             `json:"headline"`
	Title      string             `json:"title"`
	Standfirst string             `json:"standfirst"`
	Section    string             `json:"section"`
	Byline     string             `json:"byline"`
	Dateline   string             `json:"dateline"`
	Body       string             `json:"body"`
	Text       *string            `json:"text"`
	HTML       string             `json:"html"`
	Date       string             `json:"date"`
	Published  string             `json:"published"`
	Article    *barograph.Article `json:"article"`
}

// readRecord reads a line of JSON. Its id, or else its place in the file, becomes the input's.
func readRecord(in input) (record, string, error) {
	var rec record
	if err := json.Unmarshal(in.Data, &rec); err != nil {
		return rec, in.ID, fmt.Errorf("not a line of JSON as wanted: %w", err)
	}
	id := in.ID
	if s := strings.TrimSpace(string(rec.ID)); s != "" && s != "null" {
		id = s
		var unquoted string
		if json.Unmarshal(rec.ID, &unquoted) == nil {
			id = unquoted
		}
	}
	return rec, id, nil
}

// day is the day of publication that a record gives; a date on the command line comes first.
func (rec *record) day(date *barograph.Published) (*barograph.Published, error) {
	s := rec.Published
	if s == "" {
		s = rec.Date
	}
	if date != nil || s == "" {
		return date, nil
	}
	p := &barograph.Published{}
	if err := p.UnmarshalText([]byte(s)); err != nil {
		return nil, fmt.Errorf("date %q: want YYYY-MM-DD or an RFC 3339 time", s)
	}
	return p, nil
}

// readSentence reads a line {"id","text","date"}.
func readSentence(in input, date *barograph.Published) (coder.Input, error) {
	if in.Line == 0 {
		return coder.Input{}, errors.New(`not JSON lines; --sentences wants {"id","text","date"}, one a line`)
	}
	rec, id, err := readRecord(in)
	if err != nil {
		return coder.Input{}, err
	}
	if rec.Text == nil {
		return coder.Input{}, errors.New(`no "text"`)
	}
	day, err := rec.day(date)
	if err != nil {
		return coder.Input{}, err
	}
	return coder.Input{ID: id, Text: strings.ToValidUTF8(*rec.Text, "\ufffd"), Published: day}, nil
}

// readArticle reads a page, a text, or a line of JSON that holds an article.
func readArticle(in input, date *barograph.Published) (coder.Input, error) {
	if in.Line > 0 {
		return readArticleLine(in, date)
	}
	a, err := article.Read(in.Data, in.ContentType, in.URL, article.Options{Published: dayOf(date)})
	return coder.Input{ID: in.ID, Article: a}, err
}

func dayOf(p *barograph.Published) time.Time {
	if p == nil {
		return time.Time{}
	}
	return p.Time
}

func readArticleLine(in input, date *barograph.Published) (coder.Input, error) {
	rec, id, err := readRecord(in)
	if err != nil {
		return coder.Input{}, err
	}
	day, err := rec.day(date)
	if err != nil {
		return coder.Input{}, err
	}
	if rec.HTML != "" {
		a, err := article.FromHTML([]byte(rec.HTML), rec.URL, article.Options{Published: dayOf(day)})
		return coder.Input{ID: id, Article: a}, err
	}
	a := rec.Article
	if a == nil {
		a = &barograph.Article{URL: rec.URL, Source: rec.Source, Headline: rec.Headline, Standfirst: rec.Standfirst, Section: rec.Section,
			Byline: rec.Byline, Dateline: rec.Dateline, Body: rec.Body}
		if a.Headline == "" {
			a.Headline = rec.Title
		}
		if a.Body == "" && rec.Text != nil {
			a.Body = *rec.Text
		}
	}
	if day != nil {
		a.Published = day
	}
	for _, s := range []*string{&a.Headline, &a.Standfirst, &a.Body} {
		*s = strings.TrimSpace(strings.ToValidUTF8(*s, "\ufffd"))
	}
	if a.Text() == "" {
		return coder.Input{}, errors.New(`no article in it: want "html", or "headline" and "body" (or "text")`)
	}
	if l := article.Language(a.Text()); l != "English" {
		return coder.Input{}, article.LanguageError{Language: l}
	}
	return coder.Input{ID: id, Article: a}, nil
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

package main

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/actors"
)

func newActorCmd() *cobra.Command {
	var date, format, tables string
	var explain bool
	cmd := &cobra.Command{
		Use:   "actor [TEXT]...",
		Short: "Who a phrase means: its country, sector, and the person or body by name",
		Long: `Say who a phrase of the news means: which country, which sector, which named person or body, on a date.

TEXT is a phrase such as "French President Emmanuel Macron" or "four Saudi men". With --format jsonl the argument - (or none) reads
lines of JSON {"id","text","date"} from standard input; date is YYYY-MM-DD and optional. The answer to each is one line
{"id","code","sector","name"}; id is the phrase itself for phrases given as arguments. A standard input that is no JSON is read as one
phrase a line. The date of a line counts before --date.

code is an ISO 3166-1 alpha-3 code, XKX, IGO, NGO, TRN or MUL; "" when it is not knowable. Without a date, offices stay without a
name ("the French President" is a different person every few years).`,
		Example: `  barograph actor "US Secretary of State" --date 2025-05-09
  barograph actor "Somali state media" "paris railway police" --explain
  barograph actor --format jsonl - < phrases.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			out, err := newOutput(cmd, format, "table", "jsonl")
			if err != nil {
				return err
			}
			day, err := actorDate(date)
			if err != nil {
				return usageError{err}
			}
			tabs, err := actorTables(tables)
			if err != nil {
				return tablesError(tables, err)
			}
			r := actorRun{cmd: cmd, tabs: tabs, day: day, out: out, explain: explain}
			return r.run(args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&date, "date", "", "day of the report, YYYY-MM-DD: who holds an office, which row is valid")
	f.StringVar(&format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
	f.StringVar(&tables, "tables", "", "folder of your own actor tables, laid over the built-in ones")
	f.BoolVar(&explain, "explain", false, "add which table rows gave the answer")
	return cmd
}

func actorTables(dir string) (*actors.Tables, error) {
	if dir == "" {
		return actors.Default()
	}
	t, err := actors.Load(dir)
	if err != nil {
		return nil, err
	}
	return t, nil
}

// actorDate reads a day; "" is the zero time.
func actorDate(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	return time.Time{}, fmt.Errorf("date %q is not a day such as 2025-05-09", s)
}

// actorAnswer is one line of output.
type actorAnswer struct {
	ID     any    `json:"id"` // as it was given
	Code   string `json:"code"`
	Sector string `json:"sector"`
	Name   string `json:"name"`
	Rule   string `json:"rule,omitempty"`
}

type actorRun struct {
	cmd     *cobra.Command
	tabs    *actors.Tables
	day     time.Time
	out     *output
	explain bool
	table   *table
}

func (r *actorRun) run(args []string) error {
	if r.out.format == "table" {
		r.table = r.out.table("PHRASE", "CODE", "SECTOR", "NAME")
	}
	var err error
	phrases := args
	if len(args) == 0 || len(args) == 1 && args[0] == "-" {
		phrases = nil
		err = forEachInputOf(r.cmd, args, true, func(in input) error {
			if in.Line > 0 {
				return r.line(in)
			}
			if !utf8.Valid(in.Data) {
				return errors.New("not text in UTF-8")
			}
			for line := range strings.Lines(string(in.Data)) {
				if phrase := strings.TrimSpace(line); phrase != "" {
					if err := r.answer(phrase, phrase, r.day); err != nil {
						return err
					}
				}
			}
			return nil
		})
		var usage usageError
		if errors.As(err, &usage) {
			return usagef(`no phrase; give one in quotes, or - for lines of JSON {"id","text","date"} on standard input`)
		}
		if err != nil && !errors.Is(err, errSomeFailed) {
			return err
		}
	}
	for _, p := range phrases {
		if werr := r.answer(p, p, r.day); werr != nil {
			return werr
		}
	}
	if r.table != nil {
		if len(r.table.rows) > 1 {
			r.table.write()
		}
		if werr := r.out.flush(); werr != nil {
			return werr
		}
	}
	return err
}

// line answers one line of JSON.
func (r *actorRun) line(in input) error {
	p, err := passageOf(&in)
	if err != nil {
		return err
	}
	day := r.day
	if p.date != "" {
		if day, err = actorDate(p.date); err != nil {
			return err
		}
	}
	return r.answer(p.answerID(), p.text, day)
}

func (r *actorRun) answer(id any, text string, day time.Time) error {
	a := r.tabs.Resolve(text, day, actors.Context{})
	if r.table == nil {
		ans := actorAnswer{ID: id, Code: a.Code, Sector: string(a.Sector), Name: a.Name}
		if r.explain {
			ans.Rule = a.Rule
		}
		return r.out.json(ans)
	}
	dash := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	name := plain(a.Name)
	if c := r.tabs.CountryName(a.Code); c != "" && c != a.Name {
		name += r.out.style(dim, "  "+c)
	}
	if r.explain {
		r.out.printf("%s\n  %s  %s  %s\n  %s\n", wrap(plain(text), r.out.width, ""), r.out.style(bold, dash(a.Code)), dash(string(a.Sector)), name,
			r.out.style(dim, wrap(plain(a.Rule), r.out.width-2, "  ")))
		return nil
	}
	r.table.row(shorten(plain(text), 44), r.out.style(bold, dash(a.Code)), dash(string(a.Sector)), name)
	return nil
}

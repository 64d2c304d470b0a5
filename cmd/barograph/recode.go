package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/store"
)

// coderName names what codes: the program with its model, and the user's tables if any. It is kept with each article.
func coderName(tables string) string {
	name := "barograph " + version
	if tables != "" {
		name += " with " + tables
	}
	return name
}

func newRecodeCmd() *cobra.Command {
	var o struct {
		db, tables, format string
		dryRun, all        bool
		jobs               int
	}
	cmd := &cobra.Command{
		Use:   "recode",
		Short: "Code the articles of the record again, and compare",
		Long: `Code the articles of the record again, after a new model or table, and tell what has changed: events that are new, gone, or read
otherwise. Corrections are kept. Articles that this coder has coded already are left alone, so a run that was stopped goes on where it was;
--all codes them too. With --dry-run the record stays as it is.`,
		Example: `  barograph recode --dry-run --tables my-tables
  barograph recode --format jsonl > differences.jsonl`,
		Args: exactArgs(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.jobs < 1 {
				return usagef("--jobs %d: at least one is needed", o.jobs)
			}
			out, err := newOutput(cmd, o.format, "table", "jsonl")
			if err != nil {
				return err
			}
			return withRecord(cmd, o.db, func(ctx context.Context, s store.Store) error {
				c, err := coder.New(coder.Options{Tables: o.tables})
				if err != nil {
					return err
				}
				r := &recoding{s: s, coder: c, name: coderName(o.tables), all: o.all, dry: o.dryRun, out: out}
				if err := r.run(ctx, o.jobs); err != nil {
					return err
				}
				if !o.dryRun {
					if err := reportMerger().Merge(ctx, s); err != nil {
						return err
					}
				}
				return r.report(cmd)
			})
		},
	}
	addDBFlag(cmd, &o.db)
	f := cmd.Flags()
	f.StringVar(&o.tables, "tables", "", "folder of tables to lay over the built-in ones")
	f.StringVar(&o.format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
	f.BoolVar(&o.dryRun, "dry-run", false, "compare only")
	f.BoolVar(&o.all, "all", false, "also articles that this coder has coded")
	f.IntVar(&o.jobs, "jobs", runtime.GOMAXPROCS(0), "how many articles to code at a time")
	return cmd
}

// allCoder codes documents; *coder.Coder is one.
type allCoder interface {
	CodeAll([]coder.Input) []*coder.Document
}

// recoding is a run of recode.
type recoding struct {
	s     store.Store
	coder allCoder
	name  string
	all   bool
	dry   bool
	out   *output

	articles, left, same, changed, added, gone int
	fields                                     map[string]int
}

// recodeBatch is how many articles are coded and written together.
const recodeBatch = 16

// run codes the articles, several batches side by side, and writes them one batch after the other.
func (r *recoding) run(ctx context.Context, jobs int) error {
	r.fields = map[string]int{}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	todo, done := make(chan []*store.StoredArticle), make(chan [2][]*store.StoredArticle)
	var readErr error
	var workers sync.WaitGroup
	workers.Go(func() {
		defer close(todo)
		readErr = r.read(ctx, todo)
	})
	for range jobs {
		workers.Go(func() {
			for batch := range todo {
				select {
				case done <- [2][]*store.StoredArticle{batch, r.code(batch)}:
				case <-ctx.Done():
				}
			}
		})
	}
	go func() { workers.Wait(); close(done) }()
	var writeErr error
	for pair := range done {
		if writeErr == nil {
			if writeErr = r.write(ctx, pair[0], pair[1]); writeErr != nil {
				cancel()
			}
		}
	}
	if writeErr != nil {
		return writeErr
	}
	return readErr
}

func (r *recoding) read(ctx context.Context, to chan<- []*store.StoredArticle) error {
	var batch []*store.StoredArticle
	send := func() error {
		if len(batch) == 0 {
			return nil
		}
		select {
		case to <- batch:
			batch = nil
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := r.s.Articles(ctx, "", func(a *store.StoredArticle) error {
		if a.Coder == r.name && !r.all {
			r.left++
			return nil
		}
		if batch = append(batch, a); len(batch) == recodeBatch {
			return send()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return send()
}

// code makes the articles anew.
func (r *recoding) code(old []*store.StoredArticle) []*store.StoredArticle {
	inputs := make([]coder.Input, len(old))
	for i, a := range old {
		inputs[i] = coder.Input{ID: a.ID, Article: a.Article.Article}
	}
	out := make([]*store.StoredArticle, len(old))
	for i, d := range r.coder.CodeAll(inputs) {
		a := *old[i]
		a.Events, a.Quotes, a.Coder = d.Events, d.Quotes, r.name
		a.Warnings = slices.Concat(a.Article.Article.Warnings, d.Warnings)
		out[i] = &a
	}
	return out
}

func (r *recoding) write(ctx context.Context, old, fresh []*store.StoredArticle) error {
	for i := range old {
		r.articles++
		for _, d := range compareEvents(old[i].Events, fresh[i].Events) {
			switch {
			case d.Old == nil:
				r.added++
			case d.New == nil:
				r.gone++
			case d.Fields == nil:
				r.same++
				continue
			default:
				r.changed++
				for _, f := range d.Fields {
					r.fields[f]++
				}
			}
			d.Article = old[i].ID
			if r.out.format == "jsonl" {
				if err := r.out.json(&d); err != nil {
					return err
				}
				continue
			}
			r.show(&d)
		}
	}
	if r.dry {
		return nil
	}
	articles := make([]store.Article, len(fresh))
	for i := range fresh {
		articles[i] = fresh[i].Article
	}
	return r.s.Recode(ctx, articles)
}

// difference is what became of one event.
type difference struct {
	Article string           `json:"article"`
	Old     *barograph.Event `json:"old,omitempty"`
	New     *barograph.Event `json:"new,omitempty"`
	Fields  []string         `json:"fields,omitempty"` // that are read otherwise
}

// compareEvents pairs the events of two codings of an article: by id, which is the place of the trigger, else by overlapping triggers.
func compareEvents(old, fresh []barograph.Event) []difference {
	var out []difference
	used := make([]bool, len(fresh))
	find := func(fits func(*barograph.Event) bool) *barograph.Event {
		for i := range fresh {
			if !used[i] && fits(&fresh[i]) {
				used[i] = true
				return &fresh[i]
			}
		}
		return nil
	}
	pairs := make([]*barograph.Event, len(old))
	for i := range old {
		pairs[i] = find(func(e *barograph.Event) bool { return e.ID == old[i].ID })
	}
	for i := range old {
		if pairs[i] == nil {
			pairs[i] = find(func(e *barograph.Event) bool {
				return e.Trigger.Start < old[i].Trigger.End && old[i].Trigger.Start < e.Trigger.End
			})
		}
		d := difference{Old: &old[i], New: pairs[i]}
		if d.New != nil {
			d.Fields = differentFields(d.Old, d.New)
		}
		out = append(out, d)
	}
	for i := range fresh {
		if !used[i] {
			out = append(out, difference{New: &fresh[i]})
		}
	}
	return out
}

// differentFields names the fields in which two readings of an act differ.
func differentFields(a, b *barograph.Event) []string {
	parties := func(ps []barograph.Participant) []string {
		var out []string
		for i := range ps {
			out = append(out, ps[i].Code+"."+string(ps[i].Sector)+" "+ps[i].Name)
		}
		return out
	}
	places := func(ls []barograph.Location) []string {
		var out []string
		for i := range ls {
			out = append(out, ls[i].Name+", "+ls[i].Country)
		}
		return out
	}
	when := func(t *barograph.Time) string {
		if t == nil {
			return ""
		}
		return t.Value
	}
	figure := func(c *barograph.Count) barograph.Count {
		if c == nil {
			return barograph.Count{}
		}
		return *c
	}
	who := func(p *barograph.Participant) string {
		if p == nil {
			return ""
		}
		return p.Name
	}
	var out []string
	for _, f := range []struct {
		name string
		same bool
	}{
		{"type", a.Type == b.Type}, {"mode", a.Mode == b.Mode}, {"force", a.Force == b.Force}, {"status", a.Status == b.Status},
		{"cameo", a.CAMEO == b.CAMEO}, {"goldstein", a.Goldstein == b.Goldstein}, {"actors", slices.Equal(parties(a.Actors), parties(b.Actors))},
		{"recipients", slices.Equal(parties(a.Recipients), parties(b.Recipients))}, {"place", slices.Equal(places(a.Locations), places(b.Locations))},
		{"time", when(a.Time) == when(b.Time)}, {"deaths", figure(a.Deaths) == figure(b.Deaths)}, {"injuries", figure(a.Injuries) == figure(b.Injuries)},
		{"claimant", who(a.Claimant) == who(b.Claimant)},
	} {
		if !f.same {
			out = append(out, f.name)
		}
	}
	return out
}

// show tells a difference on two lines.
func (r *recoding) show(d *difference) {
	e, mark, colour := d.New, "+", green
	switch {
	case d.New == nil:
		e, mark, colour = d.Old, "-", red
	case d.Old != nil:
		mark, colour = "~", yellow
	}
	line := fmt.Sprintf("%s %s  %s", mark, actName(e), shortParties(e))
	for _, f := range d.Fields {
		line += " · " + f
	}
	r.out.printf("%s\n    %s\n", r.out.style(colour, line), shorten(plain(e.Evidence), r.out.width-4))
}

func (r *recoding) report(cmd *cobra.Command) error {
	err := r.out.flush()
	fmt.Fprintf(cmd.ErrOrStderr(), "barograph: %s coded again, %d left alone; events: %d as before, %d read otherwise, %d new, %d gone\n",
		plural(r.articles, "article"), r.left, r.same, r.changed, r.added, r.gone)
	var names []string
	for f := range r.fields {
		names = append(names, f)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(r.fields[b]-r.fields[a], strings.Compare(a, b)) })
	for _, f := range names {
		fmt.Fprintf(cmd.ErrOrStderr(), "barograph:   %s differs in %d\n", f, r.fields[f])
	}
	return err
}

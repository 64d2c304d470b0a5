package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
	"github.com/barograph/barograph/dedup"
	"github.com/barograph/barograph/dedup/merger"
	"github.com/barograph/barograph/export"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/postgres"
	"github.com/barograph/barograph/store/sqlite"
)

// reportMerger decides which reports tell one act. Its tables are read when they are first needed, not at every start.
var reportMerger = sync.OnceValue(func() store.Merger { return merger.New(dedup.Default()) })

// addDBFlag adds --db.
func addDBFlag(cmd *cobra.Command, db *string) {
	cmd.Flags().StringVar(db, "db", "", "the record: a file, or postgres://… (default "+tilde(defaultDB())+")")
}

// defaultDB is where the record is kept when nobody says otherwise.
func defaultDB() string {
	if file := os.Getenv("BAROGRAPH_DB"); file != "" {
		return file
	}
	dir := os.Getenv("XDG_DATA_HOME")
	if dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			home = "."
		}
		dir = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(dir, "barograph", "barograph.db")
}

func tilde(file string) string {
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(file, home+string(os.PathSeparator)) {
		return "~" + strings.TrimPrefix(file, home)
	}
	return file
}

// openStore opens the record that --db names, and makes it when there is none.
func openStore(ctx context.Context, db string) (store.Store, error) {
	if db == "" {
		db = defaultDB()
	}
	scheme, _, isURL := strings.Cut(db, "://")
	switch {
	case isURL && (scheme == "postgres" || scheme == "postgresql"):
		return postgres.Open(ctx, db)
	case isURL && scheme != "file":
		return nil, usagef("--db %s: give a file or postgres://user@host/database", db)
	}
	return sqlite.Open(ctx, strings.TrimPrefix(db, "file://"), sqlite.Options{})
}

// openRecord opens a record that should be there already, for commands that read it.
func openRecord(ctx context.Context, db string) (store.Store, error) {
	if db == "" {
		db = defaultDB()
	}
	if !strings.Contains(db, "://") {
		if _, err := os.Stat(db); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("no record at %s; fill one with barograph ingest or barograph import, or name another with --db", tilde(db))
		}
	}
	return openStore(ctx, db)
}

// withRecord runs fn on the record and closes it.
func withRecord(cmd *cobra.Command, db string, fn func(ctx context.Context, s store.Store) error) error {
	s, err := openRecord(cmd.Context(), db)
	if err != nil {
		return err
	}
	return errors.Join(fn(cmd.Context(), s), s.Close())
}

// filterFlags are the conditions that events and export share.
type filterFlags struct {
	types, modes, statuses, pairs, countries []string
	directed, rejected                       bool
	actor, since, until, known               string
	place, source, origin                    string
	confidence                               float64
}

func (o *filterFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&o.types, "type", nil, "types, such as ASSAULT,COERCE")
	f.StringSliceVar(&o.modes, "mode", nil, "modes, such as drone,missile")
	f.StringSliceVar(&o.statuses, "status", nil, "occurred, attempted, planned, alleged, denied, hypothetical")
	f.StringArrayVar(&o.pairs, "pair", nil, "two countries, such as IND,PAK; may be given several times")
	f.BoolVar(&o.directed, "directed", false, "of a pair, only what the first does to the second")
	f.StringSliceVar(&o.countries, "country", nil, "countries that act or are acted on, such as IND or \"South Sudan\"")
	f.StringVar(&o.actor, "actor", "", "a party by name (Taliban), code (PAK), or code and sector (PAK.MIL, .REB)")
	f.StringVar(&o.since, "since", "", "first day, 2025-05-08 (also 2025-05 or 2025)")
	f.StringVar(&o.until, "until", "", "last day, inclusive")
	f.StringVar(&o.known, "known-by", "", "reported on that day or earlier")
	f.StringVar(&o.place, "place", "", "where: a country's code, or part of a place's name")
	f.StringVar(&o.source, "source", "", "the outlet of one of the reports")
	f.StringVar(&o.origin, "origin", "", "own: coded here; gdelt: imported (default both)")
	f.Float64Var(&o.confidence, "confidence", 0, "at least, 0 to 1")
	f.BoolVar(&o.rejected, "rejected", false, "those that people rejected, instead of the others")
}

// filter reads the flags; words are what the text must contain.
func (o *filterFlags) filter(words []string) (store.Filter, error) {
	f := store.Filter{Modes: o.modes, Directed: o.directed, Actor: o.actor, Place: o.place, Outlet: o.source, Confidence: o.confidence,
		Rejected: o.rejected, Text: strings.Join(words, " ")}
	for _, t := range o.types {
		kind := barograph.Type(strings.ToUpper(t))
		if !slices.Contains(barograph.Types, kind) {
			return f, usagef("--type %s: the types are %s", t, joined(barograph.Types))
		}
		f.Types = append(f.Types, kind)
	}
	for _, m := range o.modes {
		if !isMode(m) {
			return f, usagef("--mode %s: no type has such a mode", m)
		}
	}
	for _, s := range o.statuses {
		if !slices.Contains(barograph.Statuses, barograph.Status(s)) {
			return f, usagef("--status %s: the statuses are %s", s, joined(barograph.Statuses))
		}
		f.Statuses = append(f.Statuses, barograph.Status(s))
	}
	for _, p := range o.pairs {
		a, b, ok := strings.Cut(p, ",")
		if !ok {
			return f, usagef("--pair %s: write two countries with a comma, such as IND,PAK", p)
		}
		var d barograph.Dyad
		var err error
		if d.Actor, err = country("--pair", a); err != nil {
			return f, err
		}
		if d.Recipient, err = country("--pair", b); err != nil {
			return f, err
		}
		f.Pairs = append(f.Pairs, d)
	}
	for _, c := range o.countries {
		code, err := country("--country", c)
		if err != nil {
			return f, err
		}
		f.Countries = append(f.Countries, code)
	}
	if f.Directed && f.Pairs == nil {
		return f, usagef("--directed needs a --pair")
	}
	var err error
	if f.Since, _, err = span("--since", o.since); err != nil {
		return f, err
	}
	if _, f.Until, err = span("--until", o.until); err != nil {
		return f, err
	}
	if _, f.KnownBy, err = span("--known-by", o.known); err != nil {
		return f, err
	}
	if f.Since != 0 && f.Until != 0 && f.Until < f.Since {
		return f, usagef("--until %s is before --since %s", o.until, o.since)
	}
	switch o.origin {
	case "":
	case "own":
		f.Origins = []string{""}
	case "gdelt":
		f.Origins = []string{"gdelt"}
	default:
		return f, usagef("--origin %s: use own or gdelt", o.origin)
	}
	if o.confidence < 0 || o.confidence > 1 {
		return f, usagef("--confidence %g is not between 0 and 1", o.confidence)
	}
	if f.Text != "" {
		if _, err := store.Terms(f.Text); err != nil {
			return f, usageError{err}
		}
	}
	return f, nil
}

func joined[T ~string](list []T) string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = string(list[i])
	}
	return strings.Join(out, ", ")
}

func isMode(m string) bool {
	for _, modes := range barograph.Modes {
		if slices.Contains(modes, m) {
			return true
		}
	}
	return false
}

// span is the first and last day of what a flag names: a day, a month or a year.
func span(flag, s string) (first, last barograph.Day, err error) {
	if s == "" {
		return 0, 0, nil
	}
	first, err = barograph.ParseDay(s)
	if err != nil {
		return 0, 0, usagef("%s %q is not a day; write it as 2025-05-09", flag, s)
	}
	switch len(s) {
	case len("2025"):
		return first, barograph.DayOf(first.Time().AddDate(1, 0, -1)), nil
	case len("2025-05"):
		return first, barograph.DayOf(first.Time().AddDate(0, 1, -1)), nil
	}
	return first, first, nil
}

// country is the code of a country given by code or name.
func country(flag, s string) (string, error) {
	s = strings.TrimSpace(s)
	code := strings.ToUpper(s)
	if len(code) == 3 && (export.CountryName(code) != "" || slices.Contains([]string{barograph.CodeIGO, barograph.CodeNGO, barograph.CodeTRN, barograph.CodeMUL}, code)) {
		return code, nil
	}
	tables, err := actors.Default()
	if err != nil {
		return "", err
	}
	if a := tables.Resolve(s, time.Now(), actors.Context{}); a.Code != "" && export.CountryName(a.Code) != "" {
		return a.Code, nil
	}
	return "", usagef("%s %q is no country that is known; give its ISO 3166 code, such as IND, or its English name", flag, s)
}

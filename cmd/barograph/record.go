package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/dedup"
	"github.com/barograph/barograph/dedup/merger"
	"github.com/barograph/barograph/query"
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
	c := query.Conditions{Types: o.types, Modes: o.modes, Statuses: o.statuses, Pairs: o.pairs, Countries: o.countries, Directed: o.directed,
		Rejected: o.rejected, Actor: o.actor, Since: o.since, Until: o.until, Known: o.known, Place: o.place, Source: o.source,
		Origin: o.origin, Confidence: o.confidence, Text: strings.Join(words, " ")}
	f, err := c.Filter()
	return f, asked(err)
}

// asked turns an error of package query into one about a flag, or about the words searched for.
func asked(err error) error {
	var e *query.Error
	switch {
	case !errors.As(err, &e):
		return err
	case e.Field == "q":
		return usagef("%s", e.Reason)
	}
	return usagef("--%s %s", e.Field, e.Reason)
}

// span is the first and last day of what a flag names: a day, a month or a year.
func span(flag, s string) (first, last barograph.Day, err error) {
	first, last, err = query.Span(strings.TrimPrefix(flag, "--"), s)
	return first, last, asked(err)
}

// country is the code of a country given by code or name.
func country(flag, s string) (string, error) {
	code, err := query.Country(strings.TrimPrefix(flag, "--"), s)
	return code, asked(err)
}

package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/query"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/tension"
)

// maxDays bounds the days that are read at once.
const maxDays = 3660

// pairFlags are what the commands that tell of two countries, as known on a day, share.
type pairFlags struct {
	db, at, format string
	days, most     int // most bounds days
	confidence     float64
}

func (o *pairFlags) add(cmd *cobra.Command) {
	addDBFlag(cmd, &o.db)
	f := cmd.Flags()
	f.StringVar(&o.at, "at", "", "the last day, by what was known on it, 2025-05-10 (default: the last day of the record)")
	f.IntVar(&o.days, "days", o.days, "how many days up to --at are read")
	f.Float64Var(&o.confidence, "confidence", o.confidence, "of an event at least, 0 to 1")
}

// A pairDay is two countries, and the day as known on which they are told of.
type pairDay struct {
	a, b string
	at   barograph.Day
}

// run calls tell with what the arguments and flags ask for; the first of the formats is that of a terminal.
func (o *pairFlags) run(cmd *cobra.Command, args, formats []string, tell func(context.Context, store.Store, pairDay, *output) error) error {
	var p pairDay
	var err error
	if p.a, p.b, err = pairArgs(args); err != nil {
		return err
	}
	switch {
	case o.days < 1 || o.days > o.most:
		return usagef("--days %d is not between 1 and %d", o.days, o.most)
	case !(o.confidence >= 0 && o.confidence <= 1): // so that NaN is refused too
		return usagef("--confidence %g is not between 0 and 1", o.confidence)
	}
	if _, p.at, err = span("--at", o.at); err != nil {
		return err
	}
	out, err := newOutput(cmd, o.format, formats...)
	if err != nil {
		return err
	}
	return withRecord(cmd, o.db, func(ctx context.Context, s store.Store) error {
		if p.at == 0 {
			if p.at, err = lastDay(ctx, s, nil); err != nil {
				return err
			}
		}
		return tell(ctx, s, p, out)
	})
}

// pairArgs reads the two countries of a command line.
func pairArgs(args []string) (a, b string, err error) {
	a, b, err = query.Pair("country", args[0], "country", args[1])
	return a, b, asked(err)
}

var errNoEvents = errors.New("the record has no events yet; fill it with barograph ingest or barograph import")

// lastDay is the last day up to today on which anything of some origins is on record; errNoEvents when there is none.
func lastDay(ctx context.Context, s store.Store, origins []string) (barograph.Day, error) {
	day, err := tension.LastDay(ctx, s, barograph.DayOf(time.Now().UTC()), origins)
	if errors.Is(err, tension.ErrNoRecord) {
		return 0, errNoEvents
	}
	return day, err
}

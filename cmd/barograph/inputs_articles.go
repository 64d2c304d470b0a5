package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/article"
)

// forEachArticle reads every article of the inputs (pages, texts, feeds, lines of JSON) and calls fn with each and its id. date, if
// given, is the day of publication of them all. Errors are handled as forEachInput does.
func forEachArticle(cmd *cobra.Command, args []string, date string, fn func(id string, a *barograph.Article) error) error {
	day, err := parseDate(date)
	if err != nil {
		return err
	}
	opts := article.Options{Published: day}
	return forEachInput(cmd, args, func(in input) error {
		items, err := in.Articles(opts)
		errs := []error{err}
		for _, item := range items {
			err := item.Err
			if err == nil {
				err = fn(item.ID, item.Article)
			}
			if err == nil {
				continue
			}
			if len(items) > 1 {
				err = fmt.Errorf("%s: %w", item.ID, err)
			}
			errs = append(errs, err)
			var out outputError
			if errors.As(err, &out) {
				break
			}
		}
		return errors.Join(errs...)
	})
}

// parseDate reads the value of a --date flag; "" is no date.
func parseDate(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usagef("--date %q is not a date; write it as 2025-05-09", s)
}

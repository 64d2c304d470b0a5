package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/export"
	"github.com/barograph/barograph/store"
)

func newExportCmd() *cobra.Command {
	var o struct {
		filterFlags
		db, format, file string
	}
	cmd := &cobra.Command{
		Use:   "export [WORD]...",
		Short: "Write events of the record in the forms that other tools read",
		Long: `Write events of the record, the oldest first, in one of these forms:

  plover    POLECAT's records, JSON lines
  gdelt     GDELT 2.0 event rows, 61 columns
  mentions  GDELT 2.0 mentions, 16 columns
  csv       one line for each event
  parquet   the same columns for DuckDB, pandas and Spark
  geojson   a FeatureCollection for maps

The conditions are those of barograph events.`,
		Example: `  barograph export --format parquet -o events.parquet
  barograph export --format gdelt --pair IND,PAK --since 2025 > events.export.CSV`,
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := o.filter(args)
			if err != nil {
				return err
			}
			w := cmd.OutOrStdout()
			if _, tty := terminal(w); tty && o.format == "parquet" && o.file == "" {
				return usagef("Parquet is no text; name a file with -o")
			}
			if _, err := export.New(o.format, w); err != nil {
				return usageError{err}
			}
			return withRecord(cmd, o.db, func(ctx context.Context, s store.Store) (err error) {
				if o.file != "" {
					file, cannot := os.Create(o.file)
					if cannot != nil {
						return cannot
					}
					defer func() { err = errors.Join(err, file.Close()) }()
					w = file
				}
				return exportEvents(ctx, s, f, o.format, w)
			})
		},
	}
	o.add(cmd)
	addDBFlag(cmd, &o.db)
	cmd.Flags().StringVar(&o.format, "format", "plover", "plover, gdelt, mentions, csv, parquet or geojson")
	cmd.Flags().StringVarP(&o.file, "output", "o", "", "the file to write (default: standard output)")
	return cmd
}

// exportEvents writes all events that a filter admits.
func exportEvents(ctx context.Context, s store.Store, f store.Filter, format string, to io.Writer) error {
	w, err := export.New(format, to)
	if err != nil {
		return err
	}
	err = s.Each(ctx, f, true, func(st *barograph.Story) error {
		if err := w.Write(export.OfStory(st)); err != nil {
			return outputError{err}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return outputError{err}
	}
	return nil
}

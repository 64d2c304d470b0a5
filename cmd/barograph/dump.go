package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/store"
)

func newDumpCmd() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "dump",
		Short: "Write the whole record in its canonical form",
		Long: `Write the whole record as JSON lines: articles with their events, stories, corrections, each sorted by what they are, without keys of the
database and times of arrival. The same articles give the same dump, byte for byte, in whatever order they came and on whatever database.`,
		Example: "  barograph dump | sha256sum",
		Args:    exactArgs(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withRecord(cmd, db, func(ctx context.Context, s store.Store) error {
				return store.Dump(ctx, s, cmd.OutOrStdout())
			})
		},
	}
	addDBFlag(cmd, &db)
	return cmd
}

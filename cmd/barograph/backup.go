package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/backup"
)

func newBackupCmd() *cobra.Command {
	var db string
	var replace bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write the whole record into one file",
		Long: `Write the whole record into one file, from which barograph restore makes it again: articles, events, corrections, users and the state of
feeds. The record is seen as it is at one moment; others may read and write meanwhile. The file appears under its name when it is whole.

A backup holds the same whichever database the record is in, and restores into either: it also moves a record from SQLite to PostgreSQL
and back. It is zstd-compressed JSON lines, and can be read with zstd -dc FILE | jq. It holds password hashes and tokens' digests, and
is readable by its owner alone.`,
		Example: `  barograph backup barograph-$(date +%F).backup
  barograph backup --db postgres://barograph@db.example/barograph /backups/today --replace`,
		Args: exactArgs(1, "the file to write"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := os.Lstat(args[0]); err == nil && !replace {
				return usagef("%s is there already; give another name, or --replace", args[0])
			}
			return withRecord(cmd, db, func(ctx context.Context, s store.Store) error {
				began := time.Now()
				end, size, err := writeBackup(ctx, s, args[0])
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s, %s in %s\n", args[0], backedUp(end), megabytes(size), time.Since(began).Round(100*time.Millisecond))
				return nil
			})
		},
	}
	addDBFlag(cmd, &db)
	cmd.Flags().BoolVar(&replace, "replace", false, "take the place of a file that is there")
	return cmd
}

// writeBackup writes a backup beside its file and puts it in place when it is on the disk.
func writeBackup(ctx context.Context, s store.Store, file string) (end *backup.End, size int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return nil, 0, fmt.Errorf("the backup cannot be written: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(f.Name())))
		}
	}()
	end, err = backup.Write(ctx, s, f, version, time.Now())
	if err == nil {
		size, err = f.Seek(0, io.SeekCurrent)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, 0, err
	}
	return end, size, os.Rename(f.Name(), file)
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// backedUp tells what a backup holds.
func backedUp(e *backup.End) string {
	return fmt.Sprintf("%d articles, %d reports, %d events, %d corrections", e.Articles, e.Reports, e.Events, e.Corrections)
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

func newRestoreCmd() *cobra.Command {
	var db string
	var verify bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Make a record of a backup",
		Long: `Fill an empty record from a file that barograph backup wrote. A record that holds anything is refused.

The file is read to its end first, and nothing is written unless it is whole. The record is filled in one transaction, which is only
committed when its canonical dump (barograph dump) is that of the record the backup was made of, byte for byte; with an error, or when
the process is killed, the record stays empty and the same command may be run again.`,
		Example: `  barograph restore barograph-2026-11-27.backup --db new.db
  barograph restore today --db postgres://barograph@db.example/barograph
  barograph restore --verify today    # only look whether the file is whole`,
		Args: exactArgs(1, "the file to read"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			f, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, f.Close()) }()
			if verify {
				head, end, err := backup.Verify(cmd.Context(), f)
				if err != nil {
					return fmt.Errorf("%s: %w", args[0], err)
				}
				fmt.Fprintf(cmd.ErrOrStderr(), "%s: whole, made %s by barograph %s: %s\n", args[0], head.Made.Format(time.DateTime), head.Version, backedUp(end))
				return nil
			}
			return restoreInto(cmd, db, args[0], f)
		},
	}
	addDBFlag(cmd, &db)
	cmd.Flags().BoolVar(&verify, "verify", false, "read the file to its end and tell what it holds, and write nothing")
	return cmd
}

func restoreInto(cmd *cobra.Command, db, name string, f io.ReadSeeker) (err error) {
	// A file that is none of ours makes no record.
	if _, _, err := backup.Verify(cmd.Context(), f); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	s, err := openStore(cmd.Context(), db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	began := time.Now()
	head, end, err := backup.Restore(cmd.Context(), f, s)
	if errors.Is(err, store.ErrNotEmpty) {
		return fmt.Errorf("%w; restore into a new one with --db", err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s of %s: %s, restored and verified in %s\n", name, head.Made.Format(time.DateTime), backedUp(end),
		time.Since(began).Round(100*time.Millisecond))
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/gdelt"
	"github.com/barograph/barograph/store"
)

func newImportCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "import",
		Short:   "Add events that others coded to the record",
		Long:    `Add events that others coded to the record, beside those that Barograph coded itself. They keep the name of their origin.`,
		Example: `  barograph import gdelt 20250508*.export.CSV.zip`,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newImportGDELTCmd())
	return cmd
}

func newImportGDELTCmd() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "gdelt FILE...",
		Short: "Add the rows of GDELT 2.0 event exports",
		Long: `Add the rows of GDELT 2.0 event exports (61 columns; zipped, gzipped or plain) to the record. They are marked as such, listed with the
others or apart (--origin), and never merged: GDELT counts reports. A row that cannot be read is named and left out; rows that are
there already stay as they are, so an import can be repeated.`,
		Example: `  barograph import gdelt 20250508*.export.CSV.zip
  barograph events --origin gdelt --pair IND,PAK`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("give the files of GDELT 2.0 event exports")
			}
			s, err := openStore(cmd.Context(), db)
			if err != nil {
				return err
			}
			return errors.Join(importGDELT(cmd, s, args), s.Close())
		},
	}
	addDBFlag(cmd, &db)
	return cmd
}

const (
	importBatch = 50_000 // rows in one transaction
	namedRows   = 20     // of a file that cannot be read are named one by one
)

// importRun counts what an import does. Files are read one after another into batches, which are made ready and written beside it.
type importRun struct {
	cmd         *cobra.Command
	s           store.Store
	start       time.Time
	drawn       time.Time
	tty         bool
	rows, added int

	// Those of the reader.
	batches chan []barograph.Story
	batch   []barograph.Story
	skipped int
	failed  bool
}

func importGDELT(cmd *cobra.Command, s store.Store, files []string) error {
	r := &importRun{cmd: cmd, s: s, start: time.Now(), batches: make(chan []barograph.Story, 1)}
	_, r.tty = terminal(cmd.ErrOrStderr())
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	go r.read(ctx, files)
	if err := r.write(ctx, cancel); err != nil {
		return err
	}
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	spent := time.Since(r.start).Seconds()
	fmt.Fprintf(cmd.ErrOrStderr(), "barograph: %d rows read, %d added, %d there already, %d left out; %.0f rows/s\n", r.rows+r.skipped, r.added,
		r.rows-r.added, r.skipped, float64(r.rows)/max(spent, 0.001))
	if r.failed || r.skipped > 0 {
		return errSomeFailed
	}
	return nil
}

// read reads all files and names those that it could not.
func (r *importRun) read(ctx context.Context, files []string) {
	defer close(r.batches)
	for _, name := range files {
		if err := r.file(ctx, name); err != nil && ctx.Err() == nil {
			r.failed = true
			fmt.Fprintf(r.cmd.ErrOrStderr(), "barograph: %s: %v\n", plain(name), err)
		}
	}
	r.send(ctx)
}

// file reads one file.
func (r *importRun) file(ctx context.Context, name string) error {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("no such file; check the path")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("is a folder; give its files")
	}
	rows := io.ReadCloser(f)
	if info.Mode().IsRegular() {
		if rows, err = gdelt.Open(f, info.Size()); err != nil {
			return err
		}
		defer rows.Close()
	}
	bad := 0
	err = r.fileRows(ctx, gdelt.NewReader(rows), func(e *gdelt.RowError) {
		if bad++; bad <= namedRows {
			fmt.Fprintf(r.cmd.ErrOrStderr(), "barograph: %s:%d: %v; row left out\n", plain(name), e.Line, e.Err)
		}
	})
	r.skipped += bad
	if bad > namedRows {
		fmt.Fprintf(r.cmd.ErrOrStderr(), "barograph: %s: %d more rows left out\n", plain(name), bad-namedRows)
	}
	return err
}

// fileRows adds the rows of a file to the batch. What was read before an error is good.
func (r *importRun) fileRows(ctx context.Context, from *gdelt.Reader, bad func(*gdelt.RowError)) error {
	for {
		s, err := from.Read()
		var row *gdelt.RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &row):
			bad(row)
			continue
		case err != nil:
			return err
		}
		if r.batch == nil {
			r.batch = make([]barograph.Story, 0, importBatch)
		}
		if r.batch = append(r.batch, *s); len(r.batch) == importBatch {
			if err := r.send(ctx); err != nil {
				return err
			}
		}
	}
}

// send hands a batch to those who write.
func (r *importRun) send(ctx context.Context) error {
	if len(r.batch) == 0 {
		return nil
	}
	select {
	case r.batches <- r.batch:
		r.batch = nil
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// write imports batches, two at a time: while one is written, the next is made ready. It returns when the reader has ended.
func (r *importRun) write(ctx context.Context, cancel func()) error {
	var mu sync.Mutex
	var failed error
	var writers sync.WaitGroup
	for range 2 {
		writers.Go(func() {
			for batch := range r.batches {
				if ctx.Err() != nil {
					continue // let the reader end
				}
				n, err := r.s.Import(ctx, batch)
				mu.Lock()
				if err != nil {
					if failed == nil {
						failed = err
					}
					cancel()
				} else {
					r.rows += len(batch)
					r.added += n
					r.draw()
				}
				mu.Unlock()
			}
		})
	}
	writers.Wait()
	return failed
}

// draw shows how far the import is.
func (r *importRun) draw() {
	if now := time.Now(); r.tty && now.Sub(r.drawn) >= progressEvery {
		r.drawn = now
		fmt.Fprintf(r.cmd.ErrOrStderr(), "\r%d rows, %.0f/s\x1b[K\r", r.rows, float64(r.rows)/max(now.Sub(r.start).Seconds(), 0.001))
	}
}

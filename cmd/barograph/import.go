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

// importRun counts what an import does.
type importRun struct {
	cmd                  *cobra.Command
	s                    store.Store
	start, drawn         time.Time
	tty                  bool
	rows, added, skipped int
}

func importGDELT(cmd *cobra.Command, s store.Store, files []string) error {
	r := &importRun{cmd: cmd, s: s, start: time.Now()}
	_, r.tty = terminal(cmd.ErrOrStderr())
	failed := false
	for _, name := range files {
		err := r.file(name)
		if ctx := cmd.Context(); err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
		var fatal storeError
		if errors.As(err, &fatal) {
			return fatal.error
		}
		if err != nil {
			failed = true
			fmt.Fprintf(cmd.ErrOrStderr(), "barograph: %s: %v\n", plain(name), err)
		}
	}
	spent := time.Since(r.start).Seconds()
	fmt.Fprintf(cmd.ErrOrStderr(), "barograph: %d rows read, %d added, %d there already, %d left out; %.0f rows/s\n", r.rows+r.skipped, r.added,
		r.rows-r.added, r.skipped, float64(r.rows)/max(spent, 0.001))
	if failed || r.skipped > 0 {
		return errSomeFailed
	}
	return nil
}

// storeError is a failure of the record, not of a file: it ends the run.
type storeError struct{ error }

// file imports one file. Reading and writing go on side by side.
func (r *importRun) file(name string) error {
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
	ctx, cancel := context.WithCancel(r.cmd.Context())
	defer cancel()
	batches := make(chan []barograph.Story, 1)
	var readErr error
	bad := 0
	go func() {
		defer close(batches)
		readErr = readRows(ctx, gdelt.NewReader(rows), batches, func(e *gdelt.RowError) {
			if bad++; bad <= namedRows {
				fmt.Fprintf(r.cmd.ErrOrStderr(), "barograph: %s:%d: %v; row left out\n", plain(name), e.Line, e.Err)
			}
		})
	}()
	if err := r.write(ctx, cancel, batches); err != nil {
		for range batches { // let the reader end
		}
		return storeError{err}
	}
	r.skipped += bad
	if bad > namedRows {
		fmt.Fprintf(r.cmd.ErrOrStderr(), "barograph: %s: %d more rows left out\n", plain(name), bad-namedRows)
	}
	return readErr
}

// write imports batches, two at a time: while one is written, the next is made ready.
func (r *importRun) write(ctx context.Context, cancel func(), batches <-chan []barograph.Story) error {
	var mu sync.Mutex
	errs := make(chan error, 2)
	for range cap(errs) {
		go func() {
			for batch := range batches {
				n, err := r.s.Import(ctx, batch)
				if err != nil {
					cancel()
					errs <- err
					return
				}
				mu.Lock()
				r.rows += len(batch)
				r.added += n
				r.draw()
				mu.Unlock()
			}
			errs <- nil
		}()
	}
	return errors.Join(<-errs, <-errs)
}

// readRows sends the rows on in batches.
func readRows(ctx context.Context, from *gdelt.Reader, to chan<- []barograph.Story, bad func(*gdelt.RowError)) error {
	batch := make([]barograph.Story, 0, importBatch)
	send := func() error {
		if len(batch) == 0 {
			return nil
		}
		select {
		case to <- batch:
			batch = make([]barograph.Story, 0, importBatch)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for {
		s, err := from.Read()
		var row *gdelt.RowError
		switch {
		case errors.Is(err, io.EOF):
			return send()
		case errors.As(err, &row):
			bad(row)
			continue
		case err != nil:
			return errors.Join(send(), err) // what was read is good
		}
		if batch = append(batch, *s); len(batch) == importBatch {
			if err := send(); err != nil {
				return err
			}
		}
	}
}

// draw shows how far the import is.
func (r *importRun) draw() {
	if now := time.Now(); r.tty && now.Sub(r.drawn) >= progressEvery {
		r.drawn = now
		fmt.Fprintf(r.cmd.ErrOrStderr(), "\r%d rows, %.0f/s\x1b[K\r", r.rows, float64(r.rows)/max(now.Sub(r.start).Seconds(), 0.001))
	}
}

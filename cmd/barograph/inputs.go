package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/barograph/barograph/ingest"
)

// An input is one document given to a command: a whole file, page or standard input, or one line of a file of JSON lines.
type input = ingest.Document

// forEachInput reads the inputs in the order given (none means standard input) and calls fn with each. An input that cannot be
// read, or for which fn returns an error, is named on standard error with the reason; the others go on. It returns errSomeFailed when
// there was such an input, and stops early only when results cannot be written or the run is interrupted.
func forEachInput(cmd *cobra.Command, args []string, fn func(input) error) error {
	return forEachInputOf(cmd, args, false, fn)
}

// forEachInputOf is forEachInput for what should be lines of JSON, if lines is true: a broken first line makes no text of them.
func forEachInputOf(cmd *cobra.Command, args []string, lines bool, fn func(input) error) error {
	args, err := inputArgs(cmd, args)
	if err != nil {
		return err
	}
	fetcher, err := newFetcher(cmd)
	if err != nil {
		return err
	}
	r := &ingest.Reader{Fetch: fetcher, Stdin: cmd.InOrStdin(), Follow: ingest.FollowNever, Lines: lines}
	failed := false
	err = r.Read(cmd.Context(), args, func(d *ingest.Document) error {
		err := d.Err
		if err == nil {
			err = fn(*d)
		}
		if err == nil {
			return nil
		}
		var out outputError
		if errors.As(err, &out) || errors.Is(err, context.Canceled) {
			return err
		}
		failed = true
		for _, e := range errorsOf(err) {
			fmt.Fprintf(cmd.ErrOrStderr(), "barograph: %s: %v\n", plain(d.ID), plain(e.Error()))
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case failed:
		return errSomeFailed
	}
	return nil
}

// inputArgs are the inputs of a command; without any it reads standard input, unless that is a terminal.
func inputArgs(cmd *cobra.Command, args []string) ([]string, error) {
	if len(args) > 0 {
		return args, nil
	}
	if onTerminal(cmd.InOrStdin()) {
		return nil, usagef("no input; give a FILE, a URL, or - for standard input")
	}
	return []string{"-"}, nil
}

func onTerminal(r io.Reader) bool {
	f, ok := r.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// errorsOf takes joined errors apart.
func errorsOf(err error) []error {
	if several, ok := err.(interface{ Unwrap() []error }); ok && len(several.Unwrap()) == strings.Count(err.Error(), "\n")+1 {
		return several.Unwrap()
	}
	return []error{err}
}

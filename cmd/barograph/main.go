// Command barograph reads the news and keeps a record of the pressure between countries.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version is set by the release build (-ldflags "-X main.version=…").
var version = "dev"

// errSomeFailed ends a run in which some inputs failed; each was named on standard error already.
var errSomeFailed = errors.New("some inputs failed")

// usageError is a command line that cannot be obeyed; it exits with 2.
type usageError struct{ error }

func usagef(format string, a ...any) error { return usageError{fmt.Errorf(format, a...)} }

func newRootCmd() *cobra.Command {
	root := &cobra.Command{
		Use:           "barograph",
		Short:         "Political events from the news: who did what to whom, when, where, and says who",
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version,
	}
	root.SetVersionTemplate("barograph {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(withFetch(newArticleCmd()), withFetch(newCodeCmd()), newEvalCmd(), newActorCmd(), newPlacesCmd(), newIngestCmd(), newWatchCmd())
	root.AddCommand(newEventsCmd(), newEventCmd(), newExportCmd(), newImportCmd(), newRecodeCmd(), newDumpCmd(), newCorrectCmd(),
		newConfirmCmd(), newRejectCmd(), newMergeCmd(), newSplitCmd(), newUndoCmd(), newCorrectionsCmd())
	return root
}

func main() { os.Exit(run()) }

// run returns the exit code: 0 done, 1 some inputs failed, 2 wrong usage.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := newRootCmd().ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errSomeFailed):
		return 1
	}
	fmt.Fprintln(os.Stderr, "barograph:", err)
	var usage usageError
	if errors.As(err, &usage) {
		return 2
	}
	return 1
}

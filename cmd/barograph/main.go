// Command barograph reads the news and keeps a record of the pressure between countries.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
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
		Use:   "barograph",
		Short: "Political events from the news: who did what to whom, when, where, and says who",
		Long: `Barograph reads the news and keeps a record of the pressure between countries: it takes the article from a page, codes who did
what to whom, when, where and according to whom, and shows for each event the sentence that says so.

Exit codes: 0 done; 1 some inputs failed, each named on standard error, the rest done; 2 wrong usage.`,
		Example: `  barograph code page.html
  barograph code --explain --date 2025-05-09 article.txt
  barograph actor "French President" --date 2022-03-01
  barograph ingest examples/ && barograph events`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version,
	}
	root.SetVersionTemplate("barograph {{.Version}}\n")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(withFetch(newArticleCmd()), withFetch(newCodeCmd()), newEvalCmd(), newActorCmd(), newPlacesCmd(), newIngestCmd(), newWatchCmd())
	root.AddCommand(newEventsCmd(), newEventCmd(), newExportCmd(), newImportCmd(), newRecodeCmd(), newDumpCmd(), newCorrectCmd(),
		newConfirmCmd(), newRejectCmd(), newMergeCmd(), newSplitCmd(), newUndoCmd(), newCorrectionsCmd())
	root.AddCommand(newDyadCmd(), newTopCmd(), newContactsCmd(), newAlertsCmd(), newBriefCmd())
	root.AddCommand(newWorkerCmd(), newQueueCmd())
	root.AddCommand(newBackupCmd(), newRestoreCmd(), newCheckCmd())
	root.AddCommand(newServeCmd(), newUserCmd(), newTokenCmd())
	return root
}

func main() { os.Exit(run()) }

// run returns the exit code: 0 done, 1 some inputs failed, 2 wrong usage.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cmd, err := newRootCmd().ExecuteContextC(ctx)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errSomeFailed):
		return 1
	}
	fmt.Fprintln(os.Stderr, "barograph:", err)
	if isUsage(err) {
		fmt.Fprintf(os.Stderr, "see %s --help\n", cmd.CommandPath())
		return 2
	}
	return 1
}

// isUsage tells whether an error is about the command line. That there is no such command is one of cobra's own errors, without a type.
func isUsage(err error) bool {
	var usage usageError
	return errors.As(err, &usage) || strings.HasPrefix(err.Error(), "unknown command ")
}

// tablesError is what is wrong with the folder given with --tables; it may be found several times, by each who reads it.
func tablesError(dir string, err error) error {
	if dir == "" {
		return err
	}
	var lines []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return usagef("--tables %s: %s", dir, strings.Join(lines, "\n"))
}

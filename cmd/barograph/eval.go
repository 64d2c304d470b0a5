package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"sync"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/eval"
)

func newEvalCmd() *cobra.Command {
	var asJSON bool
	var tables, predicted string
	cmd := &cobra.Command{
		Use:   "eval DATA",
		Short: "Score the coder on annotated sentences",
		Long: `Code the sentences of DATA, JSON lines {"id","text","date","events"}, and compare with their annotated events: F1 of events, dyads,
quad classes and spans, the shares of right modes, statuses and country codes, and a line per event type.

With --predicted FILE nothing is coded: the events of FILE are compared instead.`,
		Example: `  barograph eval annotated.jsonl
  barograph eval --predicted other-coder.jsonl annotated.jsonl --json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("eval wants one file of annotated sentences")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			gold, err := readDocuments(args[0])
			if err != nil {
				return err
			}
			var pred []eval.Document
			if predicted != "" {
				pred, err = readDocuments(predicted)
			} else {
				pred, err = codeDocuments(gold, tables)
			}
			if err != nil {
				return err
			}
			scores := eval.Score(gold, pred)
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(scores)
			}
			return scores.WriteText(cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object instead of a table")
	cmd.Flags().StringVar(&tables, "tables", "", "folder of tables to lay over the built-in ones")
	cmd.Flags().StringVar(&predicted, "predicted", "", "compare the events of this file instead of coding")
	return cmd
}

func readDocuments(name string) ([]eval.Document, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	docs, err := eval.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(docs) == 0 {
		return nil, fmt.Errorf("%s: empty; give sentences with their events as JSON lines", name)
	}
	return docs, nil
}

// codeDocuments codes texts as they stand, on all cores.
func codeDocuments(docs []eval.Document, tables string) ([]eval.Document, error) {
	inputs := make([]coder.Input, len(docs))
	for i, d := range docs {
		inputs[i] = coder.Input{ID: d.ID, Text: d.Text}
		if d.Date != "" {
			p := &barograph.Published{}
			if err := p.UnmarshalText([]byte(d.Date)); err != nil {
				return nil, fmt.Errorf("%s: date %q: want YYYY-MM-DD", d.ID, d.Date)
			}
			inputs[i].Published = p
		}
	}
	c, err := coder.New(coder.Options{Tables: tables})
	if err != nil {
		return nil, tablesError(tables, err)
	}
	out := make([]eval.Document, len(docs))
	const batch = 64
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for from := range next {
				for i, d := range c.CodeAll(inputs[from:min(from+batch, len(inputs))]) {
					out[from+i] = eval.Document{ID: d.ID, Text: d.Text, Events: eval.FromEvents(d.Events)}
				}
			}
		})
	}
	for from := 0; from < len(inputs); from += batch {
		next <- from
	}
	close(next)
	workers.Wait()
	return out, nil
}

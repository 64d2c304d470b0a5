package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/sync/semaphore"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
)

// A documentCoder codes documents together; *coder.Coder is one.
type documentCoder interface {
	CodeAll([]coder.Input) []*coder.Document
}

// A sink takes coded documents in the order of the inputs.
type sink interface {
	document(*coder.Document, origin) error
	close() error
}

// pipeline codes inputs with several workers and hands the results on in the order of the inputs. A reader numbers the inputs;
// workers take their share of those that wait, up to a batch, so that sentences of several inputs share the passes of the encoder;
// the writer puts the results in order. An input counts against the limit until its result is written: a slow writer stops the reader,
// and memory is bounded by the number of jobs.
type pipeline struct {
	cmd      *cobra.Command
	jobs     int
	coder    documentCoder
	sink     sink
	prepare  func(input) ([]coder.Input, error)
	passages bool      // inputs are lines {"id","text","date"}
	progress *progress // nil for none
}

const (
	// What a worker takes at a time, by number and by size.
	batchInputs = 16
	batchBytes  = 256 << 10
	// What may be on its way between reader and writer for each job, in bytes, and what an input counts at least, for its result is
	// larger than a short one.
	jobBytes   = 2 << 20
	inputBytes = jobBytes / (2 * batchInputs)
)

func newPipeline(cmd *cobra.Command, jobs int, c documentCoder, s sink) *pipeline {
	return &pipeline{cmd: cmd, jobs: jobs, coder: c, sink: s}
}

type task struct {
	number int
	in     input
}

// origin is what a line says of itself that the coded document does not tell.
type origin struct {
	id        json.RawMessage      // as the line writes it, when it is no string; else nil
	published *barograph.Published // of a passage
}

type result struct {
	number int
	name   string
	size   int
	docs   []*coder.Document
	from   origin
	err    error // some or all of the input could not be read
}

func (p *pipeline) run(args []string) error {
	ctx, cancel := context.WithCancel(p.cmd.Context())
	defer cancel()
	tasks := make(chan task, p.jobs*batchInputs)
	results := make(chan result, p.jobs*batchInputs)
	room := semaphore.NewWeighted(int64(p.jobs) * jobBytes)

	var workers sync.WaitGroup
	for range p.jobs {
		workers.Go(func() { p.work(tasks, results) })
	}
	var readErr error
	go func() {
		number := 0
		readErr = forEachInputOf(p.cmd, args, p.passages, func(in input) error {
			if err := room.Acquire(ctx, weight(len(in.Data))); err != nil {
				return outputError{err}
			}
			tasks <- task{number, in}
			number++
			return nil
		})
		close(tasks)
		workers.Wait()
		close(results)
	}()

	writeErr := p.write(results, room, cancel)
	if p.progress != nil {
		p.progress.end()
	}
	switch {
	case writeErr != nil && writeErr != errSomeFailed:
		return writeErr
	case readErr != nil:
		return readErr
	}
	return writeErr
}

// weight is what an input of that size counts against the room. What is larger than a job's part counts as that, or it could never go.
func weight(size int) int64 { return min(max(int64(size), inputBytes), jobBytes) }

// work codes what is waiting until there is no more. It leaves the other workers their share: else the last of them would have nothing
// to do at the end of a run.
func (p *pipeline) work(tasks <-chan task, results chan<- result) {
	for first := range tasks {
		batch := []task{first}
		size := len(first.in.Data)
	more:
		for share := min(batchInputs, 1+len(tasks)/p.jobs); len(batch) < share && size < batchBytes; {
			select {
			case t, ok := <-tasks:
				if !ok {
					break more
				}
				batch = append(batch, t)
				size += len(t.in.Data)
			default:
				break more
			}
		}
		p.codeBatch(batch, results)
	}
}

func (p *pipeline) codeBatch(batch []task, results chan<- result) {
	var inputs []coder.Input
	outs := make([]result, len(batch))
	counts := make([]int, len(batch))
	for i, t := range batch {
		ins, err := p.prepare(t.in)
		outs[i] = result{number: t.number, name: t.in.ID, size: len(t.in.Data), from: origin{id: keptID(&t.in, p.passages)}, err: err}
		if p.passages && len(ins) == 1 {
			outs[i].from.published = ins[0].Published
		}
		counts[i] = len(ins)
		inputs = append(inputs, ins...)
	}
	var docs []*coder.Document
	if len(inputs) > 0 {
		docs = p.coder.CodeAll(inputs)
	}
	for i, out := range outs {
		out.docs, docs = docs[:counts[i]], docs[counts[i]:]
		results <- out
	}
}

// write puts results in order, names the failed ones on standard error, and hands the others to the sink. It returns errSomeFailed
// when an input failed. When results cannot be written it stops the reader and drains the rest.
func (p *pipeline) write(results <-chan result, room *semaphore.Weighted, stop func()) error {
	waiting := map[int]result{}
	next := 0
	var failed, broken error
	for r := range results {
		waiting[r.number] = r
		for {
			r, ok := waiting[next]
			if !ok {
				break
			}
			delete(waiting, next)
			next++
			room.Release(weight(r.size))
			if broken != nil {
				continue
			}
			if r.err != nil {
				failed = errSomeFailed
				p.say("barograph: %s: %s\n", plain(r.name), plain(r.err.Error()))
			}
			for _, doc := range r.docs {
				p.warn(doc)
				if broken = p.sink.document(doc, r.from); broken != nil {
					stop()
					break
				}
			}
			if p.progress != nil {
				p.progress.step(&r)
			}
		}
	}
	if broken != nil {
		return broken
	}
	if err := p.sink.close(); err != nil {
		return err
	}
	return failed
}

// warn tells on standard error what the forms of other tools have no room for, such as that there is no date.
func (p *pipeline) warn(d *coder.Document) {
	if _, ok := p.sink.(*exportSink); !ok {
		return
	}
	warnings := d.Warnings
	if d.Article != nil {
		warnings = append(slices.Clone(d.Article.Warnings), warnings...)
	}
	for _, w := range warnings {
		p.say("barograph: %s: warning: %s\n", plain(d.ID), plain(w))
	}
}

// say writes a line on standard error, without a half-drawn progress line in front of it.
func (p *pipeline) say(format string, a ...any) {
	if p.progress != nil {
		p.progress.clear()
	}
	fmt.Fprintf(p.cmd.ErrOrStderr(), format, a...)
}

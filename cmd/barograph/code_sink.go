package main

import (
	"encoding/json"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/export"
)

// newSink gives the writer of documents in the output's format.
func newSink(out *output, explain bool) (sink, error) {
	switch out.format {
	case "table":
		return &tableSink{out: out, explain: explain}, nil
	case "jsonl":
		return &jsonSink{out, explain}, nil
	}
	w, err := export.New(out.format, out.w)
	if err != nil {
		return nil, err
	}
	return &exportSink{out, w}, nil
}

// jsonSink writes one line of JSON per document.
type jsonSink struct {
	out     *output
	explain bool
}

// explainedEvent is an event with the reasons for it.
type explainedEvent struct {
	barograph.Event
	Explain *coder.Explanation `json:"explain"`
}

func (s *jsonSink) document(d *coder.Document, from origin) error {
	id := from.id
	switch {
	case !s.explain && id == nil:
		return s.out.json(d)
	case !s.explain:
		return s.out.json(struct {
			ID json.RawMessage `json:"id"`
			*coder.Document
		}{id, d})
	}
	events := make([]explainedEvent, len(d.Events))
	for i := range d.Events {
		events[i] = explainedEvent{d.Events[i], d.Explanations[i]}
	}
	return s.out.json(struct {
		ID any `json:"id"`
		*coder.Document
		Events []explainedEvent `json:"events"`
	}{keptOr(id, d.ID), d, events})
}

func (s *jsonSink) close() error { return s.out.flush() }

// exportSink writes the events of documents in one of the forms of other tools.
type exportSink struct {
	out *output
	w   export.Writer
}

func (s *exportSink) document(d *coder.Document, from origin) error {
	for i := range d.Events {
		r := export.Report{Event: &d.Events[i], Document: d.ID, Published: from.published}
		if a := d.Article; a != nil {
			r.URL, r.Source, r.Language, r.Headline, r.Published = a.URL, a.Source, a.Language, a.Headline, a.Published
		}
		if err := s.w.Write(&r); err != nil {
			return outputError{err}
		}
	}
	return s.flush(s.w.Flush())
}

func (s *exportSink) close() error { return s.flush(s.w.Close()) }

func (s *exportSink) flush(err error) error {
	if err != nil {
		return outputError{err}
	}
	return s.out.flush()
}

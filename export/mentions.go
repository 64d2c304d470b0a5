package export

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"github.com/barograph/barograph"
)

// mentionsWriter writes GDELT 2.0 mentions: a row of 16 columns for each place of each article that tells an event.
type mentionsWriter struct{ w *bufio.Writer }

func newMentions(w io.Writer) *mentionsWriter { return &mentionsWriter{bufio.NewWriter(w)} }

func (m *mentionsWriter) Flush() error { return m.w.Flush() }

func (m *mentionsWriter) Close() error { return m.w.Flush() }

func (m *mentionsWriter) Write(r *Report) error {
	id, added := globalID(r, 0), stamp(r.Published)
	if r.Story == nil || r.Story.Reports == nil {
		source := barograph.Source{ID: r.Document, URL: r.URL, Outlet: r.Source, Published: r.Published}
		return m.report(id, added, &barograph.Report{Event: *r.Event, Source: source})
	}
	for i := range r.Story.Reports {
		if err := m.report(id, added, &r.Story.Reports[i]); err != nil {
			return err
		}
	}
	return nil
}

// report writes the rows of one article.
func (m *mentionsWriter) report(id, added string, r *barograph.Report) error {
	address := r.Source.URL
	if address == "" {
		address = r.Source.ID
	}
	row := func(sentence int, trigger barograph.Span) error {
		confidence := strconv.Itoa(int(100 * r.Confidence))
		cells := []string{id, added, stamp(r.Source.Published), "1", r.Source.Outlet, address, strconv.Itoa(sentence + 1), offset(r.Actors),
			offset(r.Recipients), strconv.Itoa(trigger.Start), "1", confidence, "", "", "", ""}
		for i := range cells {
			cells[i] = strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(cells[i])
		}
		_, err := m.w.WriteString(strings.Join(cells, "\t") + "\n")
		return err
	}
	if err := row(r.Sentence, r.Trigger); err != nil {
		return err
	}
	for i := range r.Mentions {
		if err := row(r.Mentions[i].Sentence, r.Mentions[i].Trigger); err != nil {
			return err
		}
	}
	return nil
}

// offset is where the first of the participants stands in the text, -1 for nobody.
func offset(ps []barograph.Participant) string {
	if len(ps) == 0 {
		return "-1"
	}
	return strconv.Itoa(ps[0].Start)
}

// stamp writes a moment as GDELT does, 20250509083000.
func stamp(p *barograph.Published) string {
	if p == nil {
		return ""
	}
	return p.UTC().Format("20060102150405")
}

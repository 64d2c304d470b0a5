package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/export"
	"github.com/barograph/barograph/store"
)

type correctionRequest struct {
	Kind    barograph.CorrectionKind
	Events  []string
	Reports []string
	Field   string
	Value   string
	Note    string
}

// corrected is a correction with the events that hold its reports now.
type corrected struct {
	Correction barograph.Correction `json:"correction"`
	Events     []barograph.Story    `json:"events"`
}

func (s *Server) correct(w http.ResponseWriter, r *http.Request) error {
	var in correctionRequest
	if err := readJSON(w, r, maxBody, &in); err != nil {
		return err
	}
	c, err := s.correction(r.Context(), &in)
	if err != nil {
		return err
	}
	c.By = who(r).name
	s.writing.Lock()
	defer s.writing.Unlock()
	c.At = s.now().UTC().Truncate(time.Millisecond)
	if err := c.Validate(); err != nil {
		return problemf(http.StatusUnprocessableEntity, "%s", err)
	}
	c.Sign()
	if err := s.o.Store.Correct(r.Context(), *c); err != nil {
		return err
	}
	return s.corrected(w, r, http.StatusCreated, c)
}

// correction turns a request into a correction about reports.
func (s *Server) correction(ctx context.Context, in *correctionRequest) (*barograph.Correction, error) {
	c := &barograph.Correction{Kind: in.Kind, Field: in.Field, Value: in.Value, Note: in.Note}
	switch {
	case !slices.Contains([]barograph.CorrectionKind{barograph.Confirm, barograph.Correct, barograph.Split, barograph.Join, barograph.Refuse}, in.Kind):
		return nil, badf("kind", "kind %q is none of confirm, correct, split, merge and reject", clip(string(in.Kind)))
	case len(in.Events) == 0 || len(in.Events) > 100:
		return nil, badf("events", "name the event, or up to 100 to merge")
	case in.Kind != barograph.Join && len(in.Events) > 1:
		return nil, badf("events", "name one event; only merge takes several")
	case in.Kind == barograph.Join && len(in.Events) < 2:
		return nil, badf("events", "name at least two events to merge")
	case len(in.Note) > 1000 || len(in.Value) > 1000:
		return nil, badf("note", "value and note have at most 1000 bytes")
	case in.Kind == barograph.Split && len(in.Reports) == 0:
		return nil, badf("reports", "name the reports that tell another act")
	}
	var seen []string
	for _, id := range in.Events {
		st, err := s.story(ctx, id)
		if err != nil {
			return nil, err
		}
		if st.Origin != "" {
			return nil, problemf(http.StatusUnprocessableEntity, "event %s was imported from %s; only what was coded here can be corrected", st.ID, st.Origin)
		}
		if slices.Contains(seen, st.ID) {
			return nil, badf("events", "%s is the same event as another one named", clip(id))
		}
		seen = append(seen, st.ID)
		if in.Kind == barograph.Correct {
			changed := st.Event
			if err := changed.Set(in.Field, in.Value); err != nil {
				return nil, badf("value", "%s", err)
			}
		}
		for i := range st.Reports {
			a := barograph.AnchorOf(&st.Reports[i])
			if in.Kind == barograph.Split && !slices.Contains(in.Reports, a.Report) {
				c.From = append(c.From, a)
			} else {
				c.On = append(c.On, a)
			}
		}
	}
	if in.Kind == barograph.Split && len(c.On) != len(in.Reports) {
		return nil, badf("reports", "the event does not hold each of these reports")
	}
	return c, nil
}

// corrected merges anew and tells what has become of a correction's events.
func (s *Server) corrected(w http.ResponseWriter, r *http.Request, status int, c *barograph.Correction) error {
	ctx := context.WithoutCancel(r.Context()) // a client that goes away leaves no half-merged record
	if err := s.o.Merger.Merge(ctx, s.o.Store); err != nil {
		return err
	}
	out := corrected{Correction: *c, Events: []barograph.Story{}}
	seen := map[string]bool{}
	for _, a := range slices.Concat(c.On, c.From) {
		st, err := s.o.Store.Story(ctx, a.Report)
		if errors.Is(err, store.ErrNotFound) {
			continue // coded anew since
		}
		if err != nil {
			return err
		}
		if !seen[st.ID] {
			seen[st.ID] = true
			cleanStory(st).Reports, st.Corrections = nil, nil
			out.Events = append(out.Events, *st)
		}
	}
	return s.reply(w, status, out)
}

func (s *Server) undoCorrection(w http.ResponseWriter, r *http.Request) error {
	cs, err := s.o.Store.Corrections(r.Context())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(cs, func(c barograph.Correction) bool { return c.ID == r.PathValue("id") })
	if i < 0 {
		return problemf(http.StatusNotFound, "there is no correction %q", clip(r.PathValue("id")))
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.o.Store.Undo(r.Context(), cs[i].ID); err != nil {
		return err
	}
	s.log.Info("correction undone", "id", cs[i].ID, "by", who(r).name)
	cs[i].Undone = true
	return s.corrected(w, r, http.StatusOK, &cs[i])
}

func (s *Server) listCorrections(w http.ResponseWriter, r *http.Request) error {
	cs, err := s.o.Store.Corrections(r.Context())
	if err != nil {
		return err
	}
	switch f := r.URL.Query().Get("format"); f {
	case "", "json":
		slices.Reverse(cs)
		return s.reply(w, http.StatusOK, map[string]any{"corrections": append([]barograph.Correction{}, cs...)})
	case "annotated":
	default:
		return badf("format", "format %q is neither json nor annotated", clip(f))
	}
	var b bytes.Buffer
	lines := json.NewEncoder(&b)
	err = export.AnnotateAll(r.Context(), s.o.Store, cs, func(row *export.Annotated) error { return lines.Encode(row) })
	if err != nil {
		return fmt.Errorf("annotated data: %w", err)
	}
	w.Header().Set("Content-Disposition", `attachment; filename="corrected.jsonl"`)
	s.send(w, r, "application/jsonl", b.Bytes())
	return nil
}

package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/barograph/barograph"
)

// A Span is a stretch of text with the code of whoever it names. In JSON it is an object, or a bare string whose place is looked up.
type Span struct {
	Text  string
	Start *int // code points; nil when only the text is known
	End   *int
	Code  string
}

// UnmarshalJSON reads an object or a string; null and "" are no span.
func (s *Span) UnmarshalJSON(data []byte) error {
	*s = Span{}
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &s.Text)
	}
	var o struct {
		Text  string   `json:"text"`
		Start *float64 `json:"start"`
		End   *float64 `json:"end"`
		Code  string   `json:"code"`
	}
	if err := json.Unmarshal(data, &o); err != nil {
		return err
	}
	s.Text, s.Code = o.Text, o.Code
	if o.Start != nil && o.End != nil {
		start, end := int(*o.Start), int(*o.End)
		s.Start, s.End = &start, &end
	}
	return nil
}

// UnmarshalJSON reads a document whose id may also be a number, or whatever else is written there.
func (d *Document) UnmarshalJSON(data []byte) error {
	type plain Document
	o := struct {
		*plain
		ID json.RawMessage `json:"id"`
	}{plain: (*plain)(d)}
	if err := json.Unmarshal(data, &o); err != nil {
		return err
	}
	if len(o.ID) > 0 && json.Unmarshal(o.ID, &d.ID) != nil {
		d.ID = string(o.ID)
	}
	return nil
}

// Read reads documents from JSON lines.
func Read(r io.Reader) ([]Document, error) {
	var out []Document
	buffered := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := buffered.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var d Document
			if err := json.Unmarshal(line, &d); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			out = append(out, d)
		}
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// FromEvents takes from coded events what is compared.
func FromEvents(events []barograph.Event) []Event {
	out := make([]Event, len(events))
	for i := range events {
		e := &events[i]
		out[i] = Event{Type: e.Type, Mode: e.Mode, Force: e.Force, Status: e.Status, Trigger: fromSpan(&e.Trigger, ""),
			Actors: fromParticipants(e.Actors), Recipients: fromParticipants(e.Recipients)}
		for j := range e.Locations {
			out[i].Locations = append(out[i].Locations, fromSpan(&e.Locations[j].Span, ""))
		}
		if e.Time != nil {
			out[i].Times = []Span{fromSpan(&e.Time.Span, "")}
		}
	}
	return out
}

func fromParticipants(ps []barograph.Participant) []Span {
	out := make([]Span, len(ps))
	for i := range ps {
		out[i] = fromSpan(&ps[i].Span, ps[i].Code)
	}
	return out
}

func fromSpan(s *barograph.Span, code string) Span {
	return Span{Text: s.Text, Start: &s.Start, End: &s.End, Code: code}
}

// WriteText writes the scores for a reader, as a table with one line per measure and one per type.
func (s *Scores) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	for _, m := range s.measures() {
		fmt.Fprintf(b, "%-10s F1 %.3f  P %.3f  R %.3f  (%d annotated)\n", m.name, m.f.F(), m.f.Precision(), m.f.Recall(), m.f.Gold())
	}
	for _, a := range s.shares() {
		fmt.Fprintf(b, "%-10s accuracy %.3f  (of %d)\n", a.name, a.a.Share(), a.a.Of)
	}
	for _, t := range barograph.Types {
		if f, ok := s.Types[t]; ok {
			fmt.Fprintf(b, "  %-10s F1 %.3f  P %.3f  R %.3f  (%d)\n", t, f.F(), f.Precision(), f.Recall(), f.Gold())
		}
	}
	return b.Flush()
}

type measure struct {
	name string
	f    F1
}

func (s *Scores) measures() []measure {
	return []measure{{"event", s.Event}, {"detect", s.Detect}, {"dyad", s.Dyad}, {"quad", s.Quad}, {"actor", s.Actor},
		{"recipient", s.Recipient}, {"location", s.Location}, {"time", s.Time}, {"notocc", s.NotOcc}}
}

type share struct {
	name string
	a    Accuracy
}

func (s *Scores) shares() []share {
	return []share{{"mode", s.Mode}, {"status", s.Status}, {"code", s.Code}}
}

// MarshalJSON writes one object with a member per measure: f1, p, r and gold, or acc and n; types holds one per type.
func (s *Scores) MarshalJSON() ([]byte, error) {
	type f1 struct {
		F1   float64 `json:"f1"`
		P    float64 `json:"p"`
		R    float64 `json:"r"`
		Gold int     `json:"gold"`
	}
	type acc struct {
		Acc float64 `json:"acc"`
		N   int     `json:"n"`
	}
	out := map[string]any{}
	for _, m := range s.measures() {
		out[m.name] = f1{round(m.f.F(), 4), round(m.f.Precision(), 4), round(m.f.Recall(), 4), m.f.Gold()}
	}
	for _, a := range s.shares() {
		out[a.name] = acc{round(a.a.Share(), 4), a.a.Of}
	}
	types := map[string]f1{}
	for t, f := range s.Types {
		types[string(t)] = f1{round(f.F(), 3), round(f.Precision(), 3), round(f.Recall(), 3), f.Gold()}
	}
	out["types"] = types
	return json.Marshal(out)
}

// round rounds to so many decimals as the decimal writing of x does.
func round(x float64, digits int) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'f', digits, 64), 64)
	if err != nil {
		return math.NaN()
	}
	return y
}

package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"net/http"
	"slices"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
	"github.com/barograph/barograph/query"
	"github.com/barograph/barograph/tension"
)

// pairPressure is where a pair stands on a day.
type pairPressure struct {
	A      country `json:"a"`
	B      country `json:"b"`
	Before float64 `json:"before"`
	Change float64 `json:"change"`
	measure
}

func pairPressureOf(s *tension.Standing) pairPressure {
	return pairPressure{A: countryOf(s.Subject.A), B: countryOf(s.Subject.B), Before: s.Before, Change: s.Change, measure: measureOf(&s.Value)}
}

func standings(list []tension.Standing, limit int) []pairPressure {
	out := []pairPressure{}
	for i := range list[:min(len(list), limit)] {
		out = append(out, pairPressureOf(&list[i]))
	}
	return out
}

func (s *Server) getCountry(w http.ResponseWriter, r *http.Request) error {
	code, err := query.Country("a", r.PathValue("a"))
	if err != nil {
		return err
	}
	return s.answerJSON(w, r, func(ctx context.Context) (any, error) {
		span, err := s.window(ctx, r)
		if err != nil {
			return nil, err
		}
		series, err := s.series(ctx, tension.Country(code), span)
		if err != nil {
			return nil, err
		}
		all, err := s.pressures(ctx)
		if err != nil {
			return nil, err
		}
		of := all.Top(tension.TopOptions{Until: span.to, Of: func(p tension.Subject) bool { return p.A == code || p.B == code }})
		return map[string]any{"country": countryOf(code), "from": span.from, "to": span.to, "days": seriesDays(series.Days), "pairs": standings(of, 50)}, nil
	})
}

func (s *Server) getTop(w http.ResponseWriter, r *http.Request) error {
	asCSV, err := wantsCSV(r)
	if err != nil {
		return err
	}
	back, e1 := number(r, "days", 1, 366, 7)
	limit, e2 := number(r, "limit", 1, 200, 10)
	if err := cmp.Or(e1, e2); err != nil {
		return err
	}
	return s.answer(w, r, func(ctx context.Context) (string, []byte, error) {
		day, err := s.at(ctx, r)
		if err != nil {
			return "", nil, err
		}
		all, err := s.pressures(ctx)
		if err != nil {
			return "", nil, err
		}
		list := all.Top(tension.TopOptions{Until: day, Back: back})
		if asCSV {
			body, err := standingsCSV(list[:min(len(list), limit)])
			return "text/csv", body, err
		}
		highest := standings(list, limit)
		slices.SortStableFunc(list, func(x, y tension.Standing) int { return cmp.Compare(y.Change, x.Change) })
		rose := slices.DeleteFunc(standings(list, limit), func(p pairPressure) bool { return p.Change <= 0 })
		slices.Reverse(list)
		fell := slices.DeleteFunc(standings(list, limit), func(p pairPressure) bool { return p.Change >= 0 })
		body, err := encode(map[string]any{"day": day, "days": back, "highest": highest, "rose": rose, "fell": fell})
		return "application/json", body, err
	})
}

func standingsCSV(list []tension.Standing) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"a", "b", "pressure", "before", "change", "conflict", "cooperation", "net"})
	for i := range list {
		x := &list[i]
		_ = w.Write([]string{x.Subject.A, x.Subject.B, number4(x.Value.Pressure), number4(x.Before), number4(x.Change), number4(x.Value.Conflict),
			number4(x.Value.Cooperation), number4(x.Value.Mood())})
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// codes are all countries.
func codes() ([]string, error) {
	tables, err := actors.Default()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(tables.Codes(), func(c string) bool { return !query.IsCode(c) || countryOf(c).Name == c }), nil
}

func (s *Server) getWorld(w http.ResponseWriter, r *http.Request) error {
	arcs, err := number(r, "arcs", 0, 500, 60)
	if err != nil {
		return err
	}
	return s.answerJSON(w, r, func(ctx context.Context) (any, error) {
		day, err := s.at(ctx, r)
		if err != nil {
			return nil, err
		}
		all, err := s.pressures(ctx)
		if err != nil {
			return nil, err
		}
		list, err := codes()
		if err != nil {
			return nil, err
		}
		type place struct {
			country
			measure
		}
		countries := []place{}
		for _, code := range list {
			v := all.On(tension.Country(code), []barograph.Day{day})[0]
			if v.Conflict > 0 || v.Cooperation > 0 {
				countries = append(countries, place{countryOf(code), measureOf(&v)})
			}
		}
		return map[string]any{"day": day, "countries": countries, "arcs": standings(all.Top(tension.TopOptions{Until: day}), arcs)}, nil
	})
}

// Frames of the time slider.
const (
	maxFrames  = 400
	wantFrames = 120
)

type frame struct {
	Day       barograph.Day      `json:"day"`
	Pressure  float64            `json:"pressure"`
	Events    int                `json:"events"`
	Countries map[string]float64 `json:"countries"`
	Arcs      [][3]any           `json:"arcs"`
}

func (s *Server) getWorldDays(w http.ResponseWriter, r *http.Request) error {
	arcs, e1 := number(r, "arcs", 0, 100, 20)
	step, e2 := number(r, "step", 1, 366, 0)
	if err := cmp.Or(e1, e2); err != nil {
		return err
	}
	return s.answerJSON(w, r, func(ctx context.Context) (any, error) {
		span, err := s.window(ctx, r)
		if err != nil {
			return nil, err
		}
		n := days(span)
		if step == 0 {
			step = (n + wantFrames - 1) / wantFrames
		}
		if n/step > maxFrames {
			return nil, badf("step", "%d days by steps of %d are more than %d frames", n, step, maxFrames)
		}
		all, err := s.pressures(ctx)
		if err != nil {
			return nil, err
		}
		frames, err := s.frames(all, span, step, arcs)
		if err != nil {
			return nil, err
		}
		return map[string]any{"from": span.from, "to": span.to, "step": step, "frames": frames}, nil
	})
}

// frames are the days of a span from its end back, step by step.
func (s *Server) frames(all *tension.Pairs, span window, step, arcs int) ([]frame, error) {
	world := all.Series(tension.World, span.from, span.to)
	out := []frame{}
	var at []barograph.Day
	for i := (len(world.Days) - 1) % step; i < len(world.Days); i += step {
		f := frame{Day: world.Days[i].Day, Pressure: world.Days[i].Pressure, Countries: map[string]float64{}, Arcs: [][3]any{}}
		for _, v := range world.Days[max(i-step+1, 0) : i+1] {
			f.Events += v.Events
		}
		out, at = append(out, f), append(at, f.Day)
	}
	for i, list := range all.Leaders(at, arcs) {
		for _, st := range list {
			out[i].Arcs = append(out[i].Arcs, [3]any{st.Subject.A, st.Subject.B, tenth(st.Value.Pressure)})
		}
	}
	list, err := codes()
	if err != nil {
		return nil, err
	}
	for _, code := range list {
		for i, v := range all.On(tension.Country(code), at) {
			if v.Pressure >= 0.05 {
				out[i].Countries[code] = tenth(v.Pressure)
			}
		}
	}
	return out, nil
}

// tenth rounds to one digit behind the point: more is not seen on a map.
func tenth(x float64) float64 { return float64(int(x*10+0.5)) / 10 }

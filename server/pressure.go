package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/export"
	"github.com/barograph/barograph/query"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/tension"
)

// pairs are the pressures of all pairs, as of the record's last change that was looked at.
type pairs struct {
	mu  sync.Mutex
	all *tension.Pairs
	seq int64
}

// pressures gives the pressures of all pairs at the record's present moment.
func (s *Server) pressures(ctx context.Context) (*tension.Pairs, error) {
	seq, err := s.seq(ctx)
	if err != nil {
		return nil, err
	}
	p := &s.pairs
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.all == nil:
		p.all, err = tension.Load(ctx, s.o.Store, tension.Options{Weights: s.o.Weights})
		if err != nil {
			p.all = nil
			return nil, err
		}
	case p.seq < seq:
		if err := p.all.Refresh(ctx); err != nil {
			return nil, err
		}
	}
	p.seq = seq
	return p.all, nil
}

// A country is a code with its name.
type country struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

func countryOf(code string) country {
	name := export.CountryName(code)
	switch code {
	case barograph.CodeIGO:
		name = "international organisations"
	case barograph.CodeNGO:
		name = "international NGOs"
	case barograph.CodeTRN:
		name = "transnational armed groups"
	case barograph.CodeMUL:
		name = "several countries"
	}
	return country{code, cmp.Or(name, code)}
}

// measure is the pressure of one day.
type measure struct {
	Pressure    *float64 `json:"pressure"`
	Conflict    float64  `json:"conflict"`
	Cooperation float64  `json:"cooperation"`
	Net         float64  `json:"net"`
}

func measureOf(v *tension.DayValue) measure {
	m := measure{Conflict: v.Conflict, Cooperation: v.Cooperation, Net: v.Mood()}
	if !v.NoData {
		pressure := v.Pressure // a copy: lists of values are sorted anew after this
		m.Pressure = &pressure
	}
	return m
}

// dayPressure is a day of a series.
type dayPressure struct {
	Day    barograph.Day `json:"day"`
	Events int           `json:"events"`
	Usual  float64       `json:"usual"`
	measure
}

func dayPressureOf(v *tension.DayValue) dayPressure {
	return dayPressure{Day: v.Day, Events: v.Events, Usual: v.Normal, measure: measureOf(v)}
}

func daysOf(series *tension.Series) []dayPressure {
	out := make([]dayPressure, len(series.Days))
	for i := range series.Days {
		out[i] = dayPressureOf(&series.Days[i])
	}
	return out
}

// A window is the span and the state of knowledge that is asked for.
type window struct{ from, to, known barograph.Day }

// longestWindow bounds the days of one answer.
const longestWindow = 20 * 366

// window reads from, to and known-by. The end is, where nothing is said, the record's last day up to today; the beginning a year before.
func (s *Server) window(ctx context.Context, r *http.Request) (w window, err error) {
	q := r.URL.Query()
	if w.from, _, err = query.Span("from", q.Get("from")); err != nil {
		return w, err
	}
	if _, w.to, err = query.Span("to", q.Get("to")); err != nil {
		return w, err
	}
	if _, w.known, err = query.Span("known-by", q.Get("known-by")); err != nil {
		return w, err
	}
	if w.to == 0 {
		if _, w.to, err = s.span(ctx); err != nil {
			return w, err
		}
		if w.known != 0 {
			w.to = min(w.to, w.known)
		}
	}
	if w.from == 0 {
		w.from = w.to.Add(-364)
	}
	if w.from > w.to || w.from.Add(longestWindow) < w.to {
		return w, badf("from", "from %s to %s is no span of one day to twenty years", w.from, w.to)
	}
	return w, nil
}

// span is the first and the last day of the record's events, the last up to today.
func (s *Server) span(ctx context.Context) (first, last barograph.Day, err error) {
	today := barograph.DayOf(s.now().UTC())
	latest, err := s.o.Store.Events(ctx, store.Filter{Until: today}, store.Page{Limit: 1})
	if err != nil {
		return 0, 0, err
	}
	if len(latest.Stories) == 0 {
		return 0, 0, tension.ErrNoRecord
	}
	earliest, err := s.o.Store.Events(ctx, store.Filter{Until: today}, store.Page{Limit: 1, Oldest: true})
	if err != nil {
		return 0, 0, err
	}
	return earliest.Stories[0].Filed, latest.Stories[0].Filed, nil
}

// at reads the day that is asked for; the record's last up to today where nothing is said.
func (s *Server) at(ctx context.Context, r *http.Request) (barograph.Day, error) {
	_, day, err := query.Span("at", r.URL.Query().Get("at"))
	if err == nil && day == 0 {
		_, day, err = s.span(ctx)
	}
	return day, err
}

// pairOf reads the two countries of a path.
func pairOf(r *http.Request) (a, b string, err error) {
	if a, err = query.Country("a", r.PathValue("a")); err != nil {
		return "", "", err
	}
	if b, err = query.Country("b", r.PathValue("b")); err != nil {
		return "", "", err
	}
	if a == b {
		return "", "", badf("b", "a pair has two different countries")
	}
	return a, b, nil
}

// series reads the pressure of a subject: from memory, or, as of a day in the past, from the record.
func (s *Server) series(ctx context.Context, of tension.Subject, w window) (*tension.Series, error) {
	if w.known != 0 {
		return tension.Read(ctx, s.o.Store, of, tension.Options{Weights: s.o.Weights, Since: w.from, Until: w.to, At: w.known})
	}
	all, err := s.pressures(ctx)
	if err != nil {
		return nil, err
	}
	if first, _ := all.Span(); first == 0 {
		return nil, tension.ErrNoRecord
	}
	return all.Series(of, w.from, w.to), nil
}

// gap is a span without any data.
type gap struct {
	From barograph.Day `json:"from"`
	To   barograph.Day `json:"to"`
}

func gapsOf(days []tension.DayValue) []gap {
	out := []gap{}
	for i := range days {
		switch {
		case !days[i].NoData:
		case i > 0 && days[i-1].NoData:
			out[len(out)-1].To = days[i].Day
		default:
			out = append(out, gap{days[i].Day, days[i].Day})
		}
	}
	return out
}

// A turn is the onset, peak or end of an episode.
type turn struct {
	Day      barograph.Day `json:"day"`
	Kind     string        `json:"kind"`
	Pressure float64       `json:"pressure"`
	Events   []string      `json:"events"`
}

type episode struct {
	Floor float64        `json:"floor"`
	Onset barograph.Day  `json:"onset"`
	Peak  barograph.Day  `json:"peak"`
	End   *barograph.Day `json:"end"`
}

type dyad struct {
	A         country           `json:"a"`
	B         country           `json:"b"`
	From      barograph.Day     `json:"from"`
	To        barograph.Day     `json:"to"`
	Days      []dayPressure     `json:"days"`
	Gaps      []gap             `json:"gaps"`
	Movers    []mover           `json:"movers"`
	Turns     []turn            `json:"turns"`
	Episodes  []episode         `json:"episodes"`
	Contested []barograph.Story `json:"contested"`
}

// Sizes of a pair's answer.
const (
	maxMovers    = 60
	maxContested = 30
	turnEvents   = 5
)

func (s *Server) getDyad(w http.ResponseWriter, r *http.Request) error {
	asCSV, err := wantsCSV(r)
	if err != nil {
		return err
	}
	a, b, err := pairOf(r)
	if err != nil {
		return err
	}
	return s.answer(w, r, func(ctx context.Context) (string, []byte, error) {
		span, err := s.window(ctx, r)
		if err != nil {
			return "", nil, err
		}
		series, err := s.series(ctx, tension.Pair(a, b), span)
		if err != nil {
			return "", nil, err
		}
		if asCSV {
			body, err := daysCSV(series)
			return "text/csv", body, err
		}
		d, err := s.dyad(ctx, a, b, span, series)
		if err != nil {
			return "", nil, err
		}
		body, err := encode(d)
		return "application/json", body, err
	})
}

func (s *Server) dyad(ctx context.Context, a, b string, w window, series *tension.Series) (*dyad, error) {
	d := &dyad{A: countryOf(a), B: countryOf(b), From: w.from, To: w.to, Days: daysOf(series), Gaps: gapsOf(series.Days), Turns: []turn{},
		Episodes: []episode{}, Contested: []barograph.Story{}}
	f := store.Filter{Pairs: []barograph.Dyad{{Actor: a, Recipient: b}}, Since: w.from, Until: w.to, KnownBy: w.known}
	told, err := s.weigh(ctx, f, series)
	if err != nil {
		return nil, err
	}
	for _, e := range tension.Episodes(series) {
		x := episode{Floor: e.Floor, Onset: e.Onset.Day, Peak: e.Peak.Day}
		d.Turns = append(d.Turns, turn{e.Onset.Day, "onset", e.Onset.Pressure, told.between(e.Onset.Day.Add(-2), e.Onset.Day, true)},
			turn{e.Peak.Day, "peak", e.Peak.Pressure, told.between(e.Peak.Day.Add(-2), e.Peak.Day, true)})
		if e.End != nil {
			x.End = &e.End.Day
			d.Turns = append(d.Turns, turn{e.End.Day, "end", e.End.Pressure, told.between(e.Peak.Day, e.End.Day, false)})
		}
		d.Episodes = append(d.Episodes, x)
	}
	if d.Movers, err = s.movers(ctx, told[:min(len(told), maxMovers)]); err != nil {
		return nil, err
	}
	slices.SortStableFunc(d.Movers, func(x, y mover) int { return cmp.Compare(x.Day, y.Day) })
	d.Contested, err = s.contested(ctx, told)
	return d, err
}

// contested are the stories, of those that weigh most, whose reports contradict each other.
func (s *Server) contested(ctx context.Context, told weighed) ([]barograph.Story, error) {
	var ids []string
	for _, e := range told {
		if e.Origin == "" && (e.Sources > 1 || e.Status != barograph.Occurred) { // imported rows have no reports to differ
			if ids = append(ids, e.Story); len(ids) == 5*maxContested {
				break
			}
		}
	}
	stories, err := s.o.Store.Stories(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := []barograph.Story{}
	for i := range stories {
		if disputed(&stories[i]) && len(out) < maxContested {
			out = append(out, *cleanStory(&stories[i]))
		}
	}
	return out, nil
}

// disputed says whether there are two answers to whether a story happened, or to how many died or were hurt.
func disputed(s *barograph.Story) bool {
	for i := range s.Claims {
		if s.Claims[i].Status != s.Claims[0].Status {
			return true
		}
	}
	counts := map[string]barograph.Count{}
	for _, f := range s.Figures {
		if c, ok := counts[f.Of]; ok && (c.Min != f.Count.Min || c.Max != f.Count.Max) {
			return true
		}
		counts[f.Of] = f.Count
	}
	return false
}

// A weighed event is one with what it adds to the pressure of its own day.
type weighed []weight

type weight struct {
	barograph.DyadEvent
	points, value float64 // Goldstein points; points of the pressure, below 0 of co-operation
}

// weigh reads the events of a pair, those first that moved the pressure most. A story counts once, however many directions it has.
func (s *Server) weigh(ctx context.Context, f store.Filter, series *tension.Series) (weighed, error) {
	days := map[barograph.Day]*tension.DayValue{}
	for i := range series.Days {
		days[series.Days[i].Day] = &series.Days[i]
	}
	var out weighed
	at := map[string]int{}
	err := s.o.Store.Dyads(ctx, f, func(e *barograph.DyadEvent) error {
		v := days[e.Day]
		if v == nil || v.NoData {
			return nil
		}
		points, conflict := s.o.Weights.Weight(e)
		// pressure = 100 × excess / (excess + scale), so a point of excess is (100 − pressure) / scale.
		value := points * (100 - v.Pressure) / v.Scale
		if !conflict {
			value *= -s.o.Weights.CooperationRelief
			if relief := s.o.Weights.CooperationRelief * v.Cooperation; relief > v.Conflict {
				value *= v.Conflict / relief
			}
		}
		if i, ok := at[e.Story]; ok {
			out[i].points += points
			out[i].value += value
			return nil
		}
		at[e.Story] = len(out)
		out = append(out, weight{*e, points, value})
		return nil
	})
	slices.SortStableFunc(out, func(x, y weight) int {
		return cmp.Or(cmp.Compare(math.Abs(y.value), math.Abs(x.value)), cmp.Compare(y.points, x.points), cmp.Compare(x.Story, y.Story))
	})
	return out, err
}

// between are the ids of those that weigh most in a span of days, of conflict or of co-operation.
func (ws weighed) between(from, to barograph.Day, conflict bool) []string {
	out := []string{}
	for i := range ws {
		if w := &ws[i]; w.Day >= from && w.Day <= to && (w.value > 0) == conflict && w.value != 0 && len(out) < turnEvents {
			out = append(out, w.Story)
		}
	}
	return out
}

// A mover is an event and what it weighs.
type mover struct {
	ID         string           `json:"id"`
	Day        barograph.Day    `json:"day"`
	Type       barograph.Type   `json:"type"`
	Mode       string           `json:"mode"`
	Status     barograph.Status `json:"status"`
	Quad       int              `json:"quad"`
	Goldstein  float64          `json:"goldstein"`
	Confidence float64          `json:"confidence"`
	Sources    int              `json:"sources"`
	Actor      string           `json:"actor"`
	Recipient  string           `json:"recipient"`
	Summary    string           `json:"summary"`
	Evidence   string           `json:"evidence"`
	Weight     float64          `json:"weight"`
	Value      float64          `json:"value"`
}

// movers gives weighed events their words.
func (s *Server) movers(ctx context.Context, list []weight) ([]mover, error) {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].Story
	}
	stories, err := s.o.Store.Stories(ctx, ids)
	if err != nil {
		return nil, err
	}
	by := map[string]*barograph.Story{}
	for i := range stories {
		by[stories[i].ID] = &stories[i]
	}
	out := []mover{}
	for _, e := range list {
		m := mover{ID: e.Story, Day: e.Day, Type: e.Type, Status: e.Status, Quad: e.Quad, Goldstein: e.Goldstein, Confidence: e.Confidence,
			Sources: e.Sources, Actor: e.Actor, Recipient: e.Recipient, Weight: e.points, Value: e.value}
		if st := by[e.Story]; st != nil {
			m.Mode, m.Summary, m.Evidence = st.Mode, parties(&st.Event), st.Evidence
		}
		out = append(out, m)
	}
	return out, nil
}

// parties is who did it to whom by code: "PAK.MIL → IND".
func parties(e *barograph.Event) string {
	side := func(ps []barograph.Participant) string {
		var out []string
		for i := range ps {
			name := cmp.Or(ps[i].Code, ps[i].Name, ps[i].Text)
			if ps[i].Code != "" && ps[i].Sector != "" && ps[i].Sector != barograph.GOV && string(ps[i].Sector) != ps[i].Code {
				name += "." + string(ps[i].Sector)
			}
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
		if len(out) > 3 {
			out = append(out[:3], "…")
		}
		return strings.Join(out, "+")
	}
	a, b := cmp.Or(side(e.Actors), "?"), side(e.Recipients)
	if b == "" {
		return a
	}
	return a + " → " + b
}

func daysCSV(series *tension.Series) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"day", "pressure", "conflict", "cooperation", "net", "usual", "events"})
	for i := range series.Days {
		v := &series.Days[i]
		pressure := number4(v.Pressure)
		if v.NoData {
			pressure = ""
		}
		_ = w.Write([]string{v.Day.String(), pressure, number4(v.Conflict), number4(v.Cooperation), number4(v.Mood()), number4(v.Normal), strconv.Itoa(v.Events)})
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func number4(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }

// formula says in words how a day's pressure comes about.
const formula = "Each event weighs |Goldstein| × confidence × status × independent sources × words or deeds, and fades with age; co-operation " +
	"takes off conflict; what is usual for the pair is taken off; the rest x gives 100·x/(x+s), s being a share of the world's usual conflict."

func (s *Server) getDyadDay(w http.ResponseWriter, r *http.Request) error {
	a, b, err := pairOf(r)
	if err != nil {
		return err
	}
	first, day, err := query.Span("day", r.PathValue("day"))
	if err != nil {
		return err
	}
	if first != day {
		return badf("day", "%q is not one day; write it as 2025-05-09", clip(r.PathValue("day")))
	}
	_, known, err := query.Span("known-by", r.URL.Query().Get("known-by"))
	if err != nil {
		return err
	}
	return s.answerJSON(w, r, func(ctx context.Context) (any, error) {
		p, err := s.parts(ctx, tension.Pair(a, b), day, known)
		if err != nil {
			return nil, err
		}
		list := make([]weight, len(p.Events))
		for i := range p.Events {
			list[i] = weight{p.Events[i].Event, p.Events[i].Weight, p.Events[i].Points}
		}
		movers, err := s.movers(ctx, list)
		if err != nil {
			return nil, err
		}
		type aged struct {
			mover
			Age int `json:"age"`
		}
		parts := make([]aged, len(movers))
		for i := range movers {
			parts[i] = aged{movers[i], p.Events[i].Age}
		}
		return struct {
			dayPressure
			A       country `json:"a"`
			B       country `json:"b"`
			Formula string  `json:"formula"`
			Relief  float64 `json:"relief"`
			Parts   []aged  `json:"parts"`
		}{dayPressureOf(&p.Value), countryOf(a), countryOf(b), formula, p.Usual, parts}, nil
	})
}

// parts are what the pressure of a day is made of.
func (s *Server) parts(ctx context.Context, of tension.Subject, day, known barograph.Day) (*tension.Parts, error) {
	return tension.Explain(ctx, s.o.Store, of, day, tension.Options{Weights: s.o.Weights, At: known})
}

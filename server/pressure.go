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

// seriesDays are the days of a series as they are sent.
type seriesDays []tension.DayValue

// MarshalJSON writes a list of dayPressure by hand, for there are hundreds in most answers, with four digits behind the point.
func (days seriesDays) MarshalJSON() ([]byte, error) {
	b := append(make([]byte, 0, 2+128*len(days)), '[')
	for i := range days {
		v := &days[i]
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, `{"day":"`...), v.Day.String()...)
		b = strconv.AppendInt(append(b, `","events":`...), int64(v.Events), 10)
		b = append4(append(b, `,"usual":`...), v.Normal)
		b = append(b, `,"pressure":`...)
		if v.NoData {
			b = append(b, "null"...)
		} else {
			b = append4(b, v.Pressure)
		}
		b = append4(append(b, `,"conflict":`...), v.Conflict)
		b = append4(append(b, `,"cooperation":`...), v.Cooperation)
		b = append4(append(b, `,"net":`...), v.Mood())
		b = append(b, '}')
	}
	return append(b, ']'), nil
}

// append4 appends a number with at most four digits behind the point.
func append4(b []byte, x float64) []byte {
	return strconv.AppendFloat(b, math.Round(x*1e4)/1e4, 'f', -1, 64)
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
		if w.to, err = s.lastDay(ctx); err != nil {
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

// lastDay is the last day up to today on which anything is on record.
func (s *Server) lastDay(ctx context.Context) (barograph.Day, error) {
	return tension.LastDay(ctx, s.o.Store, barograph.DayOf(s.now().UTC()), nil)
}

// at reads the day that is asked for; the record's last up to today where nothing is said.
func (s *Server) at(ctx context.Context, r *http.Request) (barograph.Day, error) {
	_, day, err := query.Span("at", r.URL.Query().Get("at"))
	if err == nil && day == 0 {
		day, err = s.lastDay(ctx)
	}
	return day, err
}

// pairOf reads the two countries of a path.
func pairOf(r *http.Request) (a, b string, err error) {
	return query.Pair("a", r.PathValue("a"), "b", r.PathValue("b"))
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
	Days      seriesDays        `json:"days"`
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
	d := &dyad{A: countryOf(a), B: countryOf(b), From: w.from, To: w.to, Days: series.Days, Gaps: gapsOf(series.Days), Turns: []turn{},
		Episodes: []episode{}, Contested: []barograph.Story{}}
	told, err := s.weigh(ctx, a, b, w, series)
	if err != nil {
		return nil, err
	}
	for _, e := range tension.Episodes(series) {
		x := episode{Floor: e.Floor, Onset: e.Onset.Day, Peak: e.Peak.Day}
		d.Turns = append(d.Turns, turn{e.Onset.Day, "onset", e.Onset.Pressure, told.turned(e.Onset.Day.Add(-2), e.Onset.Day, true)},
			turn{e.Peak.Day, "peak", e.Peak.Pressure, told.turned(e.Peak.Day.Add(-2), e.Peak.Day, true)})
		if e.End != nil {
			x.End = &e.End.Day
			d.Turns = append(d.Turns, turn{e.End.Day, "end", e.End.Pressure, told.turned(e.Peak.Day, e.End.Day, false)})
		}
		d.Episodes = append(d.Episodes, x)
	}
	movers := told.most(maxMovers, func(*weight) bool { return true })
	if d.Movers, err = s.moversOf(ctx, pairOfCodes(a, b), movers); err != nil {
		return nil, err
	}
	slices.SortStableFunc(d.Movers, func(x, y mover) int { return cmp.Compare(x.Day, y.Day) })
	d.Contested, err = s.contested(ctx, told)
	return d, err
}

// contested are the stories, of those that weigh most, whose reports contradict each other.
func (s *Server) contested(ctx context.Context, told weighed) ([]barograph.Story, error) {
	var ids []string
	for _, w := range told.most(5*maxContested, func(w *weight) bool { return w.open }) {
		ids = append(ids, store.ID(w.story))
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

// moversOf gives the weighed events of a pair their words.
func (s *Server) moversOf(ctx context.Context, pair barograph.Dyad, list weighed) ([]mover, error) {
	keys := make([]int64, len(list))
	for i := range list {
		keys[i] = list[i].story
	}
	by, err := s.movers(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := []mover{}
	for i := range list {
		e := &list[i]
		m, ok := by[e.story]
		if !ok { // the record has changed meanwhile
			continue
		}
		if m.Actor, m.Recipient = pair.Actor, pair.Recipient; e.back {
			m.Actor, m.Recipient = pair.Recipient, pair.Actor
		}
		m.Weight, m.Value = e.points, e.value
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
const formula = "Each event weighs √(10 |Goldstein|) × confidence × status × independent sources × words or deeds × the kind of act × the kinds of " +
	"parties, and fades with age; co-operation takes off conflict; what is usual for the pair is taken off; " +
	"the rest x gives 100·x/(x+s), s being a share of the world's usual conflict."

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
		parts, err := s.agedOf(ctx, p.Events)
		if err != nil {
			return nil, err
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

// aged is a part of a day's pressure.
type aged struct {
	mover
	Age int `json:"age"`
}

// agedOf gives the parts of a day their words. Status, sources and the like are those of the part, as known on the day that was asked for.
func (s *Server) agedOf(ctx context.Context, parts []tension.Part) ([]aged, error) {
	keys := make([]int64, len(parts))
	for i := range parts {
		var err error
		if keys[i], err = store.Key(parts[i].Event.Story); err != nil {
			return nil, err
		}
	}
	by, err := s.movers(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := make([]aged, len(parts))
	for i := range parts {
		e, m := &parts[i].Event, by[keys[i]]
		m.ID, m.Day, m.Type, m.Status, m.Quad, m.Goldstein, m.Confidence = e.Story, e.Day, e.Type, e.Status, e.Quad, e.Goldstein, e.Confidence
		m.Sources, m.Actor, m.Recipient, m.Weight, m.Value = e.Sources, e.Actor, e.Recipient, parts[i].Weight, parts[i].Points
		out[i] = aged{m, parts[i].Age}
	}
	return out, nil
}

// parts are what the pressure of a day is made of.
func (s *Server) parts(ctx context.Context, of tension.Subject, day, known barograph.Day) (*tension.Parts, error) {
	return tension.Explain(ctx, s.o.Store, of, day, tension.Options{Weights: s.o.Weights, At: known})
}

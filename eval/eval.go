// Package eval scores coded events against annotated ones.
//
// An annotated and a predicted event of one sentence match when they have the same type and either their triggers overlap or one
// of their participants does; each event matches at most once, best pairs first. On the matched pairs hang the shares of right modes,
// statuses and country codes and the F1 of the spans of every role; the dyads (actor code, type, recipient code) and quad
// classes of a sentence are compared as sets, whatever matched. A span is right when it shares half of its words with the annotated
// one.
//
// Nothing here knows how events are found: whoever has two files of JSON lines can compare them.
package eval

import (
	"sort"
	"unicode"

	"github.com/barograph/barograph"
)

// A Document is one sentence or passage with its events, annotated or predicted.
type Document struct {
	ID     string  `json:"id"`
	Text   string  `json:"text"`
	Date   string  `json:"date,omitempty"`
	Events []Event `json:"events"`
}

// An Event is what is compared of an event. Predicted events have one Time, annotated ones a list; either is read.
type Event struct {
	Type       barograph.Type   `json:"type"`
	Mode       string           `json:"mode"`
	Force      string           `json:"force"`
	Status     barograph.Status `json:"status"`
	Trigger    Span             `json:"trigger"`
	Actors     []Span           `json:"actors"`
	Recipients []Span           `json:"recipients"`
	Locations  []Span           `json:"locations"`
	Times      []Span           `json:"times"`
	Time       *Span            `json:"time"`
}

// An F1 counts what was found, missed and made up.
type F1 struct{ TP, FP, FN int }

func (f *F1) add(hits, gold, predicted int) {
	f.TP += hits
	f.FN += gold - hits
	f.FP += predicted - hits
}

// Gold is the number of annotated items.
func (f F1) Gold() int { return f.TP + f.FN }

// Precision is the share of predicted items that are right.
func (f F1) Precision() float64 { return ratio(f.TP, f.TP+f.FP) }

// Recall is the share of annotated items that were found.
func (f F1) Recall() float64 { return ratio(f.TP, f.TP+f.FN) }

// F is the harmonic mean of precision and recall.
func (f F1) F() float64 { return ratio(2*f.TP, 2*f.TP+f.FP+f.FN) }

// An Accuracy counts right answers.
type Accuracy struct{ Right, Of int }

func (a *Accuracy) add(right bool) {
	a.Of++
	if right {
		a.Right++
	}
}

// Share is the share of right answers.
func (a Accuracy) Share() float64 { return ratio(a.Right, max(1, a.Of)) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Scores are the results of a comparison.
type Scores struct {
	Event     F1 // matched events, the type right
	Detect    F1 // the same, whatever the type
	Dyad      F1 // (actor code, type, recipient code)
	Quad      F1 // (sentence, quad class)
	Actor     F1
	Recipient F1
	Location  F1
	Time      F1
	NotOcc    F1 // statuses other than occurred
	Mode      Accuracy
	Status    Accuracy
	Code      Accuracy
	Types     map[barograph.Type]F1
}

// Score compares predicted with annotated documents by their ids. A document that was not predicted has no events; one that is not
// annotated does not count.
func Score(gold, predicted []Document) *Scores {
	s := &Scores{Types: map[barograph.Type]F1{}}
	found := make(map[string]*Document, len(predicted))
	for i := range predicted {
		found[predicted[i].ID] = &predicted[i]
	}
	last := make(map[string]int, len(gold)) // of two documents with one id the last counts
	for i := range gold {
		last[gold[i].ID] = i
	}
	for i := range gold {
		if last[gold[i].ID] != i {
			continue
		}
		var events []Event
		if p := found[gold[i].ID]; p != nil {
			events = p.Events
		}
		text := newWords(gold[i].Text)
		s.compare(text, text.load(gold[i].Events), text.load(events))
	}
	return s
}

// loaded is an event with its spans found in the text.
type loaded struct {
	typ     barograph.Type
	mode    string
	status  barograph.Status
	quad    int
	trigger place
	roles   [4][]role // actors, recipients, locations, times
}

type role struct {
	place place
	code  string
}

func (w *words) load(events []Event) []loaded {
	out := make([]loaded, len(events))
	for i, e := range events {
		l := loaded{typ: e.Type, mode: e.Mode, status: e.Status, quad: barograph.Quad(e.Type, e.Force)}
		if l.typ == barograph.Request && e.Force != barograph.Appeal {
			l.quad = barograph.VerbalConflict
		}
		if l.status == "" {
			l.status = barograph.Occurred
		}
		l.trigger = w.find(e.Trigger, 0)
		near := 0
		if l.trigger.ok {
			near = l.trigger.start
		}
		times := e.Times
		if times == nil && e.Time != nil {
			times = []Span{*e.Time}
		}
		for r, spans := range [4][]Span{e.Actors, e.Recipients, e.Locations, times} {
			for _, s := range spans {
				x := role{place: w.find(s, near)}
				if r < 2 {
					x.code = s.Code
				}
				l.roles[r] = append(l.roles[r], x)
			}
		}
		out[i] = l
	}
	return out
}

func (s *Scores) compare(text *words, gold, pred []loaded) {
	typed := text.pair(gold, pred, true)
	s.Event.add(len(typed), len(gold), len(pred))
	s.Detect.add(len(text.pair(gold, pred, false)), len(gold), len(pred))
	s.byType(typed, gold, pred)

	g, p := triples(gold), triples(pred)
	s.Dyad.add(common(g, p), len(g), len(p))
	qg, qp := quads(gold), quads(pred)
	s.Quad.add(common(qg, qp), len(qg), len(qp))

	var hits [4]int
	for _, k := range typed {
		a, b := &gold[k.gold], &pred[k.pred]
		s.Status.add(a.status == b.status)
		if a.mode != "" {
			s.Mode.add(a.mode == b.mode)
		}
		if a.status != barograph.Occurred || b.status != barograph.Occurred {
			s.NotOcc.add(one(a.status == b.status), one(a.status != barograph.Occurred), one(b.status != barograph.Occurred))
		}
		for r := range hits {
			hits[r] += s.spans(text, a.roles[r], b.roles[r])
		}
	}
	for r, f := range []*F1{&s.Actor, &s.Recipient, &s.Location, &s.Time} {
		f.add(hits[r], count(gold, r), count(pred, r))
	}
}

// spans counts the annotated spans that were found, and on the way the codes that are right.
func (s *Scores) spans(text *words, gold, pred []role) int {
	hits := 0
	used := make([]bool, len(pred))
	for _, g := range gold {
		for n, p := range pred {
			if used[n] || !text.same(g.place, p.place) {
				continue
			}
			used[n] = true
			hits++
			if g.code != "" {
				s.Code.add(g.code == p.code)
			}
			break
		}
	}
	return hits
}

func (s *Scores) byType(pairs []match, gold, pred []loaded) {
	n := map[barograph.Type]*[3]int{}
	at := func(t barograph.Type) *[3]int {
		if n[t] == nil {
			n[t] = &[3]int{}
		}
		return n[t]
	}
	for _, k := range pairs {
		at(gold[k.gold].typ)[0]++
	}
	for i := range gold {
		at(gold[i].typ)[1]++
	}
	for i := range pred {
		at(pred[i].typ)[2]++
	}
	for t, c := range n {
		f := s.Types[t]
		f.add(c[0], c[1], c[2])
		s.Types[t] = f
	}
}

type match struct{ gold, pred int }

// pair matches events, those with the most in common first.
func (w *words) pair(gold, pred []loaded, typed bool) []match {
	type candidate struct {
		match
		score float64
	}
	var all []candidate
	for i := range gold {
		for j := range pred {
			if !typed || gold[i].typ == pred[j].typ {
				if a := w.affinity(&gold[i], &pred[j]); a > 0 {
					all = append(all, candidate{match{i, j}, a})
				}
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].score > all[j].score })
	usedG, usedP := make([]bool, len(gold)), make([]bool, len(pred))
	var out []match
	for _, c := range all {
		if !usedG[c.gold] && !usedP[c.pred] {
			usedG[c.gold], usedP[c.pred] = true, true
			out = append(out, c.match)
		}
	}
	return out
}

func (w *words) affinity(a, b *loaded) float64 {
	s := 0.0
	if a.trigger.ok && b.trigger.ok && a.trigger.start < b.trigger.end && b.trigger.start < a.trigger.end {
		s += 2
	}
	for r := range 2 {
		if w.anySame(a.roles[r], b.roles[r]) {
			s += 0.5
		}
	}
	return s
}

func (w *words) anySame(a, b []role) bool {
	for _, x := range a {
		for _, y := range b {
			if w.same(x.place, y.place) {
				return true
			}
		}
	}
	return false
}

type triple struct {
	actor, recipient string
	typ              barograph.Type
}

func triples(events []loaded) map[triple]bool {
	out := map[triple]bool{}
	for i := range events {
		e := &events[i]
		for _, a := range codes(e.roles[0]) {
			for _, r := range codes(e.roles[1]) {
				if a != "-" || r != "-" {
					out[triple{a, r, e.typ}] = true
				}
			}
		}
	}
	return out
}

func codes(roles []role) []string {
	var out []string
	for _, r := range roles {
		if r.code != "" {
			out = append(out, r.code)
		}
	}
	if out == nil {
		return []string{"-"}
	}
	return out
}

func quads(events []loaded) map[int]bool {
	out := map[int]bool{}
	for i := range events {
		out[events[i].quad] = true
	}
	return out
}

func common[K comparable](a, b map[K]bool) int {
	n := 0
	for k := range a {
		if b[k] {
			n++
		}
	}
	return n
}

func count(events []loaded, r int) int {
	n := 0
	for i := range events {
		n += len(events[i].roles[r])
	}
	return n
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// words is a text with the places of its words.
type words struct {
	text  []rune
	spans []place
}

type place struct {
	start, end int
	ok         bool
}

func newWords(s string) *words {
	w := &words{text: []rune(s)}
	start := -1
	for i, r := range w.text {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_' {
			if start < 0 {
				start = i
			}
		} else if start >= 0 {
			w.spans = append(w.spans, place{start, i, true})
			start = -1
		}
	}
	if start >= 0 {
		w.spans = append(w.spans, place{start, len(w.text), true})
	}
	return w
}

// same says whether two spans share half of the words that either has.
func (w *words) same(a, b place) bool {
	if !a.ok || !b.ok {
		return false
	}
	both, either := 0, 0
	for _, s := range w.spans {
		inA := s.start < a.end && s.end > a.start
		inB := s.start < b.end && s.end > b.start
		both += one(inA && inB)
		either += one(inA || inB)
	}
	return both > 0 && 2*both >= either
}

// find places a span: by its offsets, or where its text stands nearest to near.
func (w *words) find(s Span, near int) place {
	if s.Start != nil && s.End != nil {
		return place{*s.Start, *s.End, true}
	}
	needle := []rune(s.Text)
	if len(needle) == 0 {
		return place{}
	}
	best := place{}
	for i := 0; i+len(needle) <= len(w.text); i++ {
		if !equal(w.text[i:i+len(needle)], needle) {
			continue
		}
		if !best.ok || abs(i-near) < abs(best.start-near) {
			best = place{i, i + len(needle), true}
		}
		i += len(needle) - 1
	}
	return best
}

func equal(a, b []rune) bool {
	for i := range b {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

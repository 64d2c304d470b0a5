package coder

import (
	"slices"
	"strings"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/dates"
	"github.com/barograph/barograph/extract"
)

// setTime resolves when an act happened: of the times it is told with, the finest. What no calendar can tell ("recently", "three") is
// no time.
func (r *reading) setTime(t *told, n int, m *extract.Mention, at func(extract.ByteSpan) span) {
	for _, b := range m.Times {
		s := r.wholeTime(n, at(b))
		if r.isRecord(t, n, s) {
			continue
		}
		when, ok := r.when(s, r.isAhead(t, n, s))
		if ok && (t.event.Time == nil || finer(when.Precision, t.event.Time.Precision)) {
			t.event.Time = &when
		}
	}
	if p, ok := r.past[t.at]; ok && (t.event.Time == nil || p.sure && (!sameYear(t.event.Time, &p.Time) || isSince(t.event.Time))) {
		t.event.Time = &p.Time
	}
}

// isRecord says whether the time at s only tells how long nothing like the act was seen: "the first attack since 2019", "the worst riots in
// the last ten years". The act itself is news.
func (r *reading) isRecord(t *told, n int, s span) bool {
	text := strings.ToLower(r.slice(s))
	years := (strings.Contains(text, "last ") || strings.Contains(text, "past ")) && (strings.Contains(text, "years") || strings.Contains(text, "decade"))
	if s.start < t.at.end || !years && !strings.HasPrefix(text, "since ") {
		return false
	}
	words := r.sentences[n].words
	first, _ := wordsAt(words, s)
	for i := min(first, len(words)-1) - 1; i >= 0 && !words[i+1].cut; i-- {
		switch w := words[i].lower; w {
		case "first", "worst":
			return true
		case "most":
			return words[i+1].lower != "of"
		default:
			if stem, ok := strings.CutSuffix(w, "est"); ok && superlatives[stem] {
				return true
			}
		}
	}
	return false
}

// superlatives are the stems of words that rank an act above others.
var superlatives = map[string]bool{"larg": true, "bigg": true, "deadli": true, "high": true, "low": true, "heavi": true, "long": true, "bloodi": true,
	"strong": true, "fierc": true, "great": true, "strict": true, "hard": true, "harsh": true, "few": true, "small": true, "tough": true, "steep": true}

// isSince says whether a time lasts until the report: "since the 1987 bombing", which lasted no longer than 1987.
func isSince(t *barograph.Time) bool { return strings.HasPrefix(t.Text, "since ") }

// sameYear says whether a lies in the year, or begins in the first year, of b.
func sameYear(a, b *barograph.Time) bool {
	const year = len("2006")
	return len(a.Value) >= year && a.Value[:year] == b.Value[:year]
}

// isAhead says whether the time at s lies in the future of the report: that of a plan, and that of what is promised or threatened where
// "will" or "to" stands before it. "They agreed on Wednesday to meet" is past, "they will meet on Wednesday" is not.
func (r *reading) isAhead(t *told, n int, s span) bool {
	e := &t.event
	if e.Status == barograph.Planned {
		return true
	}
	if e.Type != barograph.Agree && e.Type != barograph.Threaten {
		return false
	}
	words := r.sentences[n].words
	first, _ := wordsAt(words, t.at)
	until, _ := wordsAt(words, s)
	if until < first { // what stands before the verb takes its tense
		switch words[first].lower {
		case "will", "would", "shall", "to", "is", "are", "plans", "plan":
			return true
		}
		return first > 0 && (words[first-1].lower == "will" || words[first-1].lower == "to")
	}
	first = max(0, first-1)
	for i := first; i < until && i < len(words); i++ {
		switch words[i].lower {
		case "will", "would", "to", "shall", "plans", "going":
			return true
		}
	}
	return false
}

// wholeTime stretches s to the expression of time of which it is a part: "this month" for "month", "a week earlier" for "week". A name
// behind the expression is left out: "April 22 Pahalgam".
func (r *reading) wholeTime(n int, s span) span {
	for _, e := range r.timesIn(n) {
		lasts := strings.HasSuffix(r.text[r.sentences[n].start:e.start], "for ") || strings.HasPrefix(r.slice(e), "for ") // how long, not when
		if e.overlaps(s) && e.end-e.start > s.end-s.start && !lasts {
			return e
		}
		if tail := strings.TrimSpace(r.text[min(e.end, s.end):s.end]); s.holds(e) && e.start == s.start && tail != "" && tail[0] >= 'A' && tail[0] <= 'Z' {
			return e
		}
	}
	return s
}

// timesIn lists the expressions of time of sentence n, in their order.
func (r *reading) timesIn(n int) []span {
	s := r.sentences[n].span
	var out []span
	for _, m := range (dates.Resolver{}).Find(r.slice(s)) {
		out = append(out, span{s.start + m.ByteStart, s.start + m.ByteEnd})
	}
	return out
}

// when resolves one expression of time; ok is false when no calendar can tell it. ahead says that the act lies in the future of the
// report.
func (r *reading) when(s span, ahead bool) (t barograph.Time, ok bool) {
	t = barograph.Time{Span: r.span(s)}
	c := dates.Resolver{Planned: ahead, Anchor: r.anchor}
	p := r.published
	if p != nil {
		c.Published, c.HasHour, c.Zone = p.Time, !p.DayOnly, r.zone
	}
	res, ok := c.Resolve(t.Text)
	switch {
	case ok:
		t.Value, t.Precision = res.Value, res.Precision
		if (res.Precision == dates.Day || res.Precision == dates.Hour) && !ahead {
			r.anchor = res.From
		}
	case p == nil:
		c.Published = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // would any day have helped?
		_, ok = c.Resolve(t.Text)
		r.undated = r.undated || ok
	}
	return t, ok
}

// finer says whether precision a tells more than b.
func finer(a, b string) bool {
	scale := []string{"", "range", "year", "season", "month", "week", "day", "hour"}
	return slices.Index(scale, a) > slices.Index(scale, b)
}

// mendTimes dates an attempt that was foiled, where it has no time of its own, by the time of its foiling: "on Friday night foiled an
// attempt to storm the base". Both are one moment, though the time stands with the verb that is no act itself.
func (r *reading) mendTimes(n int, m *extract.Mention) {
	if m.Status != barograph.Attempted || len(m.Times) > 0 {
		return
	}
	words := r.sentences[n].words
	base := r.sentences[n].start
	first, _ := wordsAt(words, span{base + m.Trigger.Start, base + m.Trigger.End})
	verb := foiling(words, first)
	if verb < 0 {
		return
	}
	for _, t := range r.timesIn(n) {
		from, to := wordsAt(words, t)
		if to == verb || from == verb+1 || from == verb+2 && words[verb+1].lower == "on" {
			m.Times = []extract.ByteSpan{{Start: t.start - base, End: t.end - base}}
			return
		}
	}
}

// foiling is the place of the verb that foils what stands at word i: in front of it, in the same clause; -1 when there is none.
func foiling(words []word, i int) int {
	const reach = 6
	for j := i - 1; j >= max(0, i-reach); j-- {
		if words[j+1].cut {
			return -1
		}
		switch words[j].lower {
		case "foiled", "foils", "thwarted", "thwarts", "repelled", "repels", "repulsed", "intercepted", "intercepts", "averted", "averts",
			"prevented", "prevents", "defused", "defuses", "stopped", "stops", "disrupted", "disrupts":
			return j
		}
	}
	return -1
}

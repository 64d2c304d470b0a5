package coder

import (
	"slices"
	"strings"
	"unicode"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
)

// joined makes one mention of two whose triggers are one phrase that the extractor cut: "terrorist" and "attack", "expressed" and
// "optimism". The surer of the two keeps its word on all else.
func (r *reading) joined(n int, ms []extract.Mention) []extract.Mention {
	text := r.slice(r.sentences[n].span)
	out := ms[:0:0]
	for i := range ms {
		m := ms[i]
		if len(out) == 0 {
			out = append(out, m)
			continue
		}
		last := &out[len(out)-1]
		if last.Type != m.Type || last.Trigger.End > m.Trigger.Start || !isGap(text[last.Trigger.End:m.Trigger.Start]) {
			out = append(out, m)
			continue
		}
		whole := extract.ByteSpan{Start: last.Trigger.Start, End: m.Trigger.End}
		if m.Confidence > last.Confidence {
			*last = m
		}
		last.Trigger = whole
	}
	return out
}

// isGap says whether what stands between two triggers is at most a small word that joins them.
func isGap(s string) bool {
	w := strings.TrimSpace(s)
	return len(s) > 0 && (w == "" || w != "and" && w != "or" && w != "but" && isFunction(w))
}

// mendType reads "severed diplomatic relations" as the break that it is, where the extractor knows relations as something to be established,
// and the execution to which a court sentences somebody as one that is yet to come.
func (r *reading) mendType(n int, m *extract.Mention) {
	s := &r.sentences[n]
	trigger := span{s.start + m.Trigger.Start, s.start + m.Trigger.End}
	if m.Type == barograph.Assault && m.Status == barograph.Occurred && r.isSentence(n, m) {
		m.Status = barograph.Planned
		r.byRule[trigger] = "planned by rule: what somebody is sentenced to"
	}
	if m.Type != barograph.Support {
		return
	}
	first, last := wordsAt(s.words, trigger)
	if first >= last || !isBreaking(s.words[first].lower) {
		return
	}
	for _, w := range s.words[first:last] {
		switch w.lower {
		case "relations", "ties", "links":
			m.Type, m.Mode = barograph.Sanction, "discontinue"
			r.byRule[trigger] = "the type by rule: a verb of breaking before relations or ties"
			return
		}
	}
}

// isSentence says whether an execution is what somebody is sentenced to: "sentenced him to death by firing squad", "is to be hanged" behind
// a verb of judging. "Sentenced to death and executed" is one that was carried out.
func (r *reading) isSentence(n int, m *extract.Mention) bool {
	const reach = 10
	s := &r.sentences[n]
	first, last := wordsAt(s.words, span{s.start + m.Trigger.Start, s.start + m.Trigger.End})
	if !slices.ContainsFunc(s.words[first:last], func(w word) bool { return isExecution(w.lower) }) {
		return false
	}
	to := false
	for i := first; i >= max(0, first-reach); i-- {
		switch s.words[i].lower {
		case "to":
			to = true
		case "sentence", "sentences", "sentenced", "sentencing", "condemned", "condemns":
			return to
		case "and", "but", "before", "after", "who", "when", "was", "were", "for", "has", "had":
			return false
		}
		if s.words[i].cut {
			return false
		}
	}
	return false
}

func isExecution(w string) bool {
	switch w {
	case "execution", "executed", "firing", "hanging", "hanged", "hang", "stoning", "stoned", "beheading", "beheaded", "injection", "electrocution",
		"crucifixion", "death":
		return true
	}
	return false
}

func isBreaking(w string) bool {
	switch w {
	case "sever", "severs", "severed", "severing", "break", "breaks", "broke", "broken", "breaking", "cut", "cuts", "cutting", "suspend", "suspends",
		"suspended", "suspending", "end", "ends", "ended", "ending", "freeze", "freezes", "froze", "frozen", "freezing", "downgrade", "downgrades",
		"downgraded", "downgrading", "rupture", "ruptures", "ruptured", "terminate", "terminates", "terminated":
		return true
	}
	return false
}

// repair makes whole what the extractor cut: a participant that breaks off inside a name gets the rest of it, one that begins or ends
// with an article or a preposition loses it, and two of one role that then overlap become one.
func (r *reading) repair(n int, m *extract.Mention) {
	if capitalises(r.sentences[n].words) {
		return // a headline: capitals tell nothing of names
	}
	if r.sentences[n].stops != nil {
		r.sentences[n].ownParts(m)
	}
	actors, recipients := m.Actors, m.Recipients
	m.Actors = r.repairAll(n, actors, recipients, m.Trigger)
	m.Recipients = r.repairAll(n, recipients, actors, m.Trigger)
	m.Locations = r.repairAll(n, m.Locations, nil, m.Trigger)
	if m.Claimant != nil {
		if whole := r.repairAll(n, []extract.ByteSpan{*m.Claimant}, nil, m.Trigger); whole != nil {
			m.Claimant = &whole[0]
		}
	}
}

// ownParts cuts off what participants hold of a sentence that is not their trigger's: "China. Canada".
func (s *sentence) ownParts(m *extract.Mention) {
	trigger := span{s.start + m.Trigger.Start, s.start + m.Trigger.End}
	own := func(spans []extract.ByteSpan) []extract.ByteSpan {
		out := slices.Clone(spans)
		for i, b := range out {
			at := s.own(span{s.start + b.Start, s.start + b.End}, trigger)
			first, last := wordsAt(s.words, at)
			if first < last {
				out[i] = extract.ByteSpan{Start: s.words[first].start - s.start, End: s.words[last-1].end - s.start}
			}
		}
		return out
	}
	m.Actors, m.Recipients, m.Locations = own(m.Actors), own(m.Recipients), own(m.Locations)
}

// own is the part of a stretch of words that stands in the same sentence of the passage as the trigger, or the first part when none does.
func (s *sentence) own(at, trigger span) span {
	for _, stop := range s.stops {
		switch {
		case stop <= at.start || stop >= at.end:
		case trigger.start >= stop:
			at.start = stop
		default:
			at.end = stop
			return at
		}
	}
	return at
}

// capitalises says whether a sentence writes most of its words with capitals.
func capitalises(words []word) bool {
	long, upper := 0, 0
	for i := range words {
		if len(words[i].lower) > 3 {
			long++
			if words[i].upper {
				upper++
			}
		}
	}
	return long > 3 && 5*upper > 4*long
}

func (r *reading) repairAll(n int, spans, others []extract.ByteSpan, trigger extract.ByteSpan) []extract.ByteSpan {
	base, words := r.sentences[n].start, r.sentences[n].words
	var out []extract.ByteSpan
	for _, b := range spans {
		first, last := wordsAt(words, span{base + b.Start, base + b.End})
		from, to := trimmed(words, first, last)
		if from >= to {
			continue
		}
		cut := strings.HasPrefix(r.text[base+b.Start:], "'s ") || strings.HasPrefix(r.text[base+b.Start:], "’s ")
		if from, to = r.wholeName(words, from, to); cut && from > 0 {
			from-- // "'s army"
		}
		to = r.withNoun(words, counted(words, from, to), base+trigger.Start)
		if from > 0 && isSide(words[to-1].lower) && (words[from-1].lower == "both" || words[from-1].lower == "two") {
			from-- // "both countries"
		}
		whole := extract.ByteSpan{Start: words[from].start - base, End: words[to-1].end - base}
		overlaps := func(o extract.ByteSpan) bool { return o.Start < whole.End && whole.Start < o.End }
		piece := r.text[base+b.Start : base+b.End]
		switch {
		case r.isScrap(words[first:last], span{base + b.Start, base + b.End}):
			if !strings.ContainsFunc(piece, isLetterOrDigit) && r.alone(r.text[base+whole.Start:base+whole.End]).code == "" {
				continue // the hyphen of "code-breaker"
			}
		case from == first && to == last && !words[last-1].owner || slices.ContainsFunc(others, overlaps):
			whole = b
		}
		if i := slices.IndexFunc(out, overlaps); i >= 0 {
			out[i].Start, out[i].End = min(out[i].Start, whole.Start), max(out[i].End, whole.End)
			continue
		}
		if k := len(out) - 1; k >= 0 && out[k].End < whole.Start &&
			(words[from].upper && r.isOneName(base, out[k], whole) || r.isNumberOf(base, out[k], whole)) {
			out[k].End = whole.End
			continue
		}
		out = append(out, whole)
	}
	return out
}

// isOneName says whether "of" alone parts two spans with capitals: "International Court" and "Justice", "Line" and "Control".
func (r *reading) isOneName(base int, a, b extract.ByteSpan) bool {
	last := strings.LastIndexByte(r.text[base+a.Start:base+a.End], ' ') + 1
	head := r.text[base+a.Start+last : base+a.End]
	return r.text[base+a.End:base+b.Start] == " of " && head != "" && head[0] >= 'A' && head[0] <= 'Z'
}

// isNumberOf says whether a number and what it counts are two spans: "two" and "American hikers" of "two detained American hikers".
func (r *reading) isNumberOf(base int, a, b extract.ByteSpan) bool {
	for _, w := range splitWords(r.text[base+a.Start:base+a.End], 0) {
		if !isNumeral(w.lower) {
			return false
		}
	}
	gap := r.text[base+a.End : base+b.Start]
	between := strings.TrimSpace(gap)
	return gap[0] == ' ' && !strings.ContainsAny(between, " ,.;:()–—\"") && !isFunction(between)
}

// isScrap says whether a span is part of a word that says nothing by itself: the hyphen of "al-Qaeda", "old Ana Quispe" of "60-year-old
// Ana Quispe", "Gentil" of "Port-Gentil". "Russian" of "pro-Russian" and "U.S." of "U.S.-led" say something.
func (r *reading) isScrap(words []word, b span) bool {
	head, tail := b.start > words[0].start, b.end < words[len(words)-1].end
	if !head && !tail {
		return false
	}
	piece := r.slice(b)
	switch letters := strings.IndexFunc(piece, unicode.IsLetter); {
	case letters < 0:
		return !strings.ContainsFunc(piece, isLetterOrDigit)
	case len(piece) == 1, head && (strings.HasPrefix(piece, "old") || strings.HasPrefix(piece, "year")):
		return true
	}
	return isUpper(piece) && r.alone(piece).code == ""
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// trimmed leaves out articles at the head and prepositions at either end.
func trimmed(words []word, from, to int) (int, int) {
	for to-from > 1 && (isArticle(words[from].lower) || isPreposition(words[from].lower) || words[from].lower == "and") {
		if next := words[from+1].lower; next == "least" || next == "most" {
			break // "at least five civilians"
		}
		from++
	}
	for from < to && (isArticle(words[to-1].lower) || isPreposition(words[to-1].lower) || words[to-1].lower == "and") {
		to--
	}
	return from, to
}

func isArticle(w string) bool { return w == "the" || w == "a" || w == "an" }

// counted stretches a bare number or nationality over the noun that it belongs to: "one" of "one person", "Five Indian" of "Five Indian jets",
// "Irish" of "an Irish woman".
func counted(words []word, from, to int) int {
	if to < len(words) && to-from == 1 && words[from].upper && !words[from].owner && !words[to].cut && isPersonNoun(words[to].lower) {
		return to + 1
	}
	if to-from > 2 {
		switch words[from].lower + " " + words[from+1].lower {
		case "at least", "more than", "at most", "up to", "as many":
			from += 2
		}
	}
	if !isNumeral(words[from].lower) {
		return to
	}
	for i := from + 1; i < to; i++ {
		if !words[i].upper && !isNumeral(words[i].lower) {
			return to // it has its noun
		}
	}
	for to < len(words) && inName(&words[to]) && !words[to].cut && !words[to-1].owner {
		to++
	}
	if to < len(words) && !words[to].cut && !words[to].upper && !isFunction(words[to].lower) &&
		(strings.HasSuffix(words[to].lower, "s") || isPersonNoun(words[to].lower)) {
		to++
	}
	return to
}

// withNoun stretches a nationality over the noun behind it that is no organ of a state: "Chilean" of "a Chilean fishing vessel".
// Behind it stands no act, which begins at trigger.
func (r *reading) withNoun(words []word, to, trigger int) int {
	if last := &words[to-1]; !last.upper || last.owner || to == len(words) || r.alone(r.slice(last.span)).kind != "nationality" {
		return to
	}
	for _, n := range []int{1, 2} {
		end := to
		for end < min(to+n, len(words)) && !words[end].cut && !words[end].upper && !words[end].owner && !isFunction(words[end].lower) {
			end++
		}
		if end != to+n || words[to].start <= trigger && trigger < words[end-1].end {
			continue
		}
		phrase := r.slice(span{words[to].start, words[end-1].end})
		if w := r.alone(phrase); w.role && w.sector != "" && camps[w.sector] != state && w.sector != barograph.REB {
			return end
		}
	}
	return to
}

// isPersonNoun says whether a word is one for people who are no organ of a state.
func isPersonNoun(w string) bool {
	switch w {
	case "people", "person", "persons", "man", "men", "woman", "women", "boy", "boys", "girl", "girls", "child", "children", "teenager",
		"teenagers", "couple", "family", "families", "citizen", "citizens", "national", "nationals", "civilian", "civilians", "tourist",
		"tourists", "traveller", "travellers", "traveler", "travelers", "visitors", "student", "students", "worker", "workers", "journalist",
		"journalists", "migrant", "migrants", "refugee", "refugees", "protester", "protesters", "protestor", "protestors", "demonstrators",
		"villagers", "fishermen", "fisherman", "farmers", "businessman", "businessmen", "activist", "activists", "pilgrims", "passengers", "sailors", "contractor", "contractors":
		return true
	}
	return false
}

// isNumeral says whether a word is a number, in letters or figures. Articles are none.
func isNumeral(w string) bool {
	_, word := units[w]
	_, figure := digits(w)
	return word && w != "a" && w != "an" && w != "no" && w != "both" && w != "another" || figure
}

// wholeName stretches words from to to over the name that they begin or end in the middle of.
func (r *reading) wholeName(words []word, from, to int) (int, int) {
	for to < len(words) && !words[to].cut && !words[to-1].owner {
		next := to + 1
		switch {
		case inName(&words[to]) && (words[to-1].upper || isTitle(words[to-1].lower) || isParticle(words[to-1].lower) && to-from > 1):
		case isParticle(words[to].lower) && words[to-1].upper && next < len(words) && inName(&words[next]) && !words[next].cut:
			next++
		default:
			next = to
		}
		if next == to {
			break
		}
		to = next
	}
	for from > 0 && inName(&words[from-1]) && !words[from].cut && !words[from-1].owner && words[from].upper {
		if from == 1 && !isTitle(words[0].lower) && r.alone(r.slice(words[0].span)).code == "" && !r.changes(words, 0, 1, to) {
			break // the first word of a sentence has a capital of its own
		}
		from--
	}
	if from > 1 && from < to && words[from].upper && words[from-1].lower == "of" && inName(&words[from-2]) && !words[from-1].cut && !words[from-2].owner &&
		r.changes(words, from-2, from, to) && r.alone(r.slice(span{words[from-2].start, words[to-1].end})).kind == "body" {
		from -= 2 // "Organization of American States"
	}
	return from, to
}

// changes says whether the words from "from" on name somebody of another country than those from "later" on: "New York", "York".
func (r *reading) changes(words []word, from, later, to int) bool {
	if later >= to {
		return false
	}
	whole := r.alone(r.slice(span{words[from].start, words[to-1].end}))
	return whole.code != "" && whole.code != r.alone(r.slice(span{words[later].start, words[to-1].end})).code
}

// inName says whether a word may be part of a name. "New" may: "Papua New Guinea".
func inName(w *word) bool {
	return w.upper && (!isFunction(w.lower) || w.caps || w.lower == "new") && !isCalendar(w.lower)
}

// isParticle says whether a small word may stand inside a person's name.
func isParticle(w string) bool {
	switch w {
	case "bin", "ibn", "bint", "al", "de", "del", "da", "dos", "van", "von", "der", "el":
		return true
	}
	return false
}

func isCalendar(w string) bool {
	switch w {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june",
		"july", "august", "september", "october", "november", "december", "mon", "tue", "tues", "wed", "thu", "thurs", "fri", "sat", "sun",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return true
	}
	return false
}

package extract

import (
	"math"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/encoder"
)

// A span is a stretch of a sentence's words, end exclusive.
type span struct{ start, end int }

// found is a candidate for a trigger: its words, and by type the mean over them of the probability that they tell such an act.
type found struct {
	span
	types [types]float32
}

// softmax turns logits into probabilities in place.
func softmax(x []float32) {
	most := x[0]
	for _, v := range x {
		most = max(most, v)
	}
	var sum float32
	for i, v := range x {
		x[i] = encoder.Exp(v - most)
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}

// largest returns the index of the largest value, the first of equals.
func largest(x []float32) int {
	best := 0
	for i, v := range x {
		if v > x[best] {
			best = i
		}
	}
	return best
}

// decodeTriggers appends the candidates of a sentence to out: words that are likely enough to tell an act, neighbours joined if their
// likeliest type is the same and the second is more likely to continue than to begin. logits holds one row of 1 + 2·types labels per
// word, stride apart; it is overwritten. Labels: 0 none, 1+2t begins and 2+2t continues type t.
func decodeTriggers(out []found, logits []float32, stride, words int, threshold float32) []found {
	first := len(out)
	previous := -1 // likeliest type of the word before, -1 if it is no candidate
	for w := range words {
		p := logits[w*stride:][:1+2*types]
		softmax(p)
		if 1-p[0] < threshold {
			previous = -1
			continue
		}
		var q [types]float32
		for t := range q {
			q[t] = p[1+2*t] + p[2+2*t]
		}
		kind := largest(q[:])
		if kind != previous || p[2+2*kind] < p[1+2*kind] {
			out = append(out, found{span: span{w, w}})
		}
		f := &out[len(out)-1]
		f.end = w + 1
		for t := range q {
			f.types[t] += q[t]
		}
		previous = kind
	}
	for i := range out[first:] {
		f := &out[first+i]
		for t := range f.types {
			f.types[t] /= float32(f.end - f.start)
		}
	}
	return out
}

// settle decides what a candidate is from both readings: those of the trigger layers, by type, and the logits of the kind head, one per
// pair of type and mode and the last for no act, which are overwritten. Type t has the modes first[t] to first[t+1]-1. The type is
// the one with the largest product of both; the score is the geometric mean of the probabilities that either gives to an act.
func settle(byType *[types]float32, kinds []float32, first *[types + 1]int) (kind, mode int, score float32) {
	softmax(kinds)
	var act float32
	var both [types]float32
	for t, p := range byType {
		act += p
		var own float32
		for _, k := range kinds[first[t]:first[t+1]] {
			own += k
		}
		both[t] = float32(p * own)
	}
	kind = largest(both[:])
	mode = first[kind] + largest(kinds[first[kind]:first[kind+1]])
	return kind, mode, scoreOf(act, 1-kinds[len(kinds)-1])
}

// scoreOf is the geometric mean of two probabilities.
func scoreOf(a, b float32) float32 {
	return float32(math.Sqrt(float64(max(0, float32(a*b)))))
}

// hopeful says whether a second reading that is quite sure of an act would give f a score that reaches the threshold. Rounding keeps
// order, so settle gives no candidate without hope a higher score than is computed here.
func (f *found) hopeful(threshold float32) bool {
	var act float32
	for _, p := range f.types {
		act += p
	}
	return scoreOf(act, 1) >= threshold
}

// decodeRoles calls yield for every span of a sentence's labels. logits holds one row of 1 + 2·roles labels per word, stride apart:
// 0 none, 1+2r begins and 2+2r continues role r.
func decodeRoles(logits []float32, stride, words, roles int, yield func(role int, s span)) {
	open, start := -1, 0
	for w := range words {
		label := largest(logits[w*stride:][:1+2*roles])
		role := (label+1)/2 - 1 // -1 for none
		begins := label%2 == 1
		if role != open || begins {
			if open >= 0 {
				yield(open, span{start, w})
			}
			open, start = role, w
		}
	}
	if open >= 0 {
		yield(open, span{start, words})
	}
}

// The roles in the order of the heads' labels.
const (
	actor = iota
	recipient
)
const (
	location = iota
	when
	claimant
	deaths
	injuries
)

// addParticipant puts a span of a role into the mention.
func (m *Mention) addParticipant(role int, s ByteSpan) {
	switch role {
	case actor:
		m.Actors = append(m.Actors, s)
	case recipient:
		m.Recipients = append(m.Recipients, s)
	}
}

// addCircumstance puts a span of a role into the mention; of claimants and counts the first stays.
func (m *Mention) addCircumstance(role int, s ByteSpan) {
	first := func(at **ByteSpan) {
		if *at == nil {
			*at = &ByteSpan{s.Start, s.End}
		}
	}
	switch role {
	case location:
		m.Locations = append(m.Locations, s)
	case when:
		m.Times = append(m.Times, s)
	case claimant:
		first(&m.Claimant)
	case deaths:
		first(&m.Deaths)
	case injuries:
		first(&m.Injuries)
	}
}

// forces are the outputs of the force head.
var forces = [2]string{barograph.Appeal, barograph.Demand}

// calibrate turns a score into a confidence: 1 / (1 + exp(-(a·logit(score) + b))).
func calibrate(score float32, calibration [2]float64) float32 {
	p := min(max(float64(score), 1e-6), 1-1e-6)
	z := float64(calibration[0]*logarithm(p/(1-p))) + calibration[1]
	return 1 / (1 + encoder.Exp(float32(-z)))
}

// logarithm is the natural logarithm of a normal x > 0. math.Log differs between processors in its last bits; this one does not:
// x = m·2^e with m near 1, and ln m = 2 artanh((m-1)/(m+1)) by its series.
func logarithm(x float64) float64 {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = 2*m, e-1
	}
	s := (m - 1) / (m + 1)
	square := float64(s * s)
	sum := 0.0
	for n := 23; n > 0; n -= 2 {
		sum = float64(sum*square) + 1/float64(n)
	}
	return float64(2*float64(s*sum)) + float64(float64(e)*math.Ln2)
}

package coder

import (
	"github.com/barograph/barograph"
	"github.com/barograph/barograph/dates"
	"github.com/barograph/barograph/extract"
)

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
	for _, t := range (dates.Resolver{}).Find(r.slice(r.sentences[n].span)) {
		from, to := wordsAt(words, span{base + t.ByteStart, base + t.ByteEnd})
		if to == verb || from == verb+1 || from == verb+2 && words[verb+1].lower == "on" {
			m.Times = []extract.ByteSpan{{Start: t.ByteStart, End: t.ByteEnd}}
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

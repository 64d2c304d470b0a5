package coder

import (
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
)

// This file keeps those who stand with the doer, or whom the act is to spare, from the side to which it is done: "air strikes with
// Bolivia on the rebels", "vetoes a resolution that condemns Bolivia", "defects to Bolivia".

// mendAllies puts right who is on whose side.
func (g *roles) mendAllies() {
	switch g.m.Type {
	case barograph.Assault, barograph.Coerce, barograph.Concede:
		g.joinOrigins()
	}
	switch g.m.Type {
	case barograph.Assault, barograph.Coerce, barograph.Mobilize:
		if _, passive := g.isPassive(); !passive && len(g.m.Actors) > 0 {
			move(&g.m.Recipients, &g.m.Actors, g.isPartner)
		}
		if g.m.Type == barograph.Coerce {
			g.dropHavens("deport", "extradit", "repatriat")
		} else if len(g.m.Actors) == 0 {
			move(&g.m.Recipients, &g.m.Actors, g.isOrigin)
		} else {
			g.m.Recipients = slices.DeleteFunc(slices.Clone(g.m.Recipients), g.isOrigin)
		}
	case barograph.Reject:
		g.m.Recipients = slices.DeleteFunc(slices.Clone(g.m.Recipients), g.isSpared)
	case barograph.Sanction:
		g.dropHavens("defect")
	}
}

// before is where the words in front of a participant end, its article left out.
func (g *roles) before(b extract.ByteSpan) int {
	i, _ := g.at(b)
	for i > 0 && isArticle(g.lower(i-1)) && !g.words[i].cut {
		i--
	}
	return i
}

// isPartner says whether the words before a participant tell that it acts with the doer: "alongside", "with the help of", "backed by". Whoever
// is counted, "alongside two others", is hit with others.
func (g *roles) isPartner(b extract.ByteSpan) bool {
	i := g.before(b)
	if _, end := g.at(b); i == 0 || g.words[i].cut || slices.ContainsFunc(g.words[i:end], func(w word) bool {
		return isNumeral(w.lower) || w.lower == "other" || w.lower == "others" || w.lower == "several"
	}) {
		return false
	}
	before := g.lower(i - 2)
	switch g.lower(i - 1) {
	case "alongside":
		return !g.endsAt(i - 1) // "hit a tanker alongside a ferry"
	case "with":
		switch {
		case before == "together" || before == "jointly":
			return !g.endsAt(i - 2)
		case before == "allied" || before == "collaboration" || isExercise(before):
			return true
		case strings.HasPrefix(before, "co") && (strings.HasSuffix(before, "operation") || strings.HasSuffix(before, "ordination")):
			return true
		}
		return g.isJoint(i - 1)
	case "of", "from":
		k := i - 2
		if !isGivenHelp(g.lower(k)) {
			return false
		}
		for k--; k > 0 && (isArticle(g.lower(k)) || strings.HasSuffix(g.lower(k), "al") || strings.HasSuffix(g.lower(k), "ary")); k-- {
		}
		return g.lower(k) == "with"
	case "by":
		return !g.endsAt(i-2) && isHelping(before)
	}
	return false
}

// isExercise says whether a word is one for what armies do with their partners.
func isExercise(w string) bool {
	switch w {
	case "exercise", "exercises", "drill", "drills", "manoeuvres", "maneuvers", "patrols", "training", "games":
		return true
	}
	return false
}

// isGivenHelp says whether a word is one for what a partner gives.
func isGivenHelp(w string) bool {
	return isHelp(w) || w == "aid" || w == "participation" || w == "involvement"
}

// isJoint says whether the "with" at word i tells with whom somebody does a joint act: "joint air strikes with Bolivia".
func (g *roles) isJoint(i int) bool {
	const reach = 6
	for k := i - 1; k >= max(0, i-reach, g.first-3) && !g.words[k+1].cut; k-- {
		if g.lower(k) == "joint" {
			return k <= g.first
		}
	}
	return false
}

// isSpared says whether a participant is the one against whom what is rejected was to go: "vetoes sanctions against Bolivia".
func (g *roles) isSpared(b extract.ByteSpan) bool {
	to := g.before(b)
	measure, against := false, false
	for i := g.last; i < to; i++ {
		w := g.lower(i)
		switch {
		case isMeasure(w):
			measure = true
		case measure && isAgainst(w):
			against = true
		case w == "by" || w == "from" && !against || w == "sponsored" || w == "proposed" || w == "drafted":
			return false
		}
	}
	return against
}

// isMeasure says whether a word is one for what a council or parliament decides on.
func isMeasure(w string) bool {
	switch w {
	case "resolution", "resolutions", "sanctions", "motion", "bill", "draft", "embargo", "statement", "measure", "measures", "declaration", "legislation":
		return true
	}
	return false
}

// isAgainst says whether a word leads from a measure to those whom it is to hit.
func isAgainst(w string) bool {
	return begins(w, demands) || w == "against" || w == "on" || w == "over" || w == "that" || w == "which"
}

// demands are the beginnings of words for what a measure does to them.
var demands = []string{"condemn", "urg", "call", "demand", "target", "criticis", "criticiz", "critical", "punish", "blam", "denounc", "requir",
	"restrict", "halt", "ban", "censur", "impos", "sanction"}

// dropHavens takes out whom a defector goes to and where somebody is deported to, when the trigger begins so or its mode
// says so: "flown to".
func (g *roles) dropHavens(beginnings ...string) {
	if g.m.Mode != "deport" && !begins(g.lower(g.first), beginnings) {
		return
	}
	g.m.Recipients = slices.DeleteFunc(slices.Clone(g.m.Recipients), func(b extract.ByteSpan) bool {
		i := g.before(b) - 1
		return i >= g.last && (g.lower(i) == "to" || g.lower(i) == "into")
	})
}

// isOrigin says whether a participant is where an attack comes from, "rockets fired from Bolivia", and not from whom a town is taken.
func (g *roles) isOrigin(b extract.ByteSpan) bool {
	i := g.before(b) - 1
	if i < g.last || g.lower(i) != "from" {
		return false
	}
	for k := g.last; k < i; k++ {
		if g.words[k+1].cut || begins(g.lower(k), takings) {
			return false
		}
	}
	return !g.endsAt(i) // "civilians from Bolivia"
}

// endsAt says whether a recipient ends right before word i.
func (g *roles) endsAt(i int) bool {
	return slices.ContainsFunc(g.m.Recipients, func(o extract.ByteSpan) bool { _, end := g.at(o); return end == i })
}

// takings are the beginnings of verbs that take something from somebody.
var takings = []string{"captur", "retak", "retook", "recaptur", "take", "taking", "took", "seiz", "liberat", "free", "wrest", "clear", "rescu", "recover",
	"regain", "driv", "drove", "oust", "expel", "separat", "defend", "protect", "wins", "winn", "won", "remov"}

// joinOrigins makes one participant of people and the country from which they are: "travellers" and "Peru" of "travellers from Peru".
func (g *roles) joinOrigins() {
	var out []extract.ByteSpan
	for _, b := range g.m.Recipients {
		i := g.before(b) - 1
		first, _ := g.at(b)
		k := slices.IndexFunc(out, func(o extract.ByteSpan) bool { _, end := g.at(o); return end == i && isPersonNoun(g.lower(end-1)) })
		if k >= 0 && g.lower(i) == "from" && inName(&g.words[first]) {
			out[k].End = b.End
			continue
		}
		out = append(out, b)
	}
	g.m.Recipients = out
}

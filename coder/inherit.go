package coder

import (
	"slices"
	"strings"

	"github.com/barograph/barograph"
)

// ofOneState corrects the country that a phrase took from the text around it, or from the place of the act, where a state deals with its own:
// "the finance minister blamed the central bank" of one state, and the rebels whom a government meets in Geneva are not Swiss. Soldiers in the
// Palestinian territories are Israel's, as Palestine has none.
func ofOneState(words []word, t *told, receives bool, w who) who {
	if w.code == "PSE" && w.sector == barograph.MIL && soldiers[headNoun(words)] {
		w.code, w.how = "ISR", "soldiers in the Palestinian territories; "+w.how
		return w
	}
	if t == nil || !receives || len(t.actors) == 0 || len(words) == 0 {
		return w
	}
	doer := &t.actors[0]
	if !isState(doer.Sector) || !isCountry(doer.Code) || doer.Code == w.code {
		return w
	}
	alike := !doer.named && isState(w.sector) && strings.Contains(w.how, words[len(words)-1].lower+" (roles.tsv")
	if alike || w.sector == barograph.REB && doer.head == stem("government") && isTalk(t.event.Type) {
		w.code, w.how = doer.Code, "of the state of “"+doer.Text+"”; "+w.how
	}
	return w
}

// ofRuler gives people whom a state arrests, gags or bans, and whose country only the text around them told, to that state, unless the act
// happened elsewhere: those jailed for protests about another country are mostly at home.
func ofRuler(t *told, receives bool, w who) who {
	if t == nil || !receives || t.event.Type != barograph.Coerce || len(t.actors) == 0 {
		return w
	}
	switch t.event.Mode {
	case "arrest", "restrict", "ban", "censor", "curfew", "martial-law":
	default:
		return w
	}
	switch w.sector {
	case barograph.CVL, barograph.OPP, barograph.MED, barograph.EDU:
	default:
		return w
	}
	doer := &t.actors[0]
	if !doer.named || !isState(doer.Sector) || !isCountry(doer.Code) || doer.Code == w.code ||
		slices.ContainsFunc(t.event.Locations, func(l barograph.Location) bool { return l.Country != "" && l.Country != doer.Code }) {
		return w
	}
	w.code, w.how = doer.Code, "under the rule of “"+doer.Text+"”; "+w.how
	return w
}

// isTalk says whether an act needs no more of its place than a room.
func isTalk(t barograph.Type) bool {
	switch t {
	case barograph.Assault, barograph.Coerce, barograph.Protest, barograph.Mobilize, barograph.Retreat, barograph.Aid:
		return false
	}
	return true
}

// soldiers are nouns for the soldiers of a state.
var soldiers = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("soldier troops army military forces serviceman servicemen reservist conscript") {
		m[stem(w)] = true
	}
	return m
}()

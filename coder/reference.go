package coder

import (
	"slices"
	"strings"
)

// What kind of reference a phrase is, when it names nobody itself.
type refKind int

const (
	refNone    refKind = iota
	refPerson          // he, she
	refMany            // they
	refThing           // it
	refSpeaker         // I, we
	refWhich           // who, which
	refSides           // both countries, the two sides
	refOffice          // the minister
	refWords           // the statement
)

// reference says how a phrase refers back.
func reference(words []word) refKind {
	if len(words) == 0 {
		return refNone
	}
	first, last := words[0].lower, words[len(words)-1].lower
	if len(words) == 1 {
		switch first {
		case "he", "she", "him", "her", "his", "hers", "himself", "herself":
			return refPerson
		case "they", "them", "their", "theirs", "themselves":
			return refMany
		case "it", "its", "itself":
			return refThing
		case "i", "me", "my", "we", "us", "our", "ours", "myself", "ourselves":
			if words[0].upper && first == "us" {
				return refNone // the country
			}
			return refSpeaker
		case "who", "which", "that", "whom":
			return refWhich
		case "both", "sides", "neighbours", "neighbors", "other":
			return refSides
		case "statement", "communique", "communiqué", "readout":
			return refWords
		}
	}
	if len(words) == 2 && (first == "each" || first == "either" || first == "neither") && isSide(plural(last)) ||
		len(words) == 2 && last == "other" && first == "each" || len(words) == 2 && first == "one" && last == "another" {
		return refSides
	}
	if isSide(last) && len(words) <= 3 && slices.ContainsFunc(words, func(w word) bool { return w.lower == "both" || w.lower == "two" }) {
		return refSides
	}
	if len(words) <= 3 && isTitle(last) && !slices.ContainsFunc(words, func(w word) bool { return !isTitle(w.lower) && !isFunction(w.lower) }) {
		return refOffice
	}
	return refNone
}

// isTold says whether somebody is told that of which s is part, or claims it and is not believed: the "its" of "Chile informed Peru that its ships
// had left" and of "Chile rejected a Peruvian claim that its ships had come" is Chile's.
func (r *reading) isTold(n int, e *entity, s span) bool {
	if e.sentence != n {
		return false
	}
	var verbs []string
	switch between := strings.Fields(r.text[e.at.end:s.start]); {
	case len(between) > 0 && between[0] == "that":
		verbs = informs
	case len(between) > 1 && between[1] == "that" && begins(between[0], claimNouns),
		len(between) > 2 && (between[0] == "'s" || between[0] == "’s") && between[2] == "that" && begins(between[1], claimNouns):
		verbs = denies
	default:
		return false
	}
	words := r.sentences[n].words
	first, _ := wordsAt(words, e.at)
	for first > 0 && isArticle(words[first-1].lower) {
		first--
	}
	return first > 0 && begins(words[first-1].lower, verbs)
}

// informs and denies are the beginnings of verbs by which somebody is told something and turned down, claimNouns those of what is turned down.
var (
	informs    = []string{"inform", "told", "tells", "assur", "notif", "warn", "remind", "promised"}
	denies     = []string{"reject", "deny", "denies", "denied", "dismiss", "refut", "rebut", "disput"}
	claimNouns = []string{"claim", "allegation", "accusation", "charge", "assertion", "report", "statement", "suggestion"}
)

// isSide says whether a noun stands for the parties to something, when there are two of them.
func isSide(w string) bool {
	switch w {
	case "countries", "sides", "nations", "leaders", "governments", "neighbours", "neighbors", "parties", "ministers", "presidents", "states",
		"armies", "delegations", "rivals", "capitals", "powers", "militaries":
		return true
	}
	return false
}

// plural writes a noun as several, roughly.
func plural(w string) string {
	if stem, ok := strings.CutSuffix(w, "y"); ok {
		return stem + "ies"
	}
	return w + "s"
}

var titleWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`secretary minister president premier chancellor king queen prince princess emir sultan general colonel
		major captain lieutenant admiral marshal commander spokesman spokeswoman spokesperson leader ambassador envoy chief chairman
		chairwoman governor mayor senator congressman congresswoman speaker pope bishop cardinal imam ayatollah sheikh judge justice prosecutor
		director head official deputy foreign prime vice defence defense interior finance state mr mrs ms miss dr sir gen col lt maj capt adm
		gov sen rep attorney attorney-general secretary-general external affairs security national adviser advisor supreme crown acting interim
		former diplomat lawmaker opposition opposition-leader`) {
		m[w] = true
	}
	return m
}()

func isPreposition(w string) bool {
	switch w {
	case "of", "in", "at", "from", "for", "on", "to", "with", "by", "near":
		return true
	}
	return false
}

func isTitle(w string) bool { return titleWords[w] }

// isPlural says whether a phrase speaks of several.
func isPlural(words []word) bool {
	last := words[len(words)-1].lower
	if strings.HasSuffix(last, "s") && !strings.HasSuffix(last, "ss") && !words[len(words)-1].upper {
		return true
	}
	switch last {
	case "police", "people", "troops", "men", "women", "militia", "authorities", "forces", "children":
		return true
	}
	return false
}

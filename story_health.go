package barograph

import (
	"slices"
	"strings"
)

// isPrecaution says whether what is closed, banned or stopped is so for a disease, and a journey put off for a misfortune at home: no act
// against the country from which the one is feared or to which the other was to go.
func (e *Event) isPrecaution() bool {
	switch e.Mode {
	case "restrict", "ban", "embargo", "discontinue", "":
	default:
		return false
	}
	switch e.Type {
	case Coerce, Sanction:
	default:
		return false
	}
	trigger, text := strings.ToLower(e.Trigger.Text), strings.ToLower(e.Evidence)
	isShort := func(word string) bool { return slices.Contains(shortDiseases, word) }
	return strings.Contains(trigger, "quarantine") || hasAny(text, diseases) || slices.ContainsFunc(wordsOf(text), isShort) ||
		hasAny(trigger, journeys) && hasAny(text, misfortunes)
}

// diseases are names of those for which borders are closed, or parts of them.
var diseases = []string{"coronavirus", "covid", "sars-cov", "pandemic", "epidemic", "influenza", "swine flu", "bird flu", "avian flu", "ebola",
	"quarantine for", "zika virus", "cholera", "new variant", "mad cow", "spongiform", "foot-and-mouth", "foot and mouth",
	"severe acute respiratory", "h1n1", "h5n1", "listeria", "e. coli"}

// shortDiseases are those whose letters are part of other words, too.
var shortDiseases = []string{"bse", "sars", "mers"}

// journeys are words for what is put off, misfortunes for what happens at home meanwhile, or parts of them.
var (
	journeys    = []string{"visit", "trip", "tour", "journey", "travel"}
	misfortunes = []string{"flood", "earthquake", "hurricane", "typhoon", "cyclone", "tsunami", "volcan", "ash cloud", "wildfire", "illness",
		"critically ill", "hospital", "surgery"}
)

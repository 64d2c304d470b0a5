package barograph

import (
	"slices"
	"strings"
)

// isPrecaution says whether what is closed, banned or stopped is so for a disease: no act against the country from which it is feared.
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
	if strings.Contains(strings.ToLower(e.Trigger.Text), "quarantine") {
		return true
	}
	text := strings.ToLower(e.Evidence)
	return slices.ContainsFunc(diseases, func(d string) bool { return strings.Contains(text, d) })
}

// diseases are names of those for which borders are closed, or parts of them.
var diseases = []string{"coronavirus", "covid", "sars-cov", "pandemic", "epidemic", "influenza", "swine flu", "bird flu", "avian flu", "ebola", "quarantine for", "zika virus",
	"cholera", "new variant", "mad cow", "spongiform", " bse", "foot-and-mouth", "foot and mouth", "severe acute respiratory", " sars ", " mers ", "h1n1", "h5n1", "listeria", "e. coli"}

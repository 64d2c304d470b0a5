package coder

import (
	"testing"
	"time"

	"github.com/barograph/barograph"
)

// TestOfOneState: a state deals with its own organs and rebels wherever the sentence stands or they meet; soldiers in Hebron are Israel's.
func TestOfOneState(t *testing.T) {
	for _, c := range []struct {
		text string
		a    act
		want string
	}{
		{"After floods in Peru the finance minister accused the central bank of selling gold to Norway.",
			act{trigger: "accused", typ: barograph.Accuse, who: "finance minister", whom: "central bank"}, "ACCUSE : finance minister PER > central bank PER"},
		{"The Peruvian government refused talks in Vienna with northern rebels.",
			act{trigger: "refused", typ: barograph.Reject, who: "Peruvian government", whom: "northern rebels", where: "Vienna"},
			"REJECT : Peruvian government PER > northern rebels PER"},
		{"The Peruvian government bombed rebels in Ecuador.",
			act{trigger: "bombed", typ: barograph.Assault, who: "Peruvian government", whom: "rebels", where: "Ecuador"},
			"ASSAULT : Peruvian government PER > rebels ECU"},
		{"A baker stabbed two soldiers in Hebron.",
			act{trigger: "stabbed", typ: barograph.Assault, who: "baker", whom: "two soldiers", where: "Hebron"}, "ASSAULT : baker PSE > two soldiers ISR"},
		{"A baker stabbed two commanders in Hebron.",
			act{trigger: "stabbed", typ: barograph.Assault, who: "baker", whom: "two commanders", where: "Hebron"}, "ASSAULT : baker PSE > two commanders PSE"},
	} {
		expect(t, code(t, Input{Text: c.text, Published: on9May()}, acts{c.a}), c.want)
	}
}

// TestUnderTheRule: people whom a state jails or gags are its own where nothing but the text around them tells of another.
func TestUnderTheRule(t *testing.T) {
	for _, c := range []struct {
		text string
		a    act
		want string
	}{
		{"Peru jailed forty people for marches about the war in Ecuador.",
			act{trigger: "jailed", typ: barograph.Coerce, mode: "arrest", who: "Peru", whom: "forty people"}, "COERCE arrest: Peru PER > forty people PER"},
		{"Peru jailed forty people in Ecuador.",
			act{trigger: "jailed", typ: barograph.Coerce, mode: "arrest", who: "Peru", whom: "forty people", where: "Ecuador"},
			"COERCE arrest: Peru PER > forty people ECU"},
		{"Peru jailed forty Ecuadorians.",
			act{trigger: "jailed", typ: barograph.Coerce, mode: "arrest", who: "Peru", whom: "forty Ecuadorians"}, "COERCE arrest: Peru PER > forty Ecuadorians ECU"},
		{"Ecuador's parliament deplored that the Peruvian government had muzzled newspapers.",
			act{trigger: "muzzled", typ: barograph.Coerce, mode: "censor", who: "Peruvian government", whom: "newspapers"},
			"COERCE censor: Peruvian government PER > newspapers PER"},
	} {
		expect(t, code(t, Input{Text: c.text, Published: on9May()}, acts{c.a}), c.want)
	}
}

// TestHostagesOfASentence: hostages are of the only other country that their sentence names before them.
func TestHostagesOfASentence(t *testing.T) {
	for text, want := range map[string]string{
		"Danish marines find the hostages whom Somali rebels held in Somalia.":            "ASSAULT : Somali rebels SOM > hostages DNK",
		"The hostages whom Somali rebels held in Somalia are brought to Denmark.":         "ASSAULT : Somali rebels SOM > hostages SOM",
		"Danish and Kenyan marines find the hostages whom Somali rebels held in Somalia.": "ASSAULT : Somali rebels SOM > hostages SOM",
	} {
		expect(t, code(t, Input{Text: text, Published: on9May()}, acts{{trigger: "held", typ: barograph.Assault, who: "Somali rebels", whom: "hostages", where: "Somalia"}}), want)
	}
}

// TestWhoseIsTold: what somebody is told of "its" is the teller's, and so is what somebody claims of it to whom it is denied.
func TestWhoseIsTold(t *testing.T) {
	for text, want := range map[string]string{
		"Chile informed Peru that its frigates had shelled the tanker.":               "ASSAULT : frigates CHL > tanker",
		"Chile said of Peru that its frigates had shelled the tanker.":                "ASSAULT : frigates PER > tanker",
		"Chile rejected a Peruvian claim that its frigates had shelled the tanker.":   "ASSAULT : frigates CHL > tanker",
		"Chile denies Peru's allegations that its frigates shelled the tanker.":       "ASSAULT : frigates CHL > tanker",
		"Chile believed the Peruvian claim that its frigates had shelled the tanker.": "ASSAULT : frigates PER > tanker",
	} {
		expect(t, code(t, Input{Text: text, Published: on9May()}, acts{{trigger: "shelled", typ: barograph.Assault, who: "frigates", whom: "tanker"}}), want)
	}
}

// TestSharedNamesTellNothing: whose the Taliban are is told by the country that the text speaks of.
func TestSharedNamesTellNothing(t *testing.T) {
	for text, want := range map[string]string{
		"The Taliban shelled a bakery in Pakistan.": "ASSAULT : Tehrik-i-Taliban Pakistan PAK > bakery PAK",
		"The Taliban shelled a bakery in Kandahar.": "ASSAULT : Taliban AFG > bakery AFG",
	} {
		day := &barograph.Published{Time: time.Date(2010, 5, 9, 0, 0, 0, 0, time.UTC), DayOnly: true}
		expect(t, code(t, Input{Text: text, Published: day}, acts{{trigger: "shelled", typ: barograph.Assault, who: "Taliban", whom: "bakery"}}), want)
	}
}

package coder

import (
	"testing"

	"github.com/barograph/barograph"
)

// TestCountryFromParts: what a country is to the act tells whose the others are.
func TestCountryFromParts(t *testing.T) {
	for _, c := range []struct {
		text     string
		a        act
		who, rec string
	}{
		{"Students smashed the windows of the Danish embassy in Lusaka.",
			act{trigger: "smashed", typ: barograph.Protest, who: "Students", whom: "Danish embassy", where: "Lusaka"}, "ZMB", "DNK"},
		{"Two Norwegian tourists were abducted by bandits near Agadez in Niger.",
			act{trigger: "abducted", typ: barograph.Coerce, who: "bandits", whom: "Two Norwegian tourists", where: "Niger"}, "NER", "NOR"},
		{"Portugal said on Friday that masked extremists in Niger had shot two Portuguese engineers.",
			act{trigger: "shot", typ: barograph.Assault, who: "masked extremists", whom: "two Portuguese engineers", where: "Niger"}, "NER", "PRT"},
		{"Norway deplored Zambia's crackdown on demonstrators.",
			act{trigger: "crackdown", typ: barograph.Coerce, who: "Zambia", whom: "demonstrators"}, "ZMB", "ZMB"},
		{"Peruvian rebels, backed by Norway, blew up a bridge.",
			act{trigger: "blew up", typ: barograph.Assault, who: "Peruvian rebels", whom: "bridge"}, "PER", "PER"},
		{"Rebels, backed by Norway, blew up a bridge near Cusco in Peru.",
			act{trigger: "blew up", typ: barograph.Assault, who: "Rebels", whom: "bridge"}, "PER", "PER"},
	} {
		d := code(t, Input{Text: c.text, Published: on9May()}, acts{c.a})
		e := d.Events[0]
		if who, rec := e.Actors[0].Code, e.Recipients[0].Code; who != c.who || rec != c.rec {
			t.Errorf("%s: %s > %s, want %s > %s", c.text, who, rec, c.who, c.rec)
		}
	}
}

// TestNamesakes: a town belongs to the country or region told behind it.
func TestNamesakes(t *testing.T) {
	for _, c := range []struct {
		text string
		a    act
		want string
	}{
		{"Police in Naples, Florida, shot two men.", act{trigger: "shot", typ: barograph.Assault, who: "Police", whom: "two men", where: "Naples"},
			"ASSAULT : Police USA > two men USA"},
		{"A judge in Cambridge, Massachusetts, jailed two men.", act{trigger: "jailed", typ: barograph.Coerce, who: "judge in Cambridge, Massachusetts", whom: "two men"},
			"COERCE : judge in Cambridge, Massachusetts USA > two men USA"},
		{"Students of Tripoli, Lebanon, marched on Friday.", act{trigger: "marched", typ: barograph.Protest, who: "Students"}, "PROTEST : Students LBN > "},
		{"Farmers of San José del Cabo in Mexico marched on Friday.", act{trigger: "marched", typ: barograph.Protest, who: "Farmers"}, "PROTEST : Farmers MEX > "},
		{"Gunmen killed two men in Rafah, North Sinai Governorate.", act{trigger: "killed", typ: barograph.Assault, who: "Gunmen", whom: "two men",
			where: "Rafah, North Sinai Governorate"}, "ASSAULT : Gunmen EGY > two men EGY"},
		{"Gunmen killed two men in Daraya, Lebanon.", act{trigger: "killed", typ: barograph.Assault, who: "Gunmen", whom: "two men", where: "Daraya, Lebanon"},
			"ASSAULT : Gunmen LBN > two men LBN"},
		{"Envoys of Papua New Guinea and Peru met.", act{trigger: "met", typ: barograph.Consult, who: "Guinea"}, "CONSULT : Papua New Guinea PNG > "},
		{"Envoys of Damascus, Turkey and Peru met.", act{trigger: "met", typ: barograph.Consult, who: "Envoys of Damascus"}, "CONSULT : Envoys of Damascus SYR > "},
		{"Ireland sued a bank. Its owner, born in Northern Ireland, fled.", act{trigger: "sued", typ: barograph.Accuse, who: "Ireland", whom: "a bank"},
			"ACCUSE : Ireland IRL > bank IRL"},
		{"Envoys of the U.S., France and Peru met.", act{trigger: "met", typ: barograph.Consult, who: "U.S."}, "CONSULT : United States USA > "},
	} {
		expect(t, code(t, Input{Text: c.text, Published: on9May()}, acts{c.a}), c.want)
	}
}

// TestCutOutOfABody: who is cut out of the name of a body of another country is that body.
func TestCutOutOfABody(t *testing.T) {
	for text, want := range map[string]string{
		"Shells hit the Golani Brigade on Friday.": "ISR",
		"Shells hit the Golani palace on Friday.":  "SYR",
	} {
		d := code(t, Input{Text: text, Published: on9May()}, acts{{trigger: "hit", typ: barograph.Assault, whom: "Golani"}})
		if got := d.Events[0].Recipients[0].Code; got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestCommonInstitutions: a parliament of a common name is of the country that its sentence speaks of.
func TestCommonInstitutions(t *testing.T) {
	for _, c := range []struct {
		text string
		a    act
		want string
	}{
		{"The House of Representatives of Nigeria censured a minister.", act{trigger: "censured", typ: barograph.Accuse, who: "House of Representatives of Nigeria"},
			"ACCUSE : House of Representatives of Nigeria NGA > "},
		{"In Nigeria the House of Representatives censured a minister.", act{trigger: "censured", typ: barograph.Accuse, who: "House of Representatives"},
			"ACCUSE : House of Representatives NGA > "},
		{"The House of Representatives censured Nigeria.", act{trigger: "censured", typ: barograph.Accuse, who: "House of Representatives", whom: "Nigeria"},
			"ACCUSE : United States House of Representatives USA > Nigeria NGA"},
	} {
		expect(t, code(t, Input{Text: c.text, Published: on9May()}, acts{c.a}), c.want)
	}
}

// TestBorders: near a border is on this side of it.
func TestBorders(t *testing.T) {
	for _, c := range []struct {
		text, where, want, country string
	}{
		{"Peruvian jets bombed smugglers near the Colombian border.", "Colombian border", "ASSAULT : Peruvian jets PER > smugglers PER", ""},
		{"Peruvian jets bombed smugglers near the border with Colombia.", "border with Colombia", "ASSAULT : Peruvian jets PER > smugglers PER", ""},
		{"Peruvian jets bombed smugglers in a forest bordering Colombia.", "forest", "ASSAULT : Peruvian jets PER > smugglers PER", ""},
		{"Peruvian jets bombed smugglers across the Colombian border.", "Colombian border", "ASSAULT : Peruvian jets PER > smugglers COL", "COL"},
		{"Peruvian jets bombed smugglers in the Colombian border town of Leticia.", "Leticia", "ASSAULT : Peruvian jets PER > smugglers COL", "COL"},
	} {
		d := code(t, Input{Text: c.text, Published: on9May()}, acts{{trigger: "bombed", typ: barograph.Assault, who: "Peruvian jets", whom: "smugglers", where: c.where}})
		expect(t, d, c.want)
		if l := d.Events[0].Locations; len(l) != 1 || l[0].Country != c.country {
			t.Errorf("%s: %+v", c.text, l)
		}
	}
}

// TestScenes: a capital in which somebody is hit is not its government.
func TestScenes(t *testing.T) {
	for _, c := range []struct {
		text, whom string
		want       []barograph.Sector
	}{
		{"Gunmen attacked a Peruvian envoy in Nairobi.", "Peruvian envoy|Nairobi", []barograph.Sector{barograph.GOV, ""}},
		{"Gunmen attacked a Peruvian envoy in Kenya.", "Peruvian envoy|Kenya", []barograph.Sector{barograph.GOV, ""}},
		{"Gunmen attacked targets in Kenya.", "Kenya", []barograph.Sector{barograph.GOV}},
		{"Gunmen attacked Peru and Kenya.", "Peru|Kenya", []barograph.Sector{barograph.GOV, barograph.GOV}},
	} {
		d := code(t, Input{Text: c.text, Published: on9May()}, acts{{trigger: "attacked", typ: barograph.Assault, who: "Gunmen", whom: c.whom}})
		for i, p := range d.Events[0].Recipients {
			if p.Sector != c.want[i] {
				t.Errorf("%s: %s is %s, want %s", c.text, p.Text, p.Sector, c.want[i])
			}
		}
	}
}

// TestUndescribedNames: one word that nothing describes is nobody's, however near a country stands.
func TestUndescribedNames(t *testing.T) {
	for text, want := range map[string]string{
		"Quillmark rejected an offer that Norway had made.":                          "REJECT : Quillmark > ",
		"Quillmark, a Peruvian shipbuilder, rejected an offer that Norway had made.": "REJECT : Quillmark PER > ",
	} {
		expect(t, code(t, Input{Text: text, Published: on9May()}, acts{{trigger: "rejected", typ: barograph.Reject, who: "Quillmark"}}), want)
	}
}

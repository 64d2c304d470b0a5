package coder

import (
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
)

func TestMendRoles(t *testing.T) {
	for _, c := range []struct {
		typ                         barograph.Type
		text, trigger               string
		actors, recipients, receive string // spans parted by "|"; receive is what the recipients become
		acts                        string // what the actors become
	}{
		{barograph.Coerce, "President Ana Quispe was later deposed in a vote.", "deposed", "President Ana Quispe", "", "President Ana Quispe", ""},
		{barograph.Coerce, "President Ana Quispe deposed the judges.", "deposed", "President Ana Quispe", "judges", "judges", "President Ana Quispe"},
		{barograph.Request, "Chile turned down a request by Luis Rojas.", "request", "", "Chile|Luis Rojas", "Chile", "Luis Rojas"},
		{barograph.Coerce, "Ten officers were held by Chile after the riot.", "held", "", "Ten officers", "Ten officers", "Chile"},
		{barograph.Request, "Envoys of Bolivia, Peru and Chile are summoned.", "summoned", "Chile", "Envoys of Bolivia|Peru", "Envoys of Bolivia|Peru|Chile", ""},
		{barograph.Coerce, "Peru met Bolivia, and Chile was seized.", "seized", "Peru", "Chile", "Chile", "Peru"},
		{barograph.Statement, "Chile rejected claims by Peru.", "rejected claims", "Chile", "Peru", "Peru", "Chile"},
		{barograph.Assault, "Chile condemned the attack in Lima.", "attack", "Chile", "", "", ""},
		{barograph.Assault, "The ministry said that reports of attacks on Lima were false.", "attacks", "ministry", "", "Lima", ""},
		{barograph.Assault, "Chile carried out the attack in Lima.", "attack", "Chile", "", "", "Chile"},
		{barograph.Request, "Chile urged Prime Minister Ana Quispe to resign.", "urged", "Chile", "", "Prime Minister Ana Quispe", "Chile"},
		{barograph.Assault, "The Peruvian army, backed by Chilean airstrikes, took Lima.", "airstrikes", "Chilean", "Peruvian army", "", "Chilean|Peruvian army"},
		{barograph.Assault, "With the help of Chilean airstrikes, Peruvian troops took Lima.", "airstrikes", "Chilean", "Peruvian troops", "", "Chilean|Peruvian troops"},
		{barograph.Assault, "Bolivia spoke in support of Chilean airstrikes on Peruvian rebels.", "airstrikes", "Chilean", "Peruvian rebels", "Peruvian rebels", "Chilean"},
		{barograph.Assault, "Chile had asked the Peruvian army to step up its raids.", "raids", "Chile|Peruvian army", "", "", "Peruvian army"},
		{barograph.Assault, "Chile told reporters that Peru had begun its raids.", "raids", "Chile|Peru", "", "", "Chile|Peru"},
		{barograph.Coerce, "The rebels hold nearly all of the south.", "hold", "rebels", "nearly", "", "rebels"},
	} {
		r := readingOf(t, c.text)
		m := extract.Mention{Type: c.typ, Trigger: find(c.text, c.trigger)[0], Actors: find(c.text, c.actors), Recipients: find(c.text, c.recipients)}
		r.mendRoles(0, &m, nil)
		if got := texts(c.text, m.Actors); got != c.acts {
			t.Errorf("%q: actors %q, want %q", c.text, got, c.acts)
		}
		if got := texts(c.text, m.Recipients); got != c.receive {
			t.Errorf("%q: recipients %q, want %q", c.text, got, c.receive)
		}
	}
}

func TestAccuserIsNoActor(t *testing.T) {
	text := "Chile accused Peru of backing the rebels."
	r := readingOf(t, text)
	accuse := extract.Mention{Type: barograph.Accuse, Trigger: find(text, "accused")[0], Actors: find(text, "Chile"), Recipients: find(text, "Peru")}
	back := extract.Mention{Type: barograph.Aid, Status: barograph.Alleged, Trigger: find(text, "backing")[0], Actors: find(text, "Chile|Peru")}
	r.mendRoles(0, &back, []extract.Mention{accuse, back})
	if got := texts(text, back.Actors); got != "Peru" {
		t.Errorf("actors %q", got)
	}
}

func TestNobodySuffered(t *testing.T) {
	text := "No Chilean base was hit."
	r := readingOf(t, text)
	m := extract.Mention{Type: barograph.Assault, Status: barograph.Occurred, Trigger: find(text, "hit")[0], Recipients: find(text, "Chilean base")}
	if r.mendRoles(0, &m, nil); m.Status != barograph.Denied {
		t.Errorf("status %s", m.Status)
	}
}

// find gives the places of phrases parted by "|".
func find(text, phrases string) (out []extract.ByteSpan) {
	if phrases == "" {
		return nil
	}
	for p := range strings.SplitSeq(phrases, "|") {
		i := strings.Index(text, p)
		out = append(out, extract.ByteSpan{Start: i, End: i + len(p)})
	}
	return out
}

func texts(text string, spans []extract.ByteSpan) string {
	var out []string
	for _, s := range spans {
		out = append(out, text[s.Start:s.End])
	}
	return strings.Join(out, "|")
}

func TestMendType(t *testing.T) {
	for text, want := range map[string]barograph.Type{
		"Chile severed diplomatic relations with Peru.":     barograph.Sanction,
		"Chile broke off its ties with Peru.":               barograph.Sanction,
		"Chile established diplomatic relations with Peru.": barograph.Support,
		"Chile endorsed a plan to end all ties with Peru.":  barograph.Support,
	} {
		r := readingOf(t, text)
		verb := strings.Fields(text)[1]
		m := extract.Mention{Type: barograph.Support, Mode: "recognize", Trigger: extract.ByteSpan{Start: 6, End: strings.Index(text, " with")}}
		if r.mendType(0, &m); m.Type != want || want == barograph.Sanction && m.Mode != "discontinue" {
			t.Errorf("%s: %s/%s", verb, m.Type, m.Mode)
		}
	}
}

func TestEachOtherAreThoseWhoAct(t *testing.T) {
	for _, c := range []struct{ text, trigger, object, left string }{
		{"Chile and Peru blame each other.", "blame", "other", ""},
		{"Chile and Peru blame one another.", "blame", "one another", ""},
		{"The blast hit one.", "hit", "one", "one"},
	} {
		r := readingOf(t, c.text)
		m := extract.Mention{Type: barograph.Accuse, Trigger: find(c.text, c.trigger)[0], Recipients: find(c.text, c.object)}
		r.mendRoles(0, &m, nil)
		if got := texts(c.text, m.Recipients); got != c.left {
			t.Errorf("%q: recipients %q, want %q", c.text, got, c.left)
		}
	}
}

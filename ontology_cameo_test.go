package barograph

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The roots the codebook allows each type.
var roots = map[Type][]string{
	Statement: {"01"}, Agree: {"03"}, Consult: {"04"}, Support: {"05"}, Cooperate: {"06"}, Aid: {"07"},
	Concede: {"080", "081", "082", "083"}, Retreat: {"084", "085", "086", "087"}, Request: {"02", "10"},
	Accuse: {"09", "11"}, Reject: {"12"}, Threaten: {"13"}, Protest: {"14"}, Mobilize: {"15"}, Sanction: {"16"},
	Coerce: {"17", "191", "192"}, Assault: {"18", "190", "193", "194", "195", "196", "20"},
}

func TestEveryModeHasACode(t *testing.T) {
	o := DefaultOntology()
	for _, typ := range Types {
		for _, mode := range append([]string{""}, Modes[typ]...) {
			for _, force := range []string{"", Appeal, Demand} {
				if force != "" && typ != Request {
					continue
				}
				for _, sector := range append([]Sector{""}, Sectors...) {
					a := &Act{Type: typ, Mode: mode, Force: force, Status: Occurred}
					if sector != "" {
						a.Actors, a.Recipients = []Sector{sector}, []Sector{sector}
					}
					c, rule := o.Code(a)
					if rule == nil || c.Code == "" {
						t.Fatalf("%s %q %q: no code", typ, mode, force)
					}
				}
			}
		}
	}
}

func TestRulesStayInTheirTypesRoots(t *testing.T) {
	o := DefaultOntology()
	reached := map[string]bool{}
	for typ, rules := range o.rules {
		for _, r := range rules {
			ok := typ == Retreat && r.Mode == "resign" // a change of leadership, whatever the type says
			for _, root := range roots[typ] {
				ok = ok || strings.HasPrefix(r.CAMEO, root)
			}
			if typ == Request {
				ok = strings.HasPrefix(r.CAMEO, "10") == (r.Force == Demand)
			}
			if !ok {
				t.Errorf("%s: %s %s gives %s", r.Source, typ, r.Mode, r.CAMEO)
			}
			reached[r.CAMEO[:2]] = true
		}
	}
	if len(reached) != 20 {
		t.Errorf("%d of 20 root codes are reached: %v", len(reached), reached)
	}
}

func TestContextRefinesTheCode(t *testing.T) {
	o := DefaultOntology()
	words := strings.Fields
	for _, c := range []struct {
		act  Act
		want string
	}{
		{Act{Type: Assault, Mode: "aerial", Trigger: words("air strikes")}, "195"},
		{Act{Type: Assault, Mode: "firearms", Actors: []Sector{MIL}}, "193"},
		{Act{Type: Assault, Mode: "explosives", Near: words("a car bomb went off near the market")}, "1832"},
		{Act{Type: Assault, Mode: "explosives", Near: words("a roadside bomb")}, "1833"},
		{Act{Type: Assault, Mode: "suicide-attack"}, "1831"},
		{Act{Type: Assault, Actors: []Sector{REB}, Recipients: []Sector{CVL}, Trigger: words("attacked")}, "180"},
		{Act{Type: Assault, Actors: []Sector{REB}, Recipients: []Sector{MIL}, Trigger: words("attacked")}, "190"},
		{Act{Type: Assault, Mode: "assassinate", Status: Attempted}, "185"},
		{Act{Type: Assault, Trigger: words("violated"), Near: words("the army violated the ceasefire")}, "196"},
		{Act{Type: Request, Mode: "yield", Force: Appeal, Near: words("urged the parties to agree a ceasefire")}, "0256"},
		{Act{Type: Request, Mode: "yield", Force: Demand, Near: words("demanded the release of the hostages")}, "1053"},
		{Act{Type: Retreat, Mode: "ceasefire"}, "0871"},
		{Act{Type: Sanction, Mode: "embargo"}, "163"},
		{Act{Type: Coerce, Mode: "occupy"}, "192"},
	} {
		if got, _ := o.Code(&c.act); got.Code != c.want {
			t.Errorf("%+v: %s, want %s", c.act, got.Code, c.want)
		}
	}
}

func TestOverlay(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("cameo.tsv", "# ours\nASSAULT\tdrone\t*\t*\t*\t*\tREB\t*\t183\n")
	write("goldstein.tsv", "183\t-9.5\tBomb\n176\t-6\tAttack cybernetically\n")
	o := DefaultOntology()
	if err := o.Overlay(dir); err != nil {
		t.Fatal(err)
	}
	c, rule := o.Code(&Act{Type: Assault, Mode: "drone", Actors: []Sector{REB}})
	if c.Code != "183" || c.Goldstein != -9.5 || rule.Source != filepath.Join(dir, "cameo.tsv")+":2" {
		t.Errorf("%+v by %s", c, rule.Source)
	}
	if c, _ := o.Code(&Act{Type: Assault, Mode: "drone", Actors: []Sector{MIL}}); c.Code != "195" {
		t.Errorf("the table beneath gives %s", c.Code)
	}

	write("cameo.tsv", "ASSAULT\tdrone\t*\t*\t*\t*\t*\t*\t999\nASSAULT\tphone\t*\t*\t*\t*\t*\t*\t190\nASSAULT\tdrone\nASSAULT\t*\t*\t*\t*\t*\tXXX\t*\t190\n")
	err := DefaultOntology().Overlay(dir)
	if err == nil {
		t.Fatal("bad rows were read")
	}
	for _, want := range []string{`cameo.tsv:1: "999" is not a CAMEO code`, `cameo.tsv:2: "phone" is not a mode of ASSAULT`,
		"cameo.tsv:3: 2 cells, want 9", `cameo.tsv:4: "XXX" is not a sector`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q: %v", want, err)
		}
	}
	if err := DefaultOntology().Overlay(filepath.Join(dir, "none")); err != nil {
		t.Errorf("a missing folder: %v", err)
	}
}

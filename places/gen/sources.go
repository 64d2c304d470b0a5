package main

import (
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/barograph/barograph/places/internal/fold"
	"github.com/barograph/barograph/places/internal/table"
)

type sources struct{ from, tables string }

func (s sources) json(file string, v any) {
	data, err := os.ReadFile(filepath.Join(s.from, file))
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		log.Fatalf("%s: %v", file, err)
	}
}

func (s sources) words(path string) []string {
	data, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var out []string
	for _, line := range strings.Split(string(data), "\n") {
		if !strings.HasPrefix(line, "#") {
			out = append(out, strings.Fields(line)...)
		}
	}
	return out
}

// common marks English words, given and family names, and phrases that hold a place's name without meaning the place.
func (g *gazetteer) common(src sources) {
	for _, list := range []string{"english-words-10", "english-words-20", "english-words-35", "english-words-40", "english-words-50",
		"american-words-10", "american-words-20", "american-words-35", "british-words-10", "british-words-20", "british-words-35"} {
		var words []string
		src.json("package/"+list+".json", &words)
		for _, w := range words {
			key := fold.String(w)
			g.flags[key] |= table.Word
			if everyday := strings.HasSuffix(list, "-10") || strings.HasSuffix(list, "-20") || strings.HasSuffix(list, "-35"); everyday && len(key) > 3 {
				g.plain[key] = true
			}
		}
	}
	census := func(file string, most int, flag table.Flags) {
		lines := src.words(filepath.Join(src.from, file))
		for i := 0; i < len(lines)/4 && i < most; i++ { // name, frequency, cumulative frequency, rank
			if s := fold.String(lines[4*i]); len(s) > 2 {
				g.flags[s] |= flag
			}
		}
	}
	census("dist.male.first", 1219, table.Given)
	census("dist.female.first", 1500, table.Given)
	census("dist.all.last", 4000, table.Surname)
	for _, w := range src.words(filepath.Join(src.tables, "given.txt")) {
		g.flags[fold.String(w)] |= table.Given
	}
	for _, w := range src.words(filepath.Join(src.tables, "surnames.txt")) {
		g.flags[fold.String(w)] |= table.Surname
	}
	for _, r := range src.rows("stop.txt", 1) {
		g.flags[fold.String(r.fields[0])] |= table.Stop
	}
	for _, w := range src.words(filepath.Join(src.tables, "words.txt")) {
		g.flags[fold.String(w)] |= table.Word
	}
}

func number(where, s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		log.Fatalf("%s: %v", where, err)
	}
	return v
}

func (g *gazetteer) countryTable(src sources) {
	var facts map[string]struct {
		ID      int `json:"geonameid"`
		Alpha3  string
		ISO3    string
		People  int `json:"population"`
		Capital string
	}
	src.json("countries.json", &facts)
	g.countries = []table.Country{{Alpha2: "  ", Alpha3: "   "}}
	for _, r := range src.rows("countries.psv", 6) {
		f := r.fields
		fact, ok := facts[f[0]]
		if !ok {
			log.Fatalf("%s: unknown country %s", r.where, f[0])
		}
		g.countries = append(g.countries, table.Country{Alpha2: f[0], Alpha3: fact.ISO3})
		g.countryOf[f[0]] = len(g.countries) - 1
		i := g.add(place{Record: table.Record{Name: f[1], Lat: number(r.where, f[2]), Lon: number(r.where, f[3]), ID: fact.ID,
			Country: len(g.countries) - 1, Population: fact.People, Kind: table.KindCountry}})
		g.call(i, f[1], false)
		for _, s := range list(f[4]) {
			g.call(i, s, true)
		}
		for _, s := range list(f[5]) {
			g.call(i, s, true)
			g.flags[fold.String(s)] |= table.Demonym
		}
		g.capital(fact.Capital)
	}
}

// regionKinds are the words that say what a region is; "Helmand" is looked up, whether the text goes on with "province" or not.
var regionKinds = []string{"oblast'", "oblast", "krai", "kray", "republic", "province", "governorate", "state", "region", "district", "department",
	"county", "prefecture", "municipality", "city", "autonomous region", "area", "territory", "parish", "canton", "emirate", "voivodeship",
	"division", "island", "islands"}

var regionHeads = []string{"republic of ", "muhafazat ", "state of ", "province of ", "canton of ", "provincia de ", "region of ", "departamento de "}

func (g *gazetteer) regionTable(src sources) {
	var regions []struct{ Code, Name string }
	src.json("admin1.json", &regions)
	var states map[string]struct {
		Name string
		ID   int `json:"geonameid"`
	}
	src.json("us_states.json", &states)
	g.regions = []string{""}
	for _, r := range regions {
		g.regions = append(g.regions, r.Name)
		p := place{Record: table.Record{Name: r.Name, Region: len(g.regions) - 1, Kind: table.KindAdmin1}}
		cc, code, _ := strings.Cut(r.Code, ".")
		p.Country = g.country(cc)
		if s, ok := states[code]; ok && cc == "US" {
			p.ID = s.ID
		}
		i := g.add(p)
		g.regionOf[r.Code] = i
		g.call(i, r.Name, false)
		low := strings.ToLower(r.Name)
		for _, k := range regionKinds {
			if base, ok := strings.CutSuffix(low, " "+k); ok {
				g.call(i, base, false)
			}
		}
		for _, k := range regionHeads {
			if base, ok := strings.CutPrefix(low, k); ok {
				g.call(i, base, false)
			}
		}
	}
	for _, r := range src.rows("admin1.psv", 3) {
		i := g.find(r.fields[1], g.country(r.fields[0]), func(p *place) bool { return p.Kind == table.KindAdmin1 })
		if i < 0 {
			log.Fatalf("%s: no region %q", r.where, r.fields[1])
		}
		for _, s := range list(r.fields[2]) {
			own, same := strings.CutPrefix(s, "=")
			g.call(i, own, !same)
		}
	}
}

// regionCentres puts each region at the middle of its towns, and leaves out regions without any.
func (g *gazetteer) regionCentres() {
	for _, i := range g.regionOf {
		p := &g.places[i]
		if p.members == 0 {
			for key, bearers := range g.names {
				kept := bearers[:0:0]
				for _, n := range bearers {
					if n.place != i {
						kept = append(kept, n)
					}
				}
				g.names[key] = kept
			}
			continue
		}
		p.Lat, p.Lon = p.sumLat/float64(p.members), p.sumLon/float64(p.members)
	}
}

func km(a, b *place) float64 {
	const rad = math.Pi / 180
	x := (a.Lon - b.Lon) * rad * math.Cos((a.Lat+b.Lat)/2*rad)
	y := (a.Lat - b.Lat) * rad
	return 6371 * math.Hypot(x, y)
}

// sites reads the places written by hand. One that GeoNames has too keeps GeoNames' number and only gains its names.
func (g *gazetteer) sites(src sources) {
	files, err := filepath.Glob(filepath.Join(src.tables, "sites-*.psv"))
	if err != nil || len(files) == 0 {
		log.Fatal("no tables of sites: ", err)
	}
	for _, file := range files {
		for _, r := range src.rows(filepath.Base(file), 5) {
			names := list(r.fields[0])
			kind := table.Kind(r.fields[1])
			if kind < 0 {
				log.Fatalf("%s: unknown kind %q", r.where, r.fields[1])
			}
			p := place{Record: table.Record{Name: names[0], Kind: uint8(kind), Country: g.country(r.fields[2]),
				Lat: number(r.where, r.fields[3]), Lon: number(r.where, r.fields[4])}}
			i := -1
			for _, s := range names {
				i = g.find(s, p.Country, func(q *place) bool {
					switch {
					case p.Country == 0 || q.Kind != table.KindPopulated && q.Kind != table.KindAdmin1 && q.Kind != table.KindCapital:
						return false
					case kind == table.KindRegion:
						return q.Kind == table.KindAdmin1 && km(q, &p) < 400
					case kind == table.KindTown || kind == table.KindDistrict || kind == table.Kind("port") || kind == table.Kind("settlement"):
						return q.Kind != table.KindAdmin1 && km(q, &p) < 60
					}
					return false
				})
				if i >= 0 {
					break
				}
			}
			switch {
			case i < 0:
				i = g.add(p)
				g.nearestRegion(i)
			case kind == table.KindRegion:
				g.places[i].Lat, g.places[i].Lon = p.Lat, p.Lon
			case g.places[i].Kind == table.KindPopulated:
				g.places[i].Kind = uint8(kind)
			}
			for n, s := range names {
				g.call(i, s, n > 0)
			}
		}
	}
}

// nearestRegion gives a place written by hand the region of the nearest town of its country.
func (g *gazetteer) nearestRegion(i int) {
	p := &g.places[i]
	if p.Country == 0 || p.Kind == table.KindRegion || p.Kind == table.KindContinent {
		return
	}
	best := 80.0
	for j := range g.places {
		q := &g.places[j]
		if q.Country != p.Country || q.Kind != table.KindPopulated || math.Abs(q.Lat-p.Lat) > 1 {
			continue
		}
		if d := km(p, q); d < best {
			best, p.Region = d, q.Region
		}
	}
}

func (g *gazetteer) otherNames(src sources) {
	for _, r := range src.rows("names.psv", 3) {
		i := g.find(r.fields[0], g.country(r.fields[1]), func(p *place) bool { return p.Kind != table.KindAdmin1 })
		if i < 0 {
			fmt.Printf("%s: no place %q\n", r.where, r.fields[0])
			continue
		}
		for _, s := range list(r.fields[2]) {
			own, same := strings.CutPrefix(s, "=")
			g.call(i, own, !same)
		}
	}
}

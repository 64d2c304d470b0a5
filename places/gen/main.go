// Command gen makes places/data/gazetteer.bin from GeoNames' extracts (see fetch.sh) and the tables in places/tables.
//
//	./gen/fetch.sh /tmp/gazetteer && go run ./gen -from /tmp/gazetteer -tables tables -to data/gazetteer.bin
package main

import (
	"cmp"
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/barograph/barograph/places/internal/fold"
	"github.com/barograph/barograph/places/internal/table"
)

func main() {
	log.SetFlags(0)
	from := flag.String("from", "", "folder that fetch.sh filled")
	tables := flag.String("tables", "tables", "folder of the tables written by hand")
	to := flag.String("to", "data/gazetteer.bin", "file to write")
	zones := flag.String("zones", "", "file to write time zones to, by place")
	flag.Parse()
	g := &gazetteer{names: map[string][]name{}, flags: map[string]table.Flags{}, plain: map[string]bool{}, countryOf: map[string]int{}, regionOf: map[string]int{}, zones: map[int]string{}}
	src := sources{*from, *tables}
	g.common(src)
	g.countryTable(src)
	g.regionTable(src)
	g.cityTable(src)
	g.regionCentres()
	g.districts(src)
	g.sites(src)
	g.otherNames(src)
	if *zones != "" {
		if err := g.writeZones(*zones); err != nil {
			log.Fatal(err)
		}
	}
	data, err := g.write()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*to, data, 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d places, %d names, %d bytes\n", len(g.places), len(g.names), len(data))
}

// A place is a record in the making.
type place struct {
	table.Record
	alternatives int // how many names it has been given from GeoNames' list
	sumLat       float64
	sumLon       float64
	members      int
}

type name struct {
	place int
	alias bool
}

type gazetteer struct {
	places    []place
	names     map[string][]name
	flags     map[string]table.Flags
	plain     map[string]bool // everyday words, which the table keeps though no place bears them
	countries []table.Country
	countryOf map[string]int // alpha-2 to index
	regions   []string
	regionOf  map[string]int // "UA.07" to the place
	zones     map[int]string // IANA time zones, by place
	capitals  []string       // by country, folded
}

func (g *gazetteer) add(p place) int {
	g.places = append(g.places, p)
	return len(g.places) - 1
}

// call gives place i one more name; what once is its own name stays so.
func (g *gazetteer) call(i int, s string, alias bool) {
	key := fold.String(s)
	if key == "" || len(key) > 100 {
		return
	}
	for k, n := range g.names[key] {
		if n.place == i {
			g.names[key][k].alias = n.alias && alias
			return
		}
	}
	g.names[key] = append(g.names[key], name{i, alias})
}

// find is the place of that name in the country, preferring its own name to an alias, then the more populous; -1 when there is none.
func (g *gazetteer) find(s string, country int, ok func(*place) bool) int {
	best := -1
	bestAlias := false
	for _, n := range g.names[fold.String(s)] {
		p := &g.places[n.place]
		if p.Country != country || !ok(p) {
			continue
		}
		if best < 0 || bestAlias && !n.alias || bestAlias == n.alias && p.Population > g.places[best].Population {
			best, bestAlias = n.place, n.alias
		}
	}
	return best
}

func (g *gazetteer) country(alpha2 string) int {
	if alpha2 == "" {
		return 0
	}
	i, ok := g.countryOf[alpha2]
	if !ok {
		log.Fatalf("no country %q", alpha2)
	}
	return i
}

// write orders the places by kind and population, since small numbers take less room, and makes the file.
func (g *gazetteer) write() ([]byte, error) {
	order := make([]int, len(g.places))
	for i := range order {
		order[i] = i
	}
	rank := func(i int) int {
		p := &g.places[i]
		switch {
		case p.Kind == table.KindCountry:
			return p.Population + 2_000_000_000
		case p.Kind != table.KindPopulated:
			return p.Population + 1_000_000
		}
		return p.Population
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(b), rank(a)) })
	number := make([]int, len(g.places))
	records := make([]table.Record, len(g.places))
	for n, i := range order {
		number[i], records[n] = n, g.places[i].Record
	}
	for key := range g.flags {
		if (g.flags[key]&^table.Word != 0 || g.plain[key]) && g.names[key] == nil {
			g.names[key] = []name{}
		}
	}
	var keys []table.Key
	for key, bearers := range g.names {
		k := table.Key{Name: key, Flags: g.flags[key]}
		for _, n := range bearers {
			k.Postings = append(k.Postings, table.Posting{Record: number[n.place], Alias: n.alias})
		}
		slices.SortFunc(k.Postings, func(a, b table.Posting) int { return cmp.Compare(a.Record, b.Record) })
		keys = append(keys, k)
	}
	return table.Write(g.countries, g.regions, records, keys)
}

// A row of a table written by hand: fields by "|", several names by ";".
type row struct {
	where  string
	fields []string
}

func (s sources) rows(file string, fields int) []row {
	data, err := os.ReadFile(s.tables + "/" + file)
	if err != nil {
		log.Fatal(err)
	}
	var out []row
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "|")
		where := fmt.Sprintf("%s:%d", file, i+1)
		if len(f) != fields {
			log.Fatalf("%s: %d fields, want %d", where, len(f), fields)
		}
		out = append(out, row{where, f})
	}
	return out
}

// list splits names, leaving out empty ones.
func list(s string) []string {
	return slices.DeleteFunc(strings.Split(s, ";"), func(s string) bool { return s == "" })
}

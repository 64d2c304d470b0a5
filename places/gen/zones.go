package main

import (
	"os"
	"slices"
	"strings"

	"github.com/barograph/barograph/places/internal/fold"
	"github.com/barograph/barograph/places/internal/table"
)

// writeZones lists time zones, each with the folded names of what may stand in a dateline: its capitals and large cities, and the countries
// and American states whose largest city it is the zone of.
func (g *gazetteer) writeZones(file string) error {
	byZone := map[string][]string{}
	taken := map[string]bool{}
	put := func(name, zone string) {
		if name = fold.String(name); name != "" && !taken[name] {
			taken[name] = true
			byZone[zone] = append(byZone[zone], name)
		}
	}
	largest := map[[2]int]string{} // by country and region; places come by falling population
	for i := range g.places {
		p := &g.places[i]
		zone := g.zones[i]
		if zone == "" {
			continue
		}
		for _, k := range [][2]int{{p.Country, 0}, {p.Country, p.Region}} {
			if p.Kind == table.KindCapital && k[1] == 0 || largest[k] == "" {
				largest[k] = zone
			}
		}
		if p.Kind == table.KindCapital || p.Population >= 300_000 {
			put(p.Name, zone)
		}
	}
	for i := range g.places { // other names of countries; of capitals those noted by hand come from names.psv
		p := &g.places[i]
		switch {
		case p.Kind == table.KindCountry:
			if zone := largest[[2]int{p.Country, 0}]; zone != "" {
				put(p.Name, zone)
			}
		case p.Kind == table.KindAdmin1 && g.countries[p.Country].Alpha2 == "US":
			put(p.Name, largest[[2]int{p.Country, p.Region}])
		}
	}
	for _, other := range [][2]string{{"Kiev", "Kyiv"}, {"Washington", "Washington D.C."}, {"New York", "New York City"}, {"Gaza Strip", "Gaza"},
		{"Gaza City", "Gaza"}, {"West Bank", "Gaza"}, {"Ramallah", "Gaza"}, {"UN", "New York City"}, {"United Nations", "New York City"},
		{"Odessa", "Odesa"}, {"Sana'a", "Sanaa"}, {"Bombay", "Mumbai"}, {"Calcutta", "Kolkata"}, {"Rangoon", "Yangon"}, {"UAE", "Dubai"},
		{"US", "Washington D.C."}, {"UK", "London"}, {"Geneva", "Zurich"}, {"The Hague", "Amsterdam"}, {"Srinagar", "New Delhi"},
		{"Rawalpindi", "Islamabad"}, {"Macau", "Hong Kong"}, {"Naypyitaw", "Yangon"}, {"Davos", "Zurich"}, {"Strasbourg", "Paris"}} {
		for zone, names := range byZone {
			if slices.Contains(names, fold.String(other[1])) {
				put(other[0], zone)
				break
			}
		}
	}
	var b strings.Builder
	b.WriteString("# Time zones and what datelines name in them, made by places/gen from GeoNames' data (CC BY 4.0).\n")
	zones := make([]string, 0, len(byZone))
	for z := range byZone {
		zones = append(zones, z)
	}
	slices.Sort(zones)
	for _, z := range zones {
		slices.Sort(byZone[z])
		b.WriteString(z + "\t" + strings.Join(byZone[z], ";") + "\n")
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

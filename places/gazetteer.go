// Package places finds the places a text names and says which entry of a gazetteer each of them is.
//
// The gazetteer holds every town of the world above 1,000 inhabitants (above 500 where the news has wars to tell), all first-order
// regions, all countries, and what GeoNames lacks or hides and crises are made of: straits and seas, contested regions, air bases,
// nuclear plants, crossings, refugee camps, squares and palaces. It lies in the program as one file (see internal/table) that is
// searched where it lies; opening it costs next to nothing.
//
// A name alone proves little. "Reading" is a town and a pastime, "Paris" a city and a Hilton, "Tripoli" lies in Libya and in Lebanon.
// [Gazetteer.Find] therefore weighs each capitalised phrase that the gazetteer knows: how well known the place is, which words stand
// around it (in, near, village of, … province), whether a given name, a title or an unknown name touches it. What passes is then
// resolved: by a container ("Tripoli, Lebanon"), by the countries that the sentence and the document speak of, by the kind of place the
// text announces, by the nearness of its other places, and at last by population. [Toponym.Explain] tells the reasons.
package places

import (
	_ "embed"
	"math"
	"strconv"
	"sync"

	"github.com/barograph/barograph/places/internal/fold"
	"github.com/barograph/barograph/places/internal/table"
)

//go:generate sh -c "./gen/fetch.sh /tmp/barograph-gazetteer && go run ./gen -from /tmp/barograph-gazetteer -zones ../dates/zones.txt"

//go:embed data/gazetteer.bin
var embedded string

// An Entry is one place.
type Entry struct {
	Geoname    int     // GeoNames id; 0 when GeoNames is not where it comes from
	Name       string  // as GeoNames writes it
	Country    string  // ISO 3166-1 alpha-3, XKX for Kosovo; "" for seas and what no one state holds
	Admin1     string  // first-order region, by name; "" when not known
	Kind       string  // "country", "admin1", "capital", "populated place", "strait", "base", …
	Lat, Lon   float64 // WGS 84 degrees; of countries and regions a point in their middle
	Population int     // to three digits; 0 when not known
}

// A Gazetteer knows places by their names. It is safe for use by several goroutines at once.
type Gazetteer struct {
	table *table.Table
	user  *overlay
}

var open = sync.OnceValues(func() (*table.Table, error) { return table.Open(embedded) })

// Default is the gazetteer that the program carries.
func Default() *Gazetteer {
	t, err := open()
	if err != nil {
		panic(err) // the file is part of the program
	}
	return &Gazetteer{table: t}
}

// Len is the number of places, those of the user's tables included.
func (g *Gazetteer) Len() int {
	n := g.table.Len()
	if g.user != nil {
		n += len(g.user.entries)
	}
	return n
}

// Lookup lists the places that bear a name, whatever its case and accents; those of the user's tables come first, then the most
// populous.
func (g *Gazetteer) Lookup(name string) []Entry {
	var buf [64]byte
	var out []Entry
	for _, p := range g.find(nil, fold.Append(buf[:0], name), nil) {
		out = append(out, g.entry(p.Record))
	}
	return out
}

// find looks up a folded name. Records from table.Len() on are the user's.
func (g *Gazetteer) find(dst []table.Posting, key []byte, flags *table.Flags) []table.Posting {
	if g.user != nil {
		for _, i := range g.user.names[string(key)] {
			dst = append(dst, table.Posting{Record: g.table.Len() + i})
		}
	}
	dst, f, _ := g.table.Lookup(dst, key)
	if flags != nil {
		*flags = f
	}
	return dst
}

// record is what weighing needs of a place.
func (g *Gazetteer) record(i int) table.Record {
	if n := g.table.Len(); i >= n {
		return g.user.records[i-n]
	}
	return g.table.Record(i)
}

func (g *Gazetteer) entry(i int) Entry {
	if n := g.table.Len(); i >= n {
		return g.user.entries[i-n]
	}
	r := g.table.Record(i)
	e := Entry{Geoname: r.ID, Name: r.Name, Kind: table.Kinds[r.Kind], Admin1: g.table.Region(r.Region),
		Lat: math.Round(r.Lat*1e4) / 1e4, Lon: math.Round(r.Lon*1e4) / 1e4, Population: r.Population}
	if r.Country > 0 {
		e.Country = g.table.Countries()[r.Country].Alpha3
	}
	return e
}

// countryIndex is the index of an alpha-3 code, or 0.
func (g *Gazetteer) countryIndex(alpha3 string) int {
	for i, c := range g.table.Countries() {
		if i > 0 && c.Alpha3 == alpha3 {
			return i
		}
	}
	return 0
}

// kilometres is the distance of two places, good to a percent or so below a thousand.
func kilometres(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	dLon := math.Remainder(lon1-lon2, 360)
	return 6371 * rad * math.Hypot(lat1-lat2, dLon*math.Cos((lat1+lat2)/2*rad))
}

// people writes a population as a reader takes it in.
func people(n int) string {
	switch {
	case n >= 1_000_000:
		return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " million"
	case n >= 1000:
		return strconv.Itoa(n/1000) + ",000"
	}
	return strconv.Itoa(n)
}

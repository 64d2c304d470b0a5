package places

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/barograph/barograph/places/internal/fold"
	"github.com/barograph/barograph/places/internal/table"
)

func TestSize(t *testing.T) {
	if n := Default().Len(); n < 160_000 {
		t.Errorf("%d places, want at least 160,000", n)
	}
	if len(embedded) > 8<<20 {
		t.Errorf("the gazetteer has %d bytes, more than 8 MB", len(embedded))
	}
}

// TestEveryName looks every name of the table up and expects it with as many places as the walk showed.
func TestEveryName(t *testing.T) {
	tab, err := table.Open(embedded)
	if err != nil {
		t.Fatal(err)
	}
	var buf []table.Posting
	n := 0
	tab.Walk(func(key []byte, flags table.Flags, places int) {
		n++
		got, f, ok := tab.Lookup(buf[:0], key)
		if !ok || f != flags || len(got) != places {
			t.Fatalf("%q: %v, flags %d, %d places; want %d, %d", key, ok, f, len(got), flags, places)
		}
		if n%1000 == 0 {
			if got, _, ok := tab.Lookup(buf[:0], append(key[:len(key):len(key)], "zz"...)); ok && string(fold.Append(nil, tab.Record(got[0].Record).Name)) == "" {
				t.Fatalf("%qzz is known", key)
			}
		}
	})
	if n < 250_000 {
		t.Errorf("%d names", n)
	}
	for i := range tab.Len() {
		r := tab.Record(i)
		if r.Name == "" || math.Abs(r.Lat) > 90 || math.Abs(r.Lon) > 180 || int(r.Kind) >= len(table.Kinds) || r.Kind == 0 {
			t.Fatalf("record %d: %+v", i, r)
		}
		if r.Kind != table.KindRegion && r.Lat == 0 && r.Lon == 0 {
			t.Errorf("%s lies nowhere", r.Name)
		}
	}
}

func TestCutFile(t *testing.T) {
	for _, n := range []int{0, 3, 40, 1000, len(embedded) - 1} {
		if _, err := table.Open(embedded[:n]); err == nil {
			t.Errorf("a file cut to %d bytes is taken", n)
		}
	}
}

func TestFold(t *testing.T) {
	for s, want := range map[string]string{"Ta‘izz": "taizz", "São Paulo": "sao paulo", "U.S.": "us", "Deir ez-Zor": "deir ez zor", "İzmir": "izmir", "Łódź": "lodz",
		"Antigua & Barbuda": "antigua and barbuda", "  Huế ": "hue", "Москва": "", "": "", "Belarus–Ukraine": "belarus ukraine", "Straße": "strasse", "Mek'ele": "mekele"} {
		if got := fold.String(s); got != want {
			t.Errorf("%q folds to %q, want %q", s, got, want)
		}
	}
}

func TestLookup(t *testing.T) {
	g := Default()
	for name, want := range map[string]Entry{
		"Kiev":              {Geoname: 703448, Country: "UKR", Lat: 50.45, Lon: 30.52},
		"KHARKOV":           {Geoname: 706483, Country: "UKR", Lat: 49.98, Lon: 36.25},
		"Bombay":            {Geoname: 1275339, Country: "IND", Lat: 19.07, Lon: 72.88},
		"Kosovo":            {Geoname: 831053, Country: "XKX", Lat: 42.6, Lon: 20.9},
		"Strait of Hormuz":  {Country: "", Lat: 26.6, Lon: 56.3},
		"Ain al-Asad":       {Country: "IRQ", Lat: 33.79, Lon: 42.44},
		"Deir al-Zour":      {Geoname: 170794, Country: "SYR", Lat: 35.34, Lon: 40.14},
		"Republic of Congo": {Geoname: 2260494, Country: "COG", Lat: -0.8, Lon: 15.2},
	} {
		got := g.Lookup(name)
		if len(got) == 0 {
			t.Errorf("%s is unknown", name)
			continue
		}
		if e := got[0]; e.Country != want.Country || kilometres(e.Lat, e.Lon, want.Lat, want.Lon) > 15 || want.Geoname > 0 && e.Geoname != want.Geoname {
			t.Errorf("%s is %+v, want %+v", name, e, want)
		}
	}
	if got := g.Lookup("Qwxyz"); len(got) > 0 {
		t.Errorf("Qwxyz is %v", got)
	}
}

func TestResolve(t *testing.T) {
	g := Default()
	for _, c := range []struct {
		phrase, countries, name, country string
	}{
		{"western town of Madaya", "SYR", "Maḑāyā", "SYR"},
		{"port of Aden", "", "Aden", "YEM"},
		{"eastern Ukraine", "", "Ukraine", "UKR"},
		{"outskirts of Cahul, Moldova", "", "Cahul", "MDA"},
		{"hotel in the Qatari capital", "", "Doha", "QAT"},
		{"Romanian airspace", "", "Romania", "ROU"},
		{"mosque in Mosul", "", "Mosul", "IRQ"},
		{"Nigeria's north-eastern state of Borno", "", "Borno State", "NGA"},
		{"Tripoli, Lebanon", "LBY", "Tripoli", "LBN"},
		{"Paris, Texas", "", "Paris", "USA"},
		{"Washington, D.C.", "", "Washington", "USA"},
		{"Helmand Province", "", "Helmand", "AFG"},
		{"province of Idlib", "", "Idlib", "SYR"},
		{"disputed Himalayan region of Kashmir", "", "Kashmir", "IND"},
		{"Côte d'Ivoire", "", "Ivory Coast", "CIV"},
		{"east Jerusalem", "", "East Jerusalem", "PSE"},
		{"Singapore", "", "Singapore", "SGP"},
		{"Georgia", "USA", "Georgia", "GEO"},
		{"Portland, Ore.", "", "Portland", "USA"},
		{"near Hit", "IRQ", "Hīt", "IRQ"},
		{"Northern Syria", "", "Syria", "SYR"},
		{"Western Ukraine", "RUS", "Ukraine", "UKR"},
		{"North-West Syria", "", "Syria", "SYR"},
		{"Northern Province, Sri Lanka", "", "Northern Province", "LKA"},
		{"University of Chile", "", "Chile", "CHL"},
		{"Golan Heights", "", "Golan Heights", ""},
		{"Guantanamo Bay", "CUB", "Guantanamo Bay", "USA"},
		{"Lyman", "RUS", "Lyman", "UKR"},
		{"Maidan Shahr", "", "Maydanshakhr", "AFG"},
		{"Jordan Valley", "JOR", "Jordan Valley", "PSE"},
	} {
		got, ok := g.Resolve(c.phrase, Context{Countries: strings.Fields(c.countries)})
		if !ok || got.Name != c.name || got.Country != c.country {
			t.Errorf("%q: %v %s (%s), want %s (%s)", c.phrase, ok, got.Name, got.Country, c.name, c.country)
		}
		if ok && (!strings.Contains(c.phrase, got.Text) || !strings.HasPrefix(got.Explain(), got.Text+" is ")) {
			t.Errorf("%q: text %q, %s", c.phrase, got.Text, got.Explain())
		}
	}
	for _, s := range []string{"", "hospital", "the border", "country", "12", "!!", "home of the minister"} {
		if got, ok := g.Resolve(s, Context{}); ok {
			t.Errorf("%q resolves to %s", s, got.Name)
		}
	}
}

func TestContextOf(t *testing.T) {
	c := Default().ContextOf("Lebanese troops left Tripoli. In Lebanon, and in Syria, calm returned to Homs.")
	if len(c.Countries) < 2 || c.Countries[0] != "LBN" || c.Countries[1] != "SYR" {
		t.Errorf("countries %v", c.Countries)
	}
	names := ""
	for _, e := range c.Near {
		names += e.Name + "/" + e.Country + " "
	}
	if names != "Tripoli/LBN Homs/SYR " {
		t.Errorf("places %s", names)
	}
}

func TestOverlay(t *testing.T) {
	g, err := Default().withRows("places.tsv", strings.NewReader("# mine\nname\tcountry\tadmin1\tlat\tlon\taliases\nPoint Zulu\tsyr\tHoms\t34.5\t38.6\tZulu; The Point\n\nParis\tTCD\t\t12\t15\n"))
	if err != nil {
		t.Fatal(err)
	}
	if g.Len() != Default().Len()+2 {
		t.Errorf("%d places", g.Len())
	}
	found := g.Find("Rebels took Point Zulu, then fled to Paris.")
	if len(found) != 2 || found[0].Name != "Point Zulu" || found[0].Country != "SYR" || found[0].Admin1 != "Homs" || found[1].Country != "TCD" {
		t.Errorf("found %+v", found)
	}
	_, err = Default().withRows("x/places.tsv", strings.NewReader("A\tSYR\t\t1\t2\nB\tSYR\t\t91\t2\nC\tXX\t\t1\t2\nD\tSYR\nE\tSYR\t\t1\teast\n\tSYR\t\t1\t2\nF\tSYR\t\tNaN\t2\n"))
	for _, want := range []string{`x/places.tsv:2: latitude "91"`, `x/places.tsv:3: country "XX"`, "x/places.tsv:4: 2 columns", `x/places.tsv:5: longitude "east"`, "x/places.tsv:6: the name is empty", `x/places.tsv:7: latitude "NaN"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
	if _, err := Default().WithTables(t.TempDir()); err != nil {
		t.Error(err)
	}
	if _, err := Default().WithTables("testdata/none"); err == nil {
		t.Error("a folder that is not there is taken")
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"In Paris, Texas", "al-Hol's camp", "’s", "U.S. U.S.", "d'Ivoire", "Kyiv\xff\xfeKyiv", "the Qatari capital", "A, B, and C", "Ж Москва", "NEW YORK (AP) —", "of in of in Of"} {
		f.Add(s)
	}
	g := Default()
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, p := range g.Find(s) {
			if p.ByteStart < last || p.ByteEnd <= p.ByteStart || s[p.ByteStart:p.ByteEnd] != p.Text || utf8.RuneCountInString(s[:p.ByteStart]) != p.Start || utf8.RuneCountInString(s[:p.ByteEnd]) != p.End {
				t.Errorf("%q: %q at %d to %d", s, p.Text, p.ByteStart, p.ByteEnd)
			}
			last = p.ByteEnd
			_ = p.Explain()
		}
		g.Resolve(s, Context{Countries: []string{"FRA"}})
		g.ContextOf(s)
	})
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		if _, err := table.Open(embedded); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	tab, _ := table.Open(embedded)
	keys := [][]byte{[]byte("kyiv"), []byte("deir ez zor"), []byte("new york"), []byte("zzzz"), []byte("strait of hormuz"), []byte("aleppo"), []byte("nowhere")}
	var buf []table.Posting
	i := 0
	for b.Loop() {
		buf, _, _ = tab.Lookup(buf[:0], keys[i%len(keys)])
		i++
	}
}

func BenchmarkFind(b *testing.B) {
	g := Default()
	const text = "Israeli jets struck Khan Younis in the southern Gaza Strip while troops from the Lebanese army moved from Tripoli, Lebanon, to the Bekaa Valley on Monday."
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		g.Find(text)
	}
}

func BenchmarkResolve(b *testing.B) {
	g := Default()
	for b.Loop() {
		g.Resolve("western town of Madaya", Context{Countries: []string{"SYR"}})
	}
}

func TestResolveStaysInTheDocument(t *testing.T) {
	g := Default()
	of := func(codes ...string) Context { return Context{Countries: codes} }
	for _, c := range []struct {
		phrase  string
		context Context
		want    string // name, country; "" for unresolved
	}{
		{"Nur Khan", of("IND", "PAK"), "Nur Khan air base, PAK"},
		{"Beas", of("IND", "PAK"), "Beas, IND"},
		{"Nur", of("IND", "PAK"), ""},
		{"Nur", of("IRN", "IRQ"), "Nūr, IRN"},
		{"Line", of("IND", "PAK"), ""},
		{"St Vincent", of("GUY", "VEN"), "Saint Vincent and the Grenadines, VCT"},
		{"Athens", of("GRC", "USA"), "Athens, GRC"},
		{"Argyle", of("GUY", "VEN", "VCT"), "Argyle, VCT"},
		{"Geneva", of("RUS", "USA"), "Geneva, CHE"},
		{"Istanbul", of("RUS", "UKR"), "Istanbul, TUR"},
		{"Muscat", of("IRN", "USA"), "Muscat, OMN"},
		{"California", of("IND", "PAK"), "California, USA"},
		{"Beas, Spain", of("IND", "PAK"), "Beas, ESP"},
	} {
		got := ""
		if p, ok := g.Resolve(c.phrase, c.context); ok {
			got = p.Name + ", " + p.Country
		}
		if got != c.want {
			t.Errorf("%s in a text about %v: %q, want %q", c.phrase, c.context.Countries, got, c.want)
		}
	}
}

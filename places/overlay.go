package places

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/barograph/barograph/places/internal/fold"
	"github.com/barograph/barograph/places/internal/table"
)

// An overlay is what the user's tables add.
type overlay struct {
	names   map[string][]int // folded name to entries
	entries []Entry
	records []table.Record
}

// WithTables returns a gazetteer that also knows the places of dir/places.tsv; a folder without that file adds nothing. Its columns,
// parted by tabs: name, country (ISO 3166-1 alpha-3, XKX, or empty), first-order region, latitude, longitude (degrees), other names
// parted by ";". The last may be left out. A row of these very words is a heading; lines that begin with # are skipped. The user's
// places win over those of the same name. The error names every row that cannot be read, by file and line.
func (g *Gazetteer) WithTables(dir string) (*Gazetteer, error) {
	path := filepath.Join(dir, "places.tsv")
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		if _, err := os.Stat(dir); err != nil {
			return nil, err
		}
		return g, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return g.withRows(path, file)
}

func (g *Gazetteer) withRows(path string, from io.Reader) (*Gazetteer, error) {
	o := &overlay{names: map[string][]int{}}
	if g.user != nil {
		return nil, errors.New("places: only one folder of tables can be laid over a gazetteer")
	}
	var errs []error
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), "\r")
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if strings.TrimSpace(line) == "" || line[0] == '#' || strings.HasPrefix(line, "name\tcountry\t") {
			continue
		}
		if err := o.add(g, line); err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", path, n, err))
		}
	}
	if err := lines.Err(); err != nil {
		errs = append(errs, fmt.Errorf("%s: %w", path, err))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return &Gazetteer{table: g.table, user: o}, nil
}

func (o *overlay) add(g *Gazetteer, line string) error {
	if !utf8.ValidString(line) {
		return errors.New("not UTF-8")
	}
	f := strings.Split(line, "\t")
	if len(f) != 5 && len(f) != 6 {
		return fmt.Errorf("%d columns, want name, country, admin1, lat, lon, aliases", len(f))
	}
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	e := Entry{Name: f[0], Country: strings.ToUpper(f[1]), Admin1: f[2], Kind: "site"}
	if fold.String(e.Name) == "" {
		return errors.New("the name is empty, or not in Latin letters")
	}
	country := g.countryIndex(e.Country)
	if country == 0 && e.Country != "" {
		return fmt.Errorf("country %q is no ISO 3166-1 alpha-3 code", f[1])
	}
	for _, c := range []struct {
		what  string
		text  string
		limit float64
		to    *float64
	}{{"latitude", f[3], 90, &e.Lat}, {"longitude", f[4], 180, &e.Lon}} {
		v, err := strconv.ParseFloat(c.text, 64)
		if err != nil || !(v >= -c.limit && v <= c.limit) {
			return fmt.Errorf("%s %q is not a number from %g to %g", c.what, c.text, -c.limit, c.limit)
		}
		*c.to = v
	}
	at := len(o.entries)
	o.entries = append(o.entries, e)
	o.records = append(o.records, table.Record{Name: e.Name, Lat: e.Lat, Lon: e.Lon, Country: country, Kind: uint8(table.Kind(e.Kind))})
	names := []string{e.Name}
	if len(f) == 6 {
		names = append(names, strings.Split(f[5], ";")...)
	}
	for _, s := range names {
		if key := fold.String(s); key != "" {
			o.names[key] = append(o.names[key], at)
		}
	}
	return nil
}

package dedup

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/barograph/barograph"
)

//go:embed data/merging.tsv
var mergingTSV []byte

// Table is the name of the file of weights in a folder of the user's tables.
const Table = "merging.tsv"

// A Rule decides which reports tell one act. It is immutable: share one among all goroutines.
type Rule struct {
	weights   values
	threshold float64 // log-odds from which reports are taken for one act
}

// Default is the rule that comes with the program.
func Default() *Rule {
	r := &Rule{}
	if err := r.read(Table, mergingTSV); err != nil {
		panic("dedup: embedded weights: " + err.Error()) // a test reads the table
	}
	return r
}

// Load is the default rule with the user's merging.tsv in dir laid over it: a row replaces the weight it names. A file that is missing
// changes nothing. The error names every row that cannot be read, by file and line.
func Load(dir string) (*Rule, error) {
	r := Default()
	path := filepath.Join(dir, Table)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = r.read(path, data)
	}
	return r, err
}

// read takes weights from a table: feature, weight, and what it means, for a reader.
func (r *Rule) read(name string, table []byte) error {
	var errs []error
	n := 0
	for line := range strings.Lines(string(table)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) < 2 {
			errs = append(errs, fmt.Errorf("%s:%d: a row is a feature, a tab, and a weight", name, n))
			continue
		}
		w, err := strconv.ParseFloat(cells[1], 64)
		i := slices.Index(featureNames[:], cells[0])
		switch {
		case err != nil || math.IsNaN(w) || math.Abs(w) > most:
			errs = append(errs, fmt.Errorf("%s:%d: %q is not a weight between -%d and %d", name, n, cells[1], most, most))
		case cells[0] == "threshold":
			r.threshold = w
		case i < 0:
			errs = append(errs, fmt.Errorf("%s:%d: no feature %q; they are threshold, %s", name, n, cells[0], strings.Join(featureNames[:], ", ")))
		default:
			r.weights[i] = w
		}
	}
	return errors.Join(errs...)
}

// most is the greatest weight.
const most = 20

// odds are the log-odds that two reports tell one act. Pairs of other days, and of other doers on other days, have floor, pairs without a
// country in common foreign.
func (r *Rule) odds(a, b *Digest) float64 {
	switch {
	case !sameDays(a, b):
		return floor
	case !sameCountries(a, b):
		return foreign
	}
	v := compare(a, b)
	most := float64(ceiling)
	switch {
	case v.twoDoers():
		return floor
	case v.strangers(a, b):
		most = foreign
	}
	return min(most, max(floor, r.weights.dot(&v)))
}

// The bounds of log-odds: no pair is so sure that it outweighs a dozen others.
const (
	floor   = -6
	ceiling = 6
)

// foreign are the log-odds of reports that name no country in common, and the most that strangers have. They never begin a story; in one
// that others hold together they count less than the floor, for a country is read amiss more often than a day.
const foreign = -3

// mayMatch says whether two reports are compared at all: they may be of the same days, and name a country in common, or one names none.
func mayMatch(a, b *Digest) bool { return sameDays(a, b) && sameCountries(a, b) }

// sameDays says whether the acts may have happened on days that are near each other. Of reports without any day only those in copies of
// one text are.
func sameDays(a, b *Digest) bool {
	if a.to == 0 || b.to == 0 {
		return a.to == b.to && a.copies(b)
	}
	return a.gap(b) <= apart
}

// sameCountries says whether two reports name a country in common, or one names none.
func sameCountries(a, b *Digest) bool {
	return len(a.countries) == 0 || len(b.countries) == 0 ||
		slices.ContainsFunc(a.countries, func(c string) bool { return slices.Contains(b.countries, c) })
}

// Near gives the days under which the reports are filed that may tell the same act as r, and the countries of which they name one; ""
// stands for reports that name none, and no countries at all for any report.
func Near(r *barograph.Report) (from, to barograph.Day, countries []string) {
	d := &Digest{Report: r, countries: countriesOf(&r.Event)}
	d.setDays()
	if len(d.countries) > 0 {
		countries = append([]string{""}, d.countries...)
	}
	if d.to == 0 {
		return 0, 0, countries
	}
	return dayOf(d.from - apart - longest), dayOf(d.to + apart + guessed), countries
}

// probability turns log-odds into a probability, in thousandths.
func probability(odds float64) float64 { return math.Round(1000/(1+math.Exp(-odds))) / 1000 }

// Joins says whether two reports, looked at alone, are taken for one act. Two reports come into one story only if a chain of such pairs
// leads from one to the other, or if people merged them.
func (r *Rule) Joins(a, b *Digest) bool { return r.odds(a, b) >= r.threshold }

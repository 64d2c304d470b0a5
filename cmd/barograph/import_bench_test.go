package main

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Countries of GDELT's rows with their FIPS codes, the most frequent first.
var (
	benchCountries = strings.Fields(`USA:US GBR:UK RUS:RS CHN:CH ISR:IS IND:IN UKR:UP IRN:IR PAK:PK TUR:TU SYR:SY FRA:FR DEU:GM PSE:GZ JPN:JA
		AUS:AS CAN:CA NGA:NI KOR:KS PRK:KN SAU:SA IRQ:IZ EGY:EG AFG:AF VEN:VE MEX:MX ITA:IT ESP:SP POL:PL BRA:BR ZAF:SF KEN:KE PHL:RP IDN:ID
		VNM:VM TWN:TW LBN:LE YEM:YM ETH:ET SDN:SU`)
	benchCodes   = strings.Fields("010 020 036 040 042 043 046 051 057 060 070 080 090 100 110 111 112 120 130 140 141 150 160 170 173 180 190 193 195")
	benchSectors = strings.Fields("GOV GOV MIL COP OPP MED LEG BUS")
)

// pickSkewed picks from a list so that its first entries come far more often, as countries do in the news.
func pickSkewed(r *rand.Rand, list []string) string {
	return list[min(int(float64(len(list))*math.Pow(r.Float64(), 3)), len(list)-1)]
}

// benchYear is how many rows the year has of which writeGDELT writes the beginning: days are as full whatever the number of rows.
const benchYear = 10_000_000

// writeGDELT writes n rows as GDELT has them: new ones in order, some of them about days long ago, four in ten without a country.
func writeGDELT(file string, n int) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	r := rand.New(rand.NewPCG(20250101, uint64(n)))
	first := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	c := make([]string, 61)
	for i := range n {
		clear(c)
		added := first.Add(time.Duration(float64(i) / benchYear * float64(365*24*time.Hour))).Truncate(15 * time.Minute)
		day := added
		switch k := r.IntN(100); {
		case k < 2:
			day = added.AddDate(-1, 0, 0)
		case k < 4:
			day = added.AddDate(0, -1, 0)
		case k < 8:
			day = added.AddDate(0, 0, -7)
		}
		c[0], c[1], c[59] = strconv.Itoa(1_220_000_000+i), day.Format("20060102"), added.Format("20060102150405")
		c[2], c[3], c[4] = day.Format("200601"), day.Format("2006"), day.Format("2006")+".3452"
		for _, at := range []int{5, 15} {
			if r.IntN(10) < 3 && at == 15 {
				continue
			}
			code, _, _ := strings.Cut(pickSkewed(r, benchCountries), ":")
			sector := ""
			if r.IntN(2) == 0 {
				sector = benchSectors[r.IntN(len(benchSectors))]
			}
			if r.IntN(4) == 0 {
				code, sector = "", "GOV"
			}
			c[at], c[at+1], c[at+2], c[at+7] = code+sector, "ACTOR OF "+code+sector, code, sector
		}
		c[25], c[26] = strconv.Itoa(r.IntN(2)), benchCodes[r.IntN(len(benchCodes))]
		c[27], c[28], c[29], c[30] = c[26], c[26][:2], "1", strconv.FormatFloat(float64(r.IntN(200))/10-10, 'f', 1, 64)
		c[31], c[32], c[33], c[34] = strconv.Itoa(1+r.IntN(40)), strconv.Itoa(1+r.IntN(4)), strconv.Itoa(1+r.IntN(40)), "-2.17391304347826"
		_, fips, _ := strings.Cut(pickSkewed(r, benchCountries), ":")
		for _, at := range []int{35, 43, 51} {
			town := strconv.Itoa(r.IntN(3000))
			c[at], c[at+1], c[at+2], c[at+3] = "4", "Town "+town+", Province "+town[:1]+", Land of "+fips, fips, fips+town[:1]
			c[at+5], c[at+6], c[at+7] = strconv.FormatFloat(r.Float64()*170-85, 'f', 4, 64), strconv.FormatFloat(r.Float64()*350-175, 'f', 4, 64), "-"+town
		}
		c[60] = fmt.Sprintf("https://www.example-%d.com/news/world/%d/the-headline-of-article-%d.html", r.IntN(5000), r.IntN(12), i/3)
		for k := range c {
			if k > 0 {
				w.WriteByte('\t')
			}
			w.WriteString(c[k])
		}
		w.WriteByte('\n')
	}
	return errors.Join(w.Flush(), f.Close())
}

// peakMemory is the most memory that the process has held, in bytes.
func peakMemory() int64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return u.Maxrss << 10
}

// cpuTime is what the process has used of the processors.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkImport measures the import of GDELT rows into an empty SQLite record (BAROGRAPH_ROWS of them, 300,000 if not given; ten million
// are a year), the memory it takes, and how long a pair's year of events takes to read from it. BAROGRAPH_KEEP names a file, not there yet, in
// which the record is kept for other measurements; with -benchtime 1x.
func BenchmarkImport(b *testing.B) {
	n := 300_000
	if rows := os.Getenv("BAROGRAPH_ROWS"); rows != "" {
		var err error
		if n, err = strconv.Atoi(rows); err != nil {
			b.Fatal(err)
		}
	}
	file := filepath.Join(b.TempDir(), "gdelt.csv")
	if err := writeGDELT(file, n); err != nil {
		b.Fatal(err)
	}
	for range b.N {
		cmd := &cobra.Command{}
		cmd.SetContext(b.Context())
		db, keep := os.Getenv("BAROGRAPH_KEEP"), true
		if db == "" {
			db, keep = filepath.Join(b.TempDir(), "record.db"), false
		}
		s, err := openStore(b.Context(), db)
		if err != nil {
			b.Fatal(err)
		}
		start, used := time.Now(), cpuTime()
		if err := importGDELT(cmd, s, []string{file}); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n)/time.Since(start).Seconds(), "rows/s")
		b.ReportMetric(float64((cpuTime()-used).Nanoseconds())/1000/float64(n), "µs-of-cpu/row")
		b.ReportMetric(float64(peakMemory())/(1<<20), "MB-at-most")
		if info, err := os.Stat(db); err == nil {
			b.ReportMetric(float64(info.Size())/float64(n), "bytes/row")
		}
		if s, err = openStore(b.Context(), db); err != nil {
			b.Fatal(err)
		}
		best, found := time.Hour, 0
		for range 3 {
			found, start = 0, time.Now()
			err := s.Dyads(b.Context(), store.Filter{Pairs: []barograph.Dyad{{Actor: "IND", Recipient: "PAK"}}, Since: 20250101, Until: 20251231},
				func(*barograph.DyadEvent) error { found++; return nil })
			if err != nil {
				b.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		b.ReportMetric(float64(best.Microseconds())/1000, "ms/pair-year")
		b.ReportMetric(float64(found), "events/pair-year")
		s.Close()
		if !keep {
			os.Remove(db)
		}
	}
}

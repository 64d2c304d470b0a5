package server

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/postgres"
	"github.com/barograph/barograph/store/postgres/pgtest"
	"github.com/barograph/barograph/store/sqlite"
)

// made are events of three years between 40 countries, with sentences of words as frequent as words are.
func made(n int) func(yield func(barograph.Story) bool) {
	lands := strings.Fields("IND PAK USA CHN RUS UKR ISR IRN TUR SYR IRQ SAU YEM EGY LBY SDN ETH ERI SOM KEN COD RWA UGA NGA MLI NER TCD FRA GBR DEU " +
		"POL JPN KOR PRK TWN PHL VNM MMR BGD LKA")
	types := []barograph.Type{barograph.Assault, barograph.Accuse, barograph.Consult, barograph.Agree, barograph.Threaten, barograph.Statement, barograph.Aid, barograph.Sanction}
	scale := map[barograph.Type]float64{barograph.Assault: -10, barograph.Accuse: -2, barograph.Consult: 1, barograph.Agree: 6, barograph.Threaten: -5,
		barograph.Aid: 7, barograph.Sanction: -6}
	words := make([]string, 3000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range words {
		words[i] = fmt.Sprintf("%c%c%c%d", 'a'+r.IntN(26), 'a'+r.IntN(26), 'a'+r.IntN(26), i)
	}
	zipf := rand.NewZipf(r, 1.2, 4, uint64(len(words)-1))
	start := time.Date(2022, 9, 1, 0, 0, 0, 0, time.UTC)
	return func(yield func(barograph.Story) bool) {
		for i := range n {
			a, b := lands[min(int(r.ExpFloat64()*8), 39)], lands[min(int(r.ExpFloat64()*8), 39)]
			kind := types[r.IntN(len(types))]
			day := start.AddDate(0, 0, r.IntN(1096))
			var text strings.Builder
			for range 20 {
				text.WriteString(words[zipf.Uint64()] + " ")
			}
			s := barograph.Story{Origin: "gdelt", Filed: barograph.DayOf(day), Published: &barograph.Published{Time: day, DayOnly: true}, Articles: 1 + r.IntN(5),
				Sources: 1 + r.IntN(3), URL: fmt.Sprintf("https://news.example/%d", i), Event: barograph.Event{ID: store.GDELTID(uint64(i)), Type: kind, Status: barograph.Occurred, CAMEO: "190", Goldstein: scale[kind],
					Quad: barograph.Quad(kind, ""), Actors: []barograph.Participant{{Code: a, Sector: "GOV", Name: a}}, Recipients: []barograph.Participant{{Code: b, Sector: "GOV", Name: b}},
					Evidence: text.String(), Confidence: 0.5 + r.Float64()/2}}
			if !yield(s) {
				return
			}
		}
	}
}

// TestLoad asks a record of BAROGRAPH_LOAD events (1000000, say) 200 times a second for what a board asks most, and tells how long the
// answers took. BAROGRAPH_LOAD_DB, a file or the address of a PostgreSQL database, keeps the record for another run; "postgres" is a server that
// is thrown away. Every request is another one, so that no kept answer serves it twice.
func TestLoad(t *testing.T) {
	n := 0
	if _, err := fmt.Sscan(os.Getenv("BAROGRAPH_LOAD"), &n); err != nil || n == 0 {
		t.Skip("set BAROGRAPH_LOAD to a number of events, such as 1000000")
	}
	record := loaded(t, os.Getenv("BAROGRAPH_LOAD_DB"), n)
	defer record.Close()
	s, err := New(Options{Store: record, Merger: theMerger(), Coder: theCoder, Local: true, Now: func() time.Time { return today }, Web: board})
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if _, err := s.pressures(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("pressures of all pairs read in %v", time.Since(begin).Round(time.Millisecond))
	web := httptest.NewServer(s.Handler())
	defer web.Close()

	for _, path := range []string{"/world/days?from=2024-09-01&to=2025-08-31", "/world?at=2025-08-31", "/dyads/IND/PAK/days/2025-08-31", "/countries/IND",
		"/dyads/IND/PAK/contacts", "/top"} {
		begin := time.Now()
		res, err := http.Get(web.URL + "/api/v1" + path)
		if err != nil {
			t.Fatal(err)
		}
		n, _ := io.Copy(io.Discard, res.Body)
		res.Body.Close()
		t.Logf("%-45s %d, %d kB, first asked for: %v", path, res.StatusCode, n>>10, time.Since(begin).Round(time.Millisecond))
	}

	lands := strings.Fields("IND PAK USA CHN RUS UKR ISR IRN TUR SYR IRQ SAU YEM EGY LBY SDN ETH")
	var texts []string
	for s := range made(200) {
		texts = append(texts, strings.Fields(s.Evidence)...)
	}
	r := rand.New(rand.NewPCG(3, 4))
	day := func() barograph.Day { return barograph.DayOf(today.AddDate(0, 0, -r.IntN(700))) }
	pair := func() (a, b string) {
		i := r.IntN(len(lands))
		return lands[i], lands[(i+1+r.IntN(len(lands)-1))%len(lands)]
	}
	for name, make := range map[string]func() string{
		"pair year": func() string {
			a, b := pair()
			to := day()
			return fmt.Sprintf("/dyads/%s/%s?from=%s&to=%s", a, b, to.Add(-364), to)
		},
		"latest events": func() string {
			a, b := pair()
			return [...]string{fmt.Sprintf("/events?limit=%d&until=%s", 20+r.IntN(80), day()), fmt.Sprintf("/events?pair=%s,%s&until=%s", a, b, day()),
				fmt.Sprintf("/events?country=%s&type=ASSAULT&until=%s", a, day())}[r.IntN(3)]
		},
		"search": func() string {
			a, b := pair()
			w := texts[r.IntN(len(texts))]
			return [...]string{"/search?q=" + w + "+since+" + day().String(), fmt.Sprintf("/search?q=%s+%s+%s", w, a, b),
				fmt.Sprintf("/search?q=ASSAULT+%s+%s+since+%s", a, w, day())}[r.IntN(3)]
		},
	} {
		took := fire(t, web.URL+"/api/v1", 200, 10*time.Second, make)
		at := func(share float64) time.Duration {
			return took[int(share*float64(len(took)-1))].Round(100 * time.Microsecond)
		}
		t.Logf("%-14s %d requests at 200/s: p50 %v, p95 %v, p99 %v, max %v", name, len(took), at(.5), at(.95), at(.99), at(1))
	}
}

// loaded opens the record at an address, with n events and their words.
func loaded(t *testing.T, address string, n int) store.Store {
	t.Helper()
	if address == "postgres" {
		address = pgtest.Start(t).URL
	}
	var record store.Store
	var err error
	words := describe
	if strings.Contains(address, "://") {
		words = describePostgres
		record, err = postgres.Open(t.Context(), address)
	} else {
		if address == "" {
			address = filepath.Join(t.TempDir(), "load.db")
		}
		record, err = sqlite.Open(t.Context(), address, sqlite.Options{})
	}
	if err != nil {
		t.Fatal(err)
	}
	fill(t, record, n)
	words(t, address, n)
	return record
}

// fill imports the events that the record lacks.
func fill(t *testing.T, record store.Store, n int) {
	t.Helper()
	have, err := record.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if have.Imported >= n {
		return
	}
	begin := time.Now()
	var batch []barograph.Story
	flush := func() {
		if _, err := record.Import(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		batch = batch[:0]
	}
	for s := range made(n) {
		if batch = append(batch, s); len(batch) == 20000 {
			flush()
		}
	}
	flush()
	t.Logf("%d events imported in %v", n, time.Since(begin).Round(time.Second))
}

// coded is what the index of words holds of an event of made beside its sentence: its type, pair and countries.
func coded(s *barograph.Story) string {
	a, b := s.Actors[0].Code, s.Recipients[0].Code
	return "\ue002" + string(s.Type) + " \ue000" + a + "\ue000" + b + " \ue001" + a + " \ue001" + b
}

// describe gives the events of a file words to be searched by, which imported ones do not have: those of made.
func describe(t *testing.T, file string, n int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(30000)&_pragma=synchronous(NORMAL)&_pragma=cache_size(-262144)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	have := 0
	if err := db.QueryRow("SELECT count(*) FROM story_words_docsize").Scan(&have); err != nil || have >= n {
		t.Logf("%d events have words, %v", have, err)
		return
	}
	begin := time.Now()
	do := func(query string, args ...any) {
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	do("DROP INDEX IF EXISTS story_spot")
	do("UPDATE story SET spot = ((day / 10000 * 372 + day / 100 % 100 * 31 + day % 100) << 41) + (id & 1099511627775)")
	do("CREATE UNIQUE INDEX story_spot ON story (spot) WHERE spot IS NOT NULL")
	type row struct {
		spot  int64
		words string
	}
	var rows []row
	for s := range made(n) {
		key, err := store.Key(s.ID)
		if err != nil {
			t.Fatal(err)
		}
		day := int64(s.Filed)
		rows = append(rows, row{(day/10000*372+day/100%100*31+day%100)<<41 + key&(1<<40-1), // ids of imported events differ in their lower bits
			s.Evidence + coded(&s)})
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.spot, b.spot) })
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	put, err := tx.Prepare("INSERT INTO story_words (rowid, words) VALUES (?, ?)")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if _, err := put.Exec(r.spot, r.words); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	t.Logf("words of %d events indexed in %v", n, time.Since(begin).Round(time.Second))
}

// fire makes requests at a rate, whether those before were answered or not, and gives the times they took, sorted. A request that has to
// wait for its turn waits at the server, as users' do.
func fire(t *testing.T, base string, rate int, span time.Duration, path func() string) []time.Duration {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	var mu sync.Mutex
	var took []time.Duration
	var all sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), span)
	defer cancel()
	for {
		select {
		case <-ctx.Done():
			all.Wait()
			slices.Sort(took)
			return took
		case <-tick.C:
		}
		address := base + path()
		all.Go(func() {
			begin := time.Now()
			res, err := client.Get(address)
			if err != nil {
				t.Error(err)
				return
			}
			_, err = io.Copy(io.Discard, res.Body)
			res.Body.Close()
			spent := time.Since(begin)
			if err != nil || res.StatusCode != 200 {
				t.Errorf("%s: %d %v", address, res.StatusCode, err)
			}
			mu.Lock()
			took = append(took, spent)
			mu.Unlock()
		})
	}
}

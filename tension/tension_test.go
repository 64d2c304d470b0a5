package tension

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/sqlite"
	"github.com/barograph/barograph/store/storetest"
)

func record(t testing.TB, articles ...store.Article) store.Store {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "record.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if len(articles) > 0 {
		add(t, s, articles...)
	}
	return s
}

func add(t testing.TB, s store.Store, articles ...store.Article) {
	t.Helper()
	if _, err := s.Save(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	merge(t, s)
}

func merge(t testing.TB, s store.Store) {
	t.Helper()
	if err := (storetest.SameAct{}).Merge(t.Context(), s); err != nil {
		t.Fatal(err)
	}
}

// subjects of the made-up articles, which tell May 2025.
var subjects = []Subject{World, Country("IND"), Pair("IND", "PAK"), Direction("PAK", "IND"), Pair("RUS", "UKR"), Pair("USA", "CHN"), Pair("FJI", "PER")}

func day(d int) barograph.Day { return barograph.Day(20250500 + d) }

// mixed makes articles of conflict and co-operation.
func mixed(seed uint64, n int) []store.Article {
	list := storetest.Articles(seed, n)
	for i := range list {
		for j := range list[i].Events {
			e := &list[i].Events[j]
			e.Quad = barograph.Quad(e.Type, e.Force)
			e.Goldstein = []float64{0, 3.5, 7, -4.4, -10}[e.Quad]
		}
	}
	return list
}

// The parts of a day add up to its pressure, whatever the record and the weights.
func TestPartsAddUp(t *testing.T) {
	heavy := DefaultWeights()
	heavy.CooperationRelief, heavy.NormalRelief, heavy.NormalLag, heavy.NormalLeast = 1, 0.9, 2, 1
	parts, clipped := 0, 0
	for seed := range uint64(6) {
		s := record(t, mixed(seed, 60)...)
		for _, w := range []*Weights{nil, heavy} {
			for _, of := range subjects {
				for _, d := range []int{3, 11, 20, 31} {
					for _, at := range []barograph.Day{0, day(d)} {
						p, err := Explain(t.Context(), s, of, day(d), Options{Weights: w, At: at})
						if err != nil {
							t.Fatal(err)
						}
						sum := p.Usual
						for _, x := range p.Events {
							sum += x.Points
						}
						if math.Abs(sum-p.Value.Pressure) > 1e-9 || !(p.Value.Pressure >= 0 && p.Value.Pressure <= 100) {
							t.Errorf("seed %d, %v, %v: parts add up to %v, pressure %v", seed, of, day(d), sum, p.Value.Pressure)
						}
						parts += len(p.Events)
						if len(p.Events) > 0 && p.Value.Pressure == 0 {
							clipped++
						}
					}
				}
			}
		}
	}
	if parts < 1000 || clipped == 0 {
		t.Errorf("%d parts, %d days that co-operation brought to zero: the test tests too little", parts, clipped)
	}
}

// Pairs that take in what has changed are those that are read anew, bit by bit.
func TestRefreshIsLoad(t *testing.T) {
	articles := mixed(3, 120)
	s := record(t, articles[:40]...)
	kept, err := Load(t.Context(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	same := func(step string) {
		t.Helper()
		if err := kept.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		fresh, err := Load(t.Context(), s, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, of := range subjects {
			a, b := kept.Series(of, day(1), day(31)), fresh.Series(of, day(1), day(31))
			if !reflect.DeepEqual(a.Days, b.Days) {
				t.Errorf("%s: %v differs", step, of)
			}
			one, err := Read(t.Context(), s, of, Options{Since: day(1), Until: day(31)})
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(one.Days, b.Days) {
				t.Errorf("%s: %v alone differs", step, of)
			}
		}
		span := TopOptions{Since: day(2), Until: day(20), ByChange: true}
		if a, b := kept.Top(span), fresh.Top(span); !reflect.DeepEqual(a, b) || len(b) == 0 {
			t.Errorf("%s: the top differs, or is empty", step)
		}
		days := []barograph.Day{day(3), day(11), day(15)}
		for i, list := range kept.Leaders(days, 4) {
			top := fresh.Top(TopOptions{Until: days[i], Limit: 4})
			for j := range top {
				top[j].Before, top[j].Change = 0, 0
			}
			if !reflect.DeepEqual(list, top) || len(top) == 0 {
				t.Errorf("%s: the leaders of %s are %+v, not %+v", step, days[i], list, top)
			}
		}
		for i, v := range kept.On(World, days) {
			if b := fresh.Series(World, days[i], days[i]).Days[0]; v != b {
				t.Errorf("%s: the world on %s: %+v, %+v", step, days[i], v, b)
			}
		}
	}
	same("at first")
	for i := 40; i < len(articles); i += 20 {
		add(t, s, articles[i:i+20]...)
		same("articles")
	}
	var some []barograph.Story
	if err := s.Each(t.Context(), store.Filter{Countries: []string{"PAK"}}, true, func(st *barograph.Story) error {
		some = append(some, *st)
		return nil
	}); err != nil || len(some) < 4 {
		t.Fatal(err, len(some))
	}
	for i, c := range []barograph.Correction{{Kind: barograph.Refuse}, {Kind: barograph.Correct, Field: "actors", Value: "IND.MIL Army"},
		{Kind: barograph.Correct, Field: "goldstein", Value: "-1"}} {
		c.On, c.At = []barograph.Anchor{barograph.AnchorOf(&some[i].Reports[0])}, time.Date(2025, 6, 1+i, 0, 0, 0, 0, time.UTC)
		c.Sign()
		if err := s.Correct(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		merge(t, s)
		same("correction " + c.Field)
		if i == 0 {
			if err := s.Undo(t.Context(), c.ID); err != nil {
				t.Fatal(err)
			}
			merge(t, s)
			same("undone")
		}
	}
	if _, err := s.Import(t.Context(), storetest.Imported(1, 60)); err != nil {
		t.Fatal(err)
	}
	same("import")
}

func strike(url string, published time.Time, change func(*storetest.Telling)) store.Article {
	x := storetest.Telling{Type: barograph.Assault, Mode: "missile", Actor: "PAK.MIL Army", Recipient: "IND.MIL Army", Confidence: 1,
		Evidence: "Missiles flew on " + url}
	if change != nil {
		change(&x)
	}
	a := storetest.Article(url, url, "Missiles", published, x)
	e := &a.Events[0]
	if e.Quad = barograph.Quad(e.Type, ""); e.Quad <= barograph.MaterialCooperation {
		e.Goldstein = 7
	}
	return a
}

var may8 = time.Date(2025, 5, 8, 12, 0, 0, 0, time.UTC)

// One missile: w = √(10 × 10) × 1 = 10, C = 10, K = N = 0, s = 20, so the pressure is 100 × 10 / 30; ten days later C = 5.
func TestWorkedDay(t *testing.T) {
	s := record(t, strike("https://a.example", may8, nil), strike("https://b.example", may8.AddDate(0, 0, 10), func(x *storetest.Telling) {
		x.Type, x.Mode, x.Actor, x.Recipient = barograph.Consult, "", "USA.GOV A", "CHN.GOV B"
	}))
	series, err := Read(t.Context(), s, Pair("PAK", "IND"), Options{Since: day(7), Until: day(18)})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]float64{1: 100.0 / 3, 11: 100 * 5.0 / 25} {
		if v := series.Days[i]; math.Abs(v.Pressure-want) > 1e-9 || v.NoData {
			t.Errorf("%v: %+v, want %v", v.Day, v, want)
		}
	}
	for _, i := range []int{0, 2, 10} { // nothing at all is on record there
		v := series.Days[i]
		if b, err := v.MarshalJSON(); !v.NoData || err != nil || !strings.Contains(string(b), `"pressure":null`) {
			t.Errorf("%v: %s", v.Day, b)
		}
	}
	if series.Covered != 2 || series.First != day(8) || series.Peak().Day != day(8) || series.Latest().Day != day(18) {
		t.Errorf("%+v", series)
	}
	back, err := Read(t.Context(), s, Direction("IND", "PAK"), Options{Since: day(8), Until: day(8)})
	if err != nil || back.Days[0].Pressure != 0 || back.First != 0 {
		t.Errorf("the other direction: %+v, %v", back, err)
	}
}

// What matters: whether it happened, how many independent sources tell it, who acts.
func TestWeight(t *testing.T) {
	w := DefaultWeights()
	base := barograph.DyadEvent{Dyad: barograph.Dyad{Actor: "A", Recipient: "B"}, Status: barograph.Occurred, Quad: 4, Goldstein: -10, Confidence: 1,
		Sources: 1}
	less := func(what string, change func(*barograph.DyadEvent)) {
		e := base
		change(&e)
		a, _ := w.Weight(&e)
		if b, conflict := w.Weight(&base); a >= b || !conflict {
			t.Errorf("%s: %v, not below %v", what, a, b)
		}
	}
	less("alleged", func(e *barograph.DyadEvent) { e.Status = barograph.Alleged })
	less("unsure", func(e *barograph.DyadEvent) { e.Confidence = 0.5 })
	less("mild", func(e *barograph.DyadEvent) { e.Goldstein = -2 })
	less("private", func(e *barograph.DyadEvent) { e.Sides = barograph.SidesOf(barograph.Private, barograph.State) })
	less("by place", func(e *barograph.DyadEvent) { e.Sides = barograph.SidesOf(barograph.State, barograph.Ground) })
	less("neutral", func(e *barograph.DyadEvent) { e.Quad = 0 })
	base.Sources = 4
	less("one source", func(e *barograph.DyadEvent) { e.Sources = 1 })
	base.Sources, base.Articles = 1, 50
	if a, _ := w.Weight(&base); a != 10 {
		t.Errorf("fifty copies of one text weigh %v, not 10", a)
	}
}

// Nobody is judged by later news.
func TestAt(t *testing.T) {
	late := func(x *storetest.Telling) {
		x.Time, x.Actor, x.Recipient = "2025-05-08", "IND.MIL Army", "PAK.MIL Army"
	}
	s := record(t, strike("https://a.example", may8, nil), strike("https://b.example", may8.AddDate(0, 0, 9), late))
	read := func(at barograph.Day) float64 {
		series, err := Read(t.Context(), s, Pair("IND", "PAK"), Options{Since: day(8), Until: day(8), At: at})
		if err != nil {
			t.Fatal(err)
		}
		return series.Days[0].Conflict
	}
	if then, now := read(day(8)), read(0); then != 10 || now <= then {
		t.Errorf("then %v, now %v", then, now)
	}
	p, err := Load(t.Context(), s, Options{At: day(8)})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Series(Pair("IND", "PAK"), day(8), day(8)).Days[0].Conflict; got != 10 {
		t.Errorf("all pairs: %v", got)
	}
}

func TestNoRecord(t *testing.T) {
	s := record(t)
	if _, err := Read(t.Context(), s, Pair("IND", "PAK"), Options{}); err != ErrNoRecord {
		t.Errorf("an empty record: %v", err)
	}
	p, err := Load(t.Context(), s, Options{})
	if err != nil || len(p.Top(TopOptions{})) != 0 {
		t.Errorf("%v", err)
	}
	add(t, s, strike("https://a.example", may8, nil))
	if err := p.Refresh(t.Context()); err != nil || len(p.Top(TopOptions{})) != 1 {
		t.Errorf("the first article is not taken in: %v", err)
	}
}

// The record ends on the last day up to today that has data, of the origins asked for.
func TestFirstAndLastDay(t *testing.T) {
	s := record(t)
	if _, err := LastDay(t.Context(), s, day(20), nil); err != ErrNoRecord {
		t.Errorf("an empty record: %v", err)
	}
	refused := strike("https://c.example", may8.AddDate(0, 0, 6), nil)
	add(t, s, strike("https://a.example", may8, nil), strike("https://b.example", may8.AddDate(-20, 0, 0), nil), refused,
		strike("https://d.example", may8, func(x *storetest.Telling) {
			x.Type, x.Mode, x.Time, x.Status = barograph.Consult, "", "2025-05-19", barograph.Planned
		}))
	var r barograph.Report
	if err := s.Each(t.Context(), store.Filter{Since: day(14), Until: day(14)}, true, func(st *barograph.Story) error { r = st.Reports[0]; return nil }); err != nil {
		t.Fatal(err)
	}
	c := barograph.Correction{Kind: barograph.Refuse, On: []barograph.Anchor{barograph.AnchorOf(&r)}, At: may8}
	c.Sign()
	if err := s.Correct(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	merge(t, s)
	for _, x := range []struct{ today, first, last barograph.Day }{{day(18), 20050508, day(8)}, {day(19), 20050508, day(19)}, {20260101, 20050508, day(19)},
		{20060101, 20050508, 20050508}} {
		first, e1 := FirstDay(t.Context(), s, x.today, nil)
		last, e2 := LastDay(t.Context(), s, x.today, []string{""})
		if e1 != nil || e2 != nil || first != x.first || last != x.last {
			t.Errorf("%s: %s to %s, %v, %v", x.today, first, last, e1, e2)
		}
	}
	if _, err := LastDay(t.Context(), s, day(18), []string{"gdelt"}); err != ErrNoRecord {
		t.Errorf("of another origin: %v", err)
	}
	if _, err := FirstDay(t.Context(), s, 20050507, nil); err != ErrNoRecord {
		t.Errorf("before the first day: %v", err)
	}
}

func TestEpisodes(t *testing.T) {
	s := &Series{}
	at := func(pressure ...float64) {
		for _, p := range pressure {
			s.Days = append(s.Days, DayValue{Day: day(1).Add(len(s.Days)), Pressure: p, NoData: p < 0})
		}
	}
	at(5, 4, 4, 12, 30, -1, 60, 55, 40, 31, 30, 29, 28, 27, 26, 20, 15, 14, 13, 12, 12, 12, 12, 40)
	list := Episodes(s)
	if len(list) != 2 || list[0].Floor != 4 || list[0].Onset.Day != day(4) || list[0].Peak.Day != day(7) || list[0].End == nil ||
		list[0].End.Day != day(10) || list[1].Onset.Day != day(24) || list[1].End != nil {
		t.Errorf("%+v", list)
	}
	s.Days = nil
	at(5, 6, 7, 8, 9, 18, 5)
	if list := Episodes(s); len(list) != 0 {
		t.Errorf("a rise by 13 is no episode: %+v", list)
	}
}

func TestTurningPoints(t *testing.T) {
	var list []store.Article
	for i := range 6 {
		list = append(list, strike("https://a.example/"+string(rune('a'+i)), may8.AddDate(0, 0, i/2), func(x *storetest.Telling) { x.Evidence += " again" }))
	}
	for i := range 30 { // other news, so that the days are on record
		list = append(list, strike("https://c.example/"+string(rune('A'+i)), may8.AddDate(0, 0, i-4), func(x *storetest.Telling) {
			x.Actor, x.Recipient = "USA.GOV A", ""
		}))
	}
	s := record(t, list...)
	o := Options{Since: day(4), Until: day(31)}
	r, err := Look(t.Context(), s, Pair("IND", "PAK"), o)
	if err != nil {
		t.Fatal(err)
	}
	turns, err := r.TurningPoints(t.Context())
	if err != nil || len(turns) != 1 || turns[0].Onset.Day != day(8) || len(turns[0].Onset.Events) == 0 || len(turns[0].Peak.Events) == 0 {
		t.Fatalf("%+v, %v", turns, err)
	}
}

func TestWeightsOverlay(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "weights.tsv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if w, err := LoadWeights(dir); err != nil || !reflect.DeepEqual(w, DefaultWeights()) {
		t.Errorf("a folder without the file: %v", err)
	}
	write("half-life\tconflict\t20\n# a comment\nstatus\talleged\t0\r\n")
	if w, err := LoadWeights(dir); err != nil || w.ConflictHalfLife != 20 || w.status[3] != 0 || w.CooperationHalfLife != DefaultWeights().CooperationHalfLife {
		t.Errorf("%+v, %v", w, err)
	}
	for row, want := range map[string]string{
		"half-life\tconflict\t0": "0.5 to 90", "statos\talleged\t1": "no group", "status\trumoured\t1": "no key", "told\t3\t1": "no key",
		"scale\tshare\tNaN": "not a number", "relief\tnormal\t1.5": "0 to 1", "status occurred 1": "parted by tabs", "normal\tlag\t2.5": "whole number",
		"doer\tground\t1": "no key", "scale\tleast\t0": "0.0001",
	} {
		write("# one\n" + row + "\n")
		if _, err := LoadWeights(dir); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "weights.tsv:2") {
			t.Errorf("%q: %v", row, err)
		}
	}
}

func BenchmarkPairYear(b *testing.B) {
	file := os.Getenv("BAROGRAPH_BIG")
	if file == "" {
		b.Skip("BAROGRAPH_BIG names no record")
	}
	s, err := sqlite.Open(context.Background(), file, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	last, err := LastDay(b.Context(), s, barograph.DayOf(time.Now()), nil)
	if err != nil {
		b.Fatal(err)
	}
	var heaviest barograph.Dyad
	most, n := 0, map[barograph.Dyad]int{}
	if err := s.Flows(b.Context(), store.FlowFilter{Since: last.Add(-364)}, func(f *store.Flow) error {
		if !World.Holds(f.Dyad) {
			return nil
		}
		if n[f.Dyad] += f.Events; n[f.Dyad] > most {
			most, heaviest = n[f.Dyad], f.Dyad
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	b.Logf("%v, %d events of one direction in the year", heaviest, most)
	for b.Loop() {
		if _, err := Read(b.Context(), s, Pair(heaviest.Actor, heaviest.Recipient), Options{Until: last}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkArrival measures what follows an article that arrives in the record that BAROGRAPH_BIG names, of which a copy should be given,
// for articles are added: taking it in, and reading its pair's year.
func BenchmarkArrival(b *testing.B) {
	file := os.Getenv("BAROGRAPH_BIG")
	if file == "" {
		b.Skip("BAROGRAPH_BIG names no record")
	}
	s, err := sqlite.Open(context.Background(), file, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	p, err := Load(b.Context(), s, Options{})
	if err != nil {
		b.Fatal(err)
	}
	_, last := p.Span()
	n := time.Now().UnixNano()
	for b.Loop() {
		b.StopTimer()
		n++
		add(b, s, storetest.Article(fmt.Sprintf("https://a.example/%d", n), "Meridian Wire", "News", last.Time(), storetest.Telling{Type: "ASSAULT", Mode: "drone",
			Actor: "PAK.MIL Pakistan Army", Recipient: "IND.GOV India", Time: last.String(), Evidence: fmt.Sprintf("Drone %d came.", n)}))
		b.StartTimer()
		if err := p.Refresh(b.Context()); err != nil {
			b.Fatal(err)
		}
		if v := p.Series(Pair("IND", "PAK"), last.Add(-364), last).Latest(); v == nil || v.Events == 0 {
			b.Fatal("the event is not there")
		}
	}
}

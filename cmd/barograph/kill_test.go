//go:build unix

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph/store/postgres/pgtest"
	"github.com/barograph/barograph/store/storetest"
)

// asCommand in the environment makes the test's binary the command itself, so that tests can start it, and kill it.
const asCommand = "BAROGRAPH_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(run())
	}
	os.Exit(m.Run())
}

// process is the command as a process of its own.
func process(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	return cmd
}

// An act is what made-up articles tell: who did what where, on a day, with a first toll.
type act struct {
	day                 time.Time
	doer, town, critic  string
	deed, toll, envoyAt int
}

// madeActs are n acts of a few years, so that of any three days there are a dozen, however many there are: towns under fire, some of
// them day after day.
func madeActs(r *rand.Rand, n int) []act {
	fronts := []struct{ doer, towns string }{
		{"Indian", "Sialkot Muzaffarabad Kotli Bahawalpur Lahore"}, {"Pakistani", "Pathankot Uri Srinagar Poonch Jammu"},
		{"Russian", "Kharkiv Odesa Sumy Zaporizhzhia Kherson Dnipro"}, {"Ukrainian", "Belgorod Kursk Bryansk Taganrog"},
		{"Israeli", "Sidon Tyre Nabatieh Rafah Isfahan"}, {"Iranian", "Haifa Erbil Beersheba"}, {"Sudanese", "Khartoum Nyala Omdurman"},
		{"Rwandan", "Goma Bukavu"}, {"Ethiopian", "Mekelle Gondar"}, {"Turkish", "Qamishli Kobani Sulaymaniyah"}, {"Azerbaijani", "Goris Stepanakert"},
		{"Syrian", "Idlib Aleppo"}, {"Eritrean", "Adigrat Badme"}, {"Thai", "Poipet Samraong"}, {"Saudi", "Saada Hodeidah"}}
	critics := strings.Fields("Chinese American French Egyptian Brazilian German Japanese Norwegian Jordanian Mexican Kenyan Indonesian")
	out := make([]act, n)
	for i := range out {
		f := fronts[r.IntN(len(fronts))]
		towns := strings.Fields(f.towns)
		out[i] = act{time.Date(2023, 1, 1+r.IntN(3+n/4), 0, 0, 0, 0, time.UTC), f.doer, towns[r.IntN(len(towns))], critics[r.IntN(len(critics))],
			r.IntN(6), 1 + r.IntN(30), r.IntN(5)}
	}
	return out
}

// tell writes an act down as one of several outlets does: headline and text.
func (a *act) tell(r *rand.Rand, bulletin int) (headline, text string) {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	deeds := [6][3]string{{"shelled", "fired artillery at", "bombarded"}, {"struck", "hit", "carried out an air strike on"},
		{"attacked", "sent drones against", "launched a drone attack on"}, {"raided", "stormed", "entered"},
		{"fired missiles at", "launched missiles at", "attacked with rockets"}, {"seized", "captured", "took"}}
	deed := deeds[a.deed][r.IntN(3)]
	toll := a.toll + r.IntN(3)
	headline = pick(fmt.Sprintf("%s forces %s %s, %d killed", a.doer, deeds[a.deed][0], a.town, toll),
		fmt.Sprintf("%d dead after %s forces %s %s", toll, a.doer, deed, a.town), fmt.Sprintf("What we know about the events in %s", a.town))
	envoyAt := [5]string{"Geneva", "Doha", "Oslo", "Vienna", "Cairo"}[a.envoyAt]
	text = pick(
		fmt.Sprintf("%s forces %s %s on %s, killing %d people, officials said in bulletin %d.", a.doer, deed, a.town, a.day.Weekday(), toll, bulletin),
		fmt.Sprintf("At least %d people died when %s troops %s the town of %s on %s, according to bulletin %d.", toll, a.doer, deed, a.town, a.day.Weekday(), bulletin),
		fmt.Sprintf("Residents of %s said that the %s army %s their streets at dawn; bulletin %d counted %d dead.", a.town, a.doer, deed, bulletin, toll))
	if r.IntN(2) == 0 {
		text += fmt.Sprintf(" The %s foreign minister %s the attack.", a.critic, pick("condemned", "denounced", "criticised"))
	}
	if r.IntN(3) == 0 {
		text += fmt.Sprintf(" %s and %s envoys %s in %s on %s.", a.doer, a.critic, pick("met", "held talks"), envoyAt, a.day.AddDate(0, 0, -1).Weekday())
	}
	return headline, text
}

// madeArticles are n articles as lines of JSON: acts told by four of them in the mean, one in ten articles a copy of another at another
// address, one in twenty a later version at the same one, and one in forty the same article with another date.
func madeArticles(n int) []string {
	r := rand.New(rand.NewPCG(uint64(n), 9))
	type article struct {
		ID        int    `json:"id"`
		URL       string `json:"url,omitempty"`
		Title     string `json:"title"`
		Text      string `json:"text"`
		Published string `json:"published,omitempty"`
		Source    string `json:"source"`
	}
	acts := madeActs(r, 1+n/4)
	outlets := []string{"Harbour Post", "Meridian Wire", "Ravi Chronicle", "The Quiet Observer"}
	var made []article
	for i := range n {
		of := &acts[r.IntN(len(acts))]
		a := article{ID: i, URL: fmt.Sprintf("https://news-%d.example/%d", r.IntN(9), i),
			Published: of.day.AddDate(0, 0, r.IntN(2)).Format(time.DateOnly), Source: outlets[r.IntN(len(outlets))]}
		a.Title, a.Text = of.tell(r, i)
		if i > 0 {
			old := made[r.IntN(len(made))]
			switch k := r.IntN(40); {
			case k < 4:
				a.Title, a.Text = old.Title, old.Text
			case k < 6 && old.URL != "":
				a.URL = old.URL
			case k < 7:
				a.URL, a.Title, a.Text = old.URL, old.Title, old.Text
				if r.IntN(2) == 0 {
					a.Published = ""
				}
			case k < 9:
				a.URL = ""
			}
		}
		made = append(made, a)
	}
	var out []string
	for i := range made {
		line, err := json.Marshal(made[i])
		if err != nil {
			panic(err) // strings and a number
		}
		out = append(out, string(line))
	}
	return out
}

// The same articles in any order, in one run or killed again and again, give the same record, byte for byte.
func TestKilled(t *testing.T) {
	articles, kills := 80, 3
	if storetest.Soak() {
		articles, kills = 5000, 20
	}
	killed(t, articles, kills, func(name string) string { return filepath.Join(t.TempDir(), name+".db") })
}

func TestKilledPostgres(t *testing.T) {
	server := pgtest.Start(t)
	articles, kills := 40, 2
	if storetest.Soak() {
		articles, kills = 1000, 20
	}
	killed(t, articles, kills, server.Schema)
}

func killed(t *testing.T, articles, kills int, record func(name string) string) {
	lines := madeArticles(articles)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	shuffled := func(name string) string {
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		file := filepath.Join(t.TempDir(), name+".jsonl")
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	dump := func(db string) string {
		out, err := process(t, "dump", "--db", db).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	start := time.Now()
	db := record("whole")
	if out, err := process(t, "ingest", "--db", db, shuffled("whole")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	spent := time.Since(start)
	want := dump(db)
	if n := strings.Count(want, `{"article":`); n < articles*9/10 || strings.Count(want, `{"event":`) < articles/4 {
		t.Fatalf("%d articles and %d stories in the dump", n, strings.Count(want, `{"event":`))
	}
	for _, order := range []string{"second", "third"} {
		db, file := record(order), shuffled(order)
		n := 0
		for i := 0; ; i++ {
			cmd := process(t, "ingest", "--db", db, file)
			out := &strings.Builder{}
			cmd.Stdout, cmd.Stderr = out, out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if i < kills {
				// Each run gets a part of the time that the whole takes, start and merging included; all together about the whole.
				time.AfterFunc(time.Duration(r.Float64()*float64(spent)/float64(kills)*2), func() { _ = cmd.Process.Kill() })
			}
			if err := cmd.Wait(); err == nil {
				break
			} else if cmd.ProcessState.Exited() {
				t.Fatalf("%s: %v\n%s", order, err, out)
			}
			n++
		}
		t.Logf("%s order: killed %d times", order, n)
		if got := dump(db); got != want {
			t.Errorf("%s order: another record\n%s", order, storetest.FirstDifference(got, want))
		}
	}
	if out, err := process(t, "recode", "--all", "--db", db).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := dump(db); got != want {
		t.Errorf("coded again by the same coder: another record\n%s", storetest.FirstDifference(got, want))
	}
}

// TestImportKilled kills imports at random moments and repeats them, until one ends.
func TestImportKilled(t *testing.T) {
	rows, kills := 120_000, 3 // two batches are written whole
	if storetest.Soak() {
		rows, kills = 1_000_000, 20
	}
	file := filepath.Join(t.TempDir(), "gdelt.csv")
	if err := writeGDELT(file, rows); err != nil {
		t.Fatal(err)
	}
	sum := func(db string) string {
		dump := process(t, "dump", "--db", db)
		h := sha256.New()
		dump.Stdout = h
		if err := dump.Run(); err != nil {
			t.Fatal(err)
		}
		return hex.EncodeToString(h.Sum(nil))
	}
	whole, db := filepath.Join(t.TempDir(), "whole.db"), filepath.Join(t.TempDir(), "record.db")
	start := time.Now()
	if out, err := process(t, "import", "gdelt", "--db", whole, file).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	spent := time.Since(start)
	killed := 0
	for i := 0; ; i++ {
		cmd := process(t, "import", "gdelt", "--db", db, file)
		out := &strings.Builder{}
		cmd.Stdout, cmd.Stderr = out, out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if i < kills {
			time.AfterFunc(time.Duration((0.4+0.6*rand.Float64())*float64(spent)), func() { _ = cmd.Process.Kill() })
		}
		if err := cmd.Wait(); err == nil {
			t.Logf("killed %d times; %s", killed, strings.TrimSpace(out.String()))
			break
		} else if cmd.ProcessState.Exited() {
			t.Fatalf("%v\n%s", err, out)
		}
		killed++
	}
	if got, want := sum(db), sum(whole); got != want {
		t.Error("the record is another than that of one import")
	}
	if out, err := process(t, "check", "--db", db).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

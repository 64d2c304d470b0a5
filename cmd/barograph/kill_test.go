//go:build unix

package main

import (
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

// madeArticles are n articles as lines of JSON: a few crises told again and again by several outlets, one in ten a copy of another at
// another address, one in twenty a later version at the same one, and one in forty the same article with another date.
func madeArticles(n int) []string {
	r := rand.New(rand.NewPCG(uint64(n), 9))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	type article struct {
		ID        int    `json:"id"`
		URL       string `json:"url,omitempty"`
		Title     string `json:"title"`
		Text      string `json:"text"`
		Published string `json:"published,omitempty"`
		Source    string `json:"source"`
	}
	var made []article
	for i := range n {
		day := time.Date(2025, 5, 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
		town := pick("Pathankot", "Uri", "Kharkiv", "Odesa", "Goma", "Khartoum", "Sidon", "Srinagar")
		one, other := pick("Indian", "Pakistani", "Russian", "Ukrainian", "Israeli", "Sudanese"), pick("Chinese", "American", "Turkish", "French", "Egyptian")
		a := article{ID: i, URL: fmt.Sprintf("https://news-%d.example/%d", r.IntN(9), i), Published: day.Format(time.DateOnly),
			Source: pick("Harbour Post", "Meridian Wire", "Ravi Chronicle", "The Quiet Observer"),
			Title:  fmt.Sprintf("%s forces %s %s, %d killed", one, pick("shell", "strike", "attack"), town, 1+r.IntN(30)),
			Text: fmt.Sprintf("%s forces %s the town of %s on %s, killing %d people, officials said in bulletin %d. The %s foreign minister %s the attack. %s and %s envoys %s in Geneva on %s.",
				one, pick("shelled", "struck", "attacked"), town, day.Weekday(), 1+r.IntN(30), i, other, pick("condemned", "denounced"), one, other,
				pick("met", "held talks"), day.AddDate(0, 0, -1).Weekday())}
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
				// Each run gets a part of the time that the whole takes, start and merging included.
				time.AfterFunc(time.Duration(r.Float64()*float64(spent)/float64(kills)*3), func() { _ = cmd.Process.Kill() })
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
			t.Errorf("%s order: another record\n%s", order, firstDifference(got, want))
		}
	}
	if out, err := process(t, "recode", "--all", "--db", db).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := dump(db); got != want {
		t.Errorf("coded again by the same coder: another record\n%s", firstDifference(got, want))
	}
}

// firstDifference tells the first lines that differ.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, not %d", len(g), len(w))
}

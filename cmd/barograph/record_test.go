package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/storetest"
)

// command runs a command line on a record.
func command(t *testing.T, db string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errs bytes.Buffer
	root := newRootCmd()
	root.SetOut(&out)
	root.SetErr(&errs)
	root.SetArgs(append(args, "--db", db))
	err = root.ExecuteContext(t.Context())
	return out.String(), errs.String(), err
}

// must runs a command line that should go well.
func mustRun(t *testing.T, db string, args ...string) string {
	t.Helper()
	out, errs, err := command(t, db, args...)
	if err != nil {
		t.Fatalf("barograph %s: %v\n%s", strings.Join(args, " "), err, errs)
	}
	return out
}

// filled makes a record of two articles that tell one strike, and returns the ids of the reports.
// The reports stand alone: what the rule says of the two is not the matter here.
func filled(t *testing.T) (db, a, b string) {
	t.Helper()
	rule := reportMerger
	reportMerger = func() store.Merger { return store.Alone{} }
	t.Cleanup(func() { reportMerger = rule })
	return filledBy(t, store.Alone{})
}

// filledBy makes that record, merged by m.
func filledBy(t *testing.T, m store.Merger) (db, a, b string) {
	t.Helper()
	db = filepath.Join(t.TempDir(), "new", "record.db")
	s, err := openStore(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2025, 5, 9, 8, 0, 0, 0, time.UTC)
	strike := storetest.Telling{Type: barograph.Assault, Mode: "drone", Actor: "PAK.MIL Pakistan Army", Recipient: "IND.GOV India",
		Place: "Pathankot, IND", Time: "2025-05-08", Deaths: "3", Evidence: "Drones struck Pathankot on Thursday."}
	first := storetest.Article("https://a.example/1", "Meridian Wire", "Drones", day, strike)
	strike.Deaths, strike.Claimant, strike.Evidence = "5", "India", "Drones hit the air base, India said."
	second := storetest.Article("https://b.example/2", "Harbour Post", "Night raid", day, strike)
	if _, err := s.Save(t.Context(), []store.Article{first, second}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(m.Merge(t.Context(), s), s.Close()); err != nil {
		t.Fatal(err)
	}
	return db, first.Events[0].ID, second.Events[0].ID
}

// one reads the only event of a list.
func one(t *testing.T, lines string) (s barograph.Story) {
	t.Helper()
	if strings.Count(lines, "\n") != 1 {
		t.Fatalf("not one line: %s", lines)
	}
	if err := json.Unmarshal([]byte(lines), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEventsCommand(t *testing.T) {
	db, a, _ := filled(t)
	if out := mustRun(t, db, "events"); strings.Count(out, "\n") != 2 {
		t.Errorf("%s", out)
	}
	for _, args := range [][]string{{"--pair", "India,PAK"}, {"--country", "Pakistan"}, {"--type", "assault"}, {"--mode", "drone"}, {"--since", "2025-05", "--until", "2025"},
		{"--actor", "PAK.MIL"}, {"--place", "pathankot"}, {"pathankot"}} {
		if out := mustRun(t, db, append([]string{"events"}, args...)...); strings.Count(out, "\n") != 2 {
			t.Errorf("%v: %s", args, out)
		}
	}
	if s := one(t, mustRun(t, db, "events", "--source", "Harbour Post", `"air base"`)); s.Deaths.Min != 5 {
		t.Errorf("%+v", s)
	}
	if out := mustRun(t, db, "events", "--format", "table"); !strings.Contains(out, "● ASSAULT drone") || !strings.Contains(out, "PAK.MIL → IND") || !strings.Contains(out, a[:8]) {
		t.Errorf("%s", out)
	}
	if out := mustRun(t, db, "events", "--format", "csv"); strings.Count(out, "\n") != 3 {
		t.Errorf("%s", out)
	}
	_, errs, err := command(t, db, "events", "--limit", "1")
	if err != nil || !strings.Contains(errs, "--after ") {
		t.Fatalf("%v %s", err, errs)
	}
	after := strings.TrimSpace(errs[strings.Index(errs, "--after ")+8:])
	one(t, mustRun(t, db, "events", "--limit", "1", "--after", after))
	for _, args := range [][]string{{"--type", "WAR"}, {"--mode", "x"}, {"--status", "x"}, {"--pair", "IND"}, {"--pair", "IND,Atlantis"}, {"--country", "Atlantis"}, {"--since", "x"},
		{"--since", "2025-05-02", "--until", "2025-05-01"}, {"--origin", "x"}, {"--confidence", "2"}, {"--directed"}, {"--limit", "0"}, {"--format", "xml"}, {"***"}} {
		_, _, err := command(t, db, append([]string{"events"}, args...)...)
		var usage usageError
		if !errors.As(err, &usage) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if _, _, err := command(t, filepath.Join(t.TempDir(), "none.db"), "events"); err == nil || !strings.Contains(err.Error(), "barograph ingest") {
		t.Errorf("no record: %v", err)
	}
	if _, _, err := command(t, "mysql://x/y", "events"); err == nil || !strings.Contains(err.Error(), "postgres://") {
		t.Errorf("another database: %v", err)
	}
}

// TestUndoUnderTheRule holds that the record merged by the rule comes back when every correction is taken back.
func TestUndoUnderTheRule(t *testing.T) {
	db, a, b := filledBy(t, reportMerger())
	before := mustRun(t, db, "dump")
	mustRun(t, db, "split", a, b)
	mustRun(t, db, "merge", a, b)
	mustRun(t, db, "correct", a, "status", "attempted")
	mustRun(t, db, "reject", b)
	for line := range strings.Lines(mustRun(t, db, "corrections")) {
		var c barograph.Correction
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		mustRun(t, db, "undo", c.ID)
	}
	if after := mustRun(t, db, "dump"); !strings.HasPrefix(after, before) {
		t.Errorf("undone corrections have left traces\nbefore\n%s\nafter\n%s", before, after)
	}
}

func TestCorrectionCommands(t *testing.T) {
	db, a, b := filled(t)
	before := mustRun(t, db, "dump")
	mustRun(t, db, "merge", a[:6], b[:6], "--by", "ada")
	s := one(t, mustRun(t, db, "event", b))
	if s.Articles != 2 || s.Deaths.Min != 3 || s.Deaths.Max != 5 || len(s.Figures) != 2 {
		t.Errorf("%+v", s)
	}
	out := mustRun(t, db, "event", s.ID, "--format", "table")
	for _, want := range []string{"2 articles", "All reports agree in type, actors", "They differ in deaths: ", "India, in Harbour Post", "merged by hand", "ada"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	mustRun(t, db, "correct", a, "status", "attempted", "--note", "shot down")
	mustRun(t, db, "correct", a, "actors", "PAK.MIL Pakistan Army; CHN.GOV China")
	if s := one(t, mustRun(t, db, "events", "--status", "attempted", "--pair", "CHN,IND")); s.Status != barograph.Attempted || len(s.Actors) != 2 {
		t.Errorf("%+v", s)
	}
	mustRun(t, db, "split", a, b[:8])
	if out := mustRun(t, db, "events"); strings.Count(out, "\n") != 2 {
		t.Errorf("after a split: %s", out)
	}
	mustRun(t, db, "reject", b)
	one(t, mustRun(t, db, "events"))
	one(t, mustRun(t, db, "events", "--rejected"))
	mustRun(t, db, "confirm", a)
	if out := mustRun(t, db, "corrections", "--format", "annotated"); strings.Count(out, "\n") != 2 || !strings.Contains(out, `"status":"attempted"`) ||
		!strings.Contains(out, `"events":[]`) {
		t.Errorf("annotated: %s", out)
	}
	if out := mustRun(t, db, "corrections", "--format", "table"); strings.Count(out, "\n") != 6 || !strings.Contains(out, "shot down") {
		t.Errorf("%s", out)
	}
	for line := range strings.Lines(mustRun(t, db, "corrections")) {
		var c barograph.Correction
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		mustRun(t, db, "undo", c.ID)
	}
	if after := mustRun(t, db, "dump"); !strings.HasPrefix(after, before) {
		t.Error("undone corrections have left traces")
	}
	for _, args := range [][]string{{"correct", a, "colour", "red"}, {"correct", a, "mode", "phone"}, {"correct", a}, {"split", a, "ffff"}, {"split", a, a}, {"merge", a}, {"merge", a, a}, {"reject"}} {
		_, _, err := command(t, db, args...)
		var usage usageError
		if !errors.As(err, &usage) {
			t.Errorf("%v: %v", args, err)
		}
	}
	for _, args := range [][]string{{"event", "ffffffff"}, {"reject", "0123456789abcdef"}, {"undo", "ffff"}} {
		if _, _, err := command(t, db, args...); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestImportCommand(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "record.db")
	source, _, _ := filled(t)
	rows := strings.TrimSuffix(mustRun(t, source, "export", "--format", "gdelt"), "\n")
	first, second, _ := strings.Cut(rows, "\n")
	short := strings.Replace(first, "\t", "", 1)
	file := filepath.Join(dir, "20250508.export.CSV")
	if err := os.WriteFile(file, []byte(first+"\n"+short+"\n"+second+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs, err := command(t, db, "import", "gdelt", file, filepath.Join(dir, "missing"))
	if !errors.Is(err, errSomeFailed) || !strings.Contains(errs, file+":2: 60 columns, not 61; row left out") || !strings.Contains(errs, "2 added") ||
		!strings.Contains(errs, "no such file") {
		t.Errorf("%v %s", err, errs)
	}
	before := mustRun(t, db, "dump")
	if _, errs, _ := command(t, db, "import", "gdelt", file); !strings.Contains(errs, "0 added, 2 there already") {
		t.Errorf("%s", errs)
	}
	if mustRun(t, db, "dump") != before {
		t.Error("importing again has changed the record")
	}
	if out := mustRun(t, db, "events", "--origin", "gdelt", "--pair", "PAK,IND", "--format", "table"); strings.Count(out, "gdelt") < 2 || strings.Count(out, "\n") != 3 {
		t.Errorf("%s", out)
	}
	if out := mustRun(t, db, "events", "--origin", "own"); out != "" {
		t.Errorf("%s", out)
	}
	id := one(t, strings.SplitAfter(mustRun(t, db, "events"), "\n")[0]).ID
	if _, _, err := command(t, db, "reject", id); err == nil || !strings.Contains(err.Error(), "imported") {
		t.Errorf("%v", err)
	}
	if out := mustRun(t, db, "event", id, "--format", "table"); !strings.Contains(out, "imported from gdelt") {
		t.Errorf("%s", out)
	}
}

func TestExportCommand(t *testing.T) {
	db, _, _ := filled(t)
	for format, want := range map[string]int{"plover": 2, "gdelt": 2, "mentions": 2, "csv": 3, "geojson": 4} {
		if out := mustRun(t, db, "export", "--format", format); strings.Count(out, "\n") != want {
			t.Errorf("%s: %d lines, want %d", format, strings.Count(out, "\n"), want)
		}
	}
	file := filepath.Join(t.TempDir(), "events.parquet")
	mustRun(t, db, "export", "--format", "parquet", "-o", file, "--pair", "IND,PAK")
	if b, err := os.ReadFile(file); err != nil || !bytes.HasPrefix(b, []byte("PAR1")) {
		t.Errorf("%v", err)
	}
	if _, _, err := command(t, db, "export", "--format", "xml"); err == nil {
		t.Error("an unknown form was taken")
	}
	if _, _, err := command(t, db, "export", "-o", filepath.Join(t.TempDir(), "no", "file")); err == nil {
		t.Error("a file in no folder was written")
	}
}

// strictCoder codes every article into one event.
type strictCoder struct{}

func (strictCoder) CodeAll(inputs []coder.Input) []*coder.Document {
	out := make([]*coder.Document, len(inputs))
	for i, in := range inputs {
		a := storetest.Article(in.Article.URL, in.Article.Source, in.Article.Headline, in.Article.Published.Time,
			storetest.Telling{Type: barograph.Coerce, Actor: "PAK.MIL Pakistan Army", Recipient: "IND.GOV India", Evidence: in.Article.Body})
		out[i] = &coder.Document{ID: in.ID, Text: in.Text, Events: a.Events}
	}
	return out
}

func TestRecode(t *testing.T) {
	db, a, _ := filled(t)
	mustRun(t, db, "correct", a, "place", "Jammu, IND")
	run := func(dry bool) *recoding {
		t.Helper()
		s, err := openRecord(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		root := newRootCmd()
		root.SetOut(&out)
		o, err := newOutput(root, "jsonl", "jsonl")
		if err != nil {
			t.Fatal(err)
		}
		r := &recoding{s: s, coder: strictCoder{}, name: "strict", dry: dry, out: o}
		if err := errors.Join(r.run(t.Context(), 2), reportMerger().Merge(t.Context(), s), s.Close()); err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := mustRun(t, db, "dump")
	if r := run(true); r.articles != 2 || r.changed != 2 || r.fields["type"] != 2 || r.added+r.gone+r.same != 0 {
		t.Errorf("%+v", r)
	}
	if mustRun(t, db, "dump") != before {
		t.Error("a dry run has changed the record")
	}
	run(false)
	s := one(t, mustRun(t, db, "event", a))
	if s.Type != barograph.Coerce || s.Locations[0].Name != "Jammu" {
		t.Errorf("%+v", s)
	}
	if r := run(false); r.articles != 0 || r.left != 2 {
		t.Errorf("coded again though nothing is new: %+v", r)
	}
}

func TestCompareEvents(t *testing.T) {
	at := func(id string, start, end int, kind barograph.Type) barograph.Event {
		return barograph.Event{ID: id, Type: kind, Trigger: barograph.Span{Start: start, End: end}}
	}
	ds := compareEvents([]barograph.Event{at("1", 0, 5, "AID"), at("2", 10, 15, "AID"), at("3", 20, 25, "AID")},
		[]barograph.Event{at("4", 12, 18, "AID"), at("1", 0, 5, "AGREE"), at("5", 30, 35, "AID")})
	var got []string
	for _, d := range ds {
		line := ""
		if d.Old != nil {
			line += d.Old.ID
		}
		line += ">"
		if d.New != nil {
			line += d.New.ID
		}
		got = append(got, line+strings.Join(d.Fields, ""))
	}
	if s := strings.Join(got, " "); s != "1>1type 2>4 3> >5" {
		t.Error(s)
	}
}

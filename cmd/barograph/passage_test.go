package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestPassages(t *testing.T) {
	lines := strings.Join([]string{
		"\ufeff" + `{"id":1,"text":"😀 India struck cafe` + "\u0301" + `s in Pakistan on Thursday.","date":"2025-05-09","Date":5,"extra":{"a":[]}}` + "\r",
		"{broken", `{"id":1.50,"text":"","date":null}`, `{"id":[1],"text":"  Nothing.  "}`, `{"text":5}`, `[1]`, `{"id":"n"}`,
		`{"id":"","text":"x"}`, `{"text":"x"}`, `{"id":"d","text":"x","date":"2025-13-40"}`, `{"id":"e","text":"x","date":20250509}`,
	}, "\n")
	stdout, stderr, err := runCommand(t, lines, "code", "--sentences", "--explain")
	if !errors.Is(err, errSomeFailed) {
		t.Error(err)
	}
	var ids []string
	for line := range strings.Lines(stdout) {
		var doc struct {
			ID     json.RawMessage              `json:"id"`
			Text   string                       `json:"text"`
			Events []map[string]json.RawMessage `json:"events"`
		}
		if err := json.Unmarshal([]byte(line), &doc); err != nil || doc.Events == nil {
			t.Fatalf("%v in %s", err, line)
		}
		ids = append(ids, string(doc.ID))
		for _, e := range doc.Events {
			for _, name := range []string{"id", "type", "mode", "force", "status", "cameo", "goldstein", "quad", "trigger", "actors", "recipients",
				"locations", "time", "claimant", "deaths", "injuries", "sentence", "evidence", "confidence", "mentions", "explain"} {
				if _, ok := e[name]; !ok {
					t.Errorf("an event without %q: %s", name, line)
				}
			}
		}
	}
	if got := strings.Join(ids, " "); got != `1 1.50 [1] "" "-:9"` {
		t.Errorf("ids %s", got)
	}
	for _, want := range []string{"-:2: broken JSON", `-:5: "text" is a number`, "-:6: a list, not an object", `-:7: no "text"`,
		`-:10: date "2025-13-40"`, `-:11: "date" is a number`} {
		if !strings.Contains(stderr, "barograph: "+want) {
			t.Errorf("%s is not told in\n%s", want, stderr)
		}
	}
	if strings.Contains(stderr, "struct") || strings.Count(stderr, "\n") != 6 {
		t.Errorf("standard error:\n%s", stderr)
	}
}

func TestPassagesForOtherTools(t *testing.T) {
	line := `{"id":1,"text":"India struck Pakistan.","date":"2025-05-09"}`
	for _, format := range []string{"gdelt", "csv", "plover"} {
		stdout, _, err := runCommand(t, line, "code", "--sentences", "--format", format)
		if day := map[bool]string{true: "20250509", false: "2025-05-09"}[format == "gdelt"]; err != nil || !strings.Contains(stdout, day) {
			t.Errorf("%s: %v, the day is not told in\n%s", format, err, stdout)
		}
	}
}

func TestWarningsBesideOtherForms(t *testing.T) {
	line := `{"id":"a","text":"India struck Pakistan on Thursday."}`
	if _, stderr, err := runCommand(t, line, "code", "--sentences", "--format", "gdelt"); err != nil || !strings.Contains(stderr, "barograph: a: warning: no publication date") {
		t.Errorf("%v\n%s", err, stderr)
	}
	if _, stderr, err := runCommand(t, line, "code", "--sentences"); err != nil || stderr != "" {
		t.Errorf("%v\n%s", err, stderr)
	}
}

func TestFilesWithoutEvents(t *testing.T) {
	line := `{"id":1,"text":"The roses are red."}`
	for format, lines := range map[string]int{"gdelt": 0, "csv": 1, "plover": 0, "jsonl": 1} {
		stdout, _, err := runCommand(t, line, "code", "--sentences", "--format", format)
		if err != nil || strings.Count(stdout, "\n") != lines {
			t.Errorf("%s: %v\n%s", format, err, stdout)
		}
	}
}

func TestFirstLineBroken(t *testing.T) {
	for _, args := range [][]string{{"code", "--sentences"}, {"actor"}, {"places"}} {
		stdout, stderr, err := runCommand(t, "broken}\n"+`{"id":2,"text":"Kyiv"}`+"\n", args...)
		if !errors.Is(err, errSomeFailed) || !strings.HasPrefix(stdout, `{"id":2,`) || strings.Count(stdout, "\n") != 1 || !strings.Contains(stderr, "-:1: broken JSON") {
			t.Errorf("%v: %v\n%s%s", args, err, stdout, stderr)
		}
	}
}

func TestPhrasesOfText(t *testing.T) {
	stdout, _, err := runCommand(t, "four Saudi men\n\nparis railway police\n", "actor")
	if err != nil || strings.Count(stdout, "\n") != 2 || !strings.Contains(stdout, `{"id":"paris railway police","code":"FRA","sector":"COP"`) {
		t.Errorf("%v %s", err, stdout)
	}
}

func TestHelpTeaches(t *testing.T) {
	var check func(*cobra.Command)
	check = func(cmd *cobra.Command) {
		if cmd.Example == "" {
			t.Errorf("%s: its help has no example", cmd.CommandPath())
		}
		for _, sub := range cmd.Commands() {
			check(sub)
		}
	}
	check(newRootCmd())
}

func TestWrongCommandLines(t *testing.T) {
	for _, args := range [][]string{
		{"nosuch"}, {"code", "--jobs", "0", "-"}, {"code", "--jobs", "-1", "-"}, {"code", "--date", "2025-13-40", "-"},
		{"code", "--format", "xml", "-"}, {"code", "--tables", "/nonexistent", "-"}, {"actor", "--tables", "/nonexistent", "x"},
		{"places", "--tables", "/nonexistent", "x"}, {"actor", "--date", "2025-13-40", "x"},
	} {
		if _, _, err := runCommand(t, "", args...); err == nil || !isUsage(err) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestTablesFit(t *testing.T) {
	for _, width := range []int{40, 60, 100} {
		var b bytes.Buffer
		o := &output{format: "table", width: width, w: bufio.NewWriter(&b)}
		tab := o.table("SPEAKER", "CHANNEL", "WORDS")
		tab.row(strings.Repeat("United Nations ", 5), "statement", strings.Repeat("The world ", 12))
		tab.row("Modi", "", "No.")
		tab.write()
		if err := o.flush(); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if n := textWidth(strings.TrimSuffix(line, "\n")); n > width {
				t.Errorf("%d columns, not %d: %s", n, width, line)
			}
		}
	}
}

func TestWrapCutsAddresses(t *testing.T) {
	if got := wrap("see https://a.example/x now", 10, "  "); got != "see\n  https://a.\n  example/\n  x\n  now" {
		t.Errorf("%q", got)
	}
}

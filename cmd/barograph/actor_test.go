package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func runActor(t *testing.T, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	root := newRootCmd()
	var out, errOut bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&errOut)
	root.SetIn(strings.NewReader(stdin))
	root.SetArgs(append([]string{"actor"}, args...))
	err = root.Execute()
	return out.String(), errOut.String(), err
}

func TestActorLines(t *testing.T) {
	in := `{"id":"a","text":"Chilean troops"}
{"id":7,"text":"French President","date":"2022-03-01"}

{"id":"c","text":
{"id":"d"}
{"id":"e","text":"Fijian police","date":"yesterday"}
{"id":"f","text":"four Saudi men"}
`
	out, errs, err := runActor(t, in, "--format", "jsonl", "-")
	if !errors.Is(err, errSomeFailed) {
		t.Errorf("error %v, want errSomeFailed", err)
	}
	want := `{"id":"a","code":"CHL","sector":"MIL","name":"Chilean troops"}
{"id":7,"code":"FRA","sector":"GOV","name":"Emmanuel Macron"}
{"id":"f","code":"SAU","sector":"CVL","name":"four Saudi men"}
`
	if out != want {
		t.Errorf("got %s want %s", out, want)
	}
	for _, w := range []string{"-:4: broken JSON", `-:5: no "text"`, `-:6: date "yesterday"`} {
		if !strings.Contains(errs, w) {
			t.Errorf("standard error lacks %q: %s", w, errs)
		}
	}
}

func TestActorArguments(t *testing.T) {
	out, _, err := runActor(t, "", "Peruvian lawmakers", "--format", "table")
	if err != nil || !strings.Contains(out, "PER") || !strings.Contains(out, "LEG") {
		t.Errorf("%v: %s", err, out)
	}
	out, _, err = runActor(t, "", "Peruvian lawmakers", "--format", "jsonl", "--explain")
	var a actorAnswer
	if err != nil || json.Unmarshal([]byte(out), &a) != nil || !strings.Contains(a.Rule, "countries.tsv:") {
		t.Errorf("%v: %s", err, out)
	}
	var usage usageError
	for _, args := range [][]string{{"x", "--date", "May"}, {"x", "--format", "xml"}} {
		if _, _, err := runActor(t, "", args...); !errors.As(err, &usage) {
			t.Errorf("%v: error %v is no usage error", args, err)
		}
	}
}

func TestActorTables(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "groups.tsv")
	if err := os.WriteFile(file, []byte("name\taliases\tcode\tsector\nFront of the Valley\t\tQQQ\tREB\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err := runActor(t, "", "x", "--tables", dir)
	if err == nil || !strings.Contains(err.Error(), "groups.tsv:2: code \"QQQ\"") {
		t.Errorf("error %v names no row", err)
	}
	if _, _, err := runActor(t, "", "x", "--tables", filepath.Join(dir, "none")); err == nil {
		t.Error("a folder that is not there is taken")
	}
}

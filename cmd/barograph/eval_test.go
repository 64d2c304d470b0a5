package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEvalPredicted(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	gold := write("gold.jsonl", `{"id":"1","text":"Peru met Chile.","events":[{"type":"CONSULT","mode":"","trigger":"met","actors":[{"text":"Peru","code":"PER"}],"recipients":[{"text":"Chile","code":"CHL"}]}]}`)
	pred := write("pred.jsonl", `{"id":"1","events":[{"type":"CONSULT","trigger":{"text":"met","start":5,"end":8},"actors":[{"text":"Peru","start":0,"end":4,"code":"PER"}],"recipients":[]}]}`)
	run := func(args ...string) (string, error) {
		var out bytes.Buffer
		cmd := newEvalCmd()
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		cmd.SetOut(&out)
		cmd.SetArgs(args)
		err := cmd.Execute()
		return out.String(), err
	}
	text, err := run(gold, "--predicted", pred)
	if err != nil || !strings.Contains(text, "event      F1 1.000") || !strings.Contains(text, "dyad       F1 0.000") || !strings.Contains(text, "  CONSULT    F1 1.000") {
		t.Errorf("%v\n%s", err, text)
	}
	text, err = run(gold, "--predicted", pred, "--json")
	if err != nil || !strings.Contains(text, `"recipient":{"f1":0,"p":0,"r":0,"gold":1}`) {
		t.Errorf("%v\n%s", err, text)
	}
	bad := write("bad.jsonl", "{}\nnot json\n")
	if _, err := run(bad); err == nil || !strings.Contains(err.Error(), "bad.jsonl: line 2") {
		t.Errorf("error %v", err)
	}
}

func TestEvalOfNumberedSentences(t *testing.T) {
	line := `{"id":7,"text":"India struck Pakistan.","events":[{"type":"ASSAULT","trigger":{"text":"struck","start":6,"end":12}}]}` + "\n"
	file := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, err := runCommand(t, "", "eval", "--predicted", file, file)
	if err != nil || !strings.Contains(out, "event      F1 1.000") {
		t.Errorf("%v\n%s", err, out)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := runCommand(t, "", "eval", file); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("an empty file: %v", err)
	}
}

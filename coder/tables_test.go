package coder

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/barograph/barograph"
)

func TestUsersTables(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("cameo.tsv", "ASSAULT\tdrone\t*\t*\t*\t*\tREB\t*\t183\n")
	annotation := acts{{trigger: "attacked", typ: barograph.Assault, mode: "drone", who: "Houthis", whom: "tanker"}}
	c, err := New(Options{Extractor: annotation, Tables: dir})
	if err != nil {
		t.Fatal(err)
	}
	d := c.CodeText("The Houthis attacked a tanker with drones.", nil)
	if len(d.Events) != 1 || d.Events[0].CAMEO != "183" || !strings.Contains(d.Explanations[0].CAMEO.Because, "cameo.tsv:1") {
		t.Errorf("%+v", d.Events)
	}

	write("cameo.tsv", "ASSAULT\tdrone\t*\n")
	write("leaders.tsv", "name\n")
	_, err = New(Options{Extractor: annotation, Tables: dir})
	if err == nil || !strings.Contains(err.Error(), "cameo.tsv:1: 3 cells, want 9") || !strings.Contains(err.Error(), "leaders.tsv") {
		t.Errorf("error %v", err)
	}
}

func TestUndatedArticle(t *testing.T) {
	annotation := acts{{trigger: "met", typ: barograph.Consult, who: "Peru", whom: "Chile", when: "Thursday"}}
	d := code(t, Input{Text: "Peru met Chile on Thursday."}, annotation)
	if len(d.Warnings) != 1 || d.Events[0].Time == nil || d.Events[0].Time.Value != "" {
		t.Errorf("a relative date without a day of publication: %+v, %q", d.Events[0].Time, d.Warnings)
	}
	d = code(t, Input{Text: "Peru met Chile on Thursday.", Published: on9May()}, annotation)
	if len(d.Warnings) != 0 || d.Events[0].Time.Value != "2025-05-08" {
		t.Errorf("%+v, %q", d.Events[0].Time, d.Warnings)
	}
	annotation = acts{{trigger: "met", typ: barograph.Consult, who: "Peru", whom: "Chile", when: "3 March 2021"}}
	d = code(t, Input{Text: "Peru met Chile on 3 March 2021."}, annotation)
	if len(d.Warnings) != 0 || d.Events[0].Time.Value != "2021-03-03" {
		t.Errorf("%+v, %q", d.Events[0].Time, d.Warnings)
	}
}

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

func runPlaces(stdin string, args ...string) (stdout, stderr string, err error) {
	root := newRootCmd()
	var out, errOut bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&errOut)
	root.SetIn(strings.NewReader(stdin))
	root.SetArgs(append([]string{"places"}, args...))
	err = root.Execute()
	return out.String(), errOut.String(), err
}

func TestPlacesLines(t *testing.T) {
	in := `{"id":"a","text":"Ñuñoa: troops left Łódź for Kyiv.","date":"2025-05-09"}
{"id":
{"id":7,"text":"nothing here"}
{"id":"b"}
{"id":"c","text":"in Paris","date":"soon"}
`
	out, errs, err := runPlaces(in, "--format", "jsonl", "-")
	if !errors.Is(err, errSomeFailed) {
		t.Errorf("error %v, want errSomeFailed", err)
	}
	for _, w := range []string{"-:2: broken JSON", `-:4: no "text"`, `-:5: date "soon"`} {
		if !strings.Contains(errs, w) {
			t.Errorf("standard error lacks %q: %s", w, errs)
		}
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 || lines[1] != `{"id":7,"places":[]}` {
		t.Fatalf("got %s", out)
	}
	var a placesAnswer
	if err := json.Unmarshal([]byte(lines[0]), &a); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"Łódź": "POL", "Kyiv": "UKR"}
	runes := []rune("Ñuñoa: troops left Łódź for Kyiv.")
	for _, p := range a.Places {
		if string(runes[p.Start:p.End]) != p.Text {
			t.Errorf("offsets %d to %d are not those of %q", p.Start, p.End, p.Text)
		}
		if want[p.Text] == p.Country {
			delete(want, p.Text)
		}
	}
	if len(want) > 0 {
		t.Errorf("missed %v in %s", want, lines[0])
	}
}

func TestPlacesArguments(t *testing.T) {
	out, _, err := runPlaces("", "Clashes in Tripoli, Lebanon.", "--format", "table")
	if err != nil || !strings.Contains(out, "LBN") {
		t.Errorf("%v: %s", err, out)
	}
	out, _, err = runPlaces("Clashes in Tripoli, Lebanon.", "--explain", "--format", "table", "-")
	if err != nil || !strings.Contains(strings.Join(strings.Fields(out), " "), "the text puts it in Lebanon") {
		t.Errorf("%v: %s", err, out)
	}
	var usage usageError
	for _, args := range [][]string{{"x", "--date", "May"}, {"x", "--format", "xml"}} {
		if _, _, err := runPlaces("", args...); !errors.As(err, &usage) {
			t.Errorf("%v: error %v is no usage error", args, err)
		}
	}
}

func TestPlacesTables(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "places.tsv")
	rows := "name\tcountry\tadmin1\tlat\tlon\taliases\nHill 937\tVNM\t\t16.25\t107.17\tHamburger Hill\n"
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, err := runPlaces("", "They fought at Hamburger Hill.", "--tables", dir, "--format", "jsonl")
	if err != nil || !strings.Contains(out, `"name":"Hill 937","country":"VNM","lat":16.25,"lon":107.17`) {
		t.Errorf("%v: %s", err, out)
	}
	if err := os.WriteFile(file, []byte(rows+"Nowhere\tQQQ\t\t1\t2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := runPlaces("", "x", "--tables", dir); err == nil || !strings.Contains(err.Error(), `places.tsv:3: country "QQQ"`) {
		t.Errorf("error %v names no row", err)
	}
}

package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/barograph/barograph/ingest"
)

// runArticle runs "barograph article" and returns what it wrote.
func runArticle(t *testing.T, stdin string, args ...string) (out []extracted, stderr string, err error) {
	t.Helper()
	cmd := newRootCmd()
	var stdout, errs bytes.Buffer
	cmd.SetArgs(append([]string{"article"}, args...))
	cmd.SetIn(strings.NewReader(stdin))
	cmd.SetOut(&stdout)
	cmd.SetErr(&errs)
	err = cmd.ExecuteContext(context.Background())
	for line := range strings.Lines(stdout.String()) {
		var e extracted
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		out = append(out, e)
	}
	return out, errs.String(), err
}

const page = `<html><head><title>Army enters Kolo</title></head><body><h1>Army enters the town of Kolo</h1><p>Troops entered the town on Sunday and met no resistance, the governor said.</p></body></html>`

func TestArticleCommand(t *testing.T) {
	dir, empty := t.TempDir(), t.TempDir()
	write := func(name, data string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("good.html", page)
	bad := map[string]string{
		write("empty.txt", ""): "empty", write("picture.png", "\x89PNG\r\n\x1a\n\x00\x00"): "binary", write("paper.pdf", "%PDF-1.4\nx"): "PDF",
		write("hindi.txt", "भारत और पाकिस्तान ने शनिवार को संघर्ष विराम पर सहमति जताई।"): "language not supported: Hindi",
		write("huge.html", strings.Repeat("x", ingest.MaxPage+1)): "too large",
		empty: "folder without files", filepath.Join(dir, "none.html"): "no such file", "ftp://a.example/x": "http or https",
	}
	args := []string{good}
	for name := range bad {
		args = append(args, name)
	}
	out, stderr, err := runArticle(t, "", append(args, good)...)
	if !errors.Is(err, errSomeFailed) || len(out) != 2 || out[0].ID != good || !strings.Contains(out[1].Text, "met no resistance") {
		t.Fatalf("%v %+v", err, out)
	}
	for name, reason := range bad {
		found := false
		for line := range strings.Lines(stderr) {
			found = found || strings.HasPrefix(line, "barograph: "+name+": ") && strings.Contains(line, reason) && strings.Contains(line, ";")
		}
		if !found {
			t.Errorf("%s (%s) is not named rightly in\n%s", name, reason, stderr)
		}
	}
}

func TestJSONLines(t *testing.T) {
	lines := `{"id":"a","text":"Troops entered the town of Kolo on Sunday."}` + "\n{broken\n\n" + `{"id":"d","title":"Army in Kolo","text":"Troops entered the town on Sunday.","published":"2024-05-05"}`
	out, stderr, err := runArticle(t, lines, "-", "--date", "2024-05-06")
	if !errors.Is(err, errSomeFailed) || len(out) != 2 || out[0].ID != "a" || out[1].ID != "d" || out[1].Published.String() != "2024-05-06" {
		t.Errorf("%v %+v", err, out)
	}
	if !strings.HasPrefix(stderr, "barograph: -:2: broken JSON") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("standard error: %s", stderr)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"--date", "yesterday", "-"}, {"--format", "xml", "-"}, {"--what"}} {
		_, _, err := runArticle(t, "x", args...)
		var usage usageError
		if !errors.As(err, &usage) {
			t.Errorf("%v: %v is no usage error", args, err)
		}
	}
}

func TestFetch(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/good", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page) })
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/good", http.StatusFound) })
	mux.HandleFunc("/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	mux.HandleFunc("/paper", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/pdf")
		fmt.Fprint(w, "%PDF-1.4")
	})
	mux.HandleFunc("/disguised", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "%PDF-1.4") })
	mux.HandleFunc("/hangs", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/drips", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "<html>")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		block := make([]byte, 1<<20)
		for range ingest.MaxPage>>20 + 2 {
			if _, err := z.Write(block); err != nil {
				return
			}
		}
		z.Close()
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	u := func(path string) string { return server.URL + path }
	out, stderr, err := runArticle(t, "", "--allow-private", "--timeout", "1s", "--pause", "0s",
		u("/good"), u("/moved"), u("/circle"), u("/away"), u("/paper"), u("/disguised"), u("/bomb"), u("/none"), u("/drips"), u("/hangs"))
	if !errors.Is(err, errSomeFailed) || len(out) != 2 || out[1].ID != u("/moved") || out[1].URL != u("/good") {
		t.Errorf("%v %+v", err, out)
	}
	for path, reason := range map[string]string{
		"/circle": "redirects", "/away": "file:", "/paper": "application/pdf", "/disguised": "application/pdf", "/hangs": "in time", "/drips": "in time", "/bomb": "bomb", "/none": "404",
	} {
		if !strings.Contains(stderr, "barograph: "+u(path)+": ") || !strings.Contains(stderr, reason) {
			t.Errorf("%s (%s) is not named in\n%s", path, reason, stderr)
		}
	}
}

func TestOutputTable(t *testing.T) {
	var b bytes.Buffer
	cmd := newRootCmd()
	cmd.SetOut(&b)
	o, err := newOutput(cmd, "table", "table")
	if err != nil {
		t.Fatal(err)
	}
	o.width, o.colour = 40, true
	tab := o.table("who", "what")
	tab.row(o.style(bold, "Ünal"), strings.Repeat("long ", 20))
	tab.row("Modi", "short")
	tab.write()
	if err := o.flush(); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 3 || !strings.HasSuffix(lines[1], "…") || lines[2] != "Modi  short" {
		t.Errorf("%q", lines)
	}
	for _, l := range lines {
		if textWidth(l) > 40 {
			t.Errorf("%q is %d wide", l, textWidth(l))
		}
	}
	if got := plain("a\x1b[31mb\nc\u202e"); got != "a[31mb c" {
		t.Errorf("plain: %q", got)
	}
	if got := wrap("one two three", 7, "  "); got != "one two\n  three" {
		t.Errorf("wrap: %q", got)
	}
}

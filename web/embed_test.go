package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// inputs are what the build reads; scripts/hash.mjs has the same list.
var inputs = []string{"index.html", "package-lock.json", "package.json", "src", "svelte.config.js", "tsconfig.json", "vite.config.ts"}

func hashOf(t *testing.T, names ...string) string {
	t.Helper()
	var files []string
	for _, name := range names {
		err := filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && path != filepath.Join("dist", "sources.sha256") {
				files = append(files, filepath.ToSlash(path))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(files)
	h := sha256.New()
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(h, "%s\x00%d\x00", file, len(content))
		h.Write(content)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// The committed files are those that the committed sources give; the end-to-end tests build anew to prove it.
func TestBuiltFromTheseSources(t *testing.T) {
	data, err := os.ReadFile("dist/sources.sha256")
	if err != nil {
		t.Fatal(err)
	}
	want := hashOf(t, inputs...) + " sources\n" + hashOf(t, "dist") + " built\n"
	if string(data) != want {
		t.Errorf("web/dist is not of these sources; run `make web` and commit web/dist\nrecorded:\n%sfound:\n%s", data, want)
	}
}

func get(t *testing.T, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestHandler(t *testing.T) {
	page := get(t, "/pair/IND/PAK?day=2025-05-08")
	body, err := io.ReadAll(page.Body)
	if err != nil || page.StatusCode != 200 || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
		t.Fatalf("a view's address gave %d %s, %v", page.StatusCode, page.Header.Get("Content-Type"), err)
	}
	script := regexp.MustCompile(`/assets/index-[^"]+\.js`).FindString(string(body))
	if script == "" {
		t.Fatalf("the page names no script:\n%s", body)
	}
	if regexp.MustCompile(`<script(?:[^>]*[^c]>|>)[^<]|\sstyle=|\son\w+=|https?://`).Match(body) {
		t.Errorf("the page holds an inline script or style, or an address elsewhere:\n%s", body)
	}

	plain, zipped := get(t, script), get(t, script, "Accept-Encoding", "br, gzip")
	raw, err := io.ReadAll(plain.Body)
	if err != nil {
		t.Fatal(err)
	}
	unzip, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := io.ReadAll(unzip)
	if err != nil || !bytes.Equal(raw, unzipped) {
		t.Errorf("the zipped script is another than the plain one: %v", err)
	}
	if got := zipped.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("a hashed file has Cache-Control %q", got)
	}
	if again := get(t, script, "Accept-Encoding", "gzip", "If-None-Match", zipped.Header.Get("ETag")); again.StatusCode != 304 {
		t.Errorf("an unchanged file gave %d", again.StatusCode)
	}
	if refused := get(t, script, "Accept-Encoding", "gzip;q=0"); refused.Header.Get("Content-Encoding") != "" {
		t.Error("gzip was sent to one who refuses it")
	}
	if gone := get(t, "/assets/index-gone.js"); gone.StatusCode != 404 {
		t.Errorf("a missing script gave %d", gone.StatusCode)
	}
	if up := get(t, "/../embed.go"); strings.Contains(up.Header.Get("Content-Type"), "go") || up.StatusCode != 200 {
		t.Errorf("a path upwards gave %d %s", up.StatusCode, up.Header.Get("Content-Type"))
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest("POST", "/", nil))
	if w.Code != 405 {
		t.Errorf("POST gave %d", w.Code)
	}
}

// Nothing of the board puts a text into the page as HTML, and nothing it loads is elsewhere.
func TestTextsStayTexts(t *testing.T) {
	forbidden := regexp.MustCompile(`\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\sstyle="|src="http|url\(["']?http|javascript:`)
	err := filepath.WalkDir("src", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".svelte", ".ts", ".css", ".html"}, filepath.Ext(path)) {
			return err
		}
		content, err := os.ReadFile(path)
		if found := forbidden.Find(content); found != nil {
			t.Errorf("%s has %q", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

package web

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// The page names all it needs, and nothing that is elsewhere or inline: the server's policy would refuse it.
func TestPage(t *testing.T) {
	page, err := fs.ReadFile(Files(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`<script[^>]*>[^<]|<style|\sstyle=|\son\w+=|https?://|data:`).Find(page); found != nil {
		t.Errorf("the page has %q", found)
	}
	named := regexp.MustCompile(`(?:src|href)="/([^"]+)"`).FindAllSubmatch(page, -1)
	if len(named) < 3 {
		t.Fatalf("the page names %d files:\n%s", len(named), page)
	}
	for _, name := range named {
		if _, err := fs.Stat(Files(), string(name[1])); err != nil {
			t.Error(err)
		}
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

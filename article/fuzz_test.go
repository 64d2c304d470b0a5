package article

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func addFiles(f *testing.F, patterns ...string) {
	for _, p := range patterns {
		files, _ := filepath.Glob(p)
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(data))
		}
	}
}

func FuzzFromHTML(f *testing.F) {
	addFiles(f, "testdata/pages/*.html", "../examples/*.html")
	f.Add("<p>one<p>two<article><h1>x</h1>")
	f.Fuzz(func(t *testing.T, page string) {
		a, err := FromHTML([]byte(page), "https://a.example/2025/05/09/x", Options{})
		if err == nil && !utf8.ValidString(a.Text()) {
			t.Errorf("text is not UTF-8: %q", a.Text())
		}
	})
}

func FuzzFromText(f *testing.F) {
	addFiles(f, "../examples/*.txt")
	for _, s := range scrapedTexts {
		f.Add(s.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := Read([]byte(text), "text/plain", "", Options{})
		if err == nil && a.Text() == "" {
			t.Error("an article without a word")
		}
	})
}

func FuzzSentences(f *testing.F) {
	addFiles(f, "../examples/*.txt")
	f.Add("“A.” B. . . c U.S. No. 5\n\n- d…")
	f.Fuzz(checkSpansOf)
}

func checkSpansOf(t *testing.T, text string) { checkSpans(t, text) }

func FuzzQuotes(f *testing.F) {
	addFiles(f, "../examples/*.txt")
	f.Add("“A b c d e f g h\n\n“i,” he said, adding: \"j k l m n\".")
	f.Fuzz(func(t *testing.T, text string) { checkQuotes(t, text) })
}

// large are inputs made to be slow: deep nesting, endless words, a million marks; n is their size.
func large(n int) map[string]string {
	return map[string]string{
		"nested":          strings.Repeat("<div>", n) + "The army fired on Monday, the ministry said in the evening.",
		"nested in time":  "<html>" + strings.Repeat("<div><p>The army fired on Monday. ", n/10),
		"unclosed links":  "<html><p>" + strings.Repeat("<a href=x>word ", n/10),
		"formatting":      "<html><p>" + strings.Repeat("<b><i>x", n/20),
		"tables":          "<html>" + strings.Repeat("<table><tr><td>x", n/20),
		"attributes":      "<html><p " + strings.Repeat("class=share ", n) + ">The army fired on Monday.",
		"one long word":   strings.Repeat("a", 10*n),
		"full stops":      strings.Repeat(". ", 5*n),
		"open marks":      strings.Repeat("“a ", n),
		"straight marks":  strings.Repeat("\"a b c d e f g.\" he said ", n/5),
		"single marks":    strings.Repeat("‘a ", n),
		"marks and shout": strings.Repeat("!\" ", n),
		"short lines":     strings.Repeat("World\n", n),
		"long lines":      strings.Repeat("the troops of the army fired ", n/5) + "\n" + strings.Repeat("The ministry denied it. ", n/5),
		"commas":          "\"We go on and on and on,\" " + strings.Repeat("the man, ", n) + "said.",
		"verbs":           strings.Repeat("said ", n) + "\"we go on and on and on and on\"",
	}
}

// TestLarge reads what is made to be slow. What takes long on a machine with other work, or under the race detector, must at least not
// grow faster than the input: eight times as much may not take more than twenty times as long, where the square takes 64 times.
func TestLarge(t *testing.T) {
	const n = 200_000
	spent := func(input string) time.Duration {
		start := time.Now()
		if a, err := Read([]byte(input), "", "", Options{}); err == nil {
			input = a.Text()
		}
		Sentences(input)
		Quotes(input)
		return time.Since(start)
	}
	eighth := large(n / 8)
	for name, input := range large(n) {
		d := spent(input)
		if d > 8*time.Second {
			if less := spent(eighth[name]); d > 20*less {
				t.Errorf("%s: took %v, and an eighth of it %v", name, d, less)
			}
		}
		if testing.Verbose() {
			t.Logf("%s: %v", name, d)
		}
	}
}

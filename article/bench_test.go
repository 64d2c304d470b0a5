package article

import (
	"testing"

	"github.com/barograph/barograph/internal/testnews"
)

// BenchmarkRead measures the way from a page of 25 sentences to its article.
func BenchmarkRead(b *testing.B) {
	story := testnews.New(1).Story(25)
	page := story.HTML()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(page, "text/html", "", Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSentences measures the cutting of its text, BenchmarkQuotes the search for what is said in it.
func BenchmarkSentences(b *testing.B) {
	text := benchmarkText(b)
	b.ReportAllocs()
	for b.Loop() {
		Sentences(text)
	}
}

func BenchmarkQuotes(b *testing.B) {
	text := benchmarkText(b)
	b.ReportAllocs()
	for b.Loop() {
		Quotes(text)
	}
}

func benchmarkText(b *testing.B) string {
	b.Helper()
	story := testnews.New(1).Story(25)
	a, err := Read(story.HTML(), "text/html", "", Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(a.Text())))
	return a.Text()
}

package coder

import (
	"errors"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/extract"
	"github.com/barograph/barograph/internal/testnews"
)

// remembered is an extractor that counts the time another takes and remembers what it found.
type remembered struct {
	Extractor
	found annotated
	spent time.Duration
}

func (r *remembered) Extract(sentences []string) [][]extract.Mention {
	start := time.Now()
	mentions := r.Extractor.Extract(sentences)
	r.spent += time.Since(start)
	for i, s := range sentences {
		r.found[s] = mentions[i]
	}
	return mentions
}

// BenchmarkBesideExtraction measures all that stands beside the extractor on the way of an article of 25 sentences from page to events,
// and its cost in parts of the extractor's.
func BenchmarkBesideExtraction(b *testing.B) {
	e, err := extract.Default()
	if errors.Is(err, extract.ErrStub) {
		b.Skip(err)
	}
	if err != nil {
		b.Fatal(err)
	}
	const n = 40
	var pages [n][]byte
	news := testnews.New(1)
	for i := range pages {
		s := news.Story(25)
		pages[i] = s.HTML()
	}
	read := func(page []byte) *barograph.Article {
		a, err := article.Read(page, "text/html", "", article.Options{})
		if err != nil {
			b.Fatal(err)
		}
		return a
	}
	learner := &remembered{Extractor: e, found: annotated{}}
	c, err := New(Options{Extractor: learner})
	if err != nil {
		b.Fatal(err)
	}
	events := 0
	learn := func() {
		learner.spent, events = 0, 0
		for _, p := range pages {
			events += len(c.Code(Input{Article: read(p)}).Events)
		}
	}
	learn()
	extracting := learner.spent
	learn()
	extracting = min(extracting, learner.spent)
	if c, err = New(Options{Extractor: learner.found}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	best := time.Hour
	for b.Loop() {
		start := time.Now()
		for _, p := range pages {
			c.Code(Input{Article: read(p)})
		}
		best = min(best, time.Since(start))
	}
	b.ReportMetric(float64(best.Microseconds())/n, "µs/article")
	b.ReportMetric(100*float64(best)/float64(extracting), "%extraction")
	b.ReportMetric(float64(events)/n, "events/article")
}

// BenchmarkAfterExtraction measures what stands behind the extractor, per sentence of the annotated data.
func BenchmarkAfterExtraction(b *testing.B) {
	docs, mentions, ok := readGold(b, "train.jsonl")
	if !ok {
		b.Skip("no annotated data")
	}
	c, err := New(Options{Extractor: mentions})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		c.CodeText(docs[i%len(docs)].Text, nil)
		i++
	}
}

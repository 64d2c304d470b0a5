package coder

import "testing"

// BenchmarkAfterExtraction measures all that stands beside the extractor, per sentence of the annotated data.
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

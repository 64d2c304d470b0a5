package dedup

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var wordsFrom = flag.String("words", "", "a folder of *.jsonl.gz with a field text: write data/words.tsv anew from it")

// TestWordsTable writes the table of rarities anew from a pile of news sentences.
func TestWordsTable(t *testing.T) {
	if *wordsFrom == "" {
		t.Skip("no -words")
	}
	files, err := filepath.Glob(filepath.Join(*wordsFrom, "*.jsonl.gz"))
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	counts, total := map[string]int{}, 0
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		scan := bufio.NewScanner(z)
		scan.Buffer(nil, 1<<20)
		for scan.Scan() {
			var line struct{ Text string }
			if err := json.Unmarshal(scan.Bytes(), &line); err != nil {
				t.Fatal(err)
			}
			total++
			seen := map[string]bool{}
			for _, w := range splitWords(line.Text) {
				if !seen[w.stem] {
					seen[w.stem] = true
					counts[w.stem]++
				}
			}
		}
		f.Close()
	}
	const least = 30 // sentences that hold a stem of the table
	var stems []string
	for s, n := range counts {
		if n >= least {
			stems = append(stems, s)
		}
	}
	slices.Sort(stems)
	var b strings.Builder
	fmt.Fprintf(&b, "# How rare stems are in news: ten times the natural logarithm of sentences per sentence that holds the stem, counted in\n"+
		"# %d sentences. Stems that are not here are rarer than all of these.\n", total)
	for _, s := range stems {
		fmt.Fprintf(&b, "%s\t%d\n", s, int(10*math.Log(float64(total)/float64(counts[s]))+0.5))
	}
	if err := os.WriteFile(filepath.Join("data", "words.tsv"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

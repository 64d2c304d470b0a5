package ingest

import (
	"math/bits"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// What a fingerprint is made of.
const (
	leadWords = 120 // of the body: copies of a wire are cut from the end, and get headlines of their own
	fewWords  = 8   // fewer are too few to tell copies from chance
)

// Fingerprint is a hash of an article's text in which similar texts differ in few bits (simhash, Charikar 2002). It is made of the
// words of the lead, each alone and each with its neighbour, without dateline and headline, which is what syndicated copies of a text
// share. 0 is no fingerprint: the text is too short.
func Fingerprint(a *barograph.Article) uint64 {
	text := a.Body
	if len(text) > 64*leadWords {
		text = text[:64*leadWords] // far more than the words that count
	}
	words := strings.Fields(store.Fold(text))
	if len(words) > leadWords {
		words = words[:leadWords]
	}
	if len(words) < fewWords {
		return 0
	}
	seen := make(map[uint64]int, 2*len(words))
	for i, w := range words {
		seen[hash(w, 0)]++
		if i > 0 {
			seen[hash(w, hash(words[i-1], 0))]++
		}
	}
	var sums [64]int
	for h, n := range seen {
		weight := bits.Len(uint(n)) // a word said four times does not count four times
		for b := range sums {
			if h>>b&1 == 1 {
				sums[b] += weight
			} else {
				sums[b] -= weight
			}
		}
	}
	var f uint64
	for b, s := range sums {
		if s > 0 {
			f |= 1 << b
		}
	}
	return max(f, 1)
}

// hash is FNV-1a with a last stir, as its high bits alone are not even.
func hash(word string, seed uint64) uint64 {
	h := 14695981039346656037 ^ seed
	for i := range len(word) {
		h = (h ^ uint64(word[i])) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestIDs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		key := int64(r.Uint64())
		got, err := Key(ID(key))
		if err != nil || got != key {
			t.Fatalf("%d: %s: %d, %v", key, ID(key), got, err)
		}
		low, high, ok := KeyRange(ID(key)[:4+r.IntN(12)])
		if !ok || key < low || key > high {
			t.Fatalf("%d is not between %d and %d", key, low, high)
		}
	}
	for _, n := range []uint64{0, 1, 1234567890, 1<<53 - 1} {
		key, err := Key(fmt.Sprint("gdelt-", n))
		if err != nil || ID(key) != GDELTID(n) {
			t.Errorf("%d: %s, %v", n, ID(key), err)
		}
	}
	for _, bad := range []string{"", "12", "zz34567890123456", "0123456789abcdef0", "gdelt-", "gdelt--1", fmt.Sprint("gdelt-", uint64(1)<<53), "+123456789abcdef"} {
		if _, err := Key(bad); err == nil {
			t.Errorf("%q was taken for an id", bad)
		}
	}
	if ArticleID("https://a.example", "x") == ArticleID("", "https://a.example\x00x") || ArticleID("a", "b") == ArticleID("a", "c") {
		t.Error("two articles with one id")
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{"": "", "  ": "", "São Paulo's AIR-base!": "sao paulo s air base", "COVID-19": "covid 19", "Ærø": "ærø", "Киев": "киев",
		"a\x00b\xffc": "a b c", strings.Repeat("x", 500): strings.Repeat("x", 60)} {
		if got := Fold(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestTerms(t *testing.T) {
	terms, err := Terms(`drone* "air base" COVID-19 "unclosed phrase`)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(terms); got != "[{[drone] true} {[air base] false} {[covid 19] false} {[unclosed phrase] false}]" {
		t.Error(got)
	}
	if _, err := Terms(`-- "" *`); err == nil || errors.Is(err, ErrCursor) {
		t.Errorf("a query without words: %v", err)
	}
}

func FuzzTerms(f *testing.F) {
	f.Add(`a "b c" d*`)
	f.Fuzz(func(t *testing.T, query string) {
		terms, err := Terms(query)
		if err != nil {
			return
		}
		for _, term := range terms {
			for _, w := range term.Words {
				if w == "" || Fold(w) != w || strings.ContainsAny(w, `"'*()&|!:<>\ `) {
					t.Errorf("%q gives the word %q", query, w)
				}
			}
		}
	})
}

package main

import (
	"testing"
	"time"

	"github.com/barograph/barograph/store"
)

// The line of a check tells part, share and time left, of the part at hand alone.
func TestCheckLine(t *testing.T) {
	began := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	b := checkBar{began: began}
	for _, c := range []struct {
		at   store.Checking
		want string
	}{
		{store.Checking{Part: "database", Number: 1, Parts: 9}, "1 of 9 database"},
		{store.Checking{Part: "articles", Number: 3, Parts: 9, Of: 4000}, "3 of 9 [                    ] articles · 0 of 4000"},
		{store.Checking{Part: "articles", Number: 3, Parts: 9, Done: 1000, Of: 4000}, "3 of 9 [=====               ] articles · 1000 of 4000 · 30s left"},
		// Rows that came after they were counted do not make the bar longer.
		{store.Checking{Part: "articles", Number: 3, Parts: 9, Done: 5000, Of: 4000}, "3 of 9 [====================] articles · 5000 of 4000 · 0s left"},
	} {
		if got := b.line(c.at, began.Add(10*time.Second)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

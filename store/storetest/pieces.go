package storetest

import (
	"fmt"
	"testing"

	"github.com/barograph/barograph/store"
)

// Pieces tests the step of the schema that gave the pieces of fingerprints their fingerprints. fresh is a record of today. older makes a
// record of the schema before that step, runs statements on it, in which the tables of fresh stand under the name %s before a dot, and opens
// it, which takes the step.
func Pieces(t *testing.T, fresh store.Store, older func(statements []string) store.Store) {
	a, b, c := strike("https://a.example", "A", nil), strike("https://b.example", "B", nil), strike("https://c.example", "C", nil)
	a.Fingerprint, b.Fingerprint, c.Fingerprint = 0xf0f0f0f0f0f0f0f0, 0xf0f0f0f0f0f0f0f7, 0xf0f0f0f0f070f0f1
	alone := strike("https://d.example", "D", nil)
	save(t, fresh, a, b, alone)
	statements := []string{"INSERT INTO article SELECT * FROM %s.article", "INSERT INTO report SELECT * FROM %s.report",
		"INSERT INTO report_country SELECT * FROM %s.report_country"}
	for band := range 4 {
		statements = append(statements, fmt.Sprintf("INSERT INTO article_band (band, value, article) SELECT %d, (fingerprint >> %d) & 65535, id FROM %%s.article WHERE fingerprint <> 0",
			band, 16*band))
	}
	s := older(statements)
	must(t, Alone(t, fresh))
	must(t, Alone(t, s))
	if got, want := Dump(t, s), Dump(t, fresh); got != want {
		t.Errorf("another record: %s", FirstDifference(got, want))
	}
	for _, s := range []store.Store{fresh, s} {
		if fates := save(t, s, c); fates[0] != store.Copied {
			t.Errorf("a copy of two articles has the fate %v", fates[0])
		}
		must(t, Alone(t, s))
		_, err := s.Check(t.Context(), func(f store.Fault) { t.Errorf("%+v", f) }, nil)
		must(t, err)
	}
	if got, want := Dump(t, s), Dump(t, fresh); got != want {
		t.Errorf("with a copy, another record: %s", FirstDifference(got, want))
	}
}

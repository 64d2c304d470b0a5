package coder

import (
	"strings"
	"testing"
	"time"
)

// TestEras reads every row of the table, so that a value that is no date, or a name that a shorter one hides, is found before a text has it.
func TestEras(t *testing.T) {
	all := eras()
	if len(all) < 50 {
		t.Fatalf("%d names", len(all))
	}
	for i, e := range all {
		for part := range strings.SplitSeq(e.value, "/") {
			if _, err := time.Parse("2006-01-02"[:min(len(part), 10)], part); err != nil {
				t.Errorf("%s: %v", e.name, err)
			}
		}
		for _, before := range all[:i] {
			if strings.HasPrefix(e.name, before.name) {
				t.Errorf("%q hides %q", before.name, e.name)
			}
		}
	}
}

package coder

import (
	"testing"
	"unicode/utf8"
)

func FuzzOffsets(f *testing.F) {
	f.Add("Śrīnagar’s café — 26 dead")
	f.Add("\xff\xfe broken")
	f.Fuzz(func(t *testing.T, text string) {
		o := newOffsets(text)
		back := newPlaces(&o)
		n := 0
		for i := range text {
			if got := o.at(i); utf8.ValidString(text) && got != n {
				t.Fatalf("byte %d is code point %d, not %d", i, n, got)
			}
			if got := back.byteAt(n); utf8.ValidString(text) && got != i {
				t.Fatalf("code point %d is at byte %d, not %d", n, i, got)
			}
			n++
		}
		for _, w := range splitWords(text, 0) {
			if w.start >= w.end || w.end > len(text) {
				t.Fatalf("%q: word at %d to %d", text, w.start, w.end)
			}
		}
	})
}

func TestSplitWords(t *testing.T) {
	var got []string
	for _, w := range splitWords("The U.S. army’s foreign minister, Ana Quispe, de-escalated at 8.30.", 10) {
		s := w.lower
		if w.cut {
			s = "," + s
		}
		got = append(got, s)
	}
	want := []string{"the", "u.s", "army", "foreign", "minister", ",ana", "quispe", ",de-escalated", "at", "8.30"}
	if len(got) != len(want) {
		t.Fatalf("%q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("word %d: %q, want %q", i, got[i], want[i])
		}
	}
}

package coder

import "testing"

func TestParseCount(t *testing.T) {
	for _, c := range []struct {
		text     string
		min, max int
	}{
		{"26", 26, 26}, {"at least 75", 75, 0}, {"dozens", 24, 0}, {"two", 2, 2}, {"more than 100", 100, 0},
		{"up to 30 people", 0, 30}, {"between 10 and 12", 10, 12}, {"10-12", 10, 12}, {"1,200", 1200, 1200},
		{"twenty-six civilians", 26, 26}, {"two dozen", 24, 0}, {"a dozen", 12, 0}, {"one hundred and five", 105, 105},
		{"three thousand", 3000, 3000}, {"tens of thousands", 20000, 0}, {"hundreds", 200, 0}, {"no one", 0, 0},
		{"a soldier", 1, 1}, {"over 40", 40, 0}, {"fewer than ten", 0, 10}, {"several hundred", 300, 0}, {"scores", 40, 0},
		{"40+", 40, 0}, {"five or six", 5, 6}, {"2 million", 2000000, 2000000},
	} {
		got := parseCount(c.text)
		if got == nil || got.Min != c.min || got.Max != c.max {
			t.Errorf("%q: %+v, want %d to %d", c.text, got, c.min, c.max)
		}
	}
	for _, text := range []string{"", "soldiers", "the dead"} {
		if got := parseCount(text); got != nil {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

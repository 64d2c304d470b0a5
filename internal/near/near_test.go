package near

import "testing"

func TestOf(t *testing.T) {
	keys := []string{"region", "tension", "events", "silence", "pair"}
	for word, want := range map[string]string{"tresion": "tension", "tenison": "tension", "Event": "events", "sielnce": "silence", "pairs": "pair",
		"x": "", "": "", "webhook": "", "tensionary": "tension", "pari": "pair"} {
		if got := Of(word, keys); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

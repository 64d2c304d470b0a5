package lands

import (
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for name, want := range map[string]string{"IND": "IND", "ind": "IND", "India": "IND", "united states": "USA", "the United States": "USA", "UK": "GBR",
		"Guinea": "GIN", "Islamabad": "PAK", "South Korea": "KOR", "IGO": "IGO", "Samoa": "WSM", " Pakistan ": "PAK"} {
		if got, err := Find(name); got != want || err != nil {
			t.Errorf("%q: %s %v", name, got, err)
		}
	}
	for name, want := range map[string]string{"Korea": "South Korea (KOR)", "Congo": "Republic of the Congo (COG)", "Inida": "did you mean India?",
		"Pakistn": "did you mean Pakistan?", "Atlantis": "ISO 3166", "": "no country"} {
		if got, err := Find(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %s %v", name, got, err)
		}
	}
}

package server

import (
	"testing"

	"github.com/barograph/barograph"
)

// The words of a figure are marked where they stand once in the sentence of the event, and nowhere else.
func TestFiguresAreMarked(t *testing.T) {
	const first, second = "Café raid: at least 8 guards died and 18 were hurt.", "Five of Five Hills died."
	coded := "At least 8 came.\n\n" + first + " " + second
	event := func(sentence string, trigger int, deaths, injuries *barograph.Count) *barograph.Event {
		return &barograph.Event{ID: "1", Evidence: sentence, Trigger: barograph.Span{Start: trigger, End: trigger + 4}, Deaths: deaths, Injuries: injuries}
	}
	roles := func(e *barograph.Event) map[string]string {
		out := map[string]string{}
		for _, h := range highlights(coded, e) {
			if h.Role != "trigger" {
				out[h.Role] = string([]rune(coded)[h.Start:h.End]) + ": " + h.Means
			}
		}
		return out
	}
	got := roles(event(first, 40, &barograph.Count{Text: "8", Min: 8, Max: 8}, &barograph.Count{Text: "18", Min: 18}))
	if len(got) != 2 || got["deaths"] != "8: 8" || got["injuries"] != "18: 18 or more" {
		t.Errorf("%v", got)
	}
	if got := roles(event(first, 40, &barograph.Count{Text: "at least 8", Min: 8}, &barograph.Count{Text: "1", Min: 1})); len(got) != 1 || got["deaths"] != "at least 8: 8 or more" {
		t.Errorf("%v", got)
	}
	for what, e := range map[string]*barograph.Event{
		"twice in the sentence":      event(second, 75, &barograph.Count{Text: "Five", Min: 5, Max: 5}, nil),
		"another sentence":           event(second, 40, &barograph.Count{Text: "died", Min: 5}, nil),
		"a sentence not in the text": event("Nobody came.", 3, &barograph.Count{Text: "Nobody"}, nil),
		"no words":                   event(first, 40, &barograph.Count{Min: 8}, nil),
	} {
		if got := roles(e); len(got) != 0 {
			t.Errorf("%s: %v", what, got)
		}
	}
}

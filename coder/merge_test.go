package coder

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/barograph/barograph"
)

// say makes a report for tests: "sentence type mode who whom" and what else is set by the functions.
func say(sentence int, typ barograph.Type, mode, who, whom string, more ...func(*told)) *told {
	t := &told{why: &Explanation{}, at: span{100 * sentence, 100*sentence + 5}, stem: "stem"}
	t.event = barograph.Event{Type: typ, Mode: mode, Status: barograph.Occurred, Sentence: sentence, Trigger: barograph.Span{Start: 100 * sentence}}
	side := func(names string) (ps []party) {
		for name := range strings.FieldsSeq(names) {
			code, person, _ := strings.Cut(name, "/")
			p := party{Participant: barograph.Participant{Code: code, Sector: barograph.GOV, Name: code}}
			if code == "?" {
				p = party{vague: true}
			}
			if person != "" {
				p.Name, p.person = person, true
			}
			ps = append(ps, p)
		}
		return ps
	}
	t.actors, t.recipients = side(who), side(whom)
	for _, f := range more {
		f(t)
	}
	return t
}

func on(day string) func(*told) {
	return func(t *told) { t.event.Time = &barograph.Time{Value: day, Precision: "day"} }
}

func in(country, admin1, name string) func(*told) {
	return func(t *told) {
		t.event.Locations = append(t.event.Locations, barograph.Location{Name: name, Country: country, Admin1: admin1})
	}
}

func dead(n int) func(*told) {
	return func(t *told) { t.event.Deaths = &barograph.Count{Min: n, Max: n} }
}

func about(words ...string) func(*told) {
	return func(t *told) { slices.Sort(words); t.content = words }
}

func status(s barograph.Status) func(*told) { return func(t *told) { t.event.Status = s } }

func headline(t *told) { t.lead = true }

func TestMerge(t *testing.T) {
	for _, c := range []struct {
		name string
		told func() []*told
		want string // sentences of each event
	}{
		{"headline and body tell one call", func() []*told {
			return []*told{say(0, "CONSULT", "phone", "PER/Quispe", "CHL", headline), say(3, "CONSULT", "phone", "PER/Quispe", "CHL/Rojas", on("2024-03-01"))}
		}, "[3 0]"},
		{"calls with two partners", func() []*told {
			return []*told{say(0, "CONSULT", "phone", "PER/Quispe", "CHL BOL", headline), say(3, "CONSULT", "phone", "PER/Quispe", "CHL/Rojas"),
				say(4, "CONSULT", "phone", "PER/Quispe", "BOL/Mamani")}
		}, "[3 0] [4]"},
		{"who met whom is who was met by whom", func() []*told {
			return []*told{say(0, "CONSULT", "visit", "PER", "CHL", on("2024-03-01")), say(1, "CONSULT", "", "CHL", "PER", on("2024-03-01"))}
		}, "[0 1]"},
		{"strikes on two days", func() []*told {
			return []*told{say(0, "ASSAULT", "aerial", "PER", "CHL", on("2024-03-01")), say(1, "ASSAULT", "aerial", "PER", "CHL", on("2024-03-02"))}
		}, "[0] [1]"},
		{"an undated report does not chain two dated ones", func() []*told {
			return []*told{say(0, "ASSAULT", "aerial", "PER", "CHL", on("2024-03-01")), say(1, "ASSAULT", "aerial", "PER", "CHL"),
				say(2, "ASSAULT", "aerial", "PER", "CHL", on("2024-03-02"))}
		}, "[0 1] [2]"},
		{"attack and counter-attack", func() []*told {
			return []*told{say(0, "ASSAULT", "drone", "PER", "CHL"), say(1, "ASSAULT", "drone", "CHL", "PER")}
		}, "[0] [1]"},
		{"nameless attackers, one place, one toll", func() []*told {
			return []*told{say(0, "ASSAULT", "", "", "", in("PER", "Puno", "Juliaca"), dead(12)), say(5, "ASSAULT", "explosives", "?", "", in("PER", "Puno", "Juliaca"))}
		}, "[0 5]"},
		{"nameless attackers, two towns", func() []*told {
			return []*told{say(0, "ASSAULT", "", "", "", in("PER", "Puno", "Juliaca"), dead(12)), say(5, "ASSAULT", "", "", "", in("PER", "Puno", "Ayaviri"), dead(12))}
		}, "[0] [5]"},
		{"tolls that cannot be one", func() []*told {
			return []*told{say(0, "ASSAULT", "", "PER", "CHL", dead(3)), say(5, "ASSAULT", "", "PER", "CHL", dead(40))}
		}, "[0] [5]"},
		{"two things asked for", func() []*told {
			return []*told{say(0, "REQUEST", "yield", "PER", "CHL", about("fleet", "withdraw")), say(5, "REQUEST", "assist", "PER", "CHL", about("grain", "send"))}
		}, "[0] [5]"},
		{"one thing asked for twice", func() []*told {
			return []*told{say(0, "REQUEST", "yield", "PER", "CHL", about("fleet", "withdraw")), say(5, "REQUEST", "yield", "PER", "CHL", about("fleet", "recall"))}
		}, "[0 5]"},
		{"an allegation and a report of the same", func() []*told {
			return []*told{say(0, "ASSAULT", "drone", "PER", "CHL", on("2024-03-01"), status(barograph.Alleged)), say(1, "ASSAULT", "drone", "PER", "CHL", on("2024-03-01"))}
		}, "[0 1]"},
		{"planned is not done", func() []*told {
			return []*told{say(0, "MOBILIZE", "troops", "PER", "CHL", status(barograph.Planned)), say(1, "MOBILIZE", "troops", "PER", "CHL")}
		}, "[0] [1]"},
		{"two persons of one government", func() []*told {
			return []*told{say(0, "ACCUSE", "disapprove", "PER/Quispe", "CHL"), say(1, "ACCUSE", "disapprove", "PER/Huaman", "CHL")}
		}, "[0] [1]"},
	} {
		var first string
		for try := range 20 {
			reports := c.told()
			rng := rand.New(rand.NewPCG(uint64(try), 1))
			rng.Shuffle(len(reports), func(i, j int) { reports[i], reports[j] = reports[j], reports[i] })
			var events []string
			for _, e := range merge(reports) {
				sentences := []int{e.event.Sentence}
				for _, m := range e.event.Mentions {
					sentences = append(sentences, m.Sentence)
				}
				events = append(events, fmt.Sprint(sentences))
			}
			slices.Sort(events)
			got := strings.Join(events, " ")
			if try == 0 {
				first = got
			}
			if got != first {
				t.Fatalf("%s: the order of the reports matters: %s, %s", c.name, first, got)
			}
		}
		if first != c.want {
			t.Errorf("%s: %s, want %s", c.name, first, c.want)
		}
	}
}

func TestMergeKeepsConflictingFigures(t *testing.T) {
	out := merge([]*told{say(0, "ASSAULT", "", "PER", "CHL", dead(10), on("2024-03-01")),
		say(1, "ASSAULT", "", "PER", "CHL", dead(12), status(barograph.Alleged), on("2024-03-01"))})
	if len(out) != 1 {
		t.Fatalf("%d events", len(out))
	}
	e := out[0].event
	if e.Status != barograph.Occurred || e.Deaths.Min != 10 || len(e.Mentions) != 1 || e.Mentions[0].Deaths == nil ||
		e.Mentions[0].Deaths.Min != 12 || e.Mentions[0].Status != barograph.Alleged {
		t.Errorf("%+v", e)
	}
}

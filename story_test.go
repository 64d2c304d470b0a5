package barograph

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

func told(id, outlet string, day int, change func(*Report)) Report {
	r := Report{Event: Event{ID: id, Type: Assault, Mode: "drone", Status: Occurred, Confidence: 0.7, Trigger: Span{Text: "raid", Start: 10, End: 14},
		Actors: []Participant{{Code: "PAK", Sector: MIL, Name: "Pakistan"}}, Recipients: []Participant{{Code: "IND", Sector: GOV, Name: "India"}},
		Evidence: "A raid."}}
	r.Source = Source{ID: "a" + id, Outlet: outlet, Copies: "a" + id, Published: &Published{Time: time.Date(2025, 5, day, 9, 0, 0, 0, time.UTC)}}
	if change != nil {
		change(&r)
	}
	return r
}

func TestDay(t *testing.T) {
	published := &Published{Time: time.Date(2025, 5, 9, 8, 0, 0, 0, time.UTC)}
	for value, want := range map[string]Day{"": 20250509, "2025-05-08": 20250508, "2025-05": 20250509, "2025": 20250509, "2025-04": 20250401, "2024": 20240101,
		"2025-05-01/2025-05-07": 20250501, "2025-05-08T21:00": 20250508, "soon": 20250509} {
		e := Event{Time: &Time{Value: value}}
		if got := e.Day(published); got != want {
			t.Errorf("%q: %d, want %d", value, got, want)
		}
	}
	if got := (&Event{}).Day(nil); got != 0 {
		t.Errorf("nothing known: %d", got)
	}
	if d := Day(20241231).Add(1); d != 20250101 || d.String() != "2025-01-01" || Day(0).Add(3) != 0 || Day(0).String() != "" {
		t.Errorf("%v", d)
	}
	b, err := json.Marshal(struct{ D, E Day }{20250508, 0})
	if err != nil || string(b) != `{"D":"2025-05-08","E":""}` {
		t.Errorf("%s %v", b, err)
	}
	var back struct{ D, E Day }
	if err := json.Unmarshal(b, &back); err != nil || back.D != 20250508 || back.E != 0 {
		t.Errorf("%+v %v", back, err)
	}
}

func TestContradictionsStayVisible(t *testing.T) {
	s := NewStory([]Report{
		told("02", "Meridian Wire", 9, func(r *Report) {
			r.Status, r.Claimant, r.Deaths = Attempted, &Participant{Name: "India", Code: "IND"}, &Count{"26", 26, 26}
		}),
		told("01", "Harbour Post", 10, func(r *Report) { r.Status, r.Claimant = Denied, &Participant{Name: "Pakistan", Code: "PAK"} }),
		told("03", "Wire Copy", 9, func(r *Report) { r.Status, r.Deaths, r.Source.Copies = Attempted, &Count{"at least 31", 31, 0}, "a02" }),
		told("04", "Plains", 11, func(r *Report) { r.Mode = ""; r.Time = &Time{Value: "2025-05-08", Precision: "day"} }),
	}, nil, nil)
	if s.ID != "01" || s.Articles != 4 || s.Sources != 3 || s.Published.Day() != 9 || s.Filed != 20250508 || s.Mode != "drone" {
		t.Errorf("%+v", s)
	}
	if len(s.Claims) != 4 || len(s.Figures) != 2 || s.Deaths.Min != 26 || s.Deaths.Max != 31 {
		t.Errorf("claims %+v, figures %+v, deaths %+v", s.Claims, s.Figures, s.Deaths)
	}
	if s := NewStory([]Report{told("01", "A", 9, nil)}, nil, nil); s.Claims != nil || s.Figures != nil || s.Deaths != nil {
		t.Errorf("one report, nothing contested: %+v", s)
	}
}

func TestStoryDependsOnTheSetOfReports(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		var rs []Report
		for i := range 2 + r.IntN(6) {
			rs = append(rs, told(fmt.Sprintf("%02d", r.IntN(90)+i*100), fmt.Sprint(r.IntN(3)), 1+r.IntN(3), func(x *Report) {
				x.Status = Statuses[r.IntN(3)]
				x.Type = []Type{Assault, Coerce}[r.IntN(2)]
				x.Mode = ""
				if r.IntN(2) == 0 {
					x.Deaths = &Count{Text: "n", Min: r.IntN(5)}
					x.Locations = []Location{{Name: fmt.Sprint("place ", r.IntN(2)), Country: "IND", Admin1: "x"}}
				}
			}))
		}
		first, err := json.Marshal(NewStory(rs, nil, nil))
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			r.Shuffle(len(rs), func(i, j int) { rs[i], rs[j] = rs[j], rs[i] })
			again, err := json.Marshal(NewStory(rs, nil, nil))
			if err != nil || string(again) != string(first) {
				t.Fatalf("%d: %s\nanother order: %s %v", n, first, again, err)
			}
		}
	}
}

func TestDyads(t *testing.T) {
	list := func(codes ...string) []Participant {
		var out []Participant
		for _, c := range codes {
			out = append(out, Participant{Code: c, Sector: MIL})
		}
		return out
	}
	both := Span{Text: "two countries", Start: 4, End: 17}
	for _, c := range []struct {
		e    Event
		want string
	}{
		{Event{Actors: list("PAK"), Recipients: list("IND", "IND", "")}, "[{PAK IND}]"},
		{Event{Actors: list("PAK")}, "[{PAK }]"},
		{Event{Recipients: list("PAK")}, "[{ PAK}]"},
		{Event{Actors: list("")}, "[]"},
		{Event{Type: Consult, Actors: list("IND", "PAK")}, "[{IND PAK} {PAK IND}]"},
		{Event{Type: Consult, Actors: list("IND", "IND")}, "[{IND IND}]"},
		{Event{Type: Accuse, Actors: list("IND", "PAK")}, "[{IND } {PAK }]"},
		{Event{Type: Retreat, Mode: "ceasefire", Actors: list("IND", "PAK")}, "[{IND PAK} {PAK IND}]"},
		{Event{Type: Retreat, Mode: "withdraw", Actors: list("IND", "PAK"), Recipients: list("AFG")}, "[{IND AFG} {PAK AFG}]"},
		{Event{Type: Retreat, Mode: "ceasefire", Actors: list("IND", "PAK"), Recipients: list("")}, "[{IND } {PAK }]"},
		{Event{Type: Retreat, Mode: "resign", Actors: list("IND", "PAK")}, "[{IND } {PAK }]"},
		{Event{Actors: list("USA", "GBR"), Recipients: list("YEM")}, "[{GBR YEM} {USA YEM}]"},
		{Event{Type: Assault, Actors: list("FRA", "MLI"), Recipients: []Participant{{Code: "MLI", Sector: REB}}}, "[{FRA } {MLI MLI}]"},
		{Event{Type: Assault, Actors: list("FRA", "MLI"), Recipients: list("MLI")}, "[{FRA MLI} {MLI MLI}]"},
		{Event{Type: Assault, Actors: list("USA"), Locations: []Location{{Country: "IRN"}, {Country: "IRN"}}}, "[{USA } {USA IRN}]"},
		{Event{Type: Assault, Actors: list("USA"), Locations: []Location{{Country: "IRN"}, {Country: "IRQ"}}}, "[{USA }]"},
		{Event{Type: Assault, Actors: list("USA"), Locations: []Location{{Country: "USA"}}}, "[{USA }]"},
		{Event{Type: Consult, Actors: list("USA"), Locations: []Location{{Country: "IRN"}}}, "[{USA }]"},
		{Event{Type: Assault, Actors: list("USA"), Named: []string{"IRN", "USA"}}, "[{USA } {USA IRN}]"},
		{Event{Type: Assault, Actors: list("USA"), Named: []string{"IRN"}, Locations: []Location{{Country: "IRN"}}}, "[{USA } {USA IRN}]"},
		{Event{Type: Assault, Recipients: list("IRQ"), Named: []string{"GBR", "USA"}}, "[{ IRQ} {GBR IRQ} {USA IRQ}]"},
		{Event{Type: Assault, Actors: list("USA"), Recipients: list("IRQ"), Named: []string{"GBR"}}, "[{USA IRQ}]"},
		{Event{Type: Assault, Actors: list("USA"), Recipients: list("IRQ"), Named: []string{"USA", "IRQ"}}, "[{USA IRQ}]"},
		{Event{Type: Accuse, Actors: list("USA"), Named: []string{"IRN"}}, "[{USA } {USA IRN}]"},
		{Event{Type: Accuse, Actors: list("CHN"), Recipients: list("PRK"), Named: []string{"KOR"}}, "[{CHN PRK} {KOR PRK}]"},
		{Event{Type: Support, Actors: list("CHN"), Recipients: list("PRK"), Named: []string{"KOR"}}, "[{CHN PRK}]"},
		{Event{Type: Accuse, Actors: list("ARM", "AZE")}, "[{ARM } {AZE }]"},
		{Event{Type: Accuse, Actors: list("ARM", "AZE"), Evidence: "Both blame each other."}, "[{ARM AZE} {AZE ARM}]"},
		{Event{Type: Sanction, Actors: []Participant{{Code: "DZA", Span: both}, {Code: "MAR", Span: both}}}, "[{DZA MAR} {MAR DZA}]"},
		{Event{Type: Sanction, Actors: list("DZA", "MAR")}, "[{DZA } {MAR }]"}, // a person's correction, which has no words
		{Event{Type: Sanction, Actors: []Participant{{Code: "USA"}, {Code: "GBR", Span: Span{Start: 8}}}}, "[{GBR } {USA }]"},
		{Event{Type: Assault, Recipients: []Participant{{Code: "USA", Sector: CVL}}, Named: []string{"IRN"}}, "[{ USA}]"},
		{Event{Type: Assault, Actors: []Participant{{Code: "USA", Sector: CVL}}, Locations: []Location{{Country: "IRN"}}}, "[{USA }]"},
		{Event{Type: Assault, Trigger: Span{Text: "exchanged artillery fire"}, Actors: list("KOR", "PRK")}, "[{KOR PRK} {PRK KOR}]"},
		{Event{Type: Mobilize, Trigger: Span{Text: "border stand-off"}, Actors: list("CHN", "IND")}, "[{CHN IND} {IND CHN}]"},
		{Event{Type: Mobilize, Trigger: Span{Text: "deployed"}, Actors: list("CHN", "IND")}, "[{CHN } {IND }]"},
		{Event{Type: Assault, Trigger: Span{Text: "air strikes"}, Actors: list("GBR", "USA")}, "[{GBR } {USA }]"},
		{Event{Type: Assault, Trigger: Span{Text: "fought"}, Actors: list("CHL", "PER"), Evidence: "Chileans fought alongside Peruvians."}, "[{CHL } {PER }]"},
		{Event{Type: Assault, Trigger: Span{Text: "war crimes"}, Actors: list("ISR", "PSE")}, "[{ISR } {PSE }]"},
	} {
		if got := fmt.Sprint(c.e.Dyads()); got != c.want {
			t.Errorf("%+v: %s, want %s", c.e, got, c.want)
		}
	}
}

// A country that is only named stands in for a side that is not told; it does not where it is what an act at home is about, or the scene.
func TestNamedBeside(t *testing.T) {
	one := func(code string, s Sector, text string) []Participant {
		return []Participant{{Code: code, Sector: s, Span: Span{Text: text}}}
	}
	at := func(countries ...string) (out []Location) {
		for _, c := range countries {
			out = append(out, Location{Country: c})
		}
		return out
	}
	per, rebels := one("PER", MIL, "Peruvian army"), one("PER", REB, "rebels")
	backed := one("PER", REB, "Chilean-backed rebels")
	for _, c := range []struct {
		what string
		e    Event
		want bool
	}{
		{"a court of one country, a citizen, and the neighbour he spied for", Event{Type: Coerce, Mode: "arrest", Actors: one("PER", JUD, "court"), Recipients: one("PER", GOV, "minister")}, false},
		{"a parliament censures its minister over a neighbour", Event{Type: Accuse, Actors: one("PER", LEG, "senate"), Recipients: one("PER", GOV, "minister")}, false},
		{"rebels shell their own army", Event{Type: Assault, Actors: rebels, Recipients: per}, false},
		{"an army shells its rebels in the neighbour's country", Event{Type: Assault, Actors: per, Recipients: rebels, Locations: at("CHL")}, true},
		{"rebels whom the neighbour arms", Event{Type: Assault, Actors: backed, Recipients: per}, true},
		{"an army and rebels whom the neighbour arms", Event{Type: Assault, Actors: per, Recipients: backed}, true},
		{"soldiers on trial, nobody told to try them", Event{Type: Accuse, Mode: "legal", Recipients: per}, false},
		{"soldiers held in the neighbour's country", Event{Type: Coerce, Mode: "arrest", Recipients: per, Locations: at("CHL")}, true},
		{"a town of theirs taken", Event{Type: Coerce, Mode: "occupy", Recipients: per}, true},
		{"crowds in many countries", Event{Type: Protest, Recipients: per, Locations: at("CHL", "ARG")}, false},
		{"a crowd in the neighbour's capital", Event{Type: Protest, Recipients: per, Locations: at("CHL")}, true},
		{"shells from somewhere", Event{Type: Assault, Recipients: per}, true},
		{"a third one shells them", Event{Type: Assault, Actors: one("ARG", MIL, "army"), Recipients: per}, false},
		{"an alliance shells them", Event{Type: Assault, Actors: one("IGO", MIL, "NATO"), Recipients: per}, true},
		{"a third one condemns them", Event{Type: Accuse, Actors: one("ARG", GOV, "Argentina"), Recipients: per}, true},
		{"a third one's court tries them", Event{Type: Accuse, Mode: "legal", Actors: one("ARG", JUD, "court"), Recipients: per}, false},
		{"a court of many tries them", Event{Type: Accuse, Mode: "legal", Actors: one("IGO", JUD, "tribunal"), Recipients: per}, true},
		{"a third one turns them down", Event{Type: Reject, Actors: one("ARG", GOV, "Argentina"), Recipients: per}, false},
	} {
		c.e.Named = []string{"CHL"}
		if got := slices.Contains(c.e.Dyads(), Dyad{"CHL", "PER"}); got != c.want {
			t.Errorf("%s: %v", c.what, c.e.Dyads())
		}
	}
}

// Of three in a fight the armed groups are on one side against the state.
func TestThreeInAFight(t *testing.T) {
	e := Event{Type: Assault, Trigger: Span{Text: "clashes"}, Actors: []Participant{{Code: "PER", Sector: MIL}, {Code: "BOL", Sector: REB}, {Code: "CHL", Sector: REB}}}
	if got := fmt.Sprint(e.Dyads()); got != "[{BOL PER} {CHL PER} {PER BOL} {PER CHL}]" {
		t.Error(got)
	}
	e.Actors = e.Actors[1:]
	if got := fmt.Sprint(e.Dyads()); got != "[{BOL CHL} {CHL BOL}]" {
		t.Error(got)
	}
}

// A story counts for the pairs that its reports tell, when at least a quarter of the sources do; what only names a country weighs less than
// what tells it as a party.
func TestStoryPairs(t *testing.T) {
	report := func(source string, actors, recipients []Participant, named ...string) Report {
		return Report{Event: Event{ID: source, Type: Assault, Quad: MaterialConflict, Actors: actors, Recipients: recipients, Named: named},
			Source: Source{ID: source, Copies: source}}
	}
	state := func(codes ...string) (out []Participant) {
		for i, c := range codes {
			out = append(out, Participant{Code: c, Span: Span{Start: i}, Sector: MIL})
		}
		return out
	}
	text := func(s *Story) (out string) {
		for _, d := range s.Dyads() {
			out += fmt.Sprint(d, s.Between(d))
		}
		return out
	}
	one := NewStory([]Report{report("a", state("ISR"), state("SYR"))}, nil, nil)
	if one.Pairs != nil || text(&one) != fmt.Sprint(Dyad{"ISR", "SYR"}, SidesOf(State, State)) {
		t.Errorf("one report: %s", text(&one))
	}
	rs := []Report{report("a", state("SYR", "IRN"), state("ISR")), report("b", state("ISR", "SYR"), nil), report("c", nil, state("ISR"), "USA")}
	s := NewStory(rs, nil, nil)
	if slices.Contains(s.Dyads(), Dyad{"USA", "ISR"}) {
		t.Errorf("what one report of a story only names: %s", text(&s))
	}
	rs = append(rs, report("g", nil, state("ISR"), "USA"))
	s = NewStory(rs, nil, nil)
	for d, want := range map[Dyad]Sides{{"IRN", "ISR"}: SidesOf(State, State), {"ISR", "SYR"}: SidesOf(State, State) | bothWays, {"USA", "ISR"}: SidesOf(Beside, State)} {
		if !slices.Contains(s.Dyads(), d) || s.Between(d) != want {
			t.Errorf("%v: %s", d, text(&s))
		}
	}
	for _, id := range []string{"d", "e", "f", "h", "i"} {
		rs = append(rs, report(id, state("SYR", "IRN"), state("ISR")))
	}
	if s = NewStory(rs, nil, nil); slices.Contains(s.Dyads(), Dyad{"USA", "ISR"}) || !slices.Contains(s.Dyads(), Dyad{"IRN", "ISR"}) {
		t.Errorf("one source of six: %s", text(&s))
	}
	private := []Participant{{Code: "ISR", Sector: CVL}}
	mixed := NewStory([]Report{report("a", state("SYR"), private), report("b", state("SYR"), state("ISR"))}, nil, nil)
	if text(&mixed) != fmt.Sprint(Dyad{"SYR", "ISR"}, SidesOf(State, State)) {
		t.Errorf("the weightiest: %s", text(&mixed))
	}
	corrected := NewStory(rs[:3], Corrections{{Kind: Correct, On: []Anchor{{Report: "a"}}, Field: "recipients", Value: "LBN.GOV Lebanon"}}, nil)
	if corrected.Pairs != nil {
		t.Errorf("a person's word: %s", text(&corrected))
	}
}

// A side that the report which speaks for a story leaves open comes from another only when that one's other side fits.
func TestOpenSides(t *testing.T) {
	part := func(code string, sector Sector, name string) []Participant {
		return []Participant{{Code: code, Sector: sector, Name: name}}
	}
	lima := []Location{{Name: "Lima", Country: "PER", Admin1: "Lima Province"}}
	open := Report{Event: Event{ID: "a", Type: Coerce, Mode: "arrest", Recipients: part("BOL", CVL, "smugglers"), Locations: lima, Time: &Time{Value: "2025-05-08", Precision: "day"}},
		Source: Source{ID: "a", Copies: "a"}}
	for _, c := range []struct {
		actors, recipients []Participant
		where              []Location
		want               string
	}{
		{part("PER", COP, "police"), part("BOL", CVL, "two smugglers"), nil, "police"},
		{part("PER", COP, "police"), nil, nil, "police"},
		{part("CHL", COP, "police"), part("ECU", CVL, "a thief"), nil, ""},
		{part("PER", COP, "police"), part("ECU", CVL, "a thief"), lima, "police"},
		{part("PER", REB, "rebels"), part("ECU", CVL, "a guard"), nil, "rebels"},
	} {
		other := Report{Event: Event{ID: "b", Type: Coerce, Mode: "arrest", Actors: c.actors, Recipients: c.recipients, Locations: c.where}, Source: Source{ID: "b", Copies: "b"}}
		s := NewStory([]Report{open, other}, nil, nil)
		got := ""
		if len(s.Actors) > 0 {
			got = s.Actors[0].Name
		}
		if got != c.want {
			t.Errorf("%v on %v: %q, want %q", c.actors, c.recipients, got, c.want)
		}
	}
}

// A clash is one act, though it counts in both directions.
func TestBothWays(t *testing.T) {
	forces := []Participant{{Code: "KHM", Sector: MIL}, {Code: "THA", Sector: MIL}}
	clash := NewStory([]Report{{Event: Event{ID: "a", Type: Assault, Trigger: Span{Text: "clashed"}, Actors: forces}}}, nil, nil)
	for _, d := range []Dyad{{"KHM", "THA"}, {"THA", "KHM"}} {
		if s := clash.Between(d); !s.BothWays() || s.Doer() != State || s.Sufferer() != State {
			t.Errorf("%v of a clash: %d", d, s)
		}
	}
	shelled := NewStory([]Report{{Event: Event{ID: "a", Type: Assault, Trigger: Span{Text: "shelled"}, Actors: forces[:1], Recipients: forces[1:]}}}, nil, nil)
	if s := shelled.Between(Dyad{"KHM", "THA"}); s.BothWays() {
		t.Errorf("an attack: %d", s)
	}
}

// Who reads of an event sees the sentence that is about it, not one on a match that was called off for it, though that one names both sides.
func TestBaseIsNoAside(t *testing.T) {
	report := func(id, trigger, evidence string, actors ...string) Report {
		r := Report{Event: Event{ID: id, Type: Assault, Status: Occurred, Trigger: Span{Text: trigger}, Evidence: evidence}, Source: Source{ID: id}}
		for _, c := range actors {
			r.Actors = append(r.Actors, Participant{Code: c, Sector: MIL})
		}
		return r
	}
	for _, aside := range []string{"The cup final in Lima is put off due to the fighting between Peru and Chile.", "In sport, a final is put off amid fighting of Peru and Chile."} {
		s := NewStory([]Report{report("a", "fighting", aside, "PER", "CHL"), report("b", "crossed", "After a night of rain, Chilean tanks crossed the river.", "CHL")}, nil, nil)
		if s.Evidence != "After a night of rain, Chilean tanks crossed the river." {
			t.Errorf("told by %q", s.Evidence)
		}
		if want := (Dyad{"CHL", "PER"}); !slices.Contains(s.Dyads(), want) {
			t.Errorf("the pair that the aside tells is lost: %v", s.Dyads())
		}
	}
}

// An arrest is one of a country on another, yet seldom a quarrel of the two.
func TestLesserActs(t *testing.T) {
	for act, want := range map[[2]string]bool{{"COERCE", "arrest"}: true, {"COERCE", "blockade"}: false, {"ACCUSE", "investigate"}: true, {"ACCUSE", "allege"}: false,
		{"REJECT", ""}: true, {"REQUEST", "yield"}: false, {"ASSAULT", "abduct"}: true, {"ASSAULT", "missile"}: false, {"AID", "asylum"}: false} {
		s := NewStory([]Report{{Event: Event{ID: "a", Type: Type(act[0]), Mode: act[1], Force: Demand, Actors: []Participant{{Code: "BRA", Sector: GOV}},
			Recipients: []Participant{{Code: "PER", Sector: GOV}}}}}, nil, nil)
		if sides := s.Between(Dyad{"BRA", "PER"}); sides.Lesser() != want || sides.Doer() != State || sides.Sufferer() != State {
			t.Errorf("%v: %d", act, sides)
		}
	}
}

// What happened "in 1998" is filed under the first of January, but must not weigh on that day as news does.
func TestVagueDays(t *testing.T) {
	for value, isVague := range map[string]bool{"1998": true, "1998-05": false, "1998-05-11": false, "1998/2003": true, "1998-05-11/1998-06-01": false,
		"1998-05-11/1998-09-01": true} {
		r := Report{Event: Event{ID: "a", Type: Assault, Actors: []Participant{{Code: "IND", Sector: MIL}}, Recipients: []Participant{{Code: "PAK", Sector: MIL}},
			Time: &Time{Value: value}}}
		s := NewStory([]Report{r}, nil, nil)
		want := SidesOf(State, State)
		if isVague {
			want = slight
		}
		if got := s.Between(Dyad{"IND", "PAK"}); got != want {
			t.Errorf("%s: %d, want %d", value, got, want)
		}
	}
}

func TestBetween(t *testing.T) {
	e := Event{Type: Assault, Actors: []Participant{{Code: "LBN", Sector: REB}, {Code: "SYR", Sector: CVL}, {Code: "SYR", Sector: MIL}},
		Recipients: []Participant{{Code: "ISR", Sector: CVL}}}
	for d, want := range map[Dyad]Sides{{"LBN", "ISR"}: SidesOf(Armed, Private), {"SYR", "ISR"}: SidesOf(State, Private)} {
		if got := e.Between(d); got != want || got.Sufferer() != Private {
			t.Errorf("%v: %d, want %d", d, got, want)
		}
	}
	joint := Event{Type: Consult, Actors: []Participant{{Code: "IND", Sector: GOV}, {Code: "PAK", Sector: OPP}}}
	if got := joint.Between(Dyad{"IND", "PAK"}); got != SidesOf(State, Private) {
		t.Errorf("joint: %d", got)
	}
	place := Event{Type: Assault, Actors: []Participant{{Code: "USA", Sector: MIL}}, Locations: []Location{{Country: "IRN"}}}
	if got := place.Between(Dyad{"USA", "IRN"}); got != SidesOf(State, Ground) {
		t.Errorf("place: %d", got)
	}
	sent := Event{Type: Coerce, Mode: "deport", Actors: place.Actors, Locations: place.Locations}
	if got := fmt.Sprint(sent.Dyads()); got != "[{USA }]" {
		t.Errorf("where somebody is deported to: %s", got)
	}
	place.Named = []string{"IRN", "IRQ"}
	for d, want := range map[Dyad]Sides{{"USA", "IRN"}: SidesOf(State, Ground), {"USA", "IRQ"}: SidesOf(Beside, State), {"USA", ""}: SidesOf(State, Ground)} {
		if got := place.Between(d); got != want {
			t.Errorf("%v: %d, want %d", d, got, want)
		}
	}
	entered := Event{Type: Assault, Recipients: []Participant{{Code: "IRQ", Sector: REB}}, Named: []string{"GBR"}}
	if got := entered.Between(Dyad{"GBR", "IRQ"}); got != SidesOf(Beside, Armed) {
		t.Errorf("entered: %d", got)
	}
	police := Event{Type: Coerce, Actors: []Participant{{Code: "ITA", Sector: COP}}, Recipients: []Participant{{Code: "PAN"}}, Named: []string{"MNE"}}
	if got := police.Between(Dyad{"ITA", "PAN"}); got != SidesOf(Private, Ground) || len(police.Dyads()) != 1 {
		t.Errorf("police that seize a ship: %v, %v", got, police.Dyads())
	}
	police.Actors, police.Recipients = police.Recipients, police.Actors
	if got := police.Between(Dyad{"PAN", "ITA"}); got != SidesOf(Private, State) {
		t.Errorf("what is done to the police: %v", got)
	}
}

// Forces that are sent to a country mostly come as its guests.
func TestHosts(t *testing.T) {
	act := func(trigger, evidence, whom, where string) Event {
		e := Event{Type: Mobilize, Trigger: Span{Text: trigger}, Evidence: evidence, Actors: []Participant{{Code: "NOR", Sector: GOV}}}
		if whom != "" {
			e.Recipients = []Participant{{Code: "MLI", Sector: GOV, Span: Span{Text: whom}}}
		}
		if where != "" {
			e.Locations = []Location{{Country: "MLI", Span: Span{Text: where}}}
		}
		return e
	}
	for _, c := range []struct {
		e    Event
		want Sides
	}{
		{act("sends", "Norway sends 90 soldiers to Mali.", "Mali", ""), slight},
		{act("are stationed", "Norwegian planes are stationed in the Gao Region.", "", "Gao Region"), slight},
		{act("sends", "Norway sends tanks to its border with Mali.", "Mali", ""), SidesOf(State, State)},
		{act("sends", "Norway sends tanks to Mali's border.", "Mali", ""), SidesOf(State, State)},
		{act("sends", "Norway sends ships to watch a missile test in Mali.", "Mali", ""), SidesOf(State, State)},
		{act("sends", "Norway sends tanks into Gao.", "", "Gao"), SidesOf(State, Ground)},
		{act("enter", "Norwegian tanks enter Gao.", "", "Gao"), SidesOf(State, Ground)},
		{act("expands its presence", "Norway expands its presence in Mali.", "Mali", ""), slight},
		{act("moves", "Norway moves tanks to the Malian border.", "", "Malian border"), SidesOf(State, Ground)},
		{act("sends", "Norway sends 90 soldiers to shore up the Malian police in Gao.", "Malian police", ""), slight},
		{act("sends", "Norway sends tanks to help in the war against the Malian police.", "Malian police", ""), SidesOf(State, State)},
		{act("sends", "", "Mali", ""), SidesOf(State, State)}, // a person's correction, which has no words
	} {
		if got := c.e.Between(Dyad{"NOR", "MLI"}); got != c.want {
			t.Errorf("%s: %d, want %d", c.e.Evidence, got, c.want)
		}
	}
	rebels := act("sends", "Norway sends 90 soldiers to Mali to fight rebels.", "Mali", "")
	rebels.Recipients = append(rebels.Recipients, Participant{Code: "MLI", Sector: REB, Span: Span{Text: "rebels"}})
	if got := rebels.Between(Dyad{"NOR", "MLI"}); got != SidesOf(State, State) {
		t.Errorf("against somebody there: %d", got)
	}
}

// Whoever bans the fighters of another country, or turns down what is about another, has seldom a quarrel with it.
func TestOutlawedAndTurnedDown(t *testing.T) {
	chile := []Participant{{Code: "CHL", Sector: GOV}}
	on := func(typ Type, mode, trigger string, whom Sector) Event {
		return Event{Type: typ, Mode: mode, Trigger: Span{Text: trigger}, Actors: chile, Recipients: []Participant{{Code: "PER", Sector: whom}}}
	}
	turned := func(mode string) Event { return Event{Type: Reject, Mode: mode, Actors: chile, Named: []string{"PER"}} }
	for _, c := range []struct {
		e    Event
		want Sides
	}{
		{on(Coerce, "ban", "bans", REB), slight},
		{on(Coerce, "seize", "froze the accounts", REB), slight},
		{on(Coerce, "seize", "boarded", REB), SidesOf(State, Armed)},
		{on(Coerce, "ban", "bans", GOV), SidesOf(State, State)},
		{on(Sanction, "embargo", "designates", REB), slight},
		{on(Sanction, "embargo", "blacklists", REB), SidesOf(State, Armed)},
		{on(Accuse, "legal", "on trial", REB), slight},
		{on(Assault, "", "attacked", REB), SidesOf(State, Armed)},
		{turned(""), slight},
		{turned("yield"), SidesOf(Beside, State)},
		{on(Reject, "", "rejected", GOV), SidesOf(State, State)},
	} {
		if got := c.e.Between(Dyad{"CHL", "PER"}); got != c.want {
			t.Errorf("%s/%s %q: %d, want %d", c.e.Type, c.e.Mode, c.e.Trigger.Text, got, c.want)
		}
	}
}

// The crime behind a verdict is no news of the day of the verdict.
func TestTried(t *testing.T) {
	act := func(trigger, evidence string) Event {
		return Event{Type: Assault, Trigger: Span{Text: trigger}, Evidence: evidence, Actors: []Participant{{Code: "CHL", Sector: MIL}},
			Recipients: []Participant{{Code: "PER", Sector: MIL}}}
	}
	for _, c := range []struct {
		trigger, evidence string
		want              Sides
	}{
		{"killing", "A Chilean captain is sentenced to nine years in jail for killing two Peruvian sentries.", slight},
		{"murder", "Prosecutors in Lima charge a Chilean captain with the murder of two sentries.", slight},
		{"shelling", "The trial of a Chilean captain over the shelling of Tacna begins.", slight},
		{"shot", "A Chilean captain convicted of smuggling was shot by Peruvian sentries.", SidesOf(State, State)},
		{"shelled", "Chilean troops, with a captain in charge of the guns, shelled Tacna.", SidesOf(State, State)},
		{"execute", "Chilean troops sentence and execute two Peruvian sentries.", SidesOf(State, State)},
		{"shelled", "Chilean troops shelled Tacna, and a captain is charged with murder.", SidesOf(State, State)},
		{"killed", "After the trial of a captain ended, two sentries were killed.", SidesOf(State, State)},
	} {
		e := act(c.trigger, c.evidence)
		if got := e.Between(Dyad{"CHL", "PER"}); got != c.want {
			t.Errorf("%s: %d, want %d", c.evidence, got, c.want)
		}
	}
	smuggler := act("murder", "A smuggler is charged with the murder of a tourist.")
	smuggler.Actors[0].Sector, smuggler.Recipients[0].Sector = CRM, CVL
	if got := smuggler.Between(Dyad{"CHL", "PER"}); got != SidesOf(Private, Private) {
		t.Errorf("what weighs less already: %d", got)
	}
}

func TestFormerHoldersOfOffice(t *testing.T) {
	for text, want := range map[string]Side{"former Prime Minister Ana Quispe": Private, "Peru's ousted president": Private, "ex-minister Ana Quispe": Private,
		"Ana Quispe": State, "the court of the former president": State, "former Soviet Union": State, "former Yugoslav army": State} {
		e := Event{Type: Sanction, Actors: []Participant{{Code: "CHL", Sector: GOV}}, Recipients: []Participant{{Span: Span{Text: text}, Code: "PER", Sector: GOV}}}
		if got := e.Between(Dyad{"CHL", "PER"}); got.Sufferer() != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	for evidence, want := range map[string]Side{"Chile bars Ana Quispe, former President of Peru, from a summit.": Private,
		"Chile bars Ana Quispe, the country's ousted president.": Private, "Chile bars Ana Quispe, who was recently deposed.": Private,
		"Chile bars Ana Quispe, and former ministers protest.": State, "In Ana Quispe, former ministers see Chile's enemy.": State} {
		e := Event{Type: Sanction, Actors: []Participant{{Code: "CHL", Sector: GOV}}, Recipients: []Participant{{Span: Span{Text: "Ana Quispe"}, Code: "PER", Sector: GOV}},
			Evidence: evidence}
		if got := e.Between(Dyad{"CHL", "PER"}); got.Sufferer() != want {
			t.Errorf("%s: %v", evidence, got)
		}
	}
}

func TestSet(t *testing.T) {
	e := told("01", "A", 9, nil).Event
	e.Actors[0].Span = Span{"the Pakistani army", 3, 21}
	for field, value := range map[string]string{"type": "request", "status": "alleged", "actors": "PAK.GOV Pakistan; .REB Hill Front; CHN",
		"place": "Pathankot, IND", "time": "2025-05-01/2025-05-07", "deaths": "26-31", "injuries": "75+", "goldstein": "-4.5", "cameo": "0211"} {
		if err := e.Set(field, value); err != nil {
			t.Errorf("%s: %v", field, err)
		}
	}
	if e.Type != Request || e.Force != Appeal || e.Mode != "" || e.Quad != Neutral || e.Actors[0].Start != 3 || e.Actors[0].Sector != GOV ||
		e.Actors[2].Name != "CHN" || e.Deaths.Max != 31 || e.Injuries.Max != 0 || e.Time.Precision != "range" || e.Locations[0].Country != "IND" {
		t.Errorf("%+v", e)
	}
	for _, bad := range [][2]string{{"type", "WAR"}, {"mode", "drone"}, {"status", "true"}, {"actors", "Pakistan"}, {"actors", "PAK.XXX a"}, {"place", "Pathankot"},
		{"time", "yesterday"}, {"time", "2025-05-07/2025-05-01"}, {"deaths", "many"}, {"deaths", "5-2"}, {"goldstein", "11"}, {"goldstein", "NaN"},
		{"cameo", "x1"}, {"colour", "red"}, {"force", "shout"}} {
		if err := e.Set(bad[0], bad[1]); err == nil {
			t.Errorf("%v was taken", bad)
		}
	}
}

func TestVerdicts(t *testing.T) {
	a, b, c := told("01", "A", 9, nil), told("02", "B", 9, nil), told("03", "C", 9, nil)
	at := func(rs ...Report) (out []Anchor) {
		for i := range rs {
			out = append(out, AnchorOf(&rs[i]))
		}
		return out
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	cs := Corrections{
		{Kind: Join, On: at(a, b, c), At: now},
		{Kind: Split, On: at(c), From: at(a, b), At: now.Add(time.Hour)},
	}
	for _, w := range []struct {
		x, y Report
		want Verdict
	}{{a, b, Together}, {a, c, Apart}, {c, b, Apart}, {a, told("09", "D", 9, nil), Undecided}} {
		if got := cs.On(&w.x, &w.y); got != w.want {
			t.Errorf("%s, %s: %v, want %v", w.x.ID, w.y.ID, got, w.want)
		}
	}
	cs[1].Undone = true
	if cs.On(&a, &c) != Together {
		t.Error("an undone split still counts")
	}
	recoded := a
	recoded.ID, recoded.Trigger = "ff", Span{"the raid", 6, 14}
	if cs.On(&recoded, &b) != Together {
		t.Error("a report that was coded anew is not found by its place")
	}
	bad := Correction{Kind: Correct, Field: "status", Value: "perhaps", On: at(a), At: now}
	if err := bad.Validate(); err == nil || !strings.Contains(err.Error(), "statuses are") {
		t.Errorf("%v", err)
	}
	x, y := cs[0], cs[0]
	x.Sign()
	y.Note = "why"
	y.Sign()
	if len(x.ID) != 16 || x.ID == y.ID {
		t.Errorf("%s %s", x.ID, y.ID)
	}
	both := []Correction{cs[1], cs[0]}
	SortCorrections(both)
	if !slices.EqualFunc(both, cs, func(a, b Correction) bool { return a.Kind == b.Kind }) {
		t.Error("not the oldest first")
	}
}

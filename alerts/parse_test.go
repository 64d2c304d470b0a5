package alerts

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/export"
)

const good = `
alerts:
  - name: India and Pakistan heat up
    pair: [IND, Pakistan]
    tension: {above: 60, clear: 45}
    quiet: 5 days
    to: [desk, feed]
  - name: A rise
    region: the Middle East
    tension: {rise: 20, days: 3}
    to: feed
  - name: Missiles
    country: Iran
    events: {types: [assault, MOBILIZE], modes: [missile, weapons], status: [occurred, attempted], confidence: 0.7, sources: 2, at-least: 3, days: 2}
  - name: The line is quiet
    pair: USA, Russia
    silence: 7 days
    to: [page, mail]
channels:
  desk: {webhook: "http://10.0.0.1/hook", secret-env: DESK, timeout: 5s}
  feed: {atom: alerts.atom}
  page: {command: [/bin/page, --team, "desk, night"]}
  mail: {mail: [duty@example.org], from: barograph@example.org, server: "mail.example.org:587", user: u, password-file: /run/secret}
`

func TestParse(t *testing.T) {
	f, err := Parse("a.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	r := f.Rules
	if len(r) != 4 || r[0].Pair != [2]string{"IND", "PAK"} || *r[0].Tension != (Tension{Above: 60, Clear: 45, Days: 3}) || r[0].Quiet != 5 || len(r[0].To) != 2 || r[0].Line != 3 {
		t.Errorf("%+v", r)
	}
	if len(r[1].Members) < 10 || r[1].Tension.Rise != 20 || r[2].Country != "IRN" || r[3].Silence.Days != 7 || r[3].quiet() != 1 {
		t.Errorf("%+v", r[1:])
	}
	e := r[2].Events
	if e.Types[0] != barograph.Assault || e.Modes[1] != "weapons" || len(e.Statuses) != 2 || e.Confidence != 0.7 || e.Sources != 2 || e.AtLeast != 3 || e.Days != 2 {
		t.Errorf("%+v", e)
	}
	c := f.Channels
	if c["desk"].Timeout != 5*time.Second || c["desk"].Webhook.Secret.Env != "DESK" || c["page"].Command[2] != "desk, night" || c["mail"].Mail.TLS != "starttls" {
		t.Errorf("%+v", c)
	}
	for i := range r {
		if s := r[i].String(); strings.Contains(s, "%!") || s == "" {
			t.Errorf("in words: %q", s)
		}
	}
}

func TestProblems(t *testing.T) {
	rule := func(s string) string { return "alerts:\n  - name: x\n" + s }
	for text, want := range map[string]string{
		"":               "a.yaml: the file is empty",
		"alerts: []":     "a.yaml:1:9: there are no alerts",
		"alrets:\n  - x": `a.yaml:1:1: unknown key "alrets"; did you mean "alerts"?`,
		"alerts:\n\t- x": "not by tabs",
		"alerts: [":      "a.yaml:",
		rule("    pair: [Inida, PAK]\n    tension: {above: 5}"):                                       `a.yaml:3:12: "Inida" is no country that is known; did you mean India?`,
		rule("    pair: [Korea, PAK]\n    tension: {above: 5}"):                                       "South Korea (KOR) or North Korea (PRK)",
		rule("    pair: [IND, India]\n    tension: {above: 5}"):                                       "are one country",
		rule("    pair: [IND]\n    tension: {above: 5}"):                                              "a pair has two countries",
		rule("    pair: [IND, PAK]\n    tresion: {above: 5}"):                                         `a.yaml:4:5: unknown key "tresion"; did you mean "tension"?`,
		rule("    pair: [IND, PAK]"):                                                                  "one of these is missing: tension, events, silence",
		rule("    pair: [IND, PAK]\n    country: IND\n    silence: 3"):                                "pair and country cannot stand together",
		rule("    country: IND\n    silence: 3"):                                                      "silence is between two countries",
		rule("    pair: [IND, PAK]\n    silence: {}"):                                                 "a.yaml:4:14: silence needs days",
		rule("    country: IND\n    tension: {above: 500}"):                                           `above should be a number from 1 to 100, and is "500"`,
		rule("    country: IND\n    tension: {above: 50, clear: 60}"):                                 "lies above 50",
		rule("    country: IND\n    tension: {above: 50, rise: 60}"):                                  "above and rise cannot stand together",
		rule("    country: IND\n    events: {types: [ASSALT]}"):                                       `did you mean "ASSAULT"?`,
		rule("    country: IND\n    events: {types: [CONSULT], modes: [missile]}"):                    `"missile" is none of the modes of CONSULT`,
		rule("    country: IND\n    events: {status: [occured]}"):                                     `did you mean "occurred"?`,
		rule("    country: IND\n    events: {confidence: nan}"):                                       "confidence should be a number",
		rule("    region: Midle East\n    tension: {above: 5}"):                                       `did you mean "Middle East"?`,
		rule("    country: IND\n    tension: {above: 5}\n    to: [dsk]\nchannels: {desk: {atom: x}}"): `no channel is called "dsk"; did you mean "desk"?`,
		rule("    country: IND\n    tension: {above: 5}\n    name: y"):                                "stands here twice",
		rule("    country: &c IND\n    tension: {above: 5}"):                                          "anchors",
		good + "  x: {webhook: ftp://x}\n":                                                            "begins with https:// or http://",
		good + "  x: {webhook: http://x, from: y}\n":                                                  `"from" does not belong`,
		good + "  x: {command: rm -rf}\n":                                                             "no shell reads it",
		good + "  x: {mail: nobody, server: x}\n":                                                     `"nobody" is no mail address`,
		good + "  x: {webhook: http://x, secret: abc}\n":                                              `unknown key "secret"`,
		good + "  x: {atom: f, timeout: 1ms}\n":                                                       "timeout should be from 1s",
		strings.Replace(good, "name: Missiles", "name: A rise", 1):                                    `is called "A rise" too`,
		strings.Repeat("#", maxFile+1):                                                                "more than",
		"alerts:\n" + strings.Repeat("  - {name: x}\n", maxRules+1):                                   "more than 1000 alerts",
	} {
		_, err := Parse("a.yaml", []byte(text))
		var ps Problems
		if !errors.As(err, &ps) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80q: %v\nwant %s", text, err, want)
		}
	}
}

func TestLoadTellsAMissingFile(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestRegions(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range regions() {
		if len(r.codes) < 2 {
			t.Errorf("%v: %v", r.names, r.codes)
		}
		for _, n := range r.names {
			if seen[n] {
				t.Errorf("%s stands twice", n)
			}
			seen[n] = true
		}
		for _, c := range r.codes {
			if export.CountryName(c) == "" {
				t.Errorf("%v: no country %s", r.names, c)
			}
		}
	}
}

// FuzzRules looks for files on which the parser panics, gives rules and problems at once, or rules that cannot be used.
func FuzzRules(f *testing.F) {
	f.Add(good)
	f.Add("alerts:\n  - {name: x, pair: [IND, PAK], silence: 7}")
	f.Add("alerts:\n  - {name: x, pair: [IND, PAK], silence: {}}")
	f.Add("alerts: &a\n  - *a")
	f.Add("alerts:\n  - name: |\n      x\n    region: [IND, PAK]\n    tension: {rise: 1e1}")
	f.Add("channels: {a: {mail: x@y, from: x@y, server: 'h:1'}}")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Parse("f.yaml", []byte(text))
		if (file == nil) != (err != nil) {
			t.Fatalf("%v with %v", file, err)
		}
		if err != nil {
			return
		}
		for i := range file.Rules {
			r := &file.Rules[i]
			conditions, scopes := 0, 0
			for _, is := range []bool{r.Tension != nil, r.Events != nil, r.Silence != nil} {
				if is {
					conditions++
				}
			}
			for _, is := range []bool{r.Pair[0] != "" && r.Pair[1] != "", r.Country != "", len(r.Members) > 1} {
				if is {
					scopes++
				}
			}
			if r.Name == "" || conditions != 1 || scopes != 1 || r.Quiet < 1 {
				t.Fatalf("a rule that cannot be used: %+v", r)
			}
			_ = fmt.Sprint(r)
			for _, to := range r.To {
				if _, ok := file.Channels[to]; !ok {
					t.Fatalf("no channel %q", to)
				}
			}
		}
	})
}

package query

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph/store"
)

var now = time.Date(2025, 6, 20, 12, 0, 0, 0, time.UTC)

func TestLine(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"ASSAULT drone PAK IND since May", "mode=drone&pair=PAK%2CIND&since=2025-05&type=ASSAULT"},
		{"India and Pakistan", "pair=IND%2CPAK"},
		{"Democratic Republic of the Congo Rwanda THREATEN", "pair=COD%2CRWA&type=THREATEN"},
		{"south sudan", "country=SSD"},
		{"since July", "since=2024-07"},
		{"IRN ISR USA since 2025-06-12 until 2025-06-20", "country=IRN&country=ISR&country=USA&since=2025-06-12&until=2025-06-20"},
		{`"cease fire" denied PAK`, "country=PAK&q=%22cease+fire%22&status=denied"},
		{"hotline in Kabul", "place=Kabul&q=hotline"},
		{"in May 2025 floods", "q=floods&since=2025-05&until=2025-05"},
		{"PAK.MIL missile", "actor=PAK.MIL&mode=missile"},
		{"since 8 May 2025 shelling", "q=shelling&since=2025-05-08"},
		{"since the war", "q=since+the+war"},
		{"<script>alert(1)</script>", "q=%3Cscript%3Ealert%281%29%3C%2Fscript%3E"},
		{"", ""},
	} {
		l, err := ParseLine(c.line, now)
		if err != nil {
			t.Fatalf("%s: %v", c.line, err)
		}
		if got := l.Values().Encode(); got != c.want {
			t.Errorf("%s: %s, want %s", c.line, got, c.want)
		}
		if _, err := l.Filter(); err != nil {
			t.Errorf("%s: %v", c.line, err)
		}
	}
}

func TestFilterErrors(t *testing.T) {
	for _, c := range []struct {
		field string
		c     Conditions
	}{
		{"type", Conditions{Types: []string{"WAR"}}},
		{"mode", Conditions{Modes: []string{"drone'; DROP TABLE story"}}},
		{"status", Conditions{Statuses: []string{"maybe"}}},
		{"pair", Conditions{Pairs: []string{"IND"}}},
		{"pair", Conditions{Pairs: []string{"IND,Atlantis"}}},
		{"country", Conditions{Countries: []string{strings.Repeat("a", 5000)}}},
		{"directed", Conditions{Directed: true}},
		{"since", Conditions{Since: "May"}},
		{"since", Conditions{Since: "0000"}},
		{"until", Conditions{Since: "2025-05-02", Until: "2025-05-01"}},
		{"known-by", Conditions{Known: "2025-13-01"}},
		{"origin", Conditions{Origin: "acled"}},
		{"confidence", Conditions{Confidence: 1.5}},
		{"actor", Conditions{Actor: "%_%"}},
		{"q", Conditions{Text: "!!"}},
	} {
		_, err := c.c.Filter()
		var e *Error
		if !errors.As(err, &e) || e.Field != c.field {
			t.Errorf("%+v: %v, want an error of %s", c.c, err, c.field)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add("ASSAULT drone PAK IND since May")
	f.Add(`in "`)
	f.Add("since 31 February 2025")
	f.Fuzz(func(t *testing.T, line string) {
		l, err := ParseLine(line, now)
		if err != nil {
			t.Fatal(err)
		}
		flt, err := l.Filter()
		if err == nil && flt.Text != "" {
			if _, err := store.Terms(flt.Text); err != nil {
				t.Fatal(err)
			}
		}
	})
}

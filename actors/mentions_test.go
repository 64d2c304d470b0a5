package actors

import (
	"strings"
	"testing"
)

// spoken lists what a text is read to speak of: "Lima=PER Chilean=CHL".
func spoken(t *testing.T, text, date string) string {
	var out []string
	for _, m := range tables(t).Mentions(text, on(date)) {
		out = append(out, text[m.Start:m.End]+"="+m.Code)
	}
	return strings.Join(out, " ")
}

func TestSurnamesInOtherNames(t *testing.T) {
	for _, c := range []struct{ text, date, want string }{
		{"Police questioned John Merkel about the fire.", "2015-03-01", ""},
		{"Police questioned Angela Merkel about the fire.", "2015-03-01", "Angela Merkel=DEU"},
		{"Police questioned Chancellor Merkel about the fire.", "2015-03-01", "Merkel=DEU"},
		{"Police questioned Merkel Macron about the fire.", "2018-03-01", ""},
		{"On Monday, Merkel received Macron.", "2018-03-01", "Merkel=DEU Macron=FRA"},
		{"The judge freed Tarek al-Maliki after a month.", "2010-03-01", ""},
		{"The judge met al-Maliki after a month.", "2010-03-01", "al-Maliki=IRQ"},
		{"Worshippers left the as-Sisi hall.", "2016-03-01", ""},
		{"The Merkel-led cabinet agreed.", "2015-03-01", "Merkel=DEU"},
		{"The firm MERKEL Systems closed.", "2015-03-01", ""},
		{"A speech by Macron was heard.", "2018-03-01", "Macron=FRA"},
		{"A speech by Macron was heard.", "1998-03-01", ""}, // nobody had heard of him
		{"A speech by Macron was heard.", "", "Macron=FRA"},
	} {
		if got := spoken(t, c.text, c.date); got != c.want {
			t.Errorf("%s (%s): %q, want %q", c.text, c.date, got, c.want)
		}
	}
}

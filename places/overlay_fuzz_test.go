package places

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzTable lays any table over the gazetteer: it is refused by file and line, or its places are found.
func FuzzTable(f *testing.F) {
	g := Default()
	f.Add("name\tcountry\tadmin1\tlat\tlon\taliases\nKolo Bridge\tMLI\tMopti\t14.5\t-4.2\tPont de Kolo;Kolo\n")
	f.Add("\ufeff# x\n\nA\t\t\t90\t180\n")
	f.Add("A\tUSA\t\tNaN\t1e999\t;;;\n")
	f.Fuzz(func(t *testing.T, text string) {
		with, err := g.withRows("x.tsv", strings.NewReader(text))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "x.tsv:") {
				t.Errorf("%v", err)
			}
			return
		}
		for i := range with.user.entries {
			if e := &with.user.entries[i]; !utf8.ValidString(e.Name) || !(e.Lat >= -90 && e.Lat <= 90) || !(e.Lon >= -180 && e.Lon <= 180) {
				t.Errorf("%+v", e)
			}
		}
	})
}

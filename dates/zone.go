package dates

import (
	_ "embed"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the machine may have no zones of its own
)

//go:embed zones.txt
var zoneFile string

var zones = sync.OnceValue(func() map[string]string {
	m := make(map[string]string, 4096)
	for line := range strings.Lines(zoneFile) {
		zone, names, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue
		}
		for name := range strings.SplitSeq(names, ";") {
			m[name] = zone
		}
	}
	return m
})

// Zone is the time zone of a dateline: "ISLAMABAD (Reuters)", "GAZA CITY, Gaza Strip", "WASHINGTON/KYIV, May 8", "Kyiv, Ukraine". The first
// place that is known decides; nil when none is, which a [Resolver] takes for UTC.
func Zone(dateline string) *time.Location {
	if i := strings.IndexByte(dateline, '('); i > 0 {
		dateline = dateline[:i]
	}
	m := zones()
	for part := range strings.FieldsFuncSeq(dateline, func(r rune) bool { return strings.ContainsRune(",/;:|–—\n", r) }) {
		for _, s := range [...]string{part, strings.TrimSuffix(strings.TrimSpace(part), " -")} {
			zone, ok := m[plain(s)]
			if !ok {
				continue
			}
			if loc, err := time.LoadLocation(zone); err == nil {
				return loc
			}
		}
	}
	return nil
}

// plain writes a name as zones.txt does: small letters without accents, apostrophes and full stops.
func plain(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.TrimSpace(s)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '-':
			b.WriteByte(' ')
		default:
			if i := strings.IndexRune("áàâãäåçéèêëíìîïñóòôõöøúùûüýşšžčğı", r); i >= 0 {
				b.WriteByte("aaaaaaceeeeiiiinoooooouuuuysszcgi"[len([]rune("áàâãäåçéèêëíìîïñóòôõöøúùûüýşšžčğı"[:i]))])
			}
		}
	}
	return b.String()
}

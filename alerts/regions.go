package alerts

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed regions.tsv
var regionsTable string

// A region is a row of regions.tsv.
type region struct {
	names []string
	codes []string
}

var regions = sync.OnceValue(func() (out []region) {
	for line := range strings.Lines(regionsTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		names, codes, _ := strings.Cut(strings.TrimSpace(line), "\t")
		out = append(out, region{strings.Split(names, "|"), strings.Fields(codes)})
	}
	return out
})

// findRegion finds a region by one of its names; without one, it gives all names, to suggest from.
func findRegion(name string) (found *region, all []string) {
	name = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "the ")
	for _, r := range regions() {
		for _, n := range r.names {
			if strings.EqualFold(n, name) {
				return &r, nil
			}
			all = append(all, n)
		}
	}
	return nil, all
}

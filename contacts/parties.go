package contacts

import (
	"cmp"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/internal/prose"
)

// official says whether somebody of the sector speaks for a country, a body or an armed party.
func official(s barograph.Sector) bool {
	switch s {
	case barograph.CVL, barograph.BUS, barograph.MED, barograph.EDU, barograph.REL, barograph.NGO, barograph.OPP, barograph.CRM:
		return false
	}
	return true
}

// parties are the officials of a country, each name once.
func parties(ps []barograph.Participant, code string) []Party {
	var out []Party
	for i := range ps {
		if p := party(&ps[i]); ps[i].Code == code && official(p.Sector) && !slices.ContainsFunc(out, func(q Party) bool { return q.Name == p.Name }) {
			out = append(out, p)
		}
	}
	return out
}

// others are the officials of all but two countries, each once. Who is not known by code is left out.
func others(ps []barograph.Participant, a, b string) []Party {
	var out []Party
	for i := range ps {
		p := party(&ps[i])
		switch {
		case p.Code == "" || p.Code == a || p.Code == b || !official(p.Sector):
		case slices.ContainsFunc(out, func(q Party) bool { return q.Code == p.Code && q.Name == p.Name }):
		default:
			out = append(out, p)
		}
	}
	return out
}

func party(p *barograph.Participant) Party { return Party{p.Code, p.Sector, cmp.Or(p.Name, p.Text)} }

// Named says how a party is told of: by its own name, with its country's or without it where the name tells it; or by its country alone,
// where the name says no more, as "counterpart" and "Indian" do.
func (p Party) Named() (own, country bool) {
	land := prose.Country(p.Code)
	bare := strings.TrimPrefix(land, "the ")
	switch {
	case p.Name == "" || p.Name == bare:
		return false, true
	case land == p.Code:
		return true, false
	case !strings.Contains(p.Name, " ") && (p.Name == strings.ToLower(p.Name) || len(bare) > 4 && strings.HasPrefix(p.Name, bare[:4])):
		return false, true
	}
	return true, !strings.Contains(p.Name, bare)
}

// key names who somebody stands for: a country, or a body by its name.
func (p Party) key() string {
	if barograph.Collective(p.Code) {
		return p.Code + " " + p.Name
	}
	return p.Code
}

func involves(e *barograph.Event, code string) bool {
	is := func(p barograph.Participant) bool { return p.Code == code }
	return slices.ContainsFunc(e.Actors, is) || slices.ContainsFunc(e.Recipients, is)
}

package server

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
	"github.com/barograph/barograph/store"
)

// seenEvents is how many of the latest events tell who somebody is and whom they meet.
const seenEvents = 500

type partyCount struct {
	Code   string           `json:"code"`
	Sector barograph.Sector `json:"sector"`
	Name   string           `json:"name"`
	Events int              `json:"events"`
}

type resolved struct {
	Code    string           `json:"code"`
	Sector  barograph.Sector `json:"sector"`
	Name    string           `json:"name"`
	Because string           `json:"because"`
}

func (s *Server) findActor(w http.ResponseWriter, r *http.Request) error {
	phrase := strings.TrimSpace(r.URL.Query().Get("q"))
	if phrase == "" || len(phrase) > 200 || store.Fold(phrase) == "" {
		return badf("q", "give a name, a code (PAK), or a code and a sector (PAK.MIL)")
	}
	at, err := date("at", r.URL.Query().Get("at"))
	if err != nil {
		return err
	}
	if at.IsZero() {
		at = s.now()
	}
	return s.answerJSON(w, r, func(ctx context.Context) (any, error) {
		tables, err := actors.Default()
		if err != nil {
			return nil, err
		}
		var known *resolved
		if a := tables.Resolve(phrase, at, actors.Context{}); a.Kind != actors.Unknown {
			known = &resolved{a.Code, a.Sector, a.Name, a.Rule}
		}
		list, err := s.events(ctx, store.Filter{Actor: phrase}, store.Page{Limit: seenEvents})
		if err != nil {
			return nil, err
		}
		self, with, types := tally{}, tally{}, map[barograph.Type]int{}
		for i := range list.Events {
			e := &list.Events[i].Event
			types[e.Type]++
			for j, side := range [][]barograph.Participant{e.Actors, e.Recipients} {
				other := [][]barograph.Participant{e.Recipients, e.Actors}[j]
				found := false
				for k := range side {
					if isParty(&side[k], phrase) {
						self.add(&side[k])
						found = true
					}
				}
				for k := range other {
					if found && !isParty(&other[k], phrase) {
						with.add(&other[k])
					}
				}
			}
		}
		return map[string]any{"query": phrase, "resolved": known, "parties": self.list(), "with": with.list(), "types": types,
			"events": list.Events[:min(len(list.Events), 20)]}, nil
	})
}

// isParty says whether a participant is meant by a phrase, as store.Filter.Actor understands it.
func isParty(p *barograph.Participant, phrase string) bool {
	code, sector, dotted := strings.Cut(phrase, ".")
	switch {
	case len(phrase) == 3 && phrase == strings.ToUpper(phrase):
		return p.Code == phrase
	case dotted && sector == strings.ToUpper(sector) && len(sector) == 3:
		return (code == "" || code == p.Code) && string(p.Sector) == sector
	}
	return strings.Contains(store.Fold(p.Name), store.Fold(phrase))
}

// A tally counts parties by who they are.
type tally map[partyCount]int

func (t tally) add(p *barograph.Participant) {
	t[partyCount{Code: p.Code, Sector: p.Sector, Name: cmp.Or(p.Name, p.Text)}]++
}

// list is the tally, the most frequent first.
func (t tally) list() []partyCount {
	out := []partyCount{}
	for p := range maps.Keys(t) {
		n := t[p]
		p.Events = n
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b partyCount) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Sector, b.Sector))
	})
	return out[:min(len(out), 50)]
}

package barograph

import (
	"cmp"
	"slices"
	"strings"
)

// A Pairing is a pair that an event counts for, and what kinds of parties stand behind it.
type Pairing struct {
	Dyad
	Sides Sides `json:"sides"`
}

// Dyads lists the pairs that the story counts for, in order: those of its own parties, and those that at least a quarter of its independent
// sources tell, for one report names whom another leaves out; a country that is only named takes one source more.
func (s *Story) Dyads() []Dyad {
	if s.Pairs == nil {
		return s.Event.Dyads()
	}
	out := make([]Dyad, len(s.Pairs))
	for i := range s.Pairs {
		out[i] = s.Pairs[i].Dyad
	}
	return out
}

// Between tells what kinds of parties stand behind one of the story's Dyads: the weightiest that its reports tell. An act of which no more
// is told than its year weighs little.
func (s *Story) Between(d Dyad) Sides {
	sides := s.between(d)
	if s.isVague() {
		return sides.slighter()
	}
	if d.Actor != d.Recipient && d.Actor != "" && d.Recipient != "" && slices.Contains(s.Dyads(), Dyad{d.Recipient, d.Actor}) {
		sides |= bothWays
	}
	if Lesser(s.Type, s.Mode) {
		sides |= lesser
	}
	return sides
}

func (s *Story) between(d Dyad) Sides {
	if i := slices.IndexFunc(s.Pairs, func(p Pairing) bool { return p.Dyad == d }); i >= 0 {
		return s.Pairs[i].Sides
	}
	return s.Event.Between(d)
}

// isVague says whether the day that the story is filed under only begins the year, or the more than a month, that is told.
func (s *Story) isVague() bool {
	if s.Event.Time == nil {
		return false
	}
	from, to, spans := strings.Cut(s.Event.Time.Value, "/")
	first, err := dayTold(from)
	if err != nil || first != s.Filed {
		return false
	}
	if !spans {
		return len(from) == len("2025")
	}
	last, err := dayTold(to)
	return err == nil && last > first.Add(31)
}

// pairsOfReports are the pairs of a story whose reports tell more than its own parties; nil when they do not.
func (s *Story) pairsOfReports() []Pairing {
	if len(s.Reports) < 2 {
		return nil
	}
	own := pairings(&s.Event)
	all := slices.Clone(own)
	by := map[Dyad]map[string]bool{} // independent sources
	for i := range s.Reports {
		for _, p := range pairings(&s.Reports[i].Event) {
			if p.Actor == "" || p.Recipient == "" {
				continue
			}
			if by[p.Dyad] == nil {
				by[p.Dyad] = map[string]bool{}
			}
			by[p.Dyad][sourceOf(&s.Reports[i])] = true
			switch k := slices.IndexFunc(all, func(q Pairing) bool { return q.Dyad == p.Dyad }); {
			case k < 0:
				all = append(all, p)
			case p.Sides.weightier(all[k].Sides):
				all[k].Sides = p.Sides
			}
		}
	}
	all = slices.DeleteFunc(all, func(p Pairing) bool {
		told := len(by[p.Dyad])
		if p.Sides.Doer() == Beside {
			told-- // what one report names beside the act may be why it was merged by mistake
		}
		if slices.ContainsFunc(own, func(q Pairing) bool { return q.Dyad == p.Dyad }) {
			// one report's doer and another's sufferer are no pair that anybody tells
			return len(by[p.Dyad]) == 0 && p.Actor != "" && p.Recipient != ""
		}
		return told == 0 || 4*told < s.Sources
	})
	slices.SortFunc(all, func(a, b Pairing) int {
		return cmp.Or(cmp.Compare(a.Actor, b.Actor), cmp.Compare(a.Recipient, b.Recipient))
	})
	if len(all) == 0 || slices.Equal(all, own) {
		return nil
	}
	return all
}

// pairings are an event's Dyads with what stands behind them.
func pairings(e *Event) []Pairing {
	var out []Pairing
	for _, d := range e.Dyads() {
		out = append(out, Pairing{d, e.Between(d)})
	}
	return out
}

package contacts

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// An Edge is two parties that talk about the pair's crisis.
type Edge struct {
	A     Party       `json:"a"` // a country, without a name, or a body of several countries
	B     Party       `json:"b"`
	Times int         `json:"times"`
	How   map[Way]int `json:"how"` // how often in which way
	Last  Contact     `json:"last"`
}

// gobetweens finds the third parties that talked to the one and to the other within a few days, the latest first.
func (v *view) gobetweens() []Gobetween {
	type side struct{ of, with []Contact }
	talked := map[string]*side{}
	who := map[string]Party{}
	for i := range v.stories {
		s := &v.stories[i]
		if s.Type != barograph.Consult || s.Status != barograph.Occurred || s.Filed > v.o.At || !v.spoken(s) {
			continue
		}
		all := append(slices.Clone(s.Actors), s.Recipients...)
		of, with := parties(all, v.a), parties(all, v.b)
		if (len(of) == 0) == (len(with) == 0) {
			continue // all three at once is told as mediated
		}
		for _, p := range others(all, v.a, v.b) {
			k := p.key()
			if talked[k] == nil {
				talked[k] = &side{}
			}
			c := contact(s, wayOf(s), append(of, with...), []Party{p})
			if _, ok := who[k]; !ok || len(p.Name) > 0 {
				who[k] = p
			}
			if len(of) > 0 {
				talked[k].of = append(talked[k].of, c)
			} else {
				talked[k].with = append(talked[k].with, c)
			}
		}
	}
	var out []Gobetween
	for k, t := range talked {
		newest(t.of)
		newest(t.with)
		if of, with, ok := closest(t.of, t.with); ok {
			out = append(out, Gobetween{who[k], of, with})
		}
	}
	slices.SortFunc(out, func(x, y Gobetween) int {
		return cmp.Or(cmp.Compare(max(y.Of.Day, y.With.Day), max(x.Of.Day, x.With.Day)), strings.Compare(x.Who.key(), y.Who.key()))
	})
	return out
}

// closest picks the latest two contacts, one of each list, that lie within Between days.
func closest(of, with []Contact) (x, y Contact, ok bool) {
	for i, j := 0, 0; i < len(of) && j < len(with); {
		x, y = of[i], with[j]
		if min(x.Day, y.Day).Add(Between) >= max(x.Day, y.Day) {
			return x, y, true
		}
		if x.Day > y.Day {
			i++
		} else {
			j++
		}
	}
	return x, y, false
}

// graph lists who talks to whom about the pair's crisis: in acts of both, or in articles that speak of both.
func (v *view) graph(ctx context.Context) ([]Edge, error) {
	edges := map[[2]string]*Edge{}
	f := store.Filter{Types: []barograph.Type{barograph.Consult}, Statuses: []barograph.Status{barograph.Occurred}, Since: v.o.Since(), Until: v.o.At,
		Confidence: v.o.Confidence}
	err := v.then.Each(ctx, f, func(s *barograph.Story) error {
		if !v.spoken(s) && (!involves(&s.Event, v.a) || !involves(&s.Event, v.b)) {
			return nil
		}
		linked := map[[2]string]bool{} // a story counts once, however many people of a country take part
		link := func(p, q Party) {
			if p.key() > q.key() {
				p, q = q, p
			}
			k := [2]string{p.key(), q.key()}
			if k[0] == k[1] || linked[k] {
				return
			}
			linked[k] = true
			how := wayOf(s)
			e := edges[k]
			if e == nil {
				e = &Edge{A: node(p), B: node(q), How: map[Way]int{}}
				edges[k] = e
			}
			e.Times++
			e.How[how]++
			if e.Last.Story == "" || s.Filed >= e.Last.Day {
				e.Last = contact(s, how, []Party{p}, []Party{q})
			}
		}
		actors, recipients := others(s.Actors, "", ""), others(s.Recipients, "", "")
		for _, p := range actors {
			for _, q := range recipients {
				link(p, q)
			}
		}
		if len(recipients) == 0 {
			for i, p := range actors {
				for _, q := range actors[i+1:] {
					link(p, q)
				}
			}
		}
		return nil
	})
	out := make([]Edge, 0, len(edges))
	for _, e := range edges {
		out = append(out, *e)
	}
	slices.SortFunc(out, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(y.Times, x.Times), cmp.Compare(y.Last.Day, x.Last.Day), strings.Compare(x.A.key()+x.B.key(), y.A.key()+y.B.key()))
	})
	return out, err
}

// node is a party as the graph shows it: a country as such, a body by its name.
func node(p Party) Party {
	if p.key() == p.Code {
		return Party{Code: p.Code}
	}
	return Party{Code: p.Code, Sector: p.Sector, Name: p.Name}
}

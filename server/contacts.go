package server

import (
	"cmp"
	"context"
	"net/http"

	"github.com/barograph/barograph/contacts"
)

func (s *Server) getContacts(w http.ResponseWriter, r *http.Request) error {
	a, b, e1 := pairOf(r)
	days, e2 := number(r, "days", 1, 3660, 90)
	if err := cmp.Or(e1, e2); err != nil {
		return err
	}
	return s.answerJSON(w, r, func(ctx context.Context) (any, error) {
		at, err := s.at(ctx, r)
		if err != nil {
			return nil, err
		}
		return s.contacts(ctx, a, b, contacts.Options{At: at, Days: days})
	})
}

// contacts reads the contacts of a pair, with no addresses but those of the web.
func (s *Server) contacts(ctx context.Context, a, b string, options contacts.Options) (*contacts.Overview, error) {
	o, err := contacts.Of(ctx, s.o.Store, a, b, options)
	if err != nil {
		return nil, err
	}
	for _, list := range []*[]contacts.Contact{&o.Direct, &o.Mediated, &o.Planned, &o.Disputed} {
		*list = append([]contacts.Contact{}, *list...) // an empty list is no null
		for i := range *list {
			cleanEvidence(&(*list)[i].Evidence)
		}
	}
	o.Mediators = append([]contacts.Mediator{}, o.Mediators...)
	o.Gobetweens = append([]contacts.Gobetween{}, o.Gobetweens...)
	o.Requests = append([]contacts.Request{}, o.Requests...)
	o.Graph = append([]contacts.Edge{}, o.Graph...)
	o.Gaps = append([]contacts.Gap{}, o.Gaps...)
	for i := range o.Requests {
		cleanEvidence(&o.Requests[i].Evidence)
		if o.Requests[i].Answer != nil {
			cleanEvidence(&o.Requests[i].Answer.Evidence)
		}
	}
	for i := range o.Gobetweens {
		cleanEvidence(&o.Gobetweens[i].Of.Evidence)
		cleanEvidence(&o.Gobetweens[i].With.Evidence)
	}
	for i := range o.Graph {
		cleanEvidence(&o.Graph[i].Last.Evidence)
	}
	if o.Last != nil {
		cleanEvidence(&o.Last.Evidence)
	}
	return o, nil
}

func cleanEvidence(e *contacts.Evidence) { e.URL = webAddress(e.URL) }

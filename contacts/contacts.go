package contacts

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

const (
	// Answer is how many days after a request an act counts as its answer.
	Answer = 30
	// Between is how many days may lie between a third party's talks with the one and with the other.
	Between = 7
	// Ahead is for how many days after its first report a planned contact counts as one to come.
	Ahead = 30
	// gap is how many days without news of either country are a span without data.
	gap = 7
)

// A Record is what is asked of the store.
type Record interface {
	Each(ctx context.Context, f store.Filter, reports bool, fn func(*barograph.Story) error) error
	Events(ctx context.Context, f store.Filter, p store.Page) (*store.Listing, error)
	Story(ctx context.Context, id string) (*barograph.Story, error)
	Dyads(ctx context.Context, f store.Filter, fn func(*barograph.DyadEvent) error) error
}

// Options say which contacts are wanted.
type Options struct {
	At         barograph.Day // the last day; only what was published by then counts
	Days       int           // how many days up to At are read; the last direct contact is looked for in the whole record
	Confidence float64       // stories below it do not count
}

// Since is the first day that is read.
func (o Options) Since() barograph.Day { return o.At.Add(1 - o.Days) }

// A Party is who takes part in a contact.
type Party struct {
	Code   string           `json:"code"`
	Sector barograph.Sector `json:"sector,omitempty"`
	Name   string           `json:"name"`
}

// A Way is how a contact was made.
type Way string

// The ways: those of a CONSULT are its modes, the last three are what was done together.
const (
	Phone        Way = "phone"
	Visit        Way = "visit"
	ThirdPlace   Way = "third-party" // at a place of neither
	Multilateral Way = "multilateral"
	Negotiation  Way = "negotiate"
	Mediation    Way = "mediate"
	Talks        Way = "talks" // a CONSULT without a mode
	Agreement    Way = "agreement"
	Truce        Way = "truce"
	Signing      Way = "signing"
)

// wayOf is the way of a CONSULT.
func wayOf(s *barograph.Story) Way { return cmp.Or(Way(s.Mode), Talks) }

// A Contact is one act of talking.
type Contact struct {
	Story      string           `json:"story"` // id
	Day        barograph.Day    `json:"day"`
	How        Way              `json:"how"`
	Status     barograph.Status `json:"status"`
	Of         []Party          `json:"of"`                // who took part for the first country
	With       []Party          `json:"with"`              // and for the second
	Others     []Party          `json:"others,omitempty"`  // who else took part
	Through    []Party          `json:"through,omitempty"` // who mediated
	Place      string           `json:"place,omitempty"`
	Sources    int              `json:"sources"` // independent ones
	Confidence float64          `json:"confidence"`
	Evidence   Evidence         `json:"evidence"`
}

// A Gobetween is a third party that talked to both within a few days.
type Gobetween struct {
	Who  Party   `json:"who"`
	Of   Contact `json:"of"`   // its latest talk with the first country
	With Contact `json:"with"` // and with the second
}

// A Gap is a span of days without news of either country.
type Gap struct {
	From barograph.Day `json:"from"`
	To   barograph.Day `json:"to"` // inclusive
}

// A Mediator is whom contacts went through.
type Mediator struct {
	Who   Party         `json:"who"` // a country, without a name, or a body of several countries
	Times int           `json:"times"`
	Last  barograph.Day `json:"last"`
}

// An Overview is what is known of the contacts of a pair.
type Overview struct {
	A          string        `json:"a"` // country codes
	B          string        `json:"b"`
	At         barograph.Day `json:"at"`
	Since      barograph.Day `json:"from"`
	Last       *Contact      `json:"last"`        // the last direct contact; null when the record knows none
	Silent     int           `json:"silent_days"` // from the last direct contact to At; -1 when the record knows none
	Unheard    int           `json:"days_without_news"`
	Heard      int           `json:"days_with_news"` // of the days that are read
	Direct     []Contact     `json:"direct"`         // the newest first, as all lists
	Mediated   []Contact     `json:"mediated"`
	Mediators  []Mediator    `json:"mediators"` // of Mediated, the busiest first
	Gobetweens []Gobetween   `json:"go_betweens"`
	Planned    []Contact     `json:"planned"`
	Disputed   []Contact     `json:"disputed"`
	Requests   []Request     `json:"requests"`
	Graph      []Edge        `json:"graph"`
	Gaps       []Gap         `json:"gaps"` // within the days that are read
	Stories    int           `json:"stories"`
}

// Of reads the contacts of two countries, by code. o.At and o.Days, from 1, must be given. It fails when the two are one, or as the record
// does.
func Of(ctx context.Context, r Record, a, b string, o Options) (*Overview, error) {
	if a == b {
		return nil, fmt.Errorf("%s and %s are one country", a, b)
	}
	v := &view{a: a, b: b, o: o, told: map[string][]*barograph.Story{}, about: map[string]bool{}, articles: map[string][]string{}}
	var err error
	if v.then, err = store.ReadThen(ctx, r, o.At); err != nil {
		return nil, err
	}
	if err := v.read(ctx); err != nil {
		return nil, err
	}
	out := &Overview{A: a, B: b, At: o.At, Since: o.Since(), Silent: -1, Stories: v.pair}
	for i := range v.stories {
		v.contact(&v.stories[i], out)
	}
	v.through(out)
	for _, list := range []*[]Contact{&out.Direct, &out.Mediated, &out.Planned, &out.Disputed} {
		newest(*list)
	}
	out.Mediators = mediators(out.Mediated)
	out.Gobetweens = v.gobetweens()
	out.Requests = v.requests()
	if out.Graph, err = v.graph(ctx); err != nil {
		return nil, err
	}
	if len(out.Direct) > 0 {
		out.Last = &out.Direct[0]
	} else if out.Last, err = v.before(ctx, r); err != nil {
		return nil, err
	}
	return out, v.silence(ctx, out)
}

// A view is what is read of the record to answer for a pair.
type view struct {
	a, b     string
	o        Options
	then     *store.Then                   // the record as known at o.At
	stories  []barograph.Story             // that name one of the two, as known at o.At
	pair     int                           // how many name both
	told     map[string][]*barograph.Story // by sentence
	articles map[string][]string           // of a story
	about    map[string]bool               // articles that speak of both
}

// read reads the stories that name one of the two.
func (v *view) read(ctx context.Context) error {
	names := map[string]int{} // of articles: 1 the first country, 2 the second, 3 both
	f := store.Filter{Countries: []string{v.a, v.b}, Since: v.o.Since(), Confidence: v.o.Confidence}
	err := v.then.Each(ctx, f, func(s *barograph.Story) error {
		v.stories = append(v.stories, *s)
		bits := 0
		if involves(&s.Event, v.a) {
			bits |= 1
		}
		if involves(&s.Event, v.b) {
			bits |= 2
		}
		for i := range s.Reports {
			names[s.Reports[i].Source.ID] |= bits
			v.articles[s.ID] = append(v.articles[s.ID], s.Reports[i].Source.ID)
		}
		return nil
	})
	for id, bits := range names {
		if bits == 3 {
			v.about[id] = true
		}
	}
	for i := range v.stories {
		s := &v.stories[i]
		for j := range s.Reports {
			k := sentence(&s.Reports[j])
			v.told[k] = append(v.told[k], s)
		}
		if involves(&s.Event, v.a) && involves(&s.Event, v.b) {
			v.pair++
		}
	}
	return err
}

// sentence names the sentence a report rests on.
func sentence(r *barograph.Report) string { return fmt.Sprint(r.Source.ID, " ", r.Sentence) }

// contact files a story under the kind of contact it is, if it is one.
func (v *view) contact(s *barograph.Story, out *Overview) {
	c, direct, ok := v.contactOf(s)
	switch {
	case !ok:
	case c.Status == barograph.Planned, c.Status == barograph.Occurred && (s.Filed > v.o.At || s.Type == barograph.Agree && s.Mode == "meet"):
		c.Status = barograph.Planned
		if known := s.Published; s.Filed > v.o.At || known == nil || barograph.DayOf(known.Time).Add(Ahead) >= v.o.At {
			out.Planned = append(out.Planned, c)
		}
	case c.Status != barograph.Occurred:
		out.Disputed = append(out.Disputed, c)
	case direct:
		out.Direct = append(out.Direct, c)
	default:
		out.Mediated = append(out.Mediated, c)
	}
}

// contact is a story as a contact of some with others.
func contact(s *barograph.Story, how Way, of, with []Party) Contact {
	return Contact{Story: s.ID, Day: s.Filed, How: how, Status: s.Status, Of: of, With: with, Sources: s.Sources, Confidence: s.Confidence,
		Evidence: Cite(s)}
}

// contactOf reads a story as a contact of the two, direct or mediated.
func (v *view) contactOf(s *barograph.Story) (c Contact, direct, ok bool) {
	joint := len(s.Recipients) == 0
	var how Way
	switch {
	case s.Type == barograph.Consult:
		how = wayOf(s)
	case s.Type == barograph.Agree && s.Mode == "meet":
		how = Talks
	case s.Type == barograph.Agree && (joint || v.both(s.Actors)):
		how = Agreement
	case s.Type == barograph.Retreat && s.Mode == "ceasefire" && (joint || v.both(s.Actors)):
		how = Truce
	case s.Type == barograph.Support && s.Mode == "sign" && (joint || v.both(s.Actors)):
		how = Signing
	default:
		return c, false, false
	}
	all := append(slices.Clone(s.Actors), s.Recipients...)
	c = contact(s, how, parties(all, v.a), parties(all, v.b))
	c.Others = others(all, v.a, v.b)
	if len(s.Locations) > 0 {
		c.Place = cmp.Or(s.Locations[0].Name, s.Locations[0].Text)
	}
	if how == Mediation {
		v.complete(&c, s)
	}
	if len(c.Of) == 0 || len(c.With) == 0 {
		return c, false, false
	}
	// Both on the receiving side alone did not talk to each other: somebody talked to both.
	faced := v.both(s.Actors) || len(parties(s.Actors, v.a)) > 0 && len(parties(s.Recipients, v.b)) > 0 ||
		len(parties(s.Actors, v.b)) > 0 && len(parties(s.Recipients, v.a)) > 0
	if how == Mediation || !faced {
		c.Through, c.Others = c.Others, nil
		return c, false, how == Mediation || len(c.Through) > 0
	}
	return c, true, true
}

// complete adds to a mediation what it leaves out, the mediators or the two, from what the same sentence tells beside it.
func (v *view) complete(c *Contact, s *barograph.Story) {
	for i := range s.Reports {
		for _, t := range v.told[sentence(&s.Reports[i])] {
			all := append(slices.Clone(t.Actors), t.Recipients...)
			if len(c.Of) == 0 && len(c.With) == 0 && v.both(all) {
				c.Of, c.With = parties(all, v.a), parties(all, v.b)
			}
			if len(c.Others) == 0 {
				c.Others = others(all, v.a, v.b)
			}
		}
	}
}

// through takes what was agreed in articles that tell of mediation out of the direct contacts: it came about through the mediators.
func (v *view) through(out *Overview) {
	mediators := map[string][]Party{} // by article
	for i := range out.Mediated {
		if c := &out.Mediated[i]; c.How == Mediation {
			for _, a := range v.articles[c.Story] {
				mediators[a] = append(mediators[a], c.Through...)
			}
		}
	}
	out.Direct = slices.DeleteFunc(out.Direct, func(c Contact) bool {
		if c.How != Agreement && c.How != Truce {
			return false
		}
		for _, a := range v.articles[c.Story] {
			if by, ok := mediators[a]; ok {
				for _, p := range by {
					if !slices.Contains(c.Through, p) {
						c.Through = append(c.Through, p)
					}
				}
				out.Mediated = append(out.Mediated, c)
				return true
			}
		}
		return false
	})
}

// mediators counts whom contacts went through.
func mediators(cs []Contact) []Mediator {
	var out []Mediator
	for i := range cs {
		counted := map[string]bool{}
		for _, p := range cs[i].Through {
			k := p.key()
			if counted[k] {
				continue
			}
			counted[k] = true
			at := slices.IndexFunc(out, func(m Mediator) bool { return m.Who.key() == k })
			if at < 0 {
				at = len(out)
				out = append(out, Mediator{Who: node(p)})
			}
			out[at].Times++
			out[at].Last = max(out[at].Last, cs[i].Day)
		}
	}
	slices.SortStableFunc(out, func(x, y Mediator) int { return cmp.Or(cmp.Compare(y.Times, x.Times), cmp.Compare(y.Last, x.Last)) })
	return out
}

func (v *view) both(ps []barograph.Participant) bool {
	return len(parties(ps, v.a)) > 0 && len(parties(ps, v.b)) > 0
}

// before finds the last direct contact before the days that are read.
func (v *view) before(ctx context.Context, r Record) (*Contact, error) {
	f := store.Filter{Pairs: []barograph.Dyad{{Actor: v.a, Recipient: v.b}},
		Types: []barograph.Type{barograph.Consult, barograph.Agree, barograph.Support, barograph.Retreat},
		Until: v.o.Since().Add(-1), Confidence: v.o.Confidence}
	var last *Contact
	_, err := v.then.Latest(ctx, r, f, func(s *barograph.Story) (bool, error) {
		c, err := v.met(ctx, s)
		if c != nil {
			last = c
		}
		return c != nil, err
	})
	return last, err
}

// met reads a story as a direct contact of the two that took place, and through nobody; nil when it is none.
func (v *view) met(ctx context.Context, s *barograph.Story) (*Contact, error) {
	c, direct, ok := v.contactOf(s)
	if !ok || !direct || c.Status != barograph.Occurred || s.Type == barograph.Agree && s.Mode == "meet" {
		return nil, nil
	}
	if c.How == Agreement || c.How == Truce {
		if by, err := v.brokered(ctx, s); by || err != nil {
			return nil, err
		}
	}
	return &c, nil
}

// brokered says whether an article that tells an agreement of the two tells of mediation too.
func (v *view) brokered(ctx context.Context, s *barograph.Story) (bool, error) {
	in := map[string]bool{}
	for i := range s.Reports {
		in[s.Reports[i].Source.ID] = true
	}
	found := false
	f := store.Filter{Types: []barograph.Type{barograph.Consult}, Modes: []string{string(Mediation)}, Since: s.Filed.Add(-Between),
		Until: s.Filed.Add(Between)}
	err := v.then.Each(ctx, f, func(m *barograph.Story) error {
		found = found || slices.ContainsFunc(m.Reports, func(x barograph.Report) bool { return in[x.Source.ID] })
		return nil
	})
	return found, err
}

// silence counts the days without contact, and those without news of either country.
func (v *view) silence(ctx context.Context, out *Overview) error {
	from := out.Since
	if out.Last != nil {
		out.Silent = int(out.At.Time().Sub(out.Last.Day.Time()).Hours() / 24)
		from = min(from, out.Last.Day)
	}
	heard := map[barograph.Day]bool{}
	f := store.Filter{Countries: []string{v.a, v.b}, Since: from.Add(-Answer)}
	err := v.then.Dyads(ctx, f, func(d *barograph.DyadEvent) error {
		heard[d.Known] = true
		return nil
	})
	if err != nil {
		return err
	}
	if out.Last != nil {
		for d := out.Last.Day.Add(1); d <= out.At; d = d.Add(1) {
			if !heard[d] {
				out.Unheard++
			}
		}
	}
	var open *Gap
	for d := out.Since; d <= out.At; d = d.Add(1) {
		switch {
		case heard[d]:
			out.Heard++
			open = nil
		case open == nil:
			out.Gaps = append(out.Gaps, Gap{d, d})
			open = &out.Gaps[len(out.Gaps)-1]
		default:
			open.To = d
		}
	}
	out.Gaps = slices.DeleteFunc(out.Gaps, func(g Gap) bool { return g.From.Add(gap-1) > g.To })
	return nil
}

// newest sorts contacts, the latest first; of one day talks before what they led to.
func newest(cs []Contact) {
	result := func(c Contact) int {
		if c.How == Agreement || c.How == Truce || c.How == Signing {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(cs, func(x, y Contact) int {
		return cmp.Or(cmp.Compare(y.Day, x.Day), cmp.Compare(result(x), result(y)), cmp.Compare(y.Sources, x.Sources),
			cmp.Compare(y.Confidence, x.Confidence), strings.Compare(x.Story, y.Story))
	})
}

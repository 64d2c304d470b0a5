package barograph

import (
	"cmp"
	"slices"
	"strings"
)

// A Side is the kind of party that stands on one side of a pair: an act of a state on a state is not one of a thief on a tourist, though
// both are of one country on another.
type Side int

// The kinds of party, the weightiest first.
const (
	State Side = iota // organs of the state, the country by name
	Armed             // armed groups
	// Private are parties, people, firms, criminals, associations, former holders of office; as doers also police and courts, which act on single
	// people, and whoever is not told.
	Private
	Ground // no party that the text names: the act was done in that country, or to a thing of it
)

// Beside stands in the place of the doer's kind when one side of the pair is a country that the sentence only names beside the act. It is
// Ground's number, which no doer has.
const Beside = Ground

// Sides are the kinds of both parties of a pair with what marks the act between them, as one number that a database can keep.
type Sides int

// SidesOf are the sides of a doer and of whom it is done to.
func SidesOf(doer, sufferer Side) Sides { return Sides(doer)*4 + Sides(sufferer) }

// SideCombinations is how many Sides there are.
const SideCombinations = 64

// bothWays marks the sides of an act that counts in both directions.
const bothWays Sides = 16

// BothWays says whether the act counts in the other direction, too: a clash, an agreement.
func (s Sides) BothWays() bool { return s&bothWays != 0 }

// lesser marks the sides of an act of a Lesser kind.
const lesser Sides = 32

// Lesser says whether the act is of a kind that seldom tells a quarrel of two states, whoever its parties are; see the function Lesser.
func (s Sides) Lesser() bool { return s&lesser != 0 }

// Doer is the kind of who acts.
func (s Sides) Doer() Side { return Side(s / 4 % 4) }

// Sufferer is the kind of who is acted on.
func (s Sides) Sufferer() Side { return Side(s % 4) }

// weightier says whether these sides count more than others: told before only named, then the kind of whom it is done to, then of the doer.
func (s Sides) weightier(than Sides) bool {
	if told := s.Doer() != Beside; told != (than.Doer() != Beside) {
		return told
	}
	return cmp.Or(cmp.Compare(sideOrder[s.Sufferer()], sideOrder[than.Sufferer()]), cmp.Compare(s.Doer(), than.Doer())) < 0
}

// sideOrder tells which kind counts most.
var sideOrder = [...]int{State: 0, Armed: 1, Ground: 2, Private: 3}

// Between tells what kinds of parties stand behind one of the event's Dyads; of several of one country the weightiest counts.
func (e *Event) Between(d Dyad) Sides {
	sides := e.between(d)
	switch {
	case e.isHost(d.Recipient), e.isTried(), e.isPrecaution(), sides.Sufferer() == Armed && d.Actor != d.Recipient && e.isOutlawing(),
		// whoever turns down a plan or a bill of nobody's has seldom turned down the country that it is about
		e.Type == Reject && e.Mode == "" && sides.Doer() == Beside:
		return sides.slighter()
	}
	return sides
}

func (e *Event) between(d Dyad) Sides {
	doer, _ := e.doerSide(e.Actors, d.Actor)
	sufferer, named := e.suffererSide(e.Recipients, d.Recipient)
	if !named {
		if sufferer, named = e.suffererSide(e.Actors, d.Recipient); !named { // else a joint subject
			if sufferer = Ground; d.Recipient != "" && e.ground(codes(e.Actors)) != d.Recipient {
				return SidesOf(Beside, doer)
			}
		}
	}
	if _, told := e.doerSide(e.Actors, d.Actor); !told && d.Actor != "" {
		return SidesOf(Beside, sufferer)
	}
	return SidesOf(doer, sufferer)
}

// beside are the countries that the sentence of an act of conflict names beside its parties and that may stand on the other side of one of
// them, of a code and a kind. That one must be a state or an armed group, for a crime is no act between countries.
func (e *Event) beside(code string, kind Side) []string {
	if q := Quad(e.Type, e.Force); q != MaterialConflict && q != VerbalConflict || kind == Private {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(e.Named), func(c string) bool { return c == code || !e.takesPart(c, code) })
}

// takesPart says whether a country that is only named may have a part in what a side of a code does, or suffers.
func (e *Event) takesPart(c, code string) bool {
	actors, recipients := codes(e.Actors), codes(e.Recipients)
	isPlace := func(l Location) bool { return l.Country == c }
	isElsewhere := func(l Location) bool { return l.Country != "" && l.Country != c }
	switch {
	case len(recipients) == 0:
		return true
	case len(actors) == 0 && e.Type == Protest: // that people march in ten countries is no act of the ten
		return !slices.ContainsFunc(e.Locations, isElsewhere)
	case len(actors) == 0 && e.isOfPolice(): // they act in their own country; a case names others
		return slices.ContainsFunc(e.Locations, isPlace)
	case len(actors) == 0:
		return true
	case slices.Contains(actors, code): // at home, where whoever is named is what it is about
		switch e.Type {
		case Assault, Mobilize, Coerce, Threaten: // unless it is done there, or by or to rebels whom that country arms
			return slices.ContainsFunc(e.Locations, isPlace) || hasBacker(e.Actors) && e.isHostTo(e.Recipients, code) ||
				hasBacker(e.Recipients) && e.isHostTo(e.Actors, code)
		}
		return false
	}
	// Both sides are told: what one says against the other may be about a third; what one does to the other is between the two, and so is a
	// case in the courts of one, but an alliance's attack may be that of the country named, and a court of many that country's case.
	if e.Type != Accuse && e.Type != Assault || slices.ContainsFunc(e.Locations, isPlace) {
		return false
	}
	return e.Type == Accuse && e.Mode != "legal" || !slices.ContainsFunc(actors, isOneState)
}

// isOfPolice says whether an act is one that police and courts do.
func (e *Event) isOfPolice() bool {
	switch e.Type {
	case Coerce:
		return e.Mode != "occupy" && e.Mode != "blockade"
	case Accuse:
		return e.Mode == "legal" || e.Mode == "investigate"
	}
	return false
}

// isHelped says whether what one does in the country of another is help for it: "French and Malian troops retake a town" and fight rebels
// of Mali.
func (e *Event) isHelped(actor, host string) bool {
	if actor == host || Quad(e.Type, e.Force) != MaterialConflict {
		return false
	}
	doer, acts := e.doerSide(e.Actors, host)
	sufferer, _ := e.suffererSide(e.Recipients, host)
	return acts && doer == State && sufferer != State
}

// isOneState says whether a code is not an alliance's.
func isOneState(code string) bool { return code != CodeIGO && code != CodeMUL }

// hasBacker says whether rebels among some participants are told to have a state behind them.
func hasBacker(ps []Participant) bool {
	return slices.ContainsFunc(ps, func(p Participant) bool {
		return p.Sector == REB && hasAny(strings.ToLower(p.Text), backing)
	})
}

// backing tells of a state behind rebels: "Danish-backed rebels".
var backing = []string{"-backed", "-supported", "-sponsored", "-armed", "-trained", "-aligned", "-controlled", "pro-", "backed by",
	"supported by"}

// isHostTo says whether an organ of the state of a code is among some participants.
func (e *Event) isHostTo(ps []Participant, code string) bool {
	kind, _ := e.suffererSide(ps, code)
	return kind == State
}

// doerSide is the weightiest kind among the participants of a code that act, and whether there is one.
func (e *Event) doerSide(ps []Participant, code string) (kind Side, named bool) {
	return e.weightiest(ps, code, func(s Sector) Side {
		switch s {
		case COP, JUD, "": // theirs, as a private person's, is seldom an act between countries
			return Private
		}
		return sideOf(s)
	})
}

// suffererSide is the weightiest kind among the participants of a code that are acted on, and whether there is one.
func (e *Event) suffererSide(ps []Participant, code string) (kind Side, named bool) {
	return e.weightiest(ps, code, func(s Sector) Side {
		if s == "" {
			return Ground // a place, a ship, whatever belongs to a country and is none of its parties
		}
		return sideOf(s)
	})
}

func (e *Event) weightiest(ps []Participant, code string, kindOf func(Sector) Side) (kind Side, named bool) {
	kind = Private
	for i := range ps {
		if ps[i].Code != code {
			continue
		}
		named = true
		if k := kindOf(ps[i].Sector); sideOrder[k] < sideOrder[kind] && !ps[i].isFormer() && !e.isFormerBeside(&ps[i]) {
			kind = k
		}
	}
	return kind, named
}

// isFormer says whether a participant is called by an office that they hold no more: "former President Ana Quispe". They keep its sector,
// but what they do and what is done to them is a private person's. "The former Soviet Union" is no person.
func (p *Participant) isFormer() bool {
	words := strings.Fields(strings.ToLower(p.Text))
	for i, w := range words {
		switch w {
		case "former", "ousted", "deposed", "ex":
			return i+1 == len(words) || !strings.HasPrefix(words[i+1], "soviet") && !strings.HasPrefix(words[i+1], "yugoslav")
		case "of", "in", "from", "by", "to", "and":
			return false
		}
		if strings.HasPrefix(w, "ex-") {
			return true
		}
	}
	return false
}

// isFormerBeside says whether the words behind a participant tell of an office that they hold no more: "Ana Quispe, a former president of",
// "President Ana Quispe, who was ousted".
func (e *Event) isFormerBeside(p *Participant) bool {
	before, after, found := strings.Cut(e.Evidence, p.Text)
	if !found || p.Text == "" || !strings.HasPrefix(after, ", ") || strings.HasSuffix(strings.ToLower(before), "in ") {
		return false // "In Peru, former ministers"
	}
	words := wordsOf(after[:min(len(after), 60)])
	for len(words) > 0 && slices.Contains([]string{"the", "a", "an", "who", "was", "recently", "country", "s", "its", "their", "his"}, words[0]) {
		words = words[1:]
	}
	return len(words) > 0 && slices.Contains([]string{"former", "formerly", "ousted", "deposed", "ex"}, words[0])
}

func sideOf(s Sector) Side {
	switch s {
	case GOV, MIL, COP, SPY, JUD, LEG, IGO:
		return State
	case REB:
		return Armed
	}
	return Private
}

// ground is the country in which an act of force was done when nobody is named to whom: "American warplanes struck targets near Fordow".
// It is "" when the act is none of force, when no state and no armed group did it, and when it is at home or in several countries.
func (e *Event) ground(actors []string) string {
	switch {
	case e.Mode == "deport": // it is done where they are sent from
		return ""
	case e.Type != Assault && e.Type != Coerce && e.Type != Mobilize:
		return ""
	}
	country := ""
	for i := range e.Locations {
		switch c := e.Locations[i].Country; c {
		case country, "":
		default:
			if country != "" {
				return ""
			}
			country = c
		}
	}
	for _, a := range actors {
		if kind, _ := e.doerSide(e.Actors, a); a == country || kind == Private {
			return ""
		}
	}
	return country
}

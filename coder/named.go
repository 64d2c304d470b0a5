package coder

import (
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
)

// named lists the countries of which an event's sentence speaks beside those of its participants, without repetition, in their order: those
// that may have a part in it. A surname alone is the weakest sign that a country is spoken of, and a private person, a firm or a newspaper does
// not stand for its country; they count where they are a participant's of some event.
func (r *reading) named(t *told, all []*told) []string {
	e := &t.event
	var out []string
	text := r.slice(r.sentences[e.Sentence].span)
	for _, m := range r.spokenOf(e.Sentence) {
		is := func(p barograph.Participant) bool { return p.Code == m.Code }
		switch {
		case m.Code == barograph.CodeIGO, m.Code == barograph.CodeTRN, m.Shared, slices.Contains(out, m.Code):
		case slices.ContainsFunc(e.Actors, is), slices.ContainsFunc(e.Recipients, is):
		case isVenue(text[:m.Start]), isAlly(e, m), r.isTeller(t, m):
		case isGuestOf(text[:m.Start]), isFellowCritic(t, m.Code, all), isWarName(e, text, m), m.Border && isAtHome(e):
		case m.Kind == "nationality" && barograph.Quad(e.Type, e.Force) == barograph.VerbalConflict && r.isOfPrivate(text, m):
		case r.isWeak(t, m) && !r.isParty(e.Sentence, m, all):
		default:
			out = append(out, m.Code)
		}
	}
	return out
}

// isOfPrivate says whether a nationality is that of a private person, a firm or a newspaper, who do not stand for their country: in words one
// speaks of them, and not to it. "The Chilean people" are Chile.
func (r *reading) isOfPrivate(text string, m actors.Mention) bool {
	words := splitWords(text[m.Start:], 0)
	for n := 2; n <= 3 && n <= len(words) && !words[n-1].cut && !isFunction(words[n-1].lower); n++ {
		if w := r.alone(text[m.Start : m.Start+words[n-1].end]); w.sector != "" {
			return camps[w.sector] == people && words[n-1].lower != "people" && words[n-1].lower != "population"
		}
	}
	return false
}

// isWeak says whether a mention by itself is no sign that its country has a part in an event.
func (r *reading) isWeak(t *told, m actors.Mention) bool {
	switch m.Kind {
	case "surname":
		return true
	case "person", "body":
		camp := camps[m.Sector]
		return camp != state && camp != armed || r.isInside(t, m)
	}
	return false
}

// at is where a mention stands in the text.
func (r *reading) at(n int, m actors.Mention) span {
	start := r.sentences[n].start
	return span{start + m.Start, start + m.End}
}

// isParty says whether some event has a participant by the words and of the country of a mention.
func (r *reading) isParty(n int, m actors.Mention, all []*told) bool {
	at := r.at(n, m)
	is := func(p party) bool { return p.Code == m.Code && p.at.holds(at) }
	return slices.ContainsFunc(all, func(t *told) bool {
		return slices.ContainsFunc(t.actors, is) || slices.ContainsFunc(t.recipients, is) || t.claimant != nil && is(*t.claimant)
	})
}

// isTeller says whether a mention is of who tells the news and has no part in it: "a Chilean newspaper reports".
func (r *reading) isTeller(t *told, m actors.Mention) bool {
	if t.claimant == nil || !t.claimant.at.holds(r.at(t.event.Sentence, m)) {
		return false
	}
	switch t.claimant.Sector {
	case barograph.MED, barograph.NGO, barograph.EDU:
		return true
	}
	return false
}

// isInside says whether a mention lies within the words of a participant, who is of another country: the tables know an organ of that name
// elsewhere.
func (r *reading) isInside(t *told, m actors.Mention) bool {
	at := r.at(t.event.Sentence, m)
	holds := func(p party) bool { return p.at.holds(at) }
	return slices.ContainsFunc(t.actors, holds) || slices.ContainsFunc(t.recipients, holds)
}

// isAlly says whether a mention is of somebody who helps the doer of a deed, when nobody is told to whom it is done: "Chile's army, backed by
// Danish warplanes, took the town" is nothing between Denmark and Chile. Whoever arms rebels acts against the country in which they fight.
func isAlly(e *barograph.Event, m actors.Mention) bool {
	if barograph.Quad(e.Type, e.Force) != barograph.MaterialConflict || len(e.Actors) == 0 || len(e.Recipients) > 0 || !m.IsBacker() {
		return false
	}
	return !slices.ContainsFunc(e.Actors, func(p barograph.Participant) bool {
		return p.Sector == barograph.REB && slices.ContainsFunc(e.Locations, func(l barograph.Location) bool { return l.Country == p.Code })
	})
}

// isGuestOf says whether what follows these words is where somebody is a guest while the act is done: "during a state visit to Chile",
// "while the minister is visiting Chile". A visit that is put off or resented is another matter.
func isGuestOf(before string) bool {
	words := splitWords(before, 0)
	words = beforeArticle(words)
	n := len(words)
	switch {
	case n > 1 && words[n-1].lower == "visiting":
		return words[n-2].lower == "is" || words[n-2].lower == "while" || words[n-2].lower == "whilst" || words[n-2].lower == "when"
	case n > 2 && words[n-1].lower == "to" && words[n-2].lower == "visit":
		for i := n - 3; i >= 0 && n-3-i <= 3; i-- {
			switch words[i].lower {
			case "on", "during":
				return true
			}
		}
	}
	return false
}

// isFellowCritic says whether a country voices disapproval of the same in the same sentence: "denounced by Chile, while Peru voiced dismay".
func isFellowCritic(t *told, code string, all []*told) bool {
	isCritic := func(o *told) bool { return o.event.Type == barograph.Accuse && len(o.recipients) == 0 }
	return isCritic(t) && slices.ContainsFunc(all, func(o *told) bool {
		return o != t && isCritic(o) && o.event.Sentence == t.event.Sentence &&
			slices.ContainsFunc(o.actors, func(p party) bool { return p.Code == code })
	})
}

// isAtHome says whether somebody uses force in their own country: whose border is near has no part in it.
func isAtHome(e *barograph.Event) bool {
	return (e.Type == barograph.Assault || e.Type == barograph.Coerce) && slices.ContainsFunc(e.Actors, func(p barograph.Participant) bool {
		return slices.ContainsFunc(e.Locations, func(l barograph.Location) bool { return l.Country == p.Code && p.Code != "" })
	})
}

// isWarName says whether a country only names the war that words are about: "criticises him for the Iraq war".
func isWarName(e *barograph.Event, text string, m actors.Mention) bool {
	if barograph.Quad(e.Type, e.Force) != barograph.VerbalConflict {
		return false
	}
	isWar := func(words []word, i int) bool {
		return i >= 0 && i < len(words) && words[i].lower == "war" && !words[i].cut
	}
	before := splitWords(text[:m.Start], 0)
	n := len(before)
	return isWar(splitWords(text[m.End:], 0), 0) || n > 1 && before[n-1].lower == "in" && isWar(before, n-2)
}

// isVenue says whether what follows these words is where somebody lives or people meet: "in exile in Chile", "at a summit in Chile".
func isVenue(before string) bool {
	before = strings.TrimSuffix(strings.TrimRight(strings.ToLower(before), " "), " the")
	for _, preposition := range []string{" in", " at", " from", " to"} {
		if front, ok := strings.CutSuffix(before, preposition); ok {
			words := strings.Fields(front)
			return len(words) > 0 && slices.Contains(venues, words[len(words)-1]+preposition)
		}
	}
	return false
}

// venues are words that stand before the country of a home or of a meeting.
var venues = []string{"exile in", "exiled in", "exiled to", "live in", "lives in", "lived in", "living in", "resides in", "resided in", "residing in",
	"resident in", "born in", "refuge in", "refugee in", "hospital in", "hospitalised in", "hospitalized in", "docked in", "return from",
	"returns from", "returned from", "returning from", "summit in", "summit at", "talks in", "talks at", "conference in", "meeting in",
	"meetings in", "forum in", "speaking in", "speech in", "interview in", "match in", "match at", "tournament in", "games in"}

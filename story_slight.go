package barograph

import (
	"slices"
	"strings"
)

// slight stands in the place of both kinds where an act tells little of a pair on its day (docs/tension.md lists when): it weighs as what is
// only named, and on no party.
const slight = Sides(Beside*4 + Ground)

// slighter are the sides of such an act: slight, unless they weigh less themselves, as what private people suffer from one another or from a
// country that is only named.
func (s Sides) slighter() Sides {
	if s.Doer() >= Private && s.Sufferer() == Private {
		return s
	}
	return slight
}

// isHost says whether a country is no more than where forces are sent to: "sends 300 soldiers to Mali", "stations aircraft in Qatar". Mostly
// they come as its guests. "To its border with Mali", "into Mali" and "against Mali" are another matter, and so is an act on anybody of it.
func (e *Event) isHost(country string) bool {
	if e.Type != Mobilize || country == "" {
		return false
	}
	_, rest, found := strings.Cut(e.Evidence, e.Trigger.Text)
	if !found || !slices.ContainsFunc(wordsOf(e.Trigger.Text), func(w string) bool { return begins(w, sendings) }) {
		return false
	}
	there := func(at Span) bool {
		before, after, found := strings.Cut(rest, at.Text)
		if !found || at.Text == "" || strings.Contains(at.Text, "border") || strings.HasPrefix(after, "'s border") || strings.HasPrefix(after, " border") {
			return false
		}
		before = " " + strings.TrimSuffix(before, "the ")
		before, to := strings.CutSuffix(before, " to ")
		before, in := strings.CutSuffix(before, " in ")
		return (to || in) && !strings.Contains(before, " to ") // "deploys ships to watch tests in North Korea"
	}
	is := false
	for i := range e.Recipients {
		if p := &e.Recipients[i]; p.Code == country {
			if is = there(p.Span) || isHelpedBy(rest, p.Text); !is {
				return false
			}
		}
	}
	return is || slices.ContainsFunc(e.Locations, func(l Location) bool { return l.Country == country && there(l.Span) })
}

// isHelpedBy says whether forces are sent, as the rest of the sentence says, to help a party: "to shore up the police", "in support of the army".
func isHelpedBy(rest, party string) bool {
	before, _, found := strings.Cut(rest, party)
	words := wordsOf(before)
	const reach = 4 // words from the verb to the party: "to help defend the besieged"
	words = words[max(0, len(words)-reach):]
	return found && party != "" && !slices.Contains(words, "against") && slices.ContainsFunc(words, func(w string) bool { return begins(w, helping) })
}

// sendings are the beginnings of words for sending forces, helping of those for helping somebody.
var (
	sendings = []string{"send", "sent", "deploy", "redeploy", "dispatch", "station", "arriv", "keep", "extend", "doubl", "reinforc", "mov", "expand",
		"boost", "bolster", "strengthen"}
	helping = []string{"help", "assist", "aid", "support", "shore", "defend", "protect", "train", "advis", "back"}
)

// isOutlawing says whether a state puts fighters on a list of terrorists, freezes their money or tries them: to the country that they are of it
// is more often a service than a quarrel. What is done to fighters where they fight is another matter.
func (e *Event) isOutlawing() bool {
	switch trigger := strings.ToLower(e.Trigger.Text); e.Type {
	case Coerce:
		return e.Mode == "ban" || begins(trigger, freezings)
	case Sanction:
		return strings.HasPrefix(trigger, "designat")
	case Accuse:
		return e.Mode == "legal"
	}
	return false
}

// freezings are the beginnings of words for money that is kept from its owner.
var freezings = []string{"freez", "froze"}

// isTried says whether an attack is told as what somebody answers for in court: "sentenced to ten years for the murder of". It was news when
// it happened, and is seldom so today.
func (e *Event) isTried() bool {
	before, _, found := strings.Cut(e.Evidence, e.Trigger.Text)
	if e.Type != Assault || !found || strings.HasPrefix(strings.ToLower(e.Trigger.Text), "execut") {
		return false
	}
	tried, linked := false, false // a word of a court stands before; a preposition leads from it to the attack
	words := wordsOf(before)
	for i, w := range words {
		switch {
		case begins(w, verdicts) && (w != "charge" || i == 0 || words[i-1] != "in"):
			tried, linked = true, false
		case slices.Contains([]string{"for", "of", "with", "over", "in", "to", "after"}, w):
			linked = tried
		case slices.Contains([]string{"prompting", "as", "while", "when", "amid", "but", "despite", "following", "during", "response", "where"}, w):
			tried, linked = false, false
		}
	}
	// "the man convicted of arson is shot" is no longer told of a trial
	return linked && !slices.Contains([]string{"is", "are", "was", "were", "being", "and"}, words[len(words)-1])
}

// verdicts are the beginnings of words of courts.
var verdicts = []string{"sentenc", "convict", "jailed", "trial", "charge", "indict", "guilty", "acquit", "imprison", "prosecuted", "extradit"}

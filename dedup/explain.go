package dedup

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/barograph/barograph"
)

// Explain says how alike two reports are and what agrees and differs, whether or not they are in one story.
func (r *Rule) Explain(a, b *barograph.Report) barograph.Link {
	if b.ID < a.ID {
		a, b = b, a
	}
	return r.link(NewDigest(a), NewDigest(b), false)
}

// link is the reason why two reports were taken for one act.
func (r *Rule) link(a, b *Digest, byHand bool) barograph.Link {
	v := compare(a, b)
	odds := r.odds(a, b)
	l := barograph.Link{A: a.ID, B: b.ID, Score: probability(odds)}
	type reason struct {
		share float64
		words string
	}
	var reasons []reason
	for f := bias + 1; f < features; f++ {
		share := float64(v[f] * r.weights[f])
		if math.Abs(share) >= telling || v[f] == 1 && (f == sameDay || f == sameActorName || f == sameRecipientName) && share >= 0 {
			if words := describe(f, v[f], a, b); words != "" {
				reasons = append(reasons, reason{share, words})
			}
		}
	}
	slices.SortStableFunc(reasons, func(x, y reason) int {
		switch p, q := math.Abs(x.share), math.Abs(y.share); {
		case p > q:
			return -1
		case p < q:
			return 1
		}
		return 0
	})
	for _, x := range reasons {
		if x.share >= 0 {
			l.Agree = append(l.Agree, x.words)
		} else {
			l.Differ = append(l.Differ, x.words)
		}
	}
	if a.Status != b.Status {
		l.Differ = append(l.Differ, fmt.Sprintf("%s and %s", a.Status, b.Status)) // weighs nothing, and is what a reader wants to know
	}
	least := probability(r.threshold)
	switch {
	case byHand:
		l.Score, l.Because = 1, "merged by hand"
	case !mayMatch(a, b):
		l.Because = "not compared: the days or the countries have nothing in common"
	case v.twoDoers():
		l.Because = "different doers on different days: not taken for one act"
	case odds >= r.threshold:
		l.Because = fmt.Sprintf("likeness %.2f; from %.2f up it is taken for one act", l.Score, least)
	default:
		l.Because = fmt.Sprintf("likeness %.2f; below %.2f it is not taken for one act", l.Score, least)
	}
	return l
}

// telling is the share of the log-odds from which a feature is told to a reader; that day or party are the same is always told.
const telling = 0.15

// describe says a feature of two reports in words.
func describe(f feature, value float64, a, b *Digest) string {
	switch f {
	case sameType:
		return "both " + string(a.Type)
	case otherType:
		return fmt.Sprintf("%s and %s", a.Type, b.Type)
	case sameMode:
		return "both " + a.Mode
	case otherMode:
		return a.Mode + " and " + b.Mode
	case otherForce:
		return a.Force + " and " + b.Force
	case sameActorName:
		return "the same doer" + shared(a, b, 0)
	case otherActor:
		return "doers of different countries: " + names(a.Actors) + "; " + names(b.Actors)
	case sameRecipientName:
		return "done to the same party" + shared(a, b, 1)
	case sameRecipientCode:
		return "done to parties of one country" + shared(a, b, 1)
	case otherRecipient:
		return "done to parties of different countries: " + names(a.Recipients) + "; " + names(b.Recipients)
	case otherRecipientCamp:
		return "done to different parties: " + names(a.Recipients) + "; " + names(b.Recipients)
	case partyWords:
		return "names in common"
	case otherSpeaker:
		return "different speakers: " + names(a.Actors) + "; " + names(b.Actors)
	case otherAddressee:
		return "different addressees: " + names(a.Recipients) + "; " + names(b.Recipients)
	case sameClaimant:
		return "according to " + a.Claimant.Name
	case sameDay:
		return "both on " + dayOf(a.from).String()
	case likelyDay:
		told, untold := a, b
		if b.dated {
			told, untold = b, a
		}
		return fmt.Sprintf("on %s, as news of %s", dayOf(told.to), dayOf(untold.published))
	case nextDay, otherDay:
		return fmt.Sprintf("on %s and %s", dayOf(a.from), dayOf(b.from))
	case lateDay, unlikelyDay:
		told, untold := a, b
		if b.dated {
			told, untold = b, a
		}
		return fmt.Sprintf("on %s, but news of %s", dayOf(told.from), dayOf(untold.published))
	case publishedApart:
		return fmt.Sprintf("published on %s and %s", dayOf(a.published), dayOf(b.published))
	case samePlace:
		return "at one place" + placesOf(a, b, oneTown)
	case insidePlace:
		return "places of one area" + placesOf(a, b, contained)
	case otherTown:
		return "in different places" + placesOf(a, b, towns)
	case otherCountry:
		return "in different countries" + placesOf(a, b, countries)
	case likeFigures:
		return "figures that fit: " + figures(a) + "; " + figures(b)
	case sameTrigger:
		if a.Trigger.Text == b.Trigger.Text {
			return fmt.Sprintf("both say %q", a.Trigger.Text)
		}
		return fmt.Sprintf("one word: %q, %q", a.Trigger.Text, b.Trigger.Text)
	case closeWords:
		return fmt.Sprintf("like words around it (%.2f)", value)
	case afterWords:
		return fmt.Sprintf("like words behind it (%.2f)", value)
	case noNames:
		return "no name in common in the sentences"
	case likeTopic:
		return fmt.Sprintf("like words in headlines and sentences (%.2f)", value)
	case bareHere:
		return "one takes up what its article tells"
	case lead:
		return "a headline and what it stands over"
	case bothLead:
		return "both articles open with it"
	case sameArticle:
		return "one article, which tells it twice"
	case sameSentence:
		return "one sentence"
	case copied:
		return "copies of one text"
	}
	return ""
}

// shared names a party that both reports have on one side: ": India".
func shared(a, b *Digest, side int) string {
	lists := [2][]barograph.Participant{a.Actors, a.Recipients}
	best, found := unknown, ""
	for _, other := range b.sides {
		for i := range a.sides[side] {
			for j := range other {
				if r := relateParties(&a.sides[side][i], &other[j]); r >= sameCode && r > best {
					best, found = r, ": "+lists[side][i].Name
				}
			}
		}
	}
	return found
}

func names(ps []barograph.Participant) string {
	out := make([]string, len(ps))
	for i := range ps {
		out[i] = ps[i].Name
		if out[i] == "" {
			out[i] = ps[i].Code
		}
	}
	return strings.Join(out, ", ")
}

// placesOf names the places that lie so: ": Pathankot", ": Pathankot, Jammu".
func placesOf(a, b *Digest, how placing) string {
	for i := range a.Locations {
		for j := range b.Locations {
			x, y := &a.Locations[i], &b.Locations[j]
			switch {
			case place(x, y) != how:
			case x.Name == y.Name:
				return ": " + x.Name
			default:
				return ": " + x.Name + ", " + y.Name
			}
		}
	}
	return ""
}

func figures(d *Digest) string {
	var out []string
	if d.Deaths != nil {
		out = append(out, d.Deaths.Text+" dead")
	}
	if d.Injuries != nil {
		out = append(out, d.Injuries.Text+" injured")
	}
	return strings.Join(out, ", ")
}

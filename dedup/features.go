package dedup

import (
	"math"
	"slices"

	"github.com/barograph/barograph"
)

// A feature is one thing that two reports have in common or that tells them apart.
type feature int

const (
	bias feature = iota
	sameType
	otherType
	sameMode
	otherMode
	otherForce
	sameActorName
	otherActor
	sameRecipientName
	sameRecipientCode
	otherRecipient
	otherRecipientCamp
	partyWords
	otherSpeaker
	otherAddressee
	sameClaimant
	sameDay
	likelyDay
	nextDay
	otherDay
	lateDay
	unlikelyDay
	publishedApart
	samePlace
	insidePlace
	otherTown
	otherCountry
	likeFigures
	sameTrigger
	sameTriggerOtherType
	closeWords
	afterWords
	noNames
	likeTopic
	bareHere
	lead
	bothLead
	sameArticle
	sameSentence
	copied
	features // how many there are
)

// featureNames name the features in the table of weights, which says what each means.
var featureNames = [features]string{
	bias: "bias", sameType: "same-type", otherType: "other-type", sameMode: "same-mode", otherMode: "other-mode", otherForce: "other-force",
	sameActorName: "same-actor-name", otherActor: "other-actor", sameRecipientName: "same-recipient-name",
	sameRecipientCode: "same-recipient-code", otherRecipient: "other-recipient", otherRecipientCamp: "other-recipient-camp",
	partyWords: "party-words", otherSpeaker: "other-speaker", otherAddressee: "other-addressee", sameClaimant: "same-claimant",
	sameDay: "same-day", likelyDay: "likely-day", nextDay: "next-day", otherDay: "other-day", lateDay: "late-day", unlikelyDay: "unlikely-day",
	publishedApart: "published-apart", samePlace: "same-place", insidePlace: "inside-place", otherTown: "other-town",
	otherCountry: "other-country", likeFigures: "like-figures", sameTrigger: "same-trigger",
	sameTriggerOtherType: "same-trigger-other-type", closeWords: "close-words", afterWords: "after-words", noNames: "no-names",
	likeTopic: "like-topic", bareHere: "bare-here", lead: "lead", bothLead: "both-lead",
	sameArticle: "same-article", sameSentence: "same-sentence", copied: "copied",
}

// values are the features of a pair, or their weights. Of a pair most are 0 or 1, likenesses between.
type values [features]float64

// dot is the sum of products.
func (v *values) dot(w *values) (sum float64) {
	for i := range v {
		sum += float64(v[i] * w[i])
	}
	return sum
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// compare lists what two reports have in common. The order of the two does not matter.
func compare(a, b *Digest) values {
	var v values
	v[bias] = 1
	v.compareKinds(a, b)
	v.compareParties(a, b)
	v.compareDays(a, b)
	v.comparePlaces(a, b)
	v.compareFigures(a, b)
	v.compareWords(a, b)
	v.compareSources(a, b)
	return v
}

// kinTypes are types between which the border is thin: a coder may give one act to either.
var kinTypes = [][2]barograph.Type{
	{barograph.Statement, barograph.Reject}, {barograph.Statement, barograph.Accuse}, {barograph.Statement, barograph.Support},
	{barograph.Accuse, barograph.Reject}, {barograph.Accuse, barograph.Request}, {barograph.Accuse, barograph.Protest},
	{barograph.Request, barograph.Threaten}, {barograph.Threaten, barograph.Accuse}, {barograph.Threaten, barograph.Statement},
	{barograph.Agree, barograph.Support}, {barograph.Agree, barograph.Retreat}, {barograph.Agree, barograph.Consult},
	{barograph.Agree, barograph.Concede}, {barograph.Agree, barograph.Aid}, {barograph.Consult, barograph.Cooperate},
	{barograph.Retreat, barograph.Concede}, {barograph.Aid, barograph.Cooperate}, {barograph.Sanction, barograph.Coerce},
	{barograph.Mobilize, barograph.Assault}, {barograph.Mobilize, barograph.Coerce}, {barograph.Coerce, barograph.Assault},
	{barograph.Protest, barograph.Assault},
}

// kinModes are modes that one act may be told with.
var kinModes = [][]string{
	{"aerial", "drone", "missile", "heavy-weapons", "destroy", "explosives"},
	{"explosives", "suicide-attack", "massacre", "firearms", "assassinate"},
	{"visit", "negotiate", "multilateral", "third-party", "mediate"},
	{"troops", "weapons"},
	{"seize", "occupy", "arrest", "blockade"},
	{"restrict", "ban", "curfew", "martial-law"},
	{"expel", "withdraw", "discontinue"},
}

// compareKinds compares types, modes and forces. The status is not compared: what one side calls foiled and the other denies is one act.
func (v *values) compareKinds(a, b *Digest) {
	if a.Type != b.Type {
		v[otherType] = truth(!slices.Contains(kinTypes, [2]barograph.Type{a.Type, b.Type}) &&
			!slices.Contains(kinTypes, [2]barograph.Type{b.Type, a.Type}))
		return
	}
	v[sameType] = 1
	v[otherForce] = truth(a.Force != b.Force)
	switch {
	case a.Mode == "" || b.Mode == "":
	case a.Mode == b.Mode:
		v[sameMode] = 1
	case !slices.ContainsFunc(kinModes, func(k []string) bool { return slices.Contains(k, a.Mode) && slices.Contains(k, b.Mode) }):
		v[otherMode] = 1
	}
}

// isSymmetric says whether an act has no direction: who met whom is who was met by whom.
func isSymmetric(t barograph.Type) bool {
	return t == barograph.Consult || t == barograph.Cooperate || t == barograph.Agree
}

// isVerbal says whether an act consists of words, which belong to their speaker.
func isVerbal(t barograph.Type) bool {
	switch t {
	case barograph.Statement, barograph.Agree, barograph.Support, barograph.Request, barograph.Accuse, barograph.Reject, barograph.Threaten:
		return true
	}
	return false
}

// relation says how well somebody of one side fits somebody of another, from worst to best.
type relation int

const (
	unknown relation = iota // nobody is told, or of no country
	stranger
	otherCamp // the army of the country, its people
	otherPerson
	sameCode
	sameName
)

// relate gives the best relation between two sides.
func relate(a, b []party) relation {
	best := unknown
	for i := range a {
		for j := range b {
			best = max(best, relateParties(&a[i], &b[j]))
		}
	}
	return best
}

func relateParties(p, q *party) relation {
	switch {
	case p.code != "" && q.code != "" && p.code != q.code:
		return stranger
	case p.words.cover(&q.words) >= 0.5:
		return sameName
	case p.code == "" || q.code == "":
		return unknown
	case p.camp != 0 && q.camp != 0 && p.camp != q.camp:
		return otherCamp
	case p.person && q.person:
		return otherPerson
	}
	return sameCode
}

func (v *values) compareParties(a, b *Digest) {
	actor, recipient := relate(a.sides[0], b.sides[0]), relate(a.sides[1], b.sides[1])
	if isSymmetric(a.Type) && isSymmetric(b.Type) {
		p, q := relate(a.sides[0], b.sides[1]), relate(a.sides[1], b.sides[0])
		if p+q > actor+recipient {
			actor, recipient = max(p, q), min(p, q) // the same whichever report is looked at first
		}
	}
	v[sameActorName], v[sameRecipientName] = truth(actor == sameName), truth(recipient == sameName)
	v[sameRecipientCode] = truth(recipient == sameCode)
	v[otherActor], v[otherRecipient] = truth(actor == stranger), truth(recipient == stranger)
	v[otherRecipientCamp] = truth(recipient == otherCamp)
	v[partyWords] = a.parties.cover(&b.parties)
	if isVerbal(a.Type) && isVerbal(b.Type) {
		v[otherSpeaker] = truth(actor == stranger || actor == otherPerson)
		v[otherAddressee] = truth(recipient == stranger)
	}
	if p, q := a.Claimant, b.Claimant; p != nil && q != nil {
		v[sameClaimant] = truth(p.Name == q.Name || p.Code != "" && p.Code == q.Code)
	}
}

// mostApart is the most days between two publications that are told apart.
const mostApart = 5

// compareDays compares when the acts happened: the dates that both tell, or a date with the other's day of publication, for news without
// a date is of the day.
func (v *values) compareDays(a, b *Digest) {
	if a.to == 0 || b.to == 0 {
		return
	}
	if a.dated && b.dated {
		switch gap := a.gap(b); {
		case gap == 0:
			v[sameDay] = truth(a.from == a.to && b.from == b.to)
		case gap == 1:
			v[nextDay] = 1
		default:
			v[otherDay] = 1
		}
		return
	}
	if !a.dated && !b.dated {
		v[publishedApart] = float64(min(mostApart, max(a.published-b.published, b.published-a.published))) / mostApart
	} else {
		told, untold := a, b
		if b.dated {
			told, untold = b, a
		}
		switch late := untold.published - told.to; {
		case late == 0 || late == 1:
			v[likelyDay] = 1
		case late >= -1 && late <= 4:
			v[lateDay] = 1
		default:
			v[unlikelyDay] = 1
		}
	}
}

// placing says how two places lie to each other, from worst to best.
type placing int

const (
	nowhere   placing = iota // one is not known
	countries                // in two countries
	towns                    // two towns apart
	contained                // one inside the other, or both a whole country
	close                    // two towns so close that a report may name either
	oneTown                  // one town or region
)

func (v *values) comparePlaces(a, b *Digest) {
	best := nowhere
	for i := range a.Locations {
		for j := range b.Locations {
			best = max(best, place(&a.Locations[i], &b.Locations[j]))
		}
	}
	switch best {
	case oneTown:
		v[samePlace] = 1
	case contained:
		v[insidePlace] = 1
	case towns:
		v[otherTown] = 1
	case countries:
		v[otherCountry] = 1
	}
}

func place(x, y *barograph.Location) placing {
	m, n := detail(x), detail(y)
	switch {
	case m == 0 || n == 0:
		return nowhere
	case m > 1 && n > 1 && closeBy(x, y) && x.Name != y.Name:
		return close
	case x.Country != y.Country:
		return countries
	case m == 1 || n == 1:
		return contained
	case x.Name == y.Name && (x.Geoname == y.Geoname || x.Admin1 == y.Admin1):
		return oneTown
	case m != n && x.Admin1 == y.Admin1:
		return contained
	}
	return towns
}

// closeBy says whether two towns lie within 30 kilometres.
func closeBy(a, b *barograph.Location) bool {
	if a.Lat == 0 && a.Lon == 0 || b.Lat == 0 && b.Lon == 0 {
		return false
	}
	const kilometres, perDegree = 30, 111
	north := a.Lat - b.Lat
	east := float64((a.Lon - b.Lon) * math.Cos(float64((a.Lat+b.Lat)/2*math.Pi/180)))
	return math.Sqrt(float64(north*north)+float64(east*east))*perDegree < kilometres
}

// compareFigures compares the dead and the injured. Figures that fit speak for one act; that they differ says little, for tolls grow and
// sides count differently.
func (v *values) compareFigures(a, b *Digest) {
	for _, p := range [2][2]*barograph.Count{{a.Deaths, b.Deaths}, {a.Injuries, b.Injuries}} {
		if p[0] != nil && p[1] != nil && figuresFit(p[0], p[1]) {
			v[likeFigures] = 1
		}
	}
}

// figuresFit says whether two counts overlap, or one is what the other may have grown into.
func figuresFit(x, y *barograph.Count) bool {
	if y.Min < x.Min {
		x, y = y, x
	}
	return x.Max >= y.Min || y.Min <= 2*x.Min || y.Min-x.Min <= 3
}

func (v *values) compareWords(a, b *Digest) {
	same := truth(a.trigger == b.trigger && a.trigger != 0)
	v[sameTrigger], v[sameTriggerOtherType] = same, float64(same*(1-v[sameType]))
	v[closeWords] = a.around.likeness(&b.around)
	v[afterWords] = a.after.likeness(&b.after)
	v[noNames] = truth(a.names.norm > 0 && b.names.norm > 0 && a.names.likeness(&b.names) == 0)
	if a.Source.ID != b.Source.ID {
		v[likeTopic] = a.topic.likeness(&b.topic)
	}
}

// twoDoers says whether two reports tell doers of different countries and days that differ: two acts, whatever place and words they share.
// Allies strike one target within days of each other, and are told in the same words.
func (v *values) twoDoers() bool {
	return v[otherActor] == 1 && (v[nextDay] == 1 || v[otherDay] == 1 || v[unlikelyDay] == 1 || v[publishedApart] >= 2.0/mostApart)
}

// strangers says whether reports of different days have no more in common than a country and the kind of act: no party, no place, no figure
// and no name. Attacks, which many articles tell without a name, are strangers only when two days or more lie between them; all else also when
// less does and their words are unlike.
func (v *values) strangers(a, b *Digest) bool {
	const unlike, twoDays = 0.04, 2.0 / mostApart
	if v[noNames] == 0 || a.Source.ID == b.Source.ID || a.published == b.published ||
		v[sameActorName]+v[sameRecipientName]+v[sameRecipientCode]+v[partyWords]+v[samePlace]+v[insidePlace]+v[likeFigures] > 0 {
		return false
	}
	attack := a.Type == barograph.Assault || b.Type == barograph.Assault
	return v[publishedApart] >= twoDays || !attack && v[likeTopic] < unlike
}

// compareSources looks at where the reports stand. One article seldom tells an act twice without its coder noticing, except that a
// headline tells what the body tells, and that "the attack" takes up what was told before; and what two articles open with on one day is the news of that day.
func (v *values) compareSources(a, b *Digest) {
	if a.Source.ID == b.Source.ID {
		v[sameArticle] = 1
		v[bareHere] = truth(a.Type == b.Type && a.bare != b.bare)
		v[sameSentence] = truth(a.Sentence == b.Sentence)
		v[lead] = truth((a.Sentence == 0) != (b.Sentence == 0))
		return
	}
	v[bothLead] = truth(a.Type == b.Type && a.opens() && b.opens())
	v[copied] = truth(a.copies(b) && a.Type == b.Type && a.trigger == b.trigger)
}

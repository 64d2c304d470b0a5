package coder

import (
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/extract"
)

// roles works over the participants of one mention, in words rather than bytes.
type roles struct {
	words       []word
	text        string
	base        int
	first, last int // words of the trigger
	m           *extract.Mention
}

// mendRoles puts right what the grammar around a trigger says plainly and the extractor missed.
func (r *reading) mendRoles(n int, m *extract.Mention, all []extract.Mention) {
	s := &r.sentences[n]
	g := roles{words: s.words, text: r.slice(s.span), base: s.start, m: m}
	g.first, g.last = wordsAt(s.words, g.span(m.Trigger))
	if g.first >= g.last {
		return
	}
	g.dropEmpty()
	g.dropAccuser(all)
	g.passive()
	g.backed()
	g.asked()
	g.reported()
	g.object()
	g.mendAllies()
}

func (g *roles) span(b extract.ByteSpan) span { return span{g.base + b.Start, g.base + b.End} }

func (g *roles) bytes(from, to int) extract.ByteSpan {
	return extract.ByteSpan{Start: g.words[from].start - g.base, End: g.words[to-1].end - g.base}
}

func (g *roles) at(b extract.ByteSpan) (int, int) { return wordsAt(g.words, g.span(b)) }

func (g *roles) lower(i int) string {
	if i < 0 || i >= len(g.words) {
		return ""
	}
	return g.words[i].lower
}

// dropEmpty leaves out spans without a word that could be somebody, and "each other", who are those who act.
func (g *roles) dropEmpty() {
	empty := func(b extract.ByteSpan) bool {
		first, last := g.at(b)
		if last-first <= 2 && g.isReciprocal(last-1) {
			return true
		}
		for i := first; i < last; i++ {
			if w := g.words[i].lower; !isFiller(w) {
				return false
			}
		}
		return true
	}
	g.m.Actors = slices.DeleteFunc(slices.Clone(g.m.Actors), empty)
	g.m.Recipients = slices.DeleteFunc(slices.Clone(g.m.Recipients), empty)
}

// isReciprocal says whether word i ends "each other" or "one another".
func (g *roles) isReciprocal(i int) bool {
	before := g.lower(i - 1)
	return before == "each" && g.lower(i) == "other" || before == "one" && g.lower(i) == "another"
}

func isFiller(w string) bool {
	switch w {
	case "nearly", "more", "about", "almost", "of", "the", "a", "an", "and", "or", "in", "to", "by", "for", "with", "from", "than", "led", "as", "also",
		"around", "over", "s", "is", "was", "were", "after", "on", "at", "last", "against", "between":
		return true
	}
	return false
}

// between is the text in front of word i, behind the word before it.
func (g *roles) between(i int) string {
	return g.text[g.words[i-1].end-g.base : g.words[i].start-g.base]
}

// dropAccuser takes whoever accuses out of the actors of what the accused is said to have done.
func (g *roles) dropAccuser(all []extract.Mention) {
	m := g.m
	if m.Status != barograph.Alleged || len(m.Actors) < 2 {
		return
	}
	accuser := func(b extract.ByteSpan) bool {
		return slices.ContainsFunc(all, func(o extract.Mention) bool {
			return o.Type == barograph.Accuse && o.Trigger.End <= m.Trigger.Start && anyOverlaps(o.Actors, b)
		})
	}
	if left := slices.DeleteFunc(slices.Clone(m.Actors), accuser); len(left) > 0 {
		m.Actors = left
	}
}

func anyOverlaps(list []extract.ByteSpan, b extract.ByteSpan) bool {
	return slices.ContainsFunc(list, func(o extract.ByteSpan) bool { return overlap(o, b) })
}

func overlap(a, b extract.ByteSpan) bool { return a.Start < b.End && b.Start < a.End }

// directed says whether an act of the passive has a sufferer.
func directed(t barograph.Type) bool {
	switch t {
	case barograph.Coerce, barograph.Assault, barograph.Sanction, barograph.Accuse, barograph.Retreat, barograph.Request, barograph.Reject:
		return true
	}
	return false
}

func isBe(w string) bool {
	switch w {
	case "was", "were", "been", "being", "be", "is", "are", "gets", "got", "get":
		return true
	}
	return false
}

func isParticiple(w string) bool {
	switch w {
	case "shot", "hit", "held", "struck", "beaten", "taken", "found", "sent", "put", "hanged", "hung", "set", "stolen", "forbidden", "torn", "cut",
		"brought", "told", "driven", "overthrown", "given", "sworn", "thrown", "blown":
		return true
	}
	return strings.HasSuffix(w, "ed") && w != "need"
}

// isPassive says whether the trigger is a participle with a form of "to be" before it.
func (g *roles) isPassive() (int, bool) {
	head := g.first
	for head < g.last && isBe(g.lower(head)) {
		head++
	}
	if head >= g.last || !isParticiple(g.lower(head)) {
		return 0, false
	}
	i := head - 1
	for i >= 0 && (strings.HasSuffix(g.lower(i), "ly") || g.lower(i) == "not" || g.lower(i) == "also" || g.lower(i) == "reportedly" || g.lower(i) == "later") {
		i--
	}
	return i, i >= 0 && isBe(g.lower(i))
}

// passive gives the subject of a passive to the recipients and whoever "by" leads in to the actors.
func (g *roles) passive() {
	if !directed(g.m.Type) {
		return
	}
	m := g.m
	be, passive := g.isPassive()
	if passive {
		g.nobody()
		isBefore := func(b extract.ByteSpan) bool { _, last := g.at(b); return last <= be }
		move(&m.Actors, &m.Recipients, func(b extract.ByteSpan) bool { return g.endsList(b, be) })
		if !slices.ContainsFunc(m.Recipients, isBefore) {
			move(&m.Actors, &m.Recipients, func(b extract.ByteSpan) bool {
				first, last := g.at(b)
				return last <= be && g.isAuxiliary(last, be) && g.lower(first-1) != "by"
			})
		}
	}
	if g.lower(g.last) != "by" || !passive && (len(m.Actors) > 0 || strings.HasPrefix(g.lower(g.first), "reject")) {
		return // who rejects what is said by another acts on that other
	}
	move(&m.Recipients, &m.Actors, func(b extract.ByteSpan) bool {
		first, _ := g.at(b)
		from := first
		for from > g.last+1 && isArticle(g.lower(from-1)) {
			from--
		}
		return from == g.last+1
	})
	if len(m.Actors) == 0 {
		if b, ok := g.nameAt(g.last + 1); ok && !g.taken(b) {
			m.Actors = []extract.ByteSpan{b}
		}
	}
}

// endsList says whether a participant is the last of a list of sufferers that is the subject: "envoys of Peru, Chile and Bolivia are held".
func (g *roles) endsList(b extract.ByteSpan, be int) bool {
	first, last := g.at(b)
	if last > be || !g.isAuxiliary(last, be) || g.lower(first-1) != "and" {
		return false
	}
	return g.endsAt(first - 1)
}

// isAuxiliary says whether nothing stands between a subject and its verb but what belongs to them: "who had later been".
func (g *roles) isAuxiliary(from, to int) bool {
	if from < to && to-from <= 3 && isPreposition(g.lower(from)) {
		return true // "people in Lyon were"
	}
	for i := from; i < to; i++ {
		switch w := g.lower(i); w {
		case "who", "which", "that", "has", "have", "had", "also", "later", "then", "not", "himself", "themselves", "reportedly", "will", "would", "may":
		default:
			if !strings.HasSuffix(w, "ly") {
				return false
			}
		}
	}
	return true
}

// nobody says of what befell nobody that it has not happened: "No base was hit".
func (g *roles) nobody() {
	if g.m.Status != barograph.Occurred {
		return
	}
	for _, b := range append(slices.Clone(g.m.Recipients), g.m.Actors...) {
		first, last := g.at(b)
		if last <= g.first && g.first-last <= 3 && (g.lower(first-1) == "no" || g.lower(first) == "no") && !g.words[first].cut {
			g.m.Status = barograph.Denied
		}
	}
}

// move takes the spans that which picks from one role to another.
func move(from, to *[]extract.ByteSpan, which func(extract.ByteSpan) bool) {
	var left []extract.ByteSpan
	taken := slices.Clone(*to)
	for _, b := range *from {
		switch {
		case !which(b):
			left = append(left, b)
		case !anyOverlaps(taken, b):
			taken = append(taken, b)
		}
	}
	*from, *to = left, taken
}

// nameAt is the capitalised phrase that begins at word i, behind an article.
func (g *roles) nameAt(i int) (extract.ByteSpan, bool) {
	for i < len(g.words) && isArticle(g.lower(i)) && !g.words[i].cut {
		i++
	}
	if i >= len(g.words) || g.words[i].cut || !inName(&g.words[i]) {
		return extract.ByteSpan{}, false
	}
	j := i + 1
	for j < len(g.words) && !g.words[j].cut && !g.words[j-1].owner {
		if inName(&g.words[j]) {
			j++
		} else if isLink(g.lower(j)) && j+1 < len(g.words) && inName(&g.words[j+1]) && !g.words[j+1].cut && g.lower(j) == "of" {
			j += 2
		} else {
			break
		}
	}
	return g.bytes(i, j), true
}

func (g *roles) taken(b extract.ByteSpan) bool {
	return anyOverlaps(g.m.Actors, b) || anyOverlaps(g.m.Recipients, b) || anyOverlaps(g.m.Times, b) ||
		anyOverlaps(g.m.Locations, b)
}

// reported drops an actor of a deed who only speaks of it: "Iran condemned the strikes", "the minister said that reports of attacks".
func (g *roles) reported() {
	if barograph.Quad(g.m.Type, "") != barograph.MaterialConflict || len(g.m.Actors) == 0 {
		return
	}
	i := g.first - 1
	if w := g.lower(i - 1); g.lower(i) == "of" && w == "reports" {
		i -= 2
	} else {
		for n := 0; n < 2 && i >= 0 && isLead(g.lower(i)); n++ {
			i--
		}
		if !isJudging(g.lower(i)) {
			return
		}
	}
	const reach = 6 // words between the speaker and the verb
	g.m.Actors = slices.DeleteFunc(slices.Clone(g.m.Actors), func(b extract.ByteSpan) bool {
		_, last := g.at(b)
		return last <= i && i-last <= reach
	})
}

// backed counts whom a strike helps among those who act: "Chile's army, backed by Danish airstrikes, took the town".
func (g *roles) backed() {
	if g.m.Type != barograph.Assault && g.m.Type != barograph.Mobilize {
		return
	}
	const reach = 4 // words that may describe the strike
	i := g.first - 1
	for i > 0 && g.first-i <= reach && !isPreposition(g.lower(i)) {
		i--
	}
	if w := g.lower(i - 1); g.lower(i) == "by" && !isHelping(w) || g.lower(i) != "by" && !isHelp(w) {
		return
	}
	move(&g.m.Recipients, &g.m.Actors, func(b extract.ByteSpan) bool {
		first, last := g.at(b)
		return last < i || first == g.last && strings.Contains(g.between(first), ",")
	})
}

// isHelping says whether a participle tells of help from those behind "by".
func isHelping(w string) bool {
	return w == "backed" || w == "supported" || w == "aided" || w == "assisted" || w == "helped"
}

// isHelp says whether a noun tells of help.
func isHelp(w string) bool {
	return w == "help" || w == "support" || w == "assistance" || w == "backing"
}

// asked drops an actor of a deed who only asks another for it: "Chile asked Peru to step up its air strikes".
func (g *roles) asked() {
	if barograph.Quad(g.m.Type, "") != barograph.MaterialConflict {
		return
	}
	asks := func(b extract.ByteSpan) bool {
		_, verb := g.at(b)
		if w := g.lower(verb); w == "has" || w == "had" || w == "have" {
			verb++
		}
		if !isAsking(g.lower(verb)) {
			return false
		}
		return slices.ContainsFunc(g.m.Actors, func(other extract.ByteSpan) bool {
			first, last := g.at(other)
			return first > verb && first <= verb+2 && g.lower(last) == "to" && last < g.first
		})
	}
	g.m.Actors = slices.DeleteFunc(slices.Clone(g.m.Actors), asks)
}

// isAsking says whether a verb leaves the deed to whom it is said to, or lets them do it.
func isAsking(w string) bool {
	switch w {
	case "asked", "asks", "ask", "urged", "urges", "urge", "begged", "begs", "pressed", "presses", "told", "tells", "invited", "invites", "allowed",
		"allows", "permitted", "permits", "wants", "wanted":
		return true
	}
	return false
}

// isLead says whether a word may stand between a verb and the deed that it judges.
func isLead(w string) bool {
	switch w {
	case "the", "a", "an", "any", "such", "this", "these", "recent", "deadly", "terrorist":
		return true
	}
	return false
}

// isJudging says whether a verb speaks of deeds that are not its subject's.
func isJudging(w string) bool {
	switch w {
	case "condemned", "condemns", "condemn", "condemning", "denounced", "denounces", "described", "describes", "calls", "called", "criticised", "criticized",
		"criticises", "criticizes", "confirmed", "confirms", "reported", "reports", "deplored", "decried", "blamed", "investigate",
		"investigates", "investigating", "investigated", "mourned", "protested", "protesting", "regretted", "slammed", "answers", "answered":
		return true
	}
	return false
}

// object makes the name right behind a transitive trigger its recipient.
func (g *roles) object() {
	if len(g.m.Recipients) > 0 {
		return
	}
	switch g.m.Type {
	case barograph.Request, barograph.Assault, barograph.Threaten:
	default:
		return
	}
	i := g.last
	switch w := g.lower(i); {
	case g.m.Type == barograph.Request && (g.lower(i-1) == "for" || strings.HasSuffix(g.lower(i-1), "ing") || w == "for"):
		return // what is asked for
	case w == "on" || w == "against" || w == "upon":
		i++
	}
	for k := g.last; k <= i+1 && k < len(g.words); k++ {
		if k > 0 && strings.TrimSpace(g.between(k)) != "" {
			return
		}
	}
	b, ok := g.nameAt(i)
	if !ok || g.taken(b) {
		return
	}
	if _, end := g.at(b); end < len(g.words) && !g.words[end-1].owner && strings.TrimSpace(g.between(end)) == "" && !isFunction(g.lower(end)) {
		return // "a Chilean base"
	}
	g.m.Recipients = append(slices.Clone(g.m.Recipients), b)
}

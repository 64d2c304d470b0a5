package article

import (
	"strings"
	"unicode"
)

// attribute finds who is said to have said spans[i], a quote in the paragraph text[start:end].
func (f *quoteFinder) attribute(spans []quoteSpan, i, start, end int) attribution {
	s := &spans[i]
	// After it: …," the ministry said in a statement.
	stop := end
	if i+1 < len(spans) {
		stop = spans[i+1].open
	}
	after := f.text[s.close:stop]
	if cut := sentenceEnd(after); cut >= 0 {
		after = after[:cut]
	}
	after = after[:min(len(after), 400)]
	// Before it: The ministry said in a statement: "…
	from := start
	if i > 0 {
		from = spans[i-1].close
	}
	from = max(from, s.open-400)
	before := f.text[from:s.open]
	before = lastSentence(before)
	if i == 0 && strings.TrimSpace(before) == "" {
		before = lastSentence(f.intro)
	}

	inside := lastLetter(f.text[s.start:s.end])
	if inside == '.' && !strings.HasSuffix(strings.TrimRight(f.text[s.start:s.end], " "), "...") && f.text[s.open:s.close] != "" && !startsLower(after) && !leadsIn(before) {
		after = "" // a whole sentence; what follows is the next
	}
	if subject, verb, rest, ok := spokenAfter(after); ok {
		return f.resolve(subject, verb, rest, s.open)
	}
	if subject, verb, rest, ok := spokenBefore(before); ok {
		return f.resolve(subject, verb, rest+" "+after, s.open)
	}
	return attribution{}
}

func lastLetter(s string) rune {
	r := ' '
	for _, c := range s {
		if !unicode.IsSpace(c) {
			r = c
		}
	}
	return r
}

func startsLower(s string) bool {
	s = strings.TrimLeft(s, " ,")
	return s != "" && unicode.IsLower(firstRune(s))
}

// leadsIn tells whether words lead into a quote: a colon, a comma, a verb of speech.
func leadsIn(s string) bool {
	s = strings.TrimSpace(s)
	if strings.HasSuffix(s, ":") || strings.HasSuffix(s, ",") {
		return true
	}
	return false
}

// sentenceEnd is where the first sentence of s ends, -1 when it goes on to the end.
func sentenceEnd(s string) int {
	spans := Sentences(s[:min(len(s), 600)])
	if len(spans) < 2 {
		return -1
	}
	return spans[0].End
}

func lastSentence(s string) string {
	spans := Sentences(s)
	if len(spans) == 0 {
		return ""
	}
	last := spans[len(spans)-1]
	if t := strings.TrimRight(s[last.Start:], " "); strings.HasSuffix(t, ".") && !strings.HasSuffix(t, "...") {
		return "" // it ended before the quote began
	}
	return s[last.Start:]
}

// spokenAfter reads the words after a quote: ", said Putin, adding" or " the ministry said in a statement".
func spokenAfter(s string) (subject, verb, rest string, ok bool) {
	s = strings.TrimLeft(s, " ,—–-")
	if after, found := strings.CutPrefix(s, "according to "); found {
		return nounPhrase(after), "", after, true
	}
	at, end := firstVerb(s)
	if at < 0 {
		return "", "", "", false
	}
	verb = s[at:end]
	if strings.TrimSpace(s[:at]) == "" {
		return nounPhrase(s[end:]), verb, s[end:], true
	}
	if countWords(s[:at]) > 24 {
		return "", "", "", false
	}
	subject = subjectOf(s[:at], true)
	return subject, verb, s[end:], subject != ""
}

// spokenBefore reads the words before a quote: "In a post on X, Jaishankar said:".
func spokenBefore(s string) (subject, verb, rest string, ok bool) {
	if i := strings.LastIndex(strings.ToLower(s), "according to "); i >= 0 && strings.HasSuffix(strings.TrimSpace(s), ":") {
		return nounPhrase(s[i+len("according to "):]), "", s, true
	}
	at, end := lastVerb(s)
	if at < 0 {
		return "", "", "", false
	}
	verb = s[at:end]
	if strings.HasSuffix(verb, "ing") { // "said Chaudhry, adding:" goes on with the speaker before
		if first, _ := firstVerb(s); first < at {
			return spokenAfter(s)
		}
		subject = subjectOf(s[:at], true)
		return subject, verb, s, subject != "" && unicode.IsUpper(firstRune(strings.TrimSpace(s)))
	}
	subject = subjectOf(s[:at], false)
	return subject, verb, s, subject != ""
}

// firstVerb and lastVerb find a verb of speech.
func firstVerb(s string) (start, end int) { return findVerb(s, true) }
func lastVerb(s string) (start, end int)  { return findVerb(s, false) }

func findVerb(s string, first bool) (start, end int) {
	start, end = -1, -1
	from := -1
	for i, r := range s + " " {
		letter := unicode.IsLetter(r) || r == '-' || r == '\'' || r == '’'
		if letter && from < 0 {
			from = i
		}
		if letter || from < 0 {
			continue
		}
		if _, ok := speechVerbs[s[from:i]]; ok && !nounHere(s, from, s[from:i]) {
			start, end = from, i
			if first {
				return start, end
			}
		}
		from = -1
	}
	return start, end
}

// nounHere tells whether a word that may be a verb is a noun: "the reports", "its claims".
func nounHere(s string, at int, word string) bool {
	switch word {
	case "reports", "claims", "comments", "notes", "states", "remarks", "demands", "posts", "calls", "reading", "writing", "posting", "warning", "reported", "called", "read", "promises":
	default:
		return false
	}
	before := strings.Fields(s[:at])
	if len(before) == 0 {
		return word == "reports" || word == "comments"
	}
	switch prev := strings.ToLower(strings.Trim(before[len(before)-1], ",.")); prev {
	case "the", "a", "an", "its", "his", "her", "their", "these", "those", "such", "of", "in", "by", "to", "from", "media", "united", "previous", "earlier", "any", "so", "was", "were", "is", "are", "been", "be", "with", "as":
		return true
	}
	return false
}

// subjectOf takes the subject out of the words before a verb. Behind a quote the subject comes first, before a quote last.
func subjectOf(s string, behind bool) string {
	s = strings.Trim(s, " ")
	apposed := strings.HasSuffix(s, ",") // "Sybiha, the foreign minister, said"
	chunks := strings.Split(strings.Trim(s, " ,"), ",")
	for i := range chunks {
		chunks[i] = strings.TrimSpace(chunks[i])
	}
	n := len(chunks)
	pick := n - 1
	switch {
	case apposed && n >= 2 && !subordinate(chunks[n-2]):
		pick = n - 2
	case behind && n >= 2 && !subordinate(chunks[0]):
		pick = 0
	}
	c := chunks[pick]
	if i := strings.LastIndexAny(c, ";:—–("); i >= 0 {
		c = strings.TrimLeft(c[i:], ";:—–( ")
	}
	if strings.HasSuffix(c, " and") { // "Sharif described it as an act of war and said": the first verb has the subject
		if v, _ := firstVerb(c); v > 0 {
			return cleanSubject(c[:v])
		}
	}
	for _, link := range []string{" that ", " when ", " while ", " as ", " after ", " but "} {
		if i := strings.LastIndex(c, link); i >= 0 && countWords(c[i:]) >= 2 && !behind {
			c = c[i+len(link):]
		}
	}
	for _, lead := range []string{"but ", "and ", "as ", "that ", "But ", "And ", "However ", "Meanwhile ", "Later ", "Earlier ", "when ", "while ", "which ", "what "} {
		c = strings.TrimPrefix(c, lead)
	}
	return cleanSubject(c)
}

// subordinate tells whether a chunk is no subject: "In a statement", "Responding to the outreach", "who spoke first".
func subordinate(s string) bool {
	first, _, _ := strings.Cut(s, " ")
	lower := strings.ToLower(first)
	if prepositions[lower] {
		return true
	}
	return strings.HasSuffix(lower, "ing") && len(lower) > 5 || strings.HasSuffix(lower, "ed") && unicode.IsUpper(firstRune(first)) && len(lower) > 4 && lower != "united" && lower != "armed"
}

var prepositions = wordSet(`in on at to by for from with of during after before while when as who which whose where since until under over about amid despite following according if although though because through upon into within
	later earlier meanwhile however then also but and adding speaking separately finally instead still yet`)

// cleanSubject strips what stands between a subject and its verb, and cuts a long clause to the name that leads it.
func cleanSubject(s string) string {
	words := strings.Fields(s)
	for len(words) > 0 {
		last := strings.ToLower(strings.Trim(words[len(words)-1], ",."))
		if len(words) > 2 && days[last] && strings.EqualFold(words[len(words)-2], "on") {
			words = words[:len(words)-2]
			continue
		}
		if !between[last] && !days[last] {
			break
		}
		words = words[:len(words)-1]
	}
	if len(words) > 9 {
		words = leading(words)
	}
	if i := clauseVerb(words); i > 0 {
		words = words[:i]
	}
	return withoutArticle(strings.Trim(strings.Join(words, " "), " ,\"“”"))
}

// clauseVerb finds a verb of another act inside a subject: "Rubio met Sharif and" before "told". What stands before it is the
// subject.
func clauseVerb(words []string) int {
	if n := len(words); n < 3 || words[n-1] != "and" && words[n-1] != "but" && words[n-1] != "that" {
		return 0
	}
	for i, w := range words {
		if i > 0 && !unicode.IsUpper(firstRune(w)) && (strings.HasSuffix(w, "ed") || w == "met" || w == "spoke" || w == "held" || w == "took") {
			return i
		}
	}
	return 0
}

var days = wordSet(`monday tuesday wednesday thursday friday saturday sunday today yesterday`)

var between = wordSet(`also later then has have had been was were is be reportedly earlier further again only just once repeatedly previously publicly privately directly separately too still simply who which to would will could may might
	did does do not never first now and but that as in on at since officially formally angrily quietly clearly, categorically strongly`)

// leading is the run of names that opens a long clause.
func leading(words []string) []string {
	end := 0
	for i, w := range words {
		upper := unicode.IsUpper(firstRune(w))
		if upper {
			end = i + 1
		} else if end > 0 && !nameLinks[w] {
			break
		} else if i > 5 {
			break
		}
	}
	if end == 0 {
		return words[:min(len(words), 6)]
	}
	return words[:end]
}

var nameLinks = wordSet(`of the for de al bin van von and 's da`)

// nounPhrase takes the phrase that follows a verb: "Lt. Gen. Chaudhry, the spokesman, adding" gives the first part.
func nounPhrase(s string) string {
	words := strings.Fields(s)
	end := 0
	for i, w := range words {
		bare := strings.Trim(w, ",.;:()\"“”—–")
		if i > 0 && phraseEnds[strings.ToLower(bare)] && !(strings.EqualFold(bare, "for") && end > 0) {
			break
		}
		if i == 0 && phraseEnds[bare] {
			return ""
		}
		end = i + 1
		if strings.HasSuffix(w, ",") || strings.HasSuffix(w, ";") || strings.HasSuffix(w, ":") || w == "—" || w == "–" || strings.HasSuffix(w, ".") && !titles[bare] && len(bare) > 1 && !strings.Contains(bare, ".") {
			break
		}
		if end >= 12 {
			break
		}
	}
	return withoutArticle(strings.Trim(strings.Join(words[:end], " "), " ,;:.—–\"“”"))
}

var phraseEnds = wordSet(`in on at to during after before as when while who which that by from with amid about and adding into over via through following if but referring speaking using calling it them him me us reporters journalists today
	yesterday monday tuesday wednesday thursday friday saturday sunday`)

func withoutArticle(s string) string {
	for _, a := range []string{"the ", "The ", "a ", "A ", "an ", "An "} {
		if rest, ok := strings.CutPrefix(s, a); ok {
			return rest
		}
	}
	return s
}

// resolve turns the subject of a verb of speech into a speaker: pronouns and documents into whom they stand for.
func (f *quoteFinder) resolve(subject, verb, rest string, at int) attribution {
	a := attribution{speaker: subject, channel: channelOf(verb, subject, rest), found: true}
	lower := strings.ToLower(subject)
	switch lower {
	case "he", "she", "i":
		a.speaker = f.personBefore(at)
		if a.speaker == f.last.speaker && a.channel == "" && f.since <= 1 {
			a.channel = f.last.channel
		}
	case "they", "it", "we":
		a.speaker = f.personBefore(at)
		if a.channel == "" && f.since <= 1 {
			a.channel = f.last.channel
		}
	}
	for _, d := range documents {
		if lower == d.name || strings.HasPrefix(lower, d.name+" ") || strings.HasSuffix(lower, " "+d.name) && countWords(lower) <= 3 {
			a.channel = d.channel
			if last, ok := f.issued[d.channel]; ok {
				a.speaker = last.speaker
			} else if owner := ownerOf(subject, rest); owner != "" {
				a.speaker = owner
			} else if f.last.found {
				a.speaker = f.last.speaker
			}
			break
		}
	}
	for _, his := range []string{"his ", "her ", "its ", "their "} {
		if role, ok := strings.CutPrefix(lower, his); ok {
			if owner := f.personBefore(at); owner != "" && !strings.HasPrefix(strings.ToLower(owner), his) {
				a.speaker = owner + "'s " + role
			}
		}
	}
	if c := speechVerbs[verb]; c == "writing" && a.channel == "" || c == "social media" && a.channel == c {
		// Where he wrote stands in the sentence before: He announced it on Truth Social. "…," he wrote.
		if before := channelOf("", "", precedingSentence(f.text[:at])); before != "" {
			a.channel = before
		}
	}
	a.speaker = strings.TrimSuffix(strings.TrimSuffix(a.speaker, "’s"), "'s")
	return a
}

// precedingSentence is the last sentence of s, within its last paragraph.
func precedingSentence(s string) string {
	s = s[strings.LastIndexByte(s, '\n')+1:]
	s = s[max(0, len(s)-400):]
	spans := Sentences(s)
	if len(spans) == 0 {
		return ""
	}
	return spans[len(spans)-1].Text(s)
}

// documents speak for whoever issued them.
var documents = []struct{ name, channel string }{
	{"statement", "statement"}, {"joint statement", "statement"}, {"readout", "statement"}, {"communique", "statement"}, {"communiqué", "statement"}, {"press release", "statement"}, {"declaration", "statement"},
	{"tweet", "X"}, {"post", "social media"}, {"letter", "letter"}, {"message", "message"},
}

// ownerOf finds whose document it is: "a statement from the ministry", "the ministry's statement".
func ownerOf(subject, rest string) string {
	for _, link := range []string{" from ", " by ", " of "} {
		if i := strings.Index(subject, link); i > 0 {
			return nounPhrase(subject[i+len(link):])
		}
	}
	for _, mark := range []string{"’s ", "'s "} {
		if i := strings.Index(subject, mark); i > 0 {
			return withoutArticle(subject[:i])
		}
	}
	return ""
}

// personBefore is whom "he" or "she" means: the subject of the sentence before, or the last speaker.
func (f *quoteFinder) personBefore(at int) string {
	const behind = 700
	window := f.text[:at]
	if at > behind {
		window = window[at-behind:]
		window = window[max(0, strings.IndexFunc(window, unicode.IsSpace)):]
	}
	spans := Sentences(window)
	for k := len(spans) - 1; k >= 0 && k >= len(spans)-4; k-- {
		sentence := spans[k].Text(window)
		if f.last.speaker != "" && strings.Contains(sentence, surname(f.last.speaker)) {
			return f.last.speaker
		}
		if strings.HasPrefix(sentence, "\"") || strings.HasPrefix(sentence, "“") {
			continue
		}
		if v, _ := firstVerb(sentence); v > 0 {
			if s := subjectOf(sentence[:v], false); s != "" && !pronouns[strings.ToLower(s)] && strings.ToLower(s) != s && countWords(s) <= 8 {
				return s
			}
		}
		if name := leadingName(sentence); name != "" {
			return name
		}
	}
	return f.last.speaker
}

var pronouns = wordSet(`he she it they we i you who this that these those there`)

func surname(name string) string {
	words := strings.Fields(name)
	return words[len(words)-1]
}

// leadingName is the name of a person that a sentence has as its subject, "" when its subject is none by its shape.
func leadingName(sentence string) string {
	if i := strings.Index(sentence, ", "); i > 0 && subordinate(sentence[:i]) {
		sentence = sentence[i+2:]
	}
	var name []string
	for i, w := range strings.Fields(sentence) {
		bare := strings.Trim(w, ",.;:’'\"“”")
		if i == 0 && starters[bare] {
			if bare != "The" {
				return ""
			}
			continue
		}
		if !unicode.IsUpper(firstRune(bare)) {
			break
		}
		name = append(name, strings.TrimRight(w, ",;:"))
		if strings.HasSuffix(w, ",") || strings.HasSuffix(w, "’s") || strings.HasSuffix(w, "'s") {
			break
		}
	}
	if len(name) == 0 || len(name) > 7 || datelineCities[strings.ToLower(strings.Join(name, " "))] || sectionWords[strings.ToLower(strings.Join(name, " "))] {
		return ""
	}
	if last := name[len(name)-1]; strings.HasSuffix(last, "’s") || strings.HasSuffix(last, "'s") {
		return ""
	}
	return strings.Join(name, " ")
}

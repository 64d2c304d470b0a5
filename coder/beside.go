package coder

import (
	"strings"
	"unicode"

	"github.com/barograph/barograph"
)

// within takes the country that a phrase itself names where the tables did not: "woman visiting from Canada".
func (r *reading) within(n int, s span, w who) who {
	base := r.sentences[n].start
	for _, m := range r.spokenOf(n) {
		if isCountry(m.Code) && s.holds(span{base + m.Start, base + m.End}) {
			w.code, w.how = m.Code, "the words name "+r.coder.actors.CountryName(m.Code)
			break
		}
	}
	return w
}

// beside looks next to a name that the tables do not know for what the text says of it: "Ana Quispe, the Peruvian fisheries minister,"
// or "the president of the Red Cross, Jan Novak". A name of several words that nothing describes belongs, as far as anybody can tell,
// to the country that the sentence speaks of.
func (r *reading) beside(n int, s span, w who) who {
	for _, words := range []string{r.apposition(n, s), r.precedes(n, s)} {
		if words == "" {
			continue
		}
		if a := r.alone(words); a.code != "" {
			w.inherited = false
			w.code, w.how = a.code, "described as “"+words+"”: "+a.how
			if w.sector == "" {
				w.sector = a.sector
			}
			return w
		} else if w.sector == "" && a.sector != barograph.MIL { // a commander may be anybody's
			w.sector = a.sector // "Luis Rojas, chairman of a bank,"
		}
	}
	if w.code == "" {
		if code := r.nearestCountry(n, s); code != "" {
			w.guessed = true
			w.code, w.how = code, "unknown to the tables; the sentence speaks of "+r.coder.actors.CountryName(code)
		}
	}
	return w
}

// apposition is what follows a name between commas: ", an Afghan defence spokesperson,", ", former mayor of Lima,".
func (r *reading) apposition(n int, s span) string {
	rest := r.text[s.end:r.sentences[n].end]
	if !strings.HasPrefix(rest, ", ") {
		return ""
	}
	rest = rest[2:]
	if age, after, ok := strings.Cut(rest, ", "); ok && isNumber(age) {
		rest = after
	}
	end := strings.IndexAny(rest, ",.;:—")
	if end < 0 {
		end = len(rest)
	}
	phrase := rest[:end]
	if i := strings.Index(phrase, " who "); i >= 0 {
		phrase = phrase[:i]
	}
	if len(strings.Fields(phrase)) > 12 {
		return ""
	}
	for _, lead := range []string{"the ", "a ", "an ", "current ", "then ", "acting "} {
		if strings.HasPrefix(phrase, lead) {
			return phrase[len(lead):]
		}
	}
	words := splitWords(phrase, 0)
	if strings.HasPrefix(phrase, "former ") || len(words) > 2 && !words[0].upper && hasTitle(words[:2]) && isPreposition(words[2].lower) {
		return phrase // "former governor of Lima", "chief of the Peruvian navy"
	}
	if len(words) == 0 || strings.HasSuffix(words[0].lower, "ed") || strings.HasSuffix(words[0].lower, "ing") {
		return "" // what they did: "attributed Peru's loss to a strike"
	}
	if first := strings.IndexFunc(phrase, unicode.IsLetter); first == 0 && strings.Contains(phrase, "'s ") || strings.Contains(phrase, "’s ") {
		return phrase
	}
	return ""
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// precedes is what stands before a name with a comma: "the president of the Red Cross, Jan Novak".
func (r *reading) precedes(n int, s span) string {
	front := r.text[r.sentences[n].start:s.start]
	front, ok := strings.CutSuffix(front, ", ")
	if !ok {
		return ""
	}
	start := strings.LastIndexAny(front, ",.;:—“\"")
	phrase := strings.TrimSpace(front[start+1:])
	for _, article := range []string{"The ", "the ", "A ", "a ", "An ", "an "} {
		phrase = strings.TrimPrefix(phrase, article)
	}
	words := splitWords(phrase, 0)
	if len(words) == 0 || len(words) > 10 || !hasTitle(words) && !isPersonNoun(words[len(words)-1].lower) {
		return ""
	}
	return phrase
}

// nearestCountry is the country that the sentence names nearest to s.
func (r *reading) nearestCountry(n int, s span) string {
	base := r.sentences[n].start
	best, far := "", 1<<30
	for _, m := range r.spokenOf(n) {
		at := span{base + m.Start, base + m.End}
		if at.overlaps(s) || m.Border {
			continue
		}
		d := at.start - s.end
		if at.end <= s.start {
			d = s.start - at.end
		}
		if d < far {
			best, far = m.Code, d
		}
	}
	return best
}

// isGuess says whether only what stands around a name of one word gave it a country. Of what is hit or taken that is mostly right: a town.
func (w *who) isGuess(words []word, t *told, receives bool) bool {
	if w.sector != "" || len(words) != 1 || !w.inherited && !w.guessed || isNumeral(words[0].lower) {
		return false
	}
	return !receives || t == nil || t.event.Type != barograph.Assault && t.event.Type != barograph.Coerce
}

// unguess takes a guessed country back: a town is where the gazetteer knows it, of a person or firm nobody can tell.
func (r *reading) unguess(n int, s span, w who) who {
	if p, ok := r.place(n, r.slice(s)); ok && p.Confidence >= certain && p.Country != "" {
		w.code, w.how = p.Country, "the place "+p.Name
		return w
	}
	w.code, w.how = "", "no table knows it"
	return w
}

package contacts

import (
	"strings"
	"unicode/utf8"

	"github.com/barograph/barograph"
)

// Evidence is the sentence that something rests on, and where it stands.
type Evidence struct {
	Report    string               `json:"report,omitempty"`  // id
	Article   string               `json:"article,omitempty"` // id
	Sentence  string               `json:"sentence,omitempty"`
	Headline  string               `json:"headline,omitempty"`
	Outlet    string               `json:"outlet,omitempty"`
	URL       string               `json:"url,omitempty"`
	Published *barograph.Published `json:"published,omitempty"`
}

// Cite picks the sentence that tells a story best to somebody who reads nothing else: of all the sentences of its reports the one that
// names most of the parties, is whole, and does not lean on the sentence before it.
func Cite(s *barograph.Story) Evidence {
	if len(s.Reports) == 0 {
		return Evidence{Sentence: s.Evidence, Outlet: s.Origin, URL: s.URL, Published: s.Published}
	}
	var best Evidence
	most := -100
	for i := range s.Reports {
		r := &s.Reports[i]
		try := func(sentence string, bonus int) {
			if n := clear(sentence, s) + bonus; n > most {
				most = n
				best = Evidence{r.ID, r.Source.ID, sentence, r.Source.Headline, r.Source.Outlet, r.Source.URL, r.Source.Published}
			}
		}
		bonus := 0 // the sentence the story was made of, when all else is equal
		if r.Evidence == s.Evidence {
			bonus = 1
		}
		if r.Status != s.Status {
			bonus -= 6 // it tells the opposite
		}
		if r.Type != s.Type || r.Mode != s.Mode {
			bonus -= 3 // it tells it less exactly
		}
		try(r.Evidence, bonus)
		for j := range r.Mentions {
			if r.Mentions[j].Status == s.Status {
				try(r.Mentions[j].Evidence, 0)
			}
		}
	}
	return best
}

// clear says how well a sentence tells a story on its own.
func clear(sentence string, s *barograph.Story) int {
	n := 0
	for _, ps := range [][]barograph.Participant{s.Actors, s.Recipients} {
		named := map[string]bool{}
		for i := range ps {
			p := &ps[i]
			if !named[p.Code] && (len(p.Name) > 2 && strings.Contains(sentence, p.Name) || len(p.Text) > 2 && strings.Contains(sentence, p.Text)) {
				named[p.Code] = true
				n += 2
			}
		}
	}
	if begins(sentence, s) {
		n += 2
	}
	switch end := strings.TrimRight(sentence, `"”’') `); {
	case end == "":
		return -50
	case strings.ContainsAny(end[len(end)-1:], ".!?"):
		n += 2
	}
	if Leans(sentence) {
		n -= 3
	}
	switch length := utf8.RuneCountInString(sentence); {
	case length < 40:
		n -= 2
	case length > 350:
		n--
	}
	return n
}

// begins says whether a sentence begins with one of the parties: what they do is what it tells, and no aside.
func begins(sentence string, s *barograph.Story) bool {
	sentence = strings.TrimPrefix(sentence, "The ")
	for _, ps := range [][]barograph.Participant{s.Actors, s.Recipients} {
		for i := range ps {
			if p := &ps[i]; len(p.Text) > 2 && strings.HasPrefix(sentence, p.Text) || len(p.Name) > 2 && strings.HasPrefix(sentence, p.Name) {
				return true
			}
		}
	}
	return false
}

// leaning are the words by which a sentence leans on the one before it.
var leaning = []string{"He ", "She ", "It ", "They ", "His ", "Her ", "Their ", "Its ", "This ", "That ", "These ", "Those ",
	"The two ", "Both ", "But ", "And ",
	"Hours ", "Such ", "The former ", "The latter "}

// Leans says whether a sentence needs the one before it to be understood.
func Leans(sentence string) bool {
	sentence = strings.TrimLeft(sentence, `"“'‘ `)
	for _, w := range leaning {
		if strings.HasPrefix(sentence, w) {
			return true
		}
	}
	return false
}

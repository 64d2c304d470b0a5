package article

import (
	"strings"
	"unicode"
)

// authorNames reads the names in a byline: "By Jane Roe and John Doe, Foreign Correspondent | 9 May 2025" gives Jane Roe and John Doe.
func authorNames(s string) []string {
	s = oneLine(s)
	if strings.Contains(s, "://") || strings.HasPrefix(s, "@") || strings.HasPrefix(s, "www.") {
		return nil
	}
	for _, lead := range []string{"by ", "written by ", "reported by ", "reporting by ", "story by ", "author: ", "authors: ", "authored by ", "byline: ", "from ", "words by ", "by: ", "posted by ", "submitted by ", "published by ", "edited by "} {
		if len(s) > len(lead) && strings.EqualFold(s[:len(lead)], lead) {
			s = s[len(lead):]
		}
	}
	// What follows a bar, a bracket or a digit is no name.
	if i := strings.IndexAny(s, "|•·[(0123456789/"); i >= 0 {
		s = s[:i]
	}
	for _, mark := range []string{" Published", " Updated", " Posted", " in ", " on ", " for ", " - ", " – ", " — ", " @", " reports", " BBC ", " is a "} {
		if i := strings.Index(s, mark); i > 0 {
			s = s[:i]
		}
	}
	var found []string
	s = strings.NewReplacer(" and ", ",", " & ", ",", ";", ",", " with ", ",").Replace(s)
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.Trim(part, " .:–—-"); isName(part) {
			found = appendNew(found, part)
		} else if len(found) > 0 {
			break // the office after the name
		}
	}
	return found
}

// isName tells whether s has the shape of the name of a person or of a desk.
func isName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 || len(s) > 60 {
		return false
	}
	upper := 0
	for _, w := range words {
		r := firstRune(w)
		switch {
		case unicode.IsUpper(r) || !unicode.IsLower(r) && unicode.IsLetter(r):
			upper++
		case nameParticles[strings.ToLower(w)]:
		default:
			return false
		}
		if strings.ContainsAny(w, "!?:\"“”") {
			return false
		}
	}
	return upper > 0 && !notNames[strings.ToLower(s)] && !notNames[strings.ToLower(words[len(words)-1])] && !days[strings.ToLower(words[0])]
}

var nameParticles = wordSet("de del della der den van von bin ibn al el la le da dos di du ter ten y e of the 'al")

var notNames = lineSet(`
admin
administrator
author
correspondent
reporter
editor
staff
home
news
world
share
follow
editors
updated
published
subscribe
facebook
twitter
read
more
email
minutes
`)

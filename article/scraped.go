package article

import (
	"slices"
	"strings"

	"github.com/barograph/barograph"
)

// FromText takes the article from text scraped off a page, or from text that never was one: a paragraph, a sentence, the copy of a
// wire.
//
// The text is read as a page is laid out. Before the body stand, in any order and each of them or none, a caption, a label of the
// section, the headline, a standfirst, a byline and a date; after it headlines of other stories. What ends like a sentence is
// prose, and prose is kept; the lines around it have to show what they are.
func FromText(text string, opts Options) (*barograph.Article, error) {
	lines := textLines(text)
	switch len(lines) {
	case 0:
		return nil, ErrEmpty
	case 1:
		a := &barograph.Article{}
		return a, finishText(a, lines, opts)
	}
	a := &barograph.Article{}
	body := head(a, lines)
	body = middle(a, untail(body))
	if len(body) == 0 && a.Headline == "" {
		body = lines // nothing looks like an article: take what was given
	}
	return a, finishText(a, body, opts)
}

func finishText(a *barograph.Article, paragraphs []string, opts Options) error {
	var kept []string
	for _, p := range paragraphs {
		if len(paragraphs) > 1 && isPaywallPrompt(p) {
			if !a.Paywalled {
				a.Paywalled = true
				addWarning(a, "a paywall: only what stands before it is read")
			}
			continue
		}
		kept = append(kept, p)
	}
	return finish(a, kept, opts)
}

// headLines is how many lines may stand before the body.
const headLines = 16

// head reads what stands before the body into a, and returns the rest.
func head(a *barograph.Article, lines []string) []string {
	h := findHeadline(a, lines)
	if h < 0 {
		return lines[headless(a, lines):]
	}
	a.Headline = lines[h]
	rest := lines[h+1:]
	by := findByline(rest)
	if by >= 0 {
		a.Byline = bylineOf(rest[by], true)
	}
	i := 0
	for i < len(rest) && i < headLines {
		line := rest[i]
		switch {
		case i == by:
			i++
			continue
		case note(a, line):
			i++
			continue
		case i < by && a.Standfirst == "" && countWords(line) > 3 && countWords(line) < 70:
			a.Standfirst = line
			i++
			continue
		case i > by && prose(line), isCorrection(line), startsItem(line):
			if by < 0 && a.Standfirst == "" && standsBefore(rest, i) {
				a.Standfirst = line
				i++
				continue
			}
			return rest[i:]
		case by < 0 && a.Standfirst == "" && countWords(line) > 5:
			a.Standfirst = line
		}
		i++
	}
	return rest[min(i, len(rest)):]
}

// note reads a line of the head that is neither headline nor prose: a date, a label, a caption, furniture.
func note(a *barograph.Article, line string) bool {
	if s := sectionLabel(line); s != "" {
		if a.Section == "" {
			a.Section = s
		}
		return true
	}
	if isDateLine(line) {
		if d := writtenDate(line); d != nil && a.Published == nil {
			a.Published = d
		} else if d := published(line); d != nil && a.Published == nil {
			a.Published = d
		}
		return true
	}
	return isFurniture(line)
}

// isDateLine tells whether a line gives a moment of publication and little more.
func isDateLine(line string) bool {
	lower := strings.ToLower(line)
	if isStamp(lower) {
		return true
	}
	if countWords(line) > 14 || endsSentence(line) && countWords(line) > 8 {
		return false
	}
	return writtenDate(line) != nil || len(line) >= 10 && published(line[:10]) != nil && countWords(line) < 8
}

// findHeadline finds the line of the headline, -1 when there is none. Labels before it are noted.
func findHeadline(a *barograph.Article, lines []string) int {
	before := 0 // words of prose before it: a caption at most
	found := -1
	for i := 0; i < min(len(lines)-1, headLines); i++ {
		line := lines[i]
		if s := sectionLabel(line); s != "" {
			if a.Section == "" {
				a.Section = s
			}
			if found >= 0 && i <= 3 && !slices.ContainsFunc(lines[found+1:i], prose) && laterHeadline(lines[i+1:]) {
				found = -1 // what stood before the label was a caption
			}
			continue
		}
		switch {
		case found >= 0:
		case isFurniture(line), isDateLine(line) && countWords(line) < 9, startsItem(line), isSlug(line):
		case bylineOf(line, false) != "":
		case titled(line), before == 0 && shortTitle(line, lines[i+1:]):
			if before > 0 && countWords(line) < 6 {
				return -1 // a subheading in the text
			}
			found = i
		case prose(line) || countWords(line) > 20:
			before += countWords(line)
			if i > 0 && before > countWords(line) || before > 45 {
				return found
			}
		}
		if found >= 0 && prose(line) {
			break
		}
	}
	if found >= 0 && !slices.ContainsFunc(lines[found+1:], prose) {
		return -1
	}
	return found
}

// shortTitle tells whether a line of three words is a headline: the text itself follows it, after a date at most.
func shortTitle(line string, rest []string) bool {
	next := rest[0]
	if len(rest) > 1 && isDateLine(next) {
		next = rest[1]
	}
	return countWords(line) == 3 && !endsSentence(line) && prose(next) && bylineOf(line, true) == ""
}

// laterHeadline tells whether a headline comes before the next prose.
func laterHeadline(lines []string) bool {
	for _, line := range lines[:min(len(lines), 4)] {
		if titled(line) && !isFurniture(line) {
			return true
		}
		if prose(line) {
			return false
		}
	}
	return false
}

// isSlug tells whether a line is a wire's working title: "BC-INDIA-PAKISTAN-1st Ld".
func isSlug(line string) bool {
	first, _, _ := strings.Cut(line, " ")
	return strings.Count(first, "-")+strings.Count(first, "/") >= 2 && strings.ToUpper(first) == first && countWords(line) < 8
}

// headless handles text without a headline: the body begins at its first line that is no label, byline or date.
func headless(a *barograph.Article, lines []string) int {
	for i, line := range lines[:min(len(lines), headLines)] {
		if by := bylineOf(line, false); by != "" && a.Byline == "" {
			a.Byline = by
			continue
		}
		if prose(line) && !isFurniture(line) || !note(a, line) && !isSlug(line) {
			return i
		}
	}
	return 0
}

// findByline finds the byline after a headline: a line led by "By", or names alone, with one standfirst before it at most.
func findByline(rest []string) int {
	sentences := 0
	for i, line := range rest[:min(len(rest), 7)] {
		if bylineOf(line, false) != "" && sentences <= 2 {
			return i
		}
		if isFurniture(line) || isDateLine(line) || sectionLabel(line) != "" {
			continue
		}
		if sentences <= 1 && bylineOf(line, true) != "" && i+1 < len(rest) && slices.ContainsFunc(rest[i+1:min(len(rest), i+5)], prose) {
			return i
		}
		if sentences++; sentences > 2 {
			return -1
		}
	}
	return -1
}

// standsBefore tells whether a sentence after the headline is a standfirst: what follows it is a date, a label or a dateline, with
// which a body begins.
func standsBefore(rest []string, i int) bool {
	if i+1 >= len(rest) || countWords(rest[i]) > 60 {
		return false
	}
	if _, _, ok := splitDateline(rest[i]); ok {
		return false
	}
	next := rest[i+1]
	if _, _, ok := splitDateline(next); ok {
		return true
	}
	return i+2 < len(rest) && (isDateLine(next) || isFurniture(next) && !isCaption(next)) && slices.ContainsFunc(rest[i+2:], prose) && i == 0 && countWords(rest[i]) < 45
}

// untail cuts off what stands after the body: headlines of other stories, labels, notices.
func untail(lines []string) []string {
	for i, line := range lines {
		if i > 0 && isRelatedMark(line) && !manyProse(lines[i+1:], lines[:i]) {
			lines = lines[:i]
			break
		}
	}
	end := len(lines)
	for end > 0 {
		line := lines[end-1]
		if isPaywallPrompt(line) || isCorrection(line) {
			break
		}
		if !isFurniture(line) && (strings.HasSuffix(strings.TrimRight(line, "\"”’' )"), ".") && countWords(line) > 3 || countWords(line) > 32 || startsItem(line) || quoted(line) || endsSentence(line) && len(Sentences(line)) > 1) {
			break
		}
		end--
	}
	if end == 0 {
		return lines
	}
	// A question or a cry at the end is the author's, unless other headlines follow it.
	if end < len(lines) && len(lines)-end == 1 && prose(lines[end]) && !isFurniture(lines[end]) {
		end++
	}
	return lines[:end]
}

func quoted(line string) bool {
	return strings.HasSuffix(line, "\"") || strings.HasSuffix(line, "”")
}

// isRelatedMark tells whether a line heads a list of other stories.
func isRelatedMark(line string) bool {
	s := strings.Trim(strings.ToLower(line), " :|-–—.…>»*")
	switch s {
	case "related", "related stories", "related news", "related articles", "related topics", "related content", "related coverage", "related posts", "more stories", "more news", "more on this story", "most read", "most popular",
		"most viewed", "trending", "trending now", "trending stories", "top stories", "latest news", "latest stories", "you may also like", "you might also like", "recommended", "recommended for you", "recommended stories",
		"up next", "what to read next", "read next", "also read", "in other news", "editor's picks", "editors' picks", "editor’s picks", "editors’ picks", "more from this section", "don't miss", "don’t miss", "must read", "must reads",
		"comments", "leave a reply", "leave a comment", "about the author", "more headlines", "other stories", "next story":
		return true
	}
	return strings.HasPrefix(s, "more from ") && countWords(s) < 8
}

// manyProse tells whether the prose after a mark outweighs that before it, so that the mark stood inside the article.
func manyProse(after, before []string) bool {
	count := func(lines []string) (n int) {
		for _, l := range lines {
			if prose(l) && countWords(l) > 12 {
				n += countWords(l)
			}
		}
		return n
	}
	return count(after)*2 > count(before)
}

// middle leaves out furniture between the paragraphs.
func middle(a *barograph.Article, lines []string) []string {
	stamps := 0
	for _, line := range lines {
		if isStamp(strings.ToLower(line)) || liveStamp(line) {
			stamps++
		}
	}
	live := stamps >= 3
	if live {
		addWarning(a, "a live blog: its entries are read as paragraphs, their times are left out")
	}
	seen := map[string]bool{}
	var kept []string
	afterStamp := false
	for i, line := range lines {
		if live && liveStamp(line) {
			_, line, _ = strings.Cut(line, " - ")
		}
		if i < headLines && !live && a.Published == nil && isDateLine(line) && !prose(line) {
			note(a, line)
		}
		key := letters(line)
		switch {
		case isPaywallPrompt(line), isCorrection(line):
		case isStamp(strings.ToLower(line)):
			afterStamp = true
			continue
		case seen[key] || key == letters(a.Headline), isFurniture(line):
			continue
		case titled(line) && !prose(line) && countWords(line) > 8 && !live && !startsItem(line) && !quoted(line) && i > 0 && !strings.HasSuffix(lines[i-1], ":"):
			continue // another story's headline
		case live && !afterStamp && bylineOf(line, false) != "":
			continue
		}
		afterStamp = false
		seen[key] = true
		kept = append(kept, line)
	}
	return kept
}

// liveStamp tells whether a line begins with the time of a live blog's entry: "10:32 am - The army says …".
func liveStamp(line string) bool {
	stamp, rest, ok := strings.Cut(line, " - ")
	return ok && rest != "" && isStamp(strings.ToLower(stamp)) && strings.ContainsAny(stamp, ":.")
}

package article

import (
	"strings"

	"github.com/barograph/barograph"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// weight says how much a block speaks for its surroundings being the article: prose for it by its words, furniture against it.
func weight(b *block) float64 {
	linked := b.linked()
	n := float64(b.words)
	switch {
	case b.words == 0:
		return 0
	case linked > 0.6 && b.words > 3:
		return -2 - min(n, 30)/4
	case b.heading():
		return 0
	case isFurniture(b.text):
		return -4
	case b.words >= 8 && endsSentence(b.text), b.words >= 25:
		w := min(n, 120) * (1 - linked)
		switch {
		case b.tag == atom.P || b.inQuote:
			return w
		case b.inTable && b.tag != atom.Td:
			return w * 0.7
		}
		return w * 0.9
	case b.inList && linked < 0.3 && b.words >= 4:
		return 1
	}
	return -2
}

// choose finds the element that holds the article: the one under which the weights sum up to most, and in it the innermost that
// loses little of that. Its blocks are returned, with those of its namesakes where the page cuts its text into several parts.
func (t *tree) choose() []block {
	sums := make([]float64, len(t.blocks)+1)
	for i := range t.blocks {
		sums[i+1] = sums[i] + weight(&t.blocks[i])
	}
	sum := func(c *container) float64 { return sums[c.end] - sums[c.first] }
	best, most := -1, 0.0
	for i := range t.containers {
		if s := sum(&t.containers[i]); s > 0 && s*bonus(t.containers[i].node) > most {
			best, most = i, s*bonus(t.containers[i].node)
		}
	}
	if best < 0 {
		return t.blocks
	}
	// A child comes after its parent in the list, so one pass goes down.
	for i := best + 1; i < len(t.containers) && t.containers[i].first < t.containers[best].end; i++ {
		if c := &t.containers[i]; c.parent == best && sum(c) >= 0.92*sum(&t.containers[best]) && !t.paragraphsBeside(best, c) {
			best = i
		}
	}
	best = t.firstStory(best)
	chosen := t.containers[best]
	class := attr(chosen.node, "class")
	if class == "" || bonus(chosen.node) < namedBonus {
		return t.blocks[chosen.first:chosen.end]
	}
	var parts []block
	end := 0 // containers nest: what one part holds is not taken again
	for i := range t.containers {
		c := &t.containers[i]
		same := c.node.DataAtom == chosen.node.DataAtom && attr(c.node, "class") == class && c.first >= end &&
			sum(c) > 0 && story(c.node) == story(chosen.node)
		if i == best || same && (c.end <= chosen.first || c.first >= chosen.end) {
			parts = append(parts, t.blocks[c.first:c.end]...)
			end = c.end
		}
	}
	return parts
}

// paragraphsBeside tells whether a container has prose of its own outside one of its children.
func (t *tree) paragraphsBeside(at int, child *container) bool {
	for i := t.containers[at].first; i < t.containers[at].end; i++ {
		if i == child.first {
			i = child.end
			if i >= t.containers[at].end {
				break
			}
		}
		if b := &t.blocks[i]; b.in == at && b.tag == atom.P && weight(b) > 15 {
			return true
		}
	}
	return false
}

// firstStory goes down from a container that holds several articles with a headline each, as endless pages do, to the first of them.
func (t *tree) firstStory(at int) int {
	first, stories := -1, 0
	for i := at + 1; i < len(t.containers) && t.containers[i].first < t.containers[at].end; i++ {
		c := &t.containers[i]
		if c.node.DataAtom != atom.Article {
			continue
		}
		for k := c.first; k < c.end; k++ {
			if t.blocks[k].tag == atom.H1 {
				if stories++; first < 0 {
					first = i
				}
				break
			}
		}
	}
	if stories > 1 {
		return first
	}
	return at
}

// story is the <article> that an element stands in, nil when it stands in none.
func story(n *html.Node) *html.Node {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.Article {
			return n
		}
	}
	return nil
}

// namedBonus is what an element gains whose name says that it is the body.
const namedBonus = 1.25

// bonus favours the elements that the makers of pages name as the article.
func bonus(n *html.Node) float64 {
	if attr(n, "itemprop") == "articleBody" {
		return 1.4
	}
	class := strings.ToLower(attr(n, "class") + " " + attr(n, "id") + " " + attr(n, "data-component") + " " + attr(n, "data-testid"))
	for _, name := range bodyNames {
		if strings.Contains(class, name) {
			return namedBonus
		}
	}
	switch n.DataAtom {
	case atom.Article:
		return 1.15
	case atom.Main:
		return 1.05
	}
	return 1
}

var bodyNames = []string{
	"article-body", "articlebody", "article__body", "article_body", "story-body", "storybody", "story__body", "story_body", "entry-content", "entry__content", "post-content", "post__content", "post_content", "postcontent",
	"article-content", "article__content", "article_content", "articlecontent", "story-content", "storycontent", "post-body", "postbody", "body-content", "content-body", "content__body", "article-text", "articletext", "article__text",
	"story-text", "main-content-body", "single-content", "td-post-content", "rich-text", "richtext", "news-content", "newscontent", "story-details", "article-details", "fulltext", "text-block", "body-text", "bodytext",
}

// body picks the paragraphs of the article.
func (p *page) body(t *tree, a *barograph.Article) []string {
	kept := p.filter(t.choose(), a)
	claimed := claimedParagraphs(p.ld)
	if size(claimed) >= shortBody {
		switch {
		case size(kept) < size(claimed)/2 || overlap(kept, claimed) < 0.2 && size(claimed) > size(kept)*2/3:
			kept = p.withinClaim(t, claimed)
		default:
			kept = confirmed(kept, claimed)
		}
	}
	if size(kept) < shortBody {
		// A page of few words, or one whose text is spread: take all its prose.
		if all := p.filter(t.blocks, a); size(all) > 2*size(kept) {
			kept = all
		}
	}
	return kept
}

func size(paragraphs []string) int {
	n := 0
	for _, s := range paragraphs {
		n += len(s)
	}
	return n
}

// claimedParagraphs is the body as the page's linked data gives it.
func claimedParagraphs(d linkedData) []string {
	var out []string
	add := func(s string) {
		if strings.Contains(s, "<") && strings.Contains(s, ">") {
			s = stripTags(s)
		}
		for line := range strings.SplitSeq(s, "\n") {
			if line = oneLine(unescape(line)); line != "" && !isFurniture(line) {
				out = append(out, line)
			}
		}
	}
	add(d.body)
	if len(d.updates) > 0 && size(out) < shortBody {
		for _, u := range d.updates {
			add(u.headline)
			add(u.body)
		}
	}
	return out
}

// stripTags keeps the text of a piece of markup, a line for each element that sets text apart.
func stripTags(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			if tag := atom.Lookup(name); blockTags[tag] || tag == atom.Br {
				b.WriteByte('\n')
			}
		}
	}
}

// overlap is the share of the paragraphs' text that the claim holds too.
func overlap(paragraphs, claimed []string) float64 {
	if len(paragraphs) == 0 {
		return 0
	}
	all := letters(strings.Join(claimed, ""))
	in, total := 0, 0
	for _, s := range paragraphs {
		s = letters(s)
		total += len(s)
		if strings.Contains(all, s) {
			in += len(s)
		}
	}
	return float64(in) / float64(max(total, 1))
}

// confirmed leaves out short paragraphs that the claim lacks, when it holds nearly all the others: they are furniture.
func confirmed(paragraphs, claimed []string) []string {
	if overlap(paragraphs, claimed) < 0.85 {
		return paragraphs
	}
	all := letters(strings.Join(claimed, ""))
	last := 0
	for i, s := range paragraphs {
		if strings.Contains(all, letters(s)) {
			last = i
		}
	}
	kept := paragraphs[:0:0]
	for i, s := range paragraphs {
		if strings.Contains(all, letters(s)) || i < last && countWords(s) > 15 && endsSentence(s) || isCorrection(s) || isPaywallPrompt(s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// withinClaim takes the blocks of the page that the claim holds, wherever they stand; the claim itself where the page shows little of it.
func (p *page) withinClaim(t *tree, claimed []string) []string {
	all := letters(strings.Join(claimed, ""))
	var kept []string
	for i := range t.blocks {
		if s := letters(t.blocks[i].text); len(s) > 30 && strings.Contains(all, s) {
			kept = append(kept, t.blocks[i].text)
		}
	}
	if size(kept)*100 > size(claimed)*97 {
		return kept
	}
	return claimed
}

// filter leaves out of a run of blocks what is not the author's text.
func (p *page) filter(blocks []block, a *barograph.Article) []string {
	blocks = p.afterHeadline(blocks, a)
	seen := map[string]bool{}
	var kept []string
	var pending []string // headings that wait for prose
	tail := 0            // items at the end that only prose after them redeems
	flushed := 0
	teaser := false // the block before is the linked headline of another story
	for i := range blocks {
		b := &blocks[i]
		key := letters(b.text)
		switch {
		case key == "" || seen[key], similar(b.text, a.Headline) && len(kept) == 0, p.isByline(b, a):
			continue
		case isPaywallPrompt(b.text), isCorrection(b.text):
		case isRelatedMark(b.text) && size(kept) > shortBody && restIsShort(blocks[i+1:], kept):
			return kept[:max(flushed, len(kept)-tail)]
		case isFurniture(b.text), furnitureLinks(b):
			pending = nil
			teaser = b.heading() && b.linked() > 0.9 && b.words > 3
			continue
		case teaser && b.words < 45 && !b.heading() && len(kept) > 0:
			teaser = false
			continue // it belongs to the headline of another story
		case len(kept) == 0 && !endsSentence(b.text) && b.words < 20 && !b.inList && !(b.heading() && p.ld.kind == liveBlog):
			continue // labels before the text begins
		case b.heading():
			pending = append(pending, b.text)
			seen[key] = true
			continue
		}
		seen[key] = true
		teaser = false
		kept = append(kept, pending...)
		pending = nil
		kept = append(kept, b.text)
		if endsSentence(b.text) && b.words > 5 || b.words > 15 || b.inList || b.inTable {
			tail = 0
			flushed = len(kept)
		} else {
			tail++
		}
	}
	if tail > 0 && flushed > 0 {
		kept = kept[:flushed]
	}
	return kept
}

// restIsShort tells whether the prose that is left is little beside what was kept.
func restIsShort(rest []block, kept []string) bool {
	n := 0
	for i := range rest {
		if b := &rest[i]; b.words > 12 && endsSentence(b.text) {
			n += len(b.text)
		}
	}
	return n*4 < size(kept)
}

// furnitureLinks tells whether a block is a link to another story rather than a sentence with links in it.
func furnitureLinks(b *block) bool {
	linked := b.linked()
	switch {
	case linked > 0.9:
		return b.words < 40
	case linked > 0.6:
		return b.words < 30 && (!endsSentence(b.text) || b.inList)
	case linked > 0.4:
		return b.words < 15 && !endsSentence(b.text)
	}
	return false
}

// isByline tells whether a block is a line of names or of the day.
func (p *page) isByline(b *block, a *barograph.Article) bool {
	if b.words > 14 || endsSentence(b.text) && b.words > 6 {
		return false
	}
	if a.Byline != "" && similar(b.text, a.Byline) {
		return true
	}
	lower := strings.ToLower(b.text)
	if strings.HasPrefix(lower, "by ") && len(authorNames(b.text)) > 0 {
		return true
	}
	for _, s := range p.bylines {
		if letters(s) == letters(b.text) {
			return true
		}
	}
	return isStamp(lower) || b.words < 10 && writtenDate(b.text) != nil
}

// afterHeadline leaves out what stands before the headline, if no prose does.
func (p *page) afterHeadline(blocks []block, a *barograph.Article) []block {
	if a.Headline == "" {
		return blocks
	}
	prose := 0
	for i := range blocks {
		b := &blocks[i]
		if similar(b.text, a.Headline) && (b.heading() || b.words < 40) {
			if prose < 60 {
				return blocks[i+1:]
			}
			return blocks
		}
		if endsSentence(b.text) && b.linked() < 0.5 {
			prose += b.words
		}
	}
	return blocks
}

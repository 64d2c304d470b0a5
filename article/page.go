package article

import (
	"strings"

	"github.com/barograph/barograph"
	"golang.org/x/net/html"
)

// shortBody is what a body must have, in bytes, to be believed without a look at what else the page offers.
const shortBody = 400

func fromHTML(source, url string, opts Options) (*barograph.Article, error) {
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		// Nested deeper than a page for people is: what is left is its text, cut where its elements end.
		if root, err = html.Parse(strings.NewReader(flatten(source))); err != nil {
			return nil, ErrNoText
		}
	}
	p := readPage(root)
	a := &barograph.Article{
		URL: url, Headline: oneLine(p.headline()), Section: p.section(), Byline: p.byline(),
		Source: p.siteName(), Published: p.published(url), Updated: p.updated(),
	}
	if a.URL == "" && strings.HasPrefix(p.link, "http") {
		a.URL = p.link
	}
	if a.Source == "" {
		a.Source = host(a.URL)
	}
	if a.Updated != nil && a.Published != nil && !a.Updated.After(a.Published.Time) {
		a.Updated = nil
	}
	t := cut(root, newPruner(root))
	paragraphs := p.body(t, a)
	a.Standfirst = p.standfirst(t, a.Headline, paragraphs)
	t.between(a, paragraphs)
	paragraphs = p.paywall(a, paragraphs)
	if p.ld.kind == liveBlog {
		addWarning(a, "a live blog: its entries are read as paragraphs, their times are left out")
	}
	if err := finish(a, paragraphs, opts); err != nil {
		return nil, err
	}
	return a, nil
}

// between reads what stands between headline and body where the page names nothing: old pages tell a byline by its words alone.
func (t *tree) between(a *barograph.Article, body []string) {
	if len(body) == 0 || a.Headline == "" {
		return
	}
	const most = 10
	at := -1
	for i := range t.blocks {
		b := &t.blocks[i]
		switch {
		case at < 0:
			if b.words < 40 && similar(b.text, a.Headline) {
				at = i
			}
			continue
		case i > at+most || b.text == body[0] || similar(b.text, body[0]):
			return
		case isFurniture(b.text) || b.linked() > 0.8:
			continue
		}
		by := bylineOf(b.text, false)
		if by != "" && a.Byline == "" {
			a.Byline = by
		}
		if day := writtenDate(b.text); day != nil && b.words < 20 && a.Published == nil {
			a.Published = day
		}
		if by == "" && a.Standfirst == "" && b.words > 6 && b.words < 60 && b.linked() < 0.3 && !isDateLine(b.text) && !repeats(b.text, body) {
			a.Standfirst = b.text
		}
	}
}

// flatten rewrites a page so deep that it cannot be parsed as a run of paragraphs.
func flatten(source string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	skip := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if skip == 0 {
				b.Write(z.Raw())
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "script", "style", "noscript", "nav", "svg":
				skip++
			case "a", "b", "i", "em", "strong", "span", "font", "u":
			default:
				b.WriteString("<p>")
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "script", "style", "noscript", "nav", "svg":
				skip = max(0, skip-1)
			}
		}
	}
}

// published is the page's first believable word on when it was published.
func (p *page) published(url string) *barograph.Published {
	claims := []string{
		p.ld.published, p.meta["article:published_time"], p.meta["og:article:published_time"], p.meta["og:published_time"], p.meta["datepublished"], p.meta["parsely-pub-date"], p.meta["sailthru.date"],
		p.meta["pubdate"], p.meta["publishdate"], p.meta["publish-date"], p.meta["publish_date"], p.meta["publication_date"], p.meta["date"], p.meta["dc.date.issued"], p.meta["dc.date"], p.meta["dcterms.created"],
		p.meta["dcterms.date"], p.meta["article.published"], p.meta["cxenseparse:recs:publishtime"], p.meta["originalpublicationdate"],
	}
	for _, s := range append(claims, p.times...) {
		if d := published(s); d != nil {
			return d
		}
	}
	if d := dateInURL(url); d != nil {
		return d
	}
	return dateInURL(p.link)
}

func (p *page) updated() *barograph.Published {
	for _, s := range append([]string{p.ld.modified, p.meta["article:modified_time"], p.meta["og:updated_time"], p.meta["datemodified"], p.meta["last-modified"]}, p.modified...) {
		if d := published(s); d != nil {
			return d
		}
	}
	return nil
}

// standfirst is the summary that the page shows between headline and body. A description that only machines see is none.
func (p *page) standfirst(t *tree, headline string, body []string) string {
	var candidates []string
	for _, s := range p.standfirsts {
		for i := range t.blocks { // not that of a teaser, which was cut away
			if similar(t.blocks[i].text, s) {
				candidates = append(candidates, s)
				break
			}
		}
	}
	for _, s := range []string{p.ld.description, p.meta["og:description"], p.meta["description"]} {
		s = oneLine(unescape(s))
		if s == "" || strings.HasSuffix(s, "...") || strings.HasSuffix(s, "…") {
			continue
		}
		for i := range t.blocks {
			if b := t.blocks[i].text; len(b) < 2*len(s) && similar(b, s) {
				candidates = append(candidates, b)
				break
			}
		}
	}
	for _, s := range candidates {
		if s != "" && !similar(s, headline) && !repeats(s, body) && !isFurniture(s) && !isStamp(strings.ToLower(s)) && countWords(s) > 4 {
			return s
		}
	}
	return ""
}

// repeats tells whether the body says s too, in one of its paragraphs or more.
func repeats(s string, body []string) bool {
	s = letters(s)
	if len(s) == 0 {
		return true
	}
	all := 0
	for _, p := range body {
		p = letters(p)
		if strings.Contains(p, s) {
			return true
		}
		if len(p) > 20 && strings.Contains(s, p) {
			all += len(p)
		}
	}
	return all > len(s)/2
}

// paywall notes where the page stops for those who have not paid, and takes its prompt away.
func (p *page) paywall(a *barograph.Article, paragraphs []string) []string {
	words := 0
	prompt := false
	kept := paragraphs[:0:0]
	for _, s := range paragraphs {
		if isPaywallPrompt(s) {
			prompt = true
			continue
		}
		if prompt && words < 250 && countWords(s) < 25 {
			continue // the terms of the offer
		}
		words += countWords(s)
		kept = append(kept, s)
	}
	if !prompt && words < 250 {
		prompt = p.promptAnywhere()
	}
	if words < 250 && (p.ld.free == "false" || strings.EqualFold(p.meta["article:content_tier"], "locked") || prompt || p.wall) {
		a.Paywalled = true
		addWarning(a, "a paywall: only what stands before it is read")
	}
	return kept
}

func (p *page) promptAnywhere() bool {
	found := false
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if found || n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "footer" || n.Data == "nav") {
			return
		}
		if n.Type == html.TextNode && len(n.Data) < 300 && isPaywallPrompt(n.Data) {
			found = true
			return
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(p.root)
	return found
}

package article

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page is a parsed page with what stands in it outside the text.
type page struct {
	root  *html.Node
	meta  map[string]string // name or property of meta elements, in lower case; the first of each
	title string
	lang  string
	link  string // canonical address
	ld    linkedData

	authors     []string // meta elements named author
	heads       []string // <h1>
	standfirsts []string // elements named so
	bylines     []string
	times       []string // datetime attributes, else texts, of <time> and of elements named as dates
	modified    []string
	crumbs      []string
	sections    []string // elements named as the section's label
	wall        bool     // an element is named as a paywall
}

// readPage collects what the page says about itself.
func readPage(root *html.Node) *page {
	p := &page{root: root, meta: map[string]string{}}
	var scripts []string
	p.collect(root, &scripts)
	p.ld = readLinkedData(scripts)
	return p
}

func (p *page) collect(n *html.Node, scripts *[]string) {
	if n.Type == html.ElementNode {
		switch n.DataAtom {
		case atom.Script:
			if strings.HasPrefix(strings.ToLower(attr(n, "type")), "application/ld+json") && n.FirstChild != nil {
				*scripts = append(*scripts, n.FirstChild.Data)
			}
			return
		case atom.Style, atom.Svg, atom.Template:
			return
		case atom.Html:
			p.lang = attr(n, "lang")
		case atom.Meta:
			p.addMeta(n)
			return
		case atom.Link:
			if attr(n, "rel") == "canonical" {
				p.link = attr(n, "href")
			}
			return
		case atom.Title:
			if p.title == "" && (n.Parent == nil || n.Parent.DataAtom == atom.Head) {
				p.title = textOf(n, 1000)
			}
			return
		}
		p.named(n)
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		p.collect(k, scripts)
	}
}

func (p *page) addMeta(n *html.Node) {
	content := strings.TrimSpace(attr(n, "content"))
	if content == "" {
		return
	}
	for _, key := range [...]string{"property", "name", "itemprop"} {
		name := strings.ToLower(attr(n, key))
		if name == "" {
			continue
		}
		if name == "author" || name == "article:author" || name == "byl" || name == "parsely-author" || name == "dc.creator" || name == "sailthru.author" {
			p.authors = append(p.authors, content)
		}
		if _, ok := p.meta[name]; !ok {
			p.meta[name] = content
		}
	}
}

// named looks at the names of an element for those of headline, standfirst, byline, date and section.
func (p *page) named(n *html.Node) {
	const few = 6
	switch n.DataAtom {
	case atom.H1:
		if s := textOf(n, 500); s != "" && len(p.heads) < few {
			p.heads = append(p.heads, s)
		}
	case atom.Time:
		s := attr(n, "datetime")
		if s == "" {
			s = textOf(n, 100)
		}
		if len(p.times) < few {
			p.times = append(p.times, s)
		}
	case atom.Body, atom.Html, atom.Main, atom.Article:
		return
	}
	prop, class, id, rel := attr(n, "itemprop"), attr(n, "class"), attr(n, "id"), attr(n, "rel")
	switch {
	case rel == "author" || prop == "author":
		p.addByline(n)
	case prop == "datePublished":
		s := attr(n, "content")
		if s == "" {
			s = attr(n, "datetime")
		}
		if s == "" {
			s = textOf(n, 100)
		}
		p.times = append([]string{s}, p.times...)
	case prop == "dateModified":
		p.modified = append(p.modified, attr(n, "content"), attr(n, "datetime"))
	}
	if class == "" && id == "" {
		return
	}
	var buf [8]string
	for name := range strings.FieldsSeq(class + " " + id + " " + attr(n, "data-testid") + " " + attr(n, "data-component")) {
		if len(name) > 100 {
			continue
		}
		words := splitName(name, buf[:0])
		for i, w := range words {
			pair := ""
			if i > 0 {
				pair = words[i-1] + "-" + w
			}
			switch {
			case standfirstNames[w] || standfirstNames[pair]:
				if s := textOf(n, 1200); len(p.standfirsts) < few && countWords(s) > 4 && len(s) < 1000 {
					p.standfirsts = append(p.standfirsts, s)
				}
			case bylineNames[w] || bylineNames[pair]:
				p.addByline(n)
			case dateNames[w] || dateNames[pair]:
				if s := textOf(n, 200); len(s) < 150 && len(p.times) < few {
					p.times = append(p.times, s)
				}
			case w == "breadcrumb" || w == "breadcrumbs":
				if len(p.crumbs) == 0 {
					p.addCrumbs(n)
				}
			case sectionNames[w] || sectionNames[pair]:
				if s := textOf(n, 100); len(p.sections) < few && s != "" && len(s) < 40 {
					p.sections = append(p.sections, s)
				}
			case w == "paywall" || w == "regwall" || pair == "subscriber-only" || pair == "subscription-wall":
				p.wall = true
			}
		}
	}
}

var (
	standfirstNames = wordSet(`standfirst dek deck subhead subheadline subheading subtitle lede excerpt synopsis strapline kicker-text
		sub-title sub-headline sub-heading sub-head article-summary story-summary article-intro article-description story-intro article-excerpt article-lead article-subtitle short-description headline-description`)
	bylineNames  = wordSet(`byline bylines authorname author-name article-author story-author post-author entry-author author vcard`)
	dateNames    = wordSet(`timestamp pubdate publish-date published-date publication-date post-date entry-date article-date story-date date-published date-time datetime dateline posted-on published-on date`)
	sectionNames = wordSet(`kicker article-section section-name section-label story-section article-category post-category eyebrow overline rubric`)
)

func (p *page) addByline(n *html.Node) {
	if s := textOf(n, 400); s != "" && len(s) < 300 && len(p.bylines) < 12 {
		p.bylines = append(p.bylines, s)
	}
}

func (p *page) addCrumbs(n *html.Node) {
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.DataAtom == atom.A {
			if s := textOf(n, 100); s != "" {
				p.crumbs = append(p.crumbs, s)
			}
			return
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(n)
}

// headline is what the page shows as such, confirmed by what it says about itself.
func (p *page) headline() string {
	claims := []string{p.ld.headline, unescape(p.meta["og:title"]), unescape(p.meta["twitter:title"]), unescape(p.meta["title"]), unescape(p.meta["headline"]), p.title}
	for _, h := range p.heads {
		for _, c := range claims {
			if c != "" && similar(h, c) {
				return h
			}
		}
	}
	site := p.siteName()
	if len(p.heads) == 1 && !strings.EqualFold(p.heads[0], site) && countWords(p.heads[0]) > 3 {
		return p.heads[0]
	}
	for _, c := range claims {
		if c = withoutSite(oneLine(c), site); c != "" && !strings.EqualFold(c, site) {
			return c
		}
	}
	if len(p.heads) > 0 {
		return p.heads[0]
	}
	return ""
}

// similar tells whether one text is most of the other, letters and digits alone counted.
func similar(a, b string) bool {
	a, b = letters(a), letters(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 8 || len(a)*3 < len(b) {
		return a == b && a != ""
	}
	return strings.Contains(b, a) || len(a) > 24 && strings.Contains(b, a[:len(a)*2/3])
}

// letters is s in lower case without all but its letters and digits.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// withoutSite takes the outlet's name off the end of a title: "… | The Outlet".
func withoutSite(title, site string) string {
	for _, sep := range []string{" | ", " – ", " — ", " - ", " :: ", " • "} {
		at := strings.LastIndex(title, sep)
		if at < 0 {
			continue
		}
		tail := title[at+len(sep):]
		if site != "" && similar(tail, site) || sep == " | " || countWords(tail) <= 3 && countWords(title[:at]) >= 4 {
			return strings.TrimSpace(withoutSite(title[:at], site))
		}
	}
	return title
}

func (p *page) siteName() string {
	for _, s := range []string{p.meta["og:site_name"], p.ld.publisher, p.meta["application-name"]} {
		if s != "" && len(s) < 80 {
			return oneLine(unescape(s))
		}
	}
	return ""
}

// byline is the names of the authors, joined by commas.
func (p *page) byline() string {
	sets := [][]string{p.ld.authors, p.authors, p.bylines}
	for _, set := range sets {
		var found []string
		for _, s := range set {
			for _, name := range authorNames(unescape(s)) {
				found = appendNew(found, name)
			}
			if len(found) > 0 && len(set) == len(p.bylines) && len(p.bylines) > 0 && set[0] == p.bylines[0] {
				break // elements named byline repeat and nest: the first that names somebody counts
			}
		}
		if len(found) > 0 {
			return strings.Join(found, ", ")
		}
	}
	return ""
}

func appendNew(list []string, s string) []string {
	for _, e := range list {
		if strings.EqualFold(e, s) {
			return list
		}
	}
	return append(list, s)
}

// section is the part of the outlet that the article stands in.
func (p *page) section() string {
	for _, s := range []string{p.ld.section, p.meta["article:section"], p.meta["parsely-section"], p.meta["section"], p.meta["og:article:section"]} {
		s = oneLine(unescape(s))
		if s != "" && len(s) < 60 && !strings.Contains(s, "://") {
			return s
		}
	}
	for _, crumbs := range [][]string{p.ld.crumbs, p.crumbs} {
		for _, c := range crumbs {
			c = oneLine(c)
			if !strings.EqualFold(c, "home") && !strings.EqualFold(c, "news") && len(c) < 40 && !similar(c, p.headline()) {
				return c
			}
		}
	}
	for _, s := range p.sections {
		if countWords(s) <= 4 && !isStamp(strings.ToLower(s)) {
			return s
		}
	}
	return ""
}

// unescape undoes entities that a page escaped twice.
func unescape(s string) string {
	if strings.Contains(s, "&") {
		s = html.UnescapeString(s)
	}
	return strings.TrimSpace(s)
}

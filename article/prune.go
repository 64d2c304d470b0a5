package article

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pruner drops the parts of a page that are furniture by their element or by the names that its makers gave them (class, id, role).
// Names lie: a theme may call the whole page "has-sidebar". So no part is dropped that holds much of the page's plain text.
type pruner struct {
	plain map[*html.Node]int // bytes of text outside links
	total int
	heads map[*html.Node]bool // ancestors of an <h1>
	cards bool                // small <article> elements are teasers of other stories
}

func newPruner(root *html.Node) *pruner {
	p := &pruner{plain: map[*html.Node]int{}, heads: map[*html.Node]bool{}}
	p.total = p.measure(root, false)
	// Where most of the text stands in many small articles they are the entries of a live blog or a list.
	small := 0
	for n, size := range p.plain {
		if n.DataAtom == atom.Article && p.card(n) {
			small += size
		}
	}
	p.cards = small*2 < p.total
	return p
}

// card tells whether an <article> is as small as a teaser, and has no headline.
func (p *pruner) card(n *html.Node) bool {
	return p.plain[n] < 600 && p.plain[n]*4 < p.total && !p.heads[n]
}

func (p *pruner) measure(n *html.Node, link bool) int {
	switch n.Type {
	case html.TextNode:
		if link {
			return 0
		}
		return len(strings.TrimSpace(n.Data))
	case html.ElementNode:
		switch n.DataAtom {
		case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Svg, atom.Textarea, atom.Select, atom.Iframe:
			return 0
		case atom.H1:
			for a := n; a != nil && !p.heads[a]; a = a.Parent {
				p.heads[a] = true
			}
		case atom.A:
			link = true
		}
	}
	sum := 0
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		sum += p.measure(k, link)
	}
	if n.Type == html.ElementNode {
		p.plain[n] = sum
	}
	return sum
}

// drops tells whether an element and all under it is furniture.
func (p *pruner) drops(n *html.Node) bool {
	share := 0.0
	if p.total > 0 {
		share = float64(p.plain[n]) / float64(p.total)
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Svg, atom.Iframe, atom.Object, atom.Embed, atom.Button,
		atom.Input, atom.Select, atom.Textarea, atom.Canvas, atom.Audio, atom.Video, atom.Picture, atom.Map, atom.Dialog,
		atom.Menu, atom.Progress, atom.Option, atom.Label, atom.Applet, atom.Math:
		return true
	case atom.Time:
		return n.Parent == nil || n.Parent.DataAtom != atom.P
	case atom.Nav, atom.Aside, atom.Footer, atom.Figure, atom.Figcaption, atom.Form, atom.Fieldset:
		return share < 0.4
	case atom.Body, atom.Html, atom.Main:
		return false
	case atom.Article:
		if p.cards && p.card(n) {
			return true
		}
	}
	if hidden(n) && share < 0.4 {
		return true
	}
	switch furnitureName(n) {
	case nameComments:
		return share < 0.85 && !p.heads[n]
	case nameFurniture:
		return share < 0.3 && !(p.heads[n] && share > 0.1)
	}
	return false
}

// hidden tells whether the page does not show the element.
func hidden(n *html.Node) bool {
	if hasAttr(n, "hidden") || attr(n, "aria-hidden") == "true" && n.DataAtom != atom.Span {
		return true
	}
	style := attr(n, "style")
	if style == "" {
		return false
	}
	style = strings.ToLower(strings.ReplaceAll(style, " ", ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

type nameKind int

const (
	nameNeutral nameKind = iota
	nameFurniture
	nameComments
)

// furnitureWords are words in the names of elements that hold no part of the article.
var furnitureWords = wordSet(`
	share sharing sharebar sharebox sharetools sharedaddy jp-relatedposts social socials addthis addtoany a2a sociable
	related relateds relatedposts recirc recirculation recommended recommendation recommendations recommend suggested trending popular
	mostread mostpopular mostviewed readmore readnext morefrom morestories upnext teaser teasers promo promos promotion promobox
	newsletter newsletters signup subscribe subscription subscriptions optin mailchimp
	sidebar sidebars aside side rightcol rightcolumn rail breadcrumb breadcrumbs crumbs cookie cookies gdpr consent ccpa
	ad ads adv advert adverts advertisement advertising adslot adsense adunit dfp sponsor sponsored outbrain taboola zergnet revcontent
	popup modal overlay lightbox tooltip toast snackbar dropdown
	nav navbar navigation menu submenu topbar toolbar footer masthead skiplink
	tags taglist tagcloud keywords byline bylines authorbox authorbio bio biography aboutauthor
	caption captions imagecaption photocaption wp-caption-text credit credits photocredit imagecredit copyright
	gallery slideshow carousel slider swiper
	pagination pager paging pagenav postnav printonly noprint print timestamp pubdate dateline postmeta entrymeta
	login register paywall poll quiz rating ratings disclaimer screenreader
	sronly visuallyhidden infobox navbox mwedit reflist hatnote weather ticker marquee
	syndication widget widgets feedback reactions reaction emoji donate donation fundraising pullquote factbox
`)

// furniturePairs are two words next to each other in one name.
var furniturePairs = wordSet(`
	read-more read-next read-also also-read more-from more-stories more-news more-on most-read most-popular most-viewed up-next
	sign-up opt-in author-bio author-box author-info about-author author-card author-description post-author entry-author
	article-author story-author post-meta entry-meta article-meta story-meta meta-data meta-info post-info article-info article-tags post-tags
	entry-tags story-tags tag-list tags-links cat-links post-navigation nav-links page-nav post-nav image-caption photo-caption
	img-caption media-caption caption-text image-credit photo-credit picture-credit screen-reader sr-only visually-hidden
	print-only no-print skip-link skip-to entry-footer post-footer article-footer story-footer site-footer site-header
	page-header global-header breaking-news latest-news top-stories in-this see-also you-may
	editors-picks editor-picks entry-utility site-info key-points-nav follow-us app-download download-app image-info lead-image
	edit-section mw-editsection live-badge posted-on entry-date post-date publish-date published-date article-date
	block-social back-top table-contents
`)

var commentWords = wordSet(`comments comment commentlist disqus fbcomments commenting respond discussion livefyre coral commentaries kommentare`)

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// furnitureName judges an element by its names.
func furnitureName(n *html.Node) nameKind {
	switch role := attr(n, "role"); role {
	case "navigation", "complementary", "search", "banner", "contentinfo", "dialog", "alert", "menu", "menubar", "tooltip", "form":
		return nameFurniture
	}
	kind := nameNeutral
	for _, key := range [...]string{"class", "id", "data-component", "data-testid", "data-block", "data-module", "itemprop", "rel"} {
		for name := range strings.FieldsSeq(attr(n, key)) {
			if strings.HasPrefix(name, "tag-") || strings.HasPrefix(name, "category-") || strings.HasPrefix(name, "post-") && n.DataAtom == atom.Article {
				continue // WordPress names an article after its topics
			}
			switch judgeName(name) {
			case nameComments:
				return nameComments
			case nameFurniture:
				kind = nameFurniture
			}
		}
	}
	return kind
}

// judgeName splits a name such as "article__shareBar" into its words.
func judgeName(name string) nameKind {
	if len(name) > 100 {
		return nameNeutral
	}
	kind := nameNeutral
	if w := strings.ToLower(name); furnitureWords[w] {
		return nameFurniture
	}
	var buf [8]string
	words := splitName(name, buf[:0])
	for i, w := range words {
		if commentWords[w] {
			if i+1 < len(words) && (words[i+1] == "count" || words[i+1] == "link" || words[i+1] == "form") {
				return nameFurniture
			}
			if words[0] == "no" || words[0] == "has" || words[0] == "open" {
				continue
			}
			return nameComments
		}
		if i > 0 && furniturePairs[words[i-1]+"-"+w] {
			kind = nameFurniture
		}
		if !furnitureWords[w] {
			continue
		}
		if words[0] == "has" || words[0] == "no" || words[0] == "with" || words[0] == "without" || words[0] == "is" && i > 1 {
			continue // a property of the page, not its part
		}
		if (w == "widget" || w == "widgets") && (words[0] == "elementor" || i < len(words)-1) {
			continue // page builders call everything so
		}
		kind = nameFurniture
	}
	return kind
}

func splitName(name string, words []string) []string {
	start := -1
	upper := false
	for i, r := range name {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case !letter:
			if start >= 0 {
				words = append(words, strings.ToLower(name[start:i]))
			}
			start = -1
		case start < 0:
			start = i
		case unicode.IsUpper(r) && !upper:
			words = append(words, strings.ToLower(name[start:i]))
			start = i
		}
		upper = unicode.IsUpper(r)
	}
	if start >= 0 {
		words = append(words, strings.ToLower(name[start:]))
	}
	return words
}

package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A block is a stretch of text that the page sets apart: a paragraph, a heading, a list item, a row of a table.
type block struct {
	text      string
	tag       atom.Atom // of the innermost element that sets it apart
	words     int
	linkWords int // of them in links
	class     string
	inList    bool
	inQuote   bool
	inTable   bool
	in        int // the container right around it, an index into the tree's
}

// linked is the share of the block's words that stand in links.
func (b *block) linked() float64 {
	if b.words == 0 {
		return 0
	}
	return float64(b.linkWords) / float64(b.words)
}

func (b *block) heading() bool {
	return b.tag >= atom.H1 && (b.tag == atom.H1 || b.tag == atom.H2 || b.tag == atom.H3 || b.tag == atom.H4 || b.tag == atom.H5 || b.tag == atom.H6)
}

// A container is an element that may be the body: the blocks under it stand in [first, end).
type container struct {
	node       *html.Node
	parent     int // index of the container around it, -1 for none
	first, end int
}

// tree is a page cut into blocks, in the order of the text.
type tree struct {
	blocks     []block
	containers []container
}

// cutter walks over the nodes of a page and cuts it into blocks.
type cutter struct {
	tree
	prune *pruner

	text      []byte
	space     bool // a blank is due before the next letter
	links     int  // open <a> elements
	linkFrom  int  // where in text the open link began
	linkWords int
	pre       int
	list      int
	quote     int
	table     int
	tag       atom.Atom
	class     string
	around    int // the open container
}

func cut(root *html.Node, p *pruner) *tree {
	c := &cutter{prune: p, around: -1}
	c.walk(root)
	c.flush()
	return &c.tree
}

// blockTags are the elements that set text apart.
var blockTags = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Center: true, atom.Dd: true,
	atom.Details: true, atom.Div: true, atom.Dl: true, atom.Dt: true, atom.Fieldset: true, atom.Figcaption: true, atom.Figure: true,
	atom.Footer: true, atom.Form: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Header: true, atom.Hr: true, atom.Li: true, atom.Main: true, atom.Nav: true, atom.Ol: true, atom.P: true, atom.Pre: true,
	atom.Section: true, atom.Summary: true, atom.Table: true, atom.Tbody: true, atom.Tr: true, atom.Ul: true, atom.Hgroup: true,
}

func (c *cutter) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		c.add(n.Data)
		return
	case html.ElementNode:
	case html.DocumentNode:
		c.children(n)
		return
	default:
		return
	}
	if c.prune.drops(n) {
		return
	}
	apart := blockTags[n.DataAtom] || n.DataAtom == 0 && strings.Contains(n.Data, "-")
	switch n.DataAtom {
	case atom.Br:
		c.newline()
		return
	case atom.Td, atom.Th:
		if len(c.text) > 0 && !strings.HasSuffix(string(c.text), "| ") {
			c.text = append(c.text, " | "...)
			c.space = false
		}
	case atom.Q:
		c.add("“")
		c.children(n)
		c.space = false
		c.add("”")
		return
	case atom.A:
		if c.links++; c.links == 1 {
			c.linkFrom = len(c.text)
		}
		c.children(n)
		if c.links--; c.links == 0 && c.linkFrom < len(c.text) {
			c.linkWords += countWords(string(c.text[c.linkFrom:]))
			c.linkFrom = len(c.text)
		}
		return
	}
	if !apart {
		c.children(n)
		return
	}
	c.flush()
	tag, class, around := c.tag, c.class, c.around
	c.tag, c.class = n.DataAtom, attr(n, "class")
	counter := c.counter(n.DataAtom)
	if counter != nil {
		*counter++
	}
	mine := -1
	if isContainer(n.DataAtom) {
		mine = len(c.containers)
		c.containers = append(c.containers, container{node: n, parent: c.around, first: len(c.blocks)})
		c.around = mine
	}
	c.children(n)
	c.flush()
	if mine >= 0 {
		c.containers[mine].end = len(c.blocks)
	}
	if counter != nil {
		*counter--
	}
	c.tag, c.class, c.around = tag, class, around
}

func (c *cutter) counter(tag atom.Atom) *int {
	switch tag {
	case atom.Ul, atom.Ol, atom.Dl:
		return &c.list
	case atom.Blockquote:
		return &c.quote
	case atom.Table:
		return &c.table
	case atom.Pre:
		return &c.pre
	}
	return nil
}

func isContainer(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Li, atom.Tr, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Dd, atom.Dt, atom.Pre, atom.Ul, atom.Ol:
		return false
	}
	return true
}

func (c *cutter) children(n *html.Node) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.walk(k)
	}
}

// add appends text with its white space folded.
func (c *cutter) add(s string) {
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case r == '\n' && c.pre > 0:
			c.newline()
		case unicode.IsSpace(r), r == '\u2060', r == '\u200e':
			c.space = true
		case r == '\u200b', r == '\ufeff', r == '\u00ad', r < ' ', r == 0x7f:
		default:
			if c.space && len(c.text) > 0 && c.text[len(c.text)-1] != '\n' {
				c.text = append(c.text, ' ')
			}
			c.space = false
			c.text = append(c.text, s[i:i+size]...)
		}
		i += size
	}
}

// newline keeps a <br>: two of them part paragraphs, as does one after a whole sentence.
func (c *cutter) newline() {
	c.space = false
	if n := len(c.text); n > 0 && c.text[n-1] != '\n' {
		c.text = append(c.text, '\n')
		return
	}
	c.flush()
}

// flush ends the open block.
func (c *cutter) flush() {
	text := strings.TrimRight(string(c.text), " |\n")
	if c.links > 0 && c.linkFrom < len(c.text) {
		c.linkWords += countWords(string(c.text[c.linkFrom:]))
	}
	linkWords := c.linkWords
	c.text, c.space, c.linkWords, c.linkFrom = c.text[:0], false, 0, 0
	text = strings.TrimLeft(text, " |")
	if text == "" {
		return
	}
	for part := range strings.SplitSeq(foldLines(text), "\n") {
		words := countWords(part)
		c.blocks = append(c.blocks, block{
			text: part, tag: c.tag, class: c.class, words: words, linkWords: min(linkWords, words),
			inList: c.list > 0, inQuote: c.quote > 0, inTable: c.table > 0, in: c.around,
		})
		linkWords = max(0, linkWords-words)
	}
}

// foldLines joins the lines of a block that go on; a newline stays where a line ends like a paragraph.
func foldLines(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	lines := strings.Split(text, "\n")
	var b strings.Builder
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if i > 0 {
			if before := strings.TrimSpace(lines[i-1]); endsSentence(before) && len(before) > 40 || bylineOf(line, false) != "" {
				b.WriteByte('\n')
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// countWords counts runs of non-space characters that hold a letter or digit.
func countWords(s string) int {
	n, in := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			in = false
		case !in && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			in = true
			n++
		}
	}
	return n
}

// attr is an attribute of a node, "" when it has none.
func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// textOf is the text under a node on one line, at most max bytes.
func textOf(n *html.Node, max int) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if b.Len() > max {
			return
		}
		switch n.Type {
		case html.TextNode:
			b.WriteString(n.Data)
			return
		case html.ElementNode:
			switch n.DataAtom {
			case atom.Script, atom.Style, atom.Svg, atom.Button, atom.Noscript, atom.Template:
				return
			}
			if blockTags[n.DataAtom] || n.DataAtom == atom.Br {
				b.WriteByte(' ')
			}
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k)
		}
	}
	walk(n)
	return oneLine(b.String())
}

// oneLine folds white space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

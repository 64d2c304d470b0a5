package testnews

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Story is an article before it is a page.
type Story struct {
	Headline, Standfirst string
	Byline               string
	Published            time.Time
	Paragraphs           [][]string // of sentences
}

// Story returns an article whose body has that many sentences.
func (w *Writer) Story(sentences int) Story {
	a, b := w.pair()
	s := Story{
		Headline:   fmt.Sprintf("%s and %s at odds over %s as talks go on", a.name, b.name, w.oneOf(fillers["topic"])),
		Standfirst: fmt.Sprintf("Officials in %s want an answer from %s before the end of the month", a.capital, b.capital),
		Byline:     w.oneOf([]string{"Ada Winter", "Tomas Reyl", "Ines Okafor", "Paul Marden"}),
		Published:  time.Date(2025, 5, 1+w.random.IntN(28), w.random.IntN(24), w.random.IntN(60), 0, 0, time.UTC),
	}
	for sentences > 0 {
		n := min(sentences, 1+w.random.IntN(3))
		sentences -= n
		var paragraph []string
		for range n {
			if w.random.IntN(4) == 0 {
				b, a = w.pair()
			}
			paragraph = append(paragraph, w.sentence(a, b))
			a, b = b, a
		}
		s.Paragraphs = append(s.Paragraphs, paragraph)
	}
	return s
}

// HTML is the page of a story, with what news pages have around an article.
func (s *Story) HTML() []byte {
	var b strings.Builder
	text := html.EscapeString
	about, err := json.Marshal(map[string]any{"@context": "https://schema.org", "@type": "NewsArticle", "headline": s.Headline,
		"description": s.Standfirst, "datePublished": s.Published.Format(time.RFC3339), "author": map[string]string{"@type": "Person", "name": s.Byline}})
	if err != nil {
		panic(err) // strings and a time
	}
	fmt.Fprintf(&b, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>%s | The Made-up Courier</title>
<meta property="og:title" content="%[1]s"><meta property="og:type" content="article"><meta name="description" content="%s">
<script type="application/ld+json">%s</script><style>.p{margin:0 0 1em}.n a{padding:4px}</style>
<script>window.dataLayer=window.dataLayer||[];function track(e){window.dataLayer.push({event:e,at:Date.now()})}</script></head>
<body><header><a href="/">The Made-up Courier</a><nav class="n">`, text(s.Headline), text(s.Standfirst), about)
	for _, section := range []string{"World", "Politics", "Business", "Science", "Culture", "Sport", "Opinion", "Weather"} {
		fmt.Fprintf(&b, `<a href="/%s">%s</a>`, strings.ToLower(section), section)
	}
	fmt.Fprintf(&b, `</nav></header><main><article><p class="kicker">World</p><h1>%s</h1><p class="standfirst">%s</p>
<div class="byline">By <a href="/by">%s</a></div><time datetime="%s">%s</time><div class="share"><button>Share</button><button>Save</button></div>
<figure><img src="/i.jpg" alt=""><figcaption>A view of the river crossing in spring. Photograph: Courier</figcaption></figure><div class="body">
`, text(s.Headline), text(s.Standfirst), text(s.Byline), s.Published.Format(time.RFC3339), s.Published.Format("2 January 2006"))
	for i, p := range s.Paragraphs {
		fmt.Fprintf(&b, "<p class=\"p\">%s</p>\n", text(strings.Join(p, " ")))
		if i%5 == 3 {
			b.WriteString(`<div class="ad-slot" data-ad="1"><span>Advertisement</span></div>` + "\n")
		}
	}
	b.WriteString(`</div></article><aside><h2>More in World</h2><ul>`)
	for i, teaser := range []string{"A port strike enters its second week", "Glacier loss broke a record last summer", "The village that saved its last cinema"} {
		fmt.Fprintf(&b, `<li><a href="/%d"><h3>%s</h3></a></li>`, i, teaser)
	}
	b.WriteString(`</ul></aside></main><footer><p>The Made-up Courier is read in no country at all. Contact the newsroom at any hour.</p></footer></body></html>`)
	return []byte(b.String())
}

// WritePages writes n pages of that many sentences into dir and returns their paths.
func (w *Writer) WritePages(dir string, n, sentences int) ([]string, error) {
	paths := make([]string, n)
	for i := range paths {
		paths[i] = filepath.Join(dir, fmt.Sprintf("%05d.html", i))
		story := w.Story(sentences)
		if err := os.WriteFile(paths[i], story.HTML(), 0o600); err != nil {
			return nil, err
		}
	}
	return paths, nil
}

package article

import (
	"encoding/json"
	"strings"
)

// liveBlog is the type of pages that are written while something happens.
const liveBlog = "LiveBlogPosting"

// linkedData is what a page says about itself in JSON-LD (schema.org).
type linkedData struct {
	kind        string // the most telling type: NewsArticle, LiveBlogPosting, …
	headline    string
	description string
	published   string
	modified    string
	section     string
	body        string
	publisher   string
	authors     []string
	free        string // isAccessibleForFree, "true" or "false"
	updates     []liveEntry
	crumbs      []string
}

// liveEntry is one entry of a live blog.
type liveEntry struct{ headline, body, published string }

// readLinkedData merges the articles described in the scripts of a page. The first description of anything counts.
func readLinkedData(scripts []string) linkedData {
	var d linkedData
	for _, s := range scripts {
		var v any
		if json.Unmarshal([]byte(cleanJSON(s)), &v) != nil {
			continue
		}
		d.add(v, 0)
	}
	return d
}

// cleanJSON takes off what pages wrap around their JSON, and the raw line breaks inside strings that some write.
func cleanJSON(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimPrefix(s, "<!--")
	s = strings.TrimPrefix(s, "//<![CDATA[")
	s = strings.TrimPrefix(s, "<![CDATA[")
	s = strings.TrimSuffix(s, "-->")
	s = strings.TrimSuffix(s, "//]]>")
	s = strings.TrimSuffix(s, "]]>")
	s = strings.TrimRight(s, " \t\r\n;")
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
}

func (d *linkedData) add(v any, depth int) {
	if depth > 6 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			d.add(e, depth+1)
		}
	case map[string]any:
		kind := articleKind(v["@type"])
		switch kind {
		case "":
			for _, key := range [...]string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart"} {
				if inner, ok := v[key].(map[string]any); ok {
					d.add(inner, depth+1)
				} else if list, ok := v[key].([]any); ok {
					d.add(list, depth+1)
				}
			}
		case "BreadcrumbList":
			d.addCrumbs(v)
		default:
			d.addArticle(v, kind)
		}
	}
}

// articleKind picks the type that makes an object an article; "" for other things.
func articleKind(v any) string {
	switch v := v.(type) {
	case string:
		v = strings.TrimPrefix(strings.TrimPrefix(v, "http://schema.org/"), "https://schema.org/")
		if strings.HasSuffix(v, "Article") || strings.HasSuffix(v, "Posting") || v == "Report" || v == "BreadcrumbList" {
			return v
		}
	case []any:
		for _, e := range v {
			if kind := articleKind(e); kind != "" {
				return kind
			}
		}
	}
	return ""
}

func (d *linkedData) addArticle(v map[string]any, kind string) {
	if d.kind != "" && d.headline != "" && jsonText(v["headline"]) != d.headline && jsonText(v["articleBody"]) == "" && kind != liveBlog {
		return // another story
	}
	first := func(to *string, values ...any) {
		for _, v := range values {
			if *to == "" {
				*to = jsonText(v)
			}
		}
	}
	if d.kind == "" || kind == liveBlog {
		d.kind = kind
	}
	first(&d.headline, v["headline"], v["name"])
	first(&d.description, v["description"])
	first(&d.published, v["datePublished"], v["dateCreated"])
	first(&d.modified, v["dateModified"])
	first(&d.section, v["articleSection"])
	first(&d.publisher, v["publisher"])
	first(&d.free, v["isAccessibleForFree"])
	if b, ok := v["articleBody"].(string); ok && len(b) > len(d.body) {
		d.body = b
	}
	if len(d.authors) == 0 {
		d.authors = names(v["author"], nil)
	}
	if list, ok := v["liveBlogUpdate"].([]any); ok && len(d.updates) == 0 {
		for _, e := range list {
			if m, ok := e.(map[string]any); ok {
				d.updates = append(d.updates, liveEntry{jsonText(m["headline"]), jsonText(m["articleBody"]), jsonText(m["datePublished"])})
			}
		}
	}
}

func (d *linkedData) addCrumbs(v map[string]any) {
	list, _ := v["itemListElement"].([]any)
	if len(d.crumbs) > 0 {
		return
	}
	for _, e := range list {
		m, _ := e.(map[string]any)
		name := jsonText(m["name"])
		if name == "" {
			name = jsonText(m["item"])
		}
		if name != "" && !strings.Contains(name, "://") {
			d.crumbs = append(d.crumbs, name)
		}
	}
}

// jsonText is the plain text of a value: a string, a bool, the name of an object, the first of a list.
func jsonText(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(unescape(v))
	case bool:
		if v {
			return "true"
		}
		return "false"
	case map[string]any:
		return jsonText(v["name"])
	case []any:
		for _, e := range v {
			if s := jsonText(e); s != "" {
				return s
			}
		}
	}
	return ""
}

func names(v any, to []string) []string {
	if len(to) > 20 {
		return to
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			to = names(e, to)
		}
	case map[string]any:
		if list, ok := v["name"].([]any); ok {
			return names(list, to)
		}
		if s := jsonText(v); s != "" {
			to = append(to, s)
		}
	case string:
		if s := jsonText(v); s != "" {
			to = append(to, s)
		}
	}
	return to
}

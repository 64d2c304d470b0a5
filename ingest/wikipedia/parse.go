package wikipedia

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/barograph/barograph"
)

// Limits of one day's page. A busy day has 60 kB and a hundred entries.
const (
	maxText  = 4 << 20
	maxItems = 2000
	maxItem  = 16 << 10 // bytes of one entry
	maxNest  = 40       // templates inside templates
)

// Parse reads the wikitext of a day. Bullets are nested: one that has bullets below it is a topic, the deepest are the entries. What
// has neither a source nor the full stop of a sentence is a topic that nobody has filled.
func Parse(day barograph.Day, text string) []Summary {
	var out []Summary
	items := bullets(text[:min(len(text), maxText)])
	var path []string
	for i, it := range items {
		for len(path) < it.depth {
			path = append(path, "")
		}
		path = path[:it.depth]
		topic := i+1 < len(items) && items[i+1].depth > it.depth
		plain, sources := render(it.text)
		path[it.depth-1] = plain
		if topic || plain == "" || len(sources) == 0 && !ended(plain) || len(out) == maxItems {
			continue
		}
		out = append(out, Summary{
			ID: fmt.Sprintf("wce-%s-%02d", day, len(out)), Published: day.String(), Topic: join(path[:it.depth-1]), Text: plain, Sources: sources,
		})
	}
	return out
}

func join(path []string) string {
	var kept []string
	for _, p := range path {
		if p = strings.TrimRight(p, ":"); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ": ")
}

// ended tells whether a text ends as a sentence does.
func ended(s string) bool {
	s = strings.TrimRight(s, `"'”’)]`)
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…")
}

type bullet struct {
	depth int
	text  string
}

var (
	comment = regexp.MustCompile(`(?s)<!--.*?(-->|$)`)
	ref     = regexp.MustCompile(`(?is)<ref[^>/]*/>|<ref[^>]*>.*?</ref\s*>`)
	tag     = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)
)

// bullets lists the lines of a day that begin with asterisks, with their depth. A line that begins with none goes on with the one
// before, if it is a text at all.
func bullets(text string) []bullet {
	text = comment.ReplaceAllString(text, "")
	text = ref.ReplaceAllString(text, "")
	var out []bullet
	open := false // whether the next line may go on with the last bullet
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		depth := 0
		for depth < len(line) && (line[depth] == '*' || line[depth] == '#' && depth > 0 || line[depth] == ':' && depth > 0) {
			depth++
		}
		switch {
		case depth > 0:
			out = append(out, bullet{min(depth, 8), strings.TrimSpace(line[depth:])})
			open = true
		case line == "" || line[0] == ';' || line[0] == '=' || line[0] == '{' || line[0] == '|' || line[0] == '}' || line[0] == ':':
			open = false
		case open && len(out[len(out)-1].text) < maxItem:
			out[len(out)-1].text += " " + line
		}
	}
	return out
}

// render makes plain text of wikitext, and takes out the sources: links to other sites whose words stand in brackets.
func render(s string) (plain string, sources []string) {
	sources = []string{}
	if len(s) > maxItem {
		s = strings.ToValidUTF8(s[:maxItem], "")
	}
	s = templates(s)
	s = external(s, &sources)
	s = links(s)
	s = strings.NewReplacer("'''''", "", "'''", "", "''", "").Replace(s)
	s = html.UnescapeString(tag.ReplaceAllString(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	for _, p := range []string{" .", " ,", " ;", " :"} {
		s = strings.ReplaceAll(s, p, p[1:])
	}
	return s, sources
}

// external takes the links to other sites out of a text: [https://… (Reuters)]. Those that are part of the sentence leave their words.
func external(s string, sources *[]string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "[http")
		if j := strings.Index(s, "[//"); j >= 0 && (i < 0 || j < i) {
			i = j
		}
		if i < 0 {
			break
		}
		end := strings.IndexByte(s[i:], ']')
		if end < 0 {
			break
		}
		_, label, _ := strings.Cut(s[i+1:i+end], " ")
		label = strings.TrimSpace(html.UnescapeString(strings.NewReplacer("'''", "", "''", "").Replace(links(label))))
		b.WriteString(s[:i])
		s = s[i+end+1:]
		inner, opened := strings.CutPrefix(label, "(")
		inner, closed := strings.CutSuffix(inner, ")")
		switch {
		case opened && closed:
			*sources = append(*sources, strings.TrimSpace(inner))
		case strings.HasSuffix(b.String(), "(") && strings.HasPrefix(s, ")") && label != "": // ([https://… Reuters])
			*sources = append(*sources, label)
			kept := strings.TrimSuffix(b.String(), "(")
			b.Reset()
			b.WriteString(kept)
			s = s[1:]
		default:
			b.WriteString(label)
		}
	}
	b.WriteString(s)
	return b.String()
}

// links puts the words of links in their place: [[a|b]] is b, [[a]] is a, pictures and categories are nothing.
func links(s string) string {
	return nested(s, "[[", "]]", func(inner string) string {
		target, label, piped := strings.Cut(inner, "|")
		space, _, colon := strings.Cut(target, ":")
		switch {
		case colon && isPicture(space):
			return ""
		case piped:
			return label
		}
		return strings.TrimPrefix(target, ":")
	})
}

// nested puts what render makes of them in the place of bracketed parts, the innermost first. Brackets that are never closed go.
func nested(s, open, shut string, render func(inner string) string) string {
	stack := [][]byte{nil}
	for len(s) > 0 {
		top := len(stack) - 1
		switch {
		case strings.HasPrefix(s, open):
			if top < maxNest {
				stack = append(stack, nil)
			}
			s = s[len(open):]
		case strings.HasPrefix(s, shut):
			if top > 0 {
				stack[top-1] = append(stack[top-1], render(string(stack[top]))...)
				stack = stack[:top]
			}
			s = s[len(shut):]
		default:
			stack[top] = append(stack[top], s[0])
			s = s[1:]
		}
	}
	return string(bytes.Join(stack, nil))
}

func isPicture(space string) bool {
	switch strings.ToLower(strings.TrimSpace(space)) {
	case "file", "image", "category":
		return true
	}
	return false
}

// templates puts the words of templates in their place, as far as they have any.
func templates(s string) string { return nested(s, "{{", "}}", template) }

func template(inner string) string {
	parts := strings.Split(inner, "|")
	var args []string
	for _, p := range parts[1:] {
		if !strings.Contains(p, "=") || strings.Contains(p, "[http") {
			args = append(args, strings.TrimSpace(p))
		}
	}
	switch name := strings.ToLower(strings.TrimSpace(parts[0])); name {
	case "nowrap", "nobr", "abbr", "small", "smaller", "big", "ship", "sic", "em", "strong", "tooltip", "interlanguage link", "ill":
		if len(args) > 0 {
			return args[0]
		}
	case "lang", "transl", "transliteration", "color", "font color":
		if len(args) > 0 {
			return args[len(args)-1]
		}
	case "convert", "cvt":
		if len(args) > 1 {
			return args[0] + " " + args[1]
		}
	case "us$", "usd", "a$", "c$", "hk$", "nz$", "s$", "nt$", "£", "gbp", "€", "euro", "eur", "¥", "jpy", "cny", "rmb", "inr", "₹":
		if len(args) > 0 {
			return currency(name) + args[0]
		}
	case "uss", "hms", "hmas", "hmcs", "ins", "jds", "rfs", "rms", "ss", "mv":
		if len(args) > 0 {
			return strings.ToUpper(name) + " " + args[0]
		}
	case "'", "'s":
		return name
	case "ndash", "en dash", "snd", "spnd":
		return " – "
	case "mdash", "em dash", "spaced em dash":
		return " — "
	case "nbsp", "space":
		return " "
	case "as of":
		return "as of " + strings.Join(args, "-")
	}
	return ""
}

func currency(name string) string {
	switch name {
	case "usd":
		return "US$"
	case "gbp":
		return "£"
	case "euro", "eur":
		return "€"
	case "jpy", "cny", "rmb":
		return "¥"
	case "inr":
		return "₹"
	}
	return strings.ToUpper(name)
}

// dayHead finds where a day begins on the page of a month: a heading that names the date, or the template of a day.
var dayHead = regexp.MustCompile(`(?m)^\s*=+\s*(?:\[\[)?([A-Z][a-z]+) (\d{1,2})[^=\n]*=+\s*$|\{\{[Cc]urrent events(?: header)?\s*\|[^{}\n]*?(\d{4})\s*\|[^|{}\n]*?(\d{1,2})\s*\|[^|{}\n]*?(\d{1,2})\b`)

// ParseMonth reads the page of a month, on which one day follows another; by day.
func ParseMonth(month barograph.Day, text string) map[barograph.Day][]Summary {
	out := map[barograph.Day][]Summary{}
	text = text[:min(len(text), maxText)]
	heads := dayHead.FindAllStringSubmatchIndex(text, -1)
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		group := func(n int) string {
			if h[2*n] < 0 {
				return ""
			}
			return text[h[2*n]:h[2*n+1]]
		}
		year, mon, day := int(month)/10000, int(month)/100%100, 0
		if name := group(1); name != "" {
			if name != time.Month(mon).String() {
				continue
			}
			day, _ = strconv.Atoi(group(2))
		} else {
			y, _ := strconv.Atoi(group(3))
			m, _ := strconv.Atoi(group(4))
			if y != year || m != mon {
				continue
			}
			day, _ = strconv.Atoi(group(5))
		}
		d, err := barograph.ParseDay(fmt.Sprintf("%04d-%02d-%02d", year, mon, day))
		if err != nil {
			continue
		}
		if got := Parse(d, text[h[1]:end]); len(got) > 0 && out[d] == nil {
			out[d] = got
		}
	}
	return out
}

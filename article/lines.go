package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// textLines cuts scraped text into its lines, each one paragraph, heading or label. In text broken at a fixed width, as mail and
// wires have it, the lines of a paragraph are joined again.
func textLines(text string) []string {
	raw := strings.Split(tidy(text), "\n")
	for i, l := range raw {
		raw[i] = strings.TrimSpace(strings.Map(visible, l))
	}
	wrapped, width := hardWrapped(raw)
	var out []string
	for i := 0; i < len(raw); i++ {
		line := raw[i]
		if line == "" {
			continue
		}
		if wrapped {
			for i+1 < len(raw) && raw[i+1] != "" && !startsItem(raw[i+1]) && fills(raw[i], raw[i+1], width) {
				i++
				line += " " + raw[i]
			}
		}
		out = append(out, oneLine(line))
	}
	return out
}

func visible(r rune) rune {
	switch {
	case r == '\t' || r == '\u00a0':
		return ' '
	case r == '\u200b' || r == '\ufeff' || r == '\u00ad' || r == '\u200e' || r == '\u2060' || unicode.IsControl(r):
		return -1
	}
	return r
}

// hardWrapped tells whether lines break inside sentences, and at which width.
func hardWrapped(raw []string) (yes bool, width int) {
	breaks, inside := 0, 0
	for i := 0; i+1 < len(raw); i++ {
		if raw[i] == "" || raw[i+1] == "" {
			continue
		}
		breaks++
		if n := utf8.RuneCountInString(raw[i]); !endsSentence(raw[i]) && n >= 40 && n <= 120 && unicode.IsLower(firstRune(raw[i+1])) {
			inside++
			width = max(width, n)
		}
	}
	return inside >= 2 && inside*3 >= breaks, width
}

// fills tells whether a line was broken because the next word did not fit.
func fills(line, next string, width int) bool {
	word, _, _ := strings.Cut(next, " ")
	return utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width*9/10
}

// startsItem tells whether a line begins with a bullet or a number of a list.
func startsItem(line string) bool {
	switch r, size := utf8.DecodeRuneInString(line); {
	case strings.ContainsRune("•*·▪‣►", r), strings.ContainsRune("-–", r) && strings.HasPrefix(line[size:], " "):
		return true
	}
	i := 0
	for i < len(line) && line[i] >= '0' && line[i] <= '9' {
		i++
	}
	return i > 0 && i <= 3 && i+1 < len(line) && (line[i] == '.' || line[i] == ')') && line[i+1] == ' '
}

// prose tells whether a line is a paragraph rather than a label or a headline.
func prose(line string) bool {
	n := countWords(line)
	return n >= 7 && endsSentence(line) || n > 32
}

// titled tells whether a line has the shape of a headline.
func titled(line string) bool {
	n := countWords(line)
	return n >= 4 && n <= 32 && (!endsSentence(line) || n <= 20 && (strings.HasSuffix(line, "?") || strings.HasSuffix(line, "!")))
}

// sectionLabel reads a line that names the section: "World", "News / Asia", "Home > World > South Asia"; "" for other lines.
func sectionLabel(line string) string {
	if len(line) > 80 {
		return ""
	}
	parts := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(">/|»›•", r) })
	label := ""
	for i, part := range parts {
		part = strings.TrimSpace(part)
		lower := strings.ToLower(part)
		if lower == "home" || lower == "news" && len(parts) > 1 || part == "" {
			continue
		}
		if !sectionWords[lower] {
			if i == 0 || label == "" || countWords(part) > 3 {
				return ""
			}
			continue // a part of the section, or the page itself
		}
		label = part
	}
	return label
}

var sectionWords = lineSet(strings.ToLower(`
World
World News
International
International News
Global
Nation
National
National News
Politics
Political
Policy
Business
Economy
Markets
Finance
Opinion
Editorial
Editorials
Analysis
Explained
Explainer
Explainers
Features
Feature
Focus
Defence
Defense
Security
Military
Conflict
Conflict News
Conflicts
War
War & Conflict
Diplomacy
Foreign Affairs
Foreign Policy
Top Stories
Top News
Latest
Latest News
Breaking News
News
Headlines
India
India News
Pakistan
South Asia
Asia
Asia Pacific
Asia-Pacific
Asia & Pacific
China
Southeast Asia
Central Asia
East Asia
Europe
Russia
Ukraine
Ukraine War
Ukraine Crisis
Russia-Ukraine War
Russia Ukraine War
War in Ukraine
Middle East
Middle East & Africa
Middle East News
Mideast
Israel
Israel-Gaza War
Israel-Hamas War
Israel-Palestine Conflict
War in Gaza
Gaza
Iran
Africa
Sudan
Americas
Latin America
Latin America & Caribbean
North America
South America
US
U.S.
US News
USA
UK
UK News
Canada
Australia
Caucasus
Armenia
Azerbaijan
Korea
Korean Peninsula
Taiwan
Jammu and Kashmir
Kashmir
Delhi
Punjab
Humanitarian
Human Rights
Energy
Technology
Tech
Science
Environment
Climate
Health
Sport
Sports
Culture
Society
Religion
Crime
Law
Education
Maritime
Shipping
Trade
Special Report
In Depth
Dispatch
Dispatches
The Wire
Wire
`))

// bylineOf reads the names in a line that is a byline; "" for other lines. Names alone count when alone is set.
func bylineOf(line string, alone bool) string {
	if len(line) > 160 || countWords(line) > 16 || endsSentence(line) && countWords(line) > 6 {
		return ""
	}
	lower := strings.ToLower(line)
	led := false
	for _, lead := range []string{"by ", "by: ", "written by ", "reported by ", "story by ", "submitted by ", "posted by ", "author: ", "from "} {
		led = led || strings.HasPrefix(lower, lead)
	}
	if !led && !alone {
		return ""
	}
	if strings.HasPrefix(lower, "from ") && !strings.Contains(line, " in ") {
		return ""
	}
	found := authorNames(line)
	if len(found) == 0 {
		return ""
	}
	if !led {
		for _, name := range found {
			if n := len(strings.Fields(name)); n < 2 || n > 4 || sectionLabel(name) != "" || datelineCities[strings.ToLower(name)] || strings.ToUpper(name) == name && n > 3 {
				return ""
			}
		}
		names := strings.Join(found, "")
		if len(letters(names))*2 < len(letters(line)) {
			return ""
		}
	}
	return strings.Join(found, ", ")
}

package query

import (
	"slices"
	"strings"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
	"github.com/barograph/barograph/export"
)

// A Part is how a stretch of a line was read.
type Part struct {
	Text  string `json:"text"`
	As    string `json:"as"` // type, mode, status, country, actor, place, since, until or words
	Means string `json:"means"`
}

// A Line is a line read.
type Line struct {
	Conditions
	Parts []Part
	Named []string // codes of the countries it names, in its order; two make a pair
}

// longest is how many words of a line are looked at together: "Democratic Republic of the Congo" has five.
const longest = 5

// ParseLine reads a line: types in capitals (ASSAULT), statuses, modes, countries by code or name, "since May", "until 2025-05-10",
// "in Kabul" for a place, PAK.MIL for a party. What is none of these is looked for in the text of the reports, and so is everything
// between quotation marks. Months without a year are the last of their name before now. The line may be wrong: what it asks for is
// checked by Filter.
func ParseLine(line string, now time.Time) (*Line, error) {
	tables, err := actors.Default()
	if err != nil {
		return nil, err
	}
	p := &parser{tables: tables, now: now, words: splitLine(line)}
	for p.at < len(p.words) {
		p.next()
	}
	l := &p.out
	l.Text = strings.Join(p.text, " ")
	if l.Text != "" {
		l.Parts = append(l.Parts, Part{Text: l.Text, As: "words", Means: l.Text})
	}
	switch len(l.Named) {
	case 0:
	case 2:
		l.Pairs = []string{l.Named[0] + "," + l.Named[1]}
	default:
		l.Countries = l.Named
	}
	return l, nil
}

type parser struct {
	tables *actors.Tables
	now    time.Time
	words  []string
	at     int
	text   []string
	out    Line
}

// splitLine cuts a line at blanks and commas, but not inside of quotation marks.
func splitLine(line string) []string {
	var out []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			if strings.TrimSpace(part) != "" {
				out = append(out, `"`+part+`"`)
			}
			continue
		}
		out = append(out, strings.FieldsFunc(part, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' })...)
	}
	return out
}

func (p *parser) note(words int, as, means string) {
	p.out.Parts = append(p.out.Parts, Part{Text: strings.Join(p.words[p.at:p.at+words], " "), As: as, Means: means})
	p.at += words
}

// next reads the next word, or more than one.
func (p *parser) next() {
	w := p.words[p.at]
	lower := strings.ToLower(w)
	switch {
	case strings.HasPrefix(w, `"`):
		p.text = append(p.text, w)
		p.at++
		return
	case (lower == "since" || lower == "from" || lower == "after") && p.day(&p.out.Since, "since"):
		return
	case (lower == "until" || lower == "till" || lower == "to" || lower == "before") && p.day(&p.out.Until, "until"):
		return
	case lower == "in" && p.month():
		return
	case lower == "in" && p.at+1 < len(p.words) && p.place():
		return
	case slices.Contains(barograph.Types, barograph.Type(w)):
		p.out.Types = append(p.out.Types, w)
		p.note(1, "type", w)
		return
	case slices.Contains(barograph.Statuses, barograph.Status(lower)):
		p.out.Statuses = append(p.out.Statuses, lower)
		p.note(1, "status", lower)
		return
	case p.party():
		return
	case p.country():
		return
	case isMode(lower):
		p.out.Modes = append(p.out.Modes, lower)
		p.note(1, "mode", lower)
		return
	case (lower == "and" || lower == "between") && p.at+1 < len(p.words):
		p.at++
		return
	}
	p.text = append(p.text, w)
	p.at++
}

// party reads PAK.MIL and .REB.
func (p *parser) party() bool {
	code, sector, dotted := strings.Cut(p.words[p.at], ".")
	if p.out.Actor != "" || !dotted || code != "" && !IsCode(code) || !slices.Contains(barograph.Sectors, barograph.Sector(sector)) {
		return false
	}
	p.out.Actor = p.words[p.at]
	p.note(1, "actor", p.out.Actor)
	return true
}

// country reads a country by code or by the longest name that fits.
func (p *parser) country() bool {
	if w := p.words[p.at]; w == strings.ToUpper(w) && IsCode(w) {
		p.name(w, 1)
		return true
	}
	for n := min(longest, len(p.words)-p.at); n > 0; n-- {
		phrase := strings.Join(p.words[p.at:p.at+n], " ")
		if strings.ContainsAny(phrase, `"`) || len(phrase) < 4 {
			continue
		}
		if a := p.tables.Resolve(titled(phrase), p.now, actors.Context{}); a.Kind == actors.Country && export.CountryName(a.Code) != "" {
			p.name(a.Code, n)
			return true
		}
	}
	return false
}

// titled gives names written in small letters their capitals.
func titled(s string) string {
	if s != strings.ToLower(s) {
		return s
	}
	words := strings.Fields(s)
	for i, w := range words {
		if w != "of" && w != "the" && w != "and" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}

func (p *parser) name(code string, words int) {
	if !slices.Contains(p.out.Named, code) {
		p.out.Named = append(p.out.Named, code)
	}
	p.note(words, "country", code)
}

// place reads "in Kabul", "in New Delhi": the words that begin with a capital.
func (p *parser) place() bool {
	n := 0
	for p.at+1+n < len(p.words) && n < 3 {
		w := p.words[p.at+1+n]
		if first := []rune(w)[0]; strings.ToUpper(string(first)) != string(first) || strings.HasPrefix(w, `"`) ||
			slices.Contains(barograph.Types, barograph.Type(w)) {
			break
		}
		n++
	}
	if n == 0 || p.out.Place != "" {
		return false
	}
	p.out.Place = strings.Join(p.words[p.at+1:p.at+1+n], " ")
	p.note(1+n, "place", p.out.Place)
	return true
}

// month reads "in May 2025" and "in 2024", which are spans.
func (p *parser) month() bool {
	first, n := p.moment(p.at + 1)
	if n == 0 {
		return false
	}
	p.out.Since, p.out.Until = first, first
	p.note(1+n, "since", first)
	p.out.Parts[len(p.out.Parts)-1].Means = first + " to its end"
	return true
}

// day reads the moment behind since or until.
func (p *parser) day(to *string, as string) bool {
	s, n := p.moment(p.at + 1)
	if n == 0 {
		return false
	}
	*to = s
	p.note(1+n, as, s)
	return true
}

// moment reads a day, month or year that begins at a word: 2025-05-08, May 2025, May, 2025, yesterday. It tells how many words it took.
func (p *parser) moment(at int) (value string, words int) {
	if at >= len(p.words) {
		return "", 0
	}
	w := p.words[at]
	if _, _, err := Span("", w); err == nil {
		return w, 1
	}
	today := barograph.DayOf(p.now)
	switch strings.ToLower(w) {
	case "today":
		return today.String(), 1
	case "yesterday":
		return today.Add(-1).String(), 1
	}
	// "8 May 2025", "8 May", "May 2025", "May"
	n := min(3, len(p.words)-at)
	for ; n > 0; n-- {
		phrase := titled(strings.ToLower(strings.Join(p.words[at:at+n], " ")))
		for _, form := range []struct{ layout, out string }{{"2 January 2006", time.DateOnly}, {"January 2 2006", time.DateOnly},
			{"2 Jan 2006", time.DateOnly}, {"January 2006", "2006-01"}, {"Jan 2006", "2006-01"}} {
			if t, err := time.Parse(form.layout, phrase); err == nil {
				return t.Format(form.out), n
			}
		}
		for _, form := range []struct{ layout, out string }{{"2 January", time.DateOnly}, {"January 2", time.DateOnly},
			{"January", "2006-01"}, {"Jan", "2006-01"}} {
			t, err := time.Parse(form.layout, phrase)
			if err != nil {
				continue
			}
			t = t.AddDate(p.now.Year(), 0, 0) // parsed into the year 0
			if t.After(p.now) {
				t = t.AddDate(-1, 0, 0)
			}
			return t.Format(form.out), n
		}
	}
	return "", 0
}

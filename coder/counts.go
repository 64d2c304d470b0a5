package coder

import (
	"strconv"
	"strings"

	"github.com/barograph/barograph"
)

// Words that stand for numbers.
var (
	units = map[string]int{"zero": 0, "no": 0, "none": 0, "nobody": 0, "a": 1, "an": 1, "one": 1, "another": 1, "two": 2, "both": 2,
		"three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
		"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
		"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
	scales = map[string]int{"hundred": 100, "thousand": 1000, "million": 1_000_000}
	// vague words give the least number that they can mean
	vague = map[string]int{"couple": 2, "pair": 2, "several": 3, "few": 3, "many": 3, "multiple": 2, "numerous": 3,
		"dozen": 12, "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "tens": 20, "millions": 2_000_000}
)

// parseCount reads a figure as news gives it: "26", "at least 75", "dozens", "more than 100", "between 10 and 12", "no one". What
// the words leave open stays open: Max is 0. It is nil when the phrase holds no figure.
func parseCount(text string) *barograph.Count {
	p := countParser{words: splitWords(text, 0)}
	var numbers []int
	least, most, open := false, false, false
	for p.i < len(p.words) {
		switch p.words[p.i].lower {
		case "least", "minimum", "over", "exceeding", "upwards":
			least = true
		case "most":
			most = true
		case "to":
			most = most || p.after("up")
		case "than":
			most = most || p.after("fewer") || p.after("less")
			least = least || !most
		}
		if n, exact, ok := p.number(); ok {
			numbers = append(numbers, n)
			open = open || !exact
			continue
		}
		if low, high, ok := numberRange(p.words[p.i].lower); ok {
			numbers = append(numbers, low, high)
		}
		p.i++
	}
	if len(numbers) == 0 {
		return nil
	}
	if numbers[0] == 0 { // "no one", "none"
		return &barograph.Count{Text: text}
	}
	c := &barograph.Count{Text: text, Min: numbers[0], Max: numbers[0]}
	for _, n := range numbers[1:] {
		c.Min, c.Max = min(c.Min, n), max(c.Max, n)
	}
	switch {
	case most:
		c.Min = 0
	case least || strings.HasSuffix(text, "+") || open && len(numbers) == 1:
		c.Max = 0
	}
	return c
}

// numberRange reads "10-12".
func numberRange(w string) (low, high int, ok bool) {
	left, right, _ := strings.Cut(w, "-")
	low, ok1 := digits(left)
	high, ok2 := digits(right)
	return low, high, ok1 && ok2
}

type countParser struct {
	words []word
	i     int
}

func (p *countParser) after(w string) bool { return p.i > 0 && p.words[p.i-1].lower == w }

// number reads one number at the current word; exact is false for words such as "dozens".
func (p *countParser) number() (n int, exact, ok bool) {
	total, exact := 0, true
	current, seen := 0, false
	for p.i < len(p.words) {
		w := p.words[p.i].lower
		if v, isScale := scales[w]; isScale && seen {
			current *= v
			if v >= 1000 {
				total, current = total+current, 0
			}
		} else if v, isDigits := digits(w); isDigits {
			if seen {
				break
			}
			current, seen = v, true
		} else if v, isUnit := p.unit(w); isUnit {
			if seen && (current == 0 || current%10 != 0 || v >= 10 && current%100 != 0) {
				break
			}
			current, seen = current+v, true
		} else if v, isVague := vague[w]; isVague {
			if seen && w == "dozen" {
				current *= 12
			} else if !seen || v > current {
				current = max(v, current*v/2) // "tens of thousands"
			}
			seen, exact = true, false
			if p.i+1 < len(p.words) && p.words[p.i+1].lower == "of" {
				p.i++ // "tens of thousands", "dozens of people"
			}
		} else if w != "and" || !seen || !p.continues() {
			break
		}
		p.i++
	}
	return total + current, exact, seen
}

// unit reads a number word up to "ninety-nine".
func (p *countParser) unit(w string) (int, bool) {
	if left, right, ok := strings.Cut(w, "-"); ok {
		tens, ok1 := units[left]
		one, ok2 := units[right]
		return tens + one, ok1 && ok2 && tens >= 20 && one < 10 && one > 0
	}
	v, ok := units[w]
	return v, ok
}

// continues says whether "and" goes on with the number: "one hundred and five".
func (p *countParser) continues() bool {
	if p.i == 0 || p.i+1 >= len(p.words) || scales[p.words[p.i-1].lower] == 0 {
		return false
	}
	next := p.words[p.i+1].lower
	_, isUnit := p.unit(next)
	_, isDigits := digits(next)
	return (isUnit || isDigits) && next != "a"
}

func digits(w string) (int, bool) {
	if w == "" || w[0] < '0' || w[0] > '9' {
		return 0, false
	}
	w = strings.ReplaceAll(w, ",", "")
	if n, err := strconv.Atoi(w); err == nil {
		return n, true
	}
	if f, err := strconv.ParseFloat(w, 64); err == nil && f < 1e9 {
		return int(f), true // "1.5" before "million" is rare enough to lose its fraction
	}
	return 0, false
}

// countAt reads the figure at s, unless what is counted are things: "six places", "dozens of Houthi targets".
func (r *reading) countAt(n int, s span) *barograph.Count {
	words := r.sentences[n].words
	_, i := wordsAt(words, s)
	for reach := 0; i < len(words) && reach < 3 && !words[i].cut; reach++ {
		w := &words[i]
		if isThing(w.lower) {
			return nil
		}
		if w.lower != "of" && w.lower != "the" && w.lower != "its" && !w.upper && !isTrait(w.lower) {
			break
		}
		i++
	}
	return parseCount(r.slice(s))
}

// setCounts reads the dead and the injured. Where a sentence speaks of injuries and of no death, nobody is counted dead.
func (r *reading) setCounts(t *told, n int, deaths, injuries *span) {
	if deaths != nil && injuries == nil {
		dead, hurt := false, false
		for i := range r.sentences[n].words {
			w := r.sentences[n].words[i].lower
			dead, hurt = dead || begins(w, deathStems), hurt || begins(w, injuryStems)
		}
		if hurt && !dead {
			deaths, injuries = nil, deaths
		}
	}
	if deaths != nil {
		t.event.Deaths = r.countAt(n, *deaths)
	}
	if injuries != nil {
		t.event.Injuries = r.countAt(n, *injuries)
	}
}

var (
	deathStems = []string{"kill", "dead", "death", "die", "dying", "slain", "slaughter", "murder", "fatal", "lives", "life", "bodies", "body", "assassin",
		"execut", "massacre", "behead", "hanged", "perish", "casualt", "toll", "victim", "claimed", "shot", "burn", "drown", "lynch", "stabb"}
	injuryStems = []string{"injur", "wound", "hurt"}
)

// isTrait says whether a word between a number and its noun only describes the noun.
func isTrait(w string) bool {
	switch w {
	case "military", "other", "different", "more", "enemy", "suspected", "fighter", "strategic", "air", "separate", "residential", "combat":
		return true
	}
	return false
}

func isThing(w string) bool {
	switch w {
	case "places", "place", "sites", "site", "targets", "target", "aircraft", "drones", "drone", "missiles", "missile", "rockets", "rocket", "bases",
		"base", "positions", "jets", "jet", "planes", "plane", "locations", "towns", "cities", "villages", "vehicles", "tanks", "ships", "ship",
		"vessels", "boats", "buildings", "houses", "homes", "facilities", "strikes", "attacks", "helicopters", "warplanes", "warships", "bombs",
		"bombers", "radars", "depots", "bridges", "airports", "airfields", "districts", "provinces", "regions", "countries", "weapons", "shells":
		return true
	}
	return false
}

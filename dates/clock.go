package dates

// clock reads hours: "3 am on Friday", "9:30 a.m.", "14:34 local time", "1300 GMT", "noon on Monday".
func (p *parser) clock(i int) (span, int) {
	h, j := p.num(i), i+1
	if h < 0 || h > 2400 || p.toks[i].ord || p.toks[i].decade {
		return span{}, 0
	}
	told := false
	minute := 0
	if (p.w(j) == ":" || p.w(j) == ".") && j+1 < len(p.toks) && p.toks[j+1].digits == 2 && !p.toks[j+1].spaced && !p.toks[j].spaced && p.num(j+1) < 60 {
		minute = p.num(j + 1)
		told = p.w(j) == ":"
		j += 2
		if p.w(j) == ":" && p.num(j+1) >= 0 {
			j += 2
		}
	} else if p.toks[i].digits == 4 {
		h, minute = h/100, h%100
	} else if p.toks[i].digits > 2 {
		return span{}, 0
	}
	utc := false
	for done := false; !done; {
		switch p.w(j) {
		case "am", "pm":
			if h > 12 {
				return span{}, 0
			}
			h %= 12
			if p.w(j) == "pm" {
				h += 12
			}
			told = true
			j++
		case "gmt", "utc", "bst", "cet", "cest", "est", "edt", "et", "ist", "pkt", "hrs", "hours", "local", "o'clock":
			if p.w(j) == "hours" && p.toks[i].digits != 4 {
				done = true
				break
			}
			told, utc = true, p.w(j) == "gmt" || p.w(j) == "utc"
			j++
			j += p.skip(j, "time")
		default:
			done = true
		}
	}
	if !told || h > 24 || minute > 59 {
		return span{}, 0
	}
	if p.w(j) == "(" { // the same hour elsewhere
		for k := j + 1; k < j+6 && k < len(p.toks); k++ {
			if p.w(k) == ")" {
				j = k + 1
				break
			}
		}
	}
	s, n := p.dayOf(j)
	if n == 0 {
		s = p.rel(oneDay)
	}
	if h == 24 {
		h = 0
	}
	if s.hour = h; utc && p.Zone != nil {
		s.hour = -1 // the text's own hour is another
	}
	return s, j + n - i
}

// dayOf reads the day after an hour or a part of a day: "on Saturday", "of May 7", "Monday", ", 7 May".
func (p *parser) dayOf(i int) (span, int) {
	j := i + p.skip(i, ",")
	j += p.skip(j, "on", "of", "last", "local")
	j += p.skip(j, "the")
	for _, f := range [...]func(*parser, int) (span, int){(*parser).dated, (*parser).dayWord, (*parser).numeric} {
		if s, n := f(p, j); n > 0 && (s.unknown || s.prec == Day) {
			return s, j + n - i
		}
	}
	return span{}, 0
}

// partOf reads "early hours of Sunday morning", "before dawn on Tuesday", "the night of 6 May", "midnight Friday", "late morning".
func (p *parser) partOf(i int) (span, int) {
	j := i
	j += p.skip(j, "early", "late", "before", "after", "around", "just", "pre", "shortly", "mid")
	j += p.skip(j, "-", "after", "before")
	first := j
	switch {
	case p.w(j) == "hours" && j > i:
		j++
	case parts[p.w(j)]:
		j++
	default:
		return span{}, 0
	}
	if p.skip(j, "to", "until", "-") == 1 { // "late morning to early evening on Thursday"
		k := j + 1
		k += p.skip(k, "early", "late")
		if parts[p.w(k)] {
			j = k + 1
		}
	}
	if p.w(j) == "local" && p.w(j+1) == "time" {
		j += 2
	}
	h := map[string]int{"noon": 12, "midday": 12, "midnight": 0}
	hour, ok := h[p.w(first)]
	if !ok || p.skip(first-1, "before", "after", "around") == 1 {
		hour = -1
	}
	if s, n := p.dayOf(j); n > 0 {
		s.hour = hour
		return s, j + n - i
	}
	if p.w(first) == "hours" {
		return p.rel(oneDay), j - i
	}
	s := p.rel(oneDay)
	s.hour = hour
	return s, j - i
}

// A fixed feast: month and day; or, by their index, those that move.
type feast struct{ m, d int }

var feasts = map[string]feast{"christmas": {12, 25}, "christmas day": {12, 25}, "christmas eve": {12, 24}, "boxing day": {12, 26},
	"new year's day": {1, 1}, "new years day": {1, 1}, "new year's eve": {12, 31}, "new year's": {1, 1}, "new year": {1, 1}, "may day": {5, 1},
	"labour day": {5, 1}, "halloween": {10, 31}, "valentine's day": {2, 14}, "armistice day": {11, 11}, "nowruz": {3, 20}, "epiphany": {1, 6},
	"bastille day": {7, 14}, "orthodox christmas": {1, 7}, "victory day": {5, 9}, "all saints' day": {11, 1}, "st patrick's day": {3, 17},
	"international women's day": {3, 8}}

var easterDays = map[string]int{"easter": 0, "easter sunday": 0, "easter monday": 1, "good friday": -2, "palm sunday": -7, "ash wednesday": -46,
	"holy week": -7, "pentecost": 49, "ascension day": 39}

// islamicDays are month and day of the Islamic year.
var islamicDays = map[string]feast{"eid al-fitr": {10, 1}, "eid ul-fitr": {10, 1}, "eid al-adha": {12, 10}, "eid ul-adha": {12, 10},
	"ashura": {1, 10}, "mawlid": {3, 12}, "laylat al-qadr": {9, 27}}

// holiday reads feasts, the attacks known by their date, and the month of Ramadan.
func (p *parser) holiday(i int) (span, int) {
	if p.num(i) == 9 && p.w(i+1) == "/" && p.num(i+2) == 11 && p.w(i+3) != "/" {
		return oneDay(date(2001, 9, 11)), 3
	}
	if p.num(i) >= 0 || i >= len(p.toks) {
		return span{}, 0
	}
	j := i
	if p.w(i) == "month" && p.w(i+1) == "of" {
		j += 2
	}
	j += p.skip(j, "holy") * p.skip(j+1, "month")
	if p.w(j) == "month" {
		j++
		j += p.skip(j, "of")
	}
	if p.skip(j, "ramadan", "ramazan", "ramzan") == 1 {
		y, n, told := p.trailingYear(j + 1)
		if told && y > 0 {
			from := islamicNear(date(y, 12, 31), 9, 1)
			for yy, _, _ := from.split(); yy > y; yy, _, _ = from.split() {
				from -= 354
			}
			return between(from, from+29), j + 1 + n - i
		}
		return p.rel(func(t day) span { from := islamicNear(t, 9, 1); return between(from, from+29) }), j + 1 - i
	}
	name := ""
	for n := 1; n <= 4 && i+n <= len(p.toks); n++ {
		t := p.toks[i+n-1]
		if t.n >= 0 {
			break
		}
		if n > 1 && t.spaced {
			name += " "
		}
		name += t.s
		if p.w(i+n) == "day" && name != "new year's" && name != "christmas" && n == 1 {
			continue
		}
		s, ok := p.feast(name, i+n)
		if !ok {
			continue
		}
		if longer := p.w(i + n); longer == "day" || longer == "eve" || longer == "monday" || longer == "sunday" || name == "new year" && longer == "s" {
			if _, ok := p.feast(name+" "+longer, i+n+1); ok {
				continue
			}
		}
		_, extra, _ := p.trailingYear(i + n)
		return s, n + extra
	}
	return span{}, 0
}

// feast is the day of a feast in the year that the text gives at token i, or the nearest.
func (p *parser) feast(name string, i int) (span, bool) {
	y, _, told := p.trailingYear(i)
	f, fixed := feasts[name]
	if fixed {
		return p.place(f.m, f.d, f.d, y, told, -1), true
	}
	k, moving := easterDays[name]
	g, moon := islamicDays[name]
	switch {
	case !moving && !moon:
		return span{}, false
	case told && y > 0 && moving:
		return oneDay(easter(y) + day(k)), true
	case told && y > 0:
		return oneDay(islamicNear(date(y, 12, 31), g.m, g.d)), true
	case moon:
		return p.rel(func(t day) span { return oneDay(islamicNear(t, g.m, g.d)) }), true
	}
	return p.rel(func(t day) span {
		y, _, _ := t.split()
		best := easter(y) + day(k)
		for _, x := range []day{easter(y-1) + day(k), easter(y+1) + day(k)} {
			if distance(x, t, p.Planned) < distance(best, t, p.Planned) {
				best = x
			}
		}
		return oneDay(best)
	}), true
}

// standsAlone reports whether n tokens from i on read as a time in running text, where nobody has said that they are one.
func (p *parser) standsAlone(i, n int) bool {
	first := p.toks[i]
	before := p.w(i - 1)
	lead := before == "in" || before == "since" || before == "until" || before == "by" || before == "from" || before == "during" ||
		before == "of" || before == "before" || before == "after" || before == "to" || before == "and" || before == "-"
	if n > 1 {
		if first.s == "by" || first.s == "before" || first.s == "through" || first.s == "from" || first.s == "over" || first.s == "for" || first.s == "a" {
			return true
		}
		_, name := weekdays[first.s]
		return !name || first.cap
	}
	if _, ok := weekdays[first.s]; ok {
		return first.cap && len(first.s) > 3
	}
	if _, ok := months[first.s]; ok {
		return first.cap && (len(first.s) > 5 || lead) && !(len(first.s) < 6 && before == "of" && i > 1 && !p.toks[i-1].cap && p.toks[i-2].cap)
	}
	if parts[first.s] {
		return before == "at" && (first.s == "noon" || first.s == "midnight" || first.s == "dawn")
	}
	switch first.s {
	case "now", "currently", "nowadays", "epiphany", "summer", "winter", "autumn", "weekend":
		return false
	}
	if first.digits == 4 && !first.decade {
		next := p.w(i + 1)
		if (before == "the" || before == "its" || before == "his" || before == "their") && first.n > 1900 && first.n < 2100 && first.n%100 != 0 && next != "" {
			return true // "the 1994 massacre"
		}
		return lead && before != "to" && before != "and" && before != "of" || before == "(" && next == ")" || before == "of" && first.n > 1900 && first.n < 2100
	}
	return first.n < 0 || first.decade && first.digits == 4 || first.ord && before == "the" && p.w(i-2) == "on"
}

package dates

// core reads the longest expression without modifiers.
func (p *parser) core(i int) (span, int) {
	if i >= len(p.toks) {
		return span{}, 0
	}
	var best span
	most := 0
	for _, f := range [...]func(*parser, int) (span, int){
		(*parser).numeric, (*parser).dated, (*parser).dayWord, (*parser).determined, (*parser).ago, (*parser).clock,
		(*parser).yearly, (*parser).seasonal, (*parser).holiday, (*parser).partOf, (*parser).anaphor, (*parser).straight,
	} {
		if s, n := f(p, i); n > most {
			best, most = s, n
		}
	}
	return best, most
}

// yearAt reads a year of four digits.
func (p *parser) yearAt(i int) (int, bool) {
	if i < len(p.toks) && p.toks[i].digits == 4 && !p.toks[i].decade && p.toks[i].n >= 1500 && p.toks[i].n <= 2199 {
		return p.toks[i].n, true
	}
	return 0, false
}

// numeric reads 2024-04-22, 22/04/2024, 4/22/2024, 22.04.2024; where both readings are possible the day comes first.
func (p *parser) numeric(i int) (span, int) {
	if i+4 >= len(p.toks) || p.num(i) < 0 || p.num(i+2) < 0 || p.num(i+4) < 0 || p.w(i+1) != p.w(i+3) {
		return span{}, 0
	}
	for k := i + 1; k < i+5; k++ {
		if p.toks[k].spaced {
			return span{}, 0
		}
	}
	a, b, c := p.num(i), p.num(i+2), p.num(i+4)
	switch sep := p.w(i + 1); {
	case p.toks[i].digits == 4 && (sep == "-" || sep == "/" || sep == ".") && valid(a, b, c):
		return oneDay(date(a, b, c)), 5
	case p.toks[i+4].digits == 4 && (sep == "/" || sep == "." || sep == "-"):
		if valid(c, b, a) {
			return oneDay(date(c, b, a)), 5
		}
		if valid(c, a, b) {
			return oneDay(date(c, a, b)), 5
		}
	}
	return span{}, 0
}

// dated reads dates with a weekday, a month, or both.
func (p *parser) dated(i int) (span, int) {
	wd, ok := weekdays[p.w(i)]
	if !ok {
		return p.monthDay(i, -1)
	}
	j := i + 1
	k := j + p.skip(j, ",")
	k += p.skip(k, "(")
	k += p.skip(k, "the")
	if s, n := p.monthDay(k, wd); n > 0 && s.prec == Day {
		n += p.skip(k+n, ")")
		return s, k + n - i
	}
	// "Tuesday last week", "Friday of next week"
	k = j + p.skip(j, "of")
	shiftBy := 0
	switch p.w(k) {
	case "last", "previous":
		shiftBy = -7
	case "next":
		shiftBy = 7
	case "this":
		shiftBy = 0
	default:
		k = -1
	}
	if k >= 0 && p.w(k+1) == "week" {
		return p.rel(func(t day) span { return oneDay(t.monday() + day(wd+shiftBy)) }), k + 2 - i
	}
	j += p.partSuffix(j)
	return p.rel(func(t day) span { return oneDay(p.lastWeekday(t, wd)) }), j - i
}

// partSuffix counts the tokens of "morning", "night", "night local time" after a day.
func (p *parser) partSuffix(i int) int {
	n := 0
	if p.skip(i, "early", "late") == 1 && parts[p.w(i+1)] {
		n++
	}
	if parts[p.w(i+n)] {
		n++
		if p.w(i+n) == "local" && p.w(i+n+1) == "time" {
			n += 2
		}
		return n
	}
	return 0
}

// lastWeekday is the weekday on or before t; on or after it when the act is planned.
func (p *parser) lastWeekday(t day, wd int) day {
	back := (t.weekday() - wd + 7) % 7
	if p.Planned && back > 0 {
		return t + day(7-back)
	}
	return t - day(back)
}

// monthDay reads "April 22, 2024", "22 April", "May 3-5", "11-13 Dec.", "May", "May 2016", "July this year"; wd is the weekday the text
// gives, or -1.
func (p *parser) monthDay(i, wd int) (span, int) {
	if m, ok := months[p.w(i)]; ok {
		j := i + 1
		if d := p.num(j); d >= 1 && d <= 31 && p.toks[j].digits <= 2 && !p.toks[j].decade && !(p.w(j+1) == ":" && p.num(j+2) >= 0) {
			j++
			last := d
			if k := j + p.skip(j, "-", "to", "and", "through", "/"); k > j {
				k += p.skip(k, "the")
				if e := p.num(k); e > d && e <= 31 && p.toks[k].digits <= 2 && months[p.w(k+1)] == 0 {
					last, j = e, k+1
				}
			}
			y, n, told := p.trailingYear(j)
			return p.place(m, d, last, y, told, wd), j + n - i
		}
		j += p.skip(j, "of")
		if y, n, told := p.trailingYear(j); told {
			if y == 0 {
				return span{unknown: true, relative: true, hour: -1}, j + n - i
			}
			return month(y, m), j + n - i
		}
		return p.rel(func(t day) span { return month(p.yearOf(t, m, 0, -1), m) }), 1
	}
	d := p.num(i)
	if d < 1 || d > 31 || p.toks[i].digits > 2 || p.toks[i].decade {
		return span{}, 0
	}
	j, first := i+1, d
	if k := j + p.skip(j, "-", "to", "and"); k > j {
		if e := p.num(k); e > d && e <= 31 && p.toks[k].digits <= 2 {
			d, j = e, k+1
		}
	}
	j += p.skip(j, "of")
	m, ok := months[p.w(j)]
	if !ok {
		if first == d && p.toks[i].ord && wd < 0 {
			if u := p.w(i + 1); p.toks[i].n > 12 && units[u] == noUnit && !p.toks[min(i+1, len(p.toks)-1)].cap && u != "century" && u != "anniversary" && u != "straight" && u != "consecutive" {
				return p.rel(func(t day) span { // "on the 23rd"
					y, mm, dd := t.split()
					if dd < first {
						mm--
					}
					return oneDay(t.inMonth(y, mm, first))
				}), 1
			}
		}
		return span{}, 0
	}
	j++
	y, n, told := p.trailingYear(j)
	return p.place(m, first, d, y, told, wd), j + n - i
}

// trailingYear reads ", 2024", "2024", "this year", "of last year". told says that there is one; 0 that it is not known.
func (p *parser) trailingYear(i int) (y, n int, told bool) {
	j := i + p.skip(i, ",")
	if y, ok := p.yearAt(j); ok && !(p.w(j+1) == "-" && j+2 < len(p.toks) && !p.toks[j+2].spaced && p.num(j+2) >= 0) {
		return y, j + 1 - i, true
	}
	j = i + p.skip(i, "of", "in")
	k := 0
	switch p.w(j) {
	case "last":
		k = -1
	case "next":
		k = 1
	case "this":
	default:
		return 0, 0, false
	}
	if p.w(j+1) != "year" {
		return 0, 0, false
	}
	if !p.based {
		return 0, j + 2 - i, true
	}
	y, _, _ = p.today.split()
	return y + k, j + 2 - i, true
}

// place puts days of a month into their year.
func (p *parser) place(m, first, last, y int, told bool, wd int) span {
	make := func(y int) span {
		if !valid(y, m, first) || !valid(y, m, last) {
			return span{unknown: true, hour: -1}
		}
		if first == last {
			return oneDay(date(y, m, first))
		}
		return between(date(y, m, first), date(y, m, last))
	}
	if told {
		if y == 0 {
			return span{unknown: true, relative: true, hour: -1}
		}
		return make(y)
	}
	return p.rel(func(t day) span { return make(p.yearOf(t, m, first, wd)) })
}

// yearOf is the year of a date without one: that of the date nearest to t, rather before than after it, on the right weekday when the
// text gives one. d is 0 for a whole month.
func (p *parser) yearOf(t day, m, d, wd int) int {
	y, tm, _ := t.split()
	if d == 0 && tm == m {
		return y
	}
	best, cost := y, -1
	reach := 1
	if wd >= 0 {
		reach = 11 // weekdays come back after five, six or eleven years
	}
	for k := y - reach; k <= y+1; k++ {
		x := date(k, m, max(d, 1))
		if d > 0 && !valid(k, m, d) || wd >= 0 && x.weekday() != wd {
			continue
		}
		if c := distance(x, t, p.Planned); cost < 0 || c < cost {
			best, cost = k, c
		}
	}
	return best
}

// yearly reads years, decades and spans of years.
func (p *parser) yearly(i int) (span, int) {
	j := i
	half := 0
	if o := p.ordinal(i); o == 1 || o == 2 {
		if p.w(i+1) == "half" && p.w(i+2) == "of" {
			half, j = o, i+3
		}
	}
	t := tok{n: -1}
	if j < len(p.toks) {
		t = p.toks[j]
	}
	if half > 0 {
		s, n := span{}, 0
		if y, ok := p.yearAt(j); ok {
			s, n = year(y), 1
		} else if s, n = p.theUnit(j); n == 0 {
			s, n = p.determined(j)
		}
		if n == 0 || s.unknown {
			return s, min(n, 1) * (j + n - i)
		}
		mid := s.from + (s.to-s.from)/2
		if half == 1 {
			return between(s.from, mid), j + n - i
		}
		return between(mid+1, s.to), j + n - i
	}
	if t.decade && (t.digits == 4 && t.n%10 == 0 && t.n >= 1500 || t.digits == 2 && t.n%10 == 0) {
		y := t.n
		if t.digits == 2 {
			y += 1900
		}
		return between(date(y, 1, 1), date(y+9, 12, 31)), 1
	}
	y, ok := p.yearAt(i)
	if !ok || t.ord {
		return span{}, 0
	}
	if p.w(i+1) == "-" && i+2 < len(p.toks) && !p.toks[i+2].spaced {
		z := p.num(i + 2)
		if p.toks[i+2].digits == 2 && z > y%100 {
			z += y / 100 * 100
		}
		if z > y && z < y+150 {
			return between(date(y, 1, 1), date(z, 12, 31)), 3
		}
	}
	return year(y), 1
}

// seasonal reads "spring 2022", "fall of 1990", "the second quarter of 2015", "Q1 2015".
func (p *parser) seasonal(i int) (span, int) {
	if m, ok := seasons[p.w(i)]; ok {
		j := i + 1 + p.skip(i+1, "of")
		y, n, told := p.trailingYear(j)
		switch {
		case told && y == 0:
			return span{unknown: true, relative: true, hour: -1}, j + n - i
		case told:
			return season(y, m), j + n - i
		case p.w(i) == "spring" || p.w(i) == "fall":
			return span{}, 0 // verbs more often than not
		}
		return p.rel(func(t day) span { return season(p.yearOf(t, m, 1, -1), m) }), 1
	}
	q, j := 0, i
	if o := p.ordinal(i); o >= 1 && o <= 4 && p.w(i+1) == "quarter" {
		q, j = o, i+2
	} else if p.w(i) == "q" && p.num(i+1) >= 1 && p.num(i+1) <= 4 && !p.toks[i+1].spaced {
		q, j = p.num(i+1), i+2
	}
	if q == 0 {
		return span{}, 0
	}
	make := func(y int) span { return between(date(y, 3*q-2, 1), lastOfMonth(y, 3*q)) }
	k := j + p.skip(j, "of")
	if y, n, told := p.trailingYear(k); told && y > 0 {
		return make(y), k + n - i
	}
	return p.rel(func(t day) span {
		y, m, _ := t.split()
		if (m-1)/3+1 < q {
			y--
		}
		return make(y)
	}), j - i
}

func season(y, m int) span {
	return span{from: date(y, m, 1), to: lastOfMonth(y, m+2), prec: Season, hour: -1}
}

func (p *parser) ordinal(i int) int {
	if i < len(p.toks) && i >= 0 && p.toks[i].ord {
		return p.toks[i].n
	}
	return ordinals[p.w(i)]
}

package dates

// dayWord reads today, yesterday, tomorrow, overnight, now and their like.
func (p *parser) dayWord(i int) (span, int) {
	at := func(k int) span { return p.rel(func(t day) span { return oneDay(t + day(k)) }) }
	switch p.w(i) {
	case "today", "tonight", "now", "currently", "nowadays":
		return at(0), 1 + p.partSuffix(i+1)
	case "right":
		if p.w(i+1) == "now" {
			return at(0), 2
		}
	case "yesterday":
		return at(-1), 1 + p.partSuffix(i+1)
	case "tomorrow":
		return at(1), 1 + p.partSuffix(i+1)
	case "overnight":
		if p.w(i+1) == "on" || p.w(i+1) == "into" {
			if wd, ok := weekdays[p.w(i+2)]; ok {
				return p.rel(func(t day) span { return oneDay(p.lastWeekday(t, wd)) }), 3
			}
		}
		return p.rel(func(t day) span { return between(t-1, t) }), 1
	case "day":
		if p.w(i+1) == "before" && p.w(i+2) == "yesterday" {
			return at(-2), 3
		}
		if p.w(i+1) == "after" && p.w(i+2) == "tomorrow" {
			return at(2), 3
		}
	}
	return span{}, 0
}

// determined reads last week, this year, next Monday, the past two weeks, recent months, this morning, last October.
func (p *parser) determined(i int) (span, int) {
	the := p.skip(i, "the")
	j := i + the
	k, rolling := 0, false
	switch p.w(j) {
	case "prior":
		if months[p.w(j+1)] == 0 {
			return span{}, 0
		}
		k = -1
	case "last", "previous":
		k, rolling = -1, the == 1 && p.w(j) == "last"
	case "past":
		k, rolling = -1, true
	case "next":
		k = 1
	case "coming", "upcoming":
		k, rolling = 1, true
	case "recent", "preceding":
		k, rolling = -1, true
	case "this", "current":
		j2 := j + 1
		switch p.w(j2) {
		case "coming", "next":
			k, j = 1, j2
		case "past", "last":
			k, j = -1, j2
		}
	default:
		return span{}, 0
	}
	det := p.w(j)
	j++
	if wd, ok := weekdays[p.w(j)]; ok {
		n := j + 1 + p.partSuffix(j+1) - i
		return p.rel(func(t day) span {
			back := (t.weekday() - wd + 7) % 7
			switch {
			case k < 0 && back == 0:
				return oneDay(t - 7)
			case k < 0:
				return oneDay(t - day(back))
			case k > 0:
				return oneDay(t + day(7-back))
			}
			return oneDay(t.monday() + day(wd))
		}), n
	}
	if m, ok := months[p.w(j)]; ok {
		if d := p.num(j + 1); d >= 1 && d <= 31 && p.toks[j+1].digits <= 2 {
			return p.rel(func(t day) span { return p.place(m, d, d, p.monthFrom(t, m, k), true, -1) }), j + 2 - i
		}
		return p.rel(func(t day) span { return month(p.monthFrom(t, m, k), m) }), j + 1 - i
	}
	if m, ok := seasons[p.w(j)]; ok {
		return p.rel(func(t day) span { return season(p.monthFrom(t, m, k), m) }), j + 1 - i
	}
	if parts[p.w(j)] && det != "recent" {
		if w := p.w(j); k <= 0 || w == "morning" || w == "night" {
			return p.rel(func(t day) span { return oneDay(t + day(k)) }), j + 1 - i
		}
		return span{}, 0
	}
	if p.w(j) == "year's" {
		if m, ok := seasons[p.w(j+1)]; ok {
			return p.rel(func(t day) span {
				y, _, _ := t.split()
				return season(y+k, m)
			}), j + 2 - i
		}
	}
	if c, n, vague := p.count(j); n > 0 {
		if u := units[p.w(j+n)]; u != noUnit && k != 0 {
			return p.roll(c, u, k, vague), j + n + 1 - i
		}
	}
	u := units[p.w(j)]
	switch {
	case u == noUnit:
		return span{}, 0
	case plural(p.w(j)):
		if k == 0 {
			return span{}, 0
		}
		c := map[unit]int{hours: 24, days: 7, weeks: 4, monthsU: 3, years: 3}[u]
		if c == 0 {
			c = 2
		}
		return p.roll(c, u, k, true), j + 1 - i
	case det == "recent":
		return span{}, 0
	case rolling && u != weekends && u != days && u != nights:
		return p.roll(1, u, k, false), j + 1 - i
	case u == days:
		if k == 0 {
			return p.rel(oneDay), j + 1 - i
		}
		return p.back(k < 0, func(t day) span { return oneDay(t + day(k)) }), j + 1 - i
	case u == weekends && k < 0:
		return p.rel(lastWeekend), j + 1 - i
	case u == weekends && k > 0:
		return p.rel(func(t day) span { return between(t.monday()+12, t.monday()+13) }), j + 1 - i
	case u == centuries && k == 0 || u == hours:
		return span{}, 0
	}
	return p.rel(func(t day) span { return around(t, u, k) }), j + 1 - i
}

func plural(w string) bool { return len(w) > 1 && w[len(w)-1] == 's' }

// lastWeekend is the one that is over, or that of the day itself.
func lastWeekend(t day) span {
	if t.weekday() >= 5 {
		return around(t, weekends, 0)
	}
	return around(t, weekends, -1)
}

// monthFrom is the year of last (-1), this (0) or next (1) such month.
func (p *parser) monthFrom(t day, m, k int) int {
	y, tm, _ := t.split()
	switch {
	case k < 0 && m >= tm:
		return y - 1
	case k > 0 && m <= tm:
		return y + 1
	}
	return y
}

// roll is the c units up to, or from, the day of publication.
func (p *parser) roll(c int, u unit, k int, vague bool) span {
	return p.rel(func(t day) span {
		if u == hours {
			c = max(c, 24) // hours reach into the day before
		}
		if k < 0 {
			return between(shift(t, u, -c), t)
		}
		return between(t, shift(t, u, c))
	})
}

// count reads a number of units: "two", "12", "a few", "more than a", "a couple of", "two-and-a-half". vague says that nobody counted.
func (p *parser) count(i int) (c, n int, vague bool) {
	j := i
	for j < i+4 && p.skip(j, "more", "less", "over", "nearly", "almost", "about", "around", "some", "roughly", "than", "at", "least", "fewer", "only", "just", "approximately", "another") == 1 {
		j++
		vague = true
	}
	if j-i > 3 {
		return 0, 0, false
	}
	j += p.skip(j, "a") * p.skip(j+1, "few", "couple", "dozen")
	switch c = counts[p.w(j)]; {
	case c > 0:
		vague = vague || c == 3 && p.w(j) == "few" || p.w(j) == "several" || p.w(j) == "couple"
		j++
		j += p.skip(j, "of")
		if c >= 20 && p.w(j) == "-" && counts[p.w(j+1)] > 0 && counts[p.w(j+1)] < 10 {
			c += counts[p.w(j+1)]
			j += 2
		}
	case p.num(j) >= 1 && p.num(j) <= 1000 && !p.toks[j].ord && !p.toks[j].decade:
		c = p.num(j)
		j++
	default:
		return 0, 0, false
	}
	if p.w(j) == "-" && p.w(j+1) == "and" { // five-and-a-half
		for k := j; k < j+6; k++ {
			if p.w(k) == "half" {
				j = k + 1
				break
			}
		}
	}
	j += p.skip(j, "-")
	return c, j - i, vague
}

// ago reads "two days ago", "three weeks earlier", "a month later".
func (p *parser) ago(i int) (span, int) {
	c, n, vague := p.count(i)
	bare := false
	if n == 0 {
		if u := units[p.w(i)]; u == hours || u == days {
			c, bare = 0, true // "hours ago", "days earlier"
		} else {
			return span{}, 0
		}
	}
	j := i + n
	u := units[p.w(j)]
	if u == noUnit {
		return span{}, 0
	}
	j++
	switch p.w(j) {
	case "ago":
		if bare && u != hours {
			return span{}, 0
		}
		return p.rel(func(t day) span { return p.before(t, u, c, vague) }), j + 1 - i
	case "earlier", "before", "prior", "previously":
		if p.skip(j+1, "the", "a", "to", "his", "her", "their") == 1 || j+1 < len(p.toks) && p.w(j) == "before" && p.toks[j+1].cap {
			return span{unknown: true, relative: true, hour: -1}, j + 1 - i
		}
		if bare {
			return p.back(false, func(t day) span { return p.before(t, u, c, vague) }), j + 1 - i
		}
		return p.back(true, func(t day) span { return p.before(t, u, c, vague) }), j + 1 - i
	case "later", "afterwards":
		return p.back(false, func(t day) span {
			if u == hours {
				return oneDay(t)
			}
			return p.before(t, u, -c, vague)
		}), j + 1 - i
	case "from":
		if p.w(j+1) == "now" {
			return p.rel(func(t day) span { return p.before(t, u, -c, vague) }), j + 2 - i
		}
	}
	return span{}, 0
}

// before is what lies c units before t, as precisely as the unit tells.
func (p *parser) before(t day, u unit, c int, vague bool) span {
	x := shift(t, u, -c)
	switch u {
	case hours:
		if p.HasHour && c < 24 {
			h := p.Published
			if p.Zone != nil {
				h = h.In(p.Zone)
			}
			if h.Hour() < c {
				x = t - 1
			}
		}
		return oneDay(x)
	case days, nights:
		if vague && c > 0 {
			return between(x-1, x+1)
		}
		return oneDay(x)
	case weeks, fortnights, weekends:
		return week(x)
	case monthsU, quarters:
		y, m, _ := x.split()
		return month(y, m)
	}
	y, _, _ := x.split()
	if u == years {
		return year(y)
	}
	return between(date(y-2, 1, 1), date(y+2, 12, 31))
}

// duration reads what follows "for" and "over": "four weeks", "the past year", "weeks", "more than two years", "the weekend".
func (p *parser) duration(i int) (span, int) {
	if s, n := p.determined(i); n > 0 {
		return s, n
	}
	the := p.skip(i, "the")
	if p.w(i+the) == "weekend" {
		return p.rel(lastWeekend), the + 1
	}
	c, n, vague := p.count(i)
	u := units[p.w(i+n)]
	if u == noUnit {
		return span{}, 0
	}
	if n == 0 {
		if !plural(p.w(i)) {
			return span{}, 0
		}
		c, vague = 3, true
	}
	if p.skip(i+n+1, "after", "before", "ago", "earlier", "later") == 1 {
		return span{}, 0
	}
	return p.roll(c, u, -1, vague), n + 1
}

// anaphor reads what counts from a time told before: the next day, the day before, the same night.
func (p *parser) anaphor(i int) (span, int) {
	j := i + p.skip(i, "the", "later", "that")
	if p.w(i) == "later" {
		j += p.skip(j, "that", "the")
	}
	isDay := func(k int) bool { return p.w(k) == "day" || parts[p.w(k)] || p.w(k) == "week" }
	step := day(1)
	if p.w(j+1) == "week" {
		step = 7
	}
	switch {
	case p.skip(j, "next", "following") == 1 && isDay(j+1) && (p.w(j) == "following" || p.w(j+1) == "day"):
		return p.back(false, func(t day) span { return oneDay(t + step) }), j + 2 - i
	case p.w(j) == "previous" && isDay(j+1) && p.w(j+1) != "week":
		return p.back(true, func(t day) span { return oneDay(t - 1) }), j + 2 - i
	case p.w(j) == "same" && isDay(j+1):
		return p.back(false, oneDay), j + 2 - i
	case p.w(i) == "later" && j == i+2 && isDay(j), p.w(i) == "that" && isDay(j) && p.w(j) != "week":
		return p.back(false, oneDay), j + 1 - i
	case p.w(j) == "day" && p.skip(j+1, "before", "earlier", "prior") == 1 && p.skip(j+2, "the", "a", "his", "her", "its", "their", "yesterday") == 0:
		return p.back(true, func(t day) span { return oneDay(t - 1) }), j + 2 - i
	case p.w(j) == "day" && p.w(j+1) == "after" && p.skip(j+2, "the", "a", "his", "her", "its", "their", "tomorrow") == 0:
		return p.back(false, func(t day) span { return oneDay(t + 1) }), j + 2 - i
	case p.w(i) == "weekend":
		return p.rel(lastWeekend), 1
	}
	return span{}, 0
}

// straight reads "the second day in a row", "a sixth straight day", "fifth night": the day of the report.
func (p *parser) straight(i int) (span, int) {
	j := i + p.skip(i, "the", "a", "an")
	o := p.ordinal(j)
	if o < 2 {
		return span{}, 0
	}
	k := j + 1
	sure := p.skip(k, "straight", "consecutive", "successive", "running")
	k += sure
	u := units[p.w(k)]
	if u != days && u != nights || plural(p.w(k)) {
		return span{}, 0
	}
	k++
	switch {
	case p.w(k) == "in" && p.w(k+1) == "a" && p.w(k+2) == "row":
		k += 3
	case p.w(k) == "running":
		k++
	case p.w(k) == "of":
		return span{unknown: true, relative: true, hour: -1}, k - i
	}
	return p.rel(oneDay), k - i
}

package dates

// A parser reads time expressions from tokens. Its methods take the token to begin at and return what they read and how many tokens it
// took; none is no.
type parser struct {
	Resolver
	toks    []tok
	today   day
	based   bool // today is known
	anchor  day
	hasBack bool // anchor is known
}

func newParser(r Resolver, text string) *parser {
	p := &parser{Resolver: r, toks: tokenize(text)}
	p.today, p.based = r.base()
	if !r.Anchor.IsZero() {
		y, m, d := r.Anchor.Date()
		p.anchor, p.hasBack = date(y, int(m), d), true
	}
	return p
}

// w is the word or sign at i, "" beyond the end and for numbers.
func (p *parser) w(i int) string {
	if i < 0 || i >= len(p.toks) {
		return ""
	}
	return p.toks[i].s
}

// num is the number at i, or -1.
func (p *parser) num(i int) int {
	if i < 0 || i >= len(p.toks) {
		return -1
	}
	return p.toks[i].n
}

// skip is 1 when the word at i is one of these.
func (p *parser) skip(i int, words ...string) int {
	for _, w := range words {
		if p.w(i) == w {
			return 1
		}
	}
	return 0
}

// rel makes a span that needs the day of publication.
func (p *parser) rel(f func(today day) span) span {
	if !p.based {
		return span{unknown: true, relative: true, hour: -1}
	}
	return f(p.today).rel()
}

// back makes a span that counts from the anchor, or, where that will do, from the day of publication.
func (p *parser) back(orToday bool, f func(day) span) span {
	if p.hasBack {
		return f(p.anchor).rel()
	}
	if orToday {
		return p.rel(f)
	}
	return span{unknown: true, relative: true, hour: -1}
}

// phrase reads a whole phrase that is known to tell a time: the longest expression in it counts.
func (p *parser) phrase() (span, bool) {
	var best span
	at, most := -1, 0
	for i := range p.toks {
		if s, n := p.expression(i); n > most {
			best, at, most = s, i, n
		}
	}
	if at < 0 || best.unknown {
		return best, false
	}
	since := false
	for i := range at {
		switch p.w(i) {
		case "since":
			since = true
		case "after", "before", "later", "following":
			if i+1 < at && p.skip(i+1, "the", "about", "around") == 0 {
				return best, false // "after the attack on Monday" is not Monday
			}
		}
	}
	if i := at + most; p.skip(i, "after", "before", "later", "earlier", "prior", "following") == 1 && !p.hasBack {
		return best, false
	}
	if since && p.based && best.from <= p.today {
		best = between(best.from, p.today).rel()
	}
	return best, true
}

// expression reads one time expression with what leads it: since, until, between, from … to.
func (p *parser) expression(i int) (span, int) {
	j := i
	switch p.w(j) {
	case "since":
		if s, n := p.modified(j + 1); n > 0 {
			if s.unknown || !p.based {
				return s, 1 + n
			}
			if s.from > p.today && s.relative { // "since July" began last year
				y, m, d := s.from.split()
				s.from = s.from.inMonth(y-1, m, d)
			}
			if s.from > p.today {
				return s, 1 + n
			}
			return between(s.from, p.today).rel(), 1 + n
		}
		return span{}, 0
	case "until", "till", "by", "before", "through", "til":
		if s, n := p.modified(j + 1); n > 0 {
			return p.deadline(s, p.w(j), j+1), 1 + n
		}
		return span{}, 0
	case "up", "prior", "ahead":
		if s, n := p.expression(j + 1); n > 0 && p.skip(j+1, "until", "till") == 1 {
			return s, 1 + n
		}
		return span{}, 0
	case "between", "from":
		if s, n := p.interval(j); n > 0 {
			return s, n
		}
		if p.w(j) == "from" {
			if s, n := p.modified(j + 1); n > 0 && p.w(j+1+n) != "" {
				return s, 1 + n
			}
		}
		return span{}, 0
	case "for", "over", "during", "throughout":
		if s, n := p.duration(j + 1); n > 0 {
			return s, 1 + n
		}
		if s, n := p.straight(j + 1); n > 0 {
			return s, 1 + n
		}
		return span{}, 0
	}
	s, n := p.modified(j)
	if n == 0 {
		return s, 0
	}
	// "Sept. 27 to Oct. 1", "1970s and 1980s"
	k := j + n
	if sep := p.skip(k, "to", "-", "until", "through", "till"); sep == 1 || p.w(k) == "and" && s.prec != Day {
		k++
		k += p.skip(k, "the")
		if t, m := p.modified(k); m > 0 && !s.unknown && !t.unknown && t.to > s.from && (p.w(k-1) != "and" || t.prec == s.prec) && t.hour < 0 {
			return between(s.from, t.to), k + m - i
		}
	}
	return s, n
}

// deadline is what "until", "by" and "before" make of a time.
func (p *parser) deadline(s span, how string, at int) span {
	if s.unknown {
		return s
	}
	if p.w(at) == "the" && p.w(at+1) == "end" || p.w(at) == "end" {
		s = oneDay(s.to)
	}
	if (how == "until" || how == "till" || how == "til" || how == "through") && p.based && s.to > p.today {
		return between(p.today, s.to).rel()
	}
	return s
}

// interval reads "between 3 and 5 May", "from Monday to Friday", "between 1965 and 1973".
func (p *parser) interval(i int) (span, int) {
	j := i + 1
	j += p.skip(j, "the")
	if d := p.num(j); d >= 1 && d <= 31 && p.skip(j+1, "and", "to", "-", "until", "through") == 1 { // the month comes with the second
		k := j + 2
		k += p.skip(k, "the")
		if t, n := p.monthDay(k, -1); n > 0 && !t.unknown && t.prec == Day {
			y, m, _ := t.from.split()
			if valid(y, m, d) {
				return between(date(y, m, d), t.to), k + n - i
			}
		}
	}
	s, n := p.modified(j)
	if n == 0 {
		return s, 0
	}
	if s.prec == Range && p.w(i) == "between" {
		return s, j + n - i
	}
	k := j + n
	if p.skip(k, "and", "to", "-", "until", "till", "through") == 0 {
		return span{}, 0
	}
	k++
	k += p.skip(k, "the")
	t, m := p.modified(k)
	if m == 0 {
		return span{}, 0
	}
	if s.unknown || t.unknown {
		return span{unknown: true, relative: true, hour: -1}, k + m - i
	}
	if t.to < s.from { // "from Friday to Monday" ends last Monday; "between December 21 and January 6" begins a year before
		if s.prec == Day && s.from-t.to < 7 {
			s.from -= 7
		} else if s.prec == Day || s.prec == Month {
			y, mm, d := s.from.split()
			s.from = date(y-1, mm, d)
		}
	}
	r := between(s.from, t.to)
	r.relative = s.relative || t.relative
	return r, k + m - i
}

// modified reads a core with what narrows it: early, late, mid, the end of, earlier, later.
func (p *parser) modified(i int) (span, int) {
	j := i
	j += p.skip(j, "the", "in", "on", "at", "a")
	how := ""
	switch p.w(j) {
	case "early", "late", "earlier", "later", "mid", "middle", "end", "start", "beginning", "eve", "close", "onset", "half":
		how = p.w(j)
		j++
		j += p.skip(j, "-")
		if how == "later" && p.w(j) == "on" {
			j++
		}
		before := j
		j += p.skip(j, "of", "in", "on")
		j += p.skip(j, "a")
		if how == "early" || how == "late" {
			j += p.skip(j, "the")
		}
		if p.w(before) == "in" || p.w(before) == "of" {
			if s, n := p.theUnit(j); n > 0 {
				return p.narrow(s, how), j + n - i
			}
		}
		if (how == "end" || how == "start" || how == "beginning") && p.w(j) == "the" && p.skip(before, "of") == 1 {
			j++
		}
		if how == "end" && before == j {
			return span{}, 0
		}
	}
	s, n := p.core(j)
	if how == "" && j > i {
		if t, m := p.core(i); m > 0 && m >= n+j-i {
			return t, m
		}
	}
	if n == 0 {
		return span{}, 0
	}
	if how != "" {
		s = p.narrow(s, how)
	}
	return s, j + n - i
}

// theUnit reads "the week" in "earlier in the week", "the end of the year".
func (p *parser) theUnit(i int) (span, int) {
	j := i + p.skip(i, "the", "this")
	u := units[p.w(j)]
	if u == noUnit || p.w(j)[len(p.w(j))-1] == 's' {
		return span{}, 0
	}
	return p.rel(func(t day) span { return around(t, u, 0) }), j + 1 - i
}

// narrow takes part of a span.
func (p *parser) narrow(s span, how string) span {
	if s.unknown {
		return s
	}
	n := int(s.to-s.from) + 1
	part := func(a, b int) span {
		r := between(s.from+day(a), s.from+day(b)-1)
		r.relative = s.relative
		return r
	}
	switch how {
	case "eve":
		r := oneDay(s.from - 1)
		r.relative = s.relative
		return r
	case "earlier":
		if p.based && s.to >= p.today && s.from < p.today {
			if s.prec == Month || s.prec == Year {
				return s
			}
			r := between(s.from, max(s.from, p.today-1)).rel()
			r.prec = s.prec
			return r
		}
		return s
	case "later":
		if p.based && s.from <= p.today && s.to > p.today {
			return between(p.today, s.to).rel()
		}
		return s
	}
	if s.prec == Day || n < 3 {
		return s
	}
	switch how {
	case "early", "start", "beginning", "onset":
		switch {
		case s.prec == Month:
			return part(0, 10)
		case s.prec == Year && how != "early":
			return part(0, 90)
		}
		return part(0, (n+2)/3)
	case "mid", "middle":
		if s.prec == Month {
			return part(10, 20)
		}
		return part(n/3, n-n/3)
	case "late", "end", "close":
		switch {
		case s.prec == Month:
			return part(20, n)
		case s.prec == Year && how != "late":
			return part(n-92, n)
		}
		return part(n-n/3, n)
	}
	return s
}

// around is the unit that holds the day, shifted by k of them.
func around(t day, u unit, k int) span {
	y, m, _ := t.split()
	switch u {
	case days, nights, hours:
		return oneDay(t + day(k))
	case weekends:
		s := between(t.monday()+5+day(7*k), t.monday()+6+day(7*k))
		return s
	case weeks:
		return week(t + day(7*k))
	case fortnights:
		return between(t.monday()+day(14*k), t.monday()+day(14*k)+13)
	case monthsU:
		return month(y, m+k)
	case quarters:
		q := (m-1)/3 + k
		return between(month(y, 3*q+1).from, month(y, 3*q+3).to)
	case years:
		return year(y + k)
	case decades:
		d := y/10*10 + 10*k
		return between(date(d, 1, 1), date(d+9, 12, 31))
	}
	c := (y-1)/100*100 + 100*k + 1
	return between(date(c, 1, 1), date(c+99, 12, 31))
}

// shift is the day n units from t.
func shift(t day, u unit, n int) day {
	y, m, d := t.split()
	switch u {
	case hours:
		return t + day(n/24)
	case weeks, weekends:
		return t + day(7*n)
	case fortnights:
		return t + day(14*n)
	case monthsU:
		return t.inMonth(y, m+n, d)
	case quarters:
		return t.inMonth(y, m+3*n, d)
	case years:
		return t.inMonth(y+n, m, d)
	case decades:
		return t.inMonth(y+10*n, m, d)
	case centuries:
		return t.inMonth(y+100*n, m, d)
	}
	return t + day(n)
}

// inMonth is day d of a month, or its last one.
func (day) inMonth(y, m, d int) day {
	s := month(y, m)
	return min(s.from+day(d)-1, s.to)
}

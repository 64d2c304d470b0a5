package dates

import "time"

// A day counts from 1 January 1970; day 0 was a Thursday.
type day int

func date(y, m, d int) day {
	return day(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d day) split() (y, m, dd int) {
	y, mm, dd := d.time().Date()
	return y, int(mm), dd
}

// weekday is 0 on Monday.
func (d day) weekday() int { return int(((d+3)%7 + 7) % 7) }

func (d day) monday() day { return d - day(d.weekday()) }

func lastOfMonth(y, m int) day { return date(y, m+1, 1) - 1 }

// valid reports whether the calendar has the day.
func valid(y, m, d int) bool {
	if m < 1 || m > 12 || d < 1 {
		return false
	}
	_, _, last := lastOfMonth(y, m).split()
	return d <= last
}

// A span is an interval of days, both ends included.
type span struct {
	from, to day
	prec     string
	hour     int // -1 when not told
	relative bool
	unknown  bool // a time expression that cannot be placed without what is missing
}

func oneDay(d day) span { return span{from: d, to: d, prec: Day, hour: -1} }

func month(y, m int) span {
	for m < 1 {
		y, m = y-1, m+12
	}
	for m > 12 {
		y, m = y+1, m-12
	}
	return span{from: date(y, m, 1), to: lastOfMonth(y, m), prec: Month, hour: -1}
}

func year(y int) span { return span{from: date(y, 1, 1), to: date(y, 12, 31), prec: Year, hour: -1} }

func between(a, b day) span {
	if b < a {
		a, b = b, a
	}
	return span{from: a, to: b, prec: Range, hour: -1}
}

func week(d day) span {
	return span{from: d.monday(), to: d.monday() + 6, prec: Week, hour: -1}
}

func (s span) rel() span { s.relative = true; return s }

func (s span) result() Result {
	from, to := s.from.time(), s.to.time()
	r := Result{Precision: s.prec, Hour: s.hour, From: from, To: to, Relative: s.relative}
	switch s.prec {
	case Day:
		r.Value = from.Format(time.DateOnly)
		if s.hour >= 0 {
			r.Precision = Hour
		}
	case Month:
		r.Value = from.Format("2006-01")
	case Year:
		r.Value = from.Format("2006")
	default:
		r.Hour = -1
		r.Value = from.Format(time.DateOnly)
		if s.from == s.to {
			r.Precision = Day
		} else {
			r.Value += "/" + to.Format(time.DateOnly)
		}
	}
	return r
}

// easter is the Sunday of the western churches (Meeus, Jones, Butcher).
func easter(y int) day {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	n := (h + l - 7*m + 90) / 25
	return date(y, n, (h+l-7*m+33*n+19)%32)
}

// islamic is a day of the civil (tabular) Islamic calendar, which is within a day or two of the sighted moon.
func islamic(y, m, d int) day {
	n := (11*y+3)/30 + 354*y + 30*m - (m-1)/2 + d + 1948440 - 385 // Julian day
	return day(n - 2440588)
}

// islamicNear is the day of the Islamic year whose date lies nearest before, or around, the given day.
func islamicNear(b day, m, d int) day {
	y, _, _ := b.split()
	best := day(0)
	for h := (y-622)*33/32 - 1; h <= (y-622)*33/32+2; h++ {
		if x := islamic(h, m, d); best == 0 || distance(x, b, false) < distance(best, b, false) {
			best = x
		}
	}
	return best
}

// distance weighs how far a date without a year lies from the day of publication: what lies on the wrong side counts five times.
func distance(x, base day, planned bool) int {
	d := int(base - x) // positive: past
	switch {
	case d > 0 && planned:
		return 30 * d // a plan is seldom for what is over
	case d < 0 && !planned:
		return -5 * d
	}
	return max(d, -d)
}

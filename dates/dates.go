// Package dates turns what a news text says about time into dates.
//
// "Thursday" in a report of Friday, 9 May 2025, is 8 May; "last week" is 28 April to 4 May; "late March" runs from the 21st to the 31st.
// Everything relative hangs on the day of publication, as the calendar on the wall of the dateline shows it: a report sent at 22:30 UTC
// from Islamabad was written on the next day. Nothing is ever measured from today: without a day of publication relative expressions
// stay unresolved, absolute ones ("22 April 2024") do not need one.
//
// News tells what has happened, so a bare weekday or a date without a year is the last one that fits, unless the act is planned
// ([Resolver.Planned]); a weekday that is the day of publication means that day.
//
// A result is a day (2025-05-08), a month (2025-05), a year (2025) or an interval of days, both ends included (2025-04-28/2025-05-04).
package dates

import "time"

// Precisions of a result.
const (
	Hour   = "hour" // a day whose hour is told, see Result.Hour
	Day    = "day"
	Week   = "week"
	Month  = "month"
	Season = "season"
	Year   = "year"
	Range  = "range" // any other interval
)

// A Result is a resolved time.
type Result struct {
	Value     string    // 2025-05-08, 2025-05, 2025, or an interval 2025-04-28/2025-05-04
	Precision string    // Hour, Day, Week, Month, Season, Year or Range
	Hour      int       // 0 to 23, local to the text; -1 when it is not told
	From, To  time.Time // the first and the last day, at midnight UTC
	Relative  bool      // it hangs on the day of publication
}

// A Resolver resolves the times of one text. The zero Resolver knows no day of publication.
type Resolver struct {
	Published time.Time      // zero when not known
	HasHour   bool           // Published has an hour, so the day depends on the zone
	Zone      *time.Location // of the dateline; nil is UTC
	Planned   bool           // the act lies ahead: weekdays and dates are the next ones
	Anchor    time.Time      // the day that "the next day" follows; zero when not known
}

// Resolve is Resolver.Resolve for an act that has happened.
func Resolve(phrase string, published time.Time, hasHour bool, loc *time.Location) (value, precision string, ok bool) {
	r, ok := Resolver{Published: published, HasHour: hasHour, Zone: loc}.Resolve(phrase)
	return r.Value, r.Precision, ok
}

// A Match is a time expression in a text.
type Match struct {
	Text               string
	Start, End         int // code points, End exclusive
	ByteStart, ByteEnd int
	Result
	Resolved bool // false where a day of publication or an anchor is missing
}

// base is the day of publication, and whether it is known.
func (r Resolver) base() (day, bool) {
	if r.Published.IsZero() {
		return 0, false
	}
	t := r.Published
	if r.HasHour {
		if r.Zone != nil {
			t = t.In(r.Zone)
		} else {
			t = t.UTC()
		}
	}
	y, m, d := t.Date()
	return date(y, int(m), d), true
}

// Resolve says when phrase is. ok is false for what no calendar can tell ("recently", "after the attack") and for what is relative while
// the day of publication is not known.
func (r Resolver) Resolve(phrase string) (Result, bool) {
	p := newParser(r, phrase)
	s, ok := p.phrase()
	if !ok {
		return Result{Hour: -1}, false
	}
	return s.result(), true
}

// Find lists the time expressions of a text in their order. Bare numbers and years that may be counts are none; "May" and "March" at the
// head of a verb phrase are none either.
func (r Resolver) Find(text string) []Match {
	p := newParser(r, text)
	var out []Match
	bytes, runes := 0, 0
	for i := 0; i < len(p.toks); {
		_, counted := p.ago(i)
		if p.skip(i, "on", "in", "at") == 1 || p.w(i) == "a" && counted == 0 || p.w(i) == "the" && p.w(i+1) != "last" {
			i++ // what leads a time is no part of it
			continue
		}
		s, n := p.expression(i)
		if n == 0 || !p.standsAlone(i, n) {
			i++
			continue
		}
		start, end := p.toks[i].start, p.toks[i+n-1].end
		for ; bytes < start; bytes++ {
			if text[bytes]&0xC0 != 0x80 {
				runes++
			}
		}
		m := Match{Text: text[start:end], Start: runes, ByteStart: start, ByteEnd: end}
		for ; bytes < end; bytes++ {
			if text[bytes]&0xC0 != 0x80 {
				runes++
			}
		}
		m.End = runes
		if !s.unknown {
			m.Result, m.Resolved = s.result(), true
		} else {
			m.Result.Hour = -1
		}
		out = append(out, m)
		i += n
	}
	return out
}

package article

import (
	"strings"
	"time"
	"unicode"

	"github.com/barograph/barograph"
)

// months by their names and usual short forms, in lower case.
var months = map[string]time.Month{
	"january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7,
	"august": 8, "aug": 8, "september": 9, "sep": 9, "sept": 9, "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}

// zones are the abbreviations of time zones that news pages use, in minutes east of Greenwich. IST is India's: of the three zones
// of that name it is by far the most frequent on news pages. CST, as frequent in China as in America, is left out.
var zones = map[string]int{
	"z": 0, "utc": 0, "gmt": 0, "ist": 330, "pkt": 300, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180, "trt": 180, "ast": 180, "gst": 240,
	"est": -300, "edt": -240, "et": -300, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "jst": 540, "kst": 540, "hkt": 480, "sgt": 480,
	"aest": 600, "aedt": 660, "eat": 180, "cat": 120, "sast": 120, "wat": 60, "idt": 180, "irst": 210, "npt": 345, "pht": 480, "wib": 420,
}

// machineLayouts are the forms that dates take in meta data.
var machineLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z0700",
	"2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05 -07:00", "2006-01-02T15:04:05 -0700", "20060102T150405Z0700", "20060102T150405Z07:00", time.RFC1123Z, time.RFC850, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700",
}

// published reads a moment of publication in any of the forms that pages give it, or returns nil. An hour without a time zone is
// not a moment: then only the day counts.
func published(s string) *barograph.Published {
	s = strings.TrimSpace(s)
	if len(s) < 8 || len(s) > 120 {
		return nil
	}
	for _, layout := range machineLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return moment(t, false)
		}
	}
	if s[0] >= '0' && s[0] <= '9' {
		if t, err := time.Parse(time.DateOnly, s[:min(len(s), 10)]); err == nil {
			return withClock(t, s[10:])
		}
		if t, err := time.Parse("20060102", s[:8]); err == nil && (len(s) == 8 || s[8] == 'T') {
			return moment(t, true)
		}
		if t, err := time.Parse("2006/01/02", s[:min(len(s), 10)]); err == nil {
			return withClock(t, s[10:])
		}
	}
	return writtenDate(s)
}

func moment(t time.Time, dayOnly bool) *barograph.Published {
	if t.Year() < 1900 || t.Year() > 2200 {
		return nil
	}
	if _, offset := t.Zone(); !dayOnly && offset == 0 {
		t = t.UTC()
	}
	return &barograph.Published{Time: t, DayOnly: dayOnly}
}

// writtenDate finds the first date in words in a line: "Updated: May 9, 2025 10:32 am IST", "9 May 2025".
func writtenDate(s string) *barograph.Published {
	words := strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ':' && r != '+' && r != '-'
	})
	for i, w := range words {
		month := months[strings.ToLower(w)]
		if month == 0 {
			continue
		}
		var day, year, next int
		if i+2 < len(words) && dayNumber(words[i+1]) > 0 && yearNumber(words[i+2]) > 0 {
			day, year, next = dayNumber(words[i+1]), yearNumber(words[i+2]), i+3
		} else if i > 0 && i+1 < len(words) && dayNumber(words[i-1]) > 0 && yearNumber(words[i+1]) > 0 {
			day, year, next = dayNumber(words[i-1]), yearNumber(words[i+1]), i+2
		} else {
			continue
		}
		t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		if t.Day() != day {
			continue
		}
		p := withClock(t, strings.Join(words[next:], " "))
		if p != nil && p.DayOnly && i > 0 {
			// "10:32 am IST, May 9, 2025"
			if before := withClock(t, strings.Join(words[:i], " ")); before != nil && !before.DayOnly {
				return before
			}
		}
		return p
	}
	return nil
}

func dayNumber(w string) int {
	w = strings.TrimRight(strings.ToLower(w), "stndrh")
	n := number(w)
	if n < 1 || n > 31 || len(w) > 2 {
		return 0
	}
	return n
}

func yearNumber(w string) int {
	if n := number(w); len(w) == 4 && n >= 1900 && n < 2200 {
		return n
	}
	return 0
}

// number reads a short whole number, -1 for anything else.
func number(w string) int {
	if w == "" || len(w) > 6 {
		return -1
	}
	n := 0
	for i := range len(w) {
		if w[i] < '0' || w[i] > '9' {
			return -1
		}
		n = n*10 + int(w[i]-'0')
	}
	return n
}

// withClock adds the hour that stands in s to a day, if it stands there with its zone.
func withClock(day time.Time, s string) *barograph.Published {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return unicode.IsSpace(r) || r == ',' || r == '(' || r == ')' || r == '|' || r == '/'
	})
	for i, w := range words {
		hour, minute, rest, ok := clock(strings.TrimPrefix(w, "t"))
		if !ok {
			continue
		}
		after := words[i+1:]
		if rest == "" && len(after) > 0 && (strings.HasPrefix(after[0], "am") || strings.HasPrefix(after[0], "pm") || after[0] == "a.m." || after[0] == "p.m.") {
			rest, after = after[0], after[1:]
		}
		switch {
		case strings.HasPrefix(rest, "p") && hour < 12:
			hour += 12
		case strings.HasPrefix(rest, "a") && hour == 12:
			hour = 0
		}
		for _, z := range after {
			if minutes, ok := zone(z); ok {
				return moment(time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, time.FixedZone("", minutes*60)), false)
			}
		}
		break
	}
	return moment(day, true)
}

// clock reads "10:32", "10:32pm" or "10:32:05".
func clock(w string) (hour, minute int, rest string, ok bool) {
	h, m, found := strings.Cut(w, ":")
	if !found || len(m) < 2 {
		return 0, 0, "", false
	}
	hour, minute, rest = number(h), number(m[:2]), m[2:]
	return hour, minute, rest, hour >= 0 && hour < 24 && minute >= 0 && minute < 60
}

// zone reads "ist", "gmt+5:30", "+0530".
func zone(w string) (minutes int, ok bool) {
	if m, ok := zones[strings.Trim(w, ".")]; ok {
		return m, true
	}
	w = strings.TrimPrefix(strings.TrimPrefix(w, "gmt"), "utc")
	if len(w) < 2 || w[0] != '+' && w[0] != '-' {
		return 0, false
	}
	digits := strings.ReplaceAll(w[1:], ":", "")
	n := number(digits)
	if n < 0 {
		return 0, false
	}
	if len(digits) > 2 {
		n = n/100*60 + n%100
	} else {
		n *= 60
	}
	if w[0] == '-' {
		n = -n
	}
	return n, n > -900 && n < 900
}

// dateInURL finds a day in an address: /2025/05/09/ or 2025-05-09.
func dateInURL(url string) *barograph.Published {
	for i := 0; i+10 <= len(url); i++ {
		if url[i] != '1' && url[i] != '2' || i > 0 && url[i-1] >= '0' && url[i-1] <= '9' {
			continue
		}
		sep := url[i+4]
		if sep != '/' && sep != '-' || url[i+7] != sep || i+10 < len(url) && url[i+10] >= '0' && url[i+10] <= '9' {
			continue
		}
		if t, err := time.Parse("2006/01/02", strings.ReplaceAll(url[i:i+10], "-", "/")); err == nil && t.Year() >= 1990 && t.Year() < 2100 {
			return moment(t, true)
		}
	}
	return nil
}

// ParseDate reads a date as feeds, sitemaps and pages write it; nil when it is none.
func ParseDate(s string) *barograph.Published { return published(s) }

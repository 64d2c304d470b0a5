package dates

import (
	"testing"
	"time"
)

// published is a Friday.
var published = time.Date(2025, 5, 9, 0, 0, 0, 0, time.UTC)

func TestResolve(t *testing.T) {
	for _, c := range []struct{ phrase, value, precision string }{
		{"Thursday", "2025-05-08", Day},
		{"on Thursday night", "2025-05-08", Day},
		{"Friday", "2025-05-09", Day},
		{"last Thursday", "2025-05-08", Day},
		{"last Friday", "2025-05-02", Day},
		{"next Monday", "2025-05-12", Day},
		{"this coming Tuesday", "2025-05-13", Day},
		{"this past Tuesday", "2025-05-06", Day},
		{"this Sunday", "2025-05-11", Day},
		{"Tuesday last week", "2025-04-29", Day},
		{"Monday of next week", "2025-05-12", Day},
		{"yesterday", "2025-05-08", Day},
		{"yesterday evening", "2025-05-08", Day},
		{"the day before yesterday", "2025-05-07", Day},
		{"today", "2025-05-09", Day},
		{"earlier today", "2025-05-09", Day},
		{"tomorrow", "2025-05-10", Day},
		{"overnight", "2025-05-08/2025-05-09", Range},
		{"overnight on Wednesday", "2025-05-07", Day},
		{"tonight", "2025-05-09", Day},
		{"last night", "2025-05-08", Day},
		{"this morning", "2025-05-09", Day},
		{"early this morning", "2025-05-09", Day},
		{"earlier this week", "2025-05-05/2025-05-08", Week},
		{"earlier in the week", "2025-05-05/2025-05-08", Week},
		{"this week", "2025-05-05/2025-05-11", Week},
		{"last week", "2025-04-28/2025-05-04", Week},
		{"next week", "2025-05-12/2025-05-18", Week},
		{"late last week", "2025-05-03/2025-05-04", Range},
		{"this weekend", "2025-05-10/2025-05-11", Range},
		{"last weekend", "2025-05-03/2025-05-04", Range},
		{"over the weekend", "2025-05-03/2025-05-04", Range},
		{"two days ago", "2025-05-07", Day},
		{"a week ago", "2025-04-28/2025-05-04", Week},
		{"three weeks earlier", "2025-04-14/2025-04-20", Week},
		{"more than two months ago", "2025-03", Month},
		{"nine years ago", "2016", Year},
		{"hours ago", "2025-05-09", Day},
		{"in recent days", "2025-05-02/2025-05-09", Range},
		{"recent months", "2025-02-09/2025-05-09", Range},
		{"the past 24 hours", "2025-05-08/2025-05-09", Range},
		{"past two weeks", "2025-04-25/2025-05-09", Range},
		{"past five-and-a half years", "2020-05-09/2025-05-09", Range},
		{"last few days", "2025-05-06/2025-05-09", Range},
		{"within the next six months", "2025-05-09/2025-11-09", Range},
		{"for four weeks", "2025-04-11/2025-05-09", Range},
		{"for more than two years", "2023-05-09/2025-05-09", Range},
		{"April 22", "2025-04-22", Day},
		{"22 April", "2025-04-22", Day},
		{"the 22nd of April", "2025-04-22", Day},
		{"April 22, 2024", "2024-04-22", Day},
		{"22/04/2024", "2024-04-22", Day},
		{"4/22/2024", "2024-04-22", Day},
		{"2024-04-22", "2024-04-22", Day},
		{"22.04.2024", "2024-04-22", Day},
		{"Dec. 10", "2024-12-10", Day},
		{"June 10", "2025-06-10", Day},
		{"Thursday (April 14)", "2022-04-14", Day},
		{"Saturday, April 28, 2012", "2012-04-28", Day},
		{"Sunday August 12th, 2018", "2018-08-12", Day},
		{"Tuesday, June 19", "2018-06-19", Day},
		{"Nov 11 2017", "2017-11-11", Day},
		{"19 August, 2003", "2003-08-19", Day},
		{"late March", "2025-03-21/2025-03-31", Range},
		{"mid-July", "2025-07-11/2025-07-20", Range},
		{"early December", "2024-12-01/2024-12-10", Range},
		{"end of November", "2024-11-21/2024-11-30", Range},
		{"mid-2015", "2015-05-02/2015-09-01", Range},
		{"early 2017", "2017-01-01/2017-05-02", Range},
		{"end of last year", "2024-10-01/2024-12-31", Range},
		{"since Tuesday", "2025-05-06/2025-05-09", Range},
		{"since April 2015", "2015-04-01/2025-05-09", Range},
		{"since the start of the year", "2025-01-01/2025-05-09", Range},
		{"since a civil war erupted in their country in December 2013", "2013-12-01/2025-05-09", Range},
		{"until Thursday", "2025-05-08", Day},
		{"until the end of 2027", "2025-05-09/2027-12-31", Range},
		{"before January 18, 2022", "2022-01-18", Day},
		{"between 3 and 5 May", "2025-05-03/2025-05-05", Range},
		{"between May 3 and June 6", "2025-05-03/2025-06-06", Range},
		{"between December 21 and January 6", "2024-12-21/2025-01-06", Range},
		{"between 1965 and 1973", "1965-01-01/1973-12-31", Range},
		{"May 3-5", "2025-05-03/2025-05-05", Range},
		{"11-13 Dec.", "2024-12-11/2024-12-13", Range},
		{"October 25-26, 2016", "2016-10-25/2016-10-26", Range},
		{"6-10 February 2018", "2018-02-06/2018-02-10", Range},
		{"Sept. 27 to Oct. 1", "2024-09-27/2024-10-01", Range},
		{"August 28 through the 30th", "2024-08-28/2024-08-30", Range},
		{"from Monday to Friday", "2025-05-05/2025-05-09", Range},
		{"from Friday to Monday", "2025-05-02/2025-05-05", Range},
		{"in 2014", "2014", Year},
		{"the 1990s", "1990-01-01/1999-12-31", Range},
		{"1970s and 1980s", "1970-01-01/1989-12-31", Range},
		{"2015-16", "2015-01-01/2016-12-31", Range},
		{"1997-2006", "1997-01-01/2006-12-31", Range},
		{"last year", "2024", Year},
		{"last month", "2025-04", Month},
		{"early last month", "2025-04-01/2025-04-10", Range},
		{"next month", "2025-06", Month},
		{"this year", "2025", Year},
		{"May", "2025-05", Month},
		{"November 2015", "2015-11", Month},
		{"January of this year", "2025-01", Month},
		{"last October", "2024-10", Month},
		{"last December 23", "2024-12-23", Day},
		{"spring 2022", "2022-03-01/2022-05-31", Season},
		{"fall of 1990", "1990-09-01/1990-11-30", Season},
		{"this year's summer", "2025-06-01/2025-08-31", Season},
		{"last summer", "2024-06-01/2024-08-31", Season},
		{"the second quarter", "2025-04-01/2025-06-30", Range},
		{"first quarter of 2015", "2015-01-01/2015-03-31", Range},
		{"second half of 2014", "2014-07-03/2014-12-31", Range},
		{"New Year's Day", "2025-01-01", Day},
		{"New Year's Eve", "2024-12-31", Day},
		{"Christmas", "2024-12-25", Day},
		{"Boxing Day", "2024-12-26", Day},
		{"Easter", "2025-04-20", Day},
		{"Good Friday 2019", "2019-04-19", Day},
		{"11 September 2001", "2001-09-11", Day},
		{"9/11", "2001-09-11", Day},
		{"Ramadan", "2025-03-01/2025-03-30", Range},
		{"early Saturday", "2025-05-03", Day},
		{"late on Thursday", "2025-05-08", Day},
		{"early hours of Sunday morning", "2025-05-04", Day},
		{"early morning Saturday", "2025-05-03", Day},
		{"before dawn on Tuesday", "2025-05-06", Day},
		{"late morning to early evening on Thursday", "2025-05-08", Day},
		{"at 3 am on Friday", "2025-05-09", Hour},
		{"8 a.m. Monday", "2025-05-05", Hour},
		{"4pm local time (1300 GMT) on Saturday", "2025-05-03", Hour},
		{"14:34 local time", "2025-05-09", Hour},
		{"midnight Friday", "2025-05-09", Hour},
		{"noon", "2025-05-09", Hour},
		{"for the second day in a row", "2025-05-09", Day},
		{"sixth straight day", "2025-05-09", Day},
		{"fifth night", "2025-05-09", Day},
		{"eve of a New Year", "2024-12-31", Day},
		{"the previous day", "2025-05-08", Day},
		{"two days prior", "2025-05-07", Day},
		{"the 23rd", "2025-04-23", Day},
	} {
		v, p, ok := Resolve(c.phrase, published, false, nil)
		if !ok || v != c.value || p != c.precision {
			t.Errorf("%q: %q %s %v, want %q %s", c.phrase, v, p, ok, c.value, c.precision)
		}
	}
}

func TestUnresolved(t *testing.T) {
	for _, s := range []string{"", "recently", "after the attack", "three days after the clash", "11 days before the presidential election", "two years",
		"the next day", "later that day", "an hour later", "Sundays", "every month", "Soon after taking office", "31 February 20000", "99:99", "????"} {
		if v, p, ok := Resolve(s, published, false, nil); ok {
			t.Errorf("%q: %q %s, want none", s, v, p)
		}
	}
	for _, s := range []string{"Thursday", "last week", "April 22", "today", "two days ago", "Easter", "this morning"} {
		if v, _, ok := Resolve(s, time.Time{}, false, nil); ok {
			t.Errorf("%q without a day of publication: %q", s, v)
		}
	}
	for s, want := range map[string]string{"April 22, 2024": "2024-04-22", "in 2014": "2014", "since 2014": "2014", "Christmas 2015": "2015-12-25"} {
		if v, _, ok := Resolve(s, time.Time{}, false, nil); !ok || v != want {
			t.Errorf("%q without a day of publication: %q %v, want %q", s, v, ok, want)
		}
	}
}

func TestPlanned(t *testing.T) {
	r := Resolver{Published: published, Planned: true}
	for phrase, want := range map[string]string{"Thursday": "2025-05-15", "Friday": "2025-05-09", "April 22": "2026-04-22", "in January": "2026-01",
		"last Thursday": "2025-05-08", "Christmas": "2025-12-25"} {
		if got, ok := r.Resolve(phrase); !ok || got.Value != want {
			t.Errorf("%q: %q, want %q", phrase, got.Value, want)
		}
	}
}

func TestAnchor(t *testing.T) {
	r := Resolver{Published: published, Anchor: time.Date(2025, 4, 22, 0, 0, 0, 0, time.UTC)}
	for phrase, want := range map[string]string{"the next day": "2025-04-23", "later that day": "2025-04-22", "two days later": "2025-04-24",
		"the day before": "2025-04-21", "a week earlier": "2025-04-14/2025-04-20", "yesterday": "2025-05-08"} {
		if got, ok := r.Resolve(phrase); !ok || got.Value != want {
			t.Errorf("%q: %q, want %q", phrase, got.Value, want)
		}
	}
}

func TestZone(t *testing.T) {
	for dateline, want := range map[string]string{"ISLAMABAD (Reuters)": "Asia/Karachi", "GAZA CITY, Gaza Strip (AP)": "Asia/Gaza",
		"WASHINGTON/KYIV, May 8": "America/New_York", "Kyiv, Ukraine": "Europe/Kyiv", "UNITED NATIONS (AP)": "America/New_York",
		"PALM BEACH, Florida": "America/New_York", "BOGOTÁ, Colombia": "America/Bogota", "SRINAGAR/NEW DELHI": "Asia/Kolkata", "nowhere at all": "", "": ""} {
		got := ""
		if z := Zone(dateline); z != nil {
			got = z.String()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", dateline, got, want)
		}
	}
	// 22:30 UTC on Thursday is Friday in Islamabad
	sent := time.Date(2025, 5, 8, 22, 30, 0, 0, time.UTC)
	if v, _, _ := Resolve("today", sent, true, Zone("ISLAMABAD (Reuters)")); v != "2025-05-09" {
		t.Errorf("today, sent from Islamabad: %s", v)
	}
	if v, _, _ := Resolve("today", sent, true, nil); v != "2025-05-08" {
		t.Errorf("today, sent from nowhere: %s", v)
	}
	if v, _, _ := Resolve("two hours ago", time.Date(2025, 5, 8, 20, 30, 0, 0, time.UTC), true, Zone("ISLAMABAD")); v != "2025-05-08" {
		t.Errorf("two hours before 1:30 in Islamabad: %s", v)
	}
}

func TestHour(t *testing.T) {
	for phrase, want := range map[string]int{"at 3 am on Friday": 3, "9:30 p.m.": 21, "noon on Monday": 12, "midnight": 0, "12 am": 0, "12:15 pm": 12, "Friday": -1,
		"after midnight": -1, "0900 GMT": 9} {
		if got, ok := (Resolver{Published: published}).Resolve(phrase); !ok || got.Hour != want {
			t.Errorf("%q: hour %d %v, want %d", phrase, got.Hour, ok, want)
		}
	}
}

func TestFind(t *testing.T) {
	for text, want := range map[string][]string{
		"The army said on Thursday it would march in May, the ministers may meet on 12 May.":      {"Thursday", "May", "12 May"},
		"In 2014 some 2000 people fled; 1990 of them came back in the 1990s.":                     {"2014", "1990s"},
		"Since Tuesday, clashes went on overnight and earlier this week.":                         {"Since Tuesday", "overnight", "earlier this week"},
		"São Paulo, 22 April 2024 – Gunmen struck two days ago, at 3 am on Friday.":               {"22 April 2024", "two days ago", "3 am on Friday"},
		"Second, the sun and the march of Friday's crowd; Wed and Sat are words.":                 {"Friday"},
		"From May 3 to May 5 and between 3 and 5 June, 12 drones, 24 tanks and 1,500 men came.":   {"From May 3 to May 5", "between 3 and 5 June"},
		"The next day he left; it was the sixth straight day, the second quarter, last December.": {"next day", "sixth straight day", "second quarter", "last December"},
	} {
		got := Resolver{Published: published}.Find(text)
		runes := []rune(text)
		var texts []string
		for _, m := range got {
			texts = append(texts, m.Text)
			if string(runes[m.Start:m.End]) != m.Text || text[m.ByteStart:m.ByteEnd] != m.Text {
				t.Errorf("%q: offsets of %q are wrong", text, m.Text)
			}
		}
		if len(texts) != len(want) {
			t.Errorf("%q: %q, want %q", text, texts, want)
			continue
		}
		for i := range want {
			if texts[i] != want[i] {
				t.Errorf("%q: %q, want %q", text, texts, want)
			}
		}
	}
}

func TestIslamic(t *testing.T) {
	for _, c := range []struct {
		y, m, d int
		want    string
	}{{1446, 9, 1, "2025-03-01"}, {1445, 10, 1, "2024-04-10"}, {1443, 12, 10, "2022-07-10"}} {
		got := islamic(c.y, c.m, c.d).time()
		want, _ := time.Parse(time.DateOnly, c.want)
		if off := got.Sub(want).Hours() / 24; off < -1 || off > 1 {
			t.Errorf("%d-%d-%d: %s, want %s or a day off", c.y, c.m, c.d, got.Format(time.DateOnly), c.want)
		}
	}
}

func FuzzResolve(f *testing.F) {
	for _, s := range []string{"Thursday night", "between 3 and 5 May", "22/04/2024", "the second half of", "9/11", "Sept. 27 to Oct. 1", "4pm (1300 GMT", "1,", "’s",
		"more than more than two", "since since", "early late mid", "new year's", "q1", "month of", "five-and-a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := Resolver{Published: published, HasHour: true, Anchor: published}
		if got, ok := r.Resolve(s); ok && got.To.Before(got.From) {
			t.Errorf("%q ends before it begins: %s", s, got.Value)
		}
		last := 0
		for _, m := range r.Find(s) {
			if m.ByteStart < last || m.ByteEnd <= m.ByteStart || s[m.ByteStart:m.ByteEnd] != m.Text {
				t.Errorf("%q: %q at %d to %d", s, m.Text, m.ByteStart, m.ByteEnd)
			}
			last = m.ByteEnd
		}
		Resolver{}.Find(s)
		Zone(s)
	})
}

func BenchmarkResolve(b *testing.B) {
	for b.Loop() {
		Resolve("early on Thursday morning", published, false, nil)
	}
}

func BenchmarkFind(b *testing.B) {
	const text = "The army said on Thursday it had shot down two drones near the port, a week after the ceasefire of 22 April, and that talks would go on next month."
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Resolver{Published: published}.Find(text)
	}
}

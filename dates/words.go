package dates

var months = map[string]int{"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
	"september": 9, "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8,
	"sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12}

var weekdays = map[string]int{"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
	"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}

// shortened words take a full stop with them.
var shortened = map[string]bool{"jan": true, "feb": true, "mar": true, "apr": true, "jun": true, "jul": true, "aug": true, "sep": true,
	"sept": true, "oct": true, "nov": true, "dec": true, "mon": true, "tue": true, "tues": true, "wed": true, "thu": true, "thur": true,
	"thurs": true, "fri": true}

var counts = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
	"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "dozen": 12, "couple": 2, "few": 3,
	"several": 4}

var ordinals = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
	"ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "last": -1, "final": -1}

// A unit of time.
type unit int

const (
	noUnit unit = iota
	hours
	days
	nights
	weekends
	weeks
	fortnights
	monthsU
	quarters
	years
	decades
	centuries
)

var units = map[string]unit{"minute": hours, "minutes": hours, "hour": hours, "hours": hours, "day": days, "days": days, "night": nights,
	"nights": nights, "weekend": weekends, "weekends": weekends, "week": weeks, "weeks": weeks, "fortnight": fortnights, "month": monthsU,
	"months": monthsU, "quarter": quarters, "quarters": quarters, "year": years, "years": years, "decade": decades, "decades": decades,
	"century": centuries, "centuries": centuries}

var seasons = map[string]int{"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12} // the month each begins with in the north

// parts of a day, with the hour each stands for when the text needs one; -1 tells none.
var parts = map[string]bool{"morning": true, "afternoon": true, "evening": true, "night": true, "dawn": true, "dusk": true, "noon": true,
	"midday": true, "midnight": true, "lunchtime": true, "daybreak": true, "sunrise": true, "sunset": true, "nightfall": true,
	"midmorning": true, "midafternoon": true}

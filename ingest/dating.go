package ingest

import (
	"fmt"
	"time"

	"github.com/barograph/barograph"
)

// A Dating says where the date of an article comes from.
type Dating string

// The datings, in the order in which they are believed.
const (
	ByUser  Dating = "--date"
	ByPage  Dating = "the article"
	ByFeed  Dating = "its feed or sitemap"
	ByVisit Dating = "the archive's visit"
	Undated Dating = "nothing"
)

// ahead is how far a date may lie in the future: clocks of outlets go wrong, and their day begins up to 14 hours before ours.
const ahead = 26 * time.Hour

// date settles when an article was published, and says so in its warnings when that is not what it tells itself. Believed are, in
// this order, the user, the page, the feed or sitemap that leads to it, and for pages of an archive the day of its visit. A date
// that lies after the visit, or without one after now, is a mistake or a trick, and the next is taken. Today's date is never assumed.
//
// The note is for the user, about a date that is not believed.
func date(a *barograph.Article, c Claims, user bool, now time.Time) (from Dating, note string) {
	if user {
		a.Dated = barograph.DatedByUser
		return ByUser, ""
	}
	latest := now
	if !c.Captured.IsZero() && c.Captured.Before(now) {
		latest = c.Captured
	}
	latest = latest.Add(ahead)
	possible := func(p *barograph.Published) bool { return p != nil && !p.IsZero() && !p.After(latest) }
	if possible(a.Published) {
		return ByPage, ""
	}
	wrong := a.Published
	from = Undated
	switch {
	case possible(c.Published):
		a.Published, a.Dated, from = c.Published, barograph.DatedByFeed, ByFeed
	case !c.Captured.IsZero() && !c.Captured.After(now.Add(ahead)):
		day := barograph.Published{Time: c.Captured.UTC().Truncate(24 * time.Hour), DayOnly: true}
		a.Published, a.Dated, from = &day, barograph.DatedByVisit, ByVisit
	default:
		a.Published = nil
	}
	switch {
	case wrong != nil && from == Undated:
		note = fmt.Sprintf("dated %s, in the future, which is not believed: it counts as undated; give --date", wrong)
	case wrong != nil:
		note = fmt.Sprintf("dated %s, in the future, which is not believed: dated %s by %s", wrong, a.Published, from)
	case from != Undated:
		a.Warnings = append(undatedWarnings(a.Warnings), fmt.Sprintf("without a date of its own: dated %s by %s", a.Published, from))
	}
	if note != "" {
		a.Warnings = append(a.Warnings, note)
	}
	return from, note
}

// undatedWarnings leaves out the warning that there is no date, now that there is one.
func undatedWarnings(warnings []string) []string {
	var kept []string
	for _, w := range warnings {
		if len(w) < len(noDate) || w[:len(noDate)] != noDate {
			kept = append(kept, w)
		}
	}
	return kept
}

// noDate begins the warning of package article.
const noDate = "no publication date found"

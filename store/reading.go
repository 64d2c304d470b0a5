package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/barograph/barograph"
)

// Reading orders the readings of one article: the same text at the same address may be read from a page, from a feed and from an archive,
// with other dates and names around it. The least reading counts, whichever comes first: the one whose date is believed most (given by a
// person, told by the page, by the feed, by the visit, by nobody), then the earliest date, then the first in the order of its bytes.
func Reading(a *barograph.Article) string {
	rank, when := "4", ""
	if p := a.Published; p != nil && !p.IsZero() {
		when = p.UTC().Format("2006-01-02T15:04:05")
		switch a.Dated {
		case barograph.DatedByUser:
			rank = "0"
		case barograph.DatedByFeed:
			rank = "2"
		case barograph.DatedByVisit:
			rank = "3"
		default:
			rank = "1"
		}
	}
	text, err := json.Marshal(a)
	if err != nil {
		panic(err) // strings and times
	}
	sum := sha256.Sum256(text)
	return rank + " " + when + " " + hex.EncodeToString(sum[:8])
}

// readingMark parts an id from a reading.
const readingMark = "@"

// InReading names a reading of an article for Known.
func InReading(id string, a *barograph.Article) string { return id + readingMark + Reading(a) }

// CutReading parts what InReading has joined; a bare id has no reading.
func CutReading(name string) (id, reading string) {
	id, reading, _ = strings.Cut(name, readingMark)
	return id, reading
}

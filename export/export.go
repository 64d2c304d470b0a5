// Package export writes events in the forms that other tools read: POLECAT's PLOVER records, GDELT 2.0 event rows and mentions, CSV,
// Parquet and GeoJSON.
package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/barograph/barograph"
)

// A Report is an event with the document that tells it.
type Report struct {
	Event     *barograph.Event
	Document  string // the document's id
	URL       string // "" when it has none
	Source    string // the outlet
	Language  string
	Headline  string
	Published *barograph.Published
	Story     *barograph.Story // what Event is the reading of, when it comes from the record
}

// OfStory is a story as a report: the record's reading of it, with the address and outlet of its first report.
func OfStory(s *barograph.Story) *Report {
	r := &Report{Event: &s.Event, Document: s.ID, URL: s.URL, Published: s.Published, Story: s}
	if len(s.Reports) > 0 {
		first := &s.Reports[0].Source
		r.Document, r.URL, r.Source, r.Language, r.Headline = first.ID, first.URL, first.Outlet, first.Language, first.Headline
	}
	return r
}

// counts are in how many places, sources and articles an event is told.
func (r *Report) counts() (mentions, sources, articles int) {
	if r.Story == nil {
		return 1 + len(r.Event.Mentions), 1, 1
	}
	for i := range r.Story.Reports {
		mentions += 1 + len(r.Story.Reports[i].Mentions)
	}
	return max(mentions, r.Story.Articles), r.Story.Sources, r.Story.Articles
}

// A Writer writes reports in one form.
type Writer interface {
	// Write adds one report. What is written may be held back until Flush.
	Write(r *Report) error
	Flush() error
	// Close ends the file, for forms that have an end. It does not close what the Writer writes to.
	Close() error
}

// Formats lists the forms that New knows.
var Formats = []string{"plover", "gdelt", "mentions", "csv", "parquet", "geojson"}

// New gives the writer of a form.
func New(format string, w io.Writer) (Writer, error) {
	switch format {
	case "plover":
		return newPLOVER(w), nil
	case "gdelt":
		return newGDELT(w), nil
	case "mentions":
		return newMentions(w), nil
	case "csv":
		return newCSV(w), nil
	case "parquet":
		return newParquet(w), nil
	case "geojson":
		return newGeoJSON(w), nil
	}
	return nil, fmt.Errorf("unknown form %q; use one of %s", format, strings.Join(Formats, ", "))
}

// date is when an event happened, as well as is known: its own date, or else the day of publication. day is 0 when only the month is
// known, month 0 when only the year is; year is 0 when nothing is.
func (r *Report) date() (year, month, day int) {
	if t := r.Event.Time; t != nil && t.Value != "" {
		value, _, _ := strings.Cut(t.Value, "/")
		if n, _ := fmt.Sscanf(value, "%4d-%2d-%2d", &year, &month, &day); n > 0 {
			return year, month, day
		}
	}
	if r.Published != nil {
		return r.Published.Year(), int(r.Published.Month()), r.Published.Day()
	}
	return 0, 0, 0
}

// isoDate writes as much of a date as is known.
func isoDate(year, month, day int) string {
	switch {
	case year == 0:
		return ""
	case month == 0:
		return fmt.Sprintf("%04d", year)
	case day == 0:
		return fmt.Sprintf("%04d-%02d", year, month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// published is the day of publication, or "".
func (r *Report) published() string {
	if r.Published == nil {
		return ""
	}
	return r.Published.Format("2006-01-02")
}

// list joins what f says of each participant, without repetitions.
func list(ps []barograph.Participant, f func(*barograph.Participant) string) string {
	var out []string
	seen := map[string]bool{}
	for i := range ps {
		if s := f(&ps[i]); s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return strings.Join(out, "; ")
}

func name(p *barograph.Participant) string   { return p.Name }
func text(p *barograph.Participant) string   { return p.Text }
func code(p *barograph.Participant) string   { return p.Code }
func sector(p *barograph.Participant) string { return string(p.Sector) }

// csvColumns are the columns of the CSV form.
var csvColumns = []string{"event_id", "document", "url", "source", "published", "date", "date_precision", "type", "mode", "force",
	"status", "cameo", "goldstein", "quad", "actors", "actor_codes", "actor_sectors", "recipients", "recipient_codes",
	"recipient_sectors", "location", "country", "admin1", "latitude", "longitude", "geonameid", "claimant", "deaths_min",
	"deaths_max", "injuries_min", "injuries_max", "trigger", "evidence", "confidence", "mentions",
	"articles", "sources"}

type csvWriter struct {
	w      *csv.Writer
	header bool
}

func newCSV(w io.Writer) *csvWriter { return &csvWriter{w: csv.NewWriter(w)} }

func (c *csvWriter) Write(r *Report) error {
	if err := c.head(); err != nil {
		return err
	}
	e := r.Event
	precision := ""
	if e.Time != nil {
		precision = e.Time.Precision
	}
	l := where(e)
	mentions, sources, articles := r.counts()
	claimant := ""
	if e.Claimant != nil {
		claimant = e.Claimant.Name
	}
	row := []string{e.ID, r.Document, r.URL, r.Source, r.published(), isoDate(r.date()), precision, string(e.Type), e.Mode, e.Force,
		string(e.Status), e.CAMEO, number(e.Goldstein), strconv.Itoa(e.Quad), list(e.Actors, name), list(e.Actors, code),
		list(e.Actors, sector), list(e.Recipients, name), list(e.Recipients, code), list(e.Recipients, sector), l.name, l.country,
		l.admin1, l.lat, l.lon, l.geonameid, claimant}
	row = append(row, figures(e.Deaths)...)
	row = append(row, figures(e.Injuries)...)
	row = append(row, e.Trigger.Text, e.Evidence, number(e.Confidence), strconv.Itoa(mentions),
		strconv.Itoa(articles), strconv.Itoa(sources))
	for i, cell := range row {
		row[i] = inert(cell)
	}
	return c.w.Write(row)
}

func (c *csvWriter) Flush() error {
	c.w.Flush()
	return c.w.Error()
}

// Close ends the file. One without events still names its columns.
func (c *csvWriter) Close() error {
	if err := c.head(); err != nil {
		return err
	}
	return c.Flush()
}

// head writes the names of the columns, once.
func (c *csvWriter) head() error {
	if c.header {
		return nil
	}
	c.header = true
	return c.w.Write(csvColumns)
}

// inert keeps a spreadsheet from reading a cell of news text as a formula.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		if _, err := strconv.ParseFloat(cell, 64); err != nil {
			return "'" + cell
		}
	}
	return cell
}

func figures(c *barograph.Count) []string {
	if c == nil {
		return []string{"", ""}
	}
	most := ""
	if c.Max != 0 {
		most = strconv.Itoa(c.Max)
	}
	return []string{strconv.Itoa(c.Min), most}
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// place is the first resolved location of an event, ready to write; its fields are empty when there is none.
type place struct{ name, country, admin1, lat, lon, geonameid string }

// located is the first resolved location of an event; nil when there is none.
func located(e *barograph.Event) *barograph.Location {
	for i := range e.Locations {
		if e.Locations[i].Country != "" {
			return &e.Locations[i]
		}
	}
	return nil
}

func where(e *barograph.Event) place {
	l := located(e)
	if l == nil {
		return place{}
	}
	p := place{name: l.Name, country: l.Country, admin1: l.Admin1, lat: number(l.Lat), lon: number(l.Lon)}
	if l.Geoname != 0 {
		p.geonameid = strconv.Itoa(l.Geoname)
	}
	return p
}

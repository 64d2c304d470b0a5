// Package gdelt reads GDELT 2.0 event exports into stories of the record: tab-separated rows of 61 columns, as GDELT has published
// them every fifteen minutes since 2015. A row becomes one story of origin "gdelt", with GDELT's country codes turned into ISO 3166 and
// its CAMEO code into a type and mode. Such rows count reports and were never merged, so they are kept apart from what was coded here.
package gdelt

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/export"
	"github.com/barograph/barograph/store"
)

// Columns is how many columns a row has.
const Columns = 61

// Origin marks the stories that come from GDELT.
const Origin = "gdelt"

// maxLine is the longest row, in bytes. A real one has a hundredth of it.
const maxLine = 1 << 16

// The columns that are read.
const (
	colID        = 0
	colDay       = 1
	colActor1    = 5
	colActor2    = 15
	colCode      = 26
	colGoldstein = 30
	colSources   = 32
	colArticles  = 33
	colPlace     = 51
	colAdded     = 59
	colURL       = 60
)

// A RowError is a row that cannot be read. The reader goes on behind it.
type RowError struct {
	Line int
	Err  error
}

func (e *RowError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }
func (e *RowError) Unwrap() error { return e.Err }

// A Reader reads rows.
type Reader struct {
	r    *bufio.Reader
	line int
	cell [Columns]string

	addedCell string // the last DATEADDED, and what it means
	addedTime barograph.Published
}

// NewReader reads rows from r.
func NewReader(r io.Reader) *Reader { return &Reader{r: bufio.NewReaderSize(r, maxLine)} }

// Open reads the rows of a file as it was published (zipped), gzipped or plain.
func Open(f io.ReaderAt, size int64) (io.ReadCloser, error) {
	head := make([]byte, 4)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	whole := io.NewSectionReader(f, 0, size)
	switch {
	case bytes.HasPrefix(head[:n], []byte("PK")):
		z, err := zip.NewReader(f, size)
		if err != nil {
			return nil, fmt.Errorf("a broken zip file (%w); download it again", err)
		}
		if len(z.File) != 1 {
			return nil, fmt.Errorf("a zip file of %d files; one export is wanted", len(z.File))
		}
		return z.File[0].Open()
	case bytes.HasPrefix(head[:n], []byte{0x1f, 0x8b}):
		return gzip.NewReader(whole)
	}
	return io.NopCloser(whole), nil
}

// Read reads the next row; io.EOF at the end, a *RowError for a row that is skipped.
func (r *Reader) Read() (*barograph.Story, error) {
	for {
		b, err := r.r.ReadSlice('\n')
		if len(b) > 0 {
			r.line++
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = r.r.ReadSlice('\n')
			}
			return nil, &RowError{r.line, fmt.Errorf("longer than %d bytes; this is no row of GDELT", maxLine)}
		case err != nil && !errors.Is(err, io.EOF):
			return nil, fmt.Errorf("behind line %d: %w", r.line, err)
		}
		line := string(bytes.TrimRight(b, "\r\n"))
		if !utf8.ValidString(line) { // which is asked sooner than mended
			line = strings.ToValidUTF8(line, "\ufffd")
		}
		if line == "" {
			if err != nil {
				return nil, io.EOF
			}
			continue
		}
		s, err := r.row(line)
		if err != nil {
			return nil, &RowError{r.line, err}
		}
		return s, nil
	}
}

// split cuts a line into its cells.
func (r *Reader) split(line string) error {
	n := strings.Count(line, "\t") + 1
	switch {
	case n == 57 || n == 58:
		return fmt.Errorf("%d columns: this looks like GDELT 1.0; use the 2.0 export, which has %d", n, Columns)
	case n != Columns:
		return fmt.Errorf("%d columns, not %d", n, Columns)
	}
	for i := range Columns - 1 {
		cell, rest, _ := strings.Cut(line, "\t")
		r.cell[i], line = cell, rest
	}
	r.cell[Columns-1] = line
	return nil
}

func (r *Reader) row(line string) (*barograph.Story, error) {
	if err := r.split(line); err != nil {
		return nil, err
	}
	c := &r.cell
	id, err := strconv.ParseUint(c[colID], 10, 53)
	if err != nil {
		return nil, fmt.Errorf("GLOBALEVENTID %q is not a number", c[colID])
	}
	day, err := parseDay(c[colDay])
	if err != nil {
		return nil, err
	}
	what, ok := actOf(c[colCode])
	if !ok {
		return nil, fmt.Errorf("EventCode %q is not in CAMEO", c[colCode])
	}
	goldstein, err := strconv.ParseFloat(c[colGoldstein], 64)
	if err != nil && c[colGoldstein] != "" || !(goldstein >= -10 && goldstein <= 10) {
		return nil, fmt.Errorf("GoldsteinScale %q is not between -10 and 10", c[colGoldstein])
	}
	s := &barograph.Story{Origin: Origin, Filed: day, URL: c[colURL]}
	s.ID = store.GDELTID(id)
	s.Event = barograph.Event{ID: s.ID, Type: what.kind, Mode: what.mode, Force: what.force, Status: barograph.Occurred, CAMEO: c[colCode],
		Goldstein: goldstein, Quad: barograph.Quad(what.kind, what.force), Actors: party(c[colActor1 : colActor1+10]),
		Recipients: party(c[colActor2 : colActor2+10]), Locations: location(c[colPlace : colPlace+8]), Mentions: []barograph.Mention{},
		Time: &barograph.Time{Value: day.String(), Precision: "day"}}
	s.Sources, _ = strconv.Atoi(c[colSources]) // an empty count is none
	s.Articles, _ = strconv.Atoi(c[colArticles])
	s.Published = r.added(c[colAdded])
	return s, nil
}

// added is when a row was added: 20250508061500, or 20250508 in rows made of older ones; nil when it is neither. The rows of a quarter
// of an hour share it.
func (r *Reader) added(cell string) *barograph.Published {
	if cell != r.addedCell {
		r.addedCell, r.addedTime = strings.Clone(cell), barograph.Published{}
		if t, err := time.Parse("20060102150405", cell); err == nil {
			r.addedTime.Time = t
		} else if d, err := parseDay(cell); err == nil {
			r.addedTime = barograph.Published{Time: d.Time(), DayOnly: true}
		}
	}
	if r.addedTime.IsZero() {
		return nil
	}
	added := r.addedTime
	return &added
}

// parseDay reads 20250508.
func parseDay(s string) (barograph.Day, error) {
	n, err := strconv.Atoi(s)
	d := barograph.Day(n)
	if err != nil || len(s) != 8 || barograph.DayOf(d.Time()) != d {
		return 0, fmt.Errorf("SQLDATE %q is not a day", s)
	}
	return d, nil
}

// party reads the ten columns of an actor.
func party(c []string) []barograph.Participant {
	name, country, group, kind := c[1], c[2], c[3], c[7]
	if c[0] == "" && name == "" {
		return []barograph.Participant{}
	}
	p := barograph.Participant{Name: name, Code: export.CountryOfCAMEO(country), Sector: sectors[kind]}
	p.Text = name
	switch {
	case p.Code != "":
		if kind == "" && group == "" {
			p.Sector = barograph.GOV // a bare country acts as a state
		}
	case armed[group]:
		p.Code, p.Sector = barograph.CodeTRN, barograph.REB
	case group != "" && p.Sector == barograph.NGO:
		p.Code = barograph.CodeNGO
	case group != "" || p.Sector == barograph.IGO:
		p.Code, p.Sector = barograph.CodeIGO, barograph.IGO
	case country != "":
		p.Code = barograph.CodeMUL // a region, such as EUR
	}
	return []barograph.Participant{p}
}

// location reads the eight columns of where it happened: "Pathankot, Punjab, India" of type 4.
func location(c []string) []barograph.Location {
	country := export.CountryOfFIPS(c[2])
	if country == "" {
		return []barograph.Location{}
	}
	l := barograph.Location{Country: country}
	name, rest, inside := strings.Cut(c[1], ", ")
	l.Name, l.Text = name, name
	province, _, between := strings.Cut(rest, ", ")
	if c[0] != "1" && between {
		l.Admin1 = province
	} else if (c[0] == "2" || c[0] == "5") && inside {
		l.Admin1 = name
	}
	lat, err1 := strconv.ParseFloat(c[5], 64)
	lon, err2 := strconv.ParseFloat(c[6], 64)
	if err1 == nil && err2 == nil && math.Abs(lat) <= 90 && math.Abs(lon) <= 180 {
		l.Lat, l.Lon = lat, lon
	}
	return []barograph.Location{l}
}

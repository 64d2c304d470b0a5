package sqldb

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// maxArticle is the most that the text of one article may take after decompression.
const maxArticle = 64 << 20

var zstdWriter = sync.OnceValue(func() *zstd.Encoder {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // the options are constant
	}
	return w
})

var zstdReader = sync.OnceValue(func() *zstd.Decoder {
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxArticle))
	if err != nil {
		panic(err)
	}
	return r
})

// text is what of an article is kept as one compressed piece.
type text struct {
	Article  *barograph.Article `json:"article"`
	Quotes   []barograph.Quote  `json:"quotes,omitempty"`
	Warnings []string           `json:"warnings,omitempty"`
}

func packText(a *store.Article) ([]byte, error) {
	b, err := encode(text{a.Article, a.Quotes, a.Warnings})
	if err != nil {
		return nil, err
	}
	if len(b) > maxArticle {
		return nil, fmt.Errorf("article %s has %d MB, the most is %d", a.ID, len(b)>>20, maxArticle>>20)
	}
	return zstdWriter().EncodeAll(b, make([]byte, 0, len(b)/3)), nil
}

func unpackText(b []byte, a *store.Article) error {
	raw, err := zstdReader().DecodeAll(b, nil)
	var t text
	if err == nil {
		err = json.Unmarshal(raw, &t)
	}
	if err != nil {
		return fmt.Errorf("%w: text of article %s: %w", store.ErrDamaged, a.ID, err)
	}
	a.Article, a.Quotes, a.Warnings = t.Article, t.Quotes, t.Warnings
	return nil
}

// encode writes JSON as it is meant, without escapes for HTML.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// clean makes text fit for every database: valid UTF-8 without the zero byte.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "")
}

// addressKey is the number under which an address is looked up.
func addressKey(url string) int64 {
	if url == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(url))
	return int64(binary.BigEndian.Uint64(sum[:8]) | 1)
}

// versionOf orders the texts of one address: the latest update counts, of several the one with the greatest id.
func versionOf(a *store.Article) string {
	when := ""
	if p := cmp.Or(a.Article.Updated, a.Article.Published); p != nil {
		when = p.UTC().Format("2006-01-02T15:04:05")
	}
	return when + " " + a.ID
}

// pieces cuts a fingerprint into the four pieces of which two copies share one; each is told with its number.
func pieces(fingerprint uint64) [4]int64 {
	var out [4]int64
	for i := range out {
		out[i] = int64(i)<<16 | int64(fingerprint>>(16*i)&0xffff)
	}
	return out
}

func vectorBytes(v []int8) []byte {
	if v == nil {
		return nil
	}
	b := make([]byte, len(v))
	for i, x := range v {
		b[i] = byte(x)
	}
	return b
}

func vectorOf(b []byte) []int8 {
	if len(b) == 0 {
		return nil
	}
	v := make([]int8, len(b))
	for i, x := range b {
		v[i] = int8(x)
	}
	return v
}

// A StoryRow is a row of story with its rows of dyad.
type StoryRow struct {
	ID         int64
	Origin     string
	Day, Known int64
	Type       string
	Mode       string
	Status     string
	Confidence float64
	Rejected   int64
	Who, Place string
	Latest     int64 // day of the last report, untold when one has no day; 0 of imported stories, and where the reports are not read
	Data       string
	Quad       int64
	Goldstein  float64
	Articles   int64
	Sources    int64
	Dyads      []RowPair
}

// A RowPair is one of the pairs of a story, with the kinds of parties behind it.
type RowPair struct {
	barograph.Dyad
	Sides barograph.Sides
}

// StoryColumns and DyadColumns are the columns in the order of AppendValues and AppendDyadValues. They begin with
// SharedColumns columns of few values, which are mostly the same in all rows that are imported.
var (
	StoryColumns = []string{"origin", "status", "rejected", "confidence", "id", "day", "known", "type", "mode", "who", "place", "latest", "data"}
	DyadColumns  = []string{"origin", "status", "rejected", "confidence", "actor", "recipient", "day", "story", "known", "type", "quad",
		"goldstein", "articles", "sources", "sides"}
)

// SharedColumns is how many columns StoryColumns and DyadColumns begin with that have few values.
const SharedColumns = 3

// AppendValues appends the values of story's columns.
func (r *StoryRow) AppendValues(to []any) []any {
	return append(to, r.Origin, r.Status, r.Rejected, r.Confidence, r.ID, r.Day, r.Known, r.Type, r.Mode, r.Who, r.Place, r.Latest, r.Data)
}

// AppendDyadValues appends the values of dyad's columns for one of the pairs.
func (r *StoryRow) AppendDyadValues(to []any, d RowPair) []any {
	return append(to, r.Origin, r.Status, r.Rejected, r.Confidence, d.Actor, d.Recipient, r.Day, r.ID, r.Known, r.Type, r.Quad, r.Goldstein,
		r.Articles, r.Sources, int64(d.Sides))
}

// rowOf writes a story as a row.
func rowOf(s *barograph.Story) (*StoryRow, error) {
	id, err := store.Key(s.ID)
	if err != nil {
		return nil, err
	}
	r := &StoryRow{ID: id, Origin: s.Origin, Day: int64(s.Filed), Type: string(s.Type), Mode: s.Mode, Status: string(s.Status),
		Confidence: s.Confidence, Quad: int64(s.Quad), Goldstein: s.Goldstein, Articles: int64(s.Articles), Sources: int64(s.Sources),
		Who: whoText(s), Place: placeText(s.Locations), Latest: latestOf(s.Reports)}
	for _, d := range s.Dyads() {
		r.Dyads = append(r.Dyads, RowPair{barograph.Dyad{Actor: clean(d.Actor), Recipient: clean(d.Recipient)}, s.Between(d)})
	}
	if s.Published != nil {
		r.Known = int64(barograph.DayOf(s.Published.Time))
	}
	if s.Rejected {
		r.Rejected = 1
	}
	var b []byte
	if s.Origin == "" {
		kept := *s
		kept.Reports, kept.Corrections = nil, nil
		b, err = encode(&kept)
	} else {
		b = appendSlim(make([]byte, 0, slimSize), s)
	}
	r.Data = string(b)
	return r, err
}

// untold is the day of a report whose article has none: no day of the past has seen it.
const untold = 99999999

// latestOf is the day of the last of some reports.
func latestOf(reports []barograph.Report) (day int64) {
	for i := range reports {
		p := reports[i].Source.Published
		if p == nil {
			return untold
		}
		day = max(day, int64(barograph.DayOf(p.Time)))
	}
	return day
}

// storyOf reads a story's row.
func storyOf(id int64, origin, data string) (*barograph.Story, error) {
	s := &barograph.Story{}
	var err error
	if origin == "" {
		err = json.Unmarshal([]byte(data), s)
	} else {
		var x slimStory
		err = json.Unmarshal([]byte(data), &x)
		x.fill(s)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: story %s: %w", store.ErrDamaged, store.ID(id), err)
	}
	s.ID, s.Origin = store.ID(id), origin
	return s, nil
}

// whoText lists the parties for searching: '@pak.mil pakistan army; @ind.gov india'.
func whoText(s *barograph.Story) string {
	var b strings.Builder
	for _, ps := range [][]barograph.Participant{s.Actors, s.Recipients} {
		for i := range ps {
			if b.Len() > 0 {
				b.WriteString("; ")
			}
			b.WriteByte('@')
			b.WriteString(strings.ToLower(clean(ps[i].Code)))
			b.WriteByte('.')
			b.WriteString(strings.ToLower(string(ps[i].Sector)))
			b.WriteByte(' ')
			b.WriteString(store.Fold(ps[i].Name))
		}
	}
	return b.String()
}

// placeText lists the places likewise: 'pathankot punjab @ind'.
func placeText(ls []barograph.Location) string {
	var b strings.Builder
	for i := range ls {
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(store.Fold(ls[i].Name + " " + ls[i].Admin1))
		b.WriteString(" @")
		b.WriteString(strings.ToLower(clean(ls[i].Country)))
	}
	return b.String()
}

// maxWords is the most that is indexed of one story, in bytes.
const maxWords = 200 << 10

// wordsOf is the text by which a story is found: what its reports say, their headlines, parties and places.
func wordsOf(s *barograph.Story) string {
	var b strings.Builder
	seen := map[string]bool{}
	add := func(t string) {
		if t == "" || seen[t] || b.Len()+len(t) > maxWords {
			return
		}
		seen[t] = true
		b.WriteString(store.Fold(t))
		b.WriteByte(' ')
	}
	event := func(e *barograph.Event) {
		add(e.Evidence)
		for i := range e.Actors {
			add(e.Actors[i].Name)
		}
		for i := range e.Recipients {
			add(e.Recipients[i].Name)
		}
		for i := range e.Locations {
			add(e.Locations[i].Name)
		}
		for i := range e.Mentions {
			add(e.Mentions[i].Evidence)
		}
	}
	event(&s.Event)
	for i := range s.Reports {
		event(&s.Reports[i].Event)
		add(s.Reports[i].Source.Headline)
	}
	return b.String()
}

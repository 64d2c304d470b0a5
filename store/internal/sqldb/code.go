package sqldb

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
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

// bands cuts a fingerprint into the four pieces of which two copies share one.
func bands(fingerprint uint64) [4]int64 {
	var out [4]int64
	for i := range out {
		out[i] = int64(fingerprint >> (16 * i) & 0xffff)
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
	Data       string
	Quad       int64
	Goldstein  float64
	Articles   int64
	Sources    int64
	Dyads      []barograph.Dyad
}

// StoryColumns and DyadColumns are the columns in the order of Values and DyadValues.
var (
	StoryColumns = []string{"id", "origin", "day", "known", "type", "mode", "status", "confidence", "rejected", "who", "place", "data"}
	DyadColumns  = []string{"actor", "recipient", "day", "story", "origin", "known", "type", "status", "confidence", "rejected", "quad",
		"goldstein", "articles", "sources"}
)

// Values are the values of story's columns.
func (r *StoryRow) Values() []any {
	return []any{r.ID, r.Origin, r.Day, r.Known, r.Type, r.Mode, r.Status, r.Confidence, r.Rejected, r.Who, r.Place, r.Data}
}

// DyadValues are the values of dyad's columns for one of the pairs.
func (r *StoryRow) DyadValues(d barograph.Dyad) []any {
	return []any{d.Actor, d.Recipient, r.Day, r.ID, r.Origin, r.Known, r.Type, r.Status, r.Confidence, r.Rejected, r.Quad, r.Goldstein,
		r.Articles, r.Sources}
}

// rowOf writes a story as a row.
func rowOf(s *barograph.Story) (*StoryRow, error) {
	id, err := store.Key(s.ID)
	if err != nil {
		return nil, err
	}
	r := &StoryRow{ID: id, Origin: s.Origin, Day: int64(s.Filed), Type: string(s.Type), Mode: s.Mode, Status: string(s.Status),
		Confidence: s.Confidence, Quad: int64(s.Quad), Goldstein: s.Goldstein, Articles: int64(s.Articles), Sources: int64(s.Sources),
		Who: whoText(s), Place: placeText(s.Locations), Dyads: s.Dyads()}
	for i, d := range r.Dyads {
		r.Dyads[i] = barograph.Dyad{Actor: clean(d.Actor), Recipient: clean(d.Recipient)}
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
		b, err = encode(slim(s))
	}
	r.Data = string(b)
	return r, err
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

// slimStory is an imported story with what such rows have and nothing else, for there are millions of them.
type slimStory struct {
	Type       barograph.Type   `json:"t"`
	Mode       string           `json:"m,omitempty"`
	Force      string           `json:"f,omitempty"`
	Status     barograph.Status `json:"s"`
	CAMEO      string           `json:"c"`
	Goldstein  float64          `json:"g"`
	Quad       int              `json:"q"`
	Time       string           `json:"d,omitempty"`
	Precision  string           `json:"dp,omitempty"`
	Published  string           `json:"p,omitempty"`
	Filed      int              `json:"day"`
	Actors     []slimParty      `json:"a,omitempty"`
	Recipients []slimParty      `json:"r,omitempty"`
	Locations  []slimPlace      `json:"l,omitempty"`
	Articles   int              `json:"n,omitempty"`
	Sources    int              `json:"ns,omitempty"`
	Confidence float64          `json:"cf,omitempty"`
	URL        string           `json:"u,omitempty"`
}

type slimParty struct {
	Code   string           `json:"c,omitempty"`
	Sector barograph.Sector `json:"s,omitempty"`
	Name   string           `json:"n,omitempty"`
}

type slimPlace struct {
	Name    string  `json:"n,omitempty"`
	Country string  `json:"c,omitempty"`
	Admin1  string  `json:"a,omitempty"`
	Lat     float64 `json:"y,omitempty"`
	Lon     float64 `json:"x,omitempty"`
	Geoname int     `json:"i,omitempty"`
}

func slim(s *barograph.Story) *slimStory {
	x := &slimStory{Type: s.Type, Mode: s.Mode, Force: s.Force, Status: s.Status, CAMEO: s.CAMEO, Goldstein: s.Goldstein, Quad: s.Quad,
		Filed: int(s.Filed), Articles: s.Articles, Sources: s.Sources, Confidence: s.Confidence, URL: s.URL}
	if s.Time != nil {
		x.Time, x.Precision = s.Time.Value, s.Time.Precision
	}
	if s.Published != nil {
		x.Published = s.Published.String()
	}
	for i := range s.Actors {
		x.Actors = append(x.Actors, slimParty{s.Actors[i].Code, s.Actors[i].Sector, s.Actors[i].Name})
	}
	for i := range s.Recipients {
		x.Recipients = append(x.Recipients, slimParty{s.Recipients[i].Code, s.Recipients[i].Sector, s.Recipients[i].Name})
	}
	for i := range s.Locations {
		l := &s.Locations[i]
		x.Locations = append(x.Locations, slimPlace{l.Name, l.Country, l.Admin1, l.Lat, l.Lon, l.Geoname})
	}
	return x
}

func (x *slimStory) fill(s *barograph.Story) {
	s.Event = barograph.Event{Type: x.Type, Mode: x.Mode, Force: x.Force, Status: x.Status, CAMEO: x.CAMEO, Goldstein: x.Goldstein,
		Quad: x.Quad, Confidence: x.Confidence, Mentions: []barograph.Mention{}, Actors: parties(x.Actors),
		Recipients: parties(x.Recipients), Locations: []barograph.Location{}}
	s.Filed, s.Articles, s.Sources, s.URL = barograph.Day(x.Filed), x.Articles, x.Sources, x.URL
	if x.Time != "" {
		s.Time = &barograph.Time{Value: x.Time, Precision: x.Precision}
	}
	if x.Published != "" {
		s.Published = &barograph.Published{}
		if s.Published.UnmarshalText([]byte(x.Published)) != nil {
			s.Published = nil
		}
	}
	for _, l := range x.Locations {
		s.Locations = append(s.Locations, barograph.Location{Span: barograph.Span{Text: l.Name}, Name: l.Name, Country: l.Country,
			Admin1: l.Admin1, Lat: l.Lat, Lon: l.Lon, Geoname: l.Geoname})
	}
}

func parties(ps []slimParty) []barograph.Participant {
	out := make([]barograph.Participant, len(ps))
	for i, p := range ps {
		out[i] = barograph.Participant{Span: barograph.Span{Text: p.Name}, Code: p.Code, Sector: p.Sector, Name: p.Name}
	}
	return out
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

// EachDyad calls fn with the values of dyad's columns for every pair of every row, in the order of the table's key.
func EachDyad(rows []*StoryRow, fn func(values []any) error) error {
	type entry struct {
		d   barograph.Dyad
		row *StoryRow
	}
	var all []entry
	for _, r := range rows {
		for _, d := range r.Dyads {
			all = append(all, entry{d, r})
		}
	}
	slices.SortFunc(all, func(a, b entry) int {
		return cmp.Or(strings.Compare(a.d.Actor, b.d.Actor), strings.Compare(a.d.Recipient, b.d.Recipient), cmp.Compare(a.row.Day, b.row.Day),
			cmp.Compare(a.row.ID, b.row.ID))
	})
	for _, e := range all {
		if err := fn(e.row.DyadValues(e.d)); err != nil {
			return err
		}
	}
	return nil
}

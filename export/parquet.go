package export

import (
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/barograph/barograph"
)

// parquetRow is an event as a row of Parquet: the columns of the CSV form, with lists as lists and numbers as numbers.
type parquetRow struct {
	EventID          string   `parquet:"event_id"`
	Document         string   `parquet:"document"`
	URL              string   `parquet:"url"`
	Source           string   `parquet:"source,dict"`
	Published        string   `parquet:"published,dict"`
	Date             string   `parquet:"date,dict"`
	DatePrecision    string   `parquet:"date_precision,dict"`
	Type             string   `parquet:"type,dict"`
	Mode             string   `parquet:"mode,dict"`
	Force            string   `parquet:"force,dict"`
	Status           string   `parquet:"status,dict"`
	CAMEO            string   `parquet:"cameo,dict"`
	Goldstein        float64  `parquet:"goldstein"`
	Quad             int32    `parquet:"quad"`
	Actors           []string `parquet:"actors,list"`
	ActorCodes       []string `parquet:"actor_codes,list"`
	ActorSectors     []string `parquet:"actor_sectors,list"`
	Recipients       []string `parquet:"recipients,list"`
	RecipientCodes   []string `parquet:"recipient_codes,list"`
	RecipientSectors []string `parquet:"recipient_sectors,list"`
	Location         string   `parquet:"location,dict"`
	Country          string   `parquet:"country,dict"`
	Admin1           string   `parquet:"admin1,dict"`
	Latitude         *float64 `parquet:"latitude,optional"`
	Longitude        *float64 `parquet:"longitude,optional"`
	Geoname          *int64   `parquet:"geonameid,optional"`
	Claimant         string   `parquet:"claimant"`
	DeathsMin        *int32   `parquet:"deaths_min,optional"`
	DeathsMax        *int32   `parquet:"deaths_max,optional"`
	InjuriesMin      *int32   `parquet:"injuries_min,optional"`
	InjuriesMax      *int32   `parquet:"injuries_max,optional"`
	Trigger          string   `parquet:"trigger"`
	Evidence         string   `parquet:"evidence"`
	Confidence       float64  `parquet:"confidence"`
	Mentions         int32    `parquet:"mentions"`
	Articles         int32    `parquet:"articles"`
	Sources          int32    `parquet:"sources"`
	Origin           string   `parquet:"origin,dict"`
}

// rowGroup is how many events are held in memory before they are written.
const rowGroup = 50_000

type parquetWriter struct {
	w    *parquet.GenericWriter[parquetRow]
	rows int
}

func newParquet(w io.Writer) *parquetWriter {
	return &parquetWriter{w: parquet.NewGenericWriter[parquetRow](w, parquet.Compression(&parquet.Zstd), parquet.CreatedBy("barograph", "", ""))}
}

func (p *parquetWriter) Write(r *Report) error {
	e := r.Event
	mentions, sources, articles := r.counts()
	row := parquetRow{EventID: e.ID, Document: r.Document, URL: r.URL, Source: r.Source, Published: r.published(), Date: isoDate(r.date()),
		Type: string(e.Type), Mode: e.Mode, Force: e.Force, Status: string(e.Status), CAMEO: e.CAMEO, Goldstein: e.Goldstein,
		Quad: int32(e.Quad), Actors: each(e.Actors, name), ActorCodes: each(e.Actors, code), ActorSectors: each(e.Actors, sector),
		Recipients: each(e.Recipients, name), RecipientCodes: each(e.Recipients, code), RecipientSectors: each(e.Recipients, sector),
		Trigger: e.Trigger.Text, Evidence: e.Evidence, Confidence: e.Confidence, Mentions: int32(mentions), Articles: int32(articles),
		Sources: int32(sources)}
	if e.Time != nil {
		row.DatePrecision = e.Time.Precision
	}
	if e.Claimant != nil {
		row.Claimant = e.Claimant.Name
	}
	if r.Story != nil {
		row.Origin = r.Story.Origin
	}
	if l := located(e); l != nil {
		row.Location, row.Country, row.Admin1, row.Latitude, row.Longitude = l.Name, l.Country, l.Admin1, &l.Lat, &l.Lon
		if l.Geoname != 0 {
			id := int64(l.Geoname)
			row.Geoname = &id
		}
	}
	row.DeathsMin, row.DeathsMax = bounds(e.Deaths)
	row.InjuriesMin, row.InjuriesMax = bounds(e.Injuries)
	if _, err := p.w.Write([]parquetRow{row}); err != nil {
		return err
	}
	if p.rows++; p.rows%rowGroup == 0 {
		return p.w.Flush()
	}
	return nil
}

// Flush holds back what does not fill a group of rows.
func (p *parquetWriter) Flush() error { return nil }

func (p *parquetWriter) Close() error { return p.w.Close() }

// each is what f says of every participant, so that the lists of one event stand beside each other.
func each(ps []barograph.Participant, f func(*barograph.Participant) string) []string {
	out := make([]string, len(ps))
	for i := range ps {
		out[i] = f(&ps[i])
	}
	return out
}

func bounds(c *barograph.Count) (least, most *int32) {
	if c == nil {
		return nil, nil
	}
	low, high := int32(c.Min), int32(c.Max)
	if c.Max == 0 {
		return &low, nil
	}
	return &low, &high
}

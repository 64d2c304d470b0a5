package export

import (
	"encoding/json"
	"io"

	"github.com/barograph/barograph"
)

// record is an event under the names of POLECAT's columns. Lists are joined by "; ".
type record struct {
	EventID          string  `json:"Event ID"`
	EventDate        string  `json:"Event Date"`
	EventType        string  `json:"Event Type"`
	EventMode        string  `json:"Event Mode"`
	Intensity        float64 `json:"Intensity"` // on the Goldstein scale
	QuadCode         int     `json:"Quad Code"`
	Contexts         string  `json:"Contexts"`
	ActorName        string  `json:"Actor Name"`
	ActorCountry     string  `json:"Actor Country"`
	ActorSector      string  `json:"Primary Actor Sector"`
	ActorSectors     string  `json:"Actor Sectors"`
	ActorRaw         string  `json:"Actor Name Raw"`
	RecipientName    string  `json:"Recipient Name"`
	RecipientCountry string  `json:"Recipient Country"`
	RecipientSector  string  `json:"Primary Recipient Sector"`
	RecipientSectors string  `json:"Recipient Sectors"`
	RecipientRaw     string  `json:"Recipient Name Raw"`
	Placename        string  `json:"Placename"`
	Province         string  `json:"Province"`
	Country          string  `json:"Country"`
	Latitude         string  `json:"Latitude"`
	Longitude        string  `json:"Longitude"`
	GeonamesID       string  `json:"GeoNames ID"`
	RawPlacename     string  `json:"Raw Placename"`
	CAMEO            string  `json:"CAMEO"`
	Status           string  `json:"Status"`
	Claimant         string  `json:"Claimant"`
	Evidence         string  `json:"Event Text"`
	Confidence       float64 `json:"Confidence"`
	Headline         string  `json:"Headline"`
	Source           string  `json:"Source"`
	PublicationDate  string  `json:"Publication Date"`
	Language         string  `json:"Language"`
	Story            string  `json:"Story ID"`
	URL              string  `json:"URL"`
}

type ploverWriter struct{ enc *json.Encoder }

func newPLOVER(w io.Writer) *ploverWriter {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return &ploverWriter{enc}
}

func (p *ploverWriter) Write(r *Report) error {
	e := r.Event
	l := where(e)
	raw := ""
	if len(e.Locations) > 0 {
		raw = e.Locations[0].Text
	}
	x := record{
		EventID: e.ID, EventDate: isoDate(r.date()), EventType: string(e.Type), EventMode: e.Mode, Intensity: e.Goldstein,
		QuadCode: e.Quad, Contexts: e.Force,
		ActorName: list(e.Actors, name), ActorCountry: list(e.Actors, code), ActorSector: first(e.Actors),
		ActorSectors: list(e.Actors, sector), ActorRaw: list(e.Actors, text),
		RecipientName: list(e.Recipients, name), RecipientCountry: list(e.Recipients, code), RecipientSector: first(e.Recipients),
		RecipientSectors: list(e.Recipients, sector), RecipientRaw: list(e.Recipients, text),
		Placename: l.name, Province: l.admin1, Country: l.country, Latitude: l.lat, Longitude: l.lon, GeonamesID: l.geonameid,
		RawPlacename: raw, CAMEO: e.CAMEO, Status: string(e.Status), Evidence: e.Evidence, Confidence: e.Confidence,
		Headline: r.Headline, Source: r.Source, PublicationDate: r.published(), Language: r.Language, Story: r.Document, URL: r.URL,
	}
	if e.Claimant != nil {
		x.Claimant = e.Claimant.Name
	}
	return p.enc.Encode(&x)
}

func (p *ploverWriter) Flush() error { return nil }

func (p *ploverWriter) Close() error { return nil }

func first(ps []barograph.Participant) string {
	if len(ps) == 0 {
		return ""
	}
	return string(ps[0].Sector)
}

package export

import (
	"bufio"
	"encoding/json"
	"io"
)

// geoJSONWriter writes one FeatureCollection (RFC 7946): an event a feature, at its place; those without one have no geometry.
type geoJSONWriter struct {
	w    *bufio.Writer
	some bool
}

func newGeoJSON(w io.Writer) *geoJSONWriter { return &geoJSONWriter{w: bufio.NewWriter(w)} }

type feature struct {
	Type       string            `json:"type"`
	ID         string            `json:"id"`
	Geometry   *point            `json:"geometry"`
	Properties featureProperties `json:"properties"`
}

type point struct {
	Type        string     `json:"type"`
	Coordinates [2]float64 `json:"coordinates"` // longitude, latitude
}

type featureProperties struct {
	Date       string  `json:"date"`
	Type       string  `json:"type"`
	Mode       string  `json:"mode,omitempty"`
	Status     string  `json:"status"`
	CAMEO      string  `json:"cameo"`
	Goldstein  float64 `json:"goldstein"`
	Quad       int     `json:"quad"`
	Actors     string  `json:"actors"`
	Recipients string  `json:"recipients,omitempty"`
	ActorCodes string  `json:"actor_codes"`
	Codes      string  `json:"recipient_codes,omitempty"`
	Place      string  `json:"place,omitempty"`
	Country    string  `json:"country,omitempty"`
	Evidence   string  `json:"evidence,omitempty"`
	Confidence float64 `json:"confidence"`
	Articles   int     `json:"articles"`
	Sources    int     `json:"sources"`
	URL        string  `json:"url,omitempty"`
}

func (g *geoJSONWriter) Write(r *Report) error {
	e := r.Event
	_, sources, articles := r.counts()
	f := feature{Type: "Feature", ID: e.ID, Properties: featureProperties{Date: isoDate(r.date()), Type: string(e.Type), Mode: e.Mode,
		Status: string(e.Status), CAMEO: e.CAMEO, Goldstein: e.Goldstein, Quad: e.Quad, Actors: list(e.Actors, name),
		Recipients: list(e.Recipients, name), ActorCodes: list(e.Actors, code), Codes: list(e.Recipients, code), Evidence: e.Evidence,
		Confidence: e.Confidence, Articles: articles, Sources: sources, URL: r.URL}}
	if l := located(e); l != nil {
		f.Properties.Place, f.Properties.Country = l.Name, l.Country
		if l.Lat != 0 || l.Lon != 0 {
			f.Geometry = &point{"Point", [2]float64{l.Lon, l.Lat}}
		}
	}
	b, err := json.Marshal(&f)
	if err != nil {
		return err
	}
	if err := g.begin(); err != nil {
		return err
	}
	if g.some {
		g.w.WriteByte(',')
	}
	g.some = true
	g.w.WriteByte('\n')
	_, err = g.w.Write(b)
	return err
}

// begin writes the head before the first feature.
func (g *geoJSONWriter) begin() error {
	if g.some {
		return nil
	}
	_, err := g.w.WriteString(`{"type":"FeatureCollection","features":[`)
	return err
}

func (g *geoJSONWriter) Flush() error { return g.w.Flush() }

func (g *geoJSONWriter) Close() error {
	if err := g.begin(); err != nil {
		return err
	}
	g.w.WriteString("\n]}\n")
	return g.w.Flush()
}

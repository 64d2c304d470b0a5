package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/places"
)

func newPlacesCmd() *cobra.Command {
	var date, format, tables string
	var explain bool
	cmd := &cobra.Command{
		Use:   "places [TEXT]...",
		Short: "The places a text names, with country and coordinates",
		Long: `Find all places that a text names and say which entry of the gazetteer each of them is.

With --format jsonl the argument - (or none) reads lines of JSON {"id","text","date"} from standard input and writes, for each, one line
{"id","places":[{"text","start","end","name","country","lat","lon","geonameid"}]}; id is the text itself for texts given as arguments. A
standard input that is no JSON is read as one text.

start and end count Unicode code points, end exclusive. country is an ISO 3166-1 alpha-3 code or XKX, "" for seas and what no one state
holds; lat and lon are degrees (WGS 84), of countries and regions a point in their middle; geonameid is 0 for what GeoNames does not know.
Peoples ("Afghan"), persons and newspapers are no places. Places do not change with the date; it is checked and otherwise left alone, so
that the lines of the actor command can be read here too.`,
		Example: `  barograph places "Troops moved from Tripoli, Lebanon, to the Bekaa Valley." --explain
  barograph places --format jsonl - < passages.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			out, err := newOutput(cmd, format, "table", "jsonl")
			if err != nil {
				return err
			}
			if _, err := actorDate(date); err != nil {
				return usageError{err}
			}
			g := places.Default()
			if tables != "" {
				if g, err = g.WithTables(tables); err != nil {
					return tablesError(tables, err)
				}
			}
			r := placesRun{cmd: cmd, gazetteer: g, out: out, explain: explain}
			return r.run(args)
		},
	}
	f := cmd.Flags()
	f.StringVar(&date, "date", "", "day of the report, YYYY-MM-DD")
	f.StringVar(&format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
	f.StringVar(&tables, "tables", "", "folder with your own places.tsv, laid over the built-in gazetteer")
	f.BoolVar(&explain, "explain", false, "add why each place was taken for that entry")
	return cmd
}

// placesAnswer is one line of output.
type placesAnswer struct {
	ID     any           `json:"id"` // as it was given
	Places []placeAnswer `json:"places"`
}

type placeAnswer struct {
	Text    string  `json:"text"`
	Start   int     `json:"start"`
	End     int     `json:"end"`
	Name    string  `json:"name"`
	Country string  `json:"country"`
	Lat     float64 `json:"lat"`
	Lon     float64 `json:"lon"`
	Geoname int     `json:"geonameid"`
	Why     string  `json:"why,omitempty"`
}

type placesRun struct {
	cmd       *cobra.Command
	gazetteer *places.Gazetteer
	out       *output
	explain   bool
}

func (r *placesRun) run(args []string) error {
	if len(args) > 0 && (len(args) > 1 || args[0] != "-") {
		for _, text := range args {
			if err := r.answer(text, text); err != nil {
				return err
			}
		}
		return r.out.flush()
	}
	err := forEachInputOf(r.cmd, args, true, func(in input) error {
		if in.Line == 0 {
			if !utf8.Valid(in.Data) {
				return errors.New("not text in UTF-8")
			}
			if strings.TrimSpace(string(in.Data)) == "" {
				return nil
			}
			return r.answer(in.ID, string(in.Data))
		}
		return r.line(in)
	})
	var usage usageError
	if errors.As(err, &usage) {
		return usagef(`no text; give one in quotes, or - for standard input`)
	}
	if flushed := r.out.flush(); flushed != nil {
		return flushed
	}
	return err
}

// line answers one line of JSON.
func (r *placesRun) line(in input) error {
	p, err := passageOf(&in)
	if err != nil {
		return err
	}
	if _, err := actorDate(p.date); err != nil {
		return err
	}
	return r.answer(p.answerID(), p.text)
}

func (r *placesRun) answer(id any, text string) error {
	found := r.gazetteer.Find(text)
	if r.out.format == "table" {
		r.table(text, found)
		return nil
	}
	a := placesAnswer{ID: id, Places: make([]placeAnswer, len(found))}
	for i := range found {
		f := &found[i]
		a.Places[i] = placeAnswer{Text: f.Text, Start: f.Start, End: f.End, Name: f.Name, Country: f.Country, Lat: f.Lat, Lon: f.Lon, Geoname: f.Geoname}
		if r.explain {
			a.Places[i].Why = f.Explain()
		}
	}
	return r.out.json(a)
}

func (r *placesRun) table(text string, found []places.Toponym) {
	if len(found) == 0 {
		r.out.printf("%s\n", r.out.style(dim, "no places in "+shorten(plain(text), r.out.width-13)))
		return
	}
	if r.explain {
		for i := range found {
			r.out.printf("%s\n  %s\n", r.out.style(bold, plain(found[i].Text)), wrap(plain(found[i].Explain()), r.out.width-2, "  "))
		}
		return
	}
	header := []string{"TEXT", "COUNTRY", "LAT", "LON", "KIND", "NAME"}
	const kind = 4
	narrow := r.out.width < 60
	if narrow {
		header = slices.Delete(header, kind, kind+1)
	}
	t := r.out.table(header...)
	for i := range found {
		f := &found[i]
		country, name := f.Country, f.Name
		if country == "" {
			country = "-"
		}
		if f.Admin1 != "" && f.Admin1 != name {
			name += r.out.style(dim, "  "+f.Admin1)
		}
		row := []string{shorten(plain(f.Text), 36), r.out.style(bold, country), fmt.Sprintf("%.2f", f.Lat), fmt.Sprintf("%.2f", f.Lon), f.Kind, name}
		if narrow {
			row = slices.Delete(row, kind, kind+1)
		}
		t.row(row...)
	}
	t.write()
}

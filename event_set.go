package barograph

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Set puts a value into a field of an event, by the field's name and in the words of a person: "status" "alleged", "actors"
// "PAK.MIL Pakistan Army; CHN.GOV China", "place" "Pathankot, IND", "time" "2025-05-08", "deaths" "26" or "26-31" or "75+". An empty
// value clears the field where that makes sense. Quad class and force follow the type.
func (e *Event) Set(field, value string) error {
	value = strings.TrimSpace(value)
	var err error
	switch field {
	case "type":
		t := Type(strings.ToUpper(value))
		if !slices.Contains(Types, t) {
			return fmt.Errorf("no type %q; the types are %s", value, join(Types))
		}
		e.Type = t
		if !slices.Contains(Modes[t], e.Mode) {
			e.Mode = ""
		}
		if t != Request {
			e.Force = ""
		} else if e.Force == "" {
			e.Force = Appeal
		}
	case "mode":
		if value != "" && e.Type != "" && !slices.Contains(Modes[e.Type], value) {
			return fmt.Errorf("%s has no mode %q; its modes are %s", e.Type, value, strings.Join(Modes[e.Type], ", "))
		}
		e.Mode = value
	case "force":
		if value != Appeal && value != Demand {
			return fmt.Errorf("no force %q; it is %s or %s", value, Appeal, Demand)
		}
		e.Force = value
	case "status":
		if !slices.Contains(Statuses, Status(value)) {
			return fmt.Errorf("no status %q; the statuses are %s", value, join(Statuses))
		}
		e.Status = Status(value)
	case "cameo":
		if _, err := strconv.Atoi(value); err != nil || len(value) < 2 || len(value) > 4 {
			return fmt.Errorf("%q is not a CAMEO code; one has two to four digits", value)
		}
		e.CAMEO = value
	case "goldstein":
		g, err := strconv.ParseFloat(value, 64)
		if err != nil || !(g >= -10 && g <= 10) {
			return fmt.Errorf("%q is not on the Goldstein scale, -10 to 10", value)
		}
		e.Goldstein = g
	case "actors":
		e.Actors, err = parseParties(value, e.Actors)
	case "recipients":
		e.Recipients, err = parseParties(value, e.Recipients)
	case "place":
		e.Locations, err = parsePlace(value)
	case "time":
		e.Time, err = parseTime(value)
	case "deaths":
		e.Deaths, err = parseFigure(value)
	case "injuries":
		e.Injuries, err = parseFigure(value)
	default:
		return fmt.Errorf("no field %q; those that can be corrected are %s", field, strings.Join(CorrectionFields, ", "))
	}
	e.Quad = Quad(e.Type, e.Force)
	return err
}

func join[T ~string](list []T) string {
	s := make([]string, len(list))
	for i := range list {
		s[i] = string(list[i])
	}
	return strings.Join(s, ", ")
}

// parseParties reads "PAK.MIL Pakistan Army; IND". A name may be left out. One that was there before keeps its words in the text.
func parseParties(value string, before []Participant) ([]Participant, error) {
	out := []Participant{}
	for _, part := range strings.Split(value, ";") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		head, name, _ := strings.Cut(part, " ")
		code, sector, _ := strings.Cut(head, ".")
		if sector != "" && !slices.Contains(Sectors, Sector(sector)) {
			return nil, fmt.Errorf("no sector %q; the sectors are %s", sector, join(Sectors))
		}
		if code != "" && (len(code) != 3 || strings.ToUpper(code) != code) {
			return nil, fmt.Errorf("%q: write a party as CODE.SECTOR Name, such as PAK.MIL Pakistan Army", part)
		}
		name = strings.TrimSpace(name)
		if name == "" {
			name = code
		}
		p := Participant{Span: Span{Text: name}, Code: code, Sector: Sector(sector), Name: name}
		for i := range before {
			if old := &before[i]; strings.EqualFold(old.Name, name) || strings.EqualFold(old.Text, name) {
				p.Span, p.Name = old.Span, old.Name
				break
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// parsePlace reads "Pathankot, IND", or a country's code alone.
func parsePlace(value string) ([]Location, error) {
	if value == "" {
		return []Location{}, nil
	}
	name, country, found := strings.Cut(value, ",")
	name, country = strings.TrimSpace(name), strings.TrimSpace(country)
	if !found {
		country = name
	}
	if len(country) != 3 || strings.ToUpper(country) != country {
		return nil, fmt.Errorf("%q: write a place with its country, such as Pathankot, IND", value)
	}
	return []Location{{Span: Span{Text: name}, Name: name, Country: country}}, nil
}

// parseTime reads a day, month, year, or an interval of days.
func parseTime(value string) (*Time, error) {
	if value == "" {
		return nil, nil
	}
	first, last, isRange := strings.Cut(value, "/")
	a, err := ParseDay(first)
	if err != nil {
		return nil, err
	}
	t := &Time{Span: Span{Text: value}, Value: value}
	switch {
	case isRange:
		b, err := ParseDay(last)
		if err != nil {
			return nil, err
		}
		if b < a {
			return nil, fmt.Errorf("%q ends before it begins", value)
		}
		t.Precision = "range"
	case len(first) == len("2025"):
		t.Precision = "year"
	case len(first) == len("2025-05"):
		t.Precision = "month"
	default:
		t.Precision = "day"
	}
	return t, nil
}

// parseFigure reads "26", "26-31" or "75+".
func parseFigure(value string) (*Count, error) {
	if value == "" {
		return nil, nil
	}
	c := &Count{Text: value}
	low, high, isRange := strings.Cut(value, "-")
	open := strings.HasSuffix(low, "+")
	var err error
	if c.Min, err = strconv.Atoi(strings.TrimSuffix(low, "+")); err == nil && !open {
		c.Max = c.Min
	}
	if err == nil && isRange {
		c.Max, err = strconv.Atoi(high)
	}
	if err != nil || c.Min < 0 || c.Max != 0 && c.Max < c.Min {
		return nil, fmt.Errorf("%q is not a figure; write 26, 26-31 or 75+", value)
	}
	return c, nil
}

package tension

import (
	"encoding/json"
	"math"

	"github.com/barograph/barograph"
)

// A DayValue is the pressure of a subject on one day, with the terms that it is made of (see the package's formula).
type DayValue struct {
	Day         barograph.Day
	NoData      bool    // nothing at all is on record for that day; the other fields are what the days before leave
	Pressure    float64 // 0 to 100
	Conflict    float64 // C, the level of conflict in Goldstein points, from 0
	Cooperation float64 // K, likewise of co-operation
	Normal      float64 // N, the level of conflict that is usual for the subject
	Scale       float64 // s, the excess that makes a pressure of 50
	Events      int     // the subject's events of that day
}

// Net is the level of conflict less what co-operation takes away, from 0.
func (v *DayValue) Net(w *Weights) float64 {
	return max(0, v.Conflict-w.CooperationRelief*v.Cooperation)
}

// Mood is the balance of the day from −100 (all conflict) to 100 (all co-operation), 0 when there was neither.
func (v *DayValue) Mood() float64 {
	if sum := v.Conflict + v.Cooperation; sum > 0 {
		return max(-100, min(100, 100*(v.Cooperation-v.Conflict)/sum)) // a faded sum may lie a hair below 0
	}
	return 0
}

// MarshalJSON writes null for the pressure of a day without data, so that no reader takes it for peace.
func (v DayValue) MarshalJSON() ([]byte, error) {
	out := struct {
		Day         barograph.Day `json:"day"`
		Pressure    *float64      `json:"pressure"`
		Conflict    float64       `json:"conflict"`
		Cooperation float64       `json:"cooperation"`
		Normal      float64       `json:"normal"`
		Scale       float64       `json:"scale"`
		Events      int           `json:"events"`
	}{v.Day, &v.Pressure, v.Conflict, v.Cooperation, v.Normal, v.Scale, v.Events}
	if v.NoData {
		out.Pressure = nil
	}
	return json.Marshal(out)
}

// A Series is the pressure of a subject, day by day without holes in the calendar.
type Series struct {
	Subject Subject       `json:"subject"`
	At      barograph.Day `json:"at,omitempty"` // 0, or the day as of which the record was read
	Days    []DayValue    `json:"days"`
	// First and Last are the days of the first and last event of the subject that was read, also before Days; 0 when there is none.
	First barograph.Day `json:"first,omitempty"`
	Last  barograph.Day `json:"last,omitempty"`
	// Covered is the number of Days with data. When it is 0 nothing can be said.
	Covered int `json:"covered"`
}

// Peak is the day of the highest pressure, the first of several; nil when no day has data.
func (s *Series) Peak() *DayValue {
	var peak *DayValue
	for i := range s.Days {
		if v := &s.Days[i]; !v.NoData && (peak == nil || v.Pressure > peak.Pressure) {
			peak = v
		}
	}
	return peak
}

// Latest is the last day with data; nil when there is none.
func (s *Series) Latest() *DayValue {
	for i := len(s.Days) - 1; i >= 0; i-- {
		if !s.Days[i].NoData {
			return &s.Days[i]
		}
	}
	return nil
}

// From is the series from a later day on.
func (s *Series) From(day barograph.Day) *Series {
	out := *s
	out.Days, out.Covered = nil, 0
	for _, v := range s.Days {
		if v.Day < day {
			continue
		}
		if !v.NoData {
			out.Covered++
		}
		out.Days = append(out.Days, v)
	}
	return &out
}

// horizon is how many half-lives an event counts; after that a thousandth of it is left, and dropped.
const horizon = 10

// fade is the table of 2^(−age/halfLife) for ages 0, 1, … up to the horizon of half-lives given.
func fade(halfLife, horizon float64) []float64 {
	out := make([]float64, int(math.Ceil(halfLife*horizon))+1)
	for age := range out {
		out[age] = math.Exp2(-float64(age) / halfLife)
	}
	return out
}

// A meter turns flows into pressures: the weights with what follows from them, and the days and the scale of the whole world.
type meter struct {
	w                          *Weights
	fadeC, fadeK, fadeN, fadeW []float64
	gain, gainK                float64 // the levels that a steady flow of one point a day keeps up
	world                      *flows
	scales                     map[int]float64
	days                       map[recent]float64 // what recorded has counted
}

// recent are the days up to one, weighted by a table.
type recent struct {
	fades *float64
	until int
}

// normalHorizon is how many half-lives of the usual level are looked back upon.
const normalHorizon = 3

func newMeter(w *Weights, world *flows) *meter {
	m := &meter{w: w, world: world, scales: map[int]float64{}, days: map[recent]float64{}, fadeC: fade(w.ConflictHalfLife, horizon),
		fadeK: fade(w.CooperationHalfLife, horizon), fadeN: fade(w.NormalHalfLife, normalHorizon),
		fadeW: fade(w.WorldHalfLife, normalHorizon)}
	for _, f := range m.fadeC {
		m.gain += f
	}
	for _, f := range m.fadeK {
		m.gainK += f
	}
	return m
}

// reach is how many days before a day still bear on its value.
func (m *meter) reach() int {
	return max(len(m.fadeC), len(m.fadeK), len(m.fadeW), m.w.NormalLag+len(m.fadeN))
}

// covered says whether anything at all is on record for a day.
func (m *meter) covered(day int) bool { return m.world.at(day).events > 0 }

// usual is the level of conflict that the flows keep up on average, over days of record at least lag days ago, the recent ones counting
// more. Days missing from the least number count as quiet.
func (m *meter) usual(f *flows, fades []float64, day, lag int, least float64) float64 {
	sum := 0.0
	days, age := f.back(day-lag, len(fades))
	for i := len(days) - 1; i >= 0; i-- { // a day without record has no flow
		sum += fades[age] * days[i].conflict
		age++
	}
	return m.gain * sum / max(m.recorded(fades, day-lag), least)
}

// recorded is how many days of record there are up to a day, the recent ones counting more.
func (m *meter) recorded(fades []float64, day int) float64 {
	key := recent{&fades[0], day}
	sum, ok := m.days[key]
	if !ok {
		days, age := m.world.back(day, len(fades))
		for i := len(days) - 1; i >= 0; i-- {
			if days[i].events > 0 {
				sum += fades[age]
			}
			age++
		}
		m.days[key] = sum
	}
	return sum
}

// scale is the excess that makes a pressure of 50 on a day.
func (m *meter) scale(day int) float64 {
	s, ok := m.scales[day]
	if !ok {
		s = max(m.w.LeastScale, m.w.Share*m.usual(m.world, m.fadeW, day, 0, 1))
		m.scales[day] = s
	}
	return s
}

// levels are the conflict and the co-operation of a day.
func (m *meter) levels(f *flows, day int) (conflict, cooperation float64) {
	days, age := f.back(day, len(m.fadeC))
	for i := len(days) - 1; i >= 0; i-- {
		conflict += m.fadeC[age] * days[i].conflict
		age++
	}
	days, age = f.back(day, len(m.fadeK))
	for i := len(days) - 1; i >= 0; i-- {
		cooperation += m.fadeK[age] * days[i].cooperation
		age++
	}
	return conflict, cooperation
}

// value computes a day.
func (m *meter) value(f *flows, day int) DayValue {
	v := DayValue{Day: dayOf(day), NoData: !m.covered(day), Events: f.at(day).events}
	v.Conflict, v.Cooperation = m.levels(f, day)
	v.Normal = m.usual(f, m.fadeN, day, m.w.NormalLag, m.w.NormalLeast)
	v.Scale = m.scale(day)
	excess := m.excess(&v)
	v.Pressure = 100 * excess / (excess + v.Scale)
	return v
}

// span computes the pressure of several days together: that of a pair whose events of these days, spread evenly, had been going on for long.
// What happened before does not count, so the months of a history can be compared. Day is the last day.
func (m *meter) span(f *flows, since, until int) DayValue {
	v := DayValue{Day: dayOf(until), NoData: true, Scale: m.scale(until)}
	days := 0.0
	for day := since; day <= until; day++ {
		if m.covered(day) {
			days++
			x := f.at(day)
			v.Conflict, v.Cooperation, v.Events, v.NoData = v.Conflict+x.conflict, v.Cooperation+x.cooperation, v.Events+x.events, false
		}
	}
	if v.NoData {
		return v
	}
	v.Conflict *= m.gain / days
	v.Cooperation *= m.gainK / days
	v.Normal = m.usual(f, m.fadeN, since, m.w.NormalLag, m.w.NormalLeast)
	excess := m.excess(&v)
	v.Pressure = 100 * excess / (excess + v.Scale)
	return v
}

// pressure computes a day's pressure alone.
func (m *meter) pressure(f *flows, day int) float64 {
	v := m.value(f, day)
	return v.Pressure
}

// excess is what the pair has beyond what is usual for it.
func (m *meter) excess(v *DayValue) float64 {
	net := v.Net(m.w)
	return net - m.w.NormalRelief*min(net, v.Normal)
}

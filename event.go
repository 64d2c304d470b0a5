package barograph

// A Span is a stretch of the coded text. Start and End are offsets in Unicode code points, End exclusive.
type Span struct {
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// A Participant is who does an act, or to whom it is done.
type Participant struct {
	Span
	Code   string `json:"code"`   // ISO 3166-1 alpha-3, XKX, or IGO, NGO, TRN, MUL; "" when not knowable
	Sector Sector `json:"sector"` // GOV, MIL, …; "" when unknown
	Name   string `json:"name"`   // the resolved name ("Marco Rubio"); the span's text when no table knows it
}

// A Location is where an act happened: a span and the gazetteer entry it was resolved to.
type Location struct {
	Span
	Name    string  `json:"name"`    // of the gazetteer entry
	Country string  `json:"country"` // ISO 3166-1 alpha-3, or XKX
	Admin1  string  `json:"admin1"`  // first-order region, by name
	Lat     float64 `json:"lat"`     // WGS 84 degrees
	Lon     float64 `json:"lon"`
	Geoname int     `json:"geonameid"` // GeoNames id; 0 when the entry is not from GeoNames
}

// Time is when an act happened, resolved against the publication date.
type Time struct {
	Span
	Value     string `json:"value"`     // 2025-05-08, 2025-05, 2025 or an ISO 8601 interval 2025-05-01/2025-05-07; "" when unresolved
	Precision string `json:"precision"` // "hour", "day", "week", "month", "season", "year", "range"; "" when unresolved
}

// A Count is a figure a text gives: "at least 75" is min 75, max 0 (open).
type Count struct {
	Text string `json:"text"`
	Min  int    `json:"min"`
	Max  int    `json:"max"` // 0 when open or unknown
}

// An Event is one act by a political actor, as one document tells it.
type Event struct {
	ID         string        `json:"id"`
	Type       Type          `json:"type"`
	Mode       string        `json:"mode"`
	Force      string        `json:"force"` // REQUEST only: "appeal" or "demand"
	Status     Status        `json:"status"`
	CAMEO      string        `json:"cameo"`
	Goldstein  float64       `json:"goldstein"` // -10 (most conflictual) to +10 (most co-operative)
	Quad       int           `json:"quad"`      // 0 neutral, 1 verbal and 2 material co-operation, 3 verbal and 4 material conflict
	Trigger    Span          `json:"trigger"`
	Actors     []Participant `json:"actors"`
	Recipients []Participant `json:"recipients"`
	Locations  []Location    `json:"locations"`
	Time       *Time         `json:"time"`
	Claimant   *Participant  `json:"claimant"`
	Deaths     *Count        `json:"deaths"`
	Injuries   *Count        `json:"injuries"`
	Sentence   int           `json:"sentence"`        // number of the sentence, from 0
	Evidence   string        `json:"evidence"`        // that sentence
	Confidence float64       `json:"confidence"`      // 0 to 1, calibrated: of the events given 0.8, eight in ten are right
	Mentions   []Mention     `json:"mentions"`        // the other places in the text that tell the same act
	Named      []string      `json:"named,omitempty"` // codes of the further countries of which the sentence speaks and that may have a part
}

// A Mention is one more place of a document that tells an event.
type Mention struct {
	Trigger  Span   `json:"trigger"`
	Sentence int    `json:"sentence"`
	Evidence string `json:"evidence"`
	Deaths   *Count `json:"deaths,omitempty"` // figures this place gives, when they differ
	Injuries *Count `json:"injuries,omitempty"`
	Status   Status `json:"status"`
	Claimant string `json:"claimant,omitempty"`
}

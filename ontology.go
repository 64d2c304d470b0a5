package barograph

import "slices"

// A Type is one of the 17 kinds of act: the 16 of PLOVER and STATEMENT.
type Type string

// The 17 types, from words to force.
const (
	Statement Type = "STATEMENT"
	Agree     Type = "AGREE"
	Consult   Type = "CONSULT"
	Support   Type = "SUPPORT"
	Cooperate Type = "COOPERATE"
	Aid       Type = "AID"
	Concede   Type = "CONCEDE"
	Retreat   Type = "RETREAT"
	Request   Type = "REQUEST"
	Accuse    Type = "ACCUSE"
	Reject    Type = "REJECT"
	Threaten  Type = "THREATEN"
	Protest   Type = "PROTEST"
	Mobilize  Type = "MOBILIZE"
	Sanction  Type = "SANCTION"
	Coerce    Type = "COERCE"
	Assault   Type = "ASSAULT"
)

// Types lists the types in the order of the codebook; the learned extractor numbers them so.
var Types = []Type{Statement, Agree, Consult, Support, Cooperate, Aid, Concede, Retreat, Request, Accuse, Reject, Threaten,
	Protest, Mobilize, Sanction, Coerce, Assault}

// Modes lists the modes of each type. Every type also admits "", no mode.
var Modes = map[Type][]string{
	Statement: {"condole", "deny", "claim", "concern", "optimism", "consider", "symbolic"},
	Agree:     {"assist", "change", "yield", "meet"},
	Consult:   {"visit", "third-party", "multilateral", "phone", "negotiate", "mediate"},
	Support:   {"endorse", "recognize", "apologize", "sign"},
	Cooperate: {"economic", "military", "judicial", "intelligence"},
	Aid:       {"economic", "military", "humanitarian", "peacekeeping", "asylum"},
	Concede:   {"ease", "change", "resign"},
	Retreat:   {"release", "return", "ease", "access", "ceasefire", "withdraw", "disarm", "resign"},
	Request:   {"assist", "change", "yield", "meet"},
	Accuse:    {"disapprove", "allege", "investigate", "legal"},
	Reject:    {"assist", "change", "yield", "meet"},
	Threaten:  {"relations", "restrict", "ban", "expel", "violence", "territory"},
	Protest:   {"demo", "hunger", "boycott", "obstruct", "riot"},
	Mobilize:  {"police", "troops", "weapons"},
	Sanction:  {"withdraw", "discontinue", "expel", "embargo"},
	Coerce: {"seize", "restrict", "ban", "censor", "curfew", "martial-law", "arrest", "deport", "blockade", "occupy",
		"cyber"},
	Assault: {"abduct", "beat", "torture", "sexual", "firearms", "explosives", "suicide-attack", "heavy-weapons", "aerial",
		"drone", "missile", "assassinate", "crowd-control", "destroy", "massacre", "cleansing", "unconventional"},
}

// Lesser says whether a kind of act of conflict seldom tells a quarrel of two states, whoever does it: what is done to single people and their
// goods, refusals, and requests other than to give way. Which kinds these are was read off graded events (docs/tension.md, The grades).
func Lesser(t Type, mode string) bool {
	switch t {
	case Reject, Protest:
		return true
	case Request:
		return mode != "yield"
	case Accuse:
		return mode == "legal" || mode == "investigate"
	case Coerce:
		return slices.Contains([]string{"seize", "restrict", "ban", "censor", "curfew", "martial-law", "arrest", "deport"}, mode)
	case Assault:
		return mode == "abduct" || mode == "torture"
	}
	return false
}

// A Status says whether an act happened.
type Status string

// The statuses, in the order in which the learned extractor numbers them.
const (
	Occurred     Status = "occurred"     // presented as done or under way
	Attempted    Status = "attempted"    // tried and failed, foiled, intercepted, outcome open
	Planned      Status = "planned"      // announced or scheduled
	Alleged      Status = "alleged"      // only a party's accusation stands behind it
	Denied       Status = "denied"       // reported as not having happened
	Hypothetical Status = "hypothetical" // conditional, feared, possible
)

// Statuses lists the statuses.
var Statuses = []Status{Occurred, Attempted, Planned, Alleged, Denied, Hypothetical}

// The forces of a REQUEST.
const (
	Appeal = "appeal" // ask, urge, call for
	Demand = "demand" // demand, order, insist
)

// A Sector is a participant's kind.
type Sector string

// The sectors.
const (
	GOV Sector = "GOV" // government, heads of state
	MIL Sector = "MIL" // armed forces
	COP Sector = "COP" // police
	SPY Sector = "SPY" // intelligence
	JUD Sector = "JUD" // courts, prosecutors
	LEG Sector = "LEG" // parliaments
	PTY Sector = "PTY" // parties
	OPP Sector = "OPP" // opposition, protesters
	REB Sector = "REB" // rebels, insurgents, armed groups
	CRM Sector = "CRM" // criminal groups
	IGO Sector = "IGO" // intergovernmental organisations
	NGO Sector = "NGO"
	MED Sector = "MED" // media
	REL Sector = "REL" // religious
	EDU Sector = "EDU"
	BUS Sector = "BUS"
	CVL Sector = "CVL" // civilians, refugees, ethnic groups
)

// Sectors lists the sectors.
var Sectors = []Sector{GOV, MIL, COP, SPY, JUD, LEG, PTY, OPP, REB, CRM, IGO, NGO, MED, REL, EDU, BUS, CVL}

// Codes that stand for more than one country.
const (
	CodeIGO = "IGO" // an intergovernmental organisation
	CodeNGO = "NGO" // an international non-governmental organisation
	CodeTRN = "TRN" // a transnational armed group
	CodeMUL = "MUL" // several countries, a region
)

// Collective says whether a code stands for more than one country.
func Collective(code string) bool {
	switch code {
	case CodeIGO, CodeNGO, CodeTRN, CodeMUL:
		return true
	}
	return false
}

// The quad classes.
const (
	Neutral = iota
	VerbalCooperation
	MaterialCooperation
	VerbalConflict
	MaterialConflict
)

// Quad is the quad class of a type; a REQUEST is neutral as an appeal and verbal conflict as a demand.
func Quad(t Type, force string) int {
	switch t {
	case Agree, Consult, Support:
		return VerbalCooperation
	case Cooperate, Aid, Concede, Retreat:
		return MaterialCooperation
	case Accuse, Reject, Threaten:
		return VerbalConflict
	case Protest, Mobilize, Sanction, Coerce, Assault:
		return MaterialConflict
	case Request:
		if force == Demand {
			return VerbalConflict
		}
	}
	return Neutral
}

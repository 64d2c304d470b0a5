package gdelt

import "github.com/barograph/barograph"

// act is what a CAMEO code says in the record's ontology.
type act struct {
	kind  barograph.Type
	mode  string
	force string
}

// acts are the CAMEO codes; a code that is not here means what its beginning does.
var acts = map[string]act{
	"01": {kind: barograph.Statement}, "012": {kind: barograph.Statement, mode: "concern"}, "013": {kind: barograph.Statement, mode: "optimism"},
	"014": {kind: barograph.Statement, mode: "consider"}, "015": {kind: barograph.Statement, mode: "claim"},
	"016": {kind: barograph.Statement, mode: "deny"}, "017": {kind: barograph.Statement, mode: "symbolic"},
	"018": {kind: barograph.Statement, mode: "condole"},

	"02": {barograph.Request, "", barograph.Appeal}, "021": {barograph.Request, "assist", barograph.Appeal},
	"022": {barograph.Request, "assist", barograph.Appeal}, "023": {barograph.Request, "assist", barograph.Appeal},
	"024": {barograph.Request, "change", barograph.Appeal}, "025": {barograph.Request, "yield", barograph.Appeal},
	"026": {barograph.Request, "meet", barograph.Appeal}, "027": {barograph.Request, "meet", barograph.Appeal},
	"028": {barograph.Request, "meet", barograph.Appeal},
	"10":  {barograph.Request, "", barograph.Demand}, "101": {barograph.Request, "assist", barograph.Demand},
	"102": {barograph.Request, "assist", barograph.Demand}, "103": {barograph.Request, "assist", barograph.Demand},
	"104": {barograph.Request, "change", barograph.Demand}, "105": {barograph.Request, "yield", barograph.Demand},
	"106": {barograph.Request, "meet", barograph.Demand}, "107": {barograph.Request, "meet", barograph.Demand},
	"108": {barograph.Request, "meet", barograph.Demand},

	"03": {kind: barograph.Agree}, "031": {kind: barograph.Agree, mode: "assist"}, "032": {kind: barograph.Agree, mode: "assist"},
	"033": {kind: barograph.Agree, mode: "assist"}, "034": {kind: barograph.Agree, mode: "change"},
	"035": {kind: barograph.Agree, mode: "yield"}, "036": {kind: barograph.Agree, mode: "meet"},
	"037": {kind: barograph.Agree, mode: "meet"}, "038": {kind: barograph.Agree, mode: "meet"}, "039": {kind: barograph.Agree, mode: "meet"},

	"04": {kind: barograph.Consult}, "041": {kind: barograph.Consult, mode: "phone"}, "042": {kind: barograph.Consult, mode: "visit"},
	"043": {kind: barograph.Consult, mode: "visit"}, "044": {kind: barograph.Consult, mode: "third-party"},
	"045": {kind: barograph.Consult, mode: "mediate"}, "046": {kind: barograph.Consult, mode: "negotiate"},

	"05": {kind: barograph.Support}, "051": {kind: barograph.Support, mode: "endorse"}, "052": {kind: barograph.Support, mode: "endorse"},
	"053": {kind: barograph.Support, mode: "endorse"}, "054": {kind: barograph.Support, mode: "recognize"},
	"055": {kind: barograph.Support, mode: "apologize"}, "056": {kind: barograph.Support, mode: "apologize"},
	"057": {kind: barograph.Support, mode: "sign"},

	"06": {kind: barograph.Cooperate}, "061": {kind: barograph.Cooperate, mode: "economic"},
	"062": {kind: barograph.Cooperate, mode: "military"}, "063": {kind: barograph.Cooperate, mode: "judicial"},
	"064": {kind: barograph.Cooperate, mode: "intelligence"},

	"07": {kind: barograph.Aid}, "071": {kind: barograph.Aid, mode: "economic"}, "072": {kind: barograph.Aid, mode: "military"},
	"073": {kind: barograph.Aid, mode: "humanitarian"}, "074": {kind: barograph.Aid, mode: "peacekeeping"},
	"075": {kind: barograph.Aid, mode: "asylum"},

	"08": {kind: barograph.Concede}, "081": {kind: barograph.Concede, mode: "ease"}, "082": {kind: barograph.Concede, mode: "ease"},
	"083": {kind: barograph.Concede, mode: "change"},
	"084": {kind: barograph.Retreat, mode: "return"}, "0841": {kind: barograph.Retreat, mode: "release"},
	"085": {kind: barograph.Retreat, mode: "ease"}, "086": {kind: barograph.Retreat, mode: "access"}, "087": {kind: barograph.Retreat},
	"0871": {kind: barograph.Retreat, mode: "ceasefire"}, "0872": {kind: barograph.Retreat, mode: "ease"},
	"0873": {kind: barograph.Retreat, mode: "disarm"}, "0874": {kind: barograph.Retreat, mode: "withdraw"},

	"09": {kind: barograph.Accuse, mode: "investigate"},
	"11": {kind: barograph.Accuse}, "111": {kind: barograph.Accuse, mode: "disapprove"}, "112": {kind: barograph.Accuse, mode: "allege"},
	"113": {kind: barograph.Accuse, mode: "disapprove"}, "114": {kind: barograph.Accuse, mode: "disapprove"},
	"115": {kind: barograph.Accuse, mode: "legal"}, "116": {kind: barograph.Accuse, mode: "legal"},

	"12": {kind: barograph.Reject}, "121": {kind: barograph.Reject, mode: "assist"}, "122": {kind: barograph.Reject, mode: "assist"},
	"123": {kind: barograph.Reject, mode: "change"}, "124": {kind: barograph.Reject, mode: "yield"},
	"125": {kind: barograph.Reject, mode: "meet"}, "126": {kind: barograph.Reject, mode: "meet"}, "127": {kind: barograph.Reject, mode: "meet"},

	"13": {kind: barograph.Threaten}, "131": {kind: barograph.Threaten, mode: "relations"}, "132": {kind: barograph.Threaten, mode: "restrict"},
	"133": {kind: barograph.Threaten}, "137": {kind: barograph.Threaten, mode: "violence"}, "138": {kind: barograph.Threaten, mode: "violence"},
	"1382": {kind: barograph.Threaten, mode: "territory"},

	"14": {kind: barograph.Protest}, "141": {kind: barograph.Protest, mode: "demo"}, "142": {kind: barograph.Protest, mode: "hunger"},
	"143": {kind: barograph.Protest, mode: "boycott"}, "144": {kind: barograph.Protest, mode: "obstruct"},
	"145": {kind: barograph.Protest, mode: "riot"},

	"15": {kind: barograph.Mobilize}, "151": {kind: barograph.Mobilize, mode: "police"}, "152": {kind: barograph.Mobilize, mode: "troops"},
	"153": {kind: barograph.Mobilize, mode: "police"}, "154": {kind: barograph.Mobilize, mode: "troops"},

	"16": {kind: barograph.Sanction}, "161": {kind: barograph.Sanction, mode: "discontinue"},
	"162": {kind: barograph.Sanction, mode: "discontinue"}, "163": {kind: barograph.Sanction, mode: "embargo"},
	"164": {kind: barograph.Sanction, mode: "discontinue"}, "165": {kind: barograph.Sanction, mode: "discontinue"},
	"166": {kind: barograph.Sanction, mode: "expel"}, "1663": {kind: barograph.Sanction, mode: "withdraw"},

	"17": {kind: barograph.Coerce}, "171": {kind: barograph.Coerce, mode: "seize"}, "172": {kind: barograph.Coerce, mode: "restrict"},
	"1722": {kind: barograph.Coerce, mode: "ban"}, "1723": {kind: barograph.Coerce, mode: "curfew"},
	"1724": {kind: barograph.Coerce, mode: "martial-law"}, "173": {kind: barograph.Coerce, mode: "arrest"},
	"174": {kind: barograph.Coerce, mode: "deport"}, "176": {kind: barograph.Coerce, mode: "cyber"},
	"191": {kind: barograph.Coerce, mode: "blockade"}, "192": {kind: barograph.Coerce, mode: "occupy"},

	"18": {kind: barograph.Assault}, "181": {kind: barograph.Assault, mode: "abduct"}, "182": {kind: barograph.Assault, mode: "beat"},
	"1821": {kind: barograph.Assault, mode: "sexual"}, "1822": {kind: barograph.Assault, mode: "torture"},
	"183": {kind: barograph.Assault, mode: "explosives"}, "1831": {kind: barograph.Assault, mode: "suicide-attack"},
	"185": {kind: barograph.Assault, mode: "assassinate"}, "186": {kind: barograph.Assault, mode: "assassinate"},
	"19": {kind: barograph.Assault}, "193": {kind: barograph.Assault, mode: "firearms"},
	"194": {kind: barograph.Assault, mode: "heavy-weapons"}, "195": {kind: barograph.Assault, mode: "aerial"},
	"20": {kind: barograph.Assault}, "201": {kind: barograph.Assault, mode: "cleansing"}, "202": {kind: barograph.Assault, mode: "massacre"},
	"203": {kind: barograph.Assault, mode: "cleansing"}, "204": {kind: barograph.Assault, mode: "unconventional"},
}

// actOf is what a code means; not ok for one that is none.
func actOf(code string) (act, bool) {
	for n := min(len(code), 4); n >= 2; n-- {
		if a, ok := acts[code[:n]]; ok {
			return a, true
		}
	}
	return act{}, false
}

// sectors are CAMEO's kinds of actors; those without a place in the record's ontology are left out.
var sectors = map[string]barograph.Sector{
	"GOV": barograph.GOV, "MIL": barograph.MIL, "COP": barograph.COP, "SPY": barograph.SPY, "JUD": barograph.JUD, "LEG": barograph.LEG,
	"PTY": barograph.PTY, "OPP": barograph.OPP, "REB": barograph.REB, "INS": barograph.REB, "SEP": barograph.REB, "RAD": barograph.REB,
	"UAF": barograph.REB, "CRM": barograph.CRM, "IGO": barograph.IGO, "IMG": barograph.IGO, "NGO": barograph.NGO, "NGM": barograph.NGO,
	"MED": barograph.MED, "EDU": barograph.EDU, "BUS": barograph.BUS, "MNC": barograph.BUS, "CVL": barograph.CVL, "REF": barograph.CVL,
	"LAB": barograph.CVL, "HRI": barograph.CVL, "ENV": barograph.CVL, "AGR": barograph.CVL, "HLH": barograph.CVL,
}

// armed are the known groups that belong to no state.
var armed = map[string]bool{"UAF": true, "ALQ": true, "ISI": true, "HEZ": true, "HMS": true, "TAL": true, "PKK": true, "BOK": true}

package actors

// explain keeps what a rule text needs and writes it only when asked.
type explain struct {
	t      *Tables
	f      *finding
	why    pickReason
	office int32
}

func (e *explain) holder(_ *Tables, row int32) { e.office = row }

// String tells the rule: "country: Pakistani (countries.tsv:31); sector: army (roles.tsv:60)".
func (e *explain) String() string {
	var buf [256]byte
	b := buf[:0]
	part := func(label string) {
		if len(b) > 0 {
			b = append(b, "; "...)
		}
		b = append(b, label...)
		b = append(b, ": "...)
	}
	ref := func(n int32) {
		row := &e.t.rows[n]
		b = append(b, row.name...)
		b = append(b, " ("...)
		b = e.t.where(b, row)
		b = append(b, ')')
	}
	f := e.f
	switch {
	case f.own:
		part(kindNames[f.head.kind])
		ref(f.head.row)
	default:
		if f.codeRow != 0 && e.why == pickNone {
			if f.many {
				part("several countries, last")
			} else {
				part(kindNames[f.codeKind])
			}
			ref(f.codeRow)
		} else if e.why != pickNone {
			part("country from context")
			b = append(b, pickReasons[e.why]...)
		}
		if f.secRow != 0 && f.secRow != f.codeRow {
			part("sector")
			ref(f.secRow)
		}
	}
	if e.office != 0 {
		part("holder")
		ref(e.office)
	}
	if len(b) == 0 {
		return "no table knows it"
	}
	return string(b)
}

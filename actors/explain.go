package actors

import "strings"

// explain keeps what a rule text needs and writes it only when asked.
type explain struct {
	t      *Tables
	f      *finding
	why    pickReason
	office int32
}

func (e *explain) begin(r *reader, f *finding) { e.t, e.f = r.t, f }
func (e *explain) holder(_ *Tables, row int32) { e.office = row }

// String tells the rule: "country: Pakistani (countries.tsv:31); sector: army (roles.tsv:60)".
func (e *explain) String() string {
	var b strings.Builder
	part := func(label string) {
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(label)
		b.WriteString(": ")
	}
	ref := func(n int32) {
		row := &e.t.rows[n]
		b.WriteString(row.name)
		b.WriteString(" (")
		b.WriteString(e.t.where(row))
		b.WriteByte(')')
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
			b.WriteString(pickReasons[e.why])
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
	if b.Len() == 0 {
		return "no table knows it"
	}
	return b.String()
}

package actors

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/barograph/barograph"
)

// A roleClass says how strongly a role noun decides the sector of a phrase it heads.
type roleClass uint8

const (
	roleStrong roleClass = iota + 1 // "troops", "prosecutor": decides
	roleWeak                        // "spokesman", "leader", "fighters": what it belongs to decides, then its own sector
	roleTitle                       // "Gen.", "Mr", "Sheikh": stands before a name, yields to everything else
	roleMod                         // "armed", "military": lends its sector to a weak head
)

var roleClasses = map[string]roleClass{"strong": roleStrong, "weak": roleWeak, "title": roleTitle, "mod": roleMod}

// An inheritance says which country a role without one takes from its context.
type inheritance uint8

const (
	inheritHere    inheritance = iota // the state acting where it happens: police, army, government
	inheritNone                       // nobody's: "hackers", "countries"
	inheritForeign                    // not knowable from the place alone: "tourists", "diplomats"
)

var inheritances = map[string]inheritance{"": inheritHere, "here": inheritHere, "none": inheritNone, "foreign": inheritForeign}

// A schema describes one table: its columns and how a line becomes rows and forms.
type schema struct {
	file    string
	columns []string // the first required ones, then optional
	require int
	line    func(t *Tables, f *fields, r *row, over bool) error
}

// schemas, in the order of loading: codes are known before rows name them, roles before offices.
var schemas = []schema{
	{"countries.tsv", []string{"code", "name", "aliases", "adjectives", "people", "capitals", "metonyms", "prefixes"}, 2, lineCountry},
	{"regions.tsv", []string{"code", "names", "adjectives", "people"}, 2, lineRegion},
	{"peoples.tsv", []string{"names", "code", "sector", "adjectives"}, 3, linePeople},
	{"roles.tsv", []string{"nouns", "sector", "class", "office", "inherit", "code"}, 3, lineRole},
	{"organisations.tsv", bodyColumns, 4, lineBody},
	{"agencies.tsv", bodyColumns, 4, lineBody},
	{"groups.tsv", bodyColumns, 4, lineBody},
	{"context.tsv", []string{"feature", "points", "meaning"}, 2, lineFeature},
	{"leaders.tsv", []string{"name", "surname", "aliases", "code", "sector", "body", "office", "from", "to"}, 9, lineLeader},
}

var bodyColumns = []string{"name", "aliases", "code", "sector", "from", "to"}

// A RowError is a faulty line of a table.
type RowError struct {
	File   string
	Line   int // from 1
	Reason string
}

func (e *RowError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason) }

// fields are the cells of a line, by the number of their column in the schema.
type fields struct {
	cell [10]string
}

// read adds the lines of one file; what is wrong is appended to errs.
func (t *Tables) read(sc *schema, path, text string, over bool, errs *[]error) {
	num := uint8(0)
	for i := range schemas {
		if &schemas[i] == sc {
			num = uint8(i)
		}
	}
	if over {
		num |= overlayBit
	}
	fail := func(line int, format string, a ...any) {
		if len(*errs) < 50 {
			*errs = append(*errs, &RowError{path, line, fmt.Sprintf(format, a...)})
		}
	}
	text = strings.TrimPrefix(text, "\ufeff")
	var order []int // column of the schema for each cell; nil before the header
	n := 0
	var f fields
	for len(text) > 0 {
		n++
		var line string
		line, text, _ = strings.Cut(text, "\n")
		line = strings.TrimSuffix(line, "\r")
		if line == "" || line[0] == '#' || strings.TrimSpace(line) == "" {
			continue
		}
		if order == nil {
			var err error
			if order, err = header(sc, line); err != nil {
				fail(n, "%v", err)
				return
			}
			continue
		}
		f = fields{}
		rest, more, bad := line, true, false
		for i := 0; more; i++ {
			var cell string
			cell, rest, more = strings.Cut(rest, "\t")
			if i >= len(order) {
				if strings.TrimSpace(cell) != "" {
					fail(n, "has more cells than the header has columns (%d): %q", len(order), cell)
					bad = true
				}
				break
			}
			f.cell[order[i]] = strings.TrimSpace(cell)
		}
		if bad {
			continue
		}
		r := row{line: int32(n), file: num}
		if err := sc.line(t, &f, &r, over); err != nil {
			fail(n, "%v", err)
		}
	}
	if order == nil {
		fail(max(n, 1), "no header line; it should be: %s", strings.Join(sc.columns, " TAB "))
	}
}

func header(sc *schema, line string) ([]int, error) {
	var order []int
	seen := make([]bool, len(sc.columns))
	for name := range strings.SplitSeq(line, "\t") {
		name = strings.TrimSpace(name)
		at := -1
		for i, c := range sc.columns {
			if c == name {
				at = i
			}
		}
		if at < 0 {
			return nil, fmt.Errorf("unknown column %q; the columns are %s", name, strings.Join(sc.columns, ", "))
		}
		if seen[at] {
			return nil, fmt.Errorf("column %q stands twice", name)
		}
		seen[at] = true
		order = append(order, at)
	}
	for i, c := range sc.columns[:sc.require] {
		if !seen[i] {
			return nil, fmt.Errorf("column %q is missing; the columns are %s", c, strings.Join(sc.columns, ", "))
		}
	}
	return order, nil
}

// each calls add for every part of a cell that lists names with "|".
func each(cell string, add func(string)) {
	for cell != "" {
		var part string
		part, cell, _ = strings.Cut(cell, "|")
		if part = strings.TrimSpace(part); part != "" {
			add(part)
		}
	}
}

func (t *Tables) push(r *row) int32 {
	t.rows = append(t.rows, *r)
	return int32(len(t.rows) - 1)
}

func (t *Tables) checkCode(code string) (string, error) {
	switch code {
	case "":
		return "", fmt.Errorf("no code; write - where none applies")
	case "-":
		return "", nil
	}
	if _, ok := t.country[code]; !ok && !barograph.Collective(code) {
		return "", fmt.Errorf("code %q is no country of countries.tsv, nor IGO, NGO, TRN, MUL or -", code)
	}
	return code, nil
}

func checkSector(s string) (barograph.Sector, error) {
	if s == "-" {
		return "", nil
	}
	for _, v := range barograph.Sectors {
		if string(v) == s {
			return v, nil
		}
	}
	return "", fmt.Errorf("sector %q is none of %v, nor -", s, barograph.Sectors)
}

// checkDates reads a row's first and last day; a month or a year means all of it.
func checkDates(from, to string) (a, b int32, err error) {
	if a, err = day(from, false); err != nil {
		return 0, 0, err
	}
	if b, err = day(to, true); err != nil {
		return 0, 0, err
	}
	if a != 0 && b != 0 && a > b {
		return 0, 0, fmt.Errorf("from %s is after to %s", from, to)
	}
	return a, b, nil
}

// day reads YYYY, YYYY-MM or YYYY-MM-DD as a number yyyymmdd; "" and "-" are open.
func day(s string, last bool) (int32, error) {
	if s == "" || s == "-" {
		return 0, nil
	}
	bad := func() (int32, error) { return 0, fmt.Errorf("date %q is not YYYY, YYYY-MM or YYYY-MM-DD", s) }
	if len(s) != 4 && len(s) != 7 && len(s) != 10 {
		return bad()
	}
	num := func(s string) int32 {
		n := int32(0)
		for i := range len(s) {
			if s[i] < '0' || s[i] > '9' {
				return -1
			}
			n = n*10 + int32(s[i]-'0')
		}
		return n
	}
	y, m, d := num(s[:4]), int32(1), int32(1)
	if last {
		m, d = 12, 31
	}
	if len(s) >= 7 {
		if m = num(s[5:7]); s[4] != '-' {
			return bad()
		}
	}
	if len(s) == 10 {
		if d = num(s[8:]); s[7] != '-' {
			return bad()
		}
	}
	if y < 1000 || m < 1 || m > 12 || d < 1 || d > 31 {
		return bad()
	}
	return y*10000 + m*100 + d, nil
}

func parsePoints(s string) (int16, error) {
	v, err := strconv.Atoi(s)
	if err != nil || v < -maxPoints || v > maxPoints {
		return 0, fmt.Errorf("points %q are not a whole number from -%d to %d", s, maxPoints, maxPoints)
	}
	return int16(v), nil
}

func errFeature(s string) error {
	return fmt.Errorf("feature %q is none of %s", s, strings.Join(featureNames[:], " | "))
}

func lineCountry(t *Tables, f *fields, r *row, over bool) error {
	code, name := f.cell[0], f.cell[1]
	if len(code) != 3 || strings.ToUpper(code) != code {
		return fmt.Errorf("code %q is not three capitals", code)
	}
	if name == "" {
		return fmt.Errorf("no name")
	}
	r.code, r.name, r.sector = code, name, barograph.GOV
	n := t.push(r)
	// A code may have several rows, for a state and its parts or forerunners; the first gives the name.
	if t.country[code] == 0 {
		t.country[code] = n
	}
	t.add(n, kindCountry, name, over)
	each(f.cell[2], func(s string) { t.add(n, kindCountry, s, over) })
	each(f.cell[3], func(s string) { t.add(n, kindAdjective, s, over) })
	each(f.cell[4], func(s string) { t.add(n, kindPeople, s, over) })
	each(f.cell[5], func(s string) { t.add(n, kindCapital, s, over) })
	each(f.cell[6], func(s string) { t.add(n, kindMetonym, s, over) })
	each(f.cell[7], func(s string) { t.add(n, kindPrefix, s, over) })
	return nil
}

func lineRegion(t *Tables, f *fields, r *row, over bool) (err error) {
	if r.code, err = t.checkCode(f.cell[0]); err != nil {
		return err
	}
	if f.cell[1] == "" {
		return fmt.Errorf("no names")
	}
	// Each name is a row of its own, so that each may be told by name.
	each(f.cell[1], func(s string) {
		r.name = strings.TrimPrefix(s, "?")
		t.add(t.push(r), kindPlace, s, over)
	})
	each(f.cell[2], func(s string) {
		r.name = strings.TrimPrefix(s, "?")
		t.add(t.push(r), kindPlaceAdj, s, over)
	})
	each(f.cell[3], func(s string) {
		r.name = strings.TrimPrefix(s, "?")
		t.add(t.push(r), kindPeople, s, over)
	})
	return nil
}

func linePeople(t *Tables, f *fields, r *row, over bool) (err error) {
	if f.cell[0] == "" {
		return fmt.Errorf("no names")
	}
	if r.code, err = t.checkCode(f.cell[1]); err != nil {
		return err
	}
	if r.sector, err = checkSector(f.cell[2]); err != nil {
		return err
	}
	r.name, _, _ = strings.Cut(f.cell[0], "|")
	r.name = strings.TrimSpace(r.name)
	n := t.push(r)
	each(f.cell[0], func(s string) { t.add(n, kindEthnic, s, over) })
	each(f.cell[3], func(s string) { t.add(n, kindEthnic, s, over) })
	return nil
}

func lineRole(t *Tables, f *fields, r *row, over bool) (err error) {
	if f.cell[0] == "" {
		return fmt.Errorf("no nouns")
	}
	if r.sector, err = checkSector(f.cell[1]); err != nil {
		return err
	}
	ok := false
	if r.class, ok = roleClasses[f.cell[2]]; !ok {
		return fmt.Errorf("class %q is none of strong, weak, title, mod", f.cell[2])
	}
	if r.inherit, ok = inheritances[f.cell[4]]; !ok {
		return fmt.Errorf("inherit %q is none of here, none, foreign", f.cell[4])
	}
	if f.cell[5] != "" {
		code, last := strings.CutPrefix(f.cell[5], "?")
		if r.code, err = t.checkCode(code); err != nil {
			return err
		}
		r.last = last
	}
	if f.cell[3] != "" && f.cell[3] != "-" {
		r.office = t.office(f.cell[3])
	}
	each(f.cell[0], func(s string) {
		r.name = s
		t.add(t.push(r), kindRole, s, over)
	})
	return nil
}

func lineBody(t *Tables, f *fields, r *row, over bool) (err error) {
	if r.name = f.cell[0]; r.name == "" {
		return fmt.Errorf("no name")
	}
	if r.code, err = t.checkCode(f.cell[2]); err != nil {
		return err
	}
	if r.sector, err = checkSector(f.cell[3]); err != nil {
		return err
	}
	if r.from, r.to, err = checkDates(f.cell[4], f.cell[5]); err != nil {
		return err
	}
	n := t.push(r)
	t.add(n, kindBody, r.name, over)
	each(f.cell[1], func(s string) { t.add(n, kindBody, s, over) })
	return nil
}

func lineLeader(t *Tables, f *fields, r *row, over bool) (err error) {
	if r.name = f.cell[0]; r.name == "" {
		return fmt.Errorf("no name")
	}
	if r.code, err = t.checkCode(f.cell[3]); err != nil {
		return err
	}
	if r.sector, err = checkSector(f.cell[4]); err != nil {
		return err
	}
	if r.from, r.to, err = checkDates(f.cell[7], f.cell[8]); err != nil {
		return err
	}
	r.body = f.cell[5]
	if r.body == "-" {
		r.body = ""
	}
	n := int32(len(t.rows))
	each(f.cell[6], func(s string) {
		key, toks := hashOf(s, t.scratch)
		t.scratch = toks
		o := t.roleOffice(key)
		if o == 0 {
			o = t.office(strings.ToLower(s))
		}
		r.offices = append(r.offices, o)
		k := holderKey{r.code, r.body, o}
		t.holders[k] = append(t.holders[k], n)
	})
	t.push(r)
	t.add(n, kindPerson, r.name, over)
	each(f.cell[2], func(s string) { t.add(n, kindPerson, s, over) })
	switch s := f.cell[1]; s {
	case "-":
	case "":
		if i := strings.LastIndexByte(r.name, ' '); i >= 0 {
			t.add(n, kindSurname, r.name[i+1:], over)
		}
	default:
		each(s, func(s string) { t.add(n, kindSurname, s, over) })
	}
	return nil
}

// roleOffice is the canonical office a role noun names, by its key.
func (t *Tables) roleOffice(key uint64) int32 {
	for i := t.index.chain(key); i != 0; i = t.forms[i].next {
		if t.forms[i].kind == kindRole {
			return t.rows[t.forms[i].row].office
		}
	}
	return 0
}

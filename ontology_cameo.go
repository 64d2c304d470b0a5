package barograph

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed ontology/cameo.tsv
var cameoTSV []byte

//go:embed ontology/goldstein.tsv
var goldsteinTSV []byte

// An Ontology turns what an act is (its type, mode, force and status) and the words and sectors around it into a CAMEO code, and a
// CAMEO code into its name and its value on the Goldstein scale. It is policy, not code: both tables are files that a user's folder
// may overlay.
type Ontology struct {
	rules map[Type][]Rule
	codes map[string]CAMEOCode
}

// A CAMEOCode is one code of CAMEO.
type CAMEOCode struct {
	Code      string
	Name      string
	Goldstein float64 // -10 (most conflictual) to +10 (most co-operative)
}

// A Rule is one row of the CAMEO table. A zero field fits everything.
type Rule struct {
	Type       Type
	Mode       string
	AnyMode    bool
	Force      string
	Status     Status
	Trigger    Phrases
	Near       Phrases
	Actors     SectorSet
	Recipients SectorSet
	CAMEO      string
	Source     string // the file and line the rule stands in
}

// An Act is what a Rule is tried on.
type Act struct {
	Type       Type
	Mode       string
	Force      string
	Status     Status
	Trigger    []string // words of the trigger, in lower case
	Near       []string // words of the trigger and of its neighbourhood, in lower case
	Actors     []Sector
	Recipients []Sector
}

// DefaultOntology reads the tables that come with the program.
func DefaultOntology() *Ontology {
	o := &Ontology{rules: map[Type][]Rule{}, codes: map[string]CAMEOCode{}}
	err := errors.Join(o.addCodes("goldstein.tsv", goldsteinTSV), o.addRules("cameo.tsv", cameoTSV))
	if err != nil {
		panic("barograph: embedded ontology: " + err.Error()) // a test reads the tables
	}
	return o
}

// Overlay puts the user's tables in dir over the ontology: rows of cameo.tsv are tried before the ones that stand there already,
// rows of goldstein.tsv replace the code they name or add it. A file that is missing changes nothing. The error names every row
// that cannot be read, by file and line.
func (o *Ontology) Overlay(dir string) error {
	var errs []error
	for _, f := range []struct {
		name string
		add  func(string, []byte) error
	}{{"goldstein.tsv", o.addCodes}, {"cameo.tsv", o.addRules}} {
		path := filepath.Join(dir, f.name)
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = f.add(path, data)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Lookup gives what is known of a CAMEO code.
func (o *Ontology) Lookup(code string) (CAMEOCode, bool) {
	c, ok := o.codes[code]
	return c, ok
}

// Code finds the CAMEO code of an act: the first rule of its type that fits, and the code that rule gives.
func (o *Ontology) Code(a *Act) (CAMEOCode, *Rule) {
	rules := o.rules[a.Type]
	for i := range rules {
		if rules[i].fits(a) {
			return o.codes[rules[i].CAMEO], &rules[i]
		}
	}
	return CAMEOCode{}, nil
}

func (r *Rule) fits(a *Act) bool {
	return (r.AnyMode || r.Mode == a.Mode) &&
		(r.Force == "" || r.Force == a.Force) &&
		(r.Status == "" || r.Status == a.Status) &&
		r.Actors.fits(a.Actors) && r.Recipients.fits(a.Recipients) &&
		r.Trigger.In(a.Trigger) && r.Near.In(a.Near)
}

// Conditions writes what a rule asks for beyond type and mode, for a reader; "" when it asks for nothing.
func (r *Rule) Conditions() string {
	var parts []string
	add := func(what, value string) {
		if value != "" {
			parts = append(parts, what+" "+value)
		}
	}
	add("force", r.Force)
	add("status", string(r.Status))
	add("trigger among", r.Trigger.String())
	add("near the trigger", r.Near.String())
	add("actor", r.Actors.String())
	add("recipient", r.Recipients.String())
	return strings.Join(parts, ", ")
}

// Phrases is a list of alternatives, each a sequence of words; a word that ends in * matches any ending. No alternatives fit
// everything.
type Phrases [][]string

func parsePhrases(cell string) (Phrases, error) {
	if cell == "*" {
		return nil, nil
	}
	var p Phrases
	for alt := range strings.SplitSeq(cell, "|") {
		words := strings.Fields(alt)
		if len(words) == 0 {
			return nil, errors.New("an empty alternative between two |")
		}
		if alt != strings.ToLower(alt) {
			return nil, fmt.Errorf("%q is not in lower case", alt)
		}
		p = append(p, words)
	}
	return p, nil
}

// In says whether one of the alternatives stands in words.
func (p Phrases) In(words []string) bool {
	if p == nil {
		return true
	}
	for _, alt := range p {
		for i := 0; i+len(alt) <= len(words); i++ {
			n := 0
			for n < len(alt) && wordFits(alt[n], words[i+n]) {
				n++
			}
			if n == len(alt) {
				return true
			}
		}
	}
	return false
}

func (p Phrases) String() string {
	alts := make([]string, len(p))
	for i, a := range p {
		alts[i] = strings.Join(a, " ")
	}
	return strings.Join(alts, "|")
}

// wordFits compares a word with a pattern that may hold one *.
func wordFits(pattern, word string) bool {
	star := strings.IndexByte(pattern, '*')
	if star < 0 {
		return pattern == word
	}
	head, tail := pattern[:star], pattern[star+1:]
	return len(word) >= len(head)+len(tail) && strings.HasPrefix(word, head) && strings.HasSuffix(word, tail)
}

// A SectorSet is a condition on the sectors of an event's actors or recipients. Its zero value fits everything.
type SectorSet struct {
	None bool // there must be no participant at all
	Of   []Sector
}

func parseSectors(cell string) (SectorSet, error) {
	switch cell {
	case "*":
		return SectorSet{}, nil
	case "-":
		return SectorSet{None: true}, nil
	}
	var s SectorSet
	for name := range strings.SplitSeq(cell, "|") {
		if !known(Sectors, Sector(name)) {
			return s, fmt.Errorf("%q is not a sector", name)
		}
		s.Of = append(s.Of, Sector(name))
	}
	return s, nil
}

func (s SectorSet) fits(have []Sector) bool {
	if s.None {
		return len(have) == 0
	}
	if s.Of == nil {
		return true
	}
	for _, h := range have {
		if known(s.Of, h) {
			return true
		}
	}
	return false
}

func (s SectorSet) String() string {
	if s.None {
		return "nobody"
	}
	names := make([]string, len(s.Of))
	for i, n := range s.Of {
		names[i] = string(n)
	}
	return strings.Join(names, "|")
}

func known[T comparable](list []T, x T) bool {
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

func (o *Ontology) addCodes(file string, data []byte) error {
	return eachRow(file, data, 3, func(_ string, c []string) error {
		g, err := strconv.ParseFloat(c[1], 64)
		switch {
		case err != nil:
			return fmt.Errorf("%q is not a number", c[1])
		case g < -10 || g > 10:
			return fmt.Errorf("%v is outside the scale from -10 to 10", g)
		case !isCode(c[0]):
			return fmt.Errorf("%q is not a CAMEO code of two to four digits with a root from 01 to 20", c[0])
		case c[2] == "":
			return errors.New("the name is missing")
		}
		o.codes[c[0]] = CAMEOCode{Code: c[0], Name: c[2], Goldstein: g}
		return nil
	})
}

func isCode(s string) bool {
	if len(s) < 2 || len(s) > 4 {
		return false
	}
	root, err := strconv.Atoi(s[:2])
	_, err2 := strconv.Atoi(s)
	return err == nil && err2 == nil && root >= 1 && root <= 20
}

func (o *Ontology) addRules(file string, data []byte) error {
	added := map[Type][]Rule{}
	err := eachRow(file, data, 9, func(source string, c []string) error {
		r, err := o.parseRule(c)
		if err != nil {
			return err
		}
		r.Source = source
		added[r.Type] = append(added[r.Type], r)
		return nil
	})
	for t, rules := range added {
		o.rules[t] = append(rules, o.rules[t]...)
	}
	return err
}

func (o *Ontology) parseRule(c []string) (Rule, error) {
	r := Rule{Type: Type(c[0]), CAMEO: c[8]}
	if !known(Types, r.Type) {
		return r, fmt.Errorf("%q is not an event type", c[0])
	}
	switch c[1] {
	case "*":
		r.AnyMode = true
	case "-":
	default:
		r.Mode = c[1]
		if !known(Modes[r.Type], r.Mode) {
			return r, fmt.Errorf("%q is not a mode of %s", c[1], r.Type)
		}
	}
	if c[2] != "*" {
		r.Force = c[2]
		if r.Type != Request || r.Force != Appeal && r.Force != Demand {
			return r, fmt.Errorf("force %q: want appeal or demand, of a REQUEST, or *", c[2])
		}
	}
	if c[3] != "*" {
		r.Status = Status(c[3])
		if !known(Statuses, r.Status) {
			return r, fmt.Errorf("%q is not a status", c[3])
		}
	}
	var errs [4]error
	r.Trigger, errs[0] = parsePhrases(c[4])
	r.Near, errs[1] = parsePhrases(c[5])
	r.Actors, errs[2] = parseSectors(c[6])
	r.Recipients, errs[3] = parseSectors(c[7])
	if err := errors.Join(errs[:]...); err != nil {
		return r, err
	}
	if _, ok := o.codes[r.CAMEO]; !ok {
		return r, fmt.Errorf("%q is not a CAMEO code that goldstein.tsv knows", r.CAMEO)
	}
	return r, nil
}

// eachRow calls row with the cells of every line of a tab-separated table that is neither empty nor a comment, and collects what is
// wrong, by file and line.
func eachRow(file string, data []byte, columns int, row func(source string, cells []string) error) error {
	var errs []error
	n := 0
	for line := range bytes.Lines(data) {
		n++
		s := strings.TrimRight(string(line), "\r\n")
		if strings.TrimSpace(s) == "" || s[0] == '#' {
			continue
		}
		source := fmt.Sprintf("%s:%d", file, n)
		cells := strings.Split(s, "\t")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		err := fmt.Errorf("%d cells, want %d separated by tabs", len(cells), columns)
		if len(cells) == columns {
			err = row(source, cells)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", source, err))
		}
	}
	return errors.Join(errs...)
}

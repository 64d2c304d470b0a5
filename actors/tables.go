package actors

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/barograph/barograph"
)

//go:embed data/*.tsv
var builtin embed.FS

// A kind says how a name relates to its row: a country's adjective is not its capital.
type kind uint8

const (
	kindCountry   kind = iota + 1 // "Pakistan"
	kindAdjective                 // "Pakistani"
	kindPeople                    // "Pakistanis"
	kindCapital                   // "Islamabad"
	kindMetonym                   // "Kremlin"
	kindPrefix                    // "Franco" in Franco-German
	kindPlace                     // "Karachi", "Punjab"
	kindPlaceAdj                  // "Punjabi" as of a region
	kindEthnic                    // "Rohingya"
	kindRole                      // "troops"
	kindBody                      // an organisation, agency, group: "NATO", "FSB", "Hamas"
	kindPerson                    // "Vladimir Putin"
	kindSurname                   // "Putin"
	kindWord                      // a word of grammar: "of", "and", "backed"
)

var kindNames = [...]string{"?", "country", "nationality", "people", "capital", "metonym", "prefix", "place", "of a place", "ethnic group",
	"role", "body", "person", "surname", "word"}

func (k kind) String() string { return kindNames[k] }

// A row is one line of a table, as far as resolving needs it.
type row struct {
	name     string // the canonical name
	code     string // "" when the row does not say
	sector   barograph.Sector
	body     string // leaders: the body other than a country whose office this is
	offices  []int32
	from, to int32 // yyyymmdd, 0 open
	line     int32
	file     uint8
	class    roleClass
	office   int32 // roles: the canonical office this role names; 0 none
	inherit  inheritance
	last     bool // roles: code holds only where the context knows no country
}

// A form is one spelling under which a row is found; forms with the same key are a chain.
type form struct {
	row  int32
	next int32 // 0 ends the chain
	kind kind
	over bool   // from a user's table
	acro bool   // one word in capitals: needs them where the phrase has small letters
	low  bool   // the table writes it in small letters, too
	tall bool   // a role noun with a capital: needs one in the phrase
	need string // holds only where the context speaks of this country ("?KOR:North"); "" always
	size uint8
}

type slot struct {
	key   uint64 // the joined hashes of a name's tokens; 0: free
	first int32  // the first form, 0 none
	last  int32
	max   uint8 // longest name, in tokens, that begins with this token
}

// An index is a hash table of slots with open addressing; it is built much faster than a map.
type index struct {
	slots []slot
	used  int
}

func newIndex(n int) index {
	size := 1024
	for size*5 < n*8 {
		size *= 2
	}
	return index{slots: make([]slot, size)}
}

// get returns the slot of a key, nil when there is none.
func (x *index) get(key uint64) *slot {
	mask := uint64(len(x.slots) - 1)
	for i := (key ^ key>>32) & mask; ; i = (i + 1) & mask {
		s := &x.slots[i]
		if s.key == key && key != 0 {
			return s
		}
		if s.key == 0 {
			return nil
		}
	}
}

// put returns the slot of a key, made when there is none; it is good until the next put.
func (x *index) put(key uint64) *slot {
	if key == 0 {
		key = 1
	}
	if (x.used+1)*8 > len(x.slots)*5 {
		old := x.slots
		x.slots = make([]slot, 2*len(old))
		for i := range old {
			if old[i].key != 0 {
				*x.free(old[i].key) = old[i]
			}
		}
	}
	s := x.free(key)
	if s.key == 0 {
		s.key = key
		x.used++
	}
	return s
}

// free is where a key stands or would stand.
func (x *index) free(key uint64) *slot {
	mask := uint64(len(x.slots) - 1)
	for i := (key ^ key>>32) & mask; ; i = (i + 1) & mask {
		if s := &x.slots[i]; s.key == key || s.key == 0 {
			return s
		}
	}
}

// chain is the first form of the names with a key, 0 none.
func (x *index) chain(key uint64) int32 {
	if s := x.get(key); s != nil {
		return s.first
	}
	return 0
}

// longest is how many tokens the longest name has that begins with the token.
func (x *index) longest(tok uint64) int {
	if s := x.get(tok); s != nil {
		return int(s.max)
	}
	return 0
}

// Tables are the loaded actor tables with their index.
type Tables struct {
	rows    []row
	forms   []form
	index   index
	country map[string]int32 // code → row of countries.tsv
	offices map[string]int32 // canonical office → number
	holders map[holderKey][]int32
	points  [features]int16
	pointed [features]bool
	scratch []token // while loading
}

type holderKey struct {
	code, body string
	office     int32
}

var (
	defaultOnce sync.Once
	defaultTabs *Tables
	defaultErr  error
)

// Default returns the built-in tables, loaded once.
func Default() (*Tables, error) {
	defaultOnce.Do(func() { defaultTabs, defaultErr = Load("") })
	return defaultTabs, defaultErr
}

// Load reads the built-in tables and lays those of a user's folder over them; dir "" means none. A file there has the name and the
// columns of a built-in one (countries.tsv, regions.tsv, peoples.tsv, roles.tsv, organisations.tsv, agencies.tsv, groups.tsv,
// leaders.tsv, context.tsv); other files are left alone. Its rows come before the built-in ones, and a name it gives hides what the
// built-in table of the same file had under that name. All faulty rows are reported, each with file, line and reason.
func Load(dir string) (*Tables, error) {
	t := &Tables{
		rows:    make([]row, 1, 16000),
		forms:   make([]form, 1, 36000),
		index:   newIndex(36000),
		country: make(map[string]int32, 300),
		offices: make(map[string]int32, 64),
		holders: make(map[holderKey][]int32, 1024),
	}
	t.addWords()
	t.office("president") // officePresident
	t.office("prime minister")
	t.office("secretary-general")
	var errs []error
	if dir != "" {
		if st, err := os.Stat(dir); err != nil {
			return nil, err
		} else if !st.IsDir() {
			return nil, fmt.Errorf("%s: not a folder of tables", dir)
		}
	}
	for i := range schemas {
		sc := &schemas[i]
		var own []byte
		if dir != "" {
			path := filepath.Join(dir, sc.file)
			b, err := os.ReadFile(path)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			if err == nil {
				own = b
				// The built-in countries must be known before a user's row can name their codes.
				if sc.file == "countries.tsv" {
					t.declareCountries()
				}
				t.read(sc, path, string(own), true, &errs)
			}
		}
		b, err := builtin.ReadFile("data/" + sc.file)
		if err != nil {
			return nil, err
		}
		t.read(sc, sc.file, string(b), false, &errs)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	t.scratch = nil
	return t, nil
}

// declareCountries fills the set of known codes ahead of reading.
func (t *Tables) declareCountries() {
	b, err := builtin.ReadFile("data/countries.tsv")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(b)) {
		if code, _, ok := strings.Cut(line, "\t"); ok && len(code) == 3 {
			t.country[code] = 0
		}
	}
}

// add files row r under one spelling.
func (t *Tables) add(r int32, k kind, name string, over bool) {
	need := ""
	if rest, ok := strings.CutPrefix(name, "?"); ok {
		need, name = t.rows[r].code, rest
		if len(rest) > 4 && rest[3] == ':' {
			need, name = rest[:3], rest[4:]
		}
	}
	key, toks := hashOf(name, t.scratch)
	t.scratch = toks
	if len(toks) == 0 {
		return
	}
	n := len(t.forms)
	t.addKey(r, k, key, toks, over)
	if len(t.forms) > n { // else the row had the spelling already
		t.forms[n].need = need
	}
}

func (t *Tables) addKey(r int32, k kind, key uint64, toks []token, over bool) {
	s := t.index.put(key)
	for i := s.first; i != 0; i = t.forms[i].next {
		f := &t.forms[i]
		if f.row == r && f.kind == k {
			f.low = f.low || !anyUpper(toks)
			return
		}
		if f.over && !over && k != kindSurname && t.rows[f.row].fileGroup() == t.rows[r].fileGroup() {
			return // hidden by the user's row
		}
	}
	n := int32(len(t.forms))
	t.forms = append(t.forms, form{row: r, kind: k, over: over, size: uint8(min(len(toks), 255)),
		acro: len(toks) == 1 && toks[0].flags&flagAllCaps != 0, low: !anyUpper(toks), tall: k == kindRole && toks[0].flags&flagUpper != 0})
	if s.first == 0 {
		s.first = n
	} else {
		t.forms[s.last].next = n
	}
	s.last = n
	head := t.index.put(toks[0].hash)
	head.max = max(head.max, uint8(min(len(toks), 255)))
}

func anyUpper(toks []token) bool {
	return slices.ContainsFunc(toks, func(t token) bool { return t.flags&flagUpper != 0 })
}

func (r *row) fileGroup() uint8 { return r.file &^ overlayBit }

// overlayBit marks the file number of a user's table; the rest of the number is the schema's.
const overlayBit = 0x80

// The first two offices, that all tables have.
const (
	officePresident     = 1
	officePrimeMinister = 2
	officeSecretary     = 3 // the secretary-general of an organisation
)

// office numbers a canonical office name.
func (t *Tables) office(name string) int32 {
	n, ok := t.offices[name]
	if !ok {
		n = int32(len(t.offices) + 1)
		t.offices[name] = n
	}
	return n
}

// Codes lists the codes of all countries the tables know, sorted.
func (t *Tables) Codes() []string {
	out := make([]string, 0, len(t.country))
	for c := range t.country {
		out = append(out, c)
	}
	sort.Strings(out)
	return out
}

// CountryName is the name of a country code, or "" when the tables do not know it.
func (t *Tables) CountryName(code string) string {
	if r := t.country[code]; r != 0 {
		return t.rows[r].name
	}
	return ""
}

// where writes a row as file:line.
func (t *Tables) where(b []byte, r *row) []byte {
	b = append(b, schemas[r.fileGroup()].file...)
	b = append(b, ':')
	b = strconv.AppendInt(b, int64(r.line), 10)
	if r.file&overlayBit != 0 {
		b = append(b, " (yours)"...)
	}
	return b
}

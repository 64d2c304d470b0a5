// Package table is the gazetteer's file: places, and the names that lead to them, in one string that is used as it lies, without
// decoding it when it is opened.
//
// The file is a header, then five sections:
//
//	countries  for each: ISO 3166-1 alpha-2, alpha-3
//	regions    the names of first-order regions, each with its length before it
//	records    18 bytes per place: latitude, longitude, GeoNames id, start of the name (3 bytes each), region and population
//	           (2 each), country and kind (1 each); numbers are little-endian
//	names      the places' names, one after the other
//	keys       the folded names, sorted, in blocks of 16; each key but a block's first shares a prefix with the one before it
//
// A key has flags (it is also an English word, a given name, …) and the places that bear it, most populous first.
package table

import "errors"

// Flags say what else a name is.
type Flags uint8

const (
	Word    Flags = 1 << iota // a common English word: "Reading", "Mobile"
	Given                     // a given name: "Paris", "Victoria"
	Surname                   // a family name: "London", "Hilton"
	Stop                      // not a place although it holds one: "New York Times"
	Demonym                   // leads to the country of the people: "Afghan"
)

// A Posting is one place that bears a name.
type Posting struct {
	Record int
	Alias  bool // the place has this name besides its own
}

// A Record is a place.
type Record struct {
	Lat, Lon   float64 // degrees, exact to some 2 m
	ID         int     // GeoNames id, or 0
	Name       string
	Region     int // index of the first-order region; 0 is none
	Population int // three significant digits
	Country    int // index of the country; 0 is none
	Kind       uint8
}

// A Country is a pair of codes.
type Country struct{ Alpha2, Alpha3 string }

const (
	magic      = "BGZ1"
	recordSize = 18
	blockSize  = 16
	headerSize = 4 + 4*8
)

// A Table is an opened file.
type Table struct {
	records, names, keys, blocks string
	countries                    []Country
	regions                      []string
	n, nBlocks                   int
}

var errFormat = errors.New("gazetteer: not a gazetteer file, or cut short")

// Open reads the header of a file and the countries and regions; the rest stays as it is.
func Open(data string) (*Table, error) {
	if len(data) < headerSize || data[:4] != magic {
		return nil, errFormat
	}
	var h [8]int
	total := headerSize
	for i := range h {
		h[i] = int(u32(data, 4+4*i))
	}
	nCountries, nRegions, nRecords, nBlocks := h[0], h[1], h[2], h[3]
	regionBytes, nameBytes, keyBytes := h[4], h[5], h[6]
	total += nCountries*5 + regionBytes + nRecords*recordSize + nameBytes + nBlocks*4 + keyBytes
	if total != len(data) {
		return nil, errFormat
	}
	t := &Table{n: nRecords, nBlocks: nBlocks, countries: make([]Country, nCountries), regions: make([]string, nRegions)}
	rest := data[headerSize:]
	take := func(n int) (s string) { s, rest = rest[:n], rest[n:]; return s }
	for i := range t.countries {
		c := take(5)
		t.countries[i] = Country{c[:2], c[2:]}
	}
	regions := take(regionBytes)
	for i := range t.regions {
		n := int(regions[0])
		t.regions[i], regions = regions[1:1+n], regions[1+n:]
	}
	t.records, t.names, t.blocks, t.keys = take(nRecords*recordSize), take(nameBytes), take(nBlocks*4), take(keyBytes)
	return t, nil
}

// Len is the number of places.
func (t *Table) Len() int { return t.n }

// Countries lists the countries by index; index 0 is none.
func (t *Table) Countries() []Country { return t.countries }

// Region is the name of a first-order region.
func (t *Table) Region(i int) string { return t.regions[i] }

// Record decodes place i.
func (t *Table) Record(i int) Record {
	r := t.records[i*recordSize : (i+1)*recordSize]
	from, to := int(u24(r, 9)), len(t.names)
	if i+1 < t.n {
		to = int(u24(t.records, (i+1)*recordSize+9))
	}
	return Record{
		Lat:        float64(u24(r, 0))*180/(1<<24-1) - 90,
		Lon:        float64(u24(r, 3))*360/(1<<24-1) - 180,
		ID:         int(u24(r, 6)),
		Name:       t.names[from:to],
		Region:     int(u16(r, 12)),
		Population: unpackCount(u16(r, 14)),
		Country:    int(r[16]),
		Kind:       r[17],
	}
}

// Lookup appends to dst the places that bear the folded name key, most populous first, and says what else it is. ok is false when
// the name is unknown.
func (t *Table) Lookup(dst []Posting, key []byte) (_ []Posting, flags Flags, ok bool) {
	name := string(key)
	lo, hi := 0, t.nBlocks // the first block whose first key is greater than key
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if at := int(u32(t.blocks, 4*m)); t.keys[at+2:at+2+int(t.keys[at+1])] <= name {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo == 0 {
		return dst, 0, false
	}
	at := int(u32(t.blocks, 4*(lo-1)))
	end := len(t.keys)
	if lo < t.nBlocks {
		end = int(u32(t.blocks, 4*lo))
	}
	matched := 0 // bytes of key that the keys so far agree with
	for at < end {
		shared, n := int(t.keys[at]), int(t.keys[at+1])
		suffix := t.keys[at+2 : at+2+n]
		at += 2 + n
		flags := Flags(t.keys[at])
		at++
		count, w := uvarint(t.keys, at)
		at += w
		if shared < matched {
			return dst, 0, false // it differs from key earlier than the one before did, and they are sorted
		}
		if shared == matched {
			for n > 0 && matched < len(key) && suffix[0] == key[matched] {
				suffix, matched, n = suffix[1:], matched+1, n-1
			}
			if n == 0 && matched == len(key) {
				for range count {
					v, w := uvarint(t.keys, at)
					at += w
					dst = append(dst, Posting{int(v >> 1), v&1 == 1})
				}
				return dst, flags, true
			}
		}
		for range count {
			_, w := uvarint(t.keys, at)
			at += w
		}
	}
	return dst, 0, false
}

// Walk calls f with every name of the table, in order.
func (t *Table) Walk(f func(key []byte, flags Flags, places int)) {
	var key []byte
	for at := 0; at < len(t.keys); {
		shared, n := int(t.keys[at]), int(t.keys[at+1])
		key = append(key[:shared], t.keys[at+2:at+2+n]...)
		at += 2 + n
		flags := Flags(t.keys[at])
		at++
		count, w := uvarint(t.keys, at)
		at += w
		for range count {
			_, w := uvarint(t.keys, at)
			at += w
		}
		f(key, flags, int(count))
	}
}

func u16(s string, i int) uint16 { return uint16(s[i]) | uint16(s[i+1])<<8 }
func u24(s string, i int) uint32 { return uint32(s[i]) | uint32(s[i+1])<<8 | uint32(s[i+2])<<16 }
func u32(s string, i int) uint32 { return u24(s, i) | uint32(s[i+3])<<24 }

func uvarint(s string, i int) (v uint64, n int) {
	for shift := 0; ; shift += 7 {
		b := s[i+n]
		n++
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v, n
		}
	}
}

// A count is packed as eleven bits times a power of two.
func packCount(n int) uint16 {
	e := 0
	for n >= 1<<11 {
		n = (n + 1) >> 1
		e++
	}
	return uint16(e<<11 | n)
}

func unpackCount(v uint16) int { return int(v&(1<<11-1)) << (v >> 11) }

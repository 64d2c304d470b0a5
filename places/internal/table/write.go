package table

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// A Key is a folded name, for Write.
type Key struct {
	Name     string
	Flags    Flags
	Postings []Posting
}

// Write makes a file. Index 0 of countries and regions stands for none. Keys are sorted here; records keep their order, which should
// be by falling population, since small numbers take less room.
func Write(countries []Country, regions []string, records []Record, keys []Key) ([]byte, error) {
	var regionBytes, names, recs, blocks, body bytes.Buffer
	for _, r := range regions {
		if len(r) > 255 {
			return nil, fmt.Errorf("region name too long: %q", r)
		}
		regionBytes.WriteByte(byte(len(r)))
		regionBytes.WriteString(r)
	}
	for _, r := range records {
		if r.ID >= 1<<24 || names.Len() >= 1<<24 || len(countries) > 255 || r.Region >= 1<<16 {
			return nil, fmt.Errorf("%s: a number is too large for its field", r.Name)
		}
		var b [20]byte
		le.PutUint32(b[0:], uint32(math.Round((r.Lat+90)*(1<<24-1)/180)))
		le.PutUint32(b[3:], uint32(math.Round((r.Lon+180)*(1<<24-1)/360)))
		le.PutUint32(b[6:], uint32(r.ID))
		le.PutUint32(b[9:], uint32(names.Len()))
		le.PutUint16(b[12:], uint16(r.Region))
		le.PutUint16(b[14:], packCount(r.Population))
		b[16], b[17] = byte(r.Country), r.Kind
		recs.Write(b[:recordSize])
		names.WriteString(r.Name)
	}
	slices.SortFunc(keys, func(a, b Key) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	last := ""
	for i, k := range keys {
		if len(k.Name) > 255 || k.Name == "" {
			return nil, fmt.Errorf("name of %d bytes: %q", len(k.Name), k.Name)
		}
		shared := 0
		if i%blockSize == 0 {
			blocks.Write(le.AppendUint32(nil, uint32(body.Len())))
		} else {
			for shared < len(k.Name) && shared < len(last) && k.Name[shared] == last[shared] {
				shared++
			}
			if k.Name == last {
				return nil, fmt.Errorf("name twice: %q", k.Name)
			}
		}
		last = k.Name
		body.WriteByte(byte(shared))
		body.WriteByte(byte(len(k.Name) - shared))
		body.WriteString(k.Name[shared:])
		body.WriteByte(byte(k.Flags))
		b := binary.AppendUvarint(nil, uint64(len(k.Postings)))
		for _, p := range k.Postings {
			v := uint64(p.Record) << 1
			if p.Alias {
				v |= 1
			}
			b = binary.AppendUvarint(b, v)
		}
		body.Write(b)
	}
	out := []byte(magic)
	for _, n := range []int{len(countries), len(regions), len(records), blocks.Len() / 4, regionBytes.Len(), names.Len(), body.Len(), 0} {
		out = le.AppendUint32(out, uint32(n))
	}
	for _, c := range countries {
		out = append(out, c.Alpha2...)
		out = append(out, c.Alpha3...)
	}
	for _, b := range []*bytes.Buffer{&regionBytes, &recs, &names, &blocks, &body} {
		out = append(out, b.Bytes()...)
	}
	return out, nil
}

var le = binary.LittleEndian

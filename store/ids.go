package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// ArticleID is the id of an article: a hash of its canonical address and its text. Two texts at one address are two versions; the
// same text at two addresses is two articles, and copies of each other.
func ArticleID(url, text string) string {
	sum := sha256.Sum256([]byte(url + "\x00" + text))
	return hex.EncodeToString(sum[:8])
}

// gdeltBase is where the ids of imported GDELT rows begin, near the end of all ids, so that a database appends them.
const (
	gdeltBase   = 0x7fe0000000000000
	gdeltPrefix = "gdelt-" // leads a GLOBALEVENTID, where a user writes one for an id
)

// GDELTID is the id of an imported row by its GLOBALEVENTID, which has at most 53 bits.
func GDELTID(global uint64) string { return ID(gdeltBase + int64(global)) }

// Key is the number under which an id is kept in a database.
func Key(id string) (int64, error) {
	if s, ok := strings.CutPrefix(id, gdeltPrefix); ok {
		n, err := strconv.ParseUint(s, 10, 53)
		if err != nil {
			return 0, fmt.Errorf("%q is not the number of a GDELT row", id)
		}
		return gdeltBase + int64(n), nil
	}
	n, err := strconv.ParseUint(id, 16, 64)
	if err != nil || len(id) != 16 {
		return 0, fmt.Errorf("%q is not an id; one has 16 hexadecimal digits", id)
	}
	return int64(n), nil
}

// ID is the id behind a number of the database.
func ID(key int64) string {
	var b [16]byte
	for i := range b {
		b[i] = "0123456789abcdef"[uint64(key)>>(60-4*i)&15]
	}
	return string(b[:])
}

// KeyRange is the range of numbers of the ids that begin with prefix, unsigned.
func KeyRange(prefix string) (low, high int64, ok bool) {
	if len(prefix) > 16 || len(prefix) < 4 {
		return 0, 0, false
	}
	l, err1 := strconv.ParseUint(prefix+strings.Repeat("0", 16-len(prefix)), 16, 64)
	h, err2 := strconv.ParseUint(prefix+strings.Repeat("f", 16-len(prefix)), 16, 64)
	return int64(l), int64(h), err1 == nil && err2 == nil
}

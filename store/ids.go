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

// gdeltPrefix leads the ids of imported GDELT rows, and gdeltBase is where their numbers begin in the database, behind (nearly) all
// hashes, so that rows are appended.
const (
	gdeltPrefix = "gdelt-"
	gdeltBase   = 0x7fffff0000000000
)

// GDELTID is the id of an imported row by its GLOBALEVENTID.
func GDELTID(global uint64) string { return gdeltPrefix + strconv.FormatUint(global, 10) }

// Key is the number under which an id is kept in a database.
func Key(id string) (int64, error) {
	if s, ok := strings.CutPrefix(id, gdeltPrefix); ok {
		n, err := strconv.ParseUint(s, 10, 40)
		if err != nil {
			return 0, fmt.Errorf("%q is not the id of a GDELT row", id)
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
	if key >= gdeltBase {
		return GDELTID(uint64(key - gdeltBase))
	}
	return fmt.Sprintf("%016x", uint64(key))
}

// KeyRange is the range of numbers of the ids that begin with prefix, unsigned.
func KeyRange(prefix string) (low, high int64, ok bool) {
	if len(prefix) > 16 || len(prefix) < 4 {
		return 0, 0, false
	}
	prefix = strings.ToLower(prefix)
	l, err1 := strconv.ParseUint(prefix+strings.Repeat("0", 16-len(prefix)), 16, 64)
	h, err2 := strconv.ParseUint(prefix+strings.Repeat("f", 16-len(prefix)), 16, 64)
	return int64(l), int64(h), err1 == nil && err2 == nil
}

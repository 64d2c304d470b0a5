package sqldb

import (
	"database/sql"
	"math/bits"

	"github.com/barograph/barograph/store"
)

// A like is an article among those that agree in a piece of their fingerprint.
type like struct {
	id, copies int64
	print      uint64
}

// groups holds the groups of copies against the fingerprints: articles that agree in one of the four pieces stand beside each other in
// the table of pieces, and copies agree in one at least.
func (c *checking) groups() error {
	err := c.none("copies", "article", "its group of copies is not named after the least of its ids", `SELECT a.id FROM article a WHERE a.copies <> a.id
		AND (a.copies > a.id OR NOT EXISTS (SELECT 1 FROM article b WHERE b.id = a.copies AND b.copies = b.id)) ORDER BY a.id`)
	if err != nil {
		return err
	}
	var sum uint64
	var piece int64
	var alike []like // of one piece, each fingerprint of each group once
	known := map[like]bool{}
	err = each(c.q, func(r *sql.Rows) error {
		var p, print int64
		var x like
		err := r.Scan(&p, &x.id, &print, &x.copies)
		x.print = uint64(print)
		sum += pieceHash(p, x.id, x.print)
		c.seen()
		if p != piece {
			c.alike(piece, alike)
			piece, alike = p, alike[:0]
			clear(known)
		}
		if k := (like{0, x.copies, x.print}); !known[k] {
			known[k] = true
			alike = append(alike, x)
		}
		return err
	}, "SELECT p.piece, p.article, p.fingerprint, a.copies FROM article_piece p, article a WHERE a.id = p.article ORDER BY p.piece, p.article")
	if err != nil {
		return err
	}
	c.alike(piece, alike)
	if sum == c.pieces {
		return nil
	}
	return c.missingPieces()
}

// alike looks for copies in different groups among articles that have a piece of their fingerprints in common. Two that have several are
// looked at with the first.
func (c *checking) alike(piece int64, list []like) {
	for i, a := range list {
		for _, b := range list[i+1:] {
			if a.copies != b.copies && bits.OnesCount64(a.print^b.print) <= store.CopyBits && firstShared(a.print, b.print) == piece {
				c.say("copies", "article "+store.ID(a.id), "article %s is a copy of it, and in another group", store.ID(b.id))
			}
		}
	}
}

// firstShared is the first piece that two fingerprints have in common, -1 if there is none.
func firstShared(a, b uint64) int64 {
	other := pieces(b)
	for i, p := range pieces(a) {
		if p == other[i] {
			return p
		}
	}
	return -1
}

// pieceHash is a number for a row of the table of pieces.
func pieceHash(piece, article int64, print uint64) uint64 {
	return mix(mix(uint64(article)^uint64(piece)<<40) + print)
}

// mix is the finaliser of splitmix64.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// missingPieces names the articles whose fingerprint is not filed as it should be.
func (c *checking) missingPieces() error {
	missing := false
	err := c.pages("SELECT id, fingerprint FROM article WHERE fingerprint <> 0 AND id > $1 ORDER BY id LIMIT $2", func(r *sql.Rows) (int64, func() error, error) {
		var id, print int64
		err := r.Scan(&id, &print)
		return id, func() error {
			for i, p := range pieces(uint64(print)) {
				n := 0
				if err := one(c.q, []any{&n}, "SELECT count(*) FROM article_piece WHERE piece = $1 AND article = $2 AND fingerprint = $3", p, id, print); err != nil {
					return err
				}
				if n == 0 {
					missing = true
					c.say("copies", "article "+store.ID(id), "it cannot be found by piece %d of its fingerprint", i+1)
				}
			}
			return nil
		}, err
	})
	if err == nil && !missing {
		c.say("copies", "record", "the table of fingerprints has pieces that no article has")
	}
	return err
}

package sqldb

import (
	"cmp"
	"database/sql"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

const (
	probed   = 12     // how many words of a story are searched for
	together = 20_000 // how many stories are searched for at once; they take some 10 MB
)

// wordsToProbe are some words by which a story must be found.
func wordsToProbe(st *barograph.Story) []string {
	all := strings.Fields(wordsOf(st))
	slices.Sort(all)
	all = slices.Compact(all)
	var out []string
	for i := 0; i < len(all); i += max(1, len(all)/probed) {
		out = append(out, strings.Clone(all[i])) // not the whole text with it
	}
	return out
}

// found asks for one story by words.
func (c *checking) found(id int64, words []string) (bool, error) {
	if len(words) == 0 {
		return true, nil
	}
	var terms []store.Term
	for _, w := range words {
		terms = append(terms, store.Term{Words: []string{w}})
	}
	match := c.d.TextMatch
	if c.d.TextProbe != "" {
		match = c.d.TextProbe
	}
	n := 0
	err := one(c.q, []any{&n}, "SELECT count(*) FROM story s WHERE s.id = $1 AND "+fmt.Sprintf(match, "$2"), id, c.d.TextQuery(terms))
	return n > 0, err
}

func (c *checking) notFound(id int64) {
	c.say("text", "event "+store.ID(id), "it is not found by its own words")
}

// A probe is a word by which the story at a spot must be found.
type probe struct {
	word string
	spot int64
}

// findable looks whether stories are found by their words, where an index has them in the order of days. It asks for a word once for all
// the stories of a stretch of days that have it, for finding a word in the index costs more than reading on.
func (c *checking) findable() error {
	if c.d.ByWords == nil {
		return nil // asked story by story
	}
	err := c.none("text", "event", "it has no place in the index of words", "SELECT id FROM story WHERE origin = '' AND spot IS NULL ORDER BY id")
	if err != nil {
		return err
	}
	var probes []probe
	stories := map[int64]int64{} // by spot
	ask := func() error {
		err := c.ask(probes, stories)
		probes = probes[:0]
		clear(stories)
		return err
	}
	c.at.Of = c.n.Stories
	err = c.pages("SELECT spot, id, data FROM story WHERE spot > $1 ORDER BY spot LIMIT $2", func(r *sql.Rows) (int64, func() error, error) {
		var spot, id int64
		var data string
		err := r.Scan(&spot, &id, &data)
		return spot, func() error {
			st, err := storyOf(id, "", data)
			if err != nil {
				return nil // told already
			}
			settled, err := c.settled(st, id)
			if err != nil || !settled {
				return err
			}
			stories[spot] = id
			for _, w := range wordsToProbe(st) {
				probes = append(probes, probe{w, spot})
			}
			if len(stories) < together {
				return nil
			}
			return ask()
		}, err
	})
	if err != nil {
		return err
	}
	return ask()
}

// ask searches for words, and names the stories that are not found.
func (c *checking) ask(probes []probe, stories map[int64]int64) error {
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	for spot := range stories {
		first, last = min(first, spot), max(last, spot)
	}
	slices.SortFunc(probes, func(a, b probe) int { return cmp.Or(strings.Compare(a.word, b.word), cmp.Compare(a.spot, b.spot)) })
	missed := map[int64]bool{} // spots
	query := "SELECT w.rowid FROM " + c.d.ByWords.Table + " w WHERE " + fmt.Sprintf(c.d.ByWords.Match, "$1") +
		" AND w.rowid >= $2 AND w.rowid <= $3 ORDER BY w.rowid"
	for len(probes) > 0 {
		n := 1
		for n < len(probes) && probes[n].word == probes[0].word {
			n++
		}
		same := probes[:n] // in the order of spots, as the rows are
		probes = probes[n:]
		err := each(c.q, func(r *sql.Rows) error {
			var spot int64
			err := r.Scan(&spot)
			for len(same) > 0 && same[0].spot <= spot {
				if same[0].spot < spot {
					missed[same[0].spot] = true
				}
				same = same[1:]
			}
			return err
		}, query, c.d.TextQuery([]store.Term{{Words: []string{same[0].word}}}), first, last)
		if err != nil {
			return err
		}
		for _, p := range same {
			missed[p.spot] = true
		}
	}
	for _, spot := range slices.Sorted(maps.Keys(missed)) {
		if err := c.askOf(stories[spot]); err != nil {
			return err
		}
	}
	return nil
}

// askOf searches for one story by all its words at once, among which the index may pass over one that is none to it.
func (c *checking) askOf(id int64) error {
	st := &barograph.Story{}
	var data string
	if err := one(c.q, []any{&data}, "SELECT data FROM story WHERE id = $1", id); err != nil {
		return err
	}
	if err := unmarshal(data, st); err != nil {
		return err
	}
	if err := reports(c.q, &st.Reports, "WHERE r.story = $1", id); err != nil {
		return err
	}
	found, err := c.found(id, wordsToProbe(st))
	if err == nil && !found {
		c.notFound(id)
	}
	return err
}

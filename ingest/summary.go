package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/barograph/barograph/store"
)

// A Summary counts what became of the documents of a run.
type Summary struct {
	Documents int            // done with, whatever became of them
	Read      int            // articles
	Known     int            // of them, those that were in the record
	Coded     int            // those that were new, and are in the record now
	Copies    int            // of the new, those that are copies of another article
	Newer     int            // of the new, those that took the place of an older version at the same address
	Older     int            // of the new, those that are older than the version in the record
	Reread    int            // of the known, those that were coded again, for this reading tells their date better
	Events    int            // coded
	Skipped   map[string]int // documents and articles left out, by Reason
	Failed    int            // of the skipped, those that somebody had asked for
	Dated     map[Dating]int // new articles whose date is not the one they give, by what it was taken from

	Coding time.Duration // processor time that the coder has used; 0 where ProcessorTime is
}

func newSummary() Summary { return Summary{Skipped: map[string]int{}, Dated: map[Dating]int{}} }

// count notes what became of an article.
func (s *Summary) count(p *prepared, fate store.Fate) {
	s.Read++
	switch fate {
	case store.Reread:
		s.Reread++
		s.Events += len(p.entry.Events)
		fallthrough
	case store.Known:
		s.Known++
		return
	}
	s.Coded++
	s.Events += len(p.entry.Events)
	switch fate {
	case store.Copied:
		s.Copies++
	case store.Superseding:
		s.Newer++
	case store.Superseded:
		s.Older++
	}
	if p.dating != ByPage && p.dating != ByUser {
		s.Dated[p.dating]++
	}
}

// Add adds another summary's counts.
func (s *Summary) Add(o *Summary) {
	if s.Skipped == nil {
		*s = newSummary()
	}
	s.Documents += o.Documents
	s.Read += o.Read
	s.Known += o.Known
	s.Coded += o.Coded
	s.Copies += o.Copies
	s.Newer += o.Newer
	s.Older += o.Older
	s.Reread += o.Reread
	s.Events += o.Events
	s.Failed += o.Failed
	s.Coding += o.Coding
	for k, n := range o.Skipped {
		s.Skipped[k] += n
	}
	for k, n := range o.Dated {
		s.Dated[k] += n
	}
}

// String tells it in a few lines for a person.
func (s *Summary) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "read %s: %d new, %d in the record before\n", plural(s.Read, "article"), s.Coded, s.Known)
	var of []string
	for _, c := range []struct {
		n    int
		what string
	}{{s.Copies, "copies of others"}, {s.Newer, "newer versions"}, {s.Older, "older versions"}} {
		if c.n > 0 {
			of = append(of, fmt.Sprintf("%d %s", c.n, c.what))
		}
	}
	if len(of) > 0 {
		fmt.Fprintf(&b, "of the new, %s\n", strings.Join(of, ", "))
	}
	if s.Reread > 0 {
		fmt.Fprintf(&b, "%d of those before coded again, with a better date\n", s.Reread)
	}
	fmt.Fprintf(&b, "coded %s\n", plural(s.Events, "event"))
	for _, d := range []Dating{ByFeed, ByVisit, Undated} {
		switch n := s.Dated[d]; {
		case n > 0 && d == Undated:
			fmt.Fprintf(&b, "%s without a date: relative dates stay open\n", plural(n, "article"))
		case n > 0:
			fmt.Fprintf(&b, "%s dated by %s\n", plural(n, "article"), d)
		}
	}
	if len(s.Skipped) > 0 {
		total := 0
		for _, n := range s.Skipped {
			total += n
		}
		fmt.Fprintf(&b, "skipped %d:\n", total)
		const most = 12
		reasons := slices.SortedFunc(maps.Keys(s.Skipped), func(x, y string) int {
			if d := s.Skipped[y] - s.Skipped[x]; d != 0 {
				return d
			}
			return strings.Compare(x, y)
		})
		rest := 0
		for i, r := range reasons {
			if i >= most {
				rest += s.Skipped[r]
				continue
			}
			fmt.Fprintf(&b, "%7d  %s\n", s.Skipped[r], r)
		}
		if rest > 0 {
			fmt.Fprintf(&b, "%7d  for other reasons\n", rest)
		}
	}
	return b.String()
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

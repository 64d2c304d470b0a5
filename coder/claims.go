package coder

import (
	"sort"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/extract"
)

// quote is a quotation with its place in bytes.
type quote struct {
	barograph.Quote
	at span
}

// findQuotes takes the quotations from the text. A passage coded as it stands has the same ones.
func (r *reading) findQuotes() {
	found := article.Quotes(r.text)
	if len(found) == 0 {
		return
	}
	r.doc.Quotes = found
	back := newPlaces(&r.offsets)
	for _, q := range found {
		r.quotes = append(r.quotes, quote{q, span{back.byteAt(q.Start), back.byteAt(q.End)}})
	}
}

// runePlaces turns growing code point offsets back into bytes.
type runePlaces struct {
	text string
	byt  int
	n    int
}

func newPlaces(o *offsets) *runePlaces { return &runePlaces{text: o.text} }

func (p *runePlaces) byteAt(n int) int {
	if n < p.n {
		p.byt, p.n = 0, 0
	}
	for i := range p.text[p.byt:] {
		if p.n == n {
			p.byt += i
			return p.byt
		}
		p.n++
	}
	p.byt, p.n = len(p.text), n
	return p.byt
}

// quoteAt is the quotation around s, or nil.
func (r *reading) quoteAt(s span) *quote {
	i := sort.Search(len(r.quotes), func(i int) bool { return r.quotes[i].at.end >= s.end })
	if i < len(r.quotes) && r.quotes[i].at.holds(s) {
		return &r.quotes[i]
	}
	return nil
}

// quoteNear is the last quotation that touches s, or else the last one before it.
func (r *reading) quoteNear(s span) *quote {
	for i := len(r.quotes) - 1; i >= 0; i-- {
		if q := &r.quotes[i]; q.at.start < s.end && q.Speaker != "" {
			return q
		}
	}
	return nil
}

// speaker is who says q, or nil.
func (r *reading) speaker(q *quote) *entity {
	if q == nil || q.Speaker == "" {
		return nil
	}
	at, ok := r.speakerSpan(q)
	if !ok {
		return nil
	}
	var best *entity
	for i := range r.discourse.entities {
		if e := &r.discourse.entities[i]; e.at.overlaps(at) && (best == nil || e.at.end-e.at.start > best.at.end-best.at.start) {
			best = e
		}
	}
	return best
}

// addSpeaker makes the one who is quoted the actor of words that name none: "Deeply appreciate the support", he wrote.
func (r *reading) addSpeaker(t *told) {
	q := r.quoteAt(t.at)
	if len(t.actors) > 0 || !isVerbal(t.event.Type) || q == nil || q.Speaker == "" {
		return
	}
	if s, ok := r.speakerSpan(q); ok {
		p := r.resolve(r.sentenceAt(s.start), s, t, false)
		p.how = "speaks the quotation; " + p.how
		t.actors = append(t.actors, p)
	}
}

// setClaimant finds whose word an act is: whoever the sentence names as its source, else whoever is quoted with it.
func (r *reading) setClaimant(t *told, n int, m *extract.Mention, at func(extract.ByteSpan) span) {
	if m.Claimant != nil {
		p := r.resolve(n, at(*m.Claimant), nil, false)
		t.claimant = &p
		return
	}
	q := r.quoteAt(t.at)
	if q == nil || q.Speaker == "" {
		return
	}
	s, ok := r.speakerSpan(q)
	if !ok {
		return
	}
	p := r.resolve(r.sentenceAt(s.start), s, nil, false)
	p.how = "speaks the quotation; " + p.how
	t.claimant = &p
}

// speakerSpan finds where the text names the speaker of a quotation, as near to it as can be.
func (r *reading) speakerSpan(q *quote) (span, bool) {
	const near = 300
	full := q.Speaker
	last := full[strings.LastIndexByte(full, ' ')+1:]
	for _, name := range []string{full, last} {
		behind := r.text[q.at.end:min(len(r.text), q.at.end+near)]
		if i := strings.Index(behind, name); i >= 0 {
			return span{q.at.end + i, q.at.end + i + len(name)}, true
		}
		from := max(0, q.at.start-near)
		if i := strings.LastIndex(r.text[from:q.at.start], name); i >= 0 {
			return span{from + i, from + i + len(name)}, true
		}
	}
	const far = 20_000
	from := max(0, q.at.start-far)
	if i := strings.LastIndex(r.text[from:q.at.start], full); i >= 0 { // "the statement said", of one named long before
		return span{from + i, from + i + len(full)}, true
	}
	return span{}, false
}

// sentenceAt is the number of the sentence that holds byte i.
func (r *reading) sentenceAt(i int) int {
	for n := range r.sentences {
		if i < r.sentences[n].end {
			return n
		}
	}
	return len(r.sentences) - 1
}

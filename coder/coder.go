package coder

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/actors"
	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/extract"
	"github.com/barograph/barograph/places"
)

// An Extractor finds the acts that sentences tell; *extract.Extractor is one.
type Extractor interface {
	Extract(sentences []string) [][]extract.Mention
}

// A Coder codes documents.
type Coder struct {
	extractor Extractor
	actors    *actors.Tables
	gazetteer *places.Gazetteer
	ontology  *barograph.Ontology
}

// An Input is one document to code: an article, or a text that is coded as it stands.
type Input struct {
	ID        string
	Article   *barograph.Article
	Text      string               // used when there is no Article
	Published *barograph.Published // of Text; an Article has its own
}

// A Document is a coded input.
type Document struct {
	ID       string             `json:"id"`
	Text     string             `json:"text"` // what was coded; all offsets count code points of it
	Article  *barograph.Article `json:"article,omitempty"`
	Quotes   []barograph.Quote  `json:"quotes"`
	Events   []barograph.Event  `json:"events"`
	Warnings []string           `json:"warnings,omitempty"`

	// Explanations say of each event, in the same order, why it was coded so.
	Explanations []*Explanation `json:"-"`
}

// Code codes one document.
func (c *Coder) Code(in Input) *Document { return c.CodeAll([]Input{in})[0] }

// CodeText codes a sentence or passage as it stands. Without a publication date (nil) relative dates stay unresolved.
func (c *Coder) CodeText(text string, published *barograph.Published) *Document {
	return c.Code(Input{Text: text, Published: published})
}

// CodeAll codes documents together, which is faster than one by one: their sentences go through the extractor in one batch.
func (c *Coder) CodeAll(inputs []Input) []*Document {
	readings := make([]*reading, len(inputs))
	var sentences []string
	for i := range inputs {
		r := newReading(c, &inputs[i])
		readings[i] = r
		for _, s := range r.sentences {
			sentences = append(sentences, r.slice(s.span))
		}
	}
	mentions := c.extractor.Extract(sentences)
	docs := make([]*Document, len(inputs))
	for i, r := range readings {
		n := len(r.sentences)
		docs[i] = r.code(mentions[:n])
		mentions = mentions[n:]
	}
	return docs
}

// reading is one document while it is coded.
type reading struct {
	coder     *Coder
	doc       *Document
	text      string
	offsets   offsets
	published *barograph.Published
	dateline  string
	isArticle bool
	lead      int // end of headline and standfirst
	sentences []sentence
	quotes    []quote
	discourse discourse
	near      []places.Entry  // places that are certain so far
	home      string          // country of the dateline
	zone      *time.Location  // of the dateline
	anchor    time.Time       // the last day the text named
	undated   bool            // a relative date could not be resolved
	past      map[span]past   // when acts were that are told as history, by their triggers
	byRule    map[span]string // what a rule says of an act instead of the extractor, and why, by its trigger
}

type sentence struct {
	span
	words     []word           // nil until an act is found in the text
	stops     []int            // where the sentences of a passage begin, but the first
	countries []actors.Mention // nil until somebody asks
}

// stop cuts the words of a passage where its sentences end, so that no name runs over a full stop.
func (s *sentence) stop(text string) {
	i := 0
	for _, part := range article.Sentences(text) {
		for i < len(s.words) && s.words[i].start < s.start+part.Start {
			i++
		}
		if i > 0 && i < len(s.words) {
			s.words[i].cut = true
			s.stops = append(s.stops, s.words[i].start)
		}
	}
}

func newReading(c *Coder, in *Input) *reading {
	r := &reading{coder: c, text: in.Text, published: in.Published, past: map[span]past{}, byRule: map[span]string{}}
	if a := in.Article; a != nil {
		r.text, r.published, r.dateline, r.isArticle = a.Text(), a.Published, a.Dateline, true
		r.lead = len(r.text) - len(a.Body)
	}
	r.doc = &Document{ID: in.ID, Text: r.text, Article: in.Article, Quotes: []barograph.Quote{}, Events: []barograph.Event{}}
	r.offsets = newOffsets(r.text)
	r.split()
	r.findQuotes()
	return r
}

// passage is the size in bytes up to which a text that is coded as it stands goes to the extractor in one piece.
const passage = 1200

// split cuts the text into what the extractor reads at a time: an article into its sentences; a short passage stays whole, so that a
// participant named in one of its sentences is found from the other.
func (r *reading) split() {
	if !r.isArticle && len(r.text) <= passage && !strings.Contains(r.text, "\n\n") {
		r.sentences = []sentence{{span: span{0, len(r.text)}}}
		return
	}
	for _, s := range article.Sentences(r.text) {
		r.addSentence(span{s.Start, s.End})
	}
}

// addSentence takes a sentence, in pieces when no full stop ends it in sight.
func (r *reading) addSentence(s span) {
	const longest = 1500 // about what the extractor reads at a time
	for s.end-s.start > longest {
		cut := strings.LastIndexByte(r.text[s.start:s.start+longest], ' ')
		if cut <= 0 {
			for cut = longest; !utf8.RuneStart(r.text[s.start+cut]); cut-- {
			}
		}
		r.sentences = append(r.sentences, sentence{span: span{s.start, s.start + cut}})
		s.start += cut
		for s.start < s.end && r.text[s.start] == ' ' {
			s.start++
		}
	}
	if s.start < s.end {
		r.sentences = append(r.sentences, sentence{span: s})
	}
}

func (r *reading) slice(s span) string { return r.text[s.start:s.end] }

// span turns a stretch of the text into one that counts code points.
func (r *reading) span(s span) barograph.Span {
	return barograph.Span{Text: r.slice(s), Start: r.offsets.at(s.start), End: r.offsets.at(s.end)}
}

// code makes the document's events of the mentions that were found in its sentences.
func (r *reading) code(mentions [][]extract.Mention) *Document {
	any := false
	for _, ms := range mentions {
		any = any || len(ms) > 0
	}
	if !any {
		return r.doc
	}
	for i := range r.sentences {
		s := &r.sentences[i]
		s.words = splitWords(r.slice(s.span), s.start)
		if !r.isArticle && len(r.sentences) == 1 { // a passage that was not cut
			s.stop(r.slice(s.span))
		}
	}
	r.discourse.known = map[string]who{}
	for i := range mentions {
		mentions[i] = r.joined(i, mentions[i])
		for j := range mentions[i] {
			r.repair(i, &mentions[i][j])
			r.mendType(i, &mentions[i][j])
			r.mendRoles(i, &mentions[i][j], mentions[i])
			r.mendTimes(i, &mentions[i][j])
			r.mendPast(i, &mentions[i][j], mentions[i])
		}
	}
	r.readWho(mentions)
	r.readDateline()
	var all []*told
	for i, ms := range mentions {
		for j := range ms {
			all = append(all, r.tell(i, &ms[j]))
		}
	}
	if len(r.sentences) > 1 {
		all = merge(all)
	}
	for _, t := range all {
		r.finish(t, all)
		r.doc.Events = append(r.doc.Events, t.event)
		r.doc.Explanations = append(r.doc.Explanations, t.why)
	}
	if r.undated && !r.saysUndated() {
		r.doc.Warnings = append(r.doc.Warnings, "no publication date: relative dates stay unresolved; give --date")
	}
	return r.doc
}

// saysUndated says whether whoever read the page has said already that its day is not known.
func (r *reading) saysUndated() bool {
	return r.isArticle && slices.ContainsFunc(r.doc.Article.Warnings, func(w string) bool { return strings.Contains(w, "publication date") })
}

// tell finds out what one mention says.
func (r *reading) tell(n int, m *extract.Mention) *told {
	s := &r.sentences[n]
	at := func(b extract.ByteSpan) span { return span{s.start + b.Start, s.start + b.End} }
	t := &told{at: at(m.Trigger), lead: s.start < r.lead, why: &Explanation{}}
	t.event = barograph.Event{
		Type: m.Type, Mode: m.Mode, Status: m.Status, Trigger: r.span(t.at), Sentence: n, Evidence: r.slice(s.span),
		Confidence: round(float64(m.Confidence)), Locations: []barograph.Location{}, Mentions: []barograph.Mention{},
	}
	if m.Type == barograph.Request {
		t.event.Force = m.Force
	}
	t.why.Trigger = Reason{Text: t.event.Trigger.Text, Because: "learned from annotated sentences; confidence " +
		strconv.FormatFloat(t.event.Confidence, 'f', 2, 64)}
	if why, ok := r.byRule[t.at]; ok {
		t.why.Trigger.Because += "; " + why
	}
	r.setPlaces(t, n, m, at)
	r.setTime(t, n, m, at)
	r.setParties(t, n, m, at)
	within := func(b *extract.ByteSpan) *span {
		if b == nil {
			return nil
		}
		s := at(*b)
		return &s
	}
	r.setCounts(t, n, within(m.Deaths), within(m.Injuries))
	r.addSpeaker(t)
	r.setClaimant(t, n, m, at)
	r.setContent(t, n)
	return t
}

// finish gives an event, once all its reports are one, its code and its id.
func (r *reading) finish(t *told, all []*told) {
	e := &t.event
	e.Actors, e.Recipients = participants(t.actors), participants(t.recipients)
	if t.claimant != nil {
		p := t.claimant.Participant
		e.Claimant = &p
	}
	e.Named = r.named(t, all)
	e.Quad = barograph.Quad(e.Type, e.Force)
	e.ID = eventID(r.doc.ID, e.Trigger.Start)
	r.setCAMEO(t)
	r.explain(t)
}

func participants(ps []party) []barograph.Participant {
	out := make([]barograph.Participant, len(ps))
	for i := range ps {
		out[i] = ps[i].Participant
	}
	return out
}

// setCAMEO asks the ontology for the code, with the words and sectors around the act.
func (r *reading) setCAMEO(t *told) {
	e := &t.event
	act := barograph.Act{Type: e.Type, Mode: e.Mode, Force: e.Force, Status: e.Status, Actors: sectors(t.actors),
		Recipients: sectors(t.recipients)}
	words := r.sentences[e.Sentence].words
	first, last := wordsAt(words, t.at)
	const reach = 8
	low, high := max(0, first-reach), min(len(words), last+reach)
	lower := make([]string, high-low)
	for i := range lower {
		lower[i] = words[low+i].lower
	}
	act.Near, act.Trigger = lower, lower[first-low:last-low]
	code, rule := r.coder.ontology.Code(&act)
	e.CAMEO, e.Goldstein = code.Code, code.Goldstein
	t.why.setCode(code, rule, e)
}

func sectors(ps []party) []barograph.Sector {
	var out []barograph.Sector
	for i := range ps {
		out = append(out, ps[i].Sector)
	}
	return out
}

// wordsAt gives the first word that s touches and the one behind the last.
func wordsAt(words []word, s span) (first, last int) {
	for first < len(words) && words[first].end <= s.start {
		first++
	}
	for last = first; last < len(words) && words[last].start < s.end; last++ {
	}
	return first, last
}

// eventID is stable for as long as the input has the same name and text.
func eventID(doc string, trigger int) string {
	sum := sha256.Sum256([]byte(doc + "\x00" + strconv.Itoa(trigger)))
	return hex.EncodeToString(sum[:8])
}

func round(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'f', 3, 64), 64)
	if err != nil {
		return 0
	}
	return y
}

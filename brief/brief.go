package brief

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/internal/prose"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/tension"
)

// A Record is what reports are written from; a store.Store is one.
type Record interface {
	contacts.Record
	tension.Source
}

// Options say what a report is about.
type Options struct {
	At         barograph.Day // the last day; only what was published by then counts
	Days       int           // how many days up to At
	Confidence float64       // stories below it are left out
	Limit      int           // how many stories are told as what happened; 0 is 12
}

// A Brief is a situation report.
type Brief struct {
	A        string        `json:"a"` // country codes
	B        string        `json:"b"`
	Title    string        `json:"title"`
	From     barograph.Day `json:"from"`
	To       barograph.Day `json:"to"`
	Standing string        `json:"standing"` // what the report rests on
	Sections []Section     `json:"sections"`
	Sources  []Source      `json:"sources"`
}

// A Section is a part of the report.
type Section struct {
	Title     string     `json:"title"`
	Sentences []Sentence `json:"sentences"`
}

// A Sentence is a statement with what it rests on.
type Sentence struct {
	Lead    string   `json:"lead,omitempty"`  // what it is about: a day, a claimant
	Text    string   `json:"text,omitempty"`  // counted or named from the record
	Quote   string   `json:"quote,omitempty"` // a report's own words
	After   string   `json:"after,omitempty"` // who else reports it, what is disputed
	Under   bool     `json:"under,omitempty"` // it belongs under the sentence before
	Events  []string `json:"events"`          // ids
	Sources []int    `json:"sources"`         // numbers
}

// A Source is an article that is cited.
type Source struct {
	Number    int                  `json:"number"`
	Article   string               `json:"article,omitempty"` // id
	Outlet    string               `json:"outlet,omitempty"`
	Headline  string               `json:"headline,omitempty"`
	URL       string               `json:"url,omitempty"`
	Published *barograph.Published `json:"published,omitempty"`
	Evidence  []string             `json:"evidence"` // the sentences it is cited for
	Unquoted  []string             `json:"-"`        // those of them that the report does not quote
}

// A writer collects what the report needs while it is written.
type writer struct {
	o        Options
	a, b     string
	from     barograph.Day
	brief    *Brief
	then     *store.Then     // the record as known at o.At
	items    []item          // what is to be told, the weightiest first
	picked   map[*item]bool  // those that are told as what happened
	quoted   map[string]bool // sentences
	number   map[string]int  // of articles
	contacts *contacts.Overview
	look     *tension.Reading // of the pair
	series   *tension.Series  // and its days
}

// An item is a story, or several that are told by one sentence.
type item struct {
	stories []barograph.Story
	cite    contacts.Evidence
	weight  float64
	both    bool // it names both countries
}

// day is the day of the weightiest story or, of several that one sentence tells, the last that is no later than the sentence.
func (it *item) day() barograph.Day {
	day := it.stories[0].Filed
	if p := it.cite.Published; p != nil {
		for i := range it.stories {
			s := &it.stories[i]
			if s.Filed > day && s.Filed <= barograph.DayOf(p.Time) && tells(s, it.cite) {
				day = s.Filed
			}
		}
	}
	return day
}

// tells says whether one of the reports of a story rests on a sentence.
func tells(s *barograph.Story, e contacts.Evidence) bool {
	return slices.ContainsFunc(s.Reports, func(r barograph.Report) bool { return r.ID == e.Report || r.Evidence == e.Sentence })
}

// Write writes the report on two countries, by code. o.At and o.Days, from 1, must be given. It fails when the two are one, or as the
// record does.
func Write(ctx context.Context, r Record, a, b string, o Options) (*Brief, error) {
	o.Limit = cmp.Or(o.Limit, 12)
	w := &writer{o: o, a: a, b: b, from: o.At.Add(1 - o.Days), quoted: map[string]bool{}, picked: map[*item]bool{}, number: map[string]int{}}
	names := prose.Country(a) + " and " + prose.Country(b)
	w.brief = &Brief{A: a, B: b, Title: prose.Upper(names) + ": situation report", From: w.from, To: o.At}
	var err error
	if w.then, err = store.ReadThen(ctx, r, o.At); err != nil {
		return nil, err
	}
	if err := w.read(ctx); err != nil {
		return nil, err
	}
	if w.contacts, err = contacts.Of(ctx, r, a, b, contacts.Options{At: o.At, Days: max(o.Days, 30), Confidence: o.Confidence}); err != nil {
		return nil, err
	}
	if err := w.pressure(ctx, r); err != nil {
		return nil, err
	}
	last, err := w.latest(ctx, r)
	if err != nil {
		return nil, err
	}
	w.brief.Standing = w.standing()
	w.section("In short", w.short(last))
	w.section("What happened", w.happened())
	w.section("What is contested, and the figures", w.contested())
	w.section("Who is talking", w.talking())
	turns, err := w.turns(ctx, r)
	if err != nil {
		return nil, err
	}
	w.section("What changed", append(w.changed(), turns...))
	w.section("What to watch", w.watch())
	w.section("What this report does not know", w.limits())
	w.finish()
	return w.brief, nil
}

// read reads the stories the report is about.
func (w *writer) read(ctx context.Context) error {
	var stories []barograph.Story
	names := map[string]int{} // of articles: 1 the first country, 2 the second, 3 an act of both
	f := store.Filter{Countries: []string{w.a, w.b}, Since: w.from, Until: w.o.At, Confidence: w.o.Confidence}
	err := w.then.Each(ctx, f, func(s *barograph.Story) error {
		if s.Origin != "" { // imported rows have no words to quote
			return nil
		}
		stories = append(stories, *s)
		for i := range s.Reports {
			names[s.Reports[i].Source.ID] |= w.named(s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range stories {
		s := &stories[i]
		both := w.named(s) == 3
		about := both || slices.ContainsFunc(s.Reports, func(r barograph.Report) bool { return names[r.Source.ID] == 3 })
		cite := contacts.Cite(s)
		if about && whole(cite.Sentence) {
			w.add(item{[]barograph.Story{*s}, cite, weight(s, cite.Sentence, both), both})
		}
	}
	slices.SortStableFunc(w.items, func(x, y item) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(y.day(), x.day()), strings.Compare(x.stories[0].ID, y.stories[0].ID))
	})
	return nil
}

// named tells which of the two a story names: 1, 2, or 3 both.
func (w *writer) named(s *barograph.Story) (bits int) {
	for _, ps := range [][]barograph.Participant{s.Actors, s.Recipients} {
		for i := range ps {
			switch ps[i].Code {
			case w.a:
				bits |= 1
			case w.b:
				bits |= 2
			}
		}
	}
	return bits
}

// whole says whether a text is a sentence, not a headline.
func whole(s string) bool {
	s = strings.TrimRight(s, `"”’') `)
	return s != "" && strings.ContainsAny(s[len(s)-1:], ".!?")
}

func weight(s *barograph.Story, sentence string, both bool) float64 {
	x := (math.Abs(s.Goldstein) + 1) * s.Confidence * (1 + math.Log(float64(max(s.Sources, 1))))
	if !both {
		x *= 0.3
	}
	if contacts.Leans(sentence) {
		x *= 0.5
	}
	return x
}

// add puts an item to those whose sentence says the same, or beside them.
func (w *writer) add(it item) {
	for i := range w.items {
		x := &w.items[i]
		if x.cite.Sentence != it.cite.Sentence && !alike(x.cite.Sentence, it.cite.Sentence) {
			continue
		}
		if it.weight > x.weight {
			x.cite, x.weight = it.cite, it.weight
			x.stories = append(it.stories, x.stories...)
		} else {
			x.stories = append(x.stories, it.stories...)
		}
		x.both = x.both || it.both
		return
	}
	w.items = append(w.items, it)
}

// alike says whether two sentences share most of their words.
func alike(a, b string) bool {
	x, y := strings.Fields(store.Fold(a)), strings.Fields(store.Fold(b))
	in := map[string]bool{}
	for _, word := range x {
		in[word] = true
	}
	shared, seen := 0, map[string]bool{}
	for _, word := range y {
		if !seen[word] && in[word] {
			shared++
		}
		seen[word] = true
	}
	return shared*10 >= 7*min(len(in), len(seen)) && len(in)*10 >= 6*len(seen) && len(seen)*10 >= 6*len(in)
}

// cite gives an article its number, and notes the sentence it is cited for.
func (w *writer) cite(e contacts.Evidence) int {
	key := cmp.Or(e.Article, e.URL, e.Outlet+e.Sentence)
	n, ok := w.number[key]
	if !ok {
		n = len(w.brief.Sources) + 1
		w.number[key] = n
		w.brief.Sources = append(w.brief.Sources, Source{Number: n, Article: e.Article, Outlet: e.Outlet, Headline: e.Headline,
			URL: e.URL, Published: e.Published})
	}
	src := &w.brief.Sources[n-1]
	if e.Sentence != "" && !slices.Contains(src.Evidence, e.Sentence) {
		src.Evidence = append(src.Evidence, e.Sentence)
	}
	return n
}

// quote gives the words of a sentence the first time it is asked for, and its beginning from then on.
func (w *writer) quote(sentence string) string {
	plain := strings.Join(strings.Fields(sentence), " ")
	if w.quoted[sentence] {
		return clip(plain)
	}
	w.quoted[sentence] = true
	return plain
}

// clip is the beginning of a sentence, enough to know it again.
func clip(s string) string {
	const enough = 60 // bytes
	if len(s) <= enough+20 {
		return s
	}
	cut := strings.LastIndexByte(s[:enough], ' ')
	return strings.TrimRight(s[:max(cut, 0)], " ,;:") + " …"
}

// told is how many articles beside the quoted one a sentence cites.
const told = 3

// sources cites the quoted report of an item and some of the others.
func (w *writer) sources(it *item) (numbers []int, events []string) {
	numbers = []int{w.cite(it.cite)}
	for i := range it.stories {
		s := &it.stories[i]
		events = append(events, s.ID)
		for j := range s.Reports {
			r := &s.Reports[j]
			if len(numbers) > told {
				break
			}
			n := w.cite(evidence(r))
			if !slices.Contains(numbers, n) {
				numbers = append(numbers, n)
			}
		}
	}
	return numbers, events
}

func evidence(r *barograph.Report) contacts.Evidence {
	return contacts.Evidence{Report: r.ID, Article: r.Source.ID, Sentence: r.Evidence, Headline: r.Source.Headline, Outlet: r.Source.Outlet,
		URL: r.Source.URL, Published: r.Source.Published}
}

func (w *writer) section(title string, sentences []Sentence) {
	for i := range sentences {
		if sentences[i].Sources == nil {
			sentences[i].Sources = []int{}
		}
		if sentences[i].Events == nil {
			sentences[i].Events = []string{}
		}
	}
	if len(sentences) > 0 {
		w.brief.Sections = append(w.brief.Sections, Section{title, sentences})
	}
}

// finish notes which evidence the report itself does not quote.
func (w *writer) finish() {
	for i := range w.brief.Sources {
		src := &w.brief.Sources[i]
		for _, e := range src.Evidence {
			if !w.quoted[e] && e != src.Headline {
				src.Unquoted = append(src.Unquoted, strings.Join(strings.Fields(e), " "))
			}
		}
	}
	if w.brief.Sources == nil {
		w.brief.Sources = []Source{}
	}
}

// standing says what the report rests on.
func (w *writer) standing() string {
	articles, sources, stories := map[string]bool{}, map[string]bool{}, 0
	for i := range w.items {
		for j := range w.items[i].stories {
			s := &w.items[i].stories[j]
			stories++
			for k := range s.Reports {
				articles[s.Reports[k].Source.ID] = true
				sources[cmp.Or(s.Reports[k].Source.Copies, s.Reports[k].Source.ID)] = true
			}
		}
	}
	if stories == 0 {
		return fmt.Sprintf("%s, as known on %s.", prose.Upper(prose.Span(w.from, w.o.At)), prose.Day(w.o.At))
	}
	return fmt.Sprintf("%s, as known on %s. It rests on %s in %s from %s. "+
		"Acts are told in the words of the reports; all else is counted from the record.",
		prose.Upper(prose.Span(w.from, w.o.At)), prose.Day(w.o.At), prose.Count(stories, "coded event"), prose.Count(len(articles), "article"),
		prose.Count(len(sources), "independent source"))
}

package dedup

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/extract"
)

// crisis is an annotated day of testdata, whose README describes the form.
type crisis struct {
	name     string
	center   int                 // the day at its centre, by dayNumber
	kinds    map[string]string   // of the clusters: "TYPE/mode"
	fields   map[string][]string // the rest of the clusters' lines
	articles []crisisArticle
}

type crisisArticle struct {
	id, source, copies, text string
	published                time.Time
	marks                    []mark
}

// mark is a trigger that an annotator marked.
type mark struct {
	start, end int    // code points
	cluster    string // "-" is left out
	kind       string
	status     barograph.Status
	deaths     *barograph.Count
	injuries   *barograph.Count
}

var marked = regexp.MustCompile(`\[\[([^\[\]|]+)\|([^\[\]|]+)\]\]`)

func readCrisis(path string) (*crisis, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := &crisis{name: strings.TrimSuffix(filepath.Base(path), ".txt"), kinds: map[string]string{}, fields: map[string][]string{}}
	inClusters := false
	var a *crisisArticle
	for _, line := range strings.Split(string(data), "\n") {
		key, value, isPair := strings.Cut(line, ": ")
		switch {
		case strings.TrimSpace(line) == "" || line[0] == '#':
		case line == "CLUSTERS":
			inClusters = true
		case strings.HasPrefix(line, "ARTICLE "):
			inClusters = false
			c.articles = append(c.articles, crisisArticle{id: line[len("ARTICLE "):]})
			a = &c.articles[len(c.articles)-1]
		case inClusters:
			id, rest, _ := strings.Cut(line, " ")
			kind, _, _ := strings.Cut(rest, " ")
			c.kinds[id] = kind
			c.fields[id] = strings.Split(rest, " | ")
		case a == nil && key == "day":
			d, err := barograph.ParseDay(value)
			if err != nil {
				return nil, err
			}
			c.center = dayNumber(d)
		case a == nil:
		case isPair && a.text == "" && slices.Contains([]string{"source", "kind", "published", "copy"}, key):
			switch key {
			case "source":
				a.source = value
			case "copy":
				a.copies = value
			case "published":
				if a.published, err = time.Parse("2006-01-02T15:04Z", value); err != nil {
					return nil, err
				}
			}
		default:
			a.addLine(c, line)
		}
	}
	return c, nil
}

func (a *crisisArticle) addLine(c *crisis, line string) {
	if a.text != "" {
		a.text += "\n\n"
	}
	at := 0
	for _, m := range marked.FindAllStringSubmatchIndex(line, -1) {
		a.text += line[at:m[0]]
		at = m[1]
		words := strings.Fields(line[m[4]:m[5]])
		k := mark{start: len([]rune(a.text)), cluster: words[0], kind: c.kinds[words[0]], status: barograph.Occurred}
		a.text += line[m[2]:m[3]]
		k.end = len([]rune(a.text))
		for _, w := range words[1:] {
			switch {
			case strings.HasPrefix(w, "d="):
				k.deaths = figure(w[2:])
			case strings.HasPrefix(w, "i="):
				k.injuries = figure(w[2:])
			case slices.Contains(barograph.Statuses, barograph.Status(w)):
				k.status = barograph.Status(w)
			default:
				k.kind = w
			}
		}
		a.marks = append(a.marks, k)
	}
	a.text += line[at:]
}

// figure reads "26", "75+" or "10-12".
func figure(s string) *barograph.Count {
	low, high, isRange := strings.Cut(strings.TrimSuffix(s, "+"), "-")
	c := &barograph.Count{Text: s}
	c.Min, _ = strconv.Atoi(low)
	switch {
	case isRange:
		c.Max, _ = strconv.Atoi(high)
	case !strings.HasSuffix(s, "+"):
		c.Max = c.Min
	}
	return c
}

func readCrises(t testing.TB, dir string) []*crisis {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", dir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal("no crisis days", err)
	}
	var out []*crisis
	for _, f := range files {
		c, err := readCrisis(f)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// pointed is an extractor that is told by annotators which words tell an act, of which type and status. Who takes part, where and when
// it reads with a model; of words that the model does not see as an act it knows nothing.
type pointed struct {
	model interface {
		Extract([]string) [][]extract.Mention
	}
	article *crisisArticle
}

func (p pointed) Extract(sentences []string) [][]extract.Mention {
	read := p.model.Extract(sentences)
	out := make([][]extract.Mention, len(sentences))
	at := 0
	for i, s := range sentences {
		from := at + strings.Index(p.article.text[at:], s)
		at = from + len(s)
		first := len([]rune(p.article.text[:from]))
		runes := []rune(s)
		for _, k := range p.article.marks {
			if k.cluster == "-" || k.start < first || k.end > first+len(runes) {
				continue
			}
			start := len(string(runes[:k.start-first]))
			trigger := extract.ByteSpan{Start: start, End: start + len(string(runes[k.start-first:k.end-first]))}
			var m extract.Mention
			best := 0
			for _, r := range read[i] {
				if n := min(r.Trigger.End, trigger.End) - max(r.Trigger.Start, trigger.Start); n > best {
					m, best = r, n
				}
			}
			kind := strings.Split(k.kind+"//", "/")
			m.Trigger, m.Type, m.Mode, m.Force, m.Status = trigger, barograph.Type(kind[0]), kind[1], kind[2], k.status
			if m.Confidence == 0 {
				m.Confidence = 0.5
			}
			out[i] = append(out[i], m)
		}
	}
	return out
}

// lenient is the built-in model with its thresholds taken away, so that it reads the participants of words it would refuse.
func lenient(t testing.TB) *extract.Extractor {
	weights, err := os.ReadFile(filepath.Join("..", "extract", "weights.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	vocab, err := os.ReadFile(filepath.Join("..", "extract", "vocab.txt"))
	if err != nil {
		t.Fatal(err)
	}
	head := weights[:min(len(weights), 1<<16)]
	for _, name := range []string{"candidate", "threshold", "gate_threshold"} {
		field := []byte(`\"` + name + `\": `)
		if i := bytes.Index(head, field); i >= 0 {
			for j := i + len(field); head[j] != ',' && head[j] != '}'; j++ {
				if head[j] >= '1' && head[j] <= '9' {
					head[j] = '0'
				}
			}
		}
	}
	if i := bytes.Index(head, []byte(`\"gate_threshold\": -0`)); i >= 0 {
		head[i+len(`\"gate_threshold\": -`)] = '9'
	}
	if i := bytes.Index(head, []byte(`\"candidate\": 0.0`)); i >= 0 {
		j := i + len(`\"candidate\": 0.`)
		for head[j] == '0' && head[j+1] == '0' {
			j++
		}
		copy(head[j:], "2")
	}
	e, err := extract.New(weights, vocab)
	if err != nil {
		t.Skip("no trained model: ", err)
	}
	return e
}

// told is a set of crisis days as reports, with the annotator's cluster of each mention.
type told struct {
	centers map[int]int // of the crisis days, by their numbers
	reports []barograph.Report
	of      []int // the crisis day of each report
	gold    []goldMention
	missed  int // marks that no report stands for
}

// goldMention is a mark and the report that stands for it.
type goldMention struct {
	cluster string // unique over all days
	report  string // id
}

// coded gives the reports that the coder makes: of the marks given, if pointing, or from the text alone.
func coded(t testing.TB, days []*crisis, pointing bool) *told {
	t.Helper()
	if _, err := extract.Default(); err != nil {
		t.Skip(err)
	}
	opts := coder.Options{}
	var p *pointed
	if pointing {
		p = &pointed{model: lenient(t)}
		opts.Extractor = p
	}
	c, err := coder.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	out := &told{centers: centers(days)}
	for _, day := range days {
		ids := map[string]string{}
		for i := range day.articles {
			sum := sha256.Sum256([]byte(day.name + day.articles[i].id))
			ids[day.articles[i].id] = hex.EncodeToString(sum[:8])
		}
		for i := range day.articles {
			a := &day.articles[i]
			if p != nil {
				p.article = a
			}
			headline, body, _ := strings.Cut(a.text, "\n\n")
			published := &barograph.Published{Time: a.published}
			art := &barograph.Article{Headline: headline, Body: body, Source: a.source, Published: published, Dateline: datelineOf(body)}
			doc := c.Code(coder.Input{ID: ids[a.id], Article: art})
			if doc.Text != a.text {
				t.Fatalf("%s %s: the coded text differs", day.name, a.id)
			}
			src := barograph.Source{ID: ids[a.id], Outlet: a.source, Headline: headline, Published: published, Copies: ids[a.id]}
			if a.copies != "" {
				src.Copies = ids[a.copies]
			}
			first := len(out.reports)
			for _, e := range doc.Events {
				out.reports = append(out.reports, barograph.Report{Event: e, Source: src})
				out.of = append(out.of, dayOfCluster(day.name))
			}
			out.match(day.name, a, out.reports[first:])
		}
	}
	return out
}

// match finds the reports that stand for the marks of an article.
func (o *told) match(day string, a *crisisArticle, reports []barograph.Report) {
	for _, k := range a.marks {
		if k.cluster == "-" {
			continue
		}
		best, id := 0, ""
		see := func(s barograph.Span, report string) {
			if n := min(k.end, s.End) - max(k.start, s.Start); n > best {
				best, id = n, report
			}
		}
		for i := range reports {
			see(reports[i].Trigger, reports[i].ID)
			for j := range reports[i].Mentions {
				see(reports[i].Mentions[j].Trigger, reports[i].ID)
			}
		}
		if id == "" {
			o.missed++
			continue
		}
		o.gold = append(o.gold, goldMention{cluster: day + " " + k.cluster, report: id})
	}
}

var wireDateline = regexp.MustCompile(`^([A-Z][A-Z ./,'-]{2,40}) - `)

func datelineOf(body string) string {
	if m := wireDateline.FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return ""
}

// bcubed compares a clustering of reports, given by the story of each, with the annotators'.
func (o *told) bcubed(story map[string]string) (precision, recall, f1 float64) {
	type both struct{ story, cluster string }
	n := map[both]float64{}
	stories, clusters := map[string]float64{}, map[string]float64{}
	for _, g := range o.gold {
		s := story[g.report]
		n[both{s, g.cluster}]++
		stories[s]++
		clusters[g.cluster]++
	}
	for b, k := range n {
		precision += k * k / stories[b.story]
		recall += k * k / clusters[b.cluster]
	}
	precision /= float64(len(o.gold))
	recall /= float64(len(o.gold))
	return precision, recall, 2 * precision * recall / (precision + recall)
}

func (o *told) String() string {
	return fmt.Sprintf("%d reports, %d of %d mentions found", len(o.reports), len(o.gold), len(o.gold)+o.missed)
}

// annotated gives each mark as a report of its own, with the fields that the annotators gave its cluster.
func annotated(t testing.TB, days []*crisis) *told {
	out := &told{centers: centers(days)}
	for _, day := range days {
		ids := map[string]string{}
		for i := range day.articles {
			sum := sha256.Sum256([]byte(day.name + day.articles[i].id))
			ids[day.articles[i].id] = hex.EncodeToString(sum[:8])
		}
		for i := range day.articles {
			a := &day.articles[i]
			headline, _, _ := strings.Cut(a.text, "\n\n")
			src := barograph.Source{ID: ids[a.id], Outlet: a.source, Headline: headline, Published: &barograph.Published{Time: a.published}, Copies: ids[a.id]}
			if a.copies != "" {
				src.Copies = ids[a.copies]
			}
			spans := article.Sentences(a.text)
			runes := []rune(a.text)
			for _, k := range a.marks {
				if k.cluster == "-" {
					continue
				}
				f := day.fields[k.cluster]
				kind := strings.Split(k.kind+"//", "/")
				r := barograph.Report{Source: src}
				sum := sha256.Sum256([]byte(fmt.Sprint(src.ID, k.start)))
				r.ID = hex.EncodeToString(sum[:8])
				r.Type, r.Mode, r.Force, r.Status = barograph.Type(kind[0]), kind[1], kind[2], k.status
				r.Trigger = barograph.Span{Text: string(runes[k.start:k.end]), Start: k.start, End: k.end}
				r.Quad = barograph.Quad(r.Type, r.Force)
				r.Deaths, r.Injuries = k.deaths, k.injuries
				at := len(string(runes[:k.start]))
				for n, s := range spans {
					if s.Start <= at && at < s.End {
						r.Sentence, r.Evidence = n, a.text[s.Start:s.End]
					}
				}
				sides := [2][]barograph.Participant{}
				for i, text := range f[1:3] {
					if text == "-" {
						continue
					}
					for _, p := range strings.Split(text, "+") {
						code, sector, _ := strings.Cut(strings.TrimSuffix(p, "?"), ".")
						sides[i] = append(sides[i], barograph.Participant{Code: strings.Trim(code, "_"), Sector: barograph.Sector(strings.Trim(sector, "_"))})
					}
				}
				r.Actors, r.Recipients = sides[0], sides[1]
				if f[3] != "-" {
					if err := r.Set("time", f[3]); err != nil {
						t.Fatal(err)
					}
				}
				if f[4] != "-" {
					if err := r.Set("place", f[4]); err != nil {
						t.Fatal(err)
					}
				}
				out.reports = append(out.reports, r)
				out.of = append(out.of, dayOfCluster(day.name))
				out.gold = append(out.gold, goldMention{cluster: day.name + " " + k.cluster, report: r.ID})
			}
		}
	}
	return out
}

// digests reads the reports. All crises are moved into one week, so that reports of one crisis stand among those of the others, as they do
// in the news.
func (o *told) digests() []*Digest {
	const someDay = 18000
	ds := make([]*Digest, len(o.reports))
	for i := range o.reports {
		d := NewDigest(&o.reports[i])
		shift := someDay + o.of[i]%7 - o.centers[o.of[i]]
		d.from, d.to, d.published = d.from+shift, d.to+shift, d.published+shift
		ds[i] = d
	}
	return ds
}

// centers gives the days at the centre of crises.
func centers(days []*crisis) map[int]int {
	out := map[int]int{}
	for _, c := range days {
		out[dayOfCluster(c.name)] = c.center
	}
	return out
}

// stories merges, and gives the story of each report.
func (o *told) stories(r *Rule) map[string]string {
	out := map[string]string{}
	for _, s := range r.Stories(o.digests(), nil) {
		for i := range s.Reports {
			out[s.Reports[i].ID] = s.ID
		}
	}
	return out
}

// alone takes every report for a story of its own.
func (o *told) alone() map[string]string {
	out := map[string]string{}
	for i := range o.reports {
		out[o.reports[i].ID] = o.reports[i].ID
	}
	return out
}

// days picks some of the days.
func (o *told) days(want func(int) bool) *told {
	out := &told{centers: o.centers}
	for _, g := range o.gold {
		if want(dayOfCluster(g.cluster)) {
			out.gold = append(out.gold, g)
		}
	}
	for i, r := range o.reports {
		if want(o.of[i]) {
			out.reports = append(out.reports, r)
			out.of = append(out.of, o.of[i])
		}
	}
	return out
}

// apart gives each day by itself.
func (o *told) apart() []*told {
	var out []*told
	for _, n := range slices.Sorted(maps.Keys(o.centers)) {
		out = append(out, o.days(func(day int) bool { return day == n }))
	}
	return out
}

package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/coder"
	"github.com/barograph/barograph/ingest/wikipedia"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/sqlite"
)

// oneAct codes every article as one act.
type oneAct struct{}

func (oneAct) CodeAll(inputs []coder.Input) []*coder.Document {
	var out []*coder.Document
	for _, in := range inputs {
		sum := sha256.Sum256([]byte(in.ID))
		words := strings.Fields(in.Article.Text())
		e := barograph.Event{
			ID: hex.EncodeToString(sum[:8]), Type: barograph.Assault, Status: "occurred", CAMEO: "190", Trigger: barograph.Span{Text: words[0], End: len(words[0])},
			Actors: []barograph.Participant{}, Recipients: []barograph.Participant{}, Locations: []barograph.Location{}, Mentions: []barograph.Mention{}, Evidence: in.Article.Body, Confidence: 0.9,
		}
		out = append(out, &coder.Document{ID: in.ID, Text: in.Article.Text(), Article: in.Article, Quotes: []barograph.Quote{}, Events: []barograph.Event{e}})
	}
	return out
}

func record(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "r.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func dump(t *testing.T, s store.Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := (store.Alone{}).Merge(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if err := store.Dump(t.Context(), s, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var today = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

func loader(s Record) *Loader {
	return &Loader{Record: s, Coder: oneAct{}, Name: "test", Jobs: 3, Now: func() time.Time { return today }}
}

func load(t *testing.T, l *Loader, r *Reader, sources ...string) *Summary {
	t.Helper()
	total, err := l.Load(t.Context(), func(ctx context.Context, fn func(*Document) error) error { return r.Read(ctx, sources, fn) })
	if err != nil {
		t.Fatal(err)
	}
	return total
}

// line is a line of JSON with an article whose text is its own.
func line(n int, url string) string {
	nouns := strings.Fields("river bridge market school hospital road village camp harbour tower garden border valley station minister teacher driver farmer doctor soldier winter summer paper letter window table number answer question morning")
	body := ""
	for i := range 30 {
		body += "the " + nouns[hash(fmt.Sprint(n, i), 0)%uint64(len(nouns))] + " and "
	}
	return fmt.Sprintf(`{"id":"%d","url":"%s","title":"Army enters town %d","text":"Troops of the northern army entered the town number %d on Sunday, the governor said. %sand so on.","published":"2025-05-08","source":"The Post"}`, n, url, n, n, body)
}

func TestTwiceIsOnce(t *testing.T) {
	s := record(t)
	var lines []string
	for i := range 40 {
		lines = append(lines, line(i, fmt.Sprintf("https://www.a.example/%d?utm_source=x", i)))
	}
	data := strings.Join(lines, "\n")
	got := load(t, loader(s), &Reader{Stdin: strings.NewReader(data + "\n" + data)}, "-")
	if got.Read != 80 || got.Coded != 40 || got.Known != 40 || got.Events != 40 || got.Failed != 0 {
		t.Errorf("%+v", got)
	}
	before := dump(t, s)
	// Another way of writing the same addresses.
	again := strings.NewReader(strings.ReplaceAll(data, "https://www.a.example", "http://a.example"))
	if got := load(t, loader(s), &Reader{Stdin: again}, "-"); got.Coded != 0 || got.Known != 40 {
		t.Errorf("%+v", got)
	}
	if dump(t, s) != before {
		t.Error("the record has changed")
	}
}

// In any order, in one run or interrupted again and again, the record is the same, and nothing is lost.
func TestInterrupted(t *testing.T) {
	var lines []string
	for i := range 200 {
		lines = append(lines, line(i/2*2, fmt.Sprintf("https://a.example/%d", i))) // each text twice: copies
	}
	lines = append(lines, line(900, "https://a.example/1"), line(901, "https://a.example/7")) // other versions
	whole := record(t)
	load(t, loader(whole), &Reader{Stdin: strings.NewReader(strings.Join(lines, "\n"))}, "-")
	want := dump(t, whole)
	random := rand.New(rand.NewPCG(3, 4))
	for round := range 3 {
		random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		s := record(t)
		for try := 0; ; try++ {
			ctx, cancel := context.WithCancel(t.Context())
			left := 1 + random.IntN(80)
			if try == 20 {
				left = 1 << 30
			}
			_, err := loader(s).Load(ctx, func(ctx context.Context, fn func(*Document) error) error {
				r := &Reader{Stdin: strings.NewReader(strings.Join(lines, "\n"))}
				return r.Read(ctx, []string{"-"}, func(d *Document) error {
					if left--; left == 0 {
						cancel()
					}
					return fn(d)
				})
			})
			cancel()
			if err == nil {
				break
			}
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
		}
		if got := dump(t, s); got != want {
			t.Errorf("round %d: another record, %d bytes and not %d", round, len(got), len(want))
		}
	}
}

func TestVersionsAndCopies(t *testing.T) {
	s := record(t)
	first := line(1, "https://a.example/x")
	later := strings.Replace(line(2, "https://m.a.example/x?fbclid=1"), `"2025-05-08"`, `"2025-05-09"`, 1)
	other := line(1, "https://b.example/y")
	got := load(t, loader(s), &Reader{Stdin: strings.NewReader(first)}, "-")
	got.Add(load(t, loader(s), &Reader{Stdin: strings.NewReader(later + "\n" + other)}, "-"))
	if got.Coded != 3 || got.Newer != 1 || got.Copies != 1 {
		t.Errorf("%+v", got)
	}
	stats, err := s.Stats(t.Context())
	if err != nil || stats.Articles != 3 || stats.Current != 2 {
		t.Errorf("%+v %v", stats, err)
	}
	if text := got.String(); !strings.Contains(text, "read 3 articles: 3 new, 0 in the record before") || !strings.Contains(text, "1 copies of others, 1 newer versions") {
		t.Error(text)
	}
}

// A page without a date, which a feed and an archive date differently, is the same record whichever is read first.
func TestDatesFromOutside(t *testing.T) {
	day := &barograph.Published{Time: time.Date(2025, 5, 8, 0, 0, 0, 0, time.UTC), DayOnly: true}
	claims := []Claims{{Captured: time.Date(2025, 5, 20, 3, 0, 0, 0, time.UTC)}, {Published: day}, {Captured: time.Date(2025, 5, 12, 3, 0, 0, 0, time.UTC)}, {}}
	page := []byte(strings.Replace(line(1, "https://a.example/x"), `"published":"2025-05-08",`, "", 1))
	want := ""
	for first := range claims {
		s := record(t)
		for i := range claims {
			total, err := loader(s).Load(t.Context(), func(_ context.Context, fn func(*Document) error) error {
				return fn(&Document{ID: "x", Data: page, Claims: claims[(first+i)%len(claims)]})
			})
			if err != nil || total.Read != 1 {
				t.Fatalf("%+v %v", total, err)
			}
		}
		got := dump(t, s)
		if want == "" {
			want = got
		}
		if got != want || !strings.Contains(got, `"published":"2025-05-08","dated":"feed"`) {
			t.Errorf("beginning with %d: %s", first, got)
		}
	}
}

func TestFilters(t *testing.T) {
	data := strings.Join([]string{line(1, "https://a.example/1"), strings.Replace(line(2, "https://b.example/2"), "2025-05-08", "2025-04-01", 1), strings.Replace(line(3, ""), `"published":"2025-05-08",`, "", 1),
		`{"text":"Die Regierung hat am Freitag bekannt gegeben, dass der Vertrag nicht mehr gilt und die Truppen auf dem Weg sind."}`, "{broken"}, "\n")
	for name, c := range map[string]struct {
		change  func(*Loader)
		coded   int
		skipped int
		failed  int
	}{
		"all":     {func(*Loader) {}, 3, 2, 2},
		"since":   {func(l *Loader) { l.Since = 20250501 }, 1, 4, 2},
		"until":   {func(l *Loader) { l.Until = 20250430 }, 1, 4, 2},
		"source":  {func(l *Loader) { l.Sources = []string{"nobody", "B.example"} }, 1, 4, 2},
		"outlet":  {func(l *Loader) { l.Sources = []string{"the post"} }, 3, 2, 2},
		"by date": {func(l *Loader) { l.Since, l.Date = 20250501, time.Date(2025, 5, 20, 0, 0, 0, 0, time.UTC) }, 3, 2, 2},
	} {
		l := loader(record(t))
		var named []string
		l.Failed = func(id string, _ error) { named = append(named, id) }
		c.change(l)
		got := load(t, l, &Reader{Stdin: strings.NewReader(data)}, "-")
		skipped := 0
		for _, n := range got.Skipped {
			skipped += n
		}
		if got.Coded != c.coded || skipped != c.skipped || got.Failed != c.failed || len(named) != c.failed {
			t.Errorf("%s: %+v, named %v", name, got, named)
		}
	}
}

func TestDates(t *testing.T) {
	day := func(s string) *barograph.Published {
		p := &barograph.Published{}
		if err := p.UnmarshalText([]byte(s)); err != nil {
			t.Fatal(err)
		}
		return p
	}
	visit := time.Date(2025, 5, 9, 3, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		page   string
		claims Claims
		want   string
		from   Dating
		noted  bool
	}{
		{"2025-05-08", Claims{}, "2025-05-08", ByPage, false},
		{"2025-05-08", Claims{Published: day("2025-05-01")}, "2025-05-08", ByPage, false},
		{"", Claims{Published: day("2025-05-01")}, "2025-05-01", ByFeed, false},
		{"", Claims{Captured: visit}, "2025-05-09", ByVisit, false},
		{"", Claims{}, "", Undated, false},
		{"2025-06-02T10:00:00Z", Claims{}, "2025-06-02T10:00:00Z", ByPage, false}, // tomorrow is today elsewhere
		{"2031-01-01", Claims{}, "", Undated, true},
		{"2031-01-01", Claims{Published: day("2025-05-01")}, "2025-05-01", ByFeed, true},
		{"2031-01-01", Claims{Published: day("2031-01-01")}, "", Undated, true},
		{"2025-05-20", Claims{Captured: visit}, "2025-05-09", ByVisit, true}, // later than the visit that saw it
		{"2025-05-08", Claims{Captured: today.AddDate(9, 0, 0)}, "2025-05-08", ByPage, false},
	} {
		a := &barograph.Article{Warnings: []string{"no publication date found: relative dates stay open; give --date"}}
		if c.page != "" {
			a.Published, a.Warnings = day(c.page), nil
		}
		from, note := date(a, c.claims, false, today)
		got := ""
		if a.Published != nil {
			got = a.Published.String()
		}
		if got != c.want || from != c.from || (note != "") != c.noted {
			t.Errorf("%+v: %q by %s, %q", c, got, from, note)
		}
		if (from == ByFeed || from == ByVisit || note != "") && (len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0], "dated")) {
			t.Errorf("%+v: warnings %q", c, a.Warnings)
		}
	}
	if from, _ := date(&barograph.Article{Published: day("2031-01-01")}, Claims{}, true, today); from != ByUser {
		t.Errorf("--date: %s", from)
	}
}

// failing is a record that cannot be written after some articles.
type failing struct {
	store.Store
	mu   sync.Mutex
	left int
	err  error
}

func (f *failing) Save(ctx context.Context, as []store.Article) ([]store.Fate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.left -= len(as); f.left < 0 {
		return nil, f.err
	}
	return f.Store.Save(ctx, as)
}

func TestRecordFails(t *testing.T) {
	for _, want := range []error{store.ErrFull, store.ErrReadOnly, store.ErrBusy, store.ErrGone} {
		s := record(t)
		var lines []string
		for i := range 300 {
			lines = append(lines, line(i, ""))
		}
		settled := 0
		l := loader(&failing{Store: s, left: 100, err: want})
		got, err := l.Load(t.Context(), func(ctx context.Context, fn func(*Document) error) error {
			r := &Reader{Stdin: strings.NewReader(strings.Join(lines, "\n"))}
			return r.Read(ctx, []string{"-"}, func(d *Document) error {
				d.Settle = func(error) error { settled++; return nil }
				return fn(d)
			})
		})
		stats, _ := s.Stats(t.Context())
		if !errors.Is(err, want) || got.Coded != stats.Articles || settled != stats.Articles || settled == 300 {
			t.Errorf("%v: %d coded, %d settled, %d in the record", err, got.Coded, settled, stats.Articles)
		}
	}
}

func TestFollowedPages(t *testing.T) {
	s := record(t)
	site, visits := outlet(t)
	l := loader(s)
	var named []string
	l.Failed = func(id string, _ error) { named = append(named, id) }
	got := load(t, l, &Reader{Fetch: local(), Jobs: 4, Known: s.KnownURL}, site.URL+"/feed")
	if got.Coded != 5 || got.Failed != 1 || len(named) != 1 || got.Skipped["the server answers 502"] != 1 {
		t.Errorf("%+v %v", got, named)
	}
	n := visits.Load()
	if got := load(t, l, &Reader{Fetch: local(), Known: s.KnownURL}, site.URL+"/feed"); got.Coded != 0 || got.Known != 5 || visits.Load() != n {
		t.Errorf("again: %+v", got)
	}
}

func TestChronicle(t *testing.T) {
	s := record(t)
	var asked int
	wiki := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		var pages []string
		for title := range strings.SplitSeq(r.URL.Query().Get("titles"), "|") {
			if strings.Count(title, " ") == 3 {
				pages = append(pages, fmt.Sprintf(`{"title":%q,"revisions":[{"slots":{"main":{"content":"*A thing happens in the town of Kolo: %s. [http://a.example (AP)]"}}}]}`, title, title))
			}
		}
		fmt.Fprintf(w, `{"query":{"pages":[%s]}}`, strings.Join(pages, ","))
	}))
	t.Cleanup(wiki.Close)
	reader := func() *Reader {
		return &Reader{Fetch: local(), Memory: s, Wikipedia: wikipedia.Client{Base: wiki.URL}, Since: 20250101, Until: 20250131}
	}
	l := loader(s)
	if got := load(t, l, reader(), CurrentEvents); got.Coded != 31 || asked != 2 {
		t.Errorf("%+v after %d requests", got, asked)
	}
	// What was read is not asked for again.
	more := reader()
	more.Until = 20250210
	if got := load(t, l, more, CurrentEvents); got.Coded != 10 || got.Known != 0 || asked != 3 {
		t.Errorf("%+v after %d requests", got, asked)
	}
	// The same days from a file are the same articles.
	line := `{"id":"wce-2025-01-05-00","published":"2025-01-05","topic":"x","text":"A thing happens in the town of Kolo: Portal:Current events/2025 January 5.","sources":["AP"]}`
	if got := load(t, l, &Reader{Stdin: strings.NewReader(line)}, "-"); got.Known != 1 {
		t.Errorf("%+v", got)
	}
}

// Of an archive cut in half all whole pages are taken, and the run says that there was more.
func TestHalfAnArchive(t *testing.T) {
	var pages []string
	for i := range 20 {
		pages = append(pages, strings.ReplaceAll(pageOf(prose+fmt.Sprintf("It was the day number %d of the offensive.", i)), "Army", fmt.Sprintf("Army %d", i)))
	}
	members := ""
	for i := range pages {
		members += gz(strings.ReplaceAll(warcOf(pages[i]), "a.example/0", fmt.Sprintf("a.example/%d", i)))
	}
	file := write(t, t.TempDir(), "half.warc.gz", members[:len(members)/2])
	var why []string
	l := loader(record(t))
	l.Failed = func(_ string, err error) { why = append(why, err.Error()) }
	got := load(t, l, &Reader{}, file)
	if got.Coded < 9 || got.Coded > 10 || got.Failed != 1 || !strings.Contains(why[0], "cut off in the middle") {
		t.Errorf("%+v %q", got, why)
	}
}

package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// start is the first day of the made-up articles.
var start = time.Date(2025, 5, 1, 8, 0, 0, 0, time.UTC)

// Telling is an event as a test writes it down.
type Telling struct {
	Type       barograph.Type
	Mode       string
	Status     barograph.Status
	Actor      string // CODE.SECTOR Name
	Recipient  string
	Place      string
	Time       string
	Deaths     string
	Claimant   string
	Evidence   string
	Confidence float64
}

// Article makes an article that tells events.
func Article(url, outlet, headline string, published time.Time, tell ...Telling) store.Article {
	var body []string
	for _, x := range tell {
		body = append(body, x.Evidence)
	}
	a := &barograph.Article{URL: url, Source: outlet, Headline: headline, Body: strings.Join(body, "\n\n")}
	if !published.IsZero() {
		a.Published = &barograph.Published{Time: published}
	}
	out := store.Article{URL: url, Article: a, Feed: "test", Coder: "test 1"}
	out.ID = store.ArticleID(url, a.Text())
	at := len([]rune(headline))
	for i, x := range tell {
		if at > 0 {
			at += 2
		}
		e := barograph.Event{Mentions: []barograph.Mention{}, Locations: []barograph.Location{}, Sentence: i + 1, Evidence: x.Evidence,
			Confidence: x.Confidence, Actors: []barograph.Participant{}, Recipients: []barograph.Participant{}, CAMEO: "190", Goldstein: -10}
		word, _, _ := strings.Cut(x.Evidence, " ")
		e.Trigger = barograph.Span{Text: word, Start: at, End: at + len([]rune(word))}
		at += len([]rune(x.Evidence))
		sum := sha256.Sum256([]byte(out.ID + "\x00" + fmt.Sprint(e.Trigger.Start)))
		e.ID = hex.EncodeToString(sum[:8])
		if x.Status == "" {
			x.Status = barograph.Occurred
		}
		for _, set := range [][2]string{{"type", string(x.Type)}, {"mode", x.Mode}, {"status", string(x.Status)}, {"actors", x.Actor},
			{"recipients", x.Recipient}, {"place", x.Place}, {"time", x.Time}, {"deaths", x.Deaths}} {
			if err := e.Set(set[0], set[1]); err != nil {
				panic(err) // a fault of the test
			}
		}
		if e.Confidence == 0 {
			e.Confidence = 0.8
		}
		if x.Claimant != "" {
			e.Claimant = &barograph.Participant{Name: x.Claimant}
		}
		out.Events = append(out.Events, e)
		out.Vectors = append(out.Vectors, []int8{int8(i), -5, 127})
	}
	return out
}

var (
	outlets = []string{"Northern Plains Daily", "Meridian Wire", "Harbour Post", "The Quiet Observer"}
	lands   = []string{"IND.MIL India", "PAK.MIL Pakistan Army", "USA.GOV United States", "CHN.GOV China", "RUS.MIL Russia", "UKR.MIL Ukraine", ".REB Hill Front"}
	acts    = []barograph.Type{barograph.Assault, barograph.Consult, barograph.Accuse, barograph.Request, barograph.Sanction}
	sites   = []string{"Pathankot, IND", "Geneva, CHE", "Kharkiv, UKR", ""}
)

// Articles makes n articles by chance: a few acts, told again and again, copied, and corrected at the same address.
func Articles(seed uint64, n int) []store.Article {
	r := rand.New(rand.NewPCG(seed, 7))
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	var out []store.Article
	for i := range n {
		day := start.AddDate(0, 0, r.IntN(20))
		if i > 0 && r.IntN(10) == 0 { // a copy, or a later version
			old := out[r.IntN(len(out))]
			tell := tellings(r, pick, day)
			a := Article(fmt.Sprintf("https://copies.example/%d", i), pick(outlets), old.Article.Headline, day, tell...)
			if r.IntN(2) == 0 && old.URL != "" {
				a = Article(old.URL, old.Article.Source, fmt.Sprintf("Update %d", i), day.Add(time.Duration(i)*time.Second), tell...)
			}
			a.Fingerprint = old.Fingerprint ^ 1<<r.IntN(64)
			out = append(out, a)
			continue
		}
		url := fmt.Sprintf("https://news.example/%d", i)
		if r.IntN(8) == 0 {
			url = ""
		}
		a := Article(url, pick(outlets), fmt.Sprintf("Headline %d", i), day, tellings(r, pick, day)...)
		a.Fingerprint = r.Uint64()
		out = append(out, a)
	}
	return out
}

func tellings(r *rand.Rand, pick func([]string) string, day time.Time) []Telling {
	var out []Telling
	for range r.IntN(4) {
		x := Telling{Type: acts[r.IntN(len(acts))], Actor: pick(lands), Recipient: pick(lands), Place: pick(sites),
			Confidence: float64(50+r.IntN(50)) / 100, Status: barograph.Statuses[r.IntN(len(barograph.Statuses))]}
		if r.IntN(3) > 0 {
			x.Time = day.Format(time.DateOnly)
		}
		if r.IntN(3) == 0 {
			x.Deaths = fmt.Sprint(1 + r.IntN(40))
			x.Claimant = pick(outlets)
		}
		x.Evidence = fmt.Sprintf("Attacked were %s by %s, says line %d.", x.Recipient, x.Actor, r.IntN(1000))
		out = append(out, x)
	}
	return out
}

// SameAct is a Merger for tests: reports of one day, type and pair tell one act.
type SameAct struct{}

func act(r *barograph.Report) string { return fmt.Sprint(r.Day(), r.Type, r.Dyads()) }

// Merge implements store.Merger.
func (SameAct) Merge(ctx context.Context, s store.Store) error {
	for more := true; more; {
		err := s.Merge(ctx, func(m store.Merging) error {
			pending, err := m.Pending(50)
			if err != nil {
				return err
			}
			more = len(pending) > 0
			cs, err := m.Corrections()
			if err != nil {
				return err
			}
			groups := map[string]map[string]barograph.Report{}
			var seen []string
			add := func(rs []barograph.Report) {
				for _, r := range rs {
					k := act(&r)
					if groups[k] == nil {
						groups[k] = map[string]barograph.Report{}
						seen = append(seen, k)
					}
					groups[k][r.ID] = r
				}
			}
			for i := range pending {
				p := &pending[i]
				near := store.Near{From: p.Day(), To: p.Day(), Types: []barograph.Type{p.Type}}
				rs, err := m.Near(near)
				if err != nil {
					return err
				}
				add(slices.DeleteFunc(rs, func(r barograph.Report) bool { return act(&r) != act(p) }))
			}
			var stories []barograph.Story
			for _, k := range seen {
				var rs []barograph.Report
				for _, r := range groups[k] {
					rs = append(rs, r)
				}
				barograph.SortReports(rs)
				var links []barograph.Link
				for i := range rs[1:] {
					links = append(links, barograph.Link{A: rs[0].ID, B: rs[i+1].ID, Score: 1, Because: "same day, type and pair"})
				}
				stories = append(stories, barograph.NewStory(rs, cs, links))
			}
			return m.Replace(stories)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

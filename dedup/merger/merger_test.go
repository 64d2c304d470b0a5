package merger_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/dedup"
	"github.com/barograph/barograph/dedup/merger"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/store/sqlite"
	"github.com/barograph/barograph/store/storetest"
)

var start = time.Date(2025, 5, 1, 8, 0, 0, 0, time.UTC)

func open(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "record.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestOrder holds that the record is the same whatever the order of arrival and however the reports were divided between merges, and the
// same as if all had been grouped at once.
func TestOrder(t *testing.T) {
	ctx := context.Background()
	rule := dedup.Default()
	articles := storetest.Articles(3, 150)
	var want string
	for order := range uint64(3) {
		r := rand.New(rand.NewPCG(order, 1))
		mixed := slices.Clone(articles)
		if order > 0 {
			r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		}
		s := open(t)
		for len(mixed) > 0 {
			n := min(len(mixed), 1+r.IntN(40))
			if order == 0 {
				n = len(mixed)
			}
			if _, err := s.Save(ctx, mixed[:n]); err != nil {
				t.Fatal(err)
			}
			mixed = mixed[n:]
			if err := merger.New(rule).Merge(ctx, s); err != nil {
				t.Fatal(err)
			}
		}
		got := storetest.Dump(t, s)
		if order == 0 {
			want = got
			atOnce(t, s, rule)
		} else if got != want {
			t.Errorf("order %d gives another record", order)
		}
	}
}

// atOnce groups all reports of a record at once and compares the stories.
func atOnce(t *testing.T, s store.Store, rule *dedup.Rule) {
	t.Helper()
	var ds []*dedup.Digest
	got := map[string]string{}
	err := s.Each(context.Background(), store.Filter{}, true, func(st *barograph.Story) error {
		for i := range st.Reports {
			ds = append(ds, dedup.NewDigest(&st.Reports[i]))
			got[st.Reports[i].ID] = st.ID
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	joined := 0
	for _, st := range rule.Stories(ds, nil) {
		joined += len(st.Reports) - 1
		for i := range st.Reports {
			if id := st.Reports[i].ID; got[id] != st.ID {
				t.Fatalf("report %s stands in %s, grouped at once in %s", id, got[id], st.ID)
			}
		}
	}
	if joined == 0 {
		t.Error("nothing was merged; the test tests nothing")
	}
	t.Log(len(ds), "reports,", joined, "merged")
}

// TestCorrections holds that people's word outlives merging and coding anew.
func TestCorrections(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	tell := func(n int, actor, recipient string) store.Article {
		return storetest.Article(fmt.Sprintf("https://news.example/%d", n), fmt.Sprint("Outlet ", n), fmt.Sprint("Headline ", n), start,
			storetest.Telling{Type: barograph.Assault, Mode: "drone", Actor: actor, Recipient: recipient, Place: "Pathankot, IND",
				Time: "2025-05-01", Evidence: "Drones struck the air base at Pathankot before dawn."})
	}
	articles := []store.Article{tell(1, "PAK.MIL Pakistan Army", "IND.MIL India"), tell(2, "PAK.MIL Pakistan Army", "IND.MIL India"),
		tell(3, "CHN.MIL China", "KAZ.MIL Kazakhstan")}
	articles[2].Events[0].Time.Value = "2025-03-01"
	if _, err := s.Save(ctx, articles); err != nil {
		t.Fatal(err)
	}
	merge := func() map[string]string {
		t.Helper()
		if err := merger.New(dedup.Default()).Merge(ctx, s); err != nil {
			t.Fatal(err)
		}
		story := map[string]string{}
		err := s.Each(ctx, store.Filter{}, true, func(st *barograph.Story) error {
			for i := range st.Reports {
				story[st.Reports[i].Source.URL[len("https://news.example/"):]] = st.ID
			}
			if len(st.Links) != len(st.Reports)-1 {
				t.Errorf("%d reports are tied by %d links", len(st.Reports), len(st.Links))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return story
	}
	anchors := map[string]barograph.Anchor{}
	got := merge()
	for i, a := range articles {
		e := &a.Events[0]
		anchors[fmt.Sprint(i+1)] = barograph.Anchor{Report: e.ID, Article: a.ID, Start: e.Trigger.Start, End: e.Trigger.End}
	}
	if got["1"] != got["2"] || got["3"] == got["1"] {
		t.Fatalf("by the rule: %v", got)
	}
	say := func(seconds int, kind barograph.CorrectionKind, on []barograph.Anchor, from ...barograph.Anchor) {
		t.Helper()
		c := barograph.Correction{Kind: kind, On: on, From: from, At: start.AddDate(0, 1, seconds)}
		c.Sign()
		if err := s.Correct(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	say(1, barograph.Split, []barograph.Anchor{anchors["2"]}, anchors["1"])
	say(2, barograph.Join, []barograph.Anchor{anchors["2"], anchors["3"]})
	check := func(when string) {
		t.Helper()
		if got := merge(); got["1"] == got["2"] || got["2"] != got["3"] {
			t.Errorf("%s: %v", when, got)
		}
	}
	check("corrected")
	articles[1].Coder = "test 2"
	if err := s.Recode(ctx, articles[1:2]); err != nil {
		t.Fatal(err)
	}
	check("coded anew")
}

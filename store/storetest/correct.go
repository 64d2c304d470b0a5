package storetest

import (
	"testing"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// correct makes, signs and saves a correction about reports.
func correct(t *testing.T, s store.Store, c barograph.Correction, on ...barograph.Report) barograph.Correction {
	t.Helper()
	c.At = start.Add(time.Duration(len(on)) * time.Minute)
	cs, err := s.Corrections(t.Context())
	must(t, err)
	c.At = c.At.Add(time.Duration(len(cs)) * time.Hour)
	for i := range on {
		c.On = append(c.On, barograph.AnchorOf(&on[i]))
	}
	c.By = "analyst"
	c.Sign()
	must(t, s.Correct(t.Context(), c))
	return c
}

func story(t *testing.T, s store.Store, id string) *barograph.Story {
	t.Helper()
	st, err := s.Story(t.Context(), id)
	must(t, err)
	return st
}

func testCorrections(t *testing.T, open Open) {
	s := open(t, "")
	a, b := strike("https://a.example", "A", nil), strike("https://b.example", "B", nil)
	save(t, s, a, b)
	must(t, SameAct{}.Merge(t.Context(), s))
	before := Dump(t, s)
	rs := story(t, s, a.Events[0].ID).Reports
	c := correct(t, s, barograph.Correction{Kind: barograph.Correct, Field: "status", Value: "alleged"}, rs...)
	r := correct(t, s, barograph.Correction{Kind: barograph.Refuse}, rs[0])
	must(t, SameAct{}.Merge(t.Context(), s))
	if st := story(t, s, a.Events[0].ID); st.Status != barograph.Alleged || !st.Rejected || len(st.Corrections) != 2 {
		t.Errorf("%+v", st)
	}
	list, err := s.Events(t.Context(), store.Filter{}, store.Page{})
	must(t, err)
	gone, err := s.Events(t.Context(), store.Filter{Rejected: true}, store.Page{})
	must(t, err)
	if len(list.Stories) != 0 || len(gone.Stories) != 1 {
		t.Errorf("%d listed, %d rejected", len(list.Stories), len(gone.Stories))
	}
	must(t, s.Dyads(t.Context(), store.Filter{}, func(e *barograph.DyadEvent) error { t.Errorf("rejected, yet weighed: %+v", e); return nil }))
	must(t, s.Undo(t.Context(), r.ID))
	if err := s.Undo(t.Context(), r.ID); err == nil {
		t.Error("undone twice")
	}
	must(t, s.Undo(t.Context(), c.ID))
	must(t, SameAct{}.Merge(t.Context(), s))
	if st := story(t, s, a.Events[0].ID); st.Status != barograph.Occurred || st.Rejected {
		t.Errorf("%+v", st)
	}
	if after := Dump(t, s); after[:len(before)] != before {
		t.Error("undone corrections have left traces")
	}
}

func testByHand(t *testing.T, open Open) {
	s := open(t, "")
	a, b, c := strike("https://a.example", "A", nil), strike("https://b.example", "B", nil), strike("https://c.example", "C", nil)
	save(t, s, a, b, c)
	must(t, Alone(t, s))
	reports := func(as ...store.Article) []barograph.Report {
		var out []barograph.Report
		for _, x := range as {
			for _, r := range story(t, s, x.Events[0].ID).Reports {
				if r.Source.ID == x.ID {
					out = append(out, r)
				}
			}
		}
		return out
	}
	together := func() (out []int) {
		must(t, Alone(t, s))
		for _, x := range []store.Article{a, b, c} {
			out = append(out, len(story(t, s, x.Events[0].ID).Reports))
		}
		return out
	}
	expect := func(what string, wa, wb, wc int) {
		t.Helper()
		if g := together(); g[0] != wa || g[1] != wb || g[2] != wc {
			t.Errorf("%s: stories of %v reports, want %d %d %d", what, g, wa, wb, wc)
		}
	}
	expect("alone", 1, 1, 1)
	join := correct(t, s, barograph.Correction{Kind: barograph.Join}, reports(a, b, c)...)
	expect("merged", 3, 3, 3)
	if l := story(t, s, a.Events[0].ID).Links; len(l) != 3 || l[0].Because != "merged by hand" {
		t.Errorf("links %+v", l)
	}
	rest := reports(a, b)
	split := correct(t, s, barograph.Correction{Kind: barograph.Split, From: []barograph.Anchor{barograph.AnchorOf(&rest[0]), barograph.AnchorOf(&rest[1])}},
		reports(c)...)
	expect("split", 2, 2, 1)
	must(t, s.Undo(t.Context(), split.ID))
	expect("split undone", 3, 3, 3)
	must(t, s.Undo(t.Context(), join.ID))
	expect("merge undone", 1, 1, 1)
}

func testRecode(t *testing.T, open Open) {
	s := open(t, "")
	a, b := strike("https://a.example", "A", nil), strike("https://b.example", "B", nil)
	save(t, s, a, b)
	must(t, SameAct{}.Merge(t.Context(), s))
	for _, r := range story(t, s, a.Events[0].ID).Reports {
		if r.Source.ID == a.ID {
			correct(t, s, barograph.Correction{Kind: barograph.Correct, Field: "deaths", Value: "3-5"}, r)
		}
	}
	must(t, SameAct{}.Merge(t.Context(), s))

	// The new model finds a longer trigger (another id), another place, and one more event in a; and nothing in b any more.
	recoded := a
	recoded.Coder = "test 2"
	e := a.Events[0]
	e.ID, e.Trigger.End = "00000000000000aa", e.Trigger.End+7
	more := a.Events[0]
	more.ID, more.Trigger.Start, more.Trigger.End = "00000000000000bb", 900, 910
	must(t, more.Set("type", "ACCUSE"))
	recoded.Events, recoded.Vectors = []barograph.Event{e, more}, nil
	nothing := b
	nothing.Events, nothing.Vectors = nil, nil
	must(t, s.Recode(t.Context(), []store.Article{recoded, nothing}))
	must(t, SameAct{}.Merge(t.Context(), s))
	st := story(t, s, "00000000000000aa")
	if st.Articles != 1 || st.Deaths == nil || st.Deaths.Min != 3 || st.Deaths.Max != 5 {
		t.Errorf("the correction is lost: %+v", st)
	}
	if st := story(t, s, "00000000000000bb"); st.Type != barograph.Accuse || st.Deaths != nil {
		t.Errorf("%+v", st)
	}
	stats, err := s.Stats(t.Context())
	must(t, err)
	if stats.Reports != 2 || stats.Stories != 2 || stats.Pending != 0 {
		t.Errorf("%+v", stats)
	}
	got, err := s.Article(t.Context(), a.ID)
	must(t, err)
	if got.Coder != "test 2" || len(got.Events) != 2 {
		t.Errorf("%+v", got)
	}
	if err := s.Recode(t.Context(), []store.Article{strike("https://z.example", "Z", nil)}); err == nil {
		t.Error("an article that is not there was coded again")
	}
}

package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// Faults harms records by the means of their database and looks whether Check finds what was done. exec runs a statement on the record of a
// name; dropText takes away the words of story $ID. Of the harms, one of so many is done, and each in the long form.
func Faults(t *testing.T, open Open, oneOf int, dropText string, exec func(t *testing.T, name, statement string)) {
	for i, c := range []struct{ rule, what, harm string }{
		{"references", "an article is gone", "DELETE FROM article WHERE id = (SELECT article FROM report WHERE live = 1 ORDER BY id LIMIT 1)"},
		{"references", "an event is gone", "DELETE FROM story WHERE id = $ID"},
		{"references", "an event's reports are gone", "UPDATE report SET story = NULL, pending = 1 WHERE story = $ID"},
		{"references", "a report is in no event", "UPDATE report SET story = NULL WHERE story = $ID"},
		{"references", "a report of a superseded article counts", "UPDATE report SET live = 0 WHERE story = $ID"},
		{"references", "a country leads to no report", "INSERT INTO report_country (country, day, type, report) VALUES ('XXX', 20250508, 'AID', 12345)"},
		{"references", "a fingerprint leads to no article", "INSERT INTO article_piece (piece, article, fingerprint) VALUES (2, 12345, 7)"},
		{"references", "a pair leads to no event", "UPDATE dyad SET story = 12345 WHERE story = (SELECT min(story) FROM dyad)"},
		{"readable", "a text is no text", "UPDATE article SET data = $BYTES WHERE id = (SELECT min(id) FROM article)"},
		{"readable", "a report is cut", "UPDATE report SET data = '{' WHERE id = (SELECT min(id) FROM report)"},
		{"readable", "an event is cut", "UPDATE story SET data = '{' WHERE id = $ID"},
		{"readable", "a correction is cut", "UPDATE correction SET data = '{'"},
		{"ids", "an address has changed", "UPDATE article SET url = 'https://other.example/' WHERE id = (SELECT min(id) FROM article)"},
		{"ids", "a report goes by another id", "UPDATE report SET data = replace(data, '\"id\":\"', '\"id\":\"0') WHERE id = (SELECT min(id) FROM report)"},
		{"offsets", "a trigger is another word", "UPDATE report SET data = replace(data, '\"text\":\"Attacked\"', '\"text\":\"Defended\"')"},
		{"offsets", "an offset is moved", "UPDATE report SET data = replace(data, '\"start\":', '\"start\":1') WHERE id = (SELECT min(id) FROM report)"},
		{"offsets", "a sentence was never written", "UPDATE report SET data = replace(data, 'says line', 'said line') WHERE id = (SELECT min(id) FROM report)"},
		{"columns", "another day", "UPDATE report SET day = day + 1 WHERE id = (SELECT min(id) FROM report)"},
		{"columns", "another headline", "UPDATE article SET headline = 'x' WHERE id = (SELECT min(id) FROM article)"},
		{"columns", "a country is gone", "DELETE FROM report_country WHERE report = (SELECT min(report) FROM report_country)"},
		{"columns", "an event of another type", "UPDATE story SET type = 'AID' WHERE id = $ID"},
		{"columns", "an address is lost", "UPDATE article SET address = 0 WHERE id = (SELECT min(id) FROM article WHERE url <> '')"},
		{"versions", "two versions count", "UPDATE article SET superseded = 0"},
		{"versions", "none counts", "UPDATE article SET superseded = 1 WHERE id = (SELECT min(id) FROM article)"},
		{"copies", "a group by another name", "UPDATE article SET copies = 12345 WHERE id = (SELECT min(id) FROM article)"},
		{"copies", "a copy alone", "UPDATE article SET copies = id"},
		{"copies", "a piece of a fingerprint is gone", "DELETE FROM article_piece WHERE article = (SELECT min(article) FROM article_piece) AND piece / 65536 = 2"},
		{"copies", "a piece of another fingerprint", "UPDATE article_piece SET fingerprint = fingerprint + 1 WHERE piece / 65536 = 3"},
		{"copies", "a piece too many", "INSERT INTO article_piece (piece, article, fingerprint) SELECT 262143, min(article), min(fingerprint) FROM article_piece"},
		{"sums", "an event counts too many", "UPDATE story SET data = replace(data, '\"sources\":', '\"sources\":1') WHERE id = $ID"},
		{"sums", "a day's sum", "UPDATE flow SET words2 = words2 + 1, deeds2 = deeds2 + 1 WHERE actor = 'USA'"},
		{"sums", "a day is gone", "DELETE FROM flow WHERE actor = 'USA'"},
		{"sums", "the world", "UPDATE flow SET events = events + 1 WHERE actor = '*'"},
		{"pairs", "a pair is gone", "DELETE FROM dyad WHERE story = (SELECT min(story) FROM dyad)"},
		{"pairs", "a pair weighs more", "UPDATE dyad SET confidence = confidence / 2 WHERE story = (SELECT min(story) FROM dyad)"},
		{"pairs", "a pair too many", "UPDATE dyad SET actor = 'ZZZ' WHERE story = (SELECT min(story) FROM dyad)"},
		{"text", "an event is not found", dropText},
		{"corrections", "another word of a person", "UPDATE correction SET data = replace(data, 'ada', 'eve')"},
		{"corrections", "about nothing", "UPDATE correction SET data = replace(data, '\"article\":\"', '\"article\":\"0123456789abcdef\",\"was\":\"')"},
		{"corrections", "about what cannot be", "UPDATE correction SET data = replace(data, '\"article\":\"', '\"article\":\"ffff')"},
	} {
		if i%oneOf != 0 && c.rule != "text" && !Soak() {
			continue
		}
		t.Run(c.what, func(t *testing.T) {
			name := fmt.Sprint("harmed", i)
			s := open(t, name)
			event := harmless(t, s)
			exec(t, name, strings.ReplaceAll(c.harm, "$ID", fmt.Sprint(event)))
			found := map[string]int{}
			checked, err := s.Check(t.Context(), func(f store.Fault) {
				found[f.Rule]++
				if f.On == "" || f.Is == "" {
					t.Errorf("%+v", f)
				}
			}, nil)
			must(t, err)
			if found[c.rule] == 0 || checked.Reports == 0 {
				t.Errorf("found %v", found)
			}
		})
	}
}

// harmless fills a record without faults and gives the key of an event that has pairs and one report.
func harmless(t *testing.T, s store.Store) (key int64) {
	t.Helper()
	articles := Articles(13, 40)
	a, b := strike("https://a.example", "A", nil), strike("https://b.example", "B", nil)
	a.Fingerprint, b.Fingerprint = 0xf0f0, 0xf0f1
	save(t, s, append(articles, a, b)...)
	must(t, SameAct{}.Merge(t.Context(), s))
	var all []barograph.Story
	must(t, s.Each(t.Context(), store.Filter{}, true, func(st *barograph.Story) error {
		all = append(all, *st)
		return nil
	}))
	i := slices.IndexFunc(all, func(st barograph.Story) bool { return len(st.Dyads()) > 0 && len(st.Reports) == 1 })
	c := barograph.Correction{Kind: barograph.Confirm, By: "ada", At: start, On: []barograph.Anchor{barograph.AnchorOf(&all[i].Reports[0])}}
	c.Sign()
	must(t, s.Correct(t.Context(), c))
	must(t, SameAct{}.Merge(t.Context(), s))
	var faults []store.Fault
	var at store.Checking
	checked, err := s.Check(t.Context(), func(f store.Fault) { faults = append(faults, f) }, func(c store.Checking) {
		next := c.Number == at.Number+1 && c.Done == 0
		if c.Part == "" || !next && (c.Number != at.Number || c.Part != at.Part || c.Done <= at.Done) || c.Of > 0 && c.Done > c.Of {
			t.Errorf("%+v comes after %+v", c, at)
		}
		at = c
	})
	must(t, err)
	if at.Number != at.Parts || at.Parts == 0 {
		t.Errorf("the check ends at %+v", at)
	}
	if len(faults) > 0 || checked.Articles != 42 || checked.Spans == 0 || checked.Pairs == 0 || checked.Corrections != 1 {
		t.Fatalf("%+v %+v", checked, faults)
	}
	key, err = store.Key(all[i].ID)
	must(t, err)
	return key
}

package article

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSentences(t *testing.T) {
	for _, want := range [][]string{
		{"Gen. Peter Mair met U.S. President Donald Trump.", "The talks began at 8 p.m. Thursday.", "S. Jaishankar spoke."},
		{"The price rose by 3.5 percent to $1.2 million on Jan. 5, 2025.", "No. 5 was hit.", "Article No. 9 was not."},
		{"He flew to the U.S.", "The plane landed at 6 a.m.", "In Washington it snowed."},
		{"\"We will win.\"", "He left.", "\"Stop!\" Putin told reporters.", "\"Why?\" he asked.", "“So be it.”", "She sat down."},
		{"Lt. Gen. J.D. Smith of Acme Inc. said so...", "Then it ended."},
		{"Is this the end?", "Nobody knows!", "It was over (see below.)", "Next came Maj. Gen. Roe."},
		{"Rockets hit Kharkiv…", "The city lost power."},
		{"Col. Sofiya Qureshi, Dr. Rao and Prof. Lee met in St. Petersburg vs. the odds."},
		{"India's army said.", "“We hit nine sites,” it added."},
		{"The ships, e.g. frigates, left, i.e. sailed."},
		{"He asked for Sen. Smith, Rep. Jones and Gov. Hill.", "They came from Washington, D.C.", "They left."},
		{"It cost Rs. 500 crore, officials of Reliance Industries Ltd. said."},
		{"Troops crossed the border.The army denied it."},
		{"At 3.35 in the afternoon the firing stopped.", "2025 was a bad year.", "1.5 million fled."},
	} {
		text := strings.Join(want, " ")
		if strings.Contains(text, "border.The") {
			want = []string{"Troops crossed the border.", "The army denied it."}
		}
		if got := texts(text); !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

func texts(text string) []string {
	var out []string
	for _, s := range Sentences(text) {
		out = append(out, s.Text(text))
	}
	return out
}

func TestSentencesParagraphs(t *testing.T) {
	text := "A headline without a stop\n\nThe first sentence of “the body” goes\non here. Zürich’s second.\n\n- an item\n- another item\n\nLast"
	want := []string{"A headline without a stop", "The first sentence of “the body” goes\non here.", "Zürich’s second.", "- an item", "- another item", "Last"}
	if got := texts(text); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	checkSpans(t, text)
}

// checkSpans tells whether spans follow each other, leave out white space alone and count code points rightly.
func checkSpans(t *testing.T, text string) {
	t.Helper()
	last := 0
	runes := []rune(nil)
	if utf8.ValidString(text) {
		runes = []rune(text)
	}
	for _, s := range Sentences(text) {
		if s.Start < last || s.End <= s.Start || s.End > len(text) {
			t.Fatalf("span %+v after %d in %q", s, last, text)
		}
		if strings.TrimSpace(text[last:s.Start]) != "" {
			t.Fatalf("words %q lost in %q", text[last:s.Start], text)
		}
		if runes != nil && string(runes[s.RuneStart:s.RuneEnd]) != s.Text(text) {
			t.Fatalf("code points of %+v are wrong in %q", s, text)
		}
		last = s.End
	}
	if strings.TrimSpace(text[last:]) != "" {
		t.Fatalf("words %q lost at the end of %q", text[last:], text)
	}
}

func TestQuotes(t *testing.T) {
	type q struct{ speaker, channel, starts string }
	for _, c := range []struct {
		name, text string
		want       []q
	}{
		{"after, told reporters", `Talks were "a step in the right direction for everyone", Russian President Vladimir Putin told reporters.`, []q{{"Russian President Vladimir Putin", "press conference", "a step"}}},
		{"verb first, apposition, goes on", `"We will answer any attack," said Lt. Gen. Omar Khan, the military spokesman, adding: "Nobody should doubt it."`, []q{{"Lt. Gen. Omar Khan", "", "We will"}, {"Lt. Gen. Omar Khan", "", "Nobody"}}},
		{"several paragraphs", "“This is the first paragraph of a long answer.\n\n“And this is the second,” Andrii Sybiha, Ukraine’s foreign minister, told the BBC.", []q{{"Andrii Sybiha", "interview", "This is"}, {"Andrii Sybiha", "interview", "And this"}}},
		{"pronoun", "Jana Kofler leads the delegation.\n\n\"We did not start this,\" she said. \"But we will end it.\"", []q{{"Jana Kofler", "", "We did"}, {"Jana Kofler", "", "But we"}}},
		{"before, with channel", `In a post on X, Modi wrote: "The nation stands with its soldiers."`, []q{{"Modi", "X", "The nation"}}},
		{"scare quotes and names", `The 'Iron Dome' and "Operation Sindoor" are names. The so-called "safe zone" was hit.`, nil},
		{"a paragraph that announces", "A spokesperson for the Foreign Ministry said on Friday:\n\n\"The claims are baseless and we reject them.\"", []q{{"spokesperson for the Foreign Ministry", "", "The claims"}}},
		{"single marks", `‘We have nothing to add,’ a White House official said in a statement.`, []q{{"White House official", "statement", "We have"}}},
		{"words in the sentence", `Israeli Prime Minister Benjamin Netanyahu on Sunday called the strike "a tragic mistake that will be investigated".`, []q{{"Israeli Prime Minister Benjamin Netanyahu", "", "a tragic"}}},
		{"it", `Sudan's army denied the claim. "It is a lie," it said in a statement.`, []q{{"Sudan's army", "statement", "It is"}}},
		{"the statement, others between", "\"We want talks,\" the US State Department said in a statement.\n\n\"Will firmly counter any attempts,\" Jaishankar wrote on X.\n\n\"We feel sorrow for the loss of life,\" the statement said.",
			[]q{{"US State Department", "statement", "We want"}, {"Jaishankar", "X", "Will firmly"}, {"US State Department", "statement", "We feel"}}},
		{"no speaker of its own", "\"We want talks at once,\" the ministry said in a statement.\n\nThe fighting went on.\n\n\"We condemn the attack on the town and ask all sides to stop.\"", []q{{"ministry", "statement", "We want"}, {"ministry", "statement", "We condemn"}}},
		{"according to", `"The bridge cannot be used for months," according to the provincial governor.`, []q{{"provincial governor", "", "The bridge"}}},
		{"television", `"The attack will not go unanswered", Saree said in a televised speech.`, []q{{"Saree", "TV", "The attack"}}},
		{"phone", `"The roof came down on us," a resident of Kolo told the Ledger by telephone.`, []q{{"resident of Kolo", "phone", "The roof"}}},
		{"two verbs", `Prime Minister Shehbaz Sharif described the attack as an act of war and said his country had "every right to give a robust response".`, []q{{"Prime Minister Shehbaz Sharif", "", "every right"}}},
		{"his spokesman", `Antonio Guterres called for restraint. "The world cannot afford this confrontation," his spokesman said.`, []q{{"Antonio Guterres's spokesman", "", "The world"}}},
		{"channel before", `President Donald Trump announced the truce on Truth Social. "I am pleased to announce a full ceasefire," he wrote.`, []q{{"President Donald Trump", "Truth Social", "I am"}}},
		{"nobody", `“The night was long and nobody slept until the guns fell silent.”`, []q{{"", "", "The night"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Quotes(c.text)
			if len(got) != len(c.want) {
				t.Fatalf("got %+v, want %+v", got, c.want)
			}
			for i, w := range c.want {
				g := got[i]
				if g.Speaker != w.speaker || g.Channel != w.channel || !strings.HasPrefix(g.Text, w.starts) {
					t.Errorf("got %+v, want %+v", g, w)
				}
			}
			checkQuotes(t, c.text)
		})
	}
}

func checkQuotes(t *testing.T, text string) {
	t.Helper()
	last := 0
	runes := []rune(nil)
	if utf8.ValidString(text) {
		runes = []rune(text)
	}
	for _, q := range Quotes(text) {
		if q.Start < last || q.End <= q.Start {
			t.Fatalf("quote %+v after %d in %q", q, last, text)
		}
		if runes != nil && string(runes[q.Start:q.End]) != q.Text {
			t.Fatalf("code points of %+v are wrong in %q", q, text)
		}
		last = q.End
	}
}

func TestDateline(t *testing.T) {
	for _, c := range []struct{ paragraph, dateline, rest string }{
		{"ISLAMABAD (Reuters) - The army fired.", "ISLAMABAD (Reuters)", "The army fired at once."},
		{"KYIV, Ukraine (AP) — Drones hit the city.", "KYIV, Ukraine (AP)", ""},
		{"NEW DELHI: India closed its border on Monday.", "NEW DELHI", ""},
		{"New Delhi, May 9 (PTI) The army said it had fired.", "New Delhi, May 9 (PTI)", ""},
		{"SEOUL, Oct. 15, 2024 (Peninsula News Service) -- Roads were blown up.", "SEOUL, Oct. 15, 2024 (Peninsula News Service)", ""},
		{"WASHINGTON/MOSCOW, March 3 (Reuters) - The presidents spoke by telephone.", "WASHINGTON/MOSCOW, March 3 (Reuters)", ""},
		{"Srinagar: Shelling went on through the night.", "Srinagar", ""},
		{"U.S. Customs and Border Protection (CBP) officers found a boat.", "", ""},
		{"Operation Sindoor — a series of strikes — began on Wednesday.", "", ""},
		{"EXCLUSIVE: The minister will resign on Monday.", "", ""},
		{"NATO — the alliance of thirty-two states — met on Monday.", "", ""},
		{"The army (and its allies) — said nothing at all.", "", ""},
		{"Rubio: We will not accept this from anybody.", "", ""},
	} {
		got, rest, _ := cutDateline(c.paragraph)
		if got != c.dateline {
			t.Errorf("%q: dateline %q, want %q", c.paragraph, got, c.dateline)
		}
		if got != "" && (!strings.HasSuffix(c.paragraph, rest) || strings.ContainsAny(rest[:1], "-–—: ")) {
			t.Errorf("%q: rest %q", c.paragraph, rest)
		}
	}
}

func TestPublished(t *testing.T) {
	for in, want := range map[string]string{
		"2025-05-09T10:32:00+05:30": "2025-05-09T10:32:00+05:30", "2025-05-09T10:32:00.123Z": "2025-05-09T10:32:00Z", "2025-05-09T10:32:00+0530": "2025-05-09T10:32:00+05:30", "2025-05-09T10:32:00": "2025-05-09",
		"2025-05-09 10:32:00": "2025-05-09", "2025-05-09": "2025-05-09", "20250509": "2025-05-09", "Fri, 09 May 2025 10:32:00 +0530": "2025-05-09T10:32:00+05:30", "Updated: May 9, 2025 10:32 pm IST": "2025-05-09T22:32:00+05:30",
		"9 May 2025": "2025-05-09", "10:32 am GMT, 9 May 2025": "2025-05-09T10:32:00Z", "Thursday 8th May, 2025": "2025-05-08", "31 February 2025": "", "May 2025": "", "soon": "", "2025/05/09": "2025-05-09",
	} {
		got := ""
		if p := published(in); p != nil {
			got = p.String()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"India hits nine sites in Pakistan":                                                                                "English",
		"Putin, Zelenskyy, Trump, Xi, Modi":                                                                                "English",
		"The ministry said that the troops of the republic had left the town in the night.":                                "English",
		"Die Regierung hat am Freitag bekannt gegeben, dass die Truppen nicht in der Stadt sind und der Vertrag gilt.":     "German",
		"Le gouvernement a annoncé vendredi que les troupes ne sont pas dans la ville et que le traité est en vigueur.":    "French",
		"El gobierno anunció el viernes que las tropas no están en la ciudad y que el tratado se aplica a los dos países.": "Spanish",
		"Міністерство оборони повідомило, що війська залишили місто і що їхні позиції є в безпеці.":                        "Ukrainian",
		"پاکستان نے ہفتے کے روز جنگ بندی پر اتفاق کیا ہے اور دونوں ممالک نے اس کی تصدیق کر دی۔":                            "Urdu",
		"印度和巴基斯坦周六同意停火。":                                                                                                   "Chinese",
		"أعلنت وزارة الدفاع يوم الجمعة أن القوات غادرت المدينة.":                                                           "Arabic",
	} {
		if got := Language(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestFeedAndJSON(t *testing.T) {
	atom := `<?xml version="1.0" encoding="ISO-8859-1"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Alpine Post</title>
<entry><title type="html">Caf` + "\xe9" + ` talks &amp;amp; tea</title><link rel="alternate" href="https://alpine.example/1"/><id>urn:1</id><updated>2024-04-06T09:00:00Z</updated><author><name>Jana Kofler</name></author>
<content type="html">&lt;p&gt;The two ministers met in a caf` + "\xe9" + ` on Saturday and agreed to meet again.&lt;/p&gt;&lt;p&gt;Read more: The menu&lt;/p&gt;</content></entry>
<entry><title>Nachrichten</title><id>urn:2</id><content>Die Regierung hat am Freitag bekannt gegeben, dass der Vertrag nicht mehr gilt und die Truppen auf dem Weg sind.</content></entry><entry><title>broken`
	items, err := Feed([]byte(atom), "", Options{})
	if err == nil || len(items) != 2 {
		t.Fatalf("%d items, error %v", len(items), err)
	}
	a := items[0].Article
	if items[0].ID != "https://alpine.example/1" || a.Headline != "Café talks & tea" || a.Byline != "Jana Kofler" || a.Body != "The two ministers met in a café on Saturday and agreed to meet again." || a.Source != "Alpine Post" {
		t.Errorf("got %+v", a)
	}
	if items[1].Err == nil {
		t.Error("a German item passed")
	}
	item, err := FromJSON([]byte(`{"id":7,"url":"https://www.alpine.example/2","title":"Ministers meet","text":"The two ministers met on Saturday.\nThey agreed.","published":"2024-04-06"}`), Options{})
	if err != nil || item.ID != "7" || item.Article.Headline != "Ministers meet" || item.Article.Source != "alpine.example" || day(item.Article) != "2024-04-06" {
		t.Errorf("%+v %+v %v", item, item.Article, err)
	}
	for _, bad := range []string{`{"id":`, `{"text":3}`, `{"id":"x"}`, `[]`} {
		if _, err := FromJSON([]byte(bad), Options{}); err == nil {
			t.Errorf("%s passed", bad)
		}
	}
}

package article

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/internal/beside"
)

// scrapedTexts are pages as a scraper leaves them, each in another order of its parts.
var scrapedTexts = []struct {
	name, text                                      string
	headline, section, standfirst, byline, dateline string
	published, begins, ends                         string
	paragraphs                                      int
	out                                             []string
	correction, paywalled                           bool
}{
	{
		name: "caption first, related headlines last",
		text: `A guard post on the ridge above Vell, seen in March. FILE PHOTO | MNA
World

Vell and Ourem exchange prisoners at mountain pass

Eleven soldiers return home after five months in a fortress

Jana Kofler

Vell handed over eleven captured soldiers to Ourem on Tuesday at the Kessel pass, officials of both states said.

"They are thin but well," said Peter Mair, the governor of the border district.

Ourem freed two pilots in return. A second exchange is planned for Friday.

Snow closes northern pass for third week

How to choose boots for a long walk

Bank of Vell keeps rates unchanged

SCROLL FOR NEXT`,
		headline: "Vell and Ourem exchange prisoners at mountain pass", section: "World", standfirst: "Eleven soldiers return home after five months in a fortress", byline: "Jana Kofler",
		begins: "Vell handed over eleven", ends: "planned for Friday.", paragraphs: 3, out: []string{"guard post", "Snow closes", "boots", "Bank of Vell", "SCROLL"},
	},
	{
		name: "paragraphs only", text: "Troops of Marland entered the town of Kolo on Sunday and met no resistance.\n\nThe rebels had left in the night, residents said.",
		begins: "Troops of Marland", ends: "residents said.", paragraphs: 2,
	},
	{name: "one sentence", text: "The president of Lissa signed the treaty on Monday.", begins: "The president of Lissa", ends: "on Monday.", paragraphs: 1},
	{name: "one headline", text: "Lissa signs treaty with mainland", begins: "Lissa signs", ends: "mainland", paragraphs: 1},
	{
		name: "headline in the first line", text: "Marland army takes Kolo without a shot\nTroops of Marland entered the town of Kolo on Sunday and met no resistance.\nThe rebels had left in the night, residents said.",
		headline: "Marland army takes Kolo without a shot", begins: "Troops of Marland", ends: "residents said.", paragraphs: 2,
	},
	{
		name:     "wire copy at a fixed width, with Windows line ends",
		text:     "BC-MARLAND-KOLO\r\nArmy enters Kolo\r\n\r\nKOLO, Marland (MNA) - Troops of Marland entered the town of Kolo on\r\nSunday and met no resistance, the governor of the province told\r\nreporters in the evening.\r\n\r\nThe rebels had left in the night, residents said. They took two lorries\r\nof tin with them and blew up the bridge behind them, according to the\r\ngovernor.\r\n",
		headline: "Army enters Kolo", dateline: "KOLO, Marland (MNA)", begins: "Troops of Marland entered the town of Kolo on Sunday", ends: "according to the governor.", paragraphs: 2, out: []string{"BC-MARLAND"},
	},
	{
		name:     "breadcrumb, share words, date, no blank lines",
		text:     "Skip to content\nHome > News > Middle East\nMinister quits over grain deal with Tamiria\nBy Otto Brandis and Ilka Dorn\nPublished on 9 Feb 2024, 14:20 GMT\nShare\nFacebook\nWhatsApp\nTamiria's minister of agriculture resigned on Friday after parliament had rejected his deal on grain.\nADVERTISEMENT\nHe had agreed to sell a third of the harvest to the neighbouring republic at a fixed price.\nRead more: Who gains from the blockade\nA successor will be named within a week, the government said.\nTags: grain, Tamiria\n© 2024 The Ledger Room",
		headline: "Minister quits over grain deal with Tamiria", section: "Middle East", byline: "Otto Brandis, Ilka Dorn", published: "2024-02-09T14:20:00Z",
		begins: "Tamiria's minister", ends: "the government said.", paragraphs: 3, out: []string{"Facebook", "Who gains", "Tags", "©", "ADVERTISEMENT", "Skip"},
	},
	{
		name:     "standfirst without full stop, city before the text",
		text:     "Asia\n\nTwo frigates leave port to escort grain ships\n\nNeighbour speaks of provocation and puts its batteries on alert\n\nSaturday, March 2, 2024\n\nSAMARA BAY: Two frigates of the Tamirian navy left port on Saturday to escort ships past the blockade.\n\nInsurers doubled their rates within hours.",
		headline: "Two frigates leave port to escort grain ships", section: "Asia", standfirst: "Neighbour speaks of provocation and puts its batteries on alert", dateline: "SAMARA BAY", published: "2024-03-02",
		begins: "Two frigates of the Tamirian navy", ends: "within hours.", paragraphs: 2,
	},
	{
		name:     "live blog",
		text:     "LIVE\nAs it happened: talks in the railway carriage\n10:05 am\nDelegations of both states arrive at the border by train.\n9:40 am\nOurem names its chief negotiator\nThe former judge Lena Vogt will lead the delegation, the government says.\n9:12 am\nPolice close the road to the Kessel pass.\nShare this update",
		headline: "As it happened: talks in the railway carriage", begins: "Delegations of both states", ends: "Kessel pass.", paragraphs: 4, out: []string{" am", "Share"},
	},
	{
		name:     "subheadings and a question at the end",
		text:     "Why the two mountain states quarrel over a dam\n\nBy Zoe Brandt\n\nEngineers in Ourem closed two gates of the dam in autumn, and the wells of Vell fell dry.\n\nAn old treaty\n\nThe river was divided in 1931 by a commission that met for eleven years.\n\nWho owns the snow?\n\nGlaciers feed it, and they lie in Ourem. But will they last another thirty summers?",
		headline: "Why the two mountain states quarrel over a dam", byline: "Zoe Brandt", begins: "Engineers in Ourem", ends: "another thirty summers?", paragraphs: 5,
	},
	{
		name:     "correction, and a related block with teasers",
		text:     "Europe\nSoldiers fire on minibus at checkpoint near Kolo\nAma Sosu\n4 min read\nSoldiers opened fire on a minibus outside Kolo on Friday and killed four passengers, the governor said.\nThe driver had not understood the signal to stop, survivors told a local radio station.\nCorrection: An earlier version of this article said that five passengers had been killed.\nRelated stories\nMine owners ask for convoys\nThe road has been closed for trucks since Monday.\nRains end early in the north",
		headline: "Soldiers fire on minibus at checkpoint near Kolo", section: "Europe", byline: "Ama Sosu", begins: "Soldiers opened fire", ends: "local radio station.", paragraphs: 2, correction: true, out: []string{"Mine owners", "closed for trucks", "Rains end", "min read"},
	},
	{
		name:     "paywall stub",
		text:     "Markets\n\nTamiria raises rates as grain blockade bites\n\nThe central bank of Tamiria raised its main rate to nineteen percent on Thursday.\n\nTo continue reading, subscribe today.\n\nAlready a subscriber? Log in",
		headline: "Tamiria raises rates as grain blockade bites", section: "Markets", begins: "The central bank", ends: "on Thursday.", paragraphs: 1, paywalled: true, out: []string{"subscri"},
	},
	{
		name:     "numbered list",
		text:     "Three questions for the talks on Friday\n\nThe two states meet in a railway carriage on the border.\n\n1. Who controls the gates of the dam\n\n2. When the prisoners return\n\n3. Which currency truckers pay in\n\nA communique is expected in the evening.",
		headline: "Three questions for the talks on Friday", begins: "The two states meet", ends: "in the evening.", paragraphs: 5,
	},
	{
		name:     "caption as a sentence before the headline, credit lines inside",
		text:     "A ferry lies at the quay of Osten on a quiet day.\n\nBelvar seizes trawler and ferries stop between the islands\n\nThe coast guard of Belvar seized a trawler on Monday that it said had crossed into its waters.\n\nThe quay at Osten. (Photo: Strait Observer)\n\nMinisters of both governments are to speak by telephone on Tuesday.\n\nSeal count finds fewer pups than in any year",
		headline: "Belvar seizes trawler and ferries stop between the islands", begins: "The coast guard of Belvar", ends: "by telephone on Tuesday.", paragraphs: 2, out: []string{"quiet day", "Photo", "Seal count"},
	},
}

func TestFromText(t *testing.T) {
	for _, want := range scrapedTexts {
		t.Run(want.name, func(t *testing.T) {
			a, err := FromText(want.text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct{ what, got, want string }{
				{"headline", a.Headline, want.headline}, {"section", a.Section, want.section}, {"standfirst", a.Standfirst, want.standfirst}, {"byline", a.Byline, want.byline}, {"dateline", a.Dateline, want.dateline},
			} {
				if c.got != c.want {
					t.Errorf("%s %q, want %q", c.what, c.got, c.want)
				}
			}
			if got := day(a); got != want.published {
				t.Errorf("published %q, want %q", got, want.published)
			}
			if !strings.HasPrefix(a.Body, want.begins) || !strings.HasSuffix(a.Body, want.ends) {
				t.Errorf("body should run from %q to %q:\n%s", want.begins, want.ends, a.Body)
			}
			if got := strings.Count(a.Body, "\n\n") + 1; got != want.paragraphs {
				t.Errorf("%d paragraphs, want %d:\n%s", got, want.paragraphs, a.Body)
			}
			for _, s := range want.out {
				if strings.Contains(a.Text(), s) {
					t.Errorf("furniture %q in the text:\n%s", s, a.Text())
				}
			}
			if (a.Correction != "") != want.correction || a.Paywalled != want.paywalled {
				t.Errorf("correction %q, paywalled %v", a.Correction, a.Paywalled)
			}
		})
	}
}

func day(a *barograph.Article) string {
	if a.Published == nil {
		return ""
	}
	return a.Published.String()
}

// TestExamples reads every example dispatch: each must give a headline or a dateline, a date and no furniture at its ends.
func TestExamples(t *testing.T) {
	files, _ := filepath.Glob("../examples/*")
	if len(files) < 12 {
		t.Fatalf("only %d examples", len(files))
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var items []Item
		if IsFeed(data) {
			if items, err = Feed(data, "", Options{}); err != nil || len(items) != 4 {
				t.Errorf("%s: %d items, %v", f, len(items), err)
			}
		} else {
			a, err := Read(data, "", "", Options{})
			items = []Item{{ID: f, Article: a, Err: err}}
		}
		for _, item := range items {
			if item.Err != nil {
				t.Errorf("%s: %v", item.ID, item.Err)
				continue
			}
			a := item.Article
			if a.Headline == "" && a.Dateline == "" || a.Published == nil || !endsSentence(a.Body) || strings.Count(a.Body, "\n\n") < 1 {
				t.Errorf("%s: headline %q, published %v, body:\n%s", item.ID, a.Headline, a.Published, a.Body)
			}
		}
	}
}

// TestReference compares with the reference article that lies beside the repository on some machines.
func TestReference(t *testing.T) {
	data, err := os.ReadFile(beside.File(t, "seed/article.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Furniture []string
		Article   struct {
			Headline, Section, Byline string
			Standfirst                string `json:"standfirst_starts"`
			Begins                    string `json:"body_starts"`
			Ends                      string `json:"body_ends"`
		}
		Quotes []struct{ Speaker, Starts, Channel string }
	}
	expected, err := os.ReadFile(beside.File(t, "seed/expected.json"))
	if err == nil {
		err = json.Unmarshal(expected, &want)
	}
	if err != nil {
		t.Skip("no reference result here")
	}
	a, err := Read(data, "", "", Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := want.Article
	if a.Headline != w.Headline || a.Section != w.Section || a.Byline != w.Byline || !strings.HasPrefix(a.Standfirst, w.Standfirst) || !strings.HasPrefix(a.Body, w.Begins) || !strings.HasSuffix(a.Body, w.Ends) {
		t.Errorf("got %+v", a)
	}
	for _, s := range want.Furniture {
		if strings.Contains(a.Text(), s) {
			t.Errorf("furniture %q", s)
		}
	}
	for _, w := range want.Quotes {
		found := false
		for _, q := range Quotes(a.Text()) {
			found = found || strings.Contains(q.Speaker, w.Speaker) && strings.HasPrefix(q.Text, w.Starts) && (w.Channel == "" || q.Channel == w.Channel)
		}
		if !found {
			t.Errorf("no quote %+v", w)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		data string
		want error
	}{
		{"empty", "", ErrEmpty}, {"blank", " \n\t\n", ErrEmpty}, {"pdf", "%PDF-1.7\n%abc", ErrPDF}, {"picture", "\x89PNG\r\n\x1a\n", ErrBinary},
		{"binary", "abc\x00\x01\x02\x03def\x00\x00", ErrBinary}, {"page without text", "<html><body><div></div></body></html>", ErrNoText},
		{"Hindi", "भारत और पाकिस्तान ने शनिवार को संघर्ष विराम पर सहमति जताई।", LanguageError{"Hindi"}},
		{"Russian", "Министерство обороны России сообщило в пятницу о перехвате беспилотников.", LanguageError{"Russian"}},
		{"Russian page", "<html><body><h1>Новости</h1><p>Министерство обороны России сообщило в пятницу о перехвате беспилотников.</p></body></html>", LanguageError{"Russian"}},
	} {
		if _, err := Read([]byte(c.data), "", "", Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestDateUnderAShortTitle(t *testing.T) {
	const body = "Troops of Lissa entered the town of Kolo on Sunday, the governor said.\nThey met no resistance."
	for title, headline := range map[string]string{"Army enters Kolo": "Army enters Kolo", "Kolo taken": ""} {
		a, err := FromText(title+"\n\nSunday 5 May 2024\n\n"+body, Options{})
		if err != nil || a.Headline != headline || a.Published == nil || a.Published.String() != "2024-05-05" {
			t.Errorf("%s: %v %+v", title, err, a)
		}
	}
}

func TestDateOfALineNotUnderstood(t *testing.T) {
	item, err := FromJSON([]byte(`{"text":"Troops of Lissa entered the town of Kolo on Sunday.","date":"2024-13-40"}`), Options{})
	if err != nil || item.Article.Published != nil || !strings.Contains(strings.Join(item.Article.Warnings, "\n"), `"2024-13-40"`) {
		t.Errorf("%v %+v", err, item.Article)
	}
}

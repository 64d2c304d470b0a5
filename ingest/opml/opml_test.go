package opml

import (
	"fmt"
	"strings"
	"testing"
)

const list = `<?xml version="1.0"?><opml version="2.0"><head><title>x</title></head><body>
<outline text="Africa"><outline text="Kenya &amp; neighbours"><outline type="rss" text="N" title="Nation" XMLURL=" https://n.example/feed "/></outline></outline>
<outline text="Top" xmlUrl="https://t.example/feed"/><outline text="Again" xmlUrl="https://t.example/feed"/></body></opml>`

func TestRead(t *testing.T) {
	got, err := Read(strings.NewReader(list))
	want := []Feed{{"https://n.example/feed", "Nation", "Africa/Kenya & neighbours"}, {"https://t.example/feed", "Top", ""}}
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%+v %v", got, err)
	}
	for name, s := range map[string]string{
		"empty": "", "no feeds": "<opml><body></body></opml>", "cut": list[:len(list)-30], "deep": "<opml>" + strings.Repeat("<outline text='a'>", 10_000), "text": "plain text", "page": "<html><p>x",
		"many": "<opml>" + func() string {
			var b strings.Builder
			for i := range maxFeeds + 5 {
				fmt.Fprintf(&b, "<outline xmlUrl='https://a.example/%d'/>", i)
			}
			return b.String()
		}() + "</opml>",
	} {
		if got, err := Read(strings.NewReader(s)); err == nil || len(got) > maxFeeds {
			t.Errorf("%s: %d feeds, %v", name, len(got), err)
		}
	}
	if !Is([]byte(list)) || Is([]byte("<rss>")) {
		t.Error("not told apart")
	}
}

func FuzzOPML(f *testing.F) {
	f.Add([]byte(list))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Read(strings.NewReader(string(data)))
		if err == nil && len(got) == 0 {
			t.Error("nothing, without a word")
		}
	})
}

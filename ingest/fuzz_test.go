package ingest

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/barograph/barograph/article"
)

// readAny reads bytes as a source of whatever kind and checks what must hold of all that comes of it.
func readAny(t *testing.T, data []byte) {
	documents := 0
	err := (&Reader{Stdin: bytes.NewReader(data)}).Read(t.Context(), []string{"-"}, func(d *Document) error {
		documents++
		items, err := d.Articles(article.Options{})
		if err != nil {
			Reason(err)
		}
		for _, it := range items {
			if it.Err != nil || it.Article == nil {
				continue
			}
			if !utf8.ValidString(it.Article.Text()) {
				t.Errorf("broken text %q", it.Article.Text())
			}
			Fingerprint(it.Article)
			date(it.Article, d.Claims, false, time.Unix(1750000000, 0))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if documents == 0 && !quiet(data) {
		t.Errorf("nothing came of %q", data)
	}
}

// quiet tells whether a source may hold nothing at all: lines that are blank, an archive without pages, empty lists.
func quiet(data []byte) bool {
	s := bytes.TrimLeft(data, "\ufeff \t\r\n")
	return len(s) > 0 && (bytes.HasPrefix(s, []byte("WARC/")) || s[0] == '[' || s[0] == '<' || s[0] == 0x1f || s[0] == 'B' || s[0] == 0x28)
}

func FuzzSource(f *testing.F) {
	for _, s := range []string{
		pageOf(prose), prose, rss("<item><title>Army</title><link>https://a.example/1</link></item>"), warcOf(pageOf(prose)), gz(prose),
		`<opml><body><outline xmlUrl="x"/></body></opml>`, `<urlset><url><loc>https://a.example/</loc></url></urlset>`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(readAny)
}

func FuzzJSONLines(f *testing.F) {
	f.Add([]byte(line(1, "https://a.example/1") + "\n\n{broken\n" + line(2, "")))
	f.Add([]byte(`{"id":"20190801-2227-8b13212ac9f6","date":"2019-08-01","event_type":"ACCUSE","event_text":"The party accused the government of Kenya on Thursday.","headline":"Party accuses government","pub_date":"2019-08-01"}`))
	f.Add([]byte(`{"_id":{"$oid":"5d42"},"url":"http://www.a.example/1","title":"Troops enter Kolo","source":"a_world","date":"Thu, 01 Aug 2019 10:00:00 GMT","date_added":{"$date":"2019-08-01T10:10:00Z"},"content":"Troops entered the town on Thursday."}`))
	f.Add([]byte(`{"id": "wce-2016-09-27-01", "published": "2016-09-27", "topic": "Civil War", "text": "Three bombings kill at least 17 people in Baghdad.", "sources": ["Reuters"]}`))
	f.Add([]byte(`[` + line(1, "") + `,` + line(2, "") + `]`))
	f.Fuzz(readAny)
}

// FuzzEntries reads feeds the way watch does.
func FuzzEntries(f *testing.F) {
	f.Add([]byte(rss("<item><title>Army enters Kolo</title><link>https://a.example/1</link><pubDate>Thu, 08 May 2025 10:00:00 GMT</pubDate></item>")))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title><entry><title>Army</title><link href="https://a.example/3"/></entry></feed>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		docs, err := entries(&Document{ID: "feed"}, data)
		if err == nil && len(docs) == 0 {
			t.Error("nothing, without a word")
		}
		for _, d := range docs {
			if d.ID == "" || d.URL != "" && !strings.HasPrefix(d.URL, "http") {
				t.Errorf("%+v", d)
			}
		}
	})
}

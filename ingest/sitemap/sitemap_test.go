package sitemap

import (
	"fmt"
	"strings"
	"testing"
)

func read(s string) ([]Link, error) {
	var out []Link
	err := Read(strings.NewReader(s), func(l Link) error {
		out = append(out, l)
		return nil
	})
	return out, err
}

const news = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://a.example/1?x=1&amp;y=2 </loc><lastmod>2025-05-08</lastmod>
 <image:image><image:loc>https://a.example/1.jpg</image:loc><image:title>A picture</image:title></image:image>
 <news:news><news:publication><news:name>The A</news:name><news:language>en</news:language></news:publication><news:publication_date>2025-05-08T10:00:00Z</news:publication_date><news:title><![CDATA[Talks & tea]]></news:title></news:news></url>
<url><loc></loc></url>
<url><loc>https://a.example/2</loc></url>
</urlset>`

func TestRead(t *testing.T) {
	got, err := read(news)
	want := Link{URL: "https://a.example/1?x=1&y=2", Modified: "2025-05-08", Published: "2025-05-08T10:00:00Z", Title: "Talks & tea", Outlet: "The A", Language: "en"}
	if err != nil || len(got) != 2 || got[0] != want || got[1].URL != "https://a.example/2" {
		t.Errorf("%+v %v", got, err)
	}
	got, err = read(`<sitemapindex><sitemap><loc>https://a.example/s1.xml.gz</loc><lastmod>2025-05-08</lastmod></sitemap></sitemapindex>`)
	if err != nil || len(got) != 1 || !got[0].Index || got[0].Modified != "2025-05-08" {
		t.Errorf("%+v %v", got, err)
	}
	if !Is([]byte(news)) || Is([]byte("<rss>")) {
		t.Error("not told apart")
	}
}

func TestBroken(t *testing.T) {
	laughs := `<!DOCTYPE lolz [<!ENTITY a "ha">` + func() string {
		s := ""
		for i := range 20 {
			s += fmt.Sprintf(`<!ENTITY a%d "%s">`, i, strings.Repeat(fmt.Sprintf("&a%d;", i-1), 10))
		}
		return s
	}() + `]><urlset><url><loc>&a19;</loc></url></urlset>`
	for name, s := range map[string]string{
		"empty": "", "no pages": "<urlset></urlset>", "cut": news[:len(news)-40], "deep": strings.Repeat("<a>", 100_000), "deep locs": "<urlset>" + strings.Repeat("<url>", 1000), "no xml": "plain text",
		"unclosed": "<urlset><url><loc>https://a.example/", "a comment without end": "<urlset><!-- " + strings.Repeat("x", 1<<20), "zeros": "<urlset>\x00\x00</urlset>",
	} {
		if got, err := read(s); err == nil {
			t.Errorf("%s: passed with %d", name, len(got))
		}
	}
	if got, _ := read(laughs); len(got) > 0 && len(got[0].URL) > 100 {
		t.Errorf("an entity grew to %d bytes", len(got[0].URL))
	}
	many := "<urlset>" + strings.Repeat("<url><loc>https://a.example/</loc></url>", MaxLinks+10) + "</urlset>"
	if got, err := read(many); err == nil || len(got) != MaxLinks {
		t.Errorf("%d links, %v", len(got), err)
	}
	long := "<urlset><url><loc>https://a.example/" + strings.Repeat("x", 1<<20) + "</loc></url><url><loc>https://a.example/ok</loc></url></urlset>"
	if got, _ := read(long); len(got) != 1 || got[0].URL != "https://a.example/ok" {
		t.Errorf("a long address: %d", len(got))
	}
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(news))
	f.Add([]byte(`<sitemapindex><sitemap><loc>https://a.example/s1.xml.gz</loc></sitemap></sitemapindex>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, _ := read(string(data))
		for _, l := range got {
			if l.URL == "" || len(l.URL) > maxLoc {
				t.Errorf("%q", l.URL)
			}
		}
	})
}

package ingest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/barograph/barograph/article"
)

const prose = "Troops of the northern army entered the town of Kolo on Sunday and met no resistance, the governor said. At least 12 people were killed in two days of fighting for the bridge, according to the hospital of the town. "

func pageOf(body string) string {
	return "<!DOCTYPE html><html><head><title>Army enters Kolo</title><meta property=\"article:published_time\" content=\"2025-05-08T10:00:00Z\"></head><body><article><h1>Army enters Kolo</h1><p>" + body + "</p></article></body></html>"
}

func rss(items string) string {
	return `<?xml version="1.0"?><rss version="2.0"><channel><title>The Post</title>` + items + `</channel></rss>`
}

func gz(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

func laughs(document string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">`)
	for i := 1; i < 12; i++ {
		last := "lol"
		if i > 1 {
			last = fmt.Sprintf("lol%d", i-1)
		}
		fmt.Fprintf(&b, `<!ENTITY lol%d "%s">`, i, strings.Repeat("&"+last+";", 10))
	}
	return b.String() + `<!ENTITY xxe SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:1/x">]>` + document
}

// hostile are files that somebody made to do harm, or that were harmed.
func hostile() map[string]string {
	c := map[string]string{}
	big := 1 << 20
	// Too much of everything.
	c["bomb gzip"] = gz(string(make([]byte, 64<<20)))
	c["bomb gzip of a page"] = gz(pageOf(strings.Repeat("<p>"+strings.Repeat("x ", 500)+"</p>", 40_000)))
	c["bomb gzip of json lines"] = gz(`{"text":"` + strings.Repeat("a", 40<<20) + `"}`)
	c["bomb gzip in gzip"] = gz(gz(string(make([]byte, 64<<20))))
	c["bomb members"] = strings.Repeat(gz(string(make([]byte, big))), 64)
	c["zip"] = "PK\x03\x04" + strings.Repeat("\x00", 1000)
	c["gzip cut"] = gz(pageOf(prose))[:60]
	c["gzip damaged"] = "\x1f\x8b\x08\x00junkjunkjunk"
	c["zstd damaged"] = "\x28\xb5\x2f\xfdjunkjunkjunk"
	c["bzip2 damaged"] = "BZh9junk"
	c["page too large"] = strings.Repeat(prose, (MaxPage+big)/len(prose))
	c["empty"], c["blank"], c["one byte"], c["zeros"] = "", " \n\t\n", "x", string(make([]byte, 5000))
	// Depth.
	for _, tag := range []string{"div", "span", "b", "a href=x", "table><tr><td", "blockquote", "ul><li", "p", "font", "i", "svg", "math", "template", "noscript", "select", "button"} {
		c["deep "+tag] = pageOf(prose + strings.Repeat("<"+tag+">", 20_000) + prose)
	}
	c["deep xml feed"] = rss("<item><title>" + strings.Repeat("<a>", 50_000))
	c["deep closing"] = pageOf(prose + strings.Repeat("</div>", 100_000))
	c["deep json array"] = `{"text":` + strings.Repeat("[", 100_000)
	c["deep json object"] = strings.Repeat(`{"text":`, 100_000)
	c["deep json in a field"] = `{"text":"` + prose + `","x":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`
	c["deep array file"] = `[{"text":` + strings.Repeat("[", 100_000)
	c["deep opml"] = "<opml>" + strings.Repeat("<outline>", 50_000)
	c["deep sitemap"] = "<urlset>" + strings.Repeat("<url>", 50_000)
	c["deep formatting"] = pageOf(strings.Repeat("<b><i><u><a href=x>", 500) + prose)
	// Entities.
	for name, doc := range map[string]string{"feed": rss("<item><title>&lol11;&xxe;</title><description>&lol11;</description></item>"), "sitemap": "<urlset><url><loc>&lol11;</loc></url></urlset>", "opml": `<opml><body><outline text="&lol11;" xmlUrl="&xxe;"/></body></opml>`,
		"page": "<html><body><p>&lol11;&xxe;" + prose, "atom": `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&lol11;</title></entry></feed>`} {
		c["laughs "+name] = laughs(doc)
	}
	c["entities many"] = pageOf(prose + strings.Repeat("&amp;&#x41;&#65;&bogus;&#99999999;", 20_000))
	// Endless things.
	for name, s := range map[string]string{"comment": "<!--", "script": "<script>", "style": "<style>", "title": "<title>", "textarea": "<textarea>", "cdata": "<![CDATA[", "attribute": `<a href="`, "tag": "<aaaa", "doctype": "<!DOCTYPE ", "pi": "<?xml ", "plaintext": "<plaintext>", "iframe": "<iframe>"} {
		c["unclosed "+name] = pageOf(prose + s + strings.Repeat("x", big))
		c["unclosed at once "+name] = s + strings.Repeat("y ", 1000)
	}
	c["many attributes"] = pageOf("<div " + strings.Repeat("a=b ", 100_000) + ">" + prose)
	c["many classes"] = pageOf(`<div class="` + strings.Repeat("content ", 100_000) + `">` + prose)
	c["many links"] = pageOf(prose + strings.Repeat(`<a href="/x">Read this</a> `, 20_000))
	c["many paragraphs"] = pageOf(strings.Repeat("<p>"+prose+"</p>", 5000))
	c["many headlines"] = pageOf(strings.Repeat("<h1>Army enters Kolo</h1>", 20_000) + prose)
	c["many ld"] = pageOf(strings.Repeat(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"x"}</script>`, 3000) + prose)
	c["deep ld"] = pageOf(`<script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, 20_000) + `</script>` + prose)
	c["one long word"] = strings.Repeat("x", big)
	c["one long line"] = strings.Repeat("word ", 100_000)
	c["many lines"] = strings.Repeat("line\n", 100_000)
	c["many quotes"] = pageOf(strings.Repeat("“He said ‘it’ was ", 20_000))
	c["many items"] = rss(strings.Repeat("<item><title>Army enters Kolo</title><link>https://a.example/1</link></item>", 5000))
	c["many json lines"] = strings.Repeat(`{"text":"`+prose+`"}`+"\n", 2000)
	c["long json line"] = `{"text":"` + strings.Repeat("a", maxLine) + `"}` + "\n" + `{"text":"` + prose + `"}`
	c["many json fields"] = `{"text":"` + prose + `"` + strings.Repeat(`,"a":1`, 100_000) + `}`
	// Wrong JSON.
	for i, s := range []string{`{"text":`, `{"text":"x"`, `{"text":1e999}`, `{"text":"\ud800"}`, `{"text":"\u0000` + prose + `"}`, `{"text":null}`, `{"text":{"$oid":"x"}}`, `{"text":"a","text":"` + prose + `"}`, `{"id":{"$oid":5},"text":"` + prose + `"}`,
		`{"text":"` + prose + `","published":"never"}`, `{"text":"` + prose + `","published":99999999999999}`, `{"text":"` + prose + `","url":"javascript:alert(1)"}`, `{"text":"` + prose + `","url":["a"]}`, `{"text":"` + prose + `","source":{"name":{"name":{}}}}`, `{}`, `{"":""}`,
		`{"text":"` + prose + `"}}}}`, `{"text":"` + prose + `"} trailing`, "{\"text\":\"\xff\xfe\"}", `[{"text":"` + prose + `"},`, `[{"text":"` + prose + `"},5]`, `[{"text":"` + prose + `"}] more`, `{"html":"<p>` + strings.Repeat("<div>", 5000) + `"}`, `{"id":"wce-1","published":"2025-13-45","topic":"","text":"x"}`} {
		c[fmt.Sprintf("json %d", i)] = s
	}
	// Encodings.
	accents := pageOf("Le président a été reçu à l'hôtel. " + prose)
	for _, name := range []string{"utf-8", "windows-1252", "utf-16le", "utf-16be", "shift_jis", "euc-jp", "gbk", "big5", "euc-kr", "koi8-r", "iso-8859-8", "windows-1256", "iso-2022-jp", "x-user-defined", "replacement", "utf-7", "utf-32", "ebcdic", "none"} {
		c["charset that lies: "+name] = strings.Replace(accents, "<head>", `<head><meta charset="`+name+`">`, 1)
		if enc, _ := charset.Lookup(name); enc != nil {
			if out, err := enc.NewEncoder().String(prose); err == nil {
				c["charset untold: "+name] = out
			}
		}
	}
	for name, s := range map[string]string{"utf-8": "\xef\xbb\xbf", "utf-16le": "\xff\xfe", "utf-16be": "\xfe\xff", "utf-32le": "\xff\xfe\x00\x00", "twice": "\xef\xbb\xbf\xef\xbb\xbf"} {
		c["mark that lies: "+name] = s + accents
	}
	c["overlong"] = pageOf(prose + strings.Repeat("\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf", 1000))
	c["surrogates"] = pageOf(prose + strings.Repeat("\xed\xa0\x80\xed\xbf\xbf", 1000))
	c["noncharacters"] = pageOf(prose + strings.Repeat("\uffff\ufffe\U0010ffff\u200b\u202e\u2066", 1000))
	c["combining"] = pageOf(prose + "e" + strings.Repeat("\u0301", 100_000))
	c["right to left"] = pageOf("\u202e" + prose + "\u202d")
	c["escapes of terminals"] = pageOf("\x1b]0;title\x07\x1b[2J\x1b[31m" + prose)
	c["escapes in plain text"] = "\x1b[2J\x1b]52;c;cm0gLXJm\x07" + prose
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 12 {
		noise := make([]byte, 20_000)
		for j := range noise {
			noise[j] = byte(random.UintN(256))
		}
		c[fmt.Sprintf("noise %d", i)] = []string{"", "<html>", "{\"", "<rss>", "WARC/1.0\r\n", "<opml>", "<urlset>", "[{\"", "\xef\xbb\xbf", "<!DOCTYPE html>", "<feed xmlns='atom'>", "\x1f\x8b\x08"}[i] + string(noise)
	}
	// A page and a feed with bytes changed, and cut.
	for i := range 20 {
		s := []byte(pageOf(prose))
		if i%2 == 1 {
			s = []byte(rss("<item><title>Army enters Kolo</title><description>" + prose + "</description></item>"))
		}
		for range 1 + i {
			s[random.IntN(len(s))] = byte(random.UintN(256))
		}
		c[fmt.Sprintf("changed %d", i)] = string(s)
		c[fmt.Sprintf("cut %d", i)] = string(s[:random.IntN(len(s))])
	}
	// Scripts.
	for i, s := range []string{`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg/onload=alert(1)>`, `&lt;script&gt;alert(1)&lt;/script&gt;`, `<a href="javascript:alert(1)">x</a>`, `"><script>alert(1)</script>`, `<iframe srcdoc="<script>alert(1)</script>">`,
		`<scr<script>ipt>alert(1)</scr</script>ipt>`, `<style>@import url(//x)</style>`, `<meta http-equiv=refresh content="0;url=//x">`, `<object data=x>`, `{{constructor.constructor('alert(1)')()}}`, `'; DROP TABLE article; --`, `%00%0d%0aSet-Cookie:x`, `$(rm -rf /)`, "`id`", `=cmd|'/c calc'!A0`} {
		c[fmt.Sprintf("script in a page %d", i)] = pageOf(s + prose + s)
		c[fmt.Sprintf("script in a feed %d", i)] = rss("<item><title>Army enters Kolo" + s + "</title><description><![CDATA[" + prose + s + "]]></description></item>")
	}
	// Feeds that are none.
	c["feed empty"], c["feed without items"] = rss(""), rss("<item></item>")
	c["feed cut"] = rss("<item><title>Army enters Kolo</title></item><item><title>Half")[:120]
	c["feed with wild links"] = rss(`<item><title>Army enters Kolo</title><link>file:///etc/passwd</link></item><item><title>Army enters Kolo</title><link>javascript:alert(1)</link></item><item><title>Army enters Kolo</title><link>http://127.0.0.1/</link></item>`)
	c["feed with a long title"] = rss("<item><title>" + strings.Repeat("Army enters Kolo ", 50_000) + "</title></item>")
	c["feed dated badly"] = rss("<item><title>Army enters Kolo</title><pubDate>Someday, 99 Foo 20999</pubDate></item>")
	c["warc lies"] = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 4611686018427387904\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
	c["warc without records"] = "WARC/1.0\r\n"
	c["opml to itself"] = `<opml><body><outline xmlUrl="feeds.opml"/><outline xmlUrl="file:///etc/passwd"/></body></opml>`
	return c
}

// Every hostile file is read to its end: in time, within bounds, with articles that are whole or errors that can be shown.
func TestHostile(t *testing.T) {
	dir := t.TempDir()
	cases := hostile()
	tally(t, slices.Collect(maps.Keys(cases)))
	var slowest time.Duration
	for name, data := range cases {
		path := filepath.Join(dir, "file")
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		documents := 0
		err := (&Reader{}).Read(t.Context(), []string{path}, func(d *Document) error {
			documents++
			items, err := d.Articles(article.Options{})
			if err != nil && (err.Error() == "" || !utf8.ValidString(Reason(err)) || len(Reason(err)) > 300) {
				t.Errorf("%s: reason %q", name, Reason(err))
			}
			for _, it := range items {
				if it.Err != nil {
					continue
				}
				text := it.Article.Text()
				if !utf8.ValidString(text) || strings.Contains(text, "lollollol") || strings.Contains(text, "root:") || strings.Contains(text, "<script") && !strings.Contains(name, "script in") || len(text) > 2*MaxPage {
					t.Errorf("%s: text %.80q", name, text)
				}
				Fingerprint(it.Article)
				date(it.Article, d.Claims, false, time.Now())
			}
			return nil
		})
		if err != nil || documents == 0 {
			t.Errorf("%s: %d documents, %v", name, documents, err)
		}
		took := time.Since(began)
		if slowest = max(slowest, took); took > 30*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
		if took > time.Second {
			t.Logf("%s: %s", name, took)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("slowest %s, memory %d MB", slowest, m.Sys>>20)
}

// tally logs how many cases there are of each kind, for scripts/hostile.sh. A kind is the first word of a name.
func tally(t *testing.T, names []string) {
	kinds := map[string]int{}
	for _, n := range names {
		kind, _, _ := strings.Cut(n, " ")
		kinds[strings.TrimSuffix(kind, ":")]++
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		t.Logf("hostile %s: %d", kind, kinds[kind])
	}
}

package ingest

import (
	"testing"
)

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.bbc.com/news/world-1?utm_source=x&at_medium=RSS&at_campaign=KARANGA": "https://bbc.com/news/world-1",
		"http://WWW.Example.org:80/a/":                                  "https://example.org/a",
		"https://example.org/a?b=2&a=1&fbclid=x#top":                    "https://example.org/a?a=1&b=2",
		"https://example.org/a?id=7&ref=home":                           "https://example.org/a?id=7",
		"https://m.example.org/a":                                       "https://example.org/a",
		"https://en.m.wikipedia.org/wiki/Kolo":                          "https://en.wikipedia.org/wiki/Kolo",
		"https://amp.theguardian.com/world/x":                           "https://theguardian.com/world/x",
		"https://mobile.reuters.com/article/x":                          "https://reuters.com/article/x",
		"https://example.org/a/amp/":                                    "https://example.org/a",
		"https://example.org/amp/a":                                     "https://example.org/a",
		"https://example.org/a.amp.html":                                "https://example.org/a.html",
		"https://example.org/a?outputType=amp":                          "https://example.org/a",
		"https://www-bbc-com.cdn.ampproject.org/c/s/www.bbc.com/news/1": "https://bbc.com/news/1",
		"https://www.google.com/amp/s/www.bbc.com/news/1.amp":           "https://bbc.com/news/1",
		"https://example.org//a///b":                                    "https://example.org/a/b",
		"https://example.org/index.html":                                "https://example.org",
		"https://example.org":                                           "https://example.org",
		"https://example.org:8443/a":                                    "https://example.org:8443/a",
		"https://example.co.uk/a":                                       "https://example.co.uk/a",
		"https://m.co.uk/a":                                             "https://m.co.uk/a", // a name, no variant
		"https://[2606:4700::1111]/a":                                   "https://[2606:4700::1111]/a",
		"https://example.org/%E2%82%AC?q=%20x":                          "https://example.org/%E2%82%AC?q=%20x",
		"https://example.org/#!/story/5":                                "https://example.org#!/story/5",
		"urn:uuid:1":                                                    "urn:uuid:1",
		"":                                                              "",
		"not a url":                                                     "not a url",
		"https://en.wikipedia.org/wiki/Portal:Current_events/2025_May_8#ab": "https://en.wikipedia.org/wiki/Portal:Current_events/2025_May_8#ab",
	} {
		got := Canonical(in)
		if got != want {
			t.Errorf("%s: %s, not %s", in, got, want)
		}
		if again := Canonical(got); again != got {
			t.Errorf("%s: again %s", got, again)
		}
	}
}

func TestAddress(t *testing.T) {
	page := func(link string) []byte {
		return []byte(`<html><head><link rel="canonical" href="` + link + `"></head><body>`)
	}
	for _, c := range []struct{ found, link, want string }{
		{"https://www.a.example/x?id=1", "https://a.example/story/x", "https://a.example/story/x"},
		{"https://www.a.example/x?id=1", "/story/x", "https://a.example/story/x"},
		{"https://m.news.a.example/x", "https://www.a.example/x", "https://a.example/x"},
		{"https://a.example/x", "https://b.example/x", "https://a.example/x"}, // another site's word is not believed
		{"https://a.example/x", "https://a.example/", "https://a.example/x"},  // a front page is no article
		{"https://a.example/x", "javascript:void(0)", "https://a.example/x"},
		{"https://a.example/x", "http://%zz", "https://a.example/x"},
		{"", "https://a.example/x", ""},
	} {
		if got := address(c.found, page(c.link)); got != c.want {
			t.Errorf("%s saying %s: %s", c.found, c.link, got)
		}
	}
	if got := address("https://a.example/x", []byte(`<body><link rel="canonical" href="/y">`)); got != "https://a.example/x" {
		t.Errorf("a link in the body counts: %s", got)
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"https://www.example.org/a?utm_source=x&b=1#c", "http://[::1]:80/", "https://cdn.ampproject.org/c/s/a.example/b", "https://a.example/amp/amp/index.html.amp", "https://a.example/%2f%2F//x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Canonical(s)
		if again := Canonical(once); again != once {
			t.Errorf("%q: %q, then %q", s, once, again)
		}
	})
}

func FuzzAddress(f *testing.F) {
	f.Add("https://a.example/x", []byte(`<head><link href="/y" rel=canonical></head>`))
	f.Fuzz(func(_ *testing.T, found string, page []byte) { address(found, page) })
}

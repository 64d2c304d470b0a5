package warc

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/barograph/barograph/ingest/inflate"
)

func record(kind, uri, contentType, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2025-05-08T10:11:12Z\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, uri, contentType, len(block), block)
}

func answer(headers, body string) string {
	return "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + headers + "\r\n" + body
}

const httpType = "application/http; msgtype=response"

func packed(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

// small is an archive with three pages among records that are none.
func small() []string {
	return []string{
		record("warcinfo", "", "application/warc-fields", "software: test\r\n"),
		record("request", "https://a.example/1", "application/http; msgtype=request", "GET /1 HTTP/1.1\r\n\r\n"),
		record("response", "https://a.example/1", httpType, answer("", "<p>one</p>")),
		record("metadata", "https://a.example/1", "application/warc-fields", "x: y"),
		record("response", "https://a.example/p.png", httpType, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"),
		record("response", "https://a.example/gone", httpType, "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone</p>"),
		record("response", "<https://a.example/2>", httpType, answer("Transfer-Encoding: chunked\r\n", "6\r\n<p>two\r\n4;x=y\r\n</p>\r\n0\r\n\r\n")),
		record("response", "dns:a.example", "text/dns", "20250508 a.example. 1.2.3.4"),
		record("response", "https://a.example/3", httpType, answer("Content-Encoding: gzip\r\n", packed("<p>three</p>"))),
	}
}

func read(data string) (pages []string, r *Reader, err error) {
	plain, err := inflate.Open(strings.NewReader(data))
	if err != nil {
		return nil, NewReader(strings.NewReader("")), err
	}
	r = NewReader(plain)
	for {
		p, err := r.Next()
		if err != nil {
			return pages, r, err
		}
		pages = append(pages, p.URL+" "+string(p.Data))
	}
}

func TestPages(t *testing.T) {
	want := []string{"https://a.example/1 <p>one</p>", "https://a.example/2 <p>two</p>", "https://a.example/3 <p>three</p>"}
	members := ""
	for _, r := range small() {
		members += packed(r)
	}
	for name, data := range map[string]string{"plain": strings.Join(small(), ""), "one member": packed(strings.Join(small(), "")), "members": members} {
		pages, r, err := read(data)
		if !errors.Is(err, io.EOF) || fmt.Sprint(pages) != fmt.Sprint(want) || r.Records != 9 || r.Skipped != 2 {
			t.Errorf("%s: %q %d %d %v", name, pages, r.Records, r.Skipped, err)
		}
	}
	r := NewReader(strings.NewReader(small()[2]))
	if p, err := r.Next(); err != nil || p.Captured.Format("2006-01-02") != "2025-05-08" || p.ContentType != "text/html; charset=utf-8" {
		t.Errorf("%+v %v", p, err)
	}
}

// Cut anywhere, an archive gives the pages that are whole, and says that it is cut unless the cut is between two records.
func TestCutAnywhere(t *testing.T) {
	plain := strings.Join(small(), "")
	members := ""
	whole := map[int]bool{0: true}
	for _, r := range small() {
		members += packed(r)
		whole[len(members)] = true
	}
	for cut := range len(plain) {
		pages, _, err := read(plain[:cut])
		if err == nil || len(pages) > strings.Count(plain[:cut], "</p>") {
			t.Fatalf("cut at %d: %q %v", cut, pages, err)
		}
		if !errors.Is(err, io.EOF) && !errors.Is(err, ErrCut) && !errors.Is(err, ErrBroken) {
			t.Fatalf("cut at %d: %v", cut, err)
		}
	}
	for cut := 3; cut < len(members); cut++ {
		pages, _, err := read(members[:cut])
		if whole[cut] != errors.Is(err, io.EOF) || !whole[cut] && !errors.Is(err, ErrCut) && !errors.Is(err, inflate.ErrCut) {
			t.Fatalf("packed, cut at %d: %d pages, %v", cut, len(pages), err)
		}
	}
}

func TestBroken(t *testing.T) {
	head := "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: " + httpType + "\r\n"
	for name, data := range map[string]string{
		"no length": head + "\r\n\r\n", "length negative": head + "Content-Length: -1\r\n\r\n", "length no number": head + "Content-Length: x\r\n\r\n", "length beyond numbers": head + "Content-Length: 99999999999999999999\r\n\r\n",
		"junk": "junk", "junk after": small()[2] + "junk\r\n", "blank lines": strings.Repeat("\r\n", 1000), "a long line": "WARC/1.0\r\nX: " + strings.Repeat("x", 1<<20), "many headers": "WARC/1.0\r\n" + strings.Repeat("X: y\r\n", 1<<16) + "\r\n",
	} {
		if _, _, err := read(data); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A length that lies about the rest of the archive is a cut archive, and costs no memory.
	for _, n := range []string{"1000", "17000000", "4611686018427387904"} {
		if _, _, err := read(head + "Content-Length: " + n + "\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx"); !errors.Is(err, ErrCut) {
			t.Errorf("length %s: %v", n, err)
		}
	}
	for name, block := range map[string]string{
		"empty": "", "no end of headers": "HTTP/1.1 200 OK\r\nContent-Type: text/html", "no status": "\r\n\r\n<p>x</p>", "headers too large": "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", maxHTTP) + "\r\n\r\n<p>x</p>", "no body": answer("", ""),
		"bomb": answer("", packed(string(make([]byte, 32<<20)))), "damaged gzip": answer("", "\x1f\x8b\x00\x00junk"), "too large": answer("", strings.Repeat("x", MaxPage+1)),
	} {
		pages, r, err := read(record("response", "https://a.example/", httpType, block) + small()[2])
		if !errors.Is(err, io.EOF) || len(pages) != 1 || r.Skipped != 1 {
			t.Errorf("%s: %d pages, %d skipped, %v", name, len(pages), r.Skipped, err)
		}
	}
}

func FuzzWARC(f *testing.F) {
	f.Add([]byte(strings.Join(small(), "")))
	f.Add([]byte(packed(strings.Join(small(), ""))))
	f.Fuzz(func(t *testing.T, data []byte) {
		pages, _, err := read(string(data))
		if err == nil || len(pages) > len(data) {
			t.Error("no end")
		}
	})
}

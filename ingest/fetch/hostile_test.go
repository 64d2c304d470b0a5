package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/barograph/barograph/ingest/inflate"
)

// A script is what a server says, whatever it is asked.
type script func(c net.Conn)

func say(parts ...string) script {
	return func(c net.Conn) {
		for _, p := range parts {
			if _, err := io.WriteString(c, p); err != nil {
				return
			}
		}
	}
}

// drip says text byte by byte.
func drip(text string, pause time.Duration) script {
	return func(c net.Conn) {
		for i := range len(text) {
			if _, err := c.Write([]byte{text[i]}); err != nil {
				return
			}
			time.Sleep(pause)
		}
	}
}

// endless says the same again and again.
func endless(head, again string) script {
	return func(c net.Conn) {
		io.WriteString(c, head)
		block := strings.Repeat(again, 1+4096/len(again))
		for n := 0; n < 256<<20; n += len(block) {
			if _, err := io.WriteString(c, block); err != nil {
				return
			}
		}
	}
}

// silent says text, and then nothing for as long as the other side stays.
func silent(text string) script {
	return func(c net.Conn) {
		io.WriteString(c, text)
		io.Copy(io.Discard, c)
	}
}

func packed(data []byte) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data)
	z.Close()
	return b.String()
}

func withLength(headers, body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%sContent-Length: %d\r\n\r\n%s", headers, len(body), body)
}

const ok200 = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

// hostile are servers and what must become of them: an error with these words, or "" for a page.
func hostile() map[string]struct {
	script script
	want   string
} {
	cases := map[string]struct {
		script script
		want   string
	}{}
	add := func(name string, s script, want string) {
		if _, twice := cases[name]; twice {
			panic(name)
		}
		cases[name] = struct {
			script script
			want   string
		}{s, want}
	}
	bomb := packed(make([]byte, 32<<20))
	text := packed([]byte("<p>a page</p>"))
	// Lengths that lie.
	add("length too large", say(ok200+"Content-Length: 500\r\n\r\nshort"), "breaks off")
	add("length too small", say(ok200+"Content-Length: 3\r\n\r\nlonger"), "")
	for _, n := range []string{"-1", "x", "99999999999999999999", "1 2", "0x10"} {
		add("length "+n, say(ok200+"Content-Length: "+n+"\r\n\r\nbody"), "any")
	}
	add("length of the sky", say(ok200+"Content-Length: 4611686018427387904\r\n\r\nbody"), "too large")
	add("two lengths", say(ok200+"Content-Length: 3\r\nContent-Length: 4\r\n\r\nbody"), "any")
	add("length above the limit", say(ok200+"Content-Length: 2000000\r\n\r\n"), "too large")
	// Chunks.
	for name, body := range map[string]string{"no number": "xyz\r\nbody\r\n", "negative": "-5\r\nbody\r\n", "huge": "7fffffffffffffff\r\nbody", "overflow": "fffffffffffffffff\r\nb", "no end": "4\r\nbody\r\n", "cut": "40\r\nbody",
		"no line end": "4\r\nbodyX"} {
		add("chunk "+name, say(ok200+"Transfer-Encoding: chunked\r\n\r\n"+body), "any")
	}
	add("chunk extension without end", endless(ok200+"Transfer-Encoding: chunked\r\n\r\n4;", "x"), "any")
	add("chunks without end", endless(ok200+"Transfer-Encoding: chunked\r\n\r\n", "4\r\nbody\r\n"), "too large")
	add("chunked and length", say(ok200+"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"), "")
	add("trailers without end", endless(ok200+"Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n", "X-A: b\r\n"), "any")
	add("transfer encoding unknown", say(ok200+"Transfer-Encoding: gzip\r\n\r\nbody"), "any")
	// Bodies without end.
	add("body without end", endless(ok200+"\r\n", "<p>more and more</p>"), "too large")
	add("blank body without end", endless(ok200+"\r\n", " "), "too large")
	// Headers.
	add("headers without end", endless("HTTP/1.1 200 OK\r\n", "X-Header: value\r\n"), "any")
	add("one header without end", endless("HTTP/1.1 200 OK\r\nX-Header: ", "v"), "any")
	add("header name without end", endless("HTTP/1.1 200 OK\r\n", "N"), "any")
	add("status line without end", endless("HTTP/1.1 200 ", "O"), "any")
	add("headers of 300 kB", say("HTTP/1.1 200 OK\r\n", strings.Repeat("X: "+strings.Repeat("y", 1000)+"\r\n", 300), "\r\nbody"), "any")
	add("header without colon", say("HTTP/1.1 200 OK\r\nnonsense\r\n\r\nbody"), "any")
	add("header with zero", say("HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\nbody"), "any")
	add("header folded", say("HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Type: text/html\r\n\r\nbody"), "")
	add("header empty name", say("HTTP/1.1 200 OK\r\n: a\r\n\r\nbody"), "any")
	add("informational without end", endless("", "HTTP/1.1 100 Continue\r\n\r\n"), "any")
	add("early hints", say("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", withLength("", "page")), "")
	// No HTTP.
	for name, s := range map[string]string{"nothing": "", "ssh": "SSH-2.0-OpenSSH_9.6\r\n", "smtp": "220 mail ESMTP\r\n", "tls": "\x15\x03\x01\x00\x02\x02\x28", "zeros": strings.Repeat("\x00", 9000), "icy": "ICY 200 OK\r\n\r\n",
		"http 0.9": "<html>old</html>", "status word": "HTTP/1.1 abc OK\r\n\r\n", "status long": "HTTP/1.1 99999 OK\r\n\r\n", "status negative": "HTTP/1.1 -20 OK\r\n\r\n", "version 9": "HTTP/9.9 200 OK\r\n\r\nbody", "half a status": "HTTP/1.1 2",
		"half a header": "HTTP/1.1 200 OK\r\nContent-Ty", "redis": "-ERR unknown command\r\n", "h2 preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"} {
		add("no http: "+name, say(s), "any")
	}
	// Slow and silent.
	add("never answers", silent(""), "in time")
	add("half a status line, then silent", silent("HTTP/1.1 20"), "in time")
	add("headers, then silent", silent(ok200+"Content-Length: 100\r\n\r\n"), "in time")
	add("half a body, then silent", silent(ok200+"Content-Length: 100\r\n\r\n<p>half"), "in time")
	add("packed, then silent", silent(ok200+"Content-Encoding: gzip\r\n\r\n\x1f\x8b"), "in time")
	add("slow loris status", drip("HTTP/1.1 200 OK\r\n", 60*time.Millisecond), "in time")
	add("slow loris headers", drip(ok200+strings.Repeat("X: y\r\n", 100), 20*time.Millisecond), "in time")
	add("slow loris body", drip(ok200+"\r\n"+strings.Repeat("<p>x</p>", 100), 10*time.Millisecond), "in time")
	add("slow chunks", func(c net.Conn) {
		io.WriteString(c, ok200+"Transfer-Encoding: chunked\r\n\r\n")
		drip(strings.Repeat("1\r\nx\r\n", 100), 10*time.Millisecond)(c)
	}, "in time")
	// Packed.
	gz := func(body string) string { return withLength("Content-Encoding: gzip\r\n", body) }
	add("gzip page", say(gz(text)), "")
	add("gzip by its old name", say(withLength("Content-Encoding: x-gzip\r\n", text)), "")
	add("gzip in capitals", say(withLength("Content-Encoding: GZIP\r\n", text)), "")
	add("gzip bomb", say(gz(bomb)), "bomb|too large")
	add("gzip bomb of many members", say(gz(strings.Repeat(packed(make([]byte, 1<<20)), 64))), "bomb|too large")
	add("gzip bomb in a gzip bomb", say(gz(packed([]byte(bomb)))), "")
	add("gzip cut", say(gz(text[:len(text)/2])), "breaks off")
	add("gzip cut in the header", say(gz(text[:5])), "breaks off")
	add("gzip without a body", say(gz("")), "breaks off")
	add("gzip that is none", say(gz("<p>plain</p>")), "damaged")
	add("gzip with a wrong sum", say(gz(text[:len(text)-8]+"\x00\x00\x00\x00"+text[len(text)-4:])), "damaged")
	add("gzip with junk behind", say(gz(text+"junk junk junk")), "any")
	add("gzip name without end", endless(ok200+"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x03", "n"), "any")
	for _, enc := range []string{"br", "zstd", "deflate", "compress", "gzip, gzip", "exi", "a b", strings.Repeat("z", 5000), "../../etc"} {
		add("encoding "+enc[:min(len(enc), 12)], say(withLength("Content-Encoding: "+enc+"\r\n", "body")), "encoding")
	}
	// Types that are no page.
	for _, kind := range []string{"image/png", "video/mp4", "audio/mpeg", "application/pdf", "application/zip", "font/woff2", "IMAGE/JPEG", "image/svg+xml; charset=utf-8"} {
		add("type "+kind, say("HTTP/1.1 200 OK\r\nContent-Type: "+kind+"\r\nContent-Length: 4\r\n\r\nbody"), "the server sends")
	}
	for _, kind := range []string{"", "text/html; charset=", "nonsense", "text/html; charset=\"", ";;;", "text/html; charset=no-such", strings.Repeat("t", 3000)} {
		add("type odd "+kind[:min(len(kind), 22)], say("HTTP/1.1 200 OK\r\nContent-Type: "+kind+"\r\nContent-Length: 4\r\n\r\nbody"), "")
	}
	// Answers that are no page.
	for _, code := range []int{201, 202, 204, 205, 206, 300, 304, 305, 306, 400, 401, 402, 403, 404, 405, 406, 410, 418, 429, 451, 500, 501, 502, 503, 504, 507, 520, 599, 600, 999} {
		add(fmt.Sprintf("status %d", code), say(fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n", code)), "the server answers")
	}
	for _, wait := range []string{"-5", "x", "99999999999999", "Thu, 01 Jan 1970 00:00:00 GMT", "", "1e9"} {
		add("retry after "+wait, say("HTTP/1.1 503 X\r\nRetry-After: "+wait+"\r\nContent-Length: 0\r\n\r\n"), "the server answers 503")
	}
	// Redirects.
	for _, to := range []string{"file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "data:text/html,x", "javascript:alert(1)", "http://127.0.0.1:1/", "http://[::1]/", "http://169.254.169.254/latest/", "http://10.0.0.1/",
		"http://[::ffff:10.0.0.1]/", "http://localhost/", "http://inside.example/", "http://inside6.example/", "http://mapped.example/", "http://nat64.example/", "http://user:pass@a.example/", "http://a.example:22/", "//10.0.0.1/", "http://", "http://%zz/", "\x01", "http://metadata.google.internal/",
		"http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://１２７.0.0.1/", "http://127。0。0。1/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::7f00:1]/",
		"http://[2002:7f00:1::]/", "http://[::127.0.0.1]/", "http://127.0.0.1.:8080/", "http://inside.example.:8080/", "http://INSIDE.example/", "http://rebound.example/", "http:\\\\127.0.0.1\\", "http:127.0.0.1/",
		"http://site.example@127.0.0.1/", "http://127.0.0.1#@site.example/", "http://127.0.0.1?@site.example/", "HTTP://127.0.0.1/", "http://100.64.0.1/", "http://192.0.0.192/", "http://198.18.0.1/", "http://224.0.0.1/"} {
		add(fmt.Sprintf("redirect to %q", to), say("HTTP/1.1 302 Found\r\nLocation: "+to+"\r\nContent-Length: 0\r\n\r\n"), "any")
	}
	for _, code := range []int{301, 302, 303, 307, 308} {
		add(fmt.Sprintf("redirect to itself %d", code), say(fmt.Sprintf("HTTP/1.1 %d X\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n", code)), "redirects")
		add(fmt.Sprintf("redirect to nowhere %d", code), say(fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n", code)), "elsewhere")
	}
	// What is fine.
	add("a page", say(withLength("", "<p>page</p>")), "")
	add("a page with cookies", say(withLength("Set-Cookie: a=b\r\nSet-Cookie: c=d\r\n", "<p>page</p>")), "")
	add("a page by HTTP 1.0", say("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>page</p>"), "")
	add("a page with bare line ends", say("HTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>page</p>"), "")
	return cases
}

// names answers for the names of these tests from memory.
func names(t *testing.T) *net.Resolver {
	table := map[string]string{"site.example.": "127.0.0.1", "inside.example.": "10.0.0.1", "inside6.example.": "fd00::1", "mapped.example.": "::ffff:127.0.0.1", "nat64.example.": "64:ff9b::7f00:1"}
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Response, m.Additionals = true, nil
			ip := net.ParseIP(table[strings.ToLower(q.Name.String())])
			head := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1}
			switch v4 := ip.To4(); {
			case ip == nil:
				m.RCode = dnsmessage.RCodeNameError
			case q.Type == dnsmessage.TypeA && v4 != nil && !strings.HasPrefix(q.Name.String(), "mapped"):
				m.Answers = []dnsmessage.Resource{{Header: head, Body: &dnsmessage.AResource{A: [4]byte(v4)}}}
			case q.Type == dnsmessage.TypeAAAA && (v4 == nil || strings.HasPrefix(q.Name.String(), "mapped")):
				m.Answers = []dnsmessage.Resource{{Header: head, Body: &dnsmessage.AAAAResource{AAAA: [16]byte(ip.To16())}}}
			}
			if out, err := m.Pack(); err == nil {
				server.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// serve runs a script for each connection. The client reaches it under the name site.example alone.
func serve(t *testing.T, s script) (c *Client, address string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				conn.Read(make([]byte, 4096))
				s(conn)
			}()
		}
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	c = New(Options{Timeout: 20 * time.Second, MaxBytes: 1 << 20, Delay: -1})
	c.names = names(t)
	c.proxies = []string{"site.example:" + port}
	return c, "http://site.example:" + port + "/"
}

func TestHostile(t *testing.T) {
	cases := hostile()
	tally(t, slices.Collect(maps.Keys(cases)))
	t.Logf("hostile addresses: %d", len(closed)+len(badAddresses))
	var group sync.WaitGroup
	slots := make(chan struct{}, 16)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for name, test := range cases {
		c, address := serve(t, test.script)
		switch test.want {
		case "in time":
			c.opts.Timeout = 500 * time.Millisecond
		case "any":
			c.opts.Timeout = 2 * time.Second
		}
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			began := time.Now()
			got, err := c.Get(ctx, Request{URL: address, Direct: true})
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("%s: took %s", name, took)
			}
			switch {
			case test.want == "" && err != nil:
				t.Errorf("%s: %v", name, err)
			case test.want != "" && test.want != "any" && err == nil:
				t.Errorf("%s: passed with %d bytes", name, len(got.Body))
			case err != nil && test.want != "any" && !contains(err.Error(), test.want):
				t.Errorf("%s: %v, not %s", name, err, test.want)
			case err == nil && len(got.Body) > 1<<20:
				t.Errorf("%s: %d bytes", name, len(got.Body))
			case err != nil && ctx.Err() != nil:
				t.Errorf("%s: only the test ended it", name)
			}
			if strings.HasPrefix(name, "redirect to \"http://") && err == nil {
				t.Errorf("%s: passed", name)
			}
		})
	}
	group.Wait()
	runtime.ReadMemStats(&after)
	if grown := after.Sys - before.Sys; grown > 512<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
}

func contains(s, anyOf string) bool {
	for w := range strings.SplitSeq(anyOf, "|") {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func TestBombIsNamed(t *testing.T) {
	c, address := serve(t, say(withLength("Content-Encoding: gzip\r\n", packed(make([]byte, 32<<20)))))
	c.opts.MaxBytes = 16 << 20
	if _, err := c.Get(t.Context(), Request{URL: address, Direct: true}); !errors.Is(err, inflate.ErrBomb) {
		t.Errorf("%v", err)
	}
}

// Names that lead inside are refused when the connection is made, after every resolution: that is also what becomes of a name that
// meant another address a moment ago.
func TestRebinding(t *testing.T) {
	for _, name := range []string{"inside", "inside6", "mapped", "nat64", "site"} {
		c, _ := serve(t, say(withLength("", "secret")))
		if _, err := c.Get(t.Context(), Request{URL: "http://" + name + ".example:8080/", Direct: true}); !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: %v", name, err)
		}
		c, address := serve(t, say("HTTP/1.1 302 Found\r\nLocation: http://"+name+".example:8080/\r\nContent-Length: 0\r\n\r\n"))
		if _, err := c.Get(t.Context(), Request{URL: address, Direct: true}); !errors.Is(err, ErrPrivate) {
			t.Errorf("redirect to %s: %v", name, err)
		}
	}
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

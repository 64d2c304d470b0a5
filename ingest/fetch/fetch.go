// Package fetch gets pages from the open web, politely and on guard.
//
// Politely: few requests at a time to one host, with a pause between them that varies; a host that fails or asks for peace (429, 503,
// Retry-After) gets it; robots.txt is obeyed for pages that a program found rather than a person; what has not changed since the last
// visit (ETag, Last-Modified) is not sent again; the user agent says who comes and where to complain.
//
// On guard: only http and https. No address of a private network is reached, and as that is decided when the connection is made,
// neither a redirect nor a name that changes its meaning gets around it. Redirects, time, size, headers and the ratio of decompression
// have limits. There are no cookies. When the environment names a proxy, the proxy connects, and has to guard.
package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/barograph/barograph/ingest/inflate"
)

// Options of a Client. The zero value is fit for the open web.
type Options struct {
	Agent        string        // the user agent; it should name a contact
	AllowPrivate bool          // lets addresses of private networks pass
	Timeout      time.Duration // for one page, all redirects included; 30 s
	MaxBytes     int64         // of one page, unpacked; 16 MB
	PerHost      int           // requests to one host at a time; 2
	Delay        time.Duration // between two requests to one host, varied by a quarter; 1 s. Negative is none
	Patience     time.Duration // how long a host's back-off is waited for instead of failing; 10 s
	Proxy        bool          // go through the proxy that the environment names
	Pace         Pace          // shared with other programs; nil is this client's own
}

// A Pace lets several programs be as polite together as one alone.
type Pace interface {
	// Enter waits for a turn at a host, at least gap after the last turn that anybody had and with at most room visitors there. When
	// that would take longer than patience, it fails with BackoffError. leave ends the visit.
	Enter(ctx context.Context, host string, gap time.Duration, room int, patience time.Duration) (leave func(), err error)
	// Rest tells that a host is to be left in peace.
	Rest(ctx context.Context, host string, until time.Time)
}

// Limits that nobody has asked to change.
const (
	maxRedirects = 5
	maxHeader    = 256 << 10
	idle         = 30 * time.Second // without a byte, in a stream
	patient      = time.Minute      // before the pace of a stream is looked at
	slowest      = 1 << 10          // bytes a second that it must bring on the average
)

// A Client gets pages. It is safe for use by several goroutines.
type Client struct {
	opts    Options
	http    *http.Client
	hosts   hosts
	proxies []string      // host:port of those that connect for us
	names   *net.Resolver // nil is the system's
}

// New makes a client.
func New(opts Options) *Client {
	opts.Agent = cmp.Or(opts.Agent, "barograph (+https://github.com/barograph/barograph)")
	opts.Timeout = cmp.Or(opts.Timeout, 30*time.Second)
	opts.MaxBytes = cmp.Or(opts.MaxBytes, 16<<20)
	opts.PerHost = max(cmp.Or(opts.PerHost, 2), 1)
	opts.Delay = max(cmp.Or(opts.Delay, time.Second), 0)
	opts.Patience = cmp.Or(opts.Patience, 10*time.Second)
	c := &Client{opts: opts}
	c.hosts = hosts{opts: &c.opts, all: map[string]*host{}}
	transport := &http.Transport{
		DialContext:            c.dial,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  20 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    opts.PerHost,
		IdleConnTimeout:        30 * time.Second,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // unpacked here, within limits
	}
	if opts.Proxy {
		transport.Proxy = http.ProxyFromEnvironment
		c.proxies = proxies()
	}
	c.http = &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// A Request asks for a page.
type Request struct {
	URL          string
	ETag         string // what the last answer told, to be spared a page that is the same
	LastModified string
	Accept       string // media types; "" prefers pages and feeds
	Direct       bool   // a person gave this address: robots.txt, which speaks to programs, is not asked
	MaxBytes     int64  // overrules the client's; negative is no limit, for streams
	Stream       bool   // long: the time has no limit as long as bytes keep coming
}

// A Response is what a server answered.
type Response struct {
	URL          string // where the page is, after redirects
	ContentType  string
	ETag         string
	LastModified string
	NotModified  bool  // it is the same as the last time; there is no body
	Length       int64 // of the body as it is sent, -1 when the server does not tell
	Body         []byte
}

// Get reads a page.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	s, err := c.Open(ctx, r)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	s.Body, err = io.ReadAll(s)
	if err != nil {
		return nil, err
	}
	return &s.Response, nil
}

// A Stream is a page that is still being sent. It must be closed.
type Stream struct {
	Response
	body   io.Reader
	left   int64 // bytes that may still come
	client *Client
	at     *host
	answer *http.Response
	watch  *watch
}

// Errors of answers that are no pages.
var (
	errRedirects = fmt.Errorf("more than %d redirects; the address leads in a circle", maxRedirects)
	errKind      = errors.New("give the address of an article's page")
)

// Open asks for a page and returns when its headers have come.
func (c *Client) Open(ctx context.Context, r Request) (*Stream, error) {
	u, err := url.Parse(strings.TrimSpace(r.URL))
	if err != nil {
		return nil, errors.New("not a URL; check its spelling")
	}
	left := c.opts.Timeout
	for range maxRedirects + 1 {
		if err := c.check(u); err != nil {
			return nil, err
		}
		at := c.hosts.get(u.Scheme + "://" + strings.ToLower(u.Host))
		if !r.Direct {
			if err := c.allowed(ctx, at, u); err != nil {
				return nil, err
			}
		}
		if err := c.hosts.enter(ctx, at); err != nil {
			return nil, err
		}
		began := time.Now()
		s, next, err := c.try(ctx, at, u, r, left)
		if err != nil || next == nil {
			return s, err
		}
		u = next
		if left -= time.Since(began); left <= 0 {
			return nil, ErrTimeout
		}
	}
	return nil, errRedirects
}

// try makes one request. It gives a stream or the address that the server sends us to.
func (c *Client) try(ctx context.Context, at *host, u *url.URL, r Request, left time.Duration) (_ *Stream, next *url.URL, err error) {
	w := newWatch(ctx, left)
	s := &Stream{client: c, at: at, watch: w}
	keep := false
	defer func() {
		if !keep {
			s.Close()
		}
	}()
	req, err := http.NewRequestWithContext(w.ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, errors.New("not a URL; check its spelling")
	}
	req.Header.Set("User-Agent", c.opts.Agent)
	req.Header.Set("Accept", cmp.Or(r.Accept, "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, text/plain, */*;q=0.1"))
	req.Header.Set("Accept-Language", "en")
	req.Header.Set("Accept-Encoding", "gzip")
	if r.ETag != "" {
		req.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		req.Header.Set("If-Modified-Since", r.LastModified)
	}
	answer, err := c.http.Do(req)
	if err != nil {
		err = w.plainly(err)
		if ctx.Err() == nil && !errors.Is(err, ErrPrivate) {
			c.hosts.bad(at, 0)
		}
		return nil, nil, err
	}
	s.answer = answer
	switch code := answer.StatusCode; {
	case code == http.StatusTooManyRequests || code >= 500:
		c.hosts.bad(at, retryAfter(answer.Header.Get("Retry-After")))
		return nil, nil, StatusError{code}
	default:
		c.hosts.good(at)
	}
	switch code := answer.StatusCode; code {
	case http.StatusOK:
	case http.StatusNotModified:
		if r.ETag == "" && r.LastModified == "" {
			return nil, nil, StatusError{code}
		}
		s.Response = Response{URL: u.String(), NotModified: true, ETag: r.ETag, LastModified: r.LastModified}
		keep = true
		return s, nil, nil
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		next, err := answer.Location()
		if err != nil {
			return nil, nil, errors.New("the server sends elsewhere without saying where; check the address")
		}
		next.Fragment = ""
		return nil, next, nil
	default:
		return nil, nil, StatusError{code}
	}
	if err := s.begin(u, r, c.opts.MaxBytes); err != nil {
		return nil, nil, err
	}
	keep = true
	return s, nil, nil
}

// begin looks at the headers and makes the body ready to be read.
func (s *Stream) begin(u *url.URL, r Request, limit int64) error {
	h := s.answer.Header
	s.Response = Response{
		URL: u.String(), ContentType: h.Get("Content-Type"), ETag: h.Get("ETag"), LastModified: h.Get("Last-Modified"), Length: s.answer.ContentLength,
	}
	kind, _, _ := strings.Cut(s.ContentType, ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	major, _, _ := strings.Cut(kind, "/")
	if major == "image" || major == "video" || major == "audio" || major == "font" || kind == "application/pdf" || kind == "application/zip" {
		return fmt.Errorf("the server sends %s; %w", kind, errKind)
	}
	if s.left = cmp.Or(r.MaxBytes, limit); s.left < 0 {
		s.left = 1 << 62
	}
	if s.Length > s.left {
		return ErrTooLarge
	}
	s.body = s.answer.Body
	if r.Stream {
		s.watch.timer.Stop()
		s.body = &steady{r: s.body, w: s.watch}
	}
	switch enc := strings.ToLower(strings.TrimSpace(h.Get("Content-Encoding"))); enc {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := inflate.Gzip(s.body)
		if err != nil {
			return s.wrong(err)
		}
		s.body = z
	default:
		return fmt.Errorf("the server sends its page in an encoding that was not asked for (%.40q); save it from a browser and give the file", enc)
	}
	return nil
}

// Read reads the page, unpacked.
func (s *Stream) Read(p []byte) (int, error) {
	if s.body == nil {
		return 0, io.EOF
	}
	n, err := s.body.Read(p)
	if s.left -= int64(n); s.left < 0 {
		return 0, ErrTooLarge
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = s.wrong(err)
		if Temporary(err) {
			s.client.hosts.bad(s.at, 0)
		}
	}
	return n, err
}

func (s *Stream) wrong(err error) error {
	switch {
	case errors.Is(err, inflate.ErrBomb):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, inflate.ErrCut):
		return ErrCut
	}
	return s.watch.plainly(err)
}

// Close ends the request and makes room for the next one to its host.
func (s *Stream) Close() error {
	if s.at == nil {
		return nil
	}
	if s.answer != nil {
		s.answer.Body.Close()
	}
	s.watch.stop()
	s.client.hosts.leave(s.at)
	s.at = nil
	return nil
}

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(s string) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil {
		return max(0, min(time.Duration(min(n, 1<<30))*time.Second, maxAsked))
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(0, time.Until(t))
	}
	return 0
}

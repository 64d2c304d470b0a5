package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/temoto/robotstxt"
)

// Limits of robots.txt, after RFC 9309.
const (
	maxRobots    = 500 << 10
	robotsAge    = 24 * time.Hour
	robotsAgeBad = 10 * time.Minute // of a robots.txt that the server failed to give
)

// rules is a host's robots.txt as it concerns us.
type rules struct {
	group *robotstxt.Group // nil lets all pass
	until time.Time
	err   error // why it could not be had, which closes the site
}

// allowed asks the host's robots.txt, fetched once a day, whether u may be read.
func (c *Client) allowed(ctx context.Context, at *host, u *url.URL) error {
	at.robotsMu.Lock()
	defer at.robotsMu.Unlock()
	if time.Now().After(at.robots.until) {
		got, err := c.readRobots(ctx, at, u)
		if err != nil {
			return err
		}
		at.robots = got
		if got.group != nil {
			c.hosts.slow(at, got.group.CrawlDelay)
		}
	}
	switch r := &at.robots; {
	case r.err != nil:
		return r.err
	case r.group != nil && !r.group.Test(u.RequestURI()):
		return ErrRobots
	}
	return nil
}

// readRobots fetches robots.txt. No such file opens the site; a server in trouble closes it for a while.
func (c *Client) readRobots(ctx context.Context, at *host, page *url.URL) (rules, error) {
	address := (&url.URL{Scheme: page.Scheme, Host: page.Host, Path: "/robots.txt"}).String()
	s, err := c.Open(ctx, Request{URL: address, Direct: true, MaxBytes: maxRobots})
	var status StatusError
	switch {
	case errors.As(err, &status) && Temporary(err):
		return rules{err: err, until: time.Now().Add(robotsAgeBad)}, nil
	case errors.As(err, &status), errors.Is(err, errKind), errors.Is(err, errRedirects):
		return rules{until: time.Now().Add(robotsAge)}, nil
	case err != nil:
		return rules{}, err
	}
	defer s.Close()
	data, err := io.ReadAll(io.LimitReader(s, maxRobots))
	if err != nil && !errors.Is(err, ErrTooLarge) {
		return rules{}, err
	}
	return parseRobots(data, c.opts.Agent), nil
}

// parseRobots reads a robots.txt, or what a server gives for one; what cannot be read forbids nothing.
func parseRobots(data []byte, agent string) rules {
	r := rules{until: time.Now().Add(robotsAge)}
	parsed, err := robotstxt.FromStatusAndBytes(http.StatusOK, data)
	if err == nil {
		r.group = parsed.FindGroup(agent)
	}
	return r
}

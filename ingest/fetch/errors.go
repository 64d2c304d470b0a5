package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// A StatusError is a server's answer that is no page.
type StatusError struct {
	Code int
}

func (e StatusError) Error() string {
	advice := "save the page from a browser and give the file"
	switch {
	case e.Code == http.StatusNotFound || e.Code == http.StatusGone:
		advice = "check the address"
	case e.Code == http.StatusTooManyRequests || e.Code >= 500:
		advice = "try again later"
	}
	return fmt.Errorf("the server answers %d %s; %s", e.Code, http.StatusText(e.Code), advice).Error()
}

// A BackoffError is a host that is left in peace because it failed or asked for it.
type BackoffError struct {
	Host  string
	Until time.Time
}

func (e BackoffError) Error() string {
	return fmt.Sprintf("%s is left in peace until %s, as it failed or asked for that; try again then", e.Host, e.Until.UTC().Format("15:04:05 MST"))
}

// Errors of pages.
var (
	ErrRobots   = errors.New("the site's robots.txt does not want this page read by programs; save it from a browser and give the file")
	ErrTimeout  = errors.New("the server did not answer in time; try again, or save the page and give the file")
	ErrTooLarge = errors.New("too large for a page; give one article, or many as JSON lines")
	ErrCut      = errors.New("the answer breaks off before its end; try again")
)

// Temporary tells whether a later try may succeed.
func Temporary(err error) bool {
	var status StatusError
	var backoff BackoffError
	var network net.Error
	switch {
	case err == nil, errors.Is(err, ErrPrivate), errors.Is(err, ErrRobots), errors.Is(err, ErrTooLarge):
		return false
	case errors.As(err, &status):
		return status.Code == http.StatusTooManyRequests || status.Code == http.StatusRequestTimeout || status.Code >= 500
	case errors.As(err, &backoff), errors.Is(err, ErrTimeout), errors.Is(err, ErrCut), errors.Is(err, context.Canceled):
		return true
	}
	return errors.As(err, &network)
}

// plainly says in a reader's words why a page did not come.
func plainly(err error) error {
	var address *url.Error
	if errors.As(err, &address) {
		err = address.Err
	}
	var timeout interface{ Timeout() bool }
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, ErrPrivate):
		return ErrPrivate
	case errors.As(err, &dns):
		return fmt.Errorf("host %s not found; check the address and the network%w", dns.Name, hidden{err})
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return ErrTimeout
	}
	return err
}

// hidden keeps an error findable without showing it.
type hidden struct{ error }

func (hidden) Error() string   { return "" }
func (h hidden) Unwrap() error { return h.error }

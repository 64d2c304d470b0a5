package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Limits of fetching one page.
const (
	fetchTimeout = 30 * time.Second // for all of it, redirects included
	maxRedirects = 5
)

// httpClient fetches pages. It keeps no cookies.
var httpClient = &http.Client{
	Timeout: fetchTimeout,
	CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return fmt.Errorf("more than %d redirects", maxRedirects)
		}
		return checkScheme(req.URL)
	},
	Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 20 * time.Second,
		MaxIdleConnsPerHost:   2,
		IdleConnTimeout:       30 * time.Second,
		ForceAttemptHTTP2:     true,

		MaxResponseHeaderBytes: 1 << 20,
	},
}

func checkScheme(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%s: addresses are not read; give an http or https URL", u.Scheme)
	}
	if u.Host == "" {
		return errors.New("the URL names no host")
	}
	return nil
}

// fetch gets a page, at most maxPage bytes after decompression.
func fetch(ctx context.Context, address string) (data []byte, contentType, final string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, "", "", errors.New("not a URL; check its spelling")
	}
	if err := checkScheme(u); err != nil {
		return nil, "", "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", "", err
	}
	req.Header.Set("User-Agent", "barograph/"+version+" (+https://github.com/barograph/barograph)")
	req.Header.Set("Accept", "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, text/plain, */*;q=0.1")
	req.Header.Set("Accept-Language", "en")
	resp, err := httpClient.Do(req)
	if err != nil {
		return nil, "", "", fetchError(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, "", "", statusError(resp.StatusCode)
	}
	contentType = resp.Header.Get("Content-Type")
	if kind := mediaType(contentType); strings.HasPrefix(kind, "image/") || strings.HasPrefix(kind, "video/") ||
		strings.HasPrefix(kind, "audio/") || kind == "application/pdf" || kind == "application/zip" {
		return nil, "", "", fmt.Errorf("the server sends %s; give the address of an article's page", kind)
	}
	if resp.ContentLength > maxPage {
		return nil, "", "", errTooLarge()
	}
	data, err = io.ReadAll(io.LimitReader(resp.Body, maxPage+1))
	switch {
	case err != nil:
		return nil, "", "", fetchError(err)
	case len(data) > maxPage:
		return nil, "", "", errTooLarge()
	}
	return data, contentType, resp.Request.URL.String(), nil
}

func mediaType(contentType string) string {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

// fetchError says in a reader's words why a page did not come.
func fetchError(err error) error {
	var address *url.Error
	if errors.As(err, &address) {
		err = address.Err
	}
	var timeout interface{ Timeout() bool }
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &dns):
		return fmt.Errorf("host %s not found; check the address and the network", dns.Name)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("the server did not answer in time; try again, or save the page and give the file")
	case strings.HasPrefix(err.Error(), "more than "):
		return fmt.Errorf("%w; the address leads in a circle", err)
	}
	return err
}

func statusError(code int) error {
	advice := "save the page from a browser and give the file"
	switch {
	case code == http.StatusNotFound || code == http.StatusGone:
		advice = "check the address"
	case code == http.StatusTooManyRequests || code >= 500:
		advice = "try again later"
	}
	return fmt.Errorf("the server answers %d %s; %s", code, http.StatusText(code), advice)
}

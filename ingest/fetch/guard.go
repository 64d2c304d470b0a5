package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrPrivate is an address that only the own network reaches.
var ErrPrivate = errors.New("an address of a private network; allow it with --allow-private if it is meant")

// Ranges of IPv4 that netip does not name and that lead to no public server.
var reserved = prefixes(
	"0.0.0.0/8",        // this network
	"100.64.0.0/10",    // carriers' own; cloud metadata at 100.100.100.200
	"192.0.0.0/24",     // protocol assignments
	"192.0.2.0/24",     // documentation
	"192.88.99.0/24",   // 6to4 relays
	"198.18.0.0/15",    // benchmarks
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"240.0.0.0/4",      // reserved, broadcast
	"168.63.129.16/32", // metadata of Azure
)

// Ranges inside IPv6's global unicast that lead to no public server.
var reserved6 = prefixes(
	"2001::/23",     // Teredo, ORCHID, benchmarks
	"2001:db8::/32", // documentation
	"3fff::/20",     // documentation
)

var (
	global  = netip.MustParsePrefix("2000::/3")
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
	sixToV4 = netip.MustParsePrefix("2002::/16")
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// Public tells whether an address belongs to the open internet. An IPv4 address in the clothes of IPv6 (mapped, NAT64, 6to4) is
// judged as what it is.
func Public(a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if a.Is4() {
		return public4(a)
	}
	b := a.As16()
	switch {
	case nat64.Contains(a):
		return public4(netip.AddrFrom4([4]byte(b[12:16])))
	case sixToV4.Contains(a):
		return public4(netip.AddrFrom4([4]byte(b[2:6])))
	case !global.Contains(a):
		return false
	}
	for _, p := range reserved6 {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

func public4(a netip.Addr) bool {
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// dial connects to a server, or to the proxy that does so for us.
func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: 10 * time.Second, Control: control, Resolver: c.names}
	if c.opts.AllowPrivate || slices.Contains(c.proxies, address) {
		d.Control = nil
	}
	return d.DialContext(ctx, network, address)
}

// control is called by the dialer with the address it is about to connect to, after every resolution of a name: what a name meant a
// moment ago, or what a redirect says, does not count.
func control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !Public(to.Addr()) {
		return ErrPrivate
	}
	return nil
}

// proxies are the addresses of the proxies that the environment names.
func proxies() []string {
	var out []string
	for _, scheme := range []string{"http", "https"} {
		u, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: scheme, Host: "example.org"}})
		if err != nil || u == nil {
			continue
		}
		port := map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
		out = append(out, net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), port)))
	}
	return out
}

// check refuses what should not even be tried: other schemes, passwords, ports of other services, and private addresses that are
// written out as such.
func (c *Client) check(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%s: addresses are not read; give an http or https URL", u.Scheme)
	case u.Hostname() == "":
		return errors.New("the URL names no host")
	case u.User != nil:
		return errors.New("the URL holds a name or password; give it without")
	case c.opts.AllowPrivate:
		return nil
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1024 && n != 80 && n != 443 {
			return fmt.Errorf("port %s is not one of web servers", port)
		}
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if a, err := netip.ParseAddr(host); err == nil && !Public(a) {
		return ErrPrivate
	}
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".internal") || strings.HasSuffix(host, ".local") {
		return ErrPrivate
	}
	return nil
}

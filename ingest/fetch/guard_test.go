package fetch

import (
	"errors"
	"net/netip"
	"net/url"
	"testing"
)

// closed are addresses that must never be reached.
var closed = []string{
	// IPv4: this host and network, private, carriers', link-local and metadata, loopback, documentation, multicast, reserved
	"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1", "127.1.2.3", "127.255.255.254",
	"169.254.0.1", "169.254.169.254", "169.254.170.2", "168.63.129.16", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1",
	"192.168.0.1", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
	// IPv6: unspecified, loopback, unique local, link-local, site-local, multicast, discard, documentation, Teredo, ORCHID
	"::", "::1", "fc00::1", "fd00:ec2::254", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "ff02::1", "ff05::2", "100::1", "2001:db8::1", "3fff::1",
	"2001::1", "2001:10::1", "2001:20::1", "2001:2::1", "5f00::1", "4000::1", "8000::1",
	// IPv4 in the clothes of IPv6: mapped, compatible, NAT64, local NAT64, 6to4
	"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:a00:1", "::127.0.0.1", "::10.0.0.1",
	"64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "64:ff9b:1::8.8.8.8", "2002:7f00:1::1", "2002:a00:1::1", "2002:a9fe:a9fe::", "2002:c0a8:101::1",
}

// open are addresses of the open internet.
var open = []string{"8.8.8.8", "1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "198.17.1.1", "223.255.255.1",
	"2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8", "2002:808:808::1"}

func TestPublic(t *testing.T) {
	for _, s := range closed {
		a := netip.MustParseAddr(s)
		if Public(a) {
			t.Errorf("%s passes", s)
		}
		if err := control("tcp", netip.AddrPortFrom(a, 80).String(), nil); !errors.Is(err, ErrPrivate) {
			t.Errorf("%s is connected to: %v", s, err)
		}
	}
	for _, s := range open {
		a := netip.MustParseAddr(s)
		if !Public(a) || control("tcp", netip.AddrPortFrom(a, 443).String(), nil) != nil {
			t.Errorf("%s does not pass", s)
		}
	}
	if control("tcp", "no address", nil) == nil {
		t.Error("no address passes")
	}
}

// badAddresses are URLs that are refused before anything is connected.
var badAddresses = []string{
	"file:///etc/passwd", "ftp://a.example/x", "gopher://a.example/_x", "data:text/html,x", "javascript:alert(1)", "unix:///run/x.sock", "ws://a.example/", "mailto:a@example.org",
	"http://", "http:///x", "https://:80/", "//a.example/x", "a.example/x", "", "http://user:secret@a.example/", "http://user@a.example/", "http://a.example:22/", "http://a.example:25/x",
	"http://a.example:6379x/", "http://a.example:0/", "http://a.example:445/", "http://localhost/", "http://localhost./", "http://LOCALHOST:8080/", "http://x.localhost/", "http://metadata.google.internal/",
	"http://printer.local/", "http://127.0.0.1/", "http://127.0.0.1:8080/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/",
	"http://[fe80::1%25eth0]/", "http://10.1.2.3/", "http://192.168.1.1/admin", "http://0.0.0.0/", "http://[::]/", "http://100.100.100.200/", "http://%zz/", "http://[::1/", "http://a b/",
}

func TestBadAddresses(t *testing.T) {
	c := New(Options{})
	for _, s := range badAddresses {
		if got, err := c.Get(t.Context(), Request{URL: s, Direct: true}); err == nil {
			t.Errorf("%q gave %+v", s, got)
		} else if len(err.Error()) > 200 {
			t.Errorf("%q: a long error: %v", s, err)
		}
	}
	for _, s := range []string{"https://www.example.org/a?b=c", "http://example.org:8080/", "http://8.8.8.8/"} {
		u, _ := url.Parse(s)
		if err := c.check(u); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
}

package ingest

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/publicsuffix"
)

// tracking are the parameters of addresses that say where a reader comes from, not what the page is. Those that end in * are
// beginnings.
var tracking = []string{
	"utm_*", "fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hs*", "hsctatracking", "vero_*",
	"oly_*", "wickedid", "s_cid", "s_kwcid", "ns_*", "at_*", "pk_*", "piwik_*", "mtm_*", "matomo_*", "ocid", "cmpid", "cmp", "cid", "ncid", "icid", "intcid", "smid", "smtyp",
	"partner", "ref", "refsrc", "ref_src", "ref_url", "referrer", "referer", "src", "source", "fromrss", "from", "feed", "rss", "traffic_source", "tpcc", "xtor", "sfmc_id",
	"sh", "share", "shared", "sharetype", "campaign", "campaign_id", "guccounter", "guce_*", "spm", "taid", "trk", "trkcampaign", "wt_mc", "wt.mc_id", "wtmc", "maca",
	"amp", "outputtype", "amp_*", "usqp", "nocache", "mobile", "print", "output", "ito", "dicbo", "embedded", "sref", "mod", "mbid", "emc", "edition", "leadsource", "taboola*",
}

// variants are the first labels of hosts that show the same pages for other devices.
var variants = []string{"www", "m", "mobile", "amp", "wap", "touch", "lite"}

var slashes = regexp.MustCompile(`/{2,}`)

// Canonical is the one form of an address under which an article is kept: without what tracks its readers, without the variants of
// a page for telephones and AMP, by https and without www. What is no web address stays as it is.
func Canonical(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return strings.TrimSpace(address)
	}
	if inner := unwrapAMP(u); inner != nil {
		u = inner
	}
	out := url.URL{Scheme: "https", Host: canonicalHost(u), Path: slashes.ReplaceAllString(u.Path, "/")}
	for cut := true; cut; {
		before := out.Path
		for _, end := range []string{"/", "/amp", "/index.html", "/index.htm", "/index.php", ".amp", "/amp.html"} {
			out.Path = strings.TrimSuffix(out.Path, end)
		}
		if s, ok := strings.CutSuffix(out.Path, ".amp.html"); ok {
			out.Path = s + ".html"
		}
		if s, ok := strings.CutPrefix(out.Path, "/amp/"); ok {
			out.Path = "/" + s
		}
		cut = out.Path != before
	}
	if strings.Contains(strings.ToLower(u.RawPath), "%2f") && !strings.Contains(out.Path, "//") {
		out.RawPath = strings.TrimSuffix(slashes.ReplaceAllString(u.RawPath, "/"), "/")
	}
	if strings.HasPrefix(u.Fragment, "!") || strings.HasPrefix(u.Path, "/wiki/Portal:Current_events/") {
		out.Fragment = u.Fragment // it chooses the content
	}
	out.RawQuery = canonicalQuery(u.RawQuery)
	return out.String()
}

func canonicalHost(u *url.URL) string {
	host := strings.Trim(strings.ToLower(u.Hostname()), ".")
	labels := strings.Split(host, ".")
	if site, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		own := strings.Count(site, ".") + 1
		for i := 0; len(labels) > own && i < len(labels)-own; {
			if slices.Contains(variants, labels[i]) {
				labels = slices.Delete(labels, i, i+1) // en.m.wikipedia.org too
				continue
			}
			i++
		}
	}
	host = strings.Join(labels, ".")
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	return host
}

func canonicalQuery(raw string) string {
	var kept []string
	for part := range strings.SplitSeq(raw, "&") {
		name, _, _ := strings.Cut(part, "=")
		if part != "" && !tracks(strings.ToLower(name)) {
			kept = append(kept, part)
		}
	}
	slices.Sort(kept)
	return strings.Join(slices.Compact(kept), "&")
}

func tracks(name string) bool {
	for _, t := range tracking {
		if start, ok := strings.CutSuffix(t, "*"); ok && strings.HasPrefix(name, start) || name == t {
			return true
		}
	}
	return false
}

// unwrapAMP takes the address of the page out of that of its copy in an AMP cache; nil when it is none.
func unwrapAMP(u *url.URL) *url.URL {
	host, rest := strings.ToLower(u.Hostname()), ""
	switch {
	case strings.HasSuffix(host, ".cdn.ampproject.org"), host == "cdn.ampproject.org":
		if parts := strings.SplitN(strings.TrimPrefix(u.Path, "/"), "/", 2); len(parts) == 2 { // c/s/host/path, v/host/path
			rest = strings.TrimPrefix(parts[1], "s/")
		}
	case strings.TrimPrefix(host, "www.") == "google.com" && strings.HasPrefix(u.Path, "/amp/"):
		rest = strings.TrimPrefix(strings.TrimPrefix(u.Path, "/amp/"), "s/")
	}
	name, _, _ := strings.Cut(rest, "/")
	if !strings.Contains(name, ".") || strings.Contains(name, "ampproject.org") || strings.HasSuffix(name, "google.com") {
		return nil
	}
	inner, err := url.Parse("https://" + rest)
	if err != nil || inner.Hostname() == "" {
		return nil
	}
	inner.RawQuery = u.RawQuery
	return inner
}

// address is the canonical address of an article: the one its page declares, if that is of the same site, or else where it was found.
// What a page says of other sites is not believed: any page could take the place of any other.
func address(found string, page []byte) string {
	if found == "" {
		return ""
	}
	at, err := url.Parse(found)
	if err != nil {
		return Canonical(found)
	}
	if link := declared(page); link != "" {
		to, err := at.Parse(link)
		if err == nil && sameSite(at.Hostname(), to.Hostname()) && strings.Trim(to.Path, "/") != "" {
			return Canonical(to.String())
		}
	}
	return Canonical(found)
}

func sameSite(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if a == b {
		return true
	}
	sa, errA := publicsuffix.EffectiveTLDPlusOne(a)
	sb, errB := publicsuffix.EffectiveTLDPlusOne(b)
	return errA == nil && errB == nil && sa == sb
}

// declared is the address in a page's <link rel="canonical">, or "".
func declared(page []byte) string {
	const head = 1 << 20
	page = page[:min(len(page), head)]
	if !bytes.Contains(page, []byte("canonical")) {
		return ""
	}
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			if string(name) == "body" {
				return ""
			}
			if string(name) != "link" {
				continue
			}
			rel, href := "", ""
			for more {
				var key, value []byte
				key, value, more = z.TagAttr()
				switch string(key) {
				case "rel":
					rel = strings.ToLower(strings.TrimSpace(string(value)))
				case "href":
					href = strings.TrimSpace(string(value))
				}
			}
			if rel == "canonical" && href != "" {
				return href
			}
		}
	}
}

package alerts

import (
	"maps"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	yaml "go.yaml.in/yaml/v4"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/internal/lands"
	"github.com/barograph/barograph/internal/near"
)

// one says that exactly one of some keys is needed.
func (p *parser) one(n *yaml.Node, f map[string]*yaml.Node, keys ...string) string {
	var has []string
	for _, k := range keys {
		if f[k] != nil {
			has = append(has, k)
		}
	}
	switch len(has) {
	case 1:
		return has[0]
	case 0:
		p.bad(n, "one of these is missing: %s", strings.Join(keys, ", "))
	default:
		p.bad(n, "%s cannot stand together; make two of it", strings.Join(has, " and "))
	}
	return ""
}

func (p *parser) rule(n *yaml.Node, file *File) Rule {
	r := Rule{Line: n.Line, Quiet: 3}
	f := p.fields(n, "name", "pair", "country", "region", "tension", "events", "silence", "quiet", "to")
	if f == nil {
		return r
	}
	if f["name"] == nil {
		p.bad(n, "the alert has no name; give it one, such as name: India and Pakistan heat up")
	} else {
		r.Name = p.text(f["name"], "name")
		if len(r.Name) > 200 || strings.ContainsFunc(r.Name, unicode.IsControl) {
			p.bad(f["name"], "the name should be a single line of at most 200 bytes")
		}
	}
	switch what := p.one(n, f, "pair", "country", "region"); what {
	case "pair":
		names, at := p.list(f[what], what)
		if len(names) != 2 {
			p.bad(f[what], "a pair has two countries, such as [IND, PAK]")
			break
		}
		for i := range names {
			r.Pair[i] = p.land(names[i], at[i])
		}
		if r.Pair[0] == r.Pair[1] && r.Pair[0] != "" {
			p.bad(f[what], "%s and %s are one country", names[0], names[1])
		}
	case "country":
		r.Country = p.land(p.text(f[what], what), f[what])
	case "region":
		p.region(f[what], &r)
	}
	switch what := p.one(n, f, "tension", "events", "silence"); what {
	case "tension":
		r.Tension = p.tension(f[what])
	case "events":
		r.Events = p.events(f[what])
	case "silence":
		r.Silence = p.silence(f[what])
		if f["pair"] == nil {
			p.bad(f[what], "silence is between two countries; give a pair")
		}
	}
	if q := f["quiet"]; q != nil {
		r.Quiet = p.whole(q, "quiet", 1, maxDays)
	}
	if to := f["to"]; to != nil {
		names, at := p.list(to, "to")
		for i, name := range names {
			if _, ok := file.Channels[name]; ok {
				if !slices.Contains(r.To, name) {
					r.To = append(r.To, name)
				}
				continue
			}
			known := slices.Sorted(maps.Keys(file.Channels))
			switch guess := near.Of(name, known); {
			case guess != "":
				p.bad(at[i], "no channel is called %q; did you mean %q?", name, guess)
			case len(known) == 0:
				p.bad(at[i], "no channel is called %q; the file has no channels yet", name)
			default:
				p.bad(at[i], "no channel is called %q; the channels are %s", name, strings.Join(known, ", "))
			}
		}
	}
	return r
}

func (p *parser) land(name string, n *yaml.Node) string {
	if name == "" {
		return ""
	}
	code, err := lands.Find(name)
	if err != nil {
		p.bad(n, "%v", err)
	}
	return code
}

// region reads the name of a region, or a list of countries.
func (p *parser) region(n *yaml.Node, r *Rule) {
	if n.Kind == yaml.SequenceNode {
		names, at := p.list(n, "region")
		for i := range names {
			if code := p.land(names[i], at[i]); code != "" && !slices.Contains(r.Members, code) {
				r.Members = append(r.Members, code)
			}
		}
		if r.Region = strings.Join(names, ", "); len(names) == 1 {
			p.bad(n, "a region has several countries; for one, write country: %s", names[0])
		}
		return
	}
	name := p.text(n, "region")
	if name == "" {
		return
	}
	found, all := findRegion(name)
	if found == nil {
		if guess := near.Of(name, all); guess != "" {
			p.bad(n, "%q is no region that is known; did you mean %q?", name, guess)
		} else {
			p.bad(n, "%q is no region that is known; list its countries, as in [IND, PAK], or take one of %s", name, strings.Join(all, ", "))
		}
		return
	}
	r.Region, r.Members = "the "+found.names[0], found.codes
}

func (p *parser) tension(n *yaml.Node) *Tension {
	f := p.fields(n, "above", "clear", "rise", "days")
	if f == nil {
		return nil
	}
	t := &Tension{Days: 3}
	switch p.one(n, f, "above", "rise") {
	case "above":
		t.Above = p.number(f["above"], "above", 1, 100)
		t.Clear = t.Above * 0.8
		if c := f["clear"]; c != nil {
			if t.Clear = p.number(c, "clear", 0, 100); t.Clear > t.Above {
				p.bad(c, "clear, where an episode ends, lies above %g, where it begins", t.Above)
			}
		}
		if f["days"] != nil {
			p.bad(f["days"], "days go with rise, not with above")
		}
	case "rise":
		t.Rise = p.number(f["rise"], "rise", 1, 100)
		if d := f["days"]; d != nil {
			t.Days = p.whole(d, "days", 1, maxDays)
		}
		if f["clear"] != nil {
			p.bad(f["clear"], "clear goes with above, not with rise")
		}
	}
	return t
}

func (p *parser) events(n *yaml.Node) *Events {
	f := p.fields(n, "types", "modes", "status", "confidence", "sources", "at-least", "days")
	if f == nil {
		return nil
	}
	e := &Events{Sources: 1, AtLeast: 1, Days: 1, Statuses: []barograph.Status{barograph.Occurred}}
	if t := f["types"]; t != nil {
		for _, s := range p.choices(t, "types", names(barograph.Types)) {
			e.Types = append(e.Types, barograph.Type(s))
		}
	}
	if m := f["modes"]; m != nil {
		allowed := map[string]bool{}
		for _, t := range barograph.Types {
			if len(e.Types) == 0 || slices.Contains(e.Types, t) {
				for _, mode := range barograph.Modes[t] {
					allowed[mode] = true
				}
			}
		}
		what := "modes"
		if len(e.Types) > 0 {
			what += " of " + strings.Join(names(e.Types), " and ")
		}
		e.Modes = p.choices(m, what, slices.Sorted(maps.Keys(allowed)))
	}
	if s := f["status"]; s != nil {
		e.Statuses = nil
		for _, x := range p.choices(s, "statuses", names(barograph.Statuses)) {
			e.Statuses = append(e.Statuses, barograph.Status(x))
		}
	}
	if c := f["confidence"]; c != nil {
		e.Confidence = p.number(c, "confidence", 0, 1)
	}
	for key, to := range map[string]*int{"sources": &e.Sources, "at-least": &e.AtLeast, "days": &e.Days} {
		if v := f[key]; v != nil {
			*to = p.whole(v, key, 1, maxDays)
		}
	}
	return e
}

// silence reads {days: 7}, or the days alone.
func (p *parser) silence(n *yaml.Node) *Silence {
	if n.Kind == yaml.MappingNode {
		days := p.fields(n, "days")["days"]
		if days == nil {
			p.bad(n, "silence needs days, such as silence: 7 days")
			return nil
		}
		n = days
	}
	return &Silence{p.whole(n, "silence", 1, maxDays)}
}

func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = string(list[i])
	}
	return out
}

// channels reads where alerts go.
func (p *parser) channels(n *yaml.Node, file *File) {
	if n == nil {
		return
	}
	if n.Kind != yaml.MappingNode {
		p.bad(n, "channels are names, each with where it leads, such as\nchannels:\n  desk: {atom: alerts.atom}")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := p.text(n.Content[i], "the name of a channel")
		if _, ok := file.Channels[name]; ok {
			p.bad(n.Content[i], "another channel is called %q too", name)
		}
		file.Channels[name] = p.channel(name, n.Content[i+1])
	}
}

func (p *parser) channel(name string, n *yaml.Node) Channel {
	c := Channel{Name: name, Line: n.Line, Timeout: 10 * time.Second}
	f := p.fields(n, "webhook", "secret-env", "secret-file", "command", "atom", "mail",
		"server", "tls", "user", "password-env", "password-file", "from", "timeout")
	if f == nil {
		return c
	}
	allowed := []string{"timeout"}
	switch what := p.one(n, f, "webhook", "command", "atom", "mail"); what {
	case "webhook":
		allowed = append(allowed, what, "secret-env", "secret-file")
		c.Webhook = &Webhook{URL: p.text(f[what], what), Secret: p.secret(n, f, "secret")}
		if u, err := url.Parse(c.Webhook.URL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			p.bad(f[what], "a webhook is an address that begins with https:// or http://")
		}
	case "command":
		allowed = append(allowed, what)
		if f[what].Kind != yaml.SequenceNode {
			p.bad(f[what], "a command is a list, the program and its arguments, such as [/usr/local/bin/page, --team, desk]; no shell reads it")
			break
		}
		c.Command, _ = p.list(f[what], what)
	case "atom":
		allowed = append(allowed, what)
		c.Atom = p.text(f[what], what)
	case "mail":
		allowed = append(allowed, what, "server", "tls", "user", "password-env", "password-file", "from")
		c.Mail = p.mail(n, f)
	}
	for key, v := range f {
		if len(allowed) > 1 && !slices.Contains(allowed, key) && key != "webhook" && key != "command" && key != "atom" && key != "mail" {
			p.bad(v, "%q does not belong to this kind of channel", key)
		}
	}
	if t := f["timeout"]; t != nil {
		d, err := time.ParseDuration(p.text(t, "timeout"))
		if err != nil || d < time.Second || d > 10*time.Minute {
			p.bad(t, "timeout should be from 1s to 10m, such as 10s, and is %q", t.Value)
		}
		c.Timeout = d
	}
	return c
}

// secret reads where a secret stands; the file of rules itself never holds one.
func (p *parser) secret(n *yaml.Node, f map[string]*yaml.Node, key string) (s Secret) {
	env, file := f[key+"-env"], f[key+"-file"]
	if env != nil && file != nil {
		p.bad(n, "%s-env and %s-file cannot stand together", key, key)
	}
	if env != nil {
		s.Env = p.text(env, key+"-env")
	}
	if file != nil {
		s.File = p.text(file, key+"-file")
	}
	return s
}

func (p *parser) mail(n *yaml.Node, f map[string]*yaml.Node) *Mail {
	m := &Mail{TLS: "starttls", Password: p.secret(n, f, "password")}
	to, at := p.list(f["mail"], "mail")
	for i, s := range to {
		if _, err := mail.ParseAddress(s); err != nil {
			p.bad(at[i], "%q is no mail address", s)
		}
	}
	m.To = to
	for key, v := range map[string]*string{"server": &m.Server, "from": &m.From} {
		if f[key] == nil {
			p.bad(n, "mail needs %s", key)
		} else {
			*v = p.text(f[key], key)
		}
	}
	if _, err := mail.ParseAddress(m.From); err != nil && m.From != "" {
		p.bad(f["from"], "%q is no mail address", m.From)
	}
	if m.Server != "" {
		host, port, err := net.SplitHostPort(m.Server)
		if n, bad := strconv.Atoi(port); err != nil || host == "" || bad != nil || n < 1 || n > 65535 {
			p.bad(f["server"], "the server is a host and a port, such as smtp.example.org:587")
		}
	}
	if t := f["tls"]; t != nil {
		if got := p.choices(t, "ways of tls", []string{"starttls", "tls", "none"}); len(got) == 1 {
			m.TLS = got[0]
		}
	}
	if u := f["user"]; u != nil {
		if m.User = p.text(u, "user"); m.Password == (Secret{}) {
			p.bad(u, "a user needs password-env or password-file")
		}
	}
	return m
}

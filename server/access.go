package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/barograph/barograph/server/accounts"
)

// cookie names the cookie of a session. Over TLS it takes the prefix that binds it to this host.
const (
	cookie       = "barograph"
	secureCookie = "__Host-barograph"
)

// An identity is who asks.
type identity struct {
	name  string
	role  accounts.Role // "" when a login is needed
	local bool          // let in for coming over loopback
	token bool          // a program with a token, not a person who logged in
}

type identityKey struct{}

// who is who asks; admit has found it out.
func who(r *http.Request) identity {
	id, _ := r.Context().Value(identityKey{}).(identity)
	return id
}

// admit finds out who asks and whether they may.
func (s *Server) admit(r **http.Request, role accounts.Role) error {
	id, err := s.identify(*r)
	if err != nil {
		return err
	}
	*r = (*r).WithContext(context.WithValue((*r).Context(), identityKey{}, id))
	switch {
	case role == anybody || id.role.May(role):
		return nil
	case id.role == "":
		return problemf(http.StatusUnauthorized, "log in, or send a token")
	case id.local && id.name == "":
		return problemf(http.StatusForbidden, "this takes an account: barograph user add NAME makes one, barograph serve --user NAME lets you in as NAME")
	}
	return problemf(http.StatusForbidden, "this takes the role of %s; you are %s", role, id.role)
}

func (s *Server) identify(r *http.Request) (identity, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return identity{}, problemf(http.StatusUnauthorized, "send a token as Authorization: Bearer TOKEN")
		}
		u, err := s.accounts.ByToken(r.Context(), strings.TrimSpace(token))
		if errors.Is(err, accounts.ErrUnknown) {
			return identity{}, problemf(http.StatusUnauthorized, "the token is unknown, or has expired")
		}
		return identity{name: u.Name, role: u.Role, token: true}, err
	}
	for _, name := range []string{secureCookie, cookie} {
		if c, err := r.Cookie(name); err == nil {
			u, err := s.accounts.BySession(r.Context(), c.Value)
			if err == nil {
				return identity{name: u.Name, role: u.Role}, nil
			}
			if !errors.Is(err, accounts.ErrUnknown) {
				return identity{}, err
			}
		}
	}
	if !s.local(r) {
		return identity{}, nil
	}
	if s.o.LocalUser != "" {
		return identity{name: s.o.LocalUser, role: accounts.Analyst, local: true}, nil
	}
	return identity{role: accounts.Reader, local: true}, nil
}

// local says whether a request comes from this machine, and not through a proxy on it.
func (s *Server) local(r *http.Request) bool {
	if !s.o.Local || r.Header.Get("Forwarded") != "" || r.Header.Get("X-Forwarded-For") != "" {
		return false
	}
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && at.Addr().Unmap().IsLoopback()
}

// named refuses requests to a local server under a name that is not the machine's: a page of the web may make its own name point here.
func (s *Server) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.o.Local && !localName(r.Host, s.o.Hosts) {
			s.refuse(w, r, problemf(http.StatusMisdirectedRequest, "this server does not answer for %q; --host NAME makes it", clip(r.Host)))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func localName(host string, others []string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	if at, err := netip.ParseAddr(name); err == nil {
		return at.Unmap().IsLoopback()
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || slices.Contains(others, name)
}

// client is the address that a request comes from; of IPv6 the network of the customer.
func (s *Server) client(r *http.Request) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr := at.Addr().Unmap()
	if s.o.TrustProxy {
		// What the proxy has added is the last.
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if a, err := netip.ParseAddr(strings.TrimSpace(list[len(list)-1])); err == nil {
			addr = a.Unmap()
		}
	}
	if addr.Is6() {
		if p, err := addr.WithZone("").Prefix(64); err == nil {
			addr = p.Addr()
		}
	}
	return addr
}

// secure says whether the client speaks TLS, with us or with the proxy.
func (s *Server) secure(r *http.Request) bool {
	return r.TLS != nil || s.o.TrustProxy && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

func (s *Server) setCookie(w http.ResponseWriter, r *http.Request, secret string, age time.Duration) {
	c := &http.Cookie{Name: cookie, Value: secret, Path: "/", MaxAge: int(age.Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if s.secure(r) {
		c.Name, c.Secure = secureCookie, true
	}
	if age <= 0 {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// me is who asks, as the API tells it.
type me struct {
	Name  *string        `json:"name"`
	Role  *accounts.Role `json:"role"`
	Local bool           `json:"local"`
	Login bool           `json:"login"`
	May   []string       `json:"may"`
}

func (s *Server) me(ctx context.Context, id identity) (me, error) {
	any, err := s.accounts.Any(ctx)
	m := me{Local: id.local, Login: any, May: []string{}}
	if id.name != "" {
		m.Name = &id.name
	}
	if id.role == "" {
		return m, err
	}
	m.Role = &id.role
	m.May = append(m.May, "read", "code")
	if id.local {
		m.May = append(m.May, "examples")
	}
	if id.role.May(accounts.Analyst) {
		m.May = append(m.May, "correct", "keep")
		if !id.local {
			m.May = append(m.May, "examples")
		}
	}
	if _, err := person(id); err == nil {
		m.May = append(m.May, "account")
	}
	if id.role.May(accounts.Admin) {
		m.May = append(m.May, "users")
	}
	return m, err
}

func (s *Server) getMe(w http.ResponseWriter, r *http.Request) error {
	m, err := s.me(r.Context(), who(r))
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, m)
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) error {
	var in struct{ Name, Password string }
	if err := readJSON(w, r, maxBody, &in); err != nil {
		return err
	}
	if !s.limits.login(s.client(r), in.Name) {
		return later(http.StatusTooManyRequests, 60, "too many logins; wait a minute")
	}
	u, secret, err := s.accounts.Login(r.Context(), in.Name, in.Password)
	if errors.Is(err, accounts.ErrWrong) {
		s.log.Warn("login failed", "client", s.client(r))
		return problemf(http.StatusUnauthorized, "%s", accounts.ErrWrong)
	}
	if err != nil {
		return err
	}
	s.setCookie(w, r, secret, accounts.SessionTime)
	m, err := s.me(r.Context(), identity{name: u.Name, role: u.Role})
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, m)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) error {
	for _, name := range []string{secureCookie, cookie} {
		if c, err := r.Cookie(name); err == nil {
			if err := s.accounts.Logout(r.Context(), c.Value); err != nil {
				return err
			}
		}
	}
	s.setCookie(w, r, "", 0)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

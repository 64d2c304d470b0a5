package server

import (
	"errors"
	"net/http"

	"github.com/barograph/barograph/server/accounts"
)

func (s *Server) listUsers(w http.ResponseWriter, r *http.Request) error {
	users, err := s.accounts.Users(r.Context())
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, map[string]any{"users": users})
}

func (s *Server) addUser(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Name, Password string
		Role           accounts.Role
	}
	if err := readJSON(w, r, maxBody, &in); err != nil {
		return err
	}
	u, err := s.accounts.Add(r.Context(), in.Name, in.Role, in.Password)
	if err != nil {
		return err
	}
	s.log.Info("user added", "user", u.Name, "role", u.Role, "by", who(r).name)
	return s.reply(w, http.StatusCreated, u)
}

func (s *Server) changeUser(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Role     accounts.Role
		Password string
	}
	if err := readJSON(w, r, maxBody, &in); err != nil {
		return err
	}
	u, err := s.accounts.Change(r.Context(), r.PathValue("name"), in.Role, in.Password)
	if err != nil {
		return err
	}
	s.log.Info("user changed", "user", u.Name, "role", u.Role, "password", in.Password != "", "by", who(r).name)
	return s.reply(w, http.StatusOK, u)
}

func (s *Server) removeUser(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if err := s.accounts.Remove(r.Context(), name); err != nil {
		return err
	}
	s.log.Info("user removed", "user", name, "by", who(r).name)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// person is the name of somebody who logged in to an account: they alone look after it. A token makes no tokens, which would outlive it.
func person(id identity) (string, error) {
	switch {
	case id.token:
		return "", problemf(http.StatusForbidden, "this takes a person: log in, a token does not do")
	case id.local || id.name == "":
		return "", problemf(http.StatusForbidden, "this takes an account; log in first")
	}
	return id.name, nil
}

// changePassword ends all sessions of who asks, and begins a new one.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) error {
	name, err := person(who(r))
	if err != nil {
		return err
	}
	var in struct{ Present, Password string }
	if err := readJSON(w, r, maxBody, &in); err != nil {
		return err
	}
	if !s.limits.login(s.client(r), name) {
		return later(http.StatusTooManyRequests, 60, "too many passwords; wait a minute")
	}
	secret, err := s.accounts.ChangePassword(r.Context(), name, in.Present, in.Password)
	if errors.Is(err, accounts.ErrWrong) { // 401 would say that the session is over
		p := problemf(http.StatusForbidden, "the present password is wrong")
		p.Parameter = "present"
		return p
	}
	if err != nil {
		return err
	}
	s.log.Info("password changed", "user", name)
	s.setCookie(w, r, secret, accounts.SessionTime)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// owner is whose tokens somebody may see and revoke: their own, or everybody's.
func owner(id identity) (string, error) {
	switch {
	case id.role.May(accounts.Admin):
		return "", nil
	case id.local || id.name == "":
		return "", problemf(http.StatusForbidden, "tokens are made for accounts; log in first")
	}
	return id.name, nil
}

func (s *Server) listTokens(w http.ResponseWriter, r *http.Request) error {
	name, err := owner(who(r))
	if err != nil {
		return err
	}
	tokens, err := s.accounts.Tokens(r.Context(), name)
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, map[string]any{"tokens": tokens})
}

func (s *Server) addToken(w http.ResponseWriter, r *http.Request) error {
	id := who(r)
	if _, err := person(id); err != nil {
		return err
	}
	in := struct {
		Label string
		Role  accounts.Role
		Days  int
	}{Days: 365}
	if err := readJSON(w, r, maxBody, &in); err != nil {
		return err
	}
	t, secret, err := s.accounts.AddToken(r.Context(), accounts.User{Name: id.name, Role: id.role}, in.Label, in.Role, in.Days)
	if err != nil {
		return err
	}
	s.log.Info("token added", "token", t.ID, "user", t.User, "role", t.Role, "until", t.Expires)
	return s.reply(w, http.StatusCreated, struct {
		accounts.Token
		Secret string `json:"token"`
	}{t, secret})
}

func (s *Server) removeToken(w http.ResponseWriter, r *http.Request) error {
	name, err := owner(who(r))
	if err != nil {
		return err
	}
	if err := s.accounts.RemoveToken(r.Context(), name, r.PathValue("id")); err != nil {
		return err
	}
	s.log.Info("token revoked", "token", r.PathValue("id"), "by", who(r).name)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

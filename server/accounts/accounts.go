// Package accounts keeps who may do what: users with passwords, their sessions, and tokens for programs. They are kept among the small
// values of a record that are no part of it: a record that is copied by barograph dump carries none of them.
//
// Passwords are kept as argon2id hashes (19 MiB, two passes, as OWASP advises), the secrets of sessions and tokens as SHA-256, for they
// are random. Whoever reads the database learns none of them.
package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Role is what somebody may do; each may do what the one before may.
type Role string

// The roles.
const (
	Reader  Role = "reader"  // reads, and tries texts
	Analyst Role = "analyst" // corrects, and takes texts into the record
	Admin   Role = "admin"   // manages users
)

// Roles lists the roles, the least first.
var Roles = []Role{Reader, Analyst, Admin}

// May says whether the role includes another. No role includes none.
func (r Role) May(other Role) bool {
	return r != "" && slices.Index(Roles, r) >= slices.Index(Roles, other)
}

// Errors that callers tell apart.
var (
	ErrUnknown = errors.New("no such user, session or token")
	ErrWrong   = errors.New("name or password is wrong")
)

// InputError is a name, password or role that cannot be taken.
type InputError struct{ Field, Reason string }

func (e *InputError) Error() string { return e.Field + " " + e.Reason }

// A User is somebody who may log in.
type User struct {
	Name    string    `json:"name"`
	Role    Role      `json:"role"`
	Created time.Time `json:"created"`
}

// A Token lets a program in, for a user and with at most their role.
type Token struct {
	ID      string    `json:"id"`
	Label   string    `json:"label"`
	User    string    `json:"user"`
	Role    Role      `json:"role"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
}

// Memory is where accounts are kept; a store.Store is one.
type Memory interface {
	Remember(ctx context.Context, kind, key string, value []byte) error
	Recall(ctx context.Context, kind string) (map[string][]byte, error)
}

// The kinds of what is kept.
const (
	userKind    = "user"
	sessionKind = "session"
	tokenKind   = "token"
)

// SessionTime is how long a session lasts.
const SessionTime = 14 * 24 * time.Hour

// fresh is how long what was read from the record is believed: another process may have removed a user meanwhile.
const fresh = 2 * time.Second

type storedUser struct {
	User
	Hash string `json:"hash"`
}

type storedSession struct {
	User    string    `json:"user"`
	Expires time.Time `json:"expires"`
}

type storedToken struct {
	Token
	Secret string `json:"secret"` // SHA-256, hexadecimal
}

// Accounts are the accounts of a record.
type Accounts struct {
	memory Memory
	now    func() time.Time
	hashes chan struct{} // how many passwords are hashed at a time: each takes 19 MiB

	mu       sync.Mutex
	read     time.Time
	users    map[string]storedUser
	sessions map[string]storedSession
	tokens   map[string]storedToken
}

// New gives the accounts of a record.
func New(m Memory) *Accounts {
	return &Accounts{memory: m, now: time.Now, hashes: make(chan struct{}, 2)}
}

func load[T any](ctx context.Context, m Memory, kind string) (map[string]T, error) {
	raw, err := m.Recall(ctx, kind)
	if err != nil {
		return nil, err
	}
	out := make(map[string]T, len(raw))
	for key, data := range raw {
		var v T
		if json.Unmarshal(data, &v) == nil { // what another version wrote lets nobody in
			out[key] = v
		}
	}
	return out, nil
}

// refresh reads the accounts, unless they were read a moment ago. It is called with mu held. When the record does not answer, what is
// known goes on to count, for whoever is in shall learn from the answers, not from a login, what is the matter.
func (a *Accounts) refresh(ctx context.Context, now bool) error {
	if !now && a.users != nil && a.now().Sub(a.read) < fresh {
		return nil
	}
	users, e1 := load[storedUser](ctx, a.memory, userKind)
	sessions, e2 := load[storedSession](ctx, a.memory, sessionKind)
	tokens, e3 := load[storedToken](ctx, a.memory, tokenKind)
	if err := errors.Join(e1, e2, e3); err != nil {
		if a.users != nil && !now {
			return nil
		}
		return err
	}
	a.users, a.sessions, a.tokens, a.read = users, sessions, tokens, a.now()
	return nil
}

func (a *Accounts) put(ctx context.Context, kind, key string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := a.memory.Remember(ctx, kind, key, data); err != nil {
		return err
	}
	return a.refresh(ctx, true)
}

// Any says whether there is a user.
func (a *Accounts) Any(ctx context.Context) (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	err := a.refresh(ctx, false)
	return len(a.users) > 0, err
}

// Users lists the users by name.
func (a *Accounts) Users(ctx context.Context) ([]User, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(ctx, true); err != nil {
		return nil, err
	}
	out := []User{}
	for _, u := range a.users {
		out = append(out, u.User)
	}
	slices.SortFunc(out, func(x, y User) int { return strings.Compare(x.Name, y.Name) })
	return out, nil
}

// CheckName says what is wrong with a user's name.
func CheckName(name string) error {
	if name == "" || len(name) > 64 || !utf8.ValidString(name) || strings.TrimSpace(name) != name ||
		strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune(`<>"'/\&`, r) }) {
		return &InputError{"name", "has 1 to 64 letters, digits and the like"}
	}
	return nil
}

// Set adds a user, or gives one a new password and role, which ends their sessions.
func (a *Accounts) Set(ctx context.Context, name string, role Role, password string) (User, error) {
	if err := CheckName(name); err != nil {
		return User{}, err
	}
	if !slices.Contains(Roles, role) {
		return User{}, &InputError{"role", fmt.Sprintf("%q is none of reader, analyst and admin", role)}
	}
	if n := utf8.RuneCountInString(password); n < 12 || len(password) > 1024 {
		return User{}, &InputError{"password", "needs at least 12 characters"}
	}
	a.hashes <- struct{}{}
	hash := hashPassword(password)
	<-a.hashes
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(ctx, true); err != nil {
		return User{}, err
	}
	u := storedUser{User{name, role, a.now().UTC().Truncate(time.Second)}, hash}
	if old, ok := a.users[name]; ok {
		u.Created = old.Created
	}
	if err := a.endSessions(ctx, name); err != nil {
		return User{}, err
	}
	return u.User, a.put(ctx, userKind, name, u)
}

// endSessions is called with mu held.
func (a *Accounts) endSessions(ctx context.Context, name string) error {
	for key, s := range a.sessions {
		if s.User == name {
			if err := a.memory.Remember(ctx, sessionKind, key, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// Remove takes out a user with their sessions and tokens.
func (a *Accounts) Remove(ctx context.Context, name string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(ctx, true); err != nil {
		return err
	}
	if _, ok := a.users[name]; !ok {
		return fmt.Errorf("%w: %s", ErrUnknown, name)
	}
	if err := a.endSessions(ctx, name); err != nil {
		return err
	}
	for key, t := range a.tokens {
		if t.User == name {
			if err := a.memory.Remember(ctx, tokenKind, key, nil); err != nil {
				return err
			}
		}
	}
	if err := a.memory.Remember(ctx, userKind, name, nil); err != nil {
		return err
	}
	return a.refresh(ctx, true)
}

// nobody is compared with when there is no user of a name, so that the time an answer takes does not tell who there is.
var nobody = sync.OnceValue(func() string { return hashPassword("nobody has this password") })

// Login checks a password and begins a session. The secret is for the user's cookie.
func (a *Accounts) Login(ctx context.Context, name, password string) (u User, secret string, err error) {
	a.mu.Lock()
	err = a.refresh(ctx, true)
	stored, known := a.users[name]
	a.mu.Unlock()
	if err != nil {
		return u, "", err
	}
	hash := stored.Hash
	if !known {
		hash = nobody()
	}
	select {
	case a.hashes <- struct{}{}:
	case <-ctx.Done():
		return u, "", ctx.Err()
	}
	right := len(password) <= 1024 && checkPassword(hash, password)
	<-a.hashes
	if !known || !right {
		return u, "", ErrWrong
	}
	secret = random(32)
	a.mu.Lock()
	defer a.mu.Unlock()
	for key, s := range a.sessions {
		if s.Expires.Before(a.now()) {
			if err := a.memory.Remember(ctx, sessionKind, key, nil); err != nil {
				return u, "", err
			}
		}
	}
	return stored.User, secret, a.put(ctx, sessionKind, digest(secret), storedSession{name, a.now().Add(SessionTime).UTC()})
}

// Logout ends a session.
func (a *Accounts) Logout(ctx context.Context, secret string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.memory.Remember(ctx, sessionKind, digest(secret), nil); err != nil {
		return err
	}
	return a.refresh(ctx, true)
}

// BySession is the user of a session.
func (a *Accounts) BySession(ctx context.Context, secret string) (User, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(ctx, false); err != nil {
		return User{}, err
	}
	s, ok := a.sessions[digest(secret)]
	u, known := a.users[s.User]
	if !ok || !known || s.Expires.Before(a.now()) {
		return User{}, ErrUnknown
	}
	return u.User, nil
}

// tokenPrefix begins every token, so that those who look for leaked secrets know one.
const tokenPrefix = "baro_"

// maxDays bounds the days for which a token is valid.
const maxDays = 3650

// AddToken makes a token for a user, valid for 1 to 3650 days of 24 hours; with the role "" it has the user's. What is returned as secret is
// not kept. What is wrong with role, label or days is an *InputError.
func (a *Accounts) AddToken(ctx context.Context, user User, label string, role Role, days int) (t Token, secret string, err error) {
	if role == "" {
		role = user.Role
	}
	switch {
	case !slices.Contains(Roles, role) || !user.Role.May(role):
		return t, "", &InputError{"role", fmt.Sprintf("%q is more than %s has, or none of reader, analyst and admin", role, user.Name)}
	case strings.TrimSpace(label) == "" || len(label) > 100:
		return t, "", &InputError{"label", "says in 1 to 100 characters what the token is for"}
	case days < 1 || days > maxDays:
		return t, "", &InputError{"days", fmt.Sprintf("of a token are 1 to %d", maxDays)}
	}
	id := hex.EncodeToString(randomBytes(6))
	secret = tokenPrefix + id + "_" + random(24)
	now := a.now().UTC().Truncate(time.Second)
	t = Token{ID: id, Label: label, User: user.Name, Role: role, Created: now, Expires: now.Add(time.Duration(days) * 24 * time.Hour)}
	a.mu.Lock()
	defer a.mu.Unlock()
	return t, secret, a.put(ctx, tokenKind, id, storedToken{t, digest(secret)})
}

// Tokens lists the tokens of a user, or of all with "", by the time they were made.
func (a *Accounts) Tokens(ctx context.Context, user string) ([]Token, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(ctx, true); err != nil {
		return nil, err
	}
	out := []Token{}
	for _, t := range a.tokens {
		if user == "" || t.User == user {
			out = append(out, t.Token)
		}
	}
	slices.SortFunc(out, func(x, y Token) int {
		if c := x.Created.Compare(y.Created); c != 0 {
			return c
		}
		return strings.Compare(x.ID, y.ID)
	})
	return out, nil
}

// RemoveToken takes a token back, of a user or, with "", of anybody.
func (a *Accounts) RemoveToken(ctx context.Context, user, id string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(ctx, true); err != nil {
		return err
	}
	if t, ok := a.tokens[id]; !ok || user != "" && t.User != user {
		return fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	if err := a.memory.Remember(ctx, tokenKind, id, nil); err != nil {
		return err
	}
	return a.refresh(ctx, true)
}

// ByToken is the user a token speaks for, with the role that both have.
func (a *Accounts) ByToken(ctx context.Context, secret string) (User, error) {
	id, _, _ := strings.Cut(strings.TrimPrefix(secret, tokenPrefix), "_")
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(ctx, false); err != nil {
		return User{}, err
	}
	t, ok := a.tokens[id]
	u, known := a.users[t.User]
	if !ok || !known || t.Expires.Before(a.now()) || subtle.ConstantTimeCompare([]byte(t.Secret), []byte(digest(secret))) != 1 {
		return User{}, ErrUnknown
	}
	if u.Role.May(t.Role) {
		u.Role = t.Role
	}
	return u.User, nil
}

func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

func random(n int) string { return base64.RawURLEncoding.EncodeToString(randomBytes(n)) }

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
	ErrTaken   = errors.New("there is a user of this name already")
	ErrLast    = errors.New("this is the only admin; make another user admin first")
	ErrMany    = fmt.Errorf("a user has at most %d tokens; revoke some first", maxTokens)
)

// InputError is something given that cannot be taken: the field (name, role, password, label, days), and the reason as the rest of a sentence.
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

// What a user may have at a time: all of it is read whenever accounts are. One more session ends the oldest.
const (
	maxSessions = 50
	maxTokens   = 100
)

// A password has at least so many characters, and at most so many bytes.
const (
	minPassword = 12
	maxPassword = 1024
)

// fresh is how long what was read from the record is believed: another process may have removed a user meanwhile.
const fresh = 2 * time.Second

type storedUser struct {
	User
	Hash string `json:"hash"`
}

// A storedSession counts while the user has the password with which it began, whoever else writes at that moment.
type storedSession struct {
	User     string    `json:"user"`
	Expires  time.Time `json:"expires"`
	Password string    `json:"password"` // SHA-256 of the stored hash, hexadecimal
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

// Any says whether there is a user. It fails as the record does, until it was read once.
func (a *Accounts) Any(ctx context.Context) (bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	err := a.refresh(ctx, false)
	return len(a.users) > 0, err
}

// Users lists the users by name. It fails as the record does.
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

// CheckName says what is wrong with a user's name, in an *InputError. "." and ".." would be no names in an address.
func CheckName(name string) error {
	if name == "" || name == "." || name == ".." || len(name) > 64 || !utf8.ValidString(name) || strings.TrimSpace(name) != name ||
		strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) || strings.ContainsRune(`<>"'/\&`, r) }) {
		return &InputError{"name", "has 1 to 64 letters, digits and the like"}
	}
	return nil
}

func checkRole(role Role) error {
	if !slices.Contains(Roles, role) {
		return &InputError{"role", fmt.Sprintf("%q is none of reader, analyst and admin", role)}
	}
	return nil
}

func checkChoice(password string) error {
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return &InputError{"password", fmt.Sprintf("needs at least %d characters", minPassword)}
	case len(password) > maxPassword:
		return &InputError{"password", fmt.Sprintf("has at most %d bytes", maxPassword)}
	}
	return nil
}

// Add adds a user, unless one has the name: ErrTaken. What is wrong with name, role or password is an *InputError.
func (a *Accounts) Add(ctx context.Context, name string, role Role, password string) (User, error) {
	return a.define(ctx, name, role, password, false)
}

// Set adds a user, or gives one a new password, which ends their sessions, and role. The only admin stays one: ErrLast. What is wrong with
// name, role or password is an *InputError.
func (a *Accounts) Set(ctx context.Context, name string, role Role, password string) (User, error) {
	return a.define(ctx, name, role, password, true)
}

func (a *Accounts) define(ctx context.Context, name string, role Role, password string, anew bool) (User, error) {
	for _, err := range []error{CheckName(name), checkRole(role), checkChoice(password)} {
		if err != nil {
			return User{}, err
		}
	}
	u, err := a.write(ctx, name, role, password, func(known bool) error {
		if known && !anew {
			return fmt.Errorf("%w: %s", ErrTaken, name)
		}
		return nil
	})
	return u.User, err
}

// Change gives a user another role, or another password, which ends their sessions; "" leaves what there is. Their tokens stay, and do at
// most what the user may. The only admin stays one: ErrLast. Nobody of the name is ErrUnknown, what is wrong with role or password an
// *InputError.
func (a *Accounts) Change(ctx context.Context, name string, role Role, password string) (User, error) {
	if role == "" && password == "" {
		return User{}, &InputError{"role", "or password is to be given: nothing would change"}
	}
	if role != "" {
		if err := checkRole(role); err != nil {
			return User{}, err
		}
	}
	if password != "" {
		if err := checkChoice(password); err != nil {
			return User{}, err
		}
	}
	u, err := a.write(ctx, name, role, password, mustBe(name))
	return u.User, err
}

// ChangePassword gives a user who knows the present password (else ErrWrong) another, which ends all their sessions, and begins a new one. The
// secret is for the user's cookie. What is wrong with the password is an *InputError.
func (a *Accounts) ChangePassword(ctx context.Context, name, present, password string) (secret string, err error) {
	if err := checkChoice(password); err != nil {
		return "", err
	}
	if _, err := a.verify(ctx, name, present); err != nil {
		return "", err
	}
	u, err := a.write(ctx, name, "", password, mustBe(name))
	if err != nil {
		return "", err
	}
	return a.begin(ctx, u)
}

func mustBe(name string) func(bool) error {
	return func(known bool) error {
		if !known {
			return fmt.Errorf("%w: %s", ErrUnknown, name)
		}
		return nil
	}
}

// write gives a user a role and password, "" leaving what there is, if allow says so of a user who is known or not.
func (a *Accounts) write(ctx context.Context, name string, role Role, password string, allow func(known bool) error) (u storedUser, err error) {
	hash := ""
	if password != "" {
		if err := a.hashing(ctx, func() { hash = hashPassword(password) }); err != nil {
			return u, err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(ctx, true); err != nil {
		return u, err
	}
	u, known := a.users[name]
	if err := allow(known); err != nil {
		return u, err
	}
	if role != "" && role != Admin && a.onlyAdmin(name) {
		return u, ErrLast
	}
	if !known {
		u.User = User{Name: name, Created: a.now().UTC().Truncate(time.Second)}
	}
	if role != "" {
		u.Role = role
	}
	if hash != "" {
		u.Hash = hash
		if err := a.endSessions(ctx, name); err != nil {
			return u, err
		}
	}
	return u, a.put(ctx, userKind, name, u)
}

// onlyAdmin says whether a user is the only admin. It is called with mu held.
func (a *Accounts) onlyAdmin(name string) bool {
	for _, u := range a.users {
		if u.Role == Admin && u.Name != name {
			return false
		}
	}
	return a.users[name].Role == Admin
}

// hashing runs what takes the memory and time of a password, a few at a time.
func (a *Accounts) hashing(ctx context.Context, f func()) error {
	select {
	case a.hashes <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-a.hashes }()
	f()
	return nil
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

// Remove takes out a user with their sessions and tokens. The only admin stays: ErrLast; nobody of the name is ErrUnknown.
func (a *Accounts) Remove(ctx context.Context, name string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(ctx, true); err != nil {
		return err
	}
	if _, ok := a.users[name]; !ok {
		return fmt.Errorf("%w: %s", ErrUnknown, name)
	}
	if a.onlyAdmin(name) {
		return ErrLast
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

// Login checks a password, else ErrWrong, and begins a session. The secret is for the user's cookie.
func (a *Accounts) Login(ctx context.Context, name, password string) (u User, secret string, err error) {
	stored, err := a.verify(ctx, name, password)
	if err != nil {
		return u, "", err
	}
	secret, err = a.begin(ctx, stored)
	return stored.User, secret, err
}

// verify gives the user of a name and password; ErrWrong does not say which of them is wrong.
func (a *Accounts) verify(ctx context.Context, name, password string) (u storedUser, err error) {
	a.mu.Lock()
	err = a.refresh(ctx, true)
	u, known := a.users[name]
	a.mu.Unlock()
	if err != nil {
		return u, err
	}
	hash := u.Hash
	if !known {
		hash = nobody()
	}
	right := false
	if err := a.hashing(ctx, func() { right = len(password) <= maxPassword && checkPassword(hash, password) }); err != nil {
		return u, err
	}
	if !known || !right {
		return u, ErrWrong
	}
	return u, nil
}

// begin begins a session of a user, and forgets those that are over or too many.
func (a *Accounts) begin(ctx context.Context, u storedUser) (secret string, err error) {
	secret = random(32)
	a.mu.Lock()
	defer a.mu.Unlock()
	var own []string
	for key, s := range a.sessions {
		if s.Expires.Before(a.now()) {
			if err := a.memory.Remember(ctx, sessionKind, key, nil); err != nil {
				return "", err
			}
		} else if s.User == u.Name {
			own = append(own, key)
		}
	}
	slices.SortFunc(own, func(x, y string) int { return a.sessions[y].Expires.Compare(a.sessions[x].Expires) })
	for _, key := range own[min(len(own), maxSessions-1):] {
		if err := a.memory.Remember(ctx, sessionKind, key, nil); err != nil {
			return "", err
		}
	}
	return secret, a.put(ctx, sessionKind, digest(secret), storedSession{u.Name, a.now().Add(SessionTime).UTC(), digest(u.Hash)})
}

// Logout ends a session, if there is one of the secret.
func (a *Accounts) Logout(ctx context.Context, secret string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.memory.Remember(ctx, sessionKind, digest(secret), nil); err != nil {
		return err
	}
	return a.refresh(ctx, true)
}

// BySession is the user of a session; of none, one that is over, or one of an older password, ErrUnknown.
func (a *Accounts) BySession(ctx context.Context, secret string) (User, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.refresh(ctx, false); err != nil {
		return User{}, err
	}
	s, ok := a.sessions[digest(secret)]
	u, known := a.users[s.User]
	if !ok || !known || s.Expires.Before(a.now()) || s.Password != digest(u.Hash) {
		return User{}, ErrUnknown
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

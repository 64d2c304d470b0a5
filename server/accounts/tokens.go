package accounts

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// tokenPrefix begins every token, so that those who look for leaked secrets know one.
const tokenPrefix = "baro_"

// maxDays bounds the days for which a token is valid.
const maxDays = 3650

// AddToken makes a token for a user, valid for 1 to 3650 days of 24 hours; with the role "" it has the user's. What is returned as secret is
// not kept. What is wrong with role, label or days is an *InputError; ErrMany says that the user has as many as there may be.
func (a *Accounts) AddToken(ctx context.Context, user User, label string, role Role, days int) (t Token, secret string, err error) {
	if role == "" {
		role = user.Role
	}
	switch {
	case !slices.Contains(Roles, role) || !user.Role.May(role):
		return t, "", &InputError{"role", fmt.Sprintf("%q is more than %s has, or none of reader, analyst and admin", role, user.Name)}
	case strings.TrimSpace(label) == "" || utf8.RuneCountInString(label) > 100:
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
	if err := a.refresh(ctx, true); err != nil {
		return t, "", err
	}
	n := 0
	for _, other := range a.tokens {
		if other.User == user.Name {
			n++
		}
	}
	if n >= maxTokens {
		return t, "", ErrMany
	}
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

// RemoveToken takes a token back, of a user or, with "", of anybody; else ErrUnknown.
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

// ByToken is the user a token speaks for, with the role that both have; of none, or one that has expired, ErrUnknown.
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

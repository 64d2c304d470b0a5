package accounts

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"
)

type memory map[string]map[string][]byte

func (m memory) Remember(_ context.Context, kind, key string, value []byte) error {
	if m[kind] == nil {
		m[kind] = map[string][]byte{}
	}
	if value == nil {
		delete(m[kind], key)
	} else {
		m[kind][key] = value
	}
	return nil
}

func (m memory) Recall(_ context.Context, kind string) (map[string][]byte, error) {
	return maps.Clone(m[kind]), nil
}

func TestAccounts(t *testing.T) {
	ctx, m := t.Context(), memory{}
	a := New(m)
	now := time.Now()
	a.now = func() time.Time { return now }
	const password = "correct horse battery"
	ana, err := a.Set(ctx, "ana", Analyst, password)
	if err != nil || ana.Role != Analyst {
		t.Fatal(ana, err)
	}
	for _, p := range []string{"", "correct horse battery ", "wrong", strings.Repeat("x", 1<<20)} {
		if _, _, err := a.Login(ctx, "ana", p); !errors.Is(err, ErrWrong) {
			t.Errorf("password %.10q: %v", p, err)
		}
	}
	if _, _, err := a.Login(ctx, "bob", password); !errors.Is(err, ErrWrong) {
		t.Error(err)
	}
	_, secret, err := a.Login(ctx, "ana", password)
	if err != nil {
		t.Fatal(err)
	}
	if u, err := a.BySession(ctx, secret); err != nil || u.Name != "ana" {
		t.Error(u, err)
	}
	token, key, err := a.AddToken(ctx, ana, "a script", Reader, 1)
	if err != nil {
		t.Fatal(err)
	}
	if u, err := a.ByToken(ctx, key); err != nil || u.Role != Reader {
		t.Error(u, err)
	}
	if _, err := a.ByToken(ctx, key[:len(key)-1]); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
	for kind, values := range m {
		for _, v := range values {
			if strings.Contains(string(v), secret) || strings.Contains(string(v), key) || strings.Contains(string(v), password) {
				t.Errorf("%s is kept with its secret: %s", kind, v)
			}
		}
	}
	for _, days := range []int{-1, 0, 3651, 213504} { // in nanoseconds, the last does not fit 64 bits
		var wrong *InputError
		if _, _, err := a.AddToken(ctx, ana, "never", Reader, days); !errors.As(err, &wrong) || wrong.Field != "days" {
			t.Errorf("a token of %d days: %v", days, err)
		}
	}
	if _, _, err := a.AddToken(ctx, ana, "more", Admin, 1); err == nil {
		t.Error("a token may do more than its user")
	}
	if err := a.RemoveToken(ctx, "bob", token.ID); !errors.Is(err, ErrUnknown) {
		t.Error("bob took ana's token:", err)
	}

	now = now.Add(25 * time.Hour)
	if _, err := a.ByToken(ctx, key); !errors.Is(err, ErrUnknown) {
		t.Error("an expired token:", err)
	}
	if _, err := New(m).Set(ctx, "ana", Reader, password+"2"); err != nil { // another process
		t.Fatal(err)
	}
	now = now.Add(fresh)
	if _, err := a.BySession(ctx, secret); !errors.Is(err, ErrUnknown) {
		t.Error("the session outlives the password:", err)
	}
	_, secret, err = a.Login(ctx, "ana", password+"2")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Logout(ctx, secret); err != nil {
		t.Fatal(err)
	}
	if _, err := a.BySession(ctx, secret); !errors.Is(err, ErrUnknown) {
		t.Error("after logout:", err)
	}
	if err := a.Remove(ctx, "ana"); err != nil {
		t.Fatal(err)
	}
	if any, _ := a.Any(ctx); any || len(m[tokenKind]) != 0 {
		t.Error("something is left", m)
	}
}

func TestRefused(t *testing.T) {
	a := New(memory{})
	for _, c := range []struct {
		name string
		role Role
		pass string
	}{
		{"", Reader, "long enough a password"}, {"<script>", Reader, "long enough a password"}, {"a\x00b", Reader, "long enough a password"},
		{strings.Repeat("a", 65), Reader, "long enough a password"}, {"ana", "root", "long enough a password"}, {"ana", Reader, "short"},
	} {
		var in *InputError
		if _, err := a.Set(t.Context(), c.name, c.role, c.pass); !errors.As(err, &in) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestHash(t *testing.T) {
	for _, h := range []string{"", "$argon2id$v=19$m=19456,t=2,p=1$$", "$argon2id$v=19$m=4294967295,t=1,p=1$AAAA$AAAA", "$2b$10$abc"} {
		if checkPassword(h, "x") {
			t.Errorf("%q lets in", h)
		}
	}
	if Role("").May(Reader) || !Admin.May(Analyst) || Reader.May(Analyst) {
		t.Error("roles")
	}
}

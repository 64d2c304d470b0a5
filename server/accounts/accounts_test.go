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
		{"", Reader, "long enough a password"}, {"..", Reader, "long enough a password"}, {"<script>", Reader, "long enough a password"}, {"a\x00b", Reader, "long enough a password"},
		{strings.Repeat("a", 65), Reader, "long enough a password"}, {"ana", "root", "long enough a password"}, {"ana", Reader, "short"},
	} {
		var in *InputError
		if _, err := a.Set(t.Context(), c.name, c.role, c.pass); !errors.As(err, &in) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := a.Set(t.Context(), "ana", Reader, strings.Repeat("ü", 513)); err == nil || !strings.Contains(err.Error(), "at most 1024 bytes") {
		t.Errorf("a long password: %v", err)
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

// The only admin stays one, whoever asks; a second sets the first free.
func TestOnlyAdmin(t *testing.T) {
	ctx, a := t.Context(), New(memory{})
	const password = "correct horse battery"
	if _, err := a.Add(ctx, "root", Admin, password); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Add(ctx, "root", Reader, password+"2"); !errors.Is(err, ErrTaken) {
		t.Error("a name is given twice:", err)
	}
	for what, do := range map[string]func() error{
		"removed": func() error { return a.Remove(ctx, "root") },
		"demoted": func() error { _, err := a.Change(ctx, "root", Analyst, ""); return err },
		"set":     func() error { _, err := a.Set(ctx, "root", Reader, password); return err },
	} {
		if err := do(); !errors.Is(err, ErrLast) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := a.Change(ctx, "root", Admin, password+"3"); err != nil {
		t.Error("the only admin may have a new password:", err)
	}
	if _, err := a.Add(ctx, "ada", Admin, password); err != nil {
		t.Fatal(err)
	}
	if u, err := a.Change(ctx, "root", Reader, ""); err != nil || u.Role != Reader {
		t.Error(u, err)
	}
	if err := a.Remove(ctx, "ada"); !errors.Is(err, ErrLast) {
		t.Error("now ada is the only one:", err)
	}
	var wrong *InputError
	for _, c := range []struct {
		role Role
		pass string
	}{{"", ""}, {"king", ""}, {"", "short"}} {
		if _, err := a.Change(ctx, "root", c.role, c.pass); !errors.As(err, &wrong) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := a.Change(ctx, "nobody", Reader, ""); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
}

// A new password ends the sessions that the old one began, also one that was begun while it changed.
func TestChangePassword(t *testing.T) {
	ctx, m := t.Context(), memory{}
	a := New(m)
	const old, next = "correct horse battery", "another horse battery"
	ana, err := a.Add(ctx, "ana", Analyst, old)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := a.verify(ctx, "ana", old)
	if err != nil {
		t.Fatal(err)
	}
	_, first, err := a.Login(ctx, "ana", old)
	if err != nil {
		t.Fatal(err)
	}
	_, key, err := a.AddToken(ctx, ana, "a script", Analyst, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.ChangePassword(ctx, "ana", "wrong", next); !errors.Is(err, ErrWrong) {
		t.Error(err)
	}
	var short *InputError
	if _, err := a.ChangePassword(ctx, "ana", old, "short"); !errors.As(err, &short) {
		t.Error(err)
	}
	second, err := a.ChangePassword(ctx, "ana", old, next)
	if err != nil {
		t.Fatal(err)
	}
	late, err := a.begin(ctx, stored)
	if err != nil {
		t.Fatal(err)
	}
	for what, secret := range map[string]string{"the first": first, "the late": late} {
		if _, err := a.BySession(ctx, secret); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s session outlives the password: %v", what, err)
		}
	}
	if u, err := a.BySession(ctx, second); err != nil || u.Name != "ana" {
		t.Error(u, err)
	}
	if _, _, err := a.Login(ctx, "ana", old); !errors.Is(err, ErrWrong) {
		t.Error("the old password lets in:", err)
	}
	// Another role changes neither password nor session, and bounds the token.
	if _, err := a.Change(ctx, "ana", Reader, ""); err != nil {
		t.Fatal(err)
	}
	if u, err := a.BySession(ctx, second); err != nil || u.Role != Reader {
		t.Error(u, err)
	}
	if u, err := a.ByToken(ctx, key); err != nil || u.Role != Reader {
		t.Error("a token may do more than its user:", u, err)
	}
}

// What a user may make has an end.
func TestBounds(t *testing.T) {
	ctx, m := t.Context(), memory{}
	a := New(m)
	ana, err := a.Add(ctx, "ana", Reader, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	stored := a.users["ana"]
	now := time.Now()
	a.now = func() time.Time { return now }
	var secrets []string
	for range maxSessions + 3 {
		now = now.Add(time.Second)
		secret, err := a.begin(ctx, stored)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, secret)
	}
	if n := len(m[sessionKind]); n != maxSessions {
		t.Errorf("%d sessions", n)
	}
	if _, err := a.BySession(ctx, secrets[2]); !errors.Is(err, ErrUnknown) {
		t.Error("the oldest sessions go on:", err)
	}
	if _, err := a.BySession(ctx, secrets[3]); err != nil {
		t.Error(err)
	}
	for range maxTokens {
		if _, _, err := a.AddToken(ctx, ana, strings.Repeat("ü", 100), "", 1); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := a.AddToken(ctx, ana, "one more", "", 1); !errors.Is(err, ErrMany) {
		t.Error(err)
	}
	var wrong *InputError
	if _, _, err := a.AddToken(ctx, ana, strings.Repeat("ü", 101), "", 1); !errors.As(err, &wrong) || wrong.Field != "label" {
		t.Error(err)
	}
}

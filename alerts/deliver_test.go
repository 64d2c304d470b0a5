package alerts

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/barograph/barograph"
)

func aNotice(id string) *Notice {
	n := &Notice{ID: id, Rule: "heat", Kind: "tension", Title: "India and Pakistan: pressure at 71 of 100", Text: "It stood at 71.", Day: 20250510, Codes: []string{"IND", "PAK"},
		Events: []Told{{Event: "e1", Day: 20250510, Type: barograph.Assault}}}
	n.Events[0].Sentence, n.Events[0].Outlet, n.Events[0].URL = "“Blasts” & fire\x01.", "Meridian Wire", "https://a.example/1?x=1&y=2"
	return n
}

// The vector of the Standard Webhooks specification's libraries, and the secret without its prefix.
func TestSign(t *testing.T) {
	at := time.Unix(1614265330, 0)
	got, err := Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", at, []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
		t.Errorf("%s %v", got, err)
	}
	plain, err := Sign("a secret", "1", at, []byte("x"))
	other, err2 := Sign("a secret", "1", at.Add(time.Second), []byte("x"))
	if err != nil || err2 != nil || plain == other {
		t.Errorf("the time is not signed: %s %s", plain, other)
	}
	if _, err := Sign("whsec_no base64!", "1", at, nil); err == nil {
		t.Error("a faulty secret is taken")
	}
}

func TestWebhook(t *testing.T) {
	t.Setenv("HOOK_SECRET", "s3cret")
	now := time.Now()
	answer := 204
	var body []byte
	var head http.Header
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			t.Error("a redirect was followed")
		}
		body, _ = io.ReadAll(r.Body)
		head = r.Header
		if answer == 302 {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
			return
		}
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(answer)
	}))
	defer srv.Close()
	hook := Webhook{URL: srv.URL, Secret: Secret{Env: "HOOK_SECRET"}} // on a loopback address: the user's own configuration may name one
	if err := hook.send(t.Context(), aNotice("n1"), now); err != nil {
		t.Fatal(err)
	}
	var n Notice
	if err := json.Unmarshal(body, &n); err != nil || n.ID != "n1" || n.Events[0].Outlet != "Meridian Wire" {
		t.Errorf("%s %v", body, err)
	}
	want, err := Sign("s3cret", "n1", now, body)
	if err != nil || head.Get("Webhook-Signature") != want || head.Get("Webhook-Id") != "n1" || head.Get("Webhook-Timestamp") != fmt.Sprint(now.Unix()) {
		t.Errorf("%v, want %s", head, want)
	}
	for _, answer = range []int{302, 404, 429, 500} {
		if err := hook.send(t.Context(), aNotice("n1"), now); err == nil {
			t.Errorf("%d counts as delivered", answer)
		}
	}
	hook.Secret.Env = "HOOK_SECRET_THAT_IS_NOT_SET"
	if err := hook.send(t.Context(), aNotice("n1"), now); err == nil || !strings.Contains(err.Error(), "not set") {
		t.Errorf("unsigned without its secret: %v", err)
	}
}

func TestCommand(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	// Nothing of a command is read by a shell but what the user's own program does: here the program is one, with a script of ours.
	script := `cat > "$1"; printf %s "$BAROGRAPH_ALERT_ID" >> "$1"`
	if err := runCommand(t.Context(), []string{"/bin/sh", "-c", script, "sh", out}, aNotice("n2")); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil || !strings.HasPrefix(string(got), `{"id":"n2"`) || !strings.HasSuffix(string(got), "}\nn2") {
		t.Errorf("%s %v", got, err)
	}
	if err := runCommand(t.Context(), []string{"/bin/echo", "; touch", out + "2"}, aNotice("n2")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(out + "2"); err == nil {
		t.Error("a shell read the arguments")
	}
	if err := runCommand(t.Context(), []string{"/bin/sh", "-c", "echo broken >&2; exit 3"}, aNotice("n2")); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("%v", err)
	}
	if err := runCommand(t.Context(), []string{"/no/such/program"}, aNotice("n2")); err == nil {
		t.Error("no program, no failure")
	}
}

func TestAtom(t *testing.T) {
	file := filepath.Join(t.TempDir(), "alerts.atom")
	now := time.Date(2025, 5, 10, 12, 0, 0, 0, time.UTC)
	for i := range atomEntries + 5 {
		for range 2 { // a delivery may come twice
			if err := writeAtom(file, aNotice(fmt.Sprint("n", i)), now.Add(time.Duration(i)*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var feed atomFeed
	if err := xml.Unmarshal(data, &feed); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	first := feed.Entries[0]
	if len(feed.Entries) != atomEntries || first.ID != fmt.Sprint("urn:barograph:alert:n", atomEntries+4) || first.Link.Href != "https://a.example/1?x=1&y=2" ||
		!strings.Contains(first.Content.Text, "“Blasts” & fire") || feed.Updated != first.Updated {
		t.Errorf("%d entries, %+v", len(feed.Entries), first)
	}
	if err := os.WriteFile(file, []byte("my diary"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeAtom(file, aNotice("n"), now); err == nil || !strings.Contains(err.Error(), "left as it is") {
		t.Errorf("%v", err)
	}
	if data, _ = os.ReadFile(file); string(data) != "my diary" {
		t.Errorf("another file was overwritten: %s", data)
	}
}

// post is a mail server in this process.
type post struct {
	mu    sync.Mutex
	to    []string
	mails []string
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{p}, nil }

type session struct{ p *post }

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	s.p.to = append(s.p.to, to)
	return nil
}
func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	s.p.mails = append(s.p.mails, string(b))
	return err
}
func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func TestMail(t *testing.T) {
	var p post
	srv := smtp.NewServer(&p)
	srv.Domain = "localhost"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go srv.Serve(l)
	defer srv.Close()
	m := Mail{Server: l.Addr().String(), TLS: "none", From: "barograph@example.org", To: []string{"duty@example.org", "Night <night@example.org>"}}
	if err := m.send(t.Context(), aNotice("n3"), time.Now()); err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.mails) != 1 || fmt.Sprint(p.to) != "[duty@example.org night@example.org]" {
		t.Fatalf("%v %v", p.to, p.mails)
	}
	for _, want := range []string{"Subject: India and Pakistan: pressure at 71 of 100", "Message-ID: <n3@alerts.barograph>", "Meridian Wire"} {
		if !strings.Contains(p.mails[0], want) {
			t.Errorf("no %s in\n%s", want, p.mails[0])
		}
	}
	m.TLS = "starttls" // which this server does not have
	if err := m.send(t.Context(), aNotice("n3"), time.Now()); err == nil {
		t.Error("a mail was sent in clear that asked for TLS")
	}
}

// A channel that is down or slow keeps none of the others waiting, loses nothing, and takes all once it is back.
func TestOneIsDown(t *testing.T) {
	var mu sync.Mutex
	down := true
	got := map[string][]string{}
	slow := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			<-slow
		}
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path == "/down" && down {
			w.WriteHeader(503)
			return
		}
		got[r.URL.Path] = append(got[r.URL.Path], r.Header.Get("Webhook-Id"))
	}))
	defer srv.Close()
	channels := map[string]Channel{}
	for _, name := range []string{"up", "down", "slow"} {
		channels[name] = Channel{Name: name, Timeout: time.Minute, Webhook: &Webhook{URL: srv.URL + "/" + name}}
	}
	s := war(t)
	now := time.Date(2025, 5, 10, 12, 0, 0, 0, time.UTC)
	for i := range 3 {
		for name := range channels {
			if err := put(t.Context(), s, &delivery{Notice: *aNotice(fmt.Sprint("n", i)), Channel: name, Since: now.Add(time.Duration(i)), Next: now}); err != nil {
				t.Fatal(err)
			}
		}
	}
	sender := &Sender{Memory: s, Channels: channels, Say: func(string) {}, Now: func() time.Time { return now }}
	first, err := sender.Send(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// While slow hangs, the others are served, and a second round does not touch slow.
	fast := &Sender{Memory: s, Channels: channels, Say: func(string) {}, Now: sender.Now, busy: map[string]bool{"slow": true, "down": true}}
	for { // until what was delivered to up is also written down: fast is another process, and would deliver it again
		left, err := outbox(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(left, func(d delivery) bool { return d.Channel == "up" }) {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if done, err := fast.Send(t.Context()); err != nil || done() != 0 {
		t.Errorf("%v", err)
	}
	close(slow)
	if failed := first(); failed != 1 {
		t.Errorf("%d failed", failed)
	}
	left, err := outbox(t.Context(), s)
	if err != nil || len(left) != 3 || left[0].Attempts != 1 || !strings.Contains(left[0].Error, "503") || left[1].Attempts != 0 {
		t.Fatalf("%+v %v", left, err)
	}
	if !left[0].Next.After(now) || left[0].Next.Sub(now) > firstRetry {
		t.Errorf("the next attempt is at %s", left[0].Next)
	}
	mu.Lock()
	down = false
	mu.Unlock()
	now = now.Add(firstRetry)
	again := &Sender{Memory: s, Channels: channels, Say: func(string) {}, Now: func() time.Time { return now }} // another process
	done, err := again.Send(t.Context())
	if err != nil || done() != 0 {
		t.Fatal(err)
	}
	if left, err = outbox(t.Context(), s); err != nil || len(left) != 0 {
		t.Errorf("%+v %v", left, err)
	}
	for path, ids := range got {
		if fmt.Sprint(ids) != "[n0 n1 n2]" {
			t.Errorf("%s: %v", path, ids)
		}
	}
}

func TestBackOff(t *testing.T) {
	last := time.Duration(0)
	for n := 1; n < 20; n++ {
		wait := pause(&delivery{Notice: *aNotice("n"), Channel: "x", Attempts: n})
		if wait > lastRetry || wait < firstRetry/2 || n < 6 && wait <= last {
			t.Errorf("attempt %d: %s after %s", n, wait, last)
		}
		last = wait
	}
	s := war(t)
	now := time.Date(2025, 5, 10, 12, 0, 0, 0, time.UTC)
	var said []string
	sender := &Sender{Memory: s, Say: func(line string) { said = append(said, line) }, Now: func() time.Time { return now }}
	if err := put(t.Context(), s, &delivery{Notice: *aNotice("old"), Channel: "gone", Since: now.Add(-giveUp), Next: now.Add(100 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	done, err := sender.Send(t.Context()) // though it is due in days: the work of a clock that was wrong
	if err != nil || done() != 1 || len(said) != 1 || !strings.Contains(said[0], "gave up") {
		t.Errorf("%v %v", said, err)
	}
	if left, err := outbox(t.Context(), s); err != nil || len(left) != 0 {
		t.Errorf("%+v %v", left, err)
	}
}

// What fired once stays fired: after a restart, for another day, when the clock goes back; and days that were missed are made up.
func TestRestart(t *testing.T) {
	s := war(t)
	dir := t.TempDir()
	f := rules(t, fmt.Sprintf(warRules, filepath.Join(dir, "a"), filepath.Join(dir, "b")))
	evaluate := func(m Memory, day int) string {
		t.Helper()
		ns, err := Evaluate(t.Context(), s, m, f, time.Date(2025, 5, day, 12, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, n := range ns {
			out = append(out, n.Rule)
		}
		return strings.Join(out, " ")
	}
	for _, step := range []struct {
		day  int
		want string
	}{{3, ""}, {6, "heat rise missiles"}, {6, ""}, {7, ""}, {5, ""}, {6, ""}, {9, "quiet"}, {2, ""}, {9, ""}} {
		if got := evaluate(s, step.day); got != step.want {
			t.Errorf("%d May: %q, want %q", step.day, got, step.want)
		}
	}
	fired, err := History(t.Context(), s)
	if err != nil || len(fired) != 4 || fired[0].Rule != "quiet" {
		t.Errorf("%+v %v", fired, err)
	}
	open, err := Open(t.Context(), s)
	if err != nil || len(open) == 0 {
		t.Errorf("%+v %v", open, err)
	}
	left, err := outbox(t.Context(), s)
	if err != nil || len(left) != 4 { // heat to a and b, missiles and quiet to a
		t.Errorf("%d deliveries, %v", len(left), err)
	}
}

// A process may be killed between any two writes: whatever was written, the next one ends with the same deliveries under the same ids.
func TestKilledAnywhere(t *testing.T) {
	s := war(t)
	f := rules(t, fmt.Sprintf(warRules, "a", "b"))
	at := time.Date(2025, 5, 6, 12, 0, 0, 0, time.UTC)
	run := func(writes int) (string, int) {
		m := &mortal{values: map[string]map[string][]byte{}, left: writes}
		_, err := Evaluate(t.Context(), s, m, f, at)
		if used := writes - m.left; err == nil {
			all, err := outbox(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, d := range all {
				ids = append(ids, d.key())
			}
			return fmt.Sprint(ids), used
		}
		m.left = 1000
		if _, err := Evaluate(t.Context(), s, m, f, at); err != nil {
			t.Fatal(err)
		}
		all, err := outbox(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, d := range all {
			ids = append(ids, d.key())
		}
		return fmt.Sprint(ids), writes
	}
	want, used := run(1000)
	if used < 6 || !strings.Contains(want, " b") {
		t.Fatalf("%d writes: %s", used, want)
	}
	for n := range used {
		if got, _ := run(n); got != want {
			t.Errorf("killed after %d writes: %s, want %s", n, got, want)
		}
	}
}

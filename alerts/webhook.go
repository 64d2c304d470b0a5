package alerts

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// read finds the secret; "" when none is set.
func (s Secret) read() (string, error) {
	switch {
	case s.Env != "":
		v := os.Getenv(s.Env)
		if v == "" {
			return "", fmt.Errorf("the variable %s with the secret is not set", s.Env)
		}
		return v, nil
	case s.File != "":
		b, err := os.ReadFile(s.File)
		if err != nil {
			return "", err
		}
		if v := strings.TrimSpace(string(b)); v != "" {
			return v, nil
		}
		return "", fmt.Errorf("%s is empty", s.File)
	}
	return "", nil
}

// Sign is the signature of a delivery as Standard Webhooks 1.0 has it: v1, and the base64 of HMAC-SHA256 over "id.seconds.body". A
// secret that begins with whsec_ is the base64 of the key; any other is the key itself.
func Sign(secret, id string, at time.Time, body []byte) (string, error) {
	key := []byte(secret)
	if coded, ok := strings.CutPrefix(secret, "whsec_"); ok {
		var err error
		if key, err = base64.StdEncoding.DecodeString(coded); err != nil {
			return "", errors.New("the secret begins with whsec_ but is no base64 behind it")
		}
	}
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%s.%d.", id, at.Unix())
	h.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(h.Sum(nil)), nil
}

// hooks posts to webhooks. They are the user's own configuration, so addresses inside the network are allowed; what they answer with,
// a redirect to elsewhere say, is not followed.
var hooks = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (w *Webhook) send(ctx context.Context, n *Notice, now time.Time) error {
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	secret, err := w.Secret.read()
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "barograph")
	req.Header.Set("Webhook-Id", n.ID)
	req.Header.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	if secret != "" {
		signature, err := Sign(secret, n.ID, now, body)
		if err != nil {
			return err
		}
		req.Header.Set("Webhook-Signature", signature)
	}
	res, err := hooks.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(res.Body, 512)) // for the message; the status decides
	if res.StatusCode >= 200 && res.StatusCode < 300 {
		return nil
	}
	err = fmt.Errorf("the webhook answered %s %s", res.Status, answer)
	if seconds, bad := strconv.Atoi(res.Header.Get("Retry-After")); bad == nil && seconds > 0 {
		return retryAfter{err, time.Duration(min(seconds, 1<<20)) * time.Second}
	}
	return err
}

// runCommand runs a program, without a shell, with the notice as JSON on its standard input. It may read the id from BAROGRAPH_ALERT_ID.
func runCommand(ctx context.Context, command []string, n *Notice) error {
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdin = bytes.NewReader(append(body, '\n'))
	cmd.Env = append(os.Environ(), "BAROGRAPH_ALERT_ID="+n.ID)
	cmd.WaitDelay = time.Second // for children that hold its output open
	var out tail
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%s did not end in time: %s", command[0], out.b)
	}
	return fmt.Errorf("%s: %w: %s", command[0], err, out.b)
}

// A tail keeps the last bytes of what is written to it.
type tail struct{ b []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.b = append(t.b, p...)
	t.b = t.b[max(0, len(t.b)-512):]
	return len(p), nil
}

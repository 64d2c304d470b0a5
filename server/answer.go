package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/barograph/barograph/query"
	"github.com/barograph/barograph/server/accounts"
	"github.com/barograph/barograph/store"
	"github.com/barograph/barograph/tension"
)

// A problem is an error as the API tells it (RFC 9457).
type problem struct {
	Type       string `json:"type"`
	Title      string `json:"title"`
	Status     int    `json:"status"`
	Detail     string `json:"detail,omitempty"`
	Parameter  string `json:"parameter,omitempty"`
	RetryAfter int    `json:"retry_after,omitempty"`
}

func (p *problem) Error() string { return p.Detail }

func problemf(status int, format string, a ...any) *problem {
	return &problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: fmt.Sprintf(format, a...)}
}

// badf is a parameter or field that cannot be understood.
func badf(parameter, format string, a ...any) *problem {
	p := problemf(http.StatusBadRequest, format, a...)
	p.Parameter = parameter
	return p
}

// later is a refusal for the time being.
func later(status, seconds int, format string, a ...any) *problem {
	p := problemf(status, format, a...)
	p.RetryAfter = seconds
	return p
}

// problemOf puts an error into the words of the API. What is nobody's business is only logged.
func problemOf(err error) *problem {
	var p *problem
	var asked *query.Error
	var input *accounts.InputError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &asked):
		return badf(asked.Field, "%s", asked.Error())
	case errors.As(err, &input):
		return badf(input.Field, "%s", input.Error())
	case errors.As(err, &large):
		return problemf(http.StatusRequestEntityTooLarge, "the request is larger than %d kB", large.Limit>>10)
	case errors.Is(err, store.ErrNotFound):
		return problemf(http.StatusNotFound, "%s", err)
	case errors.Is(err, tension.ErrNoRecord):
		return problemf(http.StatusNotFound, "the record has no events of that time, so nothing can be said of it")
	case errors.Is(err, store.ErrCursor):
		return badf("after", "the cursor is none of this list; begin without it")
	case errors.Is(err, accounts.ErrUnknown):
		return problemf(http.StatusNotFound, "%s", err)
	case errors.Is(err, accounts.ErrTaken), errors.Is(err, accounts.ErrLast), errors.Is(err, accounts.ErrMany):
		return problemf(http.StatusConflict, "%s", err)
	case errors.Is(err, store.ErrBusy), errors.Is(err, store.ErrGone), errors.Is(err, context.DeadlineExceeded):
		return later(http.StatusServiceUnavailable, 5, "the database does not answer at present")
	case errors.Is(err, store.ErrFull), errors.Is(err, store.ErrReadOnly):
		return later(http.StatusServiceUnavailable, 60, "the record cannot be written at present: its disk is full, or only can be read")
	}
	return problemf(http.StatusInternalServerError, "something went wrong here; the server's log has more")
}

// refuse answers with a problem.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody is there any more
	}
	p := problemOf(err)
	if p.Status >= 500 {
		s.log.Error("request failed", "method", r.Method, "path", r.URL.Path, "status", p.Status, "error", err)
	}
	h := w.Header()
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="barograph"`)
	}
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/problem+json")
	body, _ := json.Marshal(p)
	w.WriteHeader(p.Status)
	_, _ = w.Write(body)
}

// encode writes JSON as it leaves the server. Characters that mean something in HTML are escaped.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// reply sends a value that nobody else shall be given, and that is not kept.
func (s *Server) reply(w http.ResponseWriter, status int, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
	return nil
}

// tag is the ETag of a body; a weak one, for the body may be packed on its way.
func tag(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// send sends a body with its ETag, or says that the client has it.
func (s *Server) send(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	h := w.Header()
	if kind == "text/csv" {
		kind = "text/csv; charset=utf-8"
		h.Set("Content-Disposition", `attachment; filename="barograph.csv"`)
	}
	if strings.HasPrefix(kind, "text/html") { // a brief, which is printed and sent as it stands
		h.Set("Content-Security-Policy", stylePolicy(body))
	}
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "private, no-cache") // may be kept, must be asked for
	h.Set("Vary", "Accept, Accept-Encoding, Authorization, Cookie")
	h.Set("ETag", tag(body))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// wantsCSV says whether the client asks for CSV.
func wantsCSV(r *http.Request) (bool, error) {
	switch f := r.URL.Query().Get("format"); f {
	case "csv":
		return true, nil
	case "json":
		return false, nil
	case "":
		kind, _, _ := strings.Cut(r.Header.Get("Accept"), ",")
		kind, _, _ = mime.ParseMediaType(kind)
		return kind == "text/csv", nil
	default:
		return false, badf("format", "format %q is neither json nor csv", f)
	}
}

// readJSON reads the body of a request.
func readJSON(w http.ResponseWriter, r *http.Request, limit int64, into any) error {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return problemf(http.StatusUnsupportedMediaType, "send JSON, with Content-Type: application/json")
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, more := d.Token(); more == nil || !errors.Is(more, io.EOF) {
			err = errors.New("more than one value")
		}
	}
	var large *http.MaxBytesError
	if err != nil && !errors.As(err, &large) {
		return problemf(http.StatusBadRequest, "the body is not the JSON that is wanted: %v", err)
	}
	return err
}

// number reads a whole number from the query string.
func number(r *http.Request, name string, least, most, otherwise int) (int, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, badf(name, "%s %q is no number from %d to %d", name, clip(text), least, most)
	}
	return n, nil
}

// flag reads a truth value from the query string.
func flag(r *http.Request, name string) (bool, error) {
	switch text := r.URL.Query().Get(name); text {
	case "", "false", "0":
		return false, nil
	case "true", "1":
		return true, nil
	default:
		return false, badf(name, "%s %q is neither true nor false", name, clip(text))
	}
}

// date reads a day; of "" it is the zero time.
func date(name, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, badf(name, "%s %q is not a day; write it as 2025-05-09", name, clip(text))
	}
	return day, nil
}

// clip keeps what is told back to somebody short.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

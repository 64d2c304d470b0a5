package server

import (
	"errors"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
)

// policy lets the board's own files run and nothing else: no inline script or style, no other host, no frame around it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// guarded sets the headers that keep hostile text from running, and packs what is long.
func (s *Server) guarded(next http.Handler) http.Handler {
	pack, err := gzhttp.NewWrapper(gzhttp.MinSize(1200), gzhttp.CompressionLevel(5), gzhttp.ExceptContentTypes([]string{"text/event-stream", "font/woff2"}))
	if err != nil {
		panic(err) // the options are constants
	}
	packed := pack(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		if s.secure(r) {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if r.URL.Path == "/api/v1/stream" || r.URL.Path == "/mcp" {
			next.ServeHTTP(w, r)
			return
		}
		packed.ServeHTTP(w, r)
	})
}

// sameOrigin refuses what a page of another site makes a browser send.
func (s *Server) sameOrigin(next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, problemf(http.StatusForbidden, "the request comes from a page of another site"))
	}))
	return p.Handler(next)
}

// written counts what is answered.
type written struct {
	http.ResponseWriter
	status int
	bytes  int
}

func (w *written) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *written) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController through.
func (w *written) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// observed logs and counts requests, and answers for a handler that panics.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		out := &written{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.log.Error("panic", "path", r.URL.Path, "panic", p, "stack", string(debug.Stack()))
				if out.status == 0 {
					s.refuse(out, r, errors.New("panic"))
				}
			}
			spent := time.Since(start)
			_, route := s.mux.Handler(r)
			s.meters.request(route, out.status, spent)
			if route == "GET /healthz" || route == "GET /readyz" {
				return
			}
			s.log.Info("request", "method", r.Method, "path", strings.ToValidUTF8(r.URL.Path, "?"), "status", out.status, "bytes", out.bytes,
				"ms", float64(spent.Microseconds())/1000, "client", s.client(r).String())
		}()
		next.ServeHTTP(out, r)
	})
}

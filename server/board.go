package server

import (
	"bytes"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// asset is a file of the board, held in memory: all of it is a few hundred kilobytes.
type asset struct {
	kind string
	body []byte
	tag  string
}

// kinds are told here, because a machine's own list may lack some.
var kinds = map[string]string{".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".json": "application/json", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8",
	".png": "image/png", ".ico": "image/x-icon"}

// board serves the built board. Every address that is none of a file is the board's own to understand.
func (s *Server) board() error {
	files := map[string]*asset{}
	if s.o.Web != nil {
		err := fs.WalkDir(s.o.Web, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			body, err := fs.ReadFile(s.o.Web, name)
			kind := kinds[path.Ext(name)]
			if kind == "" {
				kind = mime.TypeByExtension(path.Ext(name))
			}
			files["/"+name] = &asset{kind, body, tag(body)}
			return err
		})
		if err != nil {
			return err
		}
	}
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			s.page(w, http.StatusMethodNotAllowed, "Not allowed", "Pages can only be read.")
			return
		}
		index := files["/index.html"]
		f := files[r.URL.Path]
		switch {
		case f == nil && (path.Ext(r.URL.Path) == "" || strings.Contains(r.Header.Get("Accept"), "text/html")):
			f = index
		case f == nil:
			s.page(w, http.StatusNotFound, "Not found", "There is nothing at this address.")
			return
		}
		if f == nil {
			s.page(w, http.StatusOK, "Barograph", "This program was built without its board. The API is at /api/v1; openapi.yaml there describes it.")
			return
		}
		if f == index {
			if err := s.reachable(r.Context(), readyTime); err != nil {
				s.log.Error("the record does not answer", "error", err)
				w.Header().Set("Retry-After", "5")
				s.page(w, http.StatusServiceUnavailable, "The record does not answer", "The database of this record does not answer at present. "+
					"Nothing is lost; this page looks again every few seconds.")
				return
			}
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("ETag", f.tag)
		h.Set("Cache-Control", "no-cache")
		if strings.HasPrefix(r.URL.Path, "/assets/") { // their names change with what they hold
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.body))
	})
	return nil
}

// plainPage is what is shown when there is no board to show anything. It has no style of its own: the policy allows none.
var plainPage = template.Must(template.New("").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
{{if eq .Status 503}}<meta http-equiv="refresh" content="5">
{{end}}<title>{{.Title}}</title>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
<p>{{.Text}}</p>
</main>
</body>
</html>
`))

func (s *Server) page(w http.ResponseWriter, status int, title, text string) {
	var b bytes.Buffer
	if err := plainPage.Execute(&b, struct {
		Status      int
		Title, Text string
	}{status, title, text}); err != nil {
		s.log.Error("a page cannot be written", "error", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

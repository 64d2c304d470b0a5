package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed all:dist
var dist embed.FS

// asset is a built file, ready to be sent.
type asset struct {
	content  []byte
	zipped   []byte // nil where gzip gains nothing
	kind     string // the media type
	tag      string // the ETag
	constant bool   // its name holds a hash of its content, so it never changes
}

// Kinds of files that the system's table of media types may not have.
var kinds = map[string]string{
	".css":   "text/css; charset=utf-8",
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

var assets = sync.OnceValue(func() map[string]*asset {
	out := map[string]*asset{}
	err := fs.WalkDir(dist, "dist", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := dist.ReadFile(name)
		if err != nil {
			return err
		}
		kind := kinds[path.Ext(name)]
		if kind == "" {
			kind = mime.TypeByExtension(path.Ext(name))
		}
		sum := sha256.Sum256(content)
		a := &asset{content: content, kind: kind, tag: hex.EncodeToString(sum[:8]), constant: strings.HasPrefix(name, "dist/assets/")}
		if path.Ext(name) != ".woff2" {
			a.zipped = zip(content)
		}
		out[strings.TrimPrefix(name, "dist")] = a
		return nil
	})
	if err != nil {
		panic(err) // the files are in the binary; they can be read
	}
	return out
})

// zip compresses content, or gives nil when that saves less than a tenth.
func zip(content []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant of the package
	}
	if _, err := w.Write(content); err != nil {
		panic(err) // a buffer takes all
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	if b.Len() > len(content)*9/10 {
		return nil
	}
	return b.Bytes()
}

// Handler serves the board: its built files, and its one page for every other path, since the board's views are addresses of their own.
// A missing file of assets is 404, so that a page of an older version notices. Headers of security are the caller's.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "the board is only read", http.StatusMethodNotAllowed)
			return
		}
		a := assets()[path.Clean(r.URL.Path)]
		if a == nil {
			if strings.HasPrefix(r.URL.Path, "/assets/") {
				http.NotFound(w, r)
				return
			}
			a = assets()["/index.html"]
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Vary", "Accept-Encoding")
		if a.constant {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			h.Set("Cache-Control", "no-cache")
		}
		content, tag := a.content, a.tag
		if a.zipped != nil && acceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			content, tag = a.zipped, a.tag+"-gz"
		}
		h.Set("ETag", `"`+tag+`"`)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	})
}

func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.ReplaceAll(weight, " ", "") != "q=0"
		}
	}
	return false
}

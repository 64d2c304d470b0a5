package article

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/barograph/barograph"
)

// Options are what the caller knows better than the page.
type Options struct {
	// Published, if not zero, is the day of publication and overrules the page's own.
	Published time.Time
}

// Errors that tell what is wrong with an input. Each message says what to do.
var (
	ErrEmpty  = errors.New("empty; give a page or a text")
	ErrBinary = errors.New("binary, not a page or a text; give HTML or plain text")
	ErrPDF    = errors.New("a PDF; take its text out first, with pdftotext for one")
	ErrFeed   = errors.New("a feed of several articles; give its articles one by one, or use barograph article")
	ErrNoText = errors.New("no article in it; save the page from a browser once it is shown in full, and give that file")
)

// LanguageError is an article in a language that cannot be coded.
type LanguageError struct{ Language string }

func (e LanguageError) Error() string {
	return "language not supported: " + e.Language + "; give it in English"
}

// Read takes the article from bytes of any kind: an HTML page or plain text, in whatever encoding. contentType is what a server said
// of them, url where they come from; both may be empty.
func Read(data []byte, contentType, url string, opts Options) (*barograph.Article, error) {
	text, err := decode(data, contentType)
	if err != nil {
		return nil, err
	}
	if IsFeed([]byte(text[:min(len(text), 2048)])) {
		return nil, ErrFeed
	}
	if LooksLikeHTML(text) {
		return fromHTML(text, url, opts)
	}
	a, err := FromText(text, opts)
	if a != nil {
		a.URL, a.Source = url, host(url)
	}
	return a, err
}

// FromHTML takes the article from a page, which may be cut off anywhere, wrong in its markup or in any encoding.
func FromHTML(page []byte, url string, opts Options) (*barograph.Article, error) {
	text, err := decode(page, "text/html")
	if err != nil {
		return nil, err
	}
	return fromHTML(text, url, opts)
}

// LooksLikeHTML tells whether text is markup rather than prose.
func LooksLikeHTML(text string) bool {
	head := strings.TrimLeft(text, "\ufeff \t\r\n")
	head = strings.ToLower(head[:min(len(head), 4096)])
	if strings.HasPrefix(head, "<!doctype") || strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<?xml") {
		return true
	}
	if strings.HasPrefix(head, "<") {
		for _, tag := range []string{"<head", "<body", "<meta", "<article", "<div", "<p>", "<p ", "<!--", "<script", "<h1", "<section", "<main"} {
			if strings.HasPrefix(head, tag) {
				return true
			}
		}
	}
	return strings.Contains(head, "</p>") || strings.Contains(head, "</div>") || strings.Contains(head, "<html")
}

// finish does what both ways share: the dateline, corrections, the language, and the caller's own date.
func finish(a *barograph.Article, paragraphs []string, opts Options) error {
	var kept, corrections []string
	for _, p := range paragraphs {
		if isCorrection(p) {
			corrections = append(corrections, p)
			continue
		}
		kept = append(kept, p)
	}
	var day *barograph.Published
	if len(kept) > 0 {
		var rest string
		a.Dateline, rest, day = cutDateline(kept[0])
		kept[0] = rest
	}
	a.Body = strings.Join(kept, "\n\n")
	a.Correction = strings.Join(corrections, "\n\n")
	switch {
	case !opts.Published.IsZero():
		a.Published = &barograph.Published{Time: opts.Published, DayOnly: opts.Published.Equal(opts.Published.Truncate(24 * time.Hour))}
	case a.Published == nil:
		a.Published = day
	}
	if strings.TrimSpace(a.Body) == "" {
		if a.Headline == "" && a.Standfirst == "" {
			return ErrNoText
		}
		a.Warnings = append(a.Warnings, "no body text found: only the headline is read")
	}
	text := a.Text()
	if lang := Language(text); lang != "English" {
		return LanguageError{lang}
	}
	a.Language = "en"
	if a.Published == nil {
		a.Warnings = append(a.Warnings, "no publication date found: relative dates stay open; give --date")
	}
	return nil
}

// addWarning notes what a reader should know.
func addWarning(a *barograph.Article, format string, args ...any) {
	a.Warnings = append(a.Warnings, fmt.Sprintf(format, args...))
}

// host is the host name of an address without its www.
func host(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		rest = rest[i+1:]
	}
	rest, _, _ = strings.Cut(rest, ":")
	return strings.TrimPrefix(strings.ToLower(rest), "www.")
}

// isBinary tells whether bytes are no text in any encoding that keeps ASCII.
func isBinary(data []byte) bool {
	head := data[:min(len(data), 8192)]
	for _, magic := range []string{"\x89PNG", "\xff\xd8\xff", "GIF8", "PK\x03\x04", "\x1f\x8b", "\x7fELF", "RIFF", "OggS", "ID3", "\x00\x00\x01\x00", "BZh", "\xfd7zXZ", "\x28\xb5\x2f\xfd", "Rar!", "\xd0\xcf\x11\xe0"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	control := 0
	for _, c := range head {
		if c == 0 {
			return true
		}
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b {
			control++
		}
	}
	return control*50 > len(head) && !utf8.Valid(head) || control*10 > len(head)
}

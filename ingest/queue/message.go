package queue

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/ingest"
)

// A Kind is a kind of work. Each has a subject and a consumer of its own.
type Kind string

// The kinds.
const (
	Article Kind = "article" // a page, a text, a line of JSON or an article, to be coded
	Page    Kind = "page"    // an address, to be fetched
	Archive Kind = "archive" // a web archive, by its path or address, to be split
)

// Kinds lists them.
var Kinds = []Kind{Article, Page, Archive}

// wireVersion is that of the form of messages. A worker refuses newer ones.
const wireVersion = 1

// maxMessage is the most bytes of a message, unpacked: a page of the greatest size with an article beside it.
const maxMessage = 4 * ingest.MaxPage

// envelope is a message without the bytes of its document: one line of JSON, behind which they follow.
type envelope struct {
	Version     int                  `json:"v"`
	ID          string               `json:"id"`
	URL         string               `json:"url,omitempty"`
	ContentType string               `json:"type,omitempty"`
	Line        int                  `json:"line,omitempty"`
	Article     *barograph.Article   `json:"article,omitempty"`
	Archive     bool                 `json:"archive,omitempty"`
	Origin      string               `json:"origin,omitempty"`
	Bulk        bool                 `json:"bulk,omitempty"`
	Published   *barograph.Published `json:"published,omitempty"`
	Captured    time.Time            `json:"captured,omitzero"`
	From        string               `json:"from,omitempty"` // the outlet that a source names
	Summary     *barograph.Article   `json:"summary,omitempty"`
	Date        time.Time            `json:"date,omitzero"`
	Since       barograph.Day        `json:"since,omitempty"`
	Until       barograph.Day        `json:"until,omitempty"`
	Sources     []string             `json:"sources,omitempty"`
	Outlet      string               `json:"outlet,omitempty"`
	HasData     bool                 `json:"data,omitempty"`
}

// kindOf says what has to be done with a document.
func kindOf(d *ingest.Document) Kind {
	switch {
	case d.Archive:
		return Archive
	case d.Article == nil && d.Data == nil && d.URL != "":
		return Page
	}
	return Article
}

func enclose(d *ingest.Document) *envelope {
	e := &envelope{Version: wireVersion, ID: d.ID, URL: d.URL, ContentType: d.ContentType, Line: d.Line, Article: d.Article, Archive: d.Archive,
		Origin: d.Origin, Bulk: d.Bulk, Published: d.Claims.Published, Captured: d.Claims.Captured, From: d.Claims.Outlet, Summary: d.Claims.Summary,
		HasData: d.Data != nil}
	if w := d.Wishes; w != nil {
		e.Date, e.Since, e.Until, e.Sources, e.Outlet = w.Date, w.Since, w.Until, w.Sources, w.Outlet
	}
	return e
}

func (e *envelope) open(data []byte) *ingest.Document {
	d := &ingest.Document{ID: e.ID, URL: e.URL, ContentType: e.ContentType, Line: e.Line, Article: e.Article, Archive: e.Archive, Origin: e.Origin,
		Bulk:   e.Bulk,
		Claims: ingest.Claims{Published: e.Published, Captured: e.Captured, Outlet: e.From, Summary: e.Summary},
		Wishes: &ingest.Wishes{Date: e.Date, Since: e.Since, Until: e.Until, Sources: e.Sources, Outlet: e.Outlet}}
	if e.HasData {
		d.Data = data
	}
	return d
}

var packer = sync.OnceValue(func() *zstd.Encoder {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err) // the options are constant
	}
	return w
})

var unpacker = sync.OnceValue(func() *zstd.Decoder {
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxMessage))
	if err != nil {
		panic(err)
	}
	return r
})

// pack writes a document as a message, compressed, and gives the name of its content: the same for all that would be coded alike.
// Where it was read and when it was captured is no part of that.
func pack(d *ingest.Document) (name string, message []byte, err error) {
	e := enclose(d)
	head, err := json.Marshal(e)
	if err != nil {
		return "", nil, fmt.Errorf("%s: %w", d.ID, err)
	}
	if len(head)+len(d.Data)+1 > maxMessage {
		return "", nil, fmt.Errorf("larger than %d MB, too large for the queue", maxMessage>>20)
	}
	same := *e
	same.Origin, same.Captured, same.Line = "", time.Time{}, min(e.Line, 1)
	if e.HasData || e.Article != nil {
		same.ID = ""
	}
	identity, err := json.Marshal(&same)
	if err != nil {
		return "", nil, err
	}
	sum := sha256.New()
	sum.Write(identity)
	sum.Write(d.Data)
	plain := append(append(head, '\n'), d.Data...)
	return hex.EncodeToString(sum.Sum(nil)[:16]), packer().EncodeAll(plain, make([]byte, 0, len(plain)/3)), nil
}

// errNewer is a message of a later version of this program.
var errNewer = errors.New("the message was made by a newer version of barograph; update the workers, then replay it")

// unpack reads what pack wrote.
func unpack(message []byte) (*ingest.Document, error) {
	plain, err := unpacker().DecodeAll(message, nil)
	if err != nil {
		return nil, fmt.Errorf("not a message of barograph (%w); drop it", err)
	}
	head, data, ok := bytes.Cut(plain, []byte("\n"))
	var e envelope
	if err := json.Unmarshal(head, &e); err != nil || !ok || e.Version < 1 {
		return nil, errors.New("not a message of barograph; drop it")
	}
	if e.Version > wireVersion {
		return nil, errNewer
	}
	return e.open(data), nil
}

package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/store"
)

// format is the version of the form; a later one may be unreadable for this program.
const format = 1

// A Head begins a backup.
type Head struct {
	Format  int       `json:"barograph_backup"`
	Version string    `json:"version"` // of the program that wrote it
	Made    time.Time `json:"made"`
}

// An End closes a backup.
type End struct {
	Articles    int    `json:"articles"`
	Reports     int    `json:"reports"`
	Events      int    `json:"events"` // imported ones too
	Corrections int    `json:"corrections"`
	Memos       int    `json:"memos"`
	Lines       string `json:"lines"` // SHA-256 of all lines before this one, in hexadecimal
	Dump        string `json:"dump"`  // SHA-256 of the record's canonical dump
}

// A line is one piece of a record; one field is set.
type line struct {
	Head       *Head                 `json:"head,omitempty"`
	Article    *articleLine          `json:"article,omitempty"`
	Event      *eventLine            `json:"event,omitempty"`
	Stale      []string              `json:"stale,omitempty"`
	Correction *barograph.Correction `json:"correction,omitempty"`
	Memo       *memoLine             `json:"memo,omitempty"`
	End        *End                  `json:"end,omitempty"`
}

type articleLine struct {
	ID          string             `json:"id"`
	URL         string             `json:"url,omitempty"`
	Fingerprint uint64             `json:"fingerprint,omitempty"`
	Copies      string             `json:"copies"`
	Superseded  bool               `json:"superseded,omitempty"`
	Feed        string             `json:"feed,omitempty"`
	Coder       string             `json:"coder,omitempty"`
	Seen        time.Time          `json:"seen"`
	Article     *barograph.Article `json:"article"`
	Quotes      []barograph.Quote  `json:"quotes,omitempty"`
	Warnings    []string           `json:"warnings,omitempty"`
	Events      []barograph.Event  `json:"events,omitempty"`
	Vectors     [][]byte           `json:"vectors,omitempty"` // two's complement
}

type eventLine struct {
	barograph.Story          // without its reports
	Reports         []string `json:"reports,omitempty"` // ids
}

type memoLine struct {
	Kind  string `json:"kind"`
	Key   string `json:"key"`
	Value []byte `json:"value"`
}

// writer writes lines and hashes them.
type writer struct {
	enc  *json.Encoder
	hash hash.Hash
}

func newWriter(w io.Writer) *writer {
	h := sha256.New()
	enc := json.NewEncoder(io.MultiWriter(w, h))
	enc.SetEscapeHTML(false)
	return &writer{enc, h}
}

// Write writes a backup of a record. version names the program that does so.
func Write(ctx context.Context, s store.Store, w io.Writer, version string, now time.Time) (*End, error) {
	z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	buffer := bufio.NewWriterSize(z, 1<<18)
	out := newWriter(buffer)
	end := &End{}
	if err := out.enc.Encode(line{Head: &Head{format, version, now.UTC().Truncate(time.Second)}}); err != nil {
		return nil, err
	}
	if err := s.Snapshot(ctx, func(s store.Snapshot) error { return out.record(ctx, s, end) }); err != nil {
		return nil, err
	}
	end.Lines = hex.EncodeToString(out.hash.Sum(nil))
	if err := out.enc.Encode(line{End: end}); err != nil {
		return nil, err
	}
	if err := buffer.Flush(); err != nil {
		return nil, err
	}
	return end, z.Close()
}

// record writes everything between the first line and the last.
func (w *writer) record(ctx context.Context, s store.Snapshot, end *End) error {
	err := s.KeptArticles(ctx, func(a *store.KeptArticle) error {
		end.Articles++
		end.Reports += len(a.Events)
		return w.enc.Encode(line{Article: lineOf(a)})
	})
	if err != nil {
		return err
	}
	for _, f := range []store.Filter{{}, {Rejected: true}} {
		err := s.Each(ctx, f, true, func(st *barograph.Story) error {
			end.Events++
			x := eventLine{Story: *st}
			for i := range st.Reports {
				x.Reports = append(x.Reports, st.Reports[i].ID)
			}
			x.Story.Reports, x.Corrections = nil, nil
			return w.enc.Encode(line{Event: &x})
		})
		if err != nil {
			return err
		}
	}
	stale, err := s.Stale(ctx)
	if err != nil {
		return err
	}
	if len(stale) > 0 {
		if err := w.enc.Encode(line{Stale: stale}); err != nil {
			return err
		}
	}
	cs, err := s.Corrections(ctx)
	if err != nil {
		return err
	}
	for i := range cs {
		end.Corrections++
		if err := w.enc.Encode(line{Correction: &cs[i]}); err != nil {
			return err
		}
	}
	err = s.Memos(ctx, func(kind, key string, value []byte) error {
		end.Memos++
		return w.enc.Encode(line{Memo: &memoLine{kind, key, value}})
	})
	if err != nil {
		return err
	}
	end.Dump, err = dumpHash(ctx, s)
	return err
}

// dumpHash is the SHA-256 of a record's canonical dump.
func dumpHash(ctx context.Context, s store.Store) (string, error) {
	h := sha256.New()
	err := store.Dump(ctx, s, h)
	return hex.EncodeToString(h.Sum(nil)), err
}

func lineOf(a *store.KeptArticle) *articleLine {
	x := &articleLine{ID: a.ID, URL: a.URL, Fingerprint: a.Fingerprint, Copies: a.Copies, Superseded: a.Superseded, Feed: a.Feed, Coder: a.Coder,
		Seen: a.Seen, Article: a.Article.Article, Quotes: a.Quotes, Warnings: a.Warnings, Events: a.Events}
	for _, v := range a.Vectors {
		var b []byte
		for _, n := range v {
			b = append(b, byte(n))
		}
		x.Vectors = append(x.Vectors, b)
	}
	return x
}

func (x *articleLine) kept() (*store.KeptArticle, error) {
	a := &store.KeptArticle{Seen: x.Seen}
	a.Article = store.Article{ID: x.ID, URL: x.URL, Article: x.Article, Quotes: x.Quotes, Fingerprint: x.Fingerprint, Feed: x.Feed, Coder: x.Coder,
		Events: x.Events, Warnings: x.Warnings}
	a.Copies, a.Superseded = x.Copies, x.Superseded
	if x.Article == nil || len(x.Vectors) != len(x.Events) {
		return nil, fmt.Errorf("article %s is not whole", x.ID)
	}
	for _, b := range x.Vectors {
		var v []int8
		for _, n := range b {
			v = append(v, int8(n))
		}
		a.Vectors = append(a.Vectors, v)
	}
	return a, nil
}

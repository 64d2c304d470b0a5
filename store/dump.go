package store

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/barograph/barograph"
)

// dumpedArticle is an article in the dump: what was read and what was coded, not where or when.
type dumpedArticle struct {
	ID         string             `json:"id"`
	URL        string             `json:"url,omitempty"`
	Copies     string             `json:"copies"`
	Superseded bool               `json:"superseded,omitempty"`
	Coder      string             `json:"coder,omitempty"`
	Article    *barograph.Article `json:"article"`
	Quotes     []barograph.Quote  `json:"quotes,omitempty"`
	Warnings   []string           `json:"warnings,omitempty"`
	Events     []barograph.Event  `json:"events"`
}

// dumpedStory is a story in the dump: what the record says, and which reports it holds.
type dumpedStory struct {
	barograph.Story
	Reports     []string `json:"reports,omitempty"` // ids
	Corrections []string `json:"corrections,omitempty"`
}

// Dump writes the whole record as JSON lines: the articles with their events, the stories, the corrections, each sorted by what they
// are. It holds no key of the database and no time of arrival, so two records of the same articles, whatever the database, the order
// and the interruptions, have the same dump, byte for byte. It is meant to be taken while nobody writes.
func Dump(ctx context.Context, s Store, w io.Writer) error {
	b := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	line := func(kind string, v any) error { return enc.Encode(map[string]any{kind: v}) }
	err := s.Articles(ctx, "", func(a *StoredArticle) error {
		return line("article", dumpedArticle{ID: a.ID, URL: a.URL, Copies: a.Copies, Superseded: a.Superseded, Coder: a.Coder,
			Article: a.Article.Article, Quotes: a.Quotes, Warnings: a.Warnings, Events: a.Events})
	})
	if err != nil {
		return err
	}
	cs, err := s.Corrections(ctx)
	if err != nil {
		return err
	}
	inForce := barograph.Corrections(slices.DeleteFunc(slices.Clone(cs), func(c barograph.Correction) bool { return c.Undone }))
	for _, f := range []Filter{{}, {Rejected: true}} {
		err := s.Each(ctx, f, true, func(st *barograph.Story) error {
			d := dumpedStory{Story: *st}
			for i := range st.Reports {
				d.Reports = append(d.Reports, st.Reports[i].ID)
			}
			slices.SortFunc(d.Reports, strings.Compare)
			for _, c := range inForce.Of(st.Reports) {
				d.Corrections = append(d.Corrections, c.ID)
			}
			return line("event", d)
		})
		if err != nil {
			return err
		}
	}
	for i := range cs {
		if err := line("correction", &cs[i]); err != nil {
			return err
		}
	}
	return b.Flush()
}

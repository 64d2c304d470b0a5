package ingest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/barograph/barograph/article"
	"github.com/barograph/barograph/ingest/fetch"
)

// A Skip is a reason to leave a document out that is nobody's fault.
type Skip string

func (s Skip) Error() string { return string(s) }

// errKnown is a page that need not be fetched.
const errKnown = Skip("already in the record")

// Reason puts an error under a heading short enough for a summary: one for each kind of error, not for each error.
func Reason(err error) string {
	var skip Skip
	var language article.LanguageError
	var status fetch.StatusError
	var backoff fetch.BackoffError
	switch {
	case errors.As(err, &skip):
		return string(skip)
	case errors.As(err, &language):
		return "not in English"
	case errors.As(err, &status):
		return fmt.Sprintf("the server answers %d", status.Code)
	case errors.As(err, &backoff):
		return "the server is left in peace"
	case errors.Is(err, fetch.ErrRobots):
		return "robots.txt forbids it"
	}
	text, _, _ := strings.Cut(err.Error(), ";")
	text, _, _ = strings.Cut(text, " (")
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "…"
	}
	return text
}

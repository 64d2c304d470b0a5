package ingest

import (
	"bytes"
	_ "embed" // the list of feeds
	"fmt"

	"github.com/barograph/barograph/ingest/opml"
)

// FeedsOPML is the shipped list of feeds of the world's news, by region, in a form that feed readers edit.
//
//go:embed feeds.opml
var FeedsOPML []byte

// DefaultFeeds reads the shipped list.
func DefaultFeeds() []opml.Feed {
	feeds, err := opml.Read(bytes.NewReader(FeedsOPML))
	if err != nil {
		panic(fmt.Sprintf("the shipped list of feeds: %v", err)) // a test reads it
	}
	return feeds
}

package store

import (
	"context"
	"time"

	"github.com/barograph/barograph"
)

// Whole is what a Store can do with the record as a whole: show it at one moment, be filled from a backup, and be checked.
type Whole interface {
	// Snapshot lets fn see the record as it is at this moment, whatever others write meanwhile.
	Snapshot(ctx context.Context, fn func(Snapshot) error) error
	// Fill lets fn write a whole record into this one, which must be empty, in one transaction: with an error, or when the process is
	// killed, it stays empty.
	Fill(ctx context.Context, fn func(Filling) error) error
	// Check looks whether the record keeps its promises and calls fault with everything that is not as it should be, and watch, if it is
	// not nil, now and then with how far it is. An error is a check that could not be made to its end.
	Check(ctx context.Context, fault func(Fault), watch func(Checking)) (*Checked, error)
}

// A KeptArticle is an article with all that the record keeps of it.
type KeptArticle struct {
	StoredArticle // with Events and Vectors, one for each event, nil where there is none
	Seen          time.Time
}

// A Snapshot is a record at one moment.
type Snapshot interface {
	Store
	// KeptArticles calls fn with every article, by id.
	KeptArticles(ctx context.Context, fn func(*KeptArticle) error) error
	// Stale lists the reports that are in a story and wait to be merged again.
	Stale(ctx context.Context) ([]string, error)
	// Memos calls fn with every value that Remember kept, by kind and key.
	Memos(ctx context.Context, fn func(kind, key string, value []byte) error) error
}

// A Filling takes the pieces of a record: articles before the stories that hold their events, those before what is Stale.
type Filling interface {
	Article(a *KeptArticle) error
	// Stories takes stories; those coded here with the ids of their reports in Reports, and nothing else there.
	Stories(stories []barograph.Story) error
	Stale(reports []string) error
	Correction(c barograph.Correction) error
	Memo(kind, key string, value []byte) error
	// View is the record as it has become so far.
	View() Store
}

// A Fault is one way in which a record is not as it should be.
type Fault struct {
	Rule string `json:"rule"` // the promise that is broken: "offsets", "sums", …
	On   string `json:"on"`   // "article 26c05c75…", "event …", "database"
	Is   string `json:"fault"`
}

// Checking is how far a check is.
type Checking struct {
	Part          string // what it looks at
	Number, Parts int    // the how manieth part it is, from 1, of how many
	Done, Of      int    // rows of the part; Of is 0 when that is not known
}

// Checked counts what a check has looked at.
type Checked struct {
	Articles    int `json:"articles"`
	Reports     int `json:"reports"`
	Spans       int `json:"spans"` // offsets held against their words
	Stories     int `json:"stories"`
	Imported    int `json:"imported"`
	Pairs       int `json:"pairs"` // rows of the history of pairs
	Corrections int `json:"corrections"`
}

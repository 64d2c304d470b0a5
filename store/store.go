// Package store keeps the record: articles, the reports that were coded from them, the stories that the reports were merged into, and
// what people corrected.
//
// A Store is a database; package sqlite (one file, the default) and package postgres (a server that many workers share) are its two
// forms, and the tests of package storetest hold both to the same behaviour. A record grows in two steps, each of them one transaction,
// so that a process may be killed at any moment and nothing is lost or counted twice:
//
//	Save   article + its reports + "has been coded"      the reports wait to be merged
//	Merge  waiting reports + their neighbours            stories are replaced, the reports wait no more
//
// All ids are made of content: an article's of its address and text, a report's of its article and place in it, a story's of its
// reports. Nothing that is kept depends on the order or the time of arrival, so the same articles give the same record, which Dump
// writes down byte for byte.
package store

import (
	"context"
	"errors"
	"time"

	"github.com/barograph/barograph"
)

// Errors that callers tell apart. What a Store returns wraps them with words for the user.
var (
	ErrNotFound = errors.New("not in the record")
	ErrNewer    = errors.New("the record was made by a newer version of barograph")
	ErrBusy     = errors.New("the record is locked by another process")
	ErrFull     = errors.New("the disk is full")
	ErrReadOnly = errors.New("the record cannot be written")
	ErrGone     = errors.New("the database does not answer")
	ErrForeign  = errors.New("not a record of barograph")
	ErrDamaged  = errors.New("the record is damaged")
	ErrCursor   = errors.New("not a cursor of this list")
	ErrNotEmpty = errors.New("the record is not empty")
)

// An Article is an article as it is given to the record.
type Article struct {
	ID      string // ArticleID(URL, Article.Text()); the id its events were coded with
	URL     string // canonical; "" when it has none
	Article *barograph.Article
	Quotes  []barograph.Quote
	// Fingerprint is a 64-bit hash of the text in which similar texts differ in few bits (simhash); 0 is none. Articles whose
	// fingerprints differ in at most CopyBits bits are copies of one text and count as one source.
	Fingerprint uint64
	Feed        string // where it was read: a file, a feed, "wikipedia:current-events"; not part of the dump
	Coder       string // names the model and tables that coded it
	Events      []barograph.Event
	Vectors     [][]int8 // of the events, in their order; nil when none were computed
	Warnings    []string
}

// CopyBits is how many bits of the fingerprints of two copies may differ.
const CopyBits = 3

// A Fate is what became of an article given to Save.
type Fate int

// The fates.
const (
	Added       Fate = iota + 1 // it is new
	Known                       // it was there already; nothing has changed
	Copied                      // it is new, and a copy of an article that was there
	Superseded                  // it is an older version of an article that was there; kept, its events do not count
	Superseding                 // it is a newer version; the events of the older one do not count any more
	Reread                      // it was there, and this reading took the place of the one that was (see Reading)
)

// Stats counts what is in the record.
type Stats struct {
	Articles int // with all versions
	Current  int // without superseded versions
	Groups   int // copies counted once
	Reports  int // of current articles
	Pending  int // reports that wait to be merged
	Stories  int // without rejected and imported ones
	Rejected int
	Imported int
	First    barograph.Day // of the stories
	Last     barograph.Day
}

// A Yield is what came from one source by one outlet.
type Yield struct {
	Feed     string // as in Article
	Outlet   string
	Articles int // with all versions
	Events   int // reports of current articles
	Last     time.Time
}

// A Page asks for a part of a list.
type Page struct {
	After  string // a cursor that a Listing gave; "" is the beginning
	Limit  int    // 0 is 100
	Oldest bool   // oldest first; else the newest
}

// A Listing is a page of stories, without their reports.
type Listing struct {
	Stories []barograph.Story
	Next    string // the cursor of the next page; "" at the end
}

// A StoredArticle is an article as the record has it.
type StoredArticle struct {
	Article           // with Events, without Vectors
	Copies     string // the group of copies, by the least id of its articles
	Superseded bool   // a newer version of the same address has taken its place
}

// A Change tells that a story was written or, when it was merged into another, taken out.
type Change struct {
	Seq   int64
	Story string // "" after an import: anything may have changed
	Gone  bool
}

// A Store is the record. Its methods may be called from several goroutines; writers of all processes wait for each other.
type Store interface {
	// Known tells which of the articles, by id, are in the record, so that they need not be coded again. Named by InReading, an article is
	// known if the record has it in that reading or in one that counts more.
	Known(ctx context.Context, ids []string) (map[string]bool, error)
	// KnownURL tells which canonical addresses are in the record with whatever text.
	KnownURL(ctx context.Context, urls []string) (map[string]bool, error)
	// Save adds articles with their events in one transaction: all of them or, with an error, none. An article that is there
	// already stays as it is, unless this is a reading of it that counts more.
	Save(ctx context.Context, articles []Article) ([]Fate, error)
	// Recode puts new events in the place of the old ones of articles that are in the record, in one transaction.
	Recode(ctx context.Context, articles []Article) error
	// Merge lets fn, and nobody else meanwhile, change stories. If fn returns an error, nothing has changed.
	Merge(ctx context.Context, fn func(Merging) error) error

	// Correct adds a correction, which must be signed, and marks its reports as waiting to be merged. Undo takes one back.
	Correct(ctx context.Context, c barograph.Correction) error
	Undo(ctx context.Context, id string) error
	// Corrections lists all corrections in the order in which they count, those undone too.
	Corrections(ctx context.Context) ([]barograph.Correction, error)

	// Story finds a story by its id, by the id of one of its reports, or by the unambiguous beginning of either; with its reports
	// and corrections.
	Story(ctx context.Context, id string) (*barograph.Story, error)
	// Stories gives stories by id, without their reports, in the order of the ids. Those that are not there are left out.
	Stories(ctx context.Context, ids []string) ([]barograph.Story, error)
	// Events lists stories by day.
	Events(ctx context.Context, f Filter, p Page) (*Listing, error)
	// Each calls fn with every story that f admits, oldest first; with their reports if asked for.
	Each(ctx context.Context, f Filter, reports bool, fn func(*barograph.Story) error) error
	// Dyads calls fn with the history of pairs: every pair of every story that f admits, by actor, recipient, day and story. With no
	// other condition than pairs, countries, days, KnownBy and origin it is answered from an index alone.
	Dyads(ctx context.Context, f Filter, fn func(*barograph.DyadEvent) error) error
	// Acts calls fn with the events between two countries from one day to another, both inclusive: the two directions one after the other,
	// each by day and story. It reads nothing but what their weights hang on, at less than half of what Dyads costs. fn must not keep its Act.
	Acts(ctx context.Context, pair barograph.Dyad, since, until barograph.Day, fn func(*Act) error) error
	// Flows calls fn with the daily sums of pairs, by actor, recipient and day. A flow whose events have all gone has none and stays.
	Flows(ctx context.Context, f FlowFilter, fn func(*Flow) error) error
	// Article gives an article with its events.
	Article(ctx context.Context, id string) (*StoredArticle, error)
	// Articles calls fn with every article, by id; after is the id to go on behind, "" for all.
	Articles(ctx context.Context, after string, fn func(*StoredArticle) error) error
	Stats(ctx context.Context) (*Stats, error)
	// Yields counts what came from each source and outlet.
	Yields(ctx context.Context) ([]Yield, error)
	// Changes tells what has changed after a moment, by its number, and at most 1,000 changes. With a negative number it only
	// tells the present moment, as a Change without a story.
	Changes(ctx context.Context, after int64) ([]Change, error)

	// Import adds stories that were coded elsewhere. They are never merged; those that are there already stay as they are. It
	// tells how many were new.
	Import(ctx context.Context, stories []barograph.Story) (int, error)

	// Remember keeps a small value that is no part of the record, such as the state of a feed, by kind and key; nil forgets it.
	Remember(ctx context.Context, kind, key string, value []byte) error
	// Recall gives the values of a kind by key.
	Recall(ctx context.Context, kind string) (map[string][]byte, error)

	Whole
	Close() error
}

// Merging is the view of the record inside Merge.
type Merging interface {
	// Pending gives reports that wait to be merged, at most limit, in the order of their days and ids.
	Pending(limit int) ([]barograph.Report, error)
	// Near gives the reports, waiting or not, that may tell the same act as another.
	Near(n Near) ([]barograph.Report, error)
	// Members gives all reports of the stories that hold the given reports, and the reports themselves.
	Members(reports ...string) ([]barograph.Report, error)
	// StoryOf tells the stories that hold the given reports, by report. Reports that were never merged are left out.
	StoryOf(reports ...string) (map[string]string, error)
	// At gives the reports that anchors of corrections hold, with all other reports of their stories.
	At(anchors ...barograph.Anchor) ([]barograph.Report, error)
	// Corrections are those in force.
	Corrections() (barograph.Corrections, error)
	// Replace writes stories, made by barograph.NewStory, in the place of all stories that hold one of their reports. Reports that
	// lose their story this way and are in no new one wait to be merged.
	Replace(stories []barograph.Story) error
}

// Near describes the reports that may tell one act: filed under one of the days, of one of the types, naming one of the countries.
type Near struct {
	From, To  barograph.Day
	Types     []barograph.Type // none admits all
	Countries []string         // codes of actors, recipients and places; "" admits reports that name none; no entry admits all
}

// A Merger decides which of the waiting reports tell the same act as others, and replaces their stories until none waits.
type Merger interface {
	Merge(ctx context.Context, s Store) error
}

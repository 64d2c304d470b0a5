package alerts

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// atomEntries is how many entries a feed keeps.
const atomEntries = 100

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID      string    `xml:"id"`
	Title   string    `xml:"title"`
	Updated string    `xml:"updated"`
	Link    *atomLink `xml:"link"`
	Content atomText  `xml:"content"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// atomFiles keeps two channels of one file from writing at once.
var atomFiles sync.Mutex

// writeAtom puts a notice at the head of an Atom feed. The file is replaced in one step, so that no reader sees half of it. A notice that
// is in it already changes nothing.
func writeAtom(file string, n *Notice, now time.Time) error {
	atomFiles.Lock()
	defer atomFiles.Unlock()
	feed := atomFeed{ID: "urn:barograph:alerts", Title: "Barograph alerts", Author: "Barograph"}
	data, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(data) == 0:
	case err != nil:
		return err
	default:
		if err := xml.Unmarshal(data, &feed); err != nil {
			return fmt.Errorf("%s is no Atom feed, and is left as it is; move it away: %w", file, err)
		}
	}
	id := "urn:barograph:alert:" + n.ID
	if slices.ContainsFunc(feed.Entries, func(e atomEntry) bool { return e.ID == id }) {
		return nil
	}
	stamp := now.UTC().Format(time.RFC3339)
	e := atomEntry{ID: id, Title: n.Title, Updated: stamp, Content: atomText{"text", n.body()}}
	for i := range n.Events {
		if n.Events[i].URL != "" {
			e.Link = &atomLink{"related", n.Events[i].URL}
			break
		}
	}
	feed.Updated = stamp
	feed.Entries = slices.Insert(feed.Entries, 0, e)
	feed.Entries = feed.Entries[:min(len(feed.Entries), atomEntries)]
	out, err := xml.MarshalIndent(&feed, "", "  ")
	if err != nil {
		return err
	}
	return replace(file, append([]byte(xml.Header), append(out, '\n')...))
}

// replace writes a file in one step.
func replace(file string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".alerts-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}

// body is the notice as plain text: what it says, and each event with its sentence and where it stands.
func (n *Notice) body() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", n.Text)
	for i := range n.Events {
		e := &n.Events[i]
		fmt.Fprintf(&b, "\n%s  %s\n", e.Day, strings.Join(strings.Fields(e.Sentence), " "))
		var facts []string
		for _, s := range []string{e.Outlet, e.Headline} {
			if s != "" {
				facts = append(facts, s)
			}
		}
		if e.Published != nil {
			facts = append(facts, e.Published.Format("2 January 2006"))
		}
		if e.URL != "" {
			facts = append(facts, e.URL)
		}
		fmt.Fprintf(&b, "            %s\n", strings.Join(facts, ", "))
	}
	fmt.Fprintf(&b, "\nRule “%s”. %s.\nAlert %s\n", n.Rule, n.When, n.ID)
	return b.String()
}

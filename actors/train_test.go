package actors

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/internal/beside"
)

type annotated struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Events []struct {
		Type       barograph.Type `json:"type"`
		Actors     []participant  `json:"actors"`
		Recipients []participant  `json:"recipients"`
		Locations  []participant  `json:"locations"`
	} `json:"events"`
}

type participant struct {
	Text   string `json:"text"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Code   string `json:"code"`
	Sector string `json:"sector"`
}

func readAnnotated(t testing.TB, name string) []annotated {
	t.Helper()
	f, err := os.Open(beside.File(t, "data/events/"+name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []annotated
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<22)
	for sc.Scan() {
		var a annotated
		if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

type tally struct{ right, all int }

func (c *tally) add(ok bool) {
	c.all++
	if ok {
		c.right++
	}
}
func (c tally) String() string {
	return fmt.Sprintf("%.4f (%d of %d)", float64(c.right)/float64(max(1, c.all)), c.right, c.all)
}

// TestTrainAccuracy measures codes and sectors on annotated participants, given their sentence. BAROGRAPH_SPLIT names another file;
// BAROGRAPH_ERRORS=N lists the N most frequent errors of each kind.
func TestTrainAccuracy(t *testing.T) {
	split := os.Getenv("BAROGRAPH_SPLIT")
	if split == "" {
		split = "train.jsonl"
	}
	tabs := tables(t)
	rows := readAnnotated(t, split)
	var code, named, alone, empty, sector, sectorSet tally
	wrongCode, wrongSector, wrongEmpty := map[string]int{}, map[string]int{}, map[string]int{}
	byRule := map[string]*tally{}
	for _, s := range rows {
		ctx := Context{Text: s.Text, Mentions: tabs.Mentions(s.Text, time.Time{})}
		byteAt := offsets(s.Text)
		seen := map[participant]bool{}
		for _, e := range s.Events {
			for i, p := range append(e.Actors, e.Recipients...) {
				if seen[p] {
					continue
				}
				seen[p] = true
				ctx.Act, ctx.Receives = e.Type, i >= len(e.Actors)
				ctx.Start, ctx.End = byteAt[p.Start], byteAt[p.End]
				parts(ctx.Mentions, byteAt, p, e.Actors, e.Recipients, e.Locations, ctx.Receives)
				a := tabs.Resolve(p.Text, time.Time{}, ctx)
				if p.Code == "" {
					empty.add(a.Code == "")
					if a.Code != "" {
						wrongEmpty[p.Text+" -> "+a.Code+"  ["+a.Rule+"]"]++
					}
				} else {
					code.add(a.Code == p.Code)
					if a.Kind != Pronoun {
						named.add(a.Code == p.Code)
					}
					b := tabs.Resolve(p.Text, time.Time{}, Context{})
					alone.add(b.Code == p.Code)
					k := "named"
					if b.Code == "" {
						k = "from context"
						if strings.Contains(a.Rule, "no table") || !strings.Contains(a.Rule, "sector") {
							k = "unknown words"
						}
					}
					if byRule[k] == nil {
						byRule[k] = &tally{}
					}
					byRule[k].add(a.Code == p.Code)
					if a.Code != p.Code {
						key := fmt.Sprintf("%s | %s: %s, is %s  [%s]", k, p.Text, a.Code, p.Code, a.Rule)
						if os.Getenv("BAROGRAPH_TEXT") != "" {
							key += " :: " + s.Text
						}
						wrongCode[key]++
					}
				}
				sector.add(string(a.Sector) == p.Sector)
				if p.Sector != "" {
					sectorSet.add(string(a.Sector) == p.Sector)
				}
				if string(a.Sector) != p.Sector {
					wrongSector[fmt.Sprintf("%s: %s, is %s  [%s]", p.Text, a.Sector, p.Sector, a.Rule)]++
				}
			}
		}
	}
	t.Logf("%s: code %v; without pronouns %v; phrase alone %v; left empty where annotated empty %v", split, code, named, alone, empty)
	t.Logf("sector %v; of those annotated with one %v", sector, sectorSet)
	for k, v := range byRule {
		t.Logf("  code, %s: %v", k, v)
	}
	if n := os.Getenv("BAROGRAPH_ERRORS"); n != "" && split == "train.jsonl" {
		var lim int
		fmt.Sscan(n, &lim)
		for _, m := range []struct {
			name string
			m    map[string]int
		}{{"CODE", wrongCode}, {"EMPTY", wrongEmpty}, {"SECTOR", wrongSector}} {
			var keys []string
			for k := range m.m {
				keys = append(keys, k)
			}
			sort.Slice(keys, func(i, j int) bool {
				if m.m[keys[i]] != m.m[keys[j]] {
					return m.m[keys[i]] > m.m[keys[j]]
				}
				return keys[i] < keys[j]
			})
			for _, k := range keys[:min(lim, len(keys))] {
				fmt.Printf("%s %d %s\n", m.name, m.m[k], k)
			}
		}
	}
}

// offsets maps code points to bytes.
func offsets(s string) []int {
	out := make([]int, 0, len(s)+1)
	for i := range s {
		out = append(out, i)
	}
	return append(out, len(s), len(s)+1, len(s)+utf8.UTFMax)
}

// parts marks what each mention is to the act, as a coder does that knows the event's spans.
func parts(ms []Mention, byteAt []int, self participant, actors, recipients, places []participant, receives bool) {
	in := func(m *Mention, ps []participant) bool {
		for _, q := range ps {
			if q != self && byteAt[q.Start] <= m.Start && m.End <= byteAt[q.End] {
				return true
			}
		}
		return false
	}
	same, other := actors, recipients
	if receives {
		same, other = recipients, actors
	}
	for i := range ms {
		switch m := &ms[i]; {
		case in(m, other):
			m.Part = PartOther
		case in(m, same):
			m.Part = PartSame
		case in(m, places):
			m.Part = PartPlace
		default:
			m.Part = PartNone
		}
	}
}

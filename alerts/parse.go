package alerts

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	yaml "go.yaml.in/yaml/v4"

	"github.com/barograph/barograph/internal/near"
)

// Limits of a file of rules.
const (
	maxFile  = 1 << 20 // bytes
	maxRules = 1000
	maxDays  = 366
)

// A Problem is one thing that is wrong with a file of rules.
type Problem struct {
	File   string
	Line   int // from 1; 0 when it is about the whole file
	Column int
	Text   string
}

func (p *Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Text
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// Problems are all that is wrong with a file of rules, in the order of its lines.
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i := range ps {
		lines[i] = ps[i].String()
	}
	return strings.Join(lines, "\n")
}

// Load reads a file of rules. An error of what it says is a Problems.
func Load(file string) (*File, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return Parse(file, data)
}

// Parse reads rules; file is what problems are reported under.
func Parse(file string, data []byte) (*File, error) {
	p := &parser{file: file}
	f := p.parse(data)
	if len(p.problems) > 0 {
		slices.SortStableFunc(p.problems, func(a, b Problem) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Text, b.Text))
		})
		return nil, p.problems
	}
	return f, nil
}

// A parser collects problems; what it returns holds only when there are none.
type parser struct {
	file     string
	problems Problems
}

func (p *parser) bad(n *yaml.Node, format string, a ...any) {
	x := Problem{File: p.file, Text: fmt.Sprintf(format, a...)}
	if n != nil {
		x.Line, x.Column = n.Line, n.Column
	}
	p.problems = append(p.problems, x)
}

func (p *parser) parse(data []byte) *File {
	if len(data) > maxFile {
		p.bad(nil, "the file has more than %d bytes", maxFile)
		return nil
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		p.syntax(err)
		return nil
	}
	root := &doc
	if doc.Kind == yaml.DocumentNode && len(doc.Content) > 0 {
		root = doc.Content[0]
	}
	f := &File{Channels: map[string]Channel{}}
	top := p.fields(root, "alerts", "channels")
	if top == nil {
		return f
	}
	p.channels(top["channels"], f)
	list := top["alerts"]
	if list == nil || list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
		p.bad(cmp.Or(list, root), "there are no alerts; a file of rules begins with\n"+
			"alerts:\n  - name: India and Pakistan heat up\n    pair: [IND, PAK]\n    tension: {above: 60}")
		return f
	}
	if len(list.Content) > maxRules {
		p.bad(list, "more than %d alerts", maxRules)
		return f
	}
	named := map[string]int{}
	for _, n := range list.Content {
		r := p.rule(n, f)
		if first, ok := named[r.Name]; ok && r.Name != "" {
			p.bad(n, "another alert of line %d is called %q too; names tell them apart", first, r.Name)
		}
		named[r.Name] = n.Line
		f.Rules = append(f.Rules, r)
	}
	return f
}

// syntax reports what the YAML parser found.
func (p *parser) syntax(err error) {
	x := Problem{File: p.file, Text: err.Error()}
	var e *yaml.LoadError
	if errors.As(err, &e) {
		x.Line, x.Column, x.Text = e.Mark.Line, e.Mark.Column, strings.TrimPrefix(e.Message, "yaml: ")
		switch {
		case strings.Contains(x.Text, "no documents"):
			x.Text = "the file is empty"
		case strings.Contains(x.Text, "cannot start any token"):
			x.Text = "no value may begin like this; lines are indented by blanks, not by tabs, and what begins with @ or ` needs quotation marks"
		case e.ContextMsg != "" && e.ContextMark.Line > 0:
			x.Text += fmt.Sprintf(", %s that begins in line %d", e.ContextMsg, e.ContextMark.Line)
		}
	}
	p.problems = append(p.problems, x)
}

// fields reads a mapping with some keys; nil when it is none.
func (p *parser) fields(n *yaml.Node, allowed ...string) map[string]*yaml.Node {
	if n.Kind != yaml.MappingNode {
		p.bad(n, "here should be keys and values: %s", strings.Join(allowed, ", "))
		return nil
	}
	out := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case v.Kind == yaml.AliasNode || k.Kind != yaml.ScalarNode || v.Anchor != "":
			p.bad(k, "anchors, aliases and keys that are no words are not allowed here")
		case !slices.Contains(allowed, k.Value):
			if guess := near.Of(k.Value, allowed); guess != "" {
				p.bad(k, "unknown key %q; did you mean %q?", k.Value, guess)
			} else {
				p.bad(k, "unknown key %q; here may stand %s", k.Value, strings.Join(allowed, ", "))
			}
		case out[k.Value] != nil:
			p.bad(k, "%q stands here twice", k.Value)
		default:
			out[k.Value] = v
		}
	}
	return out
}

// text reads a single value.
func (p *parser) text(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode || strings.TrimSpace(n.Value) == "" {
		p.bad(n, "%s should be a single value", what)
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// list reads a list of values, or a single value of several parted by commas.
func (p *parser) list(n *yaml.Node, what string) (values []string, at []*yaml.Node) {
	switch n.Kind {
	case yaml.ScalarNode:
		for v := range strings.SplitSeq(n.Value, ",") {
			if v = strings.TrimSpace(v); v != "" {
				values, at = append(values, v), append(at, n)
			}
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			if v := p.text(c, "each of "+what); v != "" {
				values, at = append(values, v), append(at, c)
			}
		}
	}
	if len(values) == 0 {
		p.bad(n, "%s should be a list, such as [one, two]", what)
	}
	return values, at
}

// choices reads a list of values of a kind, in whatever case.
func (p *parser) choices(n *yaml.Node, what string, allowed []string) []string {
	var out []string
	values, at := p.list(n, what)
	for i, v := range values {
		k := slices.IndexFunc(allowed, func(a string) bool { return strings.EqualFold(a, v) })
		if k < 0 {
			if guess := near.Of(v, allowed); guess != "" {
				p.bad(at[i], "%q is none of the %s; did you mean %q?", v, what, guess)
			} else {
				p.bad(at[i], "%q is none of the %s, which are %s", v, what, strings.Join(allowed, ", "))
			}
			continue
		}
		out = append(out, allowed[k])
	}
	return out
}

// number reads a number within bounds.
func (p *parser) number(n *yaml.Node, what string, low, high float64) float64 {
	x, err := strconv.ParseFloat(p.text(n, what), 64)
	if err != nil || math.IsNaN(x) || x < low || x > high {
		if n.Value != "" {
			p.bad(n, "%s should be a number from %g to %g, and is %q", what, low, high, n.Value)
		}
		return low
	}
	return x
}

// whole reads a whole number within bounds. Of days, the word may stand behind it.
func (p *parser) whole(n *yaml.Node, what string, low, high int) int {
	s := p.text(n, what)
	if what == "days" || what == "silence" || what == "quiet" {
		for _, unit := range []string{"days", "day", "d"} {
			if rest := strings.TrimSuffix(s, unit); rest != s {
				s = strings.TrimSpace(rest)
				break
			}
		}
	}
	x, err := strconv.Atoi(s)
	if err != nil || x < low || x > high {
		if n.Value != "" {
			p.bad(n, "%s should be a whole number from %d to %d, and is %q", what, low, high, n.Value)
		}
		return low
	}
	return x
}

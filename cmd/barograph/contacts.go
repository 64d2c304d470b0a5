package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/contacts"
	"github.com/barograph/barograph/internal/prose"
	"github.com/barograph/barograph/store"
)

func newContactsCmd() *cobra.Command {
	o := pairFlags{days: 90, most: maxDays}
	cmd := &cobra.Command{
		Use:   "contacts COUNTRY COUNTRY",
		Short: "Who talks to whom: the last contact of two countries, through whom, what was asked and answered",
		Long: `Show who talks to whom about two countries: their last direct contact and how it was made, contacts through others, third parties in
touch with both, what was asked of either and whether it was answered, refused or left open, and the days without contact.

Everything is as it was known on the day --at, by what was published until then; without --at, on the last day of the record. Days on
which the record has no news of either country are told: they are no silence between the two. docs/contacts.md has the rules.

--format dot writes the graph of who talks to whom, for Graphviz.`,
		Example: `  barograph contacts India Pakistan --at 2025-05-10
  barograph contacts ISR IRN --days 365
  barograph contacts IND PAK --format dot | dot -Tsvg > who-talks.svg`,
		Args: exactArgs(2, "two countries, such as IND PAK"),
		RunE: func(cmd *cobra.Command, args []string) error {
			tell := func(ctx context.Context, s store.Store, p pairDay, out *output) error {
				v, err := contacts.Of(ctx, s, p.a, p.b, contacts.Options{At: p.at, Days: o.days, Confidence: o.confidence})
				if err != nil {
					return err
				}
				switch out.format {
				case "jsonl":
					return out.json(v)
				case "dot":
					writeDot(out, v)
				default:
					showContacts(out, v)
				}
				return out.flush()
			}
			return o.run(cmd, args, []string{"table", "jsonl", "dot"}, tell)
		},
	}
	o.add(cmd)
	cmd.Flags().Lookup("days").Usage += "; the last direct contact may be older"
	cmd.Flags().StringVar(&o.format, "format", "", "table, jsonl or dot (default: table on a terminal, else jsonl)")
	return cmd
}

// ways say how a contact was made.
var ways = map[contacts.Way]string{contacts.Phone: "telephone call", contacts.Visit: "visit", contacts.ThirdPlace: "meeting at a third place",
	contacts.Multilateral: "multilateral meeting", contacts.Negotiation: "negotiations", contacts.Mediation: "mediation",
	contacts.Talks: "meeting or talks", contacts.Agreement: "agreement", contacts.Truce: "joint truce", contacts.Signing: "signing"}

func showContacts(out *output, v *contacts.Overview) {
	head := func(s string) { out.printf("\n%s\n", out.style(bold, s)) }
	out.printf("%s\n%s\n", out.style(bold, prose.Upper(prose.Country(v.A))+" and "+prose.Country(v.B)),
		out.style(dim, wrap(fmt.Sprintf("as known on %s; contacts since %s", prose.Day(v.At), prose.Day(v.Since)), out.width, "")))
	if v.Last == nil {
		head("The record knows no direct contact of the two.")
	} else {
		head("Last direct contact: " + ways[v.Last.How] + ", " + prose.Day(v.Last.Day))
		showContact(out, v.Last)
		out.printf("%s\n", wrap(silence(v), out.width, ""))
	}
	for _, g := range v.Gaps {
		out.printf("%s\n", out.style(yellow, wrap("No news of either country is on record from "+prose.Span(g.From, g.To)+".", out.width, "")))
	}
	if len(v.Direct) > 1 {
		head("Other direct contacts")
		contactRows(out, v.Direct[1:], false)
	}
	if len(v.Mediated) > 0 {
		head("Through others")
		contactRows(out, v.Mediated, true)
	}
	if len(v.Gobetweens) > 0 {
		head("In touch with both")
		t := out.table()
		for _, g := range v.Gobetweens {
			t.row(partyName(g.Who), "with "+prose.Country(v.A)+" "+g.Of.Day.String()+" ("+ways[g.Of.How]+")",
				"with "+prose.Country(v.B)+" "+g.With.Day.String()+" ("+ways[g.With.How]+")")
		}
		t.write()
	}
	if len(v.Planned) > 0 {
		head("To come")
		contactRows(out, v.Planned, false)
	}
	if len(v.Disputed) > 0 {
		head("Alleged, denied, attempted or only possible")
		contactRows(out, v.Disputed, false)
	}
	if len(v.Requests) > 0 {
		head("Asked")
		requestRows(out, v.Requests)
	}
	if len(v.Graph) > 0 {
		head("Who talks to whom about it")
		t := out.table()
		for i := range v.Graph {
			e := &v.Graph[i]
			t.row(partyName(e.A)+" – "+partyName(e.B), plural(e.Times, "contact"), howOften(e.How), "last "+e.Last.Day.String())
		}
		t.write()
	}
}

// silence says how long there has been no contact, and what of that is silence of the record.
func silence(v *contacts.Overview) string {
	if v.Silent <= 0 {
		return "That was the same day."
	}
	s := prose.Upper(prose.Count(v.Silent, "day")) + " without a direct contact on record since."
	if v.Unheard > 0 {
		s += fmt.Sprintf(" On %d of them the record has no news of either country.", v.Unheard)
	}
	return s
}

func showContact(out *output, c *contacts.Contact) {
	who := partyNames(c.Of) + " – " + partyNames(c.With)
	if len(c.Others) > 0 {
		who += ", with " + partyNames(c.Others)
	}
	if c.Place != "" {
		who += ", " + plain(c.Place)
	}
	out.printf("%s\n", wrap(who, out.width, ""))
	showEvidence(out, &c.Evidence)
}

func showEvidence(out *output, e *contacts.Evidence) {
	for _, line := range strings.Split(wrap(plain(e.Sentence), out.width-4, ""), "\n") {
		out.printf("  %s %s\n", out.style(cyan, "│"), line)
	}
	facts := []string{plain(e.Outlet)}
	if e.Published != nil {
		facts = append(facts, e.Published.Format("2 January 2006"))
	}
	if e.URL != "" {
		facts = append(facts, plain(e.URL))
	}
	out.printf("    %s\n", out.style(dim, wrap(strings.Join(slices.DeleteFunc(facts, func(s string) bool { return s == "" }), " · "), out.width-4, "    ")))
}

func contactRows(out *output, cs []contacts.Contact, mediated bool) {
	t := out.table()
	for i := range cs {
		c := &cs[i]
		who := partyNames(c.Of) + " – " + partyNames(c.With)
		if mediated {
			if who = partyNames(c.Through); who == "" {
				who = "mediator not told"
			}
		}
		mark := statusMarks[c.Status] + " "
		t.row(c.Day.String(), out.style(dim, c.Story[:8]), mark+ways[c.How], who, plain(c.Evidence.Sentence))
	}
	t.write()
}

func requestRows(out *output, qs []contacts.Request) {
	colours := map[string]string{contacts.Answered: green, contacts.Refused: red, contacts.Open: yellow, contacts.Unanswered: dim}
	t := out.table()
	for i := range qs {
		q := &qs[i]
		state := q.Outcome
		if q.Answer != nil {
			state += " " + q.Answer.Day.String()
		}
		t.row(q.Day.String(), out.style(dim, q.Story[:8]), partyNames(q.By)+" → "+partyNames(q.To), out.style(colours[q.Outcome], state), plain(q.Evidence.Sentence))
	}
	t.write()
}

// partyName is a party with its country, where the name does not tell it.
func partyName(p contacts.Party) string {
	land := strings.TrimPrefix(prose.Country(p.Code), "the ")
	switch own, country := p.Named(); {
	case !own:
		return land
	case !country:
		return plain(p.Name)
	}
	return plain(p.Name) + " (" + land + ")"
}

func partyNames(ps []contacts.Party) string {
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = partyName(p)
	}
	return prose.List(names)
}

// howOften lists ways of talking, the most frequent first.
func howOften(how map[contacts.Way]int) string {
	keys := slices.SortedFunc(maps.Keys(how), func(a, b contacts.Way) int { return cmp.Or(cmp.Compare(how[b], how[a]), cmp.Compare(a, b)) })
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = ways[k]
		if how[k] > 1 {
			out[i] += fmt.Sprintf(" ×%d", how[k])
		}
	}
	return strings.Join(out, ", ")
}

// writeDot writes the graph of contacts in the language of Graphviz.
func writeDot(out *output, v *contacts.Overview) {
	quoted := func(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"` }
	out.printf("graph contacts {\n  label=%s;\n", quoted(fmt.Sprintf("Who talks to whom about %s and %s, %s",
		prose.Country(v.A), prose.Country(v.B), prose.Span(v.Since, v.At))))
	for _, code := range []string{v.A, v.B} {
		out.printf("  %s [style=bold];\n", quoted(partyName(contacts.Party{Code: code})))
	}
	for i := range v.Graph {
		e := &v.Graph[i]
		out.printf("  %s -- %s [label=%s, penwidth=%d];\n", quoted(partyName(e.A)), quoted(partyName(e.B)), quoted(howOften(e.How)), min(e.Times, 8))
	}
	out.printf("}\n")
}

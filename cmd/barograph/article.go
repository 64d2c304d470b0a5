package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/article"
)

// extracted is what the article command writes of each input.
type extracted struct {
	ID   string `json:"id"`
	Text string `json:"text"` // headline, standfirst and body: what would be coded
	*barograph.Article
	Quotes []barograph.Quote `json:"quotes"`
}

func newArticleCmd() *cobra.Command {
	var date, format string
	cmd := &cobra.Command{
		Use:   "article [FILE|URL|-]...",
		Short: "Take the article from a page, without its furniture",
		Long: `Take the article from a page: headline, standfirst, byline, date, body and quotes, without menus,
captions, share bars and the headlines of other stories.

An input is an HTML page, plain text, an RSS or Atom feed, or JSON lines with at least "text".`,
		Example: `  barograph article page.html
  barograph article --date 2025-05-09 scraped.txt
  barograph article --format jsonl feed.xml pages/*.html > articles.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			out, err := newOutput(cmd, format, "table", "jsonl")
			if err != nil {
				return err
			}
			return forEachArticle(cmd, args, date, func(id string, a *barograph.Article) error {
				text := a.Text()
				e := extracted{ID: id, Text: text, Article: a, Quotes: article.Quotes(text)}
				if out.format == "jsonl" {
					return out.json(e)
				}
				writeArticle(out, e)
				return out.flush()
			})
		},
	}
	cmd.Flags().StringVar(&date, "date", "", "day of publication, YYYY-MM-DD; overrules the page's own")
	cmd.Flags().StringVar(&format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
	return cmd
}

// writeArticle writes an article for a person.
func writeArticle(out *output, e extracted) {
	width := min(out.width, 100)
	say := func(style, text string) {
		if text != "" {
			for line := range strings.SplitSeq(wrap(plain(text), width, ""), "\n") {
				out.printf("%s\n", out.style(style, line))
			}
		}
	}
	say(dim, e.ID)
	say(bold, e.Headline)
	say(cyan, e.Standfirst)
	var facts []string
	for _, s := range []string{e.Section, e.Byline, e.Dateline, e.Source} {
		if s != "" {
			facts = append(facts, s)
		}
	}
	if e.Published != nil {
		facts = append(facts, e.Published.String())
	}
	say(dim, strings.Join(facts, " · "))
	for p := range strings.SplitSeq(e.Body, "\n\n") {
		if p != "" {
			out.printf("\n%s\n", wrap(plain(p), width, ""))
		}
	}
	if e.Correction != "" {
		out.printf("\n")
		say(yellow, e.Correction)
	}
	if len(e.Quotes) > 0 {
		out.printf("\n")
		t := out.table("speaker", "channel", "words")
		for _, q := range e.Quotes {
			speaker := q.Speaker
			if speaker == "" {
				speaker = "?"
			}
			t.row(plain(speaker), plain(q.Channel), plain(q.Text))
		}
		t.write()
	}
	for _, w := range e.Warnings {
		out.printf("%s\n", out.style(yellow, fmt.Sprintf("! %s", w)))
	}
	out.printf("\n")
}

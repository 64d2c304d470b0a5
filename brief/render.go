package brief

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// Markdown writes the report in Markdown (CommonMark).
func (b *Brief) Markdown(w io.Writer) error {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n\n%s\n", escape(b.Title), escape(b.Standing))
	for _, s := range b.Sections {
		fmt.Fprintf(&out, "\n## %s\n\n", escape(s.Title))
		for i := range s.Sentences {
			x := &s.Sentences[i]
			if x.Under {
				out.WriteString("  ")
			}
			out.WriteString("- ")
			if x.Lead != "" {
				fmt.Fprintf(&out, "**%s** ", escape(x.Lead))
			}
			out.WriteString(strings.Join(x.parts(escape), " "))
			for _, n := range x.Sources {
				fmt.Fprintf(&out, " [%d]", n)
			}
			out.WriteString("\n")
		}
	}
	if len(b.Sources) > 0 {
		out.WriteString("\n## Sources\n\n")
		for i := range b.Sources {
			src := &b.Sources[i]
			fmt.Fprintf(&out, "%d. %s", src.Number, escape(src.String()))
			if src.Link() {
				fmt.Fprintf(&out, " <%s>", strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20").Replace(src.URL))
			}
			out.WriteString("\n")
			for _, e := range src.Unquoted {
				fmt.Fprintf(&out, "   - %s\n", escape(quoted(e)))
			}
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// parts are what a sentence says, in order, each with mark laid over it.
func (x *Sentence) parts(mark func(string) string) []string {
	var out []string
	if x.Text != "" {
		out = append(out, mark(x.Text))
	}
	if x.Quote != "" {
		out = append(out, mark(quoted(x.Quote)))
	}
	if x.After != "" {
		out = append(out, mark(x.After))
	}
	return out
}

// String is the sentence as plain text, without the numbers of its sources.
func (x *Sentence) String() string {
	parts := x.parts(func(s string) string { return s })
	if x.Lead != "" {
		parts = append([]string{x.Lead + ":"}, parts...)
	}
	return strings.Join(parts, " ")
}

// quoted puts quotation marks around a sentence, and single ones in the place of those inside it.
func quoted(s string) string {
	s = strings.NewReplacer("“", "‘", "”", "’").Replace(s)
	var b strings.Builder
	open := false
	for _, r := range s {
		if r == '"' {
			if open = !open; open {
				r = '‘'
			} else {
				r = '’'
			}
		}
		b.WriteRune(r)
	}
	return "“" + b.String() + "”"
}

// escape keeps a text from being read as Markdown.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "&", `\&`).Replace(s)
}

// String is the source without its address: outlet, day and headline, as far as they are known.
func (s *Source) String() string {
	var parts []string
	if s.Outlet != "" {
		parts = append(parts, s.Outlet)
	}
	if s.Published != nil {
		parts = append(parts, s.Published.Format("2 January 2006"))
	}
	if s.Headline != "" && s.Headline != s.Outlet {
		parts = append(parts, quoted(s.Headline))
	}
	if len(parts) == 0 {
		return "A source without a name."
	}
	return strings.Join(parts, ", ") + "."
}

// Link says whether the address may be followed.
func (s *Source) Link() bool {
	return strings.HasPrefix(s.URL, "https://") || strings.HasPrefix(s.URL, "http://")
}

//go:embed brief.html
var page string

var pageTemplate = template.Must(template.New("brief").Funcs(template.FuncMap{"quoted": quoted}).Parse(page))

// HTML writes the report as a page of its own, made to be printed.
func (b *Brief) HTML(w io.Writer) error { return pageTemplate.Execute(w, b) }

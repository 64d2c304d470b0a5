package alerts

import (
	"fmt"
	"strings"
	"time"

	"github.com/barograph/barograph"
	"github.com/barograph/barograph/internal/prose"
	"github.com/barograph/barograph/tension"
)

// A File is a file of rules.
type File struct {
	Rules    []Rule
	Channels map[string]Channel
}

// A Rule says what to look out for. It has one of Pair, Country and Region, and one of Tension, Events and Silence.
type Rule struct {
	Name    string
	Line    int // of the file
	Pair    [2]string
	Country string
	Region  string
	Members []string // codes of the region's countries
	Tension *Tension
	Events  *Events
	Silence *Silence
	Quiet   int      // days without the rule holding that end an episode
	To      []string // names of channels
}

// Tension is a threshold of pressure, or a rise of it. Pressures are from 0 to 100.
type Tension struct {
	Above float64 // holds from here on; 0 when it is a rise that is looked for
	Clear float64 // and an episode ends below
	Rise  float64 // points more than Days before
	Days  int
}

// Events is how many events of a kind make a rule hold.
type Events struct {
	Types      []barograph.Type
	Modes      []string
	Statuses   []barograph.Status
	Confidence float64
	Sources    int // independent ones of an event
	AtLeast    int // events
	Days       int // within which they happened
}

// Silence is how many days without a direct contact make a rule hold.
type Silence struct{ Days int }

// A Channel is where alerts are delivered. It has one of Webhook, Command, Atom and Mail.
type Channel struct {
	Name    string
	Line    int
	Webhook *Webhook
	Command []string // a program and its arguments
	Atom    string   // a file
	Mail    *Mail
	Timeout time.Duration
}

// A Webhook is an address that takes alerts by POST.
type Webhook struct {
	URL    string
	Secret Secret
}

// A Mail is who gets alerts by mail, through which server.
type Mail struct {
	Server   string // host:port
	TLS      string // starttls, tls or none
	User     string
	Password Secret
	From     string
	To       []string
}

// A Secret is where a secret is found: a variable of the environment, or a file.
type Secret struct{ Env, File string }

// subject is what a rule of tension about a pair or a country looks at; one about a region looks at all pairs within it.
func (r *Rule) subject() tension.Subject {
	if r.Country != "" {
		return tension.Country(r.Country)
	}
	return tension.Pair(r.Pair[0], r.Pair[1])
}

// Scope says in words what a rule looks at.
func (r *Rule) Scope() string {
	switch {
	case r.Region != "":
		return strings.TrimPrefix(r.Region, "the ")
	case r.Country != "":
		return prose.Country(r.Country)
	}
	return prose.Country(r.Pair[0]) + " and " + prose.Country(r.Pair[1])
}

// String says in words when a rule fires.
func (r *Rule) String() string {
	var what string
	switch {
	case r.Tension != nil && r.Tension.Rise > 0:
		what = fmt.Sprintf("pressure rises by %g points within %s", r.Tension.Rise, prose.Count(r.Tension.Days, "day"))
	case r.Tension != nil:
		what = fmt.Sprintf("pressure reaches %g, until it falls below %g", r.Tension.Above, r.Tension.Clear)
	case r.Silence != nil:
		what = "no direct contact for " + prose.Count(r.Silence.Days, "day")
	default:
		what = r.Events.String()
	}
	scope := prose.Upper(r.Scope())
	if r.Region != "" && r.Tension != nil {
		scope = "Any two countries of " + r.Scope()
	}
	return fmt.Sprintf("%s: %s", scope, what)
}

// String says in words which events are meant.
func (e *Events) String() string {
	kinds := make([]string, 0, len(e.Types))
	for _, t := range e.Types {
		kinds = append(kinds, string(t))
	}
	s := fmt.Sprintf("at least %s", prose.Count(e.AtLeast, "event"))
	if len(kinds) > 0 {
		s += " of type " + strings.Join(kinds, " or ")
	}
	if len(e.Modes) > 0 {
		s += " (" + strings.Join(e.Modes, ", ") + ")"
	}
	statuses := make([]string, len(e.Statuses))
	for i, x := range e.Statuses {
		statuses[i] = string(x)
	}
	s += ", " + strings.Join(statuses, " or ")
	if e.Confidence > 0 {
		s += fmt.Sprintf(", of confidence %g or more", e.Confidence)
	}
	if e.Sources > 1 {
		s += ", from " + prose.Count(e.Sources, "source") + " or more"
	}
	return s + ", within " + prose.Count(e.Days, "day")
}

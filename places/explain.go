package places

import "strings"

// reasons are what decided for a place.
type reasons struct {
	container bool   // the text names what holds it
	country   bool   // the text speaks of its country
	near      bool   // the text speaks of places near it
	kind      bool   // a word announces its kind
	only      bool   // no other place has the name
	list      bool   // it stands in a list of places
	people    bool   // named by its people: "Romanian airspace"
	holder    string // what the text names as holding it
	before    string // the word in front
	word      string // the word that announces the kind
}

// Explain says in a sentence which place this is and why.
func (t *Toponym) Explain() string {
	var b strings.Builder
	b.WriteString(t.Text)
	b.WriteString(" is ")
	b.WriteString(t.Name)
	b.WriteString(" (")
	b.WriteString(t.Kind)
	if t.Population > 0 && t.Kind != "country" {
		b.WriteString(", ")
		b.WriteString(people(t.Population))
		b.WriteString(" people")
	}
	for _, s := range []string{t.Admin1, t.Country} {
		if s != "" && s != t.Name {
			b.WriteString(", ")
			b.WriteString(s)
		}
	}
	b.WriteString(")")
	var why []string
	r := &t.reasons
	switch {
	case r.container:
		why = append(why, "the text puts it in "+r.holder)
	case r.people:
		why = append(why, "named by its people")
	case r.country && t.Kind != "country":
		why = append(why, "the text speaks of its country")
	}
	if r.kind && r.word != "" && t.Kind != "country" {
		why = append(why, "announced by \""+r.word+"\"")
	}
	if r.near {
		why = append(why, "other places of the text are near")
	}
	if r.before != "" {
		why = append(why, "after \""+r.before+"\"")
	}
	if r.list {
		why = append(why, "in a list of places")
	}
	switch {
	case r.only && t.Kind != "country":
		why = append(why, "the only place of that name")
	case t.others > 0 && !r.container && t.Kind != "country":
		why = append(why, "the best known of the name")
	}
	if len(why) > 0 {
		b.WriteString(": ")
		b.WriteString(strings.Join(why, "; "))
	}
	return b.String()
}

// Package testnews writes made-up news for benchmarks and tests: sentences and pages like those of the international press, as many
// as are wanted, the same on every machine. Half of the sentences tell an act between countries, the others what surrounds acts in
// an article: background, talk, markets, weather.
package testnews

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// country is what sentences say of a country.
type country struct{ name, people, capital, leader, city, river string }

var countries = []country{
	{"India", "Indian", "New Delhi", "Prime Minister Narendra Modi", "Amritsar", "Ravi"},
	{"Pakistan", "Pakistani", "Islamabad", "Prime Minister Shehbaz Sharif", "Sialkot", "Indus"},
	{"Iran", "Iranian", "Tehran", "President Masoud Pezeshkian", "Isfahan", "Karun"},
	{"Israel", "Israeli", "Jerusalem", "Prime Minister Benjamin Netanyahu", "Haifa", "Jordan"},
	{"Russia", "Russian", "Moscow", "President Vladimir Putin", "Belgorod", "Don"},
	{"Ukraine", "Ukrainian", "Kyiv", "President Volodymyr Zelensky", "Kharkiv", "Dnipro"},
	{"China", "Chinese", "Beijing", "President Xi Jinping", "Xiamen", "Min"},
	{"Japan", "Japanese", "Tokyo", "Prime Minister Shigeru Ishiba", "Sasebo", "Tone"},
	{"Turkey", "Turkish", "Ankara", "President Recep Tayyip Erdogan", "Gaziantep", "Euphrates"},
	{"Armenia", "Armenian", "Yerevan", "Prime Minister Nikol Pashinyan", "Goris", "Aras"},
	{"Azerbaijan", "Azerbaijani", "Baku", "President Ilham Aliyev", "Ganja", "Kura"},
	{"Egypt", "Egyptian", "Cairo", "President Abdel Fattah el-Sisi", "Arish", "Nile"},
	{"Ethiopia", "Ethiopian", "Addis Ababa", "Prime Minister Abiy Ahmed", "Gondar", "Awash"},
	{"Kenya", "Kenyan", "Nairobi", "President William Ruto", "Mombasa", "Tana"},
	{"Colombia", "Colombian", "Bogota", "President Gustavo Petro", "Cucuta", "Magdalena"},
	{"Venezuela", "Venezuelan", "Caracas", "President Nicolas Maduro", "Maracaibo", "Orinoco"},
}

// templates of sentences. {A}, {B}: two countries; a letter and a word: what is said of the one; the rest stands in fillers.
var templates = strings.Split(strings.TrimSpace(`
{A.people} warplanes struck {n} {place} near {B.city} {when}, killing at least {n} people and wounding {n} others, {source}.
{A}'s army shelled {place} on the outskirts of {B.city} {when}, and {B.people} gunners answered the fire for {n} hours, {source}.
A drone launched from {A} hit {place} in {B.city} {when}, wounding {n} workers and setting two warehouses on fire, {source}.
{A.leader} met {B.leader} in {A.capital} {when} to discuss {topic}, and the two agreed to hold another round of talks within {n} days.
The foreign minister of {A} spoke by telephone with his counterpart in {B.capital} {when} about {topic}, {source}.
{A} accused {B} of violating the ceasefire in the valley of the {B.river} {when}, a charge that officials in {B.capital} rejected as baseless.
{A} summoned the {B.people} ambassador {when} and handed over a protest note about {topic}, {source}.
{A} imposed sanctions on {n} {B.people} companies {when}, accusing them of supplying parts for drones to armed groups along the {A.river}.
{A} and {B} signed an agreement on {topic} in {A.capital} {when}, nearly {n} months after the first draft had been shelved.
{A.leader} threatened {when} to close the border with {B} unless its troops withdrew from {place} by the end of the month.
{A.people} border guards detained {n} {B.people} fishermen {when} for allegedly crossing into their waters, {source}.
{A} released {n} {B.people} prisoners {when} in an exchange that mediators from the United Nations had arranged over {n} weeks.
{A} sent {n} lorries with flour, tents and medicine to {B.city} {when} after floods along the {B.river} had driven thousands from their homes.
{A} expelled {n} diplomats of {B} {when} in retaliation for a similar step that the government in {B.capital} had taken last week.
{A.leader} condemned the attack on {place} in {B.city} and offered {B} help with the search for survivors, {source}.
{A} urged {B} {when} to return to negotiations over {topic} and to show restraint along the line that divides their forces.
{A} called up {n} thousand reservists {when} and moved tanks towards the border with {B}, {source}.
{A} recalled its ambassador from {B.capital} {when}, after lawmakers there had voted to recognise the breakaway administration in {A.city}.
{B} denied that its forces had fired at {place} in {A.city} and said that the claim was meant to distract from {topic}.
Protesters in {A.city} marched to the consulate of {B} {when} and burned tyres in front of its gates to denounce {topic}.
{A} agreed {when} to reopen the bridge over the {A.river} to {B.people} traders, a step that mediators described as a sign of trust.
{A} cut the supply of gas to {B} {when} in a quarrel over unpaid bills, leaving {n} thousand homes around {B.city} without heating.
The {A.people} navy seized a tanker under the flag of {B} {when} and took its crew of {n} to a port near {A.city}, {source}.
{A.leader} will travel to {B.capital} next week for talks on {topic}, the first such visit in {n} years, {source}.
{A} resumed flights to {B.capital} {when}, {n} months after its airlines had been told to stay clear of {B.people} airspace.
"{quote}," {A.leader} told reporters in {A.capital} {when}, when asked about relations with {B}.
"{quote}," said a shopkeeper in {A.city} who asked that his name be withheld because he trades with partners in {B}.
Residents of {A.city} queued for bread and fuel {when}, and many said that they had slept in cellars for the past {n} nights.
Analysts say that {topic} has become the hardest part of the relationship, since neither capital can afford to look weak at home.
The two neighbours have fought {n} wars since their independence, and maps printed in {A.capital} still show {B.city} inside its borders.
The {A.river}, which rises in the highlands of {B}, waters the fields of some {n} million farmers on its way to the sea.
Shares on the exchange in {A.capital} fell by {n} per cent {when}, and the central bank spent part of its reserves to steady the currency.
Schools around {A.city} stayed shut {when}, and trains to the capital ran with delays of up to {n} hours because of damage to the track.
The price of wheat rose for the {n}th week in a row as traders weighed the weather along the {A.river} against full granaries in {B}.
A report published {when} counted {n} thousand families without proper shelter in the province of {A.city}, most of them for a second winter.
Few people in {A.capital} expected a quick result, and newspapers there devoted more space to the cup final than to {topic}.
Doctors at the hospital of {A.city} said that they were short of blood, painkillers and electricity, and that {n} beds stood in corridors.
The museum in {A.city} keeps a collection of {n} carpets, some of which were woven in {B} before the first railway came through the valley.
It was not clear how long the arrangement would last, because similar understandings over {topic} had come apart within {n} weeks.
An opposition leader in {A.capital} said that the government owed the public an account of {topic} before the budget is debated.
Under the plan, which runs to {n} pages, observers would be posted along the {A.river} and report to both governments each month.
Satellite pictures taken {when} show new earthworks beside {place} near {A.city}, although it is hard to tell what they are for.
`), "\n")

var fillers = map[string][]string{
	"n": {"2", "3", "5", "6", "7", "9", "11", "14", "18", "21", "26", "40", "seven", "twelve", "nineteen"},
	"when": {"on Monday", "on Tuesday", "on Wednesday night", "late on Thursday", "early on Friday", "on Saturday", "on Sunday evening",
		"last week", "overnight", "before dawn on Tuesday"},
	"place": {"an oil depot", "a military airfield", "a power station", "a radar post", "a railway yard", "a market", "a grain silo",
		"an ammunition store", "a checkpoint", "a water works"},
	"topic": {"water rights", "the disputed border", "trade in grain", "the return of prisoners", "its nuclear programme", "fishing grounds",
		"the gas pipeline", "air traffic", "refugees", "the ceasefire", "tariffs on steel", "the status of the enclave"},
	"source": {"officials said", "the defence ministry said", "according to state television", "a military spokesman said",
		"the governor of the province told reporters", "two diplomats said", "according to a statement", "the foreign ministry said"},
	"quote": {"We want peace, but we will not be pushed around by anyone", "Nobody has told us anything, and the shelves are empty",
		"There is no military solution to this dispute", "Our patience has limits, and they know where those limits are",
		"We have lived side by side for a very long time", "What was agreed must now be done"},
}

// A Writer writes news. Two writers with one seed write the same.
type Writer struct {
	random *rand.Rand
	calm   bool
}

// New returns a writer.
func New(seed uint64) *Writer { return &Writer{random: rand.New(rand.NewPCG(seed, 0x6261726f))} }

// Calm returns a writer for whom one sentence in eight tells an act, as in a page of ordinary news; the others surround it.
func Calm(seed uint64) *Writer {
	w := New(seed)
	w.calm = true
	return w
}

// acts is how many of the templates, the first ones, tell an act.
const acts = 25

// template chooses one.
func (w *Writer) template() string {
	switch {
	case !w.calm:
		return w.oneOf(templates)
	case w.random.IntN(8) == 0:
		return w.oneOf(templates[:acts])
	}
	return w.oneOf(templates[acts:])
}

// sentence writes one sentence about two countries.
func (w *Writer) sentence(a, b *country) string {
	var out strings.Builder
	rest := w.template()
	for {
		before, after, found := strings.Cut(rest, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, tail, _ := strings.Cut(after, "}")
		out.WriteString(w.fill(name, a, b))
		rest = tail
	}
}

func (w *Writer) fill(name string, a, b *country) string {
	if list, ok := fillers[name]; ok {
		return w.oneOf(list)
	}
	c := a
	if name[0] == 'B' {
		c = b
	}
	switch name[1:] {
	case ".people":
		return c.people
	case ".capital":
		return c.capital
	case ".leader":
		return c.leader
	case ".city":
		return c.city
	case ".river":
		return c.river
	}
	return c.name
}

func (w *Writer) oneOf(list []string) string { return list[w.random.IntN(len(list))] }

// pair chooses two countries.
func (w *Writer) pair() (a, b *country) {
	i := w.random.IntN(len(countries))
	j := (i + 1 + w.random.IntN(len(countries)-1)) % len(countries)
	return &countries[i], &countries[j]
}

// Sentences returns n sentences of that many words.
func (w *Writer) Sentences(n, words int) []string {
	var out []string
	for len(out) < n {
		a, b := w.pair()
		if s := w.sentence(a, b); len(strings.Fields(s)) == words && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

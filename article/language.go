package article

import (
	"strings"
	"unicode"
)

// Language names the language of text in English: by its script where that tells, else by its most frequent little words. Text
// that is too short to tell is taken for English.
func Language(text string) string {
	const enough = 20000 // bytes
	if len(text) > enough {
		text = text[:enough]
	}
	if lang := byScript(text); lang != "" {
		return lang
	}
	return byWords(text)
}

// scripts that decide the language, or its family, alone.
var scripts = []struct {
	table    *unicode.RangeTable
	language string
}{
	{unicode.Devanagari, "Hindi"}, {unicode.Cyrillic, "Russian"}, {unicode.Arabic, "Arabic"}, {unicode.Han, "Chinese"},
	{unicode.Hiragana, "Japanese"}, {unicode.Katakana, "Japanese"}, {unicode.Hangul, "Korean"}, {unicode.Hebrew, "Hebrew"},
	{unicode.Greek, "Greek"}, {unicode.Thai, "Thai"}, {unicode.Bengali, "Bengali"}, {unicode.Tamil, "Tamil"},
	{unicode.Telugu, "Telugu"}, {unicode.Gujarati, "Gujarati"}, {unicode.Gurmukhi, "Punjabi"}, {unicode.Kannada, "Kannada"},
	{unicode.Malayalam, "Malayalam"}, {unicode.Oriya, "Odia"}, {unicode.Sinhala, "Sinhala"}, {unicode.Myanmar, "Burmese"},
	{unicode.Khmer, "Khmer"}, {unicode.Lao, "Lao"}, {unicode.Georgian, "Georgian"}, {unicode.Armenian, "Armenian"},
	{unicode.Ethiopic, "Amharic"}, {unicode.Tibetan, "Tibetan"}, {unicode.Thaana, "Dhivehi"},
}

// byScript returns "" for text that is mostly in Latin letters.
func byScript(text string) string {
	var counts [32]int
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case r < 0x80:
			if r|0x20 >= 'a' && r|0x20 <= 'z' {
				latin++
			}
			continue
		case !unicode.IsLetter(r):
			continue
		case unicode.Is(unicode.Latin, r):
			latin++
			continue
		}
		for i := range scripts {
			if unicode.Is(scripts[i].table, r) {
				counts[i]++
				other++
				break
			}
		}
	}
	if other <= latin/2 {
		return ""
	}
	best := 0
	for i := range scripts {
		if counts[i] > counts[best] {
			best = i
		}
	}
	lang := scripts[best].language
	switch lang {
	case "Chinese":
		if counts[4]+counts[5] > other/10 {
			return "Japanese"
		}
	case "Russian":
		return firstWithLetters(text, lang, "їєґ", "Ukrainian", "ўі", "Belarusian", "ћђ", "Serbian", "ѓќ", "Macedonian", "қғәң", "Kazakh")
	case "Arabic":
		return firstWithLetters(text, lang, "ٹڈڑےں", "Urdu", "ښځټډړ", "Pashto", "پچگژ", "Persian")
	}
	return lang
}

// firstWithLetters takes pairs of letters and languages: the first language whose letters the text has, else otherwise.
func firstWithLetters(text, otherwise string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.ContainsAny(text, pairs[i]) {
			return pairs[i+1]
		}
	}
	return otherwise
}

// littleWords are frequent words of languages in Latin letters, those left out that two of them share by chance with English.
var littleWords = []struct{ language, words string }{
	{"English", "the of and to in a is that for on was with as by at from it has have were be are his he said will not an which they their but after who this been had more than its would"},
	{"German", "der die das und in den von zu mit ist des auf für nicht im dem ein eine als auch sich es bei nach wurde wird sind aus"},
	{"French", "le la les de des et en un une du dans est que pour qui sur au par pas avec plus il elle ce sont été aux cette"},
	{"Spanish", "el la los las de que y en un una del se por con no para su es al lo como más fue ha este pero"},
	{"Portuguese", "o a os as de que e em um uma do da no na para com não por mais foi se dos das ao são pelo"},
	{"Italian", "il la di che e in un una per del della con non si è i le da dei sono al nel alla gli ha più"},
	{"Dutch", "de het een en van in is dat op te met voor zijn niet aan er ook door om bij naar heeft werd uit"},
	{"Polish", "w i na z się do że nie to jest o od po za przez jak dla oraz są ze był przy"},
	{"Turkish", "ve bir bu da de için ile olarak olan çok daha gibi sonra kadar en ise göre oldu"},
	{"Indonesian", "yang dan di dengan untuk pada dari ini itu dalam tidak akan oleh ke telah adalah juga para"},
	{"Swedish", "och att det som en på är av för med den till inte om har ett från de var ska"},
	{"Norwegian", "og det som en på er av for med den til ikke om har et fra de var skal ble"},
	{"Romanian", "și în de la cu pe din care este nu un o mai sau pentru că a fi al după"},
	{"Czech", "v a na se že je s z do o to i za pro ve ale jsou který jako byl po"},
	{"Hungarian", "a az és hogy nem is egy meg volt szerint csak mint már még ez azt"},
	{"Vietnamese", "và của là các trong có được cho với không một đã người những này"},
	{"Finnish", "ja on ei se että oli joka mutta ovat myös kun hän sen mukaan"},
	{"Swahili", "na ya wa kwa ni katika za la kuwa hiyo huo baada ambayo pia"},
	{"Somali", "oo ka ku iyo in waxa uu ee la soo ayaa lagu"},
	{"Hausa", "da na a ya ta cewa wani don an su kuma daga"},
	{"Tagalog", "ang ng sa na mga ay at ni para hindi kay nang ito"},
	{"Croatian", "je i u na se da su za od s koji ne bi kako što"},
	{"Albanian", "të në e dhe për me një që nga është ka se"},
}

var littleWordSets = buildWordSets()

func buildWordSets() map[string]uint32 {
	sets := make(map[string]uint32, 512)
	for i, l := range littleWords {
		for _, w := range strings.Fields(l.words) {
			sets[w] |= 1 << i
		}
	}
	return sets
}

func byWords(text string) string {
	var hits [32]int
	words := 0
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) }) {
		words++
		if len(w) > 12 {
			continue
		}
		set := littleWordSets[strings.ToLower(w)]
		for i := 0; set != 0; i, set = i+1, set>>1 {
			hits[i] += int(set & 1)
		}
	}
	best := 0
	for i := range littleWords {
		if hits[i] > hits[best] {
			best = i
		}
	}
	// A headline in English may hold none of its little words, and a name in Spanish two of that language's.
	if words < 8 || hits[best] < 4 || hits[best]*10 < words || hits[best] < 2*hits[0] && hits[0]*8 > words {
		return littleWords[0].language
	}
	return littleWords[best].language
}

package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/barograph/barograph"
)

// cutDateline takes the dateline off a first paragraph: "ISLAMABAD (Reuters) - The army …" gives "ISLAMABAD (Reuters)" and "The army
// …". A year in it makes it a date too. The dateline says where and by whom the report was written; it is no part of the sentence, so
// it is taken out of the body before any offset is counted.
func cutDateline(p string) (dateline, rest string, day *barograph.Published) {
	head, rest, ok := splitDateline(p)
	if !ok {
		return "", p, nil
	}
	return head, rest, writtenDate(head)
}

// separators end a dateline.
var separators = []string{" -- ", " - ", " – ", " — ", "— ", "– ", "--", ": ", " —", " –", "—", "–", "- ", ") "}

func splitDateline(p string) (head, rest string, ok bool) {
	const longest = 90
	window := p[:min(len(p), longest)]
	cut, size := -1, 0
	for _, sep := range separators {
		at := strings.Index(window, sep)
		if at <= 0 || cut >= 0 && at >= cut {
			continue
		}
		if sep == ") " {
			if at+1 < len(p) && !strings.Contains(window[:at], "(") {
				continue
			}
			at++ // the bracket belongs to the head
			if rest := strings.TrimLeft(p[at:], " "); rest != "" && strings.ContainsRune("-–—:", firstRune(rest)) {
				continue // another separator follows
			}
			if cut >= 0 && at >= cut {
				continue
			}
			cut, size = at, 1
			continue
		}
		cut, size = at, len(sep)
	}
	if cut < 0 {
		return "", "", false
	}
	head = strings.TrimSpace(p[:cut])
	rest = strings.TrimLeft(p[cut+size:], " -–—")
	if countWords(rest) < 3 || !isDateline(head, strings.TrimSpace(p[cut:cut+size])) {
		return "", "", false
	}
	first := firstRune(rest)
	if unicode.IsLower(first) || first == ',' {
		return "", "", false
	}
	return head, rest, true
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// isDateline tells whether what stands before the separator is a place, with an agency, a date, or the capitals of a wire. Without a dash
// both place and agency must be known: "The Border Guard (BG) found" is no dateline.
func isDateline(head, separator string) bool {
	colon := separator == ":"
	place, agency := head, ""
	if open := strings.IndexByte(head, '('); open >= 0 {
		if !strings.HasSuffix(head, ")") {
			return false
		}
		place, agency = strings.TrimSpace(head[:open]), head[open+1:len(head)-1]
		if countWords(agency) > 4 || open == 0 {
			return false
		}
	}
	dated := false
	words, capitals := 0, 0
	for w := range strings.FieldsFuncSeq(place, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '/' }) {
		lower := strings.ToLower(strings.Trim(w, "."))
		switch {
		case months[lower] != 0, unicode.IsDigit(firstRune(w)):
			dated = true
			continue
		case lower == "of" || lower == "de" || lower == "al" || lower == "and" || lower == "the" || lower == "la" || lower == "el":
			continue
		case !unicode.IsUpper(firstRune(w)):
			return false
		}
		words++
		if len(w) > 2 && strings.ToUpper(w) == w && !strings.Contains(w, ".") {
			capitals++
		}
	}
	if words == 0 || words > 7 {
		return false
	}
	first, _, _ := strings.Cut(place, ",")
	first = strings.ToLower(strings.TrimSpace(first))
	known := datelineCities[first]
	switch {
	case notPlaces[first]:
		return false
	case separator == "":
		return isAgency(agency) && (known || capitals > 0)
	case agency != "":
		return capitals > 0 || known || isAgency(agency)
	case capitals > 0 && strings.ToUpper(firstField(place)) == firstField(place) && len(firstField(place)) > 2:
		return !colon || known || words <= 4
	case dated:
		return known || !colon
	}
	return known
}

func firstField(s string) string {
	if i := strings.IndexAny(s, " ,/"); i > 0 {
		return s[:i]
	}
	return s
}

func isAgency(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	first, _, _ := strings.Cut(s, "/")
	return agencies[strings.TrimSpace(first)] || agencies[s]
}

var agencies = lineSet(`
ap
associated press
the associated press
reuters
thomson reuters
afp
agence france-presse
pti
ani
ians
uni
app
xinhua
tass
interfax
yonhap
kyodo
anadolu
aa
dpa
efe
ansa
upi
bbc
cnn
al jazeera
bloomberg
voa
rfe/rl
tna
wam
spa
irna
sana
wafa
kcna
cna
bss
unb
news desk
web desk
agencies
staff
jta
jns
antara
bernama
`)

// notPlaces open a paragraph in capitals before a colon or dash without being places.
var notPlaces = lineSet(`
breaking
update
updated
exclusive
analysis
explainer
opinion
watch
live
video
note
editor's note
q
a
fact
pti
ani
nato
un
eu
us
uk
usa
`)

// datelineCities are the places that stand in datelines without capitals or agency.
var datelineCities = lineSet(strings.ToLower(`
New Delhi
Delhi
Mumbai
Srinagar
Jammu
Chandigarh
Amritsar
Pathankot
Kolkata
Chennai
Bengaluru
Hyderabad
Lucknow
Ahmedabad
Guwahati
Islamabad
Rawalpindi
Karachi
Lahore
Peshawar
Quetta
Muzaffarabad
Kabul
Dhaka
Kathmandu
Colombo
Beijing
Shanghai
Hong Kong
Taipei
Tokyo
Seoul
Pyongyang
Hanoi
Manila
Jakarta
Bangkok
Kuala Lumpur
Singapore
Yangon
Naypyidaw
Phnom Penh
Moscow
Kyiv
Kiev
Kharkiv
Odesa
Lviv
Minsk
Warsaw
Berlin
Paris
London
Brussels
Geneva
Vienna
Rome
Madrid
Athens
Ankara
Istanbul
Belgrade
Pristina
Sarajevo
Budapest
Prague
Bucharest
Chisinau
Stockholm
Helsinki
Oslo
Copenhagen
Vilnius
Riga
Tallinn
The Hague
Amsterdam
Dublin
Lisbon
Tbilisi
Yerevan
Baku
Tashkent
Astana
Bishkek
Dushanbe
Tehran
Baghdad
Erbil
Damascus
Aleppo
Beirut
Jerusalem
Tel Aviv
Gaza City
Gaza
Ramallah
Amman
Cairo
Riyadh
Jeddah
Dubai
Abu Dhabi
Doha
Manama
Muscat
Kuwait City
Sanaa
Sana'a
Aden
Khartoum
Port Sudan
Juba
Addis Ababa
Asmara
Nairobi
Mogadishu
Kampala
Kigali
Kinshasa
Goma
Bujumbura
Dar es Salaam
Lagos
Abuja
Accra
Dakar
Bamako
Niamey
Ouagadougou
N'Djamena
Tripoli
Benghazi
Tunis
Algiers
Rabat
Pretoria
Johannesburg
Harare
Maputo
Luanda
Washington
New York
United Nations
Ottawa
Mexico City
Caracas
Georgetown
Bogota
Lima
Quito
La Paz
Brasilia
Buenos Aires
Santiago
Havana
Port-au-Prince
Canberra
Sydney
Wellington
`))

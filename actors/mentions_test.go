package actors

import (
	"strings"
	"testing"
)

// spoken lists what a text is read to speak of: "Lima=PER Chilean=CHL".
func spoken(t *testing.T, text, date string) string {
	var out []string
	for _, m := range tables(t).Mentions(text, on(date)) {
		out = append(out, text[m.Start:m.End]+"="+m.Code)
	}
	return strings.Join(out, " ")
}

func TestSurnamesInOtherNames(t *testing.T) {
	for _, c := range []struct{ text, date, want string }{
		{"Police questioned John Merkel about the fire.", "2015-03-01", ""},
		{"Police questioned Angela Merkel about the fire.", "2015-03-01", "Angela Merkel=DEU"},
		{"Police questioned Chancellor Merkel about the fire.", "2015-03-01", "Merkel=DEU"},
		{"Police questioned Merkel Macron about the fire.", "2018-03-01", ""},
		{"On Monday, Merkel received Macron.", "2018-03-01", "Merkel=DEU Macron=FRA"},
		{"Flights stop for the spread of SARS-CoV-2.", "2020-12-21", ""},
		{"The judge freed Tarek al-Maliki after a month.", "2010-03-01", ""},
		{"The judge met al-Maliki after a month.", "2010-03-01", "al-Maliki=IRQ"},
		{"Worshippers left the as-Sisi hall.", "2016-03-01", ""},
		{"The Merkel-led cabinet agreed.", "2015-03-01", "Merkel=DEU"},
		{"The firm MERKEL Systems closed.", "2015-03-01", ""},
		{"Rebels took the Macron air base.", "2018-03-01", ""},
		{"Students of Merkel University met.", "2018-03-01", ""},
		{"Students met at Merkel's university.", "2018-03-01", "Merkel=DEU"},
		{"The National Unity Government met in Lima.", "2012-03-01", "Lima=PER"}, // nobody had founded it
		{"The National Unity Government met in Lima.", "2022-03-01", "National Unity Government=MMR Lima=PER"},
		{"Police questioned Ana dos Santos about the fire.", "2012-03-01", ""},
		{"The tanker followed the USS Merkel out of port.", "2015-03-01", ""},
		{"The HMAS Perth and the HMS London left port.", "2015-03-01", ""},
		{"The frigate Amsterdam and the ferry Estonia collided.", "2015-03-01", ""},
		{"Fans of Kobe Larson and Rio Sanders sang.", "2015-03-01", ""},
		{"Voters heard Emmanuel Macron Maduro speak.", "2018-03-01", "Emmanuel Macron=FRA"},
		{"A speech by Macron was heard.", "2018-03-01", "Macron=FRA"},
		{"A speech by Macron was heard.", "1998-03-01", ""}, // nobody had heard of him
		{"A speech by Macron was heard.", "", "Macron=FRA"},
		{"The al-Chirac hall was shut.", "2008-03-01", ""},
		{"The al-Assad hall was shut.", "2008-03-01", "al-Assad=SYR"},
	} {
		if got := spoken(t, c.text, c.date); got != c.want {
			t.Errorf("%s (%s): %q, want %q", c.text, c.date, got, c.want)
		}
	}
}

func TestCountriesInPassing(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"The Madrid-based institute praised Chile.", "Chile=CHL"},
		{"The Peruvian-born singer left Chile.", "Chile=CHL"},
		{"A Lima-style market opened in Chile.", "Chile=CHL"},
		{"A Chilean-held island lies off Peru.", "Chilean=CHL Peru=PER"},
		{"Students put up a pro-Palestinian banner in Chile.", "Chile=CHL"},
		{"Students put up a pro-Taliban banner in Chile.", "Chile=CHL"},
		{"Guards shot at pro-Syrian militias in Chile.", "Syrian=SYR Chile=CHL"},
		{"Students held an anti-Japanese rally in Chile.", "Japanese=JPN Chile=CHL"},
		{"(CNN) A storm hit Chile.", "Chile=CHL"},
		{"Nurses found the UK variant in Chile.", "Chile=CHL"},
		{"The BBC reports that a storm hit Chile.", "Chile=CHL"},
		{"A minister of Chile told the BBC of a storm.", "Chile=CHL"},
		{"Chile has shut the office of the BBC.", "Chile=CHL BBC=GBR"},
		{"According to the BBC, a storm hit Chile.", "Chile=CHL"},
		{"A BBC correspondent saw a storm hit Chile.", "Chile=CHL"},
		{"Al Jazeera television aired a tape of a storm in Chile.", "Chile=CHL"},
		{"A storm hit Chile, in a report quoted by Reuters.", "Chile=CHL"},
	} {
		if got := spoken(t, c.text, ""); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

// A crowd is not of the country that it is against.
func TestAgainstACountry(t *testing.T) {
	tabs := tables(t)
	text := "Crowds held an anti-Japanese rally in the capital of Chile."
	a := tabs.Resolve("Crowds", on(""), Context{Text: text, Start: 0, End: 6, Mentions: tabs.Mentions(text, on(""))})
	if a.Code != "CHL" {
		t.Errorf("%+v", a)
	}
	text = "Crowds held an anti-Japanese rally."
	if a := tabs.Resolve("Crowds", on(""), Context{Text: text, Start: 0, End: 6, Mentions: tabs.Mentions(text, on(""))}); a.Code != "" {
		t.Errorf("%+v", a)
	}
}

// TestWhoseCountryIsNot: a flag, a mission, a newspaper or what a march is against are named, and are nobody's country.
func TestWhoseCountryIsNot(t *testing.T) {
	tabs := tables(t)
	for _, c := range []struct{ text, phrase, want string }{
		{"Protests against Japan were banned by Chile.", "Protests", "CHL"},
		{"In Chile, marchers burned Japanese flags.", "marchers", "CHL"},
		{"Marchers stood at the Japanese consulate in Chile.", "Marchers", "CHL"},
		{"Marchers stood at the Japanese consulate.", "Marchers", ""},
		{"Mutineers confirmed to Reuters that they hold Chile's palace.", "Mutineers", "CHL"},
		{"A note in the Guardian names police who shot at miners near Lima.", "police", "PER"},
		{"A note in the Guardian names police who shot at miners.", "police", ""},
	} {
		at := strings.Index(c.text, c.phrase)
		ctx := Context{Text: c.text, Start: at, End: at + len(c.phrase), Mentions: tabs.Mentions(c.text, on(""))}
		if a := tabs.Resolve(c.phrase, on(""), ctx); a.Code != c.want {
			t.Errorf("%s: %s is %s by %q, want %s", c.text, c.phrase, a.Code, a.Rule, c.want)
		}
	}
}

func TestGivenNames(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Peru released Jordan Whitfield on bail.", "Peru=PER"},
		{"Miners' leader Otto Amara left Peru.", "Peru=PER"},
		{"A judge in Peru freed two men, Otto French and Ana Alberta Ruiz.", "Peru=PER"},
		{"A judge in Peru freed Otto's French and Danish guests.", "Peru=PER French=FRA Danish=DNK"},
		{"In Lima a police SWAT marksman fired.", "Lima=PER"},
		{"Peru received Chad Osgood, a broker.", "Peru=PER"},
		{"Peru and Jordan signed a treaty.", "Peru=PER Jordan=JOR"},
		{"A plane left Jordan International Airport for Peru.", "Jordan=JOR Peru=PER"},
		{"Peru thanked the Governor of Virginia Otto Osgood.", "Peru=PER Virginia=USA"},
		{"Peru thanked the wife of Jordan Osgood.", "Peru=PER"},
		{"Peru invited the Israel Philharmonic Orchestra.", "Peru=PER Israel=ISR"},
		{"The king of Jordan, Peru said, was ill.", "Jordan=JOR Peru=PER"},
		{"Peru accused Mayor Kent Osgood of theft.", "Peru=PER"},
		{"Peru accused a bank in Kent of theft.", "Peru=PER Kent=GBR"},
		{"Peru barred Sami Al-Khalidi from its ports.", "Peru=PER"},
		{"Peru greeted Prime Minister Otto Muscat.", "Peru=PER"},
		{"Peru fined the reporter Otto Lyon.", "Peru=PER"},
		{"Peru fined Ana Rita Medina.", "Peru=PER"},
		{"Peru fined Otto Jordan.", "Peru=PER"},
		{"Peru recalled the 7 July London bombings.", "Peru=PER London=GBR"},
	} {
		if got := spoken(t, c.text, ""); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

// Where names have capitals, a word without one is no name.
func TestWordsWithoutCapitals(t *testing.T) {
	tabs := tables(t)
	text := "Police in Peru broke up a reunion of pupils."
	a := tabs.Resolve("reunion of pupils", on(""), Context{Text: text, Start: 26, End: 43, Mentions: tabs.Mentions(text, on(""))})
	if a.Code != "PER" {
		t.Errorf("%+v", a)
	}
	text = "polish police broke up a rally in peru"
	if a := tabs.Resolve("polish police", on(""), Context{Text: text, Start: 0, End: 13, Mentions: tabs.Mentions(text, on(""))}); a.Code != "POL" {
		t.Errorf("%+v", a)
	}
}

func TestThingsNamedAfterSomebody(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Peru bought a Boeing 737.", "Peru=PER"},
		{"Peru bought ten Sukhoi Su-25s and an Airbus A320.", "Peru=PER"},
		{"Peru grounded its Antonov planes.", "Peru=PER"},
		{"Peru fined Boeing for the delay.", "Peru=PER Boeing=USA"},
		{"Peru fined Boeing 40 million for the delay.", "Peru=PER Boeing=USA"},
		{"A fire broke out at the Vodafone Arena in Peru.", "Peru=PER"},
		{"A fire broke out at the Palestine Hotel in Peru.", "Peru=PER"},
		{"Peru banned a Vietnam War film.", "Peru=PER"},
		{"Peru deplored the jail at Guantánamo Bay, Cuba.", "Peru=PER Guantánamo Bay=USA"},
		{"Peru deplored the jail at Guantánamo Bay and Cuba.", "Peru=PER Guantánamo Bay=USA Cuba=CUB"},
		{"Peru deplored Vietnam's war.", "Peru=PER Vietnam=VNM"},
	} {
		if got := spoken(t, c.text, ""); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNamesOfSeasAndTreaties(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Peru sent a frigate to the South China Sea.", "Peru=PER"},
		{"Peru sent a frigate to the Indian Ocean.", "Peru=PER"},
		{"Peru drills for oil in the Gulf of Mexico.", "Peru=PER"},
		{"Peru drills for oil in the Bay of Bengal.", "Peru=PER"},
		{"Peru drills for oil off Mexico, the Gulf state said.", "Peru=PER Mexico=MEX"},
		{"Peru sent a frigate to the Taiwan Strait.", "Peru=PER Taiwan=TWN"},
		{"Fishermen of Peru visited Lake Chad.", "Peru=PER"},
		{"Peru broke the Geneva Convention.", "Peru=PER"},
		{"Peru left the Paris climate agreement.", "Peru=PER"},
		{"Peru sent a delegation to Geneva.", "Peru=PER Geneva=CHE"},
		{"Peru paid US$20 million for the ship.", "Peru=PER"},
		{"Peru paid the US for the ship.", "Peru=PER US=USA"},
	} {
		if got := spoken(t, c.text, ""); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNamesInSmallLetters(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Peruvian border forces fired at smugglers.", "Peruvian=PER"},
		{"The UK Border Force fired at smugglers.", "UK Border Force=GBR"},
		{"Talks on a national unity government failed in Chad.", "Chad=TCD"},
		{"Chile's secret service followed him.", "Chile=CHL"},
		{"The yellow vests marched again.", "yellow vests=FRA"},
		{"Fighters of the anti-balaka fled.", "anti-balaka=CAF"},
		{"The world court heard Peru.", "world court=IGO Peru=PER"},
	} {
		if got := spoken(t, c.text, "2022-03-01"); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNamesOfSeveralStates(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"The Kenyan House of Representatives met.", "Kenyan=KEN"},
		{"The House of Representatives of the Philippines met.", "Philippines=PHL"},
		{"Fiji House of Representatives members met.", "Fiji=FJI"},
		{"The House of Representatives met envoys of Chile.", "House of Representatives=USA Chile=CHL"},
		{"The Kenyan Justice Department met him.", "Kenyan=KEN"},
		{"A Kenyan Hezbollah member fled.", "Kenyan=KEN Hezbollah=LBN"},
		{"Troops fought the Taliban near Quetta in Pakistan.", "Taliban=PAK Quetta=PAK Pakistan=PAK"},
		{"Troops fought the Taliban near Kandahar.", "Taliban=AFG Kandahar=AFG"},
		{"Protesters in Lima marched on Congress.", "Lima=PER Congress=PER"},
	} {
		if got := spoken(t, c.text, "2012-03-01"); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestRegionsNamedLikeCountries(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Floods closed roads in Alabama and Georgia.", "Alabama=USA Georgia=USA"},
		{"The Georgia Supreme Court heard him.", "Georgia=USA"},
		{"Georgia's supreme court heard him.", "Georgia=GEO"},
		{"Floods closed roads in Winder, Georgia, United States.", "Georgia=USA United States=USA"},
		{"Tbilisi is the capital of the state of Georgia.", "Tbilisi=GEO Georgia=GEO"},
		{"Georgia, United States and Romania train together.", "Georgia=GEO United States=USA Romania=ROU"},
		{"Georgia, the United States and Romania train together.", "Georgia=GEO United States=USA Romania=ROU"},
		{"The United States arms Georgia.", "United States=USA Georgia=GEO"},
		{"Envoys of Russia and Georgia meet in New York.", "Russia=RUS Georgia=GEO New York=USA"},
	} {
		if got := spoken(t, c.text, "2012-03-01"); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestNamesThatNeedTheirCountry(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"A case of SARS-CoV-2 was found in Peru.", "Peru=PER"},
		{"Nigerians march against SARS.", "Nigerians=NGA SARS=NGA"},
		{"Egyptian judges dissolved the Shura Council.", "Egyptian=EGY Shura Council=EGY"},
		{"South Korea urged the North to talk.", "South Korea=KOR North=PRK"},
		{"South Korea closed schools in North Gyeongsang.", "South Korea=KOR"},
		{"The SPLA shelled a Moroccan base.", "SPLA=ESH Moroccan=MAR"},
		{"The SPLA shelled a base.", "SPLA=SSD"},
		{"Burnley F.C. won in Lima.", "Lima=PER"},
		{"Police in Lima watched CCTV footage.", "Lima=PER"},
		{"Chinese broadcaster CCTV praised Peru.", "Chinese=CHN CCTV=CHN Peru=PER"},
		{"The AA shelled a base in Myanmar.", "AA=MMR Myanmar=MMR"},
		{"The agency cut Peru's rating to AA.", "Peru=PER"},
		{"An Israeli court set a fine of NIS 500.", "Israeli=ISR"},
		{"The National Guard was called to the hills of Texas.", "National Guard=USA Texas=USA"},
		{"The National Guard was called to the hills of Kazakhstan.", "Kazakhstan=KAZ"},
		{"The National Liberation Front shelled a town in Burundi.", "Burundi=BDI"},
		{"The Marshall Plan was praised in Peru.", "Peru=PER"},
		{"Peru votes on March 14.", "Peru=PER"},
		{"Taylor Smith and Toledo Bank left Chile.", "Chile=CHL"},
		{"Peruvians cheered Toledo.", "Peruvians=PER Toledo=PER"},
		{"A Majlis was held in Lima.", "Lima=PER"},
		{"An Atlantic storm hit Florida.", "Florida=USA"},
		{"Gunmen in Ethiopia's Somali Region fled.", "Ethiopia=ETH Somali Region=ETH"},
	} {
		if got := spoken(t, c.text, "2021-03-01"); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

package actors

import (
	"strings"
	"testing"
)

// Names that several countries' groups, parties, peoples and places bear are told by what the sentence speaks of.
func TestNamesOfSeveral(t *testing.T) {
	tabs := tables(t)
	cases := []struct{ sentence, phrase, date, code, sector string }{
		// Groups.
		{"Taliban gunmen burned a school near Miranshah in Pakistan", "Taliban gunmen", "2011-03-01", "PAK", "REB"},
		{"The Taliban fired rockets at an airfield in Kandahar", "Taliban", "2011-03-01", "AFG", "REB"},
		{"Pakistan sent an envoy to the Taliban", "Taliban", "2023-03-01", "AFG", "GOV"},
		{"Ansar al-Sharia raised its flag over a town in Abyan", "Ansar al-Sharia", "2012-03-01", "YEM", "REB"},
		{"Tunisian police searched homes of Ansar al-Sharia", "Ansar al-Sharia", "2013-06-01", "TUN", "REB"},
		{"Ansar al-Sharia shelled the port of Benghazi", "Ansar al-Sharia", "2014-06-01", "LBY", "REB"},
		{"The National Liberation Army held hills above Tetovo in Macedonia", "National Liberation Army", "2001-06-01", "MKD", "REB"},
		{"The National Liberation Army blew up a pipeline", "National Liberation Army", "2001-06-01", "COL", "REB"},
		{"The ADF burned a village near Oicha in Congo", "ADF", "2019-06-01", "COD", "REB"},
		{"The ADF set off a bomb in Kampala", "ADF", "2021-11-20", "UGA", "REB"},
		{"The LRA abducted children near Dungu in Congo", "LRA", "2010-06-01", "TRN", "REB"},
		{"The VDP ambushed rebels near Masisi in Congo", "VDP", "2024-06-01", "COD", "REB"},
		{"The VDP ambushed jihadists near Dori", "VDP", "2022-06-01", "BFA", "MIL"},
		{"Irish detectives questioned a man of the Real IRA in Limerick", "Real IRA", "2005-06-01", "IRL", "REB"},
		{"The Real IRA set off a bomb in Omagh, Northern Ireland", "Real IRA", "1998-08-16", "GBR", "REB"},
		{"Hizb Allah fired rockets", "Hizb Allah", "2006-07-20", "LBN", "REB"},
		{"Fatah Hawks fired at a patrol", "Fatah Hawks", "1993-06-01", "PSE", "REB"},
		{"Russian troops fought Arab mujahideen in Chechnya", "Arab mujahideen", "2000-06-01", "TRN", "REB"},
		// Agencies, parties, persons.
		{"CJTF–OIR planes struck a depot near Raqqa", "CJTF–OIR planes", "2017-05-01", "MUL", "MIL"},
		{"Two Hawks circled above a checkpoint near Hebron in Palestine", "Hawks", "2015-05-01", "PSE", ""},
		{"The Hawks arrested a minister in South Africa", "Hawks", "2015-05-01", "ZAF", "COP"},
		{"Hong Kong police searched offices of the Democratic Party", "Democratic Party", "2020-08-01", "CHN", "PTY"},
		{"The Democratic Party lost seats", "Democratic Party", "2014-11-05", "USA", "PTY"},
		{"An RPG hit a bus in Karachi", "RPG", "2014-11-05", "PAK", ""},
		{"Jean-Claude Juncker, president of the Euro Group, spoke of Greece", "Jean-Claude Juncker", "2011-05-01", "IGO", "IGO"},
		{"Luxembourg's prime minister Juncker spoke of banks", "prime minister Juncker", "2011-05-01", "LUX", "GOV"},
		{"Supporters of Saakashvili rallied", "Saakashvili", "2021-12-01", "GEO", "OPP"},
		{"Pushilin spoke of a truce", "Pushilin", "2020-12-01", "UKR", "REB"},
		{"Pushilin spoke of a truce", "Pushilin", "2023-12-01", "RUS", "GOV"},
		{"Golani received envoys", "Golani", "2025-01-05", "SYR", "GOV"},
		{"The People's Assembly of Egypt voted", "People's Assembly", "2012-03-01", "EGY", "LEG"},
		{"Nepal's army fought Maoists in the hills", "Maoists", "2003-05-01", "NPL", "REB"},
		{"Nepal's parliament heard the Maoists", "Maoists", "2009-05-01", "NPL", "PTY"},
		{"Maoists burned a school in Jharkhand, India", "Maoists", "2009-05-01", "IND", "REB"},
		{"The Army of Islam claimed a rocket fired from Gaza", "Army of Islam", "2009-05-01", "PSE", "REB"},
		{"The Army of Islam shelled a suburb of Damascus", "Army of Islam", "2014-05-01", "SYR", "REB"},
		{"Rebels in Sudan's Eastern Front laid down their arms", "Eastern Front", "2006-05-01", "SDN", "REB"},
		{"Ukraine moved guns to the eastern front", "eastern front", "2023-05-01", "UKR", "REB"},
		{"The People's Democratic Party won in Lagos, Nigeria", "People's Democratic Party", "2011-05-01", "NGA", "PTY"},
		{"Police in Ankara searched rooms of the People's Democratic Party", "People's Democratic Party", "2017-05-01", "TUR", "PTY"},
		{"Albanian police ringed offices of the Democratic Party", "Democratic Party", "2017-05-01", "ALB", "PTY"},
		{"Editors of News International were questioned in London", "News International", "2011-05-01", "GBR", "MED"},
		{"A shell fell on Balad in Iraq", "Balad", "2007-05-01", "IRQ", ""},
		{"Al-Shabaab seized Balad in Somalia", "Balad", "2014-05-01", "SOM", ""},
		{"Balad left Israel's Joint List", "Balad", "2022-09-16", "ISR", "PTY"},
		{"Syria's envoy Jaafari spoke", "Jaafari", "2019-05-01", "SYR", "GOV"},
		{"Zahra Bibi sued a mill in Karachi", "Zahra Bibi", "2019-05-01", "PAK", ""},
		{"Fans of Leeds F.C. fought in Rome", "Leeds F.C.", "2019-05-01", "GBR", ""},
		{"Motorola closed a plant", "Motorola", "2015-05-01", "USA", "BUS"},
		{"Canada asked for Michael Kovrig, whom China holds", "Michael Kovrig", "2020-05-01", "CAN", "CVL"},
		{"A guard shot at a Federal Protective Service patrol in Ohio", "Federal Protective Service", "2020-05-01", "USA", "COP"},
		{"Hmong villagers fled a raid in Vietnam", "Hmong villagers", "2011-05-01", "VNM", "CVL"},
		{"Assyrian shops in Qamishli, Syria, were burned", "Assyrian shops", "2015-05-01", "SYR", "CVL"},
		{"The Federal Assembly of Switzerland voted", "Federal Assembly", "2015-05-01", "CHE", "LEG"},
		{"Sydney's police spoke to the Independent Commission Against Corruption", "Independent Commission Against Corruption", "2015-05-01", "AUS", "COP"},
		{"Hong Kong's Independent Commission Against Corruption held a banker", "Independent Commission Against Corruption", "2015-05-01", "CHN", "COP"},
		{"Tunisia's Islamist Renaissance Party won", "Islamist Renaissance Party", "2017-05-01", "TUN", "PTY"},
		{"Meta took down pages", "Meta", "2022-12-01", "USA", "BUS"},
		{"Albania's president Meta spoke", "Meta", "2019-12-01", "ALB", "GOV"},
		{"Police in Turkey held Ogün Demir", "Ogün Demir", "2019-12-01", "TUR", ""},
		{"Gunmen raided a resort in Sabah, Malaysia", "Gunmen", "2014-12-01", "MYS", "REB"},
		// What is not of the army or of rebels though a word in it is.
		{"Kenya seized a Ryanair jet", "Ryanair jet", "2016-03-01", "IRL", "BUS"},
		{"Kenya seized a Sukhoi Su-30 jet", "Sukhoi Su-30 jet", "2016-03-01", "RUS", "MIL"},
		{"Norwegian patrols boarded an Icelandic whaling fleet", "Icelandic whaling fleet", "2016-03-01", "ISL", "BUS"},
		{"Rebels shot at Danish stealth fighters", "Danish stealth fighters", "2016-03-01", "DNK", "MIL"},
		{"Pirates took five Filipino sailors", "five Filipino sailors", "2016-03-01", "PHL", "CVL"},
		{"Iraq held ten Royal Navy sailors of Britain", "navy sailors of Britain", "2016-03-01", "GBR", "MIL"},
		{"A fire burned Kenyan fuel tanks", "Kenyan fuel tanks", "2016-03-01", "KEN", ""},
		{"Police in Malta parted Somali migrant groups", "Somali migrant groups", "2016-03-01", "SOM", "CVL"},
		{"Rebels downed a Kenyan Air Force Sukhoi Su-30 jet", "Kenyan Air Force Sukhoi Su-30 jet", "2016-03-01", "KEN", "MIL"},
		{"Rebels hold the pilots of the Kenyan air force's Sukhoi Su-30", "pilots of the Kenyan air force's Sukhoi Su-30", "2016-03-01", "KEN", "CVL"},
		// Peoples and places.
		{"Tuareg rebels raided a post near Agadez in Niger", "Tuareg rebels", "2008-06-12", "NER", "REB"},
		{"Tutsi officers were shot in Burundi", "Tutsi officers", "2008-06-12", "BDI", "COP"},
		{"A mob burned Hindu homes in Bangladesh", "Hindu homes", "2008-06-12", "BGD", ""},
		{"Fulani villagers fled Burkina Faso", "Fulani villagers", "2019-06-12", "BFA", "CVL"},
		{"Police in Punjab, Pakistan, broke up a march", "Police", "2019-06-12", "PAK", "COP"},
		{"Police in Punjab broke up a march of Indian farmers", "Police", "2019-06-12", "IND", "COP"},
		{"A flood cut roads in Valencia, Venezuela", "Valencia", "2019-06-12", "VEN", ""},
		{"Iraqi Turkmen fled a town near Kirkuk", "Iraqi Turkmen", "2014-07-01", "IRQ", "CVL"},
		{"Syrian Turkmen fled a town near Latakia", "Syrian Turkmen", "2015-07-01", "SYR", "CVL"},
		{"Kyrgyz gunmen burned shops of ethnic Uzbeks", "ethnic Uzbeks", "2010-06-12", "KGZ", "CVL"},
		{"Danish police questioned Sami Haddad", "Sami Haddad", "2010-06-12", "DNK", ""},
		{"Teachers in Salvador, Brazil, went on strike", "Teachers", "2012-03-01", "BRA", "EDU"},
		{"A reunion of veterans in Lagos, Nigeria, was shelled", "reunion of veterans", "2012-03-01", "NGA", "CVL"},
		{"A judge in Kenya freed Kent Mburu", "Kent Mburu", "2020-06-12", "KEN", ""},
		{"A mudslide buried a road near Mendoza in Argentina", "Mendoza", "2020-06-12", "ARG", ""},
		{"Police in Maidan Shahr, Afghanistan, found a bomb", "Police", "2016-03-01", "AFG", "COP"},
		{"Gunmen on Lake Chad raided a camp in Cameroon", "Gunmen", "2016-03-01", "CMR", "REB"},
		{"Police sealed a road in Rif Dimashq", "Police", "2016-03-01", "SYR", "COP"},
		{"Settlers built huts in the Jordan Valley", "Jordan Valley", "2016-03-01", "PSE", ""},
		{"A US jet fired at trucks near Raqqa", "US jet", "2016-03-01", "USA", "MIL"},
	}
	for _, c := range cases {
		i := strings.Index(c.sentence, c.phrase)
		ctx := Context{Text: c.sentence, Start: i, End: i + len(c.phrase), Mentions: tabs.Mentions(c.sentence, on(c.date))}
		if a := tabs.Resolve(c.phrase, on(c.date), ctx); a.Code != c.code || string(a.Sector) != c.sector {
			t.Errorf("%q in %q: %s.%s, want %s.%s (%s)", c.phrase, c.sentence, a.Code, a.Sector, c.code, c.sector, a.Rule)
		}
	}
}

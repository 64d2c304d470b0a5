package places

import "strings"

// A class says what a word does to the capitalised phrase beside it.
type class uint16

const (
	inPrep    class = 1 << iota // a place follows: in, near, outside
	toPrep                      // a place may follow: from, to, between
	ofPrep                      // of
	title                       // a person follows: President, General
	direction                   // part of a place follows: northern, central
	region                      // province, governorate: a first-order region
	town                        // city, village, district
	feature                     // river, lake, island, airport: what else a name can be of
	orgNoun                     // University, Police: a body named after the place
	article                     // the, a; a sentence's first word that is no name
	speech                      // said, told: a person or a government speaks
	list                        // and, or
	particle                    // al, el, bin: joins names
	club                        // FC: a team
	geoHead                     // Lake, Mount, Fort, Camp: the name itself goes on
)

var classes = func() map[string]class {
	m := make(map[string]class, 700)
	for c, words := range map[class]string{
		inPrep: "in near outside inside around at within across throughout beside near outside surrounding downtown off above " +
			"aboard via",
		toPrep:    "from to into toward towards through between over onto against beyond past along along upon reached entered left leaving visiting visited hit struck shelled bombed captured seized retook besieged entering attacked raided stormed bombarded overran liberated shelling bombing attacking toured hosts crossed invaded occupied annexed evacuated leave visit enter reach retake capture seize",
		ofPrep:    "of",
		title:     "president vice-president premier minister secretary chancellor king queen prince princess emir sultan sheikh sheik imam ayatollah pope bishop archbishop cardinal rabbi rev reverend mr mrs ms miss dr prof professor sir lord lady dame baroness senator sen congressman congresswoman rep governor gov mayor ambassador envoy judge justice general gen lieutenant lt col colonel maj major brig brigadier capt captain sgt sergeant cpl adm admiral marshal commander commissioner chief spokesman spokeswoman spokesperson director chairman chairwoman chairperson leader dictator mp activist journalist reporter analyst lawyer attorney prosecutor candidate colleague founder ceo officer inspector detective crown mullah hajj haji comrade señor herr monsieur businessman billionaire singer actor author writer coach striker midfielder",
		direction: "north south east west northern southern eastern western central northeast northwest southeast southwest northeastern northwestern southeastern southwestern north-eastern north-western south-eastern south-western upper lower greater mainland inner outer rural downtown occupied rebel-held government-held war-torn neighboring neighbouring nearby mid coastal metropolitan",
		region:    "province provinces governorate governorates state oblast oblasts region regions krai department departments prefecture county counties republic territory governate voivodeship canton raion emirate division",
		town:      "city cities town towns village villages district districts municipality suburb suburbs neighborhood neighbourhood neighborhoods hamlet commune township settlement kibbutz moshav capital quarter enclave community port",
		feature:   "river rivers lake island islands airport mountains mountain valley desert peninsula strait straits sea gulf bay plain plateau basin coast border frontier camp airbase base dam bridge canal crossing square prison jail port harbor harbour highway road street forest plant area zone pass hills heights corridor delta archipelago atoll reef shoal oilfield refinery stadium airfield checkpoint church cathedral mosque temple shrine palace embassy consulate hotel market mall hospital station peninsular reactor facility",
		orgNoun:   "university college school institute police army navy court ministry government parliament council assembly authority agency bank company group union party front movement forces force brigade division times post news daily tribune herald press tv television radio league cup exchange accord accords agreement treaty declaration summit conference convention protocol process war crisis conflict peace talks commission committee tribunal stock cell office bureau department airlines airways museum festival marathon olympics games open",
		article:   "the a an this that these those his her its their our my your some many most all both other another each every no more several few two three four five six seven eight nine ten but and or if when while as after before since because although though however meanwhile earlier later last next on in at by for with from to of over under about according despite during following amid among yet also still now then there here it he she they we you i what who how why where not just only even once until unless without within across near outside against through around up down out off so such than too very new old former late current senior top foreign local state national federal reports protesters police troops rebels fighting clashes thousands hundreds dozens officials separately today yesterday",
		speech:    "said says told added tweeted wrote noted replied argued explained joked recalled warned thinks believes",
		list:      "and or to",
		club:      "fc united rovers lakers yankees giants cowboys",
		particle:  "al el bin ibn ben abu abd ad ar as ash az an de da dos van von der la le del di ul ur",
		geoHead:   "lake mount fort camp mt point cape port river cathedral saint hotel operation hurricane typhoon cyclone storm uss hms san santa santo hill gulf isle radio university ministry bank republic valley",
	} {
		for _, w := range strings.Fields(words) {
			m[w] |= c
		}
	}
	return m
}()

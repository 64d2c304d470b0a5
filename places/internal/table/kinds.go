package table

// Kinds are the kinds of place, in the order of their numbers in a Record.
var Kinds = [...]string{"", "country", "continent", "region", "admin1", "capital", "town", "populated place", "district", "sea", "strait",
	"canal", "bay", "lake", "river", "island", "mountain", "border", "crossing", "base", "nuclear", "airport", "port", "dam", "bridge",
	"camp", "settlement", "site", "admin2", "landmark", "square", "street", "park"}

// The kinds that programs ask for by number.
const (
	KindCountry   = 1
	KindContinent = 2
	KindRegion    = 3
	KindAdmin1    = 4
	KindCapital   = 5
	KindTown      = 6 // a town noted by hand, since the news speaks of it
	KindPopulated = 7
	KindDistrict  = 8
	KindAdmin2    = 28
	KindLandmark  = 29 // a building or square that often stands for who works there: it and what follows
)

// Kind is the number of a kind, or -1.
func Kind(name string) int {
	for i, k := range Kinds {
		if k == name {
			return i
		}
	}
	return -1
}

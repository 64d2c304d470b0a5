// Package actors says who a participant phrase means: which country, which sector, which named person or body, on the date of
// the report.
//
// A phrase is read in three steps. First it is cut into tokens (case, accents, full stops and hyphens folded away) and the longest
// known names are found in it: a country or its adjective, a role noun ("troops"), an organisation, an armed group, a person.
// Then the order of what was found decides: the head noun gives the sector ("Saudi army spokesman" is military), the nationality
// nearest to it gives the country, a person or body known by name gives both. Last, a phrase that names no country
// ("police", "the separatists") takes one from its Context: the countries its sentence and its document speak of.
//
// Not every name of a country speaks of it: names inside other names (surname.go, given.go) and those told in passing (passing.go: a
// London-based group, a pro-Taliban cleric) are left out.
//
// All knowledge is in tables, TSV files in data/ that are part of the binary; a user's folder of tables with the same names lies
// over them. Everything that code decides is about order and context, never about a particular country. Each answer carries the
// rule that gave it, down to the file and line of the row, so that nobody needs to take it on trust.
//
// A Tables value never changes once it is loaded and may be used by many goroutines.
package actors

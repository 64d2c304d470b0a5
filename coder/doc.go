// Package coder turns an article into the political events it tells.
//
// It is the place where the parts meet. Package extract finds the words that tell an act and the words that say who, where and when;
// actors, places and dates say what those words mean; the ontology gives the CAMEO code. What is left is the coder's own work, and it
// is the work of reading a document rather than a sentence:
//
//   - what the extractor cut is made whole (repair.go): half a name, a trigger in two pieces;
//   - who is on whose side (roles.go, allies.go): the subject of a passive suffers, who fights alongside the doer does not;
//   - who is meant (discourse.go, resolve.go, reference.go, other.go): "Rubio", "the Secretary", "he", "both countries" take their meaning
//     from what was said before;
//   - which country is theirs where the tables know none, or the wrong one (beside.go, inherit.go);
//   - what kind of party they are (kinds.go): "a German and a Dutch" are two people and no governments;
//   - whose word it is (claims.go): an act inside a quotation is told by the one who is quoted;
//   - which countries else may have a part in it (named.go): not where somebody lives, nor who tells the news;
//   - when it was (times.go, past.go, eras.go): of old deeds, commemorated or told in passing, the time is their own and not the report's;
//   - what is one act (merge.go): headline, standfirst and body tell it again and again, and it stays one event, with the other places
//     as its mentions.
//
// Each step leaves a note of what decided, so that every event can be explained to someone who will not read code (explain.go).
//
// A Coder is immutable and shared by all goroutines. The result for a document depends on that document alone, so any distribution of
// the work gives the same events.
package coder

// Package barograph holds the nouns of political event data: what an article, an event, a participant and a place are, and the
// ontology that events are coded in (PLOVER types and modes, CAMEO codes, Goldstein values).
//
// An event is one act by a political actor that a sentence reports: who did what to whom, when, where, according to whom, and
// whether it really happened. Every event leads back to the words it rests on: spans carry offsets into the coded text.
//
// The package depends on nothing but the standard library. Each other package does one job on these plain values:
//
//	bytes ─► article ─► encoder, extract ─► coder (actors, places, dates) ─► dedup ─► store ─► tension ─► server
package barograph

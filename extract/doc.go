// Package extract finds mentions of political events in sentences: the words that tell an act, its type, mode, status and force,
// and the words that say who, to whom, where, when, how many and according to whom. It runs a learned model (docs/model.md) on
// package encoder.
//
// # Two readings
//
// The shared layers read a sentence once. On top of them the trigger layers propose candidates, words that may tell an act; then, for
// each candidate, the role layers read the sentence again with the candidate marked, settle what it is or refuse it, and say who and
// where. Before all that a gate, a sum of one weight per piece, passes over sentences without a chance.
//
// # Scheduling
//
// An [Extractor] is immutable and shared by all goroutines. Each call of [Extractor.Extract] works in a workspace of its own, taken
// from a pool, on the goroutine that calls: as many calls at once as there are cores use all of them. A call stacks its sentences,
// candidates too, into batches of at most batchRows pieces, so a workspace has a bounded size (some 8 MB) however many sentences
// there are. Since rows are stacked without padding, sentences of any length and article go together, and there is nothing to sort.
// A sentence's mentions do not depend on the sentences beside it: any distribution of the work over any number of goroutines gives
// the same bytes. An article at a time is a good call; one sentence at a time is slower by a seventh, for the weights are then read
// from memory for each.
//
// # What is not computed
//
// A candidate whose first reading leaves no hope of the threshold is not read again, and of a candidate that the second reading refuses
// only its own words' rows go through the last layer's inner map. Neither changes a mention.
package extract

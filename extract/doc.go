// Package extract finds mentions of political events in sentences: the words that tell an act, its type, mode, status and force,
// and the words that say who, to whom, where, when, how many and according to whom. It runs a learned model (docs/model.md) on
// package encoder.
//
// An [Extractor] is immutable and shared by all goroutines. Each call of [Extractor.Extract] works in a workspace of its own, taken
// from a pool, on the goroutine that calls: several calls at once use several cores. A call stacks its sentences into batches of at
// most batchRows pieces, so a workspace has a bounded size (some 25 MB) however many sentences there are. A sentence's mentions do
// not depend on the sentences beside it, so any distribution of the work gives the same bytes. Calls with eight sentences or more
// are the efficient ones: the weights are then read from memory once for many rows.
package extract

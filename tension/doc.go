// Package tension reads the pressure between countries out of the record: for a pair of countries, one direction of a pair, a country
// or the world, and for each day, a number from 0 to 100 and the events that make it up.
//
// An event weighs
//
//	w = √(10 |Goldstein|) × confidence × status × told × quad × act × doer × sufferer × ways
//
// in Goldstein points: status by whether it happened, told by the number of independent sources (not of reports), quad by words or
// deeds, act by whether its kind often tells a quarrel of two states, doer and sufferer by the kinds of parties, ways by whether it counts in
// both directions. Conflict and co-operation are kept apart. The level of a day d is what its events and
// those before weigh, faded by age in days:
//
//	C(d) = Σ w of conflict × 2^(−age/half-life)      K(d) = Σ w of co-operation × 2^(−age/half-life)
//
// Both are combined, measured against the pair's own history (N, the level that is usual for it) and against all pairs (s, a share
// of the level that is usual for the whole world):
//
//	net      = max(0, C − κK)
//	excess   = net − λ min(net, N)
//	pressure = 100 × excess / (excess + s)
//
// So pressure 50 means: the pair alone makes, beyond what is usual for it, a twentieth of all the conflict that is usual in the world.
// Every term is a sum over events, so the parts of a day's pressure, one for each event and one for what is usual, add up to it (Parts).
// All factors are rows of weights.tsv, which a user's folder may overlay. docs/tension.md has the reasons and the validation.
//
// Days on which nothing at all is on record have no value: a gap in the record is not peace.
package tension

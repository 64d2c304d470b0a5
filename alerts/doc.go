// Package alerts wakes somebody when something happens between countries: rules in a file, tried on every day of the record, and
// deliveries that survive restarts and receivers that are down.
//
// A rule holds on a day or not, by what was known on that day. It fires when an episode begins, once; the episode goes on while the rule
// holds, and ends when for Quiet days it did not (a rule of tension ends it below a lower mark, so that a value that trembles about the
// mark fires once). Days for which the record has no news leave an episode of tension or silence as it is.
//
// What fired is written to the record's memory before it is delivered, under an id made of the rule, its subject and the first day of the
// episode. A delivery is repeated until the receiver takes it, so it may come twice, with the same id. The clock may jump: an evaluation
// of an earlier day than the last changes nothing, unless the last one lies in the future of the clock, when what it ended is open again;
// an episode that fired already does not fire again on a day that belongs to it.
//
// docs/alerts.md is the reference of the file and of what is delivered.
package alerts

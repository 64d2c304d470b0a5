// Package dedup merges: the reports of one act, told by many articles in many words, become one story, in which their contradictions
// stay visible.
//
// A [Rule] compares two reports. It adds up what speaks for one act and what speaks against it (features.go: type and mode, parties, day,
// place, figures, words) with weights that were fitted on annotated days of crisis (data/merging.tsv, which a user's table may
// overlay), and so gives the probability that they tell one act. docs/merging.md works through an example.
//
// [Rule.Stories] then groups. Reports that no chain of likely pairs ties to each other have nothing to do with each other; within such a
// chain, groups join by the mean of their pairs (linkage.go), so that one likeness by chance does not chain two acts together. What
// people said (merge, split) overrules the weights. All of this is a function of the set of reports: whatever the order in which they
// come, one by one or all at once, the same stories stand in the record in the end. That is also what makes it possible to merge into
// a record of any size: only the new reports, and those that chains tie to them, are grouped again (package merger).
//
// What is not compared matters as much. The status is not: a strike that one side calls foiled, the other denies and a monitor counts the
// dead of is one act, and the story says who claims what. Nor is it asked who may be believed.
//
// Every story carries its links: for each report the tie that holds it, with what agreed, what differed and how likely the rule found it.
package dedup

// Package brief writes a situation report on two countries by rule: what happened, what is contested, who talks and through whom, what
// changed and what to watch, each sentence with its sources.
//
// Nothing in it is composed freely. What an act was is told in the words of a report, between quotation marks; the sentences around it
// state counts, days, names and pressures of the record. The rules:
//
//   - The report is about the stories that name both countries, and those that name one of them in an article that tells an act between
//     the two; as they were known on the last day. Headlines alone are left out, and so are stories below the confidence asked for.
//   - Stories are ranked by |Goldstein| + 1, confidence and independent sources; those that name one country only, and whose sentence
//     leans on another, count less. The foremost are told, by day.
//   - Stories whose quoted sentences are the same, or share most of their words, are told once, with the sources of all.
//   - A story is contested when its reports or their claimants give it different statuses, when it is alleged or denied, or when its
//     figures differ; an accusation and a denial always are. Claims stand by claimant.
//   - No sentence is quoted twice: later mentions give its beginning, and the number of its source.
package brief

// Package contacts tells who talks to whom: for a pair of countries the last direct contact, the contacts through others, what was
// asked and what became of it, and the days without contact; and the graph of who talks to whom about their crisis.
//
// It reads stories and adds nothing of its own. The rules:
//
//   - A direct contact is a CONSULT that occurred with an official of one country on one side and of the other on the other side, or
//     both as its joint subject; an AGREE, RETREAT ceasefire or SUPPORT sign of both together. Officials are all sectors but CVL, BUS,
//     MED, EDU, REL, NGO, OPP and CRM.
//   - A contact is mediated when its mode is mediate, or when a third party talks to both in one act. Who stands in it beside the
//     pair is whom it went through. Mediators, or the two between whom it was, that a mediation leaves out are taken from what the same
//     sentence tells beside it. What was agreed in an article that tells of mediation between the two came about through the mediators.
//   - A go-between is a third party that talked to the one and to the other within Between days, in articles that speak of both.
//   - A contact to come is a CONSULT with status planned or a day after At, or an AGREE meet first told in the last Ahead days. A disputed one
//     is alleged, denied, attempted or hypothetical.
//   - A request is a REQUEST that occurred, of one country to the other, or of a third party to either. It is answered by an act of
//     whom it asks within Answer days (of the same day, if it was told later, or no hour is known and it has the same mode): AGREE, or
//     what fulfils its mode (yield: RETREAT or CONCEDE; meet: CONSULT; assist: AID or COOPERATE; change: CONCEDE). It is refused by a
//     REJECT. The act must be of the same mode, or either without one, and be done to the asker, to another whom the request asks, or
//     to nobody who is named. The last such act decides. Without one it is open for Answer days, and unanswered from then on.
//
// Days without contact are counted from the last direct contact; the days of them on which the record has no news of either country
// are told beside, because silence of the record is no silence between the two.
package contacts

import type { CodedEvent, Span } from "./types";

export type Piece = { text: string; roles: string[] };

/**
 * Cuts an event's sentence at the words its fields rest on. Spans count in code points of the whole text, and the answer does not say
 * where in it the sentence begins; the place where the trigger and most other spans fall on their own words is where.
 */
export function evidencePieces(e: CodedEvent): Piece[] {
  const letters = Array.from(e.evidence);
  const spans: (Span & { role: string })[] = [
    { ...e.trigger, role: "trigger" },
    ...(e.actors ?? []).map((p) => ({ ...p, role: "actor" })),
    ...(e.recipients ?? []).map((p) => ({ ...p, role: "recipient" })),
    ...(e.locations ?? []).map((p) => ({ ...p, role: "location" })),
    ...(e.time ? [{ ...e.time, role: "time" }] : []),
    ...(e.claimant ? [{ ...e.claimant, role: "claimant" }] : []),
  ].filter((s) => s.end > s.start);
  const fits = (start: number, s: Span) => letters.slice(s.start - start, s.end - start).join("") === s.text && s.start >= start;

  let best = { start: -1, fit: 0 };
  for (let i = e.evidence.indexOf(e.trigger.text); i >= 0 && e.trigger.text; i = e.evidence.indexOf(e.trigger.text, i + 1)) {
    const start = e.trigger.start - Array.from(e.evidence.slice(0, i)).length;
    const fit = spans.filter((s) => fits(start, s)).length;
    if (fit > best.fit) best = { start, fit };
  }
  if (best.fit === 0) return [{ text: e.evidence, roles: [] }];
  const inside = spans.filter((s) => fits(best.start, s)).map((s) => ({ from: s.start - best.start, to: s.end - best.start, role: s.role }));
  return cut(letters, inside);
}

/** Cuts letters at the edges of spans; pieces under several spans have all their roles. */
export function cut(letters: string[], spans: { from: number; to: number; role: string }[]): Piece[] {
  const edges = [...new Set([0, letters.length, ...spans.flatMap((s) => [s.from, s.to])])].filter((x) => x >= 0 && x <= letters.length).sort((a, b) => a - b);
  return edges.slice(0, -1).map((from, i) => ({
    text: letters.slice(from, edges[i + 1]).join(""),
    roles: [...new Set(spans.filter((s) => s.from <= from && s.to >= edges[i + 1]!).map((s) => s.role))],
  }));
}

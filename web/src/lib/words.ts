import { board } from "./meta.svelte";
import type { CodedEvent, Count, Participant, Party, Role } from "./types";

export type Side = "conflict" | "coop" | "neutral";

/** Which of the two hues an event has; quad classes are 0 neutral, 1 and 2 co-operation, 3 and 4 conflict. */
export const side = (quad: number): Side => (quad >= 3 ? "conflict" : quad >= 1 ? "coop" : "neutral");

export const sideName: Record<Side, string> = { conflict: "conflict", coop: "co-operation", neutral: "neutral" };

const sectors: Record<string, string> = {
  GOV: "government",
  MIL: "military",
  COP: "police",
  SPY: "intelligence",
  JUD: "judiciary",
  LEG: "parliament",
  PTY: "party",
  OPP: "opposition",
  REB: "armed group",
  CRM: "crime",
  IGO: "organisation",
  NGO: "NGO",
  MED: "media",
  REL: "religious",
  EDU: "education",
  BUS: "business",
  CVL: "civilians",
};
export const sectorName = (sector: string) => sectors[sector] ?? sector;

/** "Assault, drone", "Request (demand), yield" */
export function act(e: { type: string; mode: string; force?: string }): string {
  const type = e.type.charAt(0) + e.type.slice(1).toLowerCase();
  const force = e.force ? ` (${e.force})` : "";
  return type + force + (e.mode ? ", " + e.mode : "");
}

/** A code like PAK.MIL or PAK as words: "Pakistan (military)". */
export function codeName(code: string): string {
  const [country = "", sector = ""] = code.split(".");
  return board.name(country) + (sector && sector !== "GOV" ? ` (${sectorName(sector)})` : "");
}

/** "India", "India and Pakistan", each country once. */
export function partyNames(ps: Participant[] | null): string {
  const names = [...new Set((ps ?? []).map((p) => (p.code && p.code.length === 3 && !isGroup(p.code) ? board.name(p.code) : p.name || p.text)))];
  if (names.length > 3) return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
  return names.length > 1 ? names.slice(0, -1).join(", ") + " and " + names.at(-1) : (names[0] ?? "");
}

const isGroup = (code: string) => ["IGO", "NGO", "TRN", "MUL"].includes(code);

/** "India → Pakistan", "India and Pakistan", "→ Pakistan" */
export function who(e: Pick<CodedEvent, "actors" | "recipients">): string {
  const from = partyNames(e.actors);
  const to = partyNames(e.recipients);
  if (from && to) return `${from} → ${to}`;
  return from || (to ? `unknown → ${to}` : "nobody named");
}

/** An event in one line for a title or a screen reader. */
export const headline = (e: CodedEvent) => `${who(e)}: ${act(e)}${e.status === "occurred" ? "" : ", " + e.status}`;

export const countText = (c: Count) => c.text || (c.max && c.max !== c.min ? `${c.min}–${c.max}` : c.max ? String(c.min) : `at least ${c.min}`);

export const plural = (n: number, one: string, many = one + "s") => `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;

const one = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const minus = (s: string) => s.replace("-", "−");
/** 41.2 */
export const fixed1 = (x: number) => minus(one.format(x));
/** +4.1, −2.0, ±0 */
export const signed = (x: number) => (Math.abs(x) < 0.05 ? "±0" : (x > 0 ? "+" : "") + minus(one.format(x)));
/** A pressure, 0 to 100, as it is written everywhere; a dash where the record has nothing. */
export const pressureText = (x: number | null | undefined) => (x === null || x === undefined ? "–" : String(Math.round(x)));

/** The step of the warm scale for a pressure: 0 for none, 1 to 5. */
export const heat = (x: number | null | undefined) => (!x || x < 1 ? 0 : x < 10 ? 1 : x < 25 ? 2 : x < 50 ? 3 : x < 75 ? 4 : 5);
export const heatSteps = ["under 1", "1–10", "10–25", "25–50", "50–75", "75–100"];

/** Only addresses of the web are made links; articles may claim any. */
export const safeURL = (url: string | undefined) => (url && /^https?:\/\//i.test(url) ? url : "");

/** "Marco Rubio and Ishaq Dar"; those of a party without a name by their country. */
export function partyList(ps: Party[] | null | undefined): string {
  const names = [...new Set((ps ?? []).map((p) => p.name || board.name(p.code)))];
  return names.length > 1 ? names.slice(0, -1).join(", ") + " and " + names.at(-1) : (names[0] ?? "");
}

const ways: Record<string, string> = {
  phone: "by phone",
  visit: "a visit",
  "third-party": "a meeting elsewhere",
  multilateral: "a meeting of several",
  negotiate: "negotiations",
  mediate: "mediation",
  talks: "talks",
  agreement: "an agreement",
  truce: "a truce",
  signing: "a signing",
};
export const wayName = (how: string) => ways[how] ?? how;

/** The roles, the least first; each may do what the one before may. */
export const roles: { role: Role; may: string }[] = [
  { role: "reader", may: "reads, and tries texts" },
  { role: "analyst", may: "also corrects, and takes texts into the record" },
  { role: "admin", may: "also manages users" },
];

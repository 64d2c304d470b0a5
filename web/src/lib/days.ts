// Days are strings like 2025-05-08 in the API; here also whole numbers since 1970, to count with.

const ms = 86_400_000;

export const toNumber = (day: string): number => Math.round(Date.parse(day.slice(0, 10) + "T00:00:00Z") / ms);
export const toDay = (n: number): string => new Date(n * ms).toISOString().slice(0, 10);
export const addDays = (day: string, n: number): string => toDay(toNumber(day) + n);

const long = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const medium = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const month = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

const at = (day: string) => new Date(day.slice(0, 10) + "T00:00:00Z");
const known = (day: string | null | undefined): day is string => /^\d{4}-\d{2}-\d{2}/.test(day ?? "");

/** 8 May 2025; months and years as they are, "an unknown day" for none. */
export const longDay = (day: string | null | undefined) => (known(day) ? long.format(at(day)) : day || "an unknown day");
/** 8 May */
export const shortDay = (day: string | null | undefined) => (known(day) ? short.format(at(day)) : day || "no day");
/** 8 May 2025, with the month cut short */
export const mediumDay = (day: string | null | undefined) => (known(day) ? medium.format(at(day)) : day || "no day");
/** 27 Nov 2026, 14:50 in the reader's zone; a bare day stays one. */
export const momentOf = (t: string | null | undefined) =>
  !t ? "never" : t.length <= 10 ? mediumDay(t) : Number.isNaN(Date.parse(t)) ? t : moment.format(new Date(t));

/** 7–10 May 2025 */
export function span(from: string, to: string): string {
  if (from === to) return longDay(from);
  if (from.slice(0, 7) === to.slice(0, 7)) return `${Number(from.slice(8))}–${longDay(to)}`;
  if (from.slice(0, 4) === to.slice(0, 4)) return `${shortDay(from)} – ${mediumDay(to)}`;
  return `${mediumDay(from)} – ${mediumDay(to)}`;
}

/** Ticks for an axis of days, at most about `most`: days, Mondays, months or years, each with its label. */
export function ticks(from: number, to: number, most: number): { at: number; label: string }[] {
  const days = to - from + 1;
  const out: { at: number; label: string }[] = [];
  const step = [1, 2, 7, 14].find((s) => days / s <= most);
  if (step) {
    for (let d = from + ((step - 1) >> 1); d <= to; d += step) {
      out.push({ at: d, label: shortDay(toDay(d)) });
    }
    return out;
  }
  const months = [1, 3, 6, 12, 24, 60, 120].find((m) => days / 30.4 / m <= most) ?? 240;
  const start = new Date(from * ms);
  for (let m = start.getUTCFullYear() * 12 + start.getUTCMonth(); ; m++) {
    const first = new Date(Date.UTC(Math.floor(m / 12), m % 12, 1));
    const n = Math.round(first.getTime() / ms);
    if (n > to) break;
    if (n < from || m % months !== 0) continue;
    out.push({ at: n, label: m % 12 === 0 || months >= 12 ? String(first.getUTCFullYear()) : month.format(first) });
  }
  return out;
}

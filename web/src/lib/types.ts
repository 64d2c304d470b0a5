// The answers of the API, as server/openapi.yaml describes them.

export type Country = { code: string; name: string };
export type Status = "occurred" | "attempted" | "planned" | "alleged" | "denied" | "hypothetical";
export type Span = { text: string; start: number; end: number };
export type Participant = Span & { code: string; sector: string; name: string };
export type Location = Span & { name: string; country: string; admin1: string; lat: number; lon: number; geonameid: number };
export type Time = Span & { value: string; precision: string };
export type Count = { text: string; min: number; max: number };

export type Role = "reader" | "analyst" | "admin";
export type User = { name: string; role: Role; created: string };
export type Token = { id: string; label: string; user: string; role: Role; created: string; expires: string };
export type Me = { name: string | null; role: Role | null; local: boolean; login: boolean; may: string[] };
export type Meta = {
  version: string;
  empty: boolean;
  first: string | null;
  last: string | null;
  seq: number;
  counts: Record<string, number>;
  me: Me;
  types: { type: string; quad: number; modes: string[] }[];
  modes: string[];
  statuses: Status[];
  sectors: string[];
  quads: string[];
  fields: string[];
  countries: Country[];
};

export type CodedEvent = {
  id: string;
  type: string;
  mode: string;
  force: string;
  status: Status;
  cameo: string;
  goldstein: number;
  quad: number;
  trigger: Span;
  actors: Participant[] | null;
  recipients: Participant[] | null;
  locations: Location[] | null;
  time: Time | null;
  claimant: Participant | null;
  deaths: Count | null;
  injuries: Count | null;
  sentence: number;
  evidence: string;
  confidence: number;
  mentions: { trigger: Span; sentence: number; evidence: string; status: string }[] | null;
};
export type Claim = { status: Status; by?: string; code?: string; outlet?: string; report: string };
export type Figure = { of: "deaths" | "injuries"; count: Count; by?: string; outlet?: string; report: string };
export type Link = { a: string; b: string; score: number; agree?: string[]; differ?: string[]; because: string };
export type Event = CodedEvent & {
  day: string;
  origin?: string;
  published?: string;
  articles: number;
  sources: number;
  rejected?: boolean;
  url?: string;
  claims?: Claim[];
  figures?: Figure[];
  links?: Link[];
};
export type EventPage = { events: Event[]; next: string | null };
export type Report = CodedEvent & {
  source: { id: string; url?: string; outlet?: string; language?: string; headline?: string; published?: string; copies: string };
};
export type Anchor = { report: string; article: string; start: number; end: number };
export type Correction = {
  id: string;
  kind: "confirm" | "correct" | "split" | "merge" | "reject";
  on: Anchor[];
  from?: Anchor[];
  field?: string;
  value?: string;
  by?: string;
  at: string;
  note?: string;
  undone?: boolean;
};
export type EventDetail = Event & {
  reports: Report[];
  corrections: Correction[];
  agree: string[];
  differ: { field: string; values: { value: string; reports: string[] }[] }[];
  codes: { plover: string; cameo: { code: string; name: string }; goldstein: number; quad: string };
};
export type Reason = { text?: string; role?: string; means: string; because: string };
export type Explanation = {
  trigger: Reason;
  participants?: Reason[];
  claimant?: Reason;
  locations?: Reason[];
  time?: Reason;
  cameo: Reason;
  merged?: string;
};

export type Highlight = {
  start: number;
  end: number;
  role: "trigger" | "mention" | "actor" | "recipient" | "location" | "time" | "claimant" | "deaths" | "injuries";
  event: string;
  type: string;
  quad: number;
  status: Status;
  means?: string;
};
export type Part = { part: string; text: string; coded: boolean; start?: number; end?: number };
export type TextAnswer = {
  text: string;
  article: null | { url?: string; source?: string; headline: string; published: string | null; paywalled?: boolean; correction?: string };
  parts: Part[];
  quotes: { speaker: string; text: string; channel: string; start: number; end: number }[];
  events: (CodedEvent & { story?: string; explain?: Explanation })[];
  highlights: Highlight[];
  warnings: string[];
};
export type ArticleDetail = TextAnswer & { id: string; url?: string; copies: string; superseded: boolean; feed: string; coder: string };
export type Coded = TextAnswer & { kept?: { article: string; fate: string } };

export type Measure = { pressure: number | null; conflict: number; cooperation: number; net: number };
export type Pressure = Measure & { day: string; events: number; usual: number };
export type Mover = {
  id: string;
  day: string;
  type: string;
  mode: string;
  status: Status;
  quad: number;
  goldstein: number;
  confidence: number;
  sources: number;
  actor: string;
  recipient: string;
  summary: string;
  evidence: string;
  /** Goldstein points, on its own day. */
  weight: number;
  /** Points of the pressure; conflict above zero, co-operation below. */
  value: number;
};
export type PairPressure = Measure & { a: Country; b: Country; before: number; change: number };
export type Top = { day: string; days: number; highest: PairPressure[]; rose: PairPressure[]; fell: PairPressure[] };
export type World = { day: string; countries: (Country & Measure)[]; arcs: PairPressure[] };
export type Frame = { day: string; pressure: number | null; events: number; countries: Record<string, number>; arcs: [string, string, number][] };
export type WorldDays = { from: string; to: string; step: number; frames: Frame[] };
export type Turn = { day: string; kind: "onset" | "peak" | "end"; pressure: number; events: string[] };
export type Episode = { floor: number; onset: string; peak: string; end: string | null };
export type Gap = { from: string; to: string };
export type Dyad = {
  a: Country;
  b: Country;
  from: string;
  to: string;
  days: Pressure[];
  gaps: Gap[];
  movers: Mover[];
  turns: Turn[];
  episodes: Episode[];
  contested: Event[];
};
export type DayPart = Mover & { age: number };
export type DyadDay = Pressure & { a: Country; b: Country; formula: string; relief: number; parts: DayPart[] };
export type CountryAnswer = { country: Country; from: string; to: string; days: Pressure[]; pairs: PairPressure[] };
export type Party = { code: string; sector?: string; name: string };
export type Evidence = { report?: string; article?: string; sentence?: string; headline?: string; outlet?: string; url?: string; published?: string };
export type Contact = {
  story: string;
  day: string;
  how: string;
  status: Status;
  of: Party[] | null;
  with: Party[] | null;
  others?: Party[] | null;
  through?: Party[] | null;
  place?: string;
  sources: number;
  confidence: number;
  evidence: Evidence;
};
export type Contacts = {
  a: string;
  b: string;
  at: string;
  from: string;
  last: Contact | null;
  silent_days: number;
  days_without_news: number;
  direct: Contact[];
  mediated: Contact[];
  mediators: { who: Party; times: number; last: string }[];
  go_betweens: { who: Party; of: Contact; with: Contact }[];
  planned: Contact[];
  disputed: Contact[];
  requests: {
    story: string;
    day: string;
    force: string;
    for: string;
    by: Party[] | null;
    to: Party[] | null;
    outcome: "answered" | "refused" | "open" | "unanswered";
    answer?: { story: string; day: string; type: string; mode?: string; by: Party[] | null; evidence: Evidence };
    sources: number;
    evidence: Evidence;
  }[];
  graph: { a: Party; b: Party; times: number; how: Record<string, number>; last: Contact }[];
  gaps: Gap[];
};
export type BriefSentence = {
  lead?: string;
  text?: string;
  /** A report's own words. */
  quote?: string;
  after?: string;
  /** It belongs under the sentence before. */
  under?: boolean;
  events: string[] | null;
  sources: number[] | null;
};
export type Brief = {
  a: string;
  b: string;
  title: string;
  from: string;
  to: string;
  /** What the report rests on. */
  standing: string;
  sections: { title: string; sentences: BriefSentence[] | null }[];
  sources: { number: number; article?: string; outlet?: string; headline?: string; url?: string; published?: string; evidence: string[] | null }[] | null;
};
export type PartyCount = { code: string; sector: string; name: string; events: number };
export type ActorAnswer = {
  query: string;
  resolved: null | { code: string; sector: string; name: string; because: string };
  parties: PartyCount[];
  with: PartyCount[];
  types: Record<string, number>;
  events: Event[];
};
export type SearchAnswer = EventPage & {
  query: string;
  read: { text: string; as: string; means: string }[];
  countries: Country[];
  filter: string;
};
export type Alerts = {
  file: string | null;
  problems: string[];
  rules: { name: string; when: string; scope: string; to: string[]; open: boolean }[];
  open: { id: string; rule: string; subject: string; opened: string; last: string; closed?: string }[];
  history: {
    id: string;
    rule: string;
    kind: string;
    title: string;
    text: string;
    countries: string[] | null;
    region?: string;
    day: string;
    value: number;
    when: string;
    at: string;
    events: { event: string; day: string; type: string; mode?: string; status: Status; sentence?: string; outlet?: string }[] | null;
  }[];
};
export type Sources = {
  watching: boolean;
  feeds: {
    feed: string;
    title: string;
    articles: number;
    events: number;
    last_article: string | null;
    visited: string | null;
    next: string | null;
    failures: number;
    error: string | null;
  }[];
  outlets: { outlet: string; articles: number; events: number; last_article: string | null }[];
};
export type Problem = { title: string; status: number; detail?: string; parameter?: string; retry_after?: number };

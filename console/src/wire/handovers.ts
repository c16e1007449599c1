/**
 * Shift handovers (交接班) as REST tells them: types and calls (docs/handover.md). What a person may
 * do with one is `state/handover_acts.ts`' business.
 */
import type { Bilingual, Instant, Priority } from "./frames";
import { request, type Page } from "./rest";

/** A page is generated with the figures of its shift, which take a while. */
const PATIENCE_MS = 60_000;

export type Stage = "drafted" | "signed" | "sealed";
/** What people say: notes before the first signature, the others between the two. */
export type WordsKind = "noted" | "asked" | "answered" | "remarked";
export type Lack = "draft" | "outgoing" | "incoming" | "";

/** What is handed over: a shift on a day, or a time given by hand, both words then empty. */
export interface Turn {
  id: string;
  shift: string;
  name: Bilingual;
  date: string;
  from: Instant;
  to: Instant;
}

export interface ShiftTurn extends Turn {
  /** Both should have signed by then. */
  due: Instant;
  /** A page that is generated earlier can't be signed. */
  signable_from: Instant;
}

export interface MissingHandover extends Turn {
  due: Instant;
  lacks: Lack;
}

export interface Signature {
  by: string;
  at: Instant;
  edition: number;
}

export interface HandoverLine extends ShiftTurn {
  stage: Stage;
  version: number;
  /** The newest. */
  edition: number;
  drafted: Signature;
  outgoing: Signature | null;
  incoming: Signature | null;
  lacks: Lack;
}

/** What there is of them stands in this order. */
export interface Cell {
  zh: string;
  en: string;
  at: Instant | null;
  ms: number | null;
  number: number | null;
  /** An id to stand below. */
  small: string;
}

export interface Line {
  cells: Cell[];
  priority: Priority | "";
}

export interface Section {
  id: string;
  title: Bilingual;
  columns: Bilingual[];
  lines: Line[];
  /** With more than are listed the rest was left off. */
  total: number;
  note: Bilingual | null;
  /** The last column's texts are long and stand on a line of their own. */
  wide: boolean;
}

export interface Said {
  kind: WordsKind;
  /** Empty: to all of it. */
  section: string;
  words: string;
  by: string;
  at: Instant;
  edition: number;
}

export interface Handover extends HandoverLine {
  /** The edition of this page, frozen at `at`. */
  shown: number;
  at: Instant;
  seq: number;
  digest: string;
  heads: { label: Bilingual; number: number }[];
  sections: Section[];
  drafts: Signature[];
  said: Said[];
}

/** Who takes over: name and password go from the form to the server and are kept nowhere. */
export interface Signer {
  username: string;
  password: string;
}

export async function readShifts(signal?: AbortSignal): Promise<ShiftTurn[]> {
  const path = "/handovers/shifts";
  return (await request<Page<ShiftTurn>>("GET", path, undefined, signal)).items;
}

/** The shift that runs at an instant, of those that were read. */
export function runningAt<One extends Turn>(shifts: readonly One[], now: Instant): One | null {
  return shifts.find((shift) => shift.from <= now && now < shift.to) ?? null;
}

/** The newest of them. */
export async function readLines(most: number, signal?: AbortSignal): Promise<HandoverLine[]> {
  const path = `/handovers?limit=${most}`;
  return (await request<Page<HandoverLine>>("GET", path, undefined, signal)).items;
}

export async function readMissing(signal?: AbortSignal): Promise<MissingHandover[]> {
  const path = "/handovers/missing";
  return (await request<Page<MissingHandover>>("GET", path, undefined, signal)).items;
}

function pathOf(id: string): string {
  return `/handovers/${encodeURIComponent(id)}`;
}

export function readHandover(
  id: string,
  edition: number | null,
  signal?: AbortSignal,
): Promise<Handover> {
  const query = edition === null ? "" : `?edition=${edition}`;
  return request("GET", pathOf(id) + query, undefined, signal);
}

/**
 * Generates the page of a turn, or generates it anew.
 *
 * @param version what was seen of it; null where there was none
 * @throws {Refusal} with the server's word for its reason
 */
export function draftHandover(turn: Turn, version: number | null): Promise<Handover> {
  const what = turn.shift
    ? { shift: turn.shift, date: turn.date }
    : { from: turn.from, to: turn.to };
  // 0: the first that is generated, if nobody was quicker.
  const body = { ...what, version: version ?? 0 };
  return request("POST", "/handovers", body, undefined, { patience: PATIENCE_MS });
}

/** @throws {Refusal} with the server's word for its reason */
export function remarkOn(
  handover: Handover,
  kind: WordsKind,
  section: string,
  words: string,
): Promise<Handover> {
  const body = { kind, section, words, version: handover.version };
  return request("POST", `${pathOf(handover.id)}/remark`, body);
}

/**
 * @param second who takes over; null: who is logged in hands over
 * @throws {Refusal} with the server's word for its reason
 */
export function signHandover(handover: Handover, second: Signer | null): Promise<Handover> {
  const side = second ? "incoming" : "outgoing";
  const body = { side, version: handover.version, ...(second ? { second } : {}) };
  return request("POST", `${pathOf(handover.id)}/sign`, body);
}

export function linkToPage({ id, shown }: Handover): string {
  return `/api/v1${pathOf(id)}/page?edition=${shown}`;
}

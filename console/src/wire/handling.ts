/**
 * REST: the handling records (处置) as types, read again at the price of an empty answer while
 * nothing has changed, and what people do to them. What a record means is decided in `state/`.
 */
import type { Bilingual, Instant, Priority } from "./frames";
import { readAll, request, send, type Page } from "./rest";

export type Step = "pushed" | "signed" | "verified" | "handled" | "reported" | "closed";
export type Side = "enterprise" | "park";
export type Finding = "real" | "false" | "test" | "calibration" | "maintenance" | "drill";

/** The step that a record waits for, in the order of the cycle. */
export const WAITED = ["sign", "verify", "handle", "report", "close"] as const;
export type Waited = (typeof WAITED)[number];

export const STEPS: readonly Step[] = [
  "pushed",
  "signed",
  "verified",
  "handled",
  "reported",
  "closed",
];

export const FINDINGS: readonly Finding[] = [
  "real",
  "false",
  "test",
  "calibration",
  "maintenance",
  "drill",
];

/** A step that was done. */
export interface Stamp {
  step: Step;
  at: Instant;
  by: string;
  side: Side;
  /** Who at the enterprise said so, where the park wrote it down. */
  behalf: string;
  late: boolean;
}

export interface HandlingRow {
  id: number;
  alarm: string;
  name: Bilingual;
  hazard: string;
  enterprise: string;
  priority: Priority;
  /** Of simulated data: never overdue, never counted. */
  drill: boolean;
  step: Step;
  since: Instant;
  owner: Side;
  turn: Side | null;
  next: Waited | null;
  /** Null where it is closed or nothing can be done yet. */
  due: Instant | null;
  finding: Finding | null;
  /** What the journal last said of the condition. */
  evidence: "standing" | "returned" | "removed";
  ended_at: Instant | null;
  opened_at: Instant;
  raised_at: Instant;
  last_raised_at: Instant;
  activations: number;
  done: Stamp[];
  park_signed: Stamp | null;
  calls: number;
  attachments: number;
  limits_s: Partial<Record<Waited, number>>;
  version: number;
}

export interface Call {
  person: string;
  number: string;
  outgoing: boolean;
  answered: boolean;
}

export interface Attachment {
  sha256: string;
  name: string;
  media_type: string;
  bytes: number;
}

/** One thing that happened to a record. */
export interface HandlingEntry {
  seq: number;
  version: number;
  at: Instant;
  happening: string;
  side: Side;
  by: string;
  behalf: string;
  words: string;
  finding: Finding | null;
  call: Call | null;
  attachment: Attachment | null;
  journal_seq: number | null;
}

/** An act that whoever is logged in may do to a record as it stands. */
export interface Offer {
  /** The word of its path. */
  action: string;
  happening: string;
  /** What it has to tell. */
  behalf: boolean;
  finding: boolean;
  words: boolean;
  /** Why not yet. */
  hindrance: string | null;
}

export interface HandlingView {
  record: HandlingRow;
  entries: HandlingEntry[];
  offers: Offer[];
}

export interface HandlingPage extends Page<HandlingRow> {
  newest: Record<string, HandlingEntry>;
}

/** What was read, and the tag by which the server knows whether it has changed since. */
export interface Known<Body> {
  path: string;
  tag: string | null;
  body: Body;
}

/** Reads a resource again; the very same object where it has not changed. */
export async function readAgain<Body>(
  path: string,
  known: Known<Body> | null,
  signal: AbortSignal,
): Promise<Known<Body>> {
  const same = known?.path === path ? known : null;
  const headers: Record<string, string> = same?.tag ? { "If-None-Match": same.tag } : {};
  const response = await send("GET", path, { headers, signal });
  if (response.status === 304 && same) return same;
  return { path, tag: response.headers.get("ETag"), body: (await response.json()) as Body };
}

const PAGE = 1000;
/** Closed records are looked up in reports; the board shows the last of them. */
export const CLOSED_SHOWN = 50;

export type KnownPage = Known<HandlingPage>;

/** All open records, page by page; the very same pages where nothing has changed. */
export async function readOpen(
  known: readonly KnownPage[],
  signal: AbortSignal,
): Promise<readonly KnownPage[]> {
  const pages: KnownPage[] = [];
  let cursor: string | null = null;
  do {
    const place: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const before = known[pages.length] ?? null;
    const page: KnownPage = await readAgain(`/handling?limit=${PAGE}${place}`, before, signal);
    pages.push(page);
    cursor = page.body.next;
  } while (cursor !== null);
  const same = pages.length === known.length && pages.every((page, at) => page === known[at]);
  return same ? known : pages;
}

/** The open records of a hazard, newest first. */
export function readOpenOf(hazard: string): Promise<HandlingRow[]> {
  return readAll(`/handling?hazard=${encodeURIComponent(hazard)}`);
}

/** The records that were closed last. */
export function readClosed(known: KnownPage | null, signal: AbortSignal): Promise<KnownPage> {
  return readAgain(`/handling?step=closed&limit=${CLOSED_SHOWN}`, known, signal);
}

export function readRecord(
  id: number,
  known: Known<HandlingView> | null,
  signal: AbortSignal,
): Promise<Known<HandlingView>> {
  return readAgain(`/handling/${id}`, known, signal);
}

/** The newest record of an alarm, closed or not; null if there never was one. */
export async function readNewestOf(
  alarm: string,
  signal: AbortSignal,
): Promise<HandlingRow | null> {
  const steps = STEPS.map((step) => `step=${step}`).join("&");
  const path = `/handling?alarm=${encodeURIComponent(alarm)}&${steps}&limit=1`;
  const page: HandlingPage = await request("GET", path, undefined, signal);
  return page.items[0] ?? null;
}

/**
 * Does something to a record.
 *
 * @param key under which the server does it once, however often it is asked
 * @throws {Refusal} with the server's word for its reason; 412 if the record has changed
 */
export async function actOn(
  record: number,
  action: string,
  body: Record<string, unknown>,
  key: string,
): Promise<HandlingRow> {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  const response = await send("POST", `/handling/${record}/${action}`, {
    headers,
    body: JSON.stringify(body),
  });
  return (await response.json()) as HandlingRow;
}

/** A photograph over a slow line takes its time. */
const FILE_PATIENCE_MS = 180_000;

export async function attach(record: number, file: File, key: string): Promise<HandlingRow> {
  const path = `/handling/${record}/attachments?name=${encodeURIComponent(file.name)}`;
  const headers = { "Idempotency-Key": key };
  const response = await send("POST", path, { headers, body: file, patience: FILE_PATIENCE_MS });
  return (await response.json()) as HandlingRow;
}

/** Where a file is had, as a download. */
export function addressOfFile(record: number, { sha256 }: Attachment): string {
  return `/api/v1/handling/${record}/attachments/${sha256}`;
}

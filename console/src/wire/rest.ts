/**
 * REST calls of the console (contract section 6). The session is a cookie that scripts can't read;
 * methods that change something carry the header that other sites' forms can't.
 */
import type { AlarmRules, Wish } from "../state/holding";
import type { Act } from "../state/notices";
import type { Gap } from "../state/ledger";
import type { History } from "../state/series";
import type {
  AlarmRow,
  AlarmState,
  Bilingual,
  Held,
  HoldTerms,
  Instant,
  Priority,
} from "./frames";
import {
  makePark,
  type Area,
  type Enterprise,
  type Equipment,
  type Gateway,
  type Hazard,
  type Park,
  type PlantInfo,
  type Tag,
  type Voting,
} from "./plant";

const ROOT = "/api/v1";
const TIMEOUT_MS = 10_000;
const PAGE = 1000;

/** The server answered, but not with what was asked for. */
export class Refusal extends Error {
  readonly status: number;
  /** The server's name of the problem. */
  readonly kind: string;

  constructor(status: number, detail: string, kind = "") {
    super(detail);
    this.status = status;
    this.kind = kind;
  }
}

async function readRefusal(response: Response): Promise<Refusal> {
  const problem = (await response.json().catch(() => null)) as {
    type?: string;
    title?: string;
    detail?: string;
  } | null;
  const detail = problem?.detail ?? problem?.title ?? response.statusText;
  return new Refusal(response.status, detail, problem?.type?.split(":").at(-1));
}

export interface Sending {
  headers?: Record<string, string>;
  body?: string | Blob | undefined;
  signal?: AbortSignal | undefined;
  /** How long an answer is waited for, ms. */
  patience?: number;
}

/**
 * Sends a request as it is; that nothing has changed (304) is an answer, too.
 *
 * @throws {Refusal} with the server's word for its reason
 */
export async function send(method: string, path: string, sending: Sending = {}): Promise<Response> {
  const deadline = AbortSignal.timeout(sending.patience ?? TIMEOUT_MS);
  const response = await fetch(ROOT + path, {
    method,
    credentials: "same-origin",
    headers: {
      Accept: "application/json",
      ...(method === "GET" ? {} : { "X-Hazardwatch": "1" }),
      ...sending.headers,
    },
    body: sending.body ?? null,
    signal: sending.signal ? AbortSignal.any([sending.signal, deadline]) : deadline,
  });
  if (!response.ok && response.status !== 304) throw await readRefusal(response);
  return response;
}

export async function request<Answer>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  more: Pick<Sending, "headers" | "patience"> = {},
): Promise<Answer> {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const text = body === undefined ? undefined : JSON.stringify(body);
  const sending = { ...more, headers: { ...headers, ...more.headers }, body: text, signal };
  const response = await send(method, path, sending);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export async function readAll<Item>(path: string, signal?: AbortSignal): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const rest: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const join = path.includes("?") ? "&" : "?";
    const page: Page<Item> = await request(
      "GET",
      `${path}${join}limit=${PAGE}${rest}`,
      undefined,
      signal,
    );
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}

export interface JournalRow {
  seq: number;
  at: Instant;
  alarm: string;
  source: string;
  condition: string;
  event: string;
  state: AlarmState;
  held: Held | null;
  value: number | null;
  limit: number | null;
  priority: Priority;
  marks: string[];
  reason: string;
  actor: string;
  /** Of what begins to hold the alarm with this event. */
  terms?: HoldTerms | null;
}

export interface Me {
  user: string;
  scopes: string[];
  /** Whose account it is, empty for the park's own. */
  enterprise: string;
  /** The area or enterprise to which the account is limited, empty for the whole site. */
  place: string;
  /** Logged in by the site's identity provider, which has a session of its own. */
  sign_on: boolean;
}

/** The site's identity provider, as its button needs it. */
export interface SignOn {
  label: Bilingual;
  login: string;
}

export async function readSignOn(): Promise<SignOn | null> {
  return (await request<{ sign_on: SignOn | null }>("GET", "/auth/oidc")).sign_on;
}

/** Ends the session; where the provider ends its own, null where there is nothing more to end. */
export async function leaveSignOn(): Promise<string | null> {
  return (await request<{ url: string | null }>("POST", "/auth/oidc/logout")).url;
}

export function readMe(): Promise<Me> {
  return request("GET", "/auth/me");
}

/** What the person who is logged in may do to keep alarms quiet. */
export function readAlarmRules(): Promise<AlarmRules> {
  return request("GET", "/alarm-policy");
}

/** The end of the journal, newest first. */
export async function readRecentJournal(): Promise<JournalRow[]> {
  return (await readJournal(`order=newest&limit=${PAGE}`)).items;
}

export function logIn(username: string, password: string): Promise<{ expires: Instant }> {
  return request("POST", "/auth/login", { username, password });
}

export function logOut(): Promise<void> {
  return request("POST", "/auth/logout");
}

/**
 * Gives oneself another password; one's other sessions end.
 *
 * @throws {Refusal} where the old one is another, or the new one not good enough
 */
export function changePassword(old: string, next: string): Promise<void> {
  return request("POST", "/auth/password", { old, new: next });
}

export async function takeTicket(): Promise<string> {
  return (await request<{ ticket: string }>("POST", "/live/tickets")).ticket;
}

export async function readPark(): Promise<Park> {
  const [plant, areas, enterprises, hazards, equipment, gateways, tags, votings] = await Promise.all([
    request<PlantInfo>("GET", "/plant"),
    readAll<Area>("/areas"),
    readAll<Enterprise>("/enterprises"),
    readAll<Hazard>("/hazards"),
    readAll<Equipment>("/equipment"),
    readAll<Gateway>("/gateways"),
    readAll<Tag>("/tags?records=false"),
    readAll<Voting>("/votings"),
  ]);
  return makePark({ plant, areas, enterprises, hazards, equipment, gateways, tags, votings });
}

export function readHistory(
  tag: string,
  from: Instant,
  to: Instant,
  signal: AbortSignal,
): Promise<History> {
  const range = `from=${Math.floor(from)}&to=${Math.ceil(to)}&points=600`;
  return request("GET", `/tags/${encodeURIComponent(tag)}/history?${range}`, undefined, signal);
}

export function readJournal(query: string, signal?: AbortSignal): Promise<Page<JournalRow>> {
  return request("GET", `/journal?${query}`, undefined, signal);
}

/** That somebody was, or is to be, told of an alarm. */
export interface NoticeRow {
  key: string;
  person: string;
  name: string;
  /** How far up the ladder, from 0. */
  step: number;
  due: Instant;
  fate: string;
  channel: string;
  reference: string;
  error: string;
  settled_at: Instant | null;
}

export function readNotices(
  alarm: string,
  limit: number,
  signal?: AbortSignal,
): Promise<Pick<Page<NoticeRow>, "items">> {
  const path = `/alarms/${encodeURIComponent(alarm)}/notices?limit=${limit}`;
  return request("GET", path, undefined, signal);
}

/** One of the frames that a gateway numbers. */
export interface FrameNumber {
  /** Empty where the gateway tells none. */
  boot: string;
  seq: number;
}

export interface Ledger {
  counters: Record<string, number>;
  refused: Record<string, number>;
  gaps: Gap[];
  /** The last frame with a number. */
  newest: FrameNumber | null;
  /** Up to which frame the gateway was told that everything is durable. */
  acknowledged: FrameNumber | null;
}

export function readLedger(gateway: string, signal: AbortSignal): Promise<Ledger> {
  return request("GET", `/gateways/${encodeURIComponent(gateway)}/ledger`, undefined, signal);
}

/**
 * Asks for something to be done to an alarm as it was seen.
 *
 * @throws {Refusal} with the server's word for its reason
 */
export function act(name: Act, alarm: AlarmRow, reason: string): Promise<AlarmRow> {
  return request("POST", pathOf(name, alarm), { reason, version: alarm.version });
}

/**
 * Asks for an alarm to be held on terms.
 *
 * @throws {Refusal} with the server's word for its reason
 */
export function hold(name: Act, alarm: AlarmRow, wish: Wish): Promise<AlarmRow> {
  return request("POST", pathOf(name, alarm), {
    version: alarm.version,
    reason: wish.reason.trim(),
    duration_s: wish.durationS,
    once: wish.once,
    work_order: wish.workOrder.trim(),
    ...(wish.second ? { second: wish.second } : {}),
  });
}

function pathOf(name: Act, alarm: AlarmRow): string {
  return `/alarms/${encodeURIComponent(alarm.id)}/${name}`;
}

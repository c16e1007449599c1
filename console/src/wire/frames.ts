/**
 * What the server says on the wire: rows and frames of the contract, sections 6 and 7, as types.
 * No behaviour; folding frames into state is `state/`'s business.
 */

export type Priority = "critical" | "high" | "medium" | "low";

export type AlarmState =
  | "normal"
  | "unacknowledged"
  | "acknowledged"
  | "returned_unacknowledged"
  | "latched_unacknowledged"
  | "latched_acknowledged";

export type Held = "shelved" | "suppressed" | "out_of_service";

/** An instant in ms UTC; the server sends nothing else. */
export type Instant = number;

export interface Bilingual {
  zh: string;
  en: string;
}

/** On what terms a person holds an alarm. */
export interface HoldTerms {
  /** When it ends by itself. */
  until: Instant;
  /** Or as soon as the condition has returned. */
  once: boolean;
  /** The second person, where one was needed. */
  witness: string;
  work_order: string;
}

/** What holds an alarm: who, since when, why; `terms` null where it is by design. */
export interface Hold {
  held: Held;
  by: string;
  at: Instant;
  reason: string;
  terms: HoldTerms | null;
}

/** A mark of a nuisance alarm (滋扰报警). */
export interface Nuisance {
  /** `chattering`, `fleeting`, `standing`, `long_standing`, `duplicate`. */
  kind: string;
  since: Instant;
  /** For how many activations it stands. */
  count: number;
  /** When it ends if nothing more happens; null: with the activation. */
  until: Instant | null;
  /** The alarm with which a duplicate comes, else empty. */
  peer: string;
}

/** The line on which an alarm's newest activations are counted. */
export interface Counted {
  count: number;
  /** The first of them and the last. */
  began: Instant;
  last: Instant;
  /** The alarm beneath whose line it stands, empty: by itself. */
  under: string;
}

/** An alarm flood (报警泛滥) that goes on. */
export interface Flood {
  /** When it became one. */
  since: Instant;
  /** The alarm with which it began, and when that was. */
  first: string;
  began: Instant;
  /** Alarms of the last ten minutes, and of all of it. */
  recent: number;
  alarms: number;
  by_hazard: Record<string, number>;
}

export interface AlarmRow {
  id: string;
  source: string;
  condition: string;
  hazard: string;
  /** Id; also set where `hazard` is empty, as for a gateway. */
  enterprise?: string;
  state: AlarmState;
  held: Held | null;
  /** All that holds it, the one that counts first. */
  holds: Hold[];
  /** Whether it calls people, though it may be shelved. */
  annunciated: boolean;
  /** How often it called again in this activation. */
  realarms: number;
  /** When it last began to call people. */
  called_at: Instant | null;
  nuisances: Nuisance[];
  /** Null if it was never raised. */
  line: Counted | null;
  /** The alarm from which it follows, empty: from none. */
  root: string;
  priority: Priority;
  value: number | null;
  limit: number | null;
  unit: string;
  raised_at: Instant | null;
  returned_at: Instant | null;
  acknowledged_at: Instant | null;
  by: string;
  reason: string;
  marks: string[];
  version: number;
  message: Bilingual;
  /** What the operator is to do. */
  action?: Bilingual | null;
  cause?: Bilingual | null;
  consequence?: Bilingual | null;
  severity?: string | null;
  /** Until when the action helps. */
  respond_by?: Instant | null;
  procedure?: Bilingual | null;
  drawing?: Bilingual | null;
  times: Record<"source" | "received" | "detected" | "pushed", Instant | null> & {
    /** Older platforms don't say it. */
    journalled?: Instant | null;
  };
}

export interface TagRow {
  tag: string;
  value: number | null;
  /** `none` (无数据): never seen. */
  quality: "good" | "uncertain" | "bad" | "none";
  t: Instant | null;
  received: Instant | null;
  marks: string[];
}

export interface HazardRow {
  id: string;
  worst: Priority | null;
  counts: Record<Priority, number>;
  unacknowledged: number;
  held: number;
  stale: number;
  online: number;
  tags: number;
}

export interface GatewayRow {
  id: string;
  online: boolean;
  last_seen: Instant | null;
  rate: number;
  skew_ms: number | null;
  gaps: number;
  refused: number;
}

export interface Rows {
  alarms: AlarmRow;
  tags: TagRow;
  hazards: HazardRow;
  gateways: GatewayRow;
}

export type StreamName = keyof Rows;

export interface Resume {
  epoch: string;
  q: number;
}

export interface Snap<Row = unknown> {
  t: "snap";
  id: number;
  s: StreamName;
  epoch: string;
  q: number;
  part: number;
  parts: number;
  rows: Row[];
}

export type Operation<Row = unknown> = ["u", string, Partial<Row>] | ["d", string];

export interface Delta<Row = unknown> {
  t: "delta";
  s: StreamName;
  q: number;
  prev: number;
  ops: Operation<Row>[];
}

export interface Hello {
  t: "hello";
  proto: number;
  epoch: string;
  heartbeat_ms: number;
  now: Instant;
}

export interface AuthOk {
  t: "auth_ok";
  user: string;
  scopes: string[];
  expires: Instant;
}

export interface Heartbeat {
  t: "hb";
  q: Partial<Record<StreamName, number>>;
  lag_ms: number;
  now: Instant;
  /** `false`: the platform itself is in trouble. */
  ready?: boolean;
  /** The flood that goes on. */
  flood?: Flood | null;
}

export interface Resync {
  t: "resync";
  s: StreamName;
  why: string;
}

export interface Bye {
  t: "bye";
  code: number;
  retry_ms: number;
}

export interface Result {
  t: "result";
  id: number;
  ok: string[];
  conflict: string[];
  refused: { key: string; detail: string }[];
  problem: { title: string; status?: number; detail?: string } | null;
}

export type ServerFrame = Hello | AuthOk | Snap | Delta | Heartbeat | Resync | Bye | Result;

export interface Seen {
  key: string;
  version: number;
}

export interface Command {
  t: "ack";
  id: number;
  alarms: Seen[];
  reason: string;
}

export type ClientFrame =
  | Command
  | { t: "auth"; ticket: string }
  | { t: "sub"; id: number; stream: StreamName; rate_hz?: number; resume?: Resume };

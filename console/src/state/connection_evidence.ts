/**
 * What a connection test finds: the words in which checks are told and the evidence on which they
 * rest. Types and their making only.
 */
import type { GatewayRow, Instant, TagRow } from "../wire/frames";
import type { DeadLetter, GatewayTag, UnknownTag } from "../wire/gateways";
import type { Gateway } from "../wire/plant";
import type { Ledger } from "../wire/rest";
import type { Word } from "../words/words";
import type { KnownNames } from "./nearest_name";

export type Outcome = "passed" | "failed" | "waiting" | "spared";

/** A sentence by its word, with what stands in its places. */
export interface Saying {
  word: Word;
  places: Readonly<Record<string, string | number>>;
}

/** One of the things that a check is about. */
export interface Finding {
  subject: string;
  said: Saying | null;
}

/** What is judged of one check. */
export interface Judged {
  outcome: Outcome;
  said: Saying;
  findings?: readonly Finding[];
}

/** A tag of which the gateway may speak, as it stands. */
export interface TagEvidence extends GatewayTag {
  unit: string;
  range_lo: number | null;
  range_hi: number | null;
  /** Seconds between readings; null where it is reported by exception. */
  interval_s: number | null;
  now: TagRow;
}

export interface Evidence {
  now: Instant;
  gateway: Gateway;
  row: GatewayRow;
  /** As it was last read; null before. */
  ledger: Ledger | null;
  /** Those of which the gateway may speak; null before they were read. */
  tags: readonly TagEvidence[] | null;
  unknown: readonly UnknownTag[];
  /** What the gateway may call its tags, each with what it ought to. */
  names: KnownNames;
  /** What was refused since the test began, newest first; not necessarily all of it. */
  letters: readonly DeadLetter[];
}

export function say(word: Word, places: Saying["places"] = {}): Saying {
  return { word, places };
}

export function judge(outcome: Outcome, word: Word, places: Saying["places"] = {}): Judged {
  return { outcome, said: say(word, places) };
}

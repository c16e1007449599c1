/** REST: why an alarm was raised, as types, and the question itself. */
import type { Instant } from "./frames";
import { request, type JournalRow } from "./rest";

export type RuleFate = "same" | "changed" | "gone";

export interface StandardRow {
  standard: string;
  clause: string;
  /** How far it can be trusted: `verified`, `secondary`, `recalled`, `conflict`, `proposed`. */
  trust: string;
}

/** One setting of the rule by the plant in force now. */
export interface WhySetting {
  name: string;
  /** Of which cause or effect, empty where it is the rule's own. */
  subject: string;
  value: number | string | boolean | null;
  unit: string;
  /** Null where it is not known. */
  origin: string | null;
  standard: StandardRow | null;
  /** What the journal says it was then, null where it does not keep it. */
  at_raise: number | string | null;
}

/** One thing from which the verdict was reached, as it was then. */
export interface WhyInput {
  role: string;
  /** A tag, or of a cause an alarm's id. */
  name: string;
  value: number | null;
  unit: string;
  t: Instant | null;
  quality: string;
  marks: string[];
  limit: number | null;
  expected: number | null;
  part: string | null;
  kept_by: "journal" | "historian" | "nobody";
}

/** The stages of one reading, each null where it is not known. */
export interface StageTimes {
  source: Instant | null;
  received: Instant | null;
  detected: Instant | null;
  journalled: Instant | null;
  pushed: Instant | null;
}

export interface AlarmWhy {
  alarm: string;
  source: string;
  condition: string;
  /** Null where the journal has it no more. */
  raised: (JournalRow & { plant_hash: string }) | null;
  onset: Instant | null;
  times: StageTimes;
  rule: RuleFate;
  plant_hash: string;
  settings: WhySetting[];
  inputs: WhyInput[];
  historian: "read" | "unavailable" | "not_asked";
}

export function readWhy(alarm: string, signal: AbortSignal): Promise<AlarmWhy> {
  return request("GET", `/alarms/${encodeURIComponent(alarm)}/why`, undefined, signal);
}

/**
 * Filed stops (报备停用) on the wire: rows, rules, and what people ask. Types and calls only; what may
 * be asked for is decided by the server and foreseen in `state/filed_stops.ts`.
 */
import type { Bilingual, Instant } from "./frames";
import { readAll, request } from "./rest";

export type StopState =
  "requested" | "approved" | "in_force" | "ended" | "refused" | "withdrawn" | "lapsed";

/** The names are those of the server's paths. */
export type StopAct = "approve" | "refuse" | "withdraw" | "end";

/** The parts of a scope; each holds ids of the plant. */
export type ScopePart = "tags" | "equipment" | "hazards" | "gateways";

export type StopScope = Record<ScopePart, string[]>;

export interface StopRequest {
  category: string;
  enterprise: string;
  scope: StopScope;
  from: Instant;
  /** Not included. */
  until: Instant;
  reason: string;
  work_order: string;
}

export interface FiledStop extends StopRequest {
  id: string;
  state: StopState;
  version: number;
  /** The category in words. */
  label: Bilingual;
  requested_by: string;
  requested_at: Instant;
  /** Who approved or refused it, empty before. */
  decided_by: string;
  decided_at: Instant | null;
  /** Between these two it was in force. */
  began_at: Instant | null;
  ended_at: Instant | null;
  /** Who ended or withdrew it; `system` is the clock. */
  ended_by: string;
  /** What the last of them said. */
  note: string;
  /** How many tags it covers under the plant in force. */
  points: number;
  /** The hazards that they belong to. */
  covers: string[];
  /** What it names and the plant no longer has. */
  gone: string[];
  /** Other stops, not over, that cover some of the same tags at some time. */
  overlaps: string[];
}

export interface CategoryRule {
  category: string;
  label: Bilingual;
  longest_ms: number;
}

export interface StopRules {
  categories: CategoryRule[];
  /** How long after its request a stop may begin. */
  ahead_ms: number;
  may_file: boolean;
  may_decide: boolean;
}

/** All of them, newest request first. */
export function readStops(signal: AbortSignal): Promise<FiledStop[]> {
  return readAll("/filed-stops", signal);
}

export function readStopRules(signal: AbortSignal): Promise<StopRules> {
  return request("GET", "/filed-stops/rules", undefined, signal);
}

/**
 * Files a stop.
 *
 * @param key the same for the same wish: asked again because no answer came, it is filed once
 * @throws {Refusal} with the server's word for its reason
 */
export function fileStop(wish: StopRequest, key: string): Promise<FiledStop> {
  return request("POST", "/filed-stops", wish, undefined, {
    headers: { "Idempotency-Key": key },
  });
}

/**
 * Decides about a stop as it was seen, withdraws or ends it.
 *
 * @throws {Refusal} 412 where it has changed since, else with the server's word for its reason
 */
export function actOnStop(act: StopAct, stop: FiledStop, reason: string): Promise<FiledStop> {
  const path = `/filed-stops/${encodeURIComponent(stop.id)}/${act}`;
  return request("POST", path, { reason: reason.trim() }, undefined, {
    headers: { "If-Match": `"${stop.version}"` },
  });
}

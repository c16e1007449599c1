/** Interlocks as REST tells them: the cause-and-effect matrix and how each cell stands. */
import type { Instant } from "./frames";
import { readAll } from "./rest";

export type Role = "cause" | "effect" | "permissive" | "bypass" | "reset";
export type Truth = "true" | "false" | "unknown";
export type Demand = "ready" | "demanded" | "locked";
export type Trip = "unseen" | "away" | "moved" | "spurious" | "tripped";

export interface InputNow {
  truth: Truth;
  /** Of a cause, an effect or a bypass; empty for the others. */
  state: string;
  since: Instant | null;
  /** When the delay, travel time or longest bypass that runs is over. */
  due: Instant | null;
  value: number | null;
}

export interface InterlockInput {
  role: Role;
  /** An alarm's id for a cause, a tag for the others. */
  name: string;
  source: string;
  expected: number | null;
  time_s: number | null;
  /** Null where the platform does not see the interlock. */
  now: InputNow | null;
}

export interface Interlock {
  id: string;
  name: string;
  name_en: string;
  equipment: string;
  hazard: string;
  enterprise: string;
  need: number;
  /** `automatic`, `manual`, or a tag. */
  reset: string;
  proof_test_due: Instant | null;
  inputs: InterlockInput[];
  now: { demand: Demand; trip: Trip } | null;
}

/** @param hazard of which; null: all of them */
export function readInterlocks(hazard: string | null = null): Promise<Interlock[]> {
  const asked = hazard === null ? "" : `?hazard=${encodeURIComponent(hazard)}`;
  return readAll<Interlock>(`/interlocks${asked}`);
}

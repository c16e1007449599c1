/**
 * What a list of interlocks is asked, and what stands first in it. Pure. How an interlock stands is
 * judged by the platform; here is only what people want to see of it.
 */
import type { Interlock, InterlockInput, Role } from "../wire/interlocks";
import type { AlarmRow, Priority } from "../wire/frames";
import { rank, stands, worse } from "./alarms";

export type Question = "all" | "demanded" | "bypassed" | "tests" | "unseen";

export const QUESTIONS: readonly Question[] = ["all", "demanded", "bypassed", "tests", "unseen"];

export function inputsOf(interlock: Interlock, role: Role): InterlockInput[] {
  return interlock.inputs.filter((input) => input.role === role);
}

export function isDemanded(interlock: Interlock): boolean {
  return interlock.now !== null && interlock.now.demand !== "ready";
}

/** In force, overdue, or not known to be off: who can't tell must not count on the protection. */
export function isBypassed(interlock: Interlock): boolean {
  const [bypass] = inputsOf(interlock, "bypass");
  return bypass?.now != null && (bypass.now.state !== "off" || bypass.now.truth === "unknown");
}

/** Whether its proof test is overdue at `now`. */
export function isTestOverdue(interlock: Interlock, now: number): boolean {
  return interlock.proof_test_due !== null && interlock.proof_test_due < now;
}

export function asks(question: Question, interlock: Interlock, now: number): boolean {
  if (question === "demanded") return isDemanded(interlock);
  if (question === "bypassed") return isBypassed(interlock);
  if (question === "tests") return isTestOverdue(interlock, now);
  return question === "all" || interlock.now === null;
}

/** The worst alarm that stands on an interlock. */
export function worstOf(interlock: Interlock, alarms: Iterable<AlarmRow>): Priority | null {
  let worst: Priority | null = null;
  for (const alarm of alarms) {
    if (alarm.source === interlock.id && stands(alarm)) worst = worse(worst, alarm.priority);
  }
  return worst;
}

/** By hazard in the order of the plant; within one what is wrong first, then the plant's order. */
export function groupByHazard(
  interlocks: readonly Interlock[],
  worst: (interlock: Interlock) => Priority | null,
): Map<string, Interlock[]> {
  const groups = new Map<string, Interlock[]>();
  for (const interlock of interlocks) {
    const group = groups.get(interlock.hazard);
    if (group) group.push(interlock);
    else groups.set(interlock.hazard, [interlock]);
  }
  const urgency = (interlock: Interlock): number => {
    const priority = worst(interlock);
    if (priority !== null) return rank(priority);
    return isDemanded(interlock) ? 4 : isBypassed(interlock) ? 5 : 6;
  };
  for (const group of groups.values()) group.sort((one, other) => urgency(one) - urgency(other));
  return groups;
}

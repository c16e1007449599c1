/**
 * Shelving and taking out of service as this desk offers it: how long, with whom, what is still
 * missing, what is left of it. Pure. What may be done is the server's to decide; here only what is
 * worth asking for.
 */
import type { AlarmRow, Held, Hold, Priority } from "../wire/frames";

/** What a person may hold in one way, as the server grants it. */
export interface HoldRules {
  durations_s: number[];
  /** By priority; one that is not named he may not hold. */
  longest_s: Partial<Record<Priority, number>>;
  /** Priorities for which two are needed. */
  second_person: Priority[];
  /** How many alarms at a time, and how many he held when it was asked. */
  most: number;
  holding: number;
}

/** Null where the person may not. */
export interface AlarmRules {
  shelving: HoldRules | null;
  service: HoldRules | null;
}

export const NO_RULES: AlarmRules = { shelving: null, service: null };

/** What begins to hold an alarm; the names are those of the server's paths. */
export type HoldAct = "shelve" | "out-of-service";
export type ReleaseAct = "unshelve" | "return-to-service";

export const HELD_BY: Readonly<Record<HoldAct | ReleaseAct, Held>> = {
  shelve: "shelved",
  unshelve: "shelved",
  "out-of-service": "out_of_service",
  "return-to-service": "out_of_service",
};

/** The right that an act needs. */
export const SCOPE_OF: Readonly<Record<ReleaseAct, string>> = {
  unshelve: "shelve",
  "return-to-service": "service",
};

export interface Second {
  username: string;
  password: string;
}

export interface Wish {
  durationS: number;
  /** Or until the condition has returned, if that is sooner. */
  once: boolean;
  reason: string;
  workOrder: string;
  second: Second | null;
}

export function findHold(alarm: AlarmRow, held: Held): Hold | null {
  return alarm.holds.find((hold) => hold.held === held) ?? null;
}

export function rulesFor(rules: AlarmRules, act: HoldAct): HoldRules | null {
  return act === "shelve" ? rules.shelving : rules.service;
}

/** Durations to choose from, s, shortest first: as long as this priority may be held, no longer. */
export function offerDurations(rules: HoldRules, priority: Priority): number[] {
  const longest = rules.longest_s[priority] ?? 0;
  const offered = rules.durations_s.filter((duration) => duration <= longest);
  return offered.length > 0 || longest === 0 ? offered : [longest];
}

/** Whether the priority may be held at all. */
export function mayHold(rules: HoldRules | null, priority: Priority): rules is HoldRules {
  return rules !== null && offerDurations(rules, priority).length > 0;
}

export function needsSecond(rules: HoldRules, priority: Priority): boolean {
  return rules.second_person.includes(priority);
}

/** Whether somebody holds as many as he may: one that he holds himself may be held again. */
export function isFull(rules: HoldRules, held: Held, alarm: AlarmRow, user: string | null): boolean {
  const own = findHold(alarm, held)?.by === user ? 1 : 0;
  return rules.holding - own >= rules.most;
}

/** The word for what a wish still lacks; null: it can be sent. */
export type Lack =
  "reason_missing" | "work_order_missing" | "second_person_missing" | "second_person_same";

export function findLack(
  act: HoldAct,
  wish: Wish,
  two: boolean,
  user: string | null,
): Lack | null {
  if (wish.reason.trim() === "") return "reason_missing";
  if (act === "out-of-service" && wish.workOrder.trim() === "") return "work_order_missing";
  if (!two) return null;
  if (!wish.second?.username || !wish.second.password) return "second_person_missing";
  return wish.second.username === user ? "second_person_same" : null;
}

/** How long it still lasts, ms; null: it does not end by time. Never negative. */
export function timeLeft(hold: Hold, now: number): number | null {
  return hold.terms === null ? null : Math.max(0, hold.terms.until - now);
}

/** What ends soonest first; what ends by design last, in the order in which it began. */
function compareHolds(one: Hold, other: Hold): number {
  const [end, otherEnd] = [one.terms?.until ?? Infinity, other.terms?.until ?? Infinity];
  return end === otherEnd ? one.at - other.at : end - otherEnd;
}

/** The alarms that are held in one way, each with that hold. */
export function listHeld(
  alarms: Iterable<AlarmRow>,
  held: Held,
): { alarm: AlarmRow; hold: Hold }[] {
  const found: { alarm: AlarmRow; hold: Hold }[] = [];
  for (const alarm of alarms) {
    const hold = findHold(alarm, held);
    if (hold) found.push({ alarm, hold });
  }
  return found.sort(
    (one, other) =>
      compareHolds(one.hold, other.hold) || (one.alarm.id < other.alarm.id ? -1 : 1),
  );
}

/**
 * Acknowledging a group at once: which of its alarms may be sent, and why the others may not. Pure.
 * Only what was seen goes out, in the version seen; what is critical is acknowledged singly, and
 * nothing above the level that was chosen.
 */
import { rank, wantsAcknowledgement } from "./alarms";
import type { Line } from "./folding";
import { groupLines } from "./nesting";
import { subjectOf, type Outcome } from "./notices";
import type { AlarmRow, Instant, Priority, Seen } from "../wire/frames";

/** The levels up to which a group may be acknowledged; what is critical never is. */
export const LEVELS: readonly Priority[] = ["high", "medium", "low"];
export const USUAL_LEVEL: Priority = "medium";

/** One alarm of the group as it was when the form was opened. */
export interface Candidate {
  alarm: AlarmRow;
  /** Null where it was not seen. */
  seen: Seen | null;
}

export interface Plan {
  send: readonly Candidate[];
  notSeen: readonly Candidate[];
  above: readonly Candidate[];
}

/**
 * The alarms of some lines; with a source those of its line, and of the lines with which it stands in
 * one group.
 */
export function* alarmsOf(lines: readonly Line[], source: string | null): Iterable<AlarmRow> {
  for (const { lead, members } of groupLines(lines)) {
    const group = [lead, ...members.map(({ line }) => line)];
    if (source !== null && !group.some((line) => line.source === source)) continue;
    for (const line of group) yield* line.alarms;
  }
}

/** Those of a group that want acknowledgement. */
export function findCandidates(
  alarms: Iterable<AlarmRow>,
  seen: (alarm: AlarmRow) => Seen | null,
): Candidate[] {
  return [...alarms]
    .filter((alarm) => alarm.annunciated && wantsAcknowledgement(alarm))
    .map((alarm) => ({ alarm, seen: seen(alarm) }));
}

/** @param level the most urgent that is acknowledged with the others */
export function planBulk(candidates: readonly Candidate[], level: Priority): Plan {
  const above = candidates.filter(({ alarm }) => isAbove(alarm.priority, level));
  const within = candidates.filter(({ alarm }) => !isAbove(alarm.priority, level));
  return {
    send: within.filter(({ seen }) => seen !== null),
    notSeen: within.filter(({ seen }) => seen === null),
    above,
  };
}

function isAbove(priority: Priority, level: Priority): boolean {
  return priority === "critical" || rank(priority) < rank(level);
}

/** What became of one alarm of the group. */
export interface Settled {
  alarm: AlarmRow;
  outcome: Outcome | Changed;
}

/** It was no longer what the form had said when it was to be sent. */
export interface Changed {
  kind: "changed";
  how: "raised_again" | "priority_rose" | "gone";
}

/** What has become of an alarm since the form was opened; null: nothing that matters. */
export function findChange(before: AlarmRow, now: AlarmRow | undefined): Changed | null {
  if (!now || !wantsAcknowledgement(now)) return { kind: "changed", how: "gone" };
  if (begin(now) !== begin(before)) return { kind: "changed", how: "raised_again" };
  if (rank(now.priority) < rank(before.priority)) return { kind: "changed", how: "priority_rose" };
  return null;
}

function begin(alarm: AlarmRow): Instant | null {
  return subjectOf("acknowledge", alarm);
}

export interface Report {
  done: number;
  /** What was not done, row by row. */
  others: readonly Settled[];
}

export function reportOn(settled: readonly Settled[]): Report {
  const others = settled.filter(({ outcome }) => outcome.kind !== "done");
  return { done: settled.length - others.length, others };
}

/**
 * What the alarm list makes of alarm rows: which need somebody, in which order, how many. Pure.
 * Whether an alarm exists and in which state it is was decided by the server.
 */
import type { AlarmRow, AlarmState, Held, Priority } from "../wire/frames";

/** Most urgent first; the position + 1 is the number shown beside the shape. */
export const PRIORITIES: readonly Priority[] = ["critical", "high", "medium", "low"];

const UNACKNOWLEDGED: ReadonlySet<AlarmState> = new Set([
  "unacknowledged",
  "returned_unacknowledged",
  "latched_unacknowledged",
]);

export function wantsAcknowledgement(alarm: AlarmRow): boolean {
  return UNACKNOWLEDGED.has(alarm.state);
}

/** The limits beyond which harm is near. */
export const GRAVE: ReadonlySet<string> = new Set(["HH", "LL"]);

/** Whether the platform raised it about itself. */
export function isSystem({ condition }: { condition: string }): boolean {
  return condition === "system";
}

/** The source in an alarm's id, `{source}:{condition}`; ids of sources hold no colon. */
export function sourceOf(id: string): string {
  return id.slice(0, id.lastIndexOf(":"));
}

/** Whether it belongs on the list of what calls people; what is held and calls on does, too. */
export function isListed(alarm: AlarmRow): boolean {
  return alarm.annunciated && alarm.state !== "normal";
}

/** Whether the condition itself stands now. */
export function stands(alarm: AlarmRow): boolean {
  return alarm.state === "unacknowledged" || alarm.state === "acknowledged";
}

export function rank(priority: Priority): number {
  return PRIORITIES.indexOf(priority);
}

/** The more urgent of two priorities; null is none at all. */
export function worse(one: Priority | null, other: Priority): Priority {
  return one !== null && rank(one) <= rank(other) ? one : other;
}

export function timeOf(alarm: AlarmRow): number {
  return alarm.raised_at ?? alarm.returned_at ?? 0;
}

/**
 * What is held and silent last; before it the unacknowledged first, then by priority, then newest
 * first. The id settles what is left, so that the order never depends on the order of arrival.
 */
export function compareAlarms(one: AlarmRow, other: AlarmRow): number {
  return (
    Number(!one.annunciated) - Number(!other.annunciated) ||
    Number(!wantsAcknowledgement(one)) - Number(!wantsAcknowledgement(other)) ||
    rank(one.priority) - rank(other.priority) ||
    timeOf(other) - timeOf(one) ||
    (one.id < other.id ? -1 : 1)
  );
}

export interface AlarmCounts {
  /** Alarms on the list, by priority. */
  by: Record<Priority, number>;
  /** Of those, the ones that nobody has acknowledged, by priority. */
  unacknowledgedBy: Record<Priority, number>;
  unacknowledged: number;
  /** Alarms that are held, by each way in which they are. */
  held: Record<Held, number>;
}

export function countAlarms(alarms: Iterable<AlarmRow>): AlarmCounts {
  const counts: AlarmCounts = {
    by: { critical: 0, high: 0, medium: 0, low: 0 },
    unacknowledgedBy: { critical: 0, high: 0, medium: 0, low: 0 },
    unacknowledged: 0,
    held: { shelved: 0, out_of_service: 0, suppressed: 0 },
  };
  for (const alarm of alarms) {
    for (const { held } of alarm.holds) counts.held[held] += 1;
    if (!isListed(alarm)) continue;
    counts.by[alarm.priority] += 1;
    if (!wantsAcknowledgement(alarm)) continue;
    counts.unacknowledged += 1;
    counts.unacknowledgedBy[alarm.priority] += 1;
  }
  return counts;
}

/** Kinds of nuisance alarms, what can be mended soonest first. */
export const NUISANCES: readonly string[] = [
  "chattering",
  "fleeting",
  "duplicate",
  "standing",
  "long_standing",
];

/** How many alarms on the list bear each mark of nuisance; kinds that no alarm bears are left out. */
export function countNuisances(alarms: Iterable<AlarmRow>): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const alarm of alarms) {
    if (!isListed(alarm)) continue;
    for (const { kind } of alarm.nuisances) found.set(kind, (found.get(kind) ?? 0) + 1);
  }
  const known = NUISANCES.filter((kind) => found.has(kind));
  const others = [...found.keys()].filter((kind) => !NUISANCES.includes(kind)).sort();
  return new Map([...known, ...others].map((kind) => [kind, found.get(kind)!]));
}

/** The newest critical alarm that stands and that nobody has acknowledged. */
export function findNewestCritical(alarms: Iterable<AlarmRow>): AlarmRow | null {
  let newest: AlarmRow | null = null;
  for (const alarm of alarms) {
    if (alarm.priority !== "critical" || alarm.state !== "unacknowledged" || !alarm.annunciated)
      continue;
    if (newest === null || timeOf(alarm) > timeOf(newest)) newest = alarm;
  }
  return newest;
}

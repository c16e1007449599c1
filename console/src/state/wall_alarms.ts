/**
 * What of the alarms has room on a wall: the gravest first, and in a flood one row a hazard with how
 * many there are and with which it began. Pure. What is an alarm, a flood and a first-out was decided
 * by the server.
 */
import { PRIORITIES, timeOf, wantsAcknowledgement, worse } from "./alarms";
import type { Line } from "./folding";
import type { AlarmRow, Flood, Priority } from "../wire/frames";

/** What stands at a hazard: the worst of it, and how much of it nobody has acknowledged. */
export interface Standing {
  worst: Priority;
  unacknowledged: number;
}

/**
 * Hazard → what stands there, counted as the server does. From the alarms themselves and not from the
 * stream of hazards, which comes a moment later: one picture must not say two things.
 */
export function standingByHazard(sorted: readonly Line[]): ReadonlyMap<string, Standing> {
  const found = new Map<string, Standing>();
  for (const alarm of sorted.flatMap(({ alarms }) => alarms)) {
    const before = found.get(alarm.hazard);
    found.set(alarm.hazard, {
      worst: worse(before?.worst ?? null, alarm.priority),
      unacknowledged: (before?.unacknowledged ?? 0) + Number(wantsAcknowledgement(alarm)),
    });
  }
  return found;
}

/** All alarms of a hazard in one row. */
export interface HazardFold {
  /** Empty: of none. */
  hazard: string;
  /** The first of the list: what wants acknowledgement before what does not. */
  lead: AlarmRow;
  worst: Priority;
  by: Record<Priority, number>;
  alarms: number;
  unacknowledged: number;
  /** With which it began; null where nothing says so. */
  first: AlarmRow | null;
}

/** @param sorted lines in the order of the list */
export function foldByHazard(sorted: readonly Line[], flood: Flood): HazardFold[] {
  const byHazard = new Map<string, AlarmRow[]>();
  for (const { alarms } of sorted) {
    for (const alarm of alarms) {
      const beside = byHazard.get(alarm.hazard);
      if (beside) beside.push(alarm);
      else byHazard.set(alarm.hazard, [alarm]);
    }
  }
  return [...byHazard].map(([hazard, alarms]) => fold(hazard, alarms, flood)).sort(compareFolds);
}

function fold(hazard: string, alarms: readonly AlarmRow[], flood: Flood): HazardFold {
  const by = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { priority } of alarms) by[priority] += 1;
  const calling = alarms.filter(wantsAcknowledgement);
  return {
    hazard,
    lead: alarms[0]!,
    worst: alarms.reduce((worst, { priority }) => worse(worst, priority), alarms[0]!.priority),
    by,
    alarms: alarms.length,
    unacknowledged: calling.length,
    first: findFirst(alarms, flood),
  };
}

/** The first-out that the platform marked, else the first since the flood began. */
function findFirst(alarms: readonly AlarmRow[], flood: Flood): AlarmRow | null {
  const marked = alarms.filter(({ marks }) => marks.includes("first_out"));
  const since = alarms.filter((alarm) => timeOf(alarm) >= flood.began);
  return earliest(marked) ?? earliest(since);
}

function earliest(alarms: readonly AlarmRow[]): AlarmRow | null {
  return alarms.reduce<AlarmRow | null>(
    (first, alarm) => (first === null || timeOf(alarm) < timeOf(first) ? alarm : first),
    null,
  );
}

/** What nobody has acknowledged first, then by how many of each priority, most urgent first. */
function compareFolds(one: HazardFold, other: HazardFold): number {
  const calls = Number(one.unacknowledged === 0) - Number(other.unacknowledged === 0);
  if (calls !== 0) return calls;
  for (const priority of PRIORITIES) {
    const more = other.by[priority] - one.by[priority];
    if (more !== 0) return more;
  }
  return one.hazard < other.hazard ? -1 : 1;
}

/** The alarm that has waited longest for somebody to acknowledge it. */
export function findOldestUnacknowledged(sorted: readonly Line[]): AlarmRow | null {
  return earliest(
    sorted.flatMap(({ alarms }) =>
      alarms.filter((alarm) => wantsAcknowledgement(alarm) && alarm.raised_at !== null),
    ),
  );
}

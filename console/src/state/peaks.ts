/**
 * The worst priority that a source reached since it was last normal, so that what has become better
 * does not look as if it had never been worse. Pure. The stream tells it from now on; the journal,
 * read backwards, what was before the page was opened.
 */
import { isListed, rank, worse } from "./alarms";
import type { AlarmRow, Held, Priority } from "../wire/frames";
import type { JournalRow } from "../wire/rest";

/** Source → its worst priority. */
export type Peaks = ReadonlyMap<string, Priority>;

/** The peaks with what stands now; a source that is normal again is forgotten. */
export function raisePeaks(peaks: Peaks, alarms: Iterable<AlarmRow>): Map<string, Priority> {
  const raised = new Map<string, Priority>();
  const unrest = new Set<string>();
  for (const alarm of alarms) {
    if (alarm.state !== "normal") unrest.add(alarm.source);
    if (isListed(alarm)) take(raised, alarm.source, alarm.priority);
  }
  for (const source of unrest) {
    const before = peaks.get(source);
    if (before) take(raised, source, before);
  }
  return raised;
}

/** The peak of a source where it is worse than what leads its line now, else null. */
export function findFallen(peaks: Peaks, lead: AlarmRow): Priority | null {
  const peak = peaks.get(lead.source);
  return peak !== undefined && rank(peak) < rank(lead.priority) ? peak : null;
}

/** Both together. */
export function joinPeaks(one: Peaks, other: Peaks): Map<string, Priority> {
  const joined = new Map(one);
  for (const [source, priority] of other) take(joined, source, priority);
  return joined;
}

function take(peaks: Map<string, Priority>, source: string, priority: Priority): void {
  peaks.set(source, worse(peaks.get(source) ?? null, priority));
}

/** Whether an entry leaves its alarm calling people; the rule is the server's. */
function callsAfter({ held, priority }: { held: Held | null; priority: Priority }): boolean {
  return held === null || (held === "shelved" && priority === "critical");
}

/**
 * The peaks up to now.
 *
 * @param entries the end of the journal, newest first
 * @param alarms those that stand after the newest of them
 */
export function recallPeaks(
  entries: readonly JournalRow[],
  alarms: Iterable<AlarmRow>,
): Peaks {
  const oldestFirst = [...entries].reverse();
  const restless = findRestless(oldestFirst, alarms);
  const peaks = new Map<string, Priority>();
  for (const entry of oldestFirst) {
    const beside = restless.get(entry.source) ?? new Set();
    restless.set(entry.source, beside);
    if (entry.state === "normal") beside.delete(entry.alarm);
    else beside.add(entry.alarm);
    if (beside.size === 0) peaks.delete(entry.source);
    else if (entry.state !== "normal" && callsAfter(entry)) {
      take(peaks, entry.source, entry.priority);
    }
  }
  return peaks;
}

/** Which alarms of each source were not normal before the first of the entries. */
function findRestless(
  oldestFirst: readonly JournalRow[],
  alarms: Iterable<AlarmRow>,
): Map<string, Set<string>> {
  const restless = new Map<string, Set<string>>();
  const add = (source: string, alarm: string) =>
    restless.set(source, (restless.get(source) ?? new Set()).add(alarm));
  const told = new Set<string>();
  for (const { alarm, source, event } of oldestFirst) {
    // What begins with anything but a raise stood before it, or is only held and ends normal.
    if (!told.has(alarm) && event !== "raised") add(source, alarm);
    told.add(alarm);
  }
  for (const { id, source, state } of alarms) {
    if (state !== "normal" && !told.has(id)) add(source, id);
  }
  return restless;
}

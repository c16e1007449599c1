/**
 * The conditions of one source as one line of the list, led by the worst of them. Pure. Every
 * condition stays an alarm of its own (contract 1, rule 1): a line is a way to draw them, and whoever
 * acts on a line acts on the one alarm that he has before him.
 */
import {
  compareAlarms,
  GRAVE,
  isListed,
  matches,
  rank,
  timeOf,
  wantsAcknowledgement,
  type AlarmFilter,
} from "./alarms";
import type { AlarmRow } from "../wire/frames";

export interface Line {
  source: string;
  /** The worst of its alarms, by priority, then by severity. */
  lead: AlarmRow;
  /** The others, worst first. */
  others: readonly AlarmRow[];
  /** Whether any of them wants acknowledgement. */
  calls: boolean;
  /** When the newest of them came. */
  newest: number;
}

const LEVELS: ReadonlySet<string> = new Set(["L", "H"]);
/** What is about the data and not about the plant. */
const DOUBTS: ReadonlySet<string> = new Set([
  "stale",
  "bad_quality",
  "out_of_range",
  "frozen",
  "spike",
  "noise_lost",
  "implausible",
  "clock",
]);

/** Place of a condition among those of one priority, 0 is the most severe. */
function severity({ condition }: AlarmRow): number {
  if (GRAVE.has(condition)) return 0;
  if (LEVELS.has(condition)) return 1;
  return DOUBTS.has(condition) ? 3 : 2;
}

/** Worst first; what does not call people last. */
function compareSeverity(one: AlarmRow, other: AlarmRow): number {
  return (
    Number(!isListed(one)) - Number(!isListed(other)) ||
    rank(one.priority) - rank(other.priority) ||
    severity(one) - severity(other) ||
    compareAlarms(one, other)
  );
}

/** All alarms of one source, the one that leads its line first, what is held and silent last. */
export function conditionsOf(alarms: Iterable<AlarmRow>, source: string): AlarmRow[] {
  return [...alarms].filter((alarm) => alarm.source === source).sort(compareSeverity);
}

/** The alarm that stands beside another one of its source, or that one itself at the end. */
export function stepBeside(
  alarms: Iterable<AlarmRow>,
  from: AlarmRow,
  by: number,
): AlarmRow {
  const beside = conditionsOf(alarms, from.source);
  const at = beside.findIndex((alarm) => alarm.id === from.id);
  return beside[Math.min(beside.length - 1, Math.max(0, at + by))] ?? from;
}

/** The list of what calls people, one line a source. */
export function foldLines(alarms: Iterable<AlarmRow>): Map<string, Line> {
  const members = new Map<string, AlarmRow[]>();
  for (const alarm of alarms) {
    if (!isListed(alarm)) continue;
    const beside = members.get(alarm.source);
    if (beside) beside.push(alarm);
    else members.set(alarm.source, [alarm]);
  }
  const lines = new Map<string, Line>();
  for (const [source, found] of members) {
    const [lead, ...others] = found.sort(compareSeverity);
    if (!lead) continue;
    const newest = Math.max(...found.map(timeOf));
    lines.set(source, { source, lead, others, calls: found.some(wantsAcknowledgement), newest });
  }
  return lines;
}

export function alarmsOf(line: Line): AlarmRow[] {
  return [line.lead, ...line.others];
}

function compareLines(one: Line, other: Line): number {
  return (
    Number(!one.calls) - Number(!other.calls) ||
    rank(one.lead.priority) - rank(other.lead.priority) ||
    other.newest - one.newest ||
    (one.source < other.source ? -1 : 1)
  );
}

/**
 * Lines with an alarm that is wanted, as they ought to stand. Such a line is shown whole: a filter
 * must not hide the worst of a source behind a lesser one.
 */
export function sortLines(lines: Iterable<Line>, filter: AlarmFilter): Line[] {
  return [...lines]
    .filter((line) => alarmsOf(line).some((alarm) => matches(alarm, filter)))
    .sort(compareLines);
}

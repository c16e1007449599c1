/**
 * The conditions of one source as one line of the list, led by the worst of them. Pure. Every
 * condition stays an alarm of its own (contract 1, rule 1): a line is a way to draw them, and whoever
 * acts on a line acts on the one alarm that he has before him.
 */
import {
  compareAlarms,
  GRAVE,
  isListed,
  rank,
  sourceOf,
  timeOf,
  wantsAcknowledgement,
} from "./alarms";
import { matches, type AlarmFilter } from "./filter";
import type { AlarmRow } from "../wire/frames";

export interface Line {
  source: string;
  /** The worst of its alarms, by priority, then by severity. */
  lead: AlarmRow;
  /** All of them, worst first. */
  alarms: readonly AlarmRow[];
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

/** Source → all its alarms, the one that leads its line first, what is held and silent last. */
export type BySource = ReadonlyMap<string, readonly AlarmRow[]>;

export function groupBySource(alarms: Iterable<AlarmRow>): Map<string, AlarmRow[]> {
  const bySource = new Map<string, AlarmRow[]>();
  for (const alarm of alarms) {
    const beside = bySource.get(alarm.source);
    if (beside) beside.push(alarm);
    else bySource.set(alarm.source, [alarm]);
  }
  for (const beside of bySource.values()) beside.sort(compareSeverity);
  return bySource;
}

/**
 * The same after some alarms have changed, come or gone: only their sources are gone through.
 *
 * @param bySource changed in place, for in a flood it changes with each of many hundred frames
 */
export function regroup(
  bySource: Map<string, readonly AlarmRow[]>,
  alarms: ReadonlyMap<string, AlarmRow>,
  changed: ReadonlySet<string>,
): Map<string, readonly AlarmRow[]> {
  for (const source of sourcesOf(changed)) {
    const kept = (bySource.get(source) ?? []).filter(({ id }) => !changed.has(id));
    bySource.set(source, kept);
  }
  const come = [...changed].flatMap((id) => alarms.get(id) ?? []);
  for (const [source, beside] of groupBySource(come)) {
    const all = [...(bySource.get(source) ?? []), ...beside];
    bySource.set(source, all.sort(compareSeverity));
  }
  for (const source of sourcesOf(changed)) {
    if (bySource.get(source)?.length === 0) bySource.delete(source);
  }
  return bySource;
}

function sourcesOf(ids: Iterable<string>): Set<string> {
  return new Set([...ids].map(sourceOf));
}

export function conditionsOf(bySource: BySource, source: string): readonly AlarmRow[] {
  return bySource.get(source) ?? [];
}

/** The alarm that stands beside another one of its source, or that one itself at the end. */
export function stepBeside(bySource: BySource, from: AlarmRow, by: number): AlarmRow {
  const beside = conditionsOf(bySource, from.source);
  const at = beside.findIndex((alarm) => alarm.id === from.id);
  return beside[Math.min(beside.length - 1, Math.max(0, at + by))] ?? from;
}

/** The list of what calls people, one line a source. */
export function foldLines(bySource: BySource): Map<string, Line> {
  const lines = new Map<string, Line>();
  for (const [source, all] of bySource) {
    const line = foldLine(source, all);
    if (line) lines.set(source, line);
  }
  return lines;
}

/** The same after some alarms have changed, come or gone. */
export function refoldLines(
  before: ReadonlyMap<string, Line>,
  bySource: BySource,
  changed: ReadonlySet<string>,
): Map<string, Line> {
  const lines = new Map(before);
  for (const source of sourcesOf(changed)) {
    const line = foldLine(source, bySource.get(source) ?? []);
    if (line) lines.set(source, line);
    else lines.delete(source);
  }
  return lines;
}

function foldLine(source: string, all: readonly AlarmRow[]): Line | null {
  const alarms = all.filter(isListed);
  const lead = alarms[0];
  if (!lead) return null;
  const newest = Math.max(...alarms.map(timeOf));
  return { source, lead, alarms, calls: alarms.some(wantsAcknowledgement), newest };
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
 * Lines as they ought to stand.
 *
 * @param before as they stood: what is nearly in order is quickly put in order
 */
export function sortLines(lines: ReadonlyMap<string, Line>, before: readonly Line[] = []): Line[] {
  const known = before.flatMap(({ source }) => lines.get(source) ?? []);
  if (known.length === lines.size) return known.sort(compareLines);
  const all = new Set(known);
  for (const line of lines.values()) all.add(line);
  return [...all].sort(compareLines);
}

/**
 * The lines with an alarm that is wanted. Such a line is shown whole: a filter must not hide the worst
 * of a source behind a lesser one.
 */
export function filterLines(sorted: readonly Line[], filter: AlarmFilter): Line[] {
  return sorted.filter((line) => line.alarms.some((alarm) => matches(alarm, filter)));
}

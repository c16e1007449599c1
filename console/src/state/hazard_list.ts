/**
 * The list of major hazards: what stands at each, which is worst, which are asked for and in which
 * order they stand. Pure. How a hazard is graded was worked out by the platform.
 */
import type { AlarmRow, HazardRow } from "../wire/frames";
import type { Enterprise, Hazard, Park } from "../wire/plant";
import { PRIORITIES, rank } from "./alarms";
import { keyOf } from "./atlas";
import type { Line } from "./folding";
import { searchNames } from "./name_search";
import { rateOf } from "./online_rate";
import { NOTHING_STANDS, type Tally } from "./standings";
import { byText, readSorting as readSortingBy, type Sorting as SortingBy } from "./sorting";

export interface HazardLine {
  hazard: Hazard;
  enterprise: Enterprise | null;
  row: HazardRow | null;
  /** What stands there. */
  tally: Tally;
  /** The worst of it; null: nothing stands. */
  worst: AlarmRow | null;
}

/**
 * Hazard → the worst alarm there, of several the one that the alarm list has first.
 *
 * @param sorted lines in the order of the alarm list
 */
export function worstByHazard(sorted: readonly Line[]): ReadonlyMap<string, AlarmRow> {
  const found = new Map<string, AlarmRow>();
  for (const alarm of sorted.flatMap(({ alarms }) => alarms)) {
    const before = found.get(alarm.hazard);
    if (!before || rank(alarm.priority) < rank(before.priority)) found.set(alarm.hazard, alarm);
  }
  return found;
}

/** What stands at one hazard, in the order of the alarm list. */
export function alarmsOfHazard(sorted: readonly Line[], hazard: string): AlarmRow[] {
  return sorted.flatMap(({ alarms }) => alarms.filter((alarm) => alarm.hazard === hazard));
}

/** What is known of all hazards, each by its id. */
export interface HazardsNow {
  rows: ReadonlyMap<string, HazardRow>;
  /** By the keys of places. */
  tallies: ReadonlyMap<string, Tally>;
  worst: ReadonlyMap<string, AlarmRow>;
}

/** A line a hazard, in the plant's order. */
export function listHazards(park: Park, { rows, tallies, worst }: HazardsNow): HazardLine[] {
  return [...park.hazards.values()].map((hazard) => ({
    hazard,
    enterprise: park.enterprises.get(hazard.enterprise) ?? null,
    row: rows.get(hazard.id) ?? hazard.now ?? null,
    tally: tallies.get(keyOf({ kind: "hazard", id: hazard.id })) ?? NOTHING_STANDS,
    worst: worst.get(hazard.id) ?? null,
  }));
}

export interface HazardFilter {
  /** A part of what a hazard or its enterprise is called. */
  text: string;
  enterprise: string | null;
  /** `1` to `4`, or `none`: not graded. */
  level: string | null;
}

export const LEVELS = ["1", "2", "3", "4", "none"] as const;

type Query = ReadonlyMap<string, readonly string[]>;

/** What an address asks for. */
export function readFilter(query: Query): HazardFilter {
  const level = query.get("level")?.[0];
  return {
    text: query.get("text")?.[0] ?? "",
    enterprise: query.get("enterprise")?.[0] || null,
    level: LEVELS.find((known) => known === level) ?? null,
  };
}

export function writeQuery(filter: HazardFilter, sorting: Sorting): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  if (filter.text !== "") query["text"] = [filter.text];
  if (filter.enterprise !== null) query["enterprise"] = [filter.enterprise];
  if (filter.level !== null) query["level"] = [filter.level];
  if (sorting.column !== "worst" || sorting.reversed) {
    query["sort"] = [`${sorting.reversed ? "-" : ""}${sorting.column}`];
  }
  return query;
}

export function choose(lines: readonly HazardLine[], filter: HazardFilter): HazardLine[] {
  const { enterprise, level } = filter;
  const asked = lines.filter(
    ({ hazard }) =>
      (enterprise === null || hazard.enterprise === enterprise) &&
      (level === null || String(hazard.level ?? "none") === level),
  );
  return searchNames(asked, filter.text, ({ hazard, enterprise: owner }) => ({
    id: hazard.id,
    name: `${hazard.name} ${owner?.name ?? ""}`,
    name_en: `${hazard.name_en} ${owner?.name_en ?? ""}`,
  }));
}

export const COLUMNS = ["level", "name", "enterprise", "r", "worst", "count", "online"] as const;

export type Column = (typeof COLUMNS)[number];

export type Sorting = SortingBy<Column>;

export const WORST_FIRST: Sorting = { column: "worst", reversed: false };

export function readSorting(text: string | undefined): Sorting {
  return readSortingBy(COLUMNS, text) ?? WORST_FIRST;
}

type Compare = (one: HazardLine, other: HazardLine) => number;

/** Behind every level where there is none. */
const levelOf = ({ hazard }: HazardLine) => hazard.level ?? 5;
const byLevel: Compare = (one, other) => levelOf(one) - levelOf(other);

const urgency = ({ tally }: HazardLine) =>
  tally.worst === null ? PRIORITIES.length : rank(tally.worst);

/** By how many of each priority, the most urgent first. */
function byCounts(one: HazardLine, other: HazardLine): number {
  for (const priority of PRIORITIES) {
    const more = other.tally.by[priority] - one.tally.by[priority];
    if (more !== 0) return more;
  }
  return 0;
}

/** What can't be told is looked at before what is well. */
const rateOfLine = ({ row }: HazardLine) => (row ? (rateOf(row) ?? 101) : -1);

/** Each column's own order, what deserves a look first. */
const COMPARE: Readonly<Record<Exclude<Column, "name" | "enterprise">, Compare>> = {
  level: byLevel,
  r: (one, other) => (other.hazard.grading?.r ?? -1) - (one.hazard.grading?.r ?? -1),
  worst: (one, other) =>
    urgency(one) - urgency(other) ||
    other.tally.unacknowledged - one.tally.unacknowledged ||
    byCounts(one, other) ||
    byLevel(one, other),
  count: byCounts,
  online: (one, other) => rateOfLine(one) - rateOfLine(other),
};

/**
 * Lines as they ought to stand; the id settles what is left, so that rows of equal standing do not
 * change places.
 *
 * @param nameOf a name in the language of the screen
 */
export function sortLines(
  lines: readonly HazardLine[],
  { column, reversed }: Sorting,
  nameOf: (named: { name: string; name_en: string }) => string,
): HazardLine[] {
  const nameOfOwner = ({ enterprise }: HazardLine) => (enterprise ? nameOf(enterprise) : "");
  const compare: Compare =
    column === "name"
      ? (one, other) => byText(nameOf(one.hazard), nameOf(other.hazard))
      : column === "enterprise"
        ? (one, other) => byText(nameOfOwner(one), nameOfOwner(other))
        : COMPARE[column];
  const sign = reversed ? -1 : 1;
  return [...lines].sort(
    (one, other) => sign * compare(one, other) || sign * byText(one.hazard.id, other.hazard.id),
  );
}

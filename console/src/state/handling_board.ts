/**
 * The board of handling records: in which column a record stands and in which order, its clock, what
 * is asked for, and the figures above. Pure; the time comes in.
 */
import type { Instant, Priority } from "../wire/frames";
import type { HandlingEntry, HandlingRow, Side } from "../wire/handling";
import { WAITED } from "../wire/handling";

/** A column for each step that is waited for, and one for what is over. */
export const COLUMNS = [...WAITED, "closed"] as const;
export type Column = (typeof COLUMNS)[number];

export function columnOf(row: HandlingRow): Column {
  return row.next ?? "closed";
}

/** How a record's clock stands: `left` and `over` run; a drill is never called overdue. */
export type Clock =
  | { kind: "left" | "over" | "drill_over"; ms: number; due: Instant }
  /** Closing waits for the condition to end. */
  | { kind: "waiting" }
  | { kind: "stopped" };

export function readClock(row: HandlingRow, now: Instant): Clock {
  if (row.next === null) return { kind: "stopped" };
  if (row.due === null) return { kind: "waiting" };
  const ms = row.due - now;
  if (ms >= 0) return { kind: "left", ms, due: row.due };
  return { kind: row.drill ? "drill_over" : "over", ms: -ms, due: row.due };
}

export function isOverdue(row: HandlingRow, now: Instant): boolean {
  return readClock(row, now).kind === "over";
}

/** Who looks: what is "ours" and "mine" follows from it. */
export interface Onlooker {
  user: string | null;
  side: Side;
}

export interface HandlingFilter {
  enterprise: string | null;
  hazard: string | null;
  /** Null: any. */
  priority: Priority | null;
  overdue: boolean;
  /** Only what waits for the onlooker's own side. */
  ours: boolean;
  /** Only what the onlooker had a hand in. */
  mine: boolean;
}

type Query = ReadonlyMap<string, readonly string[]>;

const FLAGS = ["overdue", "ours", "mine"] as const;
const NAMES = ["enterprise", "hazard", "priority"] as const;

/** What an address asks for. */
export function readFilter(query: Query): HandlingFilter {
  const name = (key: string) => query.get(key)?.[0] || null;
  const flag = (key: string) => query.get(key)?.[0] === "1";
  return {
    enterprise: name("enterprise"),
    hazard: name("hazard"),
    priority: name("priority") as Priority | null,
    overdue: flag("overdue"),
    ours: flag("ours"),
    mine: flag("mine"),
  };
}

/** The record that an address opens; null: none, or what is no record's number. */
export function readChosen(query: Query): number | null {
  const id = query.get("id")?.[0] ?? "";
  return /^[1-9]\d{0,15}$/.test(id) ? Number(id) : null;
}

export function writeQuery(filter: HandlingFilter, chosen: number | null): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  for (const name of NAMES) if (filter[name] !== null) query[name] = [filter[name]];
  for (const flag of FLAGS) if (filter[flag]) query[flag] = ["1"];
  if (chosen !== null) query["id"] = [String(chosen)];
  return query;
}

export function isPartial(filter: HandlingFilter): boolean {
  return Object.keys(writeQuery(filter, null)).length > 0;
}

function hadHandIn(row: HandlingRow, newest: HandlingEntry | undefined, user: string | null) {
  const by = [...row.done, ...(row.park_signed ? [row.park_signed] : [])].map((stamp) => stamp.by);
  return user !== null && (by.includes(user) || newest?.by === user);
}

/** Every open record and the last closed ones, with what last happened to each. */
export interface Records {
  rows: readonly HandlingRow[];
  newest: ReadonlyMap<number, HandlingEntry>;
}

export function isWanted(
  row: HandlingRow,
  records: Records,
  filter: HandlingFilter,
  onlooker: Onlooker,
  now: Instant,
): boolean {
  return (
    (filter.enterprise === null || row.enterprise === filter.enterprise) &&
    (filter.hazard === null || row.hazard === filter.hazard) &&
    (filter.priority === null || row.priority === filter.priority) &&
    (!filter.overdue || isOverdue(row, now)) &&
    (!filter.ours || row.turn === onlooker.side) &&
    (!filter.mine || hadHandIn(row, records.newest.get(row.id), onlooker.user))
  );
}

/** The longest overdue first, then what is due next, then what can't be done yet, then drills. */
export function compareOpen(one: HandlingRow, other: HandlingRow): number {
  return (
    Number(one.drill) - Number(other.drill) ||
    (one.due ?? Infinity) - (other.due ?? Infinity) ||
    one.opened_at - other.opened_at ||
    one.id - other.id ||
    0
  );
}

export type Placed = Readonly<Record<Column, readonly HandlingRow[]>>;

/** The records that are asked for, column by column, each from the top down. */
export function place(
  records: Records,
  filter: HandlingFilter,
  onlooker: Onlooker,
  now: Instant,
): Placed {
  const placed = Object.fromEntries(
    COLUMNS.map((column) => [column, [] as HandlingRow[]]),
  ) as Record<Column, HandlingRow[]>;
  for (const row of records.rows) {
    if (isWanted(row, records, filter, onlooker, now)) placed[columnOf(row)].push(row);
  }
  for (const column of WAITED) placed[column].sort(compareOpen);
  placed.closed.sort((one, other) => other.since - one.since || other.id - one.id);
  return placed;
}

/** What is open, drills left out, whatever is asked for. */
export interface Figures {
  open: number;
  overdue: number;
  drills: number;
  by: Readonly<Record<(typeof WAITED)[number], number>>;
}

export function count(rows: readonly HandlingRow[], now: Instant): Figures {
  const figures = { open: 0, overdue: 0, drills: 0 };
  const by = { sign: 0, verify: 0, handle: 0, report: 0, close: 0 };
  for (const row of rows) {
    if (row.next === null) continue;
    if (row.drill) {
      figures.drills += 1;
      continue;
    }
    figures.open += 1;
    by[row.next] += 1;
    if (isOverdue(row, now)) figures.overdue += 1;
  }
  return { ...figures, by };
}

/** How many records are there in one picture and not, or not the same, in the other. */
export function countChanged(before: Records, after: Records): number {
  if (before === after) return 0;
  const known = new Map(before.rows.map((row) => [row.id, row.version]));
  const changed = after.rows.filter((row) => known.get(row.id) !== row.version).length;
  const there = new Set(after.rows.map((row) => row.id));
  return changed + before.rows.filter((row) => row.next !== null && !there.has(row.id)).length;
}

const ALONG: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const ACROSS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** The card to which a key leads from another, null if to none. */
export function stepTo(placed: Placed, from: number, key: string): number | null {
  const column = COLUMNS.find((one) => placed[one].some((row) => row.id === from));
  if (column === undefined) return null;
  const row = placed[column].findIndex(({ id }) => id === from);
  if (key in ALONG) return placed[column][row + ALONG[key]!]?.id ?? null;
  if (!(key in ACROSS)) return null;
  for (let at = COLUMNS.indexOf(column) + ACROSS[key]!; COLUMNS[at]; at += ACROSS[key]!) {
    const beside = placed[COLUMNS[at]!];
    if (beside.length > 0) return beside[Math.min(row, beside.length - 1)]!.id;
  }
  return null;
}

/** The pages as they were read, of open records and of closed ones, as one; of two the newer. */
export function gather(
  pages: readonly { items: readonly HandlingRow[]; newest: Record<string, HandlingEntry> }[],
): Records {
  const rows = new Map<number, HandlingRow>();
  const newest = new Map<number, HandlingEntry>();
  for (const page of pages) {
    for (const row of page.items) {
      if ((rows.get(row.id)?.version ?? 0) >= row.version) continue;
      rows.set(row.id, row);
      const told = page.newest[String(row.id)];
      if (told) newest.set(row.id, told);
    }
  }
  return { rows: [...rows.values()], newest };
}

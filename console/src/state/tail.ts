/**
 * The columns that a trend draws: its series, and from its end to now the value that still counts
 * as the last one. Pure.
 */
import type { Series } from "./series";

export interface Columns extends Series {
  /** The last value from its reading to now, null everywhere else. */
  tail: (number | null)[];
}

/** The newest reading; a `null` value is one that can't be carried on. */
export interface Last {
  t: number | null;
  value: number | null;
}

/**
 * @param last the tag's newest reading, which may be older than everything in the series
 * @param now the right edge of the picture
 * @param oldest the left edge
 */
export function withTail(series: Series, last: Last, now: number, oldest: number): Columns {
  const columns: Columns = {
    t: [...series.t],
    v: [...series.v],
    min: [...series.min],
    max: [...series.max],
    tail: series.t.map(() => null),
  };
  if (columns.t.length === 0 && last.t !== null && last.t < now) {
    push(columns, Math.max(last.t, oldest), last.value, null);
  }
  const end = columns.t.at(-1);
  const value = columns.v.at(-1) ?? null;
  if (end === undefined || value === null || end >= now) return columns;
  columns.tail[columns.tail.length - 1] = value;
  push(columns, now, null, value);
  return columns;
}

function push(columns: Columns, t: number, value: number | null, tail: number | null): void {
  columns.t.push(t);
  for (const column of [columns.v, columns.min, columns.max]) column.push(value);
  columns.tail.push(tail);
}

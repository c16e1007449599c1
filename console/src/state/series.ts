/**
 * The points of a trend: the historian's answer as uPlot's columns, and live values appended.
 * Pure. A hole in the data stays a hole: nulls, never a line drawn across.
 */

/** `GET tags/{tag}/history`: raw readings, or equal bins when there were too many. */
export type History = { tag: string; unit: string } & (
  | { t: number[]; v: (number | null)[]; q: unknown[] }
  | {
      bin_ms: number;
      t: number[];
      min: (number | null)[];
      max: (number | null)[];
      mean: (number | null)[];
      n: number[];
    }
);

/** The answer in equal bins; `mean`, `min` and `max` are null where `n` is 0. */
export type Bins = Extract<History, { bin_ms: number }>;

/** Columns of one length; `t` in ms. Of raw readings all three value columns are the value. */
export interface Series {
  t: number[];
  v: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
}

/**
 * The answer as columns. Equal bins that are shorter than a tag's interval are mostly empty; an
 * empty one is dropped unless nothing came for longer than `hole`, which is a hole to be shown.
 *
 * @param hole ms; Infinity where a value stands until the next one comes
 */
export function toSeries(history: History, hole: number): Series {
  if ("v" in history) {
    return { t: [...history.t], v: [...history.v], min: [...history.v], max: [...history.v] };
  }
  const series: Series = { t: [], v: [], min: [], max: [] };
  let empty: number | null = null;
  history.t.forEach((t, index) => {
    const mean = history.mean[index] ?? null;
    if (mean === null) {
      empty ??= t;
      return;
    }
    const last = series.t.at(-1);
    if (empty !== null && last !== undefined && t - last > hole)
      push(series, empty, null, null, null);
    empty = null;
    push(series, t, mean, history.min[index] ?? null, history.max[index] ?? null);
  });
  return series;
}

/**
 * The series with one more point, and without those older than `oldest`. A point that is not newer
 * than the last one changes nothing; after more than `hole` ms of silence the line is broken.
 */
export function append(
  series: Series,
  t: number,
  value: number | null,
  oldest: number,
  hole: number,
): Series {
  const last = series.t.at(-1);
  if (last !== undefined && t <= last) return series;
  const kept = series.t.findIndex((time) => time >= oldest);
  const young = kept < 0 ? series.t.length : kept;
  // What stands until the next reading comes still holds at the left edge.
  const from = hole === Infinity ? Math.max(0, young - 1) : young;
  const longer: Series = {
    t: series.t.slice(from),
    v: series.v.slice(from),
    min: series.min.slice(from),
    max: series.max.slice(from),
  };
  if (last !== undefined && last >= oldest && t - last > hole)
    push(longer, last + 1, null, null, null);
  push(longer, t, value, value, value);
  return longer;
}

function push(
  series: Series,
  t: number,
  v: number | null,
  min: number | null,
  max: number | null,
): void {
  series.t.push(t);
  series.v.push(v);
  series.min.push(min);
  series.max.push(max);
}

/** A picture is never narrower than this, ms. */
const LEAST_SPAN_MS = 2 * 60_000;

/** The time shown: the last `span` ms, less where the series begins later. */
export function windowOf(series: Series, now: number, span: number): { min: number; max: number } {
  const first = series.t[0] ?? now;
  return { min: Math.max(now - span, Math.min(first, now - LEAST_SPAN_MS)), max: now };
}

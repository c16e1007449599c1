/**
 * What is known of one tag over a range: the historian's equal bins, with live readings put into
 * them as they come. Pure. What was of bad quality counts nowhere, as in the historian's own bins.
 */
import type { Instant } from "../wire/frames";
import type { Bins, Series } from "./series";
import type { Range } from "./trend_address";

export interface Trace {
  bins: Bins;
  /** Of the newest reading within; null: none yet. */
  newest: Instant | null;
}

/** What the historian told, whose last bins may be empty. */
export function traceOf(bins: Bins): Trace {
  const read = bins.t.filter((_, index) => bins.n[index]! > 0);
  return { bins, newest: read.at(-1) ?? null };
}

export function emptyTrace(tag: string, unit: string, binMs: number): Trace {
  const none = { t: [], min: [], max: [], mean: [], n: [] };
  return { bins: { tag, unit, bin_ms: binMs, ...none }, newest: null };
}

/**
 * The trace with one more reading, and without the bins that ended before `oldest`. A reading that
 * is not newer than the newest changes nothing; the historian will tell of it.
 */
export function takeReading(trace: Trace, t: Instant, value: number, oldest: Instant): Trace {
  if (trace.newest !== null && t <= trace.newest) return trace;
  const bins = since(trace.bins, oldest);
  const place = placeOfBin(bins, Math.floor(t / bins.bin_ms) * bins.bin_ms);
  const count = bins.n[place]!;
  bins.mean[place] = ((bins.mean[place] ?? 0) * count + value) / (count + 1);
  bins.min[place] = Math.min(bins.min[place] ?? value, value);
  bins.max[place] = Math.max(bins.max[place] ?? value, value);
  bins.n[place] = count + 1;
  return { bins, newest: t };
}

/**
 * What the historian told, and beyond it what was read live and has not reached it yet: a historian
 * that lags must not take back what was seen.
 *
 * @param end of the range that was asked for: nothing beyond is kept
 */
export function withNewer(told: Trace, before: Trace | null, end: Instant): Trace {
  if (before === null || before.bins.bin_ms !== told.bins.bin_ms) return told;
  const from = told.newest ?? -Infinity;
  const bins = since(told.bins, -Infinity);
  let { newest } = told;
  before.bins.t.forEach((start, index) => {
    if (start <= from || start >= end || before.bins.n[index] === 0) return;
    const place = placeOfBin(bins, start);
    for (const column of ["min", "max", "mean"] as const) {
      bins[column][place] = before.bins[column][index]!;
    }
    bins.n[place] = before.bins.n[index]!;
    newest = before.newest;
  });
  return { bins, newest };
}

/** The place of the bin that begins at an instant, put in where there is none. */
function placeOfBin(bins: Bins, start: Instant): number {
  let place = bins.t.length;
  while (place > 0 && bins.t[place - 1]! >= start) place -= 1;
  return bins.t[place] === start ? place : openBin(bins, place, start);
}

/** Puts in an empty bin at a place; a silence before it is told by another empty one. */
function openBin(bins: Bins, place: number, start: Instant): number {
  const before = bins.t[place - 1];
  const silent = before !== undefined && start - before > bins.bin_ms;
  const starts = silent ? [before + bins.bin_ms, start] : [start];
  bins.t.splice(place, 0, ...starts);
  for (const column of [bins.min, bins.max, bins.mean]) {
    column.splice(place, 0, ...starts.map(() => null));
  }
  bins.n.splice(place, 0, ...starts.map(() => 0));
  return place + starts.length - 1;
}

/** A copy of the bins that end later than an instant. */
function since(bins: Bins, oldest: Instant): Bins {
  const kept = bins.t.findIndex((start) => start + bins.bin_ms > oldest);
  const from = kept < 0 ? bins.t.length : kept;
  return {
    ...bins,
    t: bins.t.slice(from),
    min: bins.min.slice(from),
    max: bins.max.slice(from),
    mean: bins.mean.slice(from),
    n: bins.n.slice(from),
  };
}

export interface Figures {
  min: number;
  max: number;
  /** Of all readings, each counting the same. */
  mean: number;
  count: number;
}

/** Least, most and mean of the readings of a range, by whole bins; null where there are none. */
export function figuresOf({ bins }: Trace, { from, to }: Range): Figures | null {
  let figures: Figures | null = null;
  bins.t.forEach((start, index) => {
    const [min, max, mean] = [bins.min[index], bins.max[index], bins.mean[index]];
    const count = bins.n[index]!;
    if (start + bins.bin_ms <= from || start >= to || count === 0) return;
    figures = addBin(figures, { min: min!, max: max!, mean: mean!, count });
  });
  return figures;
}

function addBin(sum: Figures | null, bin: Figures): Figures {
  if (sum === null) return bin;
  const count = sum.count + bin.count;
  return {
    min: Math.min(sum.min, bin.min),
    max: Math.max(sum.max, bin.max),
    mean: sum.mean + ((bin.mean - sum.mean) * bin.count) / count,
    count,
  };
}

/** What a line says at an instant. */
export interface Point {
  /** When it was read, or when its bin begins. */
  t: Instant;
  value: number;
  min: number;
  max: number;
}

/**
 * The newest point at or before an instant; null in a gap, and where the last one is longer ago
 * than `hole` or a bin.
 */
export function pointAt(series: Series, at: Instant, binMs: number, hole: number): Point | null {
  const place = placeUpTo(series.t, at);
  const [t, value] = [series.t[place], series.v[place] ?? null];
  if (t === undefined || value === null || at - t > Math.max(binMs, hole)) return null;
  return { t, value, min: series.min[place] ?? value, max: series.max[place] ?? value };
}

/** The last place of a time no later than `at`, −1 before all of them. */
function placeUpTo(times: readonly Instant[], at: Instant): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where a step of the cursor leads: to the next instant that was read, at most to an end. */
export function instantBeside(
  instants: readonly Instant[],
  at: Instant,
  by: number,
  { from, to }: Range,
): Instant {
  const within = instants.filter((instant) => instant >= from && instant <= to);
  if (by > 0) {
    const later = within.filter((instant) => instant > at);
    return later[by - 1] ?? later.at(-1) ?? to;
  }
  const earlier = within.filter((instant) => instant < at);
  return earlier.at(by) ?? earlier[0] ?? from;
}

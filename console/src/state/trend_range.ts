/**
 * Moving through time: which range is shown, and the one that is shown after a step or a zoom. Pure.
 * No range reaches beyond now, where nothing can have been read yet.
 */
import type { Instant } from "../wire/frames";
import {
  isLive,
  LEAST_RANGE_MS,
  MOST_RANGE_MS,
  SPAN_NAMES,
  SPANS,
  type Range,
  type Span,
} from "./trend_address";

export function rangeOf(when: Span | Range, now: Instant): Range {
  return isLive(when) ? { from: now - SPANS[when], to: now } : when;
}

export function lengthOf({ from, to }: Range): number {
  return to - from;
}

/** The same length, with its end no later than now. */
function notAfter(range: Range, now: Instant): Range {
  const beyond = Math.max(0, range.to - now);
  return whole({ from: range.from - beyond, to: range.to - beyond });
}

/** In whole milliseconds, as an address writes them. */
function whole({ from, to }: Range): Range {
  return { from: Math.round(from), to: Math.round(to) };
}

/** Half a range later (`1`) or earlier (`-1`). */
export function step(range: Range, towards: 1 | -1, now: Instant): Range {
  const by = (towards * lengthOf(range)) / 2;
  return notAfter({ from: range.from + by, to: range.to + by }, now);
}

/** `factor` times as long; what is at `about` stays where it is in the picture. */
export function zoom(range: Range, factor: number, about: Instant, now: Instant): Range {
  const length = lengthOf(range);
  const longer = Math.min(MOST_RANGE_MS, Math.max(LEAST_RANGE_MS, length * factor));
  const share = Math.min(1, Math.max(0, (about - range.from) / length));
  const from = about - share * longer;
  return notAfter({ from, to: from + longer }, now);
}

/** The range between two instants in either order, made long enough to be looked at. */
export function between(one: Instant, other: Instant, now: Instant): Range {
  const middle = (one + other) / 2;
  const half = Math.max(LEAST_RANGE_MS, Math.abs(one - other)) / 2;
  return notAfter({ from: middle - half, to: middle + half }, now);
}

/** The live span that shows most nearly as much as a range does. */
export function nearestSpan(length: number): Span {
  const apart = (span: Span) => Math.abs(Math.log(SPANS[span] / length));
  return SPAN_NAMES.reduce((best, span) => (apart(span) < apart(best) ? span : best));
}

/** The next longer (`1`) or shorter (`-1`) span, the same at the end of them. */
export function spanBeside(span: Span, towards: 1 | -1): Span {
  return SPAN_NAMES[SPAN_NAMES.indexOf(span) + towards] ?? span;
}

/** A cursor that a live picture leaves behind stays at its edge; one beside a fixed range is none. */
export function cursorWithin(
  at: Instant | null,
  { from, to }: Range,
  live: boolean,
): Instant | null {
  if (at === null || at > to) return null;
  return at >= from ? at : live ? from : null;
}

/** A range and its equal parts, as the historian is asked for them. */
export interface Grid extends Range {
  points: number;
}

/**
 * About `points` equal parts that cover a range, on a raster of their own width: whatever is asked
 * for at another time falls on the same instants.
 */
export function gridOf(range: Range, points: number): Grid {
  const width = Math.max(1, Math.ceil(lengthOf(range) / Math.max(1, points)));
  const from = Math.floor(range.from / width) * width;
  const to = Math.max(from + width, Math.ceil(range.to / width) * width);
  return { from, to, points: (to - from) / width };
}

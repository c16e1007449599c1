/**
 * Where a time axis is marked: on round instants of Beijing time, which the drawing library would
 * place by the computer's own zone. Pure.
 */
import type { Instant } from "../wire/frames";

const BEIJING_MS = 8 * 3_600_000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 10].map((count) => count * DAY),
];

/** The round instants within a range, no more than `most` of them. */
export function ticksIn(from: Instant, to: Instant, most: number): Instant[] {
  const step = STEPS.find((width) => (to - from) / width <= most) ?? STEPS.at(-1)!;
  const first = Math.ceil((from + BEIJING_MS) / step) * step - BEIJING_MS;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

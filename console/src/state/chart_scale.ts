/**
 * Scales and ticks of a chart: which numbers and instants stand at an axis, and where. Pure; what is
 * drawn at them is the business of each chart.
 */
import type { Instant } from "../wire/frames";
import { DAY_MS, HOUR_MS, MINUTE_MS, startOfDay } from "./beijing";
import type { Span } from "./kpi_range";

/** From the axis' own values to places on the picture. */
export type Scale = (value: number) => number;

export function makeScale(low: number, high: number, start: number, end: number): Scale {
  const span = high - low;
  return (value) => (span === 0 ? start : start + ((value - low) / span) * (end - start));
}

const STEPS = [1, 2, 5, 10];

/** Round numbers from 0 to the first that is not below `most`, about `count` steps of them. */
export function tickNumbers(most: number, count: number): number[] {
  const rough = Math.max(most, Number.EPSILON) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  // Alarms are counted: below 1 there is nothing to mark.
  const step = Math.max(1, STEPS.find((one) => one * power >= rough)! * power);
  const steps = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

const TIME_STEPS = [
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  5 * DAY_MS,
  10 * DAY_MS,
  30 * DAY_MS,
];

export interface TimeTick {
  at: Instant;
  /** A midnight in Beijing, at which a day is written instead of a time. */
  day: boolean;
}

/** Round instants within a time, by the clocks of Beijing, at most `most` of them. */
export function tickTimes({ from, to }: Span, most: number): TimeTick[] {
  const step = TIME_STEPS.find((one) => (to - from) / one <= most) ?? (to - from) / most;
  const ticks: TimeTick[] = [];
  const midnight = startOfDay(from);
  for (let at = midnight + Math.ceil((from - midnight) / step) * step; at < to; at += step) {
    ticks.push({ at, day: startOfDay(at) === at });
  }
  return ticks;
}

/**
 * Over which time the performance is asked for, as an address says it: the running shift, a day, some
 * days, or days of one's own choice, both included. Pure. Nothing later than now is asked for, or the
 * hours to come would make every rate look better than it is.
 */
import type { Instant } from "../wire/frames";
import { DAY_MS, MINUTE_MS, readBeijing, startOfDay } from "./beijing";

export const RANGES = ["shift", "today", "yesterday", "week", "month", "own"] as const;

export type RangeName = (typeof RANGES)[number];

/** Half open. */
export interface Span {
  from: Instant;
  to: Instant;
}

export interface RangeChoice {
  name: RangeName;
  /** Of one's own days the first and the last, as they were written. */
  first: string;
  last: string;
}

/** What speaks against one's own days. */
export type RangeFault = "unreadable" | "reversed" | "future" | "no_shift";

const LONGEST_MS = 366 * DAY_MS;
const SECOND_MS = 1000;

/** What an address that says nothing, or what nobody knows, asks for. */
const USUAL: RangeName = "month";

export function readChoice(query: ReadonlyMap<string, readonly string[]>): RangeChoice {
  const word = query.get("range")?.[0];
  return {
    name: RANGES.find((known) => known === word) ?? USUAL,
    first: query.get("from")?.[0] ?? "",
    last: query.get("to")?.[0] ?? "",
  };
}

export function writeChoice({ name, first, last }: RangeChoice): Record<string, readonly string[]> {
  return name === "own" ? { range: [name], from: [first], to: [last] } : { range: [name] };
}

/**
 * The time that a choice stands for at an instant.
 *
 * @param shift the one that runs; null where the plant has none
 */
export function spanOf(choice: RangeChoice, now: Instant, shift: Span | null): Span | RangeFault {
  const to = Math.floor(now / SECOND_MS) * SECOND_MS;
  const today = startOfDay(now);
  switch (choice.name) {
    case "shift":
      return shift ? upTo(shift.from, to) : "no_shift";
    case "today":
      return upTo(today, to);
    case "yesterday":
      return { from: today - DAY_MS, to: today };
    case "week":
      return { from: to - 7 * DAY_MS, to };
    case "month":
      return { from: to - 30 * DAY_MS, to };
    case "own":
      return spanOfDays(choice.first, choice.last, to);
  }
}

function spanOfDays(first: string, last: string, now: Instant): Span | RangeFault {
  const [from, end] = [readBeijing(first), readBeijing(last)];
  if (from === null || end === null) return "unreadable";
  if (end < from || end - from > LONGEST_MS) return "reversed";
  return from >= now ? "future" : { from, to: Math.min(end + DAY_MS, now) };
}

/** In the first minute of a time there is one minute of it. */
function upTo(from: Instant, to: Instant): Span {
  return { from, to: Math.max(to, from + MINUTE_MS) };
}

/** A range as a person types its two ends. Pure; how an instant is read is `beijing.ts`' business. */
import type { Instant } from "../wire/frames";
import { readTyped } from "./beijing";
import { LEAST_RANGE_MS, MOST_RANGE_MS, type Range } from "./trend_address";

export type EntryTrouble = "unreadable" | "backwards" | "future" | "short" | "long";

/** The range that two texts say, up to now at the latest, or what is wrong with it. */
export function readRange(from: string, to: string, now: Instant): Range | EntryTrouble {
  const [first, last] = [readTyped(from, now), readTyped(to, now)];
  if (first === null || last === null) return "unreadable";
  if (first >= now) return "future";
  const end = Math.min(last, Math.floor(now));
  if (end <= first) return "backwards";
  if (end - first < LEAST_RANGE_MS) return "short";
  return end - first > MOST_RANGE_MS ? "long" : { from: first, to: end };
}

/**
 * An instant as a person types it, read as Beijing time whatever the computer is set to. Pure. Not
 * the browser's own field for it: that follows the computer's language, with "PM" and another order.
 */
import type { Instant } from "../wire/frames";
import { formatDay } from "../words/time";
import { LEAST_RANGE_MS, MOST_RANGE_MS, type Range } from "./trend_address";

const BEIJING_MS = 8 * 3_600_000;

const ENTRY =
  /^(?:(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?[ T]+)?(\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/**
 * `2026-11-26 19:20:31`; without seconds they are 0, without a year or a day it is that of `now`.
 * Null where it is no such instant.
 */
export function readEntry(text: string, now: Instant): Instant | null {
  const plain = text.normalize("NFKC").trim().replace(/\s+/g, " ");
  const match = ENTRY.exec(plain);
  if (!match) return null;
  const today = formatDay(now).split("-").map(Number);
  const part = (index: number, otherwise: number) => Number(match[index] ?? otherwise);
  const [year, month, day] = [part(1, today[0]!), part(2, today[1]!), part(3, today[2]!)];
  const [hour, minute, second] = [part(4, 0), part(5, 0), part(6, 0)];
  const instant = Date.UTC(year, month - 1, day, hour, minute, second);
  // A 31st of November is no day, however the calendar carries it over.
  const read = new Date(instant);
  const told = [
    read.getUTCMonth() + 1,
    read.getUTCDate(),
    read.getUTCHours(),
    read.getUTCMinutes(),
  ];
  const meant = [month, day, hour, minute];
  const isReal = second < 60 && told.every((value, index) => value === meant[index]);
  return isReal ? instant - BEIJING_MS : null;
}

export type EntryTrouble = "unreadable" | "backwards" | "future" | "short" | "long";

/** The range that two texts say, up to now at the latest, or what is wrong with it. */
export function readRange(from: string, to: string, now: Instant): Range | EntryTrouble {
  const [first, last] = [readEntry(from, now), readEntry(to, now)];
  if (first === null || last === null) return "unreadable";
  if (first >= now) return "future";
  const end = Math.min(last, Math.floor(now));
  if (end <= first) return "backwards";
  if (end - first < LEAST_RANGE_MS) return "short";
  return end - first > MOST_RANGE_MS ? "long" : { from: first, to: end };
}

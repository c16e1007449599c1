/**
 * Days and times of day that a person names, in Beijing time whatever the desk's computer is set to.
 * Pure; how instants are written is `words/time.ts`' business.
 */
import type { Instant } from "../wire/frames";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** China has kept UTC+8 without summer time since 1991. */
const BEIJING_MS = 8 * HOUR_MS;

/** The midnight with which the day of an instant began. */
export function startOfDay(instant: Instant): Instant {
  return Math.floor((instant + BEIJING_MS) / DAY_MS) * DAY_MS - BEIJING_MS;
}

/** The instant of a year, month, day, hour, minute and second; null where there is none. */
export function instantOf(parts: readonly number[]): Instant | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  const two = (part: number) => String(part).padStart(2, "0");
  const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  const meant = `${date}T${two(hour)}:${two(minute)}:${two(second)}`;
  // 30 February would be carried over to 2 March.
  return new Date(utc).toISOString().startsWith(meant) ? utc - BEIJING_MS : null;
}

/** `2026-11-26`, or with a time `2026-11-26T08:00`; null where there is no such day or minute. */
export function readBeijing(text: string): Instant | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?$/.exec(text);
  return parts && instantOf(parts.slice(1).map((part) => Number(part ?? 0)));
}

const TYPED =
  /^(?:(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?[ T]+)?(\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/**
 * An instant as people type it, `2026-11-26 19:20:31`; without seconds they are 0. Not the browser's
 * own field for it: that follows the computer's language, with "PM" and another order.
 *
 * @param now whose year or day is meant where the text leaves it out; without it neither may be
 * @returns null where it is no such instant
 */
export function readTyped(text: string, now?: Instant): Instant | null {
  const match = TYPED.exec(text.normalize("NFKC").trim().replace(/\s+/g, " "));
  if (!match) return null;
  const [year, ...rest] = match.slice(1);
  if (year === undefined && now === undefined) return null;
  const today = partsOfDay(now ?? 0);
  const parts = [year, ...rest].map((part, index) => Number(part ?? today[index] ?? 0));
  return instantOf(parts);
}

function partsOfDay(instant: Instant): number[] {
  const day = new Date(instant + BEIJING_MS);
  return [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
}

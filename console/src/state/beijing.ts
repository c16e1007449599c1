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

/** `2026-11-26`, or with a time `2026-11-26T08:00`; null where there is no such day or minute. */
export function readBeijing(text: string): Instant | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?$/.exec(text);
  if (!parts) return null;
  const [year, month, day, hour, minute] = parts.slice(1).map((part) => Number(part ?? 0));
  const utc = Date.UTC(year!, month! - 1, day!, hour!, minute!);
  // 30 February is not 2 March.
  return new Date(utc).toISOString().startsWith(text) ? utc - BEIJING_MS : null;
}

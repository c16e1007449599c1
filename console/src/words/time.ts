/**
 * Instants and durations as operators read them: Beijing time, 24 h, whatever the desk's computer
 * is set to. China has kept UTC+8 without summer time since 1991, so a shift is exact and needs
 * no time zone data.
 */
import type { Language } from "./words";

const BEIJING_MS = 8 * 3_600_000;

function shifted(instant: number): string {
  return new Date(instant + BEIJING_MS).toISOString();
}

/** `12:31:49` */
export function formatClock(instant: number): string {
  return shifted(instant).slice(11, 19);
}

/** `12:31` */
export function formatMinute(instant: number): string {
  return shifted(instant).slice(11, 16);
}

/** `2025-11-23` */
export function formatDay(instant: number): string {
  return shifted(instant).slice(0, 10);
}

/** `2025-11-23 12:31:49` */
export function formatInstant(instant: number): string {
  return `${formatDay(instant)} ${formatClock(instant)}`;
}

/** `2025-11-23 12:31` */
export function formatDayMinute(instant: number): string {
  return `${formatDay(instant)} ${formatMinute(instant)}`;
}

/** `12:31:49` on the day of `now`, `11-22 12:31:49` on another. */
export function formatNear(instant: number, now: number): string {
  const clock = formatClock(instant);
  return formatDay(instant) === formatDay(now) ? clock : `${formatDay(instant).slice(5)} ${clock}`;
}

const MINUTE_MS = 60_000;

/** Labels of round instants on a time axis, as fine as they stand close; at midnight the day. */
export function labelTimes(instants: readonly number[]): string[] {
  const apart = (instants[1] ?? Infinity) - (instants[0] ?? 0);
  const format = apart < MINUTE_MS ? formatClock : formatMinute;
  return instants.map((instant) =>
    formatClock(instant) === "00:00:00" ? formatDay(instant).slice(5) : format(instant),
  );
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}

/** `00:45`, `1:02:33`, from a day on `2 天 03:04` / `2 d 03:04`. Never negative. */
export function formatDuration(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = pad(Math.floor(seconds / 60) % 60);
  if (days > 0) return `${days} ${language === "zh" ? "天" : "d"} ${pad(hours)}:${minutes}`;
  const rest = `${minutes}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

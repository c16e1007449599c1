/**
 * Instants as people type them: Beijing time to the minute, `2026-11-26 08:00`, whatever the desk's
 * computer is set to. A browser's own field for date and time would follow the computer. Pure.
 */
import { formatDay, formatMinute } from "./time";

const TYPED = /^\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\sT]+(\d{1,2})[:：](\d{2})\s*$/;

/** The instant, null where the text is none. */
export function readTyped(text: string): number | null {
  const match = TYPED.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute] = match as unknown as [string, ...string[]];
  const two = (part: string | undefined) => (part ?? "").padStart(2, "0");
  const iso = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
  const instant = Date.parse(`${iso}:00+08:00`);
  // The 31st of February is read as a day in March: what does not come back was no day.
  return Number.isFinite(instant) && writeTyped(instant) === iso.replace("T", " ") ? instant : null;
}

export function writeTyped(instant: number): string {
  return `${formatDay(instant)} ${formatMinute(instant)}`;
}

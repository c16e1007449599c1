/** What rows of alarms say besides their names: the value, where it is, how long it has lasted. */
import type { Desk } from "../desk";
import { stands } from "../state/alarms";
import type { AlarmRow } from "../wire/frames";
import { placeOf, type Park } from "../wire/plant";
import type { Reading } from "./reading";

/**
 * The tag's value of now while the condition stands; for one that is about the data itself, which
 * has no value, the last one known. Null: the alarm's own value says it.
 */
export function valueOf(alarm: AlarmRow, reading: Reading | undefined): string | null {
  if (!reading || !stands(alarm)) return null;
  return alarm.limit !== null || alarm.value === null ? reading.text : null;
}

/** Where it is: the hazard, else the enterprise. */
export function unitOf(alarm: AlarmRow, park: Park, name: (named: { name: string }) => string): string {
  const place =
    park.hazards.get(alarm.hazard) ??
    park.enterprises.get(alarm.enterprise || (placeOf(park, alarm.source).enterprise ?? ""));
  return place ? name(place) : "—";
}

/** How long the condition has stood as of the picture, or did stand. */
export function durationOf(desk: Desk, alarm: AlarmRow, format: (ms: number) => string): string {
  if (alarm.raised_at === null) return "—";
  const end = stands(alarm) ? desk.shownTime : (alarm.returned_at ?? desk.shownTime);
  return format(end - alarm.raised_at);
}

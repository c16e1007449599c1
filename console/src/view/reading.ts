/** What a tag shows: its live row, else the one that came with the plant, and how old it is. */
import type { Desk } from "../desk";
import type { Priority, TagRow } from "../wire/frames";
import type { Tag } from "../wire/plant";
import { decimalsFor, formatNumber } from "../words/number";
import { rank, stands } from "../state/alarms";

export interface Reading {
  row: TagRow;
  text: string;
  stale: boolean;
  bad: boolean;
  /** ms since the platform received it; null before the first. */
  age: number | null;
  /** The worst alarm that stands on the tag. */
  worst: Priority | null;
}

export function decimalsOfTag(tag: Tag): number {
  if (isSwitch(tag)) return 0;
  return decimalsFor(
    tag.range_lo,
    tag.range_hi,
    tag.limits.map((limit) => limit.limit),
  );
}

const SWITCHES: ReadonlySet<string> = new Set([
  "alarm_contact",
  "bypass_state",
  "call_button",
  "esd_button",
  "interlock_state",
  "operating_state",
  "pump_running",
]);

/** A point that is on or off, or in one of a few states. */
export function isSwitch(tag: Tag): boolean {
  const isState = tag.unit === "" && tag.range_lo === 0 && tag.range_hi === 1;
  return (
    isState || SWITCHES.has(tag.kind) || tag.limits.some((limit) => limit.condition === "digital")
  );
}

/** Silence, ms, after which a line breaks: the tag's stale limit (contract 1, rule 9). */
export function holeOf(tag: Tag): number {
  return tag.interval_s === null ? Infinity : Math.max(3 * tag.interval_s, 10) * 1000;
}

export function readTag(desk: Desk, tag: Tag): Reading {
  const row = desk.conversation.streams.tags.rows.get(tag.tag) ?? tag.now;
  const at = row.received ?? row.t;
  let worst: Priority | null = null;
  for (const limit of tag.limits) {
    const alarm = desk.alarms.get(`${tag.tag}:${limit.condition}`);
    if (alarm && stands(alarm) && (worst === null || rank(alarm.priority) < rank(worst)))
      worst = alarm.priority;
  }
  return {
    row,
    text: formatNumber(row.value, decimalsOfTag(tag)),
    stale: row.marks.includes("stale"),
    bad: row.quality === "bad",
    age: at === null ? null : Math.max(0, desk.shownTime - at),
    worst,
  };
}

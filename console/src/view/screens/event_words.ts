/** What an alarm event says of itself. */
import type { Park } from "../../wire/plant";
import type { JournalRow } from "../../wire/rest";
import { formatNumber } from "../../words/number";
import { formatInstant } from "../../words/time";
import { sayAlarm } from "../condition";
import type { Speech } from "../language";
import { decimalsOfTag } from "../reading";

/** All of it in one line, for a title. */
export function sayEvent(speech: Speech, park: Park, row: JournalRow): string {
  const who = row.event === "acknowledged" ? speech.named("actor", row.actor) : "";
  const what = [speech.named("event", row.event), sayAlarm(speech, park, row.alarm)];
  return [formatInstant(row.at), ...what, sayValue(park, row), who].filter(Boolean).join(" ");
}

/** The value with which it came, in the tag's unit; empty where there is none. */
export function sayValue(park: Park, { source, value }: JournalRow): string {
  const tag = park.tags.get(source);
  if (value === null || !tag) return "";
  return `${formatNumber(value, decimalsOfTag(tag))} ${tag.unit}`.trim();
}

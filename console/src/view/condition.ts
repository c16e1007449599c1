/** The operator's word for a condition of a source: gas heads and oxygen have words of their own. */
import { sourceOf } from "../state/alarms";
import type { Park } from "../wire/plant";
import type { Speech } from "./language";

export function sayCondition(
  speech: Speech,
  park: Park | null,
  source: string,
  condition: string,
): string {
  const kind = park?.tags.get(source)?.kind;
  if (kind === "gas_oxygen" && (condition === "L" || condition === "H")) {
    return speech.named("condition", `oxygen_${condition}`);
  }
  if (
    (kind === "gas_combustible" || kind === "gas_toxic") &&
    (condition === "H" || condition === "HH")
  ) {
    return speech.named("condition", `gas_${condition}`);
  }
  return speech.named("condition", condition);
}

/** An alarm by its id alone, also one that has left the list. */
export function sayAlarm(speech: Speech, park: Park, id: string): string {
  const source = sourceOf(id);
  return `${source} ${sayCondition(speech, park, source, id.slice(source.length + 1))}`;
}
